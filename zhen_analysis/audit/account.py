"""A table and what its columns follow from → how much of it was recomputed, and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhen_analysis.audit.causes.mended_table import Told
from zhen_analysis.audit.grid.cells import tidy
from zhen_analysis.audit.grid.columns import Role, Sheet
from zhen_analysis.audit.relations.grades import graded
from zhen_analysis.audit.relations.summaries import SummaryCell

AMOUNTS = (Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE, Role.RANK)
SUMMED = "合计行"
NAMED = 6  # columns or cells in one sentence


@dataclass(frozen=True)
class Account:
    """What was recomputed of a published table, and what could not be.

    Attributes
    ----------
    checked : what the recomputed columns are called; ``numbers``: how many of their numbers (and of
        合计 lines) were compared.
    unknown : columns of numbers or grades that nothing in the table can be compared with.
    unread : cells of formulas whose results the file does not hold.
    """

    checked: tuple[str, ...] = ()
    numbers: int = 0
    unknown: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def __add__(self, other: Account) -> Account:
        return Account(
            self.checked + other.checked,
            self.numbers + other.numbers,
            self.unknown + other.unknown,
            self.unread + other.unread,
        )

    @property
    def is_whole(self) -> bool:
        """Tell whether something was recomputed, and no formula kept its result back."""
        return self.numbers > 0 and not self.unread

    @property
    def chinese(self) -> str:
        """Say it in a sentence."""
        columns = [name for name in self.checked if name != SUMMED]
        held = f"{len(columns)}列{self.numbers}个数" if columns else f"{self.numbers}个数"
        told = f"核对了{held}：{listed(self.checked)}" if self.numbers else "没有一个数可以核对"
        if self.unknown:
            told += f"；{len(self.unknown)}列没有可核对的关系（{listed(self.unknown)}）"
        if self.unread:
            cells = listed(self.unread)
            told += f"；公式没有保存结果的{len(self.unread)}格未核对（{cells}），"
            told += "请用WPS打开、保存后再核"
        return told


def listed(names: Sequence[str]) -> str:
    """Return the first few names, each once."""
    once = list(dict.fromkeys(names))
    return "、".join(once[:NAMED]) + (f"等{len(once)}个" if len(once) > NAMED else "")


def account_of(sheet: Sheet, told: Told, sums: list[SummaryCell]) -> Account:
    """Return what was recomputed of a table: totals, rates, changes, ranks, grades, sums."""
    checked, numbers = [], 0
    used: set[int] = {column.place for _, column, _, _, is_known in sums if is_known}
    summed = sum(is_known for *_, is_known in sums)
    grades = graded(sheet)
    for column in sheet.columns:
        computed = computed_of(sheet, told, column.place)
        count = 0 if computed is None else int((~np.isnan(computed + column.values)).sum())
        if grades is not None and column is grades[0]:
            count = sum(bool(tidy(sheet.table.cells[line, column.place])) for line in sheet.units)
            used.add(grades[1].place)
        if count:
            checked.append(column.leaf or column.label)
            numbers += count
            used.add(column.place)
    used |= {part.place for formula in told.formulas.values() for part in formula.parts}
    used |= {place for place in ranked_by(sheet, told)}
    unknown = [
        c.label for c in sheet.of(*AMOUNTS) if c.place not in used and filled(sheet, c.place)
    ]
    names = [*checked, *([SUMMED] if summed else [])]
    return Account(tuple(names), numbers + summed, tuple(unknown))


def computed_of(sheet: Sheet, told: Told, place: int) -> np.ndarray | None:
    """Return what the numbers of a column should be, of the lines of units; None where unknown."""
    is_unit = np.zeros(len(sheet.names), dtype=bool)
    is_unit[sheet.units] = True
    if place in told.formulas:
        return np.where(is_unit, told.formulas[place].computed, np.nan)
    if place in told.ranks:
        return np.where(is_unit, told.ranks[place].computed, np.nan)
    return None


def ranked_by(sheet: Sheet, told: Told) -> list[int]:
    """Return the places of the columns that ranks are of."""
    return [
        column.place
        for ranked in told.ranks.values()
        for column in sheet.of(*AMOUNTS)
        if np.array_equal(column.values, ranked.values, equal_nan=True)
    ]


def filled(sheet: Sheet, place: int) -> bool:
    """Tell whether a column has anything printed in it."""
    return any(sheet.table.cells[line, place] for line in sheet.units)
