"""What a file tells of cells without a value → the cells that are blank, and what is said of them.

A formula whose result was not stored is blank, unless it is a sum of plain numbers: =3+4 is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhen_analysis.base.addresses import address, read_address
from zhen_analysis.intake.cells.quantities import read_quantity
from zhen_analysis.intake.files.coded.dictionary_columns import Note
from zhen_analysis.intake.files.notices import runs
from zhen_analysis.intake.files.sheets import Sheet

BLANK = ("uncached_formula", "error_cell")


def blank_formulas(sheet: Sheet, notes: Iterable[Note]) -> Iterator[Note]:
    """Yield what is told of a sheet, without formulas that can be read as they stand: =3+4."""
    for check, cell, written, details in notes:
        if check != "uncached_formula":
            yield check, cell, written, details
            continue
        rows = [place for place in cells_between(details["place"])
                if not says_number(sheet, place)]  # fmt: skip
        for column, first, last in runs(rows):
            start = address(first + 1, column)
            place = start if first == last else f"{start}:{address(last + 1, column)}"
            text = str(sheet.grid[first, column]) if within(sheet, (first, column)) else written
            yield check, start, text, {"place": place}


def cells_between(place: str) -> list[tuple[int, int]]:
    """Return row and column, from 0, of each cell of C2 or C2:C5."""
    ends = [read_address(end) or (1, 0) for end in place.split(":")]
    (first, column), (last, _) = ends[0], ends[-1]
    return [(row - 1, column) for row in range(first, last + 1)]


def within(sheet: Sheet, place: tuple[int, int]) -> bool:
    """Tell whether a sheet holds a cell."""
    return place[0] < sheet.grid.shape[0] and place[1] < sheet.grid.shape[1]


def says_number(sheet: Sheet, place: tuple[int, int]) -> bool:
    """Tell whether a formula is a sum of plain numbers, which is read as it stands."""
    return within(sheet, place) and read_quantity(str(sheet.grid[place]), "个")[0] is not None


def unread_cells(sheets: Iterable[Sheet]) -> set[tuple[str, str, str]]:
    """Return file, sheet and cell of those that hold no value, as the files themselves say."""
    return {
        (sheet.file, sheet.name, address(row + 1, column))
        for sheet in sheets
        for check, _, _, details in blank_formulas(sheet, sheet.notes)
        if check in BLANK
        for row, column in cells_between(details["place"])
    }
