"""A table → its HTML by ``table.html.j2``: what a page shows of it, under a real caption."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader, Template

from zhen_analysis.present.look.style import MARKS
from zhen_analysis.present.look.wording import unlinked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhen_analysis.present.look.table import Table

LEFT = "zhen-left"  # what heads a row stands there whatever it is
SIDES = {"number": "zhen-right", "word": "zhen-center", "mark": "zhen-center", "text": LEFT}
ON_ONE_SHEET = 16  # a table of so few rows is not torn apart in print
LONG_HEAD = 7  # characters


class Shown(NamedTuple):
    """What a page shows of a cell: its words, and the kind of badge that they stand in, if any."""

    words: str
    badge: str = ""


@dataclass(frozen=True)
class Part:
    """The rows under one line that a page shows, and how many the table has there."""

    heading: str
    lines: list[list[Shown]]
    size: int


def as_html(table: Table) -> str:
    """Return the table in a box that scrolls sideways on a narrow screen."""
    sides = [LEFT, *[SIDES[column.kind] for column in table.columns[1:]]]
    columns = list(zip(table.columns, sides, strict=True))
    spans = groupby(columns, lambda pair: pair[0].above)
    return template().render(
        table=table,
        looks=looks(table),
        columns=columns,
        sides=sides,
        spans=[(above, list(under)) for above, under in spans],
        is_spanned=any(column.above for column in table.columns),
        parts=page_parts(table),
        notes=notes(table),
    )


@cache
def template() -> Template:
    """Return the template that stands beside this module."""
    loader = FileSystemLoader(Path(__file__).parent)
    room = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return room.get_template("table.html.j2")


def page_parts(table: Table) -> list[Part]:
    """Return what a page shows, line above rows by line; the rest is counted."""
    left = table.limit or len(table.lines) + len(parts(table))
    kept = []
    for part in parts(table):
        shown = [*page_lines(table, part)][:left]
        left -= len(shown)
        if shown:
            kept.append(Part(part.heading, shown, part.size))
    return kept


def parts(table: Table) -> list[Part]:
    """Return the table's rows under the lines above them, in the order these come first."""
    kinds = [column.kind for column in table.columns]
    texts = [
        [
            Shown(unlinked(cell.text), MARKS.get(cell.text, "") if kind == "mark" else "")
            for cell, kind in zip(line, kinds, strict=True)
        ]
        for line in table.lines
    ]
    if not table.under:
        return [Part("", texts, len(texts))]
    found: dict[str, list[list[Shown]]] = {}
    for heading, line in zip(table.lines_above, texts, strict=True):
        found.setdefault(unlinked(heading), []).append(line)
    return [Part(heading, lines, len(lines)) for heading, lines in found.items()]


def page_lines(table: Table, part: Part) -> Iterator[list[Shown]]:
    """Yield the rows that a page shows under one line; the last counts those that it does not."""
    most = table.limit_under or part.size
    yield from part.lines[:most]
    if part.size > most:
        between = [""] * (len(table.columns) - 2)
        words = [f"另有{part.size - most}条", *between, f"见{table.rest}"]
        yield [Shown(word) for word in words]


def notes(table: Table) -> list[str]:
    """Return the lines under a table; one of them says what a page leaves out."""
    if table.limit_under:
        shown, unit = len(page_parts(table)), "项"
        left_out = len(parts(table)) - shown
    else:
        shown, unit = table.limit, "行"
        left_out = len(table.lines) - shown if shown else 0
    more = f"本页列出前{shown}{unit}，其余{left_out}{unit}见{table.rest}。" if left_out > 0 else ""
    return [note for note in (table.note, more) if note]


def looks(table: Table) -> str:
    """Return the classes of a table: a short one stays on one sheet, long row heads get room."""
    is_short = len(table.lines) <= ON_ONE_SHEET
    has_long_heads = any(len(line[0].text) > LONG_HEAD for line in table.lines)
    return " ".join(
        [
            "zhen-table",
            *["zhen-short"] * is_short,
            *["zhen-long-heads"] * has_long_heads,
            *["zhen-list"] * table.jumps,
        ]
    )
