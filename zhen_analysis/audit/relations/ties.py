"""Values → their ranks within groups, by a rule for ties; also one that tells equals apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

TIES = ("min", "dense", "max", "average")  # the first that explains most stands
APART = "apart"  # equals have ranks of their own, by a rule that we cannot see
FEWEST_APART = 2  # ranks that equals do not share, before that is a rule: one pair alone is none
MANY_DIFFERENT = 5  # numbers that nobody would put in order by chance
FEW_SHARED = 4  # of so many equals that are told apart one may share a rank: that is then a slip


def rank_lines(
    values: np.ndarray, groups: np.ndarray, lines: np.ndarray, ascending: bool, ties: str
) -> np.ndarray:
    """Return the ranks of some lines within their groups, to nine digits."""
    held = pd.Series(np.round(values[lines], 9))
    ranks = held.groupby(groups[lines]).rank(method=ties, ascending=ascending)
    computed = np.full(len(values), np.nan)
    computed[lines] = ranks.to_numpy()
    return computed


def rank_apart(
    printed: np.ndarray,
    first: np.ndarray,
    groups: np.ndarray,
    lines: np.ndarray,
    fewest: int = FEWEST_APART,
) -> np.ndarray | None:
    """Return ranks that tell equals apart as they are printed; None where that is not the rule.

    ``first``: the ranks that equals would share (1-2-2-4). A line with another rank than one of
    those that its equals fill gets one that is left over. Where most are equals any ranks would do.
    ``fewest``: as many ranks must be told apart.
    """
    computed, apart, shared = first.copy(), 0, 0
    held = pd.DataFrame({"group": groups[lines], "first": first[lines], "line": lines})
    different = len(held.drop_duplicates(["group", "first"]))
    if len(held) >= (4 if different >= MANY_DIFFERENT else 2) * different:
        return None
    for (_, start), equals in held.groupby(["group", "first"])["line"]:
        places = np.arange(start, start + len(equals))
        if len(equals) == 1 or np.isnan(start):
            continue
        own = pd.Series(printed[equals], index=equals)
        suiting = own[own.isin(places) & ~own.duplicated()]
        left = [place for place in places if place not in set(suiting)]
        computed[suiting.index] = suiting
        computed[equals[~equals.isin(suiting.index)]] = left
        apart += len(suiting) - 1
        shared += int(own.duplicated().sum())
    return computed if apart >= fewest and shared * FEW_SHARED <= apart else None


def is_tie(
    printed: np.ndarray, computed: np.ndarray, values: np.ndarray, groups: np.ndarray, line: int
) -> bool:
    """Tell whether a line has the value of others and prints a rank that they would fill."""
    peers = (groups == groups[line]) & ~np.isnan(printed)
    alike = int((np.isclose(values, values[line]) & peers).sum())
    return bool(alike > 1 and abs(printed[line] - computed[line]) < alike)
