"""How far ranks move under other weights (权重变动区间)."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import (
    aggregate_scores,
    rank_uncertainty,
    rank_units,
    score_measures,
)
from zhen_analysis.assess.firmness.draws.priors import plausible_priors
from zhen_analysis.assess.firmness.sources import rank_sources
from zhen_analysis.assess.firmness.uncertainty import ranks_both_ways
from zhen_analysis.base.errors import BadInput

FEW = few(5)
FLAT = pd.DataFrame(
    {"indicator": list("abcd"), "rule": "mark", "weight": [40, 30, 20, 10], "error": 0.0}
)
NODES = pd.DataFrame({"indicator": ["n", "m"], "weight": [2, 3]})
TREE = pd.concat([FLAT.assign(parent=["n", "n", "m", "m"]), NODES])
GEOMETRIC = TREE.assign(aggregate=["arithmetic"] * 4 + ["geometric", "arithmetic"])
TREES = {"flat": FLAT, "tree": TREE, "geometric node": GEOMETRIC,
         "cut off": TREE.assign(cap=[None] * 4 + [95, 90]),
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


@pytest.mark.parametrize("indicators", TREES.values(), ids=TREES)
@FEW
@given(profiles)
def test_with_fixed_weights_and_no_noise_the_interval_is_the_rank(indicators, rows):
    scores = scores_of(rows, indicators)
    found = interval(scores, indicators, concentration=float("inf"), places=True, top=1)
    rank = official(scores, indicators)
    for column in ("rank", "median", "low", "high"):
        assert found[column].tolist() == rank.tolist()
    assert found["p_top"].tolist() == [float(place == 1) for place in rank]
    for place in range(1, len(rows) + 1):
        assert found[f"p_{place}"].tolist() == [float(own == place) for own in rank]


@pytest.mark.parametrize("indicators", TREES.values(), ids=TREES)
def test_only_a_declared_error_makes_noise(indicators):
    scores = scores_of([[60, 60, 60, 60], [61, 61, 61, 61], [90, 90, 90, 90]], indicators)
    fixed = {"concentration": float("inf"), "draws": 2000}
    noisy = scores.assign(score_error=np.where(scores["unit"] == "v2", 0.0, 5.0))
    found = interval(noisy, indicators, **fixed)
    assert found[["low", "high"]].to_numpy().tolist() == [[2, 3], [2, 3], [1, 1]]
    exact = interval(noisy, indicators, data=False, **fixed)
    pd.testing.assert_frame_equal(exact, interval(scores, indicators, **fixed))
    blank = interval(scores.assign(score_error=np.nan), indicators, **fixed)
    pd.testing.assert_frame_equal(blank, interval(scores, indicators, **fixed))


def test_in_a_group_far_apart_two_swap_as_often_as_the_normal_distribution_says():
    """Scores 60 and 63 with an error of 3: the first is ahead with probability Φ(−1/√2) = 0.24."""
    one = FLAT.iloc[:1]
    scores = scores_of([[60], [63], [0], [5], [10], [15]], one)
    scores = scores.assign(score_error=3.0)
    fixed = {"concentration": float("inf"), "draws": 40_000, "decimals": 9}
    found = interval(scores, one, top=1, **fixed)
    assert found.loc["v0", "p_top"] == pytest.approx(0.2398, abs=0.015)


def test_marks_that_differ_no_more_than_their_errors_are_nearly_equal():
    """The spread of twelve marks is that of their error: the best of them was lucky."""
    one = FLAT.iloc[:1]
    marks = 60 + 5 * scipy.stats.norm.ppf((np.arange(12) + 0.5) / 12)
    found = interval(scores_of([[mark] for mark in marks], one).assign(score_error=5.0), one,
                     draws=4000, top=1, bottom=1)  # fmt: skip
    assert found["p_top"].max() < 0.35
    flat = interval(scores_of([[mark] for mark in marks], one).assign(score_error=0.5), one,
                    draws=4000, top=1, bottom=1)  # fmt: skip
    assert flat["p_top"].max() > 0.95


def test_drawn_scores_stay_between_0_and_full_marks():
    """Both are at full marks: where the draws are cut off there, they tie."""
    one = FLAT.iloc[:1]
    scores = scores_of([[100], [100]], one).assign(score_error=30.0)
    found = interval(scores, one, draws=20_000, concentration=float("inf"), top=1)
    assert 1.2 < found["p_top"].sum() < 1.5


def test_marks_of_which_no_error_is_known_have_a_rank_and_nothing_else():
    scores = scores_of([[90, 90, 90, 90], [80, 80, 80, 80], [10, 10, 10, 10]])
    unknown = FLAT.assign(error=[0.0, 0.0, np.nan, 0.0])
    found = interval(scores, unknown, places=True)
    assert found["rank"].tolist() == [1, 2, 3]
    assert found.drop(columns="rank").isna().all(axis=None)
    told = interval(scores.assign(score_error=1.0), unknown)
    assert told.notna().all(axis=None)
    alone = interval(scores, unknown, data=False)  # the weights alone were asked for
    assert alone.notna().all(axis=None)


def test_a_mark_is_known_by_its_measure_and_else_by_its_rule():
    scores = scores_of([[90, 90, 90, 90], [80, 80, 80, 80]])
    plain = FLAT.drop(columns="error")
    assert interval(scores, plain)["low"].isna().all()
    assert interval(scores, plain.assign(rule="ratio", target=100))["low"].notna().all()
    counted = plain.assign(measure="rate")  # a mark rule that scores a share as it is
    assert interval(scores, counted)["low"].notna().all()
    marked = plain.assign(rule="ratio", target=100, measure="mean_mark")
    assert interval(scores, marked)["low"].isna().all()


def test_only_units_with_a_mark_of_unknown_error_lose_their_interval():
    scores = scores_of([[90, 90], [80, 80], [10, 10]], FLAT.iloc[:2])
    told = scores.assign(score_error=np.where(scores["unit"] == "v1", np.nan, 1.0))
    found = interval(told, FLAT.iloc[:2].drop(columns="error"))
    assert found["low"].isna().tolist() == [False, True, False]
    assert found.loc["v0", ["low", "high"]].tolist() == [1, 2]  # v1 may be anywhere


def test_what_was_not_measured_is_drawn_from_the_scores_of_the_group():
    """v0 has the best of a and nothing of b, in which the others have 10 to 100."""
    two = FLAT.iloc[:2].assign(weight=[1, 1], missing="exclude")
    scores = scores_of([[90, None], [80, 10], [70, 40], [60, 70], [50, 100]], two)
    found = interval(scores, two, draws=4000, top=1)
    assert found.loc["v0", ["rank", "low", "high"]].tolist() == [1, 1, 4]
    assert 0.2 < found.loc["v0", "p_top"] < 0.8
    certain = interval(scores, two, data=False, top=1)
    assert certain.loc["v0", "p_top"] == 1


def test_one_score_of_the_group_makes_nothing_certain():
    two = FLAT.iloc[:2].assign(weight=[1, 1], missing="exclude")
    scores = scores_of([[70, None], [50, 70]], two)
    found = interval(scores, two, draws=4000, top=1)
    assert 0.5 < found.loc["v0", "p_top"] < 0.9


@FEW
@given(profiles, st.permutations(range(4)))
def test_the_order_of_indicators_changes_nothing(rows, order):
    tree = TREE.assign(missing="exclude", shrink=None)
    rows = [[None if mark > 80 else mark for mark in row] for row in rows]
    scores = scores_of(rows, tree).assign(score_error=3.0)
    mixed = pd.concat([tree.iloc[list(order)], NODES.iloc[::-1]])
    both = [interval(scores, each, places=True) for each in (tree, mixed)]
    pd.testing.assert_frame_equal(*both)


def test_each_rank_says_what_it_rests_on_and_what_moved_it_most():
    two = FLAT.iloc[:2].assign(weight=[1, 1], missing="exclude")
    scores = scores_of([[90, 70], [80, None], [70, 60], [20, 10]], two)
    found = sources(scores, two)
    assert {rests_on for rests_on, _ in found.values()} == {"weights unmeasured"}
    assert (found["v1"][1], found["v3"][1]) == ("unmeasured", "")
    strays = scores.assign(score_error=np.where(scores["unit"] == "v3", 0.0, 20.0))
    assert set(sources(strays, two).values()) >= {("weights marks unmeasured", "marks")}
    unknown = two.drop(columns="error")
    assert set(sources(scores, unknown).values()) == {("", "")}
    one = sources(rates_of([1, 19, 40], [1, 20, 50]), NOISY)
    assert set(one.values()) == {("cases", "cases")}
    steady = sources(scores_of([[90, 10], [10, 80]], FLAT.iloc[:2]), FLAT.iloc[:2])
    assert set(steady.values()) == {("weights", "weights")}


def sources(scores, indicators) -> dict:
    found = rank_sources(scores, indicators).set_index("unit")
    told = found[["rests_on", "moved_most"]]
    return {unit: tuple(told.loc[unit]) for unit in sorted(told.index)}


def test_noise_leaves_the_drawn_weights_as_they_are():
    scores = scores_of([[90, 10, 50, 60], [80, 20, 70, 10], [10, 70, 20, 80]])
    tiny = scores.assign(score_error=1e-9)
    pd.testing.assert_frame_equal(interval(tiny, FLAT), interval(scores, FLAT))


@FEW
@given(profiles, st.randoms())
def test_the_order_of_units_changes_nothing_with_noise_either(rows, random):
    scores = scores_of(rows)
    scores = scores.assign(score_error=scores["score"] / 7)
    mixed = scores.sample(frac=1, random_state=random.randrange(1000))
    pd.testing.assert_frame_equal(interval(mixed, FLAT), interval(scores, FLAT))


def test_a_unit_of_another_group_changes_nothing():
    scores = scores_of([[90, 10, 50, 60], [80, 20, 70, 10], [10, 70, 20, 80], [55, 55, 55, 55]])
    grouped = scores.assign(group=np.where(scores["unit"] == "v3", "B", "A"))
    found = interval(grouped, FLAT, places=True)
    alone = interval(scores[scores["unit"] != "v3"], FLAT, places=True)
    pd.testing.assert_frame_equal(found.loc[:"v2"], alone)
    assert found.loc["v3", ["rank", "low", "high", "p_1", "p_2"]].tolist() == [1, 1, 1, 1, 0]


def test_places_add_up_and_agree_with_the_rest():
    scores = scores_of([[90, 10, 50, 60], [80, 20, 70, 10], [10, 70, 20, 80], [50, 51, 49, 50]])
    found = interval(scores, FLAT, places=True, top=2, draws=999)
    places = found[[f"p_{place}" for place in range(1, 5)]]
    assert places.sum(axis=1).to_numpy() == pytest.approx(1)
    assert places.iloc[:, :2].sum(axis=1).to_numpy() == pytest.approx(found["p_top"].to_numpy())


@FEW
@given(st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=1, max_size=6))
def test_ties_share_the_best_rank_from_either_end(totals):
    from_top, from_bottom = ranks_both_ways(np.array(totals, dtype=float))
    table = pd.DataFrame(totals)
    assert (from_top == table.rank(axis=1, method="min", ascending=False)).all(axis=None)
    assert (from_bottom == table.rank(axis=1, method="min")).all(axis=None)


@pytest.mark.parametrize(
    ("options", "named"),
    [({"draws": 0}, "draws 0"), ({"concentration": 0}, "concentration 0"), ({"level": 1}, "level")],
)
def test_what_cannot_be_drawn_is_refused(options, named):
    with pytest.raises(BadInput, match=named):
        rank_uncertainty(scores_of([[1, 2, 3, 4]]), FLAT, **options)


def test_an_error_below_0_and_a_unit_of_two_periods_are_refused():
    scores = scores_of([[1, 2, 3, 4], [4, 3, 2, 1]])
    with pytest.raises(BadInput, match="standard error"):
        rank_uncertainty(scores.assign(score_error=-1.0), FLAT)
    twice = pd.concat([scores.assign(period="2022-02"), scores.assign(period="2022-03")])
    with pytest.raises(BadInput, match="v0 is there more than once, by period"):
        rank_uncertainty(twice, FLAT)


RATE = pd.DataFrame({"indicator": ["rate"], "rule": ["ratio"], "target": [100], "weight": [1]})
NOISY = RATE.assign(shrink=True)
FIXED = {"concentration": float("inf"), "draws": 4000}


def rates_of(done, due, indicators=RATE, **beside) -> pd.DataFrame:
    measures = pd.DataFrame({"numerator": done, "denominator": due}, dtype="float64").assign(
        unit=[f"v{place}" for place in range(len(done))], indicator="rate", **beside
    )
    value = 100 * measures["numerator"] / measures["denominator"].where(measures["denominator"] > 0)
    return score_measures(measures.assign(value=value), indicators)


def test_a_rate_is_drawn_only_where_the_catalogue_says_that_it_is_noisy():
    scores = rates_of([1, 19, 40, 3], [1, 20, 50, 3])
    for indicators, options in ((RATE, {}), (NOISY, {"data": False})):
        exact = interval(scores, indicators, **FIXED | options)
        assert exact["low"].tolist() == exact["high"].tolist() == exact["rank"].tolist()
    noisy = interval(scores, NOISY, **FIXED)
    assert noisy["rank"].tolist() == [1, 3, 4, 1]
    assert (noisy["high"] - noisy["low"]).min() > 0


def test_the_draws_are_those_of_the_posteriors_under_every_plausible_prior():
    done, due = np.array([8, 30]), np.array([10, 60])
    priors = plausible_priors(done, due)
    generator = np.random.default_rng(5)
    a, b = (side[:, None] for side in priors.draw(100_000, generator))
    rates = generator.beta(a + done, b + due - done)
    found = interval(rates_of(done, due), NOISY, top=1, **FIXED)
    assert found.loc["v0", "p_top"] == pytest.approx((rates[:, 0] > rates[:, 1]).mean(), abs=0.03)


def test_one_of_one_is_less_firm_than_nineteen_of_twenty():
    found = interval(rates_of([1, 19, 10, 9, 11, 10], [1, 20, 20, 20, 20, 20]), NOISY, **FIXED)
    assert found.loc["v0", "high"] > found.loc["v1", "high"]


def test_a_rate_goes_through_its_rule_again():
    """Beyond the knot all have full marks: whoever is far above it is surely there."""
    capped = NOISY.assign(rule="piecewise", knots="0:0;50:100", target=None)
    found = interval(rates_of([95, 96, 10], [100] * 3, capped), capped, top=1, **FIXED)
    assert found.loc[["v0", "v1"], "high"].tolist() == [1, 1]


def test_what_a_veto_or_an_empty_denominator_decided_is_not_drawn():
    scores = rates_of([20, 30, 0], [40, 60, 0], NOISY.assign(missing="exclude"))
    vetoed = scores.assign(score=scores["score"].mask(scores["unit"] == "v1", 0.0))
    found = interval(vetoed, NOISY, **FIXED)
    assert found.loc["v1", ["low", "high"]].tolist() == [2, 2]
    assert found.loc["v2", ["low", "high"]].isna().all()


@few(5)
@given(st.permutations(range(4)))
def test_the_order_of_units_changes_nothing_where_rates_are_drawn(order):
    scores = rates_of([1, 19, 40, 3], [1, 20, 50, 3])
    mixed = scores.iloc[list(order)]
    found, before = (interval(each, NOISY) for each in (mixed, scores))
    pd.testing.assert_frame_equal(found, before)


def test_a_unit_of_another_group_changes_no_prior():
    scores = rates_of([1, 19, 40, 3], [1, 20, 50, 3]).assign(group=["A", "A", "B", "B"])
    other = scores.assign(numerator=scores["numerator"].mask(scores["group"] == "B", 0.0))
    other = score_measures(
        other.assign(value=100 * other["numerator"] / other["denominator"])[
            ["unit", "group", "indicator", "value", "numerator", "denominator"]
        ],
        RATE,
    )
    first, second = (interval(each, NOISY).loc[["v0", "v1"]] for each in (scores, other))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(
    ("scores", "indicators", "says"),
    [
        (scores_of([[90], [80]]), FLAT.iloc[:1].assign(shrink=True), "numerator"),
        (rates_of([4, 6], [4, 5]), NOISY, "more done than due"),
        (rates_of([4, 3], [4, 5]).assign(value=[1.0, 2.0]), NOISY, "no rate of"),
        (rates_of([4, 3], [4, 5]), NOISY.assign(shrink="maybe"), "not true or false"),
        (rates_of([4, 3], [4, 5]), NOISY.assign(rule="minmax"), "fixed goalposts"),
    ],
)
def test_a_rate_that_cannot_be_drawn_is_refused(scores, indicators, says):
    with pytest.raises(BadInput, match=says):
        rank_uncertainty(scores, indicators, draws=20)
