"""The content.xml of an .ods, streamed → per sheet its used corner and what the reader omits.

Cells and rows that repeat are stored once with a count, so a few bytes can claim a million cells.
The text that the sheet shows stands beside each number, so number formats need no table of styles.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import IO

from zhen_analysis.base.signs import marked_digits
from zhen_analysis.intake.files.books.xlsx_sheet import Look, pieces, text_of
from zhen_analysis.intake.files.coded.number_formats import CURRENCIES, Format, Section

ROW = b"<table:table-row"
TOKEN = re.compile(
    rb"<table:table\s([^>]*)>"
    rb"|<table:table-column\b([^>]*)>"
    rb"|<table:table-row\b([^>]*)>"
    rb"|<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
ATTRIBUTE = re.compile(rb'[\w-]+:([\w-]+)="([^"]*)"')
ANNOTATION = re.compile(rb"<office:annotation\b.*?(?:</office:annotation>|/>)", re.DOTALL)
PARAGRAPH = re.compile(rb"<text:p\b[^>]*>(.*?)</text:p>", re.DOTALL)
STYLE = re.compile(rb"<style:style\b([^>]*)>(.*?)</style:style>", re.DOTALL)
LINE_THROUGH = re.compile(rb'text-line-through-(?:style|type)="(?!none)')
RAISED = re.compile(rb'text-position="(?:super|sub|-?[1-9])')
SPAN = re.compile(rb"<text:span\b([^>]*)>(.*?)</text:span>", re.DOTALL)
TAG = re.compile(rb"<[^>]*>")
SHOWN = re.compile(r"(?P<before>[^\d.]*?)-?(?P<digits>\d[\d, ]*+(?:\.\d++)?|\.\d++)(?P<after>\D*)")
HIDDEN = {"collapse", "filter"}
NUMBERS = {"float", "percentage", "currency"}
MOST_REPEATED = 2**11  # cells of one text that are still told apart


@dataclass
class ContentReader:
    """Where the stream stands: the sheet, the row and the column that come next."""

    looks: dict[str, Look] = field(default_factory=dict)
    look: Look = field(default_factory=Look)
    row: int = 0
    height: int = 0  # of the row that is being read
    column: int = 0
    columns: int = 0  # declared so far
    formats: dict[int, Format] = field(default_factory=dict)
    numbers: dict[Format, int] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)  # styles of cells and texts
    marks: set[str] = field(default_factory=set)
    column_styles: dict[int, str] = field(default_factory=dict)

    def begin_sheet(self, attributes: dict[str, str]) -> None:
        """Begin a sheet."""
        self.look = self.looks[attributes.get("name", "")] = Look(formats=self.formats)
        self.row = self.height = self.column = self.columns = 0
        self.column_styles.clear()

    def take_columns(self, attributes: dict[str, str]) -> None:
        """Note hidden columns."""
        count = repeated(attributes, "number-columns-repeated")
        style = attributes.get("default-cell-style-name", "")
        if style in self.struck | self.marks:
            columns = range(self.columns, self.columns + min(count, MOST_REPEATED))
            self.column_styles.update(dict.fromkeys(columns, style))
        if attributes.get("visibility") in HIDDEN:
            self.look.hidden_columns += range(self.columns, self.columns + min(count, 2**14))
        self.columns += count

    def begin_row(self, attributes: dict[str, str]) -> None:
        """Begin a row, which may stand for many."""
        self.row += self.height
        self.height = repeated(attributes, "number-rows-repeated")
        self.column = 0
        if attributes.get("visibility") in HIDDEN:
            self.look.hidden_rows += range(self.row, self.row + min(self.height, MOST_REPEATED))

    def take_cell(self, attributes: dict[str, str], content: bytes) -> None:
        """Note what a cell holds; it may stand for many."""
        count = repeated(attributes, "number-columns-repeated")
        first, self.column = self.column, self.column + count
        spanned = [repeated(attributes, f"number-{way}-spanned") for way in ("rows", "columns")]
        if spanned != [1, 1]:
            last = self.row + spanned[0] - 1, first + spanned[1] - 1
            self.look.merges.append(((self.row, first), last))
        if b"<office:annotation" in content:
            self.look.comments += 1
            content = ANNOTATION.sub(b"", content)
        self.look.pictures += content.count(b"<draw:image")
        kind = attributes.get("value-type", "")
        if not kind and b"<text:p" not in content:
            if "formula" in attributes:
                self.put(self.look.formulas, f"={attributes['formula'].partition('=')[2]}", first)
            return
        self.look.rows = max(self.look.rows, self.row + self.height)
        self.look.columns = max(self.look.columns, self.column)
        if self.struck or self.marks:
            self.note_fonts(attributes.get("style-name"), content, first)
        if kind in NUMBERS and not shown_text(content) and is_not_zero(attributes.get("value", "")):
            self.put(self.look.unshown, attributes["value"], first)
        elif kind in NUMBERS:
            style = self.style(attributes.get("value", ""), shown_text(content))
            if style is not None:
                self.put_style(style, first)
        elif kind == "error":
            self.put(self.look.errors, shown_text(content) or "#ERROR", first)

    def take_styles(self, piece: bytes) -> None:
        """Note which styles strike out, raise or lower."""
        for written, inside in STYLE.findall(piece):
            name = read_attributes(written).get("name", "")
            if LINE_THROUGH.search(inside):
                self.struck.add(name)
            if RAISED.search(inside):
                self.marks.add(name)

    def note_fonts(self, style: str | None, content: bytes, first: int) -> None:
        """Note what is struck out, raised or lowered of a cell; it may stand for many."""
        own = style if style is not None else self.column_styles.get(first, "")
        is_struck, is_mark = own in self.struck, own in self.marks
        said, rest, is_marked = [], [], False
        for paragraph in PARAGRAPH.findall(content):
            pieces = [(is_struck, is_mark, paragraph)]
            if SPAN.search(paragraph):
                pieces = list(self.spans(paragraph, is_struck, is_mark))
            texts = [(out, mark, text_of(TAG.sub(b"", piece))) for out, mark, piece in pieces]
            said.append("".join(text for _, _, text in texts))
            rest.append("".join(marked_digits(text) if mark else text
                                for out, mark, text in texts if not out))  # fmt: skip
            is_marked |= any(mark and not out for out, mark, _ in texts)
        if rest != said and len("".join(rest)) < len("".join(said)):
            self.put(self.look.struck, "\n".join(rest), first)
        elif is_marked:
            for row in range(self.row, self.row + min(self.height, MOST_REPEATED)):
                self.look.marked[row, first] = "\n".join(rest)

    def spans(
        self, paragraph: bytes, is_struck: bool, is_mark: bool
    ) -> Iterator[tuple[bool, bool, bytes]]:
        """Yield the parts of a paragraph, each with whether it is struck out and is a mark."""
        place = 0
        for found in SPAN.finditer(paragraph):
            yield is_struck, is_mark, paragraph[place : found.start()]
            name = read_attributes(found[1]).get("style-name", "")
            yield is_struck or name in self.struck, is_mark or name in self.marks, found[2]
            place = found.end()
        yield is_struck, is_mark, paragraph[place:]

    def put(self, cells: dict[tuple[int, int], str], text: str, first: int) -> None:
        """Note a text for the cells that this one stands for."""
        for row in range(self.row, self.row + min(self.height, MOST_REPEATED)):
            for column in range(first, min(self.column, first + MOST_REPEATED)):
                cells[row, column] = text

    def put_style(self, style: int, first: int) -> None:
        """Note a number format for the cells that this one stands for."""
        for column in range(first, min(self.column, first + MOST_REPEATED)):
            rows, styles = self.look.styled.setdefault(column, (array("I"), array("I")))
            for row in range(self.row, self.row + min(self.height, MOST_REPEATED)):
                rows.append(row)
                styles.append(style)

    def style(self, value: str, shown: str) -> int | None:
        """Return the number of the format by which a value shows so; None where it adds nothing."""
        made = format_of(value, shown)
        if made is None:
            return None
        number = self.numbers.setdefault(made, len(self.numbers))
        self.formats[number] = made
        return number


def look_at_content(stream: IO[bytes]) -> dict[str, Look]:
    """Return what is seen of every sheet, by its name."""
    reader = ContentReader()
    for piece in pieces(stream, ROW):
        reader.look.size += len(piece)
        if b"line-through" in piece or b"text-position" in piece:
            reader.take_styles(piece)
        for found in TOKEN.finditer(piece):
            sheet, columns, row, cell, content = found.groups()
            if cell is not None:
                reader.take_cell(read_attributes(cell), content or b"")
            elif row is not None:
                reader.begin_row(read_attributes(row))
            elif columns is not None:
                reader.take_columns(read_attributes(columns))
            else:
                reader.begin_sheet(read_attributes(sheet))
    return reader.looks


@lru_cache(maxsize=4096)
def read_attributes(written: bytes) -> dict[str, str]:
    """Return a tag's attributes without their namespaces; an own kind of value wins."""
    pairs = [(name.decode(), html.unescape(value.decode("utf-8", "replace")))
             for name, value in ATTRIBUTE.findall(written)]  # fmt: skip
    return dict(pairs)


def is_not_zero(value: str) -> bool:
    """Tell whether a stored number is other than 0."""
    return any(sign in "123456789" for sign in value.lower().partition("e")[0])


def repeated(attributes: dict[str, str], name: str) -> int:
    """Return how many a cell or row stands for."""
    written = attributes.get(name, "1")
    return max(int(written), 1) if written.isdecimal() else 1


def shown_text(content: bytes) -> str:
    """Return the text that a cell shows."""
    return "\n".join(text_of(TAG.sub(b"", part)) for part in PARAGRAPH.findall(content))


@lru_cache(maxsize=4096)
def format_of(value: str, shown: str) -> Format | None:
    """Return the number format by which a value shows so; None where it adds nothing.

    None too where the shown number is not the stored one rounded: a fraction, a day.
    """
    found = SHOWN.fullmatch(shown)
    if not found:
        return None
    before, after = (found[side].translate(CURRENCIES).strip() for side in ("before", "after"))
    scale = 2 * after.count("%")
    whole, _, part = found["digits"].replace(",", "").replace(" ", "").partition(".")
    try:
        exact = abs(Decimal(value).scaleb(scale))
        if abs(exact - Decimal(f"{whole or 0}.{part or 0}")) > Decimal(1).scaleb(-len(part)):
            return None
    except InvalidOperation:
        return None
    zeros = ("0",) * (len(whole) if whole.startswith("0") and len(whole) > 1 else 1)
    section = Section(before.strip("-−()（）"), zeros, len(part), after, scale, None)
    return None if section.is_plain else Format((section,))
