"""The XML of one sheet, streamed → its used corner, and what the reader does not tell of it.

That is: hidden rows and columns, error cells and formulas without a stored result (the reader
gives both as blanks), and the cells whose number format shows more than the number. Each is looked
for only where a cheap search of the bytes finds a sign of it; never is the whole part in memory.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from zhen_analysis.base.addresses import read_address
from zhen_analysis.intake.files.books.fonts import Fonts, Pieces, pieces_of
from zhen_analysis.intake.files.coded.dictionary_columns import Styled
from zhen_analysis.intake.files.coded.number_formats import Format

CHUNK = 2**20
LONGEST_ROW = 2**25  # bytes; a longer one is cut anywhere

# Beyond Z or beyond row 199,999; the rest fits any limit. Cells that hold nothing end with "/".
FAR_CELL = re.compile(rb' r="([A-Z]{2,3}\d{1,7}|[A-Z](?:[2-9]\d{5}|\d{7}))"([^>]*)>')
HIDDEN = b'hidden="'
HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")([^>]*)>')
BOUND = re.compile(rb'\b(min|max)="(\d{1,5})"')
ERROR_CELL = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*(?<!/)>(.*?)</c>', re.S
)
VALUE = re.compile(rb"<v\b[^>]*>([^<]*)</v>")
UNCACHED = re.compile(
    rb"<c\b([^>]*)><f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(<v\s*/>|<v\b[^>]*>\s*</v>)?\s*</c>"
)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
CELL = re.compile(rb"<c\b([^>]*)(?<!/)>(.*?)</c>", re.DOTALL)
OF_TEXT = re.compile(rb'\bt="(?:s|str|inlineStr)"')
STYLE = re.compile(rb'\bs="(\d{1,7})"')
PREFIX = re.compile(rb"<(\w+:)worksheet\b")
UNNUMBERED = re.compile(rb"<c(?:\s(?![^>]*\br=)[^>]*)?>")  # cells that do not say where they are


@dataclass
class Look:
    """What was seen in one sheet's XML; rows and columns from 0 but for the corner.

    Attributes
    ----------
    rows, columns : the last ones used.
    errors, formulas : cell → what it holds instead of a value.
    struck : cell → what is left of it without what is struck out.
    marked : cell → its text in which raised and lowered digits are no digits; None where all are.
    unshown : cells of which the sheet shows nothing, where ``styled`` does not tell them: texts,
        and all of .ods.
    styled : column → rows and their styles, of styles that show more than the number.
    formats : style → number format.
    size : bytes looked through.
    merges : first and last cell of every merged range; only of .ods, where the reader gives none.
    comments, pictures, pivots : how many; of .xlsx they stand in parts of their own.
    is_placed : whether the cells say where they stand; if not, nothing else was seen.
    """

    rows: int = 1
    columns: int = 1
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: dict[tuple[int, int], str] = field(default_factory=dict)
    marked: dict[tuple[int, int], str | None] = field(default_factory=dict)
    unshown: dict[tuple[int, int], str] = field(default_factory=dict)
    styled: Styled = field(default_factory=dict)
    formats: Mapping[int, Format] = field(default_factory=dict)
    size: int = 0
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    comments: int = 0
    pictures: int = 0
    pivots: int = 0
    is_placed: bool = True


def look_at_sheet(
    stream: IO[bytes], formats: Mapping[int, Format], fonts: Fonts | None = None
) -> Look:
    """Look through a sheet's XML.

    Parameters
    ----------
    formats : cell style → number format, of the styles that show more than the number.
    fonts : what the workbook strikes out, raises or lowers.
    """
    fonts = fonts or Fonts()
    look = Look(formats=formats)
    patterns = styled_cells(formats) if formats else None
    hiding = {style for style, form in formats.items() if form.hides_text}
    for place, piece in enumerate(pieces(stream)):
        look.size += len(piece)
        find_corner(look, piece)
        if HIDDEN in piece:
            find_hidden(look, piece)
        if b't="e"' in piece:
            find_errors(look, piece)
        if b"<f" in piece:
            find_uncached(look, piece)
        if patterns:
            find_styled(look, piece, *patterns)
        if hiding:
            find_unshown(look, piece, hiding)
        if fonts.says_anything or b"<strike" in piece or b"<vertAlign" in piece:
            find_fonts(look, piece, fonts)
        if not place:
            look.is_placed = not UNNUMBERED.search(piece)
    return look


def pieces(stream: IO[bytes], row: bytes = b"<row") -> Iterator[bytes]:
    """Yield the XML in pieces of whole rows, namespace prefix and single quotes taken out."""
    rest, prefix, is_single = b"", b"", False
    while chunk := stream.read(CHUNK):
        if not rest:
            found = PREFIX.search(chunk)
            prefix, is_single = (found[1] if found else b""), b"<row r='" in chunk
        text = rest + chunk
        if prefix:
            text = text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
        if is_single:
            text = text.replace(b"'", b'"')
        end = text.rfind(row)
        if end <= 0:
            end = len(text) if len(text) > LONGEST_ROW else 0
        if end:
            yield text[:end]
        rest = text[end:] or b" "
    yield rest


def find_corner(look: Look, piece: bytes) -> None:
    """Note the last row and column that a cell with content claims.

    Rows stand in order as good as always, so of near cells only the last one of a piece is asked.
    """
    cells = {cell for cell, rest in FAR_CELL.findall(piece) if not rest.endswith(b"/")}
    end = piece.rfind(b"</c>")
    last = REFERENCE.search(piece, max(piece.rfind(b"<c ", 0, end), 0)) if end > 0 else None
    if last:
        cells.add(last[1])
    for row, column in map(place_of, cells):
        look.rows = max(look.rows, row + 1)
        look.columns = max(look.columns, column + 1)


def find_hidden(look: Look, piece: bytes) -> None:
    """Note hidden rows and columns."""
    look.hidden_rows += [int(row) - 1 for row in HIDDEN_ROW.findall(piece) if int(row)]
    for attributes in HIDDEN_COLUMN.findall(piece):
        bounds = {name: int(number) for name, number in BOUND.findall(attributes)}
        first, last = bounds.get(b"min", 0), bounds.get(b"max", 0)
        if 0 < first <= last:
            look.hidden_columns += range(first - 1, min(last, 2**14))


def find_errors(look: Look, piece: bytes) -> None:
    """Note error cells: #REF! and the like."""
    for cell, inside in ERROR_CELL.findall(piece):
        value = VALUE.search(inside)
        look.errors[place_of(cell)] = text_of(value[1]) if value else "#ERROR"


def find_uncached(look: Look, piece: bytes) -> None:
    """Note formulas whose result was not stored; a stored empty text is a result."""
    for attributes, formula, value in UNCACHED.findall(piece):
        cell = REFERENCE.search(attributes)
        if cell and not (value and b't="str"' in attributes):
            look.formulas[place_of(cell[1])] = f"={text_of(formula)}"


def find_fonts(look: Look, piece: bytes, fonts: Fonts) -> None:
    """Note the cells of which something is struck out, raised or lowered."""
    for attributes, inside in CELL.findall(piece):
        cell = REFERENCE.search(attributes)
        if not cell:
            continue
        style = STYLE.search(attributes)
        pieces: Pieces = ((None, None, None),)  # all of it in the cell's own font
        if b't="s"' in attributes:
            index = VALUE.search(inside)
            pieces = fonts.texts.get(int(index[1]) if index else -1, pieces)
        elif b"<r>" in inside:
            pieces = pieces_of(ElementTree.fromstring(inside))
        fonts.note(look, place_of(cell[1]), int(style[1]) if style else 0, pieces)


def styled_cells(styles: Collection[int]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what finds cells of these styles that hold something other than shared text.

    The first is for cells whose address comes first, as nearly all programs write them.
    """
    numbers = "|".join(map(str, sorted(styles)))
    cell, rest = r'r="([A-Z]{1,3})(\d{1,7})"', r'(?![^>]* t="s")[^>]*(?<!/)>'
    return (
        re.compile(rf'<c {cell}[^>]*? s="({numbers})"{rest}'.encode()),
        re.compile(rf'<c (?=[^>]*\bs="({numbers})")[^>]*?\b{cell}{rest}'.encode()),
    )


def find_styled(
    look: Look, piece: bytes, usual: re.Pattern[bytes], other: re.Pattern[bytes]
) -> None:
    """Note the cells whose number format shows more than the number."""
    if b"<c s=" in piece or b"<c t=" in piece:
        found = [(letters, row, style) for style, letters, row in other.findall(piece)]
    else:
        found = usual.findall(piece)
    columns: dict[bytes, tuple[array, array]] = {}
    for letters, row, style in found:
        pair = columns.get(letters)
        if pair is None:
            _, column = place_of(letters + b"1")
            pair = columns[letters] = look.styled.setdefault(column, (array("I"), array("I")))
        pair[0].append(int(row) - 1)
        pair[1].append(int(style))


def find_unshown(look: Look, piece: bytes, hiding: Collection[int]) -> None:
    """Note the texts in cells whose number format shows no text."""
    for attributes, _ in CELL.findall(piece):
        cell, style = REFERENCE.search(attributes), STYLE.search(attributes)
        if cell and style and int(style[1]) in hiding and OF_TEXT.search(attributes):
            look.unshown[place_of(cell[1])] = ""


def place_of(cell: bytes) -> tuple[int, int]:
    """Return row and column, from 0, of a cell's address."""
    row, column = read_address(cell.decode()) or (1, 0)
    return row - 1, column


def text_of(written: bytes) -> str:
    """Return the text of an XML element's bytes."""
    return html.unescape(written.decode("utf-8", "replace")).strip()
