"""Catalogue files → their text as written, each line with its row number, nothing judged yet."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from zhen_analysis.base.addresses import address
from zhen_analysis.base.signs import BREAKS, UNSEEN
from zhen_analysis.catalogue.declared.goal import Goal
from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.declared.overrides import Correction, WorkingDay
from zhen_analysis.catalogue.declared.places import Alias, Department, Village
from zhen_analysis.catalogue.declared.reading.form import Declared, keys_of
from zhen_analysis.catalogue.declared.scheme_line import SchemeLine
from zhen_analysis.catalogue.declared.word import OwnWord

# The lines of each table; every scheme has a table of its own in ``schemes/`` besides.
TABLES: dict[str, type[Declared]] = {
    "villages.csv": Village,
    "departments.csv": Department,
    "aliases.csv": Alias,
    "indicators.csv": Indicator,
    "goals.csv": Goal,
    "words.csv": OwnWord,
    "calendar.csv": WorkingDay,
    "corrections.csv": Correction,
}
SCHEME_TABLES = "schemes/"
UNSEEN_SIGNS = "holds control characters that nobody can see; type it anew."
OPTIONAL_TABLES = {"departments.csv", "aliases.csv", "calendar.csv", "corrections.csv"}
OPTIONAL_TABLES |= {"goals.csv", "words.csv"}


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
    schemes = [f"{SCHEME_TABLES}{path.name}" for path in (folder / SCHEME_TABLES).glob("*.csv")]
    tables = {name: read_table(folder, name, breaches) for name in [*TABLES, *sorted(schemes)]}
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


def read_table(folder: Path, name: str, breaches: list[Breach]) -> list[Line]:
    """Read one CSV table into lines; blank lines are skipped, all cells stripped."""
    path = folder / name
    if name in OPTIONAL_TABLES and not path.exists():
        return []
    before = len(breaches)
    rows = list(read_rows(path, name, breaches))
    if not rows and len(breaches) > before:
        return []
    _, header = rows[0] if rows else (1, [])
    for column in sorted({column for column in header if column and header.count(column) > 1}):
        breaches.append(Breach(name, 1, column, column, "the column stands more than once."))
    columns = columns_of(name)
    for column in needed_columns(name):
        if column not in header:
            breaches.append(Breach(name, 1, column, "", "the column is missing."))
    for column in header:
        if column and column not in columns:
            known = f"the column is not known; known: {', '.join(columns)}."
            breaches.append(Breach(name, 1, column, column, known))
    lines: list[Line] = []
    for row, cells in rows[1:]:
        if any(cells[len(header) :]):
            breaches.append(
                Breach(name, row, "", ",".join(cells), "has more cells than the header.")
            )
        line = Line(name, row, dict(zip_longest(header, cells[: len(header)], fillvalue="")))
        breaches += (
            line.breach(column, UNSEEN_SIGNS) for column in line.cells if is_unseen(line[column])
        )
        lines.append(line)
    return lines


def table_of(scheme: str) -> str:
    """Return the table that says how a scheme counts."""
    return f"{SCHEME_TABLES}{scheme}.csv"


def scheme_of(table: str) -> str:
    """Return the scheme whose table this is."""
    return table.removeprefix(SCHEME_TABLES).removesuffix(".csv")


def form_of(table: str) -> type[Declared]:
    """Return what a line of a table is."""
    return SchemeLine if table.startswith(SCHEME_TABLES) else TABLES[table]


def columns_of(table: str) -> list[str]:
    """Return the columns that a table may have, those that it must have first."""
    return list(keys_of(form_of(table)))


def needed_columns(table: str) -> list[str]:
    """Return the columns that a table must have."""
    return [key for key, each in keys_of(form_of(table)).items() if each.field.is_required()]


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
