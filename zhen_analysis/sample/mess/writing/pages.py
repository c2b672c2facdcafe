"""A workbook of canvases → what web systems export under the name of a workbook: a page, or XML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path

from zhen_analysis.sample.papers.canvas import Book, Canvas
from zhen_analysis.sample.papers.written import as_stored

SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"
STYLE = '<Style ss:ID="s{0}">{1}{2}</Style>'
NUMBER_FORMAT = '<NumberFormat ss:Format="{0}"/>'
STRUCK = '<Font ss:StrikeThrough="1"/>'


def write_page(book: Book, path: Path) -> None:
    """Write the first sheet as a page with one table, merged cells as spans."""
    canvas = book.canvases[0]
    spans, covered = merged(canvas)
    rows = []
    for row in range(canvas.height):
        cells = []
        for column in range(canvas.width):
            if (row, column) in covered:
                continue
            high, wide = spans.get((row, column), (1, 1))
            written = canvas.cells.get((row, column))
            said = escape(written.shown).replace("\n", "<br>") if written else "&nbsp;"
            said = f"<s>{said}</s>" if row in canvas.struck_rows else said
            cells.append(f'<td rowspan="{high}" colspan="{wide}">{said}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>\r\n")
    table = f"<table>{''.join(rows)}</table>"
    page = f'<html><head><meta charset="gb2312"></head><body>{table}</body></html>'
    path.write_bytes(page.encode("gb18030"))


def merged(canvas: Canvas) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Return how far merged cells reach, and which cells they cover."""
    spans, covered = {}, set()
    for top, left, bottom, right in canvas.merges:
        spans[top, left] = bottom - top + 1, right - left + 1
        covered |= {(row, column) for row in range(top, bottom + 1)
                    for column in range(left, right + 1)} - {(top, left)}  # fmt: skip
    return spans, covered


def write_xml(book: Book, path: Path) -> None:
    """Write a workbook in the XML of Excel 2003, each number format a style."""
    looks = sorted({
        (written.number_format, row in canvas.struck_rows)
        for canvas in book.canvases for (row, _), written in canvas.cells.items()
    })  # fmt: skip
    styles = {look: number for number, look in enumerate(looks, 1)}
    drawn = "".join(
        STYLE.format(number, NUMBER_FORMAT.format(escape(code)) if code else "", STRUCK * is_struck)
        for (code, is_struck), number in styles.items()
    )
    sheets = "".join(xml_sheet(canvas, styles) for canvas in book.canvases)
    path.write_text(
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SHEETS}"'
        f' xmlns:ss="{SHEETS}"><Styles>{drawn}</Styles>{sheets}</Workbook>',
        encoding="utf-8",
    )


def xml_sheet(canvas: Canvas, styles: dict[tuple[str, bool], int]) -> str:
    """Return one sheet."""
    columns = "".join(
        f'<Column ss:Index="{column + 1}" ss:Hidden="1"/>'
        for column in sorted(canvas.hidden_columns)
    )
    visible = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    table = f"<Table>{columns}{''.join(xml_rows(canvas, styles))}</Table>"
    options = visible if canvas.is_hidden else ""
    return f'<Worksheet ss:Name="{escape(canvas.name)}">{table}{options}</Worksheet>'


def xml_rows(canvas: Canvas, styles: dict[tuple[str, bool], int]) -> Iterator[str]:
    """Yield the rows that hold anything."""
    spans, _ = merged(canvas)
    for row in sorted({row for row, _ in canvas.cells}):
        hidden = ' ss:Hidden="1"' if row in canvas.hidden_rows else ""
        cells = []
        for column in sorted(column for other, column in canvas.cells if other == row):
            written = canvas.cells[row, column]
            high, wide = spans.get((row, column), (1, 1))
            span = f' ss:MergeDown="{high - 1}"' * (high > 1)
            span += f' ss:MergeAcross="{wide - 1}"' * (wide > 1)
            style = f' ss:StyleID="s{styles[written.number_format, row in canvas.struck_rows]}"'
            data = xml_data(as_stored(written))
            cells.append(f'<Cell ss:Index="{column + 1}"{style}{span}>{data}</Cell>')
        yield f'<Row ss:Index="{row + 1}"{hidden}>{"".join(cells)}</Row>\n'


def xml_data(value: object) -> str:
    """Return a cell's value with its type."""
    if isinstance(value, datetime):
        kind, said = "DateTime", value.isoformat(timespec="milliseconds")
    elif isinstance(value, int | float):
        kind, said = "Number", repr(value)
    else:
        kind, said = "String", escape(str(value)).replace("\n", "&#10;")
    return f'<Data ss:Type="{kind}">{said}</Data>'
