"""Catalogue text → every breach of the catalogue's rules, each with file, row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.check.goals import goal_breaches
from zhen_analysis.catalogue.check.indicators import indicator_breaches
from zhen_analysis.catalogue.check.ledgers import ledger_breaches
from zhen_analysis.catalogue.check.schemes import scheme_breaches
from zhen_analysis.catalogue.check.town import town_breaches
from zhen_analysis.catalogue.check.units import alias_breaches, unit_breaches
from zhen_analysis.catalogue.check.words import word_breaches
from zhen_analysis.catalogue.declared.overrides import PERIOD_FIELD
from zhen_analysis.catalogue.headings import plain
from zhen_analysis.catalogue.stated import Stated, read_stated
from zhen_analysis.catalogue.written import Breach, Written, read_written


def check_catalogue(folder: Path | str) -> list[Breach]:
    """Return every breach of a catalogue folder, errors first; never raises for its content.

    Raises
    ------
    BadInput
        There is no such folder.
    """
    place = Path(folder)
    if not place.is_dir():
        raise BadInput(f"there is no folder {place}.", hint="A catalogue is a folder of files.")
    return sorted(find_breaches(read_written(place)), key=lambda breach: breach.severity)


def find_breaches(written: Written) -> list[Breach]:
    """Return every breach: files that cannot be read, their lines and tables, what they name."""
    stated, breaches = read_stated(written)
    return [*written.breaches, *breaches, *new_places(cross_breaches(stated), breaches)]


def cross_breaches(stated: Stated) -> Iterator[Breach]:
    """Check what no line or table of a file can tell by itself."""
    yield from town_breaches(stated)
    yield from word_breaches(stated)
    yield from ledger_breaches(stated)
    yield from unit_breaches(stated)
    yield from alias_breaches(stated)
    yield from indicator_breaches(stated)
    yield from scheme_breaches(stated)
    yield from goal_breaches(stated)
    yield from calendar_breaches(stated)
    yield from correction_breaches(stated)


def new_places(found: Iterator[Breach], told: list[Breach]) -> Iterator[Breach]:
    """Leave out what is said of a place of which is told already that it cannot be read."""
    places = {(breach.file, breach.row, breach.column) for breach in told}
    return (each for each in found if (each.file, each.row, each.column) not in places)


def calendar_breaches(stated: Stated) -> Iterator[Breach]:
    """Check that a day of the calendar is overridden once."""
    counts = Counter(row.says.date for row in stated.calendar)
    for row in stated.calendar:
        if counts[row.says.date] > 1:
            yield row.breach("date", "stands more than once.")


def correction_breaches(stated: Stated) -> Iterator[Breach]:
    """Check corrections.csv: known ledger and unit, and a field that is nobody's own affair."""
    units = {name for row in stated.units
             for name in (row.says.code, row.says.name)}  # fmt: skip
    units |= {row.says.alias for row in stated.aliases}
    personal = {
        code: {
            plain(name)
            for column in ledger.columns
            if column.personal
            for name in (column.field, column.name, *column.spellings)
            if name
        }
        for code, ledger in stated.ledgers_by_code.items()
    }
    for row in stated.corrections:
        if row.says.ledger not in stated.ledgers_by_code:
            yield row.breach("ledger", "is not the code of a ledger.")
        if row.says.field == PERIOD_FIELD:
            continue  # of a whole table
        if row.says.unit not in units:
            yield row.breach("unit", "is not a village or department by code, name or alias.")
        if row.says.field and plain(row.says.field) in personal.get(row.says.ledger, set()):
            yield row.breach("field", "a personal column is never read, so never corrected.")
