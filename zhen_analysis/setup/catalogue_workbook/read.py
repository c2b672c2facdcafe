"""A workbook as a clerk sends it back → the rows of its sheets, and what is wrong with its form."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.headings import plain
from zhen_analysis.catalogue.written import Breach
from zhen_analysis.intake.files.sheets import Sheet, read_file
from zhen_analysis.setup.catalogue_workbook.cells import show, take, take_text
from zhen_analysis.setup.catalogue_workbook.rows import Row, Rows
from zhen_analysis.setup.catalogue_workbook.sheets import Field, SheetForm, sheet_forms
from zhen_analysis.setup.catalogue_workbook.write import LISTS_SHEET, NOTES_SHEET


def read_rows(path: Path) -> tuple[Rows, list[Breach]]:
    """Read every sheet of the workbook; raises BadInput where it cannot be opened at all."""
    if not path.is_file():
        raise BadInput(f"no file {path}.", hint="Name the workbook that was edited.")
    raw = read_file(path, path.name)
    if raw.reason:
        raise BadInput(raw.reason, file=path.name)
    sheets = {plain(sheet.name): sheet for sheet in raw.sheets}
    rows: Rows = {}
    breaches: list[Breach] = []
    for key, form in sheet_forms().items():
        sheet = sheets.pop(plain(form.name), None)
        if sheet is None:
            breaches.append(Breach(form.name, None, "", "", "缺少这张工作表。"))
        rows[key] = [] if sheet is None else read_sheet(sheet, form, breaches)
    for name in {plain(NOTES_SHEET), plain(LISTS_SHEET)}:
        sheets.pop(name, None)
    for sheet in sheets.values():
        if sheet.filled.any():
            message = "不是目录的工作表，没有读取。"
            breaches.append(Breach(sheet.name, None, "", "", message, "warning"))
    return rows, breaches


def read_sheet(sheet: Sheet, form: SheetForm, breaches: list[Breach]) -> list[Row]:
    """Read one sheet's rows, blank ones left out; every heading must stand in the first row."""
    columns = find_columns(sheet, form, breaches)
    rows = []
    for place in np.flatnonzero(sheet.filled.any(axis=1)):
        if place == 0:
            continue
        cells = {
            each.key: settle(str(sheet.grid[place, column]), each)
            for column, each in columns.items()
        }
        row = Row(int(place) + 1, {each.key: cells.get(each.key, "") for each in form.fields})
        rows.append(row)
        for column in np.flatnonzero(sheet.filled[place]):
            if column not in columns:
                found = str(sheet.grid[place, column])
                message = f"第{column + 1}列没有列名，里面却有内容。"
                breaches.append(Breach(form.name, row.number, "", found, message))
    return rows


def find_columns(sheet: Sheet, form: SheetForm, breaches: list[Breach]) -> dict[int, Field]:
    """Return which column of the sheet is which; a heading that is missing or new is a breach."""
    known = {plain(each.heading): each for each in form.fields}
    columns: dict[int, Field] = {}
    for column, text in enumerate(sheet.grid[0] if len(sheet.grid) else []):
        each = known.get(plain(str(text)))
        if each is not None and each not in columns.values():
            columns[column] = each
        elif text:
            problem = "重复的列名。" if each else "不认识的列名。"
            breaches.append(Breach(form.name, 1, str(text), str(text), problem))
    for each in form.fields:
        if each not in columns.values():
            breaches.append(Breach(form.name, 1, each.heading, "", "缺少这一列，第一行应有列名。"))
    return columns


def settle(text: str, field: Field) -> str:
    """Return a cell as the workbook would write it: 2022/3/1 is 2022-03-01, TRUE is 是.

    So two ways of writing the same are no change; what cannot be read stays as it is.
    """
    try:
        value = take(text, field)
    except ValueError:
        return text
    return show(value if field.kind in {"flag", "list", "marks"} else take_text(text, field), field)
