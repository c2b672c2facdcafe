"""What lies in a month's folder and is not the month's: last month's sheet, pictures, archives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.sample.chance import choose, once
from zhen_analysis.sample.mess.layouts.bodies import draw_table
from zhen_analysis.sample.mess.layouts.tables import Table
from zhen_analysis.sample.papers.canvas import Book, Places

SHOWN_ONCE = ("subtotals", "group_rows", "page_break", "struck_line")
ONE_SHEET = ("upright", "unit_rows", "several_tables", "side_by_side")


def leave_last_month(book: Book, table: Table, share: float, rng: np.random.Generator) -> None:
    """Leave last month's sheet in a workbook: other lines, no days, under last month's name."""
    draft, look = table.draft, table.look
    if draft.ledger.shape != "work" or look.layout not in ONE_SHEET or not once(rng, share):
        return
    last, month = draft.month.previous, draft.month
    title = table.title.replace(month.chinese, last.chinese)
    bare = replace(look.without(*SHOWN_ONCE), filing="none")
    old = replace(table, look=replace(bare, totals="none", added=""), places=Places(), title=title)
    said = {
        place: replace(written, value=written.value + 1)
        if isinstance(written.value, int | float) else written
        for place, written in table.said.items()
    }  # fmt: skip
    old = replace(old, said=said).of(old.rows, without=("date", "added"))
    canvas = book.sheet(choose(rng, [f"{last.month}月", f"{last.month}月份", last.chinese]))
    draw_table(book, canvas, old, rng, *look.indent)
    book.show_off(canvas, "filing", "last_months_sheet")


def lay_beside(
    folder: Path, habits: dict, rng: np.random.Generator
) -> list[tuple[str, str, str, str]]:
    """Put a file that is no table beside the ledgers; return what it shows off."""
    if not folder.is_dir() or not once(rng, habits["shares"].get("beside", 0.0)):
        return []
    names = pd.Series(habits["words"]["beside"])
    name = choose(rng, names.index.tolist())
    (folder / name).write_bytes(bytes.fromhex(names[name]) + bytes(64))
    return [(name, "", "filing", "beside")]
