"""A draft → a sheet as an office draws it: every cell's place and what is written in it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from zhen_analysis.sample.chance import choose, happens
from zhen_analysis.sample.deeds import Setting
from zhen_analysis.sample.drafts import Draft
from zhen_analysis.sample.forms import write_dates, write_names, write_numbers

DATE_FIELDS = ("date", "opened", "deadline", "closed")
BANNER_ROWS = 2


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

    def address(self, key: str, rows: np.ndarray) -> np.ndarray:
        """Return the A1 addresses of a column in some rows (from 0)."""
        letter = chr(ord("A") + self.keys.index(key))
        return np.array([f"{letter}{row + 1}" for row in rows.tolist()], dtype=object)


def draw(draft: Draft, setting: Setting) -> Drawing:
    """Return the sheet of a draft."""
    rng = setting.rng(draft.ledger.code, draft.month, draft.name, "cells")
    headings = head(draft, setting.habits)
    style, lines = draft.style, draft.lines
    first = BANNER_ROWS + len(headings[0])
    groups = group_ends(draft, setting) if style.by_group and draft.is_master else []
    inserted = np.zeros(len(lines), dtype=int)
    for end in groups:
        inserted[end:] += 1 + style.blank_row
    rows = first + np.arange(len(lines)) + inserted
    sums = {}
    for begin, end in zip([0, *groups], groups, strict=False):
        sums[int(rows[end - 1]) + 1] = add_up(draft, lines.iloc[begin:end], "小计")
    last = int(rows[-1]) + 1
    if draft.ledger.shape != "case":
        last += bool(groups)
        sums[last] = spoil_sum(draft, add_up(draft, lines, "合计"))
    cells = [write_column(draft, key, setting, rng) for key in style.columns]
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


def head(draft: Draft, habits: dict) -> list[tuple[str, ...]]:
    """Return the heading path of each column, with the unit of measure where it goes there."""
    items = draft.ledger.items
    paths = []
    for key in draft.style.columns:
        path = draft.style.headings[key].split("/")
        uom = items.get(key) or (next(iter(items.values())) if key in {"done", "due"} else "")
        if uom and not draft.style.units_in_cells and uom not in path[-1]:
            opening, closing = draft.style.marks
            path[-1] += f"{opening}{habits['counters'].get(uom, [uom])[0]}{closing}"
        paths.append(path)
    depth = max(len(path) for path in paths)
    return [tuple(path + path[-1:] * (depth - len(path))) for path in paths]


def banner(draft: Draft, setting: Setting) -> list[str]:
    """Return the title and the line that says who filed when."""
    day = draft.filled_on
    written = f"{day.year}年{day.month}月{day.day}日"
    if draft.style.marks == "()":
        written = f"{day.year}.{day.month}.{day.day}"
    clerk = person(draft.filler, setting.habits)
    return [draft.title, f"填报单位：{draft.filler}　填报人：{clerk}　填报日期：{written}"]


def person(owner: str, habits: dict) -> str:
    """Return the invented person who stands for a village or an office."""
    people, number = habits["people"], zlib.crc32(owner.encode())
    first, last = people["first"], people["last"]
    return f"{first[number % len(first)]}某{last[number // 16 % len(last)]}"


def phone(owner: str, habits: dict) -> str:
    """Return an invented number of a range that is never issued."""
    return f"{habits['people']['phone_prefix']}{zlib.crc32(owner.encode()) % 10**8:08d}"


def group_ends(draft: Draft, setting: Setting) -> list[int]:
    """Return after how many lines each group of villages ends, the last one excepted."""
    if draft.ledger.shape == "case" or draft.ledger.filed_by != "village":
        return []
    groups = setting.catalogue.units.set_index(["town", "unit"])["group"]
    written = [groups.get((setting.town, unit), "") for unit in draft.lines["unit"]]
    sizes = [len(list(lines)) for _, lines in groupby(written)]
    return np.cumsum(sizes)[:2].tolist() if len(sizes) >= 2 else []


def add_up(draft: Draft, lines: pd.DataFrame, label: str) -> list:
    """Return a 小计 or 合计 line: the label, then the sums of what was meant."""
    cells: list = [None] * len(draft.style.columns)
    cells[0] = label
    summed = lines[lines["summed"]]
    for place, key in enumerate(draft.style.columns):
        if key in draft.ledger.items or key in {"done", "due"}:
            total = float(summed[key].sum())
            cells[place] = int(total) if total == int(total) else total
    return cells


def spoil_sum(draft: Draft, cells: list) -> list:
    """Let the sum of the first item be wrong where that is one of the draft's mistakes."""
    for mistake in draft.spoilt:
        if mistake["kind"] == "wrong_total":
            key = "done" if "done" in draft.lines else next(iter(draft.ledger.items))
            place = draft.style.columns.index(key)
            mistake.update(key=key, meant=cells[place], written=cells[place] + 9)
            cells[place] += 9
    return cells


def write_column(
    draft: Draft, key: str, setting: Setting, rng: np.random.Generator
) -> np.ndarray:
    """Return what is written in one column of the lines."""
    lines, habits = draft.lines, setting.habits
    if key == "serial":
        return np.arange(1, len(lines) + 1).astype(object)
    if key == "unit":
        aliases = setting.catalogue.aliases
        known = aliases[aliases["town"] == setting.town].groupby("unit")["alias"].agg(list)
        names = setting.catalogue.unit_names(setting.town)
        return write_names(lines["unit"], names, known.to_dict(), draft.town_name, habits, rng)
    if key in DATE_FIELDS:
        return write_dates(lines[key], draft.style.date_form, draft.month.year, habits, rng)
    if key in {"owner", "checker", "other"}:
        return write_people(draft, key, habits)
    if key == "text" and "text" not in lines:
        remarks = choose(rng, habits["words"]["remarks"], len(lines))
        remarks[~happens(rng, habits["shares"]["remark"], len(lines))] = None
        return remarks
    if key in draft.ledger.items or key in {"done", "due"}:
        uom = draft.ledger.items.get(key) or next(iter(draft.ledger.items.values()))
        counters = habits["counters"].get(uom, [uom])
        values = lines[key].to_numpy(dtype=float)
        return write_numbers(values, counters, draft.style.units_in_cells, habits, rng)
    return lines[key].to_numpy(dtype=object)


def write_people(draft: Draft, key: str, habits: dict) -> np.ndarray:
    """Return the person or telephone number of each line's village, or who checked it."""
    if key == "checker":
        clerk = person(draft.filler, habits)
        return np.array([clerk] * len(draft.lines), dtype=object)
    write = phone if key == "other" else person
    known = {unit: write(str(unit), habits) for unit in draft.lines["unit"].dropna().unique()}
    return draft.lines["unit"].map(known).to_numpy(dtype=object)
