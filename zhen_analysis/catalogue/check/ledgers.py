"""A ledger file as written → its breaches: keys, shape, and columns with their headings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields

from zhen_analysis.catalogue.check.forms import code_breaches, plain, unknown_keys
from zhen_analysis.catalogue.check.supervision import supervision_breaches
from zhen_analysis.catalogue.model import Column, Ledger
from zhen_analysis.catalogue.vocabulary.shapes import FIELDS, QUANTITIES, SHAPES
from zhen_analysis.catalogue.vocabulary.words import WORDS
from zhen_analysis.catalogue.workdays import DAY_KINDS
from zhen_analysis.catalogue.written import Breach, Written

LEDGER_DEFAULTS = {"filing": "increment", "zero_report": "optional", "level": "village"}
LEDGER_DEFAULTS |= {"dash": "zero", "every": "month", "day_kind": "natural"}
LAST_DUE_DAY = {"month": 28, "week": 7}


def ledger_breaches(name: str, entry: dict, written: Written) -> Iterator[Breach]:
    """Check one ledger file: its keys, its columns and its headings."""
    code = entry.get("code", "")
    yield from code_breaches(name, None, "code", code)
    known = {field.name for field in fields(Ledger)} - {"words"}
    yield from unknown_keys(name, "", entry, known)
    if not entry.get("name"):
        yield Breach(name, None, "name", "", "the name is missing.")
    for key, allowed in {
        "shape": set(SHAPES),
        "filing": {"snapshot", "increment"},
        "zero_report": {"required", "optional"},
        "dash": {"zero", "blank"},
        "level": {"village", "department"},
        "every": set(LAST_DUE_DAY),
        "day_kind": set(DAY_KINDS),
    }.items():
        value = entry.get(key, LEDGER_DEFAULTS.get(key, ""))
        if value not in allowed:
            yield Breach(name, None, key, value, f"must be one of {', '.join(sorted(allowed))}.")
    filers = {line["code"] for line in written.tables["departments.csv"]} | {"village"}
    if entry.get("filed_by", "village") not in filers:
        yield Breach(
            name,
            None,
            "filed_by",
            str(entry["filed_by"]),
            "must be village or the code of a department.",
        )
    last = LAST_DUE_DAY.get(entry.get("every", "month"), 28)
    if not 1 <= entry.get("due_day", 5) <= last:
        message = f"must be a day from 1 to {last}."
        yield Breach(name, None, "due_day", str(entry["due_day"]), message)
    codes = [other.get("code", "") for other in written.ledgers.values()]
    if codes.count(code) > 1:
        yield Breach(name, None, "code", code, "another ledger has this code.")
    yield from column_breaches(name, entry)
    yield from supervision_breaches(name, entry)


def column_breaches(name: str, entry: dict) -> Iterator[Breach]:
    """Check the declared columns of one ledger."""
    columns = entry.get("columns", [])
    known = {field.name for field in fields(Column)}
    spelled: dict[str, str] = {}
    for number, column in enumerate(columns, start=1):
        where = f"columns[{number}]"
        yield from unknown_keys(name, where, column, known)
        field_name = column.get("field", "")
        if field_name not in FIELDS:
            yield Breach(
                name,
                None,
                f"{where}.field",
                str(field_name),
                f"must be one of {', '.join(sorted(FIELDS))}.",
            )
        if not column.get("spellings"):
            yield Breach(name, None, f"{where}.spellings", "", "declare at least one heading.")
        if field_name in QUANTITIES:
            yield from code_breaches(name, None, f"{where}.item", str(column.get("item", "")))
            if not WORDS.uoms.is_uom(column.get("uom", "")):
                yield Breach(
                    name,
                    None,
                    f"{where}.uom",
                    str(column.get("uom", "")),
                    "is not a known unit of measure.",
                )
            if column.get("maximum", math.inf) < column.get("minimum", 0):
                yield Breach(
                    name, None, f"{where}.maximum", str(column["maximum"]), "is below the minimum."
                )
            if column.get("personal"):
                yield Breach(
                    name,
                    None,
                    f"{where}.personal",
                    "true",
                    "a measured column cannot be personal data.",
                )
        for spelling in column.get("spellings", []):
            heading = plain(spelling)
            if heading in spelled and spelled[heading] != where:
                yield Breach(
                    name,
                    None,
                    f"{where}.spellings",
                    spelling,
                    f"is already a heading of {spelled[heading]}.",
                )
            spelled[heading] = where
    declared = [(column.get("field"), column.get("item")) for column in columns]
    for number, column in enumerate(declared, start=1):
        if column[0] in QUANTITIES and column in declared[: number - 1]:
            yield Breach(
                name,
                None,
                f"columns[{number}].item",
                str(column[1]),
                "is already filled by another column.",
            )
    for key in ("case_key", "entry_key", "unnumbered_key"):
        for part in entry.get(key, []):
            if part not in {field for field, _ in declared}:
                yield Breach(name, None, key, part, "is not the field of a column.")
    if "unit" not in {field for field, _ in declared}:
        yield Breach(name, None, "columns", "", 'no column has field = "unit".')
    if entry.get("shape") == "case" and not entry.get("case_key"):
        yield Breach(name, None, "case_key", "", "a case ledger must say what identifies a case.")
