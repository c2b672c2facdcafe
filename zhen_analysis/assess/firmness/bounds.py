"""Scores of which some do not count or are not known → how high and how low a rank could be."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.indicators import Tree, declare_indicators
from zhen_analysis.assess.scoring.scoring import aggregate_scores, fill_scores
from zhen_analysis.base.rounding import round_half_up


def rank_bounds(
    scores: pd.DataFrame,
    indicators: pd.DataFrame | Tree,
    *,
    offset: pd.Series | None = None,
    decimals: int = 2,
) -> pd.DataFrame:
    """Return where each unit would stand if all that does not count for it had full marks, or none.

    The others stay as they are: it is asked of one unit at a time how much its place rests on what
    is not known of it.

    Parameters
    ----------
    scores, indicators : as for ``aggregate_scores``, of one period, scheme and group.
    offset : points per unit beside its scores (bonus less deduction).
    decimals : places of the printed total.

    Returns
    -------
    DataFrame
        One row per unit: ``unit, open`` (how many indicators do not count or are not known),
        ``total, total_low, total_high, rank`` (NA where the total is unknown), ``low, high``
        (best and worst rank; both are ``rank`` where nothing is open).
    """
    tree = declare_indicators(indicators)
    given = fill_scores(scores.reset_index(drop=True), tree)
    is_open = ~given["counted"] | given["score"].isna()

    def totals(each: pd.DataFrame) -> pd.Series:
        found = aggregate_scores(each, tree).set_index("unit")["total"].astype("float64")
        beside = 0.0 if offset is None else offset.reindex(found.index).fillna(0.0)
        return pd.Series(round_half_up(found + beside, decimals), index=found.index)

    def with_open_at(marks: pd.Series | float) -> pd.Series:
        return totals(given.assign(score=given["score"].mask(is_open, marks), counted=True))

    now, low, high = totals(given), with_open_at(0.0), with_open_at(given["full_marks"])
    ranked = np.sort(now.dropna().to_numpy())

    def place(of: pd.Series) -> np.ndarray:
        above = len(ranked) - np.searchsorted(ranked, of.to_numpy(), side="right")
        itself = (now > of).to_numpy()  # its own total as it stands is no other unit's
        return 1 + above - itself

    count = is_open.groupby(given["unit"]).sum().reindex(now.index)
    rank = pd.Series(place(now), index=now.index).where(now.notna()).astype("Int64")
    return pd.DataFrame(
        {
            "unit": now.index,
            "open": count.to_numpy(),
            "total": now.to_numpy(),
            "total_low": low.to_numpy(),
            "total_high": high.to_numpy(),
            "rank": rank.to_numpy(),
            "low": place(high),
            "high": place(low),
        }
    )
