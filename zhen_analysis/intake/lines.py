"""A block → its lines as read: unit, dates and quantities of each, beside their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from zhen_analysis.intake.blocks import entry_text, field_text, measured
from zhen_analysis.intake.corrections import Match, apply_corrections
from zhen_analysis.intake.layout import Block
from zhen_analysis.intake.names import NameBook, resolve_units
from zhen_analysis.intake.values import parse_dates, parse_quantities
from zhen_analysis.period import Month

DATES = ("date", "opened", "deadline", "closed", "checked")


@dataclass(frozen=True)
class Lines:
    """The entry lines of one block; every table here has one row per line, indexed by sheet row.

    Attributes
    ----------
    filed : text as filed, one column per sheet column.
    text : the same as it is to be read, corrections applied.
    units : code of each line's unit, NA where none fits.
    dates : field → date and problem.
    quantities : sheet column → value, qualifier and problem.
    """

    block: Block
    filed: pd.DataFrame
    text: pd.DataFrame
    units: pd.Series
    dates: dict[str, pd.DataFrame]
    quantities: dict[int, pd.DataFrame]

    def said(self, field: str) -> pd.Series:
        """Return what the lines say of one field."""
        return field_text(self.text, self.block, field)


def read_lines(
    block: Block, book: NameBook, month: Month, corrections: Sequence[Match] = ()
) -> Lines:
    """Read every line of a block; what cannot be read is NA beside its problem."""
    filed = entry_text(block)
    text = apply_corrections(filed, corrections)
    return Lines(
        block=block,
        filed=filed,
        text=text,
        units=resolve_units(field_text(text, block, "unit"), book),
        dates={field: parse_dates(field_text(text, block, field), month) for field in DATES},
        quantities=read_quantities(text, block),
    )


def read_quantities(text: pd.DataFrame, block: Block) -> dict[int, pd.DataFrame]:
    """Return value, qualifier and problem of every quantity column, by sheet column.

    A value below the column's declared minimum is not a quantity of work: NA, and an issue.
    """
    parsed = {}
    for heading in measured(block):
        column = heading.column
        values = parse_quantities(text[heading.index], column.uom, heading.uom)
        below = values["value"].lt(column.minimum).fillna(False).astype(bool)
        values.loc[below, "problem"] = "negative"
        values.loc[below, "value"] = pd.NA
        parsed[heading.index] = values
    return parsed
