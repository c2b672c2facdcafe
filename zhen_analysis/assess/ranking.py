"""Totals → ranks within groups, change since the previous period, honours and how firm they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.catalogue import Scheme

LEADER, LAGGARD = "先进", "后进"
FIRM, CLOSE = "把握较大", "差距不明显，建议核实"
FIRM_SHARE = 0.9  # share of the draws in which a unit keeps its honour


def rank_units(
    totals: pd.DataFrame,
    by: str = "total",
    within: Sequence[str] = (),
    ties: str = "min",
    decimals: int = 2,
) -> pd.DataFrame:
    """Rank units by what is printed, the highest first.

    Parameters
    ----------
    by : the column to rank; it is rounded half up to ``decimals`` first.
    within : columns that make groups; each group is ranked apart.
    ties : ``min`` (1-2-2-4), ``max``, ``average``, ``dense`` or ``first``.

    Returns
    -------
    DataFrame
        The rows sorted by group and rank, with ``by`` rounded and ``rank`` (NA where unknown).
    """
    within = [within] if isinstance(within, str) else [*within]
    printed = pd.Series(round_half_up(totals[by].astype("float64"), decimals))
    keys = [totals[column] for column in within]
    ranked = (
        printed.groupby(keys, dropna=False, sort=False).rank(method=ties, ascending=False)
        if keys
        else printed.rank(method=ties, ascending=False)
    )
    rank = ranked if ties == "average" else ranked.astype("Float64").astype("Int64")
    return (
        totals.assign(**{by: printed, "rank": rank})
        .sort_values([*within, "rank"], kind="stable", na_position="last")
        .reset_index(drop=True)
    )


def compare_ranks(ranking: pd.DataFrame, previous: pd.DataFrame | None) -> pd.DataFrame:
    """Add ``previous_rank`` and ``change`` (positive: up); NA where a unit changed its group."""
    if previous is None or previous.empty:
        return ranking.assign(previous_rank=pd.NA, change=pd.NA).astype(
            {"previous_rank": "Int64", "change": "Int64"}
        )
    before = previous[["unit", "group", "rank"]].rename(columns={"rank": "previous_rank"})
    joined = ranking.merge(before, on=["unit", "group"], how="left", validate="1:1")
    return joined.assign(change=joined["previous_rank"] - joined["rank"])


def name_honours(ranking: pd.DataFrame, scheme: Scheme, within: Sequence[str]) -> pd.DataFrame:
    """Add ``honour``: the top and bottom N of each group, spilling over on ties.

    A unit that would be both (a small group, or all level) is neither. A veto that bars honours
    takes 先进 away; nobody moves up for it.
    """
    top, bottom = scheme.honours.get("top", 0), scheme.honours.get("bottom", 0)
    keys = [ranking[column] for column in within] or [pd.Series(0, index=ranking.index)]
    from_below = ranking["total"].groupby(keys, dropna=False).rank(method="min", ascending=True)
    leads = (ranking["rank"] <= top).fillna(False).astype(bool)
    lags = from_below <= bottom
    barred = ranking["veto_consequence"].fillna("").str.contains("bars_honours")
    honour = pd.Series("", index=ranking.index, dtype="str")
    honour = honour.mask(leads & ~lags & ~barred, LEADER).mask(lags & ~leads, LAGGARD)
    return ranking.assign(honour=honour)


def judge_firmness(
    ranking: pd.DataFrame, uncertainty: pd.DataFrame, scheme: Scheme
) -> pd.DataFrame:
    """Add ``low, high`` (rank interval) and ``firmness``: one word beside each honour.

    Only a scheme's ``evidence`` makes firmness a condition: an honour that is held in a smaller
    share of the draws is then not given.
    """
    columns = ["unit", "low", "high", "p_top", "p_bottom"]
    joined = ranking.merge(uncertainty[columns], on="unit", how="left", validate="1:1")
    held = np.where(joined["honour"] == LEADER, joined["p_top"], joined["p_bottom"])
    if scheme.evidence is not None:
        joined["honour"] = joined["honour"].where(held >= scheme.evidence, "")
    named = joined["honour"] != ""
    word = pd.Series(np.where(held >= FIRM_SHARE, FIRM, CLOSE), index=joined.index, dtype="str")
    return joined.assign(firmness=word.where(named, "")).drop(columns=["p_top", "p_bottom"])
