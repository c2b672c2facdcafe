"""Scores up the tree to totals: weights, missing parts, aggregation, bonus and veto."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import (
    adjust_totals,
    aggregate_scores,
    explain_total,
    level_scores,
    rank_uncertainty,
    rank_units,
    score_measures,
    weight_swaps,
    zero_items,
)
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue import Band, Bonus, Deduction, Scheme, Veto

FEW = few(10)


def numbers(drawing: str, *texts: str) -> pd.DataFrame:
    """Read a drawn table; every column but ``texts`` is numbers, blanks are NA."""
    drawn = table(drawing).replace("", None)
    words = {"unit", "indicator", "parent", "rule", *texts}
    return drawn.assign(**{name: pd.to_numeric(drawn[name]) for name in drawn if name not in words})


def long(drawing: str) -> pd.DataFrame:
    """Read a drawn table of units × indicators into measures."""
    return numbers(drawing).melt("unit", var_name="indicator", value_name="value")


def totals_of(measures: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, float]:
    found = aggregate_scores(score_measures(measures, indicators), indicators)
    return dict(zip(found["unit"], found["total"], strict=True))


# Human Development Report 2021/22, statistical annex table 1 and technical note 1: goalposts, and
# three countries of 2021 (life expectancy, expected and mean years of schooling, GNI per head).
HDI_VALUES = long("""
    unit        | life   | expected | mean   | income
    Switzerland | 83.987 | 16.500   | 13.860 | 66933
    Norway      | 83.234 | 18.185   | 13.004 | 64660
    Iceland     | 82.678 | 19.163   | 13.767 | 55782
""")
HDI = numbers("""
    indicator | parent    | rule  | floor | target | scale | weight | aggregate
    index     |           |       |       |        |       |        | geometric
    life      | index     | ratio | 20    | 85     |       | 1      |
    education | index     |       |       |        |       | 1      |
    expected  | education | ratio | 0     | 18     |       | 1      |
    mean      | education | ratio | 0     | 15     |       | 1      |
    income    | index     | ratio | 100   | 75000  | log   | 1      |
""", "scale", "aggregate")  # fmt: skip
HDI_PUBLISHED = {"Switzerland": 0.962, "Norway": 0.961, "Iceland": 0.959}


def without_root_row(indicators: pd.DataFrame) -> pd.DataFrame:
    return indicators[indicators["indicator"] != "index"]


ROOTS = {
    "the root's own row": HDI,
    "the root's row with a weight": HDI.assign(weight=HDI["weight"].fillna(1)),
    "children of a root that has a row, some unnamed": HDI.assign(
        parent=HDI["parent"].where(HDI["indicator"] != "life")
    ),
    "other columns and another index": HDI.assign(name="x", note=1, value=9).set_axis([7] * 6),
}


@pytest.mark.parametrize("written", ROOTS.values(), ids=ROOTS)
def test_the_human_development_index_comes_out_as_published(written):
    totals = totals_of(HDI_VALUES, written)
    assert {country: round(total / 100, 3) for country, total in totals.items()} == HDI_PUBLISHED


def test_a_root_without_a_row_is_the_root_whether_named_or_blank():
    named = totals_of(HDI_VALUES, without_root_row(HDI))
    blank = totals_of(HDI_VALUES, without_root_row(HDI).replace("index", None))
    hand = {"Switzerland": (63.987 / 65 + (16.5 / 18 + 13.86 / 15) / 2
                            + np.log(669.33) / np.log(750)) * 100 / 3}  # fmt: skip
    assert named == blank
    assert named["Switzerland"] == pytest.approx(hand["Switzerland"], abs=1e-6)


FLAT = pd.DataFrame({"indicator": ["a", "b", "c"], "rule": "mark", "weight": [1, 2, 3]})
FLAT_VALUES = long("""
    unit | a  | b  | c
    p    | 60 | 90 | 30
    q    | 90 | 40 | 80
""")


def test_a_flat_list_without_parents_is_a_weighted_mean():
    assert totals_of(FLAT_VALUES, FLAT) == {"p": 55.0, "q": pytest.approx(68 + 1 / 3)}


def test_a_flat_list_is_combined_by_its_common_aggregate():
    totals = totals_of(FLAT_VALUES, FLAT.assign(aggregate="geometric"))
    assert totals["p"] == pytest.approx((60 * 90**2 * 30**3) ** (1 / 6))


def test_a_geometric_mean_with_a_zero_is_zero_unless_its_weight_is():
    values = FLAT_VALUES.assign(value=FLAT_VALUES["value"].mask(FLAT_VALUES["indicator"] == "a", 0))
    indicators = FLAT.assign(aggregate="geometric")
    assert totals_of(values, indicators)["p"] == 0
    without = totals_of(values, indicators.assign(weight=[0, 2, 3]))
    assert without["p"] == pytest.approx((90**2 * 30**3) ** (1 / 5))


def test_scores_made_elsewhere_need_only_unit_indicator_and_score():
    scores = FLAT_VALUES.rename(columns={"value": "score"})
    found = aggregate_scores(scores, FLAT)
    assert found["total"].tolist() == pytest.approx([55, 68 + 1 / 3])


@pytest.mark.parametrize(
    ("written", "total"),
    [
        ({"indicator": ["x", "y"], "weight": [1, 3]}, 65),
        ({"indicator": ["x", "y", "n"], "weight": [1, 3, None], "parent": ["n", "n", None]}, 65),
        ({"indicator": ["n", "x", "y", "z"], "weight": [1, 1, 3, 1],
          "parent": ["", "n", "n", ""]}, 42.5),
    ],
    ids=["flat", "with a root", "with a node"],
)  # fmt: skip
def test_a_table_without_rules_takes_the_scores_of_others_as_they_are(written, total):
    scores = pd.DataFrame({"unit": "a", "indicator": list("xyz"), "score": [50, 70, 20]})
    assert aggregate_scores(scores, pd.DataFrame(written))["total"].tolist() == [total]


@pytest.mark.parametrize("kind", ["object", "string", "category", "str"])
def test_codes_of_any_type_of_text_will_do(kind):
    codes = dict.fromkeys(["unit", "indicator"], kind)
    values = long("""
        unit | x  | y
        a    | 50 | 70
        b    | 30 | 50
        c    | 90 | 10
    """)
    plain = pd.DataFrame({"indicator": ["x", "y"], "rule": "mark", "weight": [1, 3]})
    indicators = plain.astype({"indicator": kind, "rule": kind})
    scores = score_measures(values.astype(codes), indicators)
    assert aggregate_scores(scores, indicators)["total"].tolist() == [65, 45, 30]
    assert rank_uncertainty(scores, indicators, draws=20)["rank"].tolist() == [1, 2, 3]
    assert explain_total(scores, "b")["points"].tolist() == [7.5, 37.5]
    assert weight_swaps(scores, indicators)["unit_up"].tolist() == ["c", "c"]


def test_integers_nullable_numbers_and_any_index_give_the_same_totals():
    for dtype in ("int64", "Float64", "float64"):
        values = FLAT_VALUES.astype({"value": dtype}).set_axis([3] * len(FLAT_VALUES))
        assert totals_of(values, FLAT.astype({"weight": dtype})) == totals_of(FLAT_VALUES, FLAT)


def test_columns_of_the_same_name_in_measures_do_not_disturb():
    noisy = FLAT_VALUES.assign(weight=9, rule="deduct", floor=1, full_marks=7, score=-1, points=5)
    assert totals_of(noisy, FLAT) == totals_of(FLAT_VALUES, FLAT)


def test_other_columns_ride_along():
    scores = score_measures(FLAT_VALUES.assign(name="某村"), FLAT)
    assert set(scores["name"]) == {"某村"}
    assert set(scores) >= {"unit", "indicator", "value", "full_marks", "weight", "score", "points",
                           "rule_text"}  # fmt: skip


def test_only_the_indicators_own_span_is_scored_where_both_tables_name_it():
    both = pd.concat([FLAT_VALUES.assign(span="month"),
                      FLAT_VALUES.assign(span="ytd", value=100)])  # fmt: skip
    indicators = FLAT.assign(span=["month", "month", "ytd"])
    assert totals_of(both, indicators)["p"] == pytest.approx((60 + 2 * 90 + 3 * 100) / 6)


def test_published_marks_of_different_size_add_up():
    """实地 60 + 暗访 30 + 民意 10: marks with their own full marks, weighed by them."""
    indicators = FLAT.assign(full_marks=[60, 30, 10], weight=[60, 30, 10])
    values = long("unit | a | b | c\n p | 55 | 27 | 8")
    scores = score_measures(values, indicators)
    assert scores["points"].tolist() == [55, 27, 8]
    assert totals_of(values, indicators) == {"p": 90}


def test_the_total_is_on_the_scale_of_the_full_marks():
    of_150 = FLAT.assign(full_marks=150)
    assert totals_of(FLAT_VALUES, of_150)["p"] == pytest.approx(55)
    root = pd.DataFrame({"indicator": ["all"], "full_marks": [150]})
    mixed = pd.concat([FLAT.assign(full_marks=[100, 50, 100]), root])
    shares = 60 / 100 / 6 + 2 / 6 * 50 / 50 + 3 / 6 * 30 / 100  # 90 of 50 is all of 50
    assert totals_of(FLAT_VALUES, mixed)["p"] == pytest.approx(150 * shares)


DEEP = numbers("""
    indicator | parent | rule | weight
    left      |        |      | 30
    right     |        |      | 70
    upper     | left   |      | 25
    x         | upper  | mark | 50
    y         | upper  | mark | 50
    z         | left   | mark | 75
    w         | right  | mark | 100
""")
DEEP_VALUES = long("""
    unit | x  | y   | z  | w
    p    | 40 | 80  | 60 | 90
    q    | 10 | 100 | 20 | 50
""")


def test_three_levels_against_a_hand_computation():
    upper, left = (40 + 80) / 2, 0.25 * 60 + 0.75 * 60
    assert totals_of(DEEP_VALUES, DEEP)["p"] == pytest.approx(0.3 * left + 0.7 * 90)
    nodes = level_scores(score_measures(DEEP_VALUES, DEEP), DEEP)
    own = nodes[nodes["unit"] == "p"].set_index("indicator")
    assert own.loc["upper", "share"] == pytest.approx(upper / 100)
    assert own.loc["left", "share"] == pytest.approx(left / 100)
    assert own.loc["", "total_weight"] == 1
    assert own.loc["x", "total_weight"] == pytest.approx(0.3 * 0.25 * 0.5)


@FEW
@given(
    st.lists(st.tuples(*[st.integers(0, 100)] * 4), min_size=1, max_size=4),
    st.lists(st.integers(1, 60), min_size=7, max_size=7),
)
def test_points_add_up_to_the_arithmetic_total_at_any_depth(rows, weights):
    values = pd.DataFrame(rows, columns=list("xyzw"))
    values["unit"] = "v" + values.index.astype(str)
    indicators = DEEP.assign(weight=weights)
    scores = score_measures(values.melt("unit", var_name="indicator"), indicators)
    totals = aggregate_scores(scores, indicators).set_index("unit")["total"]
    pd.testing.assert_series_equal(
        scores.groupby("unit")["points"].sum(), totals, check_names=False, check_exact=False
    )


@FEW
@given(st.floats(0.001, 1000), st.permutations(range(2)), st.permutations(range(7)))
def test_scaled_weights_and_another_order_change_nothing(factor, units, lines):
    before = totals_of(DEEP_VALUES, DEEP)
    scaled = DEEP.assign(weight=DEEP["weight"] * factor).iloc[lines]
    shuffled = pd.concat([DEEP_VALUES[DEEP_VALUES["unit"] == "pq"[place]] for place in units])
    after = totals_of(shuffled, scaled)
    assert after == pytest.approx(before, abs=1e-7)


def test_weights_as_a_quarter_or_25_mean_the_same():
    assert totals_of(DEEP_VALUES, DEEP.assign(weight=DEEP["weight"] / 100)) == pytest.approx(
        totals_of(DEEP_VALUES, DEEP)
    )


@FEW
@given(st.integers(0, 3), st.integers(0, 60), st.integers(1, 40), st.booleans())
def test_a_better_value_never_makes_a_worse_total(column, before, gain, geometric):
    word = "geometric" if geometric else "arithmetic"
    indicators = pd.concat([DEEP.assign(aggregate=word),
                            pd.DataFrame({"indicator": ["all"], "aggregate": [word]})])  # fmt: skip
    chosen = DEEP_VALUES["indicator"] == "xyzw"[column]
    worse, better = (
        totals_of(DEEP_VALUES.assign(value=DEEP_VALUES["value"].mask(chosen, value)), indicators)
        for value in (before, before + gain)
    )
    assert all(better[unit] >= worse[unit] for unit in worse)


def test_the_weight_of_an_excluded_indicator_falls_to_its_siblings():
    gone = DEEP_VALUES.assign(
        value=DEEP_VALUES["value"].mask((DEEP_VALUES["indicator"] == "x"), np.nan)
    )
    indicators = DEEP.assign(missing="exclude")
    scores = score_measures(gone, indicators)
    assert totals_of(gone, indicators)["p"] == pytest.approx(0.3 * (0.25 * 80 + 0.75 * 60) + 63)
    assert scores.loc[scores["indicator"] == "x", "points"].tolist() == [0, 0]
    own = scores[scores["unit"] == "p"]
    assert own["points"].sum() == pytest.approx(totals_of(gone, indicators)["p"])


def test_the_weight_of_a_wholly_excluded_branch_falls_to_the_other_branches():
    gone = DEEP_VALUES.assign(
        value=DEEP_VALUES["value"].mask(DEEP_VALUES["indicator"] == "w", np.nan)
    )
    assert totals_of(gone, DEEP.assign(missing="exclude"))["p"] == pytest.approx(60)


def test_an_unknown_score_makes_the_total_unknown_and_no_other():
    values = FLAT_VALUES.assign(value=FLAT_VALUES["value"].mask(FLAT_VALUES.index == 0))
    totals = totals_of(values, FLAT)
    assert np.isnan(totals["p"])
    assert totals["q"] == pytest.approx(68 + 1 / 3)


def test_what_weighs_nothing_may_be_unknown():
    values = FLAT_VALUES.assign(value=FLAT_VALUES["value"].mask(FLAT_VALUES["indicator"] == "a"))
    assert totals_of(values, FLAT.assign(weight=[0, 2, 3]))["p"] == pytest.approx((180 + 90) / 5)


def test_leaving_a_line_out_is_not_reporting():
    """A unit without a row is treated by the policy, as one whose value is blank."""
    blank = FLAT_VALUES.assign(value=FLAT_VALUES["value"].mask(FLAT_VALUES.index == 4))
    for policy in ("zero", "exclude", "fixed:60", "na"):
        indicators = FLAT.assign(missing=policy)
        left_out = totals_of(FLAT_VALUES.drop(index=4), indicators)
        assert left_out == pytest.approx(totals_of(blank, indicators), nan_ok=True)
    assert totals_of(FLAT_VALUES.drop(index=4), FLAT.assign(missing="zero"))["p"] == 40


def test_what_was_reported_but_has_nothing_to_be_set_against_is_no_zero():
    measures = pd.DataFrame(
        {
            "unit": ["known", "homeless", "silent"],
            "indicator": "per_100",
            "numerator": [10.0, 10.0, np.nan],
            "denominator": [100.0, np.nan, 100.0],
            "value": [10.0, np.nan, np.nan],
        }
    )
    rule = {"indicator": "per_100", "rule": "ratio", "target": 20, "weight": 1, "missing": "zero"}
    scores = score_measures(measures, pd.DataFrame([rule])).set_index("unit")
    assert scores["score"].fillna(-1).to_dict() == {"known": 50, "homeless": -1, "silent": 0}
    assert scores["counted"].to_dict() == {"known": True, "homeless": False, "silent": True}


def test_no_measure_gives_no_total():
    empty = FLAT_VALUES.iloc[:0]
    assert aggregate_scores(score_measures(empty, FLAT), FLAT).empty


REFUSED = {
    "a circle": (DEEP.assign(parent=["upper", None, "left", *["upper"] * 2, "left", "right"]),
                 "the parents of left lead back to it"),
    "an unknown parent": (DEEP.replace({"parent": {"right": "rihgt"}}),
                          "parent 'rihgt' of w has no row"),
    "a parent with a rule": (FLAT.assign(parent=[None, "a", "a"]), "parent 'a' of b has a rule"),
    "no weight": (FLAT.assign(weight=[1, None, 2]), "b needs a weight of 0 or more"),
    "a negative weight": (FLAT.assign(weight=[1, -1, 2]), "b needs a weight of 0 or more"),
    "twice": (pd.concat([FLAT, FLAT]), "a stands more than once"),
    "aggregate": (FLAT.assign(aggregate="mean"), "aggregate 'mean' of a must be arithmetic"),
}  # fmt: skip


@pytest.mark.parametrize(("indicators", "says"), REFUSED.values(), ids=REFUSED)
def test_a_tree_that_cannot_be_climbed_is_refused(indicators, says):
    with pytest.raises(BadInput) as refused:
        score_measures(FLAT_VALUES, indicators)
    assert says in str(refused.value)


def test_two_values_of_one_indicator_for_a_unit_are_refused():
    with pytest.raises(BadInput, match="unit p has more than one value of a"):
        score_measures(pd.concat([FLAT_VALUES, FLAT_VALUES]), FLAT)


SCHEME = Scheme(
    code="village",
    title="考评",
    level="village",
    bands=(Band("优秀", 90), Band("良好", 75), Band("及格", 60), Band("不及格", 0)),
    bonuses=(Bonus("toilet", "month", per=0.5, cap=2, reason="改厕"),),
)


def adjusted(totals, toilets=(), fires=(), **changes) -> pd.DataFrame:
    units = [f"v{place}" for place in range(len(totals))]
    rows = [
        [unit, indicator, "month", value]
        for indicator, values in (("toilet", toilets), ("fire", fires))
        for unit, value in zip(units, values, strict=False)
    ]
    measures = pd.DataFrame(rows, columns=["unit", "indicator", "span", "value"])
    frame = pd.DataFrame({"unit": units, "total": totals})
    return adjust_totals(frame, measures.astype({"value": "Float64"}), replace(SCHEME, **changes))


def test_a_bonus_is_added_up_to_its_cap_and_not_for_what_is_unknown():
    found = adjusted([80.0] * 5, toilets=[0, 1, 4, 9, None])
    assert found["bonus"].tolist() == [0, 0.5, 2, 2, 0]
    assert found["total"].tolist() == [80, 80.5, 82, 82, 80]


@FEW
@given(st.lists(st.integers(-5, 50), min_size=1, max_size=6))
def test_a_bonus_never_passes_its_cap_and_never_takes_away(toilets):
    assert adjusted([50.0] * len(toilets), toilets)["bonus"].between(0, 2).all()


def test_lower_bounds_of_grades_are_inclusive_and_read_the_printed_total():
    found = adjusted([90.0, 89.995, 89.994, 75.0, 74.99, 60.0, 59.99, 0.0, None])
    assert found["grade"].fillna("-").tolist() == [
        "优秀", "优秀", "良好", "良好", "及格", "及格", "不及格", "不及格", "-",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("consequence", "total", "grade"),
    [
        ("bars_honours", 95.0, "优秀"),
        ("sets_grade", 95.0, "不及格"),
        ("zeroes_total", 0.0, "不及格"),
    ],
)
def test_a_veto_changes_exactly_what_it_says(consequence, total, grade):
    veto = Veto("fire", "month", at_least=1, consequence=consequence, reason="露天焚烧")
    plain = adjusted([95.0, 95.0, 95.0])
    found = adjusted([95.0, 95.0, 95.0], fires=[1, 0, None], vetoes=(veto,))
    hit = found.iloc[0]
    assert (hit["total"], hit["grade"], hit["veto"], hit["veto_consequence"]) == (
        total, grade, "露天焚烧", consequence,
    )  # fmt: skip
    pd.testing.assert_frame_equal(found.iloc[1:], plain.iloc[1:], check_dtype=False)


def test_a_veto_may_name_the_grade_and_never_lifts_one():
    veto = Veto("fire", "month", 1, "sets_grade", "露天焚烧", grade="及格")
    found = adjusted([95.0, 70.0, 50.0, None], fires=[1, 1, 1, 1], vetoes=(veto,))
    assert found["grade"].tolist() == ["及格", "及格", "不及格", "及格"]
    assert found["total"].tolist()[:3] == [95, 70, 50]
    lower = Veto("fire", "month", 1, "sets_grade", "再次焚烧")
    both = adjusted([95.0], fires=[1], vetoes=(lower, veto))
    assert both["grade"].tolist() == ["不及格"]


@FEW
@given(st.lists(st.integers(0, 5), min_size=4, max_size=4), st.sampled_from(["ecology", "burnt"]))
def test_a_veto_that_zeroes_an_item_changes_nothing_else(fires, item):
    indicators = numbers("""
        indicator | parent  | rule | weight
        tidy      |         | mark | 60
        ecology   |         |      | 40
        burnt     | ecology | mark | 50
        patrolled | ecology | mark | 50
    """)
    measures = long("""
        unit | tidy | burnt | patrolled
        a    | 80   | 90    | 60
        b    | 70   |       | 60
        c    | 60   | 50    | 40
        d    | 50   | 50    | 40
    """)
    indicators = indicators.assign(missing="exclude")
    counts = pd.DataFrame(
        {"unit": list("abcd"), "indicator": "fire", "span": "month", "value": fires}
    )
    veto = Veto("fire", "month", 3, "zeroes_item", "露天焚烧", item=item)
    scheme = replace(SCHEME, vetoes=(veto,))
    before = score_measures(measures, indicators)
    after = zero_items(before, counts, indicators, scheme)
    hit = set(np.array(list("abcd"))[np.array(fires) >= 3])
    below = {"ecology": {"burnt", "patrolled"}, "burnt": {"burnt"}}[item]
    zeroed = before["unit"].isin(hit) & before["indicator"].isin(below)
    assert (after.loc[zeroed, ["score", "points"]] == 0).all(axis=None)
    assert after.loc[zeroed, "counted"].all()
    assert after.loc[zeroed, "rule_text"].str.endswith("；露天焚烧，本项计0分").all()
    untouched = ~before["unit"].isin(hit)
    pd.testing.assert_frame_equal(
        after[untouched], before[untouched], check_dtype=False, check_categorical=False
    )
    assert after.loc[~zeroed, "score"].equals(before.loc[~zeroed, "score"])
    totals = aggregate_scores(after, indicators).set_index("unit")["total"]
    points = after.groupby("unit")["points"].sum()
    pd.testing.assert_series_equal(points, totals, check_names=False)


DEDUCTIONS = (
    Deduction("complaint", "month", per=1, cap=2, reason="投诉"),
    Deduction("accident", "month", per=5, reason="事故"),
)


def deducted(complaints, accidents, totals=None, **changes) -> pd.DataFrame:
    units = [f"v{place}" for place in range(len(complaints))]
    parts = [
        pd.DataFrame({"unit": units, "indicator": code, "span": "month", "value": values})
        for code, values in (("complaint", complaints), ("accident", accidents))
    ]
    frame = pd.DataFrame({"unit": units, "total": totals or [90.0] * len(units)})
    scheme = replace(SCHEME, deductions=DEDUCTIONS, **changes)
    return adjust_totals(frame, pd.concat(parts).astype({"value": "Float64"}), scheme)


def test_deductions_stop_at_their_own_cap_and_at_that_of_all():
    found = deducted([1, 5, 5, None], [0, 0, 1, 1], deduction_cap=6)
    assert found["deduction"].tolist() == [1, 2, 6, 5]
    assert found["total"].tolist() == [89, 88, 84, 85]
    assert found["deduction_text"].tolist() == [
        "投诉：扣1分", "投诉：扣2分", "投诉：扣2分；事故：扣5分；合计最多扣6分", "事故：扣5分",
    ]  # fmt: skip


def test_a_total_never_falls_below_0():
    assert deducted([0], [9], totals=[12.0])["total"].tolist() == [0]


@FEW
@given(
    st.lists(st.tuples(st.sampled_from(["complaint", "accident"]), st.integers(0, 4)), max_size=8),
    st.randoms(),
)
def test_caps_hold_whatever_the_order_of_findings_and_of_rules(findings, random):
    def taken(order, rules):
        sums = {"complaint": 0, "accident": 0}
        for kind, count in order:
            sums[kind] += count
        found = deducted([sums["complaint"]], [sums["accident"]], deduction_cap=6)
        again = adjust_totals(
            pd.DataFrame({"unit": ["v0"], "total": [90.0]}),
            pd.DataFrame({"unit": "v0", "indicator": list(sums), "span": "month",
                          "value": list(sums.values())}),
            replace(SCHEME, deductions=rules, deduction_cap=6),
        )  # fmt: skip
        assert found["deduction"].tolist() == again["deduction"].tolist()
        return found["deduction"].iloc[0]

    shuffled = list(findings)
    random.shuffle(shuffled)
    first = taken(findings, DEDUCTIONS)
    assert first == taken(shuffled, DEDUCTIONS[::-1])
    assert 0 <= first <= 6


def test_bonuses_stop_at_the_cap_of_all_and_say_what_each_gave():
    bonuses = (Bonus("toilet", "month", per=0.5, cap=2, reason="改厕"),
               Bonus("fire", "month", per=1, reason="其他"))  # fmt: skip
    found = adjusted([80.0, 80.0, 80.0], toilets=[2, 9, 0], fires=[0, 4, 0], bonuses=bonuses,
                     bonus_cap=5)  # fmt: skip
    assert found["bonus"].tolist() == [1, 5, 0]
    assert found["bonus_text"].tolist() == [
        "改厕：加1分", "改厕：加2分；其他：加4分；合计最多加5分", "",
    ]  # fmt: skip


def test_a_groups_full_marks_are_the_scale_of_its_totals_and_grades():
    unit = FLAT_VALUES["unit"]
    measures = FLAT_VALUES.assign(
        group=unit.map({"p": "县直", "q": "乡镇"}), total_marks=unit.map({"p": 150, "q": 100})
    )
    scores = score_measures(measures, FLAT)
    totals = aggregate_scores(scores, FLAT)
    assert totals["total"].tolist() == pytest.approx([82.5, 68 + 1 / 3])
    assert scores.groupby("unit")["points"].sum().tolist() == pytest.approx([82.5, 68 + 1 / 3])
    scheme = replace(SCHEME, bonuses=(), full_marks=150, group_marks={"县直": 150, "乡镇": 100})
    values = pd.DataFrame(columns=["unit", "indicator", "span", "value"])
    graded = adjust_totals(totals.assign(total=[112.5, 75.0]), values, scheme)
    assert graded["grade"].tolist() == ["良好", "良好"]
    assert graded["full_marks"].tolist() == [150, 100]
    below = adjust_totals(totals.assign(total=[112.49, 74.99]), values, scheme)
    assert below["grade"].tolist() == ["及格", "及格"]


def test_several_vetoes_are_all_named():
    vetoes = tuple(
        Veto("fire", "month", at, consequence, reason)
        for at, consequence, reason in ((1, "bars_honours", "焚烧"), (2, "sets_grade", "再次焚烧"))
    )
    found = adjusted([95.0, 95.0], fires=[2, 1], vetoes=vetoes)
    assert found["veto"].tolist() == ["焚烧；再次焚烧", "焚烧"]
    assert found["grade"].tolist() == ["不及格", "优秀"]


def test_what_is_printed_is_ranked():
    totals = pd.DataFrame({"unit": ["a", "b", "c"], "total": [80.004, 80.0, 79.994]})
    assert rank_units(totals)["rank"].tolist() == [1, 1, 3]
