"""A unit's total, indicator by indicator: what it brought, what it lost, and who stands above."""

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import aggregate_scores, explain_total, score_measures
from zhen_analysis.base.errors import BadInput

INDICATORS = pd.DataFrame(
    [
        ("环境", "", None, 2.0, None, None), ("安全", "", None, 3.0, None, None),
        ("垃圾", "环境", "mark", 0.25, 50.0, "zero"),
        ("旱厕", "环境", "mark", 0.75, 100.0, "exclude"),
        ("检查", "安全", "mark", 10.0, 20.0, "exclude"),
        ("整改", "安全", "mark", 20.0, 100.0, "exclude"),
    ],
    columns=["indicator", "parent", "rule", "weight", "full_marks", "missing"],
)  # fmt: skip
LEAVES = ["垃圾", "旱厕", "检查", "整改"]
value = st.one_of(st.none(), st.floats(0, 20))
COLUMNS = ["indicator", "points", "lost", "group_median", "unit_above", "rule_text"]


def measured(rows, **beside) -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=LEAVES, dtype="float64")
    wide = wide.assign(unit=[f"v{n}" for n in range(len(rows))], **beside)
    return wide.melt([name for name in wide if name not in LEAVES], var_name="indicator")


@few(12)
@given(st.lists(st.tuples(*[value] * 4), min_size=1, max_size=5), st.booleans())
def test_points_add_up_to_the_total_and_with_what_is_lost_to_full_marks(rows, by_group):
    full = [150.0 if n % 2 else 80.0 for n in range(len(rows))]
    groups = {"group": np.where(np.array(full) > 100, "县直", "乡镇"), "total_marks": full}
    scores = score_measures(measured(rows, **(groups if by_group else {})), INDICATORS)
    totals = aggregate_scores(scores, INDICATORS).set_index("unit")["total"]
    for place, unit in enumerate(totals.index):
        found = explain_total(scores, unit)
        assert list(found.columns) == COLUMNS
        assert found["indicator"].tolist() == LEAVES
        if pd.notna(totals[unit]):
            assert found["points"].sum() == pytest.approx(totals[unit], abs=1e-7)
            marks = full[place] if by_group else 100.0
            assert (found["points"] + found["lost"]).sum() == pytest.approx(marks, abs=1e-7)
        out = [code for code, written in zip(LEAVES, rows[place], strict=True) if written is None]
        left = found.set_index("indicator").loc[[code for code in out if code != "垃圾"]]
        assert (left[["points", "lost"]] == 0).all(axis=None)


SCORED = table("""
    unit | group | indicator | points | full_points | counted
    甲   | A     | a         | 30     | 50          | yes
    甲   | A     | b         | 40     | 50          | yes
    乙   | A     | a         | 20     | 50          | yes
    乙   | A     | b         | 30     | 50          | yes
    丙   | A     | a         | 45     | 50          | yes
    丙   | A     | b         | 45     | 50          | yes
    丁   | A     | a         | 0      | 0           |
    丁   | A     | b         | 10     | 100         | yes
    戊   | B     | a         | 50     | 50          | yes
    戊   | B     | b         | 30     | 50          | yes
""").pipe(lambda drawn: drawn.assign(
    points=drawn["points"].astype(float), full_points=drawn["full_points"].astype(float),
    counted=drawn["counted"] == "yes", rule_text="直接计分"))  # fmt: skip


def test_a_worked_example():
    found = explain_total(SCORED, "甲").set_index("indicator")
    assert found["points"].tolist() == [30, 40]
    assert found["lost"].tolist() == [20, 10]
    assert found["group_median"].tolist() == [30, 35]  # 丁 is out of a; 戊 is of another group
    assert found["unit_above"].tolist() == [45, 45]  # 丙 with 90; 戊's 80 are in another group
    assert found["rule_text"].tolist() == ["直接计分"] * 2


def test_the_first_has_nobody_above():
    assert explain_total(SCORED, "丙")["unit_above"].isna().all()
    assert explain_total(SCORED, "戊")["unit_above"].isna().all()


def test_equals_are_not_above_each_other_and_a_bonus_can_put_one_there():
    level = SCORED.assign(points=SCORED["points"].mask(SCORED["unit"] == "丙", 35.0))
    assert explain_total(level, "甲")["unit_above"].isna().all()
    found = explain_total(level, "甲", offset=pd.Series({"丙": 1.0}))
    assert found["unit_above"].tolist() == [35, 35]


def test_the_order_of_units_never_matters():
    mixed = SCORED.sample(frac=1, random_state=3).sort_values("indicator", kind="stable")
    pd.testing.assert_frame_equal(explain_total(mixed, "乙"), explain_total(SCORED, "乙"))


def test_scores_without_a_group_are_one_group():
    bare = SCORED.drop(columns=["group", "counted"])
    assert explain_total(bare, "甲")["unit_above"].tolist() == [50, 30]
    assert explain_total(bare, "甲")["group_median"].tolist() == [30, 30]


def test_an_unknown_total_has_nobody_above_and_is_above_nobody():
    unread = SCORED.assign(points=SCORED["points"].mask(SCORED.index == 4))  # 丙's a
    assert explain_total(unread, "甲")["unit_above"].isna().all()
    found = explain_total(unread, "丙")
    assert found["unit_above"].isna().all()
    assert found["lost"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("scores", "unit", "says"),
    [
        (SCORED, "己", "Known: 甲, 乙, 丙, 丁, 戊"),
        (SCORED.drop(columns="full_points"), "甲", "no full_points"),
        (pd.concat([SCORED.assign(scheme="s"), SCORED.assign(scheme="t")]), "甲", "scheme: s, t"),
        (pd.concat([SCORED.assign(period="1"), SCORED.assign(period="2")]), "甲", "period: 1, 2"),
    ],
)
def test_what_cannot_be_explained_is_refused(scores, unit, says):
    with pytest.raises(BadInput, match=says):
        explain_total(scores, unit)


def test_one_scheme_of_several_is_explained_among_its_own():
    two = pd.concat([SCORED.assign(scheme="s"), SCORED.assign(scheme="t", unit="己")])
    alone = explain_total(SCORED, "甲")
    pd.testing.assert_frame_equal(explain_total(two, "甲"), alone)
