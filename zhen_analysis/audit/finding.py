"""One disagreement of a published table, as it is reported."""

from __future__ import annotations

from typing import NamedTuple

from zhen_analysis.audit.cells import tidy
from zhen_analysis.audit.columns import Column, Role, Sheet


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
    shown = None if computed is None else round(float(computed) + 0.0, max(column.decimals, 0))
    if column.role is Role.RANK and shown is not None:
        shown = int(shown) if float(shown).is_integer() else shown
    place = int(table.columns[min(line, len(table.columns) - 1), column.place])
    return Finding(
        unit=sheet.names[line],
        column=column.label,
        check=check,
        printed=tidy(table.cells[line, column.place]),
        computed=shown,
        likely=likely,
        row=int(table.rows[line]),
        place=place,
    )
