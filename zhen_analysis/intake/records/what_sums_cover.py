"""The sums that a block states → which of its lines each may cover, the likeliest first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.layout.blocks import spread_column
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.layout.line_words import LineWords, line_words

PARTIAL = re.compile(r"小计|[类组片区管]|第.{1,10}合计")  # a sum of some lines
WHOLE = re.compile(r"全[镇乡村区县]|(?:全镇|本月|以上|各村|全部|累计)?(?:合计|总计|共计|总和|汇总)")
LAST_MONTH = re.compile(r"上月|上期")
CUMULATIVE = "累计"  # may well be the year's so far: only too little of it is a slip
NEAREST = 8  # sums before a wrong one that may have been added to it, or copied

Cover = slice | np.ndarray  # positions among the entries of a block


@dataclass(frozen=True)
class Sums:
    """The lines of a block that state sums, and what stands between them; rows from 0."""

    block: Block

    @cached_property
    def said(self) -> LineWords:
        """What lines are called in the catalogue's words."""
        return line_words(self.block.ledger.words)

    @cached_property
    def labels(self) -> dict[int, str]:
        """Row → the word that makes it a sum, of all lines that are no entries."""
        return {int(row): row_label(self.block, int(row)) for row in self.block.rows["subtotal"]}

    @cached_property
    def rows(self) -> list[int]:
        """The rows of sums from top to bottom; means and comparisons left out."""
        return [row for row, label in self.labels.items() if not self.said.states_derived(label)]

    @cached_property
    def wholes(self) -> list[int]:
        """The rows of sums of the whole table."""
        return [row for row in self.rows if not is_partial(self.labels[row])]

    @cached_property
    def entries(self) -> np.ndarray:
        """The rows of the entries from top to bottom."""
        return self.block.rows["entry"]

    @cached_property
    def units(self) -> np.ndarray:
        """What the unit's column says of every row of the sheet, merged cells spread."""
        unit = self.block.heading("unit")
        if unit is None:
            return np.full(len(self.block.sheet.grid), "", dtype=object)
        return spread_column(self.block.sheet, unit.index, self.block.header.stop)

    @cached_property
    def lines_of(self) -> dict[str, np.ndarray]:
        """Unit as written → the positions of its entries."""
        return positions_by(self.units[self.entries])

    def place(self, row: int) -> int:
        """Return how many entries stand above a row."""
        return int(np.searchsorted(self.entries, row))

    def covers(self, row: int) -> Iterator[Cover]:
        """Yield what a sum may cover.

        小计 and totals of a group cover the lines since the last such line (or those below it,
        where such lines stand on top); beside a unit's name, the lines of that unit, since the
        last sum or all; any other word covers all lines above it, or all lines of the block.
        """
        here, end = self.place(row), len(self.entries)
        number = bisect_left(self.rows, row)
        since = self.place(self.rows[number - 1]) if number else 0
        own = self.units[row]
        if own and not self.said.states_sum(own) and not self.said.states_derived(own):
            lines = self.lines_of.get(own, np.empty(0, dtype=int))
            yield lines[np.searchsorted(lines, since) : np.searchsorted(lines, here)]
            yield lines
            return
        until = self.place(self.rows[number + 1]) if number + 1 < len(self.rows) else end
        whole = bisect_left(self.wholes, row)
        grouped = slice(self.place(self.wholes[whole - 1]), here) if whole else None
        if is_partial(self.labels[row]):
            near = [slice(since, here), slice(here, until)]
            if not self.place(self.rows[0]):  # sums stand on top of their lines
                near.reverse()
            yield from [lines for lines in near if lines.stop > lines.start] or [slice(0, here)]
            yield slice(0, here)
        else:
            yield slice(0, here if here else end)
            yield slice(0, end)
        if grouped:
            yield grouped

    def near(self, row: int) -> list[int]:
        """Return the rows of other sums that a wrong one may have taken in, or have copied."""
        number = bisect_left(self.rows, row)
        before = self.rows[max(0, number - NEAREST) : number]
        return [*before, *(r for r, label in self.labels.items() if LAST_MONTH.search(label))]


def positions_by(texts: np.ndarray) -> dict[str, np.ndarray]:
    """Return text → the positions where it stands."""
    codes, different = pd.factorize(texts)
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(codes, minlength=len(different)))[:-1])
    return dict(zip(different.tolist(), parts, strict=True)) if len(different) else {}


def is_partial(label: str) -> bool:
    """Tell whether a total is of a group of lines: 小计, 第一片区合计."""
    return "小计" in label or (not WHOLE.match(label) and bool(PARTIAL.search(label)))


def row_label(block: Block, row: int) -> str:
    """Return the word that makes a row a subtotal."""
    first, last = block.headings[0].index, block.headings[-1].index
    texts = [str(text) for text in block.sheet.grid[row, first : last + 1] if text]
    said = line_words(block.ledger.words)
    named = [text for text in texts if said.states_sum(text) or said.states_derived(text)]
    return plain_text(named[0]) if named else "合计"
