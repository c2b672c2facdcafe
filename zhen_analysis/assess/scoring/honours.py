"""Ranking, targets and exemptions → who is 先进 or 后进 to the letter of the scheme, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.unfiled import COST, PLACE, UNFILED
from zhen_analysis.base.period import parse_period
from zhen_analysis.catalogue import Condition, Scheme

LEADER, LAGGARD = "先进", "后进"
MET, MISSED, UNKNOWN = 1, 0, -1
PARTLY_UNREAD = "is_partly_unread"  # column: something scored was filed and has still to be read


def name_honours(
    ranking: pd.DataFrame,
    scheme: Scheme,
    within: Sequence[str],
    measures: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Add ``honour`` (先进, 后进 or empty) and ``honour_text`` (why, or why not, beside a place).

    The top and bottom N of each group, spilling over on ties. A unit that would be both (a small
    group, or all level) is neither. Who is in the top must besides reach ``top_at_least`` and meet
    every target of ``conditions``; who is in the bottom is 后进 only below ``bottom_below`` and if
    a target is missed. What is not known is neither met nor missed; what did not arise (nothing
    due) is met. A veto that bars honours takes 先进 away and an exemption 后进; nobody moves up or
    down for it. Nor is anybody 后进 of whom something that is scored has still to be read (待核).

    Parameters
    ----------
    ranking : with ``unit, total, rank, veto_consequence`` and PARTLY_UNREAD, UNFILED and PLACE,
        where known; of
        ``period`` the month's own places and thresholds are taken, of ``full_marks`` what
        100 % are.
    measures : of the same units, for the targets; needed only where the scheme has some.
    """
    is_dated = "period" in ranking and len(ranking) > 0
    period = parse_period(ranking["period"].iloc[0]) if is_dated else None
    limits = scheme.honours_in(period)
    top, bottom = limits.get("top", 0), limits.get("bottom", 0)
    keys = [ranking[column] for column in within] or [pd.Series(0, index=ranking.index)]
    order = ranking[PLACE] if PLACE in ranking else ranking["total"]
    from_below = order.groupby(keys, dropna=False).rank(method="min", ascending=True)
    leads = (ranking["rank"] <= top).fillna(False).astype(bool)
    lags = (from_below <= bottom).fillna(False).astype(bool)
    both = leads & lags
    told = pd.Series("", index=ranking.index, dtype="str")
    told = told.mask(leads, f"居前{top:g}名").mask(lags, f"居后{bottom:g}名")
    told = told.mask(both, f"同时居前{top:g}名和后{bottom:g}名，不评")
    leads, told = keep_leaders(leads & ~both, told, ranking, scheme, limits, measures)
    lags, told = keep_laggards(lags & ~both, told, ranking, scheme, limits, measures, within)
    honour = pd.Series("", index=ranking.index, dtype="str")
    return ranking.assign(honour=honour.mask(leads, LEADER).mask(lags, LAGGARD), honour_text=told)


def keep_leaders(
    leads: pd.Series,
    told: pd.Series,
    ranking: pd.DataFrame,
    scheme: Scheme,
    limits: dict[str, float],
    measures: pd.DataFrame | None,
) -> tuple[pd.Series, pd.Series]:
    """Return which units in the top keep their honour, and what is told of each."""
    placed = leads
    if "top_at_least" in limits:
        bound = bounds(ranking, scheme, limits["top_at_least"])
        reached = (ranking["total"] >= bound).fillna(False).astype(bool)
        told = told.mask(placed & reached, told + "，总分达到" + printed(bound) + "分")
        told = told.mask(placed & ~reached, told + "，但总分不足" + printed(bound) + "分，不评先进")
        leads = leads & reached
    for rule in (rule for rule in scheme.conditions if rule.honour == "top"):
        state = target_states(ranking["unit"], rule, measures)
        told = told.mask(placed & (state == MET), told + f"，{rule.reason}")
        told = told.mask(placed & (state == MISSED), told + f"，但未做到{rule.reason}，不评先进")
        unknown = placed & (state == UNKNOWN)
        told = told.mask(unknown, told + f"，但是否{rule.reason}无法确认，不评先进")
        leads = leads & (state == MET)
    barred = ranking["veto_consequence"].fillna("").str.contains("bars_honours").astype(bool)
    return leads & ~barred, told.mask(placed & barred, told + "，因一票否决不评先进")


def keep_laggards(
    lags: pd.Series,
    told: pd.Series,
    ranking: pd.DataFrame,
    scheme: Scheme,
    limits: dict[str, float],
    measures: pd.DataFrame | None,
    within: Sequence[str],
) -> tuple[pd.Series, pd.Series]:
    """Return which units in the bottom are named, and what is told of each."""
    placed = lags
    if "bottom_below" in limits:
        bound = bounds(ranking, scheme, limits["bottom_below"])
        below = (ranking["total"] < bound).fillna(False).astype(bool)
        told = told.mask(placed & below, told + "，总分低于" + printed(bound) + "分")
        told = told.mask(placed & ~below, told + "，但总分达到" + printed(bound) + "分，不评后进")
        lags = lags & below
    targets = [rule for rule in scheme.conditions if rule.honour == "bottom"]
    if targets:
        missed = pd.Series(False, index=ranking.index)
        for rule in targets:
            state = target_states(ranking["unit"], rule, measures)
            told = told.mask(placed & (state == MISSED), told + f"，未做到{rule.reason}")
            missed |= state == MISSED
        told = told.mask(placed & ~missed, told + "，但没有未完成的目标，不评后进")
        lags = lags & missed
    if PARTLY_UNREAD in ranking:
        unread = ranking[PARTLY_UNREAD]
        told = told.mask(placed & unread, told + "，但有待核的计分项，更正前不评后进")
        lags = lags & ~unread
    if UNFILED in ranking:
        silent = lags & (ranking[UNFILED] != "")
        told = told.mask(silent, told + "，有应报而未报的计分项")
        told = told.mask(silent & could_be_out(ranking, placed, within), told + "，因未报居后")
    period = ranking["period"] if "period" in ranking else pd.Series("", index=ranking.index)
    for case in scheme.exemptions:
        exempt = (ranking["unit"] == case.unit) & (period == case.period)
        told = told.mask(placed & exempt, told + f"，因{case.reason}不评后进")
        lags = lags & ~exempt
    return lags, told


def could_be_out(ranking: pd.DataFrame, placed: pd.Series, within: Sequence[str]) -> pd.Series:
    """Tell who would stand above the bottom with full marks in what it did not report."""
    keys = [ranking[column] for column in within] or [pd.Series(0, index=ranking.index)]
    total = ranking["total"].astype("float64")
    least = total.mask(placed).groupby(keys, dropna=False).transform("min")
    return total + ranking[COST] >= least


def bounds(ranking: pd.DataFrame, scheme: Scheme, percent: float) -> pd.Series:
    """Return a threshold in points of each unit's full marks."""
    full = ranking.get("full_marks", pd.Series(scheme.full_marks, index=ranking.index))
    return (percent * full.astype("float64") / 100).round(9)


def printed(points: pd.Series) -> pd.Series:
    """Return points as they are written."""
    return points.map("{:g}".format).astype("str")


def target_states(units: pd.Series, rule: Condition, measures: pd.DataFrame | None) -> pd.Series:
    """Tell of each unit whether a target is met, missed or not known."""
    if measures is None:
        return pd.Series(UNKNOWN, index=units.index)
    own = measures[(measures["indicator"] == rule.indicator) & (measures["span"] == rule.span)]
    own = own.drop_duplicates("unit").set_index("unit").reindex(units)
    value = own["value"].astype("float64").to_numpy()
    met = value >= rule.at_least if rule.at_least is not None else value <= rule.at_most
    state = np.where(np.isnan(value), UNKNOWN, np.where(met, MET, MISSED))
    if "denominator" in own:  # nothing was due
        idle = np.isnan(value) & (own["denominator"].astype("float64").to_numpy() == 0)
        state = np.where(idle, MET, state)
    return pd.Series(state, index=units.index)
