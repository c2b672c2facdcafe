"""A sheet of text → its headers: where each stands, which ledger it is of, what each column is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.forms import plain as plain_heading
from zhen_analysis.catalogue.uom import is_unit
from zhen_analysis.intake.sources import Sheet, claim_each
from zhen_analysis.intake.values import heading_unit

DEEPEST_HEADER = 3
FEWEST_HEADINGS = 2  # a row that matches fewer is no header
UNDECLARED = Column(field="", spellings=("",))


@dataclass(frozen=True)
class Heading:
    """A column of a block: where it stands, what its header says, what the ledger calls it."""

    index: int
    label: str
    uom: str
    column: Column  # UNDECLARED where the ledger has none of this heading


@dataclass(frozen=True)
class Header:
    """A header that was recognised: its rows, its ledger, its columns."""

    start: int
    stop: int
    ledger: Ledger
    headings: tuple[Heading, ...]

    @property
    def matched(self) -> int:
        """How many columns the ledger declares."""
        return sum(heading.column is not UNDECLARED for heading in self.headings)

    @property
    def units(self) -> int:
        """How many declared columns state their unit."""
        return sum(h.column is not UNDECLARED and h.uom != "" for h in self.headings)

    def find(self, field: str) -> Heading | None:
        """Return the first column that fills ``field``."""
        return next((h for h in self.headings if h.column.field == field), None)


def find_headers(
    sheet: Sheet, ledgers: list[Ledger], given: frozenset[str] = frozenset()
) -> list[list[Header]]:
    """Return the headers of a sheet from top to bottom.

    Each is a list: one header, or several where the same headings stand side by side (two-up).
    ``given`` names fields that the sheet states outside its tables, so that no column is needed.
    """
    known = {plain_heading(part) for ledger in ledgers for part in heading_parts(ledger)}

    def is_heading(text: str) -> bool:
        return not text.isdecimal() and plain_heading(heading_unit(text)[0]) in known

    hits = claim_each(sheet.grid, is_heading)
    headers: list[list[Header]] = []
    row = 0
    for start in np.flatnonzero(hits.sum(axis=1) >= FEWEST_HEADINGS):
        if start < row:
            continue
        best = best_header(sheet, int(start), ledgers, given)
        if best:
            headers.append(best)
            row = best[0].stop
    return headers


def heading_parts(ledger: Ledger) -> Iterable[str]:
    """Return every declared heading, and the single rows of path headings."""
    for column in ledger.columns:
        for spelling in column.spellings:
            yield spelling
            yield from spelling.split("/")


def best_header(
    sheet: Sheet, start: int, ledgers: list[Ledger], given: frozenset[str]
) -> list[Header] | None:
    """Return the ledger and depth that explain most columns from row ``start`` on.

    Equal ledgers are told apart by the declared file pattern, equal depths by the one that states
    more units (they may have a row of their own), then by the shorter one.
    """
    best, best_key = None, (FEWEST_HEADINGS - 1, False, 0, -DEEPEST_HEADER - 1)
    for depth in range(1, min(DEEPEST_HEADER, len(sheet.grid) - start) + 1):
        labels = path_labels(sheet, start, depth)
        for ledger in ledgers:
            headers = [
                Header(start, start + depth, ledger, match_headings(labels, ledger, columns, sheet))
                for columns in repeated_columns(labels, ledger)
            ]
            if not all(has_required(header, given) for header in headers):
                continue
            named = any(fits_pattern(sheet.file, pattern) for pattern in ledger.files)
            matched = sum(header.matched for header in headers)
            key = (matched, named, sum(header.units for header in headers), -depth)
            if key > best_key:
                best, best_key = headers, key
    return best


def has_required(header: Header, given: frozenset[str]) -> bool:
    """Tell whether every required column is there, or what it would say is given otherwise."""
    required = {column for column in header.ledger.columns if column.required}
    missing = required - {heading.column for heading in header.headings}
    return all(column.field in given for column in missing)


def repeated_columns(labels: list[tuple[str, ...]], ledger: Ledger) -> list[range]:
    """Return the column ranges of tables that stand side by side under one row of headings.

    A second table begins where the first heading comes again, if each part has a unit column of
    its own; else the whole width is one table.
    """
    units = {
        plain_heading(text)
        for column in ledger.columns
        if column.field == "unit"
        for text in column.spellings
    }
    words = [plain_heading("".join(heading_unit(text)[0] for text in path)) for path in labels]
    first = next((word for word in words if word), "")
    starts = [index for index, word in enumerate(words) if word and word == first]
    parts = [
        range(start, end)
        for start, end in zip([0, *starts[1:]], [*starts[1:], len(words)], strict=True)
    ]
    whole = len(parts) > 1 and all(any(words[i] in units for i in part) for part in parts)
    return parts if whole else [range(len(words))]


def fits_pattern(file: str, pattern: str) -> bool:
    """Tell whether a file's own name fits a declared pattern such as ``*人居环境*``."""
    expression = ".*".join(map(re.escape, pattern.split("*")))
    return bool(re.fullmatch(expression, file.rsplit("/", 1)[-1]))


def path_labels(sheet: Sheet, start: int, depth: int) -> list[tuple[str, ...]]:
    """Return each column's header texts from top to bottom, merged cells carried over."""
    rows = sheet.grid[start : start + depth].copy()
    for (top, left), (bottom, right) in sheet.merges:
        if start <= top < start + depth:
            last = min(bottom - start, depth - 1)
            rows[top - start : last + 1, left : right + 1] = sheet.grid[top, left]
    if not sheet.merges:
        carry_over_blanks(rows)
    return [tuple(dict.fromkeys(text for text in column if text)) for column in rows.T]


def carry_over_blanks(rows: np.ndarray) -> None:
    """Restore in place what a text file loses of merged headings: a group's name over its parts."""
    for upper, lower in zip(rows[:-1], rows[1:], strict=True):
        for column in range(1, rows.shape[1]):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]


def match_headings(
    labels: list[tuple[str, ...]], ledger: Ledger, columns: range, sheet: Sheet
) -> tuple[Heading, ...]:
    """Match every column of a range to a declared one: by its whole path, then by its last row.

    The first column of a table that was turned holds the units, whatever its corner says.
    """
    spellings = {
        plain_heading(spelling): column
        for column in ledger.columns
        for spelling in column.spellings
    }
    headings, taken = [], {UNDECLARED}
    for index in columns:
        path = labels[index]
        words = [heading_unit(text) for text in path]
        column = match_words([word for word, _ in words], spellings)
        if column is UNDECLARED and len(words) > 1 and is_unit(words[-1][0]):
            words[-1] = ("", words[-1][0])  # a unit in a row of its own
            column = match_words([word for word, _ in words[:-1]], spellings)
        uom = next((unit for _, unit in reversed(words) if unit), "")
        if sheet.turned_at is not None and index == 0:
            column = next(column for column in ledger.columns if column.field == "unit")
        if column in taken:  # a second column of the same heading is reported, not overwritten
            column = UNDECLARED
        taken.add(column)
        headings.append(Heading(index, "/".join(path), uom, column))
    return tuple(headings)


def match_words(words: list[str], spellings: Mapping[str, Column]) -> Column:
    """Return the column that a whole path, else its last row, is a spelling of."""
    keys = [plain_heading("".join(words)), plain_heading(words[-1])] if words else []
    return next((spellings[key] for key in keys if key in spellings), UNDECLARED)
