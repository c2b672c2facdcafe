"""Scores → weights and shares of each indicator for each unit, and what of them may be drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.draws.cases import rates_of_cases
from zhen_analysis.assess.firmness.draws.marks import marks_of
from zhen_analysis.assess.firmness.draws.unmeasured import Unmeasured
from zhen_analysis.assess.scoring.indicators import ROOT, Tree, declare_indicators
from zhen_analysis.assess.scoring.scoring import (
    levels_of,
    node_factors,
    place_scores,
    scales_of,
)
from zhen_analysis.assess.scoring.tree import CONTEXT, PEERS, Levels, Rows, adjust, climb
from zhen_analysis.base.errors import BadInput

WEIGHTS, CASES, MARKS, UNMEASURED = "weights", "cases", "marks", "unmeasured"
SOURCES = (WEIGHTS, CASES, MARKS, UNMEASURED)  # of what is not certain in a rank
DATA = frozenset(SOURCES) - {WEIGHTS}
Changes: TypeAlias = Mapping[int, np.ndarray]  # indicator → (draws × units) changes of its shares


class Drawn(Protocol):
    """One indicator's shares that might have been others."""

    @property
    def moves(self) -> bool:
        """Whether there is anything to draw."""

    def of(self, units: np.ndarray) -> Drawn:
        """Return the part of some units."""

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Return (draws × units) changes of the shares."""


@dataclass(frozen=True)
class Profile:
    """What drawn weights work on; every array is (units × indicators).

    Attributes
    ----------
    units, indicators : what rows and columns stand for; units without a known total are left out.
    group : number of each unit's group.
    weights : of each unit, adding up to 1; 0 where an indicator does not count.
    shares : of full marks.
    totals : of full marks, as declared.
    scale : full marks of each unit's total.
    drawn : source → place of an indicator → what it may be drawn from.
    unknown : which units have a mark that counts, of which nobody knows how far it strays.
    factors : column that a node's coefficient names → each unit's number.
    multiple : what the nodes above multiply each indicator's points by.
    """

    units: np.ndarray
    indicators: list[str]
    group: np.ndarray
    weights: np.ndarray
    shares: np.ndarray
    totals: np.ndarray
    scale: np.ndarray
    drawn: Mapping[str, Mapping[int, Drawn]]
    unknown: np.ndarray
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
        """Yield each group's part, without the indicators that count for none of its units.

        Units and indicators come in the order of their codes, so that no draw depends on how the
        tables were sorted.
        """
        columns = np.argsort(np.array(self.indicators, dtype="str"), kind="stable")
        for number in np.unique(self.group) if len(self.units) else [0]:
            here = np.flatnonzero(self.group == number)
            here = here[np.argsort(self.units[here].astype("str"), kind="stable")]
            held = columns[(self.weights[np.ix_(here, columns)] > 0).any(axis=0)]
            weights, shares, multiple = (
                side[np.ix_(here, held)] for side in (self.weights, self.shares, self.multiple)
            )
            yield Profile(
                units=self.units[here],
                indicators=[self.indicators[place] for place in held],
                group=self.group[here],
                weights=weights,
                shares=shares,
                totals=self.totals[here],
                scale=self.scale[here],
                drawn={
                    source: {
                        new: part
                        for new, old in enumerate(held.tolist())
                        if old in drawn and (part := drawn[old].of(here)).moves
                    }
                    for source, drawn in self.drawn.items()
                },
                unknown=self.unknown[here],
                factors={column: numbers[here] for column, numbers in self.factors.items()},
                multiple=multiple,
            )

    def means(self, drawn: np.ndarray, tree: Tree, changes: Changes) -> np.ndarray:
        """Return (draws × units) totals, of full marks, under drawn weights and drawn changes."""
        relative, aggregates = self.relative, tree.aggregates
        if tree.is_linear:
            points = drawn @ self.weighted.T
            for place, change in changes.items():
                points += drawn[:, [place]] * relative[:, place] * change
            return divide(points, drawn @ relative.T)
        branches = tree.branches
        sides = {
            code: (
                drawn[:, [place]] * relative[:, place],
                self.shares[:, place] + changes.get(place, 0.0),
            )
            for place, code in enumerate(self.indicators)
        }
        for depth in range(int(branches["depth"].max()), 0, -1):
            for parent, below in branches[branches["depth"] == depth].groupby("parent"):
                parts = [sides[code] for code in sorted(below.index) if code in sides]
                if parts:
                    weight, mean = weighted_mean(parts, aggregates[parent] == "geometric")
                    share, _ = adjust(mean, tree.adjustments.get(str(parent)), self.factors)
                    sides[parent] = weight, share
        return sides[ROOT][1]


def weight_profile(
    scores: pd.DataFrame, indicators: pd.DataFrame | Tree, sources: Collection[str] = ()
) -> Profile:
    """Return the units' own weights and shares, as the tree makes them.

    Shares are those of the indicators themselves; what nodes do to their results is done to each
    draw (``means``). A unit whose total is unknown is left out: it is not ranked, and must not be
    in anybody's way. An indicator that does not count for a unit has weight 0 there, as in its own
    total.

    Parameters
    ----------
    sources : what is to be drawn. Where that is what was not measured, an indicator that counts
        for any unit of a group has its weight for all of them.
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
    group = rows.among(PEERS)
    own = leaf_weights(levels, rows)
    shares = np.where(own > 0, levels.share[:, : len(rows.leaves)], 0.0)
    drawn: dict[str, dict[int, Drawn]] = {source: {} for source in SOURCES if source in sources}
    unknown = np.zeros(own.shape, dtype=bool)
    if CASES in sources:
        drawn[CASES].update(rates_of_cases(scores, given, rows, tree))
    if MARKS in sources:
        marks, unknown = marks_of(scores, given, rows, tree, shares)
        unknown &= own > 0
        drawn[MARKS].update(marks)
    weights = own
    if UNMEASURED in sources:
        weights = complete_weights(levels, rows, group, known, own)
        is_open = (weights > 0) & (own == 0) | unknown  # nobody's rank rests on what none knows
        drawn[UNMEASURED].update(in_the_dark(shares, is_open, own > 0))
    factors = node_factors(given, rows, tree)
    return Profile(
        units=rows.units["unit"].to_numpy()[known],
        indicators=list(rows.leaves),
        group=group[known],
        weights=weights[known],
        shares=shares[known],
        totals=levels.share[known, -1],
        scale=scales_of(given, rows, tree)[known],
        drawn={
            source: {place: each.of(np.flatnonzero(known)) for place, each in parts.items()}
            for source, parts in drawn.items()
        },
        unknown=unknown[known].any(axis=1),
        factors={column: numbers[known] for column, numbers in factors.items()},
        multiple=levels.multiple[known, : len(rows.leaves)],
    )


def leaf_weights(levels: Levels, rows: Rows) -> np.ndarray:
    """Return (units × indicators) shares of the total."""
    return levels.total_weight[:, : len(rows.leaves)]


def complete_weights(
    levels: Levels, rows: Rows, group: np.ndarray, known: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Return the weights that units have if what counts for one of a group counts for all."""
    held = np.zeros((group.max(initial=-1) + 1, own.shape[1]), dtype=bool)
    np.logical_or.at(held, group[known], own[known] > 0)
    share = levels.share[:, : own.shape[1]]
    factors = dict.fromkeys(levels.tree.coefficients, np.ones(len(group)))  # move no weight
    return leaf_weights(climb(share, held[group], held[group], levels.tree, factors), rows)


def in_the_dark(shares: np.ndarray, is_open: np.ndarray, known: np.ndarray) -> dict[int, Drawn]:
    """Return, by place, the indicators that some units have no measured share of."""
    return {
        int(place): Unmeasured(shares[:, place], is_open[:, place],
                               known[:, place] & ~is_open[:, place])
        for place in np.flatnonzero(is_open.any(axis=0))
    }  # fmt: skip


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
