"""A town's setting → what its offices file of the further systems, one row per line of a workbook.

Work, coverage and cases of the systems that ``systems.toml`` declares. Nothing is drawn wrong here.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue.workdays import is_workday
from zhen_analysis.sample.chance import around, choose_many, happens, pick
from zhen_analysis.sample.deeds.work import do_work
from zhen_analysis.sample.towns.setting import Setting

SPREAD = 0.35
PLANS = "institution"
CLEANUP = "cleanup"  # whose items a coverage may carry on (plus)


def file_system(setting: Setting, systems: dict, code: str, month: Month) -> pd.DataFrame:
    """Return the lines of one ledger and month; a column per field or item, NA where empty."""
    if code == PLANS:
        return show(plans(setting, systems["plans"]), month)
    if code in systems["work"]:
        return do_system_work(setting, code, systems["work"][code], month)
    if code in systems["coverage"]:
        return cover(setting, systems, code, month)
    return show(cases_of(setting, code, systems["case"][code]), month)


def for_month(values: list, month: Month) -> float:
    """Return what a list by month says; its last entry goes on for all later months."""
    return values[min(month.month, len(values)) - 1]


# ---- work ----------------------------------------------------------------------------------------


def do_system_work(setting: Setting, code: str, rule: dict, month: Month) -> pd.DataFrame:
    """Return one row per unit and day on which something was done."""
    rng = setting.rng("systems", code, month)
    units = setting.villages["unit"].tolist()
    if "units" in rule:
        units = [unit for unit in rule["units"] if unit in setting.names]
    taking = np.full(len(units), True)
    if "share" in rule:
        taking = happens(rng, rule["share"], len(units))
    days = working_days(setting, month)
    rows = [
        (unit, day)
        for unit, takes in zip(units, taking, strict=True)
        for day in some_days(days, int(for_month(rule["lines"], month)) * takes, rng)
    ]
    lines = pd.DataFrame(rows, columns=["unit", "date"]).sort_values(
        ["date", "unit"], kind="stable", ignore_index=True
    )
    for item, habit in rule["items"].items():
        lines[item] = amounts(lines, habit, rng)
    stated = lines[list(rule["items"])].notna().any(axis=1)
    return lines[stated].reset_index(drop=True)


def working_days(setting: Setting, month: Month) -> list[date]:
    """Return the month's days of work."""
    every = (month.first_day + timedelta(days=step) for step in range(month.last_day.day))
    return [day for day in every if is_workday(day, setting.catalogue.overrides)]


def some_days(days: list[date], count: int, rng: np.random.Generator) -> list[pd.Timestamp]:
    """Return ``count`` different days, in order."""
    order = np.argsort(rng.random(len(days)), kind="stable")[:count]
    return [pd.Timestamp(days[place]) for place in np.sort(order)]


def amounts(lines: pd.DataFrame, habit: dict, rng: np.random.Generator) -> pd.Series:
    """Return an item's quantity in each line, NA where nothing is stated."""
    stated = happens(rng, habit.get("share", 1), len(lines))
    if "with" in habit:
        stated = lines[habit["with"]].notna().to_numpy()
    if "only" in habit:
        stated &= lines["unit"].isin(habit["only"]).to_numpy()
    if habit.get("first_line_only"):
        stated &= ~lines["unit"].duplicated().to_numpy()
    steps = habit.get("steps", 1)
    luck = np.ones(len(lines)) if habit.get("exactly") else around(rng, len(lines), SPREAD)
    quantity = (np.rint(habit["typical"] * luck / steps) * steps).clip(min=steps)
    return pd.Series(quantity, lines.index, dtype="float64").where(stated)


# ---- coverage --------------------------------------------------------------------------------


def cover(setting: Setting, systems: dict, code: str, month: Month) -> pd.DataFrame:
    """Return one row per village: what is due and what is done by the month's end."""
    rule, villages = systems["coverage"][code], setting.villages
    lines = villages[["unit"]].copy()
    for item, habit in rule["done"].items():
        rng = setting.rng("systems", code, item)
        if "from_cases" in habit:
            due = standing(setting, systems, habit["from_cases"], month)
            done = due
        else:
            due = due_of(villages, habit, month, rng)
            place = keenness(villages, setting.rng("systems", code, item, "place"))
            done = done_of(setting, due, place, habit, month)
        lines[f"{item}_due"], lines[f"{item}_done"] = due, done
    for item, habit in rule.get("value", {}).items():
        rng = setting.rng("systems", code, item, month)
        typical = habit["per_100"] * villages["households"] / 100
        lines[item] = np.floor(typical * around(rng, len(villages), SPREAD) + rng.random())
        lines[item] = lines[item] * (habit["per_100"] > 0)
    return lines


def due_of(
    villages: pd.DataFrame, habit: dict, month: Month, rng: np.random.Generator
) -> pd.Series:
    """Return what is due in each village; what grows is due again every month."""
    if "each" in habit:
        more = np.floor(rng.random(len(villages)) * habit.get("up_to_more", 0))
        return pd.Series(habit["each"] + more, villages.index)
    whole = habit["per_household"] * villages["households"]
    if habit["per_household"] < 1:
        whole = whole * around(rng, len(villages), 0.15)
    once = np.rint(whole).clip(lower=1)
    return once * month.month if habit.get("grows") else once


def keenness(villages: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return where each village stands from 0 to 1 in one matter: by its diligence for the most."""
    own = villages["diligence"].rank(pct=True) + rng.random(len(villages))
    return own.rank(pct=True)


def done_of(
    setting: Setting, due: pd.Series, place: pd.Series, habit: dict, month: Month
) -> pd.Series:
    """Return what of the due is done: the slower villages are behind, none is ahead of the due.

    Where each village has as many, the share is that of the villages that are through; the others
    are on the way.
    ``plus`` adds what the town's clean-up ledger has done this year, so that the two agree.
    """
    share = for_month(habit["by_month"], month)
    if "each" in habit:
        far = 0.3 + 0.6 * place / (1 - share)
        return due.where(place > 1 - share, np.floor(due * far))
    own = (share + (1 - share) * (2 * place - 1)).clip(0, 1) if share < 1 else 1.0
    done = np.floor(due * own + 0.5)
    if "plus" in habit and CLEANUP in setting.catalogue.ledgers:
        work = do_work(setting, setting.catalogue.ledgers[CLEANUP])
        until = work[work["period"] <= str(month)]
        added = until.groupby("unit")[habit["plus"]].sum()
        done = np.floor(due * own) + setting.villages["unit"].map(added).fillna(0)
    return np.minimum(done, due)


def standing(setting: Setting, systems: dict, code: str, month: Month) -> pd.Series:
    """Return how many cases of another ledger each village has open at the month's end."""
    cases = show(cases_of(setting, code, systems["case"][code]), month)
    counts = cases[cases["closed"].isna()].groupby("unit").size()
    return setting.villages["unit"].map(counts).fillna(0).astype("float64")


# ---- cases -----------------------------------------------------------------------------------


def cases_of(setting: Setting, code: str, rule: dict) -> pd.DataFrame:
    """Return all cases of a ledger from before the first month to the last, and their ends."""
    rng = setting.rng("systems", code)
    villages = setting.villages
    rows = [
        (unit, day)
        for month, share in [
            *([(None, rule["before"])] if "before" in rule else []),
            *((month, for_month(rule["per_month"], month)) for month in setting.months),
        ]
        for unit, luck in zip(villages["unit"], around(rng, len(villages), 0.6), strict=True)
        for day in opening_days(setting, month, int(share * luck + rng.random()), rng)
    ]
    cases = pd.DataFrame(rows, columns=["unit", "opened"]).astype({"opened": "datetime64[us]"})
    cases = cases.sort_values(["opened", "unit"], kind="stable", ignore_index=True)
    year, number = cases["opened"].dt.year, cases.groupby(cases["opened"].dt.year).cumcount() + 1
    cases["case"] = rule["prefix"] + year.astype("str") + "-" + number.astype("str").str.zfill(3)
    cases["severity"] = pick(rng, rule["kinds"], len(cases))
    for name, texts in rule.get("texts", {}).items():
        cases[name] = choose_many(rng, texts, len(cases))
    return end_cases(cases, rule, rng)


def opening_days(
    setting: Setting, month: Month | None, count: int, rng: np.random.Generator
) -> list[pd.Timestamp]:
    """Return ``count`` days of a month, or (None) of the half year before the first month."""
    if month is None:
        first = pd.Timestamp(setting.months[0].first_day)
        return [first - pd.Timedelta(days=1 + int(rng.random() * 180)) for _ in range(count)]
    first, length = pd.Timestamp(month.first_day), month.last_day.day
    return [first + pd.Timedelta(days=int(rng.random() * length)) for _ in range(count)]


def end_cases(cases: pd.DataFrame, rule: dict, rng: np.random.Generator) -> pd.DataFrame:
    """Return cases with deadline (where there is one) and the day of closing, NaT where never."""
    days = np.full(len(cases), rule.get("days_taken", rule.get("days_allowed")), dtype=float)
    if "days_allowed" in rule:
        cases["deadline"] = cases["opened"] + pd.Timedelta(days=rule["days_allowed"])
        days = days * rule["pace"]
    if not rule.get("exactly"):
        days = np.ceil(days * around(rng, len(cases), 0.8))
    closed = cases["opened"] + pd.to_timedelta(days, unit="D")
    never = happens(rng, rule["never"], len(cases))
    open_words = choose_many(rng, rule["open_words"], len(cases))
    return cases.assign(
        closed=closed.mask(never), open_word=open_words, closed_word=rule["closed_word"]
    )


def plans(setting: Setting, rule: dict) -> pd.DataFrame:
    """Return the plans that departments have to issue, all of the first month's year."""
    year = setting.months[0].year
    rows = [
        {
            "case": f"{rule['prefix']}{year}-{number:03d}",
            "unit": plan["unit"],
            "text": plan["text"],
            "opened": pd.Timestamp(f"{year}-{rule['opened']}"),
            "deadline": pd.Timestamp(f"{year}-{plan['deadline']}"),
            "closed": pd.Timestamp(f"{year}-{plan['closed']}"),
            "open_word": rule["open_word"],
            "closed_word": rule["closed_word"],
        }
        for number, plan in enumerate(rule["list"], 1)
        if plan["unit"] in setting.names
    ]
    return pd.DataFrame(rows)


def show(cases: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the cases that a month's file holds, in the state of the month's last day."""
    first, last = pd.Timestamp(month.first_day), pd.Timestamp(month.last_day)
    shown = cases[(cases["opened"] <= last) & ~(cases["closed"] < first)]
    is_closed = shown["closed"] <= last
    return shown.assign(
        closed=shown["closed"].where(is_closed),
        status=shown["closed_word"].where(is_closed, shown["open_word"]),
    ).drop(columns=["open_word", "closed_word"]).reset_index(drop=True)  # fmt: skip
