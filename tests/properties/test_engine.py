"""What must hold of the whole way from measures to ranks, whatever the rules."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import aggregate_scores, rank_units, score_measures

FEW = few(6)
RULES = {
    "ratio": {"rule": "ratio", "floor": 0, "target": 60},
    "ratio, less is better": {"rule": "ratio", "floor": 60, "target": 5, "direction": -1},
    "deduct": {"rule": "deduct", "per": 3, "zero_at": 30, "direction": -1},
    "step": {"rule": "step", "start": 50, "step": 5, "loss": 7, "part": "begun"},
    "piecewise": {"rule": "piecewise", "knots": "0:0;30:60;50:100"},
    "tiers": {"rule": "tiers", "knots": "0:0;30:60;50:100"},
    "tiers, less is better": {"rule": "tiers", "knots": "0:100;30:60;50:0", "direction": -1},
    "rank_points": {"rule": "rank_points", "loss": 9},
    "mark": {"rule": "mark", "target": 80},
    "minmax": {"rule": "minmax"},
    "percentile": {"rule": "percentile"},
}
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
value = st.integers(0, 80)
tables = st.lists(st.tuples(value, value, value), min_size=2, max_size=6)


def indicators_of(rule, weights=(5, 3, 2)) -> pd.DataFrame:
    """Return three indicators, two of them by the rule, under one node and the root."""
    return pd.DataFrame(
        [
            {"indicator": "a", "parent": "node", "weight": weights[0], **rule},
            {"indicator": "b", "parent": "node", "weight": weights[1], **rule},
            {"indicator": "node", "weight": 7},
            {"indicator": "c", "weight": weights[2], **RULES["mark"]},
        ]
    )


def measured(rows, group="A", prefix="u") -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=list("abc"), dtype="float64")
    wide = wide.assign(group=group, unit=[f"{prefix}{n}" for n in range(len(wide))])
    return wide.melt(["unit", "group"], var_name="indicator")


def ranked(measures, indicators) -> pd.DataFrame:
    totals = aggregate_scores(score_measures(measures, indicators), indicators)
    return rank_units(totals, within=["group"]).set_index("unit")[["group", "total", "rank"]]


@each_rule
@FEW
@given(tables, st.sampled_from("ab"), st.integers(1, 40))
def test_better_never_scores_less_and_never_ranks_lower(rule, rows, code, gain):
    measures, indicators = measured(rows), indicators_of(rule)
    here = (measures["unit"] == "u0") & (measures["indicator"] == code)
    step = gain * rule.get("direction", 1)
    better = measures.assign(value=measures["value"].mask(here, measures["value"] + step))
    before, after = (ranked(each, indicators).loc["u0"] for each in (measures, better))
    assert after["total"] >= before["total"]
    assert after["rank"] <= before["rank"]


@each_rule
@FEW
@given(tables, st.floats(0.001, 1000))
def test_scaling_all_weights_of_a_node_changes_nothing(rule, rows, factor):
    measures, indicators = measured(rows), indicators_of(rule)
    inside = indicators["parent"].eq("node")
    scaled = indicators.assign(
        weight=indicators["weight"].where(~inside, indicators["weight"] * factor)
    )
    pd.testing.assert_frame_equal(ranked(measures, scaled), ranked(measures, indicators))


@each_rule
@FEW
@given(tables, tables)
def test_units_of_another_group_change_no_rank_and_no_total(rule, rows, others):
    indicators = indicators_of(rule)
    alone = ranked(measured(rows), indicators)
    beside = pd.concat([measured(others, "B", "w"), measured(rows)])
    pd.testing.assert_frame_equal(ranked(beside, indicators).loc[alone.index], alone)


@each_rule
@FEW
@given(tables, st.integers(0, 1000))
def test_the_order_of_lines_never_matters(rule, rows, seed):
    measures, indicators = measured(rows), indicators_of(rule)
    mixed = measures.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(
        ranked(mixed, indicators).sort_index(), ranked(measures, indicators).sort_index()
    )


@each_rule
@FEW
@given(tables)
def test_equal_totals_share_the_best_rank(rule, rows):
    found = ranked(measured([*rows, rows[0]]), indicators_of(rule))
    better = [int((found["total"] > total).sum()) for total in found["total"]]
    assert found["rank"].tolist() == [1 + count for count in better]
    assert found.loc["u0", "rank"] == found.loc[f"u{len(rows)}", "rank"]
    assert np.isfinite(found["total"].astype(float)).all()
