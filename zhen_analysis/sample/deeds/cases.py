"""A town's inspections → the cases they found, one row per case and month whose file shows it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Ledger
from zhen_analysis.sample.chance import apportion, around, choose_many, happens, pick
from zhen_analysis.sample.deeds.work import LINE_SPREAD, do_work
from zhen_analysis.sample.towns.setting import Setting

AT_ONCE = 3  # days: 立即整改


def find_cases(setting: Setting, ledger: Ledger) -> pd.DataFrame:
    """Return one row per case and month whose file shows it: new, or open when the month began."""
    habit = setting.habits["case"][ledger.code]
    finder = setting.catalogue.ledgers[habit["found_by"]]
    visits = do_work(setting, finder).merge(
        setting.villages[["unit", "diligence"]], on="unit", how="left", validate="m:1"
    )
    rng = setting.rng(ledger.code, "cases")
    weights = around(rng, len(visits), LINE_SPREAD) / visits["diligence"].to_numpy()
    totals = setting.totals.get(ledger.code, {})
    counts = apportion(weights, totals.get("opened", round(weights.sum() * habit["per_line"])))
    visits = visits.sort_values(["date", "unit"], kind="stable")
    found = visits.loc[visits.index.repeat(counts[visits.index])].reset_index(drop=True)
    cases = describe_cases(found, habit, rng).pipe(
        close_cases, habit, setting.months[-1], totals.get("closed"), rng
    )
    frames = [show_in_file(cases, month, habit, rng) for month in setting.months]
    cases = follow_up(cases, habit, setting.rng(ledger.code, "follow_up"))
    shown = pd.concat(frames, ignore_index=True)
    further = cases[["case", "mode", "place_kind", "checked"]]
    shown = shown.merge(further, on="case", how="left", validate="m:1")
    ends = shown["period"].map({str(month): month.last_day for month in setting.months})
    return shown.assign(checked=shown["checked"].where(shown["checked"] <= pd.to_datetime(ends)))


def follow_up(cases: pd.DataFrame, habit: dict, rng: np.random.Generator) -> pd.DataFrame:
    """Return cases with how they are to be mended, where they were found, when struck off (销号).

    Striking off follows a re-check some days after the mending, within its month (the next month's
    file has the case no more), and not always.
    """
    is_quick = (cases["closed"] - cases["opened"]).dt.days <= AT_ONCE
    days = 1 + np.floor(rng.random(len(cases)) * habit["days_to_check"])
    is_checked = happens(rng, habit["checked"], len(cases))
    day = cases["closed"] + pd.to_timedelta(days, unit="D")
    month_end = cases["closed"] + pd.offsets.MonthEnd(0)
    return cases.assign(
        mode=np.where(is_quick, "立即整改", "限期整改"),
        place_kind=pick(rng, habit["place_kinds"], len(cases)),
        checked=np.minimum(day, month_end).where(is_checked),
    )


def describe_cases(found: pd.DataFrame, habit: dict, rng: np.random.Generator) -> pd.DataFrame:
    """Return cases with a running number per year, what was found, how grave and by when due."""
    severity = pick(rng, habit["severity"], len(found))
    years = found["date"].dt.year
    number = found.groupby(years).cumcount() + 1
    allowed = pd.Series(severity).map(habit["days_allowed"])
    return pd.DataFrame(
        {
            "case": "AQ" + years.astype(str) + "-" + number.astype(str).str.zfill(4),
            "unit": found["unit"],
            "text": choose_many(rng, habit["texts"], len(found)),
            "severity": severity,
            "opened": found["date"],
            "deadline": found["date"] + pd.to_timedelta(allowed, unit="D"),
            "diligence": found["diligence"],
        }
    )


def close_cases(
    cases: pd.DataFrame, habit: dict, last: Month, wanted: int | None, rng: np.random.Generator
) -> pd.DataFrame:
    """Return cases with the day each was closed; exactly ``wanted`` by the end, if given."""
    allowed = (cases["deadline"] - cases["opened"]).dt.days
    pace = around(rng, len(cases), 1.0) / cases["diligence"]
    days = np.ceil((1.4 * allowed * pace).clip(1, 400))
    days = days.mask(happens(rng, habit["closed_at_once"], len(cases)), days.clip(upper=3))
    closed = cases["opened"] + pd.to_timedelta(days, unit="D")
    closed = closed.mask(happens(rng, habit["never_closed"], len(cases)))
    if wanted is not None:
        end = pd.Timestamp(last.last_day)
        days_late = (closed - end).dt.days.fillna(np.inf).clip(lower=0)
        order = np.lexsort([rng.random(len(cases)), days_late])
        inside, outside = order[:wanted], order[wanted:]
        closed.loc[inside] = closed.loc[inside].clip(upper=end).fillna(end)
        closed.loc[outside] = closed.loc[outside].clip(lower=end + pd.Timedelta(days=1))
    return cases.assign(closed=closed)


def show_in_file(
    cases: pd.DataFrame, month: Month, habit: dict, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the cases that this month's file holds, in the state of the month's last day."""
    first, last = pd.Timestamp(month.first_day), pd.Timestamp(month.last_day)
    shown = cases[(cases["opened"] <= last) & ~(cases["closed"] < first)]
    is_closed = shown["closed"] <= last
    words = choose_many(rng, habit["open_words"], len(shown))
    return shown.assign(
        period=str(month),
        closed=shown["closed"].where(is_closed),
        status=np.where(is_closed, habit.get("closed_word", "已整改"), words),
    ).drop(columns="diligence")
