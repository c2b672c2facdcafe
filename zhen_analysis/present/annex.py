"""An Assessment → every table of the month, for the spreadsheet beside the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from zhen_analysis.catalogue.vocabulary.measures import SHARES
from zhen_analysis.present import tables
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.look.table import Table, Tables
from zhen_analysis.present.month.areas import AREAS

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import Assessment
    from zhen_analysis.results.month import MonthAssessment
    from zhen_analysis.results.roll_up import RollUpAssessment
    from zhen_analysis.results.week import WeekAssessment


def annex(assessment: Assessment) -> list[Table]:
    """Return the period's tables in reading order; what has no rows is left out."""
    made = PARTS_OF[assessment.period.kind](assessment)
    return [table for each in made for table in flat(each)]


def roll_up_parts(assessment: RollUpAssessment) -> Iterator[Table | Tables | Prose]:
    """Yield what the page of a quarter or year shows."""
    yield tables.roll_up_rankings(assessment)
    yield tables.parts_by_month(assessment)
    yield tables.months_rolled_up(assessment)


def week_parts(assessment: WeekAssessment) -> Iterator[Table | Tables | Prose]:
    """Yield what the weekly page shows."""
    yield tables.due_this_week(assessment)
    yield tables.due_next_week(assessment)
    yield tables.overdue(assessment)
    yield tables.lit(assessment)
    yield tables.meetings(assessment)
    yield tables.departments(assessment)
    yield tables.slipped(assessment)
    yield tables.history(assessment)
    yield tables.speakers(assessment)
    yield tables.marked_villages(assessment)
    yield tables.files(assessment)
    yield tables.entries(assessment)
    yield tables.cells(assessment)


def month_parts(assessment: MonthAssessment) -> Iterator[Table | Tables | Prose]:
    """Yield what the pages show, then every village's figures."""
    yield tables.town_figures(assessment)
    for name in AREAS:
        yield tables.area(assessment, name)
    yield tables.other_areas(assessment)
    yield tables.leaders(assessment)
    yield tables.rankings(assessment)
    yield tables.points(assessment)
    yield tables.bonuses_and_vetoes(assessment)
    yield tables.rules(assessment)
    indicators = assessment.catalogue.measured_indicators
    for indicator in indicators.loc[indicators["measure"].isin(SHARES), "indicator"]:
        yield tables.rates(assessment, indicator)
    yield tables.village_figures(assessment, "month")
    yield tables.village_figures(assessment, "ytd")
    yield tables.departments(assessment)
    yield tables.goal_tree(assessment, in_full=True)
    yield tables.themes(assessment)
    yield tables.projects(assessment, in_full=True)
    yield tables.filing_summary(assessment)
    yield tables.late_or_missing(assessment)
    yield tables.to_mend(assessment)
    yield tables.to_mend_by_unit(assessment)
    yield tables.corrections(assessment)
    yield tables.trend(assessment)
    yield tables.files(assessment)
    yield tables.entries(assessment)
    yield tables.cells(assessment)


PARTS_OF: dict[str, Callable[[Any], Iterator[Table | Tables | Prose]]] = {
    "month": month_parts,
    "week": week_parts,
    "quarter": roll_up_parts,
    "year": roll_up_parts,
}


def flat(made: Table | Tables | Prose) -> tuple[Table, ...]:
    """Return the tables in what a function made; a sentence has none."""
    if isinstance(made, Tables):
        return made.parts
    return (made,) if isinstance(made, Table) else ()
