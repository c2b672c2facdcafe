"""Villages, departments and aliases as written → their breaches: codes, names, validity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from zhen_analysis.catalogue.check.forms import code_breaches, is_date, is_number
from zhen_analysis.catalogue.vocabulary.measures import PER_SIZE
from zhen_analysis.catalogue.written import Breach, Line, Written


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
        if line["difficulty"] and not float_above_zero(line["difficulty"]):
            yield line.breach("difficulty", "must be a number above 0.")
        for column in ("valid_from", "valid_to"):
            if line[column] and not is_date(line[column]):
                yield line.breach(column, "must be a date such as 2022-03-01.")
        if line["valid_to"] and line["valid_from"] > line["valid_to"]:
            yield line.breach("valid_to", "lies before valid_from.")
    yield from repeated_units(lines, default)
    yield from unknown_households(written)


def float_above_zero(written: str) -> bool:
    """Tell whether a text is a number above 0."""
    return is_number(written) and float(written) > 0


def unknown_households(written: Written) -> Iterator[Breach]:
    """Find villages without households where something is measured per 100 of them.

    Of a town that knows those of others: one that knows none has said so, and its pages say it.
    """
    measures = {line["measure"] for line in written.tables["indicators.csv"]}
    lines = written.tables["villages.csv"] if measures & PER_SIZE else []
    knowing = {line["town"] for line in lines if has_households(line)}
    for line in lines:
        if not has_households(line) and line["town"] in knowing:
            yield line.breach(
                "households",
                "without households nothing can be measured per 100 of them here.",
                severity="warning",
            )


def has_households(line: Line) -> bool:
    """Tell whether a village's households are stated, and are some."""
    return bool(line["households"].strip("0."))


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
