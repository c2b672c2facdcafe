"""A sheet of text → its blocks: upright tables with known columns, and what each row is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from zhen_analysis.addresses import address, addresses
from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake.headers import Header, Heading, find_headers
from zhen_analysis.intake.sources import Sheet, claim_each
from zhen_analysis.intake.values import plain_text, read_quantity

SUBTOTAL = re.compile(r"(本页|全镇|本月|累计)?(合计|小计|总计|共计|总和|累计)[::]?")
NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|填表人|填报人|审核人?|制表人?|单位负责人|联系人)([::\d(]|$)"
)
STATED_UNIT = re.compile(r"(?:村名|村别|行政村|所在村|填报单位|报送单位|单位)[:：]\s*(\S+)")
SHEET_DAY = re.compile(r"(?:\d{4}[年.\-/])?\d{1,2}[月.\-/]\d{1,2}[日号]?")
FEW_CELLS = 3  # a remark fills no more; only such rows are tried as one
KINDS = ("entry", "subtotal", "note", "blank")  # of side-by-side tables the first one tells
FEWEST_UNITS = 2  # across a row, to take a table for one on its side
KnowsUnit = Callable[[str], bool]


def no_rows() -> np.ndarray:
    """Return an empty piece of a sheet."""
    return np.empty((0, 0), dtype=object)


@dataclass(frozen=True)
class Block:
    """One table, set upright.

    Attributes
    ----------
    sheet : the sheet, turned where the table lay on its side.
    rows : row indices (from 0) of its body by kind: entry, subtotal, blank.
    given : field → what the sheet states once for all lines (the village, the day).
    """

    sheet: Sheet
    number: int
    header: Header
    rows: dict[str, np.ndarray]
    given: dict[str, str]

    @property
    def ledger(self) -> Ledger:
        """The ledger that the table belongs to."""
        return self.header.ledger

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other block: file, sheet and number."""
        return self.sheet.file, self.sheet.name, self.number

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The columns of the table."""
        return self.header.headings

    def heading(self, field: str) -> Heading | None:
        """Return the first column that fills ``field``."""
        return self.header.find(field)

    def address(self, row: int, column: int) -> str:
        """Return the A1 address of a cell; row from 1, column from 0, as the table stands here."""
        top = self.sheet.turned_at
        return address(row, column) if top is None else address(top + column + 1, row - 1)

    def addresses(self, rows: Iterable[int], column: int) -> list[str]:
        """Return the A1 addresses of many rows in one column."""
        if self.sheet.turned_at is None:
            return addresses(rows, column)
        return [self.address(row, column) for row in rows]


@dataclass(frozen=True)
class Layout:
    """What every row of a sheet is; a row belongs to one kind, so its cells do too.

    ``above`` and ``below``: rows outside a table that lay on its side, as they stand on the sheet.
    """

    sheet: Sheet
    blocks: tuple[Block, ...]
    kinds: np.ndarray
    above: np.ndarray = field(default_factory=no_rows)
    below: np.ndarray = field(default_factory=no_rows)

    def outside_rows(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the rows outside the tables, each with its number on the sheet (from 1)."""
        if self.sheet.turned_at is None:
            for row in np.flatnonzero(np.isin(self.kinds, ["banner", "note"])):
                yield int(row) + 1, self.sheet.grid[row]
            return
        table_rows = self.sheet.grid.shape[1]
        yield from enumerate(self.above, start=1)
        yield from enumerate(self.below, start=self.sheet.turned_at + table_rows + 1)

    def outside_cells(self) -> Iterator[tuple[str, str]]:
        """Yield address and text of every filled cell outside the tables."""
        for row, texts in self.outside_rows():
            for column, text in enumerate(texts):
                if text:
                    yield address(row, column), text

    def count_cells(self) -> dict[str, int]:
        """Return the non-empty cells of the sheet by kind."""
        per_row = self.sheet.filled.sum(axis=1)
        counts = dict.fromkeys(("banner", "header", "entry", "note"), 0)
        for kind in np.unique(self.kinds):
            counts[kind if kind in counts else "entry"] += int(per_row[self.kinds == kind].sum())
        counts["banner"] += int((self.above != "").sum())
        counts["note"] += int((self.below != "").sum())
        return {"read": sum(counts.values()), **counts}


def nobody(written: str) -> bool:
    """Know no unit."""
    return False


def find_layout(sheet: Sheet, ledgers: Iterable[Ledger], knows_unit: KnowsUnit = nobody) -> Layout:
    """Find the tables of a sheet.

    Rows above the first header are banner; below it each row is header, entry, subtotal, blank or
    note. A table on its side (units across) is turned first. A sheet without any known header is
    all note, and holds no block.
    """
    candidates = list(ledgers)
    given = stated_outside(sheet, knows_unit)
    headers = find_headers(sheet, candidates, frozenset(given))
    if not headers:
        on_side = find_on_side(sheet, knows_unit)
        headers = find_headers(on_side.table, candidates) if on_side else []
        if on_side and headers:
            return replace(
                lay_out(on_side.table, headers, {}), above=on_side.above, below=on_side.below
            )
    return lay_out(sheet, headers, given)


def lay_out(
    sheet: Sheet,
    headers: list[list[Header]],
    given: dict[str, str],
) -> Layout:
    """Make blocks of headers, and tell what each row is."""
    kinds = np.full(len(sheet.grid), "banner" if headers else "note", dtype=object)
    blocks: list[Block] = []
    for number, side_by_side in enumerate(headers):
        first = side_by_side[0]
        is_last = number + 1 == len(headers)
        end = len(sheet.grid) if is_last else headers[number + 1][0].start
        kinds[first.start : first.stop] = "header"
        bodies = [classify_body(sheet, header, end) for header in side_by_side]
        if not is_last:
            bodies = [without_next_title(sheet, body, first.stop) for body in bodies]
        kinds[first.stop : end] = join_kinds(bodies)
        for header, body in zip(side_by_side, bodies, strict=True):
            rows = {
                kind: header.stop + np.flatnonzero(body == kind)
                for kind in ("entry", "subtotal", "blank")
            }
            blocks.append(Block(sheet, len(blocks) + 1, header, rows, given))
    return Layout(sheet, tuple(blocks), kinds)


def stated_outside(sheet: Sheet, knows_unit: KnowsUnit) -> dict[str, str]:
    """Return what a sheet states once for all its lines: its village, its day.

    The village by the sheet's name or a line 村名：… ; the day by the sheet's name.
    """
    given = {}
    lines = [" ".join(filter(None, row)) for row in sheet.grid[:FEW_CELLS]]
    named = [sheet.name, *(found for line in lines for found in STATED_UNIT.findall(line))]
    unit = next((name for name in named if knows_unit(name)), None)
    if unit:
        given["unit"] = unit
    if SHEET_DAY.fullmatch(sheet.name):
        given["date"] = sheet.name
    return given


@dataclass(frozen=True)
class OnSide:
    """A table whose units stand across: the table turned upright, and the rows outside it."""

    table: Sheet
    above: np.ndarray
    below: np.ndarray


def find_on_side(sheet: Sheet, knows_unit: KnowsUnit) -> OnSide | None:
    """Return the table on its side, if several units stand across one row of the sheet.

    It begins with that row and ends with the last row that says something of a unit.
    """
    is_unit = claim_each(sheet.grid, lambda text: bool(text) and knows_unit(text))
    if is_unit.sum() < FEWEST_UNITS:
        return None
    top = int(is_unit.sum(axis=1).argmax())
    across = np.flatnonzero(is_unit[top])
    if len(across) < FEWEST_UNITS or across[0] == 0:
        return None
    told = np.flatnonzero(sheet.filled[:, across].any(axis=1))
    end = int(told[-1]) + 1
    grid = sheet.grid[top:end].T
    merges = [
        ((left, first - top), (right, last - top))
        for (first, left), (last, right) in sheet.merges
        if top <= first and last < end
    ]
    table = replace(sheet, grid=grid, merges=merges, turned_at=top)
    return OnSide(table, sheet.grid[:top], sheet.grid[end:])


def join_kinds(bodies: list[np.ndarray]) -> np.ndarray:
    """Return what each row is where tables stand side by side: entry, if it is so in any."""
    joined = bodies[0].copy()
    for kind in reversed(KINDS):
        for body in bodies:
            joined[body == kind] = kind
    return joined


def classify_body(sheet: Sheet, header: Header, end: int) -> np.ndarray:
    """Return entry, subtotal, blank or note for every row from below the header to ``end``.

    A line that holds nothing but its number is blank; empty rows after the last line are notes
    (of no cells), so that only gaps inside the table count as blank.
    """
    body = sheet.grid[header.stop : end, header.headings[0].index : header.headings[-1].index + 1]
    filled = body != ""
    telling = filled.copy()
    for place, heading in enumerate(header.headings):
        if heading.column.field == "serial":
            is_number = [text.isdecimal() for text in body[:, place]]
            telling[:, place] &= ~np.array(is_number, dtype=bool)
    kinds = np.full(len(body), "entry", dtype=object)
    kinds[~telling.any(axis=1)] = "blank"
    for row in np.flatnonzero((filled.sum(axis=1) <= FEW_CELLS) & (kinds == "entry")):
        if is_note(body[row], header.headings):
            kinds[row] = "note"
    first_texts = body[:, : min(3, body.shape[1])]
    for row in np.flatnonzero(is_subtotal(first_texts).any(axis=1)):
        kinds[row] = "subtotal"
    told = np.flatnonzero(np.isin(kinds, ["entry", "subtotal"]))
    last = told[-1] + 1 if len(told) else 0
    trailing = kinds[last:]
    trailing[(trailing == "blank") & ~filled[last:].any(axis=1)] = "note"
    return kinds


def without_next_title(sheet: Sheet, kinds: np.ndarray, start: int) -> np.ndarray:
    """Take the next table's title out of this one: lone cells and gaps above the next header."""
    kinds = kinds.copy()
    for row in reversed(range(len(kinds))):
        filled = sheet.filled[start + row].sum()
        if filled > 1:
            break
        if kinds[row] in {"entry", "blank"}:
            kinds[row] = "banner" if filled else "note"
    return kinds


def is_note(cells: np.ndarray, headings: Sequence[Heading]) -> bool:
    """Tell whether a sparse row is a remark.

    A lone text in the unit column may be a unit, and a lone number in a column of quantities is
    work whose unit was merged away or forgotten.
    """
    places = np.flatnonzero(cells != "")
    if NOTE.match(plain_text(cells[places[0]])):
        return True
    column = headings[places[0]].column
    is_unit = column.field == "unit"
    is_quantity = bool(column.uom) and read_quantity(cells[places[0]], column.uom)[0] is not None
    return len(places) == 1 and not is_unit and not is_quantity


def is_subtotal(texts: np.ndarray) -> np.ndarray:
    """Tell, cell by cell, whether a text is 合计 or the like."""
    return claim_each(texts, lambda text: bool(SUBTOTAL.fullmatch(plain_text(text))))
