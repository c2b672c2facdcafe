"""A period of any kind and a town → its assessment: a table says which kind is assessed by what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zhen_analysis.base.period import Period, parse_period
from zhen_analysis.base.workspace import Workspace, open_workspace
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.results.assessment import Assessment
from zhen_analysis.results.folders import Progress
from zhen_analysis.results.month import assess_month
from zhen_analysis.results.roll_up import assess_roll_up
from zhen_analysis.results.week import assess_week

ASSESSED_BY: dict[str, Callable[..., Assessment]] = {
    "month": assess_month,
    "week": assess_week,
    "quarter": assess_roll_up,
    "year": assess_roll_up,
}


def assess_period(
    period: str | Period,
    town: str | None = None,
    *,
    workspace: Workspace | str | Path | None = None,
    fresh: bool = False,
    progress: Progress = iter,
) -> Assessment:
    """Return the assessment that the period's kind asks for: month, week, quarter or year.

    Parameters
    ----------
    period : ``2022-03``, ``2022-W12``, ``2022-Q1``, ``2022``, ``latest`` or ``previous`` (months,
        by the data there is), or a ``Period``.
    town : code or name; None for the workspace's first town.
    workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
    fresh : read all files again even if nothing seems to have changed.
    progress : wraps the files as they are read.

    Raises
    ------
    BadInput
        What names no period, or one that has no data; a town that is not in the catalogue.
    CatalogueError
        The catalogue breaks its rules; all breaches at once.
    """
    place = open_workspace(workspace)
    code = load_catalogue(place.catalogue_dir).find_town(town)
    when = parse_period(place.dated(period, [code]))
    assess = ASSESSED_BY[when.kind]
    return assess(when, code, workspace=place, fresh=fresh, progress=progress)
