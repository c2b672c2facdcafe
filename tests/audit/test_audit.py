"""A published table against itself: a slip is found with its unit, a right table is left alone."""

import json

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import zhen_analysis as zhen
from zhen_analysis.audit import audit_file
from zhen_analysis.base.errors import BadInput
from zhen_analysis.cli import app

COLUMNS = ["unit", "column", "check", "printed", "computed", "likely"]


def drawn(text: str) -> pd.DataFrame:
    """Return a drawn table as a bare grid of cells."""
    lines = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    width = max(map(len, lines))
    return pd.DataFrame([[c.strip() for c in line] + [""] * (width - len(line)) for line in lines])


def found(frame: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    """Return unit, column, check and the computed number of each disagreement."""
    table = zhen.audit_ranking(frame)
    assert list(table.columns) == COLUMNS
    return list(table[["unit", "column", "check", "computed"]].itertuples(index=False, name=None))


RIGHT = {
    "a sum and its ranks": """
        | 村名 | 卫生 | 安全 | 档案 | 总分 | 名次 |
        | 东庄 | 30   | 40   | 20   | 90   | 1    |
        | 西庄 | 28   | 38   | 19   | 85   | 2    |
        | 南庄 | 25   | 39   | 18   | 82   | 4    |
        | 北庄 | 29   | 35   | 20   | 84   | 3    |""",
    "weights in the headings": """
        | 村名 | 明查(60%) | 暗访(30%) | 民意(10%) | 综 合 得 分 | 排名 |
        | 甲   | 90        | 80        | 70        | 85          | 第一名 |
        | 乙   | 85        | 85        | 85        | 85.0        | 并列第一 |
        | 丙   | 80        | 70        | 90        | 78          | 第三名 |
        | 丁   | 60        | 90        | 80        | 71          | 第四名 |""",
    "deductions from full marks": """
        | 序号 | 村名 | 环境扣分 | 安全扣分 | 加分 | 得分 | 名次 |
        | 1    | 甲   | 5        | 3        | 1    | 93   | 1    |
        | 2    | 乙   | 8        | 2        | 0    | 90   | 2    |
        | 3    | 丙   | 10       | 6        | 0    | 84   | 4    |
        | 4    | 丁   | 9        | 4        | 2    | 89   | 3    |""",
    "rates, and the sum of lines with its own rate": """
        | 村 名 | 发现问题 | 已整改 | 整改率 | 排名 |
        | 甲村  | 20       | 18     | 90%    | 2    |
        | 乙村  | 10       | 10     | 100%   | 1    |
        | 丙村  | 30       | 24     | 80%    | 3    |
        | 丁村  | 8        | 6      | 75.0%  | 4    |
        | 合计  | 68       | 58     | 85.3%  |      |""",
    "groups under titles": """
        | A类村 |      |      |
        | 村名  | 得分 | 名次 |
        | 甲村  | 95   | 1    |
        | 乙村  | 90   | 2    |
        | 丙村  | 85   | 3    |
        | B类村 |      |      |
        | 丁村  | 99   | 1    |
        | 戊村  | 80   | 3    |
        | 己村  | 85   | 2    |""",
    "ties that share, the next rank following on (1-2-2-3)": """
        | 村名 | 总分 | 名次 |
        | 甲   | 95   | 1    |
        | 乙   | 90   | 2    |
        | 丙   | 90   | 2    |
        | 丁   | 80   | 3    |""",
    "ties broken throughout, by a rule that we cannot see": """
        | 村名 | 总分 | 名次 |
        | 甲   | 95   | 1    |
        | 乙   | 90   | 2    |
        | 丙   | 90   | 3    |
        | 丁   | 80   | 4    |
        | 戊   | 80   | 5    |""",
    "a road that is not ranked, and a note": """
        | 排名 | 村名    | 得分 |
        | 1    | 甲村    | 95   |
        | 2    | 乙村    | 90   |
        | 3    | 丙村    | 88   |
        | —    | 112国道 | 60   |
        | 注：国道不参与排名 | | |""",
    "numbers whose formula nobody can know": """
        | 村名 | 甲项 | 乙项 | 得分 |
        | 甲   | 1    | 7    | 88   |
        | 乙   | 5    | 3    | 77   |
        | 丙   | 2    | 1    | 91   |
        | 丁   | 8    | 6    | 60   |
        | 戊   | 3    | 2    | 82   |""",
    "last month's places and the change from them": """
        | 村名 | 上月得分 | 上月名次 | 本月得分 | 本月名次 | 升降 |
        | 甲   | 90       | 2        | 95       | 1        | ↑1   |
        | 乙   | 92       | 1        | 93       | 2        | ↓1   |
        | 丙   | 85       | 4        | 91       | 3        | ↑1   |
        | 丁   | 86       | 3        | 88       | 4        | ↓1   |
        | 戊   | 80       | 5        | 80       | 5        | 持平 |""",
    "last month's places without the numbers that gave them": """
        | 村名 | 得分 | 名次 | 上月名次 |
        | 甲   | 95   | 1    | 2        |
        | 乙   | 93   | 2    | 1        |
        | 丙   | 91   | 3    | 3        |
        | 丁   | 88   | 4    | 5        |
        | 戊   | 80   | 5    | 4        |""",
    "a rank for each of several columns, one where fewer is better": """
        | 村名 | 应整改 | 已整改 | 整改率 | 整改率排名 | 扣分 | 扣分排名 | 综合得分 | 综合排名 |
        | 甲   | 10     | 9      | 90%    | 2          | 1    | 2        | 95       | 1        |
        | 乙   | 20     | 20     | 100%   | 1          | 3    | 4        | 93       | 2        |
        | 丙   | 10     | 8      | 80%    | 3          | 2    | 3        | 91       | 3        |
        | 丁   | 20     | 15     | 75%    | 4          | 0    | 1        | 88       | 4        |
        | 戊   | 10     | 5      | 50%    | 5          | 5    | 5        | 80       | 5        |""",
    "a rank that follows from what is not printed": """
        | 村名 | 卫生 | 安全 | 档案 | 综合排名 |
        | 甲   | 30   | 40   | 20   | 1        |
        | 乙   | 28   | 38   | 19   | 2        |
        | 丙   | 25   | 39   | 18   | 4        |
        | 丁   | 29   | 35   | 20   | 3        |
        | 戊   | 20   | 30   | 17   | 5        |""",
    "ranks by digits that the totals do not print": """
        | 村名 | 明查(60%) | 暗访(40%) | 得分 | 名次 |
        | 甲   | 90.5      | 80.2      | 86.4 | 1    |
        | 乙   | 90.4      | 80.3      | 86.4 | 2    |
        | 丙   | 80        | 70        | 76   | 3    |
        | 丁   | 60        | 70        | 64   | 4    |""",
    "a total of which a part is not printed": """
        | 村名 | 卫生 | 安全 | 总分 | 名次 |
        | 甲   | 30   | 40   | 70   | 1    |
        | 乙   | 28   | 38   | 68   | 2    |
        | 丙   | 25   | 39   | 64   | 4    |
        | 丁   | 29   | 35   | 64   | 4    |
        | 戊   | 20   | 30   | 50   | 6    |
        | 己   | 25   | 40   | 67   | 3    |""",
    "a rate of a count that is not printed": """
        | 村名 | 受理 | 办结 | 满意率 |
        | 甲   | 10   | 9    | 90%    |
        | 乙   | 20   | 20   | 100%   |
        | 丙   | 15   | 15   | 93.3%  |
        | 丁   | 5    | 4    | 100%   |
        | 戊   | 8    | 8    | 100%   |
        | 己   | 8    | 7    | 87.5%  |""",
    "100 % nearly everywhere": """
        | 村名 | 受理 | 办结 | 按时办结 | 办结率 | 按时率 |
        | 甲   | 10   | 10   | 8        | 100%   | 80%    |
        | 乙   | 20   | 20   | 20       | 100%   | 100%   |
        | 丙   | 15   | 15   | 12       | 100%   | 80%    |
        | 丁   | 5    | 5    | 4        | 100%   | 80%    |""",
    "小计 by 片区 and 合计 of all, each with its own rate": """
        | 片区 | 村名 | 件数 | 办结 | 办结率 |
        | 东片 | 甲   | 10   | 9    | 90%    |
        | 东片 | 乙   | 10   | 10   | 100%   |
        | 小计 |      | 20   | 19   | 95%    |
        | 西片 | 丙   | 20   | 10   | 50%    |
        | 西片 | 丁   | 10   | 8    | 80%    |
        | 小计 |      | 30   | 18   | 60%    |
        | 合计 |      | 50   | 37   | 74%    |""",
    "shares of the sum of all": """
        | 村名 | 件数 | 占比 |
        | 甲   | 10   | 20%  |
        | 乙   | 20   | 40%  |
        | 丙   | 15   | 30%  |
        | 丁   | 5    | 10%  |
        | 合计 | 50   | 100% |""",
    "months as headings": """
        | 村名 | 1月 | 2月 | 3月 | 合计 |
        | 甲   | 10  | 20  | 30  | 60   |
        | 乙   | 20  | 40  | 1   | 61   |
        | 丙   | 15  | 30  | 5   | 50   |
        | 丁   | 5   | 10  | 5   | 20   |
        | 合计 | 50  | 100 | 41  | 191  |""",
    "full marks below the headings, grades in words": """
        | 序号 | 村名 | 卫生 | 安全 | 总分 | 名次 | 等次 |
        |      | 分值 | 50   | 50   | 100  |      |      |
        | 1    | 甲   | 45   | 40   | 85   | 2    | 良好 |
        | 2    | 乙   | 48   | 48   | 96   | 1    | 优秀 |
        | 3    | 丙   | 40   | 40   | 80   | 3    | 良好 |
        | 4    | 丁   | 30   | 30   | 60   | 4    | 合格 |""",
    "numbers in 万 beside plain ones": """
        | 村名 | 应收  | 已收  | 收缴率 |
        | 甲   | 1.2万 | 6,000 | 50%    |
        | 乙   | 8,000 | 4,000 | 50%    |
        | 丙   | 1万   | 9,000 | 90%    |
        | 丁   | 2万   | 1.5万 | 75%    |""",
    "cells that are missing": """
        | 村名 | 卫生 | 安全 | 档案 | 总分 | 名次 |
        | 甲   | 30   | 40   | 20   | 90   | 1    |
        | 乙   | 28   | —    | 19   | 47   | 4    |
        | 丙   | 25   | 39   | 18   | 82   | 2    |
        | 丁   | 29   | 35   |      | 64   | 3    |
        | 戊   | 缺考 | 10   | 10   | 20   | 5    |""",
    "only the last places": """
        | 村名 | 得分 | 名次 |
        | 甲   | 91   | 11   |
        | 乙   | 90   | 12   |
        | 丙   | 89   | 13   |
        | 丁   | 88   | 14   |""",
    "the same village name in two towns": """
        | 乡镇 | 村名 | 得分 | 名次 |
        | 东镇 | 张庄 | 95   | 1    |
        | 东镇 | 李庄 | 90   | 2    |
        | 西镇 | 张庄 | 85   | 3    |
        | 西镇 | 王庄 | 80   | 4    |""",
    "paths of headings over two rows": """
        | 2022年3月督查情况 | | | | | | |
        | 村名 | 热线 |      | 微信 |      | 得分 | 名次 |
        |      | 总数 | 按时 | 总数 | 按时 |      |      |
        | 甲   | 6    | 5    | 4    | 4    | 90   | 1    |
        | 乙   | 6    | 6    | 6    | 5    | 85   | 3    |
        | 丙   | 5    | 5    | 5    | 5    | 88   | 2    |
        | 合计 | 17   | 16   | 15   | 14   |      |      |""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_table_gives_nothing(name):
    assert found(drawn(RIGHT[name])) == []


# written | spoilt | unit, column, check and computed number that are found
RATES = "rates, and the sum of lines with its own rate"
SHARED = "ties that share, the next rank following on (1-2-2-3)"
SLIPS = [
    ("a sum and its ranks", "| 85 ", "| 58 ", [("西庄", "总分", "total", 85)]),
    ("a sum and its ranks", "| 3    |", "| 4    |", [("北庄", "名次", "rank", 3)]),
    ("weights in the headings", "| 78 ", "| 79 ", [("丙", "综合得分", "total", 78)]),
    ("deductions from full marks", "| 89 ", "| 98 ", [("丁", "得分", "total", 89)]),
    (RATES, "80%", "88%", [("丙村", "整改率", "rate", 80)]),
    (RATES, "| 68 ", "| 86 ", [("合计", "发现问题", "subtotal", 68)]),
    ("last month's places and the change from them", "88       | 4        | ↓1",
     "88       | 4        | ↓2", [("丁", "升降", "rank", -1)]),
    ("a rank for each of several columns, one where fewer is better", "0    | 1 ", "0    | 2 ",
     [("丁", "扣分排名", "rank", 1)]),
    ("小计 by 片区 and 合计 of all, each with its own rate", "| 30   | 18", "| 40   | 18",
     [("小计", "件数", "subtotal", 30)]),
    ("shares of the sum of all", "30%", "33%", [("丙", "占比", "rate", 30)]),
    ("months as headings", "| 5   | 50 ", "| 5   | 55 ", [("丙", "合计", "total", 50)]),
    ("full marks below the headings, grades in words", "80   | 3", "90   | 3",
     [("丙", "总分", "total", 80)]),
    ("numbers in 万 beside plain ones", "90%", "80%", [("丙", "收缴率", "rate", 90)]),
    ("100 % nearly everywhere", "8        | 100%", "8        | 90%",
     [("甲", "办结率", "rate", 100)]),
    ("groups under titles", "戊村  | 80   | 3", "戊村  | 80   | 2", [("戊村", "名次", "rank", 3)]),
    (SHARED, "丙   | 90   | 2", "丙   | 90   | 3", [("丙", "名次", "tie", 2)]),
    ("a road that is not ranked, and a note", "乙村 ", "甲村 ",
     [("甲村", "村名", "duplicate", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written", "spoilt", "expected"), SLIPS)
def test_one_slip_is_found_with_its_unit(name, written, spoilt, expected):
    table = RIGHT[name]
    assert table.count(written) >= 1
    told = [
        (unit, column, check, None if pd.isna(computed) else pytest.approx(computed))
        for unit, column, check, computed in found(drawn(table.replace(written, spoilt, 1)))
    ]
    assert told == [tuple(row) for row in expected]


def test_a_misprinted_total_does_not_accuse_the_ranks_that_follow_from_the_right_one():
    table = RIGHT["a sum and its ranks"].replace("| 85 ", "| 58 ")
    assert [row[2] for row in found(drawn(table))] == ["total"]


@pytest.mark.parametrize(
    ("written", "spoilt", "likely"),
    [("| 85 ", "| 58 ", "颠倒"), ("| 82 ", "| 92 ", "一位数字"), ("| 84 ", "| 8.4", "小数点")],
)
def test_the_likely_slip_is_told(written, spoilt, likely):
    table = drawn(RIGHT["a sum and its ranks"].replace(written, spoilt, 1))
    assert likely in zhen.audit_ranking(table)["likely"].iloc[0]


def test_swapped_neighbours_name_each_other():
    table = (
        RIGHT["a sum and its ranks"]
        .replace("| 82   | 4", "| 82   | 3")
        .replace("| 84   | 3", "| 84   | 4")
    )
    told = zhen.audit_ranking(drawn(table)).set_index("unit")["likely"]
    assert "北庄" in told["南庄"] and "南庄" in told["北庄"]


def test_a_part_that_exceeds_its_whole_is_found():
    table = drawn("""
        | 村名 | 清垃圾 | 其中：建筑垃圾 |
        | 甲   | 10     | 2              |
        | 乙   | 20     | 30             |""")
    assert [row[:3] for row in found(table)] == [("乙", "其中:建筑垃圾", "part")]


def test_a_count_that_exceeds_what_it_is_a_share_of_is_found():
    table = drawn(RIGHT[RATES].replace("10       | 10     | 100%", "10       | 12     | 100%"))
    assert ("乙村", "已整改", "part") in [row[:3] for row in found(table)]


def test_a_unit_under_two_titles_is_found():
    table = drawn(RIGHT["groups under titles"].replace("己村", "甲村"))
    assert [row[:3] for row in found(table)] == [("甲村", "村名", "duplicate")]


def test_a_change_against_the_wrong_month_is_told():
    table = drawn("""
        | 镇   | 本月 | 上月 | 去年同期 | 环比   | 同比   |
        | 甲镇 | 110  | 100  | 90       | 10.0%  | 22.2%  |
        | 乙镇 | 90   | 100  | 80       | -10%   | 12.5%  |
        | 丙镇 | 120  | 110  | 100      | 9.1%   | 20%    |
        | 丁镇 | 50   | 60   | 40       | 25%    | -16.7% |""")
    told = zhen.audit_ranking(table)
    assert told["unit"].tolist() == ["丁镇", "丁镇"]
    assert told["likely"].tolist() == ["填成了同比的数", "填成了环比的数"]


def as_columns(name: str) -> pd.DataFrame:
    grid = drawn(RIGHT[name])
    return grid.iloc[1:].set_axis(grid.iloc[0].tolist(), axis="columns").reset_index(drop=True)


SHAPES = {
    "its headings as columns": lambda frame: frame,
    "on its side, units as columns": lambda frame: frame.set_index("村名").T,
    "the unit as index": lambda frame: frame.set_index("村名"),
    "numbers as numbers": lambda frame: frame.assign(
        **{column: pd.to_numeric(frame[column]) for column in frame.columns[1:]}
    ),
    "titled": lambda frame: pd.DataFrame(
        [["3月考评"] + [""] * 5, list(frame.columns), *frame.to_numpy().tolist()]
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_is_read_in_every_shape(shape):
    right = as_columns("a sum and its ranks")
    assert found(SHAPES[shape](right)) == []
    wrong = right.assign(总分=right["总分"].replace("85", "58"))
    assert [row[:3] for row in found(SHAPES[shape](wrong))] == [("西庄", "总分", "total")]


def test_a_table_twice_across_is_one_ranking():
    table = """
        | 单 位 | 得 分 | 名 次 |  | 单 位 | 得 分 | 名 次 |
        | 甲村  | 95.2  | 1     |  | 丁村  | 88.1  | 4     |
        | 乙村  | 94.1  | 2     |  | 戊村  | 88.1  | 4     |
        | 丙村  | 93.3  | 3     |  | 己村  | 87.0  | 6     |"""
    assert found(drawn(table)) == []
    wrong = table.replace("| 87.0  | 6", "| 87.0  | 7")
    assert [row[:3] for row in found(drawn(wrong))] == [("己村", "名次", "rank")]


def test_a_file_gives_sheet_and_cell_and_a_right_one_nothing(tmp_path):
    frame = as_columns("a sum and its ranks")
    frame.to_excel(tmp_path / "right.xlsx", index=False)
    assert audit_file(tmp_path / "right.xlsx").empty
    frame.loc[1, "总分"] = "58"
    frame.to_excel(tmp_path / "wrong.xlsx", index=False, sheet_name="3月")
    told = audit_file(tmp_path / "wrong.xlsx").iloc[0]
    assert (told["sheet"], told["cell"], told["printed"]) == ("3月", "E3", "58")


def test_a_file_without_a_table_is_refused(tmp_path):
    (tmp_path / "letter.csv").write_text("你好\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no table"):
        audit_file(tmp_path / "letter.csv")
    with pytest.raises(BadInput, match="no such file"):
        audit_file(tmp_path / "nothing.xlsx")


def test_every_table_of_every_sheet_is_looked_at_under_merged_headings(tmp_path):
    book = openpyxl.Workbook()
    first = book.active
    first.title = "一季度"
    rows = [["考核通报"], ["村名", "得分情况", None, None, "名次"],
            [None, "卫生", "安全", "总分", None],
            ["甲村", 30, 40, 70, 1], ["乙村", 28, 38, 66, 2], ["丙村", 20, 30, 51, 3],
            [], ["单位", "应办", "办结", "办结率"],
            ["财政所", 10, 9, 0.9], ["农业办", 8, 8, 1], ["城建办", 4, 3, 0.57]]  # fmt: skip
    for row in rows:
        first.append(row)
    for merged in ("A1:E1", "A2:A3", "B2:D2", "E2:E3"):
        first.merge_cells(merged)
    second = book.create_sheet("排名")
    for row in [["村名", "甲村", "乙村", "丙村"], ["得分", 95, 90, 85], ["名次", 1, 2, 2]]:
        second.append(row)
    book.save(tmp_path / "book.xlsx")
    told = audit_file(tmp_path / "book.xlsx")
    assert told[["sheet", "cell", "unit", "column", "check"]].to_numpy().tolist() == [
        ["一季度", "D6", "丙村", "得分情况/总分", "total"],
        ["一季度", "D11", "城建办", "办结率", "rate"],
        ["排名", "D3", "丙村", "名次", "rank"],
    ]


NOTHING = [
    pd.DataFrame(),
    pd.DataFrame(columns=["村名", "总分"]),
    pd.DataFrame({"a": ["x", "y"]}),
    pd.DataFrame([[1, 2], [3, 4]]),
    pd.DataFrame({"村名": ["甲"], "卫生": [10], "安全": [20], "总分": [33], "名次": [1]}),
    pd.DataFrame({"村名": ["甲", None], "总分": [float("nan"), float("nan")]}),
]


@pytest.mark.parametrize("frame", NOTHING)
def test_a_frame_that_tells_nothing_gives_the_columns_alone(frame):
    assert found(frame) == []


def test_headings_in_levels_are_told_as_a_path():
    levels = [("村名", "Unnamed: 0_level_1"), ("得分", "卫生"), ("得分", "安全"), ("得分", "总分")]
    frame = pd.DataFrame(
        [["甲", 30, 40, 70], ["乙", 28, 38, 66], ["丙", 20, 30, 51]],
        columns=pd.MultiIndex.from_tuples(levels),
    )
    assert [row[:3] for row in found(frame)] == [("丙", "得分/总分", "total")]


def test_one_misprinted_total_of_unknown_parts_is_told_once():
    table = drawn("""
        | 村名 | 得分 | 名次 |
        | 甲   | 95   | 1    |
        | 乙   | 92   | 2    |
        | 丙   | 90   | 3    |
        | 丁   | 38   | 4    |
        | 戊   | 80   | 5    |
        | 己   | 75   | 6    |
        | 庚   | 70   | 7    |""")
    told = zhen.audit_ranking(table)
    assert told[["unit", "likely"]].to_numpy().tolist() == [["丁", "得分或名次有一处写错"]]


@pytest.mark.parametrize("output", ["table", "csv", "json"])
def test_the_command_says_with_its_status_whether_anything_disagrees(tmp_path, output):
    frame = as_columns("a sum and its ranks")
    run = CliRunner().invoke
    frame.to_csv(tmp_path / "right.csv", index=False)
    right = run(app, ["audit", str(tmp_path / "right.csv"), "--format", output])
    assert right.exit_code == 0
    frame.loc[1, "总分"] = "58"
    frame.to_csv(tmp_path / "wrong.csv", index=False)
    wrong = run(app, ["audit", str(tmp_path / "wrong.csv"), "--format", output])
    assert wrong.exit_code == 1
    assert all(word in wrong.stdout for word in ("西庄", "总分", "E3", "58", "85"))
    if output == "json":
        assert json.loads(right.stdout) == []
        assert json.loads(wrong.stdout)[0]["check"] == "total"


def test_the_command_refuses_what_it_cannot_read(tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK not a workbook")
    (tmp_path / "letter.csv").write_text("你好\n", encoding="utf-8")
    for name in ("broken.xlsx", "letter.csv", "nothing.xlsx"):
        ended = CliRunner().invoke(app, ["audit", str(tmp_path / name)])
        assert isinstance(ended.exception, BadInput)  # main() tells it and exits with 2
        assert name in str(ended.exception)
