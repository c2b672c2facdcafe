"""Printed tables → the bytes of one workbook, a sheet each, ready for an A4 printer."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zhen_analysis.present.look.printing import Cell
from zhen_analysis.present.look.table import Column, Table

A4 = 9
LONGEST_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
WIDEST, NARROWEST = 60, 8
FONT = "微软雅黑"
SET_AS = {"number": "number", "word": "word", "mark": "word", "text": "text"}
LOOKS: dict[str, dict[str, Any]] = {
    "caption": {"bold": True, "font_size": 13},
    "head": {"bold": True, "bottom": 1, "top": 2, "text_wrap": True, "align": "center"},
    "text": {"text_wrap": True, "bottom": 4},
    "word": {"align": "center", "bottom": 4},
    "number": {"align": "right", "bottom": 4},
    "note": {"font_color": "#5b6470"},
}


def workbook_bytes(tables: list[Table], made: datetime) -> bytes:
    """Return the workbook; the same tables give the same bytes."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": made})
        formats = Formats(book)
        taken: set[str] = set()
        for table in tables:
            write_sheet(
                book.add_worksheet(sheet_name(table.sheet or table.name, taken)), table, formats
            )
    return written.getvalue()


class Formats:
    """The looks of cells, each made once per workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Format] = {}

    def get(self, look: str, number: str = "") -> Format:
        """Return a look, with a number format where one is given."""
        key = (look, number)
        if key not in self.made:
            extra = {"num_format": number} if number else {}
            base: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self.made[key] = self.book.add_format(base | LOOKS[look] | extra)
        return self.made[key]


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and that no other sheet has."""
    bare = NOT_IN_NAMES.sub("", wanted)[:LONGEST_NAME] or "表"
    name, number = bare, 1
    while name.lower() in taken:
        number += 1
        name = f"{bare[: LONGEST_NAME - 3]}_{number}"
    taken.add(name.lower())
    return name


def write_sheet(sheet: Worksheet, table: Table, formats: Formats) -> None:
    """Write caption, heads, rows and note."""
    sheet.write_string(0, 0, table.caption, formats.get("caption"))
    for place, (column, cells) in enumerate(table.spread):
        sheet.write_string(1, place, column.heading, formats.get("head"))
        for row, cell in enumerate(cells, 2):
            write_cell(sheet, row, place, cell, formats, SET_AS[column.kind])
        sheet.set_column(place, place, width(cells, column))
    if table.note:
        sheet.write_string(len(table.rows) + 2, 0, table.note, formats.get("note"))
    lay_out(sheet)


def write_cell(
    sheet: Worksheet, row: int, place: int, cell: Cell, formats: Formats, look: str
) -> None:
    """Write a figure or a day as what it is, with the format that prints it; words as text."""
    if cell.value is None:
        sheet.write_string(row, place, cell.text, formats.get(look))
    elif isinstance(cell.value, datetime):
        sheet.write_datetime(row, place, cell.value, formats.get(look, cell.form))
    else:
        sheet.write_number(row, place, cell.value, formats.get(look, cell.form))


def width(cells: Iterable[Cell], column: Column) -> float:
    """Return a column's width in characters, Chinese ones counted twice."""
    head = max(display_width(line) for line in column.heading.split("\n"))
    body = max((display_width(cell.text) for cell in cells), default=0)
    return min(max(body + 2, min(head, 18) + 2, NARROWEST), WIDEST)


def display_width(text: str) -> int:
    """Return how many narrow characters a text is as wide as."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def lay_out(sheet: Worksheet) -> None:
    """Freeze the heads and prepare the print: A4 across, one page wide, heads on every page."""
    sheet.freeze_panes(2, 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_footer("&C— &P —")
