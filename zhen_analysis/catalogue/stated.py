"""A catalogue's text → what each file states, typed, and every breach of what it may state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from zhen_analysis.catalogue.declared.goal import Goal
from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.declared.ledger import Ledger
from zhen_analysis.catalogue.declared.overrides import Correction, WorkingDay
from zhen_analysis.catalogue.declared.places import Alias, Department, Village
from zhen_analysis.catalogue.declared.reading.form import Declared, keys_of
from zhen_analysis.catalogue.declared.reading.read import read_declared
from zhen_analysis.catalogue.declared.scheme_line import Counted, SchemeLine
from zhen_analysis.catalogue.declared.town import TownFile
from zhen_analysis.catalogue.declared.word import OwnWord
from zhen_analysis.catalogue.vocabulary.words import Words, words_of
from zhen_analysis.catalogue.written import SCHEME_TABLES, TABLES, Breach, Line, Written, scheme_of

Form = TypeVar("Form", bound=Declared)


@dataclass(frozen=True)
class Row(Generic[Form]):
    """A line of a table and what it says; what could not be read of it is None."""

    line: Line
    says: Form

    @property
    def place(self) -> str:
        """The file and row, as a message names another line."""
        return f"{self.line.file} row {self.line.row}"

    def breach(self, column: str, message: str, severity: str = "error") -> Breach:
        """Return a breach of this line."""
        return self.line.breach(column, message, severity)


@dataclass(frozen=True)
class Stated:
    """What a catalogue states.

    ``ledgers``: by file name. ``schemes``: how each scheme counts, by its code.
    """

    town: TownFile
    ledgers: dict[str, Ledger]
    villages: list[Row[Village]]
    departments: list[Row[Department]]
    aliases: list[Row[Alias]]
    indicators: list[Row[Indicator]]
    schemes: dict[str, list[Row[Counted]]]
    goals: list[Row[Goal]]
    words: list[Row[OwnWord]]
    calendar: list[Row[WorkingDay]]
    corrections: list[Row[Correction]]

    @property
    def units(self) -> list[Row[Village] | Row[Department]]:
        """Villages and departments."""
        return [*self.villages, *self.departments]

    @property
    def vocabulary(self) -> Words:
        """The words of the package and the town's own."""
        return words_of(tuple(row.says.row for row in self.words))

    @property
    def measured(self) -> dict[str, Indicator]:
        """What is measured, by its code."""
        return {row.says.indicator: row.says for row in self.indicators if row.says.indicator}

    @property
    def default_town(self) -> str:
        """The code of the town that a line means which names none: the first."""
        return next(iter(self.town.towns), "")

    @property
    def ledgers_by_code(self) -> dict[str, Ledger]:
        """The ledgers by their codes."""
        return {ledger.code: ledger for ledger in self.ledgers.values() if ledger.code}


def read_stated(written: Written) -> tuple[Stated, list[Breach]]:
    """Return what a catalogue states, and every breach within one table or line of a file."""
    breaches: list[Breach] = []
    town = read_file(TownFile, written.town, "town.toml", breaches)
    ledgers = {
        name: read_file(Ledger, entry, name, breaches) for name, entry in written.ledgers.items()
    }
    tables: dict[str, Any] = {
        name.removesuffix(".csv"): read_lines(form, written.tables[name], breaches)
        for name, form in TABLES.items()
    }
    schemes = {
        scheme_of(name): read_lines(SchemeLine, lines, breaches)
        for name, lines in written.tables.items()
        if name.startswith(SCHEME_TABLES)
    }
    return Stated(town, ledgers, schemes=schemes, **tables), breaches


def read_file(
    form: type[Form], entry: Mapping[str, Any], name: str, breaches: list[Breach]
) -> Form:
    """Read a parsed TOML file."""
    says, faults = read_declared(form, entry)
    for fault in faults:
        found = look_up(entry, fault.place) if fault.found is None else fault.found
        breaches.append(Breach(name, None, fault.place, found, fault.sentence, fault.severity))
    return says


def look_up(entry: Any, place: str) -> str:
    """Return what stands at ``columns[3].uom``; empty where nothing does."""
    for part in re.findall(r"[^.\[\]]+", place):
        is_list = isinstance(entry, list)
        entry = entry[int(part) - 1] if is_list else entry.get(part, "")
    return str(entry)


def read_lines(form: type[Form], lines: list[Line], breaches: list[Breach]) -> list[Row[Form]]:
    """Read the lines of a table; a blank cell says nothing."""
    known = set(keys_of(form))
    rows = []
    for line in lines:
        cells = {key: cell for key, cell in line.cells.items() if cell and key in known}
        says, faults = read_declared(form, cells)
        rows.append(Row(line, says))
        for fault in faults:
            if fault.place in line.cells or not keys_of(form)[fault.place].field.is_required():
                breaches.append(line.breach(fault.place, fault.sentence, fault.severity))
    return rows
