"""The workbook beside the pages: every figure is a number that shows what the page prints."""

import io
import re
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sheets import shown_by

import zhen_analysis as zhen
from zhen_analysis.present.annex import annex
from zhen_analysis.publish.papers.workbook import workbook_bytes

NUMBER = re.compile(r"[+\-↑↓]?\d+(\.\d+)?%?")


@pytest.fixture(scope="module")
def tables(sample_town):
    return annex(zhen.assess_month("2022-03", "shili", workspace=sample_town))


@pytest.fixture(scope="module")
def content(tables):
    return workbook_bytes(tables, datetime(2022, 3, 31))


@pytest.fixture(scope="module")
def sheets(content):
    return load_workbook(io.BytesIO(content)).worksheets


def test_every_cell_of_every_table_shows_what_the_page_prints(tables, sheets):
    for table, sheet in zip(tables, sheets, strict=True):
        rows = [
            [shown_by(cell) for cell in row]
            for row in sheet.iter_rows(min_row=3, max_row=2 + len(table.lines))
        ]
        assert rows == table.printed.to_numpy().tolist(), table.name
        assert [cell.value for cell in sheet[2]] == list(table.printed)


def test_what_a_column_of_numbers_prints_as_a_number_is_one(tables, sheets):
    for table, sheet in zip(tables, sheets, strict=True):
        for place, (column, cells) in enumerate(table.spread, 1):
            if column.kind != "number":
                continue
            for row, cell in enumerate(cells, 3):
                if NUMBER.fullmatch(cell.text):
                    held = sheet.cell(row, place)
                    assert held.data_type == "n", (table.name, column.label, cell.text)


def test_words_in_the_stead_of_a_number_stay_words(tables, sheets):
    words = {
        (cell.value, cell.data_type)
        for sheet in sheets
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if cell.value in ("未报", "待核", "不涉及", "不计", "—", "无应办事项")
    }
    assert {word for word, _ in words} >= {"未报", "不涉及", "不计", "—"}
    assert {kind for _, kind in words} == {"s"}
