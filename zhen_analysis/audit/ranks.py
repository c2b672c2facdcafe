"""Printed ranks → what they rank, within which groups and by which rule for ties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.words import RANK

FEWEST = 3
# Of the lines. Ranks fit by chance more seldom than sums; a column that neither is a total nor is
# named by the ranks' heading must explain nearly all of them.
SHARE, SHARE_OF_OTHERS = 0.5, 0.8
TIES = ("min", "dense", "max", "average")  # the first that explains most stands


@dataclass(frozen=True)
class Ranked:
    """How a column of ranks comes about.

    ``computed``: rank of every line, NaN where it has none. ``groups``: a code per line.
    """

    column: Column
    values: np.ndarray
    computed: np.ndarray
    groups: np.ndarray
    ties: str


def explain_ranks(rank: Column, sheet: Sheet, mended: dict[int, np.ndarray]) -> Ranked | None:
    """Return what a column of ranks ranks, if most lines show it; None where nothing does.

    ``mended``: column → its values with misprinted totals put right; ranks are often made from the
    right ones.
    """
    lines = sheet.units[~np.isnan(rank.values[sheet.units])]
    if len(lines) < FEWEST:
        return None
    best, best_share = None, 0.0
    for column, needed in rank_bases(rank, sheet):
        for values in [column.values, *([mended[column.place]] if column.place in mended else [])]:
            for groups in partitions(sheet):
                for ascending in (False, True):
                    for ties in TIES:
                        computed = rank_lines(values, groups, lines, ascending, ties)
                        share = float(np.mean(computed[lines] == rank.values[lines]))
                        if share >= needed and share > best_share + 1e-9:
                            best = Ranked(column, values, computed, groups, ties)
                            best_share = share
    return best


def rank_bases(rank: Column, sheet: Sheet) -> Iterator[tuple[Column, float]]:
    """Yield the columns that may be ranked, each with the share of lines that must follow.

    The one that the heading names (整改率排名); else those under the same heading, totals, others.
    """
    about = RANK.sub("", rank.leaf).strip("()")
    amounts = sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)
    named = [c for c in amounts if about and (about in c.leaf or c.leaf in about)]
    if named:
        yield from ((column, SHARE) for column in named)
        return
    order = {Role.TOTAL: 0, Role.RATE: 1, Role.NUMBER: 2, Role.CHANGE: 3}
    for column in sorted(amounts, key=lambda c: (order[c.role], abs(c.place - rank.place))):
        is_meant = column.role is Role.TOTAL or (rank.parent and column.parent == rank.parent)
        yield column, SHARE if is_meant else SHARE_OF_OTHERS


def partitions(sheet: Sheet) -> Iterator[np.ndarray]:
    """Yield ways to rank lines apart: all together, by a column of groups, by section, by part."""
    table = sheet.table
    yield np.zeros(len(table.cells), dtype=int)
    ways = [table.cells[:, column.place] for column in sheet.of(Role.GROUP)]
    ways += [table.sections, table.parts]
    for way in ways:
        filled = pd.Series(way, dtype="object").replace("", None).ffill()
        codes = pd.factorize(filled)[0]
        if len(set(codes)) > 1:
            yield codes


def rank_lines(
    values: np.ndarray, groups: np.ndarray, lines: np.ndarray, ascending: bool, ties: str
) -> np.ndarray:
    """Return the ranks of some lines within their groups, to nine digits."""
    held = pd.Series(np.round(values[lines], 9))
    ranks = held.groupby(groups[lines]).rank(method=ties, ascending=ascending)
    computed = np.full(len(values), np.nan)
    computed[lines] = ranks.to_numpy()
    return computed


def breaks_all_ties(rank: Column, ranked: Ranked, lines: np.ndarray) -> bool:
    """Tell whether a table tells equal units apart throughout: 1-2-3 by a rule that we cannot see.

    One pair alone is no rule: it is reported.
    """
    tied = pd.DataFrame(
        {"group": ranked.groups[lines], "value": np.round(ranked.values[lines], 9),
         "rank": rank.values[lines]}
    ).groupby(["group", "value"])["rank"]  # fmt: skip
    several = tied.size() > 1
    broken = (
        several & (tied.nunique() == tied.size()) & (tied.max() - tied.min() == tied.size() - 1)
    )
    return bool(several.sum() >= 2 and broken.sum() == several.sum())


def is_tie(rank: Column, ranked: Ranked, line: int) -> bool:
    """Tell whether a line has the value of another, or prints the rank of another."""
    peers = ranked.groups == ranked.groups[line]
    peers &= ~np.isnan(rank.values)
    same_value = np.isclose(ranked.values, ranked.values[line]) & peers
    return bool(same_value.sum() > 1)
