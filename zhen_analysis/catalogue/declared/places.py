"""Lines of ``villages.csv``, ``departments.csv`` and ``aliases.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import Code, Count, Day, Factor, Name


def day_faults(first: date | None, last: date | None) -> Iterator[Fault]:
    """A unit is called so from a day to a later one."""
    if first and last and first > last:
        yield Fault("valid_to", "lies before valid_from.")


@dataclass(frozen=True)
class Village(Declared):
    """A village, with what its figures are divided by."""

    code: Code
    name: Name
    group: str = ""
    households: Count | None = None
    population: Count | None = None
    grids: Count | None = None
    difficulty: Factor | None = None  # coefficient of its scores, 1 where none is given
    valid_from: Day | None = None
    valid_to: Day | None = None
    town: str = ""

    def faults(self) -> Iterator[Fault]:
        """Its name begins before it ends."""
        yield from day_faults(self.valid_from, self.valid_to)


@dataclass(frozen=True)
class Department(Declared):
    """An office of a town."""

    code: Code
    name: Name
    valid_from: Day | None = None
    valid_to: Day | None = None
    town: str = ""

    def faults(self) -> Iterator[Fault]:
        """Its name begins before it ends."""
        yield from day_faults(self.valid_from, self.valid_to)


@dataclass(frozen=True)
class Alias(Declared):
    """Another spelling of a unit."""

    alias: str
    code: str
    town: str = ""
