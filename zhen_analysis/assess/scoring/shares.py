"""The lines of a scheme → what share of the total each of them is."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.assess.scoring.indicators import ROOT


def shares_of_total(lines: pd.DataFrame) -> pd.Series:
    """Return each line's share of the total, 0 to 1: the product of the shares above it.

    Parameters
    ----------
    lines : the lines of one scheme that count, ``indicator, parent, weight``. A node none of whose
        parts weighs anything falls to its siblings, as in scoring. NA for the root's own row, and
        for the areas where none of them weighs anything.
    """
    known = lines.set_index("indicator")
    weights = known["weight"].astype("float64").dropna()
    parents = known["parent"].reindex(weights.index)
    parents = parents.where(parents.isin(weights.index), ROOT).astype("object")
    while (idle := is_idle(weights, parents)).any():  # which may leave the node above without
        weights = weights.mask(idle, 0.0)
    sums = weights.groupby(parents).transform("sum")
    within = (weights / sums.mask(sums == 0)).mask((sums == 0) & (parents != ROOT), 0.0)
    shares, above = within.copy(), parents
    while (above != ROOT).any():
        shares = shares * above.map(within).where(above != ROOT, 1.0)
        above = above.map(parents).fillna(ROOT)
    return shares.reindex(lines["indicator"]).set_axis(lines.index)


def is_idle(weights: pd.Series, parents: pd.Series) -> pd.Series:
    """Tell which nodes weigh something although none of their parts does."""
    sums = weights.groupby(parents).sum()
    without = weights.index.isin(sums.index[sums == 0])
    return pd.Series(without & (weights > 0).to_numpy(), index=weights.index)
