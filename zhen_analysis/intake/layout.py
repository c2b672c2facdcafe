"""A sheet of text → its blocks: the rows of each header, its known columns, what each row is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.forms import plain as plain_heading
from zhen_analysis.intake.sources import Sheet
from zhen_analysis.intake.values import heading_unit, plain_text

DEEPEST_HEADER = 3
FEWEST_HEADINGS = 2  # a row that matches fewer is no header
SUBTOTAL = re.compile(r"(本页|全镇|本月|累计)?(合计|小计|总计|共计|总和|累计)[::]?")
NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|填表人|填报人|审核人?|制表人?|单位负责人|联系人)([::\d(]|$)"
)
FEW_CELLS = 3  # a remark fills no more; only such rows are tried as one


UNDECLARED = Column(field="", spellings=("",))


@dataclass(frozen=True)
class Heading:
    """A column of a block: where it stands, what its header says, what the ledger calls it."""

    index: int
    label: str
    uom: str
    column: Column  # UNDECLARED where the ledger has none of this heading


@dataclass(frozen=True)
class Block:
    """One table on a sheet: ``rows`` are sheet row indices (from 0) of its body by kind."""

    sheet: Sheet
    number: int
    ledger: Ledger
    header_rows: range
    headings: tuple[Heading, ...]
    rows: dict[str, np.ndarray]

    def heading(self, field: str) -> Heading | None:
        """Return the first column that fills ``field``."""
        return next((h for h in self.headings if h.column.field == field), None)


@dataclass(frozen=True)
class Layout:
    """What every row of a sheet is; a row belongs to one kind, so its cells do too."""

    sheet: Sheet
    blocks: tuple[Block, ...]
    kinds: np.ndarray

    def count_cells(self) -> dict[str, int]:
        """Return the non-empty cells of the sheet by kind."""
        per_row = self.sheet.filled.sum(axis=1)
        kinds = {"banner": "banner", "header": "header", "note": "note"}
        counts = dict.fromkeys(("banner", "header", "entry", "note"), 0)
        for kind in np.unique(self.kinds):
            counts[kinds.get(kind, "entry")] += int(per_row[self.kinds == kind].sum())
        return {"read": int(per_row.sum()), **counts}


def find_layout(sheet: Sheet, ledgers: Iterable[Ledger]) -> Layout:
    """Find the tables of a sheet.

    Rows above the first header are banner; below it each row is header, entry, subtotal, blank or
    note. A sheet without any known header is all note, and holds no block.
    """
    candidates = list(ledgers)
    headers = find_headers(sheet, candidates)
    kinds = np.full(len(sheet.grid), "banner" if headers else "note", dtype=object)
    blocks = []
    for number, header in enumerate(headers, start=1):
        end = headers[number].start if number < len(headers) else len(sheet.grid)
        kinds[header.start : header.stop] = "header"
        body = classify_body(sheet, header, end)
        kinds[header.stop : end] = body
        rows = {
            kind: header.stop + np.flatnonzero(body == kind)
            for kind in ("entry", "subtotal", "blank")
        }
        span = range(header.start, header.stop)
        blocks.append(Block(sheet, number, header.ledger, span, header.headings, rows))
    return Layout(sheet, tuple(blocks), kinds)


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


def find_headers(sheet: Sheet, ledgers: list[Ledger]) -> list[Header]:
    """Return the headers of a sheet from top to bottom."""
    known = {plain_heading(part) for ledger in ledgers for part in heading_parts(ledger)}
    words = {text: plain_heading(heading_unit(text)[0]) in known for text in np.unique(sheet.grid)}
    hits = np.vectorize(words.get, otypes=[bool])(sheet.grid) if sheet.grid.size else sheet.filled
    headers: list[Header] = []
    row = 0
    for start in np.flatnonzero(hits.sum(axis=1) >= FEWEST_HEADINGS):
        if start < row:
            continue
        header = best_header(sheet, int(start), ledgers)
        if header:
            headers.append(header)
            row = header.stop
    return headers


def heading_parts(ledger: Ledger) -> Iterable[str]:
    """Return every declared heading, and the single rows of path headings."""
    for column in ledger.columns:
        for spelling in column.spellings:
            yield spelling
            yield from spelling.split("/")


def best_header(sheet: Sheet, start: int, ledgers: list[Ledger]) -> Header | None:
    """Return the ledger and depth that explain most columns from row ``start`` on.

    Equal ledgers are told apart by the declared file pattern, equal depths by the shorter one.
    """
    best, best_key = None, (FEWEST_HEADINGS - 1, False, -DEEPEST_HEADER - 1)
    for depth in range(1, min(DEEPEST_HEADER, len(sheet.grid) - start) + 1):
        labels = path_labels(sheet, start, depth)
        for ledger in ledgers:
            header = Header(start, start + depth, ledger, match_headings(labels, ledger))
            required = {column for column in ledger.columns if column.required}
            if not required <= {heading.column for heading in header.headings}:
                continue
            named = any(fits_pattern(sheet.file, pattern) for pattern in ledger.files)
            key = (header.matched, named, -depth)
            if key > best_key:
                best, best_key = header, key
    return best


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


def match_headings(labels: list[tuple[str, ...]], ledger: Ledger) -> tuple[Heading, ...]:
    """Match every labelled column to a declared one: by its whole path, then by its last row."""
    spellings = {
        plain_heading(spelling): column
        for column in ledger.columns
        for spelling in column.spellings
    }
    headings, taken = [], {UNDECLARED}
    for index, path in enumerate(labels):
        words = [heading_unit(text) for text in path]
        uom = next((unit for _, unit in reversed(words) if unit), "")
        texts = [word for word, _ in words]
        keys = [plain_heading("".join(texts)), plain_heading(texts[-1])] if texts else []
        column = next((spellings[key] for key in keys if key in spellings), UNDECLARED)
        if column in taken:  # a second column of the same heading is reported, not overwritten
            column = UNDECLARED
        taken.add(column)
        headings.append(Heading(index, "/".join(path), uom, column))
    return tuple(headings)


def classify_body(sheet: Sheet, header: Header, end: int) -> np.ndarray:
    """Return entry, subtotal, blank or note for every row from below the header to ``end``.

    A line that holds nothing but its number is blank; empty rows after the last line are notes
    (of no cells), so that only gaps inside the table count as blank.
    """
    body = sheet.grid[header.stop : end]
    filled = body != ""
    telling = filled.copy()
    for heading in header.headings:
        if heading.column.field == "serial":
            telling[:, heading.index] &= [not text.isdecimal() for text in body[:, heading.index]]
    kinds = np.full(len(body), "entry", dtype=object)
    kinds[~telling.any(axis=1)] = "blank"
    few = np.flatnonzero((filled.sum(axis=1) <= FEW_CELLS) & (kinds == "entry"))
    for row in few:
        if is_note(body[row], header):
            kinds[row] = "note"
    first_texts = body[:, : min(3, body.shape[1])]
    for row in np.flatnonzero(is_subtotal(first_texts).any(axis=1)):
        kinds[row] = "subtotal"
    told = np.flatnonzero(np.isin(kinds, ["entry", "subtotal"]))
    last = told[-1] + 1 if len(told) else 0
    trailing = kinds[last:]
    trailing[(trailing == "blank") & ~filled[last:].any(axis=1)] = "note"
    return kinds


def is_note(cells: np.ndarray, header: Header) -> bool:
    """Tell whether a sparse row is a remark below or inside the table."""
    texts = [text for text in cells if text]
    if NOTE.match(plain_text(texts[0])):
        return True
    unit = next((h.index for h in header.headings if h.column.field == "unit"), None)
    return len(texts) == 1 and (unit is None or not cells[unit])


def is_subtotal(texts: np.ndarray) -> np.ndarray:
    """Tell, cell by cell, whether a text is 合计 or the like."""
    words = {text: bool(SUBTOTAL.fullmatch(plain_text(text))) for text in np.unique(texts)}
    return np.vectorize(words.get, otypes=[bool])(texts) if texts.size else texts.astype(bool)
