"""Sheets drawn as an odd clerk files them, beside what must be read of them and what told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from drawing import sheet

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.layout.layout_doubts import structure_issues
from zhen_analysis.intake.records.cleaning import clean_block
from zhen_analysis.intake.records.column_sums import total_issues

CATALOGUE = load_catalogue(bundled("catalogue"))
MARCH = Month(2022, 3)
HERE = TownPeriod(CATALOGUE, "shili", MARCH)
BOOKS = {level: name_book(HERE, level) for level in ("village", "department")}
NAMES = {code: name for book in BOOKS.values() for name, code in book.names.items()}


@dataclass
class Odd:
    """A drawn sheet, its records (unit, item, value, cell) and the checks told (check, cell)."""

    drawing: str
    records: str
    told: str = ""
    place: dict = field(default_factory=dict)


def read(odd):
    """Return the records and the issues of all tables of a drawn sheet."""
    drawn = sheet(odd.drawing, **odd.place)
    drawn.grid[:] = [[text.replace("\\n", "\n") for text in row] for row in drawn.grid]

    def knows_unit(text):
        return frozenset(level for level, book in BOOKS.items() if book.find(text) is not None)

    found = find_layout(drawn, CATALOGUE.ledgers.values(), knows_unit)
    assert found.count_cells()["read"] == int(found.sheet.filled.sum())
    outside = [*found.outside_cells()]
    cleaned = [clean_block(b, BOOKS[b.ledger.level], MARCH, outside=outside) for b in found.blocks]
    issues = [issue for part in cleaned for issue in part.issues]
    issues += structure_issues(found)
    issues += [i for block in found.blocks for i in total_issues(block, found.blocks)]
    parts = [part.records for part in cleaned]
    return (pd.concat(parts) if parts else pd.DataFrame()), issues


def lines(text):
    return sorted(line.strip() for line in text.strip().splitlines() if line.strip())


def told_record(record):
    if record.shape == "case":
        days = [f"{day:%m-%d}" for day in (record.opened, record.closed) if pd.notna(day)]
        return " ".join([NAMES[record.unit], record.ledger, record.case, *days, record.cell])
    value = "NA" if pd.isna(record.value) else f"{record.value:g}"
    amount = f"{record.done:g}/{record.due:g}" if record.shape == "coverage" else value
    day = "" if pd.isna(record.date) else f"{record.date:%m-%d}"
    said = [NAMES[record.unit], record.item, amount, day, text_of(record.checker), record.cell]
    return " ".join(part for part in said if part)


def text_of(value):
    return "" if pd.isna(value) else str(value)


def assert_read(odd):
    records, issues = read(odd)
    assert sorted(map(told_record, records.itertuples())) == lines(odd.records)
    assert sorted(f"{i['check']} {i['cell']}".strip() for i in issues) == lines(odd.told)
    return issues
