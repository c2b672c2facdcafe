"""Printed 合计, 小计 and 平均 lines → those of their numbers that the lines above do not give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.grid.cells import read_number, tidy
from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import COEFFICIENT, MEAN, OF_ALL, line_words
from zhen_analysis.audit.relations.formula import FLOAT, HALF, Formula
from zhen_analysis.audit.relations.slips import number_slip, part_slip

MOST_PARTS = 30  # lines below one that holds them
FEWEST_TELLING = 2  # numbers of a line that must be the sums of its parts
EVEN = 1e-6
SummaryCell = tuple[int, Column, float | None, np.ndarray, bool]


def check_summaries(sheet: Sheet, right: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Compare every printed 合计, 小计 and 平均 with the lines that it stands for.

    Where nothing tells which these are, only evident slips are told. ``right``: the sheet with
    misprinted numbers put right, for a sum may be made of these.
    """
    for line, column, wrong, covered, is_known in summary_cells(sheet, right, formulas):
        if wrong is None:
            continue
        printed = column.values[line]
        likely = number_slip(printed, wrong, column.decimals) or part_slip(
            wrong - printed, list(column.values[covered])
        )
        if is_known or likely:
            yield finding(sheet, line, column, "subtotal", wrong, likely)


def summary_cells(
    sheet: Sheet, right: Sheet, formulas: dict[int, Formula]
) -> Iterator[SummaryCell]:
    """Yield each cell of a 合计, 小计 or 平均 line that can be compared.

    Its line and column, what it should be (None where it is), the lines that it stands for, and
    whether these are known: of the scopes that the words allow, the one that explains most columns.
    """
    columns = sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)
    said = line_words(sheet.table.words)
    for line in map(int, sheet.summaries):
        name = next(
            tidy(text)
            for text in sheet.table.cells[line]
            if text and said.summary.fullmatch(tidy(text))
        )
        best: list[tuple[Column, float | None, np.ndarray]] = []
        most = -1
        for covered in scopes(sheet, line, name):
            held = [
                (column, expected, covered)
                for column in columns
                if (expected := expectations(sheet, right, column, line, covered, name, formulas))
            ]
            told = [(column, misfit(column, line, found), own) for column, found, own in held]
            fitting = sum(wrong is None and column.values[line] != 0 for column, wrong, _ in told)
            if fitting > most:
                best, most = told, fitting
        yield from ((line, column, wrong, covered, most > 0) for column, wrong, covered in best)


def scopes(sheet: Sheet, line: int, name: str) -> list[np.ndarray]:
    """Return the sets of lines that a summary line may stand for, the likeliest first."""
    units, table = sheet.units, sheet.table
    before = sheet.summaries[sheet.summaries < line]
    after = sheet.summaries[sheet.summaries > line]
    above = units[units < line]
    section = above[
        (table.sections[above] == table.sections[line])
        & (table.blocks[above] == table.blocks[line])
    ]
    since = above[above > (before.max() if len(before) else -1)]
    below = units[(units > line) & (units < (after.min() if len(after) else len(table.cells)))]
    near, far = [since, section], [above, units]
    found = [*near, *far, below] if "小计" in name else [*far, *near, below]
    outer = [covered[~is_part(sheet, covered)] for covered in found]
    return [covered for covered in [*outer, *found] if len(covered) >= 2]


def is_part(sheet: Sheet, lines: np.ndarray) -> np.ndarray:
    """Tell which lines are parts of the one that they follow: in every column it is their sum.

    A line of nothing but zeros and one number is the sum of too much to say so.
    """
    columns = [column.values[lines] for column in sheet.of(Role.NUMBER, Role.TOTAL)]
    values = np.nan_to_num(np.column_stack(columns)) if columns else np.zeros((len(lines), 0))
    found = np.zeros(len(lines), dtype=bool)
    for place, line in enumerate(values):
        sums = values[place + 1 : place + 1 + MOST_PARTS].cumsum(axis=0)
        same = np.flatnonzero((np.abs(sums - line) < EVEN).all(axis=1))
        if (line != 0).sum() >= FEWEST_TELLING and len(same) and same[0] >= 1:
            found[place + 1 : place + 2 + same[0]] = True
    return found


def expectations(
    sheet: Sheet,
    right: Sheet,
    column: Column,
    line: int,
    covered: np.ndarray,
    name: str,
    formulas: dict[int, Formula],
) -> list[tuple[float, float]]:
    """Return what a summary cell may right print, each with its tolerance; none if unknowable."""
    printed, values = column.values[line], column.values[covered]
    if np.isnan(printed) or np.isnan(values).all():
        return []
    own = HALF * read_number(sheet.table.cells[line, column.place]).step
    exact = HALF * column.step
    # A right sum may stand over rounded lines.
    lax = exact + (exact * len(covered) if column.decimals else 0)
    formula = formulas.get(column.place)
    mended = next(c for c in right.columns if c.place == column.place).values[covered]
    is_rate = column.role in (Role.RATE, Role.CHANGE)
    is_rate |= column.is_percent and not COEFFICIENT.search(column.leaf)
    near = own + (exact if column.decimals else 0)
    means = [(float(np.nanmean(values)), near), (float(np.nanmean(mended)), near)]
    sums = [(float(np.nansum(values)), lax), (float(np.nansum(mended)), lax)]
    ranked = sheet.of(Role.RANK)
    if ranked:  # lines without a rank may be no units: a road, 环卫所
        held = values[~np.isnan(ranked[0].values[covered])]
        if len(held) and not np.isnan(held).all():
            means.append((float(np.nanmean(held)), near))
            sums.append((float(np.nansum(held)), lax))
    if is_rate or MEAN.search(column.leaf):
        if formula is None and (is_rate or not MEAN.search(name)):
            return []  # a rate or mean whose formula nobody can see: of sums, or of rates
        rates = [] if formula is None else of_sums(formula, line, covered)
        found = [(rate, max(exact, own)) for rate in rates]
        if OF_ALL.search(column.label):
            found += sums
        is_sum = line_words(sheet.table.words).summed.search(name)
        return found if found and is_sum else [*found, *means]
    return means if MEAN.search(name) else [*sums, *means]


def of_sums(formula: Formula, line: int, covered: np.ndarray) -> list[float]:
    """Return a rate from the printed sums of its parts, and from the sums as they should be."""
    found = [float(formula.computed[line])]
    if formula.kind in {"ratio", "growth"} and len(formula.parts) == 2:
        top, below = (part.values for part in formula.parts)
        shift = 1.0 if formula.kind == "growth" else 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            scales = formula.computed[covered] / (top[covered] / below[covered] - shift)
        scales = scales[np.isfinite(scales)]
        if len(scales) and np.nansum(below[covered]):
            ratio = np.nansum(top[covered]) / np.nansum(below[covered])
            found.append(float(np.median(scales) * (ratio - shift)))
    return [rate for rate in found if not np.isnan(rate)]


def misfit(column: Column, line: int, expected: list[tuple[float, float]]) -> float | None:
    """Return what a summary cell should print, None where it prints one of what it may."""
    printed = column.values[line]
    if any(abs(printed - value) <= tolerance + FLOAT * abs(value) for value, tolerance in expected):
        return None
    return expected[0][0]
