"""Scores → how far each rank moves when the weights are drawn anew around the declared ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.assess.scoring import KEYS, level_scores, total_scale

CONCENTRATION = 100.0  # a weight of 10 % then varies by about ±3 points (one standard deviation)
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
        draws) and ``p_top, p_bottom`` (shares of draws among the first ``top`` or last ``bottom``).
    """
    units, weights, shares, scale = weight_matrices(scores, indicators)
    added = np.zeros(len(units)) if offset is None else offset.reindex(units).fillna(0).to_numpy()
    declared = weights.mean(axis=0) / weights.mean(axis=0).sum()
    relative = weights / declared

    def totals_of(drawn: np.ndarray) -> np.ndarray:
        weight = drawn @ relative.T
        total = (drawn @ (relative * shares).T) / np.where(weight > 0, weight, np.nan)
        return round_half_up(total * scale + added, decimals)

    parts = [
        ranks_both_ways(totals_of(drawn))
        for drawn in draw_weights(declared, draws, concentration or CONCENTRATION, seed, len(units))
    ]
    ranks, from_below = (np.vstack(side) for side in zip(*parts, strict=True))
    own, _ = ranks_both_ways(totals_of(declared[None, :]))
    tail = (1 - level) / 2
    low, median, high = np.quantile(ranks, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf")
    frame = pd.DataFrame({"unit": units, "rank": own[0], "median": median, "low": low, "high": high})
    return frame.astype(dict.fromkeys(["rank", "median", "low", "high"], "Int64")).assign(
        p_top=(ranks <= top).mean(axis=0), p_bottom=(from_below <= bottom).mean(axis=0)
    )


def weight_matrices(
    scores: pd.DataFrame, indicators: pd.DataFrame
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Return units, and (units × indicators) total weights and shares of full marks, and scales.

    An indicator that does not count for a unit has weight 0 there, as in its own total.
    """
    keys = [key for key in KEYS if key in scores]
    levels = level_scores(scores, indicators)
    leaves = levels[levels["indicator"].isin(scores["indicator"].unique())]
    weights = leaves.pivot_table(
        index="unit", columns="indicator", values="total_weight", sort=False, aggfunc="first"
    )
    shares = leaves.pivot_table(
        index="unit", columns="indicator", values="share", sort=False, aggfunc="first", dropna=False
    ).reindex(index=weights.index, columns=weights.columns)
    scale = scores.assign(scale=total_scale(scores, keys)).drop_duplicates("unit")
    known = weights.loc[:, weights.sum() > 0]
    return (
        list(known.index),
        known.fillna(0).to_numpy(),
        shares[known.columns].fillna(0).to_numpy(dtype="float64"),
        scale.set_index("unit")["scale"].reindex(known.index).to_numpy(),
    )


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
    return (
        rankdata(-totals, method="min", axis=1).astype("int32"),
        rankdata(totals, method="min", axis=1).astype("int32"),
    )
