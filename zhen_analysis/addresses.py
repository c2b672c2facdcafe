"""Row and column numbers → the A1 addresses that people see in a workbook."""

from __future__ import annotations

from collections.abc import Iterable


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
