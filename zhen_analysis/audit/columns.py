"""A printed table → what each of its columns is, with its numbers beside how they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from zhen_analysis.audit.cells import Number, read_number, read_place, tidy
from zhen_analysis.audit.tables import Table
from zhen_analysis.audit.words import (
    CHANGE,
    GROUP,
    PART,
    RANK,
    RATE,
    SERIAL,
    SUMMARY,
    TOTAL,
    UNIT,
)

MOSTLY = 0.6  # of the filled cells of a column, to take it for one of numbers


class Role(Enum):
    """What a column is for."""

    UNIT = "unit"
    SERIAL = "serial"
    GROUP = "group"
    RANK = "rank"
    TOTAL = "total"
    RATE = "rate"
    CHANGE = "change"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    values : its numbers, NaN where none is printed; places for ranks, percentages in percent.
    decimals : the digits behind the point that the column prints.
    """

    place: int
    label: str
    leaf: str
    parent: str
    role: Role
    values: np.ndarray
    decimals: int
    is_percent: bool

    @property
    def unit(self) -> float:
        """The smallest step that the column prints."""
        return 10.0**-self.decimals


@dataclass(frozen=True)
class Sheet:
    """A table with its columns told apart and its lines: which are units, which sum others up."""

    table: Table
    columns: list[Column]
    names: list[str]
    is_summary: np.ndarray

    def of(self, *roles: Role) -> list[Column]:
        """Return the columns of some roles, from left to right."""
        return [column for column in self.columns if column.role in roles]

    @property
    def units(self) -> np.ndarray:
        """Places of the lines that stand for one unit each."""
        return np.flatnonzero(~self.is_summary)


def tell_columns(table: Table) -> Sheet | None:
    """Return a table with its columns told apart; None where no column names the units."""
    texts = table.cells
    roles = [first_role(table, place) for place in range(texts.shape[1])]
    unit = next((place for place, role in enumerate(roles) if role is Role.UNIT), None)
    if unit is None:
        unit = first_texts(texts, roles)
    if unit is None:
        return None
    roles = [Role.TEXT if role is Role.UNIT and p != unit else role for p, role in enumerate(roles)]
    roles[unit] = Role.UNIT
    names = [tidy(text) for text in texts[:, unit]]
    lead = texts[:, : unit + 1]
    is_summary = np.array(
        [any(SUMMARY.fullmatch(tidy(text)) for text in row if text) for row in lead], dtype=bool
    )
    columns = [read_column(table, place, role, is_summary) for place, role in enumerate(roles)]
    shown = [
        name or (tidy(row[0]) if len(row) else "") for name, row in zip(names, texts, strict=True)
    ]
    return Sheet(table, columns, shown, is_summary)


def first_role(table: Table, place: int) -> Role | None:
    """Return what a column's heading says that it is; None where it says nothing."""
    path = table.labels[place]
    leaf = path[-1] if path else ""
    bare = leaf.split("(")[0] or leaf
    if SERIAL.search(leaf):
        return Role.SERIAL
    if UNIT.fullmatch(leaf) or UNIT.fullmatch(bare):
        return Role.UNIT
    if GROUP.search(leaf):
        return Role.GROUP
    if RANK.search(leaf):
        return Role.CHANGE if "变" in leaf or "升降" in leaf else Role.RANK
    if CHANGE.search(leaf):
        return Role.CHANGE
    if RATE.search(bare):
        return Role.RATE
    if TOTAL.search(leaf) and not PART.search(leaf):
        return Role.TOTAL
    return None


def first_texts(texts: np.ndarray, roles: list[Role | None]) -> int | None:
    """Return the first column that holds names: words, and nearly all of them different."""
    for place, role in enumerate(roles):
        if role is not None:
            continue
        filled = [text for text in texts[:, place] if text]
        words = [text for text in filled if np.isnan(read_number(text).value)]
        if filled and len(words) >= MOSTLY * len(filled) and len(set(words)) > len(words) / 2:
            return place
    return None


def read_column(table: Table, place: int, role: Role | None, is_summary: np.ndarray) -> Column:
    """Return one column with its numbers; one that a heading does not explain is told by them."""
    texts = table.cells[:, place]
    path = table.labels[place]
    leaf = path[-1] if path else ""
    if role is Role.RANK:
        values, decimals, is_percent = np.array([read_place(text) for text in texts]), 0, False
    else:
        values, decimals, is_percent = read_numbers(texts, is_summary)
    if role is None:
        filled = sum(bool(text) for text in texts)
        enough = filled and (~np.isnan(values)).sum() >= MOSTLY * filled
        role = (Role.RATE if is_percent else Role.NUMBER) if enough else Role.TEXT
    return Column(
        place, table.label(place), leaf, path[-2] if len(path) > 1 else "", role,
        values, decimals, is_percent or "%" in leaf,
    )  # fmt: skip


def read_numbers(texts: np.ndarray, is_summary: np.ndarray) -> tuple[np.ndarray, int, bool]:
    """Return numbers, the digits behind the point, and whether they are printed with %."""
    numbers: list[Number] = [read_number(text) for text in texts]
    own = [n for n, summary in zip(numbers, is_summary, strict=True) if not summary]
    told = [n for n in own if not np.isnan(n.value)]
    decimals = max((n.decimals for n in told), default=0)
    percents = [n.is_percent for n in told]
    values = np.array([n.value for n in numbers], dtype=float)
    return values, decimals, bool(percents) and sum(percents) * 2 > len(percents)
