"""A number that disagrees with its formula → the likely slip, in words; may be empty."""

from __future__ import annotations

import numpy as np

from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.relations.formula import HALF, Formula
from zhen_analysis.audit.relations.slips import (
    neighbour_value,
    number_slip,
    part_slip,
    swapped_with,
    written_wrong,
)
from zhen_analysis.base.rounding import round_half_up


def likely_slip(
    sheet: Sheet, column: Column, formulas: dict[int, Formula], wrong: np.ndarray, line: int
) -> str:
    """Return how a number may have gone wrong; the plainest way that explains it."""
    formula = formulas[column.place]
    printed, computed = column.values, round_half_up(formula.computed, column.decimals)
    return (
        other_column(column, formulas, sheet, line)
        or swapped_with(line, printed, computed, wrong, sheet.names)
        or number_slip(printed[line], computed[line], column.decimals)
        or neighbour_value(line, printed, computed, sheet.names, sheet.units)
        or (of_the_parts(column, formula, line) if formula.kind == "sum" else "")
        or (of_the_pair(sheet, column, formula, line) if formula.kind == "ratio" else "")
    )


def other_column(column: Column, formulas: dict[int, Formula], sheet: Sheet, line: int) -> str:
    """Return the column whose number stands here: 同比 and 环比 are often mistaken."""
    for other in sheet.of(column.role):
        formula = formulas.get(other.place)
        if other.place == column.place or formula is None:
            continue
        if abs(formula.computed[line] - column.values[line]) <= formula.tolerance:
            return f"填成了{other.leaf}的数"
    return ""


def of_the_parts(column: Column, formula: Formula, line: int) -> str:
    """Return the part that a sum leaves out, holds twice, or that is itself written wrong."""
    values = [part.values[line] for part in formula.parts]
    gap = formula.computed[line] - column.values[line]
    if found := part_slip(gap, values):
        return found
    return one_written_wrong(
        [
            (part, value, value - gap * (-1 if part.place in formula.taken_off else 1))
            for part, value in zip(formula.parts, values, strict=True)
        ]
    )


def of_the_pair(sheet: Sheet, column: Column, formula: Formula, line: int) -> str:
    """Return the count that is written wrong, or the columns whose ratio stands here instead."""
    if len(formula.parts) != 2:
        return ""
    top, below = formula.parts
    above, under, rate = top.values[line], below.values[line], column.values[line]
    scale = formula.computed[line] * under / above if above else 0.0
    if not scale or not rate:
        return ""
    if mistaken := other_pair(sheet, column, formula, line, scale):
        return mistaken
    needed = [
        (part, printed, float(np.round(right)))
        for part, printed, right in (
            (top, above, rate * under / scale),
            (below, under, scale * above / rate),
        )
        if part.decimals == 0
    ]
    pairs = {top.place: lambda right: right / under, below.place: lambda right: above / right}
    fitting = [
        (part, printed, right)
        for part, printed, right in needed
        if right and abs(scale * pairs[part.place](right) - rate) <= formula.tolerance
    ]
    return one_written_wrong(fitting)


def other_pair(sheet: Sheet, column: Column, formula: Formula, line: int, scale: float) -> str:
    """Return the two columns whose ratio a rate really is, if one of the two is another."""
    top, below = formula.parts
    others = [c for c in sheet.of(Role.NUMBER, Role.TOTAL) if c not in (top, below)]
    pairs = [(top, other) for other in others] + [(other, below) for other in others]
    found = [
        f"像是{one.leaf}÷{two.leaf}"
        for one, two in pairs
        if two.values[line]
        and abs(scale * one.values[line] / two.values[line] - column.values[line])
        <= HALF * column.step
    ]
    return found[0] if len(found) == 1 else ""


def one_written_wrong(needed: list[tuple[Column, float, float]]) -> str:
    """Return the one part, of those with their printed and needed numbers, that one slip spoilt."""
    found = [
        f"可能{part.leaf}{printed:g}应为{right:g}"
        for part, printed, right in needed
        if right >= 0 and written_wrong(printed, right, part.decimals)
    ]
    return found[0] if len(found) == 1 else ""
