"""One or two drafts with their looks → a workbook on disk, and what is true of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.base.workspace import Workspace
from zhen_analysis.sample.mess.layouts.bodies import draw_table
from zhen_analysis.sample.mess.layouts.layouts import lay_out
from zhen_analysis.sample.mess.layouts.tables import Table, make_table
from zhen_analysis.sample.mess.left_over import leave_last_month
from zhen_analysis.sample.mess.writing.formats import (
    SINGLE_SHEET,
    WRITERS,
    suffix_of,
    write_book,
)
from zhen_analysis.sample.mess.writing.looks import Look
from zhen_analysis.sample.papers.canvas import Book
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.papers.written import FORM_COLUMNS, MISTAKE, PLAIN
from zhen_analysis.sample.towns.setting import Setting
from zhen_analysis.sample.truth import true_records, true_spoilt

COPY_NAME = "副本-{name}"
LAYOUT_COLUMNS = ["file", "sheet", "kind", "name"]


@dataclass(frozen=True)
class Filing:
    """A draft with its mistakes, and how it is to be laid out."""

    draft: Draft
    look: Look
    rng: np.random.Generator


def file_together(
    setting: Setting, root: Path, filings: list[Filing], told: dict[str, list[pd.DataFrame]]
) -> None:
    """Write one workbook of one or two ledgers, and add its truth to what is told."""
    workspace, first = Workspace(root), filings[0]
    draft, look = first.draft, first.look
    folder = workspace.raw_dir(setting.town, str(draft.month))
    folder.mkdir(parents=True, exist_ok=True)
    name = draft.name if len(filings) == 1 else shared_name(draft, folder)
    path = folder / (name + suffix_of(look.file_format))
    book, tables = draw_book(setting, filings)
    book.show_off(None, "format", look.file_format)
    if draft.is_compared:
        book.show_off(None, "filing", "lines_sent_again")
    if not draft.counts:
        book.show_off(None, "filing", "village_file" if draft.is_copy else "first_version")
    write_book(book, look.file_format, path)
    if draft.copied:
        copy(book, look.file_format, path)
    file = workspace.relative(path)
    for table in tables:
        told["records"].append(true_records(table.draft, table.places, setting.town, file))
        told["spoilt"].append(true_spoilt(table.draft, table.places, file))
        told["forms"].append(true_forms(table, file))
    told["layouts"].append(
        pd.DataFrame([(file, *feature) for feature in book.features], columns=LAYOUT_COLUMNS)
    )


def shared_name(draft: Draft, folder: Path) -> str:
    """Return a name that names no ledger, and that no other workbook of the month has."""
    name = f"{draft.month.chinese}台账"
    return f"{name}（续）" if any(folder.glob(f"{name}.*")) else name


def draw_book(setting: Setting, filings: list[Filing]) -> tuple[Book, list[Table]]:
    """Draw one workbook; a second ledger stands on a sheet of its own or below the first."""
    book, tables = Book(), []
    for number, filing in enumerate(filings):
        table = make_table(filing.draft, filing.look, setting, filing.rng)
        tables.append(table)
        below = number and filing.look.layout == filings[0].look.layout == "upright"
        if below:
            canvas = book.canvases[-1]
            draw_table(book, canvas, table, filing.rng, canvas.height + 1, 0)
            book.show_off(canvas, "layout", "two_ledgers_on_a_sheet")
        else:
            lay_out(book, table, filing.rng)
            if len(filings) == 1 and filing.look.file_format not in SINGLE_SHEET:
                rng = setting.rng(filing.draft.ledger.code, filing.draft.month, filing.draft.name,
                                  "last month")  # fmt: skip
                leave_last_month(book, table, setting.habits["shares"]["last_months_sheet"], rng)
            if number:
                book.show_off(None, "layout", "two_ledgers_in_a_workbook")
    return book, tables


def copy(book: Book, file_format: str, path: Path) -> None:
    """Send a workbook a second time, saved as another kind where that loses nothing."""
    others = [name for name in WRITERS if name != file_format]
    if file_format in WRITERS and others:
        other = others[len(path.name) % len(others)]
        renamed = path.with_name(COPY_NAME.format(name=path.stem) + suffix_of(other))
        write_book(book, other, renamed)
        book.show_off(None, "filing", "copied_as_another_format")
    else:
        shutil.copyfile(path, path.with_name(COPY_NAME.format(name=path.name)))
        book.show_off(None, "filing", "copied")


def true_forms(table: Table, file: str) -> pd.DataFrame:
    """Return one row per cell of the lines that is not plainly written."""
    rows = [
        (file, *table.places.cells[place], place[1], written.form, written.shown)
        for place, written in table.places.forms.items()
        if written.form not in (PLAIN, MISTAKE)
    ]
    return pd.DataFrame(rows, columns=FORM_COLUMNS)
