"""Rows, and columns that print themselves → a table as pages, sheets and paper show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from zhen_analysis.present.look.printing import TEXT, WORD, Cell, Kind, Printing
from zhen_analysis.present.look.table_html import as_html

Values = Callable[[pd.DataFrame], Iterable[Any]]


@dataclass(frozen=True)
class Column:
    """A printed column.

    Attributes
    ----------
    label : the heading.
    of : a column of the table's rows, or what makes the values of all rows.
    as_ : how a value is printed, and with it how the column is set.
    above : a heading over several columns that stand side by side.
    """

    label: str
    of: str | Values
    as_: Printing = WORD
    above: str = ""

    @property
    def kind(self) -> Kind:
        """How it is set: ``number`` right, ``word`` and ``mark`` in the middle, ``text`` left."""
        return self.as_.kind

    @property
    def heading(self) -> str:
        """The heading where it stands alone: with what stands above it in a page."""
        return f"{self.above}\n{self.label}" if self.above else self.label

    def cells(self, rows: pd.DataFrame) -> list[Cell]:
        """Return the cells of some rows, top down."""
        values = self.of(rows) if callable(self.of) else rows[self.of]
        return self.as_.cells(values, rows)

    def texts(self, rows: pd.DataFrame) -> pd.Series:
        """Return what is read of some rows, for a sentence."""
        return pd.Series([cell.text for cell in self.cells(rows)], rows.index, dtype="str")


def by_row(told: Callable[[Any], Any]) -> Values:
    """Return what makes a column's values row by row."""
    return lambda rows: [told(row) for row in rows.itertuples()]


@dataclass(frozen=True)
class Table:
    """A table as it is read.

    Attributes
    ----------
    name : a short English name, the id in a page.
    caption : what the table shows, with its base.
    rows : one row per printed row.
    columns : what is printed of the rows; the first column heads the row.
    under : a column of ``rows`` whose words become lines above their rows.
    note : the line under the table.
    limit : how many rows a page shows; the spreadsheet beside it has them all.
    limit_under : how many rows a page shows under each line of ``under``; the next row counts the
        others and says that ``rest`` has them.
    rest : where a reader finds the rows that a page leaves out.
    jumps : whether links to the lines of ``under`` stand above the table.

    Raises
    ------
    ValueError
        A column is of something that the rows do not have.
    """

    name: str
    caption: str
    rows: pd.DataFrame
    columns: Sequence[Column]
    under: str = ""
    note: str = ""
    limit: int = 0
    sheet: str = ""
    limit_under: int = 0
    rest: str = "《通报附表》"
    jumps: bool = False

    def __post_init__(self) -> None:
        """Refuse a column of nothing."""
        wanted = [self.under] if self.under else []
        wanted += [column.of for column in self.columns if isinstance(column.of, str)]
        if unknown := set(wanted) - set(self.rows.columns):
            raise ValueError(f"{self.name}: no columns {sorted(unknown)} in {list(self.rows)}")

    @cached_property
    def lines(self) -> list[tuple[Cell, ...]]:
        """The cells of each row, in the order of the columns."""
        return list(zip(*(column.cells(self.rows) for column in self.columns), strict=True))

    @cached_property
    def lines_above(self) -> list[str]:
        """The line above each row; none without ``under``."""
        return self.rows[self.under].astype("str").tolist() if self.under else []

    @property
    def spread(self) -> list[tuple[Column, list[Cell]]]:
        """Each column with its cells; lines above rows become a column of their own in front."""
        above = [Column("类别", self.under, TEXT)] if self.under else []
        return [
            *[(column, column.cells(self.rows)) for column in above],
            *[
                (column, [line[place] for line in self.lines])
                for place, column in enumerate(self.columns)
            ],
        ]

    @property
    def printed(self) -> pd.DataFrame:
        """What is read of each row, under headings that stand alone."""
        texts = [[cell.text for cell in cells] for _, cells in self.spread]
        headings = [column.heading for column, _ in self.spread]
        return pd.DataFrame(zip(*texts, strict=True), columns=headings)

    def _repr_html_(self) -> str:
        return as_html(self)

    def __repr__(self) -> str:
        return f"表：{self.caption}（{len(self.rows)}行，{len(self.columns)}列）"


@dataclass(frozen=True)
class Tables:
    """Several tables shown one after another."""

    parts: tuple[Table, ...]

    def _repr_html_(self) -> str:
        return "\n".join(as_html(part) for part in self.parts)

    def __repr__(self) -> str:
        return "\n".join(repr(part) for part in self.parts)
