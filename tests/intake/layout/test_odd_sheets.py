# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""Sheets as a hurried clerk files them: each is read right, or what is wrong is named at its cell.

A fixture is the sheet as it looks, the records that it holds (unit, item, value, cell) and the
checks that are told (check, cell). Nothing else may be read or told.
"""

from dataclasses import dataclass, field

import pandas as pd
import pytest
from drawing import sheet

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.layout.layout_doubts import structure_issues
from zhen_analysis.intake.records.cleaning import clean_block
from zhen_analysis.intake.records.column_sums import total_issues

CATALOGUE = load_catalogue(bundled("catalogue"))
MARCH = Month(2022, 3)
BOOK = name_book(TownPeriod(CATALOGUE, "shili", MARCH), "village")
NAMES = dict(zip(BOOK.names.values(), BOOK.names, strict=True))


@dataclass
class Odd:
    drawing: str
    records: str
    told: str = ""
    place: dict = field(default_factory=dict)


ODD = {
    "unit after a slash, in other brackets, behind a dash, a comma, a line": Odd(
        """
        | 村名   | 清理垃圾/方 | 清河道【公里】 | 清塘沟-米 | 清路域，单位：亩 | 拆旱厕 个 | 改厕户数 |
        | 青禾村 | 12          | 1.5            | 30        | 3                | 2         | 4        |
        """,
        """
        青禾村 garbage 12 B2
        青禾村 river 1500 C2
        青禾村 pond_ditch 30 D2
        青禾村 roadside 2000 E2
        青禾村 latrine 2 F2
        青禾村 toilet 4 G2
        """,
    ),
    "a unit of measure above the table is for the columns that have none": Odd(
        """
        | 示例镇联合环保治理巡查台账 |          |          |      |
        |                            |          | 单位：万元、人次 | |
        | 村名                       | 巡查次数 | 出动人次 | 罚款 |
        | 青禾村                     | 2        | 6        | 0.05 |
        """,
        """
        青禾村 patrol 2 B4
        青禾村 patrol_person 6 C4
        青禾村 fine 500 D4
        """,
        "banner_unit D3",
    ),
    "a unit above the table that contradicts a heading": Odd(
        """
        | 单位：万元 |          |            |
        | 村名       | 巡查次数 | 罚款（元） |
        | 青禾村     | 2        | 500        |
        """,
        """
        青禾村 patrol 2 B3
        青禾村 fine 500 C3
        """,
        "banner_unit_conflict C2",
    ),
    "lines of means, groups and last year are nobody's": Odd(
        """
        | 村名         | 日期  | 清垃圾 |
        | 一、A类村    |       |        |
        | 青禾村       | 3月5日 | 12    |
        | 柳湾村       | 3月5日 | 8     |
        | A类小计      |       | 20     |
        | 第二片区     |       |        |
        | 云溪村       | 3月5日 | 4     |
        | 第二片区合计 |       | 4      |
        | 全镇合计     |       | 24     |
        | 全镇平均     |       | 8      |
        | 去年同期     |       | 30     |
        | 比上月±     |       | -6     |
        | 以上数据由各村上报，未经核实。 | | |
        """,
        """
        青禾村 garbage 12 C3
        柳湾村 garbage 8 C4
        云溪村 garbage 4 C7
        """,
        """
        derived_line A10
        derived_line A11
        derived_line A12
        """,
    ),
    "a total on top, in the middle and at the end": Odd(
        """
        | 村名     | 清垃圾 | 拆旱厕 |
        | 总计     | 24     | 3      |
        | 青禾村   | 12     | 1      |
        | 小  计   | 12     | 1      |
        | 柳湾村   | 8      | 2      |
        | 云溪村   | 4      |        |
        | 小  计   | 12     | 2      |
        """,
        """
        青禾村 garbage 12 B3
        柳湾村 garbage 8 B5
        云溪村 garbage 4 B6
        青禾村 latrine 1 C3
        柳湾村 latrine 2 C5
        """,
    ),
    "totals of groups on top of their lines": Odd(
        """
        | 村名     | 清垃圾 |
        | 全镇合计 | 24     |
        | A类合计  | 20     |
        | 青禾村   | 12     |
        | 柳湾村   | 8      |
        | B类合计  | 5      |
        | 云溪村   | 4      |
        """,
        """
        青禾村 garbage 12 B4
        柳湾村 garbage 8 B5
        云溪村 garbage 4 B7
        """,
        "total_mismatch B6",
    ),
    "the header comes again on each page": Odd(
        """
        | 示例镇人居环境整治台账 |        |        |
        | 村名                   | 日期   | 清垃圾 |
        | 青禾村                 | 3月5日 | 12     |
        | 第1页，共2页           |        |        |
        | 示例镇人居环境整治台账 |        |        |
        |                        |        | 续表   |
        | 村名                   | 日期   | 清垃圾 |
        | 柳湾村                 | 3月6日 | 8      |
        | 合计                   |        | 20     |
        """,
        """
        青禾村 garbage 12 C3
        柳湾村 garbage 8 C8
        """,
    ),
    "a table per village, one under the other, the village in the title": Odd(
        """
        | 青禾村  |        |        |
        | 日期    | 清垃圾 | 拆旱厕 |
        | 3月5日  | 12     | 1      |
        | 3月6日  | 3      |        |
        | 合计    | 15     | 1      |
        |         |        |        |
        | 村名：柳湾村 |   |        |
        | 日期    | 清垃圾 | 拆旱厕 |
        | 3月5日  | 8      |        |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 garbage 3 B4
        青禾村 latrine 1 C3
        柳湾村 garbage 8 B9
        """,
    ),
    "two-up with a total of both halves": Odd(
        """
        | 序号 | 村名   | 清垃圾 | 序号 | 村名   | 清垃圾 |
        | 1    | 青禾村 | 12     | 3    | 云溪村 | 4      |
        | 2    | 柳湾村 | 8      |      | 合计   | 24     |
        """,
        """
        青禾村 garbage 12 C2
        柳湾村 garbage 8 C3
        云溪村 garbage 4 F2
        """,
    ),
    "different tables side by side that touch": Odd(
        """
        | 村名   | 清垃圾 | 拆旱厕 | 村名   | 网格总数 | 已排查网格 |
        | 青禾村 | 12     | 1      | 柳湾村 | 14       | 13         |
        | 柳湾村 | 8      |        |        |          |            |
        """,
        """
        青禾村 garbage 12 B2
        柳湾村 garbage 8 B3
        青禾村 latrine 1 C2
        柳湾村 grid 13/14 F2
        """,
    ),
    "different tables side by side on different rows": Odd(
        """
        | 人居环境 |        |        |  |          |          |            |
        | 村名     | 日期   | 清垃圾 |  |          |          |            |
        | 青禾村   | 3月5日 | 12     |  | 网格排查 |          |            |
        | 柳湾村   | 3月6日 | 8      |  | 村名     | 网格总数 | 已排查网格 |
        | 合计     |        | 20     |  | 青禾村   | 16       | 12         |
        |          |        |        |  | 柳湾村   | 14       | 14         |
        """,
        """
        青禾村 garbage 12 C3
        柳湾村 garbage 8 C4
        青禾村 grid 12/16 G5
        柳湾村 grid 14/14 G6
        """,
    ),
    "an empty column inside one table": Odd(
        """
        | 村名   | 清垃圾 |  | 拆旱厕 |
        | 青禾村 | 12     |  | 1      |
        """,
        """
        青禾村 garbage 12 B2
        青禾村 latrine 1 D2
        """,
    ),
    "item by line": Odd(
        """
        | 三月份人居环境整治情况 |        |        |      |        |      |
        | 序号                   | 村名   | 事项   | 单位 | 数量   | 备注 |
        | 1                      | 青禾村 | 清垃圾 | 方   | 12     |      |
        | 2                      | ^      | 清河道 | 公里 | 1.5    | 含支流 |
        | 3                      | ^      | 拆旱厕 | 个   | 2      |      |
        | 4                      | 柳湾村 | 清垃圾 | 方   | 8      |      |
        | 5                      | ^      | 拆猪圈 | 个   | 3      |      |
        | 注：按实填报           |        |        |      |        |      |
        """,
        """
        青禾村 garbage 12 E3
        柳湾村 garbage 8 E6
        青禾村 river 1500 E4
        青禾村 latrine 2 E5
        """,
        "unknown_column C7",
    ),
    "item by line, the village alone above its items": Odd(
        """
        | 工作事项  | 完成数量 |
        | 青禾村    |          |
        | 清垃圾    | 12方     |
        | 拆旱厕    | 2        |
        | 柳湾村：  |          |
        | 清垃圾    | 8方      |
        """,
        """
        青禾村 garbage 12 B3
        柳湾村 garbage 8 B6
        青禾村 latrine 2 B4
        """,
    ),
    "the village alone on a row above its days": Odd(
        """
        | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 |        |        |
        | 3月5日 | 12     | 1      |
        | 3月6日 | 3      |        |
        | 柳湾村 |        |        |
        | 3月5日 | 8      |        |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 garbage 3 B4
        柳湾村 garbage 8 B6
        青禾村 latrine 1 C3
        """,
    ),
    "the village alone in its own column above its days": Odd(
        """
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 |        |        |
        |        | 3月5日 | 12     |
        |        | 3月6日 | 3      |
        | 柳湾村 |        |        |
        |        | 3月5日 | 8      |
        """,
        """
        青禾村 garbage 12 C3
        青禾村 garbage 3 C4
        柳湾村 garbage 8 C6
        """,
    ),
    "the day alone on a row above its villages": Odd(
        """
        | 村名   | 清垃圾 |
        | 3月5日 |        |
        | 青禾村 | 12     |
        | 柳湾村 | 8      |
        | 3月6日 |        |
        | 青禾村 | 3      |
        """,
        """
        青禾村 garbage 12 B3
        柳湾村 garbage 8 B4
        青禾村 garbage 3 B6
        """,
    ),
    "units across under their district, with a row of measures": Odd(
        """
        | 示例镇人居环境整治统计表 | <    | <        | <      | <        | <    |
        | 项目                     | 单位 | 第一片区 | <      | 第二片区 | 合计 |
        | ^                        | ^    | 青禾村   | 柳湾村 | 云溪村   | ^    |
        | 清垃圾                   | 方   | 12       | 8      | 4        | 24   |
        | 清河道                   | 公里 | 1        |        | 0.5      | 1.5  |
        """,
        """
        青禾村 garbage 12 C4
        柳湾村 garbage 8 D4
        云溪村 garbage 4 E4
        青禾村 river 1000 C5
        云溪村 river 500 E5
        """,
    ),
    "two tables on their side": Odd(
        """
        | 项目       | 青禾村 | 柳湾村 |
        | 清垃圾     | 12     | 8      |
        | 拆旱厕     | 1      |        |
        |            |        |        |
        | 二、网格   |        |        |
        | 项目       | 青禾村 | 柳湾村 |
        | 网格总数   | 16     | 14     |
        | 已排查网格 | 12     | 14     |
        """,
        """
        青禾村 garbage 12 B2
        柳湾村 garbage 8 C2
        青禾村 latrine 1 B3
        青禾村 grid 12/16 B8
        柳湾村 grid 14/14 C8
        """,
    ),
    "days across on the sheet of one village": Odd(
        """
        | 项目   | 3月1日 | 3月2日 | 3月3日 | 合计 |
        | 清垃圾 | 5      |        | 7      | 12   |
        | 拆旱厕 |        | 1      |        | 1    |
        """,
        """
        青禾村 garbage 5 B2
        青禾村 garbage 7 D2
        青禾村 latrine 1 C3
        """,
        place={"name": "青禾村"},
    ),
    "a column of villages under a heading of its own": Odd(
        """
        | 名称   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 12     | 1      |
        | 柳湾村 | 8      |        |
        """,
        """
        青禾村 garbage 12 B2
        柳湾村 garbage 8 B3
        青禾村 latrine 1 C2
        """,
        "unit_by_content A1",
    ),
    "three header rows, the middle one merged, and a row of column numbers": Odd(
        """
        | 序号 | 村名   | 人居环境整治 | <    | <      | 力量 |
        | ^    | ^      | 拆违建       | <    | 清垃圾 | 出动人次 |
        | ^    | ^      | 处数         | 面积 | 数量（方） | ^ |
        | 甲   | 乙     | 1            | 2    | 3      | 4    |
        | 1    | 青禾村 | 2            | 80   | 12     | 6    |
        """,
        """
        青禾村 illegal_building 2 C5
        青禾村 illegal_area 80 D5
        青禾村 garbage 12 E5
        青禾村 person 6 F5
        """,
    ),
    "this month beside last month and the year so far": Odd(
        """
        | 村名   | 清垃圾 | <    | <    | 上月     | <      |
        | ^      | 本月   | 上月 | 累计 | 拆旱厕   | 清河道 |
        | 青禾村 | 12     | 9    | 30   | 1        | 2      |
        """,
        "青禾村 garbage 12 B3",
        """
        compared_column C2
        compared_column D2
        unknown_column E2
        unknown_column F2
        """,
    ),
    "a column that comes twice": Odd(
        """
        | 村名   | 清垃圾 | 清运垃圾 |
        | 青禾村 | 12     | 13       |
        """,
        "青禾村 garbage 12 B2",
        "repeated_column C1",
    ),
    "headings that are a slip away, and one that only looks so": Odd(
        """
        | 村名   | 清理垃圾类 | 未清河道 | 出动车辆次 | 清 路 域 |
        | 青禾村 | 12         | 5        | 2          | 3        |
        """,
        """
        青禾村 garbage 12 B2
        青禾村 vehicle 2 D2
        青禾村 roadside 3 E2
        """,
        """
        heading_guessed B1
        heading_guessed D1
        unknown_column C1
        """,
    ),
    "words in brackets that nobody knows": Odd(
        """
        | 村名（盖章） | 清垃圾（累计） | 拆旱厕（旧村改造区） | 改厕（必填） | 罚款（万） |
        | 青禾村       | 12             | 5                    | 2            | 1          |
        """,
        """
        青禾村 latrine 5 C2
        青禾村 toilet 2 D2
        """,
        """
        heading_remarked C1
        unknown_column B1
        unknown_column E1
        """,
    ),
    "a header far down, behind empty columns, without a title": Odd(
        """
        |  |  |      |        |        |
        |  |  |      |        |        |
        |  |  |      |        |        |
        |  |  | 序号 | 村  名 | 清垃圾 |
        |  |  | 1    | 青禾村 | 12     |
        |  |  |      |        |        |
        |  |  | 2    | 柳湾村 | 8      |
        """,
        """
        青禾村 garbage 12 E5
        柳湾村 garbage 8 E7
        """,
    ),
    "a form's line for who files it looks like a header": Odd(
        """
        | 单位   | 农业综合服务中心 | 日期   | 4月2日 |
        | 村名   | 日期             | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月5日           | 12     | 1      |
        | 填表人 | 测试甲           | 审核人 | 测试乙 |
        """,
        """
        青禾村 garbage 12 C3
        青禾村 latrine 1 D3
        """,
    ),
    "a subtotal of each village's days": Odd(
        """
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | 青禾村 | 3月6日 | 3      |
        | 青禾村 | 小计   | 15     |
        | 柳湾村 | 3月5日 | 8      |
        | 柳湾村小计 |    | 8      |
        | 合计   |        | 23     |
        """,
        """
        青禾村 garbage 12 C2
        青禾村 garbage 3 C3
        柳湾村 garbage 8 C5
        """,
    ),
    "the year so far stands below the month": Odd(
        """
        | 村名     | 清垃圾 |
        | 青禾村   | 12     |
        | 柳湾村   | 8      |
        | 本月合计 | 20     |
        | 上月累计 | 30     |
        | 累计     | 50     |
        """,
        """
        青禾村 garbage 12 B2
        柳湾村 garbage 8 B3
        """,
    ),
    "the sheet is named for one village and titled for another": Odd(
        """
        | 村名：青禾村 |        |
        | 日期         | 清垃圾 |
        | 3月5日       | 12     |
        """,
        "青禾村 garbage 12 B3",
        "unit_rival ",
        place={"name": "柳湾村"},
    ),
    "only the file's name says whose table it is": Odd(
        """
        | 日期   | 清垃圾 |
        | 3月5日 | 12     |
        """,
        "青禾村 garbage 12 B2",
        "unit_from_name ",
        place={"file": "2022-03/青禾村3月人居环境台账.xlsx"},
    ),
    "one village's form: items and their numbers, nothing else": Odd(
        """
        | 青禾村三月份人居环境整治情况 |        |      |
        | 项目                         | 数量   | 单位 |
        | 1.清垃圾                     | 12     | 方   |
        | 2.拆旱厕                     | 2      | 个   |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 latrine 2 B4
        """,
    ),
    "a village's name in the remarks of a line of a sum": Odd(
        """
        | 村名   | 清垃圾 | 备注       |
        | 青禾村 | 12     | 含柳湾村   |
        | 合 计  | 12     | 青禾村合计 |
        """,
        "青禾村 garbage 12 B2",
    ),
    "a total over parts of one path": Odd(
        """
        | 村名   | 清理量 | <      | <      | <    |
        | ^      | 清塘沟 | 清河道 | 合计   | 备注 |
        | 青禾村 | 12     | 30     | 42     |      |
        | 柳湾村 | 8      | 20     | 82     |      |
        | 云溪村 | 5      | 5      | 10     |      |
        """,
        """
        青禾村 pond_ditch 12 B3
        柳湾村 pond_ditch 8 B4
        云溪村 pond_ditch 5 B5
        青禾村 river 30 C3
        柳湾村 river 20 C4
        云溪村 river 5 C5
        """,
        """
        unknown_column D2
        row_total_mismatch D4
        """,
    ),
    "a corner that says two things, and the villages below it": Odd(
        """
        | 项目\\n村名 | 清垃圾 | 拆旱厕 |
        | 青禾村       | 12     | 1      |
        | 柳湾村       | 8      |        |
        | 合计         | 20     | 1      |
        """,
        """
        青禾村 garbage 12 B2
        柳湾村 garbage 8 B3
        青禾村 latrine 1 C2
        """,
        "unit_by_content A1",
    ),
    "a row of measures that is labelled": Odd(
        """
        | 村名     | 清垃圾 | 清河道 | 拆旱厕 |
        | 计量单位 | 方     | 公里   | 个     |
        | 青禾村   | 12     | 1.5    | 2      |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 river 1500 C3
        青禾村 latrine 2 D3
        """,
    ),
    "units across, each with this month and the year so far": Odd(
        """
        | 项目   | 青禾村 | <    | 柳湾村 | <    |
        | ^      | 本月   | 累计 | 本月   | 累计 |
        | 清垃圾 | 12     | 30   | 8      | 25   |
        | 拆旱厕 | 1      | 2    |        | 1    |
        """,
        """
        青禾村 garbage 12 B3
        柳湾村 garbage 8 D3
        青禾村 latrine 1 B4
        """,
    ),
    "the whole town's line, and a part of it": Odd(
        """
        | 村名         | 清垃圾 |
        | 全镇         | 20     |
        | 其中：A类村  | 12     |
        | 青禾村       | 12     |
        | 柳湾村       | 8      |
        """,
        """
        青禾村 garbage 12 B4
        柳湾村 garbage 8 B5
        """,
        "derived_line A3",
    ),
    "a number in a cell that is merged over two villages": Odd(
        """
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | 柳湾村 | ^      | ^      |
        """,
        "青禾村 garbage NA C2",
        """
        merged_quantity C2:C3
        no_quantity A3
        """,
    ),
    "a heading merged over two columns, of which one is used": Odd(
        """
        | 村名   | < | 清垃圾 |
        | 青禾村 | < | 12     |
        """,
        "青禾村 garbage 12 C2",
    ),
    "each village's weeks with a sum of their own": Odd(
        """
        | 村名   | 日期    | 清垃圾 |
        | 青禾村 | 3月5日  | 12     |
        | ^      | 3月6日  | 3      |
        | ^      | 小计    | 15     |
        | 青禾村 | 3月12日 | 4      |
        | ^      | 小计    | 4      |
        | ^      | 合计    | 19     |
        """,
        """
        青禾村 garbage 12 C2
        青禾村 garbage 3 C3
        青禾村 garbage 4 C5
        """,
    ),
    "sums of each village below days that alternate": Odd(
        """
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | 柳湾村 | 3月5日 | 8      |
        | 青禾村 | 3月6日 | 3      |
        | 青禾村 | 小计   | 15     |
        | 柳湾村 | 小计   | 9      |
        """,
        """
        青禾村 garbage 12 C2
        柳湾村 garbage 8 C3
        青禾村 garbage 3 C4
        """,
        "total_mismatch C6",
    ),
    "item by line, with sums of unlike things": Odd(
        """
        | 村名   | 事项   | 数量 |
        | 青禾村 | 清垃圾 | 12   |
        | 青禾村 | 拆旱厕 | 1    |
        | 青禾村 | 小计   | 13   |
        | 柳湾村 | 清垃圾 | 8    |
        | 合计   |        | 21   |
        """,
        """
        青禾村 garbage 12 C2
        青禾村 latrine 1 C3
        柳湾村 garbage 8 C5
        """,
    ),
    "headings set upright, letter under letter, and numbered": Odd(
        """
        | 序\\n号 | 村\\n名 | 1.清\\n垃\\n圾 | （2）拆旱厕 | 三、改厕 |
        | 1       | 青禾村  | 12              | 2           | 3        |
        """,
        """
        青禾村 garbage 12 C2
        青禾村 latrine 2 D2
        青禾村 toilet 3 E2
        """,
    ),
    "groups of columns above a header that is whole in itself": Odd(
        """
        | 基本信息 | <      | 上月完成 | <      | 本月完成 | <      |
        | 村名     | 日期   | 清垃圾   | 拆旱厕 | 清垃圾   | 拆旱厕 |
        | 青禾村   | 3月5日 | 9        | 1      | 12       | 2      |
        """,
        """
        青禾村 garbage 12 E3
        青禾村 latrine 2 F3
        """,
        """
        unknown_column C2
        unknown_column D2
        """,
    ),
    "a day in the title of each table": Odd(
        """
        | 3月5日人居环境整治情况 |        |
        | 村名                   | 清垃圾 |
        | 青禾村                 | 12     |
        |                        |        |
        | 3月6日人居环境整治情况 |        |
        | 村名                   | 清垃圾 |
        | 青禾村                 | 3      |
        | 合计                   | 3      |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 garbage 3 B7
        """,
    ),
    "items of every village side by side with a quantity that nobody named": Odd(
        """
        | 村名   | 工作内容 | 完成情况 |
        | 青禾村 | 清垃圾   | 12方     |
        | 青禾村 | 拆旱厕   | 约2个    |
        | 青禾村 |          | 7        |
        | 柳湾村 | 清垃圾   | 同上     |
        """,
        """
        青禾村 garbage 12 C2
        青禾村 latrine 2 C3
        柳湾村 garbage NA C5
        """,
        """
        ditto C5
        unknown_column B4
        """,
    ),
    "the same item twice for one village is not added up": Odd(
        """
        | 村名   | 事项   | 数量 |
        | 青禾村 | 清垃圾 | 12   |
        | 青禾村 | 拆旱厕 | 1    |
        | 青禾村 | 清垃圾 | 13   |
        """,
        """
        青禾村 garbage 12 C2
        青禾村 garbage 13 C4
        青禾村 latrine 1 C3
        """,
    ),
}


def read(odd):
    """Return the records and the issues of all tables of a drawn sheet."""
    drawn = sheet(odd.drawing, **odd.place)
    drawn.grid[:] = [[text.replace("\\n", "\n") for text in row] for row in drawn.grid]
    found = find_layout(
        drawn,
        CATALOGUE.ledgers.values(),
        lambda text: BOOK.find(text) is not None,
    )
    assert found.count_cells()["read"] == int(found.sheet.filled.sum())
    cleaned = [clean_block(block, BOOK, MARCH) for block in found.blocks]
    issues = [issue for part in cleaned for issue in part.issues]
    issues += structure_issues(found)
    issues += [i for block in found.blocks for i in total_issues(block, found.blocks)]
    parts = [part.records for part in cleaned]
    return (pd.concat(parts) if parts else pd.DataFrame()), issues


def lines(text):
    return sorted(line.strip() for line in text.strip().splitlines() if line.strip())


def told_record(record):
    is_coverage = record.shape == "coverage"
    value = "NA" if pd.isna(record.value) else f"{record.value:g}"
    amount = f"{record.done:g}/{record.due:g}" if is_coverage else value
    return f"{NAMES[record.unit]} {record.item} {amount} {record.cell}"


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_sheet_is_read_right_or_told(odd):
    records, issues = read(odd)
    assert sorted(map(told_record, records.itertuples())) == lines(odd.records)
    assert sorted(f"{i['check']} {i['cell']}".strip() for i in issues) == lines(odd.told)
