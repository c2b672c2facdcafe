"""Columns of numbers → the formula that most lines follow, or none: nothing is invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.words import (
    ADDITION,
    CHANGE,
    COUNTED,
    DEDUCTION,
    MONTH_BEFORE,
    PART,
    STATED_WEIGHT,
    YEAR_BEFORE,
)

FEWEST = 3  # lines that must follow a formula before it is believed
SHARE = 0.6  # of the lines
EXACT_SHARE = 0.8  # of the lines that fit to the digit: then the others are slips, not roundings
COMPUTED_DECIMALS = 2
NICE = (0, 1, 2, 3)  # digits of a weight that somebody wrote down
HALF = 0.5 + 1e-6


@dataclass(frozen=True)
class Formula:
    """A formula, and what it gives for every line.

    Attributes
    ----------
    kind : ``sum``, ``mean``, ``weighted``, ``ratio``, ``growth`` or ``gap``.
    parts : the columns that it takes.
    computed : its value for every line; NaN where a part is not printed.
    tolerance : how far a right line may differ, from rounding alone.
    """

    kind: str
    parts: tuple[Column, ...]
    computed: np.ndarray
    tolerance: float

    def fits(self, column: Column) -> np.ndarray:
        """Tell line by line whether the printed number is the computed one."""
        return np.abs(column.values - self.computed) <= self.tolerance


def believed(formula: Formula, column: Column, lines: np.ndarray) -> float:
    """Return the share of telling lines that follow a formula; 0 where too few could or do."""
    told = telling(formula, column, lines)
    if told.sum() < 2:
        return 0.0
    fitting = formula.fits(column)[lines][told]
    # Of three lines two may do, but for 总数: small counts add up by chance.
    needed = FEWEST if COUNTED.search(column.leaf) else min(FEWEST, max(2, told.sum() - 1))
    return float(fitting.mean()) if fitting.sum() >= needed and fitting.mean() >= SHARE else 0.0


def telling(formula: Formula, column: Column, lines: np.ndarray) -> np.ndarray:
    """Tell which lines can speak for a formula.

    0 out of nothing speaks for none, nor does what most lines print alike (100 % everywhere).
    """
    printed, computed = column.values[lines], formula.computed[lines]
    told = ~np.isnan(printed) & ~np.isnan(computed) & ~((printed == 0) & (computed == 0))
    values, counts = np.unique(printed[told], return_counts=True)
    if len(counts) > 1 and counts.max() > told.sum() / 2 and formula.kind in {"ratio", "growth"}:
        told &= printed != values[counts.argmax()]
    return told


def settle_tolerance(formula: Formula, column: Column, lines: np.ndarray, lax: float) -> Formula:
    """Allow for rounded parts where they look computed, or the table as a whole shows it.

    Marks that people give have one digit behind the point at most. Where nearly all lines fit to
    the digit such parts are exact, and one that is off by a digit is a slip.
    """
    told = ~np.isnan(column.values[lines]) & ~np.isnan(formula.computed[lines])
    exact = formula.fits(column)[lines][told]
    are_given = max(part.decimals for part in formula.parts) < COMPUTED_DECIMALS
    if not told.any() or exact.all() or (are_given and exact.mean() >= EXACT_SHARE):
        return formula
    return Formula(formula.kind, formula.parts, formula.computed, lax)


def find_total(column: Column, sheet: Sheet) -> Formula | None:
    """Return how a total is made of its parts, if most lines show it."""
    lines = sheet.units
    best, best_share = None, 0.0
    for formula, lax in total_candidates(column, sheet):
        settled = settle_tolerance(formula, column, lines, lax)
        share = believed(settled, column, lines)
        if share > best_share + 1e-9:
            best, best_share = settled, share
        if best_share == 1.0:
            break
    return best


def total_candidates(column: Column, sheet: Sheet) -> Iterator[tuple[Formula, float]]:
    """Yield formulas that may make a total, the plainest first, each with its lax tolerance."""
    exact = HALF * column.unit
    for parts in part_sets(column, sheet):
        signed = sum_of(parts)
        lax = exact + sum(HALF * part.unit for part in parts)
        yield Formula("sum", parts, signed, exact), lax
        base = common_gap(column.values - signed, sheet.units)
        if base is not None:
            yield Formula("sum", parts, signed + base, exact), lax
        yield Formula("mean", parts, signed / len(parts), exact), exact + HALF * parts[0].unit
        weights = stated_weights(parts, sheet)
        if weights is not None:
            weighted = weighted_sum(parts, weights)
            yield Formula("weighted", parts, weighted, exact), exact + rounding(parts, weights)
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
        if len(group) >= 2 and key not in seen:
            seen.add(key)
            yield tuple(sorted(group, key=lambda c: c.place))


def sign(part: Column) -> float:
    """Return −1 for a column of deductions that is printed without a minus."""
    falls = DEDUCTION.search(part.label) and not ADDITION.search(part.label)
    return -1.0 if falls and not (part.values < 0).any() else 1.0


def blanks_as_zero(part: Column) -> np.ndarray:
    """Return a part's numbers; a blank in a column of amounts adds nothing."""
    return np.nan_to_num(part.values, nan=0.0)


def sum_of(parts: tuple[Column, ...]) -> np.ndarray:
    """Return the sum of the parts, deductions taken off; NaN where no part is printed."""
    total = np.sum([sign(part) * blanks_as_zero(part) for part in parts], axis=0)
    told = np.any([~np.isnan(part.values) for part in parts], axis=0)
    return np.where(told, total, np.nan)


def weighted_sum(parts: tuple[Column, ...], weights: np.ndarray) -> np.ndarray:
    """Return Σ weight × part."""
    return np.sum([w * part.values for w, part in zip(weights, parts, strict=True)], axis=0)


def rounding(parts: tuple[Column, ...], weights: np.ndarray) -> float:
    """Return how far rounded parts can move a weighted sum."""
    return float(sum(abs(w) * HALF * p.unit for w, p in zip(weights, parts, strict=True)))


def common_gap(gaps: np.ndarray, lines: np.ndarray) -> float | None:
    """Return the full marks that a table of deductions starts from: the same gap in most lines."""
    told = np.round(gaps[lines][~np.isnan(gaps[lines])], 6)
    if len(told) < FEWEST:
        return None
    values, counts = np.unique(told, return_counts=True)
    gap = float(values[counts.argmax()])
    return gap if counts.max() >= SHARE * len(told) and gap and gap % 5 == 0 else None


def stated_weights(parts: tuple[Column, ...], sheet: Sheet) -> np.ndarray | None:
    """Return the weights that headings (明查(60%)) or a line 权重 state; adding up to 1."""
    stated = []
    for part in parts:
        found = STATED_WEIGHT.search(part.label)
        if part.place in sheet.table.weights:
            stated.append(sheet.table.weights[part.place])
        elif found:
            stated.append(
                float(found["number"]) / 100 if found["number"] else float(found["plain"])
            )
        else:
            return None
    weights = np.array(stated)
    total = weights.sum()
    return weights / total if total in (1.0, 10.0, 100.0) or abs(total - 1) < 0.011 else None


def recovered_weights(
    column: Column, parts: tuple[Column, ...], lines: np.ndarray
) -> np.ndarray | None:
    """Return weights that give the total of most lines, if they are such as people write down.

    Least squares, the worst line left out again and again. There must be at least two lines more
    than weights, or any numbers would fit.
    """
    matrix = np.column_stack([part.values[lines] for part in parts])
    target = column.values[lines]
    told = ~np.isnan(matrix).any(axis=1) & ~np.isnan(target)
    matrix, target = matrix[told], target[told]
    while len(target) >= max(len(parts) + 2, SHARE * told.sum(), FEWEST):
        (
            weights,
            *_,
        ) = np.linalg.lstsq(matrix, target, rcond=None)
        nice = nice_weights(matrix, target, weights, column, parts)
        if nice is not None:
            return nice
        worst = int(np.abs(matrix @ weights - target).argmax())
        matrix, target = np.delete(matrix, worst, axis=0), np.delete(target, worst)
    return None


def nice_weights(
    matrix: np.ndarray,
    target: np.ndarray,
    weights: np.ndarray,
    column: Column,
    parts: tuple[Column, ...],
) -> np.ndarray | None:
    """Return the weights rounded to the fewest digits that still give all the totals."""
    if (weights <= 0).any():
        return None
    for digits in NICE:
        rounded = np.round(weights, digits)
        allowed = HALF * column.unit + rounding(parts, rounded)
        if (rounded > 0).all() and (np.abs(matrix @ rounded - target) <= allowed).all():
            return rounded
    return None


def find_rate(column: Column, sheet: Sheet) -> Formula | None:
    """Return the two columns whose ratio (or growth) a rate is, if most lines show it."""
    lines = sheet.units
    amounts = [c for c in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE) if c.place != column.place]
    pairs = sorted(
        permutations(amounts, 2),
        key=lambda pair: abs(column.place - pair[0].place) + abs(column.place - pair[1].place),
    )
    best, best_share = None, 0.0
    for top, below in pairs:
        for formula in rate_candidates(column, top, below):
            share = believed(formula, column, lines) if varied(formula, lines) else 0.0
            if share > best_share + 1e-9:
                best, best_share = formula, share
    return best


def varied(formula: Formula, lines: np.ndarray) -> bool:
    """Tell whether a formula gives different numbers: what is 100 everywhere fits by chance."""
    told = formula.computed[lines][~np.isnan(formula.computed[lines])]
    return len(np.unique(np.round(told, 6))) > 1


def rate_candidates(column: Column, top: Column, below: Column) -> Iterator[Formula]:
    """Yield what a column may say of two others, in the way that it is printed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(below.values != 0, top.values / below.values, np.nan)
    scales = (100.0,) if column.is_percent else (100.0, 1.0)
    exact = HALF * column.unit
    for scale in scales:
        if column.role is Role.CHANGE:
            yield Formula("growth", (top, below), scale * (ratio - 1), exact)
        else:
            yield Formula("ratio", (top, below), scale * ratio, exact)
    if column.role is Role.CHANGE:
        yield Formula("gap", (top, below), top.values - below.values, exact)


def wrong_base(column: Column, formula: Formula) -> str:
    """Return what a change is really against, where its heading says otherwise."""
    before = formula.parts[1].label
    if not CHANGE.search(column.label):
        return ""
    if "同比" in column.label and MONTH_BEFORE.search(before):
        return "实际是与上月相比，应为“环比”"
    if "环比" in column.label and YEAR_BEFORE.search(before):
        return "实际是与上年同期相比，应为“同比”"
    return ""
