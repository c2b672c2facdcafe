"""A month or week of a town → its folder: pages, notebooks, spreadsheet, csv, notices, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from zhen_analysis.errors import BadInput, ZhenError
from zhen_analysis.month import Assessment
from zhen_analysis.period import is_weekly, parse_period
from zhen_analysis.present.annex import annex
from zhen_analysis.present.tables.quality import without_personal
from zhen_analysis.publish.account import page_source
from zhen_analysis.publish.announcement import write_announcement
from zhen_analysis.publish.execute import execute, report_notebooks
from zhen_analysis.publish.files import write_csv, write_text, write_workbook
from zhen_analysis.publish.manifest import write_manifest
from zhen_analysis.publish.notices import read_template, write_notices
from zhen_analysis.publish.outline import take_heading
from zhen_analysis.publish.page import ReportExporter
from zhen_analysis.publish.site import write_index
from zhen_analysis.week import WeekAssessment, assess
from zhen_analysis.workspace import Workspace, bundled

WORKBOOK = "通报附表.xlsx"
ACCOUNTS = ("issues", "filings", "files", "sheets", "blocks")
CSV_TABLES = {
    "month": (*ACCOUNTS, "measures", "scores", "totals", "ranking"),
    "week": (*ACCOUNTS, "villages"),
}  # never records: they hold names and remarks
# Of an item what its meeting and its 督办单 say, never who answers for it, nor remarks.
CASE_COLUMNS = ["ledger", "case", "unit", "text", "meeting", "opened", "deadline", "closed_on"]
CASE_COLUMNS += ["progress", "elapsed", "gap", "light", "light_word", "days_left", "days_overdue"]
CASE_COLUMNS += ["days_taken", "extensions", "deadline_before", "has_slipped", "reminders"]
CASE_COLUMNS += ["notice", "is_closed", "is_due", "is_carried", "is_on_time", "is_overdue"]
CASE_COLUMNS += ["file", "sheet", "cell"]
MADE, INCOMPLETE, FAILED = "made", "incomplete", "failed"


@dataclass(frozen=True)
class PageResult:
    """What became of one report.

    Attributes
    ----------
    state : made, incomplete (made, but a file could not be read) or failed.
    reason : why it failed, one sentence; else empty.
    path : the page; where it failed, the place it would have.
    """

    name: str
    title: str
    state: str
    reason: str
    path: Path

    @property
    def has_failed(self) -> bool:
        """Whether there is no page."""
        return self.state == FAILED

    def as_entry(self) -> dict[str, str]:
        """Return what a manifest says of the report."""
        return {"title": self.title, "state": self.state, "reason": self.reason}


def publish(
    workspace: Workspace,
    period: str,
    town: str | None = None,
    *,
    only: str | Iterable[str] | None = None,
    jobs: int = 1,
    force: bool = False,
    assessment: Assessment | WeekAssessment | None = None,
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> list[PageResult]:
    """Publish the reports of a month or week and bring the index over all up to date.

    Parameters
    ----------
    only : names of notebooks; None for every one that reports on a period of this kind.
    jobs : how many notebooks run at once.
    force : read every workbook again; pages are always made again.
    assessment : the period's assessment where the caller has it already.
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
    kind = "week" if is_weekly(period) else "month"
    own = report_notebooks(workspace.notebooks_dir, kind)
    notebooks = choose(own or report_notebooks(bundled("notebooks"), kind), only)
    if assessment is None:
        assessment = assess(workspace, period, town, fresh=force)
    template = read_template(workspace) if kind == "week" else None
    folder = workspace.reports_dir / assessment.period / assessment.town
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        waiting = {
            name: pool.submit(publish_page, workspace, assessment, path, folder)
            for name, path in notebooks.items()
        }
        results = [waiting[name].result() for name in progress(notebooks)]
    write_tables(assessment, kind, folder)
    if template is not None and isinstance(assessment, WeekAssessment):
        write_notices(assessment, template, folder)
    if not isinstance(assessment, WeekAssessment):
        write_announcement(assessment, folder)
    write_manifest(assessment, {page.name: page.as_entry() for page in results}, folder)
    write_index(workspace)
    return results


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


def publish_page(
    workspace: Workspace, assessment: Assessment | WeekAssessment, notebook: Path, folder: Path
) -> PageResult:
    """Run one notebook and write its page and its executed copy."""
    page, copy = folder / f"{notebook.stem}.html", folder / notebook.name
    title = take_heading(nbformat.read(notebook, as_version=4)) or notebook.stem
    parameters = {
        "period": assessment.period,
        "town": assessment.town,
        "workspace": str(workspace.root),
    }
    try:
        executed = execute(notebook, parameters, workspace.root)
        executed.metadata["zhen"] = executed.metadata.get("zhen", {}) | page_source(assessment)
        html, _ = ReportExporter().from_notebook_node(
            deepcopy(executed), {"metadata": {"name": notebook.stem}}
        )
    except ZhenError as failed:
        page.unlink(missing_ok=True)  # an older page would pass for this month's state
        copy.unlink(missing_ok=True)
        return PageResult(notebook.stem, title, FAILED, str(failed), page)
    write_text(page, html)
    write_text(copy, as_text(executed))
    state = MADE if assessment.is_complete else INCOMPLETE
    return PageResult(notebook.stem, title, state, "", page)


def as_text(nb: NotebookNode) -> str:
    """Return a notebook as its file has it."""
    return nbformat.writes(nb) + "\n"


def write_tables(assessment: Assessment | WeekAssessment, kind: str, folder: Path) -> None:
    """Write the spreadsheet of printed tables, and the tables of the design as csv."""
    made = datetime.combine(parse_period(assessment.period).last_day, time())
    write_workbook(folder / WORKBOOK, annex(assessment), made)
    supervised = assessment.supervised
    cases = supervised.cases.reindex(columns=CASE_COLUMNS)
    write_csv(folder / "tables/cases.csv", cases)
    write_csv(folder / "tables/departments.csv", supervised.departments)
    for name in CSV_TABLES[kind]:
        frame = getattr(assessment, name)
        if name == "issues":
            frame = without_personal(frame, assessment.catalogue)
        write_csv(folder / "tables" / f"{name}.csv", frame)
