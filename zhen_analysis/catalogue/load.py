"""A catalogue folder → one frozen Catalogue, or an error that names every breach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.base.errors import CatalogueError
from zhen_analysis.catalogue.check.everything import find_breaches
from zhen_analysis.catalogue.goals import freeze_goals
from zhen_analysis.catalogue.model import (
    Catalogue,
    Column,
    Correction,
    Ledger,
    Town,
)
from zhen_analysis.catalogue.schemes import (
    Bonus,
    Condition,
    Deduction,
    Exemption,
    Outcome,
    RollUp,
    Scheme,
    Veto,
)
from zhen_analysis.catalogue.supervision import Lights, Notice, Speaking
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.vocabulary.parameters import NUMBERS
from zhen_analysis.catalogue.written import TABLES, Line, Written, read_written

NO_AREA = "其他"  # of indicators whose ledger names no area
INDICATOR_NUMBERS = ["decimals", *NUMBERS]
SCHEME_RULES: dict[str, Any] = {
    "bonuses": Bonus,
    "deductions": Deduction,
    "vetoes": Veto,
    "conditions": Condition,
    "exemptions": Exemption,
    "outcomes": Outcome,
}


def load_catalogue(folder: Path) -> Catalogue:
    """Load and check a catalogue; raises CatalogueError with all breaches at once."""
    written = read_written(folder)
    breaches = [breach for breach in find_breaches(written) if breach.severity == "error"]
    if breaches:
        raise CatalogueError(breaches)
    return freeze(written)


def freeze(written: Written) -> Catalogue:
    """Turn checked text into frozen objects and typed frames."""
    towns = {
        code: Town(code, **{key: as_tuple(value) for key, value in entry.items()})
        for code, entry in written.town["towns"].items()
    }
    ledgers = {ledger.code: ledger for ledger in map(freeze_ledger, written.ledgers.values())}
    schemes = [
        freeze_scheme(code, entry) for code, entry in written.town.get("schemes", {}).items()
    ]
    default_town = next(iter(towns))
    indicators = freeze_indicators(written.tables["indicators.csv"], ledgers)
    return Catalogue(
        towns=towns,
        units=freeze_units(written.tables, default_town),
        aliases=frame(
            written.tables["aliases.csv"], ["town", "alias", "code"], default_town
        ).rename(columns={"code": "unit"}),
        indicators=indicators,
        ledgers={code: with_full_marks(ledger, indicators) for code, ledger in ledgers.items()},
        schemes={scheme.code: scheme for scheme in schemes},
        goals=freeze_goals(written.tables["goals.csv"], default_town),
        overrides={
            date.fromisoformat(line["date"]): line["kind"]
            for line in written.tables["calendar.csv"]
        },
        corrections=tuple(map(freeze_correction, written.tables["corrections.csv"])),
    )


def freeze_correction(line: Line) -> Correction:
    """Turn one line of corrections.csv into a Correction."""
    return Correction(
        row=line.row,
        date=date.fromisoformat(line["date"]) if line["date"] else None,
        kind=line["kind"] or "error",
        **{
            column: line[column]
            for column in ("ledger", "unit", "field", "written", "value", "reason", "file", "cell")
        },
    )


def freeze_ledger(entry: dict) -> Ledger:
    """Turn one ledger file into a Ledger."""
    columns = tuple(
        Column(**{key: as_tuple(value) for key, value in column.items()})
        for column in entry["columns"]
    )
    plain = {key: as_tuple(value) for key, value in entry.items() if key != "columns"}
    if "lights" in plain:
        plain["lights"] = Lights(**plain["lights"])
    if "speaking" in plain:
        plain["speaking"] = Speaking(**plain["speaking"])
    plain["notices"] = tuple(Notice(**notice) for notice in entry.get("notices", []))
    return Ledger(**plain, columns=columns)


def with_full_marks(ledger: Ledger, indicators: pd.DataFrame) -> Ledger:
    """Give columns of marks that declare no maximum the full mark that a scheme scores them by."""
    if ledger.shape != "mark":
        return ledger
    marked = (indicators["ledger"] == ledger.code) & (indicators["rule"] == "mark")
    full = indicators[marked].groupby("item")["target"].max().dropna()
    columns = tuple(
        replace(column, maximum=float(full[column.item]))
        if column.maximum is None and column.item in full.index
        else column
        for column in ledger.columns
    )
    return replace(ledger, columns=columns)


def freeze_scheme(code: str, entry: dict) -> Scheme:
    """Turn one table [schemes.CODE] of town.toml into a Scheme."""
    plain = {key: as_tuple(value) for key, value in entry.items()}
    plain["title"] = plain.pop("name", code)
    plain["bands"] = tuple((band["grade"], float(band["from"])) for band in entry.get("bands", []))
    for kind, rule in SCHEME_RULES.items():
        plain[kind] = tuple(rule(**stated) for stated in entry.get(kind, []))
    plain["roll_up"] = {kind: RollUp(**rule) for kind, rule in entry.get("roll_up", {}).items()}
    marks = plain.get("full_marks", 100.0)
    if isinstance(marks, dict):
        plain |= {"group_marks": marks, "full_marks": max(marks.values())}
    return Scheme(code=code, **plain)


def freeze_units(tables: dict[str, list[Line]], default_town: str) -> pd.DataFrame:
    """Stack villages and departments into one typed frame."""
    columns = ["town", "code", "name", "group", "households", "population", "grids"]
    columns += ["difficulty", "valid_from", "valid_to"]
    villages = frame(tables["villages.csv"], columns, default_town).assign(
        level="village",
        households_cell=[line.address("households") for line in tables["villages.csv"]],
        unit_cell=[line.address("code") for line in tables["villages.csv"]],
    )
    departments = frame(tables["departments.csv"], columns, default_town).assign(
        level="department",
        unit_cell=[line.address("code") for line in tables["departments.csv"]],
    )
    units = pd.concat([villages, departments], ignore_index=True).rename(columns={"code": "unit"})
    for column in ("households", "population", "grids", "difficulty"):
        units[column] = pd.to_numeric(units[column]).astype("Float64")
    for column in ("valid_from", "valid_to"):
        units[column] = pd.to_datetime(units[column])
    order = ["town", "level", "unit", "name", "group", "households", "population", "grids"]
    return units[[*order, "difficulty", "valid_from", "valid_to", "households_cell", "unit_cell"]]


def freeze_indicators(lines: list[Line], ledgers: Mapping[str, Ledger]) -> pd.DataFrame:
    """Type the indicator table and fill in what a measured indicator may leave blank.

    The item is then the indicator's own code, the area its ledger's, and the unit of measure what
    the measure makes of the item's.
    """
    needed, further = TABLES["indicators.csv"]
    indicators = frame(lines, [*needed, *further])
    for column in INDICATOR_NUMBERS:
        indicators[column] = pd.to_numeric(indicators[column]).astype("Float64")
    indicators["item"] = indicators["item"].fillna(indicators["indicator"])
    measured = indicators[indicators["measure"].notna()]
    areas = [ledgers[code].area or NO_AREA for code in measured["ledger"]]
    uoms = [usual_uom(line, ledgers[line.ledger]) for line in measured.itertuples()]
    usual = pd.DataFrame({"area": areas, "uom": uoms}, index=measured.index, dtype="str")
    return indicators.fillna(usual)


def usual_uom(line: Any, ledger: Ledger) -> str:
    """Return the unit of an indicator that states none: % of a rate, else its item's."""
    return MEASURES[line.measure].uom_of(ledger.items.get(line.item, ""))


def frame(lines: list[Line], columns: list[str], default_town: str | None = None) -> pd.DataFrame:
    """Return lines as text columns, blanks as NA."""
    rows = [{column: line[column] or None for column in columns} for line in lines]
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    return table if default_town is None else table.assign(town=table["town"].fillna(default_town))


def as_tuple(value: Any) -> Any:
    """Freeze a TOML list; other values stay."""
    return tuple(value) if isinstance(value, list) else value
