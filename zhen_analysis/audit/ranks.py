"""Printed ranks → what they rank, within which groups and by which rule for ties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.formula import Formula
from zhen_analysis.audit.words import PAST, PLAIN_RANK, RANK

FEWEST = 3
# Of the lines. Ranks fit by chance more seldom than sums; a column that neither is a total nor is
# named by the ranks' heading must explain nearly all of them.
SHARE, SHARE_OF_OTHERS = 0.6, 0.9
TIES = ("min", "dense", "max", "average")  # the first that explains most stands
MOST_LINES = 200  # of a table in which one line is looked for that moved all the ranks
FEW_GROUPS = 3  # lines per group at least, for a column of words to be one of groups


@dataclass(frozen=True)
class Ranked:
    """How a column of ranks comes about.

    ``computed``: rank of every line, NaN where it has none. ``groups``: a code per line.
    """

    values: np.ndarray
    computed: np.ndarray
    groups: np.ndarray
    ties: str
    ascending: bool

    def wrong(self, rank: Column) -> np.ndarray:
        """Tell line by line whether the printed rank is not the computed one."""
        return ~np.isnan(self.computed) & (self.computed != rank.values)


def explain_ranks(rank: Column, sheet: Sheet, formulas: dict[int, Formula]) -> Ranked | None:
    """Return what a column of ranks ranks, if most lines show it; None where nothing does."""
    lines = sheet.units[~np.isnan(rank.values[sheet.units])]
    if len(lines) < FEWEST:
        return None
    best, fewest = None, len(lines)
    for column, share in rank_bases(rank, sheet):
        for values in printings(column, formulas.get(column.place), sheet.units):
            for ranked in ways_to_rank(values, sheet, lines):
                wrong = int(ranked.wrong(rank).sum())
                if wrong < fewest and explains(ranked, rank, share):
                    best, fewest = ranked, wrong
                if fewest == 0:
                    return best
    return best


def explains(ranked: Ranked, rank: Column, share: float) -> bool:
    """Tell whether a way to rank explains enough lines, or all but one or two swapped ones."""
    wrong = ranked.wrong(rank)
    told = int((~np.isnan(ranked.computed)).sum())
    if wrong.sum() <= (1 - share) * told:
        return True
    printed, computed = rank.values[wrong], ranked.computed[wrong]
    is_swap = len(printed) == 2 and set(printed) == set(computed)
    if share != SHARE or told <= FEWEST:
        return False
    return is_swap or (told <= MOST_LINES and lone_culprit(rank, ranked) is not None)


def rank_bases(rank: Column, sheet: Sheet) -> Iterator[tuple[Column, float]]:
    """Yield the columns that may be ranked, each with the share of lines that must follow.

    The one that the heading names (整改率排名); else those under the same heading, totals, others.
    Last month's rank follows from last month's numbers only.
    """
    bare = RANK.sub("", rank.leaf).strip("()")
    about = "" if PLAIN_RANK.fullmatch(bare) else bare
    is_past = bool(PAST.search(rank.label))
    amounts = [
        column
        for column in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)
        if column.role is Role.CHANGE or bool(PAST.search(column.label)) == is_past
    ]
    named = [c for c in amounts if about and (about in c.leaf or c.leaf in about)]
    if named:
        yield from ((column, SHARE) for column in named)
        return
    order = {Role.TOTAL: 0, Role.RATE: 1, Role.NUMBER: 2, Role.CHANGE: 3}
    has_total = any(column.role is Role.TOTAL for column in amounts)
    before = [c for c in amounts if c.place < rank.place]
    for column in sorted(amounts, key=lambda c: (order[c.role], abs(c.place - rank.place))):
        is_meant = column.role is Role.TOTAL or (bool(rank.parent) and column.parent == rank.parent)
        if not has_total:  # 办结率 | 排名, or the only number beside the rank
            is_meant |= len(amounts) == 1 or (column.role is Role.RATE and column in before[-1:])
        yield column, SHARE if is_meant and not about else SHARE_OF_OTHERS


def printings(column: Column, formula: Formula | None, lines: np.ndarray) -> Iterator[np.ndarray]:
    """Yield what may be ranked: the numbers as printed, put right, and with the digits not printed.

    Ranks are often made from the right totals though one is misprinted, and before rounding.
    """
    yield column.values
    if formula is None:
        return
    right = round_half_up(formula.computed, column.decimals)
    yield np.where(formula.wrong(column, lines), right, column.values)
    yield np.where(np.isnan(formula.computed), column.values, formula.computed)


def ways_to_rank(values: np.ndarray, sheet: Sheet, lines: np.ndarray) -> Iterator[Ranked]:
    """Yield the ranks of some values in every grouping, direction and rule for ties."""
    for groups in partitions(sheet):
        for ascending in (False, True):
            for ties in TIES:
                computed = rank_lines(values, groups, lines, ascending, ties)
                yield Ranked(values, computed, groups, ties, ascending)


def partitions(sheet: Sheet) -> Iterator[np.ndarray]:
    """Yield ways to rank lines apart.

    All together, by a column of groups, by section, by part, by repeated header, by another name.
    """
    table = sheet.table
    yield np.zeros(len(table.cells), dtype=int)
    ways = [table.cells[:, column.place] for column in sheet.of(Role.GROUP)]
    ways += [table.sections, table.parts, table.blocks]
    ways += [table.cells[:, column.place] for column in sheet.of(Role.TEXT)]
    for way in ways:
        filled = pd.Series(way, dtype="object").replace("", None).ffill()
        codes = pd.factorize(filled)[0]
        if 1 < len(set(codes)) <= len(codes) / FEW_GROUPS + 1:
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


def lone_culprit(rank: Column, ranked: Ranked) -> int | None:
    """Return the one line whose number does not suit its rank while all others suit each other.

    A misprinted total moves every rank that it passes; only its own line is to be told.
    """
    lines = np.flatnonzero(~np.isnan(ranked.computed))
    for line in np.flatnonzero(ranked.wrong(rank)):
        peers = lines[(ranked.groups[lines] == ranked.groups[line]) & (lines != line)]
        order = np.argsort(rank.values[peers], kind="stable")
        places = rank.values[peers][order]
        ordered = ranked.values[peers][order]
        spot = int(np.searchsorted(places, rank.values[line]))
        beside = ordered[max(spot - 1, 0) : spot + 1]
        rising = np.diff(ordered) * (1 if ranked.ascending else -1)
        if not len(beside) or (rising < -1e-9).any():
            continue
        is_tied = spot < len(places) and places[spot] == rank.values[line]
        outward = 1.0 if (spot == 0) != ranked.ascending else -1.0
        suiting = ordered[spot] if is_tied else beside.mean()
        if not is_tied and len(beside) == 1:
            suiting = beside[0] + outward
        values = ranked.values.copy()
        for value in (suiting, beside.mean()):
            values[line] = value
            trial = rank_lines(values, ranked.groups, lines, ranked.ascending, ranked.ties)
            if not replace(ranked, computed=trial).wrong(rank).any():
                return int(line)
    return None


def breaks_all_ties(rank: Column, ranked: Ranked) -> bool:
    """Tell whether a table tells equal units apart throughout: 1-2-3 by a rule that we cannot see.

    One pair alone is no rule: it is reported.
    """
    lines = np.flatnonzero(~np.isnan(ranked.computed))
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
    """Tell whether a line has the value of others and prints a rank that they would fill."""
    peers = ranked.groups == ranked.groups[line]
    peers &= ~np.isnan(rank.values)
    alike = int((np.isclose(ranked.values, ranked.values[line]) & peers).sum())
    return bool(alike > 1 and abs(rank.values[line] - ranked.computed[line]) < alike)
