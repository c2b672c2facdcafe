"""A grid of text → its tables, upright: one that lies on its side is turned first."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from zhen_analysis.audit.grid.cells import tidy
from zhen_analysis.audit.grid.columns import first_role, unit_column
from zhen_analysis.audit.grid.tables import Table, is_title, read_tables
from zhen_analysis.audit.grid.words import (
    CHANGE,
    GROUP,
    MARK,
    RANK,
    RATE,
    SERIAL,
    TOTAL,
    UNIT_NAME,
    is_named,
    line_words,
)
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words

MOST_ACROSS = 300  # columns of a table on its side: more nobody prints
FEWEST = 4  # texts with one ending, for it to be that of names
MOST = 0.6  # of some texts, to take them for names of units
NAMES = 2  # how much names in front, and not on top, say; a telling heading says 1
# With what headings end though they are no names.
ENDS_OF_HEADINGS = set("分率数额量值比重绩次名度项件人户类况期月年季)%元")


def find_tables(grid: np.ndarray, words: Words = WORDS) -> list[Table]:
    """Return the tables of a grid; one on its side is turned first."""
    upright = list(read_tables(grid, words))
    if len(grid) > MOST_ACROSS:
        return upright
    turned = list(read_tables(without_titles(grid, words).T.copy(), words))
    if evidence(turned, words) > evidence(upright, words):
        return [replace(table, is_turned=True) for table in turned]
    return upright


def without_titles(grid: np.ndarray, words: Words) -> np.ndarray:
    """Return a grid without titles and notes: turned, they would be columns."""
    grid, not_body = grid.copy(), line_words(words).not_body
    for row in grid:
        filled = [text for text in row if text]
        if filled and (is_title(filled, words) or not_body.match(tidy(filled[0]))):
            row[:] = ""
    return grid


def evidence(tables: list[Table], words: Words) -> int:
    """Return how much speaks for reading a grid this way.

    Different telling headings, and names of units in front of lines rather than above columns.
    合计 and 平均 stand above columns as well as in front of lines, and say nothing; 平均分 does.
    """
    labels = {path[-1] for table in tables for path in table.labels if path}
    kinds = (RANK, TOTAL, RATE, SERIAL, GROUP, CHANGE)
    told = sum(
        is_named(label) or any(kind.search(label) for kind in kinds)
        for label in labels
        if not line_words(words).summary.fullmatch(label) or MARK.search(label)
    )
    return told + NAMES * (are_names(names_of(tables), words) - are_names(sorted(labels), words))


def names_of(tables: list[Table]) -> list[str]:
    """Return what stands in the columns that name the units."""
    found: list[str] = []
    for table in tables:
        place = unit_column(table.cells, [first_role(path) for path in table.labels])
        if place is not None:
            found += [tidy(text) for text in table.cells[:, place]]
    return found


def are_names(texts: list[str], words: Words) -> bool:
    """Tell whether most texts look like names of units: 石桥村, 财政所, or all with one ending."""
    summary = line_words(words).summary
    held = [text for text in texts if text and not is_named(text) and not summary.fullmatch(text)]
    if len(held) < 2:
        return False
    if sum(bool(UNIT_NAME.fullmatch(text)) for text in held) >= MOST * len(held):
        return True
    ends = Counter(text[-1] for text in held if len(text) > 1)
    return any(
        count >= max(MOST * len(held), FEWEST) and end not in ENDS_OF_HEADINGS and not end.isascii()
        for end, count in ends.items()
    )
