"""A frame of printed words → a table value: HTML by great-tables, with a real caption."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import count
from typing import TYPE_CHECKING, Literal

import pandas as pd

from zhen_analysis.present.look.style import MARKS
from zhen_analysis.present.look.wording import unlinked

if TYPE_CHECKING:
    from great_tables import GT

Kind = Literal["number", "word", "mark", "text"]

CLASS_OF_KIND = {"number": "right", "word": "center", "mark": "center", "text": "left"}
ON_ONE_SHEET = 16  # a table of so few rows is not torn apart in print
LONG_HEAD = 7  # characters
UNUSED = re.compile(r' (?:headers|id|data-quarto-[\w-]+)="[^"]*"')
SPANS_OF_ONE = re.compile(r' (?:rowspan|colspan)="1"')
HEADING = re.compile(r'<th class="gt_group_heading"')
STYLED = re.compile(r' style="table-layout: fixed;"')


@dataclass(frozen=True)
class Column:
    """A printed column: its heading, and how it is set.

    ``number`` stands right, ``word`` and ``mark`` in the middle on one line (a mark is one of
    ``style.MARKS``), ``text`` left and may break.
    """

    label: str
    kind: Kind = "word"
    above: str = ""


@dataclass(frozen=True)
class Table:
    """A table as it is read.

    Attributes
    ----------
    name : a short English name, the id in a page.
    caption : what the table shows, with its base.
    frame : the printed words, one row per printed row; the first column heads the row.
    columns : heading and kind of each column of ``frame``.
    under : a column of ``frame`` whose values become lines above their rows; not in ``columns``.
    note : the line under the table.
    limit : how many rows a page shows; the spreadsheet beside it has them all.
    limit_under : how many rows a page shows under each line of ``under``; the next row counts the
        others and says that ``rest`` has them.
    rest : where a reader finds the rows that a page leaves out.
    jumps : whether links to the lines of ``under`` stand above the table.
    """

    name: str
    caption: str
    frame: pd.DataFrame
    columns: Mapping[str, Column]
    under: str = ""
    note: str = ""
    limit: int = 0
    sheet: str = field(default="")
    limit_under: int = 0
    rest: str = "《通报附表》"
    jumps: bool = False

    def __post_init__(self) -> None:
        """Refuse a table whose columns are not all declared."""
        stated = [self.under, *self.columns] if self.under else list(self.columns)
        if stated != list(self.frame.columns):
            raise ValueError(f"{self.name}: columns {list(self.frame.columns)}, stated {stated}")

    def _repr_html_(self) -> str:
        return as_html(self)

    def __repr__(self) -> str:
        return f"表：{self.caption}（{len(self.frame)}行，{len(self.columns)}列）"


@dataclass(frozen=True)
class Tables:
    """Several tables shown one after another."""

    parts: tuple[Table, ...]

    def _repr_html_(self) -> str:
        return "\n".join(as_html(part) for part in self.parts)

    def __repr__(self) -> str:
        return "\n".join(repr(part) for part in self.parts)


def as_html(table: Table) -> str:
    """Return the table in a box that scrolls sideways on a narrow screen."""
    caption = escape(table.caption, quote=False)
    body = strip(shown(table).as_raw_html())
    opened = f'<table class="{looks(table)}" id="{table.name}">'
    opened += f"<caption><span>{caption}</span></caption>"
    body = body.replace('<table class="gt_table">', opened, 1)
    label = escape(table.caption)
    if table.jumps:
        numbers = count(1)
        body = HEADING.sub(lambda found: f'{found[0]} id="{table.name}-{next(numbers)}"', body)
    links = jump_links(table) if table.jumps else ""
    return (
        f'{links}<div class="zhen-box" role="region" aria-label="{label}" tabindex="0">{body}</div>'
    )


def jump_links(table: Table) -> str:
    """Return a link to each line above rows, with how many rows the table has under it."""
    sizes = table.frame.groupby(table.under, sort=False).size()
    shown_lines = page_rows(table)[table.under].unique()
    links = "".join(
        f'<a href="#{table.name}-{number}">{escape(line, quote=False)} {sizes[line]}</a> '
        for number, line in enumerate(shown_lines, 1)
    )
    return f'<nav class="zhen-jumps" aria-label="{escape(table.caption)}">{links}</nav>'


def page_rows(table: Table) -> pd.DataFrame:
    """Return the rows that a page shows; under each line the next one counts the rest."""
    if not table.limit_under:
        return table.frame.head(table.limit) if table.limit else table.frame
    first, *_, last = table.columns
    parts = []
    for line, rows in table.frame.groupby(table.under, sort=False):
        more = len(rows) - table.limit_under
        told = {table.under: line, first: f"另有{more}条", last: f"见{table.rest}"}
        counted = pd.DataFrame([told] if more > 0 else [], columns=rows.columns, dtype="str")
        parts += [rows.head(table.limit_under), counted.fillna("")]
    cut = pd.concat(parts, ignore_index=True)
    return cut.head(table.limit) if table.limit else cut


def looks(table: Table) -> str:
    """Return the classes of a table: a short one stays on one sheet, long row heads get room."""
    first = table.frame[next(iter(table.columns))]
    is_short = len(table.frame) <= ON_ONE_SHEET
    has_long_heads = first.str.len().max() > LONG_HEAD
    return " ".join(
        [
            "zhen-table",
            *["zhen-short"] * is_short,
            *["zhen-long-heads"] * bool(has_long_heads),
            *["zhen-list"] * table.jumps,
        ]
    )


def shown(table: Table) -> GT:
    """Return the great-tables value of what a page shows."""
    from great_tables import GT

    frame = page_rows(table).map(unlinked)
    first = next(iter(table.columns))
    result = GT(
        with_marks(frame, table.columns).reset_index(drop=True),
        id=table.name,
        rowname_col=first,
        groupname_col=table.under or None,
    )
    result = result.tab_stubhead(table.columns[first].label)
    result = result.cols_label({key: column.label for key, column in table.columns.items()})
    for kind, align in CLASS_OF_KIND.items():
        keys = [key for key, column in table.columns.items() if column.kind == kind]
        result = result.cols_align(align, keys) if keys else result
    marks = [key for key, column in table.columns.items() if column.kind == "mark"]
    result = result.fmt_passthrough(marks, escape=False) if marks else result
    for label in dict.fromkeys(column.above for column in table.columns.values() if column.above):
        keys = [key for key, column in table.columns.items() if column.above == label]
        result = result.tab_spanner(label, keys)
    for note in notes(table):
        result = result.tab_source_note(note)
    return result


def notes(table: Table) -> list[str]:
    """Return the lines under a table; one of them says what a page leaves out."""
    if table.limit_under:
        lines = page_rows(table)[table.under].nunique()
        left_out = table.frame[table.under].nunique() - lines
        more = f"本页列出前{lines}项，其余{left_out}项见{table.rest}。" if left_out > 0 else ""
    else:
        left_out = len(table.frame) - table.limit if table.limit else 0
        more = (
            f"本页列出前{table.limit}行，其余{left_out}行见{table.rest}。" if left_out > 0 else ""
        )
    return [note for note in (table.note, more) if note]


def with_marks(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Set the words of mark columns in their badge."""
    marks = [key for key, column in columns.items() if column.kind == "mark"]
    return frame.assign(**{key: frame[key].map(badge) for key in marks})


def badge(word: str) -> str:
    """Return a word in the badge that belongs to it, plain where it has none."""
    text = escape(word, quote=False)
    kind = MARKS.get(word)
    return f'<span class="zhen-mark zhen-{kind}">{text}</span>' if kind else text


def strip(html: str) -> str:
    """Keep the table alone: no style sheet, no ids, nothing that repeats the default."""
    start, end = html.index("<table"), html.index("</table>") + len("</table>")
    bare = UNUSED.sub("", SPANS_OF_ONE.sub("", STYLED.sub("", html[start:end])))
    return re.sub(r"\n\s*", "\n", bare)
