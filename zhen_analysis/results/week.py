"""A workspace, a week and a town → the week's supervision and marks, as frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from zhen_analysis.assess.cases.speakers import rank_marks
from zhen_analysis.base.period import Month, Period, Week, parse_week
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake import Filed, Intake, order_issues
from zhen_analysis.results.assessment import FiledAssessment
from zhen_analysis.results.folders import (
    Progress,
    TownFolders,
    join_intakes,
    placed_issues,
    require_folder,
    stack_tables,
    with_known_cases,
)


@dataclass(frozen=True, repr=False)
class WeekAssessment(FiledAssessment[Week]):
    """One town's week.

    ``filed`` covers the weeks of the year up to this one; ``issues, filings, files,
    sheets, blocks`` are the week's own and those of the daily marks that the page rests on.
    ``villages``: one row per village, ranked by its daily marks (``rank_marks``); ``marks``: how
    many marks the week has, or None where no ledger holds any.
    """

    villages: pd.DataFrame
    marks: int | None

    @property
    def cases(self) -> pd.DataFrame:
        """The items on the desk, one row each."""
        return self.supervised.cases

    @property
    def departments(self) -> pd.DataFrame:
        """The items by department, the town last."""
        return self.supervised.departments


def assess_week(
    period: str | Period,
    town: str | None = None,
    *,
    workspace: Workspace | str | Path | None = None,
    fresh: bool = False,
    progress: Progress = iter,
) -> WeekAssessment:
    """Read one town's week, judge its items by department and rank its villages by their marks.

    Parameters
    ----------
    period : ``YYYY-Www`` (a week of ISO 8601), ``latest`` or ``previous`` (weeks with data), or a
        ``Period``.
    town : code or name; None for the workspace's first town.
    workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
    fresh : read all files again even if nothing seems to have changed.
    progress : wraps the files as they are read.

    Raises
    ------
    BadInput
        A period that is no week or has no raw folder, a town that is not in the catalogue.
    CatalogueError
        The catalogue breaks its rules; all breaches at once.
    """
    folders = TownFolders.of(workspace, town, fresh=fresh, progress=progress)
    week = parse_week(folders.dated(period, "week"))
    place, catalogue, code = folders.workspace, folders.catalogue, folders.town
    require_folder(place, catalogue, code, week)
    weeks = weeks_until(place, code, week)
    intakes = with_known_cases({each: folders.read_folder(each) for each in weeks}, catalogue)
    marking = next((each for each in catalogue.ledgers.values() if each.speaking), None)
    daily = [marks_in(folders, month, marking) for month in months_of(place, code, week)]
    return compose_week(folders, intakes, daily, week, marking)


def weeks_until(workspace: Workspace, town: str, week: Week) -> list[Week]:
    """Return the weeks of the year that have a folder, up to ``week``, and the one before it."""
    return [
        each
        for each in workspace.weeks(town)
        if each <= week and (each.iso_year == week.iso_year or each == week.previous)
    ]


def months_of(workspace: Workspace, town: str, week: Week) -> list[Month]:
    """Return the months that the week touches and that have a folder."""
    there = set(workspace.months(town))
    return [month for month in week.months_touched if month in there]


def marks_in(folders: TownFolders, month: Month, marking: Ledger | None) -> Intake:
    """Return what a month's folder holds of the daily marks; of other ledgers nothing."""
    intake = folders.read_folder(month)
    lines = intake.blocks[intake.blocks["ledger"].eq(marking.code if marking else "")]
    files = set(lines["file"])

    def only(name: str, table: pd.DataFrame) -> pd.DataFrame:
        if name == "places":
            return table[intake.issues["file"].isin(files).to_numpy()]
        return table[table["file"].isin(files)] if name != "filings" else table.iloc[:0]

    return Intake(**{name: only(name, table) for name, table in intake.tables().items()})


def compose_week(
    folders: TownFolders,
    intakes: dict[Week, Intake],
    daily: list[Intake],
    week: Week,
    marking: Ledger | None,
) -> WeekAssessment:
    """Put what was taken in and what was made of it into one value."""
    catalogue, here = folders.catalogue, folders.here(week)
    own = join_intakes([intakes[week], *daily])
    before = [intake for each, intake in intakes.items() if each < week]
    found = [placed_issues(own, before, catalogue), folders.strays]
    issues = order_issues(pd.concat(found, ignore_index=True), catalogue)
    files = stack_tables(
        [own.files.assign(period=str(week))]
        + [i.files.assign(period=str(each)) for each, i in intakes.items() if each < week]
    )
    filed = Filed(
        catalogue,
        records=stack_tables([intake.records for intake in intakes.values()]),
        fields=stack_tables([intake.fields for intake in intakes.values()]),
        files=files,
        blocks=stack_tables([intake.blocks for intake in intakes.values()]),
        people=stack_tables([own.people, *(i.people for i in intakes.values())]),
        issues=issues,
    )
    marks = daily_marks(own.records, marking, week)
    units = here.units("village")
    villages = (
        rank_marks(marks, units, marking.speaking)
        if marking is not None and marking.speaking is not None
        else pd.DataFrame(columns=["group", "unit", "marks", "mean", "rank", "honour", "firmness"])
    )
    return WeekAssessment(
        **vars(here),
        filed=filed,
        **filed.tables(own.tables()),
        villages=villages,
        marks=len(marks) if marking is not None else None,
    )  # fmt: skip


def daily_marks(records: pd.DataFrame, marking: Ledger | None, week: Week) -> pd.DataFrame:
    """Return the marks that were given on a day of the week."""
    own = records[records["ledger"].eq(marking.code if marking else "")]
    first, last = pd.Timestamp(week.first_day), pd.Timestamp(week.last_day)
    return own[own["date"].between(first, last)]
