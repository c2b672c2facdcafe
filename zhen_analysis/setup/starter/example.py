"""An invented town with a few months of workbooks, apart from the real one: added, or taken out."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue.check.everything import find_breaches
from zhen_analysis.catalogue.written import Written, read_written
from zhen_analysis.publish.site import write_index
from zhen_analysis.sample import generate_sample
from zhen_analysis.setup.catalogue_workbook.files import new_texts, swap_in

EXAMPLE_TOWN, EXAMPLE_NAME = "shili", "示例镇"
EXAMPLE_MONTH = "2022-03"  # the last of the months; the notebooks show it when opened
MONTHS, VILLAGES, SEED = 3, 6, 2022
VILLAGE = re.compile(r'("unit = \\")[^"\\]*(\\")')  # in a notebook's file


def add_example(workspace: Workspace, groups: list[str]) -> dict[str, list[dict[str, str]]]:
    """Write the example's workbooks; returns its lines of villages.csv and aliases.csv.

    ``groups``: those of the real town, so that one scheme serves both; none, and nobody has any.
    """
    with tempfile.TemporaryDirectory() as place:
        made = Workspace(generate_sample(Path(place), months=MONTHS, villages=VILLAGES, seed=SEED))
        raw = made.raw_dir(EXAMPLE_TOWN, EXAMPLE_MONTH).parent
        shutil.copytree(raw, workspace.root / raw.relative_to(made.root))
        lines = {
            name: read_lines(made.catalogue_dir / name) for name in ("villages.csv", "aliases.csv")
        }
    own = list(dict.fromkeys(line["group"] for line in lines["villages.csv"]))
    for line in lines["villages.csv"]:
        line["group"] = groups[min(own.index(line["group"]), len(groups) - 1)] if groups else ""
    return lines


def read_lines(path: Path) -> list[dict[str, str]]:
    """Return a CSV table that this package wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def drop_example(workspace: Workspace) -> list[str]:
    """Take every town that is marked ``invented`` out of a workspace; returns their names.

    Its lines of the catalogue, raw workbooks, stored results and reports go; a backup of the
    catalogue stays. What belongs to other towns is not touched.

    Raises
    ------
    BadInput
        There is no invented town, or no other.
    CatalogueError
        The rest of the catalogue still speaks of the invented town.
    """
    folder = workspace.catalogue_dir
    old = read_written(folder)
    towns = old.town.get("towns", {})
    invented = [code for code, entry in towns.items() if entry.get("invented")]
    real = [code for code in towns if code not in invented]
    if not invented:
        raise BadInput("no town of this workspace is marked invented.", hint="Nothing was done.")
    if not real:
        raise BadInput("the invented town is the only one here.", hint="Nothing was done.")
    new = without_towns(old, invented)
    breaches = [breach for breach in find_breaches(new) if breach.severity == "error"]
    if breaches:
        raise CatalogueError(breaches, what="the catalogue without its example")
    swap_in(new_texts(new, old, folder), folder)
    for code in invented:
        remove_data(workspace, code)
    villages = new.tables["villages.csv"]
    own = [line["code"] for line in villages if (line["town"] or real[0]) == real[0]]
    point_notebooks(workspace, invented, real[0], own[0] if own else "")
    return [towns[code]["name"] for code in invented]


def without_towns(old: Written, gone: list[str]) -> Written:
    """Return a catalogue without some towns and the lines that are theirs."""
    default = next(iter(old.town["towns"]))
    kept = {code: entry for code, entry in old.town["towns"].items() if code not in gone}
    tables = {
        name: [line for line in lines if (line["town"] or default) not in gone]
        if name in {"villages.csv", "departments.csv", "aliases.csv", "goals.csv"}
        else lines
        for name, lines in old.tables.items()
    }
    return replace(old, town={**old.town, "towns": kept}, tables=tables)


def remove_data(workspace: Workspace, town: str) -> None:
    """Remove a town's workbooks, stored results and reports."""
    raw = workspace.raw_dir(town, EXAMPLE_MONTH).parent
    published = [path for path in workspace.reports_dir.glob(f"*/{town}") if path.is_dir()]
    for folder in (raw, workspace.processed_dir / town, *published):
        shutil.rmtree(folder, ignore_errors=True)
    for path in published:
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    if published:
        write_index(workspace)


def point_notebooks(workspace: Workspace, gone: list[str], town: str, unit: str) -> None:
    """Let the workspace's own notebooks name a town that is still there when they are opened.

    ``unit``: a village of it.
    """
    for path in workspace.root.glob("notebooks/*.ipynb"):
        text = old = path.read_text(encoding="utf-8")
        for code in gone:
            pointed = text.replace(f'town = \\"{code}\\"', f'town = \\"{town}\\"')
            if pointed != text:  # what it shows of a village is of the town that is gone
                pointed = VILLAGE.sub(lambda found: f"{found[1]}{unit}{found[2]}", pointed)
            text = pointed
        if text != old:
            path.write_text(text, encoding="utf-8", newline="\n")
