"""A folder → where a town's catalogue, raw workbooks, results and reports lie."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import (
    Month,
    Period,
    Week,
    is_month,
    is_week,
    parse_month,
    parse_week,
    quarter_of,
)
from zhen_analysis.base.signs import distinct_names, visible_name

CATALOGUE = Path("data/catalogue")
VARIABLE = "ZHEN_WORKSPACE"
STANDING = "standing"  # workbooks of no month
RELATIVE = {"latest": 1, "previous": 2}  # word → which period with data, counted from the last


@dataclass(frozen=True)
class Workspace:
    """The folders of one workspace; nothing is read or written here."""

    root: Path

    @property
    def catalogue_dir(self) -> Path:
        """Where the catalogue lies."""
        return self.root / CATALOGUE

    @property
    def processed_dir(self) -> Path:
        """Where results are kept."""
        return self.root / "data/processed"

    @property
    def reports_dir(self) -> Path:
        """Where pages are published."""
        return self.root / "reports"

    @property
    def notebooks_dir(self) -> Path:
        """The workspace's own notebooks, else those that came with the package."""
        own = self.root / "notebooks"
        return own if any(own.glob("*.ipynb")) else bundled("notebooks")

    def raw_dir(self, town: str, period: Period | str) -> Path:
        """Return the folder of workbooks as filed; both parts must be plain names."""
        for part in (town, str(period)):
            if part in {"", ".", ".."} or set(part) & set('/\\:*?"<>|\0'):
                raise BadInput(f"{part!r} is not the name of a town or a period.")
        return self.root / "data/raw" / town / str(period)

    def months(self, town: str) -> list[Month]:
        """Return the months that have a raw folder, in order."""
        return sorted(parse_month(name) for name in self._raw_folders(town) if is_month(name))

    def weeks(self, town: str) -> list[Week]:
        """Return the weeks that have a raw folder, in order."""
        return sorted(parse_week(name) for name in self._raw_folders(town) if is_week(name))

    def _raw_folders(self, town: str) -> list[str]:
        folder = self.raw_dir(town, STANDING).parent
        return [each.name for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []

    def dated(self, written: object, towns: Iterable[str], kind: str = "month") -> object:
        """Return what ``latest`` or ``previous`` means by the data there is; all else as it is.

        The last period of a kind that one of the towns has data for, and the last but one.

        Raises
        ------
        BadInput
            There is no such period yet.
        """
        if not isinstance(written, str) or written not in RELATIVE:
            return written
        there = sorted({each for town in towns for each in self.with_data(town, kind)})
        place = RELATIVE[written]
        if len(there) < place:
            known = ", ".join(map(str, there)) or "none yet"
            raise BadInput(f"there is no {written} {kind}.", hint=f"With data: {known}.")
        return there[-place]

    def with_data(self, town: str, kind: str) -> list:
        """Return a town's months or weeks that have a raw folder, or the quarters of its months."""
        months = self.months(town)
        if kind == "week":
            return self.weeks(town)
        return [quarter_of(month) for month in months] if kind == "quarter" else months

    def strays(self, town: str) -> list[Path]:
        """Return what lies beside a town's month and week folders and is read by nothing."""
        folder = self.raw_dir(town, STANDING).parent
        known = {*map(str, [*self.months(town), *self.weeks(town)]), STANDING}
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        return [x for x in entries if x.name not in known and not x.name.startswith((".", "~$"))]

    def relative(self, path: Path) -> str:
        """Return how ``path`` is named in tables: from the root, with forward slashes.

        A name that is no text here was written on a Chinese Windows, and is read as such; what
        cannot be seen in it is marked.
        """
        name = path.relative_to(self.root).as_posix()
        try:
            name.encode()
        except UnicodeEncodeError:
            name = os.fsencode(name).decode("gb18030", "replace")
        return visible_name(name)

    def names(self, paths: Iterable[Path]) -> dict[Path, str]:
        """Return path → how it is named in tables, no two alike."""
        return distinct_names((path, self.relative(path)) for path in paths)


def open_workspace(path: Workspace | str | os.PathLike[str] | None = None) -> Workspace:
    """Find the workspace: ``path``, else ZHEN_WORKSPACE, else upwards from here.

    A Workspace is itself.

    Raises BadInput that says which folders were tried.
    """
    if isinstance(path, Workspace):
        return path
    named = path or os.environ.get(VARIABLE)
    if named:
        if root := existing_root(named):
            return Workspace(root)
        raise BadInput(
            f"{named} is not a workspace: it has no folder {CATALOGUE.as_posix()}.",
            hint="Name a folder that has one, or make one with 'zhen init DIR'.",
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CATALOGUE / "town.toml").is_file():
            return Workspace(folder)
    raise BadInput(
        f"no workspace here: neither {here} nor a folder above it has "
        f"{CATALOGUE.as_posix()}/town.toml.",
        hint=f"Give --workspace DIR or set {VARIABLE}.",
    )


def existing_root(named: str | os.PathLike[str]) -> Path | None:
    """Return a named workspace's folder; None for any name that leads to none."""
    try:
        root = Path(named).expanduser().resolve()
        return root if (root / CATALOGUE).is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long, ~nobody, a loop of links, a NUL
        return None


def bundled(name: str) -> Path:
    """Return a folder that travels with the package: in a wheel beside it, in a checkout above."""
    package = Path(__file__).parent.parent
    inside = package / "_bundled" / name
    above = {"notebooks": Path("notebooks"), "catalogue": CATALOGUE}[name]
    return inside if inside.is_dir() else package.parent / above
