"""A block → the text of its entries, column by column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.shapes import QUANTITIES
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.quantities import UNCLEAR, parse_quantities
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.columns import TWO_UNITS, Heading
from zhen_analysis.intake.layout.find import Block

NOTES_SHEET = "填表说明"  # of the forms that we hand out: nothing in it is taken for work
BARE_NUMBER = r"[\d一二两三四五六七八九十百千万半余多]$"
KEY_FIELDS = ("unit", "date", "case", "opened")


def entry_text(block: Block) -> pd.DataFrame:
    """Return the entry lines as text; columns are sheet columns, the index sheet rows from 1.

    A merged village, day or number stands for every line that it spans, and 同上 for the one
    above; quantities are never spread, or they would be counted twice.
    """
    grid = block.sheet.grid
    spread = {h.index for h in block.headings if h.column.field in KEY_FIELDS}
    spread |= {h.uom_index for h in block.headings if h.uom_index >= 0}
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


def read_column(
    texts: pd.Series,
    heading: Heading,
    uoms: pd.Series | None,
    *,
    dash_is_zero: bool = True,
    words: Words = WORDS,
) -> pd.DataFrame:
    """Read the cells of one column of quantities, as ``parse_quantities`` does.

    Parameters
    ----------
    uoms : what the column of its units of measure says beside each cell; None where none is.
    """
    heading_uom = UNCLEAR if heading.doubt == TWO_UNITS else heading.uom
    return parse_quantities(
        with_uoms(texts, uoms),
        heading.column.uom,
        heading_uom,
        dash_is_zero=dash_is_zero,
        words=words,
    )


def with_uoms(texts: pd.Series, uoms: pd.Series | None) -> pd.Series:
    """Return numbers with the units of measure beside them; a quantity that has one keeps it."""
    if uoms is None:
        return texts
    is_bare = texts.str.contains(BARE_NUMBER) & uoms.ne("")
    return texts.where(~is_bare, texts + uoms.str.strip("()（）"))


def measured(block: Block) -> list[Heading]:
    """Return the columns that hold quantities."""
    return [h for h in block.headings if h.column.field in QUANTITIES]
