"""Records of weekly case ledgers and a span → all that a page tells of supervision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from zhen_analysis.assess.cases.case_states import (
    Stretch,
    case_filings,
    cases_at,
    judge_cases,
    stretch_of_period,
    sum_cases,
)
from zhen_analysis.base.period import FiledPeriod, Week, kind_meant, parse_week, week_of
from zhen_analysis.catalogue import Catalogue, Ledger, TownPeriod
from zhen_analysis.catalogue.workdays import is_announced

NO_MEETING = "未写明"
NO_LEDGER = Ledger(code="none", name="无", shape="case", case_key=("case",))  # it has no records


@dataclass(frozen=True)
class Supervised:
    """What became of the items that meetings handed out.

    Attributes
    ----------
    stretch : the days: a week, or the weeks that end in a month.
    cases : one row per item on the desk (``cases_at``), with its ``ledger``; the order is that of
        the declared catalogue, then the longest overdue first, then by deadline.
    departments : ``sum_cases`` by department, all of the town's and last the town itself, with
        ``overdue_before`` (a stretch earlier) and ``overdue_change``.
    meetings : the same by the meeting that handed out (``meeting``, 未写明 where nobody says it),
        in order of appearance, and the sum last ("").
    history : the town's sums, one row per week up to the end (``period``).
    unannounced : years whose holidays are not known; in them Monday to Friday count.
    """

    stretch: Stretch
    cases: pd.DataFrame
    departments: pd.DataFrame
    meetings: pd.DataFrame
    history: pd.DataFrame
    unannounced: tuple[int, ...]


def weekly_cases(catalogue: Catalogue) -> list[Ledger]:
    """Return the ledgers whose cases departments answer for week by week."""
    return [
        ledger
        for ledger in catalogue.ledgers.values()
        if ledger.shape == "case" and ledger.every == "week" and ledger.level == "department"
    ]


def supervise(
    records: pd.DataFrame,
    fields: pd.DataFrame,
    here: TownPeriod[FiledPeriod],
    filed_on: Mapping[str, pd.Timestamp],
) -> Supervised:
    """Judge every item of the town at the end of the period.

    ``records, fields`` : of the filings before the period too: what is carried over, and how long
    it has been overdue, rests on them. ``filed_on``: file → the day of filing that it states.
    """
    catalogue = here.catalogue
    stretch = stretch_of_period(here.period)
    before = stretch_of_period(here.period.previous)
    ledgers = weekly_cases(catalogue) or [NO_LEDGER]
    told = [case_filings(records, fields, ledger, filed_on) for ledger in ledgers]
    now = stack(
        cases_at(filings, stretch, ledger, catalogue.overrides).assign(ledger=ledger.code)
        for filings, ledger in zip(told, ledgers, strict=True)
    )
    now = now.reindex(columns=[*now.columns, *({"meeting"} - set(now.columns))])
    now = now.assign(meeting=now["meeting"].astype("str").replace("", pd.NA).fillna(NO_MEETING))
    there = here.units("department")["unit"]
    now = in_order(now, there)
    units = list(dict.fromkeys([*there, *now["unit"]]))  # who is gone may still hold an item
    earlier = sum_cases(stack(judge_cases(each, before) for each in told), "unit", units)
    departments = sum_cases(now, "unit", units).assign(overdue_before=earlier["overdue"])
    sums = [town_sums(told, week) for week in weeks_told(told, stretch)]
    return Supervised(
        stretch=stretch,
        cases=now,
        departments=departments.assign(
            unit=departments["unit"].replace("", here.town),
            overdue_change=departments["overdue"] - departments["overdue_before"],
        ),
        meetings=sum_cases(now, "meeting", list(dict.fromkeys(now["meeting"]))),
        history=stack(sums),
        unannounced=unannounced_years(now),
    )


def stack(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return tables under one another."""
    parts = list(tables)
    filled = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def in_order(cases: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Return cases: the longest overdue first, then by deadline, then as units are listed."""
    place = cases["unit"].map({unit: number for number, unit in enumerate(units)})
    days = cases["days_overdue"].where(cases["is_overdue"]).fillna(0)
    ordered = cases.assign(place=place, worst=-days)
    ordered = ordered.sort_values(["worst", "deadline", "place"], kind="stable")
    return ordered.drop(columns=["place", "worst"]).reset_index(drop=True)


def weeks_told(told: Sequence[pd.DataFrame], stretch: Stretch) -> list[Week]:
    """Return the weeks of the year, up to the end of a stretch, that somebody filed."""
    filed = {each for filings in told for each in filings["period"].unique()}
    weeks = sorted(parse_week(each) for each in filed if kind_meant(each) == "week")
    last = week_of(stretch.last_day.date())
    return [each for each in weeks if each <= last and each.iso_year == last.iso_year]


def town_sums(told: Sequence[pd.DataFrame], week: Week) -> pd.DataFrame:
    """Return the town's sums at the end of one week, one row."""
    cases = stack(judge_cases(filings, stretch_of_period(week)) for filings in told)
    return sum_cases(cases, "unit", []).assign(period=str(week)).drop(columns="unit")


def unannounced_years(cases: pd.DataFrame) -> tuple[int, ...]:
    """Return the years of deadlines whose holidays nobody has announced."""
    years = sorted(cases["deadline"].dt.year.dropna().astype(int).unique())
    return tuple(year for year in years if not is_announced(year))
