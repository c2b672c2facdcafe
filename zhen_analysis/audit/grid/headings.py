"""A grid of text → which of its rows are headings, and the path of headings over each column."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from zhen_analysis.audit.grid.cells import read_number, tidy
from zhen_analysis.audit.grid.words import CHANGE, RANK, RATE, TOTAL, is_label, is_named

DEEPEST_HEADER = 4
FEWEST_LABELS = 3  # of a header that tells nothing
LONGEST_WORD = 16  # characters of a heading that tells what a table is about
DATED = re.compile(  # 3月, 2022年, 3月5日, 2022年3月, 一季度 and a bare year are headings too
    r"(?:19|20)\d\d|(?:(?:19|20)?\d\d年度?)?(?:\d{1,2}月份?)?(?:\d{1,2}[日号])?(?:第?[1-4]季度)?"
)

OF_A_TIME = re.compile(r"(?:(?:19|20)?\d\d年|\d{1,2}月份?|[1-4]季度)[^\d()]{2,}")


def header_rows(grid: np.ndarray) -> list[tuple[int, int]]:
    """Return (first, behind last) row of every header: labels only, with numbers somewhere below.

    A row of labels that tells nothing of a table (a signature, a note) is none.
    """
    labels = np.vectorize(is_heading, otypes=[bool])(grid) if grid.size else grid != ""
    is_plain = ((grid != "") <= labels).all(axis=1) & np.array(
        [len({text for text in row if text}) >= 2 for row in grid], dtype=bool
    )
    found: list[tuple[int, int]] = []
    row = 0
    while row < len(grid):
        if not (is_plain[row] and tells(grid[row])):
            row += 1
            continue
        start, stop = row, row + 1
        # Upper rows of a merged header stand above, the parts of a path below.
        while start > (found[-1][1] if found else 0) and is_plain[start - 1]:
            start -= 1
        while stop < len(grid) and stop - row < DEEPEST_HEADER and continues(grid, is_plain, stop):
            stop += 1
        found.append((start, stop))
        row = stop
    return found or plain_header(grid, is_plain)


def plain_header(grid: np.ndarray, is_plain: np.ndarray) -> list[tuple[int, int]]:
    """Return the first row of different labels with a row of names and numbers right below it.

    Of a table whose headings tell nothing that we know, in any language.
    """
    for row in np.flatnonzero(is_plain[:-1]):
        labels, below = grid[row], grid[row + 1]
        numbers = sum(not np.isnan(read_number(text).value) for text in below)
        held = [text for text in labels if text]
        if len(set(held)) == len(held) >= FEWEST_LABELS and 2 * numbers >= (below != "").sum() > 0:
            return [(int(row), int(row) + 1)]
    return []


def is_heading(text: str) -> bool:
    """Tell whether a cell may stand in a heading: words, a month or year, or both (3月得分)."""
    word = tidy(text)
    return bool(text) and (
        is_label(text) or bool(DATED.fullmatch(word) or OF_A_TIME.fullmatch(word))
    )


def tells(row: np.ndarray) -> bool:
    """Tell whether a row of labels is the head of a table of units."""
    words = [word for text in row if (word := tidy(text)) and len(word) <= LONGEST_WORD]
    return any(
        is_named(word) or any(kind.search(word) for kind in (RANK, TOTAL, RATE, CHANGE))
        for word in words
    )


def continues(grid: np.ndarray, is_plain: np.ndarray, row: int) -> bool:
    """Tell whether a row below a header still belongs to it: no unit, no number, labels only.

    A row that tells as much as the one above it, without a line between, is a part of it too: of a
    table on its side the second column of headings (指标 | 计量单位, 月份 | 项目).
    """
    first = int(np.flatnonzero(grid[row - 1] != "")[0])
    is_below = grid[row, first] in ("", grid[row - 1, first]) or tells(grid[row])
    return bool(is_plain[row]) and is_below


def label_paths(rows: np.ndarray) -> list[tuple[str, ...]]:
    """Return each column's heading from top to bottom; a group's name stands over all its parts."""
    rows = rows.copy()
    for upper, lower in zip(rows[:-1], rows[1:], strict=True):
        for column in range(1, rows.shape[1]):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]
    return [tuple(dict.fromkeys(tidy(text) for text in column if text)) for column in rows.T]


def parts_across(paths: list[tuple[str, ...]]) -> list[list[int]]:
    """Return the columns of each part; a second one begins where the same headings come again.

    Also where only their upper headings differ (前五名 | 后五名), or where an empty column stands
    between two parts that both name units.
    """
    places = [place for place, path in enumerate(paths) if path]
    labels = [paths[place] for place in places]
    leaves = [path[-1:] for path in labels]
    for size in periods(labels):
        return [places[n : n + size] for n in range(0, len(places), size)]
    for size in periods(leaves):
        if names_units(leaves[:size]):
            return [places[n : n + size] for n in range(0, len(places), size)]
    gaps = [place for place, path in enumerate(paths) if not path]
    runs = [
        [place for place in places if sum(gap < place for gap in gaps) == count]
        for count in range(len(gaps) + 1)
    ]
    runs = [run for run in runs if run]
    if len(runs) > 1 and all(names_units([paths[place] for place in run]) for run in runs):
        return runs
    return [list(range(len(paths)))]


def periods(labels: list[tuple[str, ...]]) -> Iterator[int]:
    """Yield how many labels come again and again, the fewest first; none where they do not."""
    for size in range(2, len(labels) // 2 + 1):
        if len(labels) % size == 0 and labels == labels[:size] * (len(labels) // size):
            yield size


def names_units(paths: list[tuple[str, ...]]) -> bool:
    """Tell whether one of some headings names units."""
    return any(is_named(path[-1]) for path in paths)


def has_numbers(grid: np.ndarray) -> bool:
    """Tell whether a number stands anywhere in a grid."""
    return any(not np.isnan(read_number(text).value) for text in grid.flat)
