"""A published table, as a frame or a file → its disagreements, one row each, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.audit.account import Account
from zhen_analysis.audit.checks import examine
from zhen_analysis.audit.finding import Finding
from zhen_analysis.audit.grid.cells import tidy
from zhen_analysis.audit.grid.columns import Sheet, tell_columns
from zhen_analysis.audit.grid.grids import as_grid, merged_out
from zhen_analysis.audit.grid.upright import find_tables
from zhen_analysis.base.addresses import address
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.files.sheets import Sheet as FiledSheet
from zhen_analysis.intake.files.sheets import read_file
from zhen_analysis.intake.issues.unread_cells import blank_formulas, cells_between

COLUMNS = ["unit", "column", "check", "printed", "computed", "likely"]


def audit_ranking(frame: pd.DataFrame, *, words: Words = WORDS) -> pd.DataFrame:
    """Recompute a published table from its own numbers.

    Totals (plain sums, deductions from full marks, means, weights that headings state or that the
    lines give away), rates and changes, 合计 and 平均 lines, parts, ranks and how ties share them,
    and grades where the table says which total has which.
    A formula is believed only if most lines follow it; where none can be known nothing is said.

    Parameters
    ----------
    frame : the table as printed: with its headings as columns, or as a bare grid of cells with
        titles and merged headings. It may lie on its side, stand twice across, have several
        groups, inner blanks in labels, and ranks such as 第四名.
    words : what lines may be called; a catalogue's own, where a town has some.

    Returns
    -------
    DataFrame
        One row per disagreement: ``unit, column, check`` (total, rate, rank, tie, grade, subtotal,
        part or duplicate), ``printed`` (text as it stands), ``computed`` (number; percentages in
        percent; NA for a duplicate or a grade) and ``likely`` (the likely slip, in Chinese;
        may be empty).
    """
    sheets = tables_of(as_grid(frame), words)
    return as_frame(one for sheet in sheets for one in examine(sheet)[0])[COLUMNS]


def audit_file(path: Path | str, *, words: Words = WORDS) -> pd.DataFrame:
    """Return the disagreements of all tables of a file, with ``sheet`` and ``cell`` behind them.

    Raises
    ------
    BadInput
        The file cannot be read, or holds no table of units.
    """
    return audit_with_account(path, words=words)[0]


def audit_with_account(path: Path | str, *, words: Words = WORDS) -> tuple[pd.DataFrame, Account]:
    """Return the disagreements of a file, and what of it was recomputed and what could not be.

    Raises BadInput as ``audit_file`` does.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file.")
    raw = read_file(path, path.name)
    if raw.reason:
        raise BadInput(f"{path}: {raw.reason}")
    found, tables, account = [], 0, Account()
    for sheet in raw.sheets:
        unread = unread_formulas(sheet, len(raw.sheets) > 1)
        grid = merged_out(sheet.grid, sheet.merges)
        held = list(tables_of(grid, words, has_unread=bool(unread)))
        tables += len(held)
        looked = [examine(table) for table in held]
        account = sum((own for _, own in looked), account + Account(unread=unread))
        rows = as_frame(one for told, _ in looked for one in told)
        cells = [
            address(row + 1, place) for row, place in zip(rows["row"], rows["place"], strict=True)
        ]
        found.append(rows[COLUMNS].assign(sheet=sheet.name, cell=cells))
    if not tables:
        raise BadInput(
            f"{path}: no table with a line per unit was found.",
            hint="The table needs a row of headings, one of them 村名, 单位 or the like.",
        )
    return pd.concat(found, ignore_index=True), account


def unread_formulas(sheet: FiledSheet, is_one_of_many: bool) -> tuple[str, ...]:
    """Return the cells of formulas whose results were not stored, with their sheet's name."""
    name = f"{sheet.name}!" if is_one_of_many else ""
    return tuple(
        name + address(row + 1, column)
        for check, _, _, details in blank_formulas(sheet, sheet.notes)
        if check == "uncached_formula"
        for row, column in cells_between(details["place"])
    )


def tables_of(grid: np.ndarray, words: Words, *, has_unread: bool = False) -> Iterator[Sheet]:
    """Yield the tables of a grid, their columns told apart.

    ``has_unread``: whether some cells are formulas whose results were not stored.
    """
    stated = " ".join(tidy(text) for text in dict.fromkeys(grid.ravel().tolist()) if text)
    for table in find_tables(grid, words):
        sheet = tell_columns(table)
        if sheet is not None and len(sheet.units):
            yield replace(sheet, stated=stated, has_unread=has_unread)


def as_frame(found: Iterable[Finding]) -> pd.DataFrame:
    """Return disagreements as a frame, in the order in which they were found."""
    rows = pd.DataFrame(list(found), columns=Finding._fields)
    return rows.astype({"computed": "Float64"})
