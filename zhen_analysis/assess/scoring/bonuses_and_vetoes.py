"""Totals and the scheme's bonuses, deductions and vetoes → totals with what was given and taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.errors import ERROR
from zhen_analysis.assess.scoring.indicators import Tree, ancestors, declare_indicators, parents
from zhen_analysis.assess.scoring.scoring import recount_points
from zhen_analysis.base.rounding import round_half_up
from zhen_analysis.catalogue import Bonus, Deduction, Scheme, Veto


def zero_items(
    scores: pd.DataFrame, measures: pd.DataFrame, indicators: pd.DataFrame | Tree, scheme: Scheme
) -> pd.DataFrame:
    """Set to 0 what a veto zeroes (``zeroes_item``): an indicator, or all indicators of a node.

    Such an item counts even if it had no value. ``rule_text`` says why; nobody else's score
    changes.
    """
    tree = declare_indicators(indicators)
    above = parents(tree.nodes)
    value = values_by_unit(measures)
    hit = pd.Series(False, index=scores.index)
    text = scores["rule_text"].astype("str")
    for rule in (veto for veto in scheme.vetoes if veto.consequence == "zeroes_item"):
        below = [c for c in above if rule.item == c or rule.item in ancestors(c, above)]
        vetoed = is_vetoed(scores["unit"], value, rule) & scores["indicator"].isin(below)
        text = text.mask(vetoed, text + f"；{rule.reason}，本项计0分")
        hit |= vetoed
    if not hit.any():
        return scores
    zeroed = scores.assign(
        score=scores["score"].mask(hit, 0.0),
        score_error=scores[ERROR].mask(hit, 0.0) if ERROR in scores else np.where(hit, 0.0, np.nan),
        counted=scores["counted"] | hit,
        rule_text=text,
    )
    return recount_points(zeroed, tree)


def adjust_totals(totals: pd.DataFrame, measures: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Add bonus, deduction, veto, printed total and grade.

    Parameters
    ----------
    totals : one row per unit with ``total`` as aggregated.
    measures : measures of the same units, both spans.

    Returns
    -------
    DataFrame
        The totals with ``full_marks`` (of the unit's group), ``bonus`` and ``deduction`` (points,
        each rule within its cap and all within the scheme's, whatever the order of findings),
        ``bonus_text, deduction_text`` (each rule in words and what it gave or took; empty without),
        ``total`` (0 or more, rounded to what is printed), ``veto`` (its reason, NA without),
        ``veto_consequence`` and ``grade`` (NA where the total is unknown).
    """
    value = values_by_unit(measures)
    bonus, bonus_text = count_points(
        totals["unit"], value, scheme.bonuses, scheme.bonus_cap, "加", scheme.decimals
    )
    deduction, deduction_text = count_points(
        totals["unit"], value, scheme.deductions, scheme.deduction_cap, "扣", scheme.decimals
    )
    total = (totals["total"].astype("float64") + bonus - deduction).clip(lower=0)
    adjusted = totals.assign(
        total=round_half_up(total, scheme.decimals),
        full_marks=group_marks(totals, scheme),
        bonus=round_half_up(bonus, scheme.decimals),
        deduction=round_half_up(deduction, scheme.decimals),
        bonus_text=bonus_text,
        deduction_text=deduction_text,
    )
    vetoed = apply_vetoes(adjusted, value, scheme)
    return vetoed.assign(grade=grades(vetoed, scheme)).pipe(set_vetoed_grades, value, scheme)


def values_by_unit(measures: pd.DataFrame) -> pd.Series:
    """Return the value of every unit, indicator and span."""
    return measures.set_index(["unit", "indicator", "span"])["value"]


def group_marks(units: pd.DataFrame, scheme: Scheme) -> pd.Series:
    """Return the full marks of each unit's total: its group's."""
    if "group" not in units or not scheme.group_marks:
        return pd.Series(float(scheme.full_marks), index=units.index)
    return units["group"].map(scheme.full_marks_of).astype("float64")


def count_points(
    units: pd.Series,
    value: pd.Series,
    rules: Sequence[Bonus | Deduction],
    cap: float | None,
    verb: str,
    decimals: int,
) -> tuple[pd.Series, pd.Series]:
    """Return each unit's points by all rules together, up to ``cap``, and what they say."""
    points = pd.Series(0.0, index=units.index)
    text = pd.Series("", index=units.index, dtype="str")
    for rule in rules:
        own = rule_points(units, value, rule)
        points += own
        text += tell_points(own, rule.reason, verb, decimals)
    if cap is not None:
        text = text.mask(points > cap, text + f"；合计最多{verb}{cap:g}分")
        points = points.clip(upper=cap)
    return points, text.str.removeprefix("；")


def rule_points(units: pd.Series, value: pd.Series, rule: Bonus | Deduction) -> pd.Series:
    """Return one rule's points per unit, within its cap; 0 where nothing was reported."""
    amount = look_up(units, value, rule.indicator, rule.span).fillna(0)
    return (amount * rule.per).clip(lower=0, upper=rule.cap)


def tell_points(points: pd.Series, reason: str, verb: str, decimals: int) -> pd.Series:
    """Return a rule's words with the points that it gave or took; empty where it did neither."""
    rounded = pd.Series(round_half_up(points, decimals), index=points.index)
    printed = rounded.map("{:g}".format).astype("str")
    return (f"；{reason}：{verb}" + printed + "分").where(points > 0, "")


def apply_vetoes(totals: pd.DataFrame, value: pd.Series, scheme: Scheme) -> pd.DataFrame:
    """Name each unit's vetoes; only ``zeroes_total`` changes the total here."""
    reasons = pd.Series("", index=totals.index, dtype="str")
    consequences = pd.Series("", index=totals.index, dtype="str")
    total = totals["total"]
    for rule in scheme.vetoes:
        hit = is_vetoed(totals["unit"], value, rule)
        reasons = reasons.mask(hit, reasons + f"；{rule.reason}")
        consequences = consequences.mask(hit, consequences + f" {rule.consequence}")
        if rule.consequence == "zeroes_total":
            total = total.mask(hit, 0.0)
    return totals.assign(
        total=total,
        veto=reasons.str.strip("；").replace("", pd.NA),
        veto_consequence=consequences.str.strip().replace("", pd.NA),
    )


def is_vetoed(units: pd.Series, value: pd.Series, rule: Veto) -> pd.Series:
    """Tell for each unit whether a veto falls; not for what is unknown."""
    return look_up(units, value, rule.indicator, rule.span) >= rule.at_least


def look_up(units: pd.Series, value: pd.Series, indicator: str, span: str) -> pd.Series:
    """Return the value of one indicator for each unit; NaN where there is none."""
    places = pd.MultiIndex.from_arrays(
        [units, [indicator] * len(units), [span] * len(units)], names=value.index.names
    )
    return pd.Series(value.reindex(places).astype("float64").to_numpy(), index=units.index)


def grades(totals: pd.DataFrame, scheme: Scheme) -> pd.Series:
    """Return the band of each printed total; lower bounds, in % of full marks, are inclusive."""
    grade = pd.Series(pd.NA, index=totals.index, dtype="str")
    for band in sorted(scheme.bands, key=lambda band: band.lower):
        bound = np.round(band.lower * totals["full_marks"] / 100, 9)
        grade = grade.mask(totals["total"] >= bound, band.grade)
    return grade


def set_vetoed_grades(totals: pd.DataFrame, value: pd.Series, scheme: Scheme) -> pd.DataFrame:
    """Give the grade that a veto says (sets_grade), the lowest where it names none.

    A veto never lifts a unit above the grade that it has.
    """
    bounds = {band.grade: band.lower for band in scheme.bands}
    grade = totals["grade"]
    for rule in scheme.vetoes:
        if rule.consequence == "sets_grade" and bounds:
            named = rule.grade or min(bounds, key=bounds.__getitem__)
            lower = grade.isna() | (grade.map(bounds) > bounds[named])
            grade = grade.mask(is_vetoed(totals["unit"], value, rule) & lower, named)
    return totals.assign(grade=grade)
