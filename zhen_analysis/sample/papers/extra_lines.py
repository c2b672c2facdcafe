"""A draft → the same draft with lines that should not be there: repeats and things not villages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from zhen_analysis.sample.chance import choose, sample
from zhen_analysis.sample.deeds.events import Event
from zhen_analysis.sample.papers.drafts import Draft

STRANGERS_QUANTITY = 5.0


def add_conflicts(draft: Draft, count: int, rng: np.random.Generator) -> Draft:
    """Repeat ``count`` lines at the end, another quantity in them: neither can be believed."""
    if draft.ledger.shape != "work" or not count:
        return draft
    item = next(iter(draft.ledger.items))
    able = np.flatnonzero(draft.spare(draft.lines[item] > 2))
    rows = np.sort(able[sample(rng, np.ones(len(able)), count)])
    rows = rows[~draft.lines.loc[rows, "unit"].duplicated()]  # or a village might lose all lines
    draft.lines.loc[rows, "counts"] = False
    again = draft.lines.loc[rows].assign(summed=False)
    again[item] = np.ceil(again[item] * 1.5) + 1
    meant = draft.lines.loc[rows, item].tolist()
    lines = pd.concat([draft.lines, again], ignore_index=True)
    draft = replace(draft, lines=lines, added=draft.added + len(again))
    for row, quantity in enumerate(meant, len(lines) - len(again)):
        draft.spoil(row, item, "conflict", quantity, lines.loc[row, item])
    return draft


def add_strangers(draft: Draft, event: Event, habits: dict, rng: np.random.Generator) -> Draft:
    """Add lines for a road or an office at the end; no record is lost by them.

    They carry a quantity only where mistakes may disturb the stated 合计.
    """
    if not event.not_a_village or draft.ledger.shape == "case":
        return draft
    end = len(draft.lines)
    rows = range(end, end + event.not_a_village)
    item = "done" if "done" in draft.lines else next(iter(draft.ledger.items))
    strangers = pd.DataFrame({"unit": None, "counts": False, "summed": True}, index=rows)
    strangers[item] = STRANGERS_QUANTITY if event.mistakes else np.nan
    if "date" in draft.lines:
        strangers["date"] = pd.Timestamp(draft.month.last_day)
    strangers = strangers.reindex(columns=draft.lines.columns).astype(draft.lines.dtypes)
    lines = pd.concat([draft.lines, strangers])
    draft = replace(draft, lines=lines, added=draft.added + len(rows))
    for row in rows:
        written = choose(rng, habits["words"]["not_a_village"])
        draft.overwrite(row, "unit", "not_a_village", "", written)
    return draft
