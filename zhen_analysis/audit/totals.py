"""A column of totals → the formula that most lines follow, or none: nothing is invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.formula import FEWEST, HALF, SHARE, Formula, believed, settle_tolerance
from zhen_analysis.audit.weights import recovered_weights, rounding, stated_weights, weighted_sum
from zhen_analysis.audit.words import ADDITION, DEDUCTION, PART

PLAIN_SHARE = 0.8  # of the lines that follow a plain formula: then no other is looked for
FEW = 0.2  # of the lines may be off in the same direction without there being an unprinted part
SMALL = 0.1  # of a total: what is off by more is no bonus that was left out


def find_total(column: Column, sheet: Sheet) -> Formula | None:
    """Return how a total is made of its parts, if most lines show it."""
    best, share = most_believed(total_candidates(column, sheet), column, sheet.units)
    if share < PLAIN_SHARE:  # weights that nobody states explain what nothing plainer does
        other, others = most_believed(recovered_candidates(column, sheet), column, sheet.units)
        best = other if others > share else best
    if best is None or lacks_a_part(best, column, sheet.units):
        return None
    return without_gaps(best, column, sheet.units)


def most_believed(
    candidates: Iterator[tuple[Formula, float]], column: Column, lines: np.ndarray
) -> tuple[Formula | None, float]:
    """Return the first formula that most lines follow, and the share of lines that do."""
    best, best_share = None, 0.0
    for formula, lax in candidates:
        settled = settle_tolerance(formula, column, lines, lax)
        share = believed(settled, column, lines)
        if share > best_share + 1e-9:
            best, best_share = settled, share
        if best_share == 1.0:
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
    if not held.any() or formula.fits(column)[lines][held].mean() >= SHARE:
        return formula
    return replace(formula, computed=np.where(missing, np.nan, formula.computed))


def total_candidates(column: Column, sheet: Sheet) -> Iterator[tuple[Formula, float]]:
    """Yield formulas that may make a total, the plainest first, each with its lax tolerance."""
    exact = HALF * column.step
    for parts in part_sets(column, sheet):
        signed = sum_of(parts)
        lax = exact + sum(HALF * part.step for part in parts)
        if len(parts) > 1:
            yield Formula("sum", parts, signed, exact), lax
        base = common_gap(column.values - signed, sheet.units)
        if base is not None and (len(parts) > 1 or sign(parts[0]) < 0):
            yield Formula("sum", parts, signed + base, exact), lax
        if len(parts) == 1:  # of one part alone only what it takes off full marks is told
            continue
        yield Formula("mean", parts, signed / len(parts), exact), exact + HALF * parts[0].step
        weights = stated_weights(parts, sheet)
        if weights is not None:
            weighted = weighted_sum(parts, weights)
            yield Formula("weighted", parts, weighted, exact), exact + rounding(parts, weights)


def recovered_candidates(column: Column, sheet: Sheet) -> Iterator[tuple[Formula, float]]:
    """Yield sums with weights that the lines give away, each with its lax tolerance."""
    exact = HALF * column.step
    for parts in part_sets(column, sheet):
        weights = recovered_weights(column, parts, sheet.units)
        if weights is not None:
            weighted = weighted_sum(parts, weights)
            yield Formula("weighted", parts, weighted, exact), exact + rounding(parts, weights)


def part_sets(column: Column, sheet: Sheet) -> Iterator[tuple[Column, ...]]:
    """Yield sets of columns that a total may be made of.

    Those under the same heading; those between the total before and this one; all to its left;
    the totals to its left; those to its right up to the next total.
    """
    amounts = [c for c in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE) if c.place != column.place]
    plain = [c for c in amounts if c.role is Role.NUMBER and not PART.search(c.leaf)]
    totals = [c for c in amounts if c.role is Role.TOTAL]
    before = max((c.place for c in totals if c.place < column.place), default=-1)
    after = min((c.place for c in totals if c.place > column.place), default=10**6)
    left = [c for c in plain if c.place < column.place]
    groups = [
        [c for c in plain if column.parent and c.parent == column.parent],
        [c for c in left if c.place > before],
        left,
        [c for c in totals if c.place < column.place],
        [*[c for c in totals if c.place < column.place], *[c for c in left if c.place > before]],
        [c for c in amounts if c.place < column.place],
        [c for c in plain if column.place < c.place < after],
        [c for c in amounts if c.place > column.place and PART.search(c.leaf)],
        [c for c in plain if c.place != column.place],
    ]
    seen = set()
    for group in groups:
        key = tuple(c.place for c in group)
        if key and key not in seen:
            seen.add(key)
            yield tuple(sorted(group, key=lambda c: c.place))


def sign(part: Column) -> float:
    """Return −1 for a column of deductions that is printed without a minus."""
    falls = DEDUCTION.search(part.label) and not ADDITION.search(part.label)
    return -1.0 if falls and not (part.values < 0).any() else 1.0


def sum_of(parts: tuple[Column, ...]) -> np.ndarray:
    """Return the sum of the parts, deductions taken off; NaN where no part is printed."""
    total = np.sum([sign(part) * np.nan_to_num(part.values) for part in parts], axis=0)
    told = np.any([~np.isnan(part.values) for part in parts], axis=0)
    return np.where(told, total, np.nan)


def common_gap(gaps: np.ndarray, lines: np.ndarray) -> float | None:
    """Return the full marks that a table of deductions starts from: the same gap in most lines."""
    told = np.round(gaps[lines][~np.isnan(gaps[lines])], 6)
    if len(told) < FEWEST:
        return None
    values, counts = np.unique(told, return_counts=True)
    gap = float(values[counts.argmax()])
    return gap if counts.max() >= SHARE * len(told) and gap and gap % 5 == 0 else None
