"""A catalogue, a town and a period, which travel together → the units and names of that time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import pandas as pd

from zhen_analysis.base.period import Period
from zhen_analysis.catalogue.model import Catalogue

P = TypeVar("P", bound=Period, covariant=True)
Q = TypeVar("Q", bound=Period)


@dataclass(frozen=True)
class TownPeriod(Generic[P]):
    """A town in a period, and what it counts and how."""

    catalogue: Catalogue
    town: str
    period: P

    @property
    def town_name(self) -> str:
        """The town's printed name."""
        return self.catalogue.towns[self.town].name

    def at(self, period: Q) -> TownPeriod[Q]:
        """Return the same town in another period."""
        return TownPeriod(self.catalogue, self.town, period)

    def units(self, level: str | None = None) -> pd.DataFrame:
        """Return the town's units that exist in the period, in catalogue order."""
        return self.catalogue.units_in(self.town, self.period, level)

    @property
    def unit_names(self) -> dict[str, str]:
        """Code → printed name in the period of every unit, the town itself included."""
        return self.catalogue.unit_names(self.town, self.period)

    def unit_name(self, unit: str) -> str:
        """Return the printed name of a unit; the code where it has none."""
        return self.unit_names.get(unit, unit)
