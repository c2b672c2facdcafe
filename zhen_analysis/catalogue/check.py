"""Catalogue text → every breach of the catalogue's rules, each with file, row and column."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from zhen_analysis.catalogue.check_indicators import CODE, NUMBER, indicator_breaches
from zhen_analysis.catalogue.model import Bonus, Column, Ledger, Scheme, Veto
from zhen_analysis.catalogue.toml_types import LEDGER_FORM, TOWN_FORM, settle_types
from zhen_analysis.catalogue.uom import is_unit
from zhen_analysis.catalogue.written import Breach, Line, Written, read_written

SHAPES = {"work", "coverage", "case", "mark"}
FIELDS = {
    *("unit", "date", "item", "value", "done", "due", "case", "opened", "deadline", "closed"),
    *("checked", "severity", "status", "owner", "checker", "text", "serial", "other"),
}
QUANTITIES = {"value", "done", "due"}
LEDGER_DEFAULTS = {"filing": "increment", "zero_report": "optional", "level": "village"}
TIES = {"min", "max", "dense", "first"}
CONSEQUENCES = {"bars_honours", "sets_grade", "zeroes_total"}


def check_catalogue(folder: Path) -> list[Breach]:
    """Return every breach of a catalogue folder, errors first; never raises for its content."""
    return sorted(find_breaches(read_written(folder)), key=lambda breach: breach.severity)


def find_breaches(written: Written) -> list[Breach]:
    """Return every breach, in reading order of the files."""
    wrong: list[Breach] = []
    written = replace(
        written,
        town=settle_types(written.town, TOWN_FORM, "town.toml", "", wrong),
        ledgers={
            name: settle_types(entry, LEDGER_FORM, name, "", wrong)
            for name, entry in written.ledgers.items()
        },
    )
    return [
        *written.breaches,
        *wrong,
        *town_breaches(written),
        *(
            breach
            for name, entry in written.ledgers.items()
            for breach in ledger_breaches(name, entry, written)
        ),
        *unit_breaches(written),
        *alias_breaches(written),
        *indicator_breaches(written),
        *calendar_breaches(written.tables["calendar.csv"]),
    ]


def town_breaches(written: Written) -> Iterator[Breach]:
    """Check [towns.*] and [schemes.*] of town.toml."""
    yield from unknown_keys("town.toml", "", written.town, set(TOWN_FORM))
    towns = written.town.get("towns", {})
    if not towns:
        yield Breach("town.toml", None, "towns", "", "declare at least one [towns.CODE].")
    for code, entry in towns.items():
        yield from code_breaches("town.toml", None, "towns", code)
        if not entry.get("name"):
            yield Breach("town.toml", None, f"towns.{code}.name", "", "the name is missing.")
        yield from unknown_keys("town.toml", f"towns.{code}", entry, {"name", "invented"})
    for code, entry in written.town.get("schemes", {}).items():
        yield from code_breaches("town.toml", None, "schemes", code)
        yield from scheme_breaches(code, entry, written)


def scheme_breaches(code: str, entry: dict, written: Written) -> Iterator[Breach]:
    """Check one scheme's keys, bands, bonuses and vetoes."""
    place = f"schemes.{code}"
    known = {field.name for field in fields(Scheme)} - {"code", "title"} | {"name"}
    yield from unknown_keys("town.toml", place, entry, known)
    if entry.get("level") not in {"village", "department", "town"}:
        yield Breach(
            "town.toml",
            None,
            f"{place}.level",
            str(entry.get("level")),
            "must be village, department or town.",
        )
    yield from limit_breaches(place, entry)
    for number, band in enumerate(entry.get("bands", []), start=1):
        where = f"{place}.bands[{number}]"
        yield from unknown_keys("town.toml", where, band, {"grade", "from"})
        yield from missing_keys("town.toml", where, band, {"grade", "from"})
    bounds = [band["from"] for band in entry.get("bands", []) if "from" in band]
    if bounds != sorted(bounds, reverse=True) or len(set(bounds)) < len(bounds):
        yield Breach(
            "town.toml", None, f"{place}.bands", str(bounds), "must fall from best to worst."
        )
    measured = {line["indicator"] for line in written.tables["indicators.csv"] if line["measure"]}
    for kind, model in (("bonuses", Bonus), ("vetoes", Veto)):
        for number, rule in enumerate(entry.get(kind, []), start=1):
            where = f"{place}.{kind}[{number}]"
            required = {field.name for field in fields(model)} - {"source"}
            yield from unknown_keys("town.toml", where, rule, required | {"source"})
            yield from missing_keys("town.toml", where, rule, required)
            if rule.get("indicator") not in measured:
                yield Breach(
                    "town.toml",
                    None,
                    f"{where}.indicator",
                    str(rule.get("indicator")),
                    "is not a measured indicator of indicators.csv.",
                )
            if rule.get("span") not in {"month", "ytd"}:
                yield Breach(
                    "town.toml",
                    None,
                    f"{where}.span",
                    str(rule.get("span")),
                    "must be month or ytd.",
                )
            if kind == "vetoes" and rule.get("consequence") not in CONSEQUENCES:
                yield Breach(
                    "town.toml",
                    None,
                    f"{where}.consequence",
                    str(rule.get("consequence")),
                    f"must be one of {', '.join(sorted(CONSEQUENCES))}.",
                )


def limit_breaches(place: str, entry: dict) -> Iterator[Breach]:
    """Check the numbers and words of one scheme against what can be worked with."""
    sizes = {f"honours.{key}": size for key, size in entry.get("honours", {}).items()}
    yield from unknown_keys(
        "town.toml", f"{place}.honours", entry.get("honours", {}), {"top", "bottom"}
    )
    for key, value, holds, wanted in (
        ("decimals", entry.get("decimals", 2), lambda n: 0 <= n <= 6, "from 0 to 6"),
        ("full_marks", entry.get("full_marks", 100), lambda n: n > 0, "above 0"),
        ("evidence", entry.get("evidence", 0.9), lambda n: 0 < n < 1, "between 0 and 1"),
        ("ties", entry.get("ties", "min"), TIES.__contains__, f"one of {', '.join(sorted(TIES))}"),
        *((key, size, lambda n: n >= 0, "0 or more") for key, size in sizes.items()
          if isinstance(size, int)),
    ):  # fmt: skip
        if not holds(value):
            yield Breach("town.toml", None, f"{place}.{key}", str(value), f"must be {wanted}.")


def ledger_breaches(name: str, entry: dict, written: Written) -> Iterator[Breach]:
    """Check one ledger file: its keys, its columns and its headings."""
    code = entry.get("code", "")
    yield from code_breaches(name, None, "code", code)
    known = {field.name for field in fields(Ledger)}
    yield from unknown_keys(name, "", entry, known)
    if not entry.get("name"):
        yield Breach(name, None, "name", "", "the name is missing.")
    for key, allowed in {
        "shape": SHAPES,
        "filing": {"snapshot", "increment"},
        "zero_report": {"required", "optional"},
        "level": {"village", "department"},
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
    if not 1 <= entry.get("due_day", 5) <= 28:
        yield Breach(name, None, "due_day", str(entry["due_day"]), "must be a day from 1 to 28.")
    codes = [other.get("code", "") for other in written.ledgers.values()]
    if codes.count(code) > 1:
        yield Breach(name, None, "code", code, "another ledger has this code.")
    yield from column_breaches(name, entry)


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
            if not is_unit(column.get("uom", "")):
                yield Breach(
                    name,
                    None,
                    f"{where}.uom",
                    str(column.get("uom", "")),
                    "is not a known unit of measure.",
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
    for key in ("case_key", "entry_key"):
        for part in entry.get(key, []):
            if part not in {field for field, _ in declared}:
                yield Breach(name, None, key, part, "is not the field of a column.")
    if "unit" not in {field for field, _ in declared}:
        yield Breach(name, None, "columns", "", 'no column has field = "unit".')
    if entry.get("shape") == "case" and not entry.get("case_key"):
        yield Breach(name, None, "case_key", "", "a case ledger must say what identifies a case.")


def unit_breaches(written: Written) -> Iterator[Breach]:
    """Check villages.csv and departments.csv: codes, names, groups, numbers, validity."""
    towns = written.town.get("towns", {})
    groups = {
        group
        for scheme in written.town.get("schemes", {}).values()
        if scheme.get("level") == "village"
        for group in scheme.get("groups", [])
    }
    default = next(iter(towns), "")
    lines = written.tables["villages.csv"] + written.tables["departments.csv"]
    for line in lines:
        yield from code_breaches(line.file, line.row, "code", line["code"])
        if line["code"] and line["code"] in towns:
            yield line.breach("code", "is the code of a town.")
        if not line["name"]:
            yield line.breach("name", "the name is missing.")
        if line["town"] and line["town"] not in towns:
            yield line.breach("town", "is not a town of town.toml.")
        if groups and line.file == "villages.csv" and line["group"] not in groups:
            yield line.breach("group", f"must be one of {', '.join(sorted(groups))}.")
        for column in ("households", "population", "grids"):
            if line[column] and not is_number(line[column], minimum=0):
                yield line.breach(column, "must be a number of 0 or more.")
        for column in ("valid_from", "valid_to"):
            if line[column] and not is_date(line[column]):
                yield line.breach(column, "must be a date such as 2022-03-01.")
        if line["valid_to"] and line["valid_from"] > line["valid_to"]:
            yield line.breach("valid_to", "lies before valid_from.")
    yield from repeated_units(lines, default)


def repeated_units(lines: list[Line], default: str) -> Iterator[Breach]:
    """Find codes or names that two lines claim for the same days of one town."""
    for column in ("code", "name"):
        claimed: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in lines:
            town = line["town"] or default
            for other in claimed[town, line[column]] if line[column] else []:
                if overlap(line, other):
                    yield line.breach(column, f"is also in {other.file} row {other.row}.")
            claimed[town, line[column]].append(line)


def overlap(one: Line, other: Line) -> bool:
    """Tell whether two lines are valid on a common day; ISO dates compare as text."""
    last = "9999-12-31"
    return max(one["valid_from"], other["valid_from"]) <= min(
        one["valid_to"] or last, other["valid_to"] or last
    )


def alias_breaches(written: Written) -> Iterator[Breach]:
    """Check that every alias names one known unit and collides with nothing."""
    units = written.tables["villages.csv"] + written.tables["departments.csv"]
    default = next(iter(written.town.get("towns", {})), "")
    codes = {(line["town"] or default, line["code"]) for line in units}
    names = {(line["town"] or default, line["name"]): line for line in units}
    seen: dict[tuple[str, str], Line] = {}
    for line in written.tables["aliases.csv"]:
        town = line["town"] or default
        if (town, line["code"]) not in codes:
            yield line.breach("code", "is not the code of a village or department.")
        owner = names.get((town, line["alias"]))
        if owner and owner["code"] != line["code"]:
            yield line.breach("alias", f"collides with the name in {owner.file} row {owner.row}.")
        earlier = seen.get((town, line["alias"]))
        if earlier and earlier["code"] != line["code"]:
            yield line.breach("alias", f"collides with row {earlier.row}.")
        if not line["alias"]:
            yield line.breach("alias", "the spelling is missing.")
        seen[town, line["alias"]] = line


def calendar_breaches(lines: list[Line]) -> Iterator[Breach]:
    """Check the overrides of working days."""
    counts = Counter(line["date"] for line in lines)
    for line in lines:
        if not is_date(line["date"]):
            yield line.breach("date", "must be a date such as 2022-03-01.")
        if line["kind"] not in {"workday", "holiday"}:
            yield line.breach("kind", "must be workday or holiday.")
        if counts[line["date"]] > 1:
            yield line.breach("date", "stands more than once.")


def code_breaches(file: str, row: int | None, column: str, code: str) -> Iterator[Breach]:
    """Check that a code begins with a letter and holds letters, digits and _ only."""
    if not CODE.fullmatch(code):
        yield Breach(
            file,
            row,
            column,
            code,
            "a code begins with a letter and holds letters, digits and _ only.",
        )


def unknown_keys(file: str, place: str, entry: dict, known: set[str]) -> Iterator[Breach]:
    """Find keys that nothing reads: most often a slip of the pen."""
    for key in sorted(set(entry) - known):
        where = f"{place}.{key}" if place else key
        yield Breach(file, None, where, key, f"is not known; known: {', '.join(sorted(known))}.")


def missing_keys(file: str, place: str, entry: dict, needed: set[str]) -> Iterator[Breach]:
    """Find keys that must be there and are not."""
    for key in sorted(needed - set(entry)):
        yield Breach(file, None, f"{place}.{key}", "", "is missing.")


def plain(heading: str) -> str:
    """Return a heading as it is compared: one width, no blanks, no path marks."""
    folded = unicodedata.normalize("NFKC", heading)
    return re.sub(r"[\s/>、,，]", "", folded)


def is_number(written: str, minimum: float | None = None) -> bool:
    """Tell whether ``written`` is a decimal number, not below ``minimum``."""
    if not NUMBER.fullmatch(written):
        return False
    return minimum is None or float(written) >= minimum


def is_date(written: str) -> bool:
    """Tell whether ``written`` is a date such as 2022-03-01."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return False
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
