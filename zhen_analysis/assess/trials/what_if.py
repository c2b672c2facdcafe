"""An indicator table and a change of mind → the table as it would be; two results → who moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.parameters import NUMBERS, TEXTS
from zhen_analysis.catalogue.vocabulary.rules import OF_A_RULE, RULES

# What with_rule may set: all that a score depends on, but for where it stands and what it weighs.
CHANGEABLE = sorted({*NUMBERS, *TEXTS} - {"weight"})
KEYS = ["scheme", "unit"]
NOTHING = 1e-9  # changes of points up to here are binary noise


def change_weights(
    indicators: pd.DataFrame, weights: Mapping[str, float], scheme: str | None = None
) -> pd.DataFrame:
    """Return the indicators with other weights; the rest stay as declared.

    Parameters
    ----------
    weights : indicator or node (code or name) → weight, 0 or more, on the scale of the others.
    scheme : the one to change; None for every scheme that has the indicator.
    """
    changed = indicators.copy()
    for written, weight in weights.items():
        if not (isinstance(weight, int | float | np.number) and 0 <= weight < np.inf):
            raise BadInput(f"weight {weight!r} of {written} is not a number of 0 or more.")
        changed.loc[find_lines(indicators, written, scheme), "weight"] = float(weight)
    return changed


def equal_weights(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators with all parts of one node, and all areas of a scheme, weighing alike.

    A weight is 100 over the number of parts; what has none (the root, what is only measured) keeps
    none.
    """
    weighed = indicators["scheme"].notna() & indicators["weight"].notna()
    parts = indicators.loc[weighed, ["scheme", "parent"]].fillna("")
    counted = parts.groupby(["scheme", "parent"])["scheme"].transform("size")
    changed = indicators.copy()
    changed.loc[weighed, "weight"] = 100.0 / counted
    return changed


def leave_out(indicators: pd.DataFrame, written: str, scheme: str | None = None) -> pd.DataFrame:
    """Return the indicators without one, or without a node and all below it.

    An indicator is measured as before (and can be traced); it is no longer scored. A node that has
    no part left goes too.
    """
    gone = find_lines(indicators, written, scheme).copy()
    lines = indicators[["scheme", "indicator", "parent", "rule"]].astype("object")
    own = pd.MultiIndex.from_frame(lines[["scheme", "indicator"]])
    above = pd.MultiIndex.from_frame(lines[["scheme", "parent"]])
    of_scheme = lines["scheme"].notna().to_numpy()
    is_node = of_scheme & lines["rule"].isna().to_numpy()
    before = 0
    while gone.sum() > before:  # down to the parts of what is gone, up to nodes without a part
        before = gone.sum()
        gone |= of_scheme & above.isin(own[gone])
        gone |= is_node & ~own.isin(above[~gone])
    left = indicators[~gone]
    for code in indicators.loc[gone, "scheme"].unique():
        if not (left["scheme"].eq(code) & left["rule"].notna()).any():
            raise BadInput(f"without {written} nothing is left to score in scheme {code}.")
    unscored = indicators.assign(scheme=indicators["scheme"].mask(gone, None))
    return unscored[~gone | indicators["measure"].notna()].reset_index(drop=True)


def change_rule(
    indicators: pd.DataFrame,
    written: str,
    rule: str | None = None,
    scheme: str | None = None,
    **parameters: Any,
) -> pd.DataFrame:
    """Return the indicators with another rule, or other parameters, for one of them.

    With another rule the parameters of the old one (floor, target, knots, …) are dropped; full
    marks, direction, cap, size and what missing means stay. Under a rule that depends on the others
    of the group a rate is no longer drawn anew (``shrink``).
    """
    if unknown := sorted(set(parameters) - set(CHANGEABLE)):
        raise BadInput(
            f"{', '.join(unknown)} cannot be set by with_rule.",
            hint=f"Known: {', '.join(CHANGEABLE)}.",
        )
    lines = find_lines(indicators, written, scheme)
    if indicators.loc[lines, "rule"].isna().any() and set(parameters) != {"aggregate"}:
        raise BadInput(f"{written} is a node: it has parts and no rule of its own.")
    changed = indicators.copy()
    if rule is not None and (indicators.loc[lines, "rule"] != rule).any():
        is_among_peers = rule in RULES and RULES[rule].among_peers
        dropped = [*OF_A_RULE, *["shrink"] * is_among_peers]
        parameters = {**dict.fromkeys(set(dropped) & set(changed)), **parameters}
    if rule is not None:
        parameters = {"rule": rule, **parameters}
    for column, value in parameters.items():
        old = changed.get(column, pd.Series(None, index=changed.index, dtype="object"))
        changed[column] = old.astype("object").mask(lines, value)
    return changed


def find_lines(indicators: pd.DataFrame, written: str, scheme: str | None) -> np.ndarray:
    """Tell which lines of schemes a code or name means; raises BadInput that lists those known."""
    scored = indicators["scheme"].notna()
    if scheme is not None:
        scored &= indicators["scheme"] == scheme
    for column in ("indicator", "name"):
        found = (scored & (indicators[column] == written)).to_numpy(dtype=bool)
        if found.any():
            return found
    here = indicators[scored].drop_duplicates("indicator")
    known = ", ".join(f"{row.indicator} ({row.name})" for row in here.itertuples(index=False))
    raise BadInput(f"no indicator {written!r} is scored.", hint=f"Known: {known}.")


def compare_results(
    before: tuple[pd.DataFrame, pd.DataFrame], after: tuple[pd.DataFrame, pd.DataFrame]
) -> pd.DataFrame:
    """Return who moves between two results (scores and ranking of each), and why.

    Returns
    -------
    DataFrame
        One row per scheme and unit of either, those that move most first: ``scheme, group, unit,
        rank_a, rank_b, change`` (places won: positive is up), ``total_a, total_b, indicator`` (NA
        where no points changed), ``points_change`` (of that indicator) and ``group_change`` (mean
        over the group). The indicator is the
        one that speaks most for the change: for a unit that moves the one in which its points
        changed most against the mean change of its group, in the direction of the move (all may
        lose by a weight; who loses most goes down); for one that keeps its place the one whose
        points changed most. ``bonus`` and ``deduction`` stand for themselves.
    """
    ranks = [
        ranking.set_index(KEYS)[["group", "rank", "total"]].add_suffix(suffix)
        for (_, ranking), suffix in ((before, "_a"), (after, "_b"))
    ]
    joined = ranks[0].join(ranks[1], how="outer")
    joined = joined.assign(
        group=joined["group_b"].fillna(joined["group_a"]),
        change=joined["rank_a"] - joined["rank_b"],
    )
    points = [points_by_indicator(scores, ranking) for scores, ranking in (before, after)]
    moved = points[1].sub(points[0], fill_value=0.0).reindex(joined.index)
    reasons = name_reasons(moved, joined)
    columns = ["group", "rank_a", "rank_b", "change", "total_a", "total_b"]
    table = joined[columns].join(reasons).reset_index()
    by_size = table.assign(size=table["change"].abs().fillna(0))
    order = by_size.sort_values(["size", "rank_b"], ascending=[False, True], kind="stable").index
    found = table.loc[order, ["scheme", "group", "unit", *columns[1:], *reasons.columns]]
    return found.reset_index(drop=True)


def points_by_indicator(scores: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """Return points as units × indicators; bonus and deduction are columns beside them."""
    wide = scores.pivot_table(
        index=KEYS, columns="indicator", values="points", aggfunc="sum", observed=True
    ).astype("float64")
    beside = ranking.set_index(KEYS)[["bonus", "deduction"]].astype("float64").fillna(0.0)
    return wide.join(beside.assign(deduction=-beside["deduction"]), how="outer")


def name_reasons(moved: pd.DataFrame, joined: pd.DataFrame) -> pd.DataFrame:
    """Return ``indicator, points_change, group_change`` of what speaks most for each change."""
    changes = moved.fillna(0.0)
    scheme = joined.index.get_level_values("scheme")
    group = joined["group"].astype("object").fillna("").to_numpy()
    means = changes.groupby([scheme, group]).transform("mean")
    places = floats(joined["change"])[:, None]
    gained = floats(joined["total_b"] - joined["total_a"])[:, None]
    plain = np.where(gained == 0, changes.abs(), changes * np.sign(gained))
    speaks = np.where(places == 0, plain, (changes - means) * np.sign(places))
    most, every = speaks.argmax(axis=1), np.arange(len(speaks))
    reasons = pd.DataFrame(
        {
            "indicator": moved.columns.to_numpy(dtype=object)[most],
            "points_change": changes.to_numpy()[every, most],
            "group_change": means.to_numpy()[every, most],
        },
        index=moved.index,
    ).astype({"indicator": "str"})
    return reasons.where(pd.Series(speaks[every, most] > NOTHING, index=reasons.index), axis=0)


def floats(column: pd.Series) -> np.ndarray:
    """Return a column of numbers, 0 where unknown."""
    return column.astype("float64").fillna(0.0).to_numpy()
