"""The forms of the catalogue's files → the sheets of its workbook, their columns and words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_origin

from zhen_analysis.catalogue.declared.ledger import Ledger
from zhen_analysis.catalogue.declared.reading.form import (
    Declared,
    fields_of,
    inner_type,
    key_of,
    keys_of,
    plain_type,
    types_in,
)
from zhen_analysis.catalogue.declared.town import TownFile
from zhen_analysis.catalogue.vocabulary.measures import COHORTS, MEASURES
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES
from zhen_analysis.catalogue.vocabulary.shapes import FIELDS, SHAPES
from zhen_analysis.catalogue.vocabulary.words import KINDS as WORD_KINDS
from zhen_analysis.catalogue.written import SCHEME_TABLES, TABLES, form_of

FIELD = "ledgers.columns.field"
SCHEME_SHEET = "schemes/*.csv"  # the tables of all schemes
NAME = "name_of_table"  # a column for the free key of an inner table
KINDS = {bool: "flag", int: "number", float: "number", date: "date"}  # all others are text


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
        **{
            sheet: columns
            for key, table in types_in(TownFile).items()
            for sheet, columns in toml_tables(key, inner_type(table)).items()
        },
        **{name: csv_kinds(name) for name in TABLES},
        SCHEME_SHEET: {"scheme": "text", **csv_kinds(SCHEME_TABLES)},
        **toml_tables("ledgers", Ledger),
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
                words=words_for(key, each),
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
    return {
        key: "text" if words_for(name, key) else KINDS.get(holds, "text")
        for key, holds in types_in(form_of(name)).items()
    }


def sheet_of(file: str) -> str:
    """Return the key of the sheet that holds a CSV file; all schemes are on one."""
    return SCHEME_SHEET if file.startswith(SCHEME_TABLES) else file


def words_for(sheet: str, key: str) -> dict[str, str]:
    """Return the words that a column shows for codes; none where it holds no codes."""
    return words().get(f"{sheet}.{key}", words().get(key, {}))


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the words that the workbook shows for codes: the vocabulary's own and the rest."""
    declared = {name: dict(each.words) for name, each in PARAMETERS.items() if each.words}
    named: dict[str, dict[str, Any]] = {"rule": OFFICIAL_RULES, "measure": MEASURES}
    named |= {"shape": SHAPES, FIELD: FIELDS, "words.csv.kind": WORD_KINDS}
    chinese = {
        key: {name: each.chinese for name, each in objects.items()}
        for key, objects in named.items()
    }
    return {**wording()["words"], **declared, **chinese, "cohort": COHORTS}


def toml_tables(key: str, form: type[Declared]) -> dict[str, dict[str, str]]:
    """Return a table with free keys, and those in it that have rows of their own.

    Each with its columns and what they hold; first the column that says which table it is in.
    """
    columns: dict[str, str] = {}
    tables: dict[str, dict[str, str]] = {}
    for name, holds in types_in(form).items():
        inner = inner_type(holds)
        if name in marked_by_group(form):
            columns[name] = "marks"
        elif types_in(inner):
            named = {NAME: "text"} if get_origin(holds) is dict else {}
            tables[f"{key}.{name}"] = {key: "text", **named, **plain_columns(types_in(inner))}
        else:
            columns |= plain_columns({name: holds})
    return {key: columns, **tables}


def marked_by_group(form: type[Declared]) -> set[str]:
    """Return the keys that hold a number for all or one for each group."""
    others = {key_of(name, field): field.annotation for name, field in fields_of(form).items()}
    return {key for key, each in keys_of(form).items() if plain_type(others[key]) != each.holds}


def plain_columns(types: dict[str, Any], above: str = "") -> dict[str, str]:
    """Return the columns of a table's plain values; those of an inner table have dotted keys."""
    columns: dict[str, str] = {}
    for key, holds in types.items():
        if types_in(holds):
            columns |= plain_columns(types_in(holds), f"{above}{key}.")
        else:
            is_list = get_origin(holds) is tuple
            columns[above + key] = "list" if is_list else KINDS.get(holds, "text")
    return columns
