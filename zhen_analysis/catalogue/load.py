"""A catalogue folder → one frozen Catalogue, or an error that names every breach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.base.errors import CatalogueError
from zhen_analysis.catalogue.check.everything import find_breaches
from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.declared.ledger import Ledger
from zhen_analysis.catalogue.declared.places import Alias, Department, Village
from zhen_analysis.catalogue.declared.reading.form import Declared, keys_of
from zhen_analysis.catalogue.declared.scheme_line import SchemeLine
from zhen_analysis.catalogue.frames import frame_of, with_town
from zhen_analysis.catalogue.goals import freeze_goals
from zhen_analysis.catalogue.model import Catalogue
from zhen_analysis.catalogue.stated import Row, Stated, read_stated
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.written import read_written

UNIT_COLUMNS = ["town", "level", "unit", "name", "group", "households", "population", "grids"]
UNIT_COLUMNS += ["difficulty", "valid_from", "valid_to", "households_cell", "unit_cell"]
NO_AREA = "其他"  # of indicators whose ledger names no area
SAID_BY_BOTH = ["name", "span", "source"]
LINE_COLUMNS = ["scheme", *dict.fromkeys([*keys_of(Indicator), *keys_of(SchemeLine)])]


def load_catalogue(folder: Path | str) -> Catalogue:
    """Load and check a catalogue; raises CatalogueError with all breaches at once."""
    written = read_written(Path(folder))
    breaches = [breach for breach in find_breaches(written) if breach.severity == "error"]
    if breaches:
        raise CatalogueError(breaches)
    stated, _ = read_stated(written)
    return freeze(stated)


def freeze(stated: Stated) -> Catalogue:
    """Turn what a checked catalogue states into frozen objects and typed frames."""
    words = stated.vocabulary
    ledgers = {
        code: replace(ledger, words=words) for code, ledger in stated.ledgers_by_code.items()
    }
    indicators = freeze_indicators(stated)
    return Catalogue(
        towns=stated.town.towns,
        units=freeze_units(stated),
        aliases=with_town(
            frame_of([row.says for row in stated.aliases], Alias), stated.default_town
        ).rename(columns={"code": "unit"})[["town", "alias", "unit"]],
        indicators=indicators,
        ledgers={code: with_full_marks(ledger, indicators) for code, ledger in ledgers.items()},
        schemes=stated.town.schemes,
        goals=freeze_goals([row.says for row in stated.goals], stated.default_town),
        overrides={row.says.date: row.says.kind for row in stated.calendar},
        words=words,
        corrections=tuple(replace(row.says, row=row.line.row) for row in stated.corrections),
    )


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


def freeze_units(stated: Stated) -> pd.DataFrame:
    """Stack villages and departments into one typed frame."""
    villages = units_of(stated.villages, Village).assign(level="village")
    cells = [row.line.address("households") for row in stated.villages]
    departments = units_of(stated.departments, Department).assign(level="department")
    units = pd.concat(
        [villages.assign(households_cell=pd.Series(cells, dtype="str")), departments],
        ignore_index=True,
    ).reindex(columns=UNIT_COLUMNS)
    return with_town(units, stated.default_town)


def units_of(rows: Sequence[Row[Any]], form: type[Declared]) -> pd.DataFrame:
    """Return one row per unit, with the cell that its code stands in."""
    cells = pd.Series([row.line.address("code") for row in rows], dtype="str")
    units = frame_of([row.says for row in rows], form).assign(unit_cell=cells)
    return units.rename(columns={"code": "unit"})


def freeze_indicators(stated: Stated) -> pd.DataFrame:
    """Return what is measured, then how each scheme counts it, in the order of the files.

    A line of a scheme has all that its indicator says, and what it says itself instead.
    """
    measured = freeze_measured(stated)
    lines = [
        frame_of([row.says for row in rows], SchemeLine).assign(scheme=code)
        for code in stated.town.schemes
        if (rows := stated.schemes.get(code))
    ]
    nothing = frame_of([], SchemeLine).assign(scheme=pd.Series(dtype="str"))
    counted = with_indicators(pd.concat([nothing, *lines], ignore_index=True), measured)
    parts = [part.reindex(columns=LINE_COLUMNS) for part in (measured, counted)]
    return pd.concat(parts, ignore_index=True)


def with_indicators(counted: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Return lines of schemes with what their indicators say, where they do not say it."""
    own = counted[["indicator"]].merge(measured, on="indicator", how="left", validate="m:1")
    filled = {column: counted[column].fillna(own[column]) for column in SAID_BY_BOTH}
    return pd.concat(
        [counted.assign(**filled), own[own.columns.difference(counted.columns)]], axis="columns"
    )


def freeze_measured(stated: Stated) -> pd.DataFrame:
    """Return what is measured, with what an indicator may leave to its ledger.

    The item is then the indicator's own code, the area its ledger's, and the unit of measure what
    the measure makes of the item's.
    """
    measured = frame_of([row.says for row in stated.indicators], Indicator)
    measured["item"] = measured["item"].fillna(measured["indicator"])
    ledgers = stated.ledgers_by_code
    areas = [ledgers[code].area or NO_AREA for code in measured["ledger"]]
    uoms = [usual_uom(line, ledgers[line.ledger]) for line in measured.itertuples()]
    usual = pd.DataFrame({"area": areas, "uom": uoms}, index=measured.index, dtype="str")
    return measured.fillna(usual)


def usual_uom(line: Any, ledger: Ledger) -> str:
    """Return the unit of an indicator that states none: % of a rate, else its item's."""
    return MEASURES[line.measure].uom_of(ledger.items.get(line.item, ""))
