"""A table whose days or ways of checking stand across → the same as one line per unit and each.

村名 | 1 | 2 | 3 … below 清垃圾, and 村名 | 明查 | 暗访 | 民意 below 检查得分: day sheets and score
sheets have columns for what the ledger has one column for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.headers import fits_file
from zhen_analysis.intake.headers.headings import fold, key, lexicon
from zhen_analysis.intake.layout.line_words import LineWords, line_words
from zhen_analysis.intake.layout.unusual_tables import MOST_LOOKED, NOWHERE, Line, names_item

FEWEST = {"date": 3}  # columns of one key, to take a row for its values; of other keys two
FEWEST_OPTIONS = 2
MOST_TITLE_ROWS = 12
DAY = re.compile(
    r"(?:(?:20)?\d{2}年)?(?:1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])[日号]?|(?:3[01]|[12]\d|0?[1-9])[日号]"
    r"|20\d{2}[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])"
    r"|(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])"
)
BARE_DAY = re.compile(r"3[01]|[12]\d|0?[1-9]")
WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?$")


@dataclass(frozen=True)
class KeyTable:
    """Where the parts of a table stand that has the values of a key across; all from 0.

    Attributes
    ----------
    row : the row of the key's values.
    values : sheet column → the value of the key, as it is read.
    items : sheet column → the heading of its quantity.
    unit, item : the column of units, that of items down the page (None where there is none).
    """

    ledger: Ledger
    column: Column
    row: int
    end: int
    values: dict[int, str]
    items: dict[int, str]
    unit: int
    item: int | None


def unfold_keys(
    sheet: Sheet, ledgers: Sequence[Ledger], is_unit: np.ndarray
) -> Iterator[tuple[Sheet, range]]:
    """Yield each table with one line per unit and value of the key, and one column per item."""
    rows = key_rows(sheet, ledgers, is_unit)
    for place, (row, columns) in enumerate(rows):
        end = rows[place + 1][0] if place + 1 < len(rows) else len(sheet.grid)
        table = find_key_table(sheet, ledgers, is_unit, row, end, columns)
        if table is not None:
            yield set_upright(sheet, table), range(row, end)


def key_rows(
    sheet: Sheet, ledgers: Sequence[Ledger], is_unit: np.ndarray
) -> list[tuple[int, dict[int, str]]]:
    """Return the rows of a key's values with their columns: days that rise, or declared options."""
    options = {key(o): o for ledger in ledgers for c in key_columns(ledger) for o in c.options}
    found = []
    for row in range(min(len(sheet.grid), MOST_LOOKED)):
        if is_unit[row].any():
            continue
        days = rising_days(sheet, row)
        named = {
            column: options[said]
            for column, text in enumerate(sheet.grid[row])
            if text and (said := key(fold(text))) in options
        }
        if len(days) >= FEWEST["date"]:
            found.append((row, days))
        elif len(set(named.values())) >= FEWEST_OPTIONS:
            found.append((row, named))
    return found


def key_columns(ledger: Ledger) -> list[Column]:
    """Return the columns that identify a line of a ledger by one of its declared words."""
    return [c for c in ledger.columns if c.options and c.field in ledger.entry_key]


def rising_days(sheet: Sheet, row: int) -> dict[int, str]:
    """Return the columns of a row that are days one after another: 8月3日, 4日, or 1 to 31.

    Bare numbers are days only where nothing but one heading stands above them; else they number
    the columns.
    """
    texts = [WEEKDAY.sub("", plain_text(text)) for text in sheet.grid[row]]
    days = {c: text for c, text in enumerate(texts) if DAY.fullmatch(text)}
    bare = {c: text for c, text in enumerate(texts) if BARE_DAY.fullmatch(text)}
    if len(days) < FEWEST["date"] and len(bare) >= FEWEST["date"]:
        above = {text for text in sheet.grid[row - 1, list(bare)] if text} if row else set()
        numbers = [int(text) for text in bare.values()]
        steps = {b - a for a, b in zip(numbers, numbers[1:], strict=False)}
        if len(above) > max(1, len(bare) // FEWEST["date"]) or not steps <= {1, 1 - max(numbers)}:
            return {}
        return {column: f"{int(text)}日" for column, text in bare.items()}
    return days


def find_key_table(
    sheet: Sheet,
    ledgers: Sequence[Ledger],
    is_unit: np.ndarray,
    row: int,
    end: int,
    values: dict[int, str],
) -> KeyTable | None:
    """Return where the parts of the table below a row of a key's values stand; None if unclear."""
    first = min(values)
    hits = is_unit[row + 1 : end, :first].sum(axis=0) if first else np.zeros(0, dtype=int)
    if not hits.size or not hits.max():
        return None
    unit = int(hits.argmax())
    for ledger in sorted(ledgers, key=lambda each: not fits_file(sheet, each)):
        column = key_column(ledger, values)
        if column is None or ledger.shape not in ("work", "mark"):
            continue
        item = item_column(sheet, ledger, row, end, unit, first)
        items = {} if item is not None else items_above(sheet, ledger, row, values)
        if item is not None or items:
            own = {c: text for c, text in values.items() if item is not None or c in items}
            return KeyTable(ledger, column, row, end, own, items, unit, item)
    return None


def key_column(ledger: Ledger, values: dict[int, str]) -> Column | None:
    """Return the column of a ledger that the values across are of."""
    said = set(values.values())
    for column in key_columns(ledger):
        if said <= set(column.options):
            return column
    is_day = all(DAY.fullmatch(text) for text in said)
    dated = (c for c in ledger.columns if c.field == "date" and "date" in ledger.entry_key)
    return next(dated, None) if is_day else None


def item_column(
    sheet: Sheet, ledger: Ledger, row: int, end: int, unit: int, first: int
) -> int | None:
    """Return the column left of the values whose cells name items of the ledger."""
    for column in range(first):
        texts = [text for text in sheet.grid[row + 1 : end, column] if text]
        named = [text for text in texts if names_item(text, ledger)]
        if column != unit and texts and 2 * len(named) > len(texts):
            return column
    return None


def items_above(sheet: Sheet, ledger: Ledger, row: int, values: dict[int, str]) -> dict[int, str]:
    """Return each column's item: what stands over it, in the title, or is the ledger's only one."""
    above = spread_across(sheet, row - 1) if row else np.full(sheet.grid.shape[1], "", dtype=object)
    items = {c: str(above[c]) for c in values if above[c] and names_item(above[c], ledger)}
    if items:
        return items
    quantities = [c for c in ledger.columns if c.field == "value"]
    if len(quantities) == 1:
        return dict.fromkeys(values, quantities[0].label)
    titles = [text for text in sheet.grid[max(0, row - MOST_TITLE_ROWS) : row].ravel() if text]
    named = {
        column.item: column.label
        for text in (*titles, sheet.name, sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
        for words, column in lexicon(ledger).items()
        if column.field == "value" and len(words) > 2 and words in key(fold(text))
    }
    return dict.fromkeys(values, named.popitem()[1]) if len(named) == 1 else {}


def spread_across(sheet: Sheet, row: int) -> np.ndarray:
    """Return a row's texts, each standing for the columns that it is merged over.

    Where nothing is merged, as in a text file, a text stands for the blank cells behind it.
    """
    texts = sheet.grid[row].copy()
    merged = [(left, right) for (top, left), (bottom, right) in sheet.merges
              if top <= row <= bottom and right > left]  # fmt: skip
    for left, right in merged:
        texts[left : right + 1] = texts[left]
    if not sheet.merges:
        for column in range(1, len(texts)):
            texts[column] = texts[column] or texts[column - 1]
    return texts


def set_upright(sheet: Sheet, table: KeyTable) -> Sheet:
    """Return the table with a line per unit and value of the key, each cell's place beside it."""
    lines, items = read_key_lines(sheet, table)
    header = Line()
    unit_label = sheet.grid[table.row, table.unit] or column_label(table.ledger, "unit")
    header.put("unit", unit_label, (table.row, table.unit))
    header.put("key", table.column.label, (table.row, min(table.values)))
    for item, place in items.items():
        header.put(item, item, place)
    columns: list[object] = ["unit", "key", *items]
    rows = [*title_rows_of(sheet, table, columns), header, *lines]
    grid = np.array([[line.texts.get(c, "") for c in columns] for line in rows], dtype=object)
    places = np.array([[line.places.get(c, NOWHERE) for c in columns] for line in rows], np.int32)
    return replace(sheet, grid=grid, merges=[], places=places, first="unit")


def column_label(ledger: Ledger, field: str) -> str:
    """Return the heading of a ledger's column."""
    return next((column.label for column in ledger.columns if column.field == field), field)


def title_rows_of(sheet: Sheet, table: KeyTable, columns: Sequence[object]) -> Iterator[Line]:
    """Yield the rows above the table: they may state its month and its units of measure."""
    headed = {str(text) for text in table.items.values()}
    for row in range(max(0, table.row - MOST_TITLE_ROWS), table.row):
        line = Line()
        there = [c for c in np.flatnonzero(sheet.grid[row] != "").tolist()
                 if sheet.grid[row, c] not in headed]  # fmt: skip
        for column, place in zip(columns, there, strict=False):
            line.put(column, sheet.grid[row, place], (row, place))
        yield line


def read_key_lines(sheet: Sheet, table: KeyTable) -> tuple[list[Line], dict[str, tuple[int, int]]]:
    """Return the lines, and the items with the place where each is named first.

    A unit that is merged over several rows, or stands only beside the first of its items, is that
    of all of them. Sums over units are nobody's line.
    """
    lines: dict[tuple[str, str], Line] = {}
    items: dict[str, tuple[int, int]] = {}
    unit, unit_place, seen = "", NOWHERE, set[str]()
    known = line_words(table.ledger.words)
    for row in range(table.row + 1, table.end):
        own = str(sheet.grid[row, table.unit])
        said = str(sheet.grid[row, table.item]) if table.item is not None else ""
        if is_no_line(own, known) or is_no_line(said, known):
            unit, unit_place = ("", NOWHERE) if own else (unit, unit_place)
            continue
        if own or said in seen or table.item is None:
            unit, unit_place, seen = own, (row, table.unit) if own else NOWHERE, set()
        seen.add(said)
        for column, value in table.values.items():
            item = said or table.items.get(column, "")
            place = (row, table.item) if table.item is not None else (table.row, column)
            if not sheet.grid[row, column] or not item:
                continue
            items.setdefault(item, place)
            line = lines.setdefault((unit or str(row), value), Line())
            line.put("unit", unit, unit_place)
            line.put("key", value, (table.row, column))
            line.put(item, str(sheet.grid[row, column]), (row, column))
    return list(lines.values()), items


def is_no_line(text: str, known: LineWords) -> bool:
    """Tell whether the first cell of a row says that the row is a sum, a mean or a remark."""
    return bool(text) and (
        known.states_sum(text) or known.states_derived(text) or known.begins_note(text)
    )
