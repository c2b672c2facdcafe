"""Months to quarters and years: declared formulas, months that are missing, annual parts."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

import zhen_analysis as zhen
from zhen_analysis.assess import roll_up
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import RollUp

FEW = few(25)
QUARTER = ["2022-01", "2022-02", "2022-03"]
MEAN, SUM = RollUp(), RollUp(formula="sum")


def months(drawing: str) -> pd.DataFrame:
    """Read units × months; ? is a total that is not known, a blank no assessment."""
    drawn = table(drawing).melt("unit", var_name="period", value_name="total")
    held = drawn[drawn["total"] != ""].replace("?", None)
    return held.assign(total=pd.to_numeric(held["total"]))


def totals(found: pd.DataFrame) -> dict[str, float]:
    return {unit: total for unit, total in zip(found["unit"], found["total"], strict=True)}


HELD = months("""
    unit | 2022-01 | 2022-02 | 2022-03
    a    | 90      | 80      | 70
    b    | 60      | 70      | ?
    new  |         | 80      | 81
""")


def test_the_mean_is_over_a_units_own_months_and_unknown_where_one_of_them_is():
    found = totals(roll_up(HELD, QUARTER))
    assert found == pytest.approx({"a": 80, "b": np.nan, "new": 80.5}, nan_ok=True)


def test_a_sum_needs_every_month():
    found = totals(roll_up(HELD, QUARTER, SUM))
    assert found == pytest.approx({"a": 240, "b": np.nan, "new": np.nan}, nan_ok=True)


def test_the_months_stand_beside_and_other_months_do_not_count():
    more = pd.concat([HELD, HELD.assign(period="2021-12", total=0.0)])
    found = roll_up(more, QUARTER).set_index("unit")
    assert found.loc["a", QUARTER].tolist() == [90, 80, 70]
    assert found.loc["a", "total"] == 80
    assert pd.isna(found.loc["new", "2022-01"])


UNHELD = table("""
    formula | unheld   | total
    mean    | exclude  | 85
    mean    | fixed:95 | 88.33
    sum     | exclude  | 170
    sum     | fixed:95 | 265
""")


@pytest.mark.parametrize(("formula", "unheld", "total"), UNHELD.to_numpy().tolist())
def test_a_month_that_nobody_was_assessed_in_is_named_and_treated_alike_for_all(
    formula, unheld, total
):
    held = HELD[(HELD["period"] != "2022-02") & (HELD["unit"] == "a")].assign(total=[90.0, 80.0])
    found = roll_up(held, QUARTER, RollUp(formula=formula, unheld=unheld)).iloc[0]
    assert found["total"] == float(total)
    assert found["missing"] == "2022-02"
    assert "2022-02没有考评" in found["roll_up_text"]


def test_an_annual_part_is_weighed_against_the_months():
    rule = RollUp(annual="year", annual_share=40)
    annual = pd.DataFrame({"unit": ["a", "b"], "total": [50.0, 90.0]})
    found = roll_up(HELD, QUARTER, rule, annual=annual)
    wanted = {"a": 0.4 * 50 + 0.6 * 80, "b": np.nan, "new": np.nan}
    assert totals(found) == pytest.approx(wanted, nan_ok=True)
    assert set(found["roll_up_text"]) == {"年度考评占40%，各月得分的平均数占60%"}
    without = roll_up(HELD, QUARTER, rule, annual=annual.iloc[:0])
    assert without["total"].isna().all()
    assert without["roll_up_text"].str.endswith("年度考评还没有得分").all()


def test_bonuses_apart_are_taken_out_of_the_months_and_added_once():
    bonus = {("a", "2022-01"): 2.0, ("a", "2022-02"): 1.0, ("a", "2022-03"): 3.0}
    places = list(zip(HELD["unit"], HELD["period"], strict=True))
    held = HELD.assign(
        bonus=[bonus.get(place, 0.0) for place in places],
        deduction=[float(place == ("a", "2022-02")) for place in places],
    )
    rule = RollUp(bonuses="apart", bonus_cap=4)
    found = roll_up(held, QUARTER, rule).set_index("unit").loc["a"]
    assert found[QUARTER].tolist() == [88, 80, 67]
    assert found["bonus"] == 4 - 1
    assert found["total"] == pytest.approx((88 + 80 + 67) / 3 + 3, abs=0.005)


def test_a_unit_that_changed_its_group_is_one_unit_of_its_last_group():
    held = months("unit | 2022-01 | 2022-02\n a | 90 | 80").assign(group=["A类", "B类"])
    found = roll_up(held, QUARTER[:2])
    assert found[["unit", "group", "total"]].to_numpy().tolist() == [["a", "B类", 85]]


REFUSED = {
    "no month": (HELD, ["2021-01"], MEAN, "none of the months 2021-01 has been assessed"),
    "twice": (pd.concat([HELD, HELD]), QUARTER, MEAN, "a unit has two totals in one month"),
    "no annual part": (HELD, QUARTER, RollUp(annual="x", annual_share=40), "is not there"),
}


@pytest.mark.parametrize(("held", "due", "rule", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_rolled_up_is_refused(held, due, rule, says):
    with pytest.raises(BadInput, match=says):
        roll_up(held, due, rule)


@FEW
@given(
    st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=1, max_size=5),
    st.integers(0, 2),
    st.integers(0, 30),
    st.sampled_from([MEAN, SUM]),
    st.randoms(),
)
def test_a_better_month_never_makes_a_worse_year_and_order_never_matters(
    rows, month, gain, rule, random
):
    wide = pd.DataFrame(rows, columns=QUARTER).assign(unit=lambda x: "v" + x.index.astype("str"))
    held = wide.melt("unit", var_name="period", value_name="total")
    better = held.assign(total=held["total"] + gain * (held["period"] == QUARTER[month]))
    before, after = totals(roll_up(held, QUARTER, rule)), totals(roll_up(better, QUARTER, rule))
    assert all(after[unit] >= before[unit] for unit in before)
    shuffled = held.sample(frac=1, random_state=random.randrange(99))
    assert totals(roll_up(shuffled, QUARTER, rule)) == before


@pytest.fixture(scope="module")
def gap_town(clean_town, tmp_path_factory) -> Workspace:
    """January and March, nothing of February; a year's missing month counts 95."""
    root = tmp_path_factory.mktemp("gap-town")
    shutil.copytree(clean_town, root, dirs_exist_ok=True)
    town = Workspace(root)
    raw = town.raw_dir("shili", "2022-02")
    shutil.move(raw, raw.with_name("2022-03"))
    declared = town.catalogue_dir / "town.toml"
    text = declared.read_text(encoding="utf-8")
    formula = '\n[schemes.village.roll_up.year]\nunheld = "fixed:95"\n'
    declared.write_text(text + formula, encoding="utf-8")
    return town


def test_a_quarter_of_a_town_shows_its_months_and_ranks_within_groups(gap_town):
    season = zhen.assess_roll_up("2022-Q1", workspace=gap_town)
    assert list(season.months) == [Month(2022, 1), Month(2022, 3)]
    assert season.missing == [Month(2022, 2)]
    found = season.ranking.set_index("unit")
    for period, month in season.months.items():
        own = month.totals.set_index("unit")["total"].astype("float64")
        assert found[str(period)].to_dict() == own.reindex(found.index).to_dict()
    mean = found[["2022-01", "2022-03"]].mean(axis=1)
    assert found["total"].tolist() == pytest.approx(mean.tolist(), abs=0.005000001)
    assert found["2022-02"].isna().all()
    assert (found.groupby("group")["rank"].min() == 1).all()
    assert set(found["honour"]) <= {"先进", "后进", ""}


def test_a_month_without_data_is_named_and_counts_as_the_scheme_says(gap_town):
    season = zhen.assess_roll_up("2022", workspace=gap_town)
    assert season.missing == [Month(2022, 2)]
    assert season.to_come == [Month(2022, month) for month in range(4, 13)]
    assert (season.totals["2022-02"] == 95).all()
    assert "2022-02没有考评，一律按95分计" in season.totals["roll_up_text"].iloc[0]


@pytest.mark.parametrize("period", ["2022-03", "2022-Q5", "22", "2022-q1", "", None])
def test_a_period_that_is_no_quarter_or_year_is_refused(town, period):
    with pytest.raises(BadInput, match="is not a quarter or a year"):
        zhen.assess_roll_up(period, workspace=town)


def test_a_quarter_without_data_names_the_months_there_are(town):
    with pytest.raises(BadInput) as refused:
        zhen.assess_roll_up("2021-Q4", workspace=town)
    assert "2022-01, 2022-02" in str(refused.value)
