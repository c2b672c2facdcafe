"""A month of a town → its folder of reports: pages, notebooks, spreadsheet, csv, manifest."""

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
from zhen_analysis.month import Assessment, assess_month
from zhen_analysis.present.annex import annex
from zhen_analysis.present.tables.quality import without_personal
from zhen_analysis.publish.account import page_source
from zhen_analysis.publish.execute import execute, report_notebooks
from zhen_analysis.publish.files import write_csv, write_text, write_workbook
from zhen_analysis.publish.manifest import write_manifest
from zhen_analysis.publish.outline import take_heading
from zhen_analysis.publish.page import ReportExporter
from zhen_analysis.publish.site import write_index
from zhen_analysis.workspace import Workspace

WORKBOOK = "通报附表.xlsx"
CSV_TABLES = (
    *("issues", "filings", "measures", "scores", "totals", "ranking"),
    *("files", "sheets", "blocks"),
)  # never records: they hold names and remarks
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
    assessment: Assessment | None = None,
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> list[PageResult]:
    """Publish the reports of a month and bring the index over all months up to date.

    Parameters
    ----------
    only : names of notebooks; None for every one that reports on a month.
    jobs : how many notebooks run at once.
    force : read every workbook again; pages are always made again.
    assessment : the month's assessment where the caller has it already.
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
    notebooks = choose(report_notebooks(workspace.notebooks_dir), only)
    if assessment is None:
        assessment = assess_month(workspace, period, town, fresh=force)
    folder = workspace.reports_dir / assessment.period / assessment.town
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        waiting = {
            name: pool.submit(publish_page, workspace, assessment, path, folder)
            for name, path in notebooks.items()
        }
        results = [waiting[name].result() for name in progress(notebooks)]
    write_tables(assessment, folder)
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
    workspace: Workspace, assessment: Assessment, notebook: Path, folder: Path
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


def write_tables(assessment: Assessment, folder: Path) -> None:
    """Write the spreadsheet of printed tables, and the tables of the design as csv."""
    made = datetime.combine(assessment.month.last_day, time())
    write_workbook(folder / WORKBOOK, annex(assessment), made)
    for name in CSV_TABLES:
        frame = getattr(assessment, name)
        if name == "issues":
            frame = without_personal(frame, assessment.catalogue)
        write_csv(folder / "tables" / f"{name}.csv", frame)
