"""A catalogue, habits and a seed → everything that the steps of one town's sample look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Catalogue
from zhen_analysis.sample.chance import around, stream

USUAL_HOUSEHOLDS = 380.0  # of a village whose households the catalogue does not know
DILIGENCE_SPREAD = 0.5
DILIGENCE_RANGE = (0.35, 1.7)


@dataclass(frozen=True)
class Setting:
    """What is to be generated for one town.

    Attributes
    ----------
    totals : ledger → item → what its lines of all months must add up to; empty: no matter.
    silent : (ledger, period, unit) that never file, and so do nothing that counts.
    """

    catalogue: Catalogue
    town: str
    months: list[Month]
    seed: int
    habits: dict
    totals: Mapping[str, Mapping[str, int]]
    silent: frozenset[tuple[str, str, str]] = frozenset()

    def rng(self, *labels: object) -> np.random.Generator:
        """Return the draws that belong to this town and ``labels``."""
        return stream(self.seed, self.town, *labels)

    def share(self, name: str) -> float:
        """Return a declared share."""
        return self.habits["shares"][name]

    @property
    def town_name(self) -> str:
        """The town's printed name."""
        return self.catalogue.towns[self.town].name

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → name of the town's villages and departments, and of the town."""
        return self.catalogue.unit_names(self.town)

    @cached_property
    def aliases(self) -> dict[str, list[str]]:
        """Code → other spellings of its name."""
        aliases = self.catalogue.aliases
        here = aliases[aliases["town"] == self.town]
        return here.groupby("unit")["alias"].agg(list).to_dict()

    @cached_property
    def former(self) -> dict[str, list[str]]:
        """Code → the names that a village had before it was renamed."""
        units = self.catalogue.units
        old = units[(units["town"] == self.town) & units["unit"].isin(self.villages["unit"])]
        old = old[old["name"] != old["unit"].map(self.names)]
        return old.groupby("unit")["name"].agg(list).to_dict()

    @cached_property
    def gone(self) -> list[str]:
        """Names of villages that are no more."""
        units = self.catalogue.units
        here = units[(units["town"] == self.town) & (units["level"] == "village")]
        return here.loc[~here["unit"].isin(self.villages["unit"]), "name"].tolist()

    @cached_property
    def spellings(self) -> set[str]:
        """Every name and other spelling of the town's units."""
        return {
            *self.names.values(),
            *(alias for known in self.aliases.values() for alias in known),
        }

    @cached_property
    def groups(self) -> dict[str, str]:
        """Code → group of the town's villages."""
        return dict(zip(self.villages["unit"], self.villages["group"], strict=True))

    @cached_property
    def villages(self) -> pd.DataFrame:
        """One row per village: unit, group, households, grids and an unseen diligence."""
        units = self.catalogue.units
        here = units[(units["town"] == self.town) & (units["level"] == "village")]
        # One that was renamed has a line for each of its names, one that is gone counts no more.
        ended = here["valid_to"] < pd.Timestamp(self.months[0].first_day)
        villages = here[~ended].drop_duplicates("unit", keep="last")
        diligence = around(self.rng("diligence"), len(villages), DILIGENCE_SPREAD)
        return pd.DataFrame(
            {
                "unit": villages["unit"].astype(object),
                "group": villages["group"].astype(object),
                "households": villages["households"].astype(float).fillna(USUAL_HOUSEHOLDS),
                "grids": villages["grids"].astype(int),
                "diligence": diligence.clip(*DILIGENCE_RANGE),
            }
        ).reset_index(drop=True)
