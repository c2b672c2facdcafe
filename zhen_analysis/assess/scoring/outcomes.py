"""A month's honours and those of the months before → how often, how long, and what follows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from zhen_analysis.assess.scoring.honours import LAGGARD, LEADER
from zhen_analysis.catalogue import Outcome, Scheme

HONOUR_ON = {"top": LEADER, "bottom": LAGGARD}


def count_honours(ranking: pd.DataFrame, history: pd.DataFrame | None) -> pd.DataFrame:
    """Add ``times_top, times_bottom`` (times named this year) and ``streak``, this month included.

    ``streak``: months in a row with the honour of this month, 0 without one. A month that nobody
    was assessed in neither adds to it nor breaks it.

    Parameters
    ----------
    history : ``period, unit, honour`` of the earlier months of the year.
    """
    if history is None or history.empty:
        history = pd.DataFrame({"period": [], "unit": [], "honour": []}, dtype="str")
    honour = ranking["honour"].fillna("")
    counted = {}
    for column, word in (("times_top", LEADER), ("times_bottom", LAGGARD)):
        before = history.loc[history["honour"] == word, "unit"].value_counts()
        own = ranking["unit"].map(before).fillna(0)
        counted[column] = (own + (honour == word)).astype("Int64")
    running = honour != ""
    streak = running.astype("Int64")
    for _, month in sorted(history.groupby("period"), reverse=True):
        held = ranking["unit"].map(month.set_index("unit")["honour"]).fillna("")
        running &= held == honour
        streak += running
    return ranking.assign(**counted, streak=streak)


def name_outcomes(ranking: pd.DataFrame, scheme: Scheme, within: Sequence[str]) -> pd.DataFrame:
    """Add ``outcomes`` (流动红旗、约谈; empty without) and ``outcome_text`` (why, one by one).

    An outcome may hold a unit's ``grade`` down; it never lifts one.

    Parameters
    ----------
    ranking : with ``honour, total, rank, change, times_top, times_bottom, streak``.
    """
    named = pd.Series("", index=ranking.index, dtype="str")
    told = pd.Series("", index=ranking.index, dtype="str")
    for rule in scheme.outcomes:
        hit, why = judge_outcome(rule, ranking, within)
        named = named.mask(hit, named + f"、{rule.name}")
        told = told.mask(hit, told + f"；{rule.name}：" + why)
        if rule.grade:
            ranking = hold_grade(ranking, rule.grade, scheme, hit)
            told = told.mask(hit, told + f"，等次不高于{rule.grade}")
    return ranking.assign(
        outcomes=named.str.removeprefix("、"), outcome_text=told.str.removeprefix("；")
    )


def hold_grade(ranking: pd.DataFrame, best: str, scheme: Scheme, hit: pd.Series) -> pd.DataFrame:
    """Return the ranking with the grades of some units no better than one."""
    grades = [band.grade for band in scheme.bands]
    better = ranking["grade"].isin(grades[: grades.index(best)])
    return ranking.assign(grade=ranking["grade"].mask(hit & better, best))


def judge_outcome(
    rule: Outcome, ranking: pd.DataFrame, within: Sequence[str]
) -> tuple[pd.Series, pd.Series]:
    """Tell which units an outcome falls to, spilling over on ties, and why."""
    if rule.on == "gained":
        most = float("inf") if rule.at_most is None else rule.at_most
        hit = ranking["change"].between(rule.at_least, most).fillna(False).astype(bool)
        place = place_among(ranking["change"].astype("float64").where(hit), ranking, within, False)
        why = "较上月上升" + ranking["change"].astype("str").fillna("") + "位"
        if rule.places is not None:
            why += f"，进步居前{rule.places}名"
    else:
        hit = ranking["honour"] == HONOUR_ON[rule.on]
        total = ranking["total"].astype("float64")
        place = place_among(total, ranking, within, rule.on == "bottom")
        side = "前" if rule.on == "top" else "后"
        word = HONOUR_ON[rule.on] if rule.places is None else f"居{side}{rule.places}名"
        why = pd.Series(word, index=ranking.index, dtype="str")
        times = ranking[f"times_{rule.on}"]
        if rule.times is not None or rule.times_at_most is not None:
            hit &= times.between(rule.times or 1, rule.times_at_most or float("inf"))
            why += "，本年第" + times.astype("str") + "次" + HONOUR_ON[rule.on]
        if rule.streak is not None:
            hit &= ranking["streak"] >= rule.streak
            why += "，连续" + ranking["streak"].astype("str") + "个月" + HONOUR_ON[rule.on]
    if rule.places is not None:
        hit &= place <= rule.places
    return hit.fillna(False).astype(bool), why


def place_among(
    number: pd.Series, ranking: pd.DataFrame, within: Sequence[str], ascending: bool
) -> pd.Series:
    """Return each unit's place within its group; ties share the best."""
    keys = [ranking[column] for column in within] or [pd.Series(0, index=ranking.index)]
    return number.groupby(keys, dropna=False).rank(method="min", ascending=ascending)
