"""A published month → its manifest: reports, inputs, counts, versions and what was written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from zhen_analysis.publish.papers.account import versions
from zhen_analysis.publish.papers.files import write_text
from zhen_analysis.results.assessment import Assessment

MANIFEST = "manifest.json"


def write_manifest(
    assessment: Assessment,
    made: dict[str, dict[str, str]],
    folder: Path,
) -> None:
    """Write what was made of what.

    Parameters
    ----------
    made : title, state and reason of each report that was asked for.
    """
    outputs = hashes(folder)
    figures = figures_of(outputs)
    files = assessment.files.assign(filed_on=assessment.files["filed_on"].astype("str"))
    columns = ["file", "sha256", "status", "ledger", "filed_on"]
    manifest = {
        "period": str(assessment.period),
        "town": assessment.town,
        "town_name": assessment.town_name,
        "parameters": {"period": str(assessment.period), "town": assessment.town},
        "complete": assessment.is_complete,
        "not_reported": assessment.not_reported,
        "figures": figures,
        "reports": page_entries(made, figures, folder),
        "files": files[columns]
        .astype("object")
        .where(files[columns].notna(), None)
        .to_dict("records"),
        "counts": {key: value for key, value in assessment.counts.items() if key != "files"},
        "made_with": versions(),
        "outputs": outputs,
    }
    write_text(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def page_entries(
    made: dict[str, dict[str, str]], figures: str, folder: Path
) -> dict[str, dict[str, str]]:
    """Return what a manifest says of each page; those not asked for keep their last entry.

    A page that has been removed has none; one that failed stays failed until it is made. Each has
    the ``figures`` that it was made of: the index tells by them which shows older ones.
    """
    earlier = read_manifest(folder / MANIFEST).get("reports", {})
    kept = {
        name: entry
        for name, entry in earlier.items()
        if entry.get("state") == "failed" or (folder / f"{name}.html").is_file()
    }
    return kept | {name: entry | {"figures": figures} for name, entry in made.items()}


def figures_of(outputs: dict[str, str]) -> str:
    """Return a hash of the tables among what was written: other figures, another hash."""
    tables = sorted(item for item in outputs.items() if item[0].startswith("tables/"))
    return hashlib.sha256(json.dumps(tables).encode()).hexdigest()


def read_manifest(path: Path) -> dict:
    """Return an earlier manifest; empty where there is none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def hashes(folder: Path) -> dict[str, str]:
    """Return SHA-256 of every published file but the manifest itself."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    }
