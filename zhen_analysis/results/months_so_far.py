"""What was filed in the months of a year → each month's tables, in the light of those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd

from zhen_analysis.assess import measure_month
from zhen_analysis.assess.schemas import HISTORY, MEASURES, SCORES
from zhen_analysis.assess.schemes import assess_scheme, empty, keep_history, stack_schemes
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.intake import Intake
from zhen_analysis.results.folders import stack

Tables = dict[str, pd.DataFrame]
Make = Callable[[], Tables]


def assess_tables(
    intakes: dict[Month, Intake],
    earlier: dict[Month, Intake],
    here: TownPeriod[Month],
    look_back: Callable[[Month, Make], Tables] = lambda _, make: make(),
    year_ago: Mapping[Month, Intake] | None = None,
) -> Tables:
    """Return measures, scores, totals, ranking, history and past of a month; pure.

    ``intakes``: January to the month. ``earlier``: what last month's ranking rests on, or nothing.
    ``look_back`` may know the tables of an earlier month of the year, else makes them.
    ``year_ago``: last year up to the same month, or nothing.
    """
    history, past = empty(HISTORY), [empty(MEASURES)]
    if year_ago:
        past.append(measure_past(dict(year_ago), here))
    if here.period.month == 1 and earlier:  # last month's year is looked at alone
        carries = here.catalogue.indicators["missing"].eq("carry").any()
        known = earlier if carries else {}
        before = assess_year(earlier, [*known, here.period.previous], here, history)
        history = keep_history(before["ranking"])
        past += [measure_past(earlier, here)]
    tables = assess_year(intakes, [*intakes], here, history, look_back)
    known = pd.concat([*past, tables["past"]], ignore_index=True)
    return {**tables, "past": known.drop_duplicates(["period", "unit", "indicator", "span"])}


def measure_past(intakes: dict[Month, Intake], here: TownPeriod[Month]) -> pd.DataFrame:
    """Return the town's own measures of the last of some months."""
    records, filings = stack(intakes, "records"), stack(intakes, "filings")
    return own_figures(measure_month(records, filings, here.at(max(intakes))))


def own_figures(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of level town."""
    return measures[measures["level"] == "town"]


def assess_year(
    intakes: dict[Month, Intake],
    months: list[Month],
    here: TownPeriod[Month],
    history: pd.DataFrame,
    look_back: Callable[[Month, Make], Tables] = lambda _, make: make(),
) -> Tables:
    """Assess months of one year one after another; return the tables of the last one.

    Each month looks back on the honours and scores of those before it. ``history``: rankings from
    before; the returned one has the year's months added, the last one included.
    """
    carried, past = empty(SCORES), [empty(MEASURES)]
    *before, last = sorted(set(months))
    for each in before:
        make = partial(assess_one, intakes, here.at(each), history, carried, with_intervals=False)
        tables = look_back(each, make)
        past.append(own_figures(tables["measures"]))
        carried = pd.concat([carried, tables["scores"]], ignore_index=True)
        history = pd.concat([history, keep_history(tables["ranking"])], ignore_index=True)
    tables = assess_one(intakes, here.at(last), history, carried)
    looked_back = [history, keep_history(tables["ranking"])]
    return {
        **tables,
        "history": pd.concat(looked_back, ignore_index=True),
        "past": pd.concat(past, ignore_index=True),
    }


def assess_one(
    intakes: dict[Month, Intake],
    here: TownPeriod[Month],
    history: pd.DataFrame,
    carried: pd.DataFrame,
    *,
    with_intervals: bool = True,
) -> Tables:
    """Return measures, scores, totals and ranking of one month, given those before it."""
    catalogue, month = here.catalogue, here.period
    known = {each: intake for each, intake in intakes.items() if each <= month}
    filings = stack(known, "filings")
    measures = measure_month(stack(known, "records"), filings, here, stack(known, "uncounted"))
    parts = [
        assess_scheme(
            scheme, measures, filings, catalogue, month, history, carried,
            with_intervals=with_intervals,
        )
        for scheme in catalogue.schemes.values()
    ]  # fmt: skip
    scores, totals, ranking = stack_schemes(parts)
    return {"measures": measures, "scores": scores, "totals": totals, "ranking": ranking}
