"""Which of several filings counts."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from drawing import sheet, table

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.filings.versions import (
    Version,
    base_name,
    is_revision,
    name_date,
    name_version,
    sheet_date,
)
from zhen_analysis.intake.filings.which_counts import decide_versions, related_files
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.records.cleaning import clean_block

MARCH = Month(2022, 3)
CATALOGUE = load_catalogue(bundled("catalogue"))
BOOK = name_book(TownPeriod(CATALOGUE, "shili", MARCH), "village")


@pytest.mark.parametrize(
    ("file", "number"),
    [
        ("台账.xlsx", 0),
        ("台账第2版.xlsx", 2),
        ("台账第三版.xlsx", 3),
        ("台账(最终版).xlsx", 101),
        ("台账(最终版2).xlsx", 102),
        ("台账定稿.xlsx", 101),
        ("台账更正版.xlsx", 51),
        ("第8期台账.xlsx", 0),
        ("台账（更正后）.xlsx", 51),
        ("台账v2.xlsx", 2),
        ("台账_V3.1.xlsx", 3),
        ("台账终稿.xlsx", 101),
        ("CV2022.xlsx", 0),
        ("台账(1).xlsx", 0),
    ],
)
def test_a_version_in_a_files_name_is_read(file, number):
    assert name_version(f"data/raw/shili/2022-03/{file}") == number


@pytest.mark.parametrize(
    ("file", "day"),
    [
        ("台账20220402.xlsx", date(2022, 4, 2)),
        ("台账2022-4-2.xlsx", date(2022, 4, 2)),
        ("台账2022.04.02.xlsx", date(2022, 4, 2)),
        ("2022年3月台账.xlsx", None),
        ("台账20221399.xlsx", None),
        ("2022年3月5日台账.xlsx", date(2022, 3, 5)),
        ("2022年12月台账.xlsx", None),
        ("2022年11月台账.xlsx", None),
        ("202212台账.xlsx", None),
        ("2022-12台账.xlsx", None),
        ("120220402号台账.xlsx", None),
    ],
)
def test_a_date_in_a_files_name_is_read(file, day):
    assert name_date(file) == day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3月台账.xlsx", "3月台账(最终版2).xlsx"),
        ("3月台账.xlsx", "副本-3月台账.xlsx"),
        ("3月台账 第2版.xls", "3月台账（更正版）.csv"),
    ],
)
def test_names_that_differ_by_their_version_only_are_one_filing(one, other):
    assert base_name(one) == base_name(other)


def test_files_of_one_name_in_folders_of_their_own_are_two_filings():
    assert is_revision("2022-03/3月台账.xlsx", "2022-03/3月台账(最终版).xlsx")
    assert not is_revision("2022-03/甲村/台账.xlsx", "2022-03/乙村/台账.xlsx")


@pytest.mark.parametrize(
    "line",
    [
        "填报日期：2022年4月2日",
        "填报单位：农服中心　填报人：×××　填报日期：2022.4.2",
        "日期: 4月2日",
    ],
)
def test_the_day_of_filing_is_found_above_the_table(line):
    layout = find_layout(sheet(f"| {line} |\n| 没有表格 |"), [])
    assert sheet_date([layout], MARCH) == date(2022, 4, 2)


ENTRIES = """
ledger  | file | key    | content | kind
"""


def decide(drawing: str, **versions: Version) -> tuple[list[str], list[str]]:
    entries = table(ENTRIES + drawing).assign(
        sheet="S", block=1, row=1, cell="A1", unit="u", is_dated=True
    )
    day_key = entries["key"].str.replace(r"[上下]午", "", regex=True)
    entries = entries.assign(told=entries["key"], day_key=day_key)
    decided, issues = decide_versions(entries, versions)
    return decided["kind"].tolist(), [issue["check"] for issue in issues]


OLD, NEW = Version(date(2022, 4, 1), 0), Version(date(2022, 4, 2), 0)


def test_the_same_file_twice_counts_once():
    kinds, checks = decide(
        """
        cleanup | a | qinghe | 12 | recorded
        cleanup | b | qinghe | 12 | recorded
        """,
        a=OLD,
        b=OLD,
    )
    assert (kinds, checks) == (["recorded", "duplicate"], ["duplicate_file"])


def test_a_later_version_replaces_the_whole_earlier_one():
    kinds, checks = decide(
        """
        cleanup | b | qinghe | 12 | recorded
        cleanup | b | liuwan | 5  | recorded
        cleanup | a | qinghe | 13 | recorded
        """,
        a=NEW,
        b=OLD,
    )
    assert (kinds, checks) == (["duplicate", "duplicate", "recorded"], ["superseded"])


def test_a_later_small_file_replaces_only_the_lines_it_repeats():
    kinds, checks = decide(
        """
        cleanup | master | qinghe | 12 | recorded
        cleanup | master | liuwan | 5  | recorded
        cleanup | master | yunxi  | 7  | recorded
        cleanup | own    | liuwan | 6  | recorded
        """,
        master=OLD,
        own=NEW,
    )
    assert kinds == ["recorded", "duplicate", "recorded", "recorded"]
    assert checks == ["overlap", "superseded_entry"]


def test_two_equal_filings_that_differ_count_neither():
    kinds, checks = decide(
        """
        cleanup | a | qinghe | 12 | recorded
        cleanup | b | qinghe | 13 | recorded
        cleanup | b | liuwan | 5  | recorded
        """,
        a=OLD,
        b=OLD,
    )
    assert (kinds, checks) == (["rejected", "rejected", "recorded"], ["conflict", "conflict"])


def test_one_village_and_day_twice_in_a_sheet_with_other_numbers_counts_neither():
    kinds, checks = decide(
        """
        cleanup | a | qinghe 2022-03-05 | 12 | recorded
        cleanup | a | qinghe 2022-03-05 | 13 | recorded
        cleanup | a | qinghe 2022-03-06 | 13 | recorded
        """,
        a=OLD,
    )
    assert (kinds, checks) == (["rejected", "rejected", "recorded"], ["conflict", "conflict"])


def test_files_of_different_villages_add_up():
    kinds, checks = decide(
        """
        cleanup | a | qinghe | 12 | recorded
        cleanup | b | liuwan | 12 | recorded
        """,
        a=OLD,
        b=NEW,
    )
    assert (kinds, checks) == (["recorded", "recorded"], [])


def test_a_ledger_never_replaces_another():
    kinds, _ = decide(
        """
        cleanup    | a | qinghe | 12 | recorded
        eco_patrol | b | qinghe | 13 | recorded
        """,
        a=OLD,
        b=NEW,
    )
    assert kinds == ["recorded", "recorded"]


def test_a_workbook_of_two_ledgers_loses_only_the_one_that_came_again():
    kinds, checks = decide(
        """
        cleanup    | all | qinghe 5 | 12 | recorded
        grid_visit | all | qinghe   | 16 | recorded
        cleanup    | new | qinghe 5 | 13 | recorded
        """,
        all=OLD,
        new=NEW,
    )
    assert (kinds, checks) == (["duplicate", "recorded", "recorded"], ["superseded"])


def test_what_was_rejected_already_replaces_nothing():
    kinds, checks = decide(
        """
        cleanup | a | qinghe | 12 | recorded
        cleanup | b | qinghe | 13 | rejected
        """,
        a=OLD,
        b=NEW,
    )
    assert (kinds, checks) == (["recorded", "rejected"], [])
    assert pd.Series(kinds).value_counts()["recorded"] == 1


def test_only_files_with_something_in_common_are_compared():
    """Hundreds of villages that each send a workbook must not be compared pair by pair."""
    lines = "\n".join(f"cleanup | v{n} | unit{n} | 1 | recorded" for n in range(300))
    filed = table(ENTRIES + lines + "\ncleanup | v300 | unit7 | 2 | recorded")
    versions = {file: OLD for file in filed["file"]}
    assert list(related_files(filed, versions)) == [("v7", "v300")]


def test_a_later_file_that_overlaps_names_the_days_and_leaves_the_others():
    drawing = """
        cleanup | first  | qinghe 2022-03-05 | 1 | recorded
        cleanup | first  | qinghe 2022-03-08 | 2 | recorded
        cleanup | first  | qinghe 2022-03-14 | 3 | recorded
        cleanup | second | qinghe 2022-03-14 | 4 | recorded
        cleanup | second | qinghe 2022-03-20 | 5 | recorded
    """
    kinds, checks = decide(drawing, first=OLD, second=NEW)
    assert kinds == ["recorded", "recorded", "duplicate", "recorded", "recorded"]
    assert checks == ["overlap", "superseded_entry"]
    kinds, checks = decide(drawing, first=OLD, second=OLD)
    assert kinds == ["recorded", "recorded", "rejected", "rejected", "recorded"]
    assert checks == ["conflict", "conflict"]


VISITS = {
    "the village names the hour, the town the day: its later line stands for both": (
        ["qinghe 2022-03-14上午 | 3", "柳 2022-03-14 | 4"],
        ["qinghe 2022-03-14 | 3", "柳 2022-03-14 | 4"],
        "duplicate duplicate recorded recorded",
    ),
    "two visits in both": (
        ["qinghe 2022-03-14上午 | 3", "qinghe 2022-03-14下午 | 3"],
        ["qinghe 2022-03-15 | 3"],
        "recorded recorded recorded",
    ),
    "forenoon in one file, afternoon in the other": (
        ["qinghe 2022-03-14上午 | 3"],
        ["qinghe 2022-03-14下午 | 3"],
        "recorded recorded",
    ),
    "two visits that a later file states as one": (
        ["qinghe 2022-03-14上午 | 3", "qinghe 2022-03-14下午 | 4"],
        ["qinghe 2022-03-14 | 7"],
        "duplicate duplicate recorded",
    ),
    "one line that a later file states as two visits": (
        ["qinghe 2022-03-14 | 7"],
        ["qinghe 2022-03-14上午 | 3", "qinghe 2022-03-14下午 | 4"],
        "duplicate recorded recorded",
    ),
}


@pytest.mark.parametrize("visits", VISITS)
def test_a_file_that_names_the_day_only_speaks_of_the_visits_that_another_tells_apart(visits):
    first, second, wanted = VISITS[visits]
    lines = [*(f"cleanup | first | {line} | recorded" for line in first),
             *(f"cleanup | second | {line} | recorded" for line in second)]  # fmt: skip
    kinds, _ = decide("\n".join(lines), first=OLD, second=NEW)
    assert " ".join(kinds) == wanted


# Tables of the cleanup ledger, read as they are filed; no table has more than two columns of work.
def decide_sheets(*drawn: Sheet, **versions: Version) -> tuple[pd.DataFrame, list[dict]]:
    """Read drawn sheets and decide which of their lines count."""
    parts, blocks = [], {}
    for each in drawn:
        for block in find_layout(each, CATALOGUE.ledgers.values()).blocks:
            cleaned = clean_block(block, BOOK, MARCH)
            blocks[block.key] = block
            place = {"ledger": block.ledger.code, "file": each.file, "sheet": each.name}
            lines = cleaned.entries.assign(**place, block=block.number, told=lambda x: x["key"])
            parts.append(lines.assign(cell=[block.address(row, 0) for row in lines["row"]]))
    entries = pd.concat(parts, ignore_index=True)
    known = {each.file: versions.get(each.file.split(".")[0], OLD) for each in drawn}
    return decide_versions(entries, known, blocks)


def kinds_and_checks(decided: tuple) -> tuple[list[str], list[str]]:
    entries, issues = decided
    return entries["kind"].tolist(), [issue["check"] for issue in issues]


MASTER = sheet(
    """
    | 村名   | 清垃圾 | 拆旱厕 |
    | 青禾村 | 20     | 3      |
    | 柳湾村 | 9      |        |
    | 云溪村 | 4      | 1      |
    """,
    file="汇总.xlsx",
    name="汇总",
)
QINGHE = sheet(
    """
    | 村名   | 日期   | 清垃圾 | 拆旱厕 |
    | 青禾村 | 3月5日 | 12     | 1      |
    | 青禾村 | 3月9日 | 8      | 2      |
    """,
    file="青禾.xlsx",
)
LIUWAN = sheet(
    """
    | 村名   | 日期   | 拆旱厕 | 清垃圾 |
    | 柳湾村 | 3月5日 | 1      | 12     |
    """,
    file="柳湾.xlsx",
)


@pytest.mark.parametrize("later", ["汇总", "青禾", "柳湾"])
def test_a_months_line_is_compared_with_the_lines_by_the_day_and_never_added(later):
    entries, issues = decide_sheets(MASTER, QINGHE, LIUWAN, **{later: NEW})
    kinds = entries["kind"].tolist()
    assert kinds == ["duplicate", "duplicate", "recorded", "recorded", "recorded", "recorded"]
    agrees, differs = issues
    assert (agrees["check"], agrees["cell"]) == ("master_agrees", "A2")
    assert (differs["check"], differs["cell"]) == ("master_mismatch", "A3")
    for told in ("清垃圾汇总写9（B3）", "逐日相加为12（D2）", "拆旱厕汇总写空（C3）"):
        assert told in differs["message"]


def test_a_line_whose_day_cannot_be_read_is_no_months_line():
    late = sheet(
        """
        | 村名   | 日期    | 清垃圾 |
        | 青禾村 | 3月50日 | 7      |
        """,
        file="补.xlsx",
    )
    assert kinds_and_checks(decide_sheets(QINGHE, late)) == (["recorded"] * 3, [])


UNDATED = sheet("""
    | 村名   | 日期   | 清垃圾 |
    | 青禾村 |        | 12     |
    | 青禾村 |        | 8      |
    | 青禾村 |        | 12     |
    | 柳湾村 | 3月5日 | 1      |
""")


def test_different_lines_without_a_day_in_one_table_both_count_with_doubt():
    kinds, checks = kinds_and_checks(decide_sheets(UNDATED))
    assert kinds == ["recorded", "recorded", "duplicate", "recorded"]
    assert checks == ["duplicate_entry", "undated_lines", "undated_lines"]


def test_lines_without_a_day_in_two_files_contradict_unless_they_say_the_same():
    other = replace(UNDATED, file="另一份.xlsx")
    kinds, checks = kinds_and_checks(decide_sheets(UNDATED, other))
    assert kinds.count("recorded") == 3  # as if it had been filed once
    assert checks == ["duplicate_file", "duplicate_entry", "undated_lines", "undated_lines"]
    unlike = sheet(
        """
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 |        | 13     |
        | 青禾村 | 3月8日 | 13     |
        """,
        file="另一份.xlsx",
    )
    entries, issues = decide_sheets(UNDATED, unlike)
    assert entries["kind"].tolist() == [*["rejected"] * 3, "recorded", "rejected", "recorded"]
    assert {issue["check"] for issue in issues} == {"conflict"}


def test_a_conflict_tells_both_numbers_and_both_cells():
    one = sheet(
        "| 村名 | 日期 | 清垃圾 |\n| 青禾村 | 3月5日 | 12 |\n| 柳湾村 | 3月5日 | 1 |",
        file="甲.xlsx",
    )
    two = sheet(
        "| 清垃圾 | 日期 | 村名 |\n| 13 | 3月5日 | 青禾村 |\n| 2 | 3月6日 | 柳湾村 |",
        file="乙.xlsx",
    )
    entries, issues = decide_sheets(one, two)
    assert entries["kind"].tolist() == ["rejected", "recorded", "rejected", "recorded"]
    assert "清垃圾一处写12（C2）、一处写13（A2）" in issues[0]["message"]


def test_a_corrected_version_says_which_cells_it_changed():
    old = sheet(
        """
        | 村名   | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月5日 | 12     | 1      |
        | 柳湾村 | 3月6日 | 5      | 2      |
        | 云溪村 | 3月7日 | 1      |        |
        """,
        file="台账.xlsx",
    )
    new = sheet(
        """
        | 拆旱厕 | 村名   | 日期   | 清垃圾 |
        | 1      | 青禾村 | 3月5日 | 15     |
        | 2      | 柳湾村 | 3月6日 | 5      |
        |        | 松岭村 | 3月9日 | 6      |
        """,
        file="台账第2版.xlsx",
    )
    entries, (issue,) = decide_sheets(old, new, 台账第2版=Version(OLD.filed_on, 2))
    assert entries["kind"].tolist() == ["duplicate"] * 3 + ["recorded"] * 3
    assert issue["check"] == "superseded"
    for told in ("清垃圾由12改为15（D2）", "旧版的yunxi 2022-03-07", "新版增加songling 2022-03-09"):
        assert told in issue["message"]
    assert "拆旱厕" not in issue["message"]


def test_the_same_table_in_another_order_of_columns_and_rows_is_the_same():
    other = sheet(
        """
        | 拆旱厕 | 清垃圾 | 日期     | 村名   | 备注 |
        | 2      | 8      | 2022.3.9 | 青禾   | 无   |
        | 1      | 12方   | 3/5      | 青禾村 |      |
        """,
        file="青禾副本.csv",
    )
    assert kinds_and_checks(decide_sheets(QINGHE, other))[1] == ["duplicate_file"]


def test_one_number_for_the_cases_of_two_villages_counts_for_neither_and_says_why():
    cases = sheet("""
        | 问题编号 | 所在村 | 发现日期 | 整改状态 |
        | 1        | 青禾村 | 3月2日   | 未整改   |
        | 1        | 柳湾村 | 3月2日   | 未整改   |
        | 2        | 柳湾村 | 3月2日   | 未整改   |
    """)
    kinds, checks = kinds_and_checks(decide_sheets(cases))
    assert (kinds, checks) == (["rejected", "rejected", "recorded"], ["case_shared"] * 2)


def test_very_long_differences_are_counted_not_listed():
    lines = "\n".join(f"| 青禾村 | 3月{day}日 | {{}} |" for day in range(1, 29))
    head = "| 村名 | 日期 | 清垃圾 |\n"
    old = sheet(head + lines.replace("{}", "1"), file="台账.xlsx")
    new = sheet(head + lines.replace("{}", "2"), file="台账第2版.xlsx")
    _, (issue,) = decide_sheets(old, new, 台账第2版=Version(OLD.filed_on, 2))
    assert "等共28处" in issue["message"] and len(issue["message"]) < 1000
