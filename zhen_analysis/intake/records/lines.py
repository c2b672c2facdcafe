"""A block → its lines as read: unit, dates and quantities of each, beside their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue.vocabulary.shapes import AHEAD, DAYS
from zhen_analysis.intake.cells.dates import usual_serials
from zhen_analysis.intake.cells.timelimits import read_limits
from zhen_analysis.intake.cells.units_named import NameBook, resolve_units
from zhen_analysis.intake.cells.values import parse_dates, parse_quantities
from zhen_analysis.intake.layout.blocks import entry_text, field_text, measured
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.records.corrections import Match, apply_corrections

NO_OVERRIDES: Mapping[date, str] = MappingProxyType({})


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
    block: Block,
    book: NameBook,
    period: FiledPeriod,
    corrections: Sequence[Match] = (),
    overrides: Mapping[date, str] = NO_OVERRIDES,
) -> Lines:
    """Read every line of a block; what cannot be read is NA beside its problem.

    ``overrides``: the town's working days, for time limits that are a number of them.
    """
    filed = entry_text(block)
    text = apply_corrections(filed, corrections)
    days = {field: read_days(field, filed, text, block, period) for field in DAYS}
    return Lines(
        block=block,
        filed=filed,
        text=text,
        units=resolve_units(field_text(text, block, "unit"), book),
        dates={**days, "deadline": settle_limits(days, text, block, overrides)},
        quantities=read_quantities(text, block),
    )


def settle_limits(
    days: dict[str, pd.DataFrame], text: pd.DataFrame, block: Block, overrides: Mapping[date, str]
) -> pd.DataFrame:
    """Return the deadlines, those written as a number of days counted from the day of opening."""
    deadlines, heading = days["deadline"], block.heading("deadline")
    if heading is None:
        return deadlines
    kind = block.header.find_item("text", "day_kind")
    kinds = text[kind.index] if kind else pd.Series("", index=text.index, dtype="str")
    ends = read_limits(
        text[heading.index], days["opened"]["date"], kinds, block.ledger.day_kind, overrides
    )
    is_limit = ends.notna()
    return deadlines.assign(
        date=deadlines["date"].mask(is_limit, ends),
        problem=deadlines["problem"].mask(is_limit),
    )


def read_days(
    field: str, filed: pd.DataFrame, text: pd.DataFrame, block: Block, period: FiledPeriod
) -> pd.DataFrame:
    """Read one field's days; a corrected cell holds text, whatever it held as filed."""
    written, heading, numbers = field_text(text, block, field), block.heading(field), None
    cells = block.sheet.is_number
    if heading is not None and cells is not None:
        as_filed = filed[heading.index] == written
        numbers = as_filed & cells[text.index - 1, heading.index]
        if block.sheet.day_zero:
            written = written.mask(numbers, usual_serials(written, block.sheet.day_zero))
    return parse_dates(
        written, period, numbers, is_deadline=field in AHEAD, words=block.ledger.words
    )


def read_quantities(text: pd.DataFrame, block: Block) -> dict[int, pd.DataFrame]:
    """Return value, qualifier and problem of every quantity column, by sheet column.

    A value below the column's declared minimum is not a quantity of work: NA, and an issue. A mark
    below it, and anything above the maximum, is kept as it was given, and an issue too.
    """
    ledger, parsed = block.ledger, {}
    for heading in measured(block):
        column = heading.column
        values = parse_quantities(
            text[heading.index],
            column.uom,
            heading.uom,
            dash_is_zero=ledger.dash == "zero",
            words=ledger.words,
        )
        below = values["value"].lt(column.minimum).fillna(False).astype(bool)
        above = values["value"].gt(column.most).fillna(False).astype(bool)
        values.loc[above, "problem"] = "over_maximum"
        if ledger.shape == "mark":
            values.loc[below, "problem"] = "below_minimum"
        else:
            values.loc[below, "problem"] = "negative"
            values.loc[below, "value"] = pd.NA
        parsed[heading.index] = values
    return parsed


def is_stated(parsed: pd.DataFrame) -> pd.Series:
    """Tell which cells of a quantity column say anything: a number, or what cannot be read."""
    return parsed["value"].notna() | parsed["problem"].notna()
