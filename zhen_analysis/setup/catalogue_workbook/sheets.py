"""The forms of the catalogue's files → the sheets of its workbook, their columns and words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from zhen_analysis.catalogue.toml_types import LEDGER_FORM, TOWN_FORM, Each, Either
from zhen_analysis.catalogue.vocabulary.measures import COHORTS, MEASURES
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES
from zhen_analysis.catalogue.vocabulary.shapes import FIELDS, SHAPES
from zhen_analysis.catalogue.written import TABLES

COUNTS = {"households", "population", "grids", "decimals", "difficulty"}
COUNTS |= {"target_high", "behind", "far_behind", "near_days"}
DATES = {"valid_from", "valid_to", "date", "on"}
DATES |= {"goals.csv.from", "goals.csv.by"}  # elsewhere these words mean something else
FIELD = "ledgers.columns.field"
NAME = "name_of_table"  # a column for the free key of an inner table
KINDS = {str: "text", bool: "flag", int: "number", float: "number"}


@dataclass(frozen=True)
class Field:
    """A column of a sheet.

    Attributes
    ----------
    key : name in the catalogue file; ``honours.top`` stands inside a table.
    kind : text, number, flag (是/否), date, list (several texts in one cell), or marks (a number,
        or one for each group: A类=150；B类=100).
    words : code in the file → word in the workbook; empty where the cell holds the value itself.
    refers : ``sheet key.column key`` of the list that the column draws from, or empty.
    """

    key: str
    heading: str
    kind: str
    note: str = ""
    words: dict[str, str] = field(default_factory=dict)
    refers: str = ""


@dataclass(frozen=True)
class SheetForm:
    """One sheet: a table of the catalogue.

    ``key`` is a CSV file's name, or the path of a TOML table: ``schemes.bands`` are the lists
    ``bands`` in the tables ``schemes.*``; their first column names the table that they are in.
    ``named_by``: the column that names each row's table, where the inner ones are no list but have
    names (``schemes.*.months.*``).
    """

    key: str
    name: str
    fields: tuple[Field, ...]
    named_by: str = ""

    @property
    def is_csv(self) -> bool:
        """Tell whether the sheet is a CSV file, cell by cell."""
        return self.key.endswith(".csv")

    @property
    def headings(self) -> dict[str, str]:
        """Key of each column → its heading."""
        return {field.key: field.heading for field in self.fields}


@cache
def wording() -> dict[str, Any]:
    """Return what the workbook says."""
    text = Path(__file__).with_name("wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def sheet_forms() -> dict[str, SheetForm]:
    """Return every sheet by its key, in the order of the workbook."""
    tables = {
        **toml_tables(TOWN_FORM),
        **{name: csv_kinds(name) for name in TABLES},
        **toml_tables({"ledgers": Each(LEDGER_FORM)}),
    }
    said = wording()["sheets"]
    order = [key for key in said if key in tables] + [key for key in tables if key not in said]
    return {key: sheet_form(key, tables[key], said.get(key, {})) for key in order}


def sheet_form(key: str, kinds: dict[str, str], said: dict[str, Any]) -> SheetForm:
    """Return one sheet; columns that the wording does not know come last, under their own keys."""
    headings = flat(said.get("columns", {}))
    order = [each for each in headings if each in kinds]
    order += [each for each in kinds if each not in headings]
    fields = []
    for each in order:
        heading, note = headings.get(each, (each, ""))
        known = wording()["refers"]
        refers = known.get(f"{key}.{each}", known.get(each, ""))
        is_the_list = refers == f"{key}.{each}"
        fields.append(
            Field(
                key=each,
                heading=heading,
                kind=kinds[each],
                note=note,
                words=words().get(f"{key}.{each}", words().get(each, {})),
                refers="" if is_the_list else refers,
            )
        )
    named_by = next((each for each in kinds if each == NAME), "")
    return SheetForm(key, said.get("name", key), tuple(fields), named_by)


def flat(columns: dict[str, Any], above: str = "") -> dict[str, list[str]]:
    """Return headings by their keys, whether a dotted key was quoted or not."""
    found: dict[str, list[str]] = {}
    for key, value in columns.items():
        found |= flat(value, f"{above}{key}.") if isinstance(value, dict) else {above + key: value}
    return found


def csv_kinds(name: str) -> dict[str, str]:
    """Return the columns of a CSV table and what their cells hold."""
    needed, further = TABLES[name]
    return {key: csv_kind(name, key) for key in needed + further}


def csv_kind(name: str, key: str) -> str:
    """Return what the cells of one column hold."""
    if key in COUNTS or is_number(key):
        return "number"
    return "date" if {key, f"{name}.{key}"} & DATES else "text"


def is_number(key: str) -> bool:
    """Tell whether a column is a parameter of rules that is a number, and is chosen from none."""
    parameter = PARAMETERS.get(key)
    return parameter is not None and parameter.kind == "number" and not parameter.words


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the words that the workbook shows for codes: the vocabulary's own and the rest."""
    declared = {name: dict(each.words) for name, each in PARAMETERS.items() if each.words}
    named: dict[str, dict[str, Any]] = {"rule": OFFICIAL_RULES, "measure": MEASURES}
    named |= {"shape": SHAPES, FIELD: FIELDS}
    chinese = {
        key: {name: each.chinese for name, each in objects.items()}
        for key, objects in named.items()
    }
    return {**wording()["words"], **declared, **chinese, "cohort": COHORTS}


def toml_tables(form: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return every table with free keys, and those in it that have rows of their own.

    Each with its columns and what they hold; first the column that says which table it is in.
    """
    tables: dict[str, dict[str, str]] = {}
    for key, entry in form.items():
        if not isinstance(entry, Each):
            raise TypeError(f"{key}: only tables with free keys have a place in the workbook.")
        columns = {"code": "text"}
        for name, kind in entry.form.items():
            if isinstance(kind, Each):
                tables[f"{key}.{name}"] = {key: "text", NAME: "text", **plain_columns(kind.form)}
            elif isinstance(kind, list) and isinstance(kind[0], dict):
                tables[f"{key}.{name}"] = {key: "text", **plain_columns(kind[0])}
            else:
                columns |= plain_columns({name: kind})
        tables = {key: columns, **tables}
    return tables


def plain_columns(form: dict[str, Any], above: str = "") -> dict[str, str]:
    """Return the columns of a table's plain values; those of an inner table have dotted keys."""
    columns: dict[str, str] = {}
    for key, kind in form.items():
        if isinstance(kind, dict):
            columns |= plain_columns(kind, f"{above}{key}.")
        elif isinstance(kind, Either):
            columns[above + key] = "marks"
        else:
            columns[above + key] = "list" if isinstance(kind, list) else KINDS[kind]
    return columns
