"""Tables and sheets for tests, drawn as they look."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.intake.files.sheets import Sheet


def table(drawing: str) -> pd.DataFrame:
    """Return a pipe table as text columns; cells are stripped, blanks are empty texts."""
    lines = [line for line in drawing.strip("\n").splitlines() if line.strip()]
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    return pd.DataFrame([row + [""] * (len(header) - len(row)) for row in rows], columns=header)


def sheet(drawing: str, file: str = "台账.xlsx", name: str = "Sheet1", merges=()) -> Sheet:
    """Return a sheet of text; ``<`` continues the cell on its left, ``^`` the cell above it."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in drawing.strip("\n").splitlines()
        if line.strip()
    ]
    width = max(map(len, rows))
    grid = np.array([row + [""] * (width - len(row)) for row in rows], dtype=object)
    found = list(merges) + list(drawn_merges(grid))
    grid[np.isin(grid, ["<", "^"])] = ""
    return Sheet(file, name, grid, found)


def drawn_merges(grid: np.ndarray):
    """Find the ranges that ``<`` and ``^`` draw, each from its top left cell."""
    for row, column in np.argwhere(~np.isin(grid, ["<", "^"])):
        right = column
        while right + 1 < grid.shape[1] and grid[row, right + 1] == "<":
            right += 1
        bottom = row
        while bottom + 1 < grid.shape[0] and grid[bottom + 1, column] == "^":
            bottom += 1
        if right > column or bottom > row:
            yield (int(row), int(column)), (int(bottom), int(right))
