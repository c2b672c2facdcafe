"""Printed ranks → what they rank, within which groups and by which rule for ties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import (
    BAD,
    CHANGE,
    MARK,
    NOW,
    PAST,
    PLAIN_RANK,
    RANK,
    SHARE_OF_WHOLE,
    TIE_RULE,
)
from zhen_analysis.audit.relations.formula import Formula
from zhen_analysis.audit.relations.ties import APART, FEWEST_APART, TIES, rank_apart, rank_lines
from zhen_analysis.base.rounding import round_half_up

FEWEST = 3
# Of the lines. Ranks fit by chance more seldom than sums; a column that neither is a total nor is
# named by the ranks' heading must explain nearly all of them, or all but two swapped ones of many.
SHARE, SHARE_OF_NEAR, SHARE_OF_OTHERS = 0.6, 0.8, 0.9
MANY = 8
EPSILON = 1e-9
FEW = 2  # wrong ranks: slips, and no reason to believe in another column
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
    best, fewest = None, (float(len(lines)), True, 0.0)
    for column, share in rank_bases(rank, sheet):
        is_settled = share != SHARE and best is not None and fewest[0] <= FEW
        if share != SHARE and np.isnan(column.values[lines]).any():
            continue
        for values in printings(column, formulas.get(column.place), sheet.units):
            for ranked in ways_to_rank(values, rank, sheet, lines):
                wrong = ranked.wrong(rank)
                away = float(np.abs(ranked.computed - rank.values)[wrong].sum())
                told = (float(wrong.sum()), ranked.ascending != fewer_is_better(column), away)
                if is_settled and wrong.any():
                    continue  # slips: a column that is not meant fits these better by chance
                if told < fewest and explains(ranked, rank, share):
                    best, fewest = ranked, told
                if not fewest[0]:
                    return best
    return best


def fewer_is_better(column: Column) -> bool:
    """Tell whether a heading counts what is bad: then the smallest number is usually first."""
    return bool(BAD.search(column.leaf)) and not SHARE_OF_WHOLE.search(column.leaf)


def is_beside(column: Column, rank: Column, sheet: Sheet) -> bool:
    """Tell whether a column is the last one with amounts before the ranks."""
    amounts = sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)
    return column.place == max((c.place for c in amounts if c.place < rank.place), default=-1)


def are_in_pairs(sheet: Sheet) -> bool:
    """Tell whether each of several rank columns stands right behind a column of amounts."""
    amounts = {c.place for c in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)}
    ranks = sheet.of(Role.RANK)
    return len(ranks) > 1 and all(rank.place - 1 in amounts for rank in ranks)


def explains(ranked: Ranked, rank: Column, share: float) -> bool:
    """Tell whether a way to rank explains enough lines, or all but one or two swapped ones.

    Lines that changed places may as well follow from a total that is not printed: of a column that
    is not meant only ranks that come twice or not at all are slips.
    """
    wrong = ranked.wrong(rank)
    told = int((~np.isnan(ranked.computed)).sum())
    printed, computed = np.sort(rank.values[wrong]), np.sort(ranked.computed[wrong])
    is_other_order = np.array_equal(printed, computed) and len(printed) > 0
    if wrong.sum() <= (1 - share) * told + EPSILON:
        return share != SHARE_OF_OTHERS or not is_other_order
    if share == SHARE_OF_OTHERS or told <= (FEWEST if share == SHARE else MANY):
        return False
    if is_other_order and len(printed) == 2:
        return True
    return share == SHARE and told <= MOST_LINES and lone_culprit(rank, ranked) is not None


def rank_bases(rank: Column, sheet: Sheet) -> Iterator[tuple[Column, float]]:
    """Yield the columns that may be ranked, each with the share of lines that must follow.

    The one that the heading names (整改率排名); else those under the same heading, totals, others.
    Last month's rank follows from last month's numbers only.
    """
    bare = RANK.sub("", rank.leaf).strip("() _")
    about = "" if PLAIN_RANK.fullmatch(bare) and not NOW.fullmatch(bare) else bare
    is_past = bool(PAST.search(rank.label))
    of_change = not is_past or bool(CHANGE.search(rank.label))  # 较上月 gives no 上月名次
    amounts = [
        column
        for column in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)
        if (of_change if column.role is Role.CHANGE else bool(PAST.search(column.label)) == is_past)
    ]
    named = [c for c in amounts if about and (about in c.leaf or c.leaf in about)]
    if named:
        yield from ((column, SHARE) for column in named)
        return
    about = "" if NOW.fullmatch(about) else about
    order = {Role.TOTAL: 0, Role.RATE: 1, Role.NUMBER: 2, Role.CHANGE: 3}
    has_total = any(column.role is Role.TOTAL for column in amounts)
    in_pairs = are_in_pairs(sheet)
    for column in sorted(amounts, key=lambda c: (order[c.role], abs(c.place - rank.place))):
        is_meant = column.role is Role.TOTAL or (bool(rank.parent) and column.parent == rank.parent)
        is_near = is_beside(column, rank, sheet)  # 办结率 | 排名
        is_meant |= is_near and in_pairs
        if not has_total:
            is_alone = len(amounts) == 1 and column.role is not Role.CHANGE
            is_meant |= is_alone or (is_near and column.role is Role.RATE)
        is_telling = column.role is Role.RATE or bool(MARK.search(column.leaf))
        share = SHARE_OF_NEAR if is_near and is_telling else SHARE_OF_OTHERS
        yield column, SHARE if is_meant and not about else share


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


def ways_to_rank(
    values: np.ndarray, rank: Column, sheet: Sheet, lines: np.ndarray
) -> Iterator[Ranked]:
    """Yield the ranks of some values in every grouping, direction and rule for ties."""
    fewest = 1 if TIE_RULE.search(sheet.table.notes) else FEWEST_APART
    for groups in partitions(sheet):
        for ascending in (False, True):
            for ties in TIES:
                computed = rank_lines(values, groups, lines, ascending, ties)
                yield Ranked(values, computed, groups, ties, ascending)
            first = rank_lines(values, groups, lines, ascending, "min")
            apart = rank_apart(rank.values, first, groups, lines, fewest)
            if apart is not None:
                yield Ranked(values, apart, groups, APART, ascending)


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
        if 1 < len(set(codes[sheet.units])) <= len(sheet.units) / FEW_GROUPS + 1:
            yield codes


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
            ties = "min" if ranked.ties == APART else ranked.ties
            trial = rank_lines(values, ranked.groups, lines, ranked.ascending, ties)
            if not replace(ranked, computed=trial).wrong(rank).any():
                return int(line)
    return None


def is_excerpt(rank: Column, ranked: Ranked) -> bool:
    """Tell whether ranks suit their order, but others stand between: first and last places only."""
    lines = np.flatnonzero(~np.isnan(ranked.computed))
    printed, computed, groups = (v[lines] for v in (rank.values, ranked.computed, ranked.groups))
    order = np.lexsort((computed, groups))
    printed, computed, groups = printed[order], computed[order], groups[order]
    together = groups[1:] == groups[:-1]
    suits = np.where(np.diff(computed) == 0, np.diff(printed) == 0, np.diff(printed) > 0)
    gaps = printed - computed
    return bool((gaps > 0).sum() >= 2 and (gaps >= 0).all() and suits[together].all())
