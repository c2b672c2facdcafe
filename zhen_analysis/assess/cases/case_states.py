"""Filings of a case ledger → its cases at the end of a span, and their sums by department.

Every share has one base, 应办: what is due by the end of the span (its deadline has come, in the
span or before) and what was closed in the span before its time. 应办 = 结转 + 新增: handed out
before the span, or in it. What is on the desk and not yet due is 未到期, on no side of a rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from zhen_analysis.assess.cases.lights import add_lights, name_notices
from zhen_analysis.base.period import FiledPeriod, parse_filed
from zhen_analysis.catalogue import Ledger

CASE_COLUMNS = ["unit", "opened", "deadline", "closed", "status", "text"]
TOLD = ["told_from", "told_on", "as_of"]
COUNTS = ["due", "carried", "new", "closed", "on_time", "pending", "overdue"]
NO_OVERRIDES: Mapping[date, str] = MappingProxyType({})
NO_DAYS: Mapping[str, pd.Timestamp] = MappingProxyType({})


class Stretch(NamedTuple):
    """The days that are looked at: of a week, or of a month."""

    first_day: pd.Timestamp
    last_day: pd.Timestamp


def stretch_of(first: date, last: date) -> Stretch:
    """Return a stretch from its first to its last day."""
    return Stretch(pd.Timestamp(first), pd.Timestamp(last))


def stretch_of_period(period: FiledPeriod) -> Stretch:
    """Return the days of a week; of a month those of the weeks that end in it.

    So a month is the sum of its weeks, and its last state that of its last week.
    """
    return stretch_of(period.weeks[0].first_day, period.weeks[-1].last_day)


def case_filings(
    records: pd.DataFrame,
    fields: pd.DataFrame,
    ledger: Ledger,
    filed_on: Mapping[str, pd.Timestamp] = NO_DAYS,
) -> pd.DataFrame:
    """Return one row per case and filing, in order of time, with all that was told of it.

    Columns: ``id`` (the ledger's ``case_key`` as one text), ``case``, those of the record,
    ``progress``, a column for each further declared item (texts, NA where not written; quantities
    as numbers), ``told_from`` and ``as_of`` (the first and last day of the filing's period) and
    ``told_on`` (the day of filing that its file states, where that lies in the period, else the
    last day).
    """
    own = records[records["ledger"] == ledger.code]
    place = ["file", "sheet", "cell"]
    days = {each: stretch_of_period(parse_filed(each)) for each in own["period"].unique()}
    first = pd.to_datetime(own["period"].map({each: s.first_day for each, s in days.items()}))
    last = pd.to_datetime(own["period"].map({each: s.last_day for each, s in days.items()}))
    stated = pd.to_datetime(own["file"].map(filed_on))
    cases = own.assign(
        id=ledger.case_ids(own),
        progress=own["value"],
        told_from=first,
        told_on=stated.where(stated.between(first, last), last),
        as_of=last,
    )[["id", "case", *CASE_COLUMNS, "progress", *TOLD, "period", *place]]
    further = told_beside(fields, ledger).rename(columns={"record_cell": "cell"})
    joined = cases.merge(further, on=place, how="left", validate="1:1")
    return joined.sort_values("as_of", kind="stable", ignore_index=True)


def told_beside(fields: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return what stands beside each record: one row per record, a column per declared item."""
    place = ["file", "sheet", "record_cell"]
    columns = [c for c in ledger.columns if c.item and not c.personal and c.field != "done"]
    told = fields.assign(said=fields["corrected"].fillna(fields["written"]))
    beside = told[place].drop_duplicates()
    for column in columns:
        mine = told[(told["field"] == column.field) & (told["item"] == column.item)]
        side = mine[[*place, "value" if column.uom else "said"]].drop_duplicates(place)
        side = side.set_axis([*place, column.item], axis="columns")
        if column.item != "progress":
            beside = beside.merge(side, on=place, how="left", validate="1:1")
    return beside


def cases_at(
    filings: pd.DataFrame,
    stretch: Stretch,
    ledger: Ledger,
    overrides: Mapping[date, str] = NO_OVERRIDES,
) -> pd.DataFrame:
    """Return the cases on the desk in a stretch as ``judge_cases`` does, with what follows.

    Added: ``reminders`` (earlier filings by which a case was overdue already), the lights
    (``add_lights``) and the ``notice`` that is due.
    """
    judged = judge_cases(filings, stretch)
    told = judged.assign(reminders=count_reminders(judged["id"], filings, stretch.last_day))
    lit = add_lights(told, stretch.last_day.date(), ledger.lights, overrides)
    return name_notices(lit, ledger.notices)


def judge_cases(filings: pd.DataFrame, stretch: Stretch) -> pd.DataFrame:
    """Return the cases that are on the desk in a stretch, in their state at its end.

    One row per case that was handed out by the last day and not closed before the first:
    ``filings``' columns (the last filing's; a day that it leaves blank is what earlier ones said)
    and ``closed_on`` (the day that counts), ``is_closed, is_due, is_carried, is_on_time,
    is_overdue``, ``has_slipped`` and ``deadline_before`` (``slips``), ``days_overdue`` (natural
    days after the deadline, to the end or to the closing; NA where it has not passed) and
    ``days_taken``.
    """
    states = last_states(filings, stretch.last_day)
    handed_out = states["opened"] <= stretch.last_day
    there = handed_out & ~(states["closed_on"] < stretch.first_day)
    cases = states[there].reset_index(drop=True)
    deadline, is_closed = cases["deadline"], cases["closed_on"].notna()
    is_due = (deadline <= stretch.last_day) | is_closed
    end = cases["closed"].where(is_closed).fillna(cases["closed_on"]).fillna(stretch.last_day)
    late = (end - deadline).dt.days.astype("Int64")
    is_late = (late > 0).fillna(False).astype(bool)
    return cases.assign(
        is_closed=is_closed,
        is_due=is_due,
        is_carried=is_due & (cases["opened"] < stretch.first_day),
        is_on_time=is_closed & ~is_late,
        is_overdue=~is_closed & is_late,
        **slips(cases, filings, stretch),
        days_overdue=late.where(is_late),
        days_taken=(end - cases["opened"]).dt.days.astype("Int64").where(is_closed),
    )


def last_states(filings: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return each case as its last filing by ``day`` tells it, one row per case.

    ``closed_on``: the day of closing. Where a case was filed as open on that day or later, it
    counts from the first day of the period that told of it, so that it counts exactly once. A
    closed case without a day was closed on the last day of that period.
    """
    known = filings[filings["as_of"] <= day]
    of_case = known.groupby("id", sort=False)
    filled = known.assign(**of_case[["opened", "deadline"]].ffill().to_dict("series"))
    filled["opened"] = filled["opened"].fillna(of_case["told_from"].transform("first"))
    says_closed = (known["status"] == "closed") | (known["closed"] <= day)
    last = filled[~filled.duplicated("id", keep="last")].set_index("id")
    still_closed = says_closed[last_rows(known)].set_axis(last.index)
    open_rows = known[~says_closed]
    last_open = open_rows.groupby("id")["as_of"].max().reindex(last.index)
    told = known[says_closed & ~(known["as_of"] <= last_open.reindex(known["id"]).to_numpy())]
    first_told = told.drop_duplicates("id").set_index("id").reindex(last.index)
    closed_on = last["closed"].where(last["closed"] <= day).fillna(first_told["as_of"])
    is_late_news = last_open >= closed_on
    closed_on = closed_on.mask(is_late_news, first_told["told_from"]).where(still_closed)
    return last.assign(closed_on=closed_on).reset_index()


def last_rows(filings: pd.DataFrame) -> pd.Series:
    """Tell which rows are the last of their case."""
    return ~filings.duplicated("id", keep="last")


def slips(cases: pd.DataFrame, filings: pd.DataFrame, stretch: Stretch) -> dict[str, pd.Series]:
    """Return ``deadline_before`` the stretch, and ``has_slipped``: it was moved to a later day.

    An extension more than before (延期次数) is a slip too, whatever the day says; of a case that
    nobody filed before, any extension of what was handed out before the stretch.
    """
    before = filings[filings["as_of"] < stretch.first_day]
    last = before[last_rows(before)].set_index("id").reindex(cases["id"]).set_axis(cases.index)
    has_slipped = cases["deadline"] > last["deadline"]
    if "extensions" in cases:
        told, is_now = (each["extensions"].astype("Float64").fillna(0) for each in (last, cases))
        is_old = last["as_of"].notna() | (cases["opened"] < stretch.first_day)
        has_slipped |= is_old & (is_now > told)
    return {"deadline_before": last["deadline"], "has_slipped": has_slipped.astype(bool)}


def count_reminders(ids: pd.Series, filings: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return in how many filings before the last one each case stood open and overdue."""
    days = sorted(filings.loc[filings["as_of"] <= day, "as_of"].unique())
    counts = pd.Series(0, index=ids.unique(), dtype="Int64")
    for earlier in days[:-1]:
        states = last_states(filings, earlier)
        overdue = states[states["closed_on"].isna() & (states["deadline"] < earlier)]
        counts = counts.add(pd.Series(1, index=overdue["id"]), fill_value=0)
    return ids.map(counts).astype("Int64")


def sum_cases(cases: pd.DataFrame, by: str, keys: Sequence[str]) -> pd.DataFrame:
    """Return one row per value of ``by`` in ``keys``, and the sum over all cases last.

    ``due = carried + new``, ``closed`` and ``on_time`` of them, ``closed_rate`` and
    ``on_time_rate`` in % of ``due`` (NA where nothing is due), ``mean_days`` that the closed ones
    took, ``pending`` (not yet due) and ``overdue`` (open at the end). The last row (key "") is
    computed from the cases, never from the rows above it.
    """
    flags = pd.DataFrame(
        {
            by: cases[by].astype("str"),
            "due": cases["is_due"],
            "carried": cases["is_carried"],
            "new": cases["is_due"] & ~cases["is_carried"],
            "closed": cases["is_closed"],
            "on_time": cases["is_on_time"],
            "pending": ~cases["is_due"],
            "overdue": cases["is_overdue"],
            "days_taken": cases["days_taken"].astype("Float64"),
        }
    )
    own = flags.groupby(by)[COUNTS].sum().reindex(list(keys), fill_value=0)
    every = flags[COUNTS].sum().to_frame("").T
    means = flags.groupby(by)["days_taken"].mean().reindex(list(keys))
    sums = pd.concat([own, every]).astype("Int64")
    days = pd.concat([means, pd.Series({"": flags["days_taken"].mean()}, dtype="Float64")])
    due = sums["due"].where(sums["due"] > 0).astype("Float64")
    return sums.assign(
        closed_rate=100 * sums["closed"] / due,
        on_time_rate=100 * sums["on_time"] / due,
        mean_days=days.astype("Float64"),
    ).rename_axis(by).reset_index()  # fmt: skip
