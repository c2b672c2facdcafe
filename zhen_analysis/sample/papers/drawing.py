"""A draft → a sheet as an office draws it: every cell's place and what is written in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from zhen_analysis.sample.papers.cells import person, write_column
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.towns.setting import Setting

BANNER_ROWS = 2
WORTH_A_BREAK = 8  # lines


@dataclass(frozen=True)
class Drawing:
    """A sheet with the places of its lines.

    Attributes
    ----------
    headings : per column its path of headings, all equally long; repeats are merged.
    keys : per column the name of the ledger's column.
    cells : per column what is written in each line, None where empty.
    rows : the row (from 0) of each line.
    sums : row → cells of a 小计 or 合计 line, one per column.
    note_row : where the note stands.
    """

    sheet: str
    banner: list[str]
    headings: list[tuple[str, ...]]
    keys: list[str]
    cells: list[np.ndarray]
    rows: np.ndarray
    sums: dict[int, list]
    note_row: int
    note: str

    def locate(self, key: str, lines: Iterable[int]) -> tuple[list[str], list[str]]:
        """Return sheets and addresses of a column in some lines; -1 is the line of the 合计."""
        letter, last = chr(ord("A") + self.keys.index(key)), max(self.sums, default=0)
        rows = [last if line < 0 else int(self.rows[line]) for line in lines]
        return [self.sheet] * len(rows), [f"{letter}{row + 1}" for row in rows]


def draw(draft: Draft, setting: Setting) -> Drawing:
    """Return the sheet of a draft."""
    headings = head(draft, setting.habits)
    style, lines = draft.style, draft.lines
    first = BANNER_ROWS + len(headings[0])
    groups = group_ends(draft, setting) if style.by_group and draft.is_master else []
    rows = first + np.arange(len(lines)) + inserted_rows(len(lines), groups, style.blank_row)
    sums: dict[int, list] = {}
    for begin, end in zip([0, *groups], groups, strict=False):
        sums[int(rows[end - 1]) + 1] = add_up(draft, lines.iloc[begin:end], "小计")
    last = int(rows[-1]) + 1
    if draft.ledger.shape != "case":
        last += bool(groups)
        sums[last] = spoil_sum(draft, add_up(draft, lines, "合计"))
    cells = write_lines(draft, setting)
    for (row, key), written in draft.overrides.items():
        cells[style.columns.index(key)][row] = written
    return Drawing(
        sheet=draft.name if draft.is_csv else draft.sheet,
        banner=banner(draft, setting),
        headings=headings,
        keys=style.columns,
        cells=cells,
        rows=rows,
        sums=sums,
        note_row=last + 1 + bool(style.blank_row),
        note=style.note if draft.ledger.code == "cleanup" else "",
    )


def write_lines(draft: Draft, setting: Setting) -> list[np.ndarray]:
    """Return per column what is written in each line.

    Two versions of a file differ only in what was changed: added lines have draws of their own.
    """
    end = len(draft.lines) - draft.added
    labels = (draft.ledger.code, draft.month, draft.title)
    parts = {"cells": draft.lines.iloc[:end], "added": draft.lines.iloc[end:]}
    written = [
        [write_column(draft, key, lines, setting, rng) for key in draft.style.columns]
        for part, lines in parts.items()
        for rng in [setting.rng(*labels, part)]
    ]
    cells = [np.concatenate(columns) for columns in zip(*written, strict=True)]
    if "serial" in draft.style.columns:
        numbers = np.arange(1, len(draft.lines) + 1).astype(object)
        cells[draft.style.columns.index("serial")] = numbers
    return cells


def head(draft: Draft, habits: dict) -> list[tuple[str, ...]]:
    """Return the heading path of each column, with the unit of measure where it goes there."""
    paths: list[list[str]] = []
    for key in draft.style.columns:
        path = draft.style.headings[key].split("/")
        uom = draft.uom(key)
        if uom and not draft.style.units_in_cells and uom not in path[-1]:
            counter = habits["counters"].get(uom, [uom])[0]
            path[-1] += draft.style.marks.format(counter)
        paths.append(path)
    depth = max(len(path) for path in paths)
    return [tuple(path + path[-1:] * (depth - len(path))) for path in paths]


def banner(draft: Draft, setting: Setting) -> list[str]:
    """Return the title and the line that says who filed when."""
    day = draft.filled_on
    written = f"{day.year}年{day.month}月{day.day}日"
    if draft.style.marks == "({})":
        written = f"{day.year}.{day.month}.{day.day}"
    clerk = person(draft.filler, setting.habits)
    return [draft.title, f"填报单位：{draft.filler}　填报人：{clerk}　填报日期：{written}"]


def group_ends(draft: Draft, setting: Setting) -> list[int]:
    """Return after how many lines each group of villages ends, the last one excepted."""
    if draft.ledger.shape == "case" or draft.ledger.filed_by != "village":
        return []
    written = [setting.groups.get(unit, "") for unit in draft.lines["unit"]]
    sizes = [len(list(lines)) for _, lines in groupby(written)]
    return np.cumsum(sizes)[:2].tolist() if len(sizes) >= 2 else []


def inserted_rows(count: int, groups: list[int], has_blank: bool) -> np.ndarray:
    """Return how many rows stand between the first line and each line that are no lines.

    One for the 小计 of each group and perhaps a blank one; without groups a blank one halfway.
    """
    inserted = np.zeros(count, dtype=int)
    for end in groups:
        inserted[end:] += 1 + has_blank
    if not groups and has_blank:
        inserted[count // 2 :] += count >= WORTH_A_BREAK
    return inserted


def add_up(draft: Draft, lines: pd.DataFrame, label: str) -> list:
    """Return a 小计 or 合计 line: the label, then the sums of what was meant."""
    cells: list = [None] * len(draft.style.columns)
    cells[0] = label
    summed = lines[lines["summed"]]
    for place, key in enumerate(draft.style.columns):
        if draft.uom(key):
            total = float(summed[key].sum())
            cells[place] = int(total) if total == int(total) else total
    return cells


def spoil_sum(draft: Draft, cells: list) -> list:
    """Let the sum of the first item be wrong where that is one of the draft's mistakes."""
    for mistake in draft.spoilt:
        if mistake["kind"] == "wrong_total":
            key = "done" if "done" in draft.lines else next(iter(draft.ledger.items))
            place = draft.style.columns.index(key)
            wrong = cells[place] + 1 + int(cells[place] // 100)
            mistake.update(key=key, meant=cells[place], written=wrong)
            cells[place] = wrong
    return cells
