"""A name, a code and villages → a new workspace on disk, whole or not at all."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.base.toml_text import rewrite
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import check_catalogue, load_catalogue
from zhen_analysis.catalogue.declared.reading.types import CODE
from zhen_analysis.catalogue.written import SCHEME_TABLES, columns_of, decode
from zhen_analysis.setup.starter import texts
from zhen_analysis.setup.starter.codes import make_codes
from zhen_analysis.setup.starter.example import (
    EXAMPLE_MONTH,
    EXAMPLE_NAME,
    EXAMPLE_TOWN,
    add_example,
    read_lines,
)
from zhen_analysis.setup.starter.villages import VillageList
from zhen_analysis.setup.templates import write_forms

FORMS = "表样"
USUAL_CODE = "town"
Lines = list[dict[str, str]]


@dataclass(frozen=True)
class Start:
    """A workspace that was made, and what its owner should still look at."""

    workspace: Workspace
    name: str
    code: str
    villages: VillageList
    example: bool
    forms: int


def start_town(
    directory: Path, name: str, code: str, villages: VillageList, *, example: bool = True
) -> Start:
    """Make a town's workspace in ``directory``, which is empty or does not exist.

    Catalogue (rules and ledgers of the bundled one, to be changed), folders, notebooks, forms to
    send out; with ``example`` also an invented town, apart from the real one, that reports at once.

    Raises
    ------
    BadInput
        A folder that is not empty, a name or code that cannot be one; nothing was written.
    """
    refuse_folder(directory)
    check_names(name, code, villages)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".zhen-", dir=directory.parent) as place:
        workspace = Workspace(Path(place) / "new")
        write_catalogue(workspace, name, code, villages, example)
        breaches = check_catalogue(workspace.catalogue_dir)
        errors = [breach for breach in breaches if breach.severity == "error"]
        if errors:
            raise CatalogueError(errors)
        write_folders(workspace, name, code, example)
        forms = write_town_forms(workspace, code) if villages.villages else 0
        move_in(workspace.root, directory)
    return Start(Workspace(directory.resolve()), name, code, villages, example, forms)


def refuse_folder(directory: Path) -> None:
    """Raise BadInput where something stands in the way already."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise BadInput(f"{directory} is no empty folder.", hint="Name a new one; nothing was done.")


def check_names(name: str, code: str, villages: VillageList) -> None:
    """Raise BadInput where the town cannot be called so."""
    if not name.strip():
        raise BadInput("the town has no name.", hint="Give --town NAME.")
    if not CODE.fullmatch(code):
        raise BadInput(
            f"{code!r} is no code for a town: it begins with a letter and holds letters, digits "
            "and _ only.",
            hint="Give --code CODE.",
        )
    taken = {EXAMPLE_TOWN, *(village["code"] for village in villages.villages)}
    if code in taken | department_codes():
        raise BadInput(f"the code {code} is taken.", hint="Give another: --code CODE.")


def department_codes() -> frozenset[str]:
    """Return the codes of the departments that every new town begins with."""
    return frozenset(line["code"] for line in read_lines(bundled("catalogue") / "departments.csv"))


def town_code(name: str) -> str:
    """Return a code for a town: its initials where they tell it from others, none given away."""
    taken = department_codes() | {EXAMPLE_TOWN}
    (code,) = make_codes([name], taken, usual=USUAL_CODE)
    return code if len(code) > 1 else USUAL_CODE


def write_catalogue(
    workspace: Workspace, name: str, code: str, villages: VillageList, example: bool
) -> None:
    """Write data/catalogue: the bundled rules, the town's own places, the example's apart."""
    starter, folder = bundled("catalogue"), workspace.catalogue_dir
    folder.mkdir(parents=True)
    shutil.copytree(starter / "ledgers", folder / "ledgers")
    lines = add_example(workspace, villages.groups) if example else {}
    towns: dict[str, dict[str, object]] = {code: {"name": name}}
    if example:
        towns[EXAMPLE_TOWN] = {"name": EXAMPLE_NAME, "invented": True}
    (folder / "town.toml").write_text(
        town_text(starter / "town.toml", towns, villages.groups), encoding="utf-8", newline="\n"
    )
    offices = read_lines(starter / "departments.csv")
    own = [{**village, "town": code} for village in villages.villages]
    tables = {
        "villages.csv": own + lines.get("villages.csv", []),
        "departments.csv": [
            {"code": office["code"], "name": office["name"], "town": town}
            for town in towns
            for office in {office["code"]: office for office in offices}.values()
        ],
        "aliases.csv": lines.get("aliases.csv", []),
        "indicators.csv": read_lines(starter / "indicators.csv"),
        "calendar.csv": read_lines(starter / "calendar.csv"),
        "corrections.csv": [],
        "words.csv": [],
    }
    schemes = [f"{SCHEME_TABLES}{path.name}" for path in (starter / SCHEME_TABLES).glob("*.csv")]
    tables |= {table: read_lines(starter / table) for table in schemes}
    (folder / SCHEME_TABLES).mkdir()
    for table, rows in tables.items():
        (folder / table).write_bytes(table_bytes(table, rows))


def town_text(starter: Path, towns: dict[str, dict[str, object]], groups: list[str]) -> str:
    """Return town.toml: these towns, the bundled schemes with these groups of villages."""
    text = decode(starter.read_bytes())
    rules = {key: entry for key, entry in tomllib.loads(text).items() if key != "towns"}
    for scheme in rules.get("schemes", {}).values():
        if scheme.get("level") == "village":
            scheme["groups"] = groups
    return texts.town_lines(towns) + texts.SCHEME_HEAD + "\n" + rewrite(text, rules).lstrip()


def table_bytes(name: str, rows: Lines) -> bytes:
    """Return a table with all its columns, and the mark that WPS needs to read it as UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns_of(name), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def write_folders(workspace: Workspace, name: str, code: str, example: bool) -> None:
    """Write the folders that wait for workbooks and reports, and the notebooks without output."""
    root = workspace.root
    workspace.raw_dir(code, EXAMPLE_MONTH).parent.mkdir(parents=True)
    workspace.reports_dir.mkdir()
    papers = texts.papers(name, code, EXAMPLE_MONTH, example=example)
    for path, text in papers.items():
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    (root / "notebooks").mkdir()
    town = EXAMPLE_TOWN if example else code
    paths = sorted(bundled("notebooks").glob("*.ipynb"))
    copy_notebooks(
        paths, root / "notebooks", {"town": town, "unit": first_village(workspace, town)}
    )


def first_village(workspace: Workspace, town: str) -> str:
    """Return the code of a town's first village; empty where it has none yet."""
    lines = read_lines(workspace.catalogue_dir / "villages.csv")
    return next((line["code"] for line in lines if line["town"] == town), "")


def copy_notebooks(paths: Iterable[Path], folder: Path, parameters: dict[str, str]) -> None:
    """Copy notebooks without what their cells gave: that was another town's month.

    ``parameters``: what they show when they are opened, where they take it.
    """
    for path in paths:
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            if "parameters" in cell.metadata.get("tags", []):
                for name, value in parameters.items():
                    cell.source = re.sub(
                        rf'^{name} = ".*"$', f'{name} = "{value}"', cell.source, flags=re.MULTILINE
                    )
        (folder / path.name).write_text(nbformat.writes(nb) + "\n", "utf-8", newline="\n")


def write_town_forms(workspace: Workspace, code: str) -> int:
    """Write the forms to send out; returns how many there are."""
    catalogue = load_catalogue(workspace.catalogue_dir)
    return len(write_forms(catalogue, code, list(catalogue.ledgers), workspace.root / FORMS))


def move_in(made: Path, directory: Path) -> None:
    """Put the finished workspace in its place; an empty folder may be somebody's own, and stays."""
    if not directory.exists():
        made.rename(directory)
        return
    for entry in sorted(made.iterdir()):
        entry.rename(directory / entry.name)
