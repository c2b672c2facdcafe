"""The script that offices write today: openpyxl, then Python row by row; gives the same records.

It is given what makes the task fair: the same readers for single cells, the same catalogue. What it
lacks is columns: it calls them once per cell.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from zhen_analysis.intake.cells.heading_units import heading_unit

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Ledger
from zhen_analysis.catalogue.headings import plain
from zhen_analysis.intake.cells.dates import read_date
from zhen_analysis.intake.cells.quantities import read_quantity
from zhen_analysis.intake.cells.units_named import NameBook


def read_records(path: Path, ledger: Ledger, book: NameBook, month: Month) -> pd.DataFrame:
    """Return unit, date, item and value of every quantity in one workbook."""
    sheet = pd.read_excel(path, header=None, dtype=object, engine="openpyxl").fillna("")
    sheet = sheet.map(lambda cell: str(cell).removesuffix(" 00:00:00").strip())
    spellings = {plain(text): column for column in ledger.columns for text in column.spellings}
    start = next(
        row for row in range(len(sheet)) if sum(known(x, spellings) for x in sheet.loc[row]) >= 2
    )
    columns, body = match_columns(sheet, start, spellings)
    rows = sheet.loc[body:].apply(lambda row: read_row(row, columns, book, month), axis=1)
    return pd.DataFrame([record for records in rows for record in records])


def known(text: str, spellings: dict) -> bool:
    """Tell whether a text is a declared heading."""
    return plain(heading_unit(text)[0]) in spellings


def match_columns(sheet: pd.DataFrame, start: int, spellings: dict) -> tuple[dict, int]:
    """Return sheet column → (declared column, unit in its heading), and the first body row."""
    upper, lower = sheet.loc[start].tolist(), sheet.loc[start + 1].tolist()
    two_rows = any(not above and below for above, below in zip(upper, lower, strict=True))
    columns, above = {}, ""
    for index, text in enumerate(upper):
        above = text or above
        below = lower[index] if two_rows else ""
        for label in (above + below, below or above):
            words, uom = heading_unit(label)
            if plain(words) in spellings:
                columns[index] = (spellings[plain(words)], uom or heading_unit(below)[1])
                break
    return columns, start + (2 if two_rows else 1)


def read_row(row: pd.Series, columns: dict, book: NameBook, month: Month) -> list[dict]:
    """Return the records of one line."""
    by_field = {column.field: row[index] for index, (column, _) in columns.items()}
    unit = book.find(by_field["unit"]) if by_field["unit"] else None
    if unit is None:
        return []
    day, _ = read_date(by_field.get("date", ""), month)
    records = []
    for index, (column, uom) in columns.items():
        if column.field == "value" and row[index]:
            value, _, problem = read_quantity(row[index], column.uom, uom)
            value = None if problem == "negative" or (value or 0) < 0 else value
            records.append({"unit": unit, "date": day, "item": column.item, "value": value})
    return records
