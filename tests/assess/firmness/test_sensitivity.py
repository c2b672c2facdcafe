"""The smallest change of one weight that swaps two neighbours, checked by making that change."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import (
    aggregate_scores,
    boundary_swaps,
    score_measures,
    weight_swaps,
)
from zhen_analysis.base.errors import BadInput

TREE = pd.DataFrame(
    [
        ("环境", "", None, 2.0), ("安全", "", None, 3.0),
        ("垃圾", "环境", "mark", 0.25), ("旱厕", "环境", "mark", 0.75),
        ("检查", "安全", "mark", 10.0), ("整改", "安全", "mark", 20.0),
        ("函件", "安全", "mark", 70.0),
    ],
    columns=["indicator", "parent", "rule", "weight"],
)  # fmt: skip


def marks(seed: int, absent: int) -> pd.DataFrame:
    """Return random marks of seven units; some are not there, and not counted."""
    generator = np.random.default_rng(seed)
    leaves = TREE.loc[TREE["rule"].notna(), "indicator"]
    rows = [(f"u{n}", code, float(generator.integers(0, 100))) for n in range(7) for code in leaves]
    table = pd.DataFrame(rows, columns=["unit", "indicator", "value"])
    table.loc[generator.choice(len(table), absent, replace=False), "value"] = np.nan
    return table


def totals(measures: pd.DataFrame, indicators: pd.DataFrame) -> pd.Series:
    scored = score_measures(measures, indicators)
    return aggregate_scores(scored, indicators).set_index("unit")["total"]


def changed(indicators: pd.DataFrame, code: str, weight: float) -> pd.DataFrame:
    here = indicators["indicator"] == code
    return indicators.assign(weight=indicators["weight"].mask(here, max(weight, 0.0)))


@few(4)
@given(st.integers(0, 10_000), st.integers(0, 6))
def test_at_the_new_weight_the_two_are_level_and_nobody_has_swapped_before(seed, absent):
    indicators = TREE.assign(missing="exclude")
    measures = marks(seed, absent)
    before = totals(measures, indicators)
    swaps = weight_swaps(score_measures(measures, indicators), indicators)
    assert list(swaps["indicator"]) == list(TREE["indicator"])
    for row in swaps.dropna(subset="new_weight").head(3).itertuples():
        at = totals(measures, changed(indicators, row.indicator, row.new_weight))
        assert at[row.unit_up] == pytest.approx(at[row.unit_down], abs=1e-6)
        assert before[row.unit_up] < before[row.unit_down]
        near = row.weight + 0.999 * (row.new_weight - row.weight)
        close = totals(measures, changed(indicators, row.indicator, near))
        assert ((before.rank() - close.rank()).abs()[before.rank() % 1 == 0] < 1).all()


def test_two_units_and_two_indicators_by_hand():
    # 甲 90/60, 乙 50/80 at weights 50:50: 75 against 65. They are level where
    # 90 w + 60 × 50 = 50 w + 80 × 50, so at w = 25.
    measures = pd.DataFrame(
        {"unit": ["甲", "甲", "乙", "乙"], "indicator": ["a", "b"] * 2, "value": [90, 60, 50, 80]}
    )
    indicators = pd.DataFrame({"indicator": ["a", "b"], "rule": "mark", "weight": 50})
    found = weight_swaps(score_measures(measures, indicators), indicators).set_index("indicator")
    assert found.loc["a", "new_weight"] == pytest.approx(25)
    assert found.loc["a", ["unit_up", "unit_down"]].tolist() == ["乙", "甲"]
    assert found.loc["b", "new_weight"] == pytest.approx(100)


def test_a_unit_that_is_better_in_everything_can_never_be_passed():
    measures = pd.DataFrame(
        {"unit": ["甲", "甲", "乙", "乙"], "indicator": ["a", "b"] * 2, "value": [90, 80, 50, 60]}
    )
    indicators = pd.DataFrame({"indicator": ["a", "b"], "rule": "mark", "weight": 50})
    assert weight_swaps(score_measures(measures, indicators), indicators)["new_weight"].isna().all()


def test_units_of_different_groups_never_swap():
    measures = pd.DataFrame(
        {"unit": ["甲", "甲", "乙", "乙"], "group": ["A类", "A类", "B类", "B类"],
         "indicator": ["a", "b"] * 2, "value": [90, 60, 50, 80]}
    )  # fmt: skip
    indicators = pd.DataFrame({"indicator": ["a", "b"], "rule": "mark", "weight": 50})
    assert weight_swaps(score_measures(measures, indicators), indicators)["new_weight"].isna().all()


def test_a_geometric_total_is_refused():
    indicators = pd.DataFrame(
        {"indicator": ["a", "b"], "rule": "mark", "weight": 50, "aggregate": "geometric"}
    )
    measures = pd.DataFrame({"unit": ["甲", "甲"], "indicator": ["a", "b"], "value": [90, 60]})
    with pytest.raises(BadInput, match="arithmetic"):
        weight_swaps(score_measures(measures, indicators), indicators)


def top_of(totals: pd.Series, many: int) -> set[str]:
    return set(totals[totals.rank(ascending=False, method="min") <= many].index)


@few(3)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_up_to_the_boundary_weight_the_same_units_lead_and_lag_and_beyond_it_others(seed, many):
    measures = marks(seed, 0)
    before = totals(measures, TREE)
    scores = score_measures(measures, TREE)
    found = boundary_swaps(scores, TREE, top=many, bottom=many).dropna(subset="new_weight")
    for row in found.groupby("end").head(2).itertuples():
        sign = 1 if row.end == "top" else -1
        for share, same in ((0.999, True), (1.001, False)):
            weight = row.weight + share * (row.new_weight - row.weight)
            after = totals(measures, changed(TREE, row.indicator, weight))
            assert (top_of(sign * after, many) == top_of(sign * before, many)) is same


def test_a_group_that_is_all_top_has_no_boundary():
    scores = score_measures(marks(1, 0), TREE)
    found = boundary_swaps(scores, TREE, top=7, bottom=9)
    assert found["new_weight"].isna().all() and set(found["end"]) == {"top", "bottom"}
