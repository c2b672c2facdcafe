"""What lies beside a page: csv that offices open, a workbook, both the same each time."""

import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from building import sample_month
from drawing import table as drawn

from zhen_analysis.present.annex import annex
from zhen_analysis.publish.papers.files import defuse, write_csv
from zhen_analysis.publish.papers.workbook import sheet_name, workbook_bytes

MADE = datetime(2022, 3, 31)
CELLS = """
    written           | stored
    =1+1              | '=1+1
    +86 138           | '+86 138
    -无               | '-无
    @某               | '@某
    -2                | -2
    +3.5              | +3.5
    清垃圾            | 清垃圾
    2=1+1             | 2=1+1
"""


@pytest.fixture(scope="module")
def written() -> bytes:
    return workbook_bytes(annex(sample_month()), MADE)


@pytest.fixture(scope="module")
def book(written) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written))


def test_no_cell_of_a_csv_comes_alive():
    cells = drawn(CELLS)

    assert defuse(cells[["written"]])["written"].tolist() == cells["stored"].tolist()


def test_numbers_and_blanks_of_a_csv_stay_as_they_are():
    frame = pd.DataFrame({"value": [-1.5, 2], "text": pd.Series([None, "a"], dtype="str")})

    pd.testing.assert_frame_equal(defuse(frame), frame)


def test_a_csv_carries_its_mark_and_plain_days(tmp_path):
    frame = pd.DataFrame({"村": ["青禾村"], "day": [pd.Timestamp("2022-03-05")]})
    path = write_csv(tmp_path / "tables" / "x.csv", frame)

    assert path.read_bytes() == "\ufeff村,day\n青禾村,2022-03-05\n".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["x.csv"]


def test_the_workbook_has_a_sheet_per_table_with_frozen_chinese_heads(book):
    assert book.sheetnames[0] == "全镇工作量"
    honours = book.sheetnames.index("先进后进")
    assert book.sheetnames[honours:][:3] == ["先进后进", "A类排名", "B类排名"]
    sheet = book["全镇工作量"]

    assert sheet["A1"].value == "全镇工作量（截至2022年3月末）"
    assert [cell.value for cell in sheet[2]] == ["类别", "指标", "单位", "本月", "今年累计"]
    assert all(each.freeze_panes == "B3" for each in book)


def test_numbers_of_the_workbook_are_numbers_as_printed(book):
    found = {row[1].value: row for row in book["全镇工作量"].iter_rows(min_row=3)}

    assert (found["清理垃圾"][4].value, found["清理垃圾"][4].number_format) == (2969, "0")
    assert (found["问题整改率"][4].value, found["问题整改率"][4].number_format) == (42.1, "0.0")
    assert found["问题整改率"][3].value == "—"


def test_the_workbook_has_no_formula_and_is_the_same_each_time(book, written):
    assert not [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert workbook_bytes(annex(sample_month()), MADE) == written


def test_sheet_names_are_short_plain_and_never_the_same():
    taken: set[str] = set()
    names = [sheet_name(wanted, taken) for wanted in ("甲/乙:[丙]", "甲乙丙", "长" * 40, "长" * 40)]

    assert names[:2] == ["甲乙丙", "甲乙丙_2"]
    assert max(map(len, names)) <= 31 and len(set(names)) == 4
