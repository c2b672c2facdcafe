"""A workbook's zip container → nothing, or the reason why opening it could end the program.

A 5 KB file with one cell at XFD1048576 makes the reader ask for the whole range and abort the
interpreter, which nothing can catch. So the container is streamed through first.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

MOST_CELLS = 20_000_000  # of the used range; a town's biggest ledger has some millions
MOST_BYTES = 2**30  # unpacked
HIGHEST_RATIO = 500  # unpacked to packed; text of a sheet packs to a hundredth at best
CHUNK = 2**20
OVERLAP = 64  # longer than any cell reference, so that none is cut in two

ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
WIDE_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d')  # columns beyond Z; most sheets have none
CELL_ROW = re.compile(rb'\br="[A-Z]{1,3}(\d{6,7})"')  # cells that claim a row beyond 99,999


def find_excess(path: Path) -> str:
    """Return why a workbook is too big to open, in Chinese for the clerk; empty if it is not."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            if unpacked > MOST_BYTES or unpacked > HIGHEST_RATIO * max(
                packed, CHUNK // HIGHEST_RATIO
            ):
                return f"文件展开后有{unpacked / 2**20:.0f}MB，超过限度，请拆分后报送"
            for part in parts:
                if part.filename.startswith("xl/worksheets/"):
                    rows, columns = used_corner(archive, part)
                    if rows * columns > MOST_CELLS:
                        return too_wide(rows, columns)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        # Not a zip, damaged, locked (RuntimeError) or packed in a way Python does not know
        # (NotImplementedError): the reader itself will say why it cannot be read.
        return ""
    return ""


def too_wide(rows: int, columns: int) -> str:
    """Return the reason for refusing a sheet that reaches to a far corner."""
    return (
        f"工作表的使用范围到了第{rows}行第{columns}列，超过限度；请删除表格以外的内容，另存后再报"
    )


def used_corner(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last row and column that a sheet claims to use; the XML is only streamed."""
    rows, columns, tail = 1, 26, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = tail + chunk
            rows = max([rows, *map(int, ROW.findall(text)), *map(int, CELL_ROW.findall(text))])
            columns = max([columns, *map(column_number, set(WIDE_COLUMN.findall(text)))])
            tail = text[-OVERLAP:]
    return rows, columns


def column_number(letters: bytes) -> int:
    """Return a column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
