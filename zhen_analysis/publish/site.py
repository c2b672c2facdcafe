"""The manifests under reports/ → reports/index.html: months × towns × reports with their state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from zhen_analysis.errors import BadInput
from zhen_analysis.period import parse_month
from zhen_analysis.present.style import stylesheet
from zhen_analysis.present.wording import unlinked
from zhen_analysis.publish.files import write_text
from zhen_analysis.publish.outline import PAGE_CSS
from zhen_analysis.publish.page import TEMPLATES, check_page
from zhen_analysis.workspace import Workspace

INDEX = "index.html"
STATES = {
    "made": ("已生成", "fine"),
    "incomplete": ("数据不完整", "late"),
    "failed": ("未生成", "missing"),
}


@dataclass(frozen=True)
class Entry:
    """One town's month on the index."""

    period: str
    town_name: str
    folder: str
    manifest: dict

    @property
    def month(self) -> str:
        """The month in words."""
        return parse_month(self.period).chinese

    @property
    def reports(self) -> list[dict]:
        """Title, link, reason, word and class of each report."""
        return [
            {"title": report["title"], "reason": unlinked(report["reason"]), "word": word,
             "kind": kind,
             "link": "" if report["state"] == "failed" else f"{self.folder}/{name}.html"}
            for name, report in self.manifest["reports"].items()
            for word, kind in [STATES[report["state"]]]
        ]  # fmt: skip


def write_index(workspace: Workspace) -> Path:
    """Write reports/index.html over everything published so far and return its path."""
    entries = find_entries(workspace.reports_dir)
    loader = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    page = loader.get_template("site/index.html.j2").render(
        months=by_month(entries), css=stylesheet() + PAGE_CSS.read_text(encoding="utf-8")
    )
    return write_text(workspace.reports_dir / INDEX, check_page(page))


def find_entries(reports: Path) -> list[Entry]:
    """Return every published month, the newest first; broken manifests are left out."""
    found = [read_entry(path, reports) for path in sorted(reports.glob("*/*/manifest.json"))]
    entries = [entry for entry in found if entry]
    return sorted(entries, key=lambda entry: entry.period, reverse=True)


def read_entry(path: Path, reports: Path) -> Entry | None:
    """Return one published month."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        parse_month(manifest["period"])
        return Entry(
            period=manifest["period"],
            town_name=manifest["town_name"],
            folder=path.parent.relative_to(reports).as_posix(),
            manifest={"reports": manifest["reports"]},
        )
    except (OSError, ValueError, KeyError, TypeError, BadInput):
        return None


def by_month(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Gather entries under their month, in the order given."""
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(entry.month, []).append(entry)
    return months
