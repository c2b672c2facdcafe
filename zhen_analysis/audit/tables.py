"""A grid of text → the tables printed on it, upright, one line per unit, each column labelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from zhen_analysis.audit.cells import read_number, show, tidy
from zhen_analysis.audit.words import (
    CHANGE,
    GROUP,
    NOT_BODY,
    RANK,
    RATE,
    SERIAL,
    SUMMARY,
    TOTAL,
    UNIT,
    WEIGHTS,
    is_label,
)

DEEPEST_HEADER = 4
SUFFIX = re.compile(r"\.\d+$")  # what pandas adds to a heading that comes twice


@dataclass(frozen=True)
class Table:
    """One printed table, upright.

    Attributes
    ----------
    labels : the heading of each column, from its top row down.
    cells : text, (lines × columns) object array.
    rows, columns : where lines and columns stand in the grid, from 0.
    sections, parts : per line, the title above it within the table, and the side-by-side part.
    """

    labels: list[tuple[str, ...]]
    cells: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    sections: np.ndarray
    parts: np.ndarray
    weights: dict[int, float] = field(default_factory=dict)
    is_turned: bool = False

    def label(self, column: int) -> str:
        """Return a column's heading as it is told: its path."""
        return "/".join(self.labels[column])


def as_grid(frame: pd.DataFrame) -> np.ndarray:
    """Return a frame as text: its headings on top, an index of names in front."""
    grid = np.array(
        [[show(cell) for cell in row] for row in frame.to_numpy(dtype=object)], dtype=object
    )
    grid = grid.reshape(len(frame), frame.shape[1])
    head = heading_rows(frame)
    if not isinstance(frame.index, pd.RangeIndex):
        index = frame.index.to_frame(index=False)
        before = np.array(
            [[show(cell) for cell in row] for row in index.to_numpy(dtype=object)], dtype=object
        )
        before = before.reshape(len(frame), index.shape[1])
        if not is_count(before):
            grid = np.hstack([before, grid])
            names = [show(name) if isinstance(name, str) else "" for name in frame.index.names]
            corner = np.full((len(head), len(names)), "", dtype=object)
            if len(head):
                corner[-1] = names
            head = np.hstack([corner, head]) if len(head) else head
    return np.vstack([head, grid]) if len(head) else grid


def is_count(index: np.ndarray) -> bool:
    """Tell whether an index holds nothing but line numbers."""
    return index.shape[1] == 1 and all(text.isdecimal() for text in index[:, 0])


def heading_rows(frame: pd.DataFrame) -> np.ndarray:
    """Return a frame's column labels as rows of text; none where they are mere numbers."""
    if isinstance(frame.columns, pd.RangeIndex):
        return np.empty((0, frame.shape[1]), dtype=object)
    levels = [frame.columns.get_level_values(level) for level in range(frame.columns.nlevels)]
    known = {str(label) for label in levels[-1]}
    rows = [
        ["" if str(x).startswith("Unnamed:") else without_suffix(str(x), known) for x in level]
        for level in levels
    ]
    return np.array(rows, dtype=object).reshape(len(rows), frame.shape[1])


def without_suffix(label: str, known: set[str]) -> str:
    """Undo the numbering of headings that come more than once: 名次.1 is 名次."""
    bare = SUFFIX.sub("", label)
    return bare if bare != label and bare in known else label


def find_tables(grid: np.ndarray) -> list[Table]:
    """Return the tables of a grid; one on its side is turned first."""
    upright, turned = list(read_tables(grid)), list(read_tables(grid.T.copy()))
    if evidence(turned) > evidence(upright):
        return [Table(**{**vars(table), "is_turned": True}) for table in turned]
    return upright


def evidence(tables: list[Table]) -> float:
    """Return how much speaks for reading a grid this way: telling headings above numbers."""
    score = 0.0
    for table in tables:
        for place in range(len(table.labels)):
            told = tidy(table.label(place))
            kinds = (RANK, TOTAL, RATE, SERIAL, GROUP, CHANGE)
            if any(kind.search(told) for kind in kinds) or UNIT.fullmatch(told):
                score += 1
    return score


def read_tables(grid: np.ndarray) -> Iterator[Table]:
    """Yield the tables of an upright grid, from top to bottom."""
    filled = grid != ""
    starts = header_rows(grid, filled)
    for number, (start, stop) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(grid)
        if stop < end:
            yield from side_by_side(grid, start, stop, end)


def header_rows(grid: np.ndarray, filled: np.ndarray) -> list[tuple[int, int]]:
    """Return (first, behind last) row of every header: labels only, with numbers somewhere below.

    A row of labels that tells nothing of a table (a signature, a note) is none.
    """
    labels = np.vectorize(is_label, otypes=[bool])(grid) if grid.size else filled
    numbers = np.vectorize(lambda text: not np.isnan(read_number(text).value), otypes=[bool])(grid)
    found: list[tuple[int, int]] = []
    row = 0
    while row < len(grid):
        if labels[row].sum() >= 2 and not (numbers[row] & filled[row]).any() and tells(grid[row]):
            start = stop = row
            # Upper rows of a merged header stand above, the parts of a path below.
            while start > 0 and labels[start - 1].sum() >= 2 and not numbers[start - 1].any():
                if found and start - 1 < found[-1][1]:
                    break
                start -= 1
            while stop + 1 < len(grid) and continues(grid, labels, numbers, stop + 1, row):
                stop += 1
            found.append((start, stop + 1))
            row = stop + 1
        else:
            row += 1
    return found


def tells(row: np.ndarray) -> bool:
    """Tell whether a row of labels is the head of a table of units."""
    words = [tidy(text) for text in row if text]
    return any(
        UNIT.fullmatch(word) or RANK.search(word) or TOTAL.search(word) or RATE.search(word)
        for word in words
    )


def continues(
    grid: np.ndarray, labels: np.ndarray, numbers: np.ndarray, row: int, head: int
) -> bool:
    """Tell whether a row below a header still belongs to it: no unit, no number, labels only."""
    if numbers[row].any() or not labels[row].any() or row - head >= DEEPEST_HEADER:
        return False
    first = next((place for place in range(grid.shape[1]) if grid[head, place]), 0)
    above = [place for place in range(grid.shape[1]) if grid[head, place]]
    beneath = labels[row].sum() >= 2
    return beneath and not grid[row, first] and len(above) > 0


def side_by_side(grid: np.ndarray, start: int, stop: int, end: int) -> Iterator[Table]:
    """Yield the table below one header; parts with the same headings are one table, stacked."""
    paths = label_paths(grid[start:stop])
    runs = repeated_parts(paths)
    pieces = [one_part(grid, paths, run, number, stop, end) for number, run in enumerate(runs)]
    pieces = [piece for piece in pieces if len(piece.cells)]
    if not pieces:
        return
    first = pieces[0]
    if len(pieces) == 1:
        yield first
        return
    yield Table(
        labels=first.labels,
        cells=np.vstack([piece.cells for piece in pieces]),
        rows=np.concatenate([piece.rows for piece in pieces]),
        columns=np.vstack([np.tile(piece.columns[:1], (len(piece.cells), 1)) for piece in pieces]),
        sections=np.concatenate([piece.sections for piece in pieces]),
        parts=np.concatenate([piece.parts for piece in pieces]),
        weights=first.weights,
    )


def label_paths(rows: np.ndarray) -> list[tuple[str, ...]]:
    """Return each column's heading from top to bottom; a group's name stands over all its parts."""
    rows = rows.copy()
    for upper, lower in zip(rows[:-1], rows[1:], strict=True):
        for column in range(1, rows.shape[1]):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]
    return [tuple(dict.fromkeys(tidy(text) for text in column if text)) for column in rows.T]


def repeated_parts(paths: list[tuple[str, ...]]) -> list[list[int]]:
    """Return the columns of each part; a second one begins where the same headings come again."""
    places = [place for place, path in enumerate(paths) if path]
    labels = [paths[place] for place in places]
    for count in range(len(labels) // 2, 1, -1):
        size, rest = divmod(len(labels), count)
        if rest or size < 2:
            continue
        first = labels[:size]
        if all(labels[n * size : (n + 1) * size] == first for n in range(count)):
            return [places[n * size : (n + 1) * size] for n in range(count)]
    return [list(range(len(paths)))]


def one_part(
    grid: np.ndarray, paths: list[tuple[str, ...]], run: list[int], number: int, stop: int, end: int
) -> Table:
    """Return one part's lines: titles within the table become sections, notes fall out."""
    labels = [paths[place] for place in run]
    rows, sections, weights, section = [], [], {}, ""
    for row in range(stop, end):
        texts = grid[row, run]
        filled = [text for text in texts if text]
        if not filled:
            continue
        head = tidy(filled[0])
        if WEIGHTS.fullmatch(head):
            found = {place: read_number(text) for place, text in enumerate(texts)}
            weights = {place: n.value for place, n in found.items() if not np.isnan(n.value)}
            continue
        is_lone = len(set(filled)) == 1 and np.isnan(read_number(filled[0]).value)
        if is_lone and not SUMMARY.fullmatch(head):
            if not NOT_BODY.match(head) and len(head) <= 20:
                section = head
            continue
        if NOT_BODY.match(head):
            continue
        rows.append(row)
        sections.append(section)
    cells = grid[np.ix_(rows, run)] if rows else np.empty((0, len(run)), dtype=object)
    return Table(
        labels=labels,
        cells=cells,
        rows=np.array(rows, dtype=int),
        columns=np.tile(np.array(run), (max(len(rows), 1), 1)),
        sections=np.array(sections, dtype=object),
        parts=np.full(len(rows), number),
        weights=weights,
    )
