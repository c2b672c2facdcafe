"""Lines of ``calendar.csv`` and ``corrections.csv``: what a town says against what else holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import NOT_IN_FILE, Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import Day, OneOf


@dataclass(frozen=True)
class WorkingDay(Declared):
    """A day that is worked on, or not, whatever the public calendar says."""

    date: Day
    kind: Annotated[str, OneOf("workday", "holiday")]
    reason: str = ""


@dataclass(frozen=True)
class Correction(Declared):
    """What a cell reads, and what it is to be read as.

    ``kind``: error (a slip) or appeal (a village was heard). ``file`` and ``cell`` are hints.
    ``row``: where the line stands in corrections.csv.
    """

    ledger: str
    unit: str
    field: str
    date: Day | None = None
    written: str = ""
    value: str = ""
    kind: Annotated[str, OneOf("error", "appeal")] = "error"
    reason: str = ""
    by: str = ""
    on: Day | None = None
    file: str = ""
    cell: str = ""
    row: Annotated[int, NOT_IN_FILE] = 0

    def faults(self) -> Iterator[Fault]:
        """It says which cell it means."""
        if not self.written and not self.cell:
            yield Fault("written", "say what the cell reads; for an empty cell name the cell.")
