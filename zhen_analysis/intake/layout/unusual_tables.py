"""A table of unusual build → the same as one line per unit and day, one column per item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from zhen_analysis.catalogue import Ledger
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.quantity_patterns import quantity_patterns
from zhen_analysis.intake.cells.text import DASHES, plain_text
from zhen_analysis.intake.files.sheets import Sheet, claim_each
from zhen_analysis.intake.headers.headings import FOREIGN, GENERIC, fold, key, understand
from zhen_analysis.intake.headers.titles import MOST_TITLE_ROWS
from zhen_analysis.intake.layout.line_words import line_words

NOWHERE = (-1, -1)
MOST_LOOKED = 2000  # rows; what stands in the first ones tells a table's build
FEWEST_ITEMS = 2  # different items down a column, to take it for the column of items
SHARE = 0.6  # of the filled cells of a column, to take it for what most of them are
DECORATION = re.compile(r"^(?:\(?[\d一二三四五六七八九十]{1,3}[.、)])|[:：]$")
SERIAL = frozenset(map(key, ("序号", "编号", "序", "No", "No.")))
NO_ITEM = "没有写明事项"
DAY = re.compile(r"[月日号]|\d[-./年]\d{1,2}[-./]\d")


def pick(sheet: Sheet, rows: list[int], columns: list[int], first: str) -> Sheet:
    """Return a sheet of some rows and columns in another order, each cell's place beside it."""
    places = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).astype(np.int32)
    row_at, column_at = ({old: new for new, old in enumerate(kept)} for kept in (rows, columns))
    merges = [
        ((row_at[top], column_at[left]), (row_at[bottom], column_at[right]))
        for (top, left), (bottom, right) in sheet.merges
        if {top, bottom} <= row_at.keys() and {left, right} <= column_at.keys()
        and row_at[bottom] - row_at[top] == bottom - top
        and column_at[right] - column_at[left] == right - left
    ]  # fmt: skip
    grid = sheet.grid[np.ix_(rows, columns)]
    return replace(sheet, grid=grid, merges=merges, places=places, first=first)


def find_unit_column(sheet: Sheet, is_unit: np.ndarray) -> Iterator[tuple[Sheet, range]]:
    """Yield the sheet with its column of units first, where the heading is not a declared one.

    What stands in the column tells: most of its cells name a unit, and lines stand beside them.
    """
    if not is_unit.any():
        return
    column = int(is_unit.sum(axis=0).argmax())
    rows = np.flatnonzero(is_unit[:MOST_LOOKED, column])
    below = sheet.filled[rows[0] : MOST_LOOKED]
    if len(rows) < SHARE * below[:, column].sum() or (below[:, column].sum() < 0.5 * len(below)):
        return
    if (sheet.filled[rows].sum(axis=1) == 1).any():
        return
    every = range(len(sheet.grid))
    order = [column, *(c for c in range(sheet.grid.shape[1]) if c != column)]
    yield pick(sheet, list(every), order, "unit"), every


def carry_lone_rows(
    sheet: Sheet,
    hits: np.ndarray,
    first: str,
    words: Words,
    without: int | None = None,
    read: Callable[[str], str] | None = None,
) -> Iterator[tuple[Sheet, range]]:
    """Yield the table with a new first column: the unit (or day) alone on the row above each line.

    ``without``: a column that holds nothing but these. ``read``: what of the row's text is meant.
    """
    alone = sheet.filled.sum(axis=1) == 1
    heads = np.flatnonzero(alone & hits.any(axis=1))
    if not len(heads):
        return
    columns = [c for c in range(sheet.grid.shape[1]) if c != without]
    rows = [row for row in range(len(sheet.grid)) if row not in set(heads.tolist())]
    table = pick(sheet, rows, columns, first)
    above = np.searchsorted(heads, rows) - 1
    place = np.full((len(rows), 1, 2), NOWHERE, dtype=np.int32)
    text = np.full((len(rows), 1), "", dtype=object)
    for line in np.flatnonzero(above >= 0):
        row = int(heads[above[line]])
        column = int(sheet.filled[row].argmax())
        if sheet.filled[rows[line]].any() and not is_note(sheet.grid[rows[line]], words):
            place[line, 0] = row, column
            text[line, 0] = (read or bare_name)(sheet.grid[row, column])
    yield (
        replace(
            table,
            grid=np.concatenate([text, table.grid], axis=1),
            places=np.concatenate([place, table.places], axis=1),
            merges=[((a, b + 1), (c, d + 1)) for (a, b), (c, d) in table.merges],
        ),
        range(len(sheet.grid)),
    )


def is_note(cells: np.ndarray, words: Words) -> bool:
    """Tell whether a row is one remark, such as 填报人：, and no unit's line."""
    texts = [text for text in cells if text]
    return len(texts) == 1 and line_words(words).begins_note(texts[0])


def bare_name(text: str) -> str:
    """Return a name alone on a row without its number and colon: 一、青禾村： is 青禾村."""
    return DECORATION.sub("", plain_text(text))


@dataclass
class Line:
    """One entry of an unfolded table: its texts and the places of their cells, by column."""

    texts: dict[object, str] = field(default_factory=dict)
    places: dict[object, tuple[int, int]] = field(default_factory=dict)

    def put(self, column: object, text: str, place: tuple[int, int]) -> None:
        """Write a cell; a further remark on the same entry stands behind the first."""
        if text and column in self.texts and self.texts[column] != text:
            text = f"{self.texts[column]}；{text}"
        elif not text:
            return
        self.texts[column] = text
        self.places.setdefault(column, place)


@dataclass(frozen=True)
class ItemTable:
    """Where the parts of a table stand that names items down the page; columns from 0."""

    ledger: Ledger
    header: int
    item: int
    quantity: int
    uom: int | None
    unit: int | None


def unfold_items(
    sheet: Sheet, ledgers: list[Ledger], is_unit: np.ndarray
) -> Iterator[tuple[Sheet, range]]:
    """Yield the table with one line per unit and day, and one column per item that it names."""
    table = find_item_table(sheet, ledgers, is_unit)
    if table is None:
        return
    uoms = common_uoms(sheet, table)
    lines, items, end = read_item_lines(sheet, table, is_unit, uoms)
    others = [
        column
        for column in range(sheet.grid.shape[1])
        if column not in (table.item, table.quantity, table.uom, table.unit)
        and key(sheet.grid[table.header, column]) not in SERIAL
    ]
    header = Line()
    for column in ([] if table.unit is None else [table.unit]) + others:
        header.put(column, sheet.grid[table.header, column], (table.header, column))
    for item, place in items.items():
        uom = uoms.get(item, "")
        header.put(item, f"{item}（{uom}）" if uom else item, place)
    unit = "unit" if table.unit is None else table.unit
    has_unit = table.unit is not None or any("unit" in line.texts for line in lines)
    columns = [*([unit] if has_unit else []), *others, *items]
    rows = [*title_lines(sheet, table, columns), header, *lines]
    grid = np.array([[line.texts.get(c, "") for c in columns] for line in rows], dtype=object)
    places = np.array([[line.places.get(c, NOWHERE) for c in columns] for line in rows], np.int32)
    yield (
        replace(
            sheet,
            grid=grid,
            merges=[],
            places=places,
            first="unit" if has_unit else "",
            shared=merged_over_items(sheet, table),
        ),
        range(table.header, end),
    )


def title_lines(sheet: Sheet, table: ItemTable, columns: Sequence[object]) -> Iterator[Line]:
    """Yield the rows above the table: they may state its unit, its day, its units of measure."""
    for row in range(max(0, table.header - MOST_TITLE_ROWS), table.header):
        line = Line()
        filled = np.flatnonzero(sheet.grid[row] != "").tolist()
        for column, there in zip(columns, filled, strict=False):
            line.put(column, sheet.grid[row, there], (row, there))
        yield line


def find_item_table(sheet: Sheet, ledgers: list[Ledger], is_unit: np.ndarray) -> ItemTable | None:
    """Return where items, quantities and units stand; None unless it is plain."""
    best, most, found = None, 0, np.empty(0)
    for ledger in ledgers:
        if ledger.shape not in ("work", "mark"):
            continue
        hits = claim_each(sheet.grid[:MOST_LOOKED], partial(names_item, ledger=ledger))
        column = int(hits.sum(axis=0).argmax()) if hits.size else 0
        count = int(hits[:, column].sum()) if hits.size else 0
        if count > most:
            best, most, found = (ledger, column), count, hits[:, column]
    if best is None:
        return None
    ledger, item = best
    rows = np.flatnonzero(found)
    below = sheet.grid[rows[0] : MOST_LOOKED, item]
    if len(set(below[found[rows[0] :]])) < FEWEST_ITEMS or most < SHARE * (below != "").sum():
        return None
    above = np.flatnonzero(sheet.filled[: rows[0]].sum(axis=1) > 1)
    if not len(above) or not sheet.grid[above[-1], item]:
        return None
    header = int(above[-1])
    quantity = find_quantity(sheet, header, item, rows, ledger.words)
    if quantity is None:
        return None
    labels = sheet.grid[header]
    uom = next(
        (
            c
            for c in range(len(labels))
            if c != item and most_are(sheet.grid[rows, c], ledger.words.uoms.is_uom)
        ),
        None,
    )
    lone = sheet.filled.sum(axis=1) == 1
    named = (is_unit & ~lone[:, None])[header + 1 :].sum(axis=0)
    unit = int(named.argmax()) if named.any() else None
    return ItemTable(ledger, header, item, quantity, uom, unit)


def names_item(text: str, ledger: Ledger) -> bool:
    """Tell whether a cell is the heading of a quantity that the ledger declares."""
    if not 0 < len(text) <= 30 or text.isascii() or is_quantity(text, ledger.words):
        return False  # 1车次 is a quantity, 1.清垃圾 an item
    meaning = understand((text,), ledger)
    return meaning is not None and meaning.column.field == "value"


def most_are(texts: np.ndarray, claim: Callable[[str], bool]) -> bool:
    """Tell whether most filled cells of a column are what is claimed."""
    filled = [text for text in texts.tolist() if text]
    return bool(filled) and sum(map(claim, filled)) >= SHARE * len(filled)


def find_quantity(
    sheet: Sheet, header: int, item: int, rows: np.ndarray, words: Words
) -> int | None:
    """Return the one column of numbers; of several the one whose heading says 数量 or the like."""
    numbers = [
        column
        for column in range(sheet.grid.shape[1])
        if column != item
        and key(sheet.grid[header, column]) not in SERIAL
        and not FOREIGN.search(fold(sheet.grid[header, column]))
        and not re.search("日期|时间|电话|编号", sheet.grid[header, column])
        and most_are(sheet.grid[rows, column], partial(says_quantity, words=words))
        and any(has_number(text, words) for text in sheet.grid[rows, column])
    ]
    named = [c for c in numbers if key(fold(sheet.grid[header, c])) in GENERIC]
    chosen = named or numbers
    return chosen[0] if len(chosen) == 1 else None


def says_quantity(text: str, words: Words) -> bool:
    """Tell whether a text may be a quantity of some item: a number, 无, 12户27间; no day."""
    plain = plain_text(text)
    is_nothing = words.says("nothing", plain) or bool(DASHES.fullmatch(plain))
    return is_nothing or has_number(text, words)


def has_number(text: str, words: Words) -> bool:
    """Tell whether a text is a number, or begins with one, whatever its unit; a day is none."""
    plain = plain_text(text).lower()
    known = quantity_patterns(words)
    is_number = known.quantity.fullmatch(plain) or known.begins.match(plain)
    return bool(is_number) and not DAY.search(plain)


def is_quantity(text: str, words: Words) -> bool:
    """Tell whether a text is one quantity and nothing else."""
    return bool(quantity_patterns(words).quantity.fullmatch(plain_text(text)))


def read_item_lines(
    sheet: Sheet, table: ItemTable, is_unit: np.ndarray, uoms: dict[str, str]
) -> tuple[list[Line], dict[str, tuple[int, int]], int]:
    """Return the entries, the items with the place of their first mention, and where they end.

    A quantity without an item keeps a column of its own, so that it is told.
    """
    grid, home = spread_merges(sheet, table)
    said = line_words(table.ledger.words)
    entries: dict[tuple[str, ...], list[Line]] = {}
    lines: list[Line] = []
    items: dict[str, tuple[int, int]] = {}
    unit_text, unit_place, seen = "", NOWHERE, set[str]()
    keys = [c for c in range(grid.shape[1]) if is_key(sheet.grid[table.header, c], table)]
    end = table.header + 1
    for row in range(table.header + 1, len(grid)):
        filled = np.flatnonzero(sheet.grid[row] != "")
        if len(filled) == 1 and is_unit[row, filled[0]]:
            unit_text, unit_place = bare_name(grid[row, filled[0]]), (row, int(filled[0]))
            seen, end = set(), row + 1
            continue
        item, quantity = grid[row, table.item], grid[row, table.quantity]
        own = grid[row, table.unit] if table.unit is not None else ""
        if not item and not quantity:
            continue
        end = row + 1
        if said.states_sum(item) or (said.states_sum(own) and not item):
            continue  # the sum of unlike items is nobody's figure
        if own and table.unit is not None:
            seen = seen if own == unit_text else set()
            unit_text, unit_place = own, home[row, table.unit]
        elif table.unit is not None and item in seen:
            unit_text, unit_place, seen = "", NOWHERE, set()  # whose line it is cannot be known
        seen.add(item)
        item = item or NO_ITEM
        items.setdefault(item, (row, table.item))
        same = entries.setdefault((unit_text, *(grid[row, c] for c in keys)), [])
        line = next((line for line in same if item not in line.texts), None)
        if line is None:
            line = Line()
            same.append(line)
            lines.append(line)
        line.put("unit" if table.unit is None else table.unit, unit_text, unit_place)
        line.put(item, quantity + own_uom(grid[row], table, uoms, item), (row, table.quantity))
        for column in range(grid.shape[1]):
            if column not in (table.item, table.quantity, table.unit):
                line.put(column, grid[row, column], home[row, column])
    return lines, items, end


def merged_over_items(sheet: Sheet, table: ItemTable) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return where a quantity stands that is merged over the lines of several items."""
    shared = {}
    for (top, left), (bottom, right) in sheet.merges:
        if left <= table.quantity <= right and top > table.header:
            items = tuple(dict.fromkeys(filter(None, sheet.grid[top : bottom + 1, table.item])))
            if len(items) > 1:
                shared[top, table.quantity] = items
    return shared


def own_uom(cells: np.ndarray, table: ItemTable, uoms: dict[str, str], item: str) -> str:
    """Return the unit of measure to read a line's number in, where the item's lines differ in it.

    A quantity that states one itself keeps it.
    """
    if table.uom is None or item in uoms or not re.search(r"\d$", cells[table.quantity]):
        return ""
    return str(cells[table.uom])


def spread_merges(
    sheet: Sheet, table: ItemTable
) -> tuple[np.ndarray, dict[tuple[int, int], tuple[int, int]]]:
    """Return the texts with merged cells standing for each of their lines, and where they stand."""
    grid = sheet.grid.copy()
    home = _Home()
    for (top, left), (bottom, _) in sheet.merges:
        if top > table.header and left != table.quantity:
            grid[top : bottom + 1, left] = sheet.grid[top, left]
            home.update({(row, left): (top, left) for row in range(top, bottom + 1)})
    return grid, home


class _Home(dict[tuple[int, int], tuple[int, int]]):
    """Where a text stands: its own cell, unless a merged one stands for it."""

    def __missing__(self, place: tuple[int, int]) -> tuple[int, int]:
        return place


def is_key(label: str, table: ItemTable) -> bool:
    """Tell whether a column says what the lines of one entry have in common, such as the day."""
    meaning = understand((label,), table.ledger) if label else None
    return meaning is not None and meaning.column.field == "date"


def common_uoms(sheet: Sheet, table: ItemTable) -> dict[str, str]:
    """Return item → the unit of measure that all its lines state in a column of its own."""
    if table.uom is None:
        return {}
    stated: dict[str, set[str]] = {}
    for row in range(table.header + 1, len(sheet.grid)):
        stated.setdefault(sheet.grid[row, table.item], set()).add(sheet.grid[row, table.uom])
    alone = {item: min(uoms) for item, uoms in stated.items() if len(uoms) == 1}
    return {item: uom for item, uom in alone.items() if table.ledger.words.uoms.is_uom(uom)}
