"""An assessment and one notebook → its page and its executed copy, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.look.style import stylesheet
from zhen_analysis.present.look.table import Table
from zhen_analysis.publish.notebooks.declared import PageFailed, read_notebook
from zhen_analysis.publish.notebooks.execute import execute
from zhen_analysis.publish.notebooks.restatement_cell import insert_restatement
from zhen_analysis.publish.pages.gate import check_links
from zhen_analysis.publish.pages.html import TEMPLATES, ReportExporter
from zhen_analysis.publish.pages.outline import PAGE_CSS, take_heading
from zhen_analysis.publish.papers.account import page_source
from zhen_analysis.publish.papers.files import write_text
from zhen_analysis.results.assessment import Assessment

MADE, INCOMPLETE, FAILED = "made", "incomplete", "failed"
Run = Callable[[Path, dict[str, str], Path], NotebookNode]


@dataclass(frozen=True)
class PageResult:
    """What became of one report.

    Attributes
    ----------
    name : its place below the town's folder of the period, without ending.
    state : made, incomplete (made, but a file could not be read) or failed.
    reason : why it failed, one sentence; else empty.
    path : the page; where it failed, one that says why.
    of : the heading of the pages that it is one of (一村一报); empty for a report of its own.
    """

    name: str
    title: str
    state: str
    reason: str
    path: Path
    of: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether its page only says why there is none."""
        return self.state == FAILED

    def as_entry(self) -> dict[str, str]:
        """Return what a manifest says of the report."""
        entry = {"title": self.title, "state": self.state, "reason": self.reason}
        return {**entry, "of": self.of} if self.of else entry


@dataclass(frozen=True)
class Named:
    """What a page is called, and what else its notebook is told.

    ``of``: the heading of the pages that it is one of; empty for a report of its own.
    """

    name: str
    title: str
    of: str = ""
    further: Mapping[str, str] = field(default_factory=dict)


def publish_page(
    workspace: Workspace,
    assessment: Assessment,
    notebook: Path,
    place: Path,
    one: Named | None = None,
    run: Run = execute,
    told: Sequence[Table | Prose] = (),
) -> PageResult:
    """Run one notebook and write ``place``.html and .ipynb, its page and its executed copy.

    Parameters
    ----------
    run : executes the notebook.
    told : what a page that shows ranks has to say of an earlier publication.
    """
    one = one or Named(notebook.stem, heading_of(notebook))
    parameters = {
        "period": str(assessment.period),
        "town": assessment.town,
        "workspace": str(workspace.root),
        **one.further,
    }

    def made() -> NotebookNode:
        executed = run(notebook, parameters, workspace.root)
        insert_restatement(executed, told)
        return with_source(executed, page_source(assessment))

    return write_page(place, one, made, notebook.stem, assessment)


def with_source(executed: NotebookNode, source: dict) -> NotebookNode:
    """Return a notebook that knows what its page's footer says."""
    executed.metadata["zhen"] = executed.metadata.get("zhen", {}) | source
    return executed


def write_page(
    place: Path,
    one: Named,
    run: Callable[[], NotebookNode],
    name: str,
    assessment: Assessment,
) -> PageResult:
    """Write ``place``.html and .ipynb of the notebook that ``run`` gives.

    Where it gives none, or what nobody may see, the page says so, and why.

    ``name``: the notebook's own, a page without heading is called by it.
    """
    page, copy = place.with_name(f"{place.name}.html"), place.with_name(f"{place.name}.ipynb")

    def result(state: str, reason: str = "") -> PageResult:
        return PageResult(one.name, one.title, state, reason, page, one.of)

    try:
        executed = run()
        html, _ = ReportExporter().from_notebook_node(
            deepcopy(executed), {"metadata": {"name": name}, "veils": assessment.veils}
        )
    except ZhenError as failed:
        copy.unlink(missing_ok=True)  # an older one would pass for this month's state
        reason = str(failed)
        for veil in assessment.veils:
            reason = veil.text(reason)
        write_text(page, failed_page(one, reason))
        return result(FAILED, reason)
    write_text(page, html)
    write_text(copy, as_text(executed))
    return result(MADE if assessment.is_complete else INCOMPLETE)


def failed_page(one: Named, reason: str) -> str:
    """Return the page in a failed report's place: what was to be here, and why it is not."""
    loader = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    css = stylesheet() + PAGE_CSS.read_text(encoding="utf-8")
    template = loader.get_template("site/failed.html.j2")
    report = one.name.partition("/")[0]
    return check_links(template.render(title=one.title, reason=reason, report=report, css=css))


def heading_of(notebook: Path) -> str:
    """Return a notebook's title; its name where it has none, or where it is broken."""
    try:
        return take_heading(read_notebook(notebook)) or notebook.stem
    except PageFailed:
        return notebook.stem


def as_text(nb: NotebookNode) -> str:
    """Return a notebook as its file has it."""
    return nbformat.writes(nb) + "\n"
