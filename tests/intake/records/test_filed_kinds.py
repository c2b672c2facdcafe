"""Each kind that docs/intake.md describes, drawn as it is filed: what counts, and what is told."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from drawing import sheet

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import Correction, TownPeriod, load_catalogue
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.filings.versions import stated_version
from zhen_analysis.intake.filings.which_counts import decide_versions
from zhen_analysis.intake.filings.which_time import times_of_tables
from zhen_analysis.intake.headers.table_time import with_days
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.layout.layout_doubts import structure_issues
from zhen_analysis.intake.reading import Reading, rival_times, stack_entries, tell_keys
from zhen_analysis.intake.records.cleaning import clean_block

CATALOGUE = load_catalogue(bundled("catalogue"))
MARCH = Month(2022, 3)
BOOK = name_book(TownPeriod(CATALOGUE, "shili", MARCH), "village")
PAGE = Path(__file__).parents[3] / "docs/intake.md"
FILE = "data/raw/shili/2022-03/人居环境台账.xlsx"
TWO = "| 青禾村 | {0} |\n| 柳湾村 | {1} |"
DATED = "| 村名 | 日期 | 清垃圾 |\n| 青禾村 | {0} | 5 |\n| 柳湾村 | {1} | 6 |\n| 石桥村 | {2} | 7 |"


def undated(title, one=5, two=6):
    return f"| {title} | |\n| 村名 | 清垃圾 |\n" + TWO.format(one, two)


def dated(title, *days):
    return f"| {title} | | |\n" + DATED.format(*days)


def lines(*rows, head="村名 | 清垃圾"):
    return "\n".join(f"| {row} |" for row in ("3月人居环境整治日登记 |", head, *rows))


PLAIN = "清泉镇人居环境整治台账"
# id → file, sheets as drawn, what counts of 清垃圾 (unit, value, day), what is told.
KINDS = {
    "plain": (FILE, {"Sheet1": undated(PLAIN)}, ["5", "6"], []),
    "own_month": (FILE, {"Sheet1": "| 2022年3月人居环境台账 | |\n| 填报日期：2022年4月5日 | |\n"
                         "| 村名 | 清垃圾 |\n" + TWO.format(5, 6)}, ["5", "6"], []),
    "cut_off": (FILE, {"Sheet1": undated("3月份人居环境台账（截至3月31日）")}, ["5", "6"], []),
    "year_only": (FILE, {"Sheet1": undated("2022年度人居环境台账")}, ["5", "6"], []),
    "stale_title": (FILE, {"Sheet1": undated("2月份人居环境台账")}, [], ["other_period"]),
    "stale_title_dated": (FILE, {"Sheet1": dated("2月份台账", "3月1日", "3月2日", "3月3日")},
                          ["5 03-01", "6 03-02", "7 03-03"], ["period_mismatch"]),
    "stale_title_mixed": (FILE, {"Sheet1": dated("2月份台账", "3月1日", "", "2月3日")},
                          ["5 03-01"], ["other_period"]),
    "stale_sheet_name": (FILE, {"2月": undated(PLAIN)}, [], ["other_period"]),
    "stale_file_name": (FILE.replace("人居", "2月份人居"), {"Sheet1": undated(PLAIN)}, [],
                        ["other_period"]),
    "to_date": (FILE, {"1-3月": undated(PLAIN), "a": undated("今年以来人居环境情况"),
                       "b": undated("一季度人居环境情况"), "c": undated("人居环境累计情况")}, [],
                ["wider_period"]),
    "straddling": (FILE, {"Sheet1": undated("统计时段：2月21日—3月20日")}, [], ["other_period"]),
    "left_sheet": (FILE, {"2月": undated(PLAIN, 50, 60), "3月": undated(PLAIN)}, ["5", "6"],
                   ["stale_table"]),
    "all_days_other": (FILE, {"Sheet1": dated(PLAIN, "2月1日", "2月2日", "2月3日")}, [],
                       ["other_period"]),
    "one_day_other": (FILE, {"Sheet1": dated(PLAIN, "3月1日", "3月2日", "2月28日")},
                      ["5 03-01", "6 03-02", "7 02-28"], ["date_outside_month"]),
    "two_months_beside": (FILE, {"Sheet1": "| 村名 | 清垃圾（2月） | 清垃圾（3月） |\n"
                                 "| 青禾村 | 50 | 5 |\n| 柳湾村 | 60 | 6 |"}, ["5", "6"],
                          ["other_month_column"]),
    "months_across": (FILE, {"Sheet1": "| 村名 | 清垃圾 | < | < | < |\n"
                             "| ^ | 1月 | 2月 | 3月 | 合计 |\n"
                             "| 青禾村 | 40 | 50 | 5 | 95 |\n| 柳湾村 | 41 | 60 | 6 | 107 |"},
                      ["5", "6"], ["other_month_column"] * 3),
    "months_without_own": (FILE, {"Sheet1": "| 村名 | 清垃圾 | < | < |\n| ^ | 1月 | 2月 | 合计 |\n"
                                  "| 青禾村 | 40 | 50 | 90 |"}, [],
                           ["other_month_column", "other_month_column", "other_period"]),
    "sheet_name_left": (FILE, {"2月": undated("3月份人居环境台账")}, ["5", "6"],
                        ["period_mismatch"]),
    "daily_sheets": (FILE, {"3": undated("3月人居环境日报"), "4": undated("3月人居环境日报", 7, 8)},
                     ["5 03-03", "6 03-03", "7 03-04", "8 03-04"], []),
    "daily_digits": (FILE, {"0303": undated(PLAIN), "3.4": undated(PLAIN, 7, 8)},
                     ["5 03-03", "6 03-03", "7 03-04", "8 03-04"], []),
    "bare_numbers": (FILE, {"1": undated(PLAIN), "2": undated(PLAIN, 7, 8)}, [], ["conflict"]),
    "daily_file": (FILE.replace("台账", "日报20220303"), {"Sheet1": undated(PLAIN)},
                   ["5 03-03", "6 03-03"], []),
    "visits": (FILE, {"Sheet1": "| 村名 | 日期 | 清垃圾 |\n| 青禾村 | 3月3日上午 | 5 |\n"
                      "| 青禾村 | 3月3日下午 | 6 |"}, ["5 03-03", "6 03-03"], []),
    "section_day": (FILE, {"Sheet1": lines("3月3日 |", "青禾村 | 5", "3月4日（星期五） |",
                                           "柳湾村 | 6")},
                    ["5 03-03", "6 03-04"], []),
    "section_numbered": (FILE, {"Sheet1": lines("一、3月3日 |", "青禾村 | 5", "二、3月4日 |",
                                                "柳湾村 | 6")}, ["5 03-03", "6 03-04"], []),
    "section_part": (FILE, {"Sheet1": lines("3月3日上午 |", "青禾村 | 5", "3月3日下午 |",
                                            "青禾村 | 6")}, ["5 03-03", "6 03-03"], []),
    "section_unread": (FILE, {"Sheet1": lines("3月1日 |", "青禾村 | 5", "周三 |", "柳湾村 | 6")},
                       ["5 03-01", "6"], ["unreadable_date"]),
    "parts_said": (FILE, {"Sheet1": lines("青禾村 | 12", "其中：青禾村一组 | 5", "青禾村二组 | 7",
                                          "柳湾村 | 6")}, ["12", "6"], ["parts_agree"]),
    "parts_bare": (FILE, {"Sheet1": lines("青禾村 | 12", "1组 | 5", "2组 | 8", "柳湾村 | 6")},
                   ["12", "6"], ["parts_differ"]),
    "parts_alone": (FILE, {"Sheet1": lines("青禾村 |", "一组 | 5", "二组 | 8")}, ["5", "8"],
                    ["no_quantity", "part_of_unit", "part_of_unit"]),
    "parts_own_day": (FILE, {"Sheet1": lines("青禾村 | 3月1日 | 5", "青禾村二组 | 3月2日 | 6",
                                             head="村名 | 日期 | 清垃圾")},
                      ["5 03-01", "6 03-02"], ["part_of_unit"]),
}  # fmt: skip


def knows_unit(text):
    return BOOK.find(text) is not None


OWN_DAYS = FiledFor.calendar(MARCH)


def take_in(file, drawings, corrections=(), filed_for=OWN_DAYS):
    """Return the counting records and the issues of one file, as ``read_month`` makes them."""
    sheets = [
        replace(sheet(drawing, file, name), filed_for=filed_for)
        for name, drawing in drawings.items()
    ]
    layouts = [
        find_layout(each, CATALOGUE.ledgers.values(), knows_unit) for each in with_days(sheets)
    ]
    times, declared = times_of_tables(layouts, corrections, {})
    cleaned = [
        clean_block(block, BOOK, MARCH, table=times[block.key])
        for layout in layouts
        for block in layout.blocks
    ]
    entries = tell_keys(stack_entries([Reading(None, layouts, cleaned)]), {})
    entries, decisions = decide_versions(
        entries, {file: stated_version(file, layouts, MARCH)[0]}, {}
    )
    issues = [
        *(issue for layout in layouts for issue in structure_issues(layout)),
        *(issue for layout in layouts for issue in rival_times(layout, MARCH)),
        *(issue for part in cleaned for issue in part.issues),
        *decisions,
        *declared,
    ]
    counting = entries.loc[entries["kind"] == "recorded", ["sheet", "row"]]
    rows = set(counting.itertuples(index=False, name=None))
    records = [
        record
        for part in cleaned
        for record in part.records.itertuples()
        if (record.sheet, record.row) in rows
    ]
    return records, issues


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_read_and_told_as_the_page_says(kind):
    file, drawings, wanted, told = KINDS[kind]
    records, issues = take_in(file, drawings)
    got = [f"{each.value:g} {each.date:%m-%d}" if each.date == each.date else f"{each.value:g}"
           for each in records]  # fmt: skip
    assert got == wanted
    places = {(each["check"], each["sheet"], each["cell"]) for each in issues}
    checks = sorted(check for check, _, _ in places)
    assert (set(checks) if kind in {"to_date", "bare_numbers"} else checks) == (
        set(told) if kind in {"to_date", "bare_numbers"} else sorted(told)
    )


def test_the_page_names_every_kind():
    rows = re.findall(r"\| (\w+) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert set(KINDS) - set(rows) == set()


def test_seventy_two_lines_of_one_stale_sheet_are_one_issue():
    rows = "\n".join(f"| 青禾村{number}组 | {number} |" for number in range(1, 73))
    _, issues = take_in(FILE, {"2月": f"| {PLAIN} | |\n| 村名 | 清垃圾 |\n{rows}"})
    (issue,) = issues
    assert issue["check"] == "other_period" and "其中72行" in issue["message"]
    assert "工作表“2月”" in issue["message"]


def test_a_declared_period_stands_for_the_title():
    declared = Correction(
        ledger="cleanup", field="period", file="人居环境台账.xlsx", written="2月份", value="2022-03"
    )
    records, issues = take_in(FILE, {"Sheet1": undated("2月份人居环境台账")}, [declared])
    assert [each.value for each in records] == [5, 6]
    assert [issue["check"] for issue in issues] == ["period_declared"]
    for value, check in (("2022-02", "other_period"), ("2022-01..2022-03", "wider_period")):
        records, issues = take_in(
            FILE, {"Sheet1": undated(PLAIN)}, [replace(declared, written="", value=value)]
        )
        assert not records
        assert {issue["check"] for issue in issues} == {check, "period_declared"}
    records, _ = take_in(FILE, {"Sheet1": undated("1月份台账")}, [declared])
    assert not records  # it is of another title


def test_a_deadline_in_words_is_a_day_within_its_ledger():
    rows = [("A1", "3月2日", "3月底前"), ("A2", "3月2日", "2022年4月"),
            ("A3", "3月2日", "3月20日(延期至4月5日)"), ("A4", "2021年12月5日", "12月20日"),
            ("A5", "3月20日", "3月2日"), ("A6", "3月2日", "1月31日")]  # fmt: skip
    drawn = "\n".join(f"| {case} | 青禾村 | 电线 | {opened} | {due} | 未整改 |"
                      for case, opened, due in rows)  # fmt: skip
    head = "| 编号 | 村名 | 问题描述 | 发现日期 | 整改期限 | 整改状态 |\n"
    records, issues = take_in(FILE.replace("人居环境", "安全隐患问题"), {"Sheet1": head + drawn})
    days = {each.case: f"{each.deadline:%Y-%m-%d}" for each in records}
    assert days == {"A1": "2022-03-31", "A2": "2022-04-30", "A3": "2022-04-05",
                    "A4": "2021-12-20", "A5": "2022-03-02", "A6": "2022-01-31"}  # fmt: skip
    told = sorted(issue["check"] for issue in issues)
    assert told == ["deadline_at_end", "deadline_before_opened", "deadline_before_opened",
                    "deadline_extended"]  # fmt: skip


def test_a_month_from_the_26th_to_the_25th_is_read_by_its_own_days():
    town = replace(CATALOGUE.towns["shili"], month_ends=25)
    own = FiledFor(MARCH, *town.days_of(MARCH))
    drawn = DATED.format("28日", "3月25日", "3月26日")
    records, issues = take_in(FILE, {"Sheet1": drawn}, filed_for=own)
    assert [f"{each.date:%m-%d}" for each in records] == ["02-28", "03-25", "03-26"]
    assert [(each["check"], each["cell"]) for each in issues] == [("date_outside_month", "B4")]
    records, issues = take_in(FILE, {"Sheet1": undated("统计时段：2月26日—3月25日")}, filed_for=own)
    assert len(records) == 2 and not issues


def test_a_line_whose_village_is_struck_out_goes_to_no_other_village():
    """What a struck-out name leaves is a blank cell."""
    drawn = f"| {PLAIN} | |\n| 村名 | 清垃圾 |\n| 青禾村 | 5 |\n| | 6 |\n| 柳湾村 | 7 |"
    records, issues = take_in(FILE, {"Sheet1": drawn})
    assert [each.value for each in records] == [5, 7]
    assert [(each["check"], each["cell"]) for each in issues] == [("missing_unit", "A4")]
