"""Catalogue text → every breach of the catalogue's rules, each with file, row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from zhen_analysis.catalogue.check.forms import is_date, plain
from zhen_analysis.catalogue.check.goals import goal_breaches
from zhen_analysis.catalogue.check.indicators import indicator_breaches
from zhen_analysis.catalogue.check.ledgers import ledger_breaches
from zhen_analysis.catalogue.check.town import town_breaches
from zhen_analysis.catalogue.check.units import alias_breaches, unit_breaches
from zhen_analysis.catalogue.toml_types import LEDGER_FORM, TOWN_FORM, settle_types
from zhen_analysis.catalogue.written import Breach, Line, Written, read_written


def check_catalogue(folder: Path) -> list[Breach]:
    """Return every breach of a catalogue folder, errors first; never raises for its content."""
    return sorted(find_breaches(read_written(folder)), key=lambda breach: breach.severity)


def find_breaches(written: Written) -> list[Breach]:
    """Return every breach, in reading order of the files."""
    wrong: list[Breach] = []
    written = replace(
        written,
        town=settle_types(written.town, TOWN_FORM, "town.toml", "", wrong),
        ledgers={
            name: settle_types(entry, LEDGER_FORM, name, "", wrong)
            for name, entry in written.ledgers.items()
        },
    )
    return [
        *written.breaches,
        *wrong,
        *town_breaches(written),
        *(
            breach
            for name, entry in written.ledgers.items()
            for breach in ledger_breaches(name, entry, written)
        ),
        *unit_breaches(written),
        *alias_breaches(written),
        *indicator_breaches(written),
        *goal_breaches(written),
        *calendar_breaches(written.tables["calendar.csv"]),
        *correction_breaches(written),
    ]


def calendar_breaches(lines: list[Line]) -> Iterator[Breach]:
    """Check the overrides of working days."""
    counts = Counter(line["date"] for line in lines)
    for line in lines:
        if not is_date(line["date"]):
            yield line.breach("date", "must be a date such as 2022-03-01.")
        if line["kind"] not in {"workday", "holiday"}:
            yield line.breach("kind", "must be workday or holiday.")
        if counts[line["date"]] > 1:
            yield line.breach("date", "stands more than once.")


def correction_breaches(written: Written) -> Iterator[Breach]:
    """Check corrections.csv: known ledger and unit, a field, a readable date, a known kind."""
    ledgers = {str(entry.get("code")) for entry in written.ledgers.values()}
    units = {
        line[column]
        for table, columns in {
            "villages.csv": ("code", "name"),
            "departments.csv": ("code", "name"),
            "aliases.csv": ("alias",),
        }.items()
        for line in written.tables[table]
        for column in columns
    }
    personal = {
        str(entry.get("code")): {
            plain(str(name))
            for column in entry.get("columns", [])
            if column.get("personal")
            for name in (column.get("field"), column.get("name"), *column.get("spellings", []))
        }
        for entry in written.ledgers.values()
    }
    for line in written.tables["corrections.csv"]:
        if line["ledger"] not in ledgers:
            yield line.breach("ledger", "is not the code of a ledger.")
        if line["unit"] not in units:
            yield line.breach("unit", "is not a village or department by code, name or alias.")
        if not line["field"]:
            yield line.breach("field", "name the item, field or heading to correct.")
        if plain(line["field"]) in personal.get(line["ledger"], set()):
            yield line.breach("field", "a personal column is never read, so never corrected.")
        if line["date"] and not is_date(line["date"]):
            yield line.breach("date", "must be a date such as 2022-03-01.")
        if line["kind"] not in {"", "error", "appeal"}:
            yield line.breach("kind", "must be error or appeal.")
        if not line["written"] and not line["cell"]:
            yield line.breach(
                "written", "say what the cell reads; for an empty cell name the cell."
            )
