"""Scores → the weight and the share of full marks of each indicator for each unit, as matrices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.noise import Cases, Noise, rates_of_cases, share_errors
from zhen_analysis.assess.scoring.indicators import ROOT, Tree, declare_indicators
from zhen_analysis.assess.scoring.scoring import (
    levels_of,
    node_factors,
    place_scores,
    scales_of,
)
from zhen_analysis.assess.scoring.tree import CONTEXT, PEERS, adjust
from zhen_analysis.base.errors import BadInput


@dataclass(frozen=True)
class Profile:
    """What drawn weights work on; every array is (units × indicators).

    Attributes
    ----------
    units, indicators : what rows and columns stand for; units without a known total are left out.
    group : number of each unit's group.
    weights : of each unit, adding up to 1; 0 where an indicator does not count.
    shares : of full marks.
    errors : standard errors of the shares; 0 where exact.
    totals : of full marks, as declared.
    scale : full marks of each unit's total.
    cases : place of an indicator whose rate is drawn → its cases.
    factors : column that a node's coefficient names → each unit's number.
    multiple : what the nodes above multiply each indicator's points by.
    """

    units: np.ndarray
    indicators: list[str]
    group: np.ndarray
    weights: np.ndarray
    shares: np.ndarray
    errors: np.ndarray
    totals: np.ndarray
    scale: np.ndarray
    cases: Mapping[int, Cases]
    factors: Mapping[str, np.ndarray]
    multiple: np.ndarray

    @cached_property
    def declared(self) -> np.ndarray:
        """Mean weight of each indicator in the total, adding up to 1."""
        means = self.weights.sum(axis=0) / max(len(self.units), 1)
        return means / means.sum()

    @cached_property
    def relative(self) -> np.ndarray:
        """Each unit's own weight against the mean one."""
        return self.weights / self.declared

    @cached_property
    def weighted(self) -> np.ndarray:
        """Each share times its relative weight."""
        return self.relative * self.shares

    def groups(self) -> Iterator[Profile]:
        """Yield each group's part, without the indicators that count for none of its units."""
        for number in np.unique(self.group) if len(self.units) else [0]:
            here = self.group == number
            held = np.flatnonzero((self.weights[here] > 0).any(axis=0))
            weights, shares, errors, multiple = (
                side[np.ix_(here, held)]
                for side in (self.weights, self.shares, self.errors, self.multiple)
            )
            yield Profile(
                units=self.units[here],
                indicators=[self.indicators[place] for place in held],
                group=self.group[here],
                weights=weights,
                shares=shares,
                errors=errors,
                totals=self.totals[here],
                scale=self.scale[here],
                cases={
                    new: self.cases[old].of(here)
                    for new, old in enumerate(held.tolist())
                    if old in self.cases
                },
                factors={column: numbers[here] for column, numbers in self.factors.items()},
                multiple=multiple,
            )

    @cached_property
    def noisy(self) -> list[int]:
        """Places of the indicators that chance can move."""
        with_error = np.flatnonzero((self.errors > 0).any(axis=0))
        return sorted({*with_error.tolist(), *self.cases})

    def means(self, drawn: np.ndarray, tree: Tree, noise: Noise) -> np.ndarray:
        """Return (draws × units) totals, of full marks, under drawn weights and drawn changes."""
        relative, aggregates = self.relative, tree.aggregates
        if tree.is_linear:
            points = drawn @ self.weighted.T
            for place, change in noise.items():
                points += drawn[:, [place]] * relative[:, place] * change
            return divide(points, drawn @ relative.T)
        branches = tree.branches
        sides = {
            code: (
                drawn[:, [place]] * relative[:, place],
                self.shares[:, place] + noise.get(place, 0.0),
            )
            for place, code in enumerate(self.indicators)
        }
        for depth in range(int(branches["depth"].max()), 0, -1):
            for parent, below in branches[branches["depth"] == depth].groupby("parent"):
                parts = [sides[code] for code in below.index if code in sides]
                if parts:
                    weight, mean = weighted_mean(parts, aggregates[parent] == "geometric")
                    share, _ = adjust(mean, tree.adjustments.get(str(parent)), self.factors)
                    sides[parent] = weight, share
        return sides[ROOT][1]


def weight_profile(
    scores: pd.DataFrame, indicators: pd.DataFrame | Tree, *, with_errors: bool = False
) -> Profile:
    """Return the units' own weights and shares, as the tree makes them.

    Shares are those of the indicators themselves; what nodes do to their results is done to each
    draw (``means``). An indicator that does not count for a unit has weight 0 there, as in its own
    total. A unit whose total is unknown is left out: it is not ranked, and must not be in anybody's
    way.
    """
    tree = declare_indicators(indicators)
    given, rows = place_scores(scores, tree)
    if rows.units["unit"].duplicated().any():
        twice = rows.units.loc[rows.units["unit"].duplicated(), "unit"].iloc[0]
        known = ", ".join(key for key in CONTEXT if key in rows.units) or "group"
        raise BadInput(
            f"unit {twice} is there more than once, by {known}.", hint="Choose one of them first."
        )
    levels = levels_of(given, rows, tree)
    known = ~np.isnan(levels.share[:, -1])
    weights = levels.total_weight[:, : len(rows.leaves)]
    errors = rows.spread(share_errors(scores, given) if with_errors else np.zeros(len(given)), 0.0)
    cases = rates_of_cases(scores, given, rows, tree) if with_errors else {}
    return Profile(
        units=rows.units["unit"].to_numpy()[known],
        indicators=list(rows.leaves),
        group=rows.among(PEERS)[known],
        weights=weights[known],
        shares=np.where(weights > 0, levels.share[:, : len(rows.leaves)], 0.0)[known],
        errors=np.where(weights > 0, errors, 0.0)[known],
        totals=levels.share[known, -1],
        scale=scales_of(given, rows, tree)[known],
        cases={place: each.of(known) for place, each in cases.items()},
        factors={
            column: numbers[known] for column, numbers in node_factors(given, rows, tree).items()
        },
        multiple=levels.multiple[known, : len(rows.leaves)],
    )


def divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return above / below; NaN where below is 0."""
    return above / np.where(below > 0, below, np.nan)


def weighted_mean(
    parts: list[tuple[np.ndarray, np.ndarray]], geometric: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weight and the value of a node from those of its parts."""
    weight = np.sum([part for part, _ in parts], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [
            np.where(part > 0, part * (np.log(value) if geometric else value), 0.0)
            for part, value in parts
        ]
    mean = divide(np.sum(terms, axis=0), weight)
    return weight, np.exp(mean) if geometric else mean
