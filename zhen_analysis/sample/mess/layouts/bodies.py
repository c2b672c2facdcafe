"""A table → its lines, sums, gaps and notes on a sheet, one under the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zhen_analysis.sample.chance import choose
from zhen_analysis.sample.mess.layouts.headers import (
    draw_banner,
    draw_header,
    dress,
    filing_parts,
    heading_paths,
)
from zhen_analysis.sample.mess.layouts.tables import Table
from zhen_analysis.sample.papers.canvas import Book, Canvas
from zhen_analysis.sample.papers.cells import person
from zhen_analysis.sample.papers.written import Written

FEWEST_FOR_A_GAP = 4  # lines
DITTO = "同上"


def draw_table(
    book: Book, canvas: Canvas, table: Table, rng: np.random.Generator, top: int, left: int
) -> int:
    """Draw a whole table with its title and notes; return the row below it."""
    row = draw_banner(book, canvas, table, top, left, len(table.keys))
    paths = heading_paths(table, rng)
    row = draw_header(book, canvas, table, paths, row, left)
    if table.look.has("numbering"):
        for column in range(len(paths)):
            canvas.put(row, left + column, str(column + 1))
        book.show_off(canvas, "trimming", "numbering")
        row += 1
    row = draw_body(book, canvas, table, paths, row, left)
    return draw_foot(book, canvas, table, row, left, rng)


def draw_body(
    book: Book, canvas: Canvas, table: Table, paths: list[tuple[str, ...]], row: int, left: int
) -> int:
    """Draw the lines, with sums and gaps among them; return the row below."""
    look, total = table.look, table.has_sums
    if total and look.totals == "top":
        row = draw_sum(book, canvas, table, table.rows, "合计", row, left, "total_on_top")
    parts = (
        groups_of(table) if look.has("subtotals") or look.has("group_rows") else [("", table.rows)]
    )
    for number, (name, rows) in enumerate(parts):
        if number and look.has("blank_rows"):
            book.show_off(canvas, "trimming", "blank_row")
            row += 1
        if number and look.has("page_break") and not look.has("group_rows"):
            row = draw_header(book, canvas, table, paths, row, left)
            book.show_off(canvas, "trimming", "header_again")
        if name and look.has("group_rows"):
            canvas.put(row, left, f"{'一二三四'[number]}、{name}")
            book.show_off(canvas, "trimming", "group_row")
            row += 1
        row = draw_lines(book, canvas, table, rows, row, left)
        if total and look.has("subtotals") and name:
            row = draw_sum(book, canvas, table, rows, f"{name}小计", row, left, "subtotal")
    if total and look.has("struck_line") and table.rows:
        row = draw_struck(book, canvas, table, row, left)
    if total and look.totals == "bottom":
        row = draw_sum(book, canvas, table, table.rows, "合计", row, left, "total")
    return row


def draw_struck(book: Book, canvas: Canvas, table: Table, row: int, left: int) -> int:
    """Draw the last line once more, its numbers other ones, and strike it out; return the next."""
    for column, key in enumerate(table.keys, left):
        written = cell(table, table.rows[-1], key)
        if isinstance(written.value, int | float) and key in table.uoms:
            written = replace(written, value=written.value + 1, as_shown="")
        canvas.put(row, column, written)
    canvas.struck_rows.add(row)
    book.show_off(canvas, "trimming", "struck_line")
    return row + 1


def groups_of(table: Table) -> list[tuple[str, list[int]]]:
    """Return the lines by group of villages; those of no village stand in the last one."""
    names = table.setting.groups
    found = table.by(lambda row: names.get(table.units[row], ""))
    strangers = found.pop("", [])
    groups = [(f"{name}村", rows) for name, rows in found.items()]
    if not groups:
        return [("", strangers)]
    groups[-1] = (groups[-1][0], groups[-1][1] + strangers)
    return groups


def draw_lines(
    book: Book, canvas: Canvas, table: Table, rows: list[int], top: int, left: int
) -> int:
    """Draw lines under one another, and note where they stand; return the row below."""
    gap = len(rows) // 2 if table.look.has("blank_rows") and len(rows) >= FEWEST_FOR_A_GAP else None
    row, numbers = top, {}
    for place, line in enumerate(rows):
        if place == gap:
            book.show_off(canvas, "trimming", "blank_row")
            row += 1
        numbers[line] = row
        row += 1
    for column, key in enumerate(table.keys, left):
        texts = [cell(table, line, key) for line in rows]
        if key in ("unit", "date") and (table.look.has("dittos") or table.look.has("merged_units")):
            draw_repeated(book, canvas, table, key, column, rows, texts, numbers)
            continue
        for line, text in zip(rows, texts, strict=True):
            canvas.put(numbers[line], column, text)
    for column, key in enumerate(table.keys, left):
        for line in rows:
            table.places.note(line, key, canvas, numbers[line], column)
    return row


def cell(table: Table, line: int, key: str) -> Written:
    """Return what stands in one cell of a line."""
    if key == "serial":
        return Written(table.rows.index(line) + 1)
    return table.said[line, key]


def draw_repeated(
    book: Book,
    canvas: Canvas,
    table: Table,
    key: str,
    column: int,
    rows: list[int],
    texts: list[Written],
    numbers: dict[int, int],
) -> None:
    """Draw villages or days; one that is the same as above is 同上, or one cell with it."""
    meant = table.draft.lines[key].tolist()
    spoilt = {line for line, spoilt_key in table.draft.overrides if spoilt_key == key}
    runs: list[list[int]] = []
    for line in rows:
        before = runs[-1][-1] if runs else None
        same = (
            before is not None
            and meant[line] == meant[before]
            and numbers[line] == numbers[before] + 1
            and not {line, before} & spoilt
            and "part" not in {table.said[at, key].form for at in (line, before)}
        )
        if same:
            runs[-1].append(line)
        else:
            runs.append([line])
    by_line = dict(zip(rows, texts, strict=True))
    for run in runs:
        first, last = numbers[run[0]], numbers[run[-1]]
        if len(run) > 1 and key == "unit" and table.look.has("merged_units"):
            canvas.merge(first, column, last, column, by_line[run[0]])
            book.show_off(canvas, "trimming", "merged_units")
        elif table.look.has("dittos"):
            canvas.put(first, column, by_line[run[0]])
            for line in run[1:]:
                canvas.put(numbers[line], column, Written(DITTO, f"ditto_{key}"))
        else:
            for line in run:
                canvas.put(numbers[line], column, by_line[line])


def draw_sum(
    book: Book,
    canvas: Canvas,
    table: Table,
    rows: list[int],
    label: str,
    row: int,
    left: int,
    feature: str,
) -> int:
    """Draw a line of sums; return the row below."""
    is_whole = label == "合计"
    sums = table.sums(rows, is_whole=is_whole)
    first = table.keys[0]
    if first not in sums:
        canvas.put(
            row, left, dress(label, "spaced" if table.look.labels == "spaced" else "plain", 0)
        )
    for column, key in enumerate(table.keys, left):
        if key in sums:
            canvas.put(row, column, sums[key])
            if is_whole:
                table.places.note(-1, key, canvas, row, column)
    book.show_off(canvas, "trimming", feature)
    return row + 1


def draw_foot(
    book: Book, canvas: Canvas, table: Table, row: int, left: int, rng: np.random.Generator
) -> int:
    """Draw notes, signatures and, where it is not above, the line of who filed when."""
    look, habits, last = table.look, table.setting.habits, left + max(len(table.keys), 2) - 1
    if look.has("note"):
        canvas.merge(row, left, row, last, choose(rng, habits["words"]["general_notes"]))
        book.show_off(canvas, "trimming", "note")
        row += 1
    if look.has("signature"):
        clerk = person(table.draft.filler, habits)
        canvas.merge(row, left, row, last, f"审核人：{clerk}　　制表人：{clerk}")
        book.show_off(canvas, "trimming", "signature")
        row += 1
    if look.filing == "bottom":
        row += 1
        canvas.merge(row, left, row, last, "　".join(a + b for a, b in filing_parts(table)))
        row += 1
    return row
