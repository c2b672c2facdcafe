"""A table → what its numbers follow from, and the same table with misprinted ones put right."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import REST
from zhen_analysis.audit.relations.formula import Formula
from zhen_analysis.audit.relations.ranks import Ranked, explain_ranks, is_excerpt
from zhen_analysis.audit.relations.rates import find_rate
from zhen_analysis.audit.relations.totals import find_totals


@dataclass(frozen=True)
class Told:
    """What the columns of a table follow from, by their places, where that can be known."""

    formulas: dict[int, Formula]
    ranks: dict[int, Ranked]

    def is_wrong(self, sheet: Sheet) -> bool:
        """Tell whether any printed number does not follow."""
        return any(self.wrong(column, sheet).any() for column in sheet.columns)

    def wrong(self, column: Column, sheet: Sheet) -> np.ndarray:
        """Tell line by line whether a column's number does not follow."""
        if column.place in self.formulas:
            return self.formulas[column.place].wrong(column, sheet.units)
        if column.place in self.ranks:
            return self.ranks[column.place].wrong(column)
        return np.zeros(len(column.values), dtype=bool)

    def right(self, column: Column) -> np.ndarray:
        """Return what a column's numbers should be."""
        if column.place in self.formulas:
            return self.formulas[column.place].computed
        return self.ranks[column.place].computed if column.place in self.ranks else column.values


def tell_sheet(sheet: Sheet) -> Told:
    """Return what totals, rates, changes and ranks follow from."""
    formulas = find_formulas(sheet)
    ranks = {rank.place: explain_ranks(rank, sheet, formulas) for rank in sheet.of(Role.RANK)}
    return Told(
        formulas,
        {
            rank.place: ranked
            for rank in sheet.of(Role.RANK)
            if (ranked := ranks[rank.place]) is not None and not is_excerpt(rank, ranked)
        },
    )


def find_formulas(sheet: Sheet) -> dict[int, Formula]:
    """Return the formula of every column, by its place, where one can be known."""
    compared = sheet.of(Role.RATE, Role.CHANGE)
    compared += [column for column in sheet.of(Role.NUMBER) if REST.search(column.leaf)]
    rates = {column.place: find_rate(column, sheet) for column in compared}
    known = {place: formula for place, formula in rates.items() if formula is not None}
    return known | find_totals(sheet)


def put_right(sheet: Sheet, told: Told) -> Sheet:
    """Return a table in which every number that does not follow is what it should be."""
    return replace(
        sheet,
        columns=[
            replace(
                column,
                values=np.where(told.wrong(column, sheet), told.right(column), column.values),
            )
            for column in sheet.columns
        ],
    )
