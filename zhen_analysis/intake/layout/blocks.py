"""A block → the text of its entries, column by column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.shapes import QUANTITIES
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.layout.find import Block

NOTES_SHEET = "填表说明"  # of the forms that we hand out: nothing in it is taken for work
KEY_FIELDS = ("unit", "date", "case", "opened")


def entry_text(block: Block) -> pd.DataFrame:
    """Return the entry lines as text; columns are sheet columns, the index sheet rows from 1.

    A merged village, day or number stands for every line that it spans, and 同上 for the one
    above; quantities are never spread, or they would be counted twice.
    """
    grid = block.sheet.grid
    spread = {h.index for h in block.headings if h.column.field in KEY_FIELDS}
    if any(start[1] in spread for start, _ in block.sheet.merges):
        grid = grid.copy()
        for column in spread:
            grid[:, column] = spread_column(block.sheet, column, block.header.stop)
    rows = block.rows["entry"]
    text = pd.DataFrame(grid[rows], index=pd.Index(rows + 1, name="row"), dtype="str")
    for index in spread:
        is_ditto = text[index].isin(block.ledger.words.of("ditto"))
        above = text[index].mask(is_ditto).ffill()
        text[index] = text[index].where(~is_ditto, above).fillna("")
    return text


def spread_column(sheet: Sheet, column: int, start: int) -> np.ndarray:
    """Return a column's texts, a merged one standing for every row from ``start`` that it spans."""
    texts = sheet.grid[:, column].copy()
    for (top, left), (bottom, _) in sheet.merges:
        if left == column and top >= start:
            texts[top : bottom + 1] = texts[top]
    return texts


def field_text(text: pd.DataFrame, block: Block, field: str) -> pd.Series:
    """Return what the lines say of one field.

    The text of its column; where the table has none, what the sheet states for all its lines;
    else blank.
    """
    heading = block.heading(field)
    if heading is not None:
        return text[heading.index]
    return pd.Series(block.given.get(field, ""), index=text.index, dtype="str")


def measured(block: Block) -> list[Heading]:
    """Return the columns that hold quantities."""
    return [h for h in block.headings if h.column.field in QUANTITIES]
