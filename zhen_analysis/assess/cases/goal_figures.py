"""Goals and what a town measured and built → what is done of each, and what is due by now."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from zhen_analysis.assess.cases.lights import RED, YELLOW
from zhen_analysis.catalogue.declared.goal import (
    CASE_KINDS,
    COMPLETED,
    COUNT,
    KEPT,
    PLAN,
    PROJECT,
    THEME,
    parse_before,
    parse_curve,
    split_list,
)

FIGURES = ["value", "numerator", "denominator", "is_unread"]
WHOLE = 100.0
Goal = Mapping[str, Any]


def figures_of(
    goals: pd.DataFrame, measures: pd.DataFrame, projects: pd.DataFrame, day: date
) -> pd.DataFrame:
    """Return what is done of each goal, one row per goal, same index.

    Columns: ``value`` (NA where nobody reported it), ``numerator, denominator, is_unread`` of its
    indicator, ``own_uom`` (the indicator's), ``registered`` (how many of its projects are in the
    ledger), ``lagging`` (how many of those show red or yellow), ``done_before`` (what was done in
    the years before, NA where nobody says it).
    """
    told = measures.reindex(columns=["indicator", "span", "uom", *FIGURES])
    told = told.drop_duplicates(["indicator", "span"]).rename(columns={"uom": "own_uom"})
    figures = goals[["indicator", "span"]].merge(
        told, on=["indicator", "span"], how="left", validate="m:1"
    )
    figures = figures.set_axis(goals.index)
    lines = goals.to_dict("records")
    before = pd.Series([done_before(goal, day) for goal in lines], goals.index, dtype="Float64")
    counted = pd.DataFrame(
        [count_projects(goal, projects, day) for goal in lines],
        index=goals.index,
        columns=["value", "registered", "lagging"],
        dtype="Float64",
    )
    of_town = figures["value"].astype("Float64") + before
    return figures.assign(
        value=of_town.where(goals["indicator"].notna(), counted["value"] + before),
        is_unread=figures["is_unread"].astype("boolean").fillna(False).astype(bool),
        registered=counted["registered"],
        lagging=counted["lagging"],
        done_before=before,
    ).drop(columns=["indicator", "span"])


def done_before(goal: Goal, day: date) -> float:
    """Return what was counted by the end of last year: figures and ledgers begin anew each year.

    0 in the goal's first year; NaN where ``before`` does not know the year.
    """
    if goal["kind"] not in (COUNT, COMPLETED) or day.year <= goal["from"].year:
        return 0.0
    told = parse_before(goal["before"]) if isinstance(goal["before"], str) else {}
    return told.get(day.year - 1, np.nan)


def count_projects(goal: Goal, projects: pd.DataFrame, day: date) -> tuple[float, float, float]:
    """Return a project's progress or how many are finished, how many there are, how many lag.

    Of a goal that runs over several years those finished this year: ``before`` has the others.
    """
    if goal["kind"] not in CASE_KINDS or projects.empty:
        return np.nan, np.nan, np.nan
    own = projects_of(goal, projects)
    lagging = float(own["light"].isin([RED, YELLOW]).sum())
    if goal["kind"] == PROJECT:
        told = own["progress"].dropna()
        return float(told.iloc[0]) if len(told) else np.nan, float(len(own)), lagging
    done = own[own["is_closed"]]
    if day.year > goal["from"].year:
        done = done[~(done["closed"].dt.year < day.year)]
    return float(len(done)), float(len(own)), lagging


def projects_of(goal: Goal, projects: pd.DataFrame) -> pd.DataFrame:
    """Return the projects that a goal names, or those of its category."""
    if isinstance(goal["category"], str):
        return projects[projects["category"] == goal["category"]]
    named = split_list(goal["projects"]) if isinstance(goal["projects"], str) else []
    return projects[projects["case"].isin(named)]


def elapsed_shares(goals: pd.DataFrame, projects: pd.DataFrame, day: date) -> pd.Series:
    """Return 序时进度 of each goal: the share in % that is to be done by the end of ``day``.

    By the goal's curve: evenly over its months; ``kept``: all of it from its first day on;
    ``plan``: what the projects' own plan says; or the declared days and shares, straight between.
    NA of a theme.
    """
    shares = [share_due(goal, projects, day) for goal in goals.to_dict("records")]
    return pd.Series(shares, index=goals.index, dtype="Float64")


def share_due(goal: Goal, projects: pd.DataFrame, day: date) -> float:
    """Return the share of one goal in %."""
    if goal["kind"] == THEME:
        return np.nan
    first, last = goal["from"].date(), goal["by"].date()
    curve = goal["curve"] if isinstance(goal["curve"], str) else ""
    if day < first:
        return 0.0
    if curve == KEPT:
        return WHOLE
    if curve == PLAN:
        planned = share_planned(goal, projects, day)
        return share_of_months(first, last, day) if np.isnan(planned) else planned
    if curve:
        begun = (first - timedelta(days=1), 0.0)
        days, shares = zip(*[begun, *parse_curve(curve)], strict=True)
        return float(np.interp(day.toordinal(), [each.toordinal() for each in days], shares))
    return share_of_months(first, last, day)


def share_planned(goal: Goal, projects: pd.DataFrame, day: date) -> float:
    """Return what the projects' plan says: the planned progress, or how many were to be finished.

    NaN where the ledger says nothing of it.
    """
    own = projects_of(goal, projects)
    if goal["kind"] == PROJECT:
        told = own["planned"].dropna()
        return float(told.iloc[0]) if len(told) else np.nan
    if own["deadline"].isna().all():
        return np.nan
    due = int((own["deadline"] <= pd.Timestamp(day)).sum())
    return min(WHOLE, WHOLE * due / float(goal["target"]))


def share_of_months(first: date, last: date, day: date) -> float:
    """Return the share of the months from ``first`` to ``last`` that is gone by the end of ``day``.

    Months count alike and days within one in proportion, as offices count 序时进度: a year is at
    25 % at the end of March, not at 24.66 %.
    """
    begin, end = months_until(first - timedelta(days=1)), months_until(last)
    share = WHOLE * (months_until(day) - begin) / (end - begin)
    return float(np.clip(share, 0.0, WHOLE))


def months_until(day: date) -> float:
    """Return how many months have passed by the end of a day, since the year 0."""
    length = calendar.monthrange(day.year, day.month)[1]
    return 12 * day.year + day.month - 1 + day.day / length
