"""A block → the text of its entries, column by column."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.intake.layout import Block, Heading

QUANTITIES = ("value", "done", "due")
KEY_FIELDS = ("unit", "date", "case", "opened")


def entry_text(block: Block) -> pd.DataFrame:
    """Return the entry lines as text; columns are sheet columns, the index sheet rows from 1.

    A merged village, day or number stands for every line that it spans; quantities are never
    spread, or they would be counted twice.
    """
    grid = block.sheet.grid
    spread = {h.index for h in block.headings if h.column.field in KEY_FIELDS}
    merged = [merge for merge in block.sheet.merges if merge[0][1] == merge[1][1]]
    if any(start[1] in spread for start, _ in merged):
        grid = grid.copy()
        for (top, column), (bottom, _) in merged:
            if column in spread and top >= block.header_rows.stop:
                grid[top : bottom + 1, column] = grid[top, column]
    rows = block.rows["entry"]
    return pd.DataFrame(grid[rows], index=pd.Index(rows + 1, name="row"), dtype="str")


def column_text(text: pd.DataFrame, heading: Heading | None) -> pd.Series:
    """Return one column's text, blank where the block has no such column."""
    if heading is None:
        return pd.Series("", index=text.index, dtype="str")
    return text[heading.index]


def measured(block: Block) -> list[Heading]:
    """Return the columns that hold quantities."""
    return [h for h in block.headings if h.column.field in QUANTITIES]
