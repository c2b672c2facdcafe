"""An Assessment → what a page says of its making: files, counts, versions."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import Assessment

PACKAGES = ("zhen-analysis", "pandas", "matplotlib", "papermill", "nbconvert")
HASH_SHOWN = 12
FILES_SHOWN = 60
EARLIER = {"month": "今年前几个月", "week": "今年前几周"}  # a roll-up has no files before its own


def page_source(assessment: Assessment) -> dict:
    """Return what a page's footer says, as plain values for the notebook's metadata."""
    own = assessment.own_files
    shown = own.head(FILES_SHOWN)
    names = shown["file"].str.rsplit("/", n=1).str[-1]
    hashes = shown["sha256"].str[:HASH_SHOWN].fillna("")
    return {
        "period": str(assessment.period),
        "period_told": assessment.period.chinese,
        "this": wording.this(assessment.period),
        "earlier": EARLIER.get(assessment.period.kind, ""),
        "town": assessment.town,
        "town_name": assessment.town_name,
        "files": [
            {"name": name, "sha256": digest} for name, digest in zip(names, hashes, strict=True)
        ],
        "files_count": len(own),
        "files_before": len(assessment.files) - len(own),
        "entries": assessment.counts["entries"],
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Return what the pages were made with."""
    found = {name: installed(name) for name in PACKAGES}
    return {name: number for name, number in found.items() if number} | {
        "Python": platform.python_version()
    }


def installed(package: str) -> str:
    """Return a package's version; "" in a tree that was never installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
