"""Measures, this month's and earlier ones → per indicator: changes, target, who leads and lags.

Rates are compared in percentage points, quantities in % of what they were; what has no figure
before has no change.
"""

from __future__ import annotations

import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.base.rounding import SUM_DECIMALS
from zhen_analysis.catalogue import Catalogue, TownPeriod
from zhen_analysis.catalogue.vocabulary.measures import FOR_SCORES, SHARES

FIGURES = ["indicator", "name", "area", "ledger", "level", "measure", "uom", "decimals"]
SIDES = ["numerator", "denominator", "value"]


def area_figures(
    measures: pd.DataFrame, past: pd.DataFrame, here: TownPeriod[Month]
) -> pd.DataFrame:
    """Set the town's figures beside what they were and what they should be.

    Parameters
    ----------
    measures : of the month. past : the town's own of earlier months.

    Returns
    -------
    DataFrame
        One row per indicator of the catalogue that is no quantity per size, ledger by ledger:
        ``indicator, name, area, ledger, level`` (whose units are measured), ``measure, uom,
        decimals``; ``month, ytd`` and the two sides of each (``month_numerator`` …), NA where not
        reported or not applicable; ``is_reported``; ``is_share``; ``on_month`` (环比: this month
        against last), ``on_year`` (同比: this year so far against last year's same months), in %,
        of shares in percentage points; ``target, direction`` (1: more is better), ``gap`` (how far
        the year's figure is from the target on the wrong side, ≥ 0, in its unit), ``is_met`` (NA
        without target or figure).
    """
    lines = declared(here.catalogue)
    own = measures[measures["level"] == "town"]
    figures = lines.join(by_span(own), on="indicator")
    before = at(past, here.period.previous, "month")
    year_ago = at(past, here.period.year_ago, "ytd")
    shares = figures["measure"].isin(SHARES)
    compared = figures.assign(
        is_reported=figures[["month_numerator", "ytd_numerator"]].notna().any(axis=1),
        is_share=shares,
        on_month=change(figures["month"], figures["indicator"].map(before), shares),
        on_year=change(figures["ytd"], figures["indicator"].map(year_ago), shares),
    )
    direction = compared["direction"].fillna(1)
    short = (compared["target"] - compared["ytd"]) * direction
    gap = short.round(SUM_DECIMALS).clip(lower=0) + 0.0
    return compared.assign(
        direction=direction, gap=gap, is_met=(gap == 0).astype("boolean").mask(gap.isna())
    )


def declared(catalogue: Catalogue) -> pd.DataFrame:
    """Return the measured indicators with target and direction, those for scores alone left out."""
    measured = catalogue.measured_indicators
    lines = measured[~measured["measure"].isin(FOR_SCORES)]
    levels = {code: ledger.level for code, ledger in catalogue.ledgers.items()}
    place = {code: number for number, code in enumerate(dict.fromkeys(lines["ledger"]))}
    lines = lines.sort_values("ledger", key=lambda code: code.map(place), kind="stable")
    lines = lines.assign(level=lines["ledger"].map(levels)).reset_index(drop=True)
    return lines[[*FIGURES, "direction", "target"]]


def by_span(own: pd.DataFrame) -> pd.DataFrame:
    """Return one row per indicator: its value and both sides, this month and this year so far."""
    parts = [
        own[own["span"] == span]
        .set_index("indicator")[SIDES]
        .rename(columns=lambda side: span if side == "value" else f"{span}_{side}")  # noqa: B023
        for span in ("month", "ytd")
    ]
    return pd.concat(parts, axis=1)


def at(past: pd.DataFrame, month: Month, span: str) -> pd.Series:
    """Return indicator → the town's value in a month; empty where nothing is known of it."""
    known = past[(past["period"] == str(month)) & (past["span"] == span)]
    return known.set_index("indicator")["value"]


def change(now: pd.Series, before: pd.Series, shares: pd.Series) -> pd.Series:
    """Return the change: of shares the difference, else in % of what was; NA where that is 0."""
    now, before = now.astype("Float64"), before.astype("Float64")
    relative = 100 * (now - before) / before.mask(before == 0)
    return relative.mask(shares, now - before)


def standings(measures: pd.DataFrame, catalogue: Catalogue, span: str = "ytd") -> pd.DataFrame:
    """Return who leads and who lags in each indicator whose direction is known.

    Shares are better when higher; of other figures the catalogue's ``direction`` says so, and
    without one nobody leads.

    Returns
    -------
    DataFrame
        One row per unit that is first or last (ties all): ``indicator, end`` (lead, lag), ``unit,
        value``, ``count`` (units with a figure). Nobody leads or lags where all are equal, where
        none has a figure, or where only one has.
    """
    lines = declared(catalogue)
    known = lines["direction"].notna() | lines["measure"].isin(SHARES)
    ways = lines[known].set_index("indicator")["direction"].fillna(1).astype("float64")
    units = measures[(measures["level"] != "town") & (measures["span"] == span)]
    units = units[units["indicator"].isin(ways.index) & units["value"].notna()]
    way = units["indicator"].map(ways).astype("Float64")
    worth = (units["value"].astype("Float64") * way).round(SUM_DECIMALS)
    kept = units[["indicator", "unit", "value"]].assign(worth=worth)
    each = kept.groupby("indicator", sort=False)["worth"]
    best, worst = each.transform("max"), each.transform("min")
    kept = kept.assign(count=each.transform("size"))
    ends = {"lead": kept[(worth == best) & (best > worst)],
            "lag": kept[(worth == worst) & (best > worst)]}  # fmt: skip
    told = [rows.assign(end=end) for end, rows in ends.items()]
    return pd.concat(told, ignore_index=True)[["indicator", "end", "unit", "value", "count"]]
