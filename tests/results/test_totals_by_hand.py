"""The sample month's totals, worked out anew with plain pandas from what was planted in it.

The scheme is written here as its document says it, nothing of the package is used.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zhen_analysis.results.month import assess_month

DATA = Path(__file__).parents[2] / "data"


def planted() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the villages of the sample town, and what each did, found and had, by code."""
    villages = pd.read_csv(DATA / "catalogue/villages.csv").query("town == 'shili'")
    records = pd.read_csv(DATA / "truth/records.csv", low_memory=False).query("town == 'shili'")
    return villages.set_index("code"), records


def per_100(records: pd.DataFrame, item: str, villages: pd.DataFrame) -> pd.Series:
    own = records[(records["item"] == item) & (records["period"] == "2022-03")]
    done = own.groupby("unit")["value"].sum().reindex(villages.index, fill_value=0)
    return 100 * done / villages["households"]


def safety(records: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """Return share mended and findings per inspection of the year; NaN: nothing to judge by."""
    cases = records[records["ledger"] == "safety_problem"].sort_values("period", kind="stable")
    cases = cases.drop_duplicates("case", keep="last")
    mended = cases["closed"].notna() | cases["status"].isin(["closed", "已整改"])
    found = cases.groupby("unit").size().reindex(villages.index, fill_value=0)
    closed = mended.groupby(cases["unit"]).sum().reindex(villages.index, fill_value=0)
    visits = records[records["item"] == "inspection"].groupby("unit")["value"].sum()
    visits = visits.reindex(villages.index, fill_value=0)
    return pd.DataFrame(
        {
            "mended": 100 * closed / found.replace(0, np.nan),
            "found": found / visits.replace(0, np.nan),
        }
    )


def grids(records: pd.DataFrame, villages: pd.DataFrame) -> pd.Series:
    own = records[(records["ledger"] == "grid_visit") & records["due"].notna()]
    last = own[own["period"] == own.groupby("unit")["period"].transform("max")]
    sums = last.groupby("unit")[["done", "due"]].sum()
    return (100 * sums["done"] / sums["due"]).reindex(villages.index)


def fires(records: pd.DataFrame, villages: pd.DataFrame) -> pd.Series:
    own = records[(records["item"] == "fire_liable") & (records["period"] == "2022-03")]
    return own.groupby("unit")["value"].sum().reindex(villages.index, fill_value=0)


def totals() -> pd.Series:
    villages, records = planted()
    share = lambda figure, target: (100 * figure / target).clip(0, 100)  # noqa: E731
    living = (
        0.60 * share(per_100(records, "garbage", villages), 12)
        + 0.25 * share(per_100(records, "latrine", villages), 0.5)
        + 0.15 * share(per_100(records, "debris", villages), 0.3)
    )
    judged = safety(records, villages)
    parts = pd.DataFrame(
        {"mended": judged["mended"], "found": (100 * (10 - judged["found"]) / 7).clip(0, 100)}
    )
    weights = parts.notna() * [70, 30]
    safe = (parts.fillna(0) * weights).sum(axis=1) / weights.sum(axis=1).replace(0, np.nan)
    areas = pd.DataFrame(
        {
            "living": living,
            "safety": safe,
            "ecology": (100 - 100 * fires(records, villages)).clip(0, 100),
            "epidemic": grids(records, villages).fillna(0),
        }
    )
    weights = areas.notna() * [45, 25, 10, 20]
    total = (areas.fillna(0) * weights).sum(axis=1) / weights.sum(axis=1)
    toilets = records[(records["item"] == "toilet") & (records["period"] == "2022-03")]
    bonus = (0.5 * toilets.groupby("unit")["value"].sum()).clip(upper=2)
    return (total + bonus.reindex(total.index, fill_value=0)).round(9)


def test_the_26_totals_of_the_sample_month_are_those_worked_out_by_hand(sample_town):
    ranking = assess_month("2022-03", "shili", workspace=sample_town).ranking
    printed = ranking[ranking["scheme"] == "village"].set_index("unit")["total"].astype(float)
    assert len(printed) == 26
    assert printed.to_dict() == pytest.approx(totals().reindex(printed.index).to_dict(), abs=0.0051)
