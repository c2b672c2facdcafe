"""An upright grid of text → the tables printed on it, a line per unit, each column labelled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from zhen_analysis.audit.grid.cells import read_number, tidy
from zhen_analysis.audit.grid.headings import has_numbers, header_rows, label_paths, parts_across
from zhen_analysis.audit.grid.words import FULL_MARKS, WEIGHTS, line_words
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words

LONGEST_TITLE = 20  # characters of a title over a group of lines


@dataclass(frozen=True)
class Table:
    """One printed table, upright.

    Attributes
    ----------
    labels : the heading of each column, from its top row down.
    cells : text, (lines × columns) object array.
    rows, columns : where lines (one number each) and cells (lines × columns) stand in the grid.
    sections, parts, blocks : per line, the title above it within the table, the side-by-side part
        and the header that it stands under, where the same header comes again further down.
    weights : what a line 权重 states, by column.
    notes : what stands in lines that are no part of the table's body.
    words : what its lines may be called.
    """

    labels: list[tuple[str, ...]]
    cells: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    sections: np.ndarray
    parts: np.ndarray
    blocks: np.ndarray
    weights: dict[int, float] = field(default_factory=dict)
    notes: str = ""
    is_turned: bool = False
    words: Words = WORDS

    def label(self, column: int) -> str:
        """Return a column's heading as it is told: its path."""
        return "/".join(self.labels[column])


def read_tables(grid: np.ndarray, words: Words = WORDS) -> list[Table]:
    """Return the tables of an upright grid; one under the same header again adds its lines."""
    starts = header_rows(grid)
    ends = [start for start, _ in starts[1:]] + [len(grid)] * bool(starts)
    found: list[Table] = []
    for block, ((start, stop), end) in enumerate(zip(starts, ends, strict=True)):
        paths = label_paths(grid[start:stop])
        runs = parts_across(paths)
        if len(runs) > 1 and same_leaves(paths, runs):  # 前五名 | 后五名 above them tells nothing
            paths = [path[-1:] for path in paths] if differ(paths, runs) else paths
        pieces = [
            one_part(grid[:end], paths, run, (number, block), stop, words)
            for number, run in enumerate(runs)
        ]
        pieces = [piece for piece in pieces if has_numbers(piece.cells)]
        for piece in pieces:
            if found and (found[-1].labels, found[-1].weights) == (piece.labels, piece.weights):
                found[-1] = stacked([found[-1], piece])
            else:
                found.append(piece)
    return found


def differ(paths: list[tuple[str, ...]], runs: list[list[int]]) -> bool:
    """Tell whether parts have different headings."""
    return len({tuple(paths[place] for place in run) for run in runs}) > 1


def same_leaves(paths: list[tuple[str, ...]], runs: list[list[int]]) -> bool:
    """Tell whether parts have the same lowest headings."""
    return len({tuple(paths[place][-1:] for place in run) for run in runs}) == 1


def stacked(pieces: list[Table]) -> Table:
    """Return tables of the same columns as one."""
    return replace(
        pieces[0],
        cells=np.concatenate([piece.cells for piece in pieces]),
        rows=np.concatenate([piece.rows for piece in pieces]),
        columns=np.concatenate([piece.columns for piece in pieces]),
        sections=np.concatenate([piece.sections for piece in pieces]),
        parts=np.concatenate([piece.parts for piece in pieces]),
        blocks=np.concatenate([piece.blocks for piece in pieces]),
    )


def one_part(
    grid: np.ndarray,
    paths: list[tuple[str, ...]],
    run: list[int],
    part: tuple[int, int],
    top: int,
    words: Words,
) -> Table:
    """Return one part's lines from a row on: titles among them become sections, notes fall out."""
    rows, sections, weights, section, notes = [], [], {}, "", ""
    not_body = line_words(words).not_body
    for row in range(top, len(grid)):
        texts = grid[row, run]
        filled = [text for text in texts if text]
        head = tidy(filled[0]) if filled else ""
        if WEIGHTS.fullmatch(head):
            found = {place: read_number(text).value for place, text in enumerate(texts)}
            weights = {place: weight for place, weight in found.items() if not np.isnan(weight)}
        elif not filled or not_body.match(head) or FULL_MARKS.fullmatch(head):
            notes += "".join(filled)
        elif is_title(filled, words):
            notes += head
            section = head if len(head) <= LONGEST_TITLE else section
        else:
            rows.append(row)
            sections.append(section)
    number, block = part
    return Table(
        labels=[paths[place] for place in run],
        cells=grid[np.ix_(rows, run)] if rows else np.empty((0, len(run)), dtype=object),
        rows=np.array(rows, dtype=int),
        columns=np.tile(np.array(run, dtype=int), (len(rows), 1)),
        sections=np.array(sections, dtype=object),
        parts=np.full(len(rows), number),
        blocks=np.full(len(rows), block),
        weights=weights,
        notes=notes,
        words=words,
    )


def is_title(filled: list[str], words: Words) -> bool:
    """Tell whether a row holds one text alone, be it merged across, that is no number."""
    is_lone = len(set(filled)) == 1 and np.isnan(read_number(filled[0]).value)
    return bool(is_lone) and not line_words(words).summary.fullmatch(tidy(filled[0]))
