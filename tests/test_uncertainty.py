"""How far ranks move under other weights (权重变动区间)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhen_analysis.assess import aggregate_scores, rank_uncertainty, rank_units, score_measures

FEW = settings(max_examples=5, deadline=None)
FLAT = pd.DataFrame({"indicator": list("abcd"), "rule": "mark", "weight": [40, 30, 20, 10]})
NODES = pd.DataFrame({"indicator": ["n", "m"], "weight": [2, 3]})
TREE = pd.concat([FLAT.assign(parent=["n", "n", "m", "m"]), NODES])
GEOMETRIC = TREE.assign(aggregate=["arithmetic"] * 4 + ["geometric", "arithmetic"])
TREES = {"flat": FLAT, "tree": TREE, "geometric node": GEOMETRIC,
         "geometric list": FLAT.assign(aggregate="geometric")}  # fmt: skip
profiles = st.lists(st.tuples(*[st.integers(0, 100)] * 4), min_size=2, max_size=6)


def scores_of(rows, indicators=FLAT) -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=list("abcd")[: len(rows[0])])
    long = wide.assign(unit=[f"v{place}" for place in range(len(wide))]).melt(
        "unit", var_name="indicator"
    )
    return score_measures(long, indicators)


def official(scores, indicators) -> pd.Series:
    return rank_units(aggregate_scores(scores, indicators)).set_index("unit")["rank"].sort_index()


def interval(scores, indicators, draws=200, **how) -> pd.DataFrame:
    return rank_uncertainty(scores, indicators, draws=draws, **how).set_index("unit").sort_index()


@pytest.mark.parametrize("indicators", TREES.values(), ids=TREES)
@FEW
@given(profiles)
def test_the_interval_contains_the_official_rank(indicators, rows):
    scores = scores_of(rows, indicators)
    found = interval(scores, indicators)
    rank = official(scores, indicators)
    assert found["rank"].tolist() == rank.tolist()
    assert (found["low"] <= rank).all()
    assert (rank <= found["high"]).all()


@pytest.mark.parametrize("indicators", TREES.values(), ids=TREES)
@FEW
@given(profiles)
def test_weights_that_cannot_move_leave_the_rank_alone(indicators, rows):
    scores = scores_of(rows, indicators)
    totals = aggregate_scores(scores, indicators)["total"]
    gaps = np.diff(np.sort(totals))
    near_a_half = (totals * 100 + 0.5) % 1  # a printed total may tip over by the least change
    if (gaps > 0.02).all() and near_a_half.between(0.01, 0.99).all():
        found = interval(scores, indicators, concentration=1e12)
        rank = official(scores, indicators)
        assert found["low"].tolist() == found["high"].tolist() == rank.tolist()


def test_one_indicator_leaves_no_room():
    one = FLAT.iloc[:1]
    found = interval(scores_of([[90], [80], [80], [10]], one), one)
    assert found["low"].tolist() == found["high"].tolist() == [1, 2, 2, 4]


def test_a_unit_that_is_best_in_everything_is_surely_first():
    scores = scores_of([[90, 90, 90, 90], [80, 20, 70, 10], [10, 70, 20, 80]])
    found = interval(scores, FLAT, top=1, bottom=1)
    assert found.loc["v0", ["low", "high", "p_top", "p_bottom"]].tolist() == [1, 1, 1, 0]


def test_a_tie_of_unlike_units_is_wide():
    """At the declared weights all three share rank 1; the middle one is never first otherwise."""
    even = FLAT.assign(weight=1)
    found = interval(scores_of([[100, 100, 0, 0], [0, 0, 100, 100], [50, 50, 50, 50]], even), even)
    assert found["low"].tolist() == [1, 1, 1]
    assert found["high"].tolist() == [3, 3, 2]


@FEW
@given(profiles, st.randoms())
def test_the_order_of_units_changes_nothing(rows, random):
    scores = scores_of(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = pd.concat([scores[scores["unit"] == f"v{place}"] for place in order])
    by_column = shuffled.sort_values("indicator", kind="stable")
    pd.testing.assert_frame_equal(interval(by_column, FLAT), interval(scores, FLAT))


def test_a_bonus_moves_the_rank_and_no_weight_touches_it():
    scores = scores_of([[80, 80, 80, 80], [81, 81, 81, 81]])
    found = interval(scores, FLAT, offset=pd.Series({"v0": 2.0}))
    assert found["rank"].tolist() == found["low"].tolist() == found["high"].tolist() == [1, 2]


def test_a_unit_without_a_total_is_not_ranked_and_is_in_nobodys_way():
    scores = scores_of([[90, 90, 90, None], [80, 80, 80, 80], [10, 10, 10, 10]])
    found = interval(scores, FLAT)
    assert found.loc["v0"].isna().all()
    assert found.loc["v1":, "rank"].tolist() == [1, 2]
    nobody = interval(scores_of([[None, 1, 1, 1]]), FLAT)
    assert nobody["rank"].isna().all()


def test_an_excluded_indicator_keeps_its_weight_from_the_unit():
    exclude = FLAT.assign(missing="exclude")
    scores = scores_of([[90, 90, 90, None], [89, 89, 89, 100], [10, 10, 10, 10]], exclude)
    assert interval(scores, exclude)["rank"].tolist() == official(scores, exclude).tolist()


def test_the_same_seed_gives_the_same_interval():
    scores = scores_of([[90, 10, 50, 60], [80, 20, 70, 10], [10, 70, 20, 80]])
    pd.testing.assert_frame_equal(interval(scores, FLAT, seed=3), interval(scores, FLAT, seed=3))


def test_shares_of_the_draws_count_ties_on_both_sides():
    scores = scores_of([[50, 50, 50, 50]] * 3)
    found = interval(scores, FLAT, top=1, bottom=1)
    assert found["p_top"].tolist() == found["p_bottom"].tolist() == [1, 1, 1]
