"""Sheets and their tables → the cells that hold what is personal, as they were filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from zhen_analysis.base.addresses import address
from zhen_analysis.base.time_share import each_in_time
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.columns import UNDECLARED
from zhen_analysis.intake.layout.find import CODES, Block, Layout
from zhen_analysis.intake.people.marks import Marks

PEOPLE_COLUMNS = ["ledger", "file", "sheet", "cell", "field", "written"]
FARTHEST = 3  # cells between a label and its name: 填报人 | | 张三
Cell = tuple[str, str, str, str, str, str]


def people_of(layouts: Iterable[Layout], marks: Marks) -> pd.DataFrame:
    """Return one row per cell that holds something personal.

    ``ledger`` (empty outside a table), ``file, sheet, cell, field`` (the heading or label that it
    stands under or behind) and ``written``. Personal are the columns that a ledger declares so, a
    column that is called like one (填报人), the numbers of cases of a ledger of people, and what
    stands behind such a word anywhere.
    """
    rows: list[Cell] = []
    for layout in layouts:
        for block in layout.blocks:
            rows += personal_columns(block, marks)
        rows += labelled(layout, marks)
    return pd.DataFrame(rows, columns=PEOPLE_COLUMNS, dtype="str")


def no_people() -> pd.DataFrame:
    """Return the table without rows."""
    return pd.DataFrame(columns=PEOPLE_COLUMNS, dtype="str")


def personal_columns(block: Block, marks: Marks) -> Iterator[Cell]:
    """Yield the filled cells of a table's personal columns, whatever became of their lines."""
    sheet = block.sheet
    for heading in block.headings:
        column = heading.column
        own_word = column is UNDECLARED and marks.is_label(heading.label.split("/")[-1])
        of_somebody = block.ledger.of_people and column.field == "case"
        if not (column.personal or own_word or of_somebody):
            continue
        field = heading.label if own_word else column.label
        for row in sorted(int(row) for rows in block.rows.values() for row in rows):
            written = str(sheet.grid[row, heading.index])
            if written:
                cell = block.address(row + 1, heading.index)
                yield block.ledger.code, sheet.file, sheet.name, cell, field, written


def labelled(layout: Layout, marks: Marks) -> Iterator[Cell]:
    """Yield what stands behind a label, in its cell (填报人：张三) or in the next filled one."""
    sheet = layout.sheet
    texts = {each for each in sheet.grid.ravel().tolist() if each}
    stating = {each for each in each_in_time(sorted(texts)) if marks.hint.search(each)}
    if not stating:
        return
    for row, line in enumerate(sheet.grid.tolist()):
        for column, text in enumerate(line):
            if text not in stating:
                continue
            place = (sheet.file, sheet.name, address(row + 1, column))
            for label, each in marks.people_in(text):
                yield "", *place, label, each
            if marks.is_label(text):
                yield from next_to(layout, marks, row, column)


def next_to(layout: Layout, marks: Marks, row: int, column: int) -> Iterator[Cell]:
    """Yield what the next filled cell beside a label holds.

    Among headings the next one is a heading, unless it reads like a name.
    """
    sheet: Sheet = layout.sheet
    for beside in range(column + 1, min(column + 1 + FARTHEST, sheet.grid.shape[1])):
        text = str(sheet.grid[row, beside])
        if not text:
            continue
        is_outside = layout.cells[row, column] in (CODES["banner"], CODES["note"])
        if not marks.is_label(text) and (is_outside or marks.reads_like_name(text)):
            cell = address(row + 1, beside)
            yield "", sheet.file, sheet.name, cell, str(sheet.grid[row, column]).strip(":："), text
        return
