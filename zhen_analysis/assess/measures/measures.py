"""Records → measures: every indicator of every unit for the month and the year so far."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.assess.measures.contributions import ROLES, contributions
from zhen_analysis.assess.measures.mark_errors import mean_errors
from zhen_analysis.assess.measures.questions import Question, Span, ask, span_of
from zhen_analysis.assess.schemas import MEASURES, SPANS
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Catalogue, Ledger, TownPeriod
from zhen_analysis.catalogue.vocabulary import measures as vocabulary

LEDGERS = ["ledger", "base_ledger"]  # of the figure, and of what it is set against


def measure_month(
    records: pd.DataFrame,
    filings: pd.DataFrame,
    here: TownPeriod[Month],
    uncounted: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Measure every indicator of the catalogue.

    Parameters
    ----------
    records, filings : of January to the month.
    uncounted : period, ledger, unit, item of the figures that were filed and do not count, and
        is_other_time; None where there are none.

    Returns
    -------
    DataFrame
        One row per unit, indicator and span, the town's own figures among them (level town).
        ``numerator`` NA: not reported, or with ``is_unread`` reported but not to be read (text,
        two lines that disagree, struck out). ``denominator`` 0: not applicable. ``value`` is NA
        in all these cases, never 0; 0 means reported as nothing done. Rates are in %.
        ``value_error``: of a mean of marks its standard error; NA where none can be told, and of
        all else.
    """
    catalogue, town = here.catalogue, here.town
    spans = [span_of(here, name) for name in SPANS]
    questions = [
        ask(indicator, span, here)
        for indicator in catalogue.measured_indicators.itertuples()
        for span in spans
    ]
    if not questions:
        return MEASURES.validate(pd.DataFrame(columns=list(MEASURES.columns)))
    figures = list_figures(questions, here, spans)
    figures["is_reported"] = are_reported(figures, "ledger", catalogue, filings, spans)
    figures["is_base_reported"] = are_reported(figures, "base_ledger", catalogue, filings, spans)
    doubts = [are_in_doubt(figures, ledger, catalogue, filings, spans) for ledger in LEDGERS]
    figures["is_in_doubt"] = doubts[0] | doubts[1]
    figures = figures.pipe(add_sums, sum_contributions(records, questions))
    everyone = add_town(figures, town)
    if uncounted is not None:
        everyone = leave_unread(everyone, uncounted, catalogue, spans)
    everyone = everyone.pipe(add_values).assign(period=str(here.period), town=town)
    return MEASURES.validate(everyone[list(MEASURES.columns)])


def list_figures(
    questions: list[Question], here: TownPeriod[Month], spans: list[Span]
) -> pd.DataFrame:
    """Return one row per question and unit, in the order of both: all figures there are to be."""
    asked = pd.DataFrame(
        {
            "question": range(len(questions)),
            "indicator": [q.indicator.indicator for q in questions],
            "span": [q.span.name for q in questions],
            "uom": pd.array([q.indicator.uom for q in questions], dtype="str"),
            "measure": [q.indicator.measure for q in questions],
            "item": pd.array([q.indicator.item for q in questions], dtype="str"),
            "ledger": [q.ledger.code for q in questions],
            "base_ledger": [q.ledgers[-1].code for q in questions],
            "level": [q.ledger.level for q in questions],
        }
    )
    units = pd.concat(
        [
            units_during(here, span, level).assign(span=span.name)
            for span in spans
            for level in asked["level"].unique()
        ]
    )[["level", "span", "group", "unit", "is_current"]]
    return asked.merge(units, on=["level", "span"], how="left", validate="m:m").dropna(
        subset="unit"
    )


def units_during(here: TownPeriod[Month], span: Span, level: str) -> pd.DataFrame:
    """Return the units of any month of the span; ``is_current``: they exist in its last month.

    What a village did before it was merged away stays in the town's figure of the year.
    """
    months = [here.at(month).units(level) for month in reversed(span.months)]
    units = pd.concat(months, ignore_index=True).drop_duplicates("unit", ignore_index=True)
    return units.assign(is_current=units["unit"].isin(months[0]["unit"]))


def are_reported(
    figures: pd.DataFrame,
    ledger: str,
    catalogue: Catalogue,
    filings: pd.DataFrame,
    spans: list[Span],
) -> pd.Series:
    """Tell of which figures silence means nothing done (0), not not-reported.

    ``ledger``: the column that names whose filings tell it.
    """
    reported = pd.Series(False, index=figures.index)
    by_name = {span.name: span for span in spans}
    for (code, name), own in figures.groupby([ledger, "span"], sort=False):
        told = reporting_units(catalogue.ledgers[code], own["unit"], filings, by_name[name])
        reported[own.index] = own["unit"].isin(told)
    return reported


def are_in_doubt(
    figures: pd.DataFrame,
    column: str,
    catalogue: Catalogue,
    filings: pd.DataFrame,
    spans: list[Span],
) -> pd.Series:
    """Tell of which figures something was filed of which no line counts.

    ``column``: the one that names the ledger it was filed of.
    What a department files for all units is in doubt for each of them.
    """
    doubtful = filings[filings["status"] == "in_doubt"]
    places = {
        (line.ledger, span.name, line.unit)
        for span in spans
        for line in doubtful[doubtful["period"].isin(span.periods)].itertuples()
    }
    wholly = {
        (ledger.code, name, ledger.filed_by)
        for ledger in catalogue.ledgers.values()
        if ledger.filed_by != ledger.level
        for _, name, _ in places
    } & places
    everyone = {(ledger, span) for ledger, span, _ in wholly}
    asked = zip(figures[column], figures["span"], figures["unit"], strict=True)
    in_doubt = [place in places or place[:2] in everyone for place in asked]
    return pd.Series(in_doubt, index=figures.index)


def reporting_units(
    ledger: Ledger, units: pd.Series, filings: pd.DataFrame, span: Span
) -> pd.Series:
    """Return the units that reported a ledger within the span.

    Where every unit has to file (zero_report required), those that did. Else all of them, as soon
    as anybody filed the ledger.
    """
    came = filings[
        (filings["ledger"] == ledger.code)
        & filings["period"].isin(span.periods)
        & ~filings["status"].isin(["missing", "in_doubt"])
    ]
    if ledger.filed_by == ledger.level and ledger.zero_report == "required":
        return came["unit"]
    return units if len(came) else units.iloc[:0]


def sum_contributions(records: pd.DataFrame, questions: list[Question]) -> pd.DataFrame:
    """Return numerator and denominator by question and unit, and how far a mean of marks strays.

    NA where a unit's cells could not be read; a unit without any cell has no row, or NaN beside
    ``has_numerator`` / ``has_denominator`` False.
    """
    by_ledger = dict(list(records.groupby("ledger")))
    nothing = records.iloc[:0]
    parts = [
        contributions(asked_of(by_ledger, question, nothing), question)[
            ["unit", "role", "amount"]
        ].assign(question=number)
        for number, question in enumerate(questions)
    ]
    amounts = pd.concat(parts, ignore_index=True).astype({"amount": "Float64"})
    sides = [
        pd.DataFrame({role: own.sum(min_count=1), f"has_{role}": own.size() > 0})
        for role in ROLES
        for own in [amounts[amounts["role"] == role].groupby(["question", "unit"])["amount"]]
    ]
    means = [
        number
        for number, question in enumerate(questions)
        if vocabulary.MEASURES[question.indicator.measure].kind == "mean"
    ]
    given = amounts[amounts["question"].isin(means) & (amounts["role"] == "numerator")]
    errors = mean_errors(given.dropna(subset="amount"))
    return sides[0].join(sides[1], how="outer").join(errors)


def asked_of(
    by_ledger: dict[str, pd.DataFrame], question: Question, nothing: pd.DataFrame
) -> pd.DataFrame:
    """Return the records of the ledgers that a question is asked of."""
    codes = dict.fromkeys(ledger.code for ledger in question.ledgers)
    parts = [by_ledger[code] for code in codes if code in by_ledger]
    return parts[0] if len(parts) == 1 else pd.concat(parts) if parts else nothing


def add_sums(figures: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Give every figure its numerator and denominator by the three zeros."""
    joined = figures.join(sums, on=["question", "unit"])
    has_denominator = joined["measure"].map(lambda name: vocabulary.MEASURES[name].has_denominator)
    is_known = joined["measure"].map(lambda name: vocabulary.MEASURES[name].knows_base)
    for role in ROLES:
        silent = ~joined[f"has_{role}"].fillna(False).astype(bool)
        joined[role] = joined[role].astype("Float64").mask(silent, 0.0)
    known = joined["denominator"].mask(joined["denominator"] == 0)
    reported = joined["denominator"].where(joined["is_base_reported"])
    denominator = known.where(is_known, reported).where(has_denominator)
    numerator = joined["numerator"].where(joined["is_reported"])
    unread = numerator.isna() & (joined["is_reported"] | joined["is_in_doubt"])
    unread |= joined["is_base_reported"] & joined["denominator"].isna() & per_inspection(joined)
    return joined.assign(numerator=numerator, denominator=denominator, is_unread=unread)


def per_inspection(figures: pd.DataFrame) -> pd.Series:
    """Tell which figures are taken per inspection, which another indicator counts."""
    return figures["measure"].isin(vocabulary.PER_INSPECTION)


def leave_unread(
    figures: pd.DataFrame, uncounted: pd.DataFrame, catalogue: Catalogue, spans: list[Span]
) -> pd.DataFrame:
    """Take away the figures that would say nothing done of what was filed and does not count.

    A sum of which a part does not count is what the other cells say, as with a cell that cannot be
    read; where they say nothing, or 0, nobody knows it. Of cases nothing is known where one does
    not count: not to number them would better a unit's place. What another time's table says is no
    part of a month that is stated itself. The town's own figure stays the sum of what is known.
    """
    cases = {code for code, ledger in catalogue.ledgers.items() if ledger.shape == "case"}
    places = {
        (line.ledger, line.item if line.ledger not in cases else "", span.name, line.unit):
            line.is_other_time
        for span in spans
        for line in uncounted[uncounted["period"].isin(span.periods)]
        .sort_values("is_other_time", ascending=False)
        .itertuples()
    }  # fmt: skip
    asked = zip(*(figures[each] for each in ("ledger", "item", "span", "unit")), strict=True)
    of_time = pd.Series(
        [places.get((code, "" if code in cases else item, *at)) for code, item, *at in asked],
        index=figures.index,
        dtype="boolean",
    )
    is_silent = ~figures["has_numerator"].fillna(False).astype(bool)
    is_nothing = is_silent | figures["numerator"].eq(0).fillna(True).astype(bool)
    is_case = figures["ledger"].isin(cases) & of_time.notna()
    unknown = is_silent & of_time.notna() | is_nothing & of_time.eq(False).fillna(False) | is_case
    return figures.assign(
        numerator=figures["numerator"].mask(unknown), is_unread=figures["is_unread"] | unknown
    )


def add_town(figures: pd.DataFrame, town: str) -> pd.DataFrame:
    """Add the town's own figures, the sums over its units as far as known, after each question.

    Units that are gone by the end of the span count in the town's figure and then go. A unit whose
    denominator the catalogue does not know counts on neither side.
    """
    shared = ["indicator", "span", "uom", "measure"]
    by_catalogue = figures["measure"].map(lambda name: vocabulary.MEASURES[name].knows_base)
    baseless = by_catalogue & figures["is_current"] & figures["denominator"].isna()
    summed = figures.assign(numerator=figures["numerator"].mask(baseless))
    grouped = summed.groupby("question", sort=False)
    sums = grouped[ROLES].sum(min_count=1).join(grouped[shared].first()).reset_index()
    own = sums.assign(level="town", group=None, unit=town, is_unread=False)
    own["value_error"] = pd.NA
    current = figures[figures["is_current"]]
    return pd.concat([current, own]).sort_values("question", kind="stable", ignore_index=True)


def add_values(figures: pd.DataFrame) -> pd.DataFrame:
    """Turn numerator and denominator into the figure, each measure in its own way."""
    value = pd.Series(pd.NA, index=figures.index, dtype="Float64")
    for name, own in figures.groupby("measure", sort=False):
        value[own.index] = vocabulary.MEASURES[name].value(own["numerator"], own["denominator"])
    return figures.assign(value=value)
