"""A column of rates or changes → the two columns that it compares, if most lines show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import numpy as np

from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import (
    MONTH,
    MONTH_BEFORE,
    OF_ALL,
    PER_HEAD,
    RATE,
    YEAR,
    YEAR_BEFORE,
)
from zhen_analysis.audit.relations.formula import HALF, Formula, believed

MOST_COLUMNS = 40  # the nearest, of which pairs are tried
CROWDED = (10, 30)  # columns: beyond each, one more line must follow, for some pair will by chance
LARGE = 100.0  # half a unit of it is less than half a percent
CLEARLY = 0.2
RESCUED = 2  # lines that a laxer reading must explain, before it is taken
EPSILON = 1e-6


def find_rate(column: Column, sheet: Sheet) -> Formula | None:
    """Return the two columns whose ratio, growth or gap a rate is, if most lines show it.

    One that needs a laxer reading must explain clearly more lines than one that fits to the digit.
    """
    lines = sheet.units
    best, most = None, 0.0
    many = len(sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE))
    further = sum(many > each for each in CROWDED)
    for formula in rate_candidates(column, sheet):
        if not (formula.is_named or varied(formula, lines)):
            continue
        settled = settle_rounding(formula, column, lines)
        needed = 0 if formula.is_named else further
        weighed = believed(settled, column, lines, needed)
        weighed -= CLEARLY if settled is not formula else 0.0
        if weighed > most + 1e-9:
            best, most = settled, weighed
        if most == 1.0:
            break
    return best


def settle_rounding(formula: Formula, column: Column, lines: np.ndarray) -> Formula:
    """Allow for rates that are cut off, or made of finer amounts than are printed."""
    wrong = formula.wrong(column, lines)
    if wrong.sum() < RESCUED or formula.kind == "gap":
        return formula
    under = formula.computed - column.values
    if (wrong & (under > 0) & (under < column.step - EPSILON)).sum() >= RESCUED:
        return replace(formula, tolerance=column.step)
    if not all(is_amount(part, lines) for part in formula.parts):
        return formula
    lax = replace(formula, slack=rounding_of(formula))
    rescued = wrong.sum() - lax.wrong(column, lines).sum()
    return lax if rescued >= RESCUED and 2 * rescued >= wrong.sum() else formula


def is_amount(part: Column, lines: np.ndarray) -> bool:
    """Tell whether a column may hold rounded amounts: money, areas; small whole numbers count."""
    is_large = float(np.nanmedian(np.abs(part.values[lines]))) >= LARGE
    return part.decimals > 0 or part.step > 1 or is_large


def rounding_of(formula: Formula) -> np.ndarray:
    """Return how far rounded parts can move each ratio or growth."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.sum([HALF * part.step / np.abs(part.values) for part in formula.parts], axis=0)
        whole = 100.0 if formula.kind == "growth" else 0.0
        found = (np.abs(formula.computed) + whole) * share
    return np.where(np.isfinite(found), found, 0.0)


def rate_candidates(column: Column, sheet: Sheet) -> Iterator[Formula]:
    """Yield what a column may say of others, the nearest first, in the way that it is printed."""
    amounts = [c for c in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE) if c.place != column.place]
    amounts = sorted(amounts, key=lambda c: abs(c.place - column.place))[:MOST_COLUMNS]
    pairs = list(permutations(amounts, 2))
    if column.role is Role.CHANGE:  # 升降: from last month's place to this month's
        pairs += permutations(sheet.of(Role.RANK), 2)
    pairs.sort(key=lambda pair: sum(abs(column.place - part.place) for part in pair))
    for top, below in pairs:
        yield from comparisons(column, top, below.values, (top, below))
    if OF_ALL.search(column.label):
        for top in amounts:
            sums = [np.nansum(top.values[sheet.units]), *top.values[sheet.summaries][::-1]]
            for whole in dict.fromkeys(one for one in sums if one > 0):
                shares = np.full(len(top.values), whole)
                yield from comparisons(column, top, shares, (top,))


def comparisons(
    column: Column, top: Column, below: np.ndarray, parts: tuple[Column, ...]
) -> Iterator[Formula]:
    """Yield ratio, or growth and gap, in the scales in which the column may print them."""
    exact = HALF * column.step
    if column.role in (Role.CHANGE, Role.NUMBER):
        is_places = top.role is Role.RANK  # 升降 can be of nothing else
        yield Formula("gap", parts, top.values - below, exact, is_named=is_places)
    if top.role is Role.RANK or column.role is Role.NUMBER:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(below != 0, top.values / below, np.nan)
    scales = (1.0, 1e4, 1e3) if PER_HEAD.search(column.leaf) else (100.0, 1.0)
    for scale in scales[:1] if column.is_percent else scales:
        if column.role is not Role.CHANGE:
            named = is_named(column, parts)
            if named or top.role is not Role.RATE:  # a rate is made of amounts, not of other rates
                yield Formula("ratio", parts, scale * ratio, exact, named)
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


def wrong_base(column: Column, formula: Formula, sheet: Sheet) -> tuple[str, np.ndarray] | None:
    """Return what a change is really against, where its heading says otherwise, and right changes.

    These are NaN where no column holds what the heading names. None where it names the right one.
    """
    if formula.kind not in {"growth", "gap"} or len(formula.parts) != 2:
        return None
    now, before = formula.parts
    is_month, is_year = is_against(now, before)
    if "同比" in column.label and is_month:
        said, told = 1, "实际是与上月相比，应为“环比”"
    elif "环比" in column.label and is_year:
        said, told = 0, "实际是与上年同期相比，应为“同比”"
    else:
        return None
    meant = [c for c in sheet.columns if c is not now and is_against(now, c)[said]]
    if not meant:
        return told, np.full(len(column.values), np.nan)
    if formula.kind == "gap":
        return told, now.values - meant[0].values
    with np.errstate(divide="ignore", invalid="ignore"):
        scales = formula.computed / (now.values / before.values - 1)
        scale = float(np.nanmedian(np.where(np.isfinite(scales), scales, np.nan)))
        return told, scale * (now.values / meant[0].values - 1)


def is_against(now: Column, before: Column) -> tuple[bool, bool]:
    """Tell whether a column holds the month before, and whether the same time of the year before.

    By words, or by the months and years that both headings name (2022年3月 | 2022年2月).
    """
    if before.role not in (Role.NUMBER, Role.TOTAL, Role.RATE):
        return False, False
    if YEAR_BEFORE.search(before.label) or MONTH_BEFORE.search(before.label):
        is_year = bool(YEAR_BEFORE.search(before.label))
        return not is_year, is_year
    month, month_before = MONTH.search(now.label), MONTH.search(before.label)
    year, year_before = YEAR.search(now.label), YEAR.search(before.label)
    same_month = (month and month["month"]) == (month_before and month_before["month"])
    same_year = (year and year["year"]) == (year_before and year_before["year"])
    return bool(month and month_before and same_year and not same_month), bool(
        year and year_before and same_month and not same_year
    )
