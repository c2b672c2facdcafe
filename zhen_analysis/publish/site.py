"""The manifests under reports/ → reports/index.html: periods × towns × reports, their state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Period, parse_period
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.present.look.style import stylesheet
from zhen_analysis.present.look.wording import unlinked
from zhen_analysis.publish.pages.gate import check_links
from zhen_analysis.publish.pages.html import TEMPLATES
from zhen_analysis.publish.pages.outline import PAGE_CSS
from zhen_analysis.publish.papers.files import write_text

INDEX = "index.html"
STATES = {
    "made": ("已生成", "fine"),
    "incomplete": ("数据不完整", "late"),
    "failed": ("未生成", "missing"),
    "stale": ("数据已更新，本页未重新生成", "late"),
}
# What lies beside the pages and is linked, where it was written.
BESIDE = {
    "通报附表.xlsx": "通报附表（xlsx）",
    "tables/ranking.csv": "排名（csv）",
    "tables/restated.csv": "更正说明（csv）",
    "tables/measures.csv": "各项数据（csv）",
    "tables/departments.csv": "科室办理（csv）",
    "tables/district_ranking.csv": "各镇排名（csv）",
    "tables/district_measures.csv": "各镇数据（csv）",
    "manifest.json": "清单（json）",
}
NOTICES = "催办单/"


@dataclass(frozen=True)
class Entry:
    """One town's period on the index."""

    period: Period
    town_name: str
    folder: str
    manifest: dict

    @property
    def beside(self) -> list[dict]:
        """Link and words of each file beside the pages, notices by department last."""
        written = [*self.manifest["outputs"], "manifest.json"]
        notices = [name for name in written if name.startswith(NOTICES)]
        return [
            *({"link": f"{self.folder}/{name}", "told": told}
              for name, told in BESIDE.items() if name in written),
            *({"link": f"{self.folder}/{name}", "told": f"催办单：{Path(name).stem}（docx）"}
              for name in notices),
        ]  # fmt: skip

    @property
    def reports(self) -> list[dict]:
        """Title, link, reason, word and class of each report that is one page."""
        return [told for told in self.pages if not told["of"]]

    @property
    def gathered(self) -> dict[str, list[dict]]:
        """Heading → the same of each of its pages, of reports that are many (一村一报)."""
        headings = dict.fromkeys(told["of"] for told in self.pages if told["of"])
        return {of: [told for told in self.pages if told["of"] == of] for of in headings}

    @property
    def pages(self) -> list[dict]:
        """Title, link, reason, word, class and heading of every page."""
        return [
            {"title": report["title"], "reason": unlinked(report["reason"]), "word": word,
             "kind": kind, "of": report.get("of", ""),
             "link": f"{self.folder}/{name}.html" if self.is_there(name, report) else ""}
            for name, report in self.manifest["reports"].items()
            for word, kind in [STATES[self.state_of(report)]]
        ]  # fmt: skip

    def is_there(self, name: str, report: dict) -> bool:
        """Tell whether there is a page: a failed report has one that says why."""
        return report["state"] != "failed" or f"{name}.html" in self.manifest["outputs"]

    def state_of(self, report: dict) -> str:
        """Return a page's state; stale where it was made of other figures than the tables hold."""
        figures = self.manifest["figures"]
        is_older = figures and report.get("figures") != figures
        return "stale" if is_older and report["state"] != "failed" else report["state"]


def write_index(workspace: Workspace) -> Path:
    """Write reports/index.html over everything published so far and return its path."""
    entries = find_entries(workspace.reports_dir)
    loader = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    page = loader.get_template("site/index.html.j2").render(
        periods=by_period(entries), css=stylesheet() + PAGE_CSS.read_text(encoding="utf-8")
    )
    return write_text(workspace.reports_dir / INDEX, check_links(page))


def find_entries(reports: Path) -> list[Entry]:
    """Return every published period, the newest first; broken manifests are left out."""
    paths = [*sorted(reports.glob("*/manifest.json")), *sorted(reports.glob("*/*/manifest.json"))]
    found = [read_entry(path, reports) for path in paths]
    entries = [entry for entry in found if entry]
    return sorted(entries, key=lambda entry: place_in_time(entry.period), reverse=True)


def place_in_time(period: Period) -> tuple[date, int]:
    """Return where a period stands: by its last day, the longer after those that end with it."""
    return period.last_day, -period.first_day.toordinal()


def read_entry(path: Path, reports: Path) -> Entry | None:
    """Return one published period."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return Entry(
            period=parse_period(manifest["period"]),
            town_name=manifest["town_name"],
            folder=path.parent.relative_to(reports).as_posix(),
            manifest={
                "reports": manifest["reports"],
                "figures": manifest.get("figures"),
                "outputs": manifest.get("outputs", dict.fromkeys(BESIDE)),
            },
        )
    except (OSError, ValueError, KeyError, TypeError, BadInput):
        return None


def by_period(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Gather entries under their period in words, in the order given."""
    periods: dict[str, list[Entry]] = {}
    for entry in entries:
        periods.setdefault(entry.period.chinese, []).append(entry)
    return periods
