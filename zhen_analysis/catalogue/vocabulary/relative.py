"""Values of one indicator among peers → scores that depend on who else is in the table.

``rank_points`` is official where a rule says so (each judge's rank gives points, points are added
up). The others are for analysis only: one more unit changes everybody's score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.parameters import Line, parse_knots
from zhen_analysis.catalogue.vocabulary.rule import Rule, knot_faults

VALUE_DECIMALS = 9  # values nearer than this are equal


def rank_points(value: np.ndarray, line: Line, peers: np.ndarray) -> np.ndarray:
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


def minmax(value: np.ndarray, line: Line, peers: np.ndarray) -> np.ndarray:
    """Share of the way from the worst to the best of the peers; full marks where all are equal.

    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), ch. 5.
    """
    upward = directed(value, line)
    groups = pd.Series(upward).groupby(peers)
    low, high = groups.transform("min").to_numpy(), groups.transform("max").to_numpy()
    width = high - low
    share = (upward - low) / np.where(width > 0, width, 1.0)
    return line["full_marks"] * np.where((width == 0) & ~np.isnan(upward), 1.0, share)


def zscore(value: np.ndarray, line: Line, peers: np.ndarray) -> np.ndarray:
    """Standard deviations (ddof 1) above the mean of the peers; 0 where all are equal."""
    upward = directed(value, line)
    groups = pd.Series(upward).groupby(peers)
    mean, spread = groups.transform("mean").to_numpy(), groups.transform("std").to_numpy()
    score = (upward - mean) / np.where(spread > 0, spread, np.nan)
    return np.where(np.isnan(upward) | (spread > 0), score, 0.0)


def rank(value: np.ndarray, line: Line, peers: np.ndarray) -> np.ndarray:
    """Place from below: 1 for the worst, the number of peers for the best; ties share the lower."""
    return places(value, peers, best_first=line["direction"] == -1)


def percentile(value: np.ndarray, line: Line, peers: np.ndarray) -> np.ndarray:
    """Share of the other peers that a unit is better than, times full marks."""
    others = count_known(value, peers) - 1
    better_than = rank(value, line, peers) - 1
    share = np.where(others > 0, better_than / np.where(others > 0, others, 1), 1.0)
    return line["full_marks"] * np.where(np.isnan(value), np.nan, share)


def directed(value: np.ndarray, line: Line) -> np.ndarray:
    """Return values of which the greater is the better."""
    return -value if line["direction"] == -1 else value


def places(value: np.ndarray, peers: np.ndarray, *, best_first: bool) -> np.ndarray:
    """Return each value's place among its peers, the greatest first or last; NaN where unknown."""
    near = pd.Series(np.round(value, VALUE_DECIMALS))
    return near.groupby(peers).rank(method="min", ascending=not best_first).to_numpy()


def count_known(value: np.ndarray, peers: np.ndarray) -> np.ndarray:
    """Return how many of a unit's peers have a value."""
    return pd.Series(value).groupby(peers).transform("count").to_numpy()


def rank_points_sentence(line: Line, full: str) -> str:
    """Points by place."""
    if line["knots"] is not None:
        knots = parse_knots(line["knots"])
        *first, (last, least) = knots
        listed = "".join(f"第{place:g}名{points:g}分，" for place, points in first)
        places = [place for place, _ in knots]
        has_gaps = any(b - a > 1 for a, b in zip(places, places[1:], strict=False))
        return f"按名次计分：{listed}第{last:g}名及以后{least:g}分" + (
            "，其间按直线计算" if has_gaps else ""
        )
    if pd.isna(line["loss"]):
        return f"按名次计分：第1名{full}分，以后各名依次等额递减"
    return f"按名次计分：第1名{full}分，每后1名减{line['loss']:g}分，减完为止"


def place_faults(line: Line) -> Iterator[tuple[str, str]]:
    """Find points that cannot be read, or that rise with the place."""
    wrong = list(knot_faults(line))
    yield from wrong
    if line["knots"] is not None and not wrong:
        points = [score for _, score in parse_knots(str(line["knots"]))]
        if points != sorted(points, reverse=True):
            yield "knots", "a later place cannot have more points"


def for_analysis(sentence: str) -> Callable[[Line, str], str]:
    """Return what says a sentence of a rule that scores nobody."""
    return lambda line, full: "仅供分析：" + sentence.format(full=full)


RELATIVE_RULES = (
    Rule(
        "rank_points", "按名次", (), rank_points, rank_points_sentence,
        takes=("knots", "loss"), faults=place_faults, among_peers=True,
    ),
    Rule(
        "minmax", "按组内高低", (), minmax,
        for_analysis("组内最差为0分，最好为{full}分，按比例计分"),
        among_peers=True, for_analysis=True,
    ),
    Rule(
        "zscore", "标准分", (), zscore, for_analysis("与组内平均数相差几个标准差"),
        among_peers=True, may_be_negative=True, for_analysis=True,
    ),
    Rule(
        "rank", "组内位次", (), rank, for_analysis("组内从末位数起的位次"),
        among_peers=True, for_analysis=True,
    ),
    Rule(
        "percentile", "百分位", (), percentile,
        for_analysis("组内优于其余单位的比例乘以{full}分"),
        among_peers=True, for_analysis=True,
    ),
)  # fmt: skip
