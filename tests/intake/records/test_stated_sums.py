"""Stated sums, drawn with the slip that was made: the slip is named where it is certain."""

from decimal import Decimal

import pytest
from drawing import sheet
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import Column, Ledger, load_catalogue
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.records.column_sums import total_issues
from zhen_analysis.intake.records.likely_slips import Other, Part, likely_slip

LEDGERS = load_catalogue(bundled("catalogue")).ledgers.values()


def told(drawing):
    """Return cell, both numbers and the sentence of every sum that is told."""
    found = find_layout(sheet(drawing), LEDGERS)
    issues = [i for block in found.blocks for i in total_issues(block, found.blocks)]
    return [(i["cell"], i["written"], i["read_as"], i["message"]) for i in issues]


def column(lines, total, word="合计"):
    """Draw villages with one column of numbers and the sum that is stated below."""
    names = ["青禾村", "柳湾村", "云溪村", "白沙村", "北港村", "长乐村"]
    rows = [f"| {name} | {number} |" for name, number in zip(names, lines, strict=False)]
    return "\n".join(["| 村名 | 清垃圾 |", *rows, f"| {word} | {total} |"])


SLIPS = [  # lines, the sum as stated, what the sentence says of it
    ([120, 80, 45], 200, "漏加了B4（云溪村）"),
    ([120, 80, 45], 325, "把B3（柳湾村）加了两次"),
    ([120, 83, 45], 284, "数字4和8写颠倒了"),
    ([120, 80, 45], 2450, "多写了一位（或小数点错位）"),
    ([120, 80, 45], "24.5", "少写了一位（或小数点错位）"),
    ([120, 80, 45], 2345, "多写了一个数字"),
    ([1200, 80, 45], 135, "少写了一个数字"),
    ([120, "80方", 45], 165, "B3（柳湾村）写成了文字，没有被求和公式加进去"),
    ([120, "80方", "45方"], 120, "B3（柳湾村）、B4（云溪村）写成了文字，没有被求和公式加进去"),
    ([120, 81, 47, 11, 9, 3], 201, "求和漏了最后4个数（到B4（云溪村）为止）"),
]


@pytest.mark.parametrize(("lines", "total", "slip"), SLIPS, ids=[slip for *_, slip in SLIPS])
def test_a_slip_is_named_where_it_alone_explains_the_sum(lines, total, slip):
    ((cell, written, read_as, message),) = told(column(lines, total))
    number = sum(int(str(line).removesuffix("方")) for line in lines)
    assert (cell, written, read_as) == (f"B{len(lines) + 2}", str(total), str(number))
    assert f"可能是{slip}，请核对" in message


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        ([12, 12, 20], 32),  # either of two equal lines
        ([10, 20, 30], 51),  # nothing explains it
        ([9, 60, 27], 69),  # 27 left out, or 96 with its digits swapped
    ],
)
def test_where_two_slips_or_none_explain_it_none_is_claimed(lines, total):
    ((*_, message),) = told(column(lines, total))
    assert "可能是" not in message


def test_a_sum_that_took_in_the_sums_of_its_groups():
    assert [
        message
        for *_, message in told("""
        | 村名   | 清垃圾 |
        | 青禾村 | 12     |
        | 柳湾村 | 8      |
        | 小计   | 20     |
        | 云溪村 | 5      |
        | 小计   | 5      |
        | 合计   | 50     |
    """)
    ] == ["“清垃圾”的合计写的是50，各行相加为25，可能是把小计也加了进去，请核对。"]


def test_a_sum_on_top_of_its_group_is_of_the_lines_below_it():
    ((cell, *numbers, message),) = told("""
        | 村名   | 清垃圾 |
        | A类小计 | 20    |
        | 青禾村 | 12     |
        | 柳湾村 | 8      |
        | B类小计 | 6     |
        | 云溪村 | 4      |
        | 白沙村 | 1      |
    """)
    assert (cell, numbers) == ("B5", ["6", "5"])
    assert "可能是把B7（白沙村）加了两次" in message


def test_a_sum_that_was_copied_from_last_months():
    ((*_, message),) = told("""
        | 村名     | 清垃圾 |
        | 青禾村   | 12     |
        | 柳湾村   | 8      |
        | 上月合计 | 33     |
        | 本月合计 | 33     |
    """)
    assert "可能是沿用了上月合计" in message


@pytest.mark.parametrize(
    ("word", "total", "is_told"),
    [("累计", 55, False), ("累计", 12, True), ("合计", 55, True), ("平均", 10, False)],
)
def test_a_sum_of_the_year_so_far_may_be_more_than_the_months_lines(word, total, is_told):
    assert bool(told(column([12, 8], total, word))) is is_told


def test_a_share_is_never_added_up():
    unit = Column("unit", ("村名",), required=True)
    share = Column("value", ("覆盖率",), item="covered", uom="%")
    ledger = Ledger("cover", "覆盖台账", "work", (unit, share))
    drawing = "| 村名 | 覆盖率 |\n| 青禾村 | 80 |\n| 柳湾村 | 90 |\n| 合计 | 85 |"
    (block,) = find_layout(sheet(drawing), [ledger]).blocks
    assert block.rows["subtotal"].tolist() == [3]
    assert not list(total_issues(block))


def test_sums_of_decimals_are_compared_as_written():
    assert told(column(["0.1", "0.2", "0.3"], "0.6")) == []
    assert told(column(["33.33", "33.33", "33.34"], "100")) == []


def test_a_sum_of_columns_that_measure_the_same_is_checked_line_by_line():
    assert told("""
        | 村名   | 长度   | <      | <    |
        | ^      | 清塘沟 | 清河道 | 合计 |
        | 青禾村 | 12     | 30     | 42   |
        | 柳湾村 | 8      | 20     | 20   |
        | 云溪村 | 5      | 5      | 10   |
        | 合计   | 25     | 55     | 80   |
    """) == [
        (
            "D4", "20", "28",
            "“长度/合计”写的是20，其中各列（长度/清塘沟、长度/清河道）相加为28，可能是漏加了B4（清塘沟），请核对。",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "headings",
    [
        "| 村名 | 出动力量 | < | < |\n| ^ | 车次 | 人次 | 合计 |",  # unlike things
        "| 村名 | 长度 | < | < |\n| ^ | 清塘沟 | 其他 | 合计 |",  # a part that nobody counts
        "| 村名 | 长度 | < | < |\n| ^ | 清塘沟 | 清河道 | 累计 |",  # the year so far
    ],
)
def test_a_column_that_is_not_plainly_a_sum_is_left_alone(headings):
    assert told(f"{headings}\n| 青禾村 | 12 | 30 | 99 |\n| 柳湾村 | 1 | 2 | 3 |") == []


def test_a_column_that_disagrees_on_most_lines_is_no_sum_of_them():
    assert (
        told("""
        | 村名   | 长度   | <      | <    |
        | ^      | 清塘沟 | 清河道 | 合计 |
        | 青禾村 | 12     | 30     | 50   |
        | 柳湾村 | 8      | 20     | 31   |
        | 云溪村 | 5      | 5      | 10   |
    """)
        == []
    )


@given(
    st.lists(st.integers(1, 9999), min_size=1, max_size=8),
    st.integers(0, 99_999),
    st.lists(st.integers(0, 99_999), max_size=3),
)
def test_a_named_slip_always_explains_the_difference(numbers, stated, others):
    """What is claimed can be computed again: nothing is claimed of a right sum."""
    parts = [Part(Decimal(n), f"B{place}", "") for place, n in enumerate(numbers, start=2)]
    near = [Other(Decimal(n), "小计") for n in others]
    slip = likely_slip(Decimal(stated), parts, near)
    total = sum(numbers)
    if stated == total:
        assert slip == ""
    if "漏加了" in slip:
        assert total - stated in numbers and numbers.count(total - stated) == 1
    if "加了两次" in slip:
        assert stated - total in numbers and numbers.count(stated - total) == 1
    if "写颠倒了" in slip:
        assert sorted(str(stated)) == sorted(str(total))
    if "沿用了" in slip:
        assert stated in others
