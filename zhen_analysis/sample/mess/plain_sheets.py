"""Lines of a supervision ledger → a plain workbook as its office files it, and their addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from zhen_analysis.base.addresses import addresses
from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.sample.mess.writing.cell_words import say_quantities
from zhen_analysis.sample.papers.cells import person
from zhen_analysis.sample.papers.files import CREATED, DATE_FORMAT
from zhen_analysis.sample.papers.written import FORM_COLUMNS, PLAIN, Written

FIRST_LINE = 3  # from 0: title, filing line, headings
SHEET = "Sheet1"
WIDTHS = {"text": 24, "owner": 9, "opened": 11, "closed": 11, "date": 11}
PERSONAL_SHOWN = {"owner"}


def write_sheet(
    path: Path,
    ledger: Ledger,
    lines: pd.DataFrame,
    title: str,
    filed_by: str,
    filed_on: date,
    names: dict[str, str],
    habits: dict,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """Write a workbook with the ledger's columns in their order; the same lines, the same bytes.

    Parameters
    ----------
    lines : a column per field or item; a column that it lacks is left out, except persons, who are
        invented from the unit.
    rng : draws how quantities are spelled; without it they are plain numbers.

    Returns
    -------
    DataFrame
        One row per cell that is spelled otherwise: sheet, cell, column, form, written.
    """
    unusual = []
    columns = columns_shown(ledger, lines)
    options = {"default_date_format": DATE_FORMAT, "in_memory": True}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet(SHEET)
        bold = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = workbook.add_format({"bold": True, "border": 1, "align": "center"})
        last = len(columns) - 1
        told = f"{filed_on.year}年{filed_on.month}月{filed_on.day}日"
        clerk = person(filed_by, habits)
        sheet.merge_range(0, 0, 0, last, title, bold)
        line = f"填报单位：{filed_by}　填报人：{clerk}　填报日期：{told}"
        sheet.merge_range(1, 0, 1, last, line)
        for place, column in enumerate(columns):
            heading = f"{column.label}（{column.uom}）" if column.uom else column.label
            sheet.write_string(FIRST_LINE - 1, place, heading, head)
            sheet.set_column(place, place, WIDTHS.get(column.field, 10))
            cells = written(column, lines, names, habits)
            if rng is not None and column.uom:
                spelled = say_quantities(cells, column.uom, column.uom, habits, rng)
                unusual += told_forms(spelled, key_of(column, lines), place)
            else:
                spelled = [Written(value) for value in cells]
            for row, cell in enumerate(spelled, FIRST_LINE):
                style = {"num_format": cell.number_format} if cell.number_format else None
                write_cell(sheet, row, place, cell.value, style and workbook.add_format(style))
    return pd.DataFrame(unusual, columns=FORM_COLUMNS[1:])


def told_forms(cells: list[Written], key: str, place: int) -> list[tuple[str, ...]]:
    """Return sheet, address, column, form and text of the cells that are not plain."""
    where = addresses(range(FIRST_LINE + 1, FIRST_LINE + 1 + len(cells)), place)
    return [
        (SHEET, address, key, cell.form, cell.shown)
        for address, cell in zip(where, cells, strict=True)
        if cell.form != PLAIN
    ]


def columns_shown(ledger: Ledger, lines: pd.DataFrame) -> list[Column]:
    """Return the ledger's columns that the lines fill."""
    return [
        column
        for column in ledger.columns
        if key_of(column, lines) in lines or column.field in {"serial", *PERSONAL_SHOWN}
    ]


def key_of(column: Column, lines: pd.DataFrame) -> str:
    """Return the name of a ledger's column in the lines; done and due of an item have one each."""
    if column.field in {"done", "due"}:
        return f"{column.item}_{column.field}"
    if column.field == "deadline" and "limit" in lines:
        return "limit"
    if column.field == "value" and "value" in lines:
        return "value"
    return column.item or column.field


def written(column: Column, lines: pd.DataFrame, names: dict[str, str], habits: dict) -> list:
    """Return what stands in one column, line by line."""
    if column.field == "serial":
        return list(range(1, len(lines) + 1))
    if column.field in PERSONAL_SHOWN:
        return [person(f"{column.field}{unit}", habits) for unit in lines["unit"]]
    values = lines[key_of(column, lines)].tolist()
    return [names.get(value, value) for value in values] if column.field == "unit" else values


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    value: object,
    style: object = None,
) -> None:
    """Write one cell; what is missing stays empty."""
    if pd.isna(value):
        return
    write: Callable = sheet.write_number
    if isinstance(value, str):
        write = sheet.write_string
    elif isinstance(value, datetime):
        write = sheet.write_datetime
    write(row, place, value, style)


def case_cells(
    ledger: Ledger, lines: pd.DataFrame, field: str, item: str | None = None
) -> list[str]:
    """Return the address of each line's cell in the column of ``field``, of an item if given."""
    columns = columns_shown(ledger, lines)
    wanted = [(field, item)] if item else [(field, column.item) for column in columns]
    place = next(n for n, c in enumerate(columns) if (c.field, c.item) in wanted)
    return addresses(range(FIRST_LINE + 1, FIRST_LINE + 1 + len(lines)), place)
