"""One disagreement of a published table, as it is reported."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zhen_analysis.audit.grid.cells import read_number, tidy
from zhen_analysis.audit.grid.columns import Column, Sheet
from zhen_analysis.base.rounding import round_half_up


class Finding(NamedTuple):
    """A printed cell and what it should say; row and place are those of the grid as it was read."""

    unit: str
    column: str
    check: str
    printed: str
    computed: float | None
    likely: str
    row: int
    place: int


def finding(
    sheet: Sheet, line: int, column: Column, check: str, computed: float | None, likely: str
) -> Finding:
    """Return the disagreement of one cell; the computed number to the digits that are printed."""
    table = sheet.table
    decimals = max(column.decimals, read_number(table.cells[line, column.place]).decimals)
    shown = None if computed is None else float(round_half_up(np.array([computed]), decimals)[0])
    return Finding(
        unit=sheet.names[line],
        column=column.label,
        check=check,
        printed=tidy(table.cells[line, column.place]),
        computed=shown,
        likely=likely,
        row=int(table.rows[line]),
        place=int(table.columns[line, column.place]),
    )
