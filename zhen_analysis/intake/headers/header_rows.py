"""A sheet and its ledgers → the rows where a header may begin, and how deep it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from zhen_analysis.catalogue import Ledger
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.times.stated_time import split_time
from zhen_analysis.intake.files.sheets import Sheet, claim_each
from zhen_analysis.intake.headers.headings import (
    fold,
    heading_parts,
    key,
    says_heading,
    stated_unit,
    words_of_all,
)
from zhen_analysis.intake.headers.uom_columns import UNIT_WORDS

DEEPEST_HEADER = 4
FEWEST_HEADINGS = 2  # a row that matches fewer is no header
SHARE_OF_UNITS = 0.5  # of a row's filled cells, to take it for the units of measure of a header
LONGEST_UOM = 8  # characters of a unit of measure with its brackets, known or not
NUMBER = re.compile(r"[-+]?(?:[\d,]*+(?<=\d)|[\d,]*+\.\d++)%?")
STATEMENT = re.compile(r"[^\s:：]{2,6}[:：]\s*[^\s:：]")  # 填报人：丁某
YEAR = re.compile(r"(?:19|20)\d{2}")


def candidate_rows(sheet: Sheet, ledgers: list[Ledger], columns: range) -> list[int]:
    """Return the rows where a header may begin: two headings in a row, or in rows that follow.

    A row of one heading counts only near a heading of the unit, or every line of a table that
    names items down the page would be tried.
    """
    known = heading_parts(ledgers)
    units, words = unit_headings(ledgers), words_of_all(ledgers)
    grid = sheet.grid[:, columns.start : columns.stop]
    hits = claim_each(grid, lambda text: says_heading(without_time(text, sheet), known, words))
    for row in np.flatnonzero(hits.any(axis=1)):
        if is_filled_in(grid[row]) or is_filing_line(grid[row]):
            hits[row] = False
    per_row = hits.sum(axis=1)
    rows = np.flatnonzero(per_row)
    if not len(rows):
        return []
    named = [
        any(says_heading(text, units, words) for text in grid[row][hits[row]])
        for row in rows.tolist()
    ]
    has_unit = np.zeros(len(grid) + DEEPEST_HEADER, dtype=bool)
    has_unit[rows] = named
    total = np.concatenate([per_row, np.zeros(DEEPEST_HEADER, dtype=int)])
    near = range(DEEPEST_HEADER - 1)
    return [
        int(row)
        for row in rows
        if per_row[row] >= FEWEST_HEADINGS
        or (
            any(has_unit[row + step] for step in near)
            and sum(total[row + step] for step in near) >= FEWEST_HEADINGS
        )
    ]


def without_time(text: str, sheet: Sheet) -> str:
    """Return a heading without the month that it names: 7月清垃圾 is 清垃圾."""
    return text if sheet.filed_for is None else split_time(text, sheet.filed_for)[0]


def is_filing_line(cells: np.ndarray) -> bool:
    """Tell whether a row is one cell of statements: 填报单位：农服中心　填报日期：2月6日."""
    texts = [text for text in cells if text]
    return len(texts) == 1 and len(STATEMENT.findall(texts[0])) > 1


def is_filled_in(cells: np.ndarray) -> bool:
    """Tell whether a row is of words with their answers beside them: 填报人： | 甲某子."""
    texts = [text for text in cells if text]
    pairs = zip(texts, texts[1:], strict=False)
    return any(one[-1] in ":：" and two[-1] not in ":：" for one, two in pairs)


def unit_headings(ledgers: list[Ledger]) -> frozenset[str]:
    """Return the declared headings of the column of units, as headings are compared."""
    return frozenset(
        key(text)
        for ledger in ledgers
        for column in ledger.columns
        if column.field == "unit"
        for text in column.spellings
    )


def possible_depths(
    sheet: Sheet, start: int, ledgers: list[Ledger], columns: range
) -> Iterator[int]:
    """Yield the numbers of rows that a header from ``start`` on may have.

    No row of numbers belongs to it; a row that a heading of the first one reaches into does, and
    so does one of words only, with nothing under the heading of the unit, and one of units of
    measure, although one of them is not known.
    """
    units, words = unit_headings(ledgers), words_of_all(ledgers)
    own = [c for c in columns if says_heading(sheet.grid[start, c], units, words)]
    reach = [
        bottom - top + 1
        for (top, left), (bottom, _) in sheet.merges
        if top == start and left in columns and bottom - top < DEEPEST_HEADER
    ]
    least = max([1, *reach])
    for depth in range(1, min(DEEPEST_HEADER, len(sheet.grid) - start) + 1):
        texts = [t for t in sheet.grid[start + depth - 1, columns.start : columns.stop] if t]
        if depth > 1 and any(is_plain_number(text) for text in texts):
            return
        following = sheet.grid[start + depth] if start + depth < len(sheet.grid) else None
        goes_on = following is not None and (
            (own and is_lower_row(following, own, columns, sheet))
            or is_unit_row(following, [0] if sheet.first else own, columns, words)
        )
        if depth >= least and not goes_on:
            yield depth


def is_lower_row(cells: np.ndarray, own: list[int], columns: range, sheet: Sheet) -> bool:
    """Tell whether a row is the lower part of a header: words, and no unit's name beside them.

    Months are words there (7月 | 8月 | 合计).
    """
    texts = [text for text in cells[columns.start : columns.stop] if text]
    if len(texts) < FEWEST_HEADINGS or any(cells[column] for column in own):
        return False
    words = [without_time(text, sheet) for text in texts]
    return not any(sign.isdigit() for word in words for sign in word) and len(texts) == len(
        {text for text in texts if len(text) <= 12}
    )


def is_unit_row(cells: np.ndarray, own: list[int], columns: range, words: Words) -> bool:
    """Tell whether a row says in what the headings above it are measured: （公里） | （m2）.

    Most of its cells are units of measure, or all stand in brackets and some are; under the
    heading of the unit stands nothing, or 单位.
    """
    if any(cells[column] and key(fold(cells[column])) not in UNIT_WORDS for column in own):
        return False
    texts = [text for column in columns if column not in own and (text := cells[column])]
    texts = [fold(text) for text in texts if key(fold(text)) not in UNIT_WORDS]
    if not texts or any(len(text) > LONGEST_UOM for text in texts):
        return False
    known = sum(stated_unit(text.strip("()"), words) != "" for text in texts)
    is_bracketed = all(text.startswith("(") and text.endswith(")") for text in texts)
    return known > SHARE_OF_UNITS * len(texts) or (is_bracketed and known > 0)


def is_plain_number(text: str) -> bool:
    """Tell whether a cell is a number such as work is stated in; a year may be a heading."""
    return bool(NUMBER.fullmatch(text)) and not YEAR.fullmatch(text)
