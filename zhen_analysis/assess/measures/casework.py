"""Records of a case ledger and a question → the cases that count, each by one cell."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.assess.measures.questions import PLACE, Question, Span
from zhen_analysis.base.period import parse_period
from zhen_analysis.catalogue import Ledger


def cases_asked(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the cases that an indicator counts, those of the severity or kind that it names."""
    cases = latest_cases(own, question.ledger)
    named = getattr(question.indicator, "severity", None)
    if not isinstance(named, str):
        return cases
    words = [word.strip() for word in named.split(";")]
    return cases[cases["severity"].str.strip().isin(words)]


def latest_cases(own: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return each case in its last known state, opened no later than its first filing's month.

    Under ``filing = snapshot`` a case is filed every month until it is closed; the last filing
    counts and earlier ones are its history.
    """
    cases = in_order_of_time(own)
    key = [*ledger.case_key]
    filings = cases.groupby(key)  # a case that nobody numbered is in no group and stays alone
    first = filings["period"].transform("first").fillna(cases["period"])
    known = cases["opened"].fillna(filings["opened"].transform("first"))
    latest = ~cases.duplicated(key, keep="last") | cases[key].isna().any(axis=1)
    return cases.assign(opened=known.fillna(first_days(first)))[latest]


def in_order_of_time(records: pd.DataFrame) -> pd.DataFrame:
    """Return records sorted by the last day of their period, months and weeks alike."""
    ends = {each: parse_period(each).last_day for each in records["period"].unique()}
    order = records["period"].map(ends).argsort(kind="stable")
    return records.iloc[order.to_numpy()]


def first_days(periods: pd.Series) -> pd.Series:
    """Return the first day of each period as records write it."""
    days = {each: pd.Timestamp(parse_period(each).first_day) for each in periods.unique()}
    return pd.to_datetime(periods.map(days))


def case_contributions(cases: pd.DataFrame, role: str, field: str) -> pd.DataFrame:
    """Return one contribution of 1 per case."""
    return cases[PLACE].assign(role=role, amount=1.0, uom="", field=field)


def closings(cases: pd.DataFrame) -> pd.DataFrame:
    """Return one contribution of 1 per closed case: its date says so, else its state."""
    field = cases["closed"].isna().map({True: "status", False: "closed"})
    return case_contributions(cases, "numerator", "closed").assign(field=field)


def opened_within(cases: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the cases found within the span."""
    return cases[cases["opened"].between(span.first_day, span.last_day)]


def closed_by(cases: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the cases closed by ``day``; a closed case without a date is taken as closed."""
    undated = (cases["status"] == "closed") & cases["closed"].isna()
    return cases[(cases["closed"] <= day) | undated]


def cases_opened(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Count the cases found within the span."""
    found = opened_within(cases_asked(own, question), question.span)
    return case_contributions(found, "numerator", "case")


def cases_closed(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Count the closed cases of the declared cohort."""
    both = closing_rate(own, question)
    return both[both["role"] == "numerator"]


def closing_rate(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set closed against the declared cohort.

    ``found``: of the cases found within the span, those closed by its end (40 of 95).
    ``flow``: closed within the span against due within it; may pass 100 %.
    """
    cases, span = cases_asked(own, question), question.span
    if question.indicator.cohort == "flow":
        closed = cases[cases["closed"].between(span.first_day, span.last_day)]
        base = cases[cases["deadline"].between(span.first_day, span.last_day)]
    else:
        base = opened_within(cases, span)
        closed = closed_by(base, span.last_day)
    return pd.concat(
        [
            closings(closed),
            case_contributions(base, "denominator", "case"),
        ],
        ignore_index=True,
    )


def checking_rate(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the cases found within the span that were struck off (销号) by its end against all.

    Striking off comes after the re-check and is a later state than closed (整改).
    """
    found = opened_within(cases_asked(own, question), question.span)
    checked = found[found["checked"] <= question.span.last_day]
    return pd.concat(
        [
            case_contributions(checked, "numerator", "checked"),
            case_contributions(found, "denominator", "case"),
        ],
        ignore_index=True,
    )


def cases_checked(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Count the cases found within the span that were struck off (销号) by its end."""
    both = checking_rate(own, question)
    return both[both["role"] == "numerator"]


def still_open(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the cases that were opened by the end of the span and not closed by then."""
    cases, end = cases_asked(own, question), question.span.last_day
    known = cases[cases["opened"] <= end]
    return known[~known.index.isin(closed_by(known, end).index)]


def cases_open(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Count the cases that are open at the end of the span, whenever they were opened."""
    return case_contributions(still_open(own, question), "numerator", "case")


def cases_overdue(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Count the cases that are open at the end of the span though their last day is past."""
    cases = still_open(own, question)
    late = cases[cases["deadline"] < question.span.last_day]
    return case_contributions(late, "numerator", "deadline")


def graded_points(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Give each act (case) the points of the highest level that recognised it, once.

    What an act had before the span is not given again: an act of county level in January that the
    province recognises in March brings the difference in March.
    """
    points = dict(parse_levels(question.indicator.levels))
    acts = own.assign(
        amount=own["severity"].map(lambda written: points_of(written, points)).astype("Float64"),
        day=own["opened"].fillna(first_days(own["period"])),
    )
    acts = acts[acts["day"] <= question.span.last_day]
    alone = pd.Series(acts.index.astype("str"), index=acts.index, dtype="str")
    key = [acts["unit"], acts["case"].fillna("\0" + alone)]  # what nobody numbered stays alone
    before = acts["amount"].where(acts["day"] < question.span.first_day, 0.0)
    held = before.groupby(key).transform("max").fillna(0.0)
    fresh = acts[acts["day"] >= question.span.first_day].assign(held=held)
    best = fresh.sort_values("amount", ascending=False, kind="stable")
    best = best[~best.duplicated(["unit", "case"]) | best["case"].isna()].sort_index()
    gained = (best["amount"] - best["held"]).clip(lower=0)
    return best[PLACE].assign(role="numerator", amount=gained, uom="", field="severity")


def parse_levels(written: str) -> list[tuple[str, float]]:
    """Return ``省:2;市:1`` as (level, points) pairs."""
    pairs = (pair.split(":") for pair in written.split(";"))
    return [(level.strip(), float(points)) for level, points in pairs]


def points_of(written: object, points: dict[str, float]) -> float | None:
    """Return the points of a level as somebody wrote it (省, 省级); None where it is not known."""
    if not isinstance(written, str):
        return None
    known = [level for level in points if written.strip().startswith(level)]
    return points[max(known, key=len)] if known else None
