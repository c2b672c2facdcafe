"""Records → measures: every indicator of every unit for the month and the year so far.

A measure is the sum of its *contributions*: one row per record (or catalogue cell) that counts,
with the cell where it stands. So a figure and its trace cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from zhen_analysis.assess.tables import MEASURES, SPANS
from zhen_analysis.catalogue import Catalogue, Ledger
from zhen_analysis.period import Month

CONTRIBUTION_COLUMNS = ["unit", "role", "amount", "uom", "field", "item", "file", "sheet", "cell"]
PLACE = ["unit", "item", "file", "sheet", "cell"]


@dataclass(frozen=True)
class Span:
    """The months that a figure covers, and its first and last day."""

    name: str
    months: tuple[Month, ...]

    @property
    def periods(self) -> list[str]:
        return [str(month) for month in self.months]

    @property
    def first_day(self) -> pd.Timestamp:
        return pd.Timestamp(self.months[0].first_day)

    @property
    def last_day(self) -> pd.Timestamp:
        return pd.Timestamp(self.months[-1].last_day)


def span_of(month: Month, name: str) -> Span:
    """Return this month alone (month), or January to this month (ytd)."""
    return Span(name, (month,) if name == "month" else tuple(month.year_to_date))


def measure_month(
    records: pd.DataFrame, filings: pd.DataFrame, catalogue: Catalogue, town: str, month: Month
) -> pd.DataFrame:
    """Measure every indicator of the catalogue.

    Parameters
    ----------
    records, filings : of January to ``month``.

    Returns
    -------
    DataFrame
        One row per unit, indicator and span, the town's own figures among them (level town).
        ``numerator`` NA: not reported. ``denominator`` 0: not applicable. ``value`` is NA in both
        cases, never 0; 0 means reported as nothing done. Rates are in %.
    """
    parts = [
        measure_indicator(indicator, records, filings, catalogue, town, span_of(month, span))
        for indicator in catalogue.measured_indicators.itertuples()
        for span in SPANS
    ]
    columns = list(MEASURES.columns)
    if not parts:
        return MEASURES.validate(pd.DataFrame(columns=columns))
    stacked = pd.concat(parts, ignore_index=True).assign(period=str(month), town=town)
    return MEASURES.validate(stacked[columns])


def measure_indicator(
    indicator: tuple,
    records: pd.DataFrame,
    filings: pd.DataFrame,
    catalogue: Catalogue,
    town: str,
    span: Span,
) -> pd.DataFrame:
    """Return one indicator's measures for one span: its units, then the town."""
    ledger = catalogue.ledgers[indicator.ledger]
    measure = MEASURES_BY_NAME[indicator.measure]
    units = catalogue.units_in(town, span.months[-1], ledger.level)
    parts = contributions(indicator, records, catalogue, town, span)
    sums = (
        parts.groupby(["unit", "role"])["amount"].sum(min_count=1).unstack()
        if len(parts)
        else pd.DataFrame(index=pd.Index([], name="unit"))
    ).reindex(columns=["numerator", "denominator"])
    told = sums.reindex(units["unit"])
    reported = reporting_units(ledger, units["unit"], filings, span)
    numerator = told["numerator"].mask(~told.index.isin(parts_of(parts, "numerator")), 0.0)
    rows = units[["level", "group", "unit"]].assign(
        numerator=numerator.where(told.index.isin(reported)).to_numpy(),
        denominator=told["denominator"].to_numpy(),
    )
    if measure.has_denominator and measure.empty_denominator_is_zero:
        rows["denominator"] = rows["denominator"].fillna(0).where(rows["numerator"].notna())
    elif not measure.has_denominator:
        rows["denominator"] = float("nan")
    everyone = pd.concat([rows, town_row(rows, town)], ignore_index=True).astype(
        {"numerator": "Float64", "denominator": "Float64"}
    )
    value = measure.value(everyone["numerator"], everyone["denominator"])
    return everyone.assign(
        value=value, indicator=indicator.indicator, span=span.name, uom=indicator.uom
    )


def parts_of(parts: pd.DataFrame, role: str) -> pd.Series:
    """Return the units that have a contribution of one role, read or not."""
    return parts.loc[parts["role"] == role, "unit"]


def town_row(rows: pd.DataFrame, town: str) -> pd.DataFrame:
    """Return the town's own figures: the sums of the units that reported."""
    told = rows["numerator"].notna()
    return pd.DataFrame(
        {
            "level": ["town"],
            "group": [None],
            "unit": [town],
            "numerator": [rows["numerator"].sum(min_count=1)],
            "denominator": [rows.loc[told, "denominator"].sum(min_count=1)],
        }
    )


def reporting_units(
    ledger: Ledger, units: pd.Series, filings: pd.DataFrame, span: Span
) -> pd.Series:
    """Return the units whose silence about an item means nothing done (0), not not-reported.

    Where every unit has to file (zero_report required), those that did. Else all of them, as soon
    as anybody filed the ledger within the span.
    """
    came = filings[
        (filings["ledger"] == ledger.code)
        & filings["period"].isin(span.periods)
        & (filings["status"] != "missing")
    ]
    if ledger.filed_by == ledger.level and ledger.zero_report == "required":
        return came["unit"]
    return units if len(came) else units.iloc[:0]


def contributions(
    indicator: tuple, records: pd.DataFrame, catalogue: Catalogue, town: str, span: Span
) -> pd.DataFrame:
    """Return what makes up an indicator's figures: one row per cell that counts.

    ``role`` is numerator or denominator; ``amount`` NA where the cell could not be read.
    """
    ledger = catalogue.ledgers[indicator.ledger]
    own = records[records["ledger"] == ledger.code]
    measure = MEASURES_BY_NAME[indicator.measure]
    parts = measure.contribute(own, indicator, ledger, catalogue, town, span)
    return parts[CONTRIBUTION_COLUMNS].reset_index(drop=True)


def quantities(own: pd.DataFrame, indicator: tuple, *_: object, span: Span) -> pd.DataFrame:
    """Return the stated quantities of one item within the span."""
    mine = own[(own["item"] == indicator.item) & own["period"].isin(span.periods)]
    return mine[[*PLACE, "uom"]].assign(role="numerator", amount=mine["value"], field="value")


def work_done(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Sum the stated quantities."""
    return quantities(own, indicator, span=span)


def work_per_household(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Set the stated quantities against the households of the catalogue."""
    units = catalogue.units_in(town, span.months[-1], ledger.level)
    known = units[units["households"].notna()]
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
    return pd.concat([quantities(own, indicator, span=span), households], ignore_index=True)


def coverage(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Set done against due; of a snapshot ledger only each unit's last filing of the year counts."""
    mine = own[(own["item"] == indicator.item) & own["period"].isin(span.periods)]
    if ledger.filing == "snapshot":
        mine = mine[mine["period"] == mine.groupby("unit")["period"].transform("max")]
    sides = [
        mine[[*PLACE, "uom"]].assign(role=role, amount=mine[field], field=field)
        for role, field in (("numerator", "done"), ("denominator", "due"))
    ]
    return pd.concat(sides, ignore_index=True)


def coverage_side(field: str) -> Callable[..., pd.DataFrame]:
    """Return the function that sums one side of a coverage."""

    def side(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
        both = coverage(own, indicator, ledger, catalogue, town, span)
        return both[both["field"] == field].assign(role="numerator")

    return side


def latest_cases(own: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return each case in its last known state, opened no later than its first filing's month.

    Under ``filing = snapshot`` a case is filed every month until it is closed; the last filing
    counts and earlier ones are its history.
    """
    cases = own.sort_values("period", kind="stable")
    key = [*ledger.case_key] or ["case"]
    first = cases.groupby(key)["period"].transform("first")
    opened = cases["opened"].fillna(pd.to_datetime(first + "-01"))
    return cases.assign(opened=opened).drop_duplicates(key, keep="last")


def case_contributions(cases: pd.DataFrame, role: str, field: str) -> pd.DataFrame:
    """Return one contribution of 1 per case."""
    return cases[PLACE].assign(role=role, amount=1.0, uom="", field=field)


def opened_within(cases: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the cases found within the span."""
    return cases[cases["opened"].between(span.first_day, span.last_day)]


def closed_by(cases: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the cases closed by ``day``; a closed case without a date is taken as closed."""
    return cases[(cases["closed"] <= day) | ((cases["status"] == "closed") & cases["closed"].isna())]


def cases_opened(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Count the cases found within the span."""
    found = opened_within(latest_cases(own, ledger), span)
    return case_contributions(found, "numerator", "case")


def cases_closed(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Count the closed cases of the declared cohort."""
    both = closing_rate(own, indicator, ledger, catalogue, town, span)
    return both[both["role"] == "numerator"]


def closing_rate(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Set closed against the declared cohort.

    ``found``: of the cases found within the span, those closed by its end (40 of 95).
    ``flow``: closed within the span against due within it; may pass 100 %.
    """
    cases = latest_cases(own, ledger)
    if indicator.cohort == "flow":
        closed = cases[cases["closed"].between(span.first_day, span.last_day)]
        base = cases[cases["deadline"].between(span.first_day, span.last_day)]
    else:
        base = opened_within(cases, span)
        closed = closed_by(base, span.last_day)
    return pd.concat(
        [
            case_contributions(closed, "numerator", "closed"),
            case_contributions(base, "denominator", "case"),
        ],
        ignore_index=True,
    )


def mean_marks(own, indicator, ledger, catalogue, town, span) -> pd.DataFrame:
    """Set the sum of marks against their number."""
    marks = quantities(own, indicator, span=span)
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

    contribute: Callable[..., pd.DataFrame]
    value: Callable[[pd.Series, pd.Series], pd.Series] = plain
    has_denominator: bool = False
    empty_denominator_is_zero: bool = True  # nothing due is 0 of 0, not unknown


MEASURES_BY_NAME: dict[str, Measure] = {
    "quantity": Measure(work_done),
    "per_100_households": Measure(work_per_household, per_hundred, True, False),
    "rate": Measure(coverage, per_hundred, True),
    "done": Measure(coverage_side("done")),
    "due": Measure(coverage_side("due")),
    "opened": Measure(cases_opened),
    "closed": Measure(cases_closed),
    "closed_rate": Measure(closing_rate, per_hundred, True),
    "mean_mark": Measure(mean_marks, mean, True),
}
