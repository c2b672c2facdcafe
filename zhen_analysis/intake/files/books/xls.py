"""The record stream of an .xls → per sheet what the reader omits, and the workbook's day system.

The reader gives an error cell as a blank, and knows neither hidden rows nor number formats. The
records: [MS-XLS] 2.4. Which formulas have no stored result is not told by this format: such a cell
holds 0.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import unpack_from

from olefile import OleFileIO

from zhen_analysis.intake.files.books.fonts import Fonts, Pieces
from zhen_analysis.intake.files.books.xlsx_sheet import Look
from zhen_analysis.intake.files.coded.number_formats import BUILT_IN, read_format

STREAMS = ("Workbook", "Book")
NO_SECTOR = 0xFFFFFFFA  # and above: the ends of chains
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
          0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
FORMULA, DATE_MODE, EXTERNAL, COMMENT, OBJECT = 0x06, 0x22, 0x1AE, 0x1C, 0x5D
COLUMNS, SHEET, PIVOT, NUMBERS, STYLE = 0x7D, 0x85, 0xB0, 0xBD, 0xE0
NUMBER, ERROR, ROW, SHORT_NUMBER, NUMBER_FORMAT = 0x203, 0x205, 0x208, 0x27E, 0x41E
SHARED_TEXT, OLD_TEXT, RICH_TEXT = 0xFD, 0x204, 0xD6
FONT, TEXTS, CONTINUED = 0x31, 0xFC, 0x3C
WHOLE: Pieces = ((None, None, None),)  # all of a cell in its own font
CELLS = {NUMBER, SHORT_NUMBER, NUMBERS, FORMULA, ERROR, SHARED_TEXT, OLD_TEXT, RICH_TEXT}
PASSWORD = 0x2F  # [MS-XLS] 2.4.117
BEGIN, BIFF8, PICTURE = 0x809, 0x600, 8
OWN_BOOK = (b"\x01\x04", b"\x01\x3a")  # links to the workbook itself, and to functions


class Locked(ValueError):
    """A workbook that is encrypted."""


class Circle(ValueError):
    """A stream that leads back to its own beginning; to read it takes all memory there is."""


@dataclass
class Book:
    """What was seen in an .xls; ``links`` are to other workbooks."""

    looks: dict[str, Look] = field(default_factory=dict)
    is_1904: bool = False
    links: int = 0


def look_at_book(content: bytes) -> Book:
    """Look through a workbook's records.

    Raises ValueError (Circle among them), IndexError or struct.error where it is not made as it
    should be.
    """
    stream = read_container(content)
    book, codes = Book(), dict(BUILT_IN)
    styles: list[int] = []  # the number format of each cell style
    fonts = FontReader()
    sheets: dict[int, str] = {}
    look, is_new = Look(), True
    for place, kind, body in records(stream):
        if kind == BEGIN:
            is_new = unpack_from("<H", body)[0] == BIFF8
            if place in sheets:
                known = {number: read_format(code) for number, code in codes.items()}
                chosen = {i: known.get(style) for i, style in enumerate(styles)}
                look = Look(formats={i: style for i, style in chosen.items() if style})
                book.looks[sheets[place]] = look
                fonts.finish()
        elif kind == SHEET:
            sheets[unpack_from("<I", body)[0]] = read_text(body, 6, 1, is_new)
        elif kind == NUMBER_FORMAT:
            length = 2 if is_new else 1
            codes[unpack_from("<H", body)[0]] = read_text(body, 2, length, is_new)
        elif kind == STYLE:
            styles.append(unpack_from("<H", body, 2)[0])
            fonts.styles.append(unpack_from("<H", body)[0])
        elif kind == PASSWORD:
            raise Locked("encrypted")
        elif kind == DATE_MODE:
            book.is_1904 = body[:2] == b"\x01\x00"
        elif kind == EXTERNAL:
            book.links += body[2:4] not in OWN_BOOK
        elif not fonts.take(kind, body):
            take_record(look, kind, body)
            fonts.note(look, kind, body)
    return book


@dataclass
class FontReader:
    """Fonts in the order in which they come, then what they say of each cell."""

    fonts: list[tuple[bool, bool]] = field(default_factory=list)  # struck out, raised or lowered
    styles: list[int] = field(default_factory=list)  # the font of each cell style
    blocks: list[bytes] = field(default_factory=list)  # of the shared texts
    known: Fonts | None = None

    def take(self, kind: int, body: bytes) -> bool:
        """Take a record that speaks of fonts or shared texts; tell whether it is one."""
        if kind == FONT:
            self.fonts.append((bool(body[2] & 8), body[8] in {1, 2}))
        elif kind == TEXTS or (kind == CONTINUED and self.blocks and self.known is None):
            self.blocks.append(body)
        return kind in {FONT, TEXTS, CONTINUED}

    def font(self, number: int) -> tuple[bool, bool]:
        """Return whether a font strikes out, and whether it raises or lowers; none is number 4."""
        place = number - (number > 4)
        return self.fonts[place] if place < len(self.fonts) else (False, False)

    def finish(self) -> None:
        """Know what all fonts say, once the cells begin."""
        if self.known is not None:
            return
        own = [self.font(number) for number in self.styles]
        is_said = any(any(font) for font in self.fonts)
        self.known = Fonts(
            frozenset(place for place, (struck, _) in enumerate(own) if struck),
            frozenset(place for place, (_, mark) in enumerate(own) if mark),
            dict(self.texts()) if is_said and self.blocks else {},
        )

    def texts(self) -> Iterator[tuple[int, Pieces]]:
        """Yield the shared texts of several fonts: [MS-XLS] 2.4.265 and 2.5.293."""
        reader = Blocks(self.blocks)
        _, count = unpack_from("<2I", reader.take(8))
        for number in range(count):
            length, flags = unpack_from("<HB", reader.take(3))
            runs = unpack_from("<H", reader.take(2))[0] if flags & 8 else 0
            extra = unpack_from("<I", reader.take(4))[0] if flags & 4 else 0
            text = reader.take_text(length, bool(flags & 1))
            starts = [unpack_from("<2H", reader.take(4)) for _ in range(runs)]
            reader.take(extra)
            if starts:
                ends = [start for start, _ in starts[1:]] + [len(text)]
                yield number, (
                    (text[: starts[0][0]], None, None),
                    *((text[start:end], *self.font(font))
                      for (start, font), end in zip(starts, ends, strict=True)),
                )  # fmt: skip

    def note(self, look: Look, kind: int, body: bytes) -> None:
        """Note what fonts say of the cells of one record."""
        fonts = self.known
        if fonts is None or not fonts.says_anything or kind not in CELLS:
            return
        row, column = unpack_from("<2H", body)
        if kind == NUMBERS:
            for place in range(4, len(body) - 2, 6):
                cell = row, column + (place - 4) // 6
                fonts.note(look, cell, unpack_from("<H", body, place)[0], WHOLE)
            return
        pieces = WHOLE
        if kind == SHARED_TEXT:
            pieces = fonts.texts.get(unpack_from("<I", body, 6)[0], WHOLE)
        fonts.note(look, (row, column), unpack_from("<H", body, 4)[0], pieces)


@dataclass
class Blocks:
    """Bytes that go on from one record to the next."""

    blocks: list[bytes]
    block: int = 0
    place: int = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes; IndexError where there are no more."""
        taken = b""
        while len(taken) < count:
            if self.place >= len(self.blocks[self.block]):
                self.block, self.place = self.block + 1, 0
                continue
            piece = self.blocks[self.block][self.place : self.place + count - len(taken)]
            self.place += len(piece)
            taken += piece
        return taken

    def take_text(self, length: int, is_wide: bool) -> str:
        """Return the next signs; where they go on in another record it says anew how wide."""
        text = ""
        while len(text) < length:
            if self.place >= len(self.blocks[self.block]):
                self.block, self.place = self.block + 1, 1
                is_wide = bool(self.blocks[self.block][0] & 1)
                continue
            width = 2 if is_wide else 1
            end = self.place + width * (length - len(text))
            piece = self.blocks[self.block][self.place : end]
            self.place += len(piece)
            text += piece.decode("utf-16-le" if is_wide else "latin-1", "surrogatepass")
        return text


def take_record(look: Look, kind: int, body: bytes) -> None:
    """Note what one record says of a sheet."""
    if kind in CELLS:
        row, column = unpack_from("<2H", body)
        last = unpack_from("<H", body, len(body) - 2)[0] if kind == NUMBERS else column
        look.rows, look.columns = max(look.rows, row + 1), max(look.columns, last + 1)
    if kind in {SHARED_TEXT, OLD_TEXT, RICH_TEXT}:
        row, column, style = unpack_from("<3H", body)
        if style in look.formats and look.formats[style].hides_text:
            look.unshown[row, column] = ""
    elif kind in {NUMBER, SHORT_NUMBER, FORMULA}:
        row, column, style = unpack_from("<3H", body)
        if kind == FORMULA and body[12:14] == b"\xff\xff":
            if body[6] == 2:
                look.errors[row, column] = ERRORS.get(body[8], "#ERROR")
        else:
            note_style(look, row, column, style)
    elif kind == NUMBERS:
        row, column = unpack_from("<2H", body)
        for place in range(4, len(body) - 2, 6):
            note_style(look, row, column + (place - 4) // 6, unpack_from("<H", body, place)[0])
    elif kind == ERROR and body[7]:
        row, column = unpack_from("<2H", body)
        look.errors[row, column] = ERRORS.get(body[6], "#ERROR")
    elif kind == ROW and unpack_from("<H", body, 12)[0] & 0x20:
        look.hidden_rows.append(unpack_from("<H", body)[0])
    elif kind == COLUMNS and unpack_from("<H", body, 8)[0] & 1:
        first, last = unpack_from("<2H", body)
        look.hidden_columns += range(first, last + 1)
    elif kind == COMMENT:
        look.comments += 1
    elif kind == PIVOT:
        look.pivots += 1
    elif kind == OBJECT and unpack_from("<H", body, 4)[0] == PICTURE:
        look.pictures += 1


def note_style(look: Look, row: int, column: int, style: int) -> None:
    """Note a number whose format shows more than the number."""
    if style in look.formats:
        rows, styles = look.styled.setdefault(column, (array("I"), array("I")))
        rows.append(row)
        styles.append(style)


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and body of every record."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = unpack_from("<2H", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def read_text(body: bytes, place: int, length: int, is_new: bool) -> str:
    """Return a text whose count of signs takes ``length`` bytes; old ones are in the office's code.

    Chinese offices wrote GBK.
    """
    count = int.from_bytes(body[place : place + length], "little")
    start = place + length
    if not is_new:
        return body[start : start + count].decode("gbk", "replace")
    is_wide = body[start] & 1
    signs = body[start + 1 : start + 1 + count * (2 if is_wide else 1)]
    return signs.decode("utf-16-le" if is_wide else "latin-1", "replace")


def read_container(content: bytes) -> bytes:
    """Return the stream of records out of the compound file that holds it.

    Raises Circle where its sectors lead back to themselves, ValueError where it is none.
    """
    try:
        with OleFileIO(io.BytesIO(content)) as container:
            entry = next((kid for kid in container.root.kids if kid.name in STREAMS), None)
            if entry is None:
                raise ValueError("no workbook in it")
            stream = container.openstream([entry.name])
            require_end(container.fat, container.first_dir_sector)
            require_end(container.fat, container.root.isectStart)
            if entry.is_minifat:
                require_end(container.fat, container.first_mini_fat_sector)
                require_end(container.minifat, entry.isectStart)
            else:
                require_end(container.fat, entry.isectStart)
            return stream.read()
    except OSError as error:
        raise ValueError(f"no compound file: {error}") from error


def streams_of(content: bytes) -> set[str]:
    """Return the names of a container's own streams, not of what is embedded in it.

    Raises ValueError where it is none.
    """
    try:
        with OleFileIO(io.BytesIO(content)) as container:
            return {kid.name for kid in container.root.kids}
    except OSError as error:
        raise ValueError(f"no compound file: {error}") from error


def require_end(table: Sequence[int], sector: int) -> None:
    """Raise Circle unless the sectors that follow one another come to an end."""
    for _ in range(len(table) + 1):
        if sector >= NO_SECTOR:
            return
        sector = table[sector]
    raise Circle("a stream without an end")
