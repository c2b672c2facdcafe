"""A column of values → its cells: the words that are read, and what a spreadsheet counts with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any, Literal, Protocol

import pandas as pd

from zhen_analysis.present.look.wording import NOTHING, UNREAD, day_of_month, digits, is_blank

Kind = Literal["number", "word", "mark", "text"]

DAY_OF_MONTH = 'm"月"d"日"'
MONTH_OF_YEAR = 'yyyy"年"m"月"'
FULL_DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell.

    Attributes
    ----------
    text : what is read in a page and on paper.
    value : the figure as rounded for print, or the day; None where words are all there is.
    form : the number format by which a spreadsheet prints ``value`` as ``text``.
    """

    text: str
    value: float | datetime | None = None
    form: str = ""


class Printing(Protocol):
    """How the values of a column are printed; a value that is a word already stands as it is."""

    @property
    def kind(self) -> Kind:
        """How a column of it is set, unless the column says otherwise."""

    def cells(self, values: Iterable[Any], rows: pd.DataFrame) -> list[Cell]:
        """Return one cell per value; ``rows`` are the rows that the values belong to."""


def word(value: Any, missing: str) -> Cell:
    """Return a word as it stands, ``missing`` where there is none."""
    return Cell(missing if is_blank(value) else str(value))


@dataclass(frozen=True)
class Words:
    """Words; ``missing`` where there are none."""

    kind: Kind = "word"
    missing: str = NOTHING

    def cells(self, values: Iterable[Any], rows: pd.DataFrame) -> list[Cell]:
        """Return the words."""
        return [word(value, self.missing) for value in values]


@dataclass(frozen=True)
class Number:
    """Numbers, rounded half up.

    Attributes
    ----------
    decimals : places; None prints as many as a number has, at most two.
    unit : what stands behind the digits.
    plus, minus : what stands before them.
    zero : the word for what rounds to nothing; digits unless given.
    missing : the word where there is no number.
    decimals_of, unit_of : columns of the rows that say ``decimals`` and ``unit`` for each of them.
    """

    decimals: int | None = None
    unit: str = ""
    plus: str = ""
    minus: str = "-"
    zero: str = ""
    missing: str = NOTHING
    decimals_of: str = ""
    unit_of: str = ""
    kind: Kind = "number"

    def cells(self, values: Iterable[Any], rows: pd.DataFrame) -> list[Cell]:
        """Return each number with the places and the unit of its row."""
        decimals = rows[self.decimals_of] if self.decimals_of else repeat(self.decimals)
        units = rows[self.unit_of] if self.unit_of else repeat(self.unit)
        return [self.cell(*each) for each in zip(values, decimals, units, strict=False)]

    def text(self, value: Any) -> str:
        """Return one number as a sentence says it."""
        return self.cell(value, self.decimals, self.unit).text

    def cell(self, value: Any, decimals: Any, unit: Any) -> Cell:
        """Return one cell; a word stands as it is."""
        if isinstance(value, str) or pd.isna(value):
            return word(value, self.missing)
        printed = digits(value, decimals)
        number, behind = float(printed), "" if pd.isna(unit) else str(unit)
        figure = printed.removeprefix("-") + behind
        text = (
            self.plus + figure
            if number > 0
            else self.minus + figure
            if number < 0
            else self.zero or figure
        )
        return Cell(text, number, self.form(len(printed.partition(".")[2]), behind))

    def form(self, places: int, unit: str) -> str:
        """Return the number format that prints as ``text`` does: one for all, or one per sign."""
        figure = ("0." + "0" * places if places else "0") + quoted(unit)
        if (self.plus, self.minus, self.zero) == ("", "-", ""):
            return figure
        signed = quoted(self.plus) + figure, quoted(self.minus) + figure
        return ";".join([*signed, quoted(self.zero) or figure])


def quoted(word: str) -> str:
    """Return a word as a number format says it: as it stands, nothing in it a sign for digits."""
    return '"' + word.replace('"', '"\\""') + '"' if word else ""


@dataclass(frozen=True)
class Day:
    """Days: 4月6日; of another year than ``year``, where one is given, 2023年8月."""

    year: int | None = None
    kind: Kind = "word"

    def cells(self, values: Iterable[Any], rows: pd.DataFrame) -> list[Cell]:
        """Return the days."""
        return [self.cell(value) for value in values]

    def cell(self, day: Any) -> Cell:
        """Return one day; a word stands as it is."""
        if isinstance(day, str) or pd.isna(day):
            return word(day, NOTHING)
        if self.year is not None and day.year != self.year:
            return Cell(f"{day.year}年{day.month}月", day, MONTH_OF_YEAR)
        return Cell(day_of_month(day), day, DAY_OF_MONTH)


@dataclass(frozen=True)
class FullDay:
    """Days with their year: 2022-04-05."""

    kind: Kind = "word"

    def cells(self, values: Iterable[Any], rows: pd.DataFrame) -> list[Cell]:
        """Return the days."""
        return [
            word(day, NOTHING)
            if isinstance(day, str) or pd.isna(day)
            else Cell(f"{day:%Y-%m-%d}", day, FULL_DAY)
            for day in values
        ]


TEXT, WORD, MARK = Words("text"), Words("word"), Words("mark")
SET_AS_NUMBER = Words("number")  # two numbers in one cell: 40/95
FIGURE = Number()
COUNT = Number(0)
RANK = Number(0, missing=UNREAD)
RANK_CHANGE = Number(0, plus="↑", minus="↓", zero="持平", kind="word")
OWN_DECIMALS = Number(decimals_of="decimals")
DAY, FULL = Day(), FullDay()


def signed(decimals: int, unit: str = "") -> Number:
    """Return how a difference is printed: +2.50, -0.75, 0.00."""
    return Number(decimals, unit, plus="+")
