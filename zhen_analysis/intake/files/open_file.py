"""The bytes of a file → its sheets in columns of texts, or the reason why it cannot be read.

This is what the reading child does. What a file is, is told by its first bytes, not by its name:
a workbook renamed to .xls or .csv is read all the same.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zhen_analysis.base.signs import marked_digits
from zhen_analysis.intake.files.books.ods import look_at_content
from zhen_analysis.intake.files.books.xls import Book, Circle, Locked, look_at_book
from zhen_analysis.intake.files.books.xlsx_parts import Parts, read_parts
from zhen_analysis.intake.files.books.xlsx_sheet import Look, look_at_sheet
from zhen_analysis.intake.files.coded.dictionary_columns import CodedFile, CodedSheet, Coder, Note
from zhen_analysis.intake.files.coded.limits import (
    NotATable,
    Unreadable,
    check_container,
    check_corner,
    check_size,
)
from zhen_analysis.intake.files.kinds import DAMAGE, LOCKED, tell_kind
from zhen_analysis.intake.files.notices import (
    tell_look,
    tell_struck,
    tell_unseen,
    tell_unshown,
    with_visible_names,
)
from zhen_analysis.intake.files.texts.delimited import SAMPLE, is_number, read_delimited
from zhen_analysis.intake.files.texts.encodings import decode
from zhen_analysis.intake.files.texts.xml_sheets import XmlSheet, read_xml_sheets

HEAD = 2**12  # bytes in which a sheet says what range it claims
DAY_ZERO_1904 = date(1904, 1, 1)
NOT_A_FILE = "不是普通文件（可能是失效的快捷方式），请重新存放"
DAMAGED = "文件已损坏或不是真正的表格文件，请用WPS打开后另存为xlsx再报送"
UNKNOWN_PAGE = "这是一种不认识的网页或XML文件，请用WPS打开后另存为xlsx再报送"
PROSE = ("文字说明", "里面如有台账，请把表格复制到规定表样（xlsx）再报送")
DIMENSION = re.compile(rb"<dimension\s[^>]*?ref=\"([^\"]*)\"[^>]*>")
USUAL_DIMENSION = re.compile(rb"[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?")


def read_content(path: Path) -> bytes:
    """Return a file's bytes; raises Unreadable where it is none or too big, OSError if closed."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(NOT_A_FILE)  # a pipe would keep us waiting for ever
    check_size(status.st_size)
    return path.read_bytes()


def open_content(content: bytes, name: str) -> CodedFile:
    """Read what a file of this name holds; raises Unreadable with a reason for the clerk."""
    check_size(len(content))
    try:
        kind = tell_kind(content, name)
        read = READERS.get(kind, refuse_page)
        return with_visible_names(read(content, name))
    except NotATable as found:
        note: Note = ("not_a_table", "", "", {"what": found.what, "advice": found.advice})
        return CodedFile(notes=[note], beside=str(found))


def refuse_page(content: bytes, name: str) -> CodedFile:
    """Refuse what is written in XML or saved with its pictures in one, and is no sheet."""
    raise Unreadable(UNKNOWN_PAGE)


def open_container(content: bytes, name: str) -> CodedFile:
    """Read a zipped workbook, once it has been looked through in a stream."""
    notes: list[Note] = []
    parts, looks, size = Parts(), {}, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = check_container(archive)
            names = {info.filename for info in archive.infolist()}
            if "content.xml" in names:
                with archive.open("content.xml") as stream:
                    looks = look_at_content(stream)
            elif any(name.endswith(".bin") and "/worksheets/" in name for name in names):
                notes.append(("unseen", "", "", {}))  # of .xlsb we see the cells only
            else:
                parts = read_parts(archive)
                looks = look_at_parts(archive, parts)
    except (*DAMAGE, OSError):
        # The reader itself will say whether the cells can be read.
        notes.append(("unseen", "", "", {}))
    for sheet_name, look in looks.items():
        check_corner(look.rows, look.columns, sheet_name, look.size)
    sheets = read_book(with_usual_dimensions(content, parts), looks, size)
    for sheet in sheets:
        sheet.notes += parts.sheet_notes.get(parts.sheets.get(sheet.name, ""), [])
        sheet.day_zero = DAY_ZERO_1904 if parts.is_1904 else None
    return CodedFile(sheets, notes + parts.notes)


def with_usual_dimensions(content: bytes, parts: Parts) -> bytes:
    """Return an xlsx in which no sheet claims a range such as 1:49, at which the reader gives up.

    The cells say where they stand; Excel goes by them too.
    """
    if not parts.odd_dimensions:
        return content
    mended = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in archive.infolist():
            part = archive.read(info)
            if info.filename in parts.odd_dimensions:
                part = DIMENSION.sub(b"", part, count=1)
            new.writestr(info.filename, part)
    return mended.getvalue()


def open_old_book(content: bytes, name: str) -> CodedFile:
    """Read an .xls, with what its records say beside the cells."""
    notes: list[Note] = []
    try:
        book = look_at_book(content)
    except Locked as error:
        raise Unreadable(LOCKED) from error
    except Circle as error:
        raise Unreadable(DAMAGED) from error
    except DAMAGE:
        book = Book()
        notes.append(("unseen", "", "", {}))
    for sheet_name, look in book.looks.items():
        check_corner(look.rows, look.columns, sheet_name, len(content))
    sheets = read_book(content, book.looks, len(content))
    for sheet in sheets:
        sheet.day_zero = DAY_ZERO_1904 if book.is_1904 else None
    if book.links:
        notes.append(("external_links", "", "", {"count": book.links}))
    return CodedFile(sheets, notes)


def look_at_parts(archive: zipfile.ZipFile, parts: Parts) -> dict[str, Look]:
    """Look through the XML of every sheet."""
    looks = {}
    for name, part in parts.sheets.items():
        with archive.open(part) as stream:
            claimed = DIMENSION.search(stream.read(HEAD))
            if claimed and not USUAL_DIMENSION.fullmatch(claimed[1]):
                parts.odd_dimensions.add(part)
        with archive.open(part) as stream:
            looks[name] = look_at_sheet(stream, parts.formats, parts.fonts)
    return looks


def read_book(content: bytes, looks: Mapping[str, Look], size: int) -> list[CodedSheet]:
    """Read a workbook's sheets with calamine, each with what was seen in it; ``size`` unpacked."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [
                read_sheet(book, meta, looks.get(meta.name), size)
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError:
        raise Unreadable(LOCKED) from None
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    except BaseException as error:
        # A panic inside calamine arrives as a BaseException of its own; it must not end the run.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(DAMAGED) from error


def read_sheet(
    book: CalamineWorkbook, meta: SheetMetadata, look: Look | None, size: int
) -> CodedSheet:
    """Read one sheet from A1 on, whatever empty rows and columns stand before its content."""
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.end:
        check_corner(sheet.end[0] + 1, sheet.end[1] + 1, meta.name, size)
    coder = Coder()
    # Row by row takes less memory, but counts columns from the first one that holds something.
    is_at_top = sheet.start in (None, (0, 0))
    coder.add_rows(sheet.iter_rows() if is_at_top else sheet.to_python(skip_empty_area=False))
    coded = code_sheet(coder, meta.name, look or Look())
    coded.merges = list(sheet.merged_cell_ranges or coded.merges)
    coded.visible = meta.visible == SheetVisibleEnum.Visible
    return coded


def code_sheet(coder: Coder, name: str, look: Look) -> CodedSheet:
    """Return a sheet once all its rows are taken in, with what was seen in it."""
    was = coder.texts_at([*look.struck, *look.marked, *look.unshown])
    struck = {cell: look.struck[cell] for cell in was if cell in look.struck}
    marked = {cell: look.marked[cell] or marked_digits(was[cell])
              for cell in was if cell in look.marked}  # fmt: skip
    blank = dict.fromkeys((cell for cell in was if cell in look.unshown), "")
    columns = coder.finish(
        {**look.errors, **look.formulas, **marked, **struck, **blank}, look.styled, look.formats
    )
    height = coder.height if columns else 0
    coded = CodedSheet(name=name, height=height, columns=columns, merges=look.merges)
    unshown = [*coder.unshown, *((*cell, was[cell]) for cell in blank)]
    coded.notes = [
        *tell_look(look, coded),
        *tell_struck({cell: (was[cell], rest) for cell, rest in struck.items()}, coded),
        *tell_unshown(unshown),
        *tell_unseen(coder.unseen()),
    ]
    return coded


def open_text(content: bytes, name: str) -> CodedFile:
    """Read a delimited text file."""
    text = decode(content)
    suffix = Path(name).suffix.lower()
    try:
        found = read_delimited(text, "\t" if suffix == ".tsv" else "")
    except Unreadable:
        if suffix == ".txt" and not is_spaced(text):
            raise NotATable(*PROSE) from None
        raise
    if suffix == ".txt" and all(len(cells) <= 1 for cells in found.rows):
        raise NotATable(*PROSE)  # 本月台账已报: a note, while a .csv of words is a list
    coder = Coder()
    coder.add_rows(without_trailing(found.rows))
    sheet = code_sheet(coder, Path(name).stem, Look())
    check_corner(sheet.height, len(sheet.columns), size=len(text))
    sheet.has_numbers = False
    sheet.notes += found.notes
    return CodedFile([sheet])


def is_spaced(text: str) -> bool:
    """Tell whether lines of a text hold numbers apart from words, as a table by blanks does."""
    parts = (line.split() for line in text.splitlines()[:SAMPLE])
    return sum(len(each) > 1 and any(map(is_number, each)) for each in parts) > 1


def open_page(content: bytes, name: str) -> CodedFile:
    """Read the tables that a web page shows."""
    from zhen_analysis.intake.files.texts.web_page import read_page, stated_charset

    page = read_page(decode(content, stated_charset(content)))
    coder = Coder()
    coder.add_rows(page.rows)
    look = Look(merges=page.merges, struck=page.struck)
    sheet = code_sheet(coder, page.name or Path(name).stem, look)
    sheet.has_numbers = False
    sheet.notes += page.notes()
    return CodedFile([sheet])


def open_xml(content: bytes, name: str) -> CodedFile:
    """Read a workbook in the XML of Excel 2003."""
    try:
        return CodedFile([code_xml_sheet(sheet) for sheet in read_xml_sheets(content)])
    except DAMAGE as error:
        raise Unreadable(DAMAGED) from error


def code_xml_sheet(sheet: XmlSheet) -> CodedSheet:
    """Return one of its sheets in columns of texts."""
    coder = Coder()
    coder.add_rows(sheet.rows)
    coded = code_sheet(coder, sheet.name, sheet.look)
    coded.visible = sheet.is_visible
    return coded


def without_trailing(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield rows without the blanks behind their last text: endless commas are no columns."""
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
        yield row


READERS = {
    "zipped": open_container,
    "old": open_old_book,
    "text": open_text,
    "page": open_page,
    "xml": open_xml,
}
