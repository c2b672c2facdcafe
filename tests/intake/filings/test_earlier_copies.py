"""The same workbook in two months: in the later one it counts if it says what time it is of."""

import shutil

import openpyxl
import pytest

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder

CATALOGUE = load_catalogue(bundled("catalogue"))
MARCH = Month(2022, 3)


def read_twice(root, *rows):
    """File one workbook in February and again in March; return what was read in March."""
    workspace = Workspace(root)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    february, march = (workspace.raw_dir("shili", each) for each in (MARCH.previous, MARCH))
    february.mkdir(parents=True)
    march.mkdir(parents=True)
    book.save(february / "人居环境台账.xlsx")
    shutil.copy(february / "人居环境台账.xlsx", march / "人居环境台账.xlsx")
    return read_folder(workspace, TownPeriod(CATALOGUE, "shili", MARCH))


def test_a_file_that_nobody_renewed_does_not_count_again(tmp_path):
    intake = read_twice(
        tmp_path, ["人居环境台账"], ["村名", "清垃圾"], ["青禾村", 5], ["柳湾村", 6]
    )
    assert intake.records.empty
    (check,) = intake.issues["check"]
    assert check == "same_as_before"
    assert "2022-02" in intake.issues["message"].iloc[0]
    filings = intake.filings[intake.filings["ledger"] == "cleanup"].set_index("unit")
    assert filings.loc["qinghe", "status"] == "in_doubt"


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([["3月份人居环境台账"], ["村名", "清垃圾"], ["青禾村", 5], ["柳湾村", 6]], 2),
        ([["人居环境台账"], ["村名", "日期", "清垃圾"], ["青禾村", "3月1日", 5]], 1),
    ],
    ids=["a title of March", "days of March"],
)
def test_a_copy_that_says_its_time_goes_by_it(tmp_path, rows, count):
    intake = read_twice(tmp_path, *rows)
    assert len(intake.records) == count and intake.issues.empty
