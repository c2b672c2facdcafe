"""A draft's lines → what is written in each column, one clerk's habits throughout."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from zhen_analysis.sample.chance import choose_many, happens
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.papers.forms import write_dates, write_names, write_numbers
from zhen_analysis.sample.towns.setting import Setting

DATE_FIELDS = ("date", "opened", "deadline", "closed", "checked")


def write_column(
    draft: Draft, key: str, lines: pd.DataFrame, setting: Setting, rng: np.random.Generator
) -> np.ndarray:
    """Return what is written in one column of some lines; serial numbers come later."""
    habits = setting.habits
    if key == "serial":
        return np.full(len(lines), None, dtype=object)
    if key == "unit":
        return write_names(
            lines["unit"], setting.names, setting.aliases, setting.town_name, habits, rng
        )
    if key in DATE_FIELDS:
        return write_dates(lines[key], draft.style.date_form, draft.month.year, habits, rng)
    if key in {"owner", "checker", "other"}:
        return write_people(draft, key, lines, habits)
    if key == "text" and "text" not in lines:
        words = habits["remarks"].get(draft.ledger.code, habits["remarks"]["any"])
        remarks = choose_many(rng, words, len(lines))
        remarks[~happens(rng, habits["shares"]["remark"], len(lines))] = None
        return remarks
    uom = draft.uom(key)
    if uom:
        counters = habits["counters"].get(uom, [uom])
        values = lines[key].to_numpy(dtype=float)
        return write_numbers(values, counters, draft.style.units_in_cells, habits, rng)
    return lines[key].to_numpy(dtype=object)


def write_people(draft: Draft, key: str, lines: pd.DataFrame, habits: dict) -> np.ndarray:
    """Return the person or telephone number of each line's village, or who checked it."""
    if key == "checker":
        clerk = person(draft.filler, habits)
        return np.array([clerk] * len(lines), dtype=object)
    write = phone if key == "other" else person
    known = {unit: write(str(unit), habits) for unit in lines["unit"].dropna().unique()}
    return lines["unit"].map(known).to_numpy(dtype=object)


def person(owner: str, habits: dict) -> str:
    """Return the invented person who stands for a village or an office."""
    people, number = habits["people"], zlib.crc32(owner.encode())
    first, last = people["first"], people["last"]
    return f"{first[number % len(first)]}某{last[number // 16 % len(last)]}"


def phone(owner: str, habits: dict) -> str:
    """Return an invented number of a range that is never issued."""
    return f"{habits['people']['phone_prefix']}{zlib.crc32(owner.encode()) % 10**8:08d}"
