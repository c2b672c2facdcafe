"""A published table against itself: a slip is found with its unit, a right table is left alone."""

import numpy as np
import pandas as pd
import pytest

import zhen_analysis as zhen
from zhen_analysis.assess import round_half_up
from zhen_analysis.audit import audit_file
from zhen_analysis.errors import BadInput

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
    (RATES, "| 68 ", "| 86 ",
     [("合计", "发现问题", "subtotal", 68), ("合计", "整改率", "subtotal", 67.4)]),
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
    assert told[: len(expected)] == [tuple(row) for row in expected]


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


def right_table(seed: int) -> pd.DataFrame:
    """Return a random table whose totals, rates and ranks follow from its numbers."""
    generator = np.random.default_rng(seed)
    count, items = int(generator.integers(6, 30)), int(generator.integers(2, 6))
    decimals = int(generator.integers(0, 3))
    parts = np.round(generator.uniform(5, 30, (count, items)), decimals)
    weights = generator.choice([1.0, 0.5, 0.2, 0.3], items) if seed % 3 == 0 else np.ones(items)
    total = round_half_up(parts @ weights, decimals + 2)
    due = generator.integers(5, 90, count)
    done = generator.integers(0, due + 1)
    frame = pd.DataFrame(parts, columns=[f"项目{'一二三四五六'[n]}" for n in range(items)])
    frame.insert(0, "村名", [f"第{n}村" for n in range(count)])
    return frame.assign(
        总分=total, 应办=due, 办结=done,
        办结率=[f"{rate:.1f}%" for rate in round_half_up(100 * done / due, 1)],
        名次=pd.Series(total).rank(ascending=False, method="min").astype(int),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_random_right_tables_give_nothing_and_one_slip_is_found(seed):
    frame = right_table(seed)
    assert found(frame) == []
    generator = np.random.default_rng(seed + 1000)
    line = int(generator.integers(0, len(frame)))
    column, check = [("总分", "total"), ("名次", "rank"), ("办结率", "rate")][seed % 3]
    wrong = frame.copy()
    if column == "办结率":
        wrong.loc[line, column] = f"{float(frame.loc[line, column][:-1]) + 11:.1f}%"
    else:
        wrong.loc[line, column] = frame.loc[line, column] + 7
    told = found(wrong)
    few = seed % 3 == 0 and len(frame) < len(frame.columns)  # too few lines to know the weights
    assert few or (frame.loc[line, "村名"], column) in [row[:2] for row in told]
    assert told and (few or len(told) == 1 or check == "rank")


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
