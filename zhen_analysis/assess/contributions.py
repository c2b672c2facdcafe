"""Records and one question → the cells that make up its figure, one row per cell that counts.

A measure is the sum of its contributions, and a trace is the list of them: so a figure and the
cells behind it cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from zhen_analysis.catalogue import Catalogue, Ledger
from zhen_analysis.period import Month, parse_period

CONTRIBUTION_COLUMNS = ["unit", "role", "amount", "uom", "field", "item", "file", "sheet", "cell"]
ROLES = ["numerator", "denominator"]
PLACE = ["unit", "item", "file", "sheet", "cell"]


@dataclass(frozen=True)
class Span:
    """The months that a figure covers, and its first and last day."""

    name: str
    months: tuple[Month, ...]

    @property
    def periods(self) -> list[str]:
        """The months as records write them, and the weeks that end in them."""
        return [str(each) for month in self.months for each in (month, *month.weeks)]

    @property
    def first_day(self) -> pd.Timestamp:
        """The first day of the first month."""
        return pd.Timestamp(self.months[0].first_day)

    @property
    def last_day(self) -> pd.Timestamp:
        """The last day of the last month."""
        return pd.Timestamp(self.months[-1].last_day)


def span_of(month: Month, name: str) -> Span:
    """Return this month alone (month), or January to this month (ytd)."""
    return Span(name, (month,) if name == "month" else tuple(month.year_to_date))


@dataclass(frozen=True)
class Question:
    """What is asked of the records: one indicator (a line of the catalogue) over one span.

    ``units``: the units that exist at the end of the span.
    """

    indicator: Any  # a named tuple of the catalogue's columns
    ledger: Ledger
    span: Span
    units: pd.DataFrame

    @property
    def measure(self) -> Measure:
        """How the indicator is measured."""
        return MEASURES_BY_NAME[self.indicator.measure]


def ask(indicator: Any, span: Span, catalogue: Catalogue, town: str) -> Question:
    """Return the question of one indicator's figures over one span."""
    ledger = catalogue.ledgers[indicator.ledger]
    units = catalogue.units_in(town, span.months[-1], ledger.level)
    return Question(indicator, ledger, span, units)


def contributions(records: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return what makes up the figures of a question.

    One row per cell that counts: ``unit, role`` (numerator or denominator), ``amount`` (NA where
    the cell could not be read), ``uom, field, item, file, sheet, cell``.
    """
    own = records[records["ledger"] == question.ledger.code]
    parts = question.measure.contribute(own, question)
    return parts[CONTRIBUTION_COLUMNS].reset_index(drop=True)


def town_contributions(parts: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return what of all contributions makes up the town's own figure.

    A unit whose denominator the catalogue does not know counts on neither side.
    """
    if not question.measure.is_per_household:
        return parts
    baseless = ~(question.units["households"] > 0).fillna(False).astype(bool)
    return parts[~parts["unit"].isin(question.units.loc[baseless, "unit"])]


def lines_asked(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the records of the question's item within its span."""
    is_item = own["item"] == question.indicator.item
    return own[is_item & own["period"].isin(question.span.periods)]


def quantities(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Sum the stated quantities."""
    mine = lines_asked(own, question)
    return mine[[*PLACE, "uom"]].assign(role="numerator", amount=mine["value"], field="value")


def units_reached(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the units of which some work is stated, 1 each, against all there are.

    The first cell that states some stands for its unit; cells that cannot be read decide nothing
    where another one does.
    """
    done = quantities(own, question)
    done = done[done["unit"].isin(question.units["unit"])]
    some = done[(done["amount"] > 0).fillna(False).astype(bool)].drop_duplicates("unit")
    unread = done[done["amount"].isna() & ~done["unit"].isin(some["unit"])]
    everyone = pd.DataFrame(
        {
            "unit": question.units["unit"],
            "role": "denominator",
            "amount": 1.0,
            "uom": "",
            "field": "unit",
            "item": "unit",
            "file": "data/catalogue/" + f"{question.ledger.level}s.csv",
            "sheet": f"{question.ledger.level}s",
            "cell": question.units["unit_cell"],
        }
    )
    return pd.concat([some.assign(amount=1.0), unread, everyone], ignore_index=True)


def quantities_per_household(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the stated quantities against the households of the catalogue."""
    known = question.units[question.units["households"].notna()]
    households = pd.DataFrame(
        {
            "unit": known["unit"],
            "role": "denominator",
            "amount": known["households"],
            "uom": "户",
            "field": "households",
            "item": "households",
            "file": "data/catalogue/villages.csv",
            "sheet": "villages",
            "cell": known["households_cell"],
        }
    )
    return pd.concat([quantities(own, question), households], ignore_index=True)


def coverage(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set done against due; a line counts on neither side where one of the two is unread."""
    mine = standing_lines(own, question)
    whole = mine["done"].notna() & mine["due"].notna()
    sides = [
        mine[[*PLACE, "uom"]].assign(role=role, amount=mine[field].where(whole), field=field)
        for role, field in zip(ROLES, ["done", "due"], strict=True)
    ]
    return pd.concat(sides, ignore_index=True)


def coverage_side(field: str) -> Callable[..., pd.DataFrame]:
    """Return the function that sums one side of a coverage."""

    def side(own: pd.DataFrame, question: Question) -> pd.DataFrame:
        mine = standing_lines(own, question)
        return mine[[*PLACE, "uom"]].assign(role="numerator", amount=mine[field], field=field)

    return side


def standing_lines(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return a coverage's lines; of a snapshot ledger each unit's last filing of the year counts.

    A village that was merged away is not counted beside the one that took its grids over.
    """
    mine = lines_asked(own, question)
    if question.ledger.filing != "snapshot":
        return mine
    mine = mine[mine["unit"].isin(question.units["unit"])]
    return mine[mine["period"] == mine.groupby("unit")["period"].transform("max")]


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
    key = [*ledger.case_key] or ["case"]
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


def mean_marks(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the sum of marks against their number.

    Where the indicator names a round or checker (明查; 自评), only those marks: each round then is
    an indicator of its own with its own weight.
    """
    named = getattr(question.indicator, "round", None)
    if isinstance(named, str):
        own = own[own["checker"].isin([word.strip() for word in named.split(";")])]
    marks = quantities(own, question)
    given = marks[marks["amount"].notna()]
    return pd.concat([marks, given.assign(role="denominator", amount=1.0)], ignore_index=True)


def plain(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return the numerator itself."""
    return numerator


def per_hundred(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return 100 × numerator / denominator; NA where the denominator is 0 or unknown."""
    return 100 * numerator / denominator.where(denominator > 0)


def mean(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return numerator / denominator; NA where the denominator is 0 or unknown."""
    return numerator / denominator.where(denominator > 0)


@dataclass(frozen=True)
class Measure:
    """A way to measure: what contributes, and how the sums become a value."""

    contribute: Callable[[pd.DataFrame, Question], pd.DataFrame]
    value: Callable[[pd.Series, pd.Series], pd.Series] = plain
    has_denominator: bool = False
    denominator_is_known: bool = False  # from the catalogue, whether the unit reports or not
    is_per_household: bool = False


MEASURES_BY_NAME: dict[str, Measure] = {
    "quantity": Measure(quantities),
    "per_100_households": Measure(quantities_per_household, per_hundred, True, True, True),
    "reached_rate": Measure(units_reached, per_hundred, True, True),
    "rate": Measure(coverage, per_hundred, True),
    "done": Measure(coverage_side("done")),
    "due": Measure(coverage_side("due")),
    "opened": Measure(cases_opened),
    "closed": Measure(cases_closed),
    "closed_rate": Measure(closing_rate, per_hundred, True),
    "checked": Measure(cases_checked),
    "checked_rate": Measure(checking_rate, per_hundred, True),
    "open": Measure(cases_open),
    "overdue": Measure(cases_overdue),
    "graded_points": Measure(graded_points),
    "mean_mark": Measure(mean_marks, mean, True),
}
