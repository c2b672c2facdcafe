"""Honours to the letter of the scheme: thresholds, targets, exemptions, and what follows."""

import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import count_honours, judge_firmness, name_honours, name_outcomes
from zhen_analysis.assess import rank_units as ranked
from zhen_analysis.catalogue import Condition, Exemption, Outcome, Scheme

FEW = few(25)
totals = st.lists(st.integers(0, 100), min_size=1, max_size=9)
PERIOD = "2022-02"


def scheme(**declared) -> Scheme:
    declared = {"honours": {"top": 2, "bottom": 2}, **declared}
    return Scheme(code="v", title="", level="village", **declared)


def ranking(values, **columns) -> pd.DataFrame:
    units = [f"v{place}" for place in range(len(values))]
    frame = pd.DataFrame({"unit": units, "total": [float(value) for value in values]})
    return ranked(frame.assign(veto_consequence=None, period=PERIOD, **columns))


def rates(values, denominators=None) -> pd.DataFrame:
    units = [f"v{place}" for place in range(len(values))]
    return pd.DataFrame({"unit": units, "indicator": "rate", "span": "ytd", "value": values,
                         "denominator": denominators}).astype({"value": "Float64"})  # fmt: skip


def named(values, rule: Scheme, measures=None, **columns) -> pd.DataFrame:
    found = name_honours(ranking(values, **columns), rule, [], measures)
    return found.set_index("unit").sort_index()


def marks(found: pd.DataFrame) -> str:
    return "".join(found["honour"].map({"先进": "+", "后进": "-", "": "."}))


LIMITS = table("""
    totals         | honours                     | months                             | named
    95 85 80 70 60 |                             |                                    | ++.--
    95 85 80 70 60 | top_at_least=90             |                                    | +..--
    95 85 80 70 60 | bottom_below=70             |                                    | ++..-
    95 85 80 70 60 | bottom_below=70.01          |                                    | ++.--
    95 85 80 70 60 | bottom_below=75             | 2:bottom_below=65                  | ++..-
    95 85 80 70 60 | bottom_below=75             | 3:bottom_below=65                  | ++.--
    95 85 80 70 60 | bottom_below=75             | 2:bottom_below=65 2022-02:bottom_below=80 | ++.--
    95 85 80 70 60 |                             | 2022-02:top=1                      | +..--
    95 85 80 70 60 | bottom_below=0              |                                    | ++...
""")  # noqa: E501


@pytest.mark.parametrize(("written", "honours", "months", "wanted"), LIMITS.to_numpy().tolist())
def test_thresholds_hold_besides_the_place_and_may_differ_by_month(
    written, honours, months, wanted
):
    stated = {key: float(value) for key, value in (part.split("=") for part in honours.split())}
    by_month = {}
    for part in months.split():
        month, _, change = part.partition(":")
        key, value = change.split("=")
        by_month[month] = {key: float(value)}
    rule = scheme(honours={"top": 2, "bottom": 2, **stated}, months=by_month)
    assert marks(named(written.split(), rule)) == wanted


def test_a_threshold_is_a_share_of_the_groups_full_marks():
    rule = scheme(honours={"top": 2, "top_at_least": 80})
    found = named([120, 119.99, 80, 60], rule, full_marks=[150, 150, 100, 100])
    assert marks(found) == "+..."
    assert found["honour_text"].iloc[1] == "居前2名，但总分不足120分，不评先进"


TARGETS = table("""
    honour | rates             | due | named | first
    top    | 95 80 90 90 90    |     | +...  | 居前2名，整改率达到90%
    top    | ?  95 90 90 90    |     | .+..  | 居前2名，但是否整改率达到90%无法确认，不评先进
    top    | ?  95 90 90 90    | 0   | ++..  | 居前2名，整改率达到90%
    bottom | 95 80 90 80 90    |     | ++.-  | 居前2名
    bottom | 95 80 90 ?  60    |     | ++.. | 居前2名
    bottom | 95 80 90 90 90    |     | ++..  | 居前2名
""")


@pytest.mark.parametrize(
    ("honour", "written", "due", "wanted", "first"), TARGETS.to_numpy().tolist()
)
def test_the_first_must_meet_the_target_and_the_last_are_named_only_if_it_is_missed(
    honour, written, due, wanted, first
):
    """What is not known is neither met nor missed; where nothing was due it is met."""
    values = [None if rate == "?" else float(rate) for rate in written.split()]
    denominators = [float(due) if due and value is None else 1.0 for value in values]
    target = Condition(honour, "rate", "ytd", "整改率达到90%", at_least=90)
    rule = scheme(honours={"top": 2, "bottom": 1 if honour == "bottom" else 0},
                  conditions=(target,))  # fmt: skip
    found = named([90, 80, 70, 60], rule, rates(values[:4], denominators[:4]))
    assert marks(found) == wanted
    assert found["honour_text"].iloc[0] == first


def test_a_target_may_be_a_most():
    target = Condition("top", "rate", "ytd", "发案率不超过3", at_most=3)
    rule = scheme(honours={"top": 2}, conditions=(target,))
    assert marks(named([90, 80, 70], rule, rates([3.0, 3.01, 0.0]))) == "+.."


def test_an_exemption_holds_for_one_unit_and_one_month_and_says_why():
    case = Exemption("v4", PERIOD, "山洪（不可抗力）")
    found = named([90, 80, 70, 60, 50], scheme(exemptions=(case,)))
    assert marks(found) == "++.-."
    assert found["honour_text"].iloc[4] == "居后2名，因山洪（不可抗力）不评后进"
    later = Exemption("v4", "2022-03", "山洪")
    assert marks(named([90, 80, 70, 60, 50], scheme(exemptions=(later,)))) == "++.--"


def test_evidence_that_is_wanting_is_told():
    rule = scheme(honours={"top": 1}, evidence=0.9)
    found = name_honours(ranking([90, 80]), rule, [])
    held = pd.DataFrame({"unit": ["v0", "v1"], "low": 1, "high": 2, "p_top": 0.5, "p_bottom": 0.5})
    judged = judge_firmness(found, held, rule)
    assert judged["honour"].tolist() == ["", ""]
    assert judged["honour_text"].tolist() == ["居前1名，把握不足90%，不评", ""]


@FEW
@given(totals, st.integers(0, 100), st.integers(0, 100))
def test_a_condition_only_ever_takes_honours_away(values, at_least, below):
    plain = named(values, scheme())
    honours = {"top": 2, "bottom": 2, "top_at_least": at_least, "bottom_below": below}
    strict = named(values, scheme(honours=honours))
    kept = strict["honour"] == plain["honour"]
    assert (kept | (strict["honour"] == "")).all()
    assert (strict.loc[strict["honour"] == "先进", "total"] >= at_least).all()
    assert (strict.loc[strict["honour"] == "后进", "total"] < below).all()


MONTHS = table("""
    before      | now | top | bottom | streak
                | +   | 1   | 0      | 1
    + + +       | +   | 4   | 0      | 4
    + . +       | +   | 3   | 0      | 2
    - - +       | +   | 2   | 2      | 2
    - - -       | .   | 0   | 3      | 0
    + -         | -   | 1   | 2      | 2
    + ? +       | +   | 3   | 0      | 2
""")


@pytest.mark.parametrize(("before", "now", "top", "bottom", "streak"), MONTHS.to_numpy().tolist())
def test_times_and_streaks_count_this_month(before, now, top, bottom, streak):
    """A month in which the unit was not assessed (?) breaks its streak."""
    words = {"+": "先进", "-": "后进", ".": ""}
    rows = [
        [f"2022-{month:02d}", unit, words[sign]]
        for month, sign in enumerate(before.split(), start=1)
        for unit in ("a", "other")
        if sign != "?" or unit == "other"
        for sign in [sign if sign != "?" else "."]
    ]
    history = pd.DataFrame(rows, columns=["period", "unit", "honour"])
    found = count_honours(pd.DataFrame({"unit": ["a"], "honour": [words[now]]}), history).iloc[0]
    assert [found["times_top"], found["times_bottom"], found["streak"]] == [
        int(top), int(bottom), int(streak),
    ]  # fmt: skip


def test_a_first_month_has_no_history():
    found = count_honours(pd.DataFrame({"unit": ["a"], "honour": ["后进"]}), None).iloc[0]
    assert [found["times_top"], found["times_bottom"], found["streak"]] == [0, 1, 1]


def followed(values, rules, changes=None, times=None, streak=None, within=()) -> pd.DataFrame:
    counts = {"times_top": times, "times_bottom": times, "streak": streak, "change": changes}
    columns = {key: pd.array(value or [0] * len(values), dtype="Int64")
               for key, value in counts.items()}  # fmt: skip
    rule = scheme(outcomes=tuple(rules))
    found = name_honours(ranking(values, **columns), rule, within)
    return name_outcomes(found, rule, within).set_index("unit").sort_index()


def test_flags_go_to_the_first_and_last_and_spill_over_on_ties():
    flags = [Outcome("流动红旗", "top", places=1), Outcome("流动黄旗", "bottom", places=1),
             Outcome("表态发言", "bottom")]  # fmt: skip
    found = followed([90, 90, 80, 70, 60], flags)
    assert found["outcomes"].tolist() == [
        "流动红旗",
        "流动红旗",
        "",
        "表态发言",
        "流动黄旗、表态发言",
    ]
    assert found["outcome_text"].iloc[4] == "流动黄旗：居后1名；表态发言：后进"


def test_a_talk_follows_from_the_second_time_on_and_a_warning_from_a_streak():
    rules = [Outcome("约谈", "bottom", times=2), Outcome("黄牌警告", "bottom", streak=2)]
    found = followed([90, 80, 70, 60, 50], rules, times=[5, 5, 5, 1, 2], streak=[0, 0, 0, 1, 2])
    assert found["outcomes"].tolist() == ["", "", "", "", "约谈、黄牌警告"]
    assert (
        found["outcome_text"].iloc[4] == "约谈：后进，本年第2次后进；黄牌警告：后进，连续2个月后进"
    )


GAINS = table("""
    changes    | at_least | places | prized
    5 3 0 -8 ? | 1        | 1      | 0
    5 5 3 -8 ? | 1        | 1      | 0 1
    5 3 0 -8 ? | 1        |        | 0 1
    5 3 0 -8 ? | 4        | 2      | 0
    0 0 0 0 ?  | 1        | 1      |
""")


@pytest.mark.parametrize(("changes", "at_least", "places", "prized"), GAINS.to_numpy().tolist())
def test_a_prize_goes_to_the_greatest_gain(changes, at_least, places, prized):
    gains = [None if change == "?" else int(change) for change in changes.split()]
    prize = Outcome("进步奖", "gained", places=int(places) if places else None,
                    at_least=int(at_least))  # fmt: skip
    found = followed([90, 80, 70, 60, 50], [prize], changes=gains)
    assert found.index[found["outcomes"] == "进步奖"].tolist() == [
        f"v{place}" for place in prized.split()
    ]


@FEW
@given(totals, st.randoms())
def test_the_order_of_units_never_matters(values, random):
    rules = [Outcome("红旗", "top", places=1), Outcome("约谈", "bottom", times=1)]
    rule = scheme(outcomes=tuple(rules))
    frame = ranking(values, change=0, times_top=1, times_bottom=1, streak=1)
    order = list(range(len(frame)))
    random.shuffle(order)
    columns = ["honour", "honour_text", "outcomes", "outcome_text"]
    one, other = (
        name_outcomes(name_honours(rows, rule, []), rule, []).set_index("unit")[columns]
        for rows in (frame, frame.iloc[order])
    )
    pd.testing.assert_frame_equal(one, other.loc[one.index])
