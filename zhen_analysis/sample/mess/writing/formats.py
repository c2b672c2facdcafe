"""A workbook of canvases → a file: a workbook, or a text file in one of many codings."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import xlsxwriter

from zhen_analysis.sample.mess.writing.pages import write_page, write_xml
from zhen_analysis.sample.papers.canvas import Book, Canvas
from zhen_analysis.sample.papers.files import CREATED, DATE_FORMAT
from zhen_analysis.sample.papers.written import as_stored

TEXTS = {
    "csv_gbk": ("gbk", ","),
    "csv_gb18030": ("gb18030", ","),
    "csv_utf8": ("utf-8", ","),
    "csv_bom": ("utf-8-sig", ","),
    "csv_utf16": ("utf-16", ","),
    "csv_semicolon": ("gbk", ";"),
    "csv_stroke": ("utf-8", "|"),
    "tsv_utf8": ("utf-8", "\t"),
    "tsv_gbk": ("gbk", "\t"),
}
PAGE = "xls_page"
SINGLE_SHEET = frozenset({*TEXTS, PAGE})


def can_write(file_format: str) -> bool:
    """Tell whether files of a format can be written here."""
    return file_format in WRITERS or file_format in SINGLE_SHEET


def write_book(book: Book, file_format: str, path: Path) -> None:
    """Write a workbook; a text file holds its first sheet."""
    if file_format == PAGE:
        write_page(book, path)
    elif file_format in TEXTS:
        write_text(book.canvases[0], path, *TEXTS[file_format])
    else:
        WRITERS[file_format](book, path)


def suffix_of(file_format: str) -> str:
    """Return how the names of files of a format end."""
    return "." + file_format.partition("_")[0]


def write_xlsx(book: Book, path: Path, is_1904: bool = False) -> None:
    """Write an .xlsx, its days counted from 1900 or from 1904."""
    options = {"default_date_format": DATE_FORMAT, "in_memory": True, "date_1904": is_1904}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": CREATED})
        formats: dict[tuple[str, bool], object] = {("", False): None}
        for canvas in book.canvases:
            sheet = workbook.add_worksheet(canvas.name)
            for (row, column), written in canvas.cells.items():
                look = written.number_format, row in canvas.struck_rows
                if look not in formats:
                    code = {"num_format": look[0]} if look[0] else {}
                    struck = {"font_strikeout": True} if look[1] else {}
                    formats[look] = workbook.add_format({**code, **struck})
                style = formats[look]
                value = as_stored(written, is_1904)
                if isinstance(value, str):
                    sheet.write_string(row, column, value, style)
                elif isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, style)
                else:
                    sheet.write_number(row, column, value, style)
            merge_xlsx(sheet, canvas)
            for row in canvas.hidden_rows:
                sheet.set_row(row, None, None, {"hidden": True})
            for column in canvas.hidden_columns:
                sheet.set_column(column, column, None, None, {"hidden": True})
            if canvas.is_hidden:
                sheet.hide()


def merge_xlsx(sheet: xlsxwriter.worksheet.Worksheet, canvas: Canvas) -> None:
    """Merge cells that are written already."""
    for top, left, bottom, right in canvas.merges:
        written = canvas.cells[top, left]
        sheet.merge_range(top, left, bottom, right, "")
        value = written.value
        if isinstance(value, str):
            sheet.write_string(top, left, value)
        else:
            sheet.write(top, left, value)


def write_text(canvas: Canvas, path: Path, coding: str, separator: str) -> None:
    """Write a text file as an office's spreadsheet exports it: CRLF, numbers and days as shown."""
    grid = [[""] * canvas.width for _ in range(canvas.height)]
    for (row, column), written in canvas.cells.items():
        grid[row][column] = written.shown
    lines = io.StringIO()
    csv.writer(lines, delimiter=separator).writerows(grid)
    path.write_bytes(lines.getvalue().encode(coding))


# Workbook format → who writes it. Tests add .xls and .ods, for which only they have a library.
WRITERS: dict[str, Callable[[Book, Path], None]] = {
    "xlsx": write_xlsx,
    "xml": write_xml,
    "xlsx_1904": lambda book, path: write_xlsx(book, path, is_1904=True),
}
