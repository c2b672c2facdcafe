"""A ranking and what was not reported → who has no place, or stands behind all that reported."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from zhen_analysis.catalogue import Scheme

UNFILED = "unfiled"  # column: what counts and the unit did not report, codes with a space between
UNRANKED = "unranked"  # column: why a unit with a total has no rank; empty where it has one
TOO_LITTLE = "too_little_counted"
PLACE = "placed_by"  # column: what places go by: the total, where nothing else is declared
COST = "unfiled_cost"  # column: points that full marks in what was not reported would have added
BEHIND = -1.0  # below any total


def mark_unfiled(ranking: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Add which indicators of a unit that weigh something were not reported, and what that cost."""
    silent = scores[scores["unfiled"] & (scores["weight"] > 0)].groupby("unit")
    codes = ranking["unit"].map(silent["indicator"].agg(" ".join).to_dict())
    codes = codes.astype("object").fillna("").astype("str")
    cost = (silent["full_points"].sum() - silent["points"].sum()).astype("float64")
    return ranking.assign(**{UNFILED: codes, COST: ranking["unit"].map(cost).fillna(0.0)})


def place_unfiled(
    ranking: pd.DataFrame, scheme: Scheme, within: Sequence[str], counted: pd.Series
) -> pd.DataFrame:
    """Rank anew where the scheme says what follows for who did not report, or has too little.

    ``unfiled``: ``zero`` ranks by the total, whatever the policies made of it; ``last`` puts a unit
    behind all that reported, those alike sharing the place; ``no_rank`` takes its rank away. Below
    ``least_counted`` of the weight that counts a unit has no rank, whatever ``unfiled`` says.

    Parameters
    ----------
    ranking : with ``unit, total, rank`` and UNFILED, groups under one another.
    counted : unit → the share of the declared weight that counts for it, policies included.

    Returns
    -------
    DataFrame
        The ranking with UNRANKED and PLACE, by which places from below go too.
    """
    silent = ranking[UNFILED] != ""
    little = ranking["unit"].map(counted).fillna(0.0) < scheme.least_counted - 1e-9
    why = pd.Series("", index=ranking.index, dtype="str")
    why = why.mask(silent & (scheme.unfiled == "no_rank"), UNFILED).mask(little, TOO_LITTLE)
    why = why.mask(ranking["rank"].isna(), "")
    total = ranking["total"].astype("float64")
    placed_by = total.mask(silent & (scheme.unfiled == "last") & total.notna(), BEHIND)
    placed_by = placed_by.mask(why != "")
    told = ranking.assign(**{UNRANKED: why, PLACE: placed_by})
    if placed_by.equals(total):
        return told
    keys = [told[column] for column in within]
    rank = placed_by.groupby(keys, dropna=False, sort=False).rank(
        method=scheme.ties, ascending=False
    )
    return (
        told.assign(rank=rank.astype("Float64").astype("Int64"))
        .sort_values([*within, "rank"], kind="stable", na_position="last")
        .reset_index(drop=True)
    )
