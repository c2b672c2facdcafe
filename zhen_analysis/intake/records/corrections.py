"""Declared corrections and the tables as filed → which cells are read otherwise, and which fail.

A correction says what a cell reads now and what it is to be read as. It holds only while a cell
still reads so: once the workbook itself is mended, the correction is stale and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue import Correction
from zhen_analysis.catalogue.headings import plain as plain_heading
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.dates import parse_dates
from zhen_analysis.intake.cells.quantities import parse_quantities
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.units_named import NameBook, resolve_units
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.layout.blocks import entry_text, field_text
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import make_issue

FILE = "data/catalogue/corrections.csv"
KINDS = {"error": "差错更正", "appeal": "申诉采纳"}
REFUSED = {"error": "核实无误", "appeal": "申诉未采纳"}  # the value is what is written
LINE_FIELDS = {"unit": 0, "date": 1, "opened": 1, "case": 1}  # what a line is found by
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

    @property
    def place(self) -> tuple:
        """What tells the cell from every other."""
        return (*self.block.key, self.row, self.heading.index)


@dataclass(frozen=True)
class Plan:
    """Matches that apply, by block; and the issues that tell of every correction."""

    matches: dict[tuple[str, str, int], list[Match]] = field(default_factory=dict)
    issues: list[dict[str, str]] = field(default_factory=list)

    def of(self, block: Block) -> list[Match]:
        """Return the matches of one block."""
        return self.matches.get(block.key, [])


def plan_corrections(
    corrections: list[Correction],
    blocks: list[Block],
    books: dict[str, NameBook],
    period: FiledPeriod,
) -> Plan:
    """Find the cell of every correction of this month.

    It applies where it meets one cell of a file, also in a copy or another version of that file;
    where it meets several cells of one file it is in doubt and applies nowhere, and so do two that
    want different things of one cell. Units are corrected first, then days: a correction of
    another cell finds its line by them.
    """
    plan, wanted = Plan(), {correction.ledger for correction in corrections}
    concerned = [block for block in blocks if block.ledger.code in wanted]
    texts = {block.key: entry_text(block) for block in concerned}
    stages = {c: min((stage(c, block) for block in concerned), default=2) for c in corrections}
    for number in range(3):
        group = [correction for correction in corrections if stages[correction] == number]
        found = {
            correction: [
                match
                for block in concerned
                for match in find_matches(
                    correction, block, texts[block.key], books[block.ledger.level], period
                )
            ]
            for correction in group
        }
        settle(found, plan, period)
        for block in concerned:
            texts[block.key] = apply_corrections(texts[block.key], plan.of(block))
    return plan


def stage(correction: Correction, block: Block) -> int:
    """Return when a correction is sought: 0 of a unit, 1 of a day or number, 2 of what is said."""
    heading = find_heading(correction.field, block)
    if block.ledger.code != correction.ledger or heading is None:
        return 2
    return LINE_FIELDS.get(heading.column.field, 2)


def settle(found: dict[Correction, list[Match]], plan: Plan, period: FiledPeriod) -> None:
    """Put into the plan which corrections apply, and what is to be said of each of them."""
    wishes: dict[tuple, set[str]] = {}
    for match in (match for matches in found.values() for match in matches):
        wishes.setdefault(match.place, set()).add(match.correction.value)
    for correction, matches in found.items():
        per_file = Counter(match.block.sheet.file for match in matches)
        places = "、".join(f"{match.block.sheet.name} {match.cell}" for match in matches)
        if not matches:
            plan.issues.extend(tell_stale(correction, period))
        elif max(per_file.values()) > 1:
            plan.issues.append(tell(correction, "correction_ambiguous", places=places))
        elif any(len(wishes[match.place]) > 1 for match in matches):
            plan.issues.append(tell(correction, "correction_contradicted", places=places))
        elif plain_text(correction.value) == plain_text(correction.written):
            plan.issues.extend(tell_at_cell(match, "correction_refused") for match in matches)
        else:
            for match in matches:
                plan.matches.setdefault(match.block.key, []).append(match)
                plan.issues.append(tell_at_cell(match, "corrected"))


def find_matches(
    correction: Correction, block: Block, text: pd.DataFrame, book: NameBook, period: FiledPeriod
) -> Iterator[Match]:
    """Yield the cells of a block that a correction means."""
    heading = find_heading(correction.field, block)
    if block.ledger.code != correction.ledger or heading is None or heading.column.personal:
        return
    if not f"/{block.sheet.file}".endswith(f"/{correction.file}" if correction.file else ""):
        return
    wanted = still_reads(text[heading.index], correction, heading, block.ledger.words)
    if heading.column.field != "unit":
        wanted &= resolve_units(field_text(text, block, "unit"), book) == correction.unit
    if correction.date and heading.column.field not in DAY_FIELDS:
        days = [parse_dates(field_text(text, block, name), period)["date"] for name in DAY_FIELDS]
        wanted &= days[0].fillna(days[1]) == pd.Timestamp(correction.date)
    for row in text.index[wanted]:
        match = Match(correction, block, row, heading)
        if correction.cell in ("", match.cell):
            yield match


def still_reads(
    column: pd.Series, correction: Correction, heading: Heading, words: Words
) -> pd.Series:
    """Tell which cells read what a correction says: the same text, or the same quantity.

    12 and 12方 are one quantity; 约12 is another statement.
    """
    same = column.map(plain_text) == plain_text(correction.written)
    uom = heading.column.uom
    if not uom:
        return same
    said = parse_quantities(pd.Series([correction.written]), uom, heading.uom, words=words).iloc[0]
    if pd.isna(said["value"]) or pd.notna(said["problem"]):
        return same
    read = parse_quantities(column, uom, heading.uom, words=words)
    equal = read["value"].eq(said["value"]).fillna(False).astype(bool) & read["problem"].isna()
    return same | (equal & (read["qualifier"].fillna("") == (said["qualifier"] or "")))


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


def tell_at_cell(match: Match, check: str) -> dict[str, str]:
    """Return the issue of a correction that means a cell, at that cell."""
    correction, kinds = match.correction, KINDS if check == "corrected" else REFUSED
    return make_issue(
        check,
        match.block.sheet.file,
        match.block.sheet.name,
        match.cell,
        field=match.heading.label,
        written=correction.written,
        read_as=correction.value,
        row=correction.row,
        kind=kinds[correction.kind],
        reason=correction.reason or "未写明原因",
    )


def tell_stale(correction: Correction, period: FiledPeriod) -> Iterator[dict[str, str]]:
    """Yield the issue of a correction that meets no cell of the month that it is dated in."""
    is_of_month = correction.date is not None and (
        (correction.date.year, correction.date.month) == period.key
    )
    if is_of_month or f"/{period}/" in f"/{correction.file}":
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
