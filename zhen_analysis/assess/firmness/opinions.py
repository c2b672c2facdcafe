"""Scores → what other ways of adding them up would say: advice for analysts, never the result."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.profile import Profile, weight_profile
from zhen_analysis.assess.firmness.uncertainty import ranks_both_ways
from zhen_analysis.assess.scoring.indicators import Tree
from zhen_analysis.base.rounding import round_half_up

WARNINGS = {
    "geometric": "几何平均：有一项得分为0，总分即为0；仅供分析参考，不作为考评依据。",
    "topsis": "TOPSIS：以组内各项最好、最差的得分为标准，组内多一个或少一个单位，其他单位的先后也可能改变；仅供分析参考，不作为考评依据。",  # noqa: E501
    "entropy": "熵权法：权重由组内得分的差异算出，与考评办法规定的权重无关，组内单位变动时权重也随之变动；仅供分析参考，不作为考评依据。",  # noqa: E501
}


def second_opinions(
    scores: pd.DataFrame,
    indicators: pd.DataFrame | Tree,
    *,
    offset: pd.Series | None = None,
    decimals: int = 2,
) -> pd.DataFrame:
    """Return the official total and rank of each unit beside those of three other methods.

    Parameters
    ----------
    scores, indicators : as for ``aggregate_scores``, of one period and scheme.
    offset : points per unit that belong to the official total only (bonus less deduction).

    Returns
    -------
    DataFrame
        One row per unit whose total is known: ``unit, total, rank``, then for each of
        ``geometric, topsis, entropy`` its total on the same scale and ``…_rank`` (within the
        group, of the rounded total, ties share the best). NA where there are scores below 0, which
        only ``zscore`` makes. ``attrs["warnings"]``: method → what to tell readers (Chinese).

    Notes
    -----
    All weigh the indicators as the tree does; ``entropy`` weighs them anew. What is left out for a
    unit keeps its weight from that unit. What nodes do to their results (a coefficient, a cap) is
    done to their indicators.
    """
    profile = weight_profile(scores, indicators)
    official = profile.totals * profile.scale
    if offset is not None:
        official += offset.reindex(profile.units).astype("float64").fillna(0).to_numpy()
    found = {"unit": profile.units, **ranked("total", "rank", official, profile, decimals)}
    for name, method in METHODS.items():
        totals = np.full(len(profile.units), np.nan)
        for number in np.unique(profile.group):
            here = profile.group == number
            shares = profile.shares[here] * profile.multiple[here]
            weights = profile.weights[here]
            if not (shares < 0).any():
                totals[here] = method(shares, weights) * profile.scale[here]
        found |= ranked(name, f"{name}_rank", totals, profile, decimals)
    table = pd.DataFrame(found)
    table.attrs["warnings"] = dict(WARNINGS)
    return table


def geometric_mean(shares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted geometric mean of (units × indicators) shares: a weakness cannot be bought off.

    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), ch. 6.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(weights > 0, weights * np.log(shares), 0.0).sum(axis=1)
    return np.exp(logs / weights.sum(axis=1))


def topsis(shares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Closeness, 0 to 1, to a unit that is best in everything, against one that is worst.

    Columns are first put between the worst (0) and best (1) of the units. Where all are alike they
    are neither near nor far: 0.5. Source: Hwang and Yoon (1981), Multiple Attribute Decision
    Making, Springer; min–max in place of the vector norm, as in pymcdm.
    """
    counted = np.where(weights > 0, shares, np.nan)
    low, high = (np.nan_to_num(side(counted, axis=0)) for side in (np.fmin.reduce, np.fmax.reduce))
    between = (shares - low) / np.where(high > low, high - low, 1.0)
    best = (high > low).astype("float64")
    to_best = np.sqrt(((weights * (between - best)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weights * between) ** 2).sum(axis=1))
    apart = to_best + to_worst
    return np.where(apart > 0, to_worst / np.where(apart > 0, apart, 1.0), 0.5)


def entropy_mean(shares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean whose weights are those of ``entropy_weights``; declared ones play no part."""
    counted = weights > 0
    drawn = entropy_weights(np.where(counted, shares, 0.0)) * counted
    sums = drawn.sum(axis=1)
    means = (drawn * shares).sum(axis=1) / np.where(sums > 0, sums, 1.0)
    plain = (counted * shares).sum(axis=1) / counted.sum(axis=1)  # of what tells nobody apart
    return np.where(sums > 0, means, plain)


def entropy_weights(shares: np.ndarray) -> np.ndarray:
    """Return weights that grow with how unevenly a column is spread, adding up to 1.

    With p the column's parts of its sum and n units, e = −Σ p ln p / ln n (0 ln 0 = 0) and the
    weight is (1 − e) / Σ (1 − e); equal weights where no column tells the units apart. Sources:
    Shannon (1948); Hwang and Yoon (1981), ch. 3.
    """
    units, columns = shares.shape
    sums = shares.sum(axis=0)
    parts = np.where(sums > 0, shares / np.where(sums > 0, sums, 1.0), 1 / units)
    logs = np.log(np.where(parts > 0, parts, 1.0))
    entropy = -(parts * logs).sum(axis=0) / np.log(max(units, 2))
    spread = np.clip(np.round(1 - entropy, 12), 0, None) if units > 1 else np.zeros(columns)
    return spread / spread.sum() if spread.sum() > 0 else np.full(columns, 1 / columns)


METHODS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "geometric": geometric_mean,
    "topsis": topsis,
    "entropy": entropy_mean,
}


def ranked(
    name: str, rank_name: str, totals: np.ndarray, profile: Profile, decimals: int
) -> dict[str, np.ndarray | pd.Series]:
    """Return rounded totals and their ranks within each group."""
    printed = np.asarray(round_half_up(totals, decimals))
    ranks = pd.Series(pd.NA, index=range(len(printed)), dtype="Int64")
    for number in np.unique(profile.group):
        here = np.flatnonzero((profile.group == number) & ~np.isnan(printed))
        if len(here):
            ranks.iloc[here] = ranks_both_ways(printed[None, here])[0][0]
    return {name: printed, rank_name: ranks}
