"""A file as filed → its sheets in columns of texts, or the reason why it cannot be read.

This is what the reading child does. What a file is, is told by its first bytes, not by its name:
a workbook renamed to .xls or .csv is read all the same.
"""

from __future__ import annotations

import csv
import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from struct import error as StructError
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zhen_analysis.intake.files.books.ods import look_at_content
from zhen_analysis.intake.files.books.xls import Book, Circle, look_at_book
from zhen_analysis.intake.files.books.xlsx_parts import Parts, read_parts
from zhen_analysis.intake.files.books.xlsx_sheet import Look, look_at_sheet
from zhen_analysis.intake.files.coded.dictionary_columns import CodedFile, CodedSheet, Coder, Note
from zhen_analysis.intake.files.coded.limits import (
    Unreadable,
    check_container,
    check_corner,
    check_size,
)
from zhen_analysis.intake.files.notices import tell_look, tell_unseen, with_visible_names

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
TEXTS = {".csv", ".tsv", ".txt"}
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ZIP_MAGIC = b"PK\x03\x04"
HEAD = 2**20  # bytes in which an encrypted package names itself
MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"mime-version:")
DAY_ZERO_1904 = date(1904, 1, 1)
NOT_A_FILE = "不是普通文件（可能是失效的快捷方式），请重新存放"
LOCKED = "文件设有打开密码，请取消密码后重新报送"
DAMAGED = "文件已损坏或不是真正的表格文件，请用WPS打开后另存为xlsx再报送"
DAMAGE = (zipfile.BadZipFile, zlib.error, ParseError, StructError, EOFError, LookupError,
          ValueError, ArithmeticError, NotImplementedError, RuntimeError)  # fmt: skip


def read_content(path: Path) -> bytes:
    """Return a file's bytes; raises Unreadable where it is none or too big, OSError if closed."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(NOT_A_FILE)  # a pipe would keep us waiting for ever
    check_size(status.st_size)
    return path.read_bytes()


def open_content(content: bytes, name: str) -> CodedFile:
    """Read what a file of this name holds; raises Unreadable with a reason for the clerk."""
    return with_visible_names(read_content_of(content, name))


def read_content_of(content: bytes, name: str) -> CodedFile:
    """Read what a file of this name holds, by its first bytes."""
    suffix = Path(name).suffix.lower()
    if suffix not in WORKBOOKS | TEXTS:
        raise Unreadable(f"不是表格文件（{suffix or '没有扩展名'}），请另存为xlsx后报送")
    check_size(len(content))
    head = content[:HEAD]
    if head.startswith(ZIP_MAGIC):
        return open_container(content)
    if head.startswith(OLE_MAGIC):
        if suffix != ".xls" and ENCRYPTED_MARK in head:
            raise Unreadable(LOCKED)
        return open_old_book(content)
    if suffix in TEXTS:
        return CodedFile([read_text(content, name)])
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise Unreadable("这其实是网页或XML文件，只是改了扩展名，请用WPS打开后另存为xlsx再报送")
    return CodedFile(read_book(content, {}, len(content)))


def open_container(content: bytes) -> CodedFile:
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
            elif not any(name.endswith(".bin") and "/worksheets/" in name for name in names):
                parts = read_parts(archive)
                looks = look_at_parts(archive, parts)
    except (*DAMAGE, OSError):
        # The reader itself will say whether the cells can be read.
        notes.append(("unseen", "", "", {}))
    for name, look in looks.items():
        check_corner(look.rows, look.columns, name, look.size)
    sheets = read_book(content, looks, size)
    for sheet in sheets:
        sheet.notes += parts.sheet_notes.get(parts.sheets.get(sheet.name, ""), [])
        sheet.day_zero = DAY_ZERO_1904 if parts.is_1904 else None
    return CodedFile(sheets, notes + parts.notes)


def open_old_book(content: bytes) -> CodedFile:
    """Read an .xls, with what its records say beside the cells."""
    notes: list[Note] = []
    try:
        book = look_at_book(content)
    except Circle as error:
        raise Unreadable(DAMAGED) from error
    except DAMAGE:
        book = Book()
        notes.append(("unseen", "", "", {}))
    for name, look in book.looks.items():
        check_corner(look.rows, look.columns, name, len(content))
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
            looks[name] = look_at_sheet(stream, parts.formats)
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
    look = look or Look()
    columns = coder.finish({**look.errors, **look.formulas}, look.styled, look.formats)
    coded = CodedSheet(
        name=meta.name,
        height=coder.height if columns else 0,
        columns=columns,
        merges=list(sheet.merged_cell_ranges or look.merges),
        visible=meta.visible == SheetVisibleEnum.Visible,
    )
    coded.notes = [*tell_look(look, coded), *tell_unseen(coder.unseen())]
    return coded


def read_text(content: bytes, name: str) -> CodedSheet:
    """Read a delimited text file in whatever encoding an office program wrote it."""
    text = decode(content)
    delimiter = "\t" if name.lower().endswith(".tsv") or text.count("\t") > text.count(",") else ","
    coder = Coder()
    try:
        coder.add_rows(without_trailing(csv.reader(io.StringIO(text), delimiter=delimiter)))
    except csv.Error as error:
        raise Unreadable("文本表格无法分列，请另存为xlsx后报送") from error
    columns = coder.finish()
    height = coder.height if columns else 0
    check_corner(height, len(columns), size=len(text))
    notes = list(tell_unseen(coder.unseen()))
    return CodedSheet(Path(name).stem, height, columns, has_numbers=False, notes=notes)


def without_trailing(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield rows without the blanks behind their last text: endless commas are no columns."""
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
        yield row


def decode(content: bytes) -> str:
    """Return text; UTF-8 and UTF-16 are certain by their form, GB18030 is tried before a guess."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes  # slow to import, and hardly ever needed

    guess = from_bytes(content[:HEAD]).best()
    if guess is None:
        raise Unreadable("文本编码无法识别，请另存为xlsx后报送")
    return content.decode(guess.encoding, "replace")
