"""A value → the words that a page and a paper show, and the value and format that a sheet holds."""

import csv
import io
import re
from datetime import datetime
from html import unescape

import pandas as pd
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sheets import shown_by

from zhen_analysis.present.look.printing import (
    COUNT,
    DAY,
    FIGURE,
    FULL,
    MARK,
    RANK,
    RANK_CHANGE,
    SET_AS_NUMBER,
    TEXT,
    WORD,
    Day,
    Number,
    Words,
    signed,
)
from zhen_analysis.present.look.table import Column, Table
from zhen_analysis.publish.papers.announcement import add_table
from zhen_analysis.publish.papers.files import write_csv
from zhen_analysis.publish.papers.workbook import workbook_bytes

MADE = datetime(2022, 3, 31)
APRIL, NEXT_YEAR = pd.Timestamp("2022-04-06"), pd.Timestamp("2023-08-01")

# how | value | what is read | what the sheet holds | its format
PRINTED = [
    [TEXT, "说明", "说明", "说明", "General"],
    [TEXT, pd.NA, "—", "—", "General"],
    [WORD, "", "—", "—", "General"],
    [MARK, "先进", "先进", "先进", "General"],
    [SET_AS_NUMBER, "40/95", "40/95", "40/95", "General"],
    [Words(missing="不计"), None, "不计", "不计", "General"],
    [FIGURE, 1150.5, "1150.5", 1150.5, "0.0"],
    [FIGURE, 2969.0, "2969", 2969, "0"],
    [FIGURE, 0.125, "0.13", 0.13, "0.00"],
    [COUNT, 26, "26", 26, "0"],
    [Number(2), 2.675, "2.68", 2.68, "0.00"],
    [Number(1), 100, "100.0", 100, "0.0"],
    [Number(2), -0.004, "0.00", 0, "0.00"],
    [Number(1), -3.14, "-3.1", -3.1, "0.0"],
    [Number(1), "未报", "未报", "未报", "General"],
    [Number(1), "待核", "待核", "待核", "General"],
    [Number(1), "不涉及", "不涉及", "不涉及", "General"],
    [Number(1), float("nan"), "—", "—", "General"],
    [RANK, pd.NA, "待核", "待核", "General"],
    [Number(unit="%"), 60.0, "60%", 60, '0"%"'],
    [Number(1, unit='"E"'), 1.0, '1.0"E"', 1, '0.0""\\""E"\\"""'],
    [signed(1), 2.54, "+2.5", 2.5, '"+"0.0;"-"0.0;0.0'],
    [signed(1), -10, "-10.0", -10, '"+"0.0;"-"0.0;0.0'],
    [signed(2), 0.001, "0.00", 0, '"+"0.00;"-"0.00;0.00'],
    [signed(0, "%"), 33.4, "+33%", 33, '"+"0"%";"-"0"%";0"%"'],
    [RANK_CHANGE, 2, "↑2", 2, '"↑"0;"↓"0;"持平"'],
    [RANK_CHANGE, -1, "↓1", -1, '"↑"0;"↓"0;"持平"'],
    [RANK_CHANGE, 0, "持平", 0, '"↑"0;"↓"0;"持平"'],
    [RANK_CHANGE, "首次", "首次", "首次", "General"],
    [DAY, APRIL, "4月6日", datetime(2022, 4, 6), 'm"月"d"日"'],
    [DAY, pd.NaT, "—", "—", "General"],
    [Day(2022), NEXT_YEAR, "2023年8月", datetime(2023, 8, 1), 'yyyy"年"m"月"'],
    [DAY, "另行通知", "另行通知", "另行通知", "General"],
    [FULL, APRIL, "2022-04-06", datetime(2022, 4, 6), "yyyy-mm-dd"],
    [FULL, "", "—", "—", "General"],
]


def table_of(printing, value) -> Table:
    rows = pd.DataFrame({"unit": ["甲村"], "value": pd.Series([value], dtype="object")})
    return Table(
        "small", "小表", rows, [Column("村", "unit", TEXT), Column("值", "value", printing)]
    )


def in_page(table: Table) -> str:
    """Return what a page shows of the cell."""
    [found] = re.findall(r"<td [^>]*>(.*?)</td>", table._repr_html_())
    return unescape(re.sub(r"<[^>]+>", "", found))


@pytest.mark.parametrize(("printing", "value", "text", "held", "form"), PRINTED)
def test_a_value_is_read_the_same_on_page_and_paper_and_a_sheet_holds_the_figure(
    printing, value, text, held, form, tmp_path
):
    table = table_of(printing, value)
    document = Document()
    add_table(document, table)
    cell = load_workbook(io.BytesIO(workbook_bytes([table], MADE))).active["B3"]

    assert table.lines[0][1].text == text
    assert in_page(table) == text
    assert document.tables[0].rows[1].cells[1].text == text
    assert (cell.value, cell.number_format) == (held, form)
    assert shown_by(cell) == text
    path = write_csv(tmp_path / "small.csv", table.printed)
    [_, line] = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert line[1].removeprefix("'") == text


@pytest.mark.parametrize("word", ["=1+1", "@SUM(A1)", "-x", "+甲"])
def test_words_never_come_alive_in_a_sheet_or_a_csv(word, tmp_path):
    table = table_of(TEXT, word)
    cell = load_workbook(io.BytesIO(workbook_bytes([table], MADE))).active["B3"]
    assert cell.data_type == "s" and cell.value == word
    line = write_csv(tmp_path / "small.csv", table.printed).read_text("utf-8-sig").splitlines()[1]
    assert line == f"甲村,'{word}"


@given(
    st.floats(-1e7, 1e7),
    st.one_of(st.none(), st.integers(0, 4)),
    st.sampled_from([("", "-", ""), ("+", "-", ""), ("↑", "↓", "持平"), ("+", "-", "不变")]),
    st.sampled_from(["", "%", "个", "m²", '0"#;']),
)
def test_the_format_of_a_number_prints_what_is_read(value, decimals, signs, unit):
    plus, minus, zero = signs
    printing = Number(decimals, unit, plus, minus, zero)
    [cell] = printing.cells([value], pd.DataFrame(index=[0]))
    assert shown_by(cell) == cell.text
    assert printing.text(value) == cell.text


def test_each_row_may_have_decimals_and_a_unit_of_its_own():
    rows = pd.DataFrame({"v": [1.25, 1.25, None], "d": [1, None, 0], "u": ["个", None, "件"]})
    cells = Number(decimals_of="d", unit_of="u").cells(rows["v"], rows)
    assert [cell.text for cell in cells] == ["1.3个", "1.25", "—"]
