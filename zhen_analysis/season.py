"""A workspace, a quarter or year and a town → its months rolled up into one ranking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from zhen_analysis.assess import name_honours, rank_units, roll_up
from zhen_analysis.assess.adjusting import grades, group_marks
from zhen_analysis.catalogue import Catalogue, RollUp, Scheme, load_catalogue
from zhen_analysis.errors import BadInput
from zhen_analysis.month import Assessment, assess_month
from zhen_analysis.period import Month
from zhen_analysis.workspace import Workspace, open_workspace

PERIOD = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:-Q(?P<quarter>[1-4]))?")
WITHIN = ["town", "scheme", "group"]
LAST = {"quarter": ("-03", "-06", "-09", "-12"), "year": ("-12",)}  # months of the annual part


@dataclass(frozen=True)
class SeasonAssessment:
    """One town's quarter or year.

    Attributes
    ----------
    months : the assessment of each month that has data, by its period.
    missing : the months without data before the town's last one; the page names them.
    to_come : the months after the town's last one: neither held nor missed, so no rule is for them.
    totals : one row per scheme and unit: its months' parts, ``months`` (combined), ``annual``,
        ``bonus``, ``total``, ``full_marks, grade, vetoes`` (month by month), ``missing`` and
        ``roll_up_text`` (the formula in words).
    ranking : the totals with ``rank, honour, honour_text``.
    """

    period: str
    town: str
    catalogue: Catalogue
    months: Mapping[str, Assessment]
    missing: list[str]
    to_come: list[str]
    totals: pd.DataFrame
    ranking: pd.DataFrame


def assess_period(
    workspace: Workspace | str | Path | None, period: str, town: str | None = None
) -> SeasonAssessment:
    """Roll one town's months up to a quarter (``2022-Q1``) or year (``2022``).

    Each scheme's ``roll_up`` says how; where it says nothing, the mean of the months that were
    assessed. Honours follow the scheme's places and thresholds; its targets and exemptions are
    those of single months, so are its vetoes: they are named here and change no total again.

    Raises
    ------
    BadInput
        A period that is no quarter or year, or of which no month has data.
    """
    written = [str(month) for month in months_of(period)]
    place = workspace if isinstance(workspace, Workspace) else open_workspace(workspace)
    catalogue = load_catalogue(place.catalogue_dir)
    code = catalogue.find_town(town)
    there = set(place.periods(code))
    held = [month for month in written if month in there]
    if not held:
        raise BadInput(
            f"no month of {period} has data for {catalogue.towns[code].name} ({code}).",
            hint=f"Months with data: {', '.join(sorted(there)) or 'none'}.",
        )
    due = [month for month in written if month <= max(there)]
    months = {month: assess_month(place, month, code) for month in held}
    kind = "quarter" if "Q" in period else "year"
    parts = [
        roll_up_scheme(scheme, kind, due, months) for scheme in rolled_schemes(catalogue, kind)
    ]
    totals = pd.concat([part.assign(period=period) for part in parts if len(part)] or [NOTHING])
    return SeasonAssessment(
        period=period,
        town=code,
        catalogue=catalogue,
        months=months,
        missing=[month for month in due if month not in months],
        to_come=[month for month in written if month not in due],
        totals=totals.reset_index(drop=True),
        ranking=rank_season(totals.reset_index(drop=True), catalogue),
    )


NOTHING = pd.DataFrame(columns=["period", *WITHIN, "unit", "total", "full_marks"])


def months_of(period: str) -> list[Month]:
    """Return the months of a quarter or year; raises BadInput for anything else."""
    found = PERIOD.fullmatch(period) if isinstance(period, str) else None
    if not found:
        raise BadInput(
            f"period {period!r} is not a quarter or a year.",
            hint="Write it as 2022-Q1 or 2022; a month (2022-03) goes to assess_month.",
        )
    year, quarter = int(found["year"]), found["quarter"]
    first, last = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    return [Month(year, month) for month in range(first, last + 1)]


def rolled_schemes(catalogue: Catalogue, kind: str) -> list[Scheme]:
    """Return the schemes whose months are rolled up: all but those that are an annual part."""
    annual = {s.roll_up[kind].annual for s in catalogue.schemes.values() if kind in s.roll_up}
    return [scheme for scheme in catalogue.schemes.values() if scheme.code not in annual]


def roll_up_scheme(
    scheme: Scheme, kind: str, due: list[str], months: Mapping[str, Assessment]
) -> pd.DataFrame:
    """Return one scheme's rolled-up totals; no row where no month has any."""
    rule = scheme.roll_up.get(kind, RollUp())
    totals = pd.concat([month.totals for month in months.values()], ignore_index=True)
    own = totals[totals["scheme"] == scheme.code]
    if own.empty:
        return NOTHING
    is_annual = (totals["scheme"] == rule.annual) & totals["period"].str.endswith(LAST[kind])
    annual = totals[is_annual]
    rolled = roll_up(
        own,
        due,
        rule,
        annual=annual if rule.annual else None,
        decimals=scheme.decimals,
    )
    marks = group_marks(rolled, scheme)
    if rule.formula == "sum":
        marks = marks * rolled[due].notna().any().sum()
    rolled = rolled.assign(full_marks=marks, vetoes=rolled["unit"].map(told_vetoes(own)))
    return rolled.assign(grade=grades(rolled, scheme))


def told_vetoes(totals: pd.DataFrame) -> pd.Series:
    """Return each unit's vetoes with their months; units without one are left out."""
    vetoed = totals[totals["veto"].notna()]
    told = vetoed["period"] + "：" + vetoed["veto"]
    return told.groupby(vetoed["unit"]).agg("；".join)


def rank_season(totals: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Rank each scheme's units within their groups and name honours by place and threshold."""
    parts = []
    for code, own in totals.groupby("scheme", sort=False):
        scheme = replace(catalogue.schemes[code], months={}, conditions=(), exemptions=())
        ranked = rank_units(own, within=WITHIN, ties=scheme.ties, decimals=scheme.decimals)
        parts.append(name_honours(ranked.assign(veto_consequence=pd.NA), scheme, WITHIN))
    if not parts:
        return totals.assign(rank=pd.NA, honour="", honour_text="")
    return pd.concat(parts, ignore_index=True).drop(columns="veto_consequence")
