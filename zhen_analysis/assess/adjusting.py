"""Totals and the scheme's bonuses and vetoes → totals with what was added, and what follows."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.catalogue import Bonus, Scheme


def adjust_totals(totals: pd.DataFrame, measures: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Add bonus, veto, printed total and grade.

    Parameters
    ----------
    totals : one row per unit with ``total`` as aggregated.
    measures : measures of the same units, both spans.

    Returns
    -------
    DataFrame
        The totals with ``bonus`` (points, within each bonus's cap), ``deduction`` (0: the scheme
        declares none), ``total`` (rounded to what is printed), ``veto`` (its reason, NA without),
        ``veto_consequence`` and ``grade`` (NA where the total is unknown).
    """
    value = measures.set_index(["unit", "indicator", "span"])["value"]
    bonus = sum(
        (bonus_points(totals["unit"], value, rule) for rule in scheme.bonuses),
        start=pd.Series(0.0, index=totals.index),
    )
    total = round_half_up(totals["total"].astype("float64") + bonus, scheme.decimals)
    adjusted = totals.assign(
        total=total, bonus=round_half_up(bonus, scheme.decimals), deduction=0.0
    )
    vetoed = apply_vetoes(adjusted, value, scheme)
    return vetoed.assign(grade=grades(vetoed["total"], scheme)).pipe(set_vetoed_grades, scheme)


def bonus_points(units: pd.Series, value: pd.Series, rule: Bonus) -> pd.Series:
    """Return one bonus's points per unit, 0 where nothing was reported."""
    amount = look_up(units, value, rule.indicator, rule.span).fillna(0)
    return (amount * rule.per).clip(lower=0, upper=rule.cap)


def apply_vetoes(totals: pd.DataFrame, value: pd.Series, scheme: Scheme) -> pd.DataFrame:
    """Name each unit's vetoes; only ``zeroes_total`` changes the total."""
    reasons = pd.Series("", index=totals.index, dtype="str")
    consequences = pd.Series("", index=totals.index, dtype="str")
    total = totals["total"]
    for rule in scheme.vetoes:
        hit = look_up(totals["unit"], value, rule.indicator, rule.span) >= rule.at_least
        reasons = reasons.mask(hit, reasons.str.cat([rule.reason] * len(reasons), sep="；"))
        consequences = consequences.mask(
            hit, consequences.str.cat([rule.consequence] * len(reasons), sep=" ")
        )
        if rule.consequence == "zeroes_total":
            total = total.mask(hit, 0.0)
    return totals.assign(
        total=total,
        veto=reasons.str.strip("；").replace("", pd.NA),
        veto_consequence=consequences.str.strip().replace("", pd.NA),
    )


def look_up(units: pd.Series, value: pd.Series, indicator: str, span: str) -> pd.Series:
    """Return the value of one indicator for each unit; NaN where there is none."""
    places = pd.MultiIndex.from_arrays(
        [units, [indicator] * len(units), [span] * len(units)], names=value.index.names
    )
    return pd.Series(value.reindex(places).astype("float64").to_numpy(), index=units.index)


def grades(total: pd.Series, scheme: Scheme) -> pd.Series:
    """Return the band of each printed total; lower bounds are inclusive."""
    grade = pd.Series(pd.NA, index=total.index, dtype="str")
    for name, lower in sorted(scheme.bands, key=lambda band: band[1]):
        grade = grade.mask(total >= lower, name)
    return grade


def set_vetoed_grades(totals: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Give the lowest grade where a veto says sets_grade."""
    if not scheme.bands:
        return totals
    lowest = min(scheme.bands, key=lambda band: band[1])[0]
    hit = totals["veto_consequence"].fillna("").str.contains("sets_grade")
    return totals.assign(grade=totals["grade"].mask(hit, lowest))
