"""Two states of the catalogue's rows → the cells that differ, and rows that came or went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from zhen_analysis.setup.catalogue_workbook.rows import Rows
from zhen_analysis.setup.catalogue_workbook.sheets import sheet_forms


@dataclass(frozen=True)
class Change:
    """One cell that says something else, or one row that came or went (``column`` is empty)."""

    sheet: str
    row: int | None
    column: str
    was: str
    now: str


def find_changes(old: Rows, new: Rows) -> Iterator[Change]:
    """Yield what the sheets say otherwise than before, in their order."""
    for key, form in sheet_forms().items():
        before = [tuple(row.cells.get(f.key, "") for f in form.fields) for row in old[key]]
        after = [tuple(row.cells.get(f.key, "") for f in form.fields) for row in new[key]]
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for kind, i1, i2, j1, j2 in matcher.get_opcodes():
            if kind == "equal":
                continue
            paired = min(i2 - i1, j2 - j1)
            for step in range(paired):
                row = new[key][j1 + step].number
                for f, was, now in zip(
                    form.fields, before[i1 + step], after[j1 + step], strict=True
                ):
                    if was != now:
                        yield Change(form.name, row, f.heading, was, now)
            for cells in before[i1 + paired : i2]:
                yield Change(form.name, None, "", told(cells), "")
            for place in range(j1 + paired, j2):
                yield Change(form.name, new[key][place].number, "", "", told(after[place]))


def told(cells: tuple[str, ...]) -> str:
    """Return a whole row as one text."""
    return " | ".join(cell for cell in cells if cell)
