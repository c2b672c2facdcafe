"""A workbook of canvases → a file: .xlsx, .xls, .ods, or a text file in one of many codings."""

from __future__ import annotations

import csv
import importlib.util
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from zhen_analysis.sample.files import CREATED, DATE_FORMAT
from zhen_analysis.sample.mess.canvas import Book, Canvas
from zhen_analysis.sample.mess.written import DAY_ZERO, Written

DAY_ZERO_1904 = date(1904, 1, 1)
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # no archive may say when it was made
# Written by libraries that only the development environment has: left out where they are not.
WRITTEN_BY = {"xls": "xlwt", "ods": "odf"}
TEXTS = {
    "csv_gbk": ("gbk", ","),
    "csv_gb18030": ("gb18030", ","),
    "csv_utf8": ("utf-8", ","),
    "csv_bom": ("utf-8-sig", ","),
    "csv_utf16": ("utf-16", ","),
    "tsv_utf8": ("utf-8", "\t"),
    "tsv_gbk": ("gbk", "\t"),
}
SINGLE_SHEET = frozenset(TEXTS)


def installed(file_format: str) -> bool:
    """Tell whether files of a format can be written here."""
    library = WRITTEN_BY.get(file_format)
    return library is None or importlib.util.find_spec(library) is not None


def left_out() -> list[str]:
    """Return the formats that cannot be written here."""
    return [name for name in WRITTEN_BY if not installed(name)]


def write_book(book: Book, file_format: str, path: Path) -> None:
    """Write a workbook; a text file holds its first sheet."""
    if file_format in TEXTS:
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
        formats: dict[str, object] = {"": None}
        for canvas in book.canvases:
            sheet = workbook.add_worksheet(canvas.name)
            for (row, column), written in canvas.cells.items():
                if written.number_format not in formats:
                    formats[written.number_format] = workbook.add_format(
                        {"num_format": written.number_format}
                    )
                style = formats[written.number_format]
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


def as_stored(written: Written, is_1904: bool = False) -> object:
    """Return what a workbook stores of a cell: a day shown as a number is its serial number."""
    if isinstance(written.value, datetime) and written.number_format == "0":
        zero = DAY_ZERO_1904 if is_1904 else DAY_ZERO
        return (written.value.date() - zero).days
    return written.value


def write_xls(book: Book, path: Path) -> None:
    """Write an .xls, as WPS still saves by default."""
    import xlwt  # only the development environment has it

    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, object] = {}
    for canvas in book.canvases:
        sheet = workbook.add_sheet(canvas.name)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in canvas.merges}
        for (row, column), written in canvas.cells.items():
            value = as_stored(written)
            code = written.number_format or (DATE_FORMAT if isinstance(value, datetime) else "General")
            if code not in styles:
                styles[code] = xlwt.easyxf(num_format_str=code)
            if (row, column) in merged:
                bottom, right = merged[row, column]
                sheet.write_merge(row, bottom, column, right, value, styles[code])
            else:
                sheet.write(row, column, value, styles[code])
        for row in canvas.hidden_rows:
            sheet.row(row).hidden = True
        for column in canvas.hidden_columns:
            sheet.col(column).hidden = True
        if canvas.is_hidden:
            sheet.visibility = 1
    workbook.save(str(path))


def write_ods(book: Book, path: Path) -> None:
    """Write an .ods, cell by cell, merged ones covered."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    hiding = Style(name="hidden", family="table")
    hiding.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hiding)
    for canvas in book.canvases:
        table = Table(name=canvas.name, **({"stylename": hiding} if canvas.is_hidden else {}))
        for column in range(canvas.width):
            hidden = {"visibility": "collapse"} if column in canvas.hidden_columns else {}
            table.addElement(TableColumn(**hidden))
        spans = {(top, left): (bottom - top + 1, right - left + 1)
                 for top, left, bottom, right in canvas.merges}  # fmt: skip
        covered = {
            (row, column)
            for top, left, bottom, right in canvas.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        } - set(spans)
        for row in range(canvas.height):
            hidden = {"visibility": "collapse"} if row in canvas.hidden_rows else {}
            line = TableRow(**hidden)
            for column in range(canvas.width):
                if (row, column) in covered:
                    line.addElement(CoveredTableCell())
                    continue
                written = canvas.cells.get((row, column))
                rows, columns = spans.get((row, column), (1, 1))
                span = {"numberrowsspanned": rows, "numbercolumnsspanned": columns}
                made = TableCell(**(span if (row, column) in spans else {}), **ods_value(written))
                for part in written.shown.split("\n") if written else ():
                    made.addElement(P(text=part))
                line.addElement(made)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    path.write_bytes(without_times(stream.getvalue()))


def ods_value(written: Written | None) -> dict[str, str]:
    """Return the attributes that say what a cell holds."""
    value = as_stored(written) if written else None
    if isinstance(value, datetime):
        return {"valuetype": "date", "datevalue": f"{value:%Y-%m-%d}"}
    if isinstance(value, int | float):
        kind = "percentage" if written and "%" in written.number_format else "float"
        return {"valuetype": kind, "value": repr(float(value))}
    return {"valuetype": "string"} if value is not None else {}


def without_times(archive: bytes) -> bytes:
    """Return a zip archive whose parts do not say when they were made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            copy = zipfile.ZipInfo(part.filename, LONG_AGO)
            copy.compress_type = part.compress_type
            new.writestr(copy, old.read(part.filename))
    return stream.getvalue()


def write_text(canvas: Canvas, path: Path, coding: str, separator: str) -> None:
    """Write a text file as an office's spreadsheet exports it: CRLF, numbers and days as shown."""
    grid = [[""] * canvas.width for _ in range(canvas.height)]
    for (row, column), written in canvas.cells.items():
        grid[row][column] = written.shown
    lines = io.StringIO()
    csv.writer(lines, delimiter=separator).writerows(grid)
    path.write_bytes(lines.getvalue().encode(coding))


WRITERS: dict[str, Callable[[Book, Path], None]] = {
    "xlsx": write_xlsx,
    "xlsx_1904": lambda book, path: write_xlsx(book, path, is_1904=True),
    "xls": write_xls,
    "ods": write_ods,
}
