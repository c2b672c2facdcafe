"""Scoring rules one by one, against what published rules say."""

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given, settings
from hypothesis import strategies as st

from zhen_analysis.assess import score_measures
from zhen_analysis.errors import BadInput

FEW = settings(max_examples=10, deadline=None)
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
    a mark is its own score              | mark      |                                          | 87.5  | 87.5
    a mark out of 10                     | mark      | target=10                                | 8.5   | 85
    a mark above full marks              | mark      | full_marks=30                            | 31    | 30
    a negative mark                      | mark      |                                          | -1    | 0
""")  # noqa: E501 — income: Human Development Report, technical notes: (ln 10000 − ln 100) / (ln 75000 − ln 100)


def declared(rule: str, parameters: str) -> pd.DataFrame:
    row = {"indicator": "x", "rule": rule, "weight": 1}
    for part in parameters.split():
        name, value = part.split("=")
        row[name] = value if name in {"knots", "scale", "missing"} else float(value)
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
@given(st.lists(values, min_size=2))
def test_a_better_mark_never_scores_less(reported):
    assert never_falls(score(sorted(reported), "mark", "target=10"))


@FEW
@given(st.lists(values, min_size=1), st.sampled_from(
    ["ratio target=9", "deduct per=2", "piecewise knots=0:0;9:100", "mark target=9"]
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


UNUSABLE = table("""
    rule      | parameters                | says
    ratios    | target=1                  | rule 'ratios' of x is not one of ratio, deduct, piecewise, mark
    ratio     | floor=1                   | rule ratio needs target
    ratio     | floor=3 target=3          | floor and target are both 3
    ratio     | target=3 scale=log        | a log scale needs floor and target above 0
    deduct    |                           | rule deduct needs per
    piecewise |                           | not value:score pairs
    piecewise | knots=0:0;x:1             | not value:score pairs
""")  # noqa: E501


@pytest.mark.parametrize(("rule", "parameters", "says"), UNUSABLE.to_numpy().tolist())
def test_a_rule_that_cannot_be_worked_out_is_refused(rule, parameters, says):
    with pytest.raises(BadInput) as refused:
        score([1.0], rule, parameters)
    assert says in str(refused.value)


SENTENCES = table("""
    rule      | parameters                         | sentence
    ratio     | floor=0 target=12                  | 0为0分，12为满分100分，按比例计分
    ratio     | target=10 cap=120 full_marks=20    | 0为0分，10为满分20分，按比例计分，最高24分
    deduct    | per=10 missing=exclude             | 满分100分，每发现1处（次）扣10分，扣完为止；未报送不计入，权重由同级指标分担
    piecewise | knots=0:0;87:7 full_marks=7        | 分段计分：0得0分，87得7分，其间按直线计算
    mark      | missing=fixed:95                   | 直接计分，满分100分；未报送按95分计
""")  # noqa: E501


@pytest.mark.parametrize(("rule", "parameters", "sentence"), SENTENCES.to_numpy().tolist())
def test_every_score_carries_its_rule_in_words(rule, parameters, sentence):
    measures = pd.DataFrame({"unit": ["a"], "indicator": ["x"], "value": [1.0]})
    assert score_measures(measures, declared(rule, parameters))["rule_text"][0] == sentence
