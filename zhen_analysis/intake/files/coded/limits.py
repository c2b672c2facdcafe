"""Sizes of a file and of what is in it → nothing, or the reason why it is too big to open.

A 5 KB workbook with one cell at XFD1048576 makes the reader ask for the whole range and abort the
interpreter, which nothing can catch. So the container is streamed through first.
"""

from __future__ import annotations

import signal
import zipfile

MOST_CELLS = 20_000_000  # of the used range; a town's biggest ledger has some millions
MANY_CELLS = 1_000_000  # from here on a used range has to be filled
FEWEST_BYTES = 0.3  # of text for each cell of a big range; a filled cell takes 20 and more
MOST_COLUMNS = 2_000  # a line per item, or one column per grid of a big town; beyond is a slip
MOST_BYTES = 2**30  # unpacked
MOST_PACKED = 2**28  # as filed; 200,000 lines of 12 columns take 13 MB, as text some 20 MB
HIGHEST_RATIO = 500  # unpacked to packed; text of a sheet packs to a hundredth at best
SMALL = 2**20  # below it any ratio is harmless
MOST_PARTS = 20_000  # of one container
MOST_SECONDS = 120.0  # of work for one file; 20 million cells take some 20 seconds
MOST_WAITING = 600.0  # seconds for one file, whatever else the machine has to do
OUT_OF_TIME = -getattr(signal, "SIGPROF", 0) or None  # how a child ends whose time is used up
MOST_MEMORY = 3 * 2**30  # of the reading child, where the platform can hold it to that


class Unreadable(Exception):
    """A file that cannot be read at all; its text is the reason, in Chinese for the clerk."""


class NotATable(Unreadable):
    """A file that is something else and is not called a table: nothing is lost by leaving it."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"这是{what}，不是表格；{advice}")
        self.what, self.advice = what, advice


def check_container(archive: zipfile.ZipFile) -> int:
    """Return how many bytes a zip container unpacks to; raises Unreadable where too many."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_BYTES or unpacked > HIGHEST_RATIO * max(packed, SMALL // HIGHEST_RATIO):
        raise Unreadable(f"文件展开后有{unpacked / 2**20:.0f}MB，超过限度，请拆分后报送")
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"文件内含{len(parts)}个部件，超过限度，请拆分后报送")
    return unpacked


def check_corner(rows: int, columns: int, sheet: str = "", size: int | None = None) -> None:
    """Raise Unreadable where a sheet's used range would be too big, or big and all but empty.

    ``size`` is that of its text in bytes; few for many cells say that one cell lies far off.
    """
    cells = rows * columns
    is_sparse = size is not None and cells > MANY_CELLS and size < cells * FEWEST_BYTES
    if columns > MOST_COLUMNS or cells > MOST_CELLS or is_sparse:
        raise Unreadable(too_wide(rows, columns, sheet))


def check_size(size: int) -> None:
    """Raise Unreadable where a file itself is too big, or holds nothing."""
    if size == 0:
        raise Unreadable("文件是空的（0字节），请重新报送")
    if size > MOST_PACKED:
        raise Unreadable(f"文件有{size / 2**20:.0f}MB，超过限度，请拆分后报送")


def too_wide(rows: int, columns: int, sheet: str = "") -> str:
    """Return the reason for refusing a sheet that reaches to a far corner."""
    named = f"工作表“{sheet}”" if sheet else "工作表"
    return (
        f"{named}的使用范围到了第{rows}行第{columns}列，超过限度；请删除表格以外的内容，另存后再报"
    )
