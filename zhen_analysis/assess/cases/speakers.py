"""Daily marks of a week → villages by their mean, and who speaks first and last at the meeting."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.base.rounding import round_half_up
from zhen_analysis.catalogue.declared.supervision import Speaking

DECIMALS = 2  # of a mean as printed; what is printed is ranked
ONE_SIDED_90 = 1.2816  # standard errors: the better of two means is the better in 9 of 10 cases
FIRM, CLOSE, FEW = "把握较大", "差距不明显，建议核实", "评分太少，仅供参考"
FIRST, LAST = "先进", "后进"


def rank_marks(marks: pd.DataFrame, units: pd.DataFrame, speaking: Speaking) -> pd.DataFrame:
    """Rank the villages of each group by the mean of their marks.

    Parameters
    ----------
    marks : one row per mark: ``unit, value`` (NA where it could not be read).
    units : ``unit, group`` of everyone who might be marked.

    Returns
    -------
    DataFrame
        One row per unit: ``group, unit, marks`` (how many), ``mean`` (rounded half up to 2
        decimals; NA where there is no mark: not checked, which is not last), ``lowest``, ``rank``
        within the group (ties share the better one), ``honour`` (先进, 后进 or "") and
        ``firmness`` of those with one.
    """
    known = marks[marks["value"].notna()]
    of_unit = known.groupby("unit")["value"]
    told = pd.DataFrame(
        {
            "marks": of_unit.size(),
            "mean": round_half_up(of_unit.mean().astype("float64"), DECIMALS),
            "lowest": of_unit.min(),
            "error": (of_unit.std(ddof=1) / np.sqrt(of_unit.size())).astype("float64"),
        }
    )
    ranked = units[["group", "unit"]].join(told, on="unit")
    ranked["marks"] = ranked["marks"].fillna(0).astype("int64")
    by_group = ranked.groupby("group", sort=False, dropna=False)["mean"]
    ranked["rank"] = by_group.rank(method="min", ascending=False).astype("Int64")
    from_below = by_group.rank(method="min", ascending=True)
    is_first = ranked["rank"].le(speaking.first).fillna(False).astype(bool)
    is_last = from_below.le(speaking.last).fillna(False).astype(bool) & ~is_first
    ranked["honour"] = np.select([is_first, is_last], [FIRST, LAST], default="")
    parts = [
        part.assign(firmness=judge(part, speaking.fewest_marks))
        for _, part in ranked.groupby("group", sort=False, dropna=False)
    ]
    ordered = pd.concat(parts) if parts else ranked.assign(firmness="")
    return ordered.drop(columns="error").reset_index(drop=True)


def judge(group: pd.DataFrame, fewest: int) -> pd.Series:
    """Return how firm each honour of one group is; "" for who has none.

    Few marks say little. Else the mean is set against that of the nearest village without the
    honour, by the standard error of the difference (Welch): firm where chance alone would turn
    the order in at most one of ten cases.
    """
    firmness = pd.Series("", index=group.index, dtype="str")
    for honour, sign in ((FIRST, 1.0), (LAST, -1.0)):
        named = group[group["honour"] == honour]
        others = group[(group["honour"] != honour) & group["mean"].notna()]
        if others.empty:
            continue
        rival = others.loc[(sign * others["mean"]).idxmax()]
        spread = np.sqrt(named["error"] ** 2 + rival["error"] ** 2)
        is_apart = sign * (named["mean"] - rival["mean"]) >= ONE_SIDED_90 * spread
        few = (named["marks"] < fewest) | (rival["marks"] < fewest)
        firmness[named.index] = np.select([few, is_apart], [FEW, FIRM], default=CLOSE)
    return firmness
