"""Scores → how far each rank moves when the weights are drawn anew around the declared ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.assess.indicators import ROOT, Tree, declare_indicators
from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.assess.scoring import given_scores, level_scores, total_scale

CONCENTRATION = 100.0  # a weight of 10 % then varies by about ±3 points (one standard deviation)
RANKS = ["rank", "median", "low", "high"]
RANK_TYPES = dict.fromkeys(RANKS, "Int64")
CHUNK = 2_000_000  # draws × units held at once


def rank_uncertainty(
    scores: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    draws: int = 10_000,
    concentration: float | None = None,
    level: float = 0.90,
    top: int = 3,
    bottom: int = 3,
    offset: pd.Series | None = None,
    decimals: int = 2,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of each unit's rank under other weights (权重变动区间).

    Weights of the scored indicators are drawn from Dirichlet(concentration × weight); see Saisana,
    Saltelli and Tarantola (2005), J. R. Stat. Soc. A 168(2). Work quantities are complete counts
    without sampling error, so this is no confidence interval. All rows are ranked together: call it
    group by group.

    Parameters
    ----------
    offset : points per unit that no weight touches (a bonus), indexed by unit.

    Returns
    -------
    DataFrame
        One row per unit: ``unit, rank, median, low, high`` (ranks; the middle ``level`` of the
        draws, and always the rank itself; NA where the total is unknown) and ``p_top, p_bottom``
        (shares of draws among the first ``top`` or last ``bottom``).
    """
    tree = declare_indicators(indicators)
    profile = weight_profile(scores, tree)
    everyone = pd.DataFrame({"unit": scores["unit"].unique()})
    if not profile.units:
        return everyone.reindex(columns=["unit", *RANKS, "p_top", "p_bottom"]).astype(RANK_TYPES)
    added = np.zeros(len(profile.units))
    if offset is not None:
        added = offset.reindex(profile.units).fillna(0).to_numpy()

    def totals_of(drawn: np.ndarray) -> np.ndarray:
        return round_half_up(profile.means(drawn, tree) * profile.scale + added, decimals)

    declared, units = profile.declared, profile.units
    parts = [
        ranks_both_ways(totals_of(drawn))
        for drawn in draw_weights(declared, draws, concentration or CONCENTRATION, seed, len(units))
    ]
    ranks, from_below = (np.vstack(side) for side in zip(*parts, strict=True))
    own, _ = ranks_both_ways(totals_of(declared[None, :]))
    tail = (1 - level) / 2
    low, median, high = np.quantile(ranks, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf")
    frame = pd.DataFrame(
        {
            "unit": units,
            "rank": own[0],
            "median": median,
            "low": np.minimum(low, own[0]),  # the declared weights are one of the possible ones
            "high": np.maximum(high, own[0]),
            "p_top": (ranks <= top).mean(axis=0),
            "p_bottom": (from_below <= bottom).mean(axis=0),
        }
    )
    return everyone.merge(frame, on="unit", how="left", validate="1:1").astype(RANK_TYPES)


@dataclass(frozen=True)
class Profile:
    """What drawn weights work on; every array is (units × indicators).

    Attributes
    ----------
    units, indicators : what rows and columns stand for; units without a known total are left out.
    declared : mean weight of each indicator in the total, adding up to 1.
    relative : each unit's own weight against the mean one; 0 where an indicator does not count.
    shares : of full marks.
    scale : full marks of each unit's total.
    """

    units: list[str]
    indicators: list[str]
    declared: np.ndarray
    relative: np.ndarray
    shares: np.ndarray
    scale: np.ndarray

    def means(self, drawn: np.ndarray, tree: Tree) -> np.ndarray:
        """Return (draws × units) totals from 0 to 1 under drawn weights of the indicators."""
        aggregates = tree.aggregates
        if "geometric" not in aggregates.values():
            return divide(drawn @ (self.relative * self.shares).T, drawn @ self.relative.T)
        branches = tree.branches
        sides = {
            code: (drawn[:, [place]] * self.relative[:, place], self.shares[:, place])
            for place, code in enumerate(self.indicators)
        }
        for depth in range(int(branches["depth"].max()), 0, -1):
            for parent, below in branches[branches["depth"] == depth].groupby("parent"):
                parts = [sides[code] for code in below.index if code in sides]
                if parts:
                    sides[parent] = weighted_mean(parts, aggregates[parent] == "geometric")
        return sides[ROOT][1]


def weight_profile(scores: pd.DataFrame, tree: Tree) -> Profile:
    """Return the units' own weights and shares, as the tree makes them.

    An indicator that does not count for a unit has weight 0 there, as in its own total. A unit
    whose total is unknown is left out: it is not ranked, and must not be in anybody's way.
    """
    given = given_scores(scores, tree)
    levels = level_scores(given, tree)
    is_total = levels["indicator"] == ROOT
    known = list(levels.loc[is_total & levels["share"].notna(), "unit"])
    leaves = levels[levels["indicator"].isin(given["indicator"]) & levels["unit"].isin(known)]
    held = leaves[leaves["total_weight"] > 0]
    codes = held["indicator"].unique()
    weights, shares = (
        held.pivot_table(index="unit", columns="indicator", values=side, aggfunc="first")
        .reindex(index=known, columns=codes)
        .fillna(0.0)
        .to_numpy()
        for side in ("total_weight", "share")
    )
    declared = weights.sum(axis=0) / max(len(known), 1)
    scale = given.assign(scale=total_scale(given, tree)).drop_duplicates("unit")
    return Profile(
        units=known,
        indicators=list(codes),
        declared=declared / declared.sum(),
        relative=weights / (declared / declared.sum()),
        shares=shares,
        scale=scale.set_index("unit")["scale"].reindex(known).to_numpy(),
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


def draw_weights(
    declared: np.ndarray, draws: int, concentration: float, seed: int, units: int
) -> Iterator[np.ndarray]:
    """Yield (some × indicators) drawn weights, as many at once as memory is meant to hold."""
    generator = np.random.default_rng(seed)
    at_once = max(1, CHUNK // max(units, 1))
    while draws > 0:
        yield generator.dirichlet(concentration * declared, size=min(draws, at_once))
        draws -= at_once


def ranks_both_ways(totals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (draws × units) ranks from the top and from the bottom, ties sharing the best."""
    table = pd.DataFrame(totals)
    from_top, from_bottom = (
        table.rank(axis=1, method="min", ascending=ascending).to_numpy("int32")
        for ascending in (False, True)
    )
    return from_top, from_bottom
