"""Habits or a story → what goes wrong with each month's filing of each ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Catalogue, Ledger
from zhen_analysis.sample.chance import happens, once, pick, stream


@dataclass(frozen=True)
class Event:
    """What happens to one ledger's filing in one month.

    Attributes
    ----------
    late, missing : codes of the units that file after the due day, or not at all.
    copied : the file is sent twice under two names.
    corrected : a first version was sent before the one that counts.
    csv : the file is a GBK text file.
    wrong_total : the stated 合计 is not the sum.
    not_a_village : how many lines stand for something that is no village.
    first_version : kinds of mistake in the first version, which the later one mends.
    mistakes : share of the lines of the version that counts with a mistake.
    own_files : every village has sent its own workbook before the town's, which repeats them.
    overlap : a few lines are sent again later, with other quantities.
    shared : the ledger goes into one workbook with the next one.
    """

    late: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    copied: bool = False
    corrected: bool = False
    csv: bool = False
    wrong_total: bool = False
    not_a_village: int = 0
    first_version: list[str] = field(default_factory=list)
    mistakes: float = 0
    own_files: bool = False
    overlap: bool = False
    shared: bool = False


Events = dict[tuple[str, str], Event]


def read_events(story: dict) -> Events:
    """Return ledger, period → the event that a story declares."""
    plain = [dict(entry) for entry in story["events"]]
    return {(entry.pop("ledger"), entry.pop("period")): Event(**entry) for entry in plain}


def draw_events(
    catalogue: Catalogue,
    town: str,
    months: list[Month],
    ledgers: list[str],
    habits: dict,
    mistakes: float,
    seed: int,
) -> Events:
    """Return ledger, period → an event drawn as often as the habits say."""
    units = catalogue.units[catalogue.units["town"] == town]
    villages = units.loc[units["level"] == "village", "unit"]
    return {
        (code, str(month)): draw_event(
            catalogue.ledgers[code], villages, habits, mistakes, stream(seed, town, code, month)
        )
        for code in ledgers
        for month in months
    }


def draw_event(
    ledger: Ledger,
    villages: pd.Series,
    habits: dict,
    mistakes: float,
    rng: np.random.Generator,
) -> Event:
    """Return what goes wrong once; a case ledger is always filed, or its history would break."""
    odds = habits["events"]
    if ledger.filed_by == "village":
        is_late = happens(rng, odds["late_village"], len(villages))
        is_missing = happens(rng, odds["missing_village"], len(villages)) & ~is_late
        late = villages[is_late].tolist()[: odds["most_late"]]
        missing = villages[is_missing].tolist()
    else:
        is_missing = once(rng, odds["missing_department"]) and ledger.shape != "case"
        missing = [ledger.filed_by] if is_missing else []
        late = [ledger.filed_by] if once(rng, odds["late_department"]) and not missing else []
    corrected = once(rng, odds["corrected"])
    has_sums = ledger.shape != "case"
    return Event(
        late=late,
        missing=missing,
        copied=once(rng, odds["copied"]),
        corrected=corrected,
        csv=once(rng, odds["csv"]) and not corrected,
        wrong_total=once(rng, odds["wrong_total"]) and has_sums,
        not_a_village=int(once(rng, odds["not_a_village"]) and has_sums),
        first_version=pick(rng, habits["mistakes"], 3).tolist() if corrected and mistakes else [],
        mistakes=mistakes,
        own_files=once(rng, odds.get("own_files", 0)) and ledger.filed_by == "village",
        overlap=once(rng, odds.get("overlap", 0)) and has_sums,
        shared=once(rng, odds.get("shared", 0)) and not corrected,
    )


def silent_units(events: Events) -> frozenset[tuple[str, str, str]]:
    """Return ledger, period, unit of everyone who never files."""
    return frozenset(
        (ledger, period, unit)
        for (ledger, period), event in events.items()
        for unit in event.missing
    )
