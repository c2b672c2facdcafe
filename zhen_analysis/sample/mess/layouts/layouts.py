"""A table and a look → the sheets of a workbook, one function for each way to lay a table out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np

from zhen_analysis.sample.chance import choose
from zhen_analysis.sample.mess.layouts.bodies import (
    draw_body,
    draw_foot,
    draw_lines,
    draw_sum,
    draw_table,
)
from zhen_analysis.sample.mess.layouts.headers import boxes, draw_banner, draw_header, heading_paths
from zhen_analysis.sample.mess.layouts.tables import Table
from zhen_analysis.sample.papers.canvas import Book, Canvas

SHEET_NAMES = ("Sheet1", "台账", "表1")
MASTER = "汇总"
PARTS = ("group_rows", "subtotals", "page_break")


def lay_out(book: Book, table: Table, rng: np.random.Generator) -> None:
    """Draw a table into a workbook as its look says."""
    before = len(book.canvases)
    LAYOUTS[table.look.layout](book, table, rng)
    for canvas in book.canvases[before:]:
        book.show_off(canvas, "layout", table.look.layout)
        hide(book, canvas, table, rng)


def upright(book: Book, table: Table, rng: np.random.Generator) -> None:
    """One line under the other, one column beside the other."""
    canvas = book.sheet(table.draft.sheet or choose(rng, SHEET_NAMES))
    draw_table(book, canvas, table, rng, *table.look.indent)


def several_tables(book: Book, table: Table, rng: np.random.Generator) -> None:
    """A table for each half of the lines, under one another, each with its own title and total."""
    canvas = book.sheet(table.draft.sheet)
    row, left = table.look.indent
    cut = len(table.rows) // 2
    plain = replace(table, look=table.look.without("group_rows", "subtotals"))
    for number, rows in enumerate((table.rows[:cut], table.rows[cut:]), 1):
        part = plain.of(rows, title=f"{table.title}（第{number}部分）")
        row = draw_table(book, canvas, part, rng, row, left) + 1


def side_by_side(book: Book, table: Table, rng: np.random.Generator) -> None:
    """The second half of the lines beside the first, under the same headings again."""
    canvas = book.sheet(table.draft.sheet)
    top, left = table.look.indent
    look = replace(table.look.without(*PARTS), totals="none")
    table = replace(table, look=look)
    width = len(table.keys)
    cut = (len(table.rows) + 1) // 2
    apart = width + table.look.has("gap")
    row = draw_banner(book, canvas, table, top, left, width + apart)
    paths, ends = heading_paths(table, rng), []
    for rows, first in ((table.rows[:cut], left), (table.rows[cut:], left + apart)):
        below = draw_header(book, canvas, table, paths, row, first)
        ends.append(draw_body(book, canvas, table.of(rows), paths, below, first))
    book.show_off(canvas, "trimming", "gap_between_tables" if table.look.has("gap") else "no_gap")
    draw_foot(book, canvas, table, max(ends), left, rng)


def unit_rows(book: Book, table: Table, rng: np.random.Generator) -> None:
    """Each village alone on a row, its lines below it."""
    canvas = book.sheet(table.draft.sheet)
    top, left = table.look.indent
    look = replace(table.look.without("numbering"), header="plain")
    bare = replace(table, look=look).of(table.rows, without=("unit",))
    row = draw_banner(book, canvas, bare, top, left, len(bare.keys))
    row = draw_header(book, canvas, bare, heading_paths(bare, rng), row, left)
    for rows in table.by(table.name_of).values():
        canvas.put(row, left, table.said[rows[0], "unit"])
        table.places.note(rows[0], "unit", canvas, row, left)
        row = draw_lines(book, canvas, bare.of(rows), rows, row + 1, left)
    if bare.has_sums and look.totals == "bottom":
        row = draw_sum(book, canvas, bare, bare.rows, "合计", row, left, "total")
    draw_foot(book, canvas, bare, row, left, rng)


def sheet_per_village(book: Book, table: Table, rng: np.random.Generator) -> None:
    """A sheet for each village, named after it; perhaps one with their sums before them."""
    if table.look.has("master_sheet") and "date" in table.keys:
        draw_master(book, table, rng)
    one = replace(table, look=replace(table.look.without(*PARTS), totals=only_end(table)))
    for name, rows in table.by(table.name_of).items():
        canvas = book.sheet(str(name))
        part = one.of(rows, without=("unit",), title=f"{name}{table.draft.month.chinese}台账")
        draw_table(book, canvas, part, rng, *table.look.indent)


def only_end(table: Table) -> str:
    """Return where a part of a table has its total: nowhere, if truth tells a mistake in it."""
    has_mistake = any(mistake["kind"] == "wrong_total" for mistake in table.draft.spoilt)
    return "none" if has_mistake else table.look.totals


def draw_master(book: Book, table: Table, rng: np.random.Generator) -> None:
    """Draw a sheet with one line for each village: what its lines add up to, and no day."""
    canvas = book.sheet(MASTER)
    keys = [key for key in table.keys if key == "unit" or key in table.uoms]
    look = replace(table.look, header="plain", added="")
    master = replace(table, keys=keys, look=look, title=f"{table.title}汇总")
    row = draw_banner(book, canvas, master, 0, 0, len(keys))
    row = draw_header(book, canvas, master, heading_paths(master, rng), row, 0)
    for name, rows in table.by(table.name_of).items():
        sums = master.sums(rows)
        for column, key in enumerate(keys):
            canvas.put(row, column, str(name) if key == "unit" else sums[key])
        row += 1
    book.show_off(canvas, "filing", "village_sheets_and_master")


def sheet_per_day(book: Book, table: Table, rng: np.random.Generator) -> None:
    """A sheet for each day, named after it."""
    days = table.draft.lines["date"]
    shown = choose(rng, ["{0.month}月{0.day}日", "{0.month:02d}{0.day:02d}", "{0.day}日"])
    one = replace(table, look=replace(table.look.without(*PARTS), totals=only_end(table)))
    by_day = table.by(lambda row: f"{days.iloc[row]:%Y-%m-%d}")
    for day in sorted(by_day):
        canvas = book.sheet(shown.format(date.fromisoformat(day)))
        draw_table(book, canvas, one.of(by_day[day], without=("date",)), rng, *table.look.indent)


def units_across(book: Book, table: Table, rng: np.random.Generator) -> None:
    """A column for each line, its village on top; what was done stands down the page."""
    canvas = book.sheet(table.draft.sheet)
    top, left = table.look.indent
    look = replace(table.look, header="plain", added="")
    keys = ["unit", *(key for key in table.keys if key not in ("unit", "serial"))]
    turned = replace(table, keys=keys, look=look)
    row = draw_banner(book, canvas, turned, top, left, len(table.rows) + 1)
    paths = heading_paths(turned, rng)
    for upper, first, lower, last, text in boxes(paths):
        canvas.merge(row + first, left + upper, row + last, left + lower, text)
    across = left + len(paths[0])
    for place, line in enumerate(turned.rows, across):
        for below, key in enumerate(keys, row):
            canvas.put(below, place, turned.said[line, key])
            turned.places.note(line, key, canvas, below, place)
    if turned.has_sums and look.totals != "none":
        sums, place = turned.sums(turned.rows, is_whole=True), across + len(turned.rows)
        canvas.put(row, place, "合计")
        for below, key in enumerate(keys, row):
            if key in sums:
                canvas.put(below, place, sums[key])
                turned.places.note(-1, key, canvas, below, place)
        book.show_off(canvas, "trimming", "total_at_the_side")
    draw_foot(book, canvas, turned, row + len(keys), left, rng)


def items_down(book: Book, table: Table, rng: np.random.Generator) -> None:
    """A line for each village, day and item; the items are named down the page."""
    canvas = book.sheet(table.draft.sheet)
    top, left = table.look.indent
    words = table.setting.habits["words"]
    lead = [key for key in ("unit", "date") if key in table.keys]
    headings = [table.paths[key][-1] for key in lead] + words["item_headings"]
    row = draw_banner(book, canvas, table, top, left, len(headings))
    for column, heading in enumerate(headings, left):
        canvas.put(row, column, heading)
    row += 1
    for line in table.rows:
        for key in (key for key in table.keys if key in table.uoms):
            if table.said[line, key].value is None:
                continue
            for column, first in enumerate(lead, left):
                canvas.put(row, column, table.said[line, first])
                if (line, first) not in table.places.cells:
                    table.places.note(line, first, canvas, row, column)
            place = left + len(lead)
            canvas.put(row, place, "".join(table.paths[key]))
            canvas.put(row, place + 1, table.said[line, key])
            canvas.put(row, place + 2, table.uoms[key])
            table.places.note(line, key, canvas, row, place + 1)
            row += 1
    draw_foot(book, canvas, table, row, left, rng)


def hide(book: Book, canvas: Canvas, table: Table, rng: np.random.Generator) -> None:
    """Hide a line, a column or the sheet, as the look says."""
    what = table.look.hidden
    lines = sorted({row for row, _ in canvas.cells})
    if what == "row" and len(lines) > 1:
        canvas.hidden_rows.add(lines[-2])
    elif what == "column" and canvas.width > 1:
        canvas.hidden_columns.add(canvas.width - 1)
    elif what == "sheet" and canvas is not book.canvases[0] and canvas is book.canvases[-1]:
        canvas.is_hidden = True
    else:
        return
    book.show_off(canvas, "trimming", f"hidden_{what}")


Layout = Callable[[Book, Table, np.random.Generator], None]
LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        *(upright, several_tables, side_by_side, unit_rows, sheet_per_village, sheet_per_day),
        *(units_across, items_down),
    )
}
