"""Which of several filings counts."""

from datetime import date

import pandas as pd
import pytest
from drawing import sheet, table

from zhen_analysis.intake.layout import find_layout
from zhen_analysis.intake.versions import (
    Version,
    base_name,
    decide_versions,
    is_revision,
    name_date,
    name_version,
    related_files,
    sheet_date,
)
from zhen_analysis.period import Month

MARCH = Month(2022, 3)


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
    entries = table(ENTRIES + drawing).assign(sheet="S", block=1, row=1, cell="A1", unit="u")
    entries = entries.assign(told=entries["key"])
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
    assert checks == ["superseded_entry"]


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
