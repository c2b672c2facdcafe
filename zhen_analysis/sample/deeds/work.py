"""A town's villages → what they did on which day, one row per line of a work ledger."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Ledger
from zhen_analysis.sample.chance import apportion, around, choose, happens, pick, sample
from zhen_analysis.sample.towns.setting import Setting

MONTHLY_SPREAD = 0.25
LINE_SPREAD = 0.4
TYPICAL_HOUSEHOLDS = 400


def do_work(setting: Setting, ledger: Ledger) -> pd.DataFrame:
    """Return one row per village and day of a work ledger, a column per item."""
    habit = setting.habits["work"][ledger.code]
    rng = setting.rng(ledger.code, "work")
    totals = setting.totals.get(ledger.code, {})
    if "lines" in habit:
        lines = spread_over_villages(setting, ledger, rng)
    else:
        first = next(iter(habit["items"]))
        expected = habit["per_village"] * len(setting.villages) * len(setting.months)
        lines = spread_over_town(setting, int(totals.get(first, round(expected))), rng)
    idle = happens(rng, habit.get("nothing_done", 0), len(lines)) & (lines["lines"] == 1).to_numpy()
    items: dict[str, np.ndarray] = {}
    for item, rule in habit["items"].items():
        with_item = items[rule["with"]] > 0 if "with" in rule else None
        amounts = draw_amounts(lines, rule, with_item, rng, totals.get(item), idle)
        stated = (amounts > 0) | idle | happens(rng, setting.share("stated_zero"), len(lines))
        items[item] = np.where(stated, amounts, np.nan)
    return lines.drop(columns=["diligence", "households", "lines"]).assign(**items)


def spread_over_villages(
    setting: Setting, ledger: Ledger, rng: np.random.Generator
) -> pd.DataFrame:
    """Return a few days per village and month, none for the months that a village is silent."""
    frames, villages = [], setting.villages
    for month in setting.months:
        shares = setting.habits["work"][ledger.code]["lines"]
        silent = [(ledger.code, str(month), unit) in setting.silent for unit in villages["unit"]]
        counts = np.where(silent, 0, pick(rng, shares, len(villages)).astype(int))
        counted = month_of(villages, month, rng).assign(lines=counts)
        order = np.argsort(rng.random((len(villages), month.last_day.day)), axis=1, kind="stable")
        days = [np.sort(row[:count]) for row, count in zip(order, counts, strict=True)]
        expanded = counted.loc[counted.index.repeat(counts)]
        frames.append(expanded.assign(date=dates(month, np.concatenate(days))))
    return pd.concat(frames, ignore_index=True).drop(columns=["group", "grids"])


def spread_over_town(setting: Setting, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return ``count`` days over all months, most in villages that need it, one each a month."""
    months = setting.months
    per_month = apportion(around(rng, len(months), LINE_SPREAD), max(count, len(months)))
    frames = []
    for month, wanted in zip(months, per_month, strict=True):
        here = month_of(setting.villages, month, rng)
        chosen = sample(rng, 1 / here["diligence"].to_numpy(), min(wanted, len(here)))
        again = chosen[: max(wanted - len(chosen), 0)]
        picked = here.loc[np.concatenate([chosen, again])].assign(lines=2)
        days = (rng.random(len(picked)) * month.last_day.day).astype(int)
        days[len(chosen) :] = (days[: len(again)] + 7) % month.last_day.day
        frames.append(picked.assign(date=dates(month, days)).sort_values("date", kind="stable"))
    return pd.concat(frames, ignore_index=True).drop(columns=["group", "grids"])


def month_of(villages: pd.DataFrame, month: Month, rng: np.random.Generator) -> pd.DataFrame:
    """Return the villages in one month, a little more or less diligent than usual."""
    luck = around(rng, len(villages), MONTHLY_SPREAD)
    return villages.assign(period=str(month), diligence=villages["diligence"] * luck)


def dates(month: Month, days: np.ndarray) -> np.ndarray:
    """Return dates for days of the month counted from 0."""
    return np.datetime64(month.first_day) + days.astype("timedelta64[D]")


def draw_amounts(
    lines: pd.DataFrame,
    rule: dict,
    with_item: np.ndarray | None,
    rng: np.random.Generator,
    total: int | None,
    idle: np.ndarray,
) -> np.ndarray:
    """Return how much of one item each line did, 0 where none; adds up to ``total`` if given."""
    if with_item is not None:
        doing = with_item
    else:
        doing = happens(rng, rule["share"], len(lines)) & ~idle
        if not rule.get("rare"):
            doing = some_in_every(lines["period"].to_numpy(), doing, idle, rng)
        elif total:
            doing = some_in_every(np.zeros(len(lines)), doing, idle, rng)
    if rule.get("exactly"):
        return doing * float(rule["typical"])
    size = around(rng, len(lines), LINE_SPREAD)
    if not rule.get("flat"):
        size = size * (lines["diligence"] * lines["households"] / TYPICAL_HOUSEHOLDS).to_numpy()
    grain = rule.get("grain", 1)
    weights = np.where(doing, size, 0)
    if total is not None:
        return halve(apportion(weights, total // grain) * float(grain), rule, rng)
    amounts = np.maximum(np.rint(weights * rule["typical"] / grain), 1) * float(grain)
    return halve(np.where(doing, amounts, 0), rule, rng)


def some_in_every(
    spans: np.ndarray, doing: np.ndarray, idle: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Let one line do it in every span of lines in which none would."""
    doing = doing.copy()
    for span in dict.fromkeys(spans):
        able = np.flatnonzero((spans == span) & ~idle)
        if len(able) and not doing[able].any():
            doing[choose(rng, able.tolist())] = True
    return doing


def halve(amounts: np.ndarray, rule: dict, rng: np.random.Generator) -> np.ndarray:
    """Move half a unit between pairs of lines, so that some are not whole and the sum stays."""
    able = np.flatnonzero(amounts >= 2)
    pairs = able[happens(rng, rule.get("halves", 0), len(able))]
    pairs = pairs[: len(pairs) // 2 * 2]
    amounts[pairs[::2]] += 0.5
    amounts[pairs[1::2]] -= 0.5
    return amounts
