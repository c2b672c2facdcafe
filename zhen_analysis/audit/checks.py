"""A table with its columns told apart → what in it does not follow from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from zhen_analysis.audit.account import Account, account_of
from zhen_analysis.audit.causes.causes import likely_slip
from zhen_analysis.audit.causes.mended_table import Told, put_right, tell_sheet
from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.relations.formula import Formula
from zhen_analysis.audit.relations.grades import check_grades
from zhen_analysis.audit.relations.lines import check_duplicates, check_parts, check_shares
from zhen_analysis.audit.relations.ranks import Ranked, lone_culprit
from zhen_analysis.audit.relations.rates import wrong_base
from zhen_analysis.audit.relations.slips import swapped_with
from zhen_analysis.audit.relations.summaries import check_summaries, summary_cells
from zhen_analysis.audit.relations.ties import is_tie

MANY = 3  # wrong ranks that one misprinted total may have moved
COMPARED = {"ratio", "growth", "gap"}


def examine(sheet: Sheet) -> tuple[list[Finding], Account]:
    """Return what disagrees in a table, and what of it was recomputed.

    Ranks of a table with formulas that have no result may be of just these: none is looked at.
    """
    told = tell_sheet(sheet)
    told = replace(told, ranks={}) if sheet.has_unread else told
    right = put_right(sheet, told) if told.is_wrong(sheet) else sheet
    sums = list(summary_cells(sheet, right, told.formulas))
    return list(disagreements(sheet, told)), account_of(sheet, told, sums)


def disagreements(sheet: Sheet, told: Told) -> Iterator[Finding]:
    """Yield what disagrees in a table."""
    # A number that suits the right ones is right, though one beside it is misprinted.
    right = put_right(sheet, told) if told.is_wrong(sheet) else sheet
    again = told if right is sheet else tell_sheet(right)
    amounts = list(check_formulas(sheet, told.formulas, again.formulas))
    parts = list(check_parts(sheet))
    sums = list(check_summaries(sheet, right, told.formulas))
    for one in [
        *without_parts(amounts, parts),
        *check_ranks(sheet, told),
        *check_grades(sheet),
        *sums,
        *without_totals(parts, [*amounts, *sums]),
        *check_shares(right, again.formulas),
        *check_duplicates(sheet),
    ]:
        yield one._replace(row=one.place, place=one.row) if sheet.table.is_turned else one


def check_formulas(
    sheet: Sheet, formulas: dict[int, Formula], again: dict[int, Formula]
) -> Iterator[Finding]:
    """Compare totals, rates and changes with what their formulas give.

    ``again``: the same formulas of a table whose misprinted numbers were put right.
    """
    for column in sheet.columns:
        formula = formulas.get(column.place)
        if formula is None:
            continue
        check = check_of(column, formula)
        if base := wrong_base(column, formula, sheet):
            line, (likely, right) = int(sheet.units[0]), base
            meant = None if np.isnan(right[line]) else float(right[line])
            yield finding(sheet, line, column, check, meant, likely)
        wrong = formula.wrong(column, sheet.units)
        other = again.get(column.place)
        if other is not None and other.is_like(formula):
            wrong &= ~other.fits(column)
        for line in map(int, np.flatnonzero(wrong)):
            likely = likely_slip(sheet, column, formulas, wrong, line)
            yield finding(sheet, line, column, check, formula.computed[line], likely)


def check_of(column: Column, formula: Formula) -> str:
    """Return which check a formula is: of ranks, of rates and changes, or of totals."""
    if column.role is Role.CHANGE and any(part.role is Role.RANK for part in formula.parts):
        return "rank"
    return "rate" if formula.kind in COMPARED and column.role is not Role.NUMBER else "total"


def without_parts(amounts: list[Finding], parts: list[Finding]) -> list[Finding]:
    """Leave out totals without an evident slip in whose lines a part exceeds its whole."""
    rows = {part.row for part in parts}
    return [one for one in amounts if one.likely or one.check != "total" or one.row not in rows]


def without_totals(parts: list[Finding], amounts: list[Finding]) -> list[Finding]:
    """Leave out parts that exceed a whole which is itself written wrong, or are told already."""
    rows = {one.row for one in amounts if one.check in ("total", "subtotal") and one.likely}
    cells = {(one.row, one.place) for one in amounts}
    return [one for one in parts if one.row not in rows and (one.row, one.place) not in cells]


def check_ranks(sheet: Sheet, told: Told) -> Iterator[Finding]:
    """Compare printed ranks with those of what they rank."""
    for rank in sheet.of(Role.RANK):
        ranked = told.ranks.get(rank.place)
        if ranked is not None:
            yield from wrong_ranks(sheet, rank, ranked)


def wrong_ranks(sheet: Sheet, rank: Column, ranked: Ranked) -> Iterator[Finding]:
    """Yield the ranks that do not follow, or the one line whose number moved all of them."""
    wrong = ranked.wrong(rank)
    culprit = lone_culprit(rank, ranked) if wrong.sum() >= MANY else None
    lines = np.flatnonzero(wrong) if culprit is None else [culprit]
    for line in map(int, lines):
        tie = is_tie(rank.values, ranked.computed, ranked.values, ranked.groups, line)
        likely = swapped_with(line, rank.values, ranked.computed, wrong, sheet.names)
        if culprit is not None:
            likely = "得分或名次有一处写错"
        likely = likely or ("得分相同而名次不同，或并列后名次未顺延" if tie else "名次写错")
        check = "tie" if tie else "rank"
        yield finding(sheet, line, rank, check, ranked.computed[line], likely)
