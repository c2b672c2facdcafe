"""A column of totals → the formula that most lines follow, or none: nothing is invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import ADDITION, COEFFICIENT, CONVERTED, DEDUCTION, MEAN, VETO
from zhen_analysis.audit.relations.formula import (
    FEWEST,
    HALF,
    SHARE,
    Formula,
    believed,
    settle_tolerance,
    swapped,
)
from zhen_analysis.audit.relations.parts import part_sets, runs_before
from zhen_analysis.audit.relations.weights import (
    NICE,
    recovered_weights,
    rounding,
    stated_weight,
    stated_weights,
    weighted_sum,
)

FEWEST_OF_RUNS = 5  # lines, before any columns in a row are tried
PLAIN_SHARE = 0.8  # of the lines that follow a plain formula: then no other is looked for
CLEARLY = 0.2
HALF_OF = 0.5  # of the lines must lack the same, to tell the full marks that deductions start from
FULL = 100.0
FEW = 0.2  # of the lines may be off in the same direction without there being an unprinted part
SMALL = 0.1  # of a total: what is off by more is no bonus that was left out


def find_totals(sheet: Sheet) -> dict[int, Formula]:
    """Return how the totals are made of their parts, by their places, where most lines show it."""
    found: dict[int, Formula] = {}
    means = [c for c in sheet.of(Role.RATE) if MEAN.search(c.leaf)]
    for column in [*sheet.of(Role.TOTAL), *converted(sheet), *means]:
        used = frozenset(part.place for formula in found.values() for part in formula.parts)
        formula = find_total(column, sheet, used)
        if formula is not None:
            found[column.place] = formula
    return found


def converted(sheet: Sheet) -> list[Column]:
    """Return the columns that hold others times a weight: 折算60%."""
    return [c for c in sheet.of(Role.NUMBER) if CONVERTED.search(c.leaf)]


def find_total(column: Column, sheet: Sheet, used: frozenset[int]) -> Formula | None:
    """Return how a total is made of its parts, if most lines show it.

    ``used``: places of the columns that totals before it are made of.
    """
    sets = list(part_sets(column, sheet, used))
    best, share = most_believed(total_candidates(column, sheet, sets), column, sheet.units)
    if share < PLAIN_SHARE and len(sheet.units) >= FEWEST_OF_RUNS:
        runs = list(runs_before(column, sheet, used))
        other, others = most_believed(plain_candidates(column, runs), column, sheet.units)
        best, share = (other, others) if others >= PLAIN_SHARE else (best, share)
    if share < PLAIN_SHARE:  # weights that nobody states explain what nothing plainer does
        candidates = recovered_candidates(column, sheet, sets)
        other, others = most_believed(candidates, column, sheet.units)
        best = other if others > share else best
    best = None if best is None else capped(best, column, sheet)
    if best is None or lacks_a_part(best, column, sheet.units):
        return None
    return without_gaps(best, column, sheet.units)


def capped(formula: Formula, column: Column, sheet: Sheet) -> Formula:
    """Allow for a veto and for marks that end at 0 (扣完为止), or at 100 if no line prints more."""
    limited = formula.computed.copy()
    is_vetoed = np.array([any(VETO.search(text) for text in row) for row in sheet.table.cells])
    limited[(column.values == 0) & ((limited < 0) | is_vetoed)] = 0.0
    if not (column.values > FULL).any():
        limited[(column.values == FULL) & (limited > FULL)] = FULL
    return replace(formula, computed=limited)


def most_believed(
    candidates: Iterator[tuple[Formula, float]], column: Column, lines: np.ndarray
) -> tuple[Formula | None, float]:
    """Return the first formula that most lines follow, and the share of lines that do.

    One that needs rounded parts to be allowed for must explain clearly more lines than one that
    fits to the digit: what is allowed for adds up over many parts.
    """
    best, best_share, most = None, 0.0, 0.0
    for formula, lax in candidates:
        settled = settle_tolerance(formula, column, lines, lax)
        share = believed(settled, column, lines)
        weighed = share - (CLEARLY if settled.tolerance > formula.tolerance else 0.0)
        if share and weighed > most + 1e-9:
            best, best_share, most = settled, share, weighed
        if most == 1.0:
            break
    return best, best_share


def lacks_a_part(formula: Formula, column: Column, lines: np.ndarray) -> bool:
    """Tell whether several lines are a little off in one direction, as by an unprinted bonus."""
    wrong = formula.wrong(column, lines)
    gaps = (column.values - formula.computed)[wrong]
    told = (~np.isnan(column.values[lines]) & ~np.isnan(formula.computed[lines])).sum()
    if len(gaps) < 2 or len(gaps) <= FEW * told or not (np.all(gaps > 0) or np.all(gaps < 0)):
        return False
    return bool(np.all(np.abs(gaps) <= SMALL * np.abs(formula.computed[wrong])))


def without_gaps(formula: Formula, column: Column, lines: np.ndarray) -> Formula:
    """Say nothing of lines where a part is missing, unless such lines count it as nothing."""
    missing = np.any([np.isnan(part.values) for part in formula.parts], axis=0)
    held = missing[lines] & ~np.isnan(formula.computed[lines])
    suits = formula.fits(column) | swapped(formula, column, lines)
    if not held.any() or 2 * suits[lines][held].sum() >= held.sum():
        return formula
    return replace(formula, computed=np.where(missing, np.nan, formula.computed))


def total_candidates(
    column: Column, sheet: Sheet, sets: list[tuple[Column, ...]]
) -> Iterator[tuple[Formula, float]]:
    """Yield formulas that may make a total, the plainest first, each with its lax tolerance."""
    exact = HALF * column.step
    for parts in sets:
        plain, lax = plain_sum(column, parts)
        signed, off = plain.computed, plain.taken_off
        if len(parts) > 1:
            yield plain, lax
        base = common_gap(column.values - signed, sheet.units, HALF_OF if off else SHARE)
        if base is not None and (len(parts) > 1 or off):
            yield replace(plain, computed=signed + base), lax
        if len(parts) == 1:  # of one part alone only what it takes off full marks is told
            yield from conversions(column, parts, sheet)
            continue
        yield from means(column, parts, signed)
        weights = stated_weights(parts, sheet)
        if weights is not None:
            weighted = weighted_sum(parts, weights)
            yield Formula("weighted", parts, weighted, exact), exact + rounding(parts, weights)
        yield from products(column, parts)
        yield from weighted_and_more(column, parts, sheet)


def plain_candidates(
    column: Column, sets: list[tuple[Column, ...]]
) -> Iterator[tuple[Formula, float]]:
    """Yield plain sums and means, each with its lax tolerance."""
    for parts in sets:
        plain, lax = plain_sum(column, parts)
        yield plain, lax
        yield from means(column, parts, plain.computed)


def plain_sum(column: Column, parts: tuple[Column, ...]) -> tuple[Formula, float]:
    """Return the sum of some parts, deductions taken off, and its lax tolerance."""
    exact, off = HALF * column.step, taken_off(parts, column)
    lax = exact + sum(HALF * part.step for part in parts)
    return Formula("sum", parts, sum_of(parts, off), exact, taken_off=off), lax


def means(
    column: Column, parts: tuple[Column, ...], summed: np.ndarray
) -> Iterator[tuple[Formula, float]]:
    """Yield the mean of some parts, and of those that are printed (a round that was not held)."""
    exact = HALF * column.step
    printed = np.sum([~np.isnan(part.values) for part in parts], axis=0)
    yield Formula("mean", parts, summed / len(parts), exact), exact + HALF * parts[0].step
    if (printed < len(parts)).any():
        of_printed = summed / np.maximum(printed, 1)
        yield Formula("mean", parts, of_printed, exact), exact + HALF * parts[0].step


def conversions(
    column: Column, parts: tuple[Column, ...], sheet: Sheet
) -> Iterator[tuple[Formula, float]]:
    """Yield one column times the weight that a heading states, or that the lines give away."""
    if not CONVERTED.search(column.leaf):
        return
    part, exact = parts[0], HALF * column.step
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (column.values / part.values)[sheet.units]
    weights = [stated_weight(column), stated_weight(part)]
    if np.isfinite(ratios).any():
        weights.append(round(float(np.median(ratios[np.isfinite(ratios)])) / NICE) * NICE)
    for weight in dict.fromkeys(w for w in weights if w):
        lax = exact + HALF * weight * part.step
        yield Formula("weighted", parts, weight * part.values, exact), lax


def weighted_and_more(
    column: Column, parts: tuple[Column, ...], sheet: Sheet
) -> Iterator[tuple[Formula, float]]:
    """Yield parts with stated weights, 加分 added and 扣分 taken off as they are."""
    more = [c for c in parts if ADDITION.search(c.leaf) or DEDUCTION.search(c.leaf)]
    weighed = tuple(part for part in parts if part not in more)
    weights = stated_weights(weighed, sheet) if more and len(weighed) > 1 else None
    if weights is not None:
        exact = HALF * column.step
        base = weighted_sum(weighed, weights)
        whole = base + np.nan_to_num(sum_of(tuple(more), taken_off(tuple(more), column)))
        yield Formula("weighted", parts, whole, exact), exact + rounding(weighed, weights)


def products(column: Column, parts: tuple[Column, ...]) -> Iterator[tuple[Formula, float]]:
    """Yield the last part, and the sum of all, times the coefficient that stands among them."""
    factors = [part for part in parts if COEFFICIENT.search(part.leaf)]
    others = tuple(part for part in parts if part not in factors)
    if len(factors) != 1 or not others:
        return
    factor, exact = factors[0], HALF * column.step
    factor = replace(factor, values=factor.values / 100) if factor.is_percent else factor
    for held in [others[-1:], others][: len(others)]:
        base = sum_of(held, taken_off(held, column))
        lax = exact + HALF * sum(part.step for part in held) * float(np.nanmax(factor.values))
        yield Formula("product", (*held, factor), base * factor.values, exact), lax


def recovered_candidates(
    column: Column, sheet: Sheet, sets: list[tuple[Column, ...]]
) -> Iterator[tuple[Formula, float]]:
    """Yield sums with weights that the lines give away, each with its lax tolerance."""
    exact = HALF * column.step
    for parts in sets:
        weights = recovered_weights(column, parts, sheet.units)
        if weights is not None:
            weighted = weighted_sum(parts, weights)
            yield Formula("weighted", parts, weighted, exact), exact + rounding(parts, weights)


def taken_off(parts: tuple[Column, ...], total: Column) -> frozenset[int]:
    """Return the places of deductions that are printed without a minus; a total of such adds up."""
    if DEDUCTION.search(total.label):
        return frozenset()
    return frozenset(
        part.place
        for part in parts
        if DEDUCTION.search(part.label)
        and not ADDITION.search(part.leaf)
        and not (part.values < 0).any()
    )


def sum_of(parts: tuple[Column, ...], off: frozenset[int]) -> np.ndarray:
    """Return the sum of the parts, some taken off; NaN where no part is printed."""
    signs = [-1.0 if part.place in off else 1.0 for part in parts]
    values = [sign * np.nan_to_num(p.values) for sign, p in zip(signs, parts, strict=True)]
    told = np.any([~np.isnan(part.values) for part in parts], axis=0)
    return np.where(told, np.sum(values, axis=0), np.nan)


def common_gap(gaps: np.ndarray, lines: np.ndarray, share: float) -> float | None:
    """Return the full marks that a table of deductions starts from: the same gap in most lines."""
    told = np.round(gaps[lines][~np.isnan(gaps[lines])], 6)
    if len(told) < FEWEST:
        return None
    values, counts = np.unique(told, return_counts=True)
    gap = float(values[counts.argmax()])
    return gap if counts.max() >= share * len(told) and gap and gap % 5 == 0 else None
