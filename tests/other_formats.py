"""A workbook of canvases → an .xls or .ods, by libraries that only tests have.

What `conftest.py` adds to the formats in which a messy sample files its workbooks.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from zhen_analysis.sample.papers.canvas import Book
from zhen_analysis.sample.papers.files import DATE_FORMAT
from zhen_analysis.sample.papers.written import Written, as_stored

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # no archive may say when it was made


def write_xls(book: Book, path: Path) -> None:
    """Write an .xls, as WPS still saves by default."""
    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[tuple[str, bool], object] = {}
    for canvas in book.canvases:
        sheet = workbook.add_sheet(canvas.name)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in canvas.merges}
        for (row, column), written in canvas.cells.items():
            value = as_stored(written)
            code = written.number_format or (
                DATE_FORMAT if isinstance(value, datetime) else "General"
            )
            look = code, row in canvas.struck_rows
            if look not in styles:
                struck = "font: struck_out on" if look[1] else ""
                styles[look] = xlwt.easyxf(struck, num_format_str=code)
            if (row, column) in merged:
                bottom, right = merged[row, column]
                sheet.write_merge(row, bottom, column, right, value, styles[look])
            else:
                sheet.write(row, column, value, styles[look])
        for row in canvas.hidden_rows:
            sheet.row(row).hidden = True
        for column in canvas.hidden_columns:
            sheet.col(column).hidden = True
        if canvas.is_hidden:
            sheet.visibility = 1
    workbook.save(str(path))


def write_ods(book: Book, path: Path) -> None:
    """Write an .ods, cell by cell, merged ones covered."""
    document = OpenDocumentSpreadsheet()
    hiding = Style(name="hidden", family="table")
    hiding.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hiding)
    striking = Style(name="struck", family="table-cell")
    striking.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(striking)
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
                struck = {"stylename": striking} if row in canvas.struck_rows else {}
                merged = span if (row, column) in spans else {}
                made = TableCell(**merged, **struck, **ods_value(written))
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
