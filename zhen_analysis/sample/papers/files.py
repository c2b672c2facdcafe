"""A drawn sheet → an .xlsx workbook or a GBK text file, the same bytes every time."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter

from zhen_analysis.sample.papers.drawing import BANNER_ROWS, Drawing

CREATED = datetime(2022, 1, 1)  # workbooks state when they were made; ours must not differ
DATE_FORMAT = "yyyy/m/d"
WIDTHS = {"serial": 6, "unit": 14, "date": 11, "text": 18, "other": 14}


def write_xlsx(drawing: Drawing, path: Path) -> None:
    """Write the sheet with its merged title and headings."""
    # in_memory: else the archive would carry the file modes and time zone of this machine
    options = {"default_date_format": DATE_FORMAT, "in_memory": True}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet(drawing.sheet)
        title = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        heading = workbook.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        last = len(drawing.keys) - 1
        for row, text in enumerate(drawing.banner):
            sheet.merge_range(row, 0, row, last, text, title if row == 0 else None)
        for top, left, bottom, right, text in heading_boxes(drawing.headings):
            top, bottom = top + BANNER_ROWS, bottom + BANNER_ROWS
            if (top, left) == (bottom, right):
                sheet.write_string(top, left, text, heading)
            else:
                sheet.merge_range(top, left, bottom, right, text, heading)
        for column, key in enumerate(drawing.keys):
            sheet.set_column(column, column, WIDTHS.get(key, 10))
        write_cells(sheet, drawing)
        for row, cells in drawing.sums.items():
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
        if drawing.note:
            sheet.merge_range(drawing.note_row, 0, drawing.note_row, last, drawing.note)


def write_cells(sheet: xlsxwriter.worksheet.Worksheet, drawing: Drawing) -> None:
    """Write every line; text stays text, even where it looks like a number."""
    rows = drawing.rows.tolist()
    for column, cells in enumerate(drawing.cells):
        for row, cell in zip(rows, cells.tolist(), strict=True):
            if cell is None or cell != cell:
                continue
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, column, cell)
            else:
                sheet.write_number(row, column, cell)


def heading_boxes(headings: list[tuple[str, ...]]) -> list[tuple[int, int, int, int, str]]:
    """Return top, left, bottom, right and text of the boxes that headings of 1 or 2 rows fill."""
    boxes, left = [], 0
    for text, paths in groupby(headings, key=lambda path: path[0]):
        width = len(group := list(paths))
        bottoms = [path[-1] for path in group]
        if len(group[0]) == 1 or bottoms == [text]:
            boxes.append((0, left, len(group[0]) - 1, left, text))
        else:
            boxes.append((0, left, 0, left + width - 1, text))
            boxes += [(1, column, 1, column, word) for column, word in enumerate(bottoms, left)]
        left += width
    return boxes


def write_csv(drawing: Drawing, path: Path) -> None:
    """Write the sheet as an office's spreadsheet exports it: GBK, CRLF, dates as shown."""
    grid = [[""] * len(drawing.keys) for _ in range(drawing.note_row + bool(drawing.note))]
    for row, text in enumerate(drawing.banner):
        grid[row][0] = text
    for top, left, _, _, text in heading_boxes(drawing.headings):
        grid[top + BANNER_ROWS][left] = text
    for column, cells in enumerate(drawing.cells):
        for row, cell in zip(drawing.rows.tolist(), cells.tolist(), strict=True):
            grid[row][column] = show(cell)
    for row, sums in drawing.sums.items():
        grid[row] = [show(cell) for cell in sums]
    if drawing.note:
        grid[drawing.note_row][0] = drawing.note
    while not any(grid[-1]):
        grid.pop()
    lines = io.StringIO()
    csv.writer(lines).writerows(grid)
    path.write_bytes(lines.getvalue().encode("gbk"))


def show(cell: object) -> str:
    """Return a cell as a spreadsheet shows it."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
