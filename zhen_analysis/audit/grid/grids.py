"""A frame → a grid of text as it would be printed: its headings on top, its names in front."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from zhen_analysis.audit.grid.cells import show

UNNAMED = re.compile(r"Unnamed:|(?:index|level_\d+)$")  # what pandas heads columns without a name
SUFFIX = re.compile(r"\.\d+$")  # what pandas adds to a heading that comes twice


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
        ["" if UNNAMED.match(str(x)) else without_suffix(str(x), known) for x in level]
        for level in levels
    ]
    return np.array(rows, dtype=object).reshape(len(rows), frame.shape[1])


def without_suffix(label: str, known: set[str]) -> str:
    """Undo the numbering of headings that come more than once: 名次.1 is 名次."""
    bare = SUFFIX.sub("", label)
    return bare if bare != label and bare in known else label


def merged_out(grid: np.ndarray, merges: list) -> np.ndarray:
    """Return a grid in which every cell of a merged range has its text."""
    grid = grid.copy()
    for (top, left), (bottom, right) in merges:
        grid[top : bottom + 1, left : right + 1] = grid[top, left]
    return grid
