"""A month of several towns → reports/<PERIOD>/district_ranking: page, notebook, csv, manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from nbformat import NotebookNode

from zhen_analysis.base.period import Period
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake.files.sheets import hash_file
from zhen_analysis.present.look import wording
from zhen_analysis.publish.notebooks.declared import report_notebooks
from zhen_analysis.publish.notebooks.execute import USUAL, Patience, execute
from zhen_analysis.publish.pages.one import Named, PageResult, heading_of, with_source, write_page
from zhen_analysis.publish.papers.account import versions
from zhen_analysis.publish.papers.files import write_csv, write_text
from zhen_analysis.publish.papers.manifest import MANIFEST, figures_of, page_entries
from zhen_analysis.publish.site import write_index
from zhen_analysis.results.district import FEWEST, DistrictAssessment, assess_district, towns_of
from zhen_analysis.results.month import MonthAssessment

OF = "district"
TABLES = ("measures", "scores", "totals", "ranking")


def district_notebooks(workspace: Workspace) -> dict[str, Path]:
    """Return the notebooks on all towns: the workspace's own, else those of the package."""
    own = report_notebooks(workspace.notebooks_dir, of=OF)
    return own or report_notebooks(bundled("notebooks"), of=OF)


def publish_district(
    workspace: Workspace,
    period: Period,
    *,
    only: Iterable[str] | None = None,
    months: Mapping[str, MonthAssessment] | None = None,
    patience: Patience = USUAL,
) -> list[PageResult]:
    """Publish the pages that set a month's towns side by side; none where fewer than two have data.

    Parameters
    ----------
    only : names of notebooks; None for all that report on the district.
    months : the towns' assessments where the caller has them already.
    patience : how long to wait for a cell, and how often to begin anew.

    Returns
    -------
    list of PageResult
        Empty where there is nothing to compare: that is no fault, and an older page goes.
    """
    notebooks = district_notebooks(workspace)
    chosen = {name: path for name, path in notebooks.items() if only is None or name in only}
    folder = workspace.reports_dir / str(period)
    catalogue = load_catalogue(workspace.catalogue_dir)
    if len(towns_of(workspace, catalogue, period)) < FEWEST:
        clear(folder, notebooks)
        return []
    if not chosen:
        return []
    district = assess_district(period, workspace=workspace, months=months)
    results = [publish_one(workspace, district, path, folder, patience) for path in chosen.values()]
    for table in TABLES:
        write_csv(folder / "tables" / f"{OF}_{table}.csv", getattr(district, table))
    write_district_manifest(district, results, folder)
    write_index(workspace)
    return results


def clear(folder: Path, notebooks: Iterable[str]) -> None:
    """Remove what an earlier run wrote of a district that is none now."""
    names = [f"{name}.{kind}" for name in notebooks for kind in ("html", "ipynb")]
    names += [f"tables/{OF}_{table}.csv" for table in TABLES]
    for name in [*names, MANIFEST]:
        (folder / name).unlink(missing_ok=True)


def publish_one(
    workspace: Workspace,
    district: DistrictAssessment,
    notebook: Path,
    folder: Path,
    patience: Patience,
) -> PageResult:
    """Run one notebook on all towns and write its page and its executed copy."""
    one = Named(notebook.stem, heading_of(notebook))
    parameters = {"period": str(district.period), "workspace": str(workspace.root)}

    def run() -> NotebookNode:
        executed = execute(notebook, parameters, workspace.root, patience=patience)
        return with_source(executed, district_source(district))

    place = folder / notebook.stem
    return write_page(place, one, run, notebook.stem, district)


def district_source(district: DistrictAssessment) -> dict:
    """Return what the page's footer says: whose month it is, and the versions.

    The files are those of the towns' own pages.
    """
    return {
        "period": str(district.period),
        "period_told": district.period.chinese,
        "this": wording.this(district.period),
        "town_name": f"{district.town_name}（{wording.listing(district.unit_names.values())}）",
        "versions": versions(),
    }


def write_district_manifest(
    district: DistrictAssessment, results: list[PageResult], folder: Path
) -> None:
    """Write what was made of which towns."""
    outputs = {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted([*folder.glob("*.*"), *folder.glob(f"tables/{OF}_*.csv")])
        if path.name != MANIFEST
    }
    figures = figures_of(outputs)
    manifest = {
        "period": str(district.period),
        "town_name": district.town_name,
        "towns": list(district.months),
        "complete": district.is_complete,
        "figures": figures,
        "reports": page_entries({page.name: page.as_entry() for page in results}, figures, folder),
        "made_with": versions(),
        "outputs": outputs,
    }
    write_text(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
