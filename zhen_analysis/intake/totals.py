"""Stated 合计 and 小计 of a block → those that their lines do not add up to, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.uom import dimension
from zhen_analysis.intake.blocks import measured, spread_column
from zhen_analysis.intake.headers import UNDECLARED, Heading
from zhen_analysis.intake.layout import Block
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.rows import DERIVED, states_derived, states_sum
from zhen_analysis.intake.slips import Other, Part, likely_slip
from zhen_analysis.intake.sources import claim_each
from zhen_analysis.intake.values import parse_quantities, plain_text

TOLERANCE = 1e-6  # relative; sums of decimals differ in the last binary digit
PARTIAL = re.compile(r"小计|[类组片区管]|第.+合计")  # a sum of some lines
CUMULATIVE = "累计"  # may well be the year's so far: only too little of it is a slip
WHOLE = re.compile(
    r"全[镇乡村区县]|[^\d]{2,6}(?:镇|乡|街道)$|(?:全镇|本月|以上|各村|全部|累计)?(?:合计|总计|共计|总和|汇总)"
)
LAST_MONTH = re.compile(r"上月|上期")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
MOSTLY = 0.5  # where more lines than this disagree, a column is no sum of what it seems to be


@dataclass(frozen=True)
class Column:
    """One column of quantities of a block, as the file itself states them."""

    block: Block
    heading: Heading

    @cached_property
    def texts(self) -> np.ndarray:
        """Text of every cell of the sheet's column."""
        return self.block.sheet.grid[:, self.heading.index]

    @cached_property
    def values(self) -> np.ndarray:
        """The numbers, NaN where none can be read."""
        column = pd.Series(self.texts, dtype="str")
        parsed = parse_quantities(column, self.heading.column.uom, self.heading.uom)
        return parsed["value"].astype("float64").to_numpy(dtype=float, na_value=np.nan)

    @cached_property
    def is_text(self) -> np.ndarray:
        """Cells that the office program takes for text, and so leaves out of its sums."""
        known = self.block.sheet.is_number
        if known is None:
            return ~claim_each(self.texts, lambda text: bool(PLAIN_NUMBER.fullmatch(text)))
        return ~known[:, self.heading.index]

    def total(self, rows: np.ndarray) -> float:
        """Return the sum of some rows."""
        return float(np.nansum(self.values[rows]))

    def part(self, row: int) -> Part:
        """Return a line's number with its place and the name of its unit."""
        unit = self.block.heading("unit")
        name = str(self.block.sheet.grid[row, unit.index]) if unit else ""
        value = self.values[row]
        return Part(
            exact(0.0 if np.isnan(value) else value),
            self.block.address(int(row) + 1, self.heading.index),
            name,
            is_text=bool(self.is_text[row]),
        )


def exact(value: float) -> Decimal:
    """Return a number as it is written: sums of decimals are off in the last binary digit."""
    return Decimal(repr(round(float(value), 9)))


def total_issues(block: Block, peers: Sequence[Block] = ()) -> Iterator[dict[str, str]]:
    """Compare every stated total with the sum of its lines, as the file itself states them.

    小计 and totals of a group cover the lines since the last such line (or those below it, where
    it stands on top); any other word covers all lines above it, or all lines of the block. With
    ``peers``, other blocks of the sheet, a total may be that of tables side by side, or of pages.
    """
    rows = [int(row) for row in block.rows["subtotal"]]
    labels = {row: row_label(block, row) for row in rows}
    sums = [row for row in rows if not states_derived(labels[row])]
    others = [row for row in rows if LAST_MONTH.search(labels[row])]
    for heading in measured(block):
        if dimension(heading.column.uom) == "share":
            continue
        column = Column(block, heading)
        siblings = [
            Column(peer, found)
            for peer in peers
            if peer.key != block.key
            and peer.ledger.code == block.ledger.code
            and (found := peer.header.find_column(heading.column))
        ]
        for row in sums:
            yield from check_total(column, row, labels, sums, others, siblings)
    yield from row_total_issues(block)


def check_total(
    column: Column,
    row: int,
    labels: dict[int, str],
    sums: list[int],
    others: list[int],
    siblings: Sequence[Column],
) -> Iterator[dict[str, str]]:
    """Report one stated total, unless what it may cover adds up to it."""
    block, stated = column.block, column.values[row]
    if np.isnan(stated):
        return
    own = own_lines(block, row)
    covers = (
        [own]
        if own is not None
        else [rows for rows in covered_rows(block.rows["entry"], row, labels, sums)]
    )
    totals = [column.total(rows) for rows in covers]
    if siblings and own is None:
        totals += [
            sum(sibling.total(sibling.block.rows["entry"]) for sibling in siblings) + total
            for total in totals
        ]
    if any(np.isclose(stated, total, rtol=TOLERANCE, atol=1e-9) for total in totals):
        return
    if CUMULATIVE in labels[row] and stated >= totals[0]:
        return
    parts = [column.part(entry) for entry in covers[0]]
    inside = [other for other in sums if covers[0].size and covers[0][0] <= other < row]
    near = [
        Other(exact(column.values[other]), labels[other], other in inside)
        for other in {*inside, *others, *(s for s in sums if s < row)} - {row}
        if not np.isnan(column.values[other])
    ]
    yield make_issue(
        "total_mismatch",
        block.sheet.file,
        block.sheet.name,
        block.address(row + 1, column.heading.index),
        field=column.heading.label,
        written=str(column.texts[row]),
        read_as=f"{round(totals[0], 9):.10g}",
        label=labels[row],
        slip=likely_slip(exact(stated), parts, near, exact(totals[0])),
    )


def own_lines(block: Block, row: int) -> np.ndarray | None:
    """Return the lines of the unit that a sum stands beside; None where it is of several units."""
    unit = block.heading("unit")
    if unit is None:
        return None
    units = spread_column(block.sheet, unit.index, block.header.stop)
    if not units[row] or states_sum(units[row]) or states_derived(units[row]):
        return None
    entries = block.rows["entry"]
    return entries[units[entries] == units[row]]


def covered_rows(
    entries: np.ndarray, row: int, labels: dict[int, str], sums: list[int]
) -> Iterator[np.ndarray]:
    """Yield the lines that a total may cover, the likeliest first."""
    above, below = entries[entries < row], entries[entries > row]
    before = [other for other in sums if other < row]
    after = [other for other in sums if other > row]
    since = entries[(entries > before[-1]) & (entries < row)] if before else above
    until = below[below < after[0]] if after else below
    if is_partial(labels[row]):
        on_top = not len(entries[entries < sums[0]])
        first, second = (until, since) if on_top else (since, until)
        yield from (rows for rows in (first, second, above) if len(rows))
        if not len(first) and not len(second):
            yield above
        grouped = [other for other in before if not is_partial(labels[other])]
        if grouped:
            yield entries[(entries > grouped[-1]) & (entries < row)]
        return
    yield above if len(above) else entries
    yield entries
    whole = [other for other in before if not is_partial(labels[other])]
    if whole:
        yield entries[(entries > whole[-1]) & (entries < row)]


def is_partial(label: str) -> bool:
    """Tell whether a total is of a group of lines: 小计, 第一片区合计."""
    return "小计" in label or (not WHOLE.match(label) and bool(PARTIAL.search(label)))


def row_label(block: Block, row: int) -> str:
    """Return the word that makes a row a subtotal."""
    texts = [str(text) for text in block.sheet.grid[row] if text]
    named = [text for text in texts if states_sum(text) or states_derived(text)]
    return plain_text(named[0]) if named else "合计"


def row_total_issues(block: Block) -> Iterator[dict[str, str]]:
    """Compare columns named 合计 with the columns they are plainly the sum of, line by line.

    That is where they stand under one path heading, or are all the quantities of the table, and
    measure the same thing.
    """
    for heading in block.headings:
        parts = columns_of_sum(heading, block)
        if len(parts) > 1:
            yield from check_row_totals(block, heading, parts)


def columns_of_sum(heading: Heading, block: Block) -> list[Heading]:
    """Return the columns that a column named 合计 or the like is the sum of; [] if not known."""
    path = heading.label.split("/")
    own = plain_text(path[-1]).split("(")[0]
    if not states_sum(own) or DERIVED.fullmatch(own) or CUMULATIVE in own:
        return []
    group = path[:-1]
    others = [
        other
        for other in block.headings
        if other is not heading
        and (other.column.uom or other.column is UNDECLARED)
        and (other.label.split("/")[: len(group)] == group if group else bool(other.column.uom))
    ]
    quantities = [other for other in others if other.column.uom]
    measures = {(other.column.uom, other.column.field) for other in quantities}
    if len(quantities) < len(others) or len(measures) != 1:
        return []
    uom, _ = measures.pop()
    return quantities if heading.column.uom in ("", uom) else []


def check_row_totals(
    block: Block, heading: Heading, parts: Sequence[Heading]
) -> Iterator[dict[str, str]]:
    """Report the lines whose total is not the sum of its parts; none, where most are not."""
    uom = parts[0].column.uom
    stated = pd.Series(block.sheet.grid[:, heading.index], dtype="str")
    read = parse_quantities(stated, uom, heading.uom)["value"].astype("float64")
    values = read.to_numpy(dtype=float, na_value=np.nan)
    columns = [Column(block, part) for part in parts]
    totals = np.nansum([column.values for column in columns], axis=0)
    rows = np.concatenate([block.rows["entry"], block.rows["subtotal"]])
    rows = rows[~np.isnan(values[rows])]
    wrong = rows[~np.isclose(values[rows], totals[rows], rtol=TOLERANCE, atol=1e-9)]
    if len(wrong) > max(1, MOSTLY * len(rows)):
        return
    for row in wrong:
        addends = [column.part(row) for column in columns]
        named = [
            Part(part.value, part.cell, other.label.split("/")[-1], part.is_text)
            for part, other in zip(addends, parts, strict=True)
        ]
        yield make_issue(
            "row_total_mismatch",
            block.sheet.file,
            block.sheet.name,
            block.address(int(row) + 1, heading.index),
            field=heading.label,
            written=str(stated[row]),
            read_as=f"{round(float(totals[row]), 9):.10g}",
            parts="、".join(part.label for part in parts),
            slip=likely_slip(exact(values[row]), named),
        )
