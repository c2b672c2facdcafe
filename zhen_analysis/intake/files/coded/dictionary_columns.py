"""Rows of typed cells → columns of different texts, each cell a number that names its text.

A ledger says few different things, so a sheet of 2.4 million cells passes from the reading child
to its parent in the time of its few thousand texts. No pandas and no numpy: the child starts in
some milliseconds.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from math import isfinite
from types import MappingProxyType
from typing import Any

from zhen_analysis.base.signs import UNSEEN, visible_text
from zhen_analysis.intake.files.coded.limits import MOST_CELLS, MOST_COLUMNS, Unreadable, too_wide
from zhen_analysis.intake.files.coded.number_formats import Format, write_number

ROWS_AT_A_TIME = 2048
CODE = "I"  # four bytes
BLANK = ""
Note = tuple[str, str, str, dict[str, Any]]  # check, cell, written, details of the sentence
Styled = dict[int, tuple[array, array]]  # column → rows (from 0) and their cell styles


@dataclass
class Column:
    """One column: a cell's text is ``texts[codes[row]]``, a number if ``numbers[codes[row]]``.

    Texts may repeat: the number 3 and the text 3 differ.
    """

    codes: array = field(default_factory=lambda: array(CODE))
    texts: list[str] = field(default_factory=list)
    numbers: bytearray = field(default_factory=bytearray)

    def add(self, text: str, is_number: bool = False) -> int:
        """Return the code of one more text."""
        self.texts.append(text)
        self.numbers.append(is_number)
        return len(self.texts) - 1


@dataclass
class CodedSheet:
    """A sheet as it passes from child to parent.

    ``has_numbers``: cells hold numbers or texts, not texts alone. ``day_zero``: from which day
    serial numbers count, where it is not the usual one.
    """

    name: str
    height: int
    columns: list[Column]
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    visible: bool = True
    has_numbers: bool = True
    day_zero: date | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass
class CodedFile:
    """What a file holds; ``notes`` are of the whole file.

    ``beside``: why it is no table, of a file that lies beside the ledgers; it has no sheets then.
    """

    sheets: list[CodedSheet] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    beside: str = ""


class Values(dict):
    """Value → its code, in the order in which values come."""

    def __missing__(self, value: object) -> int:
        code = self[value] = len(self)
        return code


class Coder:
    """Columns in the making; cells can be overwritten before they are handed over."""

    def __init__(self) -> None:
        self.height = 0
        self.values: list[Values] = []
        self.codes: list[array] = []
        self.unshown: list[tuple[int, int, str]] = []  # cells whose number the sheet does not show

    def add_rows(self, rows: Iterable[list]) -> None:
        """Take rows of cells; raises Unreadable where their rectangle would be too big."""
        rows = iter(rows)
        while chunk := list(islice(rows, ROWS_AT_A_TIME)):
            self.widen(max(map(len, chunk)))
            columns = zip_longest(*chunk, fillvalue=BLANK)
            for place, cells in enumerate(columns):
                self.add_cells(place, cells)
            self.height += len(chunk)
            self.fill()

    def add_cells(self, place: int, cells: tuple) -> None:
        """Take the next cells of one column."""
        if bool in set(map(type, cells)):
            # True and 1 would be one key.
            cells = tuple(write_bool(cell) if cell is True or cell is False else cell
                          for cell in cells)  # fmt: skip
        self.codes[place].extend(map(self.values[place].__getitem__, cells))

    def widen(self, width: int) -> None:
        """Have at least so many columns."""
        if width > MOST_COLUMNS or width * max(self.height, 1) > MOST_CELLS:
            raise Unreadable(too_wide(self.height + 1, width))
        for _ in range(width - len(self.codes)):
            self.values.append(Values({BLANK: 0}))
            self.codes.append(array(CODE))

    def fill(self) -> None:
        """Make all columns as long as the sheet."""
        for codes in self.codes:
            missing = self.height - len(codes)
            if missing:
                codes.frombytes(bytes(missing * codes.itemsize))

    def finish(
        self,
        texts: Mapping[tuple[int, int], str] = MappingProxyType({}),
        styled: Mapping[int, tuple[array, array]] = MappingProxyType({}),
        formats: Mapping[int, Format] = MappingProxyType({}),
    ) -> list[Column]:
        """Return the columns, once every different value has become a text.

        Parameters
        ----------
        texts : (row, column) from 0 → what stands there instead of what was read.
        styled : column → rows and styles of cells that show more than their number.
        formats : style → number format.
        """
        if texts:
            self.height = max(self.height, 1 + max(row for row, _ in texts))
            self.widen(1 + max(column for _, column in texts))
        self.fill()
        columns = [code_column(*pair) for pair in zip(self.values, self.codes, strict=True)]
        for place, (rows, styles) in styled.items():
            if place < len(columns):
                values = list(self.values[place])
                rows_unshown = show_numbers(columns[place], values, rows, styles, formats)
                self.unshown += ((row, place, text) for row, text in rows_unshown)
        for (row, place), text in texts.items():
            columns[place].codes[row] = columns[place].add(visible_text(text))
        return without_blanks(columns)

    def texts_at(self, cells: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
        """Return cell → its text, of those cells that hold any."""
        values: dict[int, list] = {}
        found = {}
        for row, place in cells:
            if place < len(self.codes) and row < len(self.codes[place]):
                known = values.setdefault(place, list(self.values[place]))
                text = write(known[self.codes[place][row]])
                if text:
                    found[row, place] = text
        return found

    def unseen(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column (from 0) and text of every cell that holds signs nobody can see."""
        for place, (values, codes) in enumerate(zip(self.values, self.codes, strict=True)):
            marked = {code: value for value, code in values.items()
                      if type(value) is str and UNSEEN.search(value)}  # fmt: skip
            if marked:
                yield from ((row, place, marked[c]) for row, c in enumerate(codes) if c in marked)


def code_column(values: Values, codes: array) -> Column:
    """Write each different value once."""
    texts = [write(value) for value in values]
    numbers = bytearray(type(value) in NUMBERS for value in values)
    return Column(codes, texts, numbers)


def write(value: object) -> str:
    """Return the text of a cell's value."""
    return WRITERS[type(value)](value) if type(value) in WRITERS else str(value).strip()


def show_numbers(
    column: Column, values: list, rows: array, styles: array, formats: Mapping[int, Format]
) -> list[tuple[int, str]]:
    """Let the cells of a column show what their number formats add.

    Returns row and number of those cells of which their format shows nothing; they are blank.
    """
    unshown: list[tuple[int, str]] = []
    shown: dict[tuple[int, int], int] = {}
    codes, numbers, height, different = column.codes, column.numbers, len(column.codes), len(values)
    for row, style in zip(rows, styles, strict=True):
        if row >= height or not numbers[code := codes[row]] or code >= different:
            continue
        known = shown.get((code, style))
        if known is None:
            number = float(values[code])
            text = formats[style].show(number) if isfinite(number) else str(number)
            known = shown[code, style] = column.add(text, bool(text))
        codes[row] = known
        if not column.texts[known]:
            unshown.append((row, column.texts[code]))
    return unshown


def without_blanks(columns: list[Column]) -> list[Column]:
    """Leave out blank columns at the right; what is blank counts for nothing."""
    while columns and not any(columns[-1].texts):
        columns.pop()
    return columns


def write_moment(cell: datetime) -> str:
    """Write a date without its midnight."""
    return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()


def write_bool(cell: bool) -> str:
    """Write a truth value as a sheet shows it."""
    return str(cell).upper()


NUMBERS = (float, int)
WRITERS: dict[type, Callable[[Any], str]] = {
    str: visible_text,
    float: write_number,
    int: str,
    date: date.isoformat,
    datetime: write_moment,
    time: time.isoformat,
    timedelta: str,
    type(None): lambda _: BLANK,
}
