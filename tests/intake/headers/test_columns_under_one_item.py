# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""Columns under one item, beside their units, of another counter: one is the figure, or none."""

import pytest
from odd import Odd, assert_read, read

WHOLES = {
    "总数 beside 其中": Odd(
        """
        | 村名   | 拆违建（处） | <              | <              | 出动人次 | <        |
        | ^      | 总数         | 其中：私搭乱建 | 其中：违法占地 | 小计     | 其中党员 |
        | 青禾村 | 6            | 4              | 2              | 30       | 5        |
        """,
        """
        青禾村 illegal_building 6 B3
        青禾村 person 30 E3
        """,
        """
        part_column C2
        part_column D2
        part_column F2
        """,
    ),
    "其中 as a row of its own, the whole merged over both rows": Odd(
        """
        | 村名   | 清垃圾 | 其中     | <        |
        | ^      | ^      | 生活垃圾 | 建筑垃圾 |
        | 青禾村 | 12     | 8        | 4        |
        """,
        "青禾村 garbage 12 B3",
        """
        part_column C2
        part_column D2
        """,
    ),
    "其中 in three rows": Odd(
        """
        | 村名   | 清垃圾（方） | <        | <        |
        | ^      | 合计         | 其中     | <        |
        | ^      | ^            | 生活垃圾 | 建筑垃圾 |
        | 青禾村 | 12           | 8        | 4        |
        """,
        "青禾村 garbage 12 B4",
        """
        part_column C3
        part_column D3
        """,
    ),
    "a column 其中 behind its quantity, in one row": Odd(
        """
        | 村名   | 出动人次 | 其中党员 | 拆违建总数 | 其中：占耕地 |
        | 青禾村 | 30       | 5        | 6          | 1            |
        """,
        """
        青禾村 person 30 B2
        青禾村 illegal_building 6 D2
        """,
        """
        part_column C1
        part_column E1
        """,
    ),
    "three thirds of a month and their sum": Odd(
        """
        | 村名   | 清垃圾 | <    | <    | <    |
        | ^      | 上旬   | 中旬 | 下旬 | 合计 |
        | 青禾村 | 3      | 4    | 5    | 12   |
        | 柳湾村 | 1      | 1    | 1    | 4    |
        """,
        """
        青禾村 garbage 12 E3
        柳湾村 garbage 4 E4
        """,
        """
        part_column B2
        part_column C2
        part_column D2
        row_total_mismatch E4
        """,
    ),
    "the sum stands first": Odd(
        """
        | 村名   | 清垃圾 | <      | <      | <      |
        | ^      | 小计   | 第一周 | 第二周 | 第三周 |
        | 青禾村 | 12     | 3      | 4      | 5      |
        """,
        "青禾村 garbage 12 B3",
        """
        part_column C2
        part_column D2
        part_column E2
        """,
    ),
    "thirds of a month without a sum": Odd(
        """
        | 村名   | 清垃圾 | <    | <    | 拆旱厕 |
        | ^      | 上旬   | 中旬 | 下旬 | ^      |
        | 青禾村 | 3      | 4    | 5    | 1      |
        """,
        "青禾村 latrine 1 E3",
        """
        no_whole B2
        no_whole C2
        no_whole D2
        """,
    ),
    "this year beside last year": Odd(
        """
        | 村名   | 清垃圾（方） | <        | <     | 拆旱厕 | <    | <    |
        | ^      | 今年         | 去年同期 | 增减% | 本年   | 上年 | 增减 |
        | 青禾村 | 12           | 9        | 33    | 4      | 5    | -1   |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 latrine 4 E3
        """,
        """
        compared_column C2
        compared_column D2
        compared_column F2
        compared_column G2
        """,
    ),
    "this month beside this year: the month's": Odd(
        """
        | 村名   | 清垃圾 | <    | <    |
        | ^      | 本月   | 今年 | 去年同期 |
        | 青禾村 | 12     | 90   | 80   |
        """,
        "青禾村 garbage 12 B3",
        """
        compared_column D2
        part_column C2
        """,
    ),
    "a task and what was done of it": Odd(
        """
        | 村名   | 改厕（户） | <    | <      | 拆旱厕 | <    |
        | ^      | 任务       | 完成 | 完成率 | 目标   | 实际 |
        | 青禾村 | 20         | 12   | 60%    | 5      | 4    |
        """,
        """
        青禾村 toilet 12 C3
        青禾村 latrine 4 F3
        """,
        """
        compared_column B2
        compared_column D2
        compared_column E2
        """,
    ),
    "a sum over months is not the month's": Odd(
        """
        | 村名   | 清垃圾 | <   | <    |
        | ^      | 1月    | 2月 | 合计 |
        | 青禾村 | 3      | 4   | 7    |
        | 柳湾村 | 3      | 4   | 7    |
        """,
        "",
        "",
    ),
    "a part more than its whole": Odd(
        """
        | 村名   | 出动人次 | <        |
        | ^      | 小计     | 其中党员 |
        | 青禾村 | 6        | 8        |
        """,
        "青禾村 person 6 B3",
        """
        part_column C2
        part_over_whole C3
        """,
    ),
    "a sum over another item's column is nobody's": Odd(
        """
        | 村名   | 拆违建 | <    | <    |
        | ^      | 处数   | 面积 | 合计 |
        | 青禾村 | 6      | 80   | 86   |
        """,
        """
        青禾村 illegal_building 6 B3
        青禾村 illegal_area 80 C3
        """,
        "part_column D2",
    ),
    "the remarks under an item are still remarks": Odd(
        """
        | 村名   | 清垃圾 | <        |
        | ^      | 数量   | 责任路段 |
        | 青禾村 | 12     | 村东     |
        """,
        "青禾村 garbage 12 B3",
        "part_column C2",
    ),
}


@pytest.mark.parametrize("odd", WHOLES.values(), ids=WHOLES)
def test_the_whole_of_an_item_is_its_figure_and_the_parts_are_told(odd):
    assert_read(odd)


COUNTERS = {
    "times, people, households instead of what is declared": Odd(
        """
        | 村名   | 清垃圾次数 | 清垃圾人数 | 拆违建户数 | 拆旱厕户 | 清杂物 |
        | 青禾村 | 5          | 6          | 7          | 8        | 9      |
        """,
        "青禾村 debris 9 F2",
        """
        other_measure B1
        other_measure C1
        other_measure D1
        other_measure E1
        """,
    ),
    "the counter in brackets or below": Odd(
        """
        | 村名   | 清垃圾（次数） | 清杂物（户数） | 清河道 | <    | 拆违建 | <    |
        | ^      | ^              | ^              | 段数   | 长度 | 户数   | 处数 |
        | 青禾村 | 5              | 6              | 7      | 80   | 3      | 4    |
        """,
        """
        青禾村 illegal_building 4 G3
        青禾村 river 80 E3
        """,
        """
        other_measure B2
        other_measure C2
        other_measure D2
        other_measure F2
        """,
    ),
    "money, villages, places of it": Odd(
        """
        | 村名   | 清垃圾资金 | 清垃圾村数 | 清河道点位数 | 清塘沟 |
        | 青禾村 | 5          | 6          | 7            | 8      |
        """,
        "青禾村 pond_ditch 8 E2",
        """
        other_measure B1
        other_measure C1
        other_measure D1
        """,
    ),
    "a bare counter that may be a slip is counted with doubt, once": Odd(
        """
        | 村名   | 改厕（座） | 拆违建 | <  |
        | ^      | ^          | 户     | 处 |
        | 青禾村 | 5          | 6      | 7  |
        | 柳湾村 | 5          | 6      | 7  |
        """,
        """
        柳湾村 illegal_building 7 D4
        柳湾村 toilet 5 B4
        青禾村 illegal_building 7 D3
        青禾村 toilet 5 B3
        """,
        """
        counter_doubtful B2
        other_measure C2
        """,
    ),
    "the declared counter, written longer or shorter": Odd(
        """
        | 村名   | 改厕户数 | 出动人次数 | 清垃圾方数 | 清杂物处数 | 出动车辆数 | 清河道长度（公里） |
        | 青禾村 | 1        | 2          | 3          | 4          | 5          | 6                  |
        """,
        """
        青禾村 river 6000 G2
        青禾村 debris 4 E2
        青禾村 garbage 3 D2
        青禾村 person 2 C2
        青禾村 toilet 1 B2
        青禾村 vehicle 5 F2
        """,
    ),
}


@pytest.mark.parametrize("odd", COUNTERS.values(), ids=COUNTERS)
def test_another_counter_is_another_quantity(odd):
    assert_read(odd)


def test_the_sentence_says_what_is_counted_and_what_was_asked():
    _, issues = read(COUNTERS["times, people, households instead of what is declared"])
    assert issues[0]["message"].startswith("列“清垃圾次数”数的是“次数”，规定的“清垃圾”以立方米计")


UOMS = {
    "units behind each item, the village's column headed 单位 too": Odd(
        """
        | 单位   | 清垃圾 | 单位 | 清河道 | 单位   |
        | 青禾村 | 10     | 方   | 1.5    | 公里   |
        | 柳湾村 | 11     | 立方 | 300    | 米     |
        | 合计   | 21     | 方   |        |        |
        """,
        """
        柳湾村 garbage 11 B3
        柳湾村 river 300 D3
        青禾村 garbage 10 B2
        青禾村 river 1500 D2
        """,
    ),
    "数量 and 单位 under each item": Odd(
        """
        | 村名   | 清垃圾 | <    | 清河道 | <    |
        | ^      | 数量   | 单位 | 单位   | 数量 |
        | 青禾村 | 10     | 方   | 公里   | 1.5  |
        | 柳湾村 | 2车    | 方   | 米     | 300  |
        """,
        """
        柳湾村 garbage NA B4
        柳湾村 river 300 E4
        青禾村 garbage 10 B3
        青禾村 river 1500 E3
        """,
        "unit_conflict B4",
    ),
    "one unit merged over all lines, and 同上": Odd(
        """
        | 村名   | 清河道 | 计量单位 | 清路域 | 单位 |
        | 青禾村 | 1.5    | 公里     | 3      | 亩   |
        | 柳湾村 | 2      | ^        | 6      | 同上 |
        """,
        """
        柳湾村 river 2000 B3
        柳湾村 roadside 4000 D3
        青禾村 river 1500 B2
        青禾村 roadside 2000 D2
        """,
    ),
    "the column of units contradicts the heading": Odd(
        """
        | 村名   | 清河道（米） | 单位 |
        | 青禾村 | 1.5          | 公里 |
        """,
        "青禾村 river 1500 B2",
        "uom_column_conflict B1",
    ),
    "a unit that measures something else": Odd(
        """
        | 村名   | 清垃圾 | 单位 |
        | 青禾村 | 5      | 方   |
        | 柳湾村 | 5      | 车   |
        | 云溪村 | 5      |      |
        """,
        """
        云溪村 garbage 5 B4
        柳湾村 garbage NA B3
        青禾村 garbage 5 B2
        """,
        "unit_conflict B3",
    ),
    "a heading with two units": Odd(
        """
        | 村名   | 清河道（米/公里） | 清垃圾（方、车） |
        | 青禾村 | 1.5公里           | 12               |
        | 柳湾村 | 300               | 0                |
        """,
        """
        柳湾村 garbage 0 C3
        柳湾村 river NA B3
        青禾村 garbage NA C2
        青禾村 river 1500 B2
        """,
        """
        two_units B1
        two_units C1
        """,
    ),
    "a heading with two words for one unit": Odd(
        """
        | 村名   | 清垃圾（方/立方米） | 拆旱厕（个、座） |
        | 青禾村 | 12                  | 2                |
        """,
        """
        青禾村 garbage 12 B2
        青禾村 latrine 2 C2
        """,
    ),
    "a heading with two units and a column that says which": Odd(
        """
        | 村名   | 清河道（米/公里） | 单位 |
        | 青禾村 | 1.5               | 公里 |
        """,
        "青禾村 river 1500 B2",
    ),
    "单位 beside no quantity is the village": Odd(
        """
        | 序号 | 单位   | 清河道 |
        | 1    | 青禾村 | 15     |
        """,
        "青禾村 river 15 C2",
    ),
    "a row of units below the headings, two of them of no use": Odd(
        """
        | 单位：方、处、米、平方米 |  |  |  |  |
        | 村名   | 清垃圾 | 清河道   | 清路域 | 拆违面积 | 出动车次 |
        |        | （车） | （公里） | （亩） | （m2）   | （百车） |
        | 青禾村 | 6      | 1.5      | 3      | 350      | 4        |
        """,
        """
        青禾村 illegal_area 350 E4
        青禾村 river 1500 C4
        青禾村 roadside 2000 D4
        """,
        """
        banner_unit_conflict C3
        banner_unit_conflict D3
        other_measure B3
        unknown_column F3
        """,
    ),
    "a column of units beside items down the page, one of them not known": Odd(
        """
        | 项目     | 计量单位 | 青禾村 | 柳湾村 | 合计 |
        | 清垃圾   | 方       | 6      | 7      | 13   |
        | 清河道   | 公里     | 1.5    | 2      | 3.5  |
        | 出动人次 | 百人次   | 3      | 4      | 7    |
        """,
        """
        柳湾村 garbage 7 D2
        柳湾村 river 2000 D3
        青禾村 garbage 6 C2
        青禾村 river 1500 C3
        """,
        "unknown_column B4",
    ),
}


@pytest.mark.parametrize("odd", UOMS.values(), ids=UOMS)
def test_a_unit_of_measure_of_its_own_is_used(odd):
    assert_read(odd)


MERGED = {
    "over two items": Odd(
        """
        | 村名   | 清垃圾 | 清杂物 | 拆旱厕 |
        | 青禾村 | 30     | 10     | <      |
        | 柳湾村 | 31     | 6      | 2      |
        """,
        """
        柳湾村 debris 6 C3
        柳湾村 garbage 31 B3
        柳湾村 latrine 2 D3
        青禾村 debris NA C2
        青禾村 garbage 30 B2
        """,
        "shared_quantity C2:D2",
    ),
    "nothing was done of either": Odd(
        """
        | 村名   | 清垃圾 | 清杂物 | 拆旱厕 |
        | 青禾村 | 30     | 0      | <      |
        | 柳湾村 | —      | <      | <      |
        """,
        """
        柳湾村 garbage 0 B3
        青禾村 debris 0 C2
        青禾村 garbage 30 B2
        """,
    ),
    "over two items and two villages": Odd(
        """
        | 村名   | 清垃圾 | 清杂物 | 拆旱厕 |
        | 青禾村 | 30     | 10     | <      |
        | 柳湾村 | 31     | <      | <      |
        """,
        """
        柳湾村 garbage NA B3
        青禾村 debris NA C2
        青禾村 garbage 30 B2
        """,
        """
        shared_quantity B3:D3
        shared_quantity C2:D2
        """,
        {"merges": []},
    ),
    "in a table on its side": Odd(
        """
        | 项目   | 青禾村 | 柳湾村 |
        | 清垃圾 | 30     | 31     |
        | 清杂物 | 10     | 6      |
        | 拆旱厕 | ^      | 2      |
        """,
        """
        柳湾村 debris 6 C3
        柳湾村 garbage 31 C2
        柳湾村 latrine 2 C4
        青禾村 debris NA B3
        青禾村 garbage 30 B2
        """,
        "shared_quantity B3",
    ),
    "items down the page": Odd(
        """
        | 村名   | 事项   | 数量 | 单位 |
        | 青禾村 | 清垃圾 | 30   | 方   |
        | ^      | 清杂物 | 10   | 处   |
        | ^      | 拆旱厕 | ^    | 个   |
        """,
        """
        青禾村 debris NA C3
        青禾村 garbage 30 C2
        """,
        "shared_quantity C3",
    ),
    "one heading over two columns, and the number too": Odd(
        """
        | 村名   | 清垃圾 | < | 拆旱厕 |
        | 青禾村 | 30     | < | 2      |
        """,
        """
        青禾村 garbage 30 B2
        青禾村 latrine 2 D2
        """,
    ),
}


@pytest.mark.parametrize("odd", MERGED.values(), ids=MERGED)
def test_a_number_merged_over_several_items_is_none_of_them(odd):
    assert_read(odd)
