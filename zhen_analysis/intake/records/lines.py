"""A block → its lines as read: unit, dates and quantities of each, beside their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue.vocabulary.shapes import AHEAD, DAYS
from zhen_analysis.intake.cells.dates import parse_dates, usual_serials
from zhen_analysis.intake.cells.leading_units import leading_units
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.times.deadlines import complete_years, read_deadlines
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.cells.times.timelimits import read_limits
from zhen_analysis.intake.cells.units_named import NameBook, resolve_units
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.layout.blocks import entry_text, field_text, measured, read_column
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.layout.merged_quantities import merged_over_units, shared_quantities
from zhen_analysis.intake.records.corrections import Match, apply_corrections
from zhen_analysis.intake.records.taken_back import Outside, Said, remarks_on_figures

DEPARTMENT = "department"
LONGEST_IDENTITY = 40  # characters of a case's text that tell it from others
TAKEN_BACK, SHARED, MERGED = "taken_back", "shared_quantity", "merged_quantity"
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
    helpers : codes of the units that help with a case, NA where none does.
    remarks : what remarks take back of the lines' quantities, or add in words.
    unnumbered : what identifies each case of a table without numbers, blank where that is not
        known: its unit's name, its day, its text.
    """

    block: Block
    filed: pd.DataFrame
    text: pd.DataFrame
    units: pd.Series
    dates: dict[str, pd.DataFrame]
    quantities: dict[int, pd.DataFrame]
    helpers: pd.Series
    unnumbered: pd.Series
    remarks: Sequence[Said] = ()

    def where(self, kept: pd.Series) -> Lines:
        """Return some of the lines."""
        return replace(
            self,
            filed=self.filed[kept],
            text=self.text[kept],
            units=self.units[kept],
            dates={field: parsed[kept] for field, parsed in self.dates.items()},
            quantities={index: parsed[kept] for index, parsed in self.quantities.items()},
            helpers=self.helpers[kept],
            unnumbered=self.unnumbered[kept],
            remarks=[
                said
                for said in self.remarks
                if not said.lines or kept.reindex(said.lines, fill_value=False).any()
            ],
        )

    def said(self, field: str) -> pd.Series:
        """Return what the lines say of one field; a case that has no number, what identifies it."""
        if field == "case" and self.block.heading("case") is None:
            return self.unnumbered
        return field_text(self.text, self.block, field)


def read_lines(
    block: Block,
    book: NameBook,
    period: FiledPeriod,
    corrections: Sequence[Match] = (),
    overrides: Mapping[date, str] = NO_OVERRIDES,
    outside: Outside = (),
) -> Lines:
    """Read every line of a block; what cannot be read is NA beside its problem.

    ``overrides``: the town's working days, for time limits that are a number of them.
    ``outside``: cell and text of what stands outside the tables of the sheet.
    """
    filed = entry_text(block)
    text = apply_corrections(filed, corrections)
    days = {field: read_days(field, filed, text, block, period) for field in DAYS}
    days = settle_by_opening(days, text, block, period)
    units, helpers = read_units(text, block, book)
    names = {int(row): book.name_of(str(unit)) for row, unit in units.dropna().items()}
    settled = frozenset((match.row, match.heading.index) for match in corrections)
    remarks = remarks_on_figures(block, text, names, outside, settled)
    return Lines(
        block=block,
        filed=filed,
        text=text,
        units=units,
        helpers=helpers,
        unnumbered=identify_cases(text, block, days, names),
        remarks=remarks,
        dates={**days, "deadline": settle_limits(days, text, block, overrides)},
        quantities=without_taken_back(read_quantities(text, block), remarks),
    )


def read_units(text: pd.DataFrame, block: Block, book: NameBook) -> tuple[pd.Series, pd.Series]:
    """Return each line's unit and the units that help it; NA where there is none.

    Of several departments in one case the first leads it, or the one that is said to.
    """
    written = field_text(text, block, "unit")
    units = resolve_units(written, book)
    if block.ledger.shape != "case" or block.ledger.level != DEPARTMENT:
        return units, pd.Series(pd.NA, index=units.index, dtype=object)
    leading = leading_units(written, book)
    return units.fillna(leading["unit"]), leading["helpers"].where(units.isna())


def identify_cases(
    text: pd.DataFrame, block: Block, days: dict[str, pd.DataFrame], names: Mapping[int, str]
) -> pd.Series:
    """Return what identifies each case in a table without numbers: 青禾村 2022-03-05 电线老化."""
    identity = pd.Series("", index=text.index, dtype="str")
    is_whole = pd.Series(True, index=text.index)
    for field in block.ledger.unnumbered_key:
        if field == "unit":
            part = pd.Series([names.get(int(row), "") for row in text.index], text.index)
        elif field in DAYS:
            part = days[field]["date"].dt.strftime("%Y-%m-%d").fillna("")
        else:
            part = field_text(text, block, field).map(plain_text).str.slice(0, LONGEST_IDENTITY)
        identity = identity.str.cat(part.astype("str"), sep=" ")
        is_whole &= part.ne("")
    return identity.str.strip().where(is_whole, "")


def without_taken_back(
    quantities: dict[int, pd.DataFrame], remarks: Sequence[Said]
) -> dict[int, pd.DataFrame]:
    """Take away the values that a remark takes back; the remark itself is told."""
    for row, column in (cell for said in remarks for cell in said.cells):
        quantities[column].loc[row, "value"] = pd.NA
        quantities[column].loc[row, "problem"] = TAKEN_BACK
    return quantities


def settle_by_opening(
    days: dict[str, pd.DataFrame], text: pd.DataFrame, block: Block, period: FiledPeriod
) -> dict[str, pd.DataFrame]:
    """Return the days again, those that only the day of opening completes read by it.

    A deadline or a closing without a year, and a deadline in words (本月底, 8月底前).
    """
    opened, settled = days["opened"]["date"], dict(days)
    filed_for = block.sheet.filed_for or FiledFor.calendar(period)
    for field in ("deadline", "closed", "checked"):
        if block.heading(field) is None:
            continue
        written, is_deadline = field_text(text, block, field), field in AHEAD
        found = complete_years(written, opened, filed_for.last_day, may_lie_ahead=is_deadline)
        if is_deadline:
            worded = read_deadlines(written, opened, period)
            found = found.where(found["date"].notna(), worded)
        changed = found["date"].notna() & (found["date"] != days[field]["date"])
        settled[field] = days[field].mask(changed, found, axis=0)
    return settled


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
    parsed = parse_dates(
        written, period, numbers, is_deadline=field in AHEAD, words=block.ledger.words
    )
    return parsed if field in AHEAD else in_own_month(parsed, written, block)


def in_own_month(parsed: pd.DataFrame, written: pd.Series, block: Block) -> pd.DataFrame:
    """Return the days; 28日 in a month that ends on the 25th is of the calendar month before."""
    filed_for = block.sheet.filed_for
    if filed_for is None or filed_for.last_day == filed_for.period.last_day:
        return parsed
    is_late = parsed["date"] > pd.Timestamp(filed_for.last_day)
    is_bare = written.str.fullmatch(r"\s*\d{1,2}\s*[日号]?\s*").fillna(False).astype(bool)
    before = parsed["date"] - pd.DateOffset(months=1)
    return parsed.assign(date=parsed["date"].mask(is_late & is_bare, before))


def read_quantities(text: pd.DataFrame, block: Block) -> dict[int, pd.DataFrame]:
    """Return value, qualifier and problem of every quantity column, by sheet column.

    A number merged over several items or units belongs to none of them alone: NA, and an issue.
    A value below the column's declared minimum is not a quantity of work: NA, and an issue. A mark
    below it, and anything above the maximum, is kept as it was given, and an issue too.
    """
    ledger, parsed = block.ledger, {}
    shared, merged = shared_quantities(block), merged_over_units(block)
    for heading in measured(block):
        column = heading.column
        values = read_column(
            text[heading.index],
            heading,
            own_uoms(text, heading),
            dash_is_zero=ledger.dash == "zero",
            words=ledger.words,
        )
        belongs_to_several = values.index.isin([r for r, c in shared if c == heading.index])
        belongs_to_several &= values["value"].fillna(0).ne(0).to_numpy(dtype=bool)
        values.loc[belongs_to_several, "problem"] = SHARED
        values.loc[belongs_to_several, "value"] = pd.NA
        is_merged = values.index.isin([r for r, c in merged if c == heading.index])
        values.loc[is_merged, "problem"] = MERGED
        values.loc[is_merged, "value"] = pd.NA
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


def own_uoms(text: pd.DataFrame, heading: Heading) -> pd.Series | None:
    """Return what stands in a quantity's column of units of measure; None where it has none."""
    return text[heading.uom_index] if heading.uom_index >= 0 else None


def is_stated(parsed: pd.DataFrame) -> pd.Series:
    """Tell which cells of a quantity column say anything: a number, or what cannot be read."""
    return parsed["value"].notna() | parsed["problem"].notna()
