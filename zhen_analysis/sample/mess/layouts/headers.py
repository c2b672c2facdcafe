"""A table and its look → its headings, drawn as boxes of one to four rows, and the title above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from zhen_analysis.catalogue.vocabulary.words import WORDS
from zhen_analysis.sample.mess.layouts.tables import Table, counter_in_heading
from zhen_analysis.sample.papers.canvas import Book, Canvas
from zhen_analysis.sample.papers.cells import person

Box = tuple[int, int, int, int, str]
SHORT = 4  # characters of a label that is spaced out


def heading_paths(table: Table, rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Return the heading path of each column, all equally long."""
    look, words = table.look, table.setting.habits["words"]
    paths = []
    for key in table.keys:
        path = [dress(part, look.labels, place) for place, part in enumerate(table.paths[key])]
        uom = table.uoms.get(key, "")
        says_unit = uom and states_unit(table, key)
        if says_unit and look.header != "unit_row":
            counter = counter_in_heading(key, table, rng)
            path[-1] += choose_marks(table, rng).format(counter)
        if look.header == "grouped":
            path.insert(0, words["heading_groups"][group_of(key, table)])
        paths.append(path)
    depth = max(map(len, paths))
    padded = [path + path[-1:] * (depth - len(path)) for path in paths]
    if look.header == "unit_row":
        padded = [
            [*path, counter_in_heading(key, table, rng) if key in table.uoms else path[-1]]
            for key, path in zip(table.keys, padded, strict=True)
        ]
    return [tuple(path) for path in padded]


def states_unit(table: Table, key: str) -> bool:
    """Tell whether a heading must state its unit: where nothing else does, and it is not usual."""
    uom, label = table.uoms[key], table.paths[key][-1]
    if uom != table.draft.uom(key):
        return table.look.header != "banner_units" or uom not in banner_uoms(table)
    return (
        table.look.header != "banner_units"
        and not table.draft.style.units_in_cells
        and uom not in label
    )


def banner_uoms(table: Table) -> list[str]:
    """Return the units that can be named once above the table: one for each kind of measure."""
    by_kind: dict[str, set[str]] = {}
    for key, uom in table.uoms.items():
        if key in table.keys:
            by_kind.setdefault(WORDS.uoms.base(uom), set()).add(uom)
    return [uom for uoms in by_kind.values() if len(uoms) == 1 for uom in uoms]


def choose_marks(table: Table, rng: np.random.Generator) -> str:
    """Return how a heading sets off its unit: （方）, /方."""
    marks = table.setting.habits["words"]["unit_marks"]
    return str(marks[int(rng.random() * len(marks))])


def group_of(key: str, table: Table) -> str:
    """Return whether a column tells who and when, how much, or the rest."""
    if key in table.uoms:
        return "quantities"
    return "lead" if key in {"serial", "unit", "date", "case", "opened"} else "rest"


def dress(label: str, labels: str, place: int) -> str:
    """Return a label as a clerk spaces it out to fill its cell."""
    if place or labels == "plain" or not label.isalnum() or label.isascii():
        return label
    middle = (len(label) + 1) // 2
    if labels == "broken":
        return f"{label[:middle]}\n{label[middle:]}" if len(label) > 1 else label
    if labels == "spaced" and len(label) <= SHORT:
        return " ".join(label)
    if labels == "wide_spaced" and len(label) <= SHORT:
        return "　".join(label)
    return label


def boxes(paths: Sequence[tuple[str, ...]]) -> Iterator[Box]:
    """Yield top, left, bottom, right and text of the boxes that headings fill."""
    depth = len(paths[0])
    for level in range(depth):
        for prefix, run in groupby(range(len(paths)), key=lambda c: paths[c][: level + 1]):
            columns, text = list(run), prefix[-1]
            if level and prefix[-2] == text:
                continue
            bottom = level
            while bottom + 1 < depth and all(paths[c][bottom + 1] == text for c in columns):
                bottom += 1
            yield level, columns[0], bottom, columns[-1], text


def draw_header(
    book: Book, canvas: Canvas, table: Table, paths: list[tuple[str, ...]], top: int, left: int
) -> int:
    """Draw the headings; return the row below them."""
    for upper, first, lower, last, text in boxes(paths):
        canvas.merge(top + upper, left + first, top + lower, left + last, text)
    book.show_off(canvas, "trimming", f"header_{len(paths[0])}_rows")
    if table.look.header != "plain":
        book.show_off(canvas, "trimming", f"header_{table.look.header}")
    if table.look.labels != "plain":
        book.show_off(canvas, "trimming", f"labels_{table.look.labels}")
    if "added" in table.keys:
        book.show_off(canvas, "trimming", "added_column")
    for key, uom in table.uoms.items():
        if key in table.keys and uom != table.draft.uom(key):
            book.show_off(canvas, "trimming", "converted_column")
    return top + len(paths[0])


def draw_banner(book: Book, canvas: Canvas, table: Table, top: int, left: int, width: int) -> int:
    """Draw the title and the line of who filed when; return the row below them."""
    last = left + max(width, 2) - 1
    canvas.merge(top, left, top, last, table.title)
    row = top + 1
    filing = filing_parts(table)
    if table.look.header == "banner_units" and banner_uoms(table):
        units = "、".join(banner_uoms(table))
        canvas.merge(row, left, row, last, f"计量单位：{units}")
        row += 1
    if table.look.filing == "line":
        canvas.merge(row, left, row, last, "　".join(a + b for a, b in filing))
        row += 1
    elif table.look.filing == "cells":
        for place, (label, value) in enumerate(filing):
            canvas.put(row, left + 2 * place, label)
            canvas.put(row, left + 2 * place + 1, value)
        row += 1
    book.show_off(canvas, "trimming", f"filing_{table.look.filing}")
    return row


def filing_parts(table: Table) -> list[tuple[str, str]]:
    """Return who filed, who filled in and when, each with its label."""
    draft, habits = table.draft, table.setting.habits
    day = draft.filled_on
    return [
        ("填报单位：", draft.filler),
        ("填报人：", person(draft.filler, habits)),
        ("填报日期：", f"{day.year}年{day.month}月{day.day}日"),
    ]
