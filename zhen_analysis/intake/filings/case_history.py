"""Case ledgers over the months → cases that vanished, came back, or changed what they said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from zhen_analysis.base.period import parse_period
from zhen_analysis.catalogue import Catalogue, Ledger
from zhen_analysis.intake.messages import issue_frame, make_issue

PLACE = ["case", "unit", "opened", "deadline", "status", "closed", "file", "sheet", "cell"]
PLACE += ["period"]
MOVED = {"opened": "case_moved", "closed": "case_closing_moved", "deadline": "deadline_moved"}


def compare_cases(
    before: pd.DataFrame,
    now: pd.DataFrame,
    catalogue: Catalogue,
    filed: set[str],
    fields: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return issues of case ledgers whose filings contradict what was filed before.

    Parameters
    ----------
    before, now : records of the earlier months and of this month. Of each case the last state
        that was filed before counts, in whichever month that was.
    filed : ledgers that were filed this month; of the others nothing can have vanished.
    fields : the month's filled cells, rejected lines among them: a case that stands in a line which
        cannot be counted is not gone, and the line has an issue of its own.

    Notes
    -----
    Under ``filing = snapshot`` every open case is repeated until it is closed. One that is gone is
    still counted as open, in its last known state, and is named. Under ``increment`` a case is
    filed when something happens to it, so none can vanish; what it says can contradict all the
    same. A case is found again by the ledger's ``case_key``.
    """
    ledgers = [
        ledger
        for ledger in catalogue.ledgers.values()
        if ledger.shape == "case" and ledger.code in filed
    ]
    written = cases_written(fields)
    issues = (
        issue
        for ledger in ledgers
        for issue in case_issues(
            last_filings(before[before["ledger"] == ledger.code], ledger),
            last_filings(now[now["ledger"] == ledger.code], ledger),
            ledger,
            written,
        )
    )
    return issue_frame(issues, catalogue.words.sentences)


def cases_written(fields: pd.DataFrame | None) -> set[str]:
    """Return the numbers of all cases that stand in a filing, as they are read."""
    if fields is None:
        return set()
    numbers = fields[fields["field"] == "case"]
    return set(numbers["corrected"].fillna(numbers["written"]))


def last_filings(records: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return the last filing of every case, one row per case, and its key in one text (``id``).

    A day that the last filing leaves blank is what the filings before it said.
    """
    key = [*ledger.case_key]
    known = records.reindex(columns=PLACE)
    known = known[known[key].notna().all(axis=1)]
    ends = {each: parse_period(each).last_day for each in known["period"].unique()}
    cases = known.iloc[known["period"].map(ends).argsort(kind="stable").to_numpy()]
    cases = cases.assign(id=ledger.case_ids(cases))
    days = cases.groupby("id")[["opened", "deadline"]].ffill()
    return cases.assign(**days).drop_duplicates("id", keep="last")


def case_issues(
    before: pd.DataFrame, now: pd.DataFrame, ledger: Ledger, written: set[str]
) -> Iterator[dict[str, str]]:
    """Yield the issues of one ledger."""
    if ledger.filing == "snapshot":
        is_there = before["id"].isin(now["id"]) | before["case"].isin(written)
        gone = before[~is_closed(before) & ~is_there]
        for line in gone.itertuples():
            yield make_issue("case_vanished", line.file, line.sheet, line.cell, "case", line.case)
    both = now.merge(before, on="id", suffixes=("", "_before"), validate="1:1")
    for line in both[is_closed(both, "_before") & ~is_closed(both)].itertuples():
        yield tell("case_reopened", line, "status", "", day_of(line.closed_before))
    for line in both[both["unit"] != both["unit_before"]].itertuples():
        yield tell("case_other_unit", line, "unit", line.unit, line.unit_before)
    for field, check in MOVED.items():
        was, is_now = both[f"{field}_before"], both[field]
        for line in both[is_now.notna() & was.notna() & (is_now != was)].itertuples():
            day, day_before = getattr(line, field), getattr(line, f"{field}_before")
            yield tell(check, line, field, day_of(day), day_of(day_before))


def is_closed(cases: pd.DataFrame, suffix: str = "") -> pd.Series:
    """Tell which cases are closed: their state says so, or the day of their closing."""
    return (cases[f"status{suffix}"] == "closed") | cases[f"closed{suffix}"].notna()


def day_of(day: pd.Timestamp) -> str:
    """Return a day as text, blank where there is none."""
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def tell(check: str, line: Any, field: str, written: str, read_as: str) -> dict[str, str]:
    """Return the issue of a case at its place in this month's filing."""
    return make_issue(
        check, line.file, line.sheet, line.cell, field, written, read_as, case=line.case
    )
