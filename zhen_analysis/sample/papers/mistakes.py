"""A clean draft → the same draft with real mistakes, each of them listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.sample.chance import choose, happens, pick
from zhen_analysis.sample.deeds.events import Event
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.papers.extra_lines import add_conflicts, add_strangers
from zhen_analysis.sample.papers.forms import write_date
from zhen_analysis.sample.towns.setting import Setting


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
    if draft.is_copy:
        return []
    if not draft.counts:
        return list(event.first_version)
    wanted = int(happens(rng, event.mistakes, len(draft.lines)).sum())
    kinds = pick(rng, habits["mistakes"], wanted).tolist()
    return [kind for kind in kinds if kind in WITHIN_A_CELL] if draft.is_compared else kinds


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
        draft.overwrite(int(row), keys[column], kind, meant, write(meant))


def write_unreadable(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a word where a quantity belongs."""
    word = choose(rng, setting.habits["words"]["unreadable"])
    spoil_quantity(draft, rng, "unreadable", lambda meant: word)


def write_negative(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a quantity below zero."""
    spoil_quantity(draft, rng, "negative", lambda meant: -meant)


def write_foreign_date(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a day of another month; the work still counts in the month of its filing."""
    row = draw_row(draft, rng)
    if row is None or "date" not in draft.lines:
        return
    meant = draft.lines.loc[row, "date"]
    other = draft.month.previous if rng.random() < 0.5 else draft.month.following
    day = in_month(other, meant.day)
    written = write_date(day, "dotted")
    draft.overwrite(row, "date", "foreign_date", write_date(meant, "dashed"), written)


def in_month(month: Month, day: int) -> pd.Timestamp:
    """Return that day of the month, or the month's last."""
    return pd.Timestamp(month.first_day.replace(day=min(day, month.last_day.day)))


def write_unknown_unit(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a name that is nearly a village's, and none's."""
    row = draw_row(draft, rng)
    if row is None or draft.ledger.shape == "coverage":
        return
    name = setting.names[draft.lines.loc[row, "unit"]]
    stem = name.removesuffix("村")
    typo = stem[:-1] + choose(rng, setting.habits["words"]["wrong_syllables"]) + name[len(stem) :]
    if typo in setting.spellings:
        return
    draft.overwrite(row, "unit", "unknown_unit", name, typo)
    draft.lines.loc[row, "counts"] = False


def write_other_unit(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a quantity in a unit that does not measure it."""
    uom = setting.habits["words"]["unlike_unit"]
    spoil_quantity(draft, rng, "other_unit", lambda meant: f"{meant:.12g}{uom}")


def write_vague_date(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a part of the month instead of the day; of one line of a village at most."""
    row = draw_row(draft, rng)
    if row is None or "date" not in draft.lines:
        return
    units = draft.lines["unit"]
    vague = {units[mistake["row"]] for mistake in draft.spoilt if mistake["kind"] == "vague_date"}
    if units[row] not in vague:
        meant, word = draft.lines.loc[row, "date"], choose(rng, setting.habits["words"]["vague"])
        written = f"{draft.month.month}月{word}"
        draft.overwrite(row, "date", "vague_date", write_date(meant, "dashed"), written)


def write_several_units(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write two villages into one line: nobody knows what each of them did."""
    others = setting.villages["unit"].tolist()
    lose_unit(
        draft,
        "several_units",
        lambda own: f"{own}、{setting.names[choose(rng, others)]}",
        setting,
        rng,
    )


def write_former_unit(draft: Draft, setting: Setting, rng: np.random.Generator) -> None:
    """Write a village that is no more."""
    if setting.gone:
        lose_unit(draft, "former_unit", lambda own: choose(rng, setting.gone), setting, rng)


def lose_unit(
    draft: Draft,
    kind: str,
    write: Callable[[str], str],
    setting: Setting,
    rng: np.random.Generator,
) -> None:
    """Write something else than its village into a line; nothing of it counts."""
    row = draw_row(draft, rng)
    if row is None or draft.ledger.shape == "coverage":
        return
    name = setting.names[draft.lines.loc[row, "unit"]]
    written = write(name)
    if name not in written.split("、")[1:]:
        draft.overwrite(row, "unit", kind, name, written)
        draft.lines.loc[row, "counts"] = False


WITHIN_A_CELL = {"unreadable", "negative", "other_unit"}
SPOILERS = {
    "unreadable": write_unreadable,
    "negative": write_negative,
    "foreign_date": write_foreign_date,
    "unknown_unit": write_unknown_unit,
    "other_unit": write_other_unit,
    "vague_date": write_vague_date,
    "several_units": write_several_units,
    "former_unit": write_former_unit,
}


def draw_row(draft: Draft, rng: np.random.Generator) -> int | None:
    """Return a line that its village can spare; None if there is none."""
    rows = np.flatnonzero(draft.spare()).tolist()
    return choose(rng, rows) if rows else None
