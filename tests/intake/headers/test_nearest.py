"""Of a sheet that holds no table is said what was understood: the ledger, what it has and lacks."""

import csv
import io

import openpyxl
import pytest

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder, reading

CATALOGUE = load_catalogue(bundled("catalogue"))
NAME = "3月人居环境整治台账.xlsx"
LINE = ["3月3日", "15", "20"]
# What lacks → file, its sheets, records read, checks told, words of the sentence.
SHEETS = {
    "the village lacks everywhere": (
        NAME,
        {"Sheet1": [["日期", "清垃圾", "出动人次"], LINE]},
        0,
        ["no_unit_named"],
        "这是“人居环境整治台账”，但没有“村名”列",
    ),
    "the village stands in the file's name": (
        "3月人居环境台账-青禾.xlsx",
        {"Sheet1": [["日期", "清垃圾", "出动人次"], LINE]},
        2,
        ["unit_from_name"],
        "青禾",
    ),
    "one heading is known": (
        "3月材料.xlsx",
        {"Sheet1": [["情况"], ["名称", "数字", "备注"], ["甲", "15", "x"]]},
        0,
        ["unrecognised_file"],
        "第2行认出了“备注”，缺少“村名”列",
    ),
    "no heading is known": (
        "3月材料.xlsx",
        {"Sheet1": [["情况"], ["甲", "15"]]},
        0,
        ["unrecognised_file"],
        "表中没有一个规定的列名",
    ),
    "one sheet of several": (
        NAME,
        {
            "3月": [["村名", "清垃圾"], ["青禾村", "5"]],
            "附": [["日期", "清垃圾", "出动人次"], LINE],
        },
        1,
        ["unrecognised_sheet"],
        "认出了“日期”“清垃圾”“出动人次”，缺少“村名”列",
    ),
}


def book(sheets) -> bytes:
    made, workbook = io.BytesIO(), openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(made)
    return made.getvalue()


def take_in(tmp_path, **files: bytes):
    folder = tmp_path / "data/raw/shili/2022-03"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return read_folder(Workspace(tmp_path), TownPeriod(CATALOGUE, "shili", Month(2022, 3)))


@pytest.mark.parametrize("lacks", SHEETS)
def test_what_was_understood_of_a_sheet_is_said(tmp_path, lacks):
    name, sheets, count, checks, words = SHEETS[lacks]
    month = take_in(tmp_path, **{name: book(sheets)})
    assert len(month.records) == count
    assert month.issues["check"].tolist() == checks
    assert words in "".join(month.issues["message"])


def test_a_file_that_our_program_fails_on_is_named_and_the_others_are_read(tmp_path, monkeypatch):
    find_layout = reading.find_layout

    def fail_on_one(sheet, *others):
        if "坏" in sheet.file:
            raise ZeroDivisionError
        return find_layout(sheet, *others)

    monkeypatch.setattr(reading, "find_layout", fail_on_one)
    lines = io.StringIO()
    csv.writer(lines).writerows([["村名", "清垃圾"], ["青禾村", "5"]])
    content = lines.getvalue().encode()
    month = take_in(tmp_path, **{"1.csv": content, "坏.csv": content + b"\n", "3.csv": content})
    (issue,) = month.issues[month.issues["check"] == "unreadable"].to_dict("records")
    assert issue["file"].endswith("坏.csv")
    assert "程序没能看懂该文件（ZeroDivisionError）" in issue["message"]
    assert month.files["status"].tolist().count("unreadable") == 1
    assert len(month.records) == 1
