"""A published table, as a frame or a file → its disagreements, one row each, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.audit.checks import disagreements
from zhen_analysis.audit.finding import Finding
from zhen_analysis.audit.grid.columns import Sheet, tell_columns
from zhen_analysis.audit.grid.grids import as_grid, merged_out
from zhen_analysis.audit.grid.upright import find_tables
from zhen_analysis.base.addresses import address
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.files.sheets import read_file

COLUMNS = ["unit", "column", "check", "printed", "computed", "likely"]


def audit_ranking(frame: pd.DataFrame, *, words: Words = WORDS) -> pd.DataFrame:
    """Recompute a published table from its own numbers.

    Totals (plain sums, deductions from full marks, means, weights that headings state or that the
    lines give away), rates and changes, 合计 and 平均 lines, parts, ranks and how ties share them.
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
        One row per disagreement: ``unit, column, check`` (total, rate, rank, tie, subtotal, part or
        duplicate), ``printed`` (text as it stands), ``computed`` (number; percentages in percent;
        NA for a duplicate) and ``likely`` (the likely slip, in Chinese; may be empty).
    """
    sheets = tables_of(as_grid(frame), words)
    return as_frame(one for sheet in sheets for one in disagreements(sheet))[COLUMNS]


def audit_file(path: Path | str, *, words: Words = WORDS) -> pd.DataFrame:
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
        held = list(tables_of(merged_out(sheet.grid, sheet.merges), words))
        tables += len(held)
        rows = as_frame(one for table in held for one in disagreements(table))
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


def tables_of(grid: np.ndarray, words: Words) -> Iterator[Sheet]:
    """Yield the tables of a grid, their columns told apart."""
    for table in find_tables(grid, words):
        sheet = tell_columns(table)
        if sheet is not None and len(sheet.units):
            yield sheet


def as_frame(found: Iterable[Finding]) -> pd.DataFrame:
    """Return disagreements as a frame, in the order in which they were found."""
    rows = pd.DataFrame(list(found), columns=Finding._fields)
    return rows.astype({"computed": "Float64"})
