"""A column of quantities as its file states it → its numbers, and the sums of its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.intake.files.sheets import claim_each
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.layout.blocks import read_column, spread_column
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.records.likely_slips import Part
from zhen_analysis.intake.records.what_sums_cover import Cover, Sums

TOLERANCE = 1e-6  # relative; sums of decimals differ in the last binary digit
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Column:
    """One column of quantities of a block, as the file itself states them."""

    sums: Sums
    heading: Heading

    @property
    def block(self) -> Block:
        """The block that the column belongs to."""
        return self.sums.block

    @cached_property
    def texts(self) -> np.ndarray:
        """Text of every cell of the sheet's column."""
        return self.block.sheet.grid[:, self.heading.index]

    @cached_property
    def values(self) -> np.ndarray:
        """The numbers, NaN where none can be read."""
        column, uoms = pd.Series(self.texts, dtype="str"), None
        if self.heading.uom_index >= 0:
            stop = self.block.header.stop
            uoms = pd.Series(
                spread_column(self.block.sheet, self.heading.uom_index, stop), dtype="str"
            )
        parsed = read_column(column, self.heading, uoms, words=self.block.ledger.words)
        return parsed["value"].astype("float64").to_numpy(dtype=float, na_value=np.nan)

    @cached_property
    def is_text(self) -> np.ndarray:
        """Cells that the office program takes for text, and so leaves out of its sums."""
        known = self.block.sheet.is_number
        if known is None:
            return ~claim_each(self.texts, lambda text: bool(PLAIN_NUMBER.fullmatch(text)))
        return ~known[:, self.heading.index]

    @cached_property
    def sum_to(self) -> np.ndarray:
        """The sum of the first n entries, for every n from 0."""
        return np.concatenate([[0.0], np.cumsum(np.nan_to_num(self.values[self.sums.entries]))])

    def total(self, cover: Cover) -> float:
        """Return the sum of some entries."""
        if isinstance(cover, slice):
            return float(self.sum_to[cover.stop] - self.sum_to[cover.start])
        return float(np.nansum(self.values[self.sums.entries[cover]]))

    def part(self, row: int) -> Part:
        """Return a line's number with its place and the name of its unit."""
        value = self.values[row]
        return Part(
            exact(0.0 if np.isnan(value) else value),
            self.block.address(int(row) + 1, self.heading.index),
            str(self.sums.units[row]),
            is_text=bool(self.is_text[row]),
        )


def exact(value: float) -> Decimal:
    """Return a number as it is written: sums of decimals are off in the last binary digit."""
    return Decimal(repr(round(float(value), 9)))
