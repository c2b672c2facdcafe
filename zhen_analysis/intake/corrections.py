"""Declared corrections and the tables as filed → which cells are read otherwise, and which fail.

A correction says what a cell reads now and what it is to be read as. It holds only while a cell
still reads so: once the workbook itself is mended, the correction is stale and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from zhen_analysis.catalogue import Correction
from zhen_analysis.catalogue.forms import plain as plain_heading
from zhen_analysis.intake.blocks import entry_text, field_text
from zhen_analysis.intake.headers import Heading
from zhen_analysis.intake.layout import Block
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.names import NameBook, resolve_units
from zhen_analysis.intake.values import parse_dates, plain_text
from zhen_analysis.period import Month

FILE = "data/catalogue/corrections.csv"
KINDS = {"error": "差错更正", "appeal": "申诉采纳"}
DAY_FIELDS = ("date", "opened")  # what a correction's date is compared with, by ledger


@dataclass(frozen=True)
class Match:
    """A cell that reads what a correction says."""

    correction: Correction
    block: Block
    row: int
    heading: Heading

    @property
    def cell(self) -> str:
        """The address of the cell."""
        return self.block.address(self.row, self.heading.index)


@dataclass(frozen=True)
class Plan:
    """Matches that apply, by block; and the issues that tell of every correction."""

    matches: dict[tuple[str, str, int], list[Match]] = field(default_factory=dict)
    issues: list[dict[str, str]] = field(default_factory=list)

    def of(self, block: Block) -> list[Match]:
        """Return the matches of one block."""
        return self.matches.get(block.key, [])


def plan_corrections(
    corrections: list[Correction], blocks: list[Block], books: dict[str, NameBook], month: Month
) -> Plan:
    """Find the cell of every correction of this month.

    It applies where it meets one cell of a file, also in a copy or another version of that file;
    where it meets several cells of one file it is in doubt and applies nowhere.
    """
    plan = Plan()
    for correction in corrections:
        found = [
            match
            for block in blocks
            for match in find_matches(correction, block, books[block.ledger.level], month)
        ]
        per_file = Counter(match.block.sheet.file for match in found)
        if not found:
            plan.issues.extend(tell_stale(correction, month))
        elif max(per_file.values()) > 1:
            places = "、".join(f"{match.block.sheet.name} {match.cell}" for match in found)
            plan.issues.append(tell(correction, "correction_ambiguous", places=places))
        else:
            for match in found:
                plan.matches.setdefault(match.block.key, []).append(match)
                plan.issues.append(tell_applied(match))
    return plan


def find_matches(
    correction: Correction, block: Block, book: NameBook, month: Month
) -> Iterator[Match]:
    """Yield the cells of a block that a correction means."""
    heading = find_heading(correction.field, block)
    if block.ledger.code != correction.ledger or heading is None or heading.column.personal:
        return
    if not block.sheet.file.endswith(correction.file):
        return
    text = entry_text(block)
    wanted = text[heading.index].map(plain_text) == plain_text(correction.written)
    if heading.column.field != "unit":
        wanted &= resolve_units(field_text(text, block, "unit"), book) == correction.unit
    if correction.date and heading.column.field not in DAY_FIELDS:
        days = [parse_dates(field_text(text, block, name), month)["date"] for name in DAY_FIELDS]
        wanted &= days[0].fillna(days[1]) == pd.Timestamp(correction.date)
    for row in text.index[wanted]:
        match = Match(correction, block, row, heading)
        if correction.cell in ("", match.cell):
            yield match


def find_heading(named: str, block: Block) -> Heading | None:
    """Return the column that a correction's field names: an item, a field, or a heading."""
    for heading in block.headings:
        column = heading.column
        names = {column.item, column.field, *map(plain_heading, (column.label, heading.label))}
        if named and plain_heading(named) in names | {plain_heading(s) for s in column.spellings}:
            return heading
    return None


def apply_corrections(text: pd.DataFrame, matches: Sequence[Match]) -> pd.DataFrame:
    """Return a block's text as it is to be read."""
    corrected = text.copy()
    for match in matches:
        corrected.loc[match.row, match.heading.index] = match.correction.value
    return corrected


def tell_applied(match: Match) -> dict[str, str]:
    """Return the issue of a correction that applies, at the corrected cell."""
    correction = match.correction
    return make_issue(
        "corrected",
        match.block.sheet.file,
        match.block.sheet.name,
        match.cell,
        field=match.heading.label,
        written=correction.written,
        read_as=correction.value,
        row=correction.row,
        kind=KINDS[correction.kind],
        reason=correction.reason or "未写明原因",
    )


def tell_stale(correction: Correction, month: Month) -> Iterator[dict[str, str]]:
    """Yield the issue of a correction that meets no cell of the month that it is dated in."""
    is_of_month = correction.date is not None and (
        (correction.date.year, correction.date.month) == month.key
    )
    if is_of_month or f"/{month}/" in f"/{correction.file}":
        yield tell(correction, "correction_stale")


def tell(correction: Correction, check: str, **details: object) -> dict[str, str]:
    """Return the issue of a correction that does not apply, at its own line."""
    return make_issue(
        check,
        FILE,
        "corrections",
        f"A{correction.row}",
        field=correction.field,
        written=correction.written,
        read_as=correction.value,
        **details,
    )
