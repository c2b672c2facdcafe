"""A sheet of text → its blocks: upright tables with known columns, and what each cell is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from zhen_analysis.base.addresses import address, addresses
from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.times.time_span import StatedTime
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.headers.headers import Header, find_headers
from zhen_analysis.intake.headers.headings import key
from zhen_analysis.intake.headers.nearest import Nearest, nearest_table
from zhen_analysis.intake.headers.titles import KnowsUnit, nobody, title_rows
from zhen_analysis.intake.layout.rows import KINDS, PAGE, classify_body, join_kinds
from zhen_analysis.intake.layout.upright import Upright, grouped_table, upright_tables

CELL_KINDS = ("banner", "header", "entry", "subtotal", "blank", "note")
CODES = {kind: code for code, kind in enumerate(CELL_KINDS)}
BODY = ("entry", "subtotal", "blank")


@dataclass(frozen=True)
class Block:
    """One table, set upright.

    Attributes
    ----------
    sheet : the sheet, set upright where the table did not stand so.
    rows : row indices (from 0) of its body by kind: entry, subtotal, blank.
    """

    sheet: Sheet
    number: int
    header: Header
    rows: dict[str, np.ndarray]

    @property
    def given(self) -> dict[str, str]:
        """Field → what the sheet states once for all lines (the village, the day)."""
        return self.header.stated.fields

    @property
    def time(self) -> tuple[StatedTime | None, str]:
        """What time the table says it is of, and where: its headings stand nearest."""
        headed = [h.time for h in self.headings if h.column.uom]
        if headed and all(headed):
            return headed[0], "列名"
        return self.header.stated.time, self.header.stated.time_source

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
        """Return the A1 address of a cell; row from 1, column from 0, as the table stands here.

        A cell that the sheet does not have (an item that a line does not name) is told by the
        next one of its line that it has.
        """
        if self.sheet.places is None:
            return address(row, column)
        line = self.sheet.places[row - 1]
        place = line[column]
        if place[0] < 0:
            there = line[line[:, 0] >= 0]
            place = there[0] if len(there) else (0, 0)
        return address(int(place[0]) + 1, int(place[1]))

    def addresses(self, rows: Iterable[int], column: int) -> list[str]:
        """Return the A1 addresses of many rows in one column."""
        if self.sheet.places is None:
            return addresses(rows, column)
        return [self.address(row, column) for row in rows]


@dataclass(frozen=True)
class Layout:
    """What every cell of a sheet is, as filed; each is of exactly one kind.

    Attributes
    ----------
    cells : codes of CELL_KINDS, rows × columns of the filed sheet.
    nearest : what was understood of a sheet that holds no table.
    """

    sheet: Sheet
    blocks: tuple[Block, ...]
    cells: np.ndarray
    nearest: Nearest | None = None

    @property
    def kinds(self) -> np.ndarray:
        """What each row is: of tables side by side, entry if it is so in any."""
        rows = [np.array(CELL_KINDS, dtype=object)[column] for column in self.cells.T]
        if not rows:
            return np.empty(len(self.cells), dtype=object)
        filled = [
            np.where(self.sheet.filled[:, place], kinds, "") for place, kinds in enumerate(rows)
        ]
        told = join_kinds([rows[0], *filled])
        return np.where(np.isin(told, KINDS), told, rows[0])

    def outside_rows(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the rows with cells outside the tables, each with its number on the sheet."""
        outside = self.sheet.filled & np.isin(self.cells, [CODES["banner"], CODES["note"]])
        for row in np.flatnonzero(outside.any(axis=1)):
            yield int(row) + 1, np.where(outside[row], self.sheet.grid[row], "")

    def outside_cells(self) -> Iterator[tuple[str, str]]:
        """Yield address and text of every filled cell outside the tables."""
        for row, texts in self.outside_rows():
            for column, text in enumerate(texts):
                if text:
                    yield address(row, column), text

    def count_cells(self) -> dict[str, int]:
        """Return the non-empty cells of the sheet by kind."""
        codes = np.bincount(self.cells[self.sheet.filled], minlength=len(CELL_KINDS))
        counts = dict.fromkeys(("banner", "header", "entry", "note"), 0)
        for kind, count in zip(CELL_KINDS, codes.tolist(), strict=True):
            counts[kind if kind in counts else "entry"] += count
        return {"read": sum(counts.values()), **counts}


def find_layout(sheet: Sheet, ledgers: Iterable[Ledger], knows_unit: KnowsUnit = nobody) -> Layout:
    """Find the tables of a sheet.

    Rows above the first header are banner; below it each row is header, entry, subtotal, blank or
    note. Tables that do not stand upright (units across, items down the page, units alone on a
    row) are set upright first. A sheet without any known header is all note, and holds no block.
    """
    candidates = list(ledgers)
    cells = np.full(sheet.grid.shape, CODES["note"], dtype=np.int8)
    bands = [
        (columns, find_headers(sheet, candidates, knows_unit, columns))
        for columns in split_columns(sheet, candidates, knows_unit)
    ]
    found = [header for _, headers in bands for beside in headers for header in beside]
    tables: list[Upright] = []
    able = [header for header in found if not header.lacks]
    if len(able) == 1 and able[0].is_measured and len(found) == 1:
        tables = grouped_table(sheet, found[0], candidates, knows_unit)
    elif not any(header.is_measured for header in able):
        tables = upright_tables(sheet, candidates, knows_unit)
    if tables:
        blocks = [b for table in tables for b in lay_out_upright(table, cells, knows_unit)]
        if blocks:
            return Layout(sheet, numbered(blocks), cells)
    blocks = [
        block
        for columns, headers in bands
        for block in lay_out(sheet, headers, cells, columns, knows_unit)
    ]
    nearest = None if blocks else nearest_table(sheet, candidates, knows_unit)
    return Layout(sheet, numbered(blocks), cells, nearest)


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks of a sheet numbered from 1."""
    return tuple(
        Block(block.sheet, number, block.header, block.rows)
        for number, block in enumerate(blocks, start=1)
    )


def split_columns(sheet: Sheet, ledgers: list[Ledger], knows_unit: KnowsUnit) -> list[range]:
    """Return the column ranges that hold tables of their own, with an empty column between them.

    Only where every range has a header that is whole in itself, with a unit column; else a table
    that somebody left an empty column in would be torn apart.
    """
    whole = [range(sheet.grid.shape[1])]
    empty = set(np.flatnonzero(~sheet.filled.any(axis=0)).tolist())
    starts = [0, *(c + 1 for c in sorted(empty) if c + 1 < len(whole[0]) and c + 1 not in empty)]
    bands = [range(a, b) for a, b in zip(starts, [*starts[1:], len(whole[0])], strict=True)]
    bands = [band for band in bands if sheet.filled[:, band.start : band.stop].any()]
    if len(bands) < 2:
        return whole
    for band in bands:
        headers = find_headers(sheet, ledgers, nobody, band)
        if not any(h.is_measured and h.find("unit") for found in headers for h in found):
            return whole
    return [range(0 if i == 0 else band.start, band.stop) for i, band in enumerate(bands)]


def lay_out(
    sheet: Sheet,
    headers: list[list[Header]],
    cells: np.ndarray,
    columns: range,
    knows_unit: KnowsUnit,
) -> list[Block]:
    """Make blocks of headers, and write into ``cells`` what each row is within the columns."""
    if headers:
        cells[: headers[0][0].start, columns.start : columns.stop] = CODES["banner"]
    blocks: list[Block] = []
    for number, side_by_side in enumerate(headers):
        first = side_by_side[0]
        is_last = number + 1 == len(headers)
        end = len(sheet.grid) if is_last else headers[number + 1][0].start
        bodies = [classify_body(sheet, header, end, knows_unit) for header in side_by_side]
        if not is_last:
            following = headers[number + 1][0]
            bodies = [
                without_title(sheet, body, header, following, columns, knows_unit)
                for header, body in zip(side_by_side, bodies, strict=True)
            ]
        span = slice(columns.start, columns.stop)
        cells[first.start : first.stop, span] = CODES["header"]
        kinds = np.array([CODES[kind] for kind in join_kinds(bodies)], dtype=np.int8)
        cells[first.stop : end, span] = kinds[:, None]
        for header, body in zip(side_by_side, bodies, strict=True):
            rows = {kind: header.stop + np.flatnonzero(body == kind) for kind in BODY}
            blocks = joined(blocks, Block(sheet, 0, header, rows), len(side_by_side))
    return blocks


def joined(blocks: list[Block], block: Block, side_by_side: int) -> list[Block]:
    """Add a block; one whose header only repeats that of an earlier table goes on with its lines.

    A header is printed again on each page, with nothing new in the title above it.
    """
    for place in range(max(0, len(blocks) - side_by_side), len(blocks)):
        before = blocks[place]
        if (
            before.header.signature == block.header.signature
            and before.header.stated.fields == block.header.stated.fields
            and continues(before, block)
        ):
            rows = {kind: np.concatenate([before.rows[kind], block.rows[kind]]) for kind in BODY}
            return [
                *blocks[:place],
                Block(before.sheet, 0, before.header, rows),
                *blocks[place + 1 :],
            ]
    return [*blocks, block]


def continues(before: Block, block: Block) -> bool:
    """Tell whether nothing new stands between two tables: no title but 续表 or the first one's."""
    sheet, header = block.sheet, block.header
    columns = range(header.headings[0].index, header.headings[-1].index + 1)
    last = max(
        (int(rows[-1]) for rows in before.rows.values() if len(rows)), default=before.header.stop
    )
    between = sheet.grid[last + 1 : header.start, columns.start : columns.stop]
    own = title_rows(sheet, 0, before.header.start, range(sheet.grid.shape[1]))
    known = {key(text) for row in own for text in sheet.grid[row] if text}
    said = [text for text in between.ravel() if text]
    return all(PAGE.fullmatch(plain_text(text)) or key(text) in known for text in said)


def without_title(
    sheet: Sheet,
    kinds: np.ndarray,
    header: Header,
    following: Header,
    columns: range,
    knows_unit: KnowsUnit,
) -> np.ndarray:
    """Take the next table's title out of this one: lone cells and gaps above the next header.

    A unit alone in the unit column is a line, unless the next table has no such column: then it
    is that table's title.
    """
    kinds = kinds.copy()
    unit = header.find("unit")
    for row in reversed(title_rows(sheet, header.stop, following.start, columns)):
        place = row - header.stop
        filled = sheet.filled[row, columns.start : columns.stop]
        if kinds[place] == "subtotal":
            break
        if filled.any() and kinds[place] == "entry":
            is_line = unit is not None and knows_unit(sheet.grid[row, unit.index])
            if is_line and following.find("unit") and row + 1 < following.start:
                break
        if kinds[place] in {"entry", "blank", "note"}:
            kinds[place] = "banner" if filled.any() else "note"
    return kinds


def lay_out_upright(table: Upright, cells: np.ndarray, knows_unit: KnowsUnit) -> list[Block]:
    """Make blocks of a table that was set upright, and write what its cells are as filed."""
    columns = range(table.sheet.grid.shape[1])
    inner = np.full(table.sheet.grid.shape, CODES["note"], dtype=np.int8)
    blocks = lay_out(table.sheet, table.headers, inner, columns, knows_unit)
    if blocks:
        if (cells == CODES["note"]).all():
            cells[: table.rows.start] = CODES["banner"]
        cells[table.rows.start : table.rows.stop] = CODES["entry"]
        places = np.asarray(table.sheet.places)
        there = places[..., 0] >= 0
        cells[places[there][:, 0], places[there][:, 1]] = inner[there]
        told = np.zeros((len(cells), len(CELL_KINDS)), dtype=bool)
        told[places[there][:, 0], inner[there]] = True
        # Headings that have no part in the upright table (序号, 事项, 数量).
        cells[told[:, CODES["header"]] & ~told[:, CODES["entry"]]] = CODES["header"]
    return blocks
