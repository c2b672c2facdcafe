"""The engine against published results: their data, their numbers, their tolerance."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kurtosis, skew

from zhen_analysis.assess import (
    aggregate_scores,
    level_scores,
    rank_confidence_sets,
    rank_units,
    score_measures,
    shrink_rates,
)

CASES = Path(__file__).parent / "published"


@pytest.fixture(scope="module")
def asem() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measures and indicators of the ASEM index, treated as its authors treat them."""
    countries = pd.read_csv(CASES / "asem.csv")
    table = pd.read_csv(CASES / "asem_indicators.csv", keep_default_na=False)
    leaves = table[table["direction"] != ""]
    treated = pd.DataFrame(
        {
            row.indicator: countries[row.indicator].astype("float64")
            / (countries[row.denominator] if row.denominator else 1)
            for row in leaves.itertuples()
        }
    )
    groups = treated.groupby(countries["EurAsia_group"])
    treated = treated.fillna(groups.transform("mean")).apply(treat_outliers)
    goalposts = pd.DataFrame({"floor": treated.min(), "target": treated.max()})
    indicators = (
        table.drop(columns="denominator")
        .replace("", None)
        .assign(rule=table["direction"].map(lambda way: "ratio" if way else None))
        .merge(goalposts, left_on="indicator", right_index=True, how="left")
    )
    measures = treated.assign(unit=countries["uCode"]).melt(
        "unit", var_name="indicator", value_name="value"
    )
    return measures, indicators


def treat_outliers(values: pd.Series) -> pd.Series:
    """Winsorise up to five values; where that is not enough, take the logarithm."""

    def is_skewed(held: pd.Series) -> bool:
        return abs(skew(held, bias=False)) >= 2 and kurtosis(held, bias=False) >= 3.5

    right = skew(values, bias=False) > 0
    ordered = values.sort_values(ascending=not right).to_numpy()
    for bound in ordered[:6]:
        held = values.clip(upper=bound) if right else values.clip(lower=bound)
        if not is_skewed(held):
            return held
    spread = values.max() - values.min()
    return np.log(values - values.min() + 0.01 * spread)


def test_asem_nodes_and_index_are_those_that_coinr_prints(asem):
    scores = score_measures(*asem)
    levels = level_scores(scores, asem[1])
    printed = pd.read_csv(CASES / "asem_results.csv", index_col="unit")
    ours = levels.pivot_table(index="unit", columns="indicator", values="share") * 100
    ours["Index"] = aggregate_scores(scores, asem[1]).set_index("unit")["total"]
    known = printed.notna()
    gaps = (ours.loc[printed.index, printed.columns] - printed).abs().where(known, 0)
    assert gaps.to_numpy().max() <= 0.006  # two printed decimals, their own treatment of ties


def test_asem_rank_order_is_that_which_coinr_prints(asem):
    totals = aggregate_scores(score_measures(*asem), asem[1])
    assert list(rank_units(totals)["unit"].head(6)) == ["CHE", "NLD", "DNK", "NOR", "BEL", "SWE"]


@pytest.fixture(scope="module")
def pisa() -> pd.DataFrame:
    return pd.read_csv(CASES / "pisa_2018_maths.csv", index_col="country")


def ranks(pisa: pd.DataFrame, **options) -> pd.DataFrame:
    return rank_confidence_sets(pisa["score"], pisa["se"], **options).set_index("unit")


def test_twelve_countries_may_be_among_the_five_best_at_mathematics(pisa):
    assert ranks(pisa, kind="top", top=5, level=0.95)["in_top"].sum() == 12


def test_at_90_percent_only_sweden_leaves_the_set_of_the_five_best(pisa):
    sets = [
        set(found.index[found["in_top"]])
        for level in (0.95, 0.90)
        for found in [ranks(pisa, kind="top", top=5, level=level)]
    ]
    assert sets[0] - sets[1] == {"Sweden"}


def test_the_united_kingdom_ranks_13th_somewhere_from_7_to_23(pisa):
    found = ranks(pisa)
    assert pisa["score"].rank(ascending=False)["United Kingdom"] == 13
    low, high = found.loc["United Kingdom", ["low", "high"]]
    assert (abs(low - 7) <= 1) and (abs(high - 23) <= 1)  # their bootstrap has 1,000 draws


def test_three_countries_are_surely_last_and_germany_and_korea_part_only_at_75_percent(pisa):
    found = ranks(pisa, kind="simultaneous")
    assert set(found.index[found["low"] >= 35]) == {"Chile", "Mexico", "Colombia"}
    assert found.loc["Germany", "low"] <= found.loc["Korea", "high"]
    lax = ranks(pisa, kind="simultaneous", level=0.75)
    assert lax.loc["Germany", "low"] > lax.loc["Korea", "high"]


@pytest.fixture(scope="module")
def rats() -> pd.DataFrame:
    return pd.read_csv(CASES / "rat_tumours.csv")


def test_the_moments_prior_of_the_rat_tumours_is_that_of_the_course_notes(rats):
    prior = shrink_rates(rats["tumours"], rats["rats"], prior="moments").attrs["prior"]
    assert prior == pytest.approx((1.3777748392916778, 8.752435447153113))
    current = shrink_rates([4], [14], prior=prior)
    assert current["shrunk"].iloc[0] == pytest.approx(0.22286481449822493)


def test_the_likelihood_prior_of_the_rat_tumours_shrinks_more_than_the_moments_prior(rats):
    a, b = shrink_rates(rats["tumours"], rats["rats"]).attrs["prior"]
    assert (a, b) == pytest.approx((2.3048, 14.0798), rel=1e-3)
    assert a + b > 1.3777748392916778 + 8.752435447153113
