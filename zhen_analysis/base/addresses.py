"""Row and column numbers → the A1 addresses that people see in a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]*)")


def column_letters(column: int) -> str:
    """Return a sheet column's letters: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return one A1 address; row from 1, column from 0."""
    return f"{column_letters(column)}{row}"


def addresses(rows: Iterable[int], column: int) -> list[str]:
    """Return the A1 addresses of many rows (from 1) in one column (from 0)."""
    letters = column_letters(column)
    return [f"{letters}{row}" for row in rows]


def read_address(written: str) -> tuple[int, int] | None:
    """Return row (from 1) and column (from 0) of one A1 address, None where it is none."""
    found = ADDRESS.fullmatch(written)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
