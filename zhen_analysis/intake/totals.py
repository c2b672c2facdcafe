"""Stated 合计 and 小计 of a block → the ones that the lines above them do not add up to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from zhen_analysis.intake.blocks import measured
from zhen_analysis.intake.layout import Block
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.values import parse_quantities, plain_text

TOLERANCE = 1e-6  # relative; sums of decimals differ in the last binary digit


def total_issues(block: Block) -> Iterator[dict[str, str]]:
    """Compare every stated total with the sum of its lines, as the file itself states them.

    小计 covers the lines since the last 小计; any other word covers all lines above it, or all
    lines of the block where it stands on top.
    """
    subtotals = block.rows["subtotal"]
    if not len(subtotals):
        return
    entries = block.rows["entry"]
    for heading in measured(block):
        column = pd.Series(block.sheet.grid[:, heading.index], dtype="str")
        values = parse_quantities(column, heading.column.uom, heading.uom)["value"]
        numbers = values.astype("float64").fillna(0).to_numpy()
        since = block.header.stop
        for row in subtotals:
            label = row_label(block, row)
            if "小计" in label:
                covered = entries[(entries >= since) & (entries < row)]
                since = row
            else:
                above = entries[entries < row]
                covered = above if len(above) else entries
            total = numbers[covered].sum()
            stated = values.iloc[row]
            if pd.notna(stated) and not np.isclose(stated, total, rtol=TOLERANCE, atol=1e-9):
                yield make_issue(
                    "total_mismatch",
                    block.sheet.file,
                    block.sheet.name,
                    block.address(row + 1, heading.index),
                    field=heading.label,
                    written=column[row],
                    read_as=f"{round(total, 9):.10g}",
                    label=label,
                )


def row_label(block: Block, row: int) -> str:
    """Return the word that makes a row a subtotal."""
    texts = [plain_text(text) for text in block.sheet.grid[row] if text]
    return next((text for text in texts if "计" in text), "合计")
