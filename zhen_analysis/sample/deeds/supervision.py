"""A town's weeks → the items that its meetings hand out, and each week's 督办单 as filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month, Week
from zhen_analysis.catalogue.workdays import NATURAL, WORKDAY, day_after, is_workday
from zhen_analysis.sample.chance import around, choose, choose_many, once, pick
from zhen_analysis.sample.towns.setting import Setting

LONGEST, SHORTEST = 36, 8  # days allowed where the deadline is a day
MEETING_DAYS = 3  # Monday to Wednesday
STEP = 5  # progress is told in steps of so many 百分点


@dataclass(frozen=True)
class Filing:
    """One week's workbook: its name, the day that it states, and what stands in its lines."""

    week: Week
    name: str
    filed_on: date
    lines: pd.DataFrame


def weeks_in(months: list[Month]) -> list[Week]:
    """Return the weeks that lie in the months from their first day to their last."""
    first, last = months[0].first_day, months[-1].last_day
    weeks = [week for month in months for week in month.weeks]
    return [week for week in weeks if week.first_day >= first and week.last_day <= last]


def file_supervision(setting: Setting, habits: dict) -> list[Filing]:
    """Return the 督办单 of every week: what was open when it began, and what it added."""
    weeks = weeks_in(setting.months)
    items = hand_out(setting, habits, weeks)
    return [file_week(setting, habits, week, items) for week in weeks]


def hand_out(setting: Setting, habits: dict, weeks: list[Week]) -> pd.DataFrame:
    """Return one row per item with what really became of it, numbered in the order of handing out.

    ``first_limit``: how the time limit is written; ``deadline, later``: the day it means, and the
    later one that an extension gives from ``extended_on`` on; ``closed``: NaT where never.
    """
    rng = setting.rng("supervision", "items")
    units = [unit for unit in habits["units"] if unit in setting.names]
    shares = {unit: habits["units"][unit]["share"] for unit in units}
    texts: dict[str, list[str]] = {unit: [] for unit in units}
    low, high = habits["words"]["per_week"]
    rows: list[dict] = []
    for week in weeks:
        days = meeting_days(week, setting.catalogue.overrides)
        if not days:
            continue
        rows += papers_of(week, habits, units)
        for _ in range(low + int(rng.random() * (high - low + 1))):
            unit = str(pick(rng, shares, 1)[0])
            rows.append(regular_item(habits, days, unit, texts[unit], rng))
    items = pd.DataFrame(rows)
    items["case"] = [f"DB{row.opened.year}-{n:03d}" for n, row in enumerate(items.itertuples(), 1)]
    return let_run(items, setting, habits, rng)


def meeting_days(week: Week, overrides: Mapping[date, str]) -> list[date]:
    """Return the days on which meetings can be held: those worked on, Monday to Wednesday."""
    days = [week.first_day + timedelta(days=step) for step in range(MEETING_DAYS)]
    return [day for day in days if is_workday(day, overrides)]


def papers_of(week: Week, habits: dict, units: list[str]) -> list[dict]:
    """Return the papers that the district's meeting asks for in a week."""
    return [
        {
            "unit": paper["unit"],
            "text": paper["text"],
            "meeting": habits["meetings"]["district"],
            "opened": week.first_day + timedelta(days=1),
            "limit": "15个工作日",
            "day": None,
            "is_paper": True,
        }
        for paper in habits["papers"]
        if paper["week"] == week.number and paper["unit"] in units
    ]


def regular_item(
    habits: dict, days: list[date], unit: str, left: list[str], rng: np.random.Generator
) -> dict:
    """Return an item of a meeting on one of ``days``; a matter comes again when all had a turn."""
    left += [] if left else habits["units"][unit]["texts"]
    text = choose(rng, left)
    left.remove(text)
    names = habits["meetings"]
    meeting = names["regular"] if once(rng, 0.65) else names["town" if once(rng, 0.4) else "rural"]
    limit = str(pick(rng, habits["limits"], 1)[0])
    opened = choose(rng, days)
    allowed = SHORTEST + int(rng.random() * (LONGEST - SHORTEST))
    day = opened + timedelta(days=allowed)
    return {
        "unit": unit,
        "text": text,
        "meeting": meeting,
        "opened": opened,
        "limit": limit.format(day=f"{day.month}月{day.day}日"),
        "day": day if "{day}" in limit else None,
        "is_paper": False,
    }


def let_run(
    items: pd.DataFrame, setting: Setting, habits: dict, rng: np.random.Generator
) -> pd.DataFrame:
    """Return items with deadline, extension and closing."""
    words, overrides = habits["words"], setting.catalogue.overrides
    deadlines = [
        end_of(limit, opened, overrides) if day is None else day
        for limit, opened, day in zip(items["limit"], items["opened"], items["day"], strict=True)
    ]
    items = items.assign(deadline=pd.to_datetime(deadlines), opened=pd.to_datetime(items["opened"]))
    allowed = (items["deadline"] - items["opened"]).dt.days
    slow = items["unit"].map({unit: habits["units"][unit]["slow"] for unit in habits["units"]})
    days = np.ceil((allowed * slow * around(rng, len(items), 0.5)).clip(1, 120))
    days = days.mask(items["is_paper"], np.minimum(days, allowed - 1))
    never = (rng.random(len(items)) < words["never"]) & ~items["is_paper"]
    closed = (items["opened"] + pd.to_timedelta(days, unit="D")).mask(never)
    closed = closed.map(lambda day: to_workday(day, overrides), na_action="ignore")
    is_late = ~(closed <= items["deadline"] + pd.Timedelta(days=3))
    extended = is_late & (rng.random(len(items)) < words["extended"])
    low, high = words["longer"]
    longer = pd.Series(low + (rng.random(len(items)) * (high - low)).astype(int), items.index)
    later = items["deadline"] + pd.to_timedelta(longer, unit="D")
    return items.assign(
        closed=closed,
        extended_on=items["deadline"].where(extended),
        later=later.where(extended),
        reason=pd.Series(choose_many(rng, words["reasons"], len(items)), items.index),
        requirement=choose_many(rng, words["requirement"], len(items)),
        open_word=choose_many(rng, words["open"], len(items)),
    )


def to_workday(day: pd.Timestamp, overrides: Mapping[date, str]) -> pd.Timestamp:
    """Return a day of work: the day itself, or the last one before it."""
    while not is_workday(day.date(), overrides):
        day -= pd.Timedelta(days=1)
    return day


def end_of(limit: str, opened: date, overrides: Mapping[date, str]) -> date:
    """Return the day that a written number of days means."""
    count = int("".join(sign for sign in limit if sign.isdigit()))
    return day_after(opened, count, WORKDAY if "工作日" in limit else NATURAL, overrides)


def file_week(setting: Setting, habits: dict, week: Week, items: pd.DataFrame) -> Filing:
    """Return one week's 督办单 as it stands on the day when it is due, its own week at most."""
    rng = setting.rng("supervision", week)
    filed_on, last = known_on(setting, week)
    told_before = known_on(setting, week.previous)[1]
    shown = items[(items["opened"] <= last) & ~(items["closed"] <= told_before)]
    is_closed = shown["closed"] <= last
    is_extended = (shown["extended_on"] <= last).to_numpy()
    gone = (last - shown["opened"]).dt.days / (shown["closed"] - shown["opened"]).dt.days
    luck = around(rng, len(shown), 0.2)
    progress = (100 * gone * luck).fillna(40).clip(0, 95) // STEP * STEP
    lines = shown.assign(
        deadline=shown["later"].where(is_extended, shown["deadline"]),
        limit=shown["limit"].mask(is_extended, shown["later"].map(write_day)),
        progress=progress.mask(is_closed, 100.0).astype(int),
        status=np.where(is_closed, "已完成", np.where(is_extended, "已延期", shown["open_word"])),
        closed=shown["closed"].where(is_closed),
        extensions=np.where(is_extended, 1, 0),
        reason=shown["reason"].where(is_extended),
    )
    lines["status"] = lines["status"].mask(~is_closed & (lines["progress"] == 0), "未启动")
    words = {"week": week.number, "year": week.iso_year, "town": setting.town_name}
    name = habits["words"]["names"][week.number % len(habits["words"]["names"])].format(**words)
    return Filing(week, name, filed_on, lines.reset_index(drop=True))


def known_on(setting: Setting, week: Week) -> tuple[date, pd.Timestamp]:
    """Return the day on which a week is filed, and the last day of which its 督办单 tells."""
    due = setting.catalogue.due_date(setting.catalogue.ledgers["supervision"], week)
    return due, pd.Timestamp(min(due, week.last_day))


def write_day(day: pd.Timestamp) -> str | None:
    """Return a day as a 督办单 has it: 3月25日."""
    return None if pd.isna(day) else f"{day.month}月{day.day}日"
