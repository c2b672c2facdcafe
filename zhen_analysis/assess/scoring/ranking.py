"""Totals → ranks within groups, change since the previous period, and how firm honours are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zhen_analysis.assess.given import finite_numbers, require_columns
from zhen_analysis.assess.scoring.honours import LEADER, PARTLY_UNREAD
from zhen_analysis.base.rounding import round_half_up
from zhen_analysis.catalogue import Scheme

# One word beside an honour: of these the first that applies.
PARTIAL, UNKNOWN = "计分项不全，建议核实", "评分误差未知，仅按现有分数"
CLOSE, FIRM = "差距不明显，建议核实", "把握较大"
FIRM_SHARE = 0.9  # share of the draws in which a unit keeps its honour
ENOUGH_WEIGHT = 2 / 3  # of what counts for its peers; by less a unit is not measured as they are

HELD = ["p_top", "p_bottom", "basis"]
EXPLAINED = ["rests_on", "moved_most", "total_error"]


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
    require_columns(totals, [by, *within], "totals")
    numbers = pd.Series(finite_numbers(totals[by], f"{by} of the totals"), index=totals.index)
    printed = pd.Series(round_half_up(numbers, decimals))
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


def judge_firmness(
    ranking: pd.DataFrame, uncertainty: pd.DataFrame, scheme: Scheme
) -> pd.DataFrame:
    """Add ``low, high`` (rank interval) and ``firmness``: one word beside each honour.

    And beside each rank that rests on less than what counts, because something is 待核; and what
    the word rests on (``rests_on, moved_most, total_error``, where known). Of the words the first
    that applies: not all that counts was measured; nobody knows how far a mark strays; the honour
    is held in less than nine in ten draws; it is held.

    Parameters
    ----------
    uncertainty : ``unit, low, high, p_top, p_bottom`` (NA beside a rank: a mark's error is not
        known), and where known ``basis``, the weight that counts for the unit to the most that
        counts for one of its group.

    Notes
    -----
    Only a scheme's ``evidence`` makes firmness a condition: an honour that is held in a smaller
    share of the draws is then not given.
    """
    drawn = uncertainty.reindex(columns=["unit", "low", "high", *HELD, *EXPLAINED])
    joined = ranking.merge(drawn, on="unit", how="left", validate="1:1")
    held = np.where(joined["honour"] == LEADER, joined["p_top"], joined["p_bottom"])
    if scheme.evidence is not None:
        lost = (joined["honour"] != "") & ~(held >= scheme.evidence)
        joined["honour"] = joined["honour"].mask(lost, "")
        if "honour_text" in joined:
            why = np.where(np.isnan(held), "评分误差未知", f"把握不足{scheme.evidence:.0%}")
            told = joined["honour_text"] + "，" + pd.Series(why, index=joined.index) + "，不评"
            joined["honour_text"] = joined["honour_text"].mask(lost, told)
    named = joined["honour"] != ""
    found = np.where(held >= FIRM_SHARE, FIRM, CLOSE)
    found = np.where(np.isnan(held), UNKNOWN, found)
    found = np.where(joined["basis"].astype("float64") < ENOUGH_WEIGHT, PARTIAL, found)
    word = pd.Series(found, index=joined.index, dtype="str").where(named, "")
    if PARTLY_UNREAD in joined:
        word = word.mask(joined[PARTLY_UNREAD] & joined["rank"].notna(), PARTIAL)
    return joined.assign(firmness=word).drop(columns=HELD)
