"""Scoring rules one by one, against what published rules say."""

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import aggregate_scores, score_measures
from zhen_analysis.base.errors import BadInput

FEW = few(10)
WORKED = table("""
    what                                 | rule      | parameters                               | value | score
    half way to the target               | ratio     | floor=0 target=12                        | 6     | 50
    no floor declared means from 0       | ratio     | target=80                                | 20    | 25
    over the target stops at full marks  | ratio     | floor=0 target=12                        | 30    | 100
    below the floor is 0                 | ratio     | floor=10 target=12                       | 3     | 0
    lower is better, written upwards     | ratio     | floor=0 target=10 direction=-1           | 2     | 80
    lower is better, written downwards   | ratio     | floor=10 target=0 direction=-1           | 2     | 80
    a cap of 120 % lets a score pass     | ratio     | target=10 cap=120                        | 20    | 120
    a cap of 120 % still scores between  | ratio     | target=10 cap=120                        | 11    | 110
    40 of 95 rectified, full marks 20    | ratio     | floor=0 target=100 full_marks=20         | 42.105263158 | 8.421052632
    a log scale: HDI income, 10 000 $    | ratio     | floor=100 target=75000 scale=log         | 10000 | 69.563735
    nothing on a log scale is 0          | ratio     | floor=100 target=75000 scale=log         | 0     | 0
    below nothing on a log scale is 0    | ratio     | floor=100 target=75000 scale=log         | -5    | 0
    nothing found keeps full marks       | deduct    | per=10                                   | 0     | 100
    3 found, each 10                     | deduct    | per=10                                   | 3     | 70
    扣完为止                             | deduct    | per=10                                   | 11    | 0
    item-level zero: one burning         | deduct    | per=100                                  | 1     | 0
    each 0.5 of 5                        | deduct    | per=0.5 full_marks=5                     | 3     | 3.5
    a negative count earns nothing       | deduct    | per=10                                   | -2    | 100
    87 % and above 7 marks               | piecewise | knots=45:0;87:7 full_marks=7             | 87    | 7
    above it still 7                     | piecewise | knots=45:0;87:7 full_marks=7             | 99    | 7
    each 3 points below costs 0.5        | piecewise | knots=45:0;87:7 full_marks=7             | 84    | 6.5
    part of a step counts in part        | piecewise | knots=45:0;87:7 full_marks=7             | 85.5  | 6.75
    flat outside                         | piecewise | knots=0:0;60:6;90:10 full_marks=10       | 120   | 10
    linear between                       | piecewise | knots=0:0;60:6;90:10 full_marks=10       | 75    | 8
    knots in any order                   | piecewise | knots=90:10;0:0;60:6 full_marks=10       | 75    | 8
    87 % and above 7 marks, by steps     | step      | start=87 step=3 loss=0.5 full_marks=7    | 87    | 7
    each whole 3 points below cost 0.5   | step      | start=87 step=3 loss=0.5 full_marks=7    | 81.5  | 6.5
    a whole step, whatever its fractions | step      | start=0.87 step=0.03 loss=5              | 0.84  | 95
    another one                          | step      | start=0.3 step=0.1 loss=5                | 0     | 85
    a part of a step costs its part      | step      | start=87 step=3 loss=0.5 part=part full_marks=7 | 85.5 | 6.75
    a begun step costs a whole one       | step      | start=87 step=3 loss=0.5 part=begun full_marks=7 | 85.5 | 6.5
    a whole step is not yet another one  | step      | start=0.87 step=0.03 loss=5 part=begun   | 0.84  | 95
    steps take all at the most           | step      | start=87 step=1 loss=2 full_marks=7      | 0     | 0
    less is better, by steps             | step      | start=5 step=5 loss=10 direction=-1      | 14.9  | 90
    2 of 3 allowed findings              | deduct    | per=1 zero_at=3                          | 2     | 98
    the third zeroes the item            | deduct    | per=1 zero_at=3                          | 3     | 0
    a mark is its own score              | mark      |                                          | 87.5  | 87.5
    a mark out of 10                     | mark      | target=10                                | 8.5   | 85
    a mark above full marks              | mark      | full_marks=30                            | 31    | 30
    a negative mark                      | mark      |                                          | -1    | 0
""")  # noqa: E501 — income: Human Development Report, technical notes: (ln 10000 − ln 100) / (ln 75000 − ln 100)


WORDS = {"knots", "scale", "missing", "part", "unheld", "size", "coefficient", "uom"}


def declared(rule: str, parameters: str) -> pd.DataFrame:
    row = {"indicator": "x", "rule": rule, "weight": 1}
    for part in parameters.split():
        name, value = part.split("=")
        row[name] = value if name in WORDS else float(value)
    return pd.DataFrame([row])


def score(values, rule: str, parameters: str = "") -> pd.Series:
    units = [f"v{place}" for place in range(len(values))]
    measures = pd.DataFrame({"unit": units, "indicator": "x", "value": values})
    return score_measures(measures, declared(rule, parameters))["score"]


@pytest.fixture(scope="module")
def worked_scores() -> pd.Series:
    """Score all worked examples as one table, each an indicator of its own."""
    lines = [declared(row.rule, row.parameters) for row in WORKED.itertuples()]
    indicators = pd.concat(lines).assign(indicator=WORKED["what"].tolist())
    measures = pd.DataFrame({"unit": "v", "indicator": WORKED["what"], "value": WORKED["value"]})
    scores = score_measures(measures.astype({"value": "float64"}), indicators)
    return scores.set_index("indicator")["score"]


@pytest.mark.parametrize(("what", "wanted"), WORKED[["what", "score"]].to_numpy().tolist())
def test_a_value_scores_what_the_rule_says(worked_scores, what, wanted):
    assert worked_scores[what] == pytest.approx(float(wanted), abs=1e-6)


values = st.floats(-1e6, 1e6).map(lambda number: round(number, 6))
bounds = st.tuples(values, values).filter(lambda pair: pair[0] != pair[1])


def never_falls(scores: pd.Series) -> bool:
    return bool((np.diff(scores) >= 0).all())


@FEW
@given(st.lists(values, min_size=2), bounds, st.sampled_from([1, -1]), st.sampled_from([80, 150]))
def test_better_never_scores_less_by_ratio(reported, pair, direction, cap):
    floor, target = sorted(pair)
    parameters = f"floor={floor!r} target={target!r} direction={direction} cap={cap}"
    assert never_falls(score(sorted(reported, reverse=direction == -1), "ratio", parameters))


@FEW
@given(st.lists(values, min_size=2), st.floats(0.001, 1000))
def test_fewer_findings_never_score_less(reported, per):
    assert never_falls(score(sorted(reported, reverse=True), "deduct", f"per={per!r}"))


@FEW
@given(
    st.lists(values, min_size=2),
    st.lists(st.tuples(values, st.floats(0, 100)), min_size=2, unique_by=lambda knot: knot[0]),
)
def test_more_never_scores_less_between_rising_knots(reported, knots):
    places = sorted(value for value, _ in knots)
    marks = sorted(round(mark, 3) for _, mark in knots)
    written = ";".join(f"{v!r}:{s!r}" for v, s in zip(places, marks, strict=True))
    found = score(sorted(reported), "piecewise", f"knots={written}")
    assert (np.diff(found) >= -1e-9).all()


@FEW
@given(
    st.lists(values, min_size=2),
    st.floats(0.001, 1000),
    st.sampled_from(["whole", "part", "begun"]),
    st.sampled_from([1, -1]),
)
def test_better_never_scores_less_by_steps(reported, size, part, direction):
    parameters = f"start=50 step={size!r} loss=2 part={part} direction={direction}"
    found = score(sorted(reported, reverse=direction == -1), "step", parameters)
    assert never_falls(found)
    assert found.between(0, 100).all()


@FEW
@given(st.lists(values, min_size=2), st.integers(1, 20))
def test_fewer_findings_never_score_less_where_some_zero_the_item(reported, zero_at):
    parameters = f"per=3 zero_at={zero_at}"
    assert never_falls(score(sorted(reported, reverse=True), "deduct", parameters))


RELATIVE = [
    "rank_points knots=1:100;3:60;4:0", "rank_points loss=7", "rank_points full_marks=20",
    "minmax cap=100", "zscore cap=100", "rank cap=100", "percentile cap=100",
]  # fmt: skip


@FEW
@given(
    st.lists(values, min_size=2), st.sampled_from(RELATIVE), st.sampled_from([1, -1]), st.randoms()
)
def test_among_peers_better_never_scores_less_and_order_never_matters(
    reported, rule, direction, random
):
    name, parameters = rule.split()
    parameters += f" direction={direction}"
    ordered = sorted(reported, reverse=direction == -1)
    found = score(ordered, name, parameters)
    assert (np.diff(found) >= -1e-9).all()
    places = list(range(len(ordered)))
    random.shuffle(places)
    again = score([ordered[place] for place in places], name, parameters)
    assert again.tolist() == pytest.approx([found[place] for place in places], abs=1e-9)


def scores_among(groups: dict[str, list], rule: str, parameters: str = "") -> dict[str, list]:
    """Score a value per unit of several groups."""
    rows = [
        [f"{group}{place}", group, value]
        for group, own in groups.items()
        for place, value in enumerate(own)
    ]
    measures = pd.DataFrame(rows, columns=["unit", "group", "value"]).assign(indicator="x")
    scores = score_measures(measures.astype({"value": "float64"}), declared(rule, parameters))
    return scores.groupby("group")["score"].agg(list).to_dict()


def test_places_are_counted_within_the_group_and_what_is_unknown_takes_none():
    groups = {"A": [90, None, 70, 90], "B": [10, 20]}
    found = scores_among(groups, "rank_points", "loss=10")
    assert found["A"] == pytest.approx([100, np.nan, 80, 100], nan_ok=True)
    assert found["B"] == [90, 100]
    assert scores_among(groups, "minmax")["A"] == pytest.approx([100, np.nan, 0, 100], nan_ok=True)


def test_peers_that_are_all_equal_or_alone():
    level = {"A": [5, 5], "B": [7]}
    assert scores_among(level, "minmax") == {"A": [100, 100], "B": [100]}
    assert scores_among(level, "zscore") == {"A": [0, 0], "B": [0]}
    assert scores_among(level, "percentile") == {"A": [0, 0], "B": [100]}
    assert scores_among(level, "rank_points") == {"A": [100, 100], "B": [100]}


def test_zscores_have_ddof_1():
    wanted = pd.Series([1.0, 4, 10]).pipe(lambda x: (x - x.mean()) / x.std(ddof=1))
    assert scores_among({"A": [1, 4, 10]}, "zscore")["A"] == pytest.approx(wanted.tolist())


@FEW
@given(st.lists(values, min_size=2))
def test_a_better_mark_never_scores_less(reported):
    assert never_falls(score(sorted(reported), "mark", "target=10"))


@FEW
@given(st.lists(values, min_size=1), st.sampled_from(
    ["ratio target=9", "deduct per=2", "piecewise knots=0:0;9:100", "tiers knots=0:0;9:100",
     "mark target=9",
     "rank_points loss=3", "rank_points cap=100", "minmax cap=100", "percentile cap=100"]
))  # fmt: skip
def test_every_score_lies_between_0_and_full_marks(reported, rule):
    name, parameters = rule.split()
    assert score(reported, name, parameters).between(0, 100).all()


MISSING = table("""
    policy    | numerator | denominator | score | counted
    zero      |           |             | 0     | yes
    zero      | 0         | 0           |       | no
    exclude   |           |             |       | no
    exclude   | 0         | 0           |       | no
    fixed:60  |           |             | 60    | yes
    fixed:7.5 |           |             | 7.5   | yes
    fixed:60  | 0         | 0           |       | no
    na        |           |             |       | yes
    carry     |           |             |       | yes
              |           |             |       | yes
""")


@pytest.mark.parametrize(
    ("policy", "numerator", "denominator", "wanted", "counted"), MISSING.to_numpy().tolist()
)
def test_what_is_missing_follows_the_declared_policy(
    policy, numerator, denominator, wanted, counted
):
    """Not reported follows the policy; nothing due (0 of 0) never counts for or against."""
    measures = pd.DataFrame({"unit": ["a"], "indicator": ["x"], "value": [None],
                             "numerator": [numerator or None],
                             "denominator": [denominator or None]})  # fmt: skip
    columns = {"numerator": "Float64", "denominator": "Float64", "value": "Float64"}
    indicators = declared("ratio", "target=10").assign(missing=policy or None)
    row = score_measures(measures.astype(columns), indicators).iloc[0]
    assert (row["score"] == float(wanted)) if wanted else pd.isna(row["score"])
    assert row["counted"] == (counted == "yes")


def test_a_unit_carries_its_last_known_score_as_a_share_of_full_marks():
    measures = pd.DataFrame({"unit": ["a", "b", "c", "d"], "indicator": "x",
                             "value": [None, None, 5.0, None]})  # fmt: skip
    indicators = declared("mark", "full_marks=20 missing=carry")
    previous = pd.DataFrame(
        [["a", "x", 8.0, 10.0, True], ["a", "x", 9.0, 10.0, True], ["b", "x", None, 10.0, True],
         ["c", "x", 1.0, 10.0, True], ["d", "x", 3.0, 10.0, False], ["a", "y", 1.0, 10.0, True]],
        columns=["unit", "indicator", "score", "full_marks", "counted"],
    )  # fmt: skip
    measures = measures.astype({"value": "float64"})
    found = score_measures(measures, indicators, previous=previous)
    assert found["score"].tolist() == pytest.approx([18, np.nan, 5, np.nan], nan_ok=True)
    assert found["counted"].all()
    both = pd.concat([indicators, indicators.assign(indicator="y", missing="zero")])
    other = pd.concat([measures, measures.assign(indicator="y")])
    zeroed = score_measures(other, both, previous=previous).query("indicator == 'y'")
    assert zeroed["score"].tolist() == [0, 0, 5, 0]
    without = score_measures(measures, indicators)
    assert without["score"].isna().tolist() == [True, True, False, True]


UNHELD = table("""
    policy   | values | unread | scores | counted
    fixed:95 | ? ?    |        | 95 95  | + +
    exclude  | ? ?    |        | ? ?    | - -
             | ? ?    |        | 0 0    | + +
    fixed:95 | ? 80   |        | 0 80   | + +
    fixed:95 | ? ?    | 0      | ? 0    | - +
""")


@pytest.mark.parametrize(
    ("policy", "values_", "unread", "scores", "counted"), UNHELD.to_numpy().tolist()
)
def test_what_was_held_for_nobody_is_the_same_for_all(policy, values_, unread, scores, counted):
    """Unread lines may hold a mark: then the round was held, or nobody knows yet."""
    measures = pd.DataFrame(
        {
            "unit": ["a", "b"],
            "indicator": "x",
            "value": [None if value == "?" else float(value) for value in values_.split()],
            "is_unread": [str(place) == unread for place in range(2)],
        }
    ).astype({"value": "Float64"})
    indicators = declared("mark", "missing=zero").assign(unheld=policy or None)
    found = score_measures(measures, indicators)
    wanted = [np.nan if mark == "?" else float(mark) for mark in scores.split()]
    assert found["score"].tolist() == pytest.approx(wanted, nan_ok=True)
    assert found["counted"].tolist() == [sign == "+" for sign in counted.split()]


def sized(values, column: str, numbers, rule: str, parameters: str) -> pd.DataFrame:
    units = [f"v{place}" for place in range(len(values))]
    measures = pd.DataFrame({"unit": units, "indicator": "x", "value": values, column: numbers})
    return score_measures(measures, declared(rule, parameters))


def test_findings_are_divided_by_the_size_and_nobody_is_scored_without_one():
    found = sized([6.0, 2.0, 3.0, 3.0], "villages", [3, 4, 0, None], "deduct",
                  "per=4 size=villages")  # fmt: skip
    assert found["score"].tolist() == pytest.approx([92, 98, np.nan, np.nan], nan_ok=True)


def test_a_difficulty_multiplies_up_to_the_cap_and_is_1_where_it_is_blank():
    coefficients = [1.1, 1.1, None, 0.9]
    found = sized([80.0, 95.0, 80.0, 100.0], "difficulty", coefficients, "mark",
                  "coefficient=difficulty")  # fmt: skip
    assert found["score"].tolist() == pytest.approx([88, 100, 80, 90])


def test_a_line_that_is_left_out_has_its_units_size_and_difficulty():
    measures = pd.DataFrame(
        [["a", "x", 10.0, 1.2], ["a", "y", 10.0, 1.2], ["b", "x", 10.0, 0.5]],
        columns=["unit", "indicator", "value", "difficulty"],
    )
    indicators = pd.concat([declared("mark", "coefficient=difficulty missing=zero")] * 2)
    found = score_measures(measures, indicators.assign(indicator=["x", "y"]))
    assert found["score"].tolist() == pytest.approx([12, 12, 5, 0])
    assert found["difficulty"].tolist() == [1.2, 1.2, 0.5, 0.5]


NODE = pd.DataFrame(
    {"indicator": ["all", "x", "y"], "parent": [None, "all", "all"], "weight": [None, 60, 40],
     "rule": [None, "mark", "mark"], "coefficient": ["hard", None, None], "cap": None}
)  # fmt: skip
NODE_CASES = table("""
    x   | y  | hard | cap | own | total | points of x | points of y
    50  | 50 | 1.2  |     |     | 60    | 36    | 24
    90  | 40 | 1.2  |     |     | 84    | 64.8  | 19.2
    90  | 80 | 1.2  |     |     | 100   | 62.79 | 37.21
    90  | 80 | 1.2  | 90  |     | 90    | 56.51 | 33.49
    90  | 80 | 1.2  | 200 |     | 103.2 | 64.8  | 38.4
    90  | 80 |      |     |     | 86    | 54    | 32
    50  | 50 | 1.2  |     | 0.5 | 48    | 36    | 12
    0   | 0  | 1.2  |     |     | 0     | 0     | 0
""")  # ``own``: y has a coefficient of its own too


@pytest.mark.parametrize(
    "case", list(NODE_CASES.itertuples()), ids=lambda case: f"row {case.Index}"
)
def test_a_node_multiplies_and_cuts_off_its_result_once_and_points_still_add_up(case):
    number = {"x": case.x, "y": case.y, "hard": case.hard, "easy": case.own}
    number = {name: float(written or "nan") for name, written in number.items()}
    node = NODE.assign(cap=[float(case.cap or "nan"), np.nan, np.nan])
    if case.own:
        node = node.assign(coefficient=["hard", None, "easy"])
    marks = {"indicator": ["x", "y"], "value": [number["x"], number["y"]]}
    measures = pd.DataFrame(marks).assign(unit="a", hard=number["hard"], easy=number["easy"])
    scores = score_measures(measures, node)
    assert aggregate_scores(scores, node)["total"].tolist() == pytest.approx([float(case.total)])
    wanted = [float(case[7]), float(case[8])]
    assert scores["points"].tolist() == pytest.approx(wanted, abs=0.005)
    assert scores["points"].sum() == pytest.approx(float(case.total))


def test_a_node_that_multiplies_or_cuts_off_says_so_beside_its_indicators():
    def told(**node):
        measures = pd.DataFrame({"unit": "a", "indicator": ["x", "y"], "value": 50.0, "hard": 1.0})
        return str(score_measures(measures, NODE.assign(**node))["rule_text"].iloc[0])

    assert told().endswith("；上级项目合计得分乘以难度系数，最高计满分的100%")
    assert told(coefficient=None, cap=80).endswith("；上级项目合计得分最高计满分的80%")
    assert "系数" not in told(coefficient=None)


@pytest.mark.parametrize("hard", [-1.0, float("inf")])
def test_what_is_no_coefficient_is_refused(hard):
    measures = pd.DataFrame({"unit": "a", "indicator": ["x", "y"], "value": 50.0, "hard": hard})
    with pytest.raises(BadInput, match="is no coefficient"):
        score_measures(measures, NODE)


def test_a_cap_of_a_node_that_is_none_and_a_missing_factor_are_refused():
    measures = pd.DataFrame({"unit": "a", "indicator": ["x", "y"], "value": 50.0, "hard": 1.0})
    with pytest.raises(BadInput, match="cap 0 of all must be above 0"):
        score_measures(measures, NODE.assign(cap=[0.0, None, None]))
    scores = score_measures(measures, NODE).drop(columns="hard")
    with pytest.raises(BadInput, match="coefficient 'hard' of a node is no column of the scores"):
        aggregate_scores(scores, NODE)


def test_a_size_that_no_measure_has_is_named():
    with pytest.raises(BadInput, match="size 'villages' of x is no column of the measures"):
        score([1.0], "deduct", "per=1 size=villages")


UNUSABLE = table("""
    rule      | parameters                | says
    ratios    | target=1                  | rule 'ratios' of x is not one of ratio, deduct, step, piecewise, tiers, mark, rank_points
    ratio     | floor=1                   | rule ratio needs target
    ratio     | floor=3 target=3          | floor and target are equal
    ratio     | target=3 scale=log        | a log scale needs floor and target above 0
    deduct    |                           | rule deduct needs per
    piecewise |                           | rule piecewise needs knots
    piecewise | knots=0:0;x:1             | not value:score pairs
    piecewise | knots=0:0;nan:1           | not value:score pairs
    piecewise | knots=0:0;0:1             | name a value twice
    step      | start=1 step=2            | rule step needs loss
    step      | start=1 step=0 loss=1     | step 0 must be above 0
    step      | start=1 step=1 loss=-1    | loss -1 must be 0 or more
    step      | start=1 step=1 loss=1 part=half | part 'half' must be whole, part or begun
    deduct    | per=-1                    | per -1 must be 0 or more: better must never score less
    deduct    | per=1 zero_at=0           | zero_at 0 must be above 0
    rank_points | knots=1:5;2:9           | a later place cannot have more points
    mark      | missing=none              | missing 'none' must be zero, exclude, carry, na or fixed:NUMBER
    mark      | missing=fixed:x           | missing 'fixed:x' must be zero, exclude,
    mark      | missing=fixed:30 full_marks=20 | is more than the full marks, 20
    mark      | unheld=zero               | unheld 'zero' must be exclude or fixed:NUMBER
    mark      | direction=2               | direction 2 must be 1 or -1
    ratio     | target=3 scale=ln         | scale 'ln' must be linear or log
""")  # noqa: E501


@pytest.mark.parametrize(("rule", "parameters", "says"), UNUSABLE.to_numpy().tolist())
def test_a_rule_that_cannot_be_worked_out_is_refused(rule, parameters, says):
    with pytest.raises(BadInput) as refused:
        score([1.0], rule, parameters)
    assert says in str(refused.value)


SENTENCES = table("""
    rule      | parameters                         | sentence
    ratio     | floor=0 target=12                  | 0为0分，12为满分100分，按比例计分
    ratio     | floor=0 target=10 direction=-1     | 10为0分，0为满分100分，按比例计分
    ratio     | floor=1 target=100 scale=log       | 1为0分，100为满分100分，按对数比例计分
    mark      | missing=carry unheld=exclude       | 直接计分，满分100分；未报送沿用本年上一次得分；本期未开展的，各单位一律不计
    rank_points | knots=1:100;5:60                 | 按名次计分：第1名100分，第5名及以后60分，其间按直线计算
    ratio     | target=10 cap=120 full_marks=20    | 0为0分，10为满分20分，按比例计分，最高24分
    deduct    | per=10 missing=exclude             | 满分100分，每发现1处（次）扣10分，扣完为止；未报送不计入，权重由同级指标分担
    piecewise | knots=0:0;87:7 full_marks=7        | 分段计分：0得0分，87得7分，其间按直线计算
    mark      | missing=fixed:95                   | 直接计分，满分100分；未报送按95分计
""")  # noqa: E501


@pytest.mark.parametrize(("rule", "parameters", "sentence"), SENTENCES.to_numpy().tolist())
def test_every_score_carries_its_rule_in_words(rule, parameters, sentence):
    measures = pd.DataFrame({"unit": ["a"], "indicator": ["x"], "value": [1.0]})
    assert score_measures(measures, declared(rule, parameters))["rule_text"][0] == sentence


def test_a_parameter_that_is_no_number_is_named():
    measures = pd.DataFrame({"unit": ["a"], "indicator": ["x"], "value": [1.0]})
    indicators = declared("mark", "").assign(weight=["much"], target=[float("inf")])
    with pytest.raises(BadInput) as refused:
        score_measures(measures, indicators)
    for says in ("weight 'much' of x is not a number", "target inf of x is not a number"):
        assert says in str(refused.value)


def test_a_zscore_has_no_geometric_mean():
    measures = pd.DataFrame({"unit": ["a"], "indicator": ["x"], "value": [1.0]})
    with pytest.raises(BadInput, match="no geometric mean"):
        score_measures(measures, declared("zscore", "").assign(aggregate="geometric"))
