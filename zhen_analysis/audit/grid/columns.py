"""A printed table → what each of its columns is, with its numbers beside how they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from zhen_analysis.audit.grid.cells import read_number, read_place, tidy
from zhen_analysis.audit.grid.tables import Table
from zhen_analysis.audit.grid.words import (
    BESIDE_UNITS,
    BRACKETED,
    CHANGE,
    CHANGED_RANK,
    COEFFICIENT,
    GROUP,
    IN_PERCENT,
    MARK,
    PART,
    RANK,
    RANKS_ADDED,
    RATE,
    SERIAL,
    TOTAL,
    is_named,
    line_words,
)
from zhen_analysis.catalogue.vocabulary.words import WORDS

TASKS = re.compile(r"(?:任务|目标|计划|应完成|指标数)")
DONE = re.compile(r"^(?:累计|已|总)?(?:完成|实现|达到)|^累计(?!得分|扣分|积分|总分|分)[^分]+$")
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
    step : the smallest difference that it prints: 0.01, or 1,000 where it says 1.2万.
    """

    place: int
    label: str
    leaf: str
    parent: str
    role: Role
    values: np.ndarray
    decimals: int
    step: float
    is_percent: bool


@dataclass(frozen=True)
class Sheet:
    """A table with its columns told apart and its lines: which are units, which sum others up.

    ``units``: places of the lines that stand for one unit each; ``summaries``: of 合计, 平均 ….
    ``stated``: all texts of the sheet that may state what the table goes by. ``has_unread``:
    whether the file holds no result of some of its formulas.
    """

    table: Table
    columns: list[Column]
    names: list[str]
    units: np.ndarray
    summaries: np.ndarray
    stated: str = ""
    has_unread: bool = False

    def of(self, *roles: Role) -> list[Column]:
        """Return the columns of some roles, from left to right."""
        return [column for column in self.columns if column.role in roles]


def tell_columns(table: Table) -> Sheet | None:
    """Return a table with its columns told apart; None where no column names the units."""
    texts = table.cells
    roles = [first_role(path) for path in table.labels]
    unit = unit_column(texts, roles)
    if unit is None:
        return None
    roles = [Role.TEXT if role is Role.UNIT else role for role in roles]
    roles[unit] = Role.UNIT
    names = [tidy(text) for text in texts[:, unit]]
    summary = line_words(table.words).summary
    is_summary = np.array(
        [
            any(summary.fullmatch(tidy(text)) for text in row if text)
            for row in texts[:, : unit + 1]
        ],
        dtype=bool,
    )
    is_unit = np.array(
        [bool(name) and not BESIDE_UNITS.fullmatch(name) for name in names], dtype=bool
    )
    is_unit &= ~is_summary
    columns = [read_column(table, place, role, is_unit) for place, role in enumerate(roles)]
    return Sheet(
        table=table,
        columns=with_a_total(with_progress(columns)),
        names=[
            name or next((tidy(text) for text in row if text), "")
            for name, row in zip(names, texts, strict=True)
        ],
        units=np.flatnonzero(is_unit),
        summaries=np.flatnonzero(is_summary),
    )


def leaf_of(path: tuple[str, ...]) -> str:
    """Return the lowest heading that is more than a unit of measure: 得分 of 得分 over (分)."""
    words = [word for word in path if not (BRACKETED.fullmatch(word) or is_uom(word))]
    return (words or list(path) or [""])[-1]


def is_uom(word: str) -> bool:
    """Tell whether a heading is but a unit of measure; 名次 is one, and always a rank here."""
    return WORDS.uoms.is_uom(word) and not RANK.search(word)


def first_role(path: tuple[str, ...]) -> Role | None:
    """Return what a column's heading says that it is; None where it says nothing."""
    leaf = leaf_of(path)
    bare = leaf.split("(")[0] or leaf
    if SERIAL.search(leaf):
        return Role.SERIAL
    if is_named(leaf):
        return Role.UNIT
    if GROUP.search(leaf):
        return Role.GROUP
    if RANKS_ADDED.search(leaf):
        return Role.TOTAL
    if RANK.search(leaf):
        return Role.CHANGE if CHANGED_RANK.search(leaf) else Role.RANK
    if CHANGE.search(leaf):
        return Role.CHANGE
    if COEFFICIENT.search(leaf):
        return Role.NUMBER
    if RATE.search(bare) and not MARK.search(bare):
        return Role.RATE
    if (TOTAL.search(leaf) or TOTAL.search(bare)) and not PART.search(leaf):
        return Role.TOTAL
    return None


def unit_column(texts: np.ndarray, roles: list[Role | None]) -> int | None:
    """Return the column that names the units: of those that say so the one with the most names.

    Where none says so: the first that holds words, nearly all of them different.
    """
    named = [place for place, role in enumerate(roles) if role is Role.UNIT]
    if named:
        return max(named, key=lambda place: len(set(texts[:, place])))
    for place, role in enumerate(roles):
        if role is not None:
            continue
        filled = [text for text in texts[:, place] if text]
        words = [text for text in filled if np.isnan(read_number(text).value)]
        if filled and len(words) >= MOSTLY * len(filled) and len(set(words)) > len(words) / 2:
            return place
    return None


def read_column(table: Table, place: int, role: Role | None, is_unit: np.ndarray) -> Column:
    """Return one column with its numbers; one that a heading does not explain is told by them."""
    texts = table.cells[:, place]
    path = table.labels[place]
    numbers = [read_number(text) for text in texts]
    told = [n for n, own in zip(numbers, is_unit, strict=True) if own and not np.isnan(n.value)]
    # A float prints 85.0 as 85: the finest cell tells how finely a column is printed.
    plain = [n for n in told if n.step <= 1]
    steps = [min((n.step for n in plain), default=0), *(n.step for n in told if n.step > 1)]
    percents = sum(n.is_percent for n in told)
    is_percent = bool(told) and percents * 2 > len(told)
    if role is None:
        filled = sum(bool(text) for text in texts)
        read = sum(not np.isnan(n.value) for n in numbers)
        enough = filled and read >= MOSTLY * filled
        role = (Role.RATE if is_percent else Role.NUMBER) if enough else Role.TEXT
    values = [read_place(t) for t in texts] if role is Role.RANK else [n.value for n in numbers]
    return Column(
        place=place,
        label=table.label(place),
        leaf=leaf_of(path),
        parent=path[-2] if len(path) > 1 else "",
        role=role,
        values=np.array(values, dtype=float),
        decimals=0 if role is Role.RANK else max((n.decimals for n in told), default=0),
        step=max(steps) or 1.0,
        is_percent=is_percent or bool(path and IN_PERCENT.search(path[-1])),
    )


def with_progress(columns: list[Column]) -> list[Column]:
    """Return the columns; what was done of a task (累计完成 beside 年度任务) is a sum of none."""
    if not any(TASKS.search(column.leaf) and column.role is Role.NUMBER for column in columns):
        return columns
    return [
        replace(column, role=Role.NUMBER)
        if column.role is Role.TOTAL and DONE.search(column.leaf)
        else column
        for column in columns
    ]


def with_a_total(columns: list[Column]) -> list[Column]:
    """Return the columns; where none is a total, the last of marks (考核情况得分) is one."""
    if any(column.role is Role.TOTAL for column in columns):
        return columns
    marks = [c.place for c in columns if c.role is Role.NUMBER and MARK.search(c.leaf)]
    return [replace(c, role=Role.TOTAL) if marks and c.place == marks[-1] else c for c in columns]
