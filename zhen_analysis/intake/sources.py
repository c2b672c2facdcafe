"""Files as filed → sheets of text with their merges; the only reader of raw workbooks."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetMetadata

from zhen_analysis.intake.limits import MOST_CELLS, find_excess, too_wide

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
TEXTS = {".csv", ".tsv", ".txt"}
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """A file that cannot be read at all; its text is the reason, in Chinese for the clerk."""


@dataclass(frozen=True)
class Sheet:
    """One sheet as filed.

    Attributes
    ----------
    grid : text of every cell, (rows × columns) object array, "" where empty, from A1 on.
    merges : merged ranges as ((first row, first column), (last row, last column)), from 0.
    turned_at : None as filed; else the row (from 0) of the sheet that is the first column here,
        because the table lay on its side and was set upright.
    """

    file: str
    name: str
    grid: np.ndarray
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    visible: bool = True
    turned_at: int | None = None

    @property
    def filled(self) -> np.ndarray:
        """Boolean (rows × columns): cells that hold anything but blanks."""
        return self.grid != ""


def claim_each(texts: np.ndarray, claim: Callable[[str], bool]) -> np.ndarray:
    """Return where a claim holds, in the texts' shape; it is put once to each different text."""
    codes, different = pd.factorize(texts.ravel())
    holds = np.fromiter(map(claim, different), dtype=bool, count=len(different))
    return holds[codes].reshape(texts.shape)


@dataclass(frozen=True)
class RawFile:
    """A file in a raw folder: its name in tables, its content's hash, and its sheets or why not."""

    file: str
    sha256: str
    sheets: tuple[Sheet, ...] = ()
    reason: str = ""


def list_files(folder: Path) -> list[Path]:
    """Return the files of a raw folder in name order; lock files of office programs left out."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.name.startswith(("~$", ".")))


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_if_readable(path: Path) -> str:
    """Return the SHA-256 of a file as filed; empty where it cannot be opened."""
    try:
        return hash_file(path)
    except OSError:
        return ""


def read_file(path: Path, name: str) -> RawFile:
    """Read one file; never raises for what it is: a reason stands where sheets would."""
    sha256 = hash_if_readable(path)
    try:
        return RawFile(name, sha256, tuple(read_sheets(path, name)))
    except Unreadable as error:
        return RawFile(name, sha256, reason=str(error))
    except OSError as error:
        return RawFile(name, sha256, reason=f"文件打不开（{error.strerror}），请检查权限或重新存放")


def read_sheets(path: Path, name: str) -> list[Sheet]:
    """Return the sheets of a file; raises Unreadable with a reason for the clerk."""
    if path.stat().st_size == 0:
        raise Unreadable("文件是空的（0字节），请重新报送")
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        sheets = read_workbook(path, name)
    elif suffix in TEXTS:
        sheets = [read_text(path, name)]
    else:
        raise Unreadable(f"不是表格文件（{suffix or '没有扩展名'}），请另存为xlsx后报送")
    if not any(sheet.filled.any() for sheet in sheets):
        raise Unreadable("工作簿里没有任何内容，请检查是否报错文件")
    return sheets


def read_workbook(path: Path, name: str) -> list[Sheet]:
    """Read an Excel or OpenDocument workbook with calamine."""
    if is_encrypted(path):
        raise Unreadable("文件设有打开密码，请取消密码后重新报送")
    if excess := find_excess(path):
        raise Unreadable(excess)
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [read_calamine_sheet(book, meta, name) for meta in book.sheets_metadata]
    except PasswordError:
        raise Unreadable("文件设有打开密码，请取消密码后重新报送") from None
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("文件已损坏或不是真正的表格文件，请用WPS打开后另存为xlsx再报送") from error
    except BaseException as error:
        # A panic inside calamine arrives as a BaseException of its own; it must not end the run.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("文件结构已损坏，请用WPS打开后另存为xlsx再报送") from error


def read_calamine_sheet(book: CalamineWorkbook, meta: SheetMetadata, name: str) -> Sheet:
    """Read one sheet from A1 on, whatever empty rows stand before its content."""
    sheet = book.get_sheet_by_name(meta.name)
    # skip_empty_area=True would shift every address.
    grid = text_grid(sheet.to_python(skip_empty_area=False))
    merges = [(start, end) for start, end in sheet.merged_cell_ranges or []]
    return Sheet(name, meta.name, grid, merges, str(meta.visible).endswith("Visible"))


def is_encrypted(path: Path) -> bool:
    """Tell whether a file is an OLE container that holds an encrypted package."""
    with path.open("rb") as stream:
        if stream.read(4) != OLE_MAGIC:
            return False
        return path.suffix.lower() != ".xls" and ENCRYPTED_MARK in stream.read(1 << 20)


def read_text(path: Path, name: str) -> Sheet:
    """Read a delimited text file in whatever encoding an office program wrote it."""
    text = decode(path.read_bytes())
    delimiter = "\t" if path.suffix.lower() == ".tsv" or text.count("\t") > text.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("文本表格无法分列，请另存为xlsx后报送") from error
    return Sheet(name, path.stem, text_grid(rows))


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
    guess = from_bytes(content).best()
    if guess is None:
        raise Unreadable("文本编码无法识别，请另存为xlsx后报送")
    return str(guess)


def text_grid(rows: list[list]) -> np.ndarray:
    """Return rows of typed cells as a rectangular array of text.

    Raises Unreadable where one far cell would make the rectangle too big: a few bytes of a text
    file are enough for that.
    """
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > MOST_CELLS:
        raise Unreadable(too_wide(len(rows), width))
    grid = np.full((len(rows), width), "", dtype=object)
    for number, row in enumerate(rows):
        grid[number, : len(row)] = texts(row)
    return grid


def texts(row: Iterable) -> list[str]:
    """Return one row's cells as text."""
    return [
        WRITERS[type(cell)](cell) if type(cell) in WRITERS else str(cell).strip() for cell in row
    ]


def write_float(cell: float) -> str:
    """Write a number as the sheet shows it: 120.0 is 120."""
    return str(int(cell)) if cell.is_integer() else repr(cell)


def write_moment(cell: datetime) -> str:
    """Write a date without its midnight."""
    return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()


WRITERS: dict[type, Callable[[Any], str]] = {
    str: str.strip,
    float: write_float,
    int: str,
    bool: lambda cell: str(cell).upper(),
    date: date.isoformat,
    datetime: write_moment,
    time: time.isoformat,
    timedelta: str,
    type(None): lambda _: "",
}
