"""A catalogue as written ↔ the rows of its sheets, each row a text per column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from zhen_analysis.catalogue.written import TABLES, Breach, Line, Written, scheme_of, table_of
from zhen_analysis.setup.catalogue_workbook.cells import show, take, take_text
from zhen_analysis.setup.catalogue_workbook.sheets import (
    NAME,
    SCHEME_SHEET,
    SheetForm,
    sheet_forms,
    sheet_of,
)


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its number from 1, and its cells by column key."""

    number: int
    cells: dict[str, str]


NO_SCHEME = "在“考评办法”表中没有这个代码"
Rows = dict[str, list[Row]]  # by sheet key
Place = tuple[str, str]  # file and dotted path, as the checks of the catalogue name them


@dataclass
class Built:
    """A catalogue put together from rows: what it says, and where each table of it stands."""

    written: Written
    places: dict[Place, tuple[SheetForm, Row]] = field(default_factory=dict)


def to_rows(written: Written) -> Rows:
    """Return the rows of every sheet, headings not counted."""
    tables = {"towns": written.town.get("towns", {}), "schemes": written.town.get("schemes", {})}
    tables["ledgers"] = {entry["code"]: entry for entry in written.ledgers.values()}
    rows: Rows = {}
    for key, form in sheet_forms().items():
        top, _, inner = key.partition(".")
        if form.is_csv:
            cells = [
                {f.key: show(line[f.key], f) for f in form.fields}
                for line in lines_of(written, key)
            ]
        elif not inner:
            cells = [
                {f.key: show(look_up({"code": code, **entry}, f.key), f) for f in form.fields}
                for code, entry in tables[top].items()
            ]
        else:
            cells = [
                {f.key: show(look_up({top: code, NAME: name, **entry}, f.key), f)
                 for f in form.fields}
                for code, table in tables[top].items()
                for name, entry in named_entries(table.get(inner, []))
            ]  # fmt: skip
        rows[key] = [Row(number, each) for number, each in enumerate(cells, start=2)]
    return rows


def lines_of(written: Written, sheet: str) -> list[Line]:
    """Return the lines of a sheet; those of all schemes with the scheme that they are of."""
    if sheet != SCHEME_SHEET:
        return written.tables[sheet]
    schemes = dict.fromkeys(written.town.get("schemes", {}))
    order = [name for code in schemes if (name := table_of(code)) in written.tables]
    order += [name for name in written.tables if sheet_of(name) == sheet and name not in order]
    return [
        replace(line, cells={"scheme": scheme_of(name), **line.cells})
        for name in order
        for line in written.tables[name]
    ]


def readable_rows(written: Written) -> Rows:
    """Return the rows of a catalogue that may be broken: a ledger without a code is left out."""
    ledgers = {name: entry for name, entry in written.ledgers.items() if entry.get("code")}
    return to_rows(replace(written, ledgers=ledgers))


def named_entries(inner: list[dict] | dict[str, dict]) -> list[tuple[str, dict]]:
    """Return inner tables with their names; those of a list have none."""
    return list(inner.items()) if isinstance(inner, dict) else [("", entry) for entry in inner]


def look_up(table: dict[str, Any], key: str) -> Any:
    """Return a value by its dotted key; None where there is none."""
    for part in key.split("."):
        table = table.get(part, {}) if isinstance(table, dict) else {}
    return None if table == {} else table


def from_rows(rows: Rows, file_of: dict[str, str]) -> Built:
    """Put a catalogue together; what cannot be read is left out and becomes a breach.

    Parameters
    ----------
    file_of : ledger code → its file; other ledgers get a file of their code's name.
    """
    built = Built(Written({}, {}, {name: [] for name in TABLES}))
    for key, form in sheet_forms().items():
        if key == SCHEME_SHEET:
            add_scheme_lines(built, form, rows[key], {row.cells["code"] for row in rows["schemes"]})
        elif form.is_csv:
            built.written.tables[key].extend(csv_line(form, row) for row in rows[key])
        elif "." not in key:
            add_tables(built, form, rows[key], file_of)
    for key, form in sheet_forms().items():
        if "." in key and not form.is_csv:
            add_lists(built, form, rows[key], file_of)
    return built


def add_scheme_lines(built: Built, form: SheetForm, rows: list[Row], known: set[str]) -> None:
    """Add how each scheme counts, a table for each; where no scheme is known, all may be."""
    for row in rows:
        scheme = row.cells["scheme"]
        if known and scheme not in known:
            built.written.breaches.append(row_breach(form, row, "scheme", NO_SCHEME))
            continue
        line = csv_line(form, row)
        cells = {key: cell for key, cell in line.cells.items() if key != "scheme"}
        table = built.written.tables.setdefault(table_of(scheme), [])
        table.append(Line(table_of(scheme), row.number, cells))


def csv_line(form: SheetForm, row: Row) -> Line:
    """Return one line of a CSV table; its row number is the sheet's."""
    cells = {f.key: take_text(row.cells.get(f.key, ""), f) for f in form.fields}
    return Line(form.key, row.number, cells)


def add_tables(built: Built, form: SheetForm, rows: list[Row], file_of: dict[str, str]) -> None:
    """Add the tables that are one row each: towns, schemes, ledgers."""
    for row in rows:
        code = row.cells["code"]
        file, path = place_of(form.key, code, file_of)
        if not code or (file, path) in built.places:
            message = "代码不能空着" if not code else "这个代码出现了两次"
            built.written.breaches.append(row_breach(form, row, "code", message))
            continue
        built.places[file, path] = form, row
        entry = dict(values(built, form, row))
        if form.key == "ledgers":
            built.written.ledgers[file] = entry
        else:
            entry.pop("code")
            built.written.town.setdefault(form.key, {})[code] = entry


def add_lists(built: Built, form: SheetForm, rows: list[Row], file_of: dict[str, str]) -> None:
    """Add the tables that are lists inside another: bands, bonuses, vetoes, columns."""
    top, _, inner = form.key.partition(".")
    for row in rows:
        file, path = place_of(top, row.cells[top], file_of)
        if (file, path) not in built.places:
            sheet = sheet_forms()[top].name
            message = f"在“{sheet}”表中没有这个代码"
            built.written.breaches.append(row_breach(form, row, top, message))
            continue
        ledger = top == "ledgers"
        table = built.written.ledgers[file] if ledger else built.written.town[top][row.cells[top]]
        entry = dict(values(built, form, row))
        entry.pop(top)
        if form.named_by:
            where = f"{inner}.{entry.pop(NAME, None) or ''}"
            entries = table.setdefault(inner, {})
            name = where.partition(".")[2]
            if not name or name in entries:
                message = "不能空着" if not name else "出现了两次"
                built.written.breaches.append(row_breach(form, row, NAME, message))
                continue
            entries[name] = entry
        else:
            entries = table.setdefault(inner, [])
            entries.append(entry)
            where = f"{inner}[{len(entries)}]"
        built.places[file, f"{path}.{where}" if path else where] = form, row


def place_of(top: str, code: str, file_of: dict[str, str]) -> Place:
    """Return the file and path of a table."""
    if top == "ledgers":
        return file_of.get(code, f"ledgers/{code}.toml"), ""
    return "town.toml", f"{top}.{code}"


def values(built: Built, form: SheetForm, row: Row) -> Iterator[tuple[str, Any]]:
    """Yield the keys and values of a row; inner tables come as one value each."""
    inner: dict[str, dict[str, Any]] = {}
    for each in form.fields:
        try:
            value = take(row.cells.get(each.key, ""), each)
        except ValueError as error:
            built.written.breaches.append(row_breach(form, row, each.key, str(error)))
            continue
        above, _, key = each.key.rpartition(".")
        if value is not None and above:
            inner.setdefault(above, {})[key] = value
        elif value is not None or each.key == form.fields[0].key:
            yield each.key, value
    yield from inner.items()


def row_breach(form: SheetForm, row: Row, key: str, message: str) -> Breach:
    """Return a breach of one cell of the workbook."""
    found = row.cells.get(key, "")
    return Breach(form.name, row.number, form.headings[key], found, message + "。")
