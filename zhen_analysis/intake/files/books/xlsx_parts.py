"""The parts of an xlsx container → where its sheets are, its number formats, what else is in it.

The reader gives the cells and no more: pictures, comments, pivot tables and links to other
workbooks are seen here, so that they can be told. Only small parts are read whole.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.etree import ElementTree

from zhen_analysis.intake.files.books.fonts import Fonts, Pieces, is_mark, is_struck, pieces_of
from zhen_analysis.intake.files.coded.dictionary_columns import Note
from zhen_analysis.intake.files.coded.number_formats import BUILT_IN, Format, read_format

NO_STYLES: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
MOST_BYTES = 2**25  # of a part that is read whole


@dataclass
class Parts:
    """What a container holds beside its cells.

    Attributes
    ----------
    sheets : name → part.
    formats : cell style → number format, of the styles that show more than the number.
    fonts : what is struck out, raised or lowered.
    odd_dimensions : the parts of sheets that claim a range which is none, such as 1:49.
    notes : what to tell of the whole file; sheet_notes : of a sheet, by its part.
    """

    sheets: dict[str, str] = field(default_factory=dict)
    formats: dict[int, Format] = field(default_factory=dict)
    fonts: Fonts = field(default_factory=Fonts)
    is_1904: bool = False
    odd_dimensions: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    sheet_notes: dict[str, list[Note]] = field(default_factory=dict)


def read_parts(archive: zipfile.ZipFile) -> Parts:
    """Read what a container holds beside its cells.

    Raises KeyError, ValueError or ElementTree.ParseError where it is not made as it should be.
    """
    container = Container(archive)
    start = next(container.related("", "officeDocument"), "xl/workbook.xml")
    workbook = ElementTree.fromstring(container.read(start))
    links = container.links(start)
    targets = {key: target for key, _, target in links}
    sheets = {
        sheet.get("name", ""): container.infos[part.lower()].filename
        for sheet in workbook.iter()
        if local(sheet.tag) == "sheet" and container.has(part := targets.get(sheet_link(sheet), ""))
    }
    styles = next((target for _, kind, target in links if kind == "styles"), "")
    texts = next((target for _, kind, target in links if kind == "sharedStrings"), "")
    struck, marks = read_fonts(container.read(styles)) if container.has(styles) else NO_STYLES
    settings = next((x for x in workbook.iter() if local(x.tag) == "workbookPr"), None)
    return Parts(
        sheets=sheets,
        formats=read_styles(container.read(styles)) if container.has(styles) else {},
        fonts=Fonts(struck, marks, read_texts(container, texts) if container.has(texts) else {}),
        is_1904=settings is not None and settings.get("date1904") in {"1", "true"},
        notes=list(file_notes(container, links)),
        sheet_notes={part: list(sheet_notes(container, part)) for part in sheets.values()},
    )


class Container:
    """A zip whose parts point to each other; names are the same whatever their case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.infos = {info.filename.lower().lstrip("/"): info for info in archive.infolist()}

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self.infos

    def read(self, part: str) -> bytes:
        """Return a small part's bytes."""
        info = self.infos[part.lower()]
        if info.file_size > MOST_BYTES:
            raise ValueError(f"{part} is too big to be read whole")
        return self.archive.read(info)

    def links(self, part: str) -> list[tuple[str, str, str]]:
        """Return key, kind and part of what a part points to; what lies outside has no part."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(source):
            return []
        return read_links(self.read(source), folder)

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Yield the parts of one kind that a part points to."""
        yield from (target for _, other, target in self.links(part) if other == kind)


# Workbooks of one program have these parts in common, byte for byte.
@lru_cache(maxsize=256)
def read_links(written: bytes, folder: str) -> list[tuple[str, str, str]]:
    """Return key, kind and part of every link from a part in ``folder``."""
    links = []
    for link in ElementTree.fromstring(written):
        target = posixpath.join("/", folder, link.get("Target", ""))
        inside = link.get("TargetMode") != "External"
        part = posixpath.normpath(target).lstrip("/") if inside else ""
        links.append((link.get("Id", ""), link.get("Type", "").rsplit("/", 1)[-1], part))
    return links


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def sheet_link(sheet: ElementTree.Element) -> str:
    """Return the key by which the workbook points to a sheet."""
    return next((value for name, value in sheet.attrib.items() if local(name) == "id"), "")


@lru_cache(maxsize=64)
def read_styles(written: bytes) -> dict[int, Format]:
    """Return cell style → number format, of the styles that show more than the number."""
    styles = ElementTree.fromstring(written)
    codes = dict(BUILT_IN)
    for entry in styles.iter():
        if local(entry.tag) == "numFmt":
            codes[int(entry.get("numFmtId", -1))] = entry.get("formatCode", "")
    known = {number: read_format(code) for number, code in codes.items()}
    cells = next((part for part in styles if local(part.tag) == "cellXfs"), ())
    chosen = {place: known.get(int(cell.get("numFmtId", 0))) for place, cell in enumerate(cells)}
    return {place: style for place, style in chosen.items() if style is not None}


@lru_cache(maxsize=64)
def read_fonts(written: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Return the cell styles whose text is struck out, and those whose text is a mark."""
    styles = ElementTree.fromstring(written)
    fonts = list(next((part for part in styles if local(part.tag) == "fonts"), ()))
    struck = {place for place, font in enumerate(fonts) if is_struck(font)}
    marks = {place for place, font in enumerate(fonts) if is_mark(font)}
    if not struck and not marks:
        return NO_STYLES
    cells = next((part for part in styles if local(part.tag) == "cellXfs"), ())
    used = {place: int(cell.get("fontId", 0)) for place, cell in enumerate(cells)}
    return (
        frozenset(place for place, font in used.items() if font in struck),
        frozenset(place for place, font in used.items() if font in marks),
    )


def read_texts(container: Container, part: str) -> dict[int, Pieces]:
    """Return the shared texts of several pieces, where any font strikes out, raises or lowers."""
    with container.archive.open(container.infos[part.lower()]) as stream:
        if not holds_any(stream, (b"strike", b"vertAlign")):
            return {}
    texts: dict[int, Pieces] = {}
    number = 0
    with container.archive.open(container.infos[part.lower()]) as stream:
        for _, text in ElementTree.iterparse(stream):
            if local(text.tag) == "si":
                pieces = pieces_of(text)
                if pieces[0][0] is not None:
                    texts[number] = pieces
                number += 1
                text.clear()
    return texts


def holds_any(stream: IO[bytes], words: Sequence[bytes]) -> bool:
    """Tell whether any word stands in a stream."""
    end = b""
    while chunk := stream.read(2**20):
        if any(word in end + chunk for word in words):
            return True
        end = chunk[-20:]
    return False


def file_notes(container: Container, links: list[tuple[str, str, str]]) -> Iterator[Note]:
    """Yield what to tell of the whole file."""
    others = sum(kind == "externalLink" for _, kind, _ in links)
    if others:
        yield "external_links", "", "", {"count": others}
    if any(kind.lower() == "cellimage" for _, kind, _ in links):  # of WPS: a picture in a cell
        yield "not_in_cells", "", "", {"what": "单元格图片"}


def sheet_notes(container: Container, part: str) -> Iterator[Note]:
    """Yield what to tell of one sheet: what stands on it that is in no cell."""
    links = container.links(part)
    found = set()
    for _, kind, target in links:
        if kind == "drawing" and container.has(target):
            drawing = container.read(target)
            found |= {"图片"} if b":pic>" in drawing or b"<pic>" in drawing else set()
            found |= {"文本框"} if b"<a:t>" in drawing else set()
        elif kind in {"oleObject", "package"}:
            found.add("嵌入的文件")
        elif kind == "comments" and container.has(target):
            count = container.read(target).count(b"<comment ")
            if count:
                yield "comments", "", "", {"count": count}
    if found:
        yield "not_in_cells", "", "", {"what": "、".join(sorted(found))}
    if any(kind == "pivotTable" for _, kind, _ in links):
        yield "pivot_table", "", "", {}
