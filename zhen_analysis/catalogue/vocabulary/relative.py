"""Values of one indicator among peers → scores that depend on who else is in the table.

``rank_points`` is official where a rule says so (each judge's rank gives points, points are added
up). The others are for analysis only: one more unit changes everybody's score.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.fixed import Parameters, parse_knots

VALUE_DECIMALS = 9  # values nearer than this are equal
PEERLESS = {"zscore", "rank"}  # on a scale of their own, not from 0 to full marks


def rank_points(value: np.ndarray, line: Parameters, peers: np.ndarray) -> np.ndarray:
    """Points by place among peers; equal values share the better place and its points.

    ``knots`` lists the points (place:points, flat outside and linear between); else each place
    below the first costs ``loss``, down to 0; else the first of n has full marks and each further
    one an n-th less.
    """
    place = places(value, peers, best_first=line["direction"] != -1)
    full = line["full_marks"]
    if line["knots"] is not None:
        listed, points = zip(*parse_knots(str(line["knots"])), strict=True)
        score = np.interp(place, listed, points)
    elif not pd.isna(line["loss"]):
        score = np.clip(full - line["loss"] * (place - 1), 0, full)
    else:
        score = full * (1 - (place - 1) / count_known(value, peers))
    return np.where(np.isnan(place), np.nan, score)


def minmax(value: np.ndarray, line: Parameters, peers: np.ndarray) -> np.ndarray:
    """Share of the way from the worst to the best of the peers; full marks where all are equal.

    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), ch. 5.
    """
    upward = directed(value, line)
    groups = pd.Series(upward).groupby(peers)
    low, high = groups.transform("min").to_numpy(), groups.transform("max").to_numpy()
    width = high - low
    share = (upward - low) / np.where(width > 0, width, 1.0)
    return line["full_marks"] * np.where((width == 0) & ~np.isnan(upward), 1.0, share)


def zscore(value: np.ndarray, line: Parameters, peers: np.ndarray) -> np.ndarray:
    """Standard deviations (ddof 1) above the mean of the peers; 0 where all are equal."""
    upward = directed(value, line)
    groups = pd.Series(upward).groupby(peers)
    mean, spread = groups.transform("mean").to_numpy(), groups.transform("std").to_numpy()
    score = (upward - mean) / np.where(spread > 0, spread, np.nan)
    return np.where(np.isnan(upward) | (spread > 0), score, 0.0)


def rank(value: np.ndarray, line: Parameters, peers: np.ndarray) -> np.ndarray:
    """Place from below: 1 for the worst, the number of peers for the best; ties share the lower."""
    return places(value, peers, best_first=line["direction"] == -1)


def percentile(value: np.ndarray, line: Parameters, peers: np.ndarray) -> np.ndarray:
    """Share of the other peers that a unit is better than, times full marks."""
    others = count_known(value, peers) - 1
    better_than = rank(value, line, peers) - 1
    share = np.where(others > 0, better_than / np.where(others > 0, others, 1), 1.0)
    return line["full_marks"] * np.where(np.isnan(value), np.nan, share)


RELATIVE_RULES: dict[str, Callable[[np.ndarray, Parameters, np.ndarray], np.ndarray]] = {
    "rank_points": rank_points,
    "minmax": minmax,
    "zscore": zscore,
    "rank": rank,
    "percentile": percentile,
}
ANALYSIS_ONLY = set(RELATIVE_RULES) - {"rank_points"}


def directed(value: np.ndarray, line: Parameters) -> np.ndarray:
    """Return values of which the greater is the better."""
    return -value if line["direction"] == -1 else value


def places(value: np.ndarray, peers: np.ndarray, *, best_first: bool) -> np.ndarray:
    """Return each value's place among its peers, the greatest first or last; NaN where unknown."""
    near = pd.Series(np.round(value, VALUE_DECIMALS))
    return near.groupby(peers).rank(method="min", ascending=not best_first).to_numpy()


def count_known(value: np.ndarray, peers: np.ndarray) -> np.ndarray:
    """Return how many of a unit's peers have a value."""
    return pd.Series(value).groupby(peers).transform("count").to_numpy()
