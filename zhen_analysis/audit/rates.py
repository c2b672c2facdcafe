"""A column of rates or changes → the two columns that it compares, if most lines show it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.formula import HALF, Formula, believed
from zhen_analysis.audit.words import CHANGE, MONTH_BEFORE, OF_ALL, RATE, YEAR_BEFORE


def find_rate(column: Column, sheet: Sheet) -> Formula | None:
    """Return the two columns whose ratio, growth or gap a rate is, if most lines show it."""
    lines = sheet.units
    best, best_share = None, 0.0
    for formula in rate_candidates(column, sheet):
        is_telling = formula.is_named or varied(formula, lines)
        share = believed(formula, column, lines) if is_telling else 0.0
        if share > best_share + 1e-9:
            best, best_share = formula, share
        if best_share == 1.0:
            break
    return best


def rate_candidates(column: Column, sheet: Sheet) -> Iterator[Formula]:
    """Yield what a column may say of others, the nearest first, in the way that it is printed."""
    amounts = [c for c in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE) if c.place != column.place]
    pairs = list(permutations(amounts, 2))
    if column.role is Role.CHANGE:  # 升降: from last month's place to this month's
        pairs += permutations(sheet.of(Role.RANK), 2)
    pairs.sort(key=lambda pair: sum(abs(column.place - part.place) for part in pair))
    for top, below in pairs:
        yield from comparisons(column, top, below.values, (top, below))
    if OF_ALL.search(column.label):
        for top in amounts:
            whole = np.full(len(top.values), np.nansum(top.values[sheet.units]))
            yield from comparisons(column, top, whole, (top,))


def comparisons(
    column: Column, top: Column, below: np.ndarray, parts: tuple[Column, ...]
) -> Iterator[Formula]:
    """Yield ratio, or growth and gap, in the scales in which the column may print them."""
    exact = HALF * column.step
    if column.role is Role.CHANGE:
        yield Formula("gap", parts, top.values - below, exact)
    if top.role is Role.RANK:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(below != 0, top.values / below, np.nan)
    for scale in (100.0,) if column.is_percent else (100.0, 1.0):
        if column.role is not Role.CHANGE:
            yield Formula("ratio", parts, scale * ratio, exact, is_named(column, parts))
            continue
        yield Formula("growth", parts, scale * (ratio - 1), exact)
        if "降" in column.label:  # 降幅 prints a fall without a minus
            yield Formula("growth", parts, scale * (1 - ratio), exact)


def is_named(column: Column, parts: tuple[Column, ...]) -> bool:
    """Tell whether a rate's name is that of its part and not of the whole before it."""
    word = RATE.sub("", column.leaf.split("(")[0])
    if not word or len(parts) != 2:
        return False
    part, whole = parts
    return word in part.leaf and word not in whole.leaf and whole.place < part.place


def varied(formula: Formula, lines: np.ndarray) -> bool:
    """Tell whether a formula gives different numbers: what is 100 everywhere fits by chance."""
    told = formula.computed[lines][~np.isnan(formula.computed[lines])]
    return len(told) > 1 and bool(np.ptp(told) > 1e-6)


def wrong_base(column: Column, formula: Formula) -> str:
    """Return what a change is really against, where its heading says otherwise."""
    before = formula.parts[-1].label
    if not CHANGE.search(column.label):
        return ""
    if "同比" in column.label and MONTH_BEFORE.search(before):
        return "实际是与上月相比，应为“环比”"
    if "环比" in column.label and YEAR_BEFORE.search(before):
        return "实际是与上年同期相比，应为“同比”"
    return ""
