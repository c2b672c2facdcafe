"""Scores and one unit → its total, by indicator, beside its group and who stands above."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.scoring import SCORE_DECIMALS
from zhen_analysis.assess.scoring.tree import CONTEXT, PEERS
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.rounding import round_half_up

NEEDED = ["unit", "indicator", "points", "full_points", "rule_text"]


def explain_total(
    scores: pd.DataFrame, unit: str, *, offset: pd.Series | None = None, decimals: int = 2
) -> pd.DataFrame:
    """Return where a unit's total comes from, and what it lost where.

    Parameters
    ----------
    scores : as ``score_measures`` makes them, of one scheme and period; units of other groups may
        be there, they are not looked at.
    unit : its code.
    offset : points per unit beside the scores (bonus less deduction), indexed by unit; they count
        for who stands above, not for the points.
    decimals : of the printed totals, by which the units are ranked.

    Returns
    -------
    DataFrame
        One row per indicator of the unit, in the order of the scores: ``indicator, points`` (they
        add up to the unit's arithmetic total), ``lost`` (points short of full marks; below 0 where
        a score goes beyond them; both add up to the total's full marks; both 0 where the indicator
        is left out for the unit), ``group_median`` (of the points of the units of its group for
        which the indicator counts), ``unit_above`` (points of the unit ranked next above; NA for
        the first; of several with the same total the one whose code comes first) and ``rule_text``.

    Raises
    ------
    BadInput
        A unit that is not there, scores of several schemes or periods, missing columns.
    """
    own, peers = own_and_peers(scores, unit)
    counted = peers if "counted" not in peers else peers[peers["counted"].astype(bool)]
    medians = counted.groupby("indicator", observed=True)["points"].median()
    above = next_above(peers, unit, offset, decimals)
    theirs = peers[peers["unit"] == above].set_index("indicator")["points"]
    return pd.DataFrame(
        {
            "indicator": own["indicator"],
            "points": own["points"],
            "lost": np.round(own["full_points"] - own["points"], SCORE_DECIMALS) + 0.0,  # no −0
            "group_median": own["indicator"].map(medians).astype("float64"),
            "unit_above": own["indicator"].map(theirs).astype("float64"),
            "rule_text": own["rule_text"].astype("str"),
        }
    ).reset_index(drop=True)


def own_and_peers(scores: pd.DataFrame, unit: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a unit's rows, and those of its group (its own among them), points as floats."""
    if absent := [column for column in NEEDED if column not in scores]:
        raise BadInput(
            f"the scores have no {', '.join(absent)}.", hint="score_measures makes these columns."
        )
    own = scores[scores["unit"] == unit]
    if own.empty:
        known = ", ".join(map(str, scores["unit"].unique()))
        raise BadInput(f"no unit {unit!r} in the scores.", hint=f"Known: {known}.")
    for key in (key for key in CONTEXT if key in scores):
        if len(several := own[key].unique()) > 1:
            words = ", ".join(map(str, several))
            raise BadInput(
                f"unit {unit} has scores of more than one {key}: {words}.",
                hint=f"Choose one first, such as scores[scores[{key!r}] == {str(several[0])!r}].",
            )
    kept = pd.Series(True, index=scores.index)
    for key in (key for key in PEERS if key in scores):
        value = own[key].iloc[0]
        kept &= scores[key].isna() if pd.isna(value) else (scores[key] == value).fillna(False)
    floats = {"points": "float64", "full_points": "float64"}
    return own.astype(floats), scores[kept].astype(floats)


def next_above(
    peers: pd.DataFrame, unit: str, offset: pd.Series | None, decimals: int
) -> str | None:
    """Return the unit with the least printed total that is more than this one's; None if none."""
    totals = peers.groupby("unit", observed=True)["points"].sum(skipna=False).sort_index()
    if offset is not None:
        totals = totals + offset.reindex(totals.index).astype("float64").fillna(0.0)
    printed = pd.Series(round_half_up(totals, decimals))
    better = printed[printed > printed[unit]]
    return None if better.empty else str(better.idxmin())
