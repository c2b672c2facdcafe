"""A workspace, a quarter or year and a town → its months rolled up into one ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.assess import (
    judge_firmness,
    name_honours,
    rank_sources,
    rank_uncertainty,
    rank_units,
    roll_up,
)
from zhen_analysis.assess.scoring.bonuses_and_vetoes import grades, group_marks
from zhen_analysis.base.period import Month, Period, RollUpPeriod, parse_roll_up
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import Catalogue, RollUp, Scheme
from zhen_analysis.results.assessment import Assessment, RankedAssessment
from zhen_analysis.results.folders import Progress, TownFolders, require_folder, stack_tables
from zhen_analysis.results.month import MonthAssessment, assess_month

WITHIN = ["town", "scheme", "group"]
LAST = {"quarter": ("-03", "-06", "-09", "-12"), "year": ("-12",)}  # months of the annual part


@dataclass(frozen=True, repr=False)
class RollUpAssessment(RankedAssessment[RollUpPeriod]):
    """One town's quarter or year; files, issues and filings are those of its months.

    Attributes
    ----------
    months : the assessment of each month that has data.
    missing : the months without data before the town's last one; the page names them.
    to_come : the months after the town's last one: neither held nor missed, so no rule is for them.
    totals : one row per scheme and unit: its months' parts, ``months`` (combined), ``annual``,
        ``bonus``, ``total``, ``full_marks, grade, vetoes`` (month by month), ``missing`` and
        ``roll_up_text`` (the formula in words).
    ranking : the totals with ``rank, honour, honour_text, low, high, firmness``: the interval is
        that of the rank if months (and the annual part) had counted more or less than they do.
    """

    months: Mapping[Month, MonthAssessment]
    missing: list[Month]
    to_come: list[Month]

    @property
    def parts(self) -> tuple[Assessment, ...]:
        """The months that it is made of."""
        return tuple(self.months.values())

    @property
    def not_reported(self) -> list[str]:
        """Codes of the ledgers that nobody filed in one of its months or more."""
        absent = {code for month in self.months.values() for code in month.not_reported}
        return [code for code in self.catalogue.ledgers if code in absent]


def assess_roll_up(
    period: str | Period,
    town: str | None = None,
    *,
    workspace: Workspace | str | Path | None = None,
    fresh: bool = False,
    progress: Progress = iter,
) -> RollUpAssessment:
    """Roll one town's months up to a quarter (``2022-Q1``) or year (``2022``).

    Each scheme's ``roll_up`` says how; where it says nothing, the mean of the months that were
    assessed. Honours follow the scheme's places and thresholds; its targets and exemptions are
    those of single months, so are its vetoes: they are named here and change no total again.

    Parameters
    ----------
    period : ``2022-Q1``, ``2022``, ``latest`` or ``previous`` (quarters with data), or a
        ``Period``.
    town : code or name; None for the workspace's first town.
    workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
    fresh : read all files again even if nothing seems to have changed.
    progress : wraps the files as they are read.

    Raises
    ------
    BadInput
        A period that is no quarter or year, or of which no month has data.
    """
    folders = TownFolders.of(workspace, town)
    place, catalogue, code = folders.workspace, folders.catalogue, folders.town
    when = parse_roll_up(folders.dated(period, "quarter"))
    require_folder(place, catalogue, code, when)
    there = set(place.months(code))
    due = [month for month in when.months if month <= max(there)]
    months = {
        month: assess_month(month, code, workspace=place, fresh=fresh, progress=progress)
        for month in when.months
        if month in there
    }
    parts = [
        roll_up_scheme(scheme, when.kind, due, months)
        for scheme in rolled_schemes(catalogue, when.kind)
    ]
    rolled = pd.concat([part.assign(period=str(when)) for part in parts if len(part)] or [NOTHING])
    totals = rolled.reset_index(drop=True)
    return RollUpAssessment(
        **vars(folders.here(when)),
        **tables_of(months.values(), when),
        months=months,
        missing=[month for month in due if month not in months],
        to_come=[month for month in when.months if month not in due],
        totals=totals,
        ranking=rank_roll_up(totals, due, when.kind, catalogue, errors_of(months.values())),
    )


def tables_of(parts: Iterable[Assessment], period: Period) -> dict[str, pd.DataFrame]:
    """Return the tables that every assessment has, of several as of one period."""
    every = list(parts)
    names = ("sheets", "blocks", "issues", "placed", "filings")
    tables = {name: stack_tables([getattr(each, name) for each in every]) for name in names}
    files = stack_tables([each.own_files for each in every])
    return {**tables, "files": files.assign(period=str(period))}


NOTHING = pd.DataFrame(columns=["period", *WITHIN, "unit", "total", "full_marks"])


def rolled_schemes(catalogue: Catalogue, kind: str) -> list[Scheme]:
    """Return the schemes whose months are rolled up: all but those that are an annual part."""
    annual = {s.roll_up[kind].annual for s in catalogue.schemes.values() if kind in s.roll_up}
    return [scheme for scheme in catalogue.schemes.values() if scheme.code not in annual]


def roll_up_scheme(
    scheme: Scheme, kind: str, due: list[Month], months: Mapping[Month, MonthAssessment]
) -> pd.DataFrame:
    """Return one scheme's rolled-up totals; no row where no month has any."""
    rule = scheme.roll_up.get(kind, RollUp())
    totals = pd.concat([month.totals for month in months.values()], ignore_index=True)
    own = totals[totals["scheme"] == scheme.code]
    if own.empty:
        return NOTHING
    is_annual = (totals["scheme"] == rule.annual) & totals["period"].str.endswith(LAST[kind])
    annual = totals[is_annual]
    written = [str(month) for month in due]
    rolled = roll_up(
        own,
        written,
        rule,
        annual=annual if rule.annual else None,
        decimals=scheme.decimals,
    )
    marks = group_marks(rolled, scheme)
    if rule.formula == "sum":
        marks = marks * rolled[written].notna().any().sum()
    rolled = rolled.assign(full_marks=marks, vetoes=rolled["unit"].map(told_vetoes(own)))
    return rolled.assign(grade=grades(rolled, scheme))


def told_vetoes(totals: pd.DataFrame) -> pd.Series:
    """Return each unit's vetoes with their months; units without one are left out."""
    vetoed = totals[totals["veto"].notna()]
    told = vetoed["period"] + "：" + vetoed["veto"]
    return told.groupby(vetoed["unit"]).agg("；".join)


def errors_of(months: Iterable[MonthAssessment]) -> pd.DataFrame:
    """Return how far the totals of the months stray: ``scheme, indicator (the month), unit``.

    ``score_error`` is NA where a month's mark has an error that nobody knows, or no rank.
    """
    columns = ["scheme", "period", "unit", "total_error"]
    every = pd.concat([month.ranking[columns] for month in months], ignore_index=True)
    return every.rename(columns={"period": "indicator", "total_error": "score_error"})


def rank_roll_up(
    totals: pd.DataFrame, due: list[Month], kind: str, catalogue: Catalogue, errors: pd.DataFrame
) -> pd.DataFrame:
    """Rank each scheme's units within their groups; name honours by place, and their firmness."""
    parts = []
    for code, own in totals.groupby("scheme", sort=False):
        scheme = replace(catalogue.schemes[code], months={}, conditions=(), exemptions=())
        rule = scheme.roll_up.get(kind, RollUp())
        ranked = rank_units(own, within=WITHIN, ties=scheme.ties, decimals=scheme.decimals)
        honoured = name_honours(ranked.assign(veto_consequence=pd.NA), scheme, WITHIN)
        strays = errors[errors["scheme"] == code].drop(columns="scheme")
        drawn = rank_intervals(own, due, rule, scheme, strays)
        parts.append(judge_firmness(honoured, drawn, scheme))
    if not parts:
        return totals.assign(rank=pd.NA, honour="", honour_text="", low=pd.NA, high=pd.NA,
                             firmness="", rests_on="", moved_most="")  # fmt: skip
    return pd.concat(parts, ignore_index=True).drop(columns="veto_consequence")


def rank_intervals(
    totals: pd.DataFrame, due: list[Month], rule: RollUp, scheme: Scheme, errors: pd.DataFrame
) -> pd.DataFrame:
    """Return how far ranks depend on what each month counts: months drawn as indicators are.

    A roll-up has no weights but those of its months and of its annual part; where they are drawn,
    it shows who leads or lags whichever month counts more. What strays in a month's total strays
    here too.
    """
    held = [month for month in map(str, due) if totals[month].notna().any()]
    share = rule.annual_share if totals["annual"].notna().any() else 0
    weights = dict.fromkeys(held, (100 - share) / len(held)) | ({"annual": share} if share else {})
    scores = totals.assign(full_marks=group_marks(totals, scheme)).melt(
        id_vars=["unit", "group", "full_marks"],
        value_vars=list(weights),
        var_name="indicator",
        value_name="score",
    )
    scores = scores.merge(errors, on=["indicator", "unit"], how="left", validate="m:1")
    given = ~scores["indicator"].isin(errors["indicator"])  # a round not held, the annual part
    scores["score_error"] = scores["score_error"].astype("float64").mask(given, 0.0)
    bonus = totals.set_index("unit")["bonus"].astype("float64")
    parts = {"indicator": list(weights), "weight": list(weights.values()), "rule": "mark"}
    lines = pd.DataFrame(parts)
    beside: dict[str, Any] = {
        "offset": bonus / len(held) if rule.formula == "sum" else bonus,
        "decimals": scheme.decimals,
    }
    drawn = rank_uncertainty(
        scores,
        lines,
        **beside,
        top=int(scheme.honours.get("top", 0)),
        bottom=int(scheme.honours.get("bottom", 0)),
    )
    return drawn.merge(rank_sources(scores, lines, **beside), on="unit", how="left")
