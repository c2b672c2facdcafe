"""Lines of ``calendar.csv`` and ``corrections.csv``: what a town says against what else holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic.dataclasses import dataclass

from zhen_analysis.base.period import is_month
from zhen_analysis.catalogue.declared.reading.form import NOT_IN_FILE, Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import Day, OneOf

PERIOD_FIELD = "period"  # of a correction that says what time a whole table is of


@dataclass(frozen=True)
class WorkingDay(Declared):
    """A day that is worked on, or not, whatever the public calendar says."""

    date: Day
    kind: Annotated[str, OneOf("workday", "holiday")]
    reason: str = ""


@dataclass(frozen=True)
class Correction(Declared):
    """What a cell reads, and what it is to be read as.

    ``kind``: error (a slip) or appeal (a village was heard). ``file`` and ``cell`` are hints. With
    ``field`` PERIOD_FIELD it is of a whole table, of a file and ``sheet``: what time it is of.
    ``row``: where the line stands in corrections.csv.
    """

    ledger: str
    field: str
    unit: str = ""
    date: Day | None = None
    written: str = ""
    value: str = ""
    kind: Annotated[str, OneOf("error", "appeal")] = "error"
    reason: str = ""
    by: str = ""
    on: Day | None = None
    file: str = ""
    cell: str = ""
    sheet: str = ""
    row: Annotated[int, NOT_IN_FILE] = 0

    def faults(self) -> Iterator[Fault]:
        """It says which cell it means, or which table, and what time that is of."""
        if self.field == PERIOD_FIELD:
            yield from self.period_faults()
        elif not self.written and not self.cell:
            yield Fault("written", "say what the cell reads; for an empty cell name the cell.")

    def period_faults(self) -> Iterator[Fault]:
        """It names the file of the table, and one month or several."""
        if not self.file:
            yield Fault("file", "name the file whose table it is of.")
        first, dots, last = (part.strip() for part in self.value.partition(".."))
        months = [first, last] if dots else [first]
        if not all(map(is_month, months)) or months != sorted(months):
            yield Fault("value", "must be a month (2026-08) or several (2026-01..2026-08).")
        if self.kind != "error":
            yield Fault("kind", "must be error: no village appeals against a title.")
