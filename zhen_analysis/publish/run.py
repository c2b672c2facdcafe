"""A period of a town → its folder: pages, notebooks, spreadsheet, csv, notices, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Period, parse_period
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.present.annex import annex
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.table import Table
from zhen_analysis.present.month.restatement_note import Restated, explained
from zhen_analysis.publish.notebooks.declared import report_notebooks
from zhen_analysis.publish.notebooks.execute import USUAL, Patience, execute
from zhen_analysis.publish.pages.cards import publish_cards
from zhen_analysis.publish.pages.needs import is_needed
from zhen_analysis.publish.pages.one import PageResult, Run, publish_page
from zhen_analysis.publish.papers.announcement import write_announcement
from zhen_analysis.publish.papers.files import write_csv, write_workbook
from zhen_analysis.publish.papers.manifest import write_manifest
from zhen_analysis.publish.papers.notices import read_template, write_notices
from zhen_analysis.publish.restatement import restate
from zhen_analysis.publish.site import write_index
from zhen_analysis.results.any_period import assess_period
from zhen_analysis.results.assessment import FiledAssessment
from zhen_analysis.results.month import MonthAssessment

WORKBOOK = "通报附表.xlsx"
RESTATED = {"restated": "ranking", "restated_figures": "figures"}  # table → csv beside the page
ACCOUNTS = ("issues", "filings", "files", "sheets", "blocks")
# Of an item what its meeting and its 督办单 say, never who answers for it, nor remarks.
CASE_COLUMNS = ["ledger", "case", "unit", "text", "meeting", "opened", "deadline", "closed_on"]
CASE_COLUMNS += ["progress", "elapsed", "gap", "light", "light_word", "days_left", "days_overdue"]
CASE_COLUMNS += ["days_taken", "extensions", "deadline_before", "has_slipped", "reminders"]
CASE_COLUMNS += ["notice", "is_closed", "is_due", "is_carried", "is_on_time", "is_overdue"]
CASE_COLUMNS += ["file", "sheet", "cell"]

Papers = Callable[[Any, Path, Restated], object]  # of an assessment, to a folder


@dataclass(frozen=True)
class Kind:
    """What is published of one kind of period.

    Attributes
    ----------
    notebooks : what notebooks call the kind in their metadata.
    tables : tables of the assessment that lie beside the pages as csv; never records, they hold
        names and remarks.
    further_tables : an assessment → more of them, by name.
    papers : each a workspace → what writes some of the Word files; it raises BadInput before any
        page is made.
    is_restated : whether pages say what differs from the first publication.
    """

    notebooks: str
    tables: tuple[str, ...]
    further_tables: Callable[[Any], dict[str, pd.DataFrame]]
    papers: tuple[Callable[[Workspace], Papers], ...] = ()
    is_restated: bool = False


def supervision_tables(assessment: FiledAssessment) -> dict[str, pd.DataFrame]:
    """Return the items that meetings handed out, and their sums by department."""
    supervised = assessment.supervised
    cases = supervised.cases.reindex(columns=CASE_COLUMNS)
    return {"cases": cases, "departments": supervised.departments}


def month_tables(assessment: MonthAssessment) -> dict[str, pd.DataFrame]:
    """Return what became of items, and of goals and projects where the town has any."""
    plan = assessment.plan
    planned = {
        "goals": plan.goals,
        "projects": plan.projects.drop(columns="remark", errors="ignore"),
    }
    return supervision_tables(assessment) | ({} if plan.is_empty else planned)


def no_further_tables(_: object) -> dict[str, pd.DataFrame]:
    """Return nothing: a quarter or year has none beside its own."""
    return {}


def announcement(_: Workspace) -> Papers:
    """Return what writes a month's 通报."""
    return write_announcement


def notices(workspace: Workspace) -> Papers:
    """Return what writes a week's 催办单; raises BadInput where the template is no Word file."""
    template = read_template(workspace)
    return lambda assessment, folder, _: write_notices(assessment, template, folder)


ROLLED_UP = Kind("roll_up", ("totals", "ranking"), no_further_tables)
KINDS = {
    "month": Kind(
        "month", (*ACCOUNTS, "measures", "scores", "totals", "ranking"), month_tables,
        (announcement,), is_restated=True,
    ),
    "week": Kind("week", (*ACCOUNTS, "villages"), supervision_tables, (notices,)),
    "quarter": ROLLED_UP,
    "year": ROLLED_UP,
}  # fmt: skip


def publish(
    workspace: Workspace,
    period: str | Period,
    town: str | None = None,
    *,
    only: str | Iterable[str] | None = None,
    villages: bool = False,
    jobs: int = 1,
    force: bool = False,
    assessment: Any = None,
    first: bool = False,
    run: Run | None = None,
    patience: Patience = USUAL,
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> list[PageResult]:
    """Publish the reports of a period and bring the index over all up to date.

    Parameters
    ----------
    only : names of notebooks; None for every one that reports on a period of this kind and has
        anything to tell of the town (``is_needed``).
    villages : make a page for each village too, by the notebooks that report on one (``only`` may
        name them as well).
    jobs : how many notebooks run at once.
    force : read every workbook again; pages are always made again.
    assessment : the period's assessment where the caller has it already.
    first : what lies there was a draft: nothing is told of how this month differs from it.
    run : executes a notebook, with a kernel of its own unless given.
    patience : how long to wait for a cell, and how often to begin anew.
    progress : wraps the names of the reports as they are done.

    Returns
    -------
    list of PageResult
        One per report. A report that fails does not keep the others from being made.

    Raises
    ------
    BadInput
        An unknown report, month or town: nothing is written.
    """
    when = parse_period(period)
    kind = KINDS[when.kind]
    run = run or partial(execute, patience=patience)
    of_town, of_village = (
        notebooks_of(workspace, kind.notebooks, of) for of in ("town", "village")
    )
    chosen = choose(of_town | of_village, only)
    notebooks = {name: path for name, path in chosen.items() if name in of_town}
    cards = of_village if villages else chosen.keys() & of_village if only else {}
    if assessment is None:
        assessment = assess_period(when, town, workspace=workspace, fresh=force)
    if only is None:
        notebooks = {name: path for name, path in notebooks.items() if is_needed(path, assessment)}
    papers = [writer(workspace) for writer in kind.papers]
    folder = workspace.reports_dir / str(when) / assessment.town
    restated = restate(assessment, folder, first=first) if kind.is_restated else Restated()
    told = [*explained(assessment, restated)]
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        waiting = {
            name: pool.submit(
                publish_page, workspace, assessment, path, folder / name, run=run, told=told,
            )
            for name, path in notebooks.items()
        }  # fmt: skip
        results = [waiting[name].result() for name in progress(notebooks)]
    for name in cards:
        path = of_village[name]
        results += publish_cards(
            workspace, assessment, path, folder, restated, jobs, patience, progress
        )
    write_tables(assessment, kind, folder, restated)
    for write in papers:
        write(assessment, folder, restated)
    write_manifest(assessment, {page.name: page.as_entry() for page in results}, folder)
    write_index(workspace)
    return results


def notebooks_of(workspace: Workspace, kind: str, of: str) -> dict[str, Path]:
    """Return the workspace's own notebooks of a kind, else those that came with the package."""
    own = report_notebooks(workspace.notebooks_dir, kind, of)
    return own or report_notebooks(bundled("notebooks"), kind, of)


def choose(notebooks: dict[str, Path], only: str | Iterable[str] | None) -> dict[str, Path]:
    """Return the notebooks to run; raises BadInput that lists the reports there are."""
    if only is None:
        return notebooks
    wanted = [only] if isinstance(only, str) else list(only)
    unknown = [name for name in wanted if name not in notebooks]
    if unknown:
        raise BadInput(
            f"no report {', '.join(unknown)}.", hint=f"There are: {', '.join(notebooks)}."
        )
    return {name: path for name, path in notebooks.items() if name in wanted}


def write_tables(assessment: Any, kind: Kind, folder: Path, restated: Restated) -> None:
    """Write the spreadsheet of printed tables, and the tables of its kind as csv."""
    made = datetime.combine(assessment.period.last_day, time())
    told = explained(assessment, restated)
    changed = [table for table in told if isinstance(table, Table) and table.name in RESTATED]
    write_workbook(folder / WORKBOOK, [*changed, *annex(assessment)], made)
    write_restated(restated, folder)
    frames = {name: getattr(assessment, name) for name in kind.tables}
    for name, frame in {**frames, **kind.further_tables(assessment)}.items():
        write_csv(folder / "tables" / f"{name}.csv", with_words(frame))


def with_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with words where counts of people are withheld."""
    if "withheld" not in frame:
        return frame
    shown = {name: wording.side(name)(frame) for name in ("numerator", "denominator", "value")}
    return frame.assign(**shown).drop(columns="withheld")


def write_restated(restated: Restated, folder: Path) -> None:
    """Write what differs from the first publication as csv; none stays where nothing does."""
    for name, table in RESTATED.items():
        path, frame = folder / "tables" / f"{name}.csv", getattr(restated, table)
        if frame.empty:
            path.unlink(missing_ok=True)
        else:
            write_csv(path, frame)
