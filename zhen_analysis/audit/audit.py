"""A published table, as a frame or a file → its disagreements, one row each, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.addresses import address
from zhen_analysis.audit.columns import Column, Role, Sheet, tell_columns
from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.formulas import Formula, find_rate, find_total, wrong_base
from zhen_analysis.audit.lines import check_duplicates, check_parts, check_summaries
from zhen_analysis.audit.ranks import breaks_all_ties, explain_ranks, is_tie
from zhen_analysis.audit.slips import digit_slip, neighbour_value, part_slip, swapped_with
from zhen_analysis.audit.tables import as_grid, find_tables
from zhen_analysis.errors import BadInput
from zhen_analysis.intake.sources import read_file

COLUMNS = ["unit", "column", "check", "printed", "computed", "likely"]


def audit_ranking(frame: pd.DataFrame) -> pd.DataFrame:
    """Recompute a published table from its own numbers.

    Totals (plain sums, deductions from full marks, means, weights that headings state or that the
    lines give away), rates and changes, 合计 and 平均 lines, parts, ranks and how ties share them.
    A formula is believed only if most lines follow it; where none can be known nothing is said.

    Parameters
    ----------
    frame : the table as printed: with its headings as columns, or as a bare grid of cells with
        titles and merged headings. It may lie on its side, stand twice across, have several
        groups, inner blanks in labels, and ranks such as 第四名.

    Returns
    -------
    DataFrame
        One row per disagreement: ``unit, column, check`` (total, rate, rank, tie, subtotal, part or
        duplicate), ``printed`` (text as it stands), ``computed`` (number; percentages in percent;
        NA for a duplicate) and ``likely`` (the likely slip, in Chinese; may be empty).
    """
    return as_frame(find_disagreements(as_grid(frame)))[COLUMNS]


def audit_file(path: Path | str) -> pd.DataFrame:
    """Return the disagreements of all tables of a file, with ``sheet`` and ``cell`` behind them.

    Raises
    ------
    BadInput
        The file cannot be read, or holds no table of units.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file.")
    raw = read_file(path, path.name)
    if raw.reason:
        raise BadInput(f"{path}: {raw.reason}")
    found, tables = [], 0
    for sheet in raw.sheets:
        held = list(tables_of(merged_out(sheet.grid, sheet.merges)))
        tables += len(held)
        rows = as_frame(list(disagreements(held)))
        cells = [
            address(row + 1, place) for row, place in zip(rows["row"], rows["place"], strict=True)
        ]
        found.append(rows[COLUMNS].assign(sheet=sheet.name, cell=cells))
    if not tables:
        raise BadInput(
            f"{path}: no table with a line per unit was found.",
            hint="The table needs a row of headings, one of them 村名, 单位 or the like.",
        )
    return pd.concat(found, ignore_index=True)


def merged_out(grid: np.ndarray, merges: list) -> np.ndarray:
    """Return a grid in which every cell of a merged range has its text."""
    grid = grid.copy()
    for (top, left), (bottom, right) in merges:
        grid[top : bottom + 1, left : right + 1] = grid[top, left]
    return grid


def find_disagreements(grid: np.ndarray) -> list[Finding]:
    """Return what disagrees in a grid of text."""
    return list(disagreements(list(tables_of(grid))))


def tables_of(grid: np.ndarray) -> Iterator[Sheet]:
    """Yield the tables of a grid, their columns told apart."""
    for table in find_tables(grid):
        sheet = tell_columns(table)
        if sheet is not None and len(sheet.units):
            yield sheet


def disagreements(sheets: list[Sheet]) -> Iterator[Finding]:
    """Yield what disagrees in tables."""
    for sheet in sheets:
        formulas = {
            **{c.place: found for c in sheet.of(Role.TOTAL) if (found := find_total(c, sheet))},
            **{
                c.place: found
                for c in sheet.of(Role.RATE, Role.CHANGE)
                if (found := find_rate(c, sheet))
            },
        }
        turned = sheet.table.is_turned
        for one in [
            *check_formulas(sheet, formulas),
            *check_ranks(sheet, formulas),
            *check_summaries(sheet, formulas),
            *check_parts(sheet),
            *check_duplicates(sheet),
        ]:
            yield one._replace(row=one.place, place=one.row) if turned else one


def check_formulas(sheet: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Compare totals, rates and changes with what their formulas give."""
    for column in sheet.of(Role.TOTAL, Role.RATE, Role.CHANGE):
        formula = formulas.get(column.place)
        if formula is None:
            continue
        check = "rate" if formula.kind in {"ratio", "growth", "gap"} else "total"
        wrong = wrong_lines(column, formula, sheet.units)
        if base := wrong_base(column, formula):
            yield finding(sheet, int(sheet.units[0]), column, check, None, base)
        for line in np.flatnonzero(wrong):
            likely = other_column(column, formulas, sheet, int(line)) or likely_slip(
                sheet, column, formula, wrong, int(line)
            )
            yield finding(sheet, int(line), column, check, formula.computed[line], likely)


def other_column(column: Column, formulas: dict[int, Formula], sheet: Sheet, line: int) -> str:
    """Return the column whose number stands here: 同比 and 环比 are often mistaken."""
    for other in sheet.of(column.role):
        formula = formulas.get(other.place)
        if other.place == column.place or formula is None:
            continue
        if abs(formula.computed[line] - column.values[line]) <= formula.tolerance:
            return f"填成了{other.leaf}的数"
    return ""


def wrong_lines(column: Column, formula: Formula, units: np.ndarray) -> np.ndarray:
    """Tell line by line whether a unit's printed number is not the computed one."""
    told = np.zeros(len(column.values), dtype=bool)
    told[units] = True
    told &= ~np.isnan(column.values) & ~np.isnan(formula.computed)
    return told & ~formula.fits(column)


def likely_slip(
    sheet: Sheet, column: Column, formula: Formula, wrong: np.ndarray, line: int
) -> str:
    """Return how a number may have gone wrong."""
    printed, computed = column.values, formula.computed
    gap = float(computed[line] - printed[line])
    return (
        swapped_with(line, printed, computed, wrong, sheet.names)
        or digit_slip(printed[line], round(computed[line], column.decimals), column.decimals)
        or neighbour_value(
            line, printed, np.round(computed, column.decimals), sheet.names, sheet.units
        )
        or (
            part_slip(gap, [p.values[line] for p in formula.parts]) if formula.kind == "sum" else ""
        )
    )


def check_ranks(sheet: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Compare printed ranks with those of what they rank."""
    mended = {
        c.place: np.where(
            wrong_lines(c, formulas[c.place], sheet.units), formulas[c.place].computed, c.values
        )
        for c in sheet.columns
        if c.place in formulas
    }
    for rank in sheet.of(Role.RANK):
        ranked = explain_ranks(rank, sheet, mended)
        if ranked is None:
            continue
        lines = sheet.units[~np.isnan(rank.values[sheet.units])]
        if breaks_all_ties(rank, ranked, lines):
            continue
        wrong = np.zeros(len(rank.values), dtype=bool)
        wrong[lines] = ranked.computed[lines] != rank.values[lines]
        for line in np.flatnonzero(wrong):
            tie = is_tie(rank, ranked, int(line))
            likely = swapped_with(int(line), rank.values, ranked.computed, wrong, sheet.names)
            likely = likely or ("得分相同而名次不同，或并列后名次未顺延" if tie else "名次写错")
            yield finding(
                sheet, int(line), rank, "tie" if tie else "rank", ranked.computed[line], likely
            )


def as_frame(found: list[Finding]) -> pd.DataFrame:
    """Return disagreements as a frame, in the order of the table."""
    rows = pd.DataFrame(found, columns=Finding._fields)
    return rows.astype({"computed": "Float64"}).reset_index(drop=True)
