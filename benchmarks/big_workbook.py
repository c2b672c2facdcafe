"""A ledger's columns, units and days → one workbook with a line for every unit on every day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from zhen_analysis.catalogue import Ledger

SHARE_STATED = 0.3  # of the quantities; the others are empty cells, as in a filed ledger


def write_workbook(
    path: Path, ledger: Ledger, names: Sequence[str], days: Sequence[date], seed: int = 1
) -> int:
    """Write the workbook; return its number of lines."""
    rng = np.random.default_rng(seed)
    items = [column for column in ledger.columns if column.uom]
    amounts = rng.integers(1, 400, (len(days) * len(names), len(items))) / 2
    stated = rng.random(amounts.shape) < SHARE_STATED
    stated[:, 0] = True
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(path, options) as workbook:
        sheet = workbook.add_worksheet()
        headings = ["日期", "村名", *(f"{column.label}（{column.uom}）" for column in items)]
        sheet.write_row(0, 0, headings)
        for row, (amount, tells) in enumerate(zip(amounts, stated, strict=True), start=1):
            day, name = divmod(row - 1, len(names))
            sheet.write_datetime(row, 0, days[day])
            sheet.write_string(row, 1, names[name])
            for place in np.flatnonzero(tells):
                sheet.write_number(row, 2 + place, amount[place])
    return len(amounts)
