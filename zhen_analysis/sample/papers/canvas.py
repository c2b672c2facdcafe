"""Cells put one by one → the sheets of a workbook, and where each line of the truth stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhen_analysis.base.addresses import address
from zhen_analysis.sample.papers.written import Written

Place = tuple[str, str]  # sheet and address


@dataclass
class Canvas:
    """One sheet; rows and columns from 0."""

    name: str
    cells: dict[tuple[int, int], Written] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False

    def put(self, row: int, column: int, content: Written | str | int | float | None) -> None:
        """Write a cell; nothing is written for what is empty."""
        written = content if isinstance(content, Written) else Written(content)
        if written.value is not None:
            self.cells[row, column] = written

    def merge(self, top: int, left: int, bottom: int, right: int, text: str | Written) -> None:
        """Write a cell over several."""
        self.put(top, left, text)
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    @property
    def height(self) -> int:
        """How many rows are used."""
        return 1 + max((row for row, _ in self.cells), default=-1)

    @property
    def width(self) -> int:
        """How many columns are used."""
        cells = max((column for _, column in self.cells), default=-1)
        return 1 + max([cells, *(right for _, _, _, right in self.merges)])


@dataclass
class Book:
    """A workbook.

    Attributes
    ----------
    features : sheet, kind (layout, trimming, filing) and name of what it shows off.
    """

    canvases: list[Canvas] = field(default_factory=list)
    features: list[tuple[str, str, str]] = field(default_factory=list)

    def sheet(self, name: str) -> Canvas:
        """Add a sheet; a name that is taken gets a number."""
        taken = {canvas.name for canvas in self.canvases}
        number = 2
        unique = name
        while unique in taken:
            unique, number = f"{name}({number})", number + 1
        self.canvases.append(Canvas(unique))
        return self.canvases[-1]

    def show_off(self, canvas: Canvas | None, kind: str, name: str) -> None:
        """Note that a sheet (or the whole workbook) is built in some way."""
        feature = (canvas.name if canvas else "", kind, name)
        if feature not in self.features:
            self.features.append(feature)


@dataclass
class Places:
    """Where the lines of one draft stand, and how their cells are written."""

    cells: dict[tuple[int, str], Place] = field(default_factory=dict)
    forms: dict[tuple[int, str], Written] = field(default_factory=dict)

    def note(self, line: int, key: str, canvas: Canvas, row: int, column: int) -> None:
        """Note the place of a line's column."""
        self.cells[line, key] = canvas.name, address(row + 1, column)
        if (row, column) in canvas.cells:
            self.forms[line, key] = canvas.cells[row, column]

    def locate(self, key: str, lines: Iterable[int]) -> tuple[list[str], list[str]]:
        """Return sheets and addresses of a column in some lines."""
        found = [self.cells[line, key] for line in lines]
        return [sheet for sheet, _ in found], [cell for _, cell in found]
