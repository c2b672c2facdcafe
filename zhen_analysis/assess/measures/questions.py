"""An indicator, a span of months and a town → the question that is asked of the records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Ledger, TownPeriod

PLACE = ["unit", "item", "file", "sheet", "cell"]  # where a record says what it says


@dataclass(frozen=True)
class Span:
    """The months that a figure covers, and its first and last day."""

    name: str
    months: tuple[Month, ...]
    first: date
    last: date

    @property
    def periods(self) -> list[str]:
        """The months as records write them, and the weeks that end in them."""
        return [str(each) for month in self.months for each in (month, *month.weeks)]

    @property
    def first_day(self) -> pd.Timestamp:
        """The first day that the town counts to the first month."""
        return pd.Timestamp(self.first)

    @property
    def last_day(self) -> pd.Timestamp:
        """The last day that the town counts to the last month."""
        return pd.Timestamp(self.last)


def span_of(here: TownPeriod[Month], name: str) -> Span:
    """Return this month alone (month), or January to this month (ytd), in the town's own days."""
    months = (here.period,) if name == "month" else tuple(here.period.year_to_date)
    first, last = (here.catalogue.days_of(here.town, each) for each in (months[0], months[-1]))
    return Span(name, months, first[0], last[1])


@dataclass(frozen=True)
class Question:
    """What is asked of the records: one indicator (a line of the catalogue) over one span.

    ``units``: the units that exist at the end of the span; ``inspections``: the question of how
    often each of them was inspected, where the figure is one per inspection.
    """

    indicator: Any  # a named tuple of the catalogue's columns
    ledger: Ledger
    span: Span
    units: pd.DataFrame
    inspections: Question | None = None

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        """The ledgers that it is asked of, the one of the inspections last."""
        return (self.ledger, *(self.inspections.ledgers if self.inspections else ()))


def ask(indicator: Any, span: Span, here: TownPeriod[Month]) -> Question:
    """Return the question of one indicator's figures over one span that ends with the month."""
    ledger = here.catalogue.ledgers[indicator.ledger]
    question = Question(indicator, ledger, span, here.units(ledger.level))
    counted_by = getattr(indicator, "inspections", None)
    if not isinstance(counted_by, str) or not counted_by:
        return question
    lines = here.catalogue.measured_indicators
    counts = next(lines[lines["indicator"] == counted_by].itertuples())
    return replace(question, inspections=ask(counts, span, here))
