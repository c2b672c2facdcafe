"""A workbook in XML as Excel 2003 and web systems write it → its cells and what is seen of them.

The form is Microsoft's XML Spreadsheet (urn:schemas-microsoft-com:office:spreadsheet).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from zhen_analysis.base.signs import marked_digits
from zhen_analysis.intake.files.books.xlsx_sheet import Look
from zhen_analysis.intake.files.coded.limits import MOST_COLUMNS, Unreadable, too_wide
from zhen_analysis.intake.files.coded.number_formats import Format, read_format

NAMED_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}
MOST_ROWS = 2**20


@dataclass
class XmlSheet:
    """One sheet: its rows of typed cells, and what is seen beside them."""

    name: str
    rows: list[list] = field(default_factory=list)
    look: Look = field(default_factory=Look)
    is_visible: bool = True


def read_xml_sheets(content: bytes) -> list[XmlSheet]:
    """Read every sheet; raises ParseError where it is no XML."""
    root = ElementTree.fromstring(content)
    styles = {attribute(x, "ID"): x for x in root.iter() if local(x) == "Style"}
    formats: dict[int, Format] = {}
    return [read_sheet(each, styles, formats) for each in root.iter() if local(each) == "Worksheet"]


def read_sheet(
    worksheet: Element, styles: dict[str, Element], formats: dict[int, Format]
) -> XmlSheet:
    """Read one sheet."""
    sheet = XmlSheet(attribute(worksheet, "Name"))
    sheet.look.formats = formats
    for options in children(worksheet, "WorksheetOptions"):
        visible = "".join(x.text or "" for x in children(options, "Visible"))
        sheet.is_visible = not visible.startswith("Sheet")
    for table in children(worksheet, "Table"):
        column = 0
        for each in children(table, "Column"):
            column = int(attribute(each, "Index") or column + 1)
            count = min(int(attribute(each, "Span") or 0), MOST_COLUMNS)
            if attribute(each, "Hidden") == "1":
                sheet.look.hidden_columns += range(column - 1, column + count)
            column += count
        for line in children(table, "Row"):
            take_row(sheet, line, styles, formats)
    sheet.look.rows = len(sheet.rows)
    return sheet


def take_row(
    sheet: XmlSheet, line: Element, styles: dict[str, Element], formats: dict[int, Format]
) -> None:
    """Take one row's cells, each at its place."""
    number = int(attribute(line, "Index") or len(sheet.rows) + 1)
    if number > MOST_ROWS:
        raise Unreadable(too_wide(number, 1, sheet.name))
    sheet.rows += [[] for _ in range(number - len(sheet.rows))]
    row, cells = number - 1, sheet.rows[number - 1]
    if attribute(line, "Hidden") == "1":
        sheet.look.hidden_rows.append(row)
    column = 0
    for cell in children(line, "Cell"):
        column = int(attribute(cell, "Index") or column + 1)
        if column > MOST_COLUMNS:
            raise Unreadable(too_wide(number, column, sheet.name))
        cells += [""] * (column - len(cells))
        style = styles.get(attribute(cell, "StyleID") or attribute(line, "StyleID"))
        cells[column - 1] = take_cell(sheet.look, cell, (row, column - 1), style, formats)
        along, below = (int(attribute(cell, f"Merge{way}") or 0) for way in ("Across", "Down"))
        if along or below:
            last = (row + below, column - 1 + along)
            sheet.look.merges.append(((row, column - 1), last))
        column += along
    sheet.rows += [[] for _ in range(int(attribute(line, "Span") or 0) % MOST_ROWS)]


def take_cell(
    look: Look,
    cell: Element,
    place: tuple[int, int],
    style: Element | None,
    formats: dict[int, Format],
) -> object:
    """Return a cell's value; note its number format, its error, what is struck out of it."""
    look.comments += sum(1 for _ in children(cell, "Comment"))
    data = next(children(cell, "Data"), None)
    if data is None:
        if formula := attribute(cell, "Formula"):
            look.formulas[place] = formula
        return ""
    kind = attribute(data, "Type")
    pieces = list(pieces_of(data, is_struck=font_is_struck(style)))
    whole = "".join(text for text, _ in pieces)
    if any(is_struck and text.strip() for text, is_struck in pieces):
        look.struck[place] = "".join(text for text, is_struck in pieces if not is_struck)
    if kind == "Error":
        look.errors[place] = whole
        return ""
    if kind == "Number":
        note_format(look, place, style, formats)
        return float(whole)
    if kind == "DateTime":
        return datetime.fromisoformat(whole)
    return whole == "1" if kind == "Boolean" else whole


def pieces_of(node: Element, *, is_struck: bool) -> Iterator[tuple[str, bool]]:
    """Yield the texts within an element, each with whether it is struck out."""
    struck = is_struck or local(node) in {"S", "Strike"}
    is_mark = local(node) in {"Sup", "Sub"}
    yield marked_digits(node.text or "") if is_mark else node.text or "", struck
    for child in node:
        yield from pieces_of(child, is_struck=struck)
        yield child.tail or "", struck


def font_is_struck(style: Element | None) -> bool:
    """Tell whether a cell style strikes its text out."""
    fonts = children(style, "Font") if style is not None else ()
    return any(attribute(font, "StrikeThrough") == "1" for font in fonts)


def note_format(
    look: Look, place: tuple[int, int], style: Element | None, formats: dict[int, Format]
) -> None:
    """Note a number whose format shows more, or less, than the number."""
    for each in children(style, "NumberFormat") if style is not None else ():
        code = attribute(each, "Format")
        shown = read_format(NAMED_FORMATS.get(code, code))
        if shown is not None:
            number = next((n for n, known in formats.items() if known == shown), len(formats))
            formats[number] = shown
            rows, kinds = look.styled.setdefault(place[1], (array("I"), array("I")))
            rows.append(place[0])
            kinds.append(number)


def children(node: Element, name: str) -> Iterator[Element]:
    """Yield an element's own children of one name, whatever their namespace."""
    return (child for child in node if local(child) == name)


def local(node: Element) -> str:
    """Return an element's name without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """Return an attribute whatever its namespace; blank where there is none."""
    return next((x for key, x in node.attrib.items() if key.rpartition("}")[2] == name), "")
