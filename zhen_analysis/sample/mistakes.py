"""A clean draft → the same draft with real mistakes, each of them listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from zhen_analysis.period import Month
from zhen_analysis.sample.chance import choose, happens, pick, sample
from zhen_analysis.sample.deeds import Setting
from zhen_analysis.sample.drafts import Draft
from zhen_analysis.sample.events import Event
from zhen_analysis.sample.forms import write_date

WHOLE_LINE = {"foreign_date", "unknown_unit", "conflict"}


def plant(draft: Draft, event: Event, setting: Setting) -> Draft:
    """Return the draft with the mistakes that its event calls for.

    A cell with a mistake stands in ``overrides``; a line of which nothing counts any more has
    ``counts`` False; every mistake is a row of ``spoilt``. No village loses its only line.
    """
    rng = setting.rng(draft.ledger.code, draft.month, draft.name, "mistakes", draft.counts)
    kinds = draw_kinds(draft, event, setting.habits, rng)
    draft = replace(draft, lines=draft.lines.copy(), overrides={}, spoilt=[])
    draft = add_conflicts(draft, kinds.count("conflict"), rng)
    for kind in kinds:
        if kind in SPOILERS:
            SPOILERS[kind](draft, setting, rng)
    if draft.is_master:
        draft = add_strangers(draft, event, setting.habits, rng)
        if event.wrong_total and draft.counts:
            draft.spoilt.append({"row": -1, "kind": "wrong_total", "recoverable": True})
    return draft


def draw_kinds(draft: Draft, event: Event, habits: dict, rng: np.random.Generator) -> list[str]:
    """Return one kind per line that is to have a mistake."""
    if not draft.counts:
        return list(event.first_version)
    wanted = int(happens(rng, event.mistakes, len(draft.lines)).sum())
    return pick(rng, habits["mistakes"], wanted).tolist()


def add_conflicts(draft: Draft, count: int, rng: np.random.Generator) -> Draft:
    """Repeat ``count`` lines with another quantity: neither of the two can be believed."""
    item = next(iter(draft.ledger.items), "")
    if draft.ledger.shape != "work":
        return draft
    rows = sample(rng, spare(draft, draft.lines[item] > 2) + 1e-12, count)
    rows = np.sort(rows[spare(draft, draft.lines[item] > 2)[rows] > 0])
    if not len(rows):
        return draft
    lines = draft.lines
    lines.loc[rows, "counts"] = False
    again = lines.loc[rows].assign(summed=False)
    again[item] = np.ceil(again[item] * 1.5) + 1
    lines = pd.concat([lines, again]).sort_index(kind="stable").reset_index()
    repeats = lines.index[~lines["summed"]]
    for row in repeats:
        meant, written = lines.loc[row - 1, item], lines.loc[row, item]
        draft.spoilt.append(spoil(draft, row, item, "conflict", meant, written))
    return replace(draft, lines=lines.drop(columns="index"))


def add_strangers(draft: Draft, event: Event, habits: dict, rng: np.random.Generator) -> Draft:
    """Add lines for a road or an office at the end; no record is lost by them.

    They carry a quantity only where mistakes are allowed to disturb the stated 合计.
    """
    if not event.not_a_village or draft.ledger.shape == "case":
        return draft
    count = event.not_a_village
    rows = range(len(draft.lines), len(draft.lines) + count)
    item = "done" if "done" in draft.lines else next(iter(draft.ledger.items))
    strangers = pd.DataFrame({"unit": None, "counts": False, "summed": True}, index=rows)
    strangers[item] = 5.0 if event.mistakes else np.nan
    if "date" in draft.lines:
        strangers["date"] = pd.Timestamp(draft.month.last_day)
    for row in rows:
        written = choose(rng, habits["words"]["not_a_village"])
        draft.overrides[row, "unit"] = written
        entry = spoil(draft, row, "unit", "not_a_village", "", written)
        draft.spoilt.append({**entry, "recoverable": True})
    lines = pd.concat([draft.lines.astype({"unit": object}), strangers])
    return replace(draft, lines=lines[draft.lines.columns])


def spoil_quantity(
    draft: Draft, rng: np.random.Generator, kind: str, write: Callable[[float], object]
) -> None:
    """Let one stated quantity be written so that it cannot be read as what was meant."""
    keys = [key for key in ("done", *draft.ledger.items) if key in draft.lines]
    stated = draft.lines[keys].fillna(0).to_numpy() * draft.lines[["counts"]].to_numpy() > 0
    for row, key in draft.overrides:
        if key in keys:
            stated[row, keys.index(key)] = False
    places = np.argwhere(stated)
    if len(places):
        row, column = places[int(rng.random() * len(places))]
        meant = draft.lines.loc[row, keys[column]]
        put(draft, int(row), keys[column], kind, meant, write(meant))


def write_unreadable(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a word where a quantity belongs."""
    word = choose(rng, setting.habits["words"]["unreadable"])
    spoil_quantity(draft, rng, "unreadable", lambda meant: word)


def write_negative(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a quantity below zero."""
    spoil_quantity(draft, rng, "negative", lambda meant: -meant)


def write_foreign_date(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a day of another month."""
    row = draw_row(draft, rng)
    if row is None or "date" not in draft.lines:
        return
    meant = draft.lines.loc[row, "date"]
    other = draft.month.previous if rng.random() < 0.5 else draft.month.following
    day = in_month(other, meant.day)
    put(draft, row, "date", "foreign_date", write_date(meant, "dashed"), write_date(day, "dotted"))
    draft.lines.loc[row, "counts"] = False


def in_month(month: Month, day: int) -> pd.Timestamp:
    """Return that day of the month, or the month's last."""
    return pd.Timestamp(month.first_day.replace(day=min(day, month.last_day.day)))


def write_unknown_unit(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a name that is nearly a village's, and none's."""
    row = draw_row(draft, rng)
    if row is None or draft.ledger.shape == "coverage":
        return
    names = setting.catalogue.unit_names(setting.town)
    name = names[draft.lines.loc[row, "unit"]]
    stem = name.removesuffix("村")
    typo = stem[:-1] + choose(rng, setting.habits["words"]["wrong_syllables"]) + name[len(stem) :]
    if typo in names.values() or typo in set(setting.catalogue.aliases["alias"]):
        return
    put(draft, row, "unit", "unknown_unit", name, typo)
    draft.lines.loc[row, "counts"] = False


SPOILERS = {
    "unreadable": write_unreadable,
    "negative": write_negative,
    "foreign_date": write_foreign_date,
    "unknown_unit": write_unknown_unit,
}


def draw_row(draft: Draft, rng: np.random.Generator) -> int | None:
    """Return a line that its village can spare; None if there is none."""
    rows = np.flatnonzero(spare(draft, pd.Series(True, index=draft.lines.index)))
    return int(choose(rng, rows)) if len(rows) else None


def spare(draft: Draft, suitable: pd.Series) -> np.ndarray:
    """Return 1.0 for suitable lines without a mistake of villages that have another line left."""
    lines = draft.lines
    others = lines.groupby("unit")["counts"].transform("sum") - 1
    free = lines["counts"] & suitable
    free.loc[[row for row, _ in draft.overrides if row in free.index]] = False
    needs_other = draft.ledger.filed_by == "village"
    return (free & ((others > 0) | (not needs_other))).to_numpy(dtype=float)


def put(draft: Draft, row: int, key: str, kind: str, meant: object, written: object) -> None:
    """Write a mistake into one cell and list it."""
    draft.overrides[row, key] = written
    draft.spoilt.append(spoil(draft, row, key, kind, meant, written))


def spoil(
    draft: Draft, row: int, key: str, kind: str, meant: object, written: object
) -> dict[str, object]:
    """Return a row of ``spoilt``; a later version makes good what an earlier one got wrong."""
    return {
        "row": int(row),
        "key": key,
        "kind": kind,
        "meant": meant,
        "written": written,
        "recoverable": not draft.counts,
    }
