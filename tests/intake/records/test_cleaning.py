"""One drawn block → its records, entries and issues."""

from dataclasses import replace

import numpy as np
import pandas as pd
from drawing import sheet

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import Column, Ledger, TownPeriod, load_catalogue
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.records.cleaning import clean_block
from zhen_analysis.intake.records.column_sums import total_issues

CATALOGUE = load_catalogue(bundled("catalogue"))
MARCH = Month(2022, 3)
BOOK = name_book(TownPeriod(CATALOGUE, "shili", MARCH), "village")


def knows_unit(text):
    return BOOK.find(text) is not None


def with_ledger(code, **changes):
    ledger = replace(CATALOGUE.ledgers[code], **changes)
    return replace(CATALOGUE, ledgers={**CATALOGUE.ledgers, code: ledger})


def clean(drawing, catalogue=CATALOGUE, **place):
    found = find_layout(sheet(drawing, **place), catalogue.ledgers.values(), knows_unit)
    (block,) = found.blocks
    return clean_block(block, BOOK, MARCH)


def checks(cleaned):
    return [(issue["check"], issue["cell"]) for issue in cleaned.issues]


def test_every_filled_quantity_becomes_a_record_of_its_own_cell():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月5日 | 约30车 | 2      |
        | 柳湾   | 3月6日 | 12方   |        |
    """)
    records = cleaned.records
    assert records[["unit", "item", "value", "uom", "cell"]].values.tolist() == [
        ["qinghe", "garbage", pd.NA, "立方米", "C2"],
        ["liuwan", "garbage", 12.0, "立方米", "C3"],
        ["qinghe", "latrine", 2.0, "个", "D2"],
    ]
    assert checks(cleaned) == [("unit_conflict", "C2")]


def test_names_are_found_with_town_prefix_blanks_suffix_and_alias():
    cleaned = clean("""
        | 村名         | 日期   | 清垃圾 |
        | 示例镇青禾村 | 3月5日 | 1      |
        | 青 禾 村     | 3月6日 | 1      |
        | 青禾村委会   | 3月7日 | 1      |
        | 清禾村       | 3月8日 | 1      |
        | qinghe       | 3月9日 | 1      |
    """)
    assert cleaned.records["unit"].tolist() == ["qinghe"] * 5


def test_an_unknown_village_is_rejected_with_a_suggestion():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 |
        | 青木村 | 3月5日 | 1      |
        |        | 3月6日 | 1      |
    """)
    assert cleaned.records.empty
    assert cleaned.entries["kind"].tolist() == ["rejected", "rejected"]
    assert checks(cleaned) == [("unknown_unit", "A2"), ("missing_unit", "A3")]
    assert "青禾村" in cleaned.issues[0]["message"]


def test_a_merged_village_stands_for_each_of_its_lines_but_a_merged_number_counts_once():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | ^      | 3月6日 | ^      |
        | ^      | 3月7日 | 3      |
    """)
    assert cleaned.records[["unit", "value"]].values.tolist() == [["qinghe", 12], ["qinghe", 3]]


def test_ditto_stands_for_the_village_or_day_above_but_never_for_a_quantity():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | 同上   | 3月6日 | 8      |
        | 柳湾村 | 同上   | 同上   |
    """)
    records = cleaned.records
    assert records["unit"].tolist() == ["qinghe", "qinghe", "liuwan"]
    assert records["date"].dt.day.tolist() == [5, 6, 6]
    assert records["value"].isna().tolist() == [False, False, True]
    assert checks(cleaned) == [("ditto", "C4")]


def test_a_negative_quantity_is_no_quantity():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | -5     |
    """)
    assert cleaned.records["value"].isna().all()
    assert checks(cleaned) == [("negative", "C2")]


def test_a_day_of_another_month_is_told_and_the_work_still_counts_in_the_filing():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 4月5日 | 5      |
        | 青禾村 | 3月上旬 | 6      |
    """)
    assert cleaned.records["value"].tolist() == [5, 6]
    assert checks(cleaned) == [("date_outside_month", "B2"), ("vague_date", "B3")]


def test_a_village_without_quantities_is_blank_and_told():
    cleaned = clean("""
        | 村名   | 日期 | 清垃圾 |
        | 青禾村 |      |        |
        | 柳湾村 |      | 0      |
    """)
    assert cleaned.entries["kind"].tolist() == ["blank", "recorded"]
    assert checks(cleaned) == [("no_quantity", "A2")]


def test_an_undeclared_column_is_told_without_its_content():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 | 身份信息 |
        | 青禾村 | 3月5日 | 1      | 测试甲   |
    """)
    (issue,) = cleaned.issues
    assert (issue["check"], issue["cell"]) == ("unknown_column", "D1")
    assert "测试甲" not in str(issue)


def test_a_personal_column_leaves_no_trace_in_issues_or_fields():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 | 负责人 | 联系电话    |
        | 无名村 | 3月5日 | 若干   | 测试甲 | 10000000001 |
        | 青禾村 | 3月6日 | 若干   | 测试乙 | 10000000002 |
    """)
    told = str(cleaned.issues) + cleaned.fields.to_string()
    assert "测试" not in told and "1000000000" not in told


def test_a_case_is_one_record_with_its_dates_and_state():
    cleaned = clean("""
        | 问题编号 | 所在村 | 发现日期 | 整改期限 | 整改日期 | 整改状态 |
        | A-1      | 青禾村 | 3月2日   | 3月20日  | 3月9日   | 已整改   |
        | A-2      | 青禾村 | 3月3日   | 3月20日  |          | 整改中   |
        | A-3      | 青禾村 | 3月4日   | 3月20日  |          | 已整改   |
        |          | 青禾村 | 3月4日   | 3月20日  |          | 整改中   |
        | A-5      | 青禾村 | 3月9日   | 3月20日  | 3月4日   | 已整改   |
        | A-6      | 青禾村 | 4月9日   | 5月20日  |          | 整改中   |
    """)
    records = cleaned.records
    assert records["case"].tolist() == ["A-1", "A-2", "A-3", "A-5", "A-6"]
    assert records["status"].tolist() == ["closed", "open", "closed", "closed", "open"]
    assert sorted(checks(cleaned)) == [
        ("closed_before_opened", "A6"),
        ("closed_without_date", "A4"),
        ("date_in_future", "C7"),
        ("missing_case", "A5"),
    ]


def test_coverage_keeps_done_and_due_in_one_record_and_tells_more_done_than_due():
    cleaned = clean("""
        | 村名   | 网格总数 | 已排查网格 |
        | 青禾村 | 16       | 12         |
        | 柳湾村 | 14       | 15         |
    """)
    assert cleaned.records[["done", "due", "cell"]].values.tolist() == [
        [12, 16, "C2"],
        [15, 14, "C3"],
    ]
    assert checks(cleaned) == [("done_over_due", "C3")]


def test_stated_totals_are_added_up_again():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月5日 | 12     | 1      |
        | 柳湾村 | 3月5日 | 8.5    | 1      |
        | 小计   |        | 20.5   | 2      |
        | 云溪村 | 3月5日 | 2      | 1      |
        | 小计   |        | 2      | 2      |
        | 合计   |        | 22.5   | 4      |
    """)
    found = [(i["cell"], i["written"], i["read_as"]) for i in total_issues(cleaned.block)]
    assert found == [("D6", "2", "1"), ("D7", "4", "3")]


def test_the_order_of_rows_and_columns_never_matters():
    one = clean("""
        | 村名   | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月5日 | 30     | 2      |
        | 柳湾村 | 3月6日 | 12     |        |
    """).records
    other = clean("""
        | 拆旱厕 | 清垃圾 | 日期   | 村名   |
        |        | 12     | 3月6日 | 柳湾村 |
        | 2      | 30     | 3月5日 | 青禾村 |
    """).records
    columns = ["unit", "item", "date", "value"]
    one, other = (x[columns].sort_values(columns, ignore_index=True) for x in (one, other))
    pd.testing.assert_frame_equal(one, other)


def test_a_table_on_its_side_gives_the_same_records_at_its_own_cells():
    cleaned = clean("""
        | 项目   | 青禾村 | 柳湾村 | 合计 |
        | 日期   | 3月5日 | 3月6日 |      |
        | 清垃圾 | 30     | 12     | 43   |
        | 拆旱厕 | 2      |        | 2    |
    """)
    assert cleaned.records[["unit", "item", "value", "cell"]].values.tolist() == [
        ["qinghe", "garbage", 30, "B3"],
        ["liuwan", "garbage", 12, "C3"],
        ["qinghe", "latrine", 2, "B4"],
    ]
    assert [issue["cell"] for issue in total_issues(cleaned.block)] == ["D3"]


def test_a_sheet_of_one_village_gives_its_lines_to_it():
    cleaned = clean(
        """
        | 日期   | 清垃圾 |
        | 3月5日 | 30     |
        | 3月6日 | 12     |
        | 合计   | 42     |
        """,
        name="青禾村",
    )
    assert cleaned.records["unit"].tolist() == ["qinghe", "qinghe"]
    assert cleaned.entries["kind"].tolist() == ["recorded", "recorded", "subtotal"]


def test_a_line_that_is_declared_no_unit_asks_nothing_of_the_clerk():
    book = replace(BOOK, strangers=frozenset(["环卫所"]))
    (block,) = find_layout(
        sheet("""
        | 村名   | 日期   | 清垃圾 |
        | 环卫所 | 3月5日 | 12     |
        | 大道   | 3月5日 | 12     |
        """),
        CATALOGUE.ledgers.values(),
    ).blocks
    cleaned = clean_block(block, book, MARCH)
    assert [(i["check"], i["severity"]) for i in cleaned.issues] == [
        ("not_a_unit", "info"),
        ("unknown_unit", "error"),
    ]
    assert cleaned.entries["kind"].tolist() == ["rejected", "rejected"]


def test_an_unknown_heading_is_suggested_for_never_filled():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾 | 拆旱侧 |
        | 青禾村 | 3月5日 | 12     | 3      |
    """)
    (issue,) = cleaned.issues
    assert "拆旱厕" in issue["message"]
    assert cleaned.records["item"].tolist() == ["garbage"]


def test_what_a_dash_says_is_declared_by_the_ledger():
    drawing = """
        | 村名   | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月5日 | —      | 2      |
        | 柳湾村 | 3月6日 | 不涉及 | /      |
    """
    assert clean(drawing).records["value"].tolist() == [0, 2, 0]
    declared = with_ledger("cleanup", dash="blank")
    cleaned = clean(drawing, catalogue=declared)
    assert cleaned.records["value"].tolist() == [2]
    assert cleaned.entries["kind"].tolist() == ["recorded", "blank"]
    assert checks(cleaned) == [("no_quantity", "A3")]


def test_a_value_above_its_declared_maximum_is_told_and_kept():
    ledger = CATALOGUE.ledgers["cleanup"]
    columns = tuple(
        replace(column, maximum=100.0) if column.item == "garbage" else column
        for column in ledger.columns
    )
    cleaned = clean(
        """
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 100    |
        | 柳湾村 | 3月6日 | 100.5  |
        """,
        catalogue=with_ledger("cleanup", columns=columns),
    )
    assert cleaned.records["value"].tolist() == [100, 100.5]
    assert checks(cleaned) == [("over_maximum", "C3")]
    assert "100立方米" in cleaned.issues[0]["message"]


MARKS = Ledger(
    "daily_mark",
    "每日督导",
    "mark",
    (
        Column("unit", ("村名",)),
        Column("value", ("得分",), item="score", uom="分", maximum=10.0),
        Column("value", ("整改率",), item="share", uom="%"),
    ),
)


def test_a_mark_beyond_full_marks_or_below_zero_is_told_and_kept():
    cleaned = clean(
        """
        | 村名   | 得分 | 整改率 |
        | 青禾村 | 10   | 100%   |
        | 柳湾村 | 12   | 120%   |
        | 云溪村 | -2   | 0.85   |
        """,
        catalogue=replace(CATALOGUE, ledgers={"daily_mark": MARKS}),
    )
    marks = cleaned.records[cleaned.records["item"] == "score"]
    assert marks["value"].tolist() == [10, 12, -2]
    assert checks(cleaned) == [
        ("over_maximum", "B3"),
        ("below_minimum", "B4"),
        ("over_maximum", "C3"),
        ("share_doubtful", "C4"),
    ]


def test_a_case_whose_word_and_dates_contradict_is_told():
    cleaned = clean("""
        | 问题编号 | 所在村 | 发现日期 | 整改期限 | 整改日期 | 整改状态 |
        | A-1      | 青禾村 | 3月2日   | 3月20日  | 3月9日   | 整改中   |
        | A-2      | 青禾村 | 3月20日  | 3月2日   |          | 未整改   |
        | A-3      | 青禾村 | 3月4日   | 3月20日前 |         | 整改得差不多了 |
        | A-4      | 青禾村 | 3月上旬  | 长期     |          | 整改中   |
        | A-5      | 青禾村 | 3月4日   | 3月20日  | 5月1日   | 已整改   |
    """)
    assert cleaned.records["status"].tolist() == ["open", "open", "open", "open", "closed"]
    assert sorted(checks(cleaned)) == [
        ("closed_before_opened", "A6"),
        ("date_doubtful", "E6"),
        ("deadline_before_opened", "A3"),
        ("open_with_date", "F2"),
        ("status_doubtful", "F4"),
        ("unreadable_day", "C5"),
        ("unreadable_day", "D5"),
    ]


def test_a_number_that_may_have_lost_its_zero_names_both_days():
    drawn = sheet("""
        | 村名   | 日期 | 清垃圾 |
        | 青禾村 | 3.9  | 1      |
        | 青禾村 | 3.1  | 2      |
        | 青禾村 | 3.11 | 3      |
    """)
    numbers = np.zeros(drawn.grid.shape, dtype=bool)
    numbers[1:, 1:] = True
    (block,) = find_layout(
        replace(drawn, numbers=numbers), CATALOGUE.ledgers.values(), knows_unit
    ).blocks
    cleaned = clean_block(block, BOOK, MARCH)
    assert cleaned.records["date"].dt.day.tolist() == [9, 10, 11]
    (issue,) = cleaned.issues
    assert (issue["check"], issue["cell"]) == ("date_doubtful", "B3")
    assert "2022-03-10" in issue["message"] and "2022-03-01" in issue["message"]


def test_a_telephone_number_among_quantities_is_none():
    cleaned = clean("""
        | 村名   | 日期   | 清垃圾        |
        | 青禾村 | 3月5日 | 13800000000   |
        | 青禾村 | 3月6日 | 13800000000.0 |
    """)
    assert [issue["check"] for issue in cleaned.issues] == ["unreadable_value"] * 2


HOSTILE = """
    | 村名             | 日期       | 清垃圾         | 拆旱厕   | 出动人次 |
    | 青禾村委会(盖章) | 3月5日-7日 | 约30余方       | 三五     | 37名     |
    | 青禾村、柳湾村   | 3月6日     | 12             | 1        | 5        |
    | 示例镇           | 3月6日     | 500            | 9        | 99       |
    | ①云溪村         | 初五       | 30（含上月5）  | 2个半    | 五十余人 |
    | 松岭             | 22.3.8     | 3+2            | 5-6      | 28台     |
    | 沙溪村二组       | 3/8/22     | 1万2           | 百八十   | 1e2      |
    | 〃               | 同上       | 〃             | ①2      | 10/12    |
"""


def test_a_hostile_clerk_gets_every_line_back_with_a_reason():
    cleaned = clean(HOSTILE)
    told = {issue["cell"] for issue in cleaned.issues}
    assert cleaned.entries["kind"].isin(["recorded", "rejected", "subtotal"]).all()
    unread = cleaned.records[cleaned.records["value"].isna()]
    assert set(unread["cell"]) <= told
    shown = cleaned.records.dropna(subset="value")
    assert shown[["cell", "value"]].values.tolist()[:3] == [["C2", 30], ["C5", 30], ["C6", 5]]
    assert {"range_given", "several_units", "remarked", "date_span"} <= {
        issue["check"] for issue in cleaned.issues
    }
