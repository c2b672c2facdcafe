"""A workspace of several towns and a month → each town's own figures, and the towns ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from zhen_analysis.assess.schemas import HISTORY
from zhen_analysis.assess.schemes import assess_scheme, empty, keep_history, stack_schemes
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month, Period, parse_month
from zhen_analysis.base.workspace import Workspace, open_workspace
from zhen_analysis.catalogue import Catalogue, load_catalogue
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.results.assessment import Assessment, ScoredAssessment
from zhen_analysis.results.folders import Progress
from zhen_analysis.results.month import MonthAssessment, assess_month
from zhen_analysis.results.roll_up import tables_of

LEVEL = "town"
DISTRICT = "district"  # stands for the town where towns are the units that are ranked
DISTRICT_NAME = "全区"
FEWEST = 2  # towns, for there to be something to compare
NOT_MISSING = ("filed", "late", "in_doubt")


@dataclass(frozen=True, repr=False)
class DistrictAssessment(ScoredAssessment[Month]):
    """A month of all towns that have data for it; files, issues and filings are those of all.

    Attributes
    ----------
    months : town → its own assessment, in catalogue order.
    catalogue : with the schemes that rank towns, and no others.
    measures : the towns' own figures, ``unit`` the town. A ledger that a town does not have to
        file is nothing due: denominator 0; so are households that nobody knows.
    scores, totals, ranking : of every scheme of level ``town``, as those of villages are.
    filed_by_town : one row per town: ledgers and filings ``due``, ``came``, ``late``, ``missing``.
    """

    months: Mapping[str, MonthAssessment]
    filed_by_town: pd.DataFrame

    @property
    def parts(self) -> tuple[Assessment, ...]:
        """The towns' months that it is made of."""
        return tuple(self.months.values())

    @property
    def town_name(self) -> str:
        """What stands for the town's printed name."""
        return DISTRICT_NAME

    @property
    def unit_names(self) -> dict[str, str]:
        """Code → printed name of every town that has data."""
        return {code: month.town_name for code, month in self.months.items()}


def assess_district(
    period: str | Period,
    *,
    workspace: Workspace | str | Path | None = None,
    months: Mapping[str, MonthAssessment] | None = None,
    fresh: bool = False,
    progress: Progress = iter,
) -> DistrictAssessment:
    """Set the towns of a workspace side by side, and rank them by the schemes of level ``town``.

    Parameters
    ----------
    period : ``YYYY-MM``, ``latest`` or ``previous`` (by the data of all towns), or a ``Period``.
    workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
    months : assessments of that month by town where the caller has them already.
    fresh : read all files again even if nothing seems to have changed.
    progress : wraps the files as they are read.

    Raises
    ------
    BadInput
        A period that is no month, or of which fewer than two towns have data.
    """
    place = open_workspace(workspace)
    catalogue = load_catalogue(place.catalogue_dir)
    month = parse_month(place.dated(period, catalogue.towns))
    towns = towns_of(place, catalogue, month)
    if len(towns) < FEWEST:
        having = ", ".join(towns) or "none"
        raise BadInput(
            f"towns are compared where two or more have data; in {month}: {having}.",
            hint=f"Put workbooks under data/raw/<town>/{month}/.",
        )
    known = months or {}
    assess = partial(assess_month, workspace=place, fresh=fresh, progress=progress)
    held = {code: known.get(code) or assess(month, code) for code in towns}
    before = {
        code: assess(month.previous, code)
        for code in towns_of(place, catalogue, month.previous)
        if code in held
    }
    history = empty(HISTORY)
    if len(before) >= FEWEST:
        history = keep_history(rank_towns(before, catalogue, month.previous, history)[2])
    scores, totals, ranking = rank_towns(held, catalogue, month, history)
    return DistrictAssessment(
        period=month,
        town=DISTRICT,
        catalogue=catalogue.of_district(),
        **tables_of(held.values(), month),
        months=held,
        measures=town_measures(held, catalogue),
        scores=scores,
        totals=totals,
        ranking=ranking,
        filed_by_town=filings_by_town(held),
    )


def towns_of(workspace: Workspace, catalogue: Catalogue, period: Period) -> list[str]:
    """Return the towns that have a month's raw folder, in catalogue order; none if it is none."""
    return [code for code in catalogue.towns if period in workspace.months(code)]


def rank_towns(
    months: Mapping[str, MonthAssessment], catalogue: Catalogue, month: Month, history: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores, totals and ranking of the towns by every scheme that ranks towns."""
    measures = town_measures(months, catalogue)
    filings = pd.concat([held.filings for held in months.values()], ignore_index=True)
    filings = pd.concat([filings, filed_this_year(months, month)], ignore_index=True)
    parts = [
        assess_scheme(scheme, measures, filings, catalogue, month, history)
        for scheme in catalogue.schemes.values()
        if scheme.level == LEVEL
    ]
    scores, totals, ranking = stack_schemes(parts)
    return scores, totals, ranking


def town_measures(months: Mapping[str, MonthAssessment], catalogue: Catalogue) -> pd.DataFrame:
    """Return the towns' own figures, each town a unit of the district."""
    figures = [held.counted[held.counted["level"] == LEVEL] for held in months.values()]
    own = pd.concat(figures, ignore_index=True)
    asked = own.drop_duplicates(["indicator", "span"])[["indicator", "span", "uom"]]
    ledger = catalogue.measured_indicators.set_index("indicator")["ledger"]
    spared = [
        asked[~asked["indicator"].map(ledger).isin(list(held.catalogue.ledgers))].assign(
            unit=code, level=LEVEL, period=str(held.period), denominator=0.0, is_unread=False
        )
        for code, held in months.items()
    ]
    every = pd.concat([own, *(part for part in spared if len(part))], ignore_index=True)
    numbers = dict.fromkeys(["numerator", "denominator", "value"], "Float64")
    no_group = pd.array([pd.NA] * len(every), "str")
    placed = every.assign(town=DISTRICT, group=no_group).astype(numbers)
    return placed.assign(denominator=placed["denominator"].mask(baseless(placed, months), 0.0))


def baseless(measures: pd.DataFrame, months: Mapping[str, MonthAssessment]) -> pd.Series:
    """Tell which figures have nothing to be set against, though their ledger was filed.

    The households of a town that nobody knows: it is not marked down for them.
    """
    is_unknown = measures["numerator"].isna() & measures["denominator"].isna()
    marks = pd.Series(False, index=measures.index)
    for code, held in months.items():
        kinds = held.catalogue.measured_indicators
        bases = kinds["measure"].map(lambda name: MEASURES[name].knows_base)
        filed = ~kinds["ledger"].isin(held.not_reported)
        marks |= (measures["unit"] == code) & measures["indicator"].isin(
            kinds.loc[bases & filed, "indicator"]
        )
    return is_unknown & marks


def filed_this_year(months: Mapping[str, MonthAssessment], month: Month) -> pd.DataFrame:
    """Return a line for every ledger that has records this year: figures of ``ytd`` rest on it."""
    ledgers = {code for held in months.values() for code in held.records["ledger"].unique()}
    lines = [{"period": f"{month.year}-01", "ledger": code, "status": "filed"} for code in ledgers]
    return pd.DataFrame(lines, columns=["period", "ledger", "status"])


def filings_by_town(months: Mapping[str, MonthAssessment]) -> pd.DataFrame:
    """Return one row per town: how many ledgers and filings were due, and what became of them."""
    rows = [
        {
            "town": code,
            "ledgers": len(held.filings["ledger"].unique()),
            "due": len(held.filings),
            "came": int(held.filings["status"].isin(NOT_MISSING).sum()),
            "late": int(held.filings["status"].eq("late").sum()),
            "missing": int(held.filings["status"].eq("missing").sum()),
            "not_reported": tuple(held.not_reported),
            "issues": len(held.issues),
            "to_correct": int(held.issues["severity"].eq("error").sum()),
            "unread": int((held.unread_files["period"] == str(held.period)).sum()),
        }
        for code, held in months.items()
    ]
    return pd.DataFrame(rows)
