"""A table with its columns told apart → what in it does not follow from the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.formula import Formula
from zhen_analysis.audit.lines import check_duplicates, check_parts, check_shares
from zhen_analysis.audit.ranks import breaks_all_ties, explain_ranks, is_tie, lone_culprit
from zhen_analysis.audit.rates import find_rate, wrong_base
from zhen_analysis.audit.slips import digit_slip, neighbour_value, part_slip, swapped_with
from zhen_analysis.audit.summaries import check_summaries
from zhen_analysis.audit.totals import find_total

MANY = 3  # wrong ranks that one misprinted total may have moved


def disagreements(sheet: Sheet) -> Iterator[Finding]:
    """Yield what disagrees in a table."""
    formulas = find_formulas(sheet)
    for one in [
        *check_formulas(sheet, formulas),
        *check_ranks(sheet, formulas),
        *check_summaries(sheet, formulas),
        *check_parts(sheet),
        *check_shares(sheet, formulas),
        *check_duplicates(sheet),
    ]:
        yield one._replace(row=one.place, place=one.row) if sheet.table.is_turned else one


def find_formulas(sheet: Sheet) -> dict[int, Formula]:
    """Return the formula of every column, by its place, where one can be known."""
    found = {c.place: find_total(c, sheet) for c in sheet.of(Role.TOTAL)}
    found |= {c.place: find_rate(c, sheet) for c in sheet.of(Role.RATE, Role.CHANGE)}
    return {place: formula for place, formula in found.items() if formula is not None}


def check_formulas(sheet: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Compare totals, rates and changes with what their formulas give."""
    for column in sheet.of(Role.TOTAL, Role.RATE, Role.CHANGE):
        formula = formulas.get(column.place)
        if formula is None:
            continue
        check = "rate" if formula.kind in {"ratio", "growth", "gap"} else "total"
        if any(part.role is Role.RANK for part in formula.parts):
            check = "rank"
        if base := wrong_base(column, formula):
            yield finding(sheet, int(sheet.units[0]), column, check, None, base)
        wrong = formula.wrong(column, sheet.units)
        for line in map(int, np.flatnonzero(wrong)):
            likely = other_column(column, formulas, sheet, line) or likely_slip(
                sheet, column, formula, wrong, line
            )
            yield finding(sheet, line, column, check, formula.computed[line], likely)


def other_column(column: Column, formulas: dict[int, Formula], sheet: Sheet, line: int) -> str:
    """Return the column whose number stands here: 同比 and 环比 are often mistaken."""
    for other in sheet.of(column.role):
        formula = formulas.get(other.place)
        if other.place == column.place or formula is None:
            continue
        if abs(formula.computed[line] - column.values[line]) <= formula.tolerance:
            return f"填成了{other.leaf}的数"
    return ""


def likely_slip(
    sheet: Sheet, column: Column, formula: Formula, wrong: np.ndarray, line: int
) -> str:
    """Return how a number may have gone wrong."""
    printed, computed = column.values, round_half_up(formula.computed, column.decimals)
    found = (
        swapped_with(line, printed, computed, wrong, sheet.names)
        or digit_slip(printed[line], computed[line], column.decimals)
        or neighbour_value(line, printed, computed, sheet.names, sheet.units)
    )
    if found or formula.kind != "sum":
        return found
    return part_slip(computed[line] - printed[line], [p.values[line] for p in formula.parts])


def check_ranks(sheet: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Compare printed ranks with those of what they rank."""
    for rank in sheet.of(Role.RANK):
        ranked = explain_ranks(rank, sheet, formulas)
        if ranked is None:
            continue
        wrong = ranked.wrong(rank)
        if not wrong.any() or breaks_all_ties(rank, ranked):
            continue
        culprit = lone_culprit(rank, ranked) if wrong.sum() >= MANY else None
        lines = np.flatnonzero(wrong) if culprit is None else [culprit]
        for line in map(int, lines):
            tie = is_tie(rank, ranked, line)
            likely = swapped_with(line, rank.values, ranked.computed, wrong, sheet.names)
            if culprit is not None:
                likely = "得分或名次有一处写错"
            likely = likely or ("得分相同而名次不同，或并列后名次未顺延" if tie else "名次写错")
            check = "tie" if tie else "rank"
            yield finding(sheet, line, rank, check, ranked.computed[line], likely)
