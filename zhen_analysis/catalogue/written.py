"""Catalogue files → their text as written, each line with its row number, nothing judged yet."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zhen_analysis.base.addresses import address
from zhen_analysis.base.signs import BREAKS, UNSEEN

# Columns of each table: the first group must be there, the rest may be.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "villages.csv": (
        ("code", "name"),
        (
            *("group", "households", "population", "grids", "difficulty"),
            *("valid_from", "valid_to", "town"),
        ),
    ),
    "departments.csv": (("code", "name"), ("valid_from", "valid_to", "town")),
    "aliases.csv": (("alias", "code"), ("town",)),
    "indicators.csv": (
        ("scheme", "indicator", "name", "ledger", "measure"),
        (
            *("parent", "area", "item", "cohort", "span", "uom", "decimals", "rule", "floor"),
            *("target", "direction", "per", "knots", "cap", "scale", "aggregate"),
            *("full_marks", "weight", "missing", "source", "start", "step", "loss", "part"),
            *("zero_at", "size", "size_base", "coefficient", "round", "unheld", "levels"),
            *("severity", "shrink"),
        ),
    ),
    "goals.csv": (
        ("goal", "name", "kind"),
        (
            *("parent", "target", "target_high", "uom", "from", "by", "start", "before", "curve"),
            *("indicator", "span", "projects", "category", "direction", "department"),
            *("behind", "far_behind", "near_days", "source", "town"),
        ),
    ),
    "calendar.csv": (("date", "kind"), ("reason",)),
    "corrections.csv": (
        ("ledger", "unit", "date", "field", "written", "value"),
        ("kind", "reason", "by", "on", "file", "cell"),
    ),
}
UNSEEN_SIGNS = "holds control characters that nobody can see; type it anew."
OPTIONAL_TABLES = {"departments.csv", "aliases.csv", "calendar.csv", "corrections.csv"}
OPTIONAL_TABLES |= {"goals.csv"}


@dataclass(frozen=True)
class Breach:
    """One rule of the catalogue that is broken, and where."""

    file: str
    row: int | None
    column: str
    found: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        column = f" column {self.column}" if self.column else ""
        found = f" found {self.found!r}:" if self.found else ""
        return f"{self.severity}: {self.file}{row}{column}:{found} {self.message}"


@dataclass(frozen=True)
class Line:
    """One line of a catalogue table: its cells as text, and where it stands."""

    file: str
    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def address(self, column: str) -> str:
        """Return the A1 address of a cell as a spreadsheet program shows the file."""
        order = list(self.cells)
        return address(self.row, order.index(column)) if column in order else ""

    def breach(self, column: str, message: str, severity: str = "error") -> Breach:
        """Return a breach of this line."""
        return Breach(self.file, self.row, column, self[column], message, severity)


@dataclass(frozen=True)
class Written:
    """Everything that stands in a catalogue folder, and what could not even be read."""

    town: dict
    ledgers: dict[str, dict]
    tables: dict[str, list[Line]]
    breaches: list[Breach] = field(default_factory=list)


def read_written(folder: Path) -> Written:
    """Read every catalogue file of ``folder``; a file that cannot be read becomes a breach."""
    breaches: list[Breach] = []
    town = read_toml(folder / "town.toml", "town.toml", breaches)
    ledgers = {
        f"ledgers/{path.name}": read_toml(path, f"ledgers/{path.name}", breaches)
        for path in sorted((folder / "ledgers").glob("*.toml"))
    }
    tables = {name: read_table(folder / name, breaches) for name in TABLES}
    return Written(town, ledgers, tables, breaches)


def read_toml(path: Path, name: str, breaches: list[Breach]) -> dict:
    """Read one TOML file, tolerating a BOM and GBK as office editors write them."""
    try:
        content = tomllib.loads(read_text(path, name, breaches))
        breaches += unseen_in_toml(content, name, "")
        return content
    except (ValueError, RecursionError) as error:  # also numbers and nesting beyond all bounds
        breaches.append(Breach(name, None, "", "", f"is not valid TOML: {error}."))
    return {}


def read_table(path: Path, breaches: list[Breach]) -> list[Line]:
    """Read one CSV table into lines; blank lines are skipped, all cells stripped."""
    name = path.name
    needed, further = TABLES[name]
    if name in OPTIONAL_TABLES and not path.exists():
        return []
    before = len(breaches)
    rows = list(read_rows(path, name, breaches))
    if not rows and len(breaches) > before:
        return []
    _, header = rows[0] if rows else (1, [])
    for column in sorted({column for column in header if column and header.count(column) > 1}):
        breaches.append(Breach(name, 1, column, column, "the column stands more than once."))
    for column in needed:
        if column not in header:
            breaches.append(Breach(name, 1, column, "", "the column is missing."))
    for column in header:
        if column and column not in needed + further:
            known = ", ".join(needed + further)
            breaches.append(
                Breach(name, 1, column, column, f"the column is not known; known: {known}.")
            )
    lines: list[Line] = []
    for row, cells in rows[1:]:
        if any(cells[len(header) :]):
            breaches.append(
                Breach(name, row, "", ",".join(cells), "has more cells than the header.")
            )
        line = Line(name, row, dict(zip(header, cells, strict=False)))
        breaches += (line.breach(column, UNSEEN_SIGNS) for column in line.cells
                     if is_unseen(line[column]))  # fmt: skip
        lines.append(line)
    return lines


def is_unseen(text: str) -> bool:
    """Tell whether a text holds signs that nobody can see and that end a page's or paper's writer.

    A line end is none; a name is held to one line where it is checked.
    """
    return UNSEEN.search(text) is not None or BREAKS.search(text) is not None


def unseen_in_toml(value: object, name: str, key: str) -> Iterator[Breach]:
    """Yield a breach for every text of a TOML file that holds unseen signs."""
    if isinstance(value, dict):
        for inner, each in value.items():
            yield from unseen_in_toml(inner, name, key)
            yield from unseen_in_toml(each, name, f"{key}.{inner}".strip("."))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from unseen_in_toml(each, name, f"{key}[{place}]")
    elif isinstance(value, str) and is_unseen(value):
        yield Breach(name, None, key, value, UNSEEN_SIGNS)


def read_rows(path: Path, name: str, breaches: list[Breach]) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, stripped cells) of every line that is not blank, the header first."""
    text = read_text(path, name, breaches).replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text))
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as error:
        breaches.append(Breach(name, reader.line_num, "", "", f"cannot be read: {error}."))


def read_text(path: Path, name: str, breaches: list[Breach]) -> str:
    """Return a text file's content; empty, and a breach, where there is none to be had."""
    try:
        return decode(path.read_bytes())
    except FileNotFoundError:
        breaches.append(Breach(name, None, "", "", "the file is missing."))
    except OSError as error:
        breaches.append(Breach(name, None, "", "", f"cannot be read: {error.strerror}."))
    except UnicodeDecodeError:
        breaches.append(
            Breach(name, None, "", "", "is neither UTF-8 nor GBK text; save it as UTF-8.")
        )
    return ""


def decode(content: bytes) -> str:
    """Return text that is UTF-8 (BOM or not), else GB18030; UnicodeDecodeError if neither."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
