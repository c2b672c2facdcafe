"""Missing is not zero: what a unit did not report is told, and the scheme says what follows."""

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import name_honours, rank_units, score_measures
from zhen_analysis.assess.scoring.unfiled import mark_unfiled, place_unfiled
from zhen_analysis.catalogue import Scheme
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES

TOTALS = {"甲": 90.0, "乙": 80.0, "丙": 70.0, "丁": 60.0, "戊": 50.0}
CASES = table("""
    unfiled | silent | counted | ranks         | bottom
    zero    | 乙 丙  |         | 1 2 3 4 5     | 丁 戊
    last    | 乙 丙  |         | 1 4 4 2 3     | 乙 丙
    last    | 甲     |         | 5 1 2 3 4     | 甲 戊
    no_rank | 乙 丙  |         | 1 - - 2 3     | 丁 戊
    zero    | 乙     | 乙:0.4  | 1 - 2 3 4     | 丁 戊
    last    | 乙     | 乙:0.4  | 1 - 2 3 4     | 丁 戊
    zero    |        | 戊:0.6  | 1 2 3 4 5     | 丁 戊
""")  # least_counted is 0.6


def placed(unfiled: str, silent: str, counted: str) -> pd.DataFrame:
    scheme = Scheme(code="v", title="", level="village", honours={"bottom": 2}, unfiled=unfiled,
                    least_counted=0.6)  # fmt: skip
    totals = pd.DataFrame({"unit": list(TOTALS), "total": list(TOTALS.values())})
    scores = totals.assign(indicator="x", weight=100.0, points=0.0, full_points=35.0)
    ranking = rank_units(totals).assign(group="", veto_consequence=pd.NA)
    share = dict.fromkeys(TOTALS, 1.0)
    share |= {unit: float(part) for unit, _, part in [counted.partition(":")] if unit}
    told = mark_unfiled(ranking, scores.assign(unfiled=totals["unit"].isin(silent.split())))
    found = place_unfiled(told, scheme, ["group"], pd.Series(share))
    return name_honours(found, scheme, ["group"])


@pytest.mark.parametrize("case", list(CASES.itertuples()), ids=lambda case: f"row {case.Index}")
def test_who_did_not_report_stands_where_the_scheme_says(case):
    found = placed(case.unfiled, case.silent, case.counted).set_index("unit")
    ranks = ["-" if pd.isna(rank) else str(rank) for rank in found["rank"].reindex(list(TOTALS))]
    assert " ".join(ranks) == case.ranks
    named = found.index[found["honour"] == "后进"]
    assert set(named) == set(case.bottom.split())
    assert (found["unranked"] != "").tolist() == found["rank"].isna().tolist()


def test_who_is_in_the_bottom_only_for_not_reporting_is_said_to_be():
    """With full marks in it 丁 has 95 and leaves the bottom; 戊 reported all."""
    found = placed("zero", "丁", "").set_index("unit")
    assert found.loc["丁", "honour_text"] == "居后2名，有应报而未报的计分项，因未报居后"
    assert found.loc["戊", "honour_text"] == "居后2名"


PARAMETERS = {
    "ratio": {"target": 10.0}, "deduct": {"per": 1.0}, "mark": {}, "rank_points": {"loss": 1.0},
    "step": {"start": 9.0, "step": 1.0, "loss": 5.0}, "piecewise": {"knots": "0:0;10:100"},
    "tiers": {"knots": "0:0;5:50;10:100"},
}  # fmt: skip
POLICIES = {
    "未报送按0分计": "zero", "未报送按60分计": "fixed:60",
    "未报送不计入，权重由同级指标分担": "exclude", "未报送沿用本年上一次得分": "carry",
}  # fmt: skip


@few(10)
@pytest.mark.parametrize("rule", OFFICIAL_RULES)
@pytest.mark.parametrize(("sentence", "policy"), POLICIES.items())
@given(values=st.lists(st.integers(0, 10), min_size=1, max_size=4), is_office=st.booleans())
def test_what_the_sentence_of_a_policy_says_is_computed(rule, sentence, policy, values, is_office):
    """Whoever files: a village without a figure, or one that an office gave no mark."""
    line = {"indicator": ["x"], "rule": rule, "weight": 1.0, "missing": policy}
    line |= PARAMETERS[rule] | {"measure": "mean_mark" if is_office else "quantity"}
    rows = pd.DataFrame({"unit": [f"v{n}" for n in range(len(values))], "value": values})
    rows = pd.concat([rows, pd.DataFrame({"unit": ["silent"], "value": [np.nan]})])
    rows = rows.assign(indicator="x", numerator=rows["value"], denominator=np.nan)
    if is_office:
        rows = rows.assign(denominator=rows["value"].notna().astype(float), numerator=0.0)
    before = pd.DataFrame({"unit": ["silent"], "indicator": "x", "score": [77.0]})
    found = score_measures(rows, pd.DataFrame(line), previous=before).set_index("unit")
    own = found.loc["silent"]
    assert sentence in str(own["rule_text"])
    wanted = {"zero": 0.0, "fixed:60": 60.0, "carry": 77.0}.get(policy)
    assert own["counted"] == (policy != "exclude")
    assert wanted is None or own["score"] == wanted
    assert own["unfiled"] == (not is_office)  # of marks it is not the village that is silent
    assert not found.drop(index="silent")["unfiled"].any()
