"""Other weights and rules: a new assessment from the same measures, and who moves by it."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest
from drawing import table

import zhen_analysis as zhen
from zhen_analysis.assess.trials.what_if import (
    change_rule,
    change_weights,
    compare_results,
    leave_out,
)
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.results.month import MonthAssessment

LINES = table("""
    scheme | indicator | parent | name | measure  | rule  | floor | target | weight | missing
           | visits    |        | 走访 | quantity |       |       |        |        |
    s      | work      |        | 工作 |          |       |       |        | 60     |
    s      | a         | work   | 甲项 | quantity | ratio | 0     | 10     | 1      | zero
    s      | b         | work   | 乙项 | quantity | ratio | 0     | 20     | 3      | zero
    s      | order     |        | 秩序 |          |       |       |        | 40     |
    s      | c         | order  | 丙项 | quantity | mark  |       |        | 1      | zero
    t      | a         |        | 甲项 | quantity | mark  |       |        | 1      | zero
""").replace("", None).assign(
    weight=lambda drawn: drawn["weight"].astype("float64"),
    floor=lambda drawn: drawn["floor"].astype("Float64"),
    target=lambda drawn: drawn["target"].astype("Float64"),
)  # fmt: skip


def line(indicators, code, scheme="s"):
    return indicators.set_index(["scheme", "indicator"]).loc[(scheme, code)]


def test_a_weight_changes_by_code_or_name_of_indicator_or_node_and_nothing_else_does():
    changed = change_weights(LINES, {"甲项": 5, "work": 10})
    assert [line(changed, code)["weight"] for code in ("a", "b", "work")] == [5, 3, 10]
    assert line(changed, "a", "t")["weight"] == 5
    only = change_weights(LINES, {"a": 5}, scheme="t")
    assert [line(only, "a", scheme)["weight"] for scheme in "st"] == [1, 5]
    assert line(LINES, "a")["weight"] == 1
    pd.testing.assert_frame_equal(changed.drop(columns="weight"), LINES.drop(columns="weight"))


def test_what_is_left_out_is_still_measured_and_takes_its_parts_and_empty_nodes_along():
    without = leave_out(LINES, "work")
    assert without.loc[without["scheme"] == "s", "indicator"].tolist() == ["order", "c"]
    assert without.loc[without["scheme"].isna(), "indicator"].tolist() == ["visits", "a", "b"]
    alone = leave_out(LINES, "丙项")
    assert "order" not in alone["indicator"].tolist()
    with pytest.raises(BadInput, match="nothing is left to score in scheme t"):
        leave_out(LINES, "a")


def test_another_rule_drops_the_old_ones_parameters_and_keeps_what_missing_means():
    changed = line(change_rule(LINES, "a", "deduct", per=2, scheme="s"), "a")
    assert changed[["rule", "per", "missing"]].tolist() == ["deduct", 2, "zero"]
    assert changed[["floor", "target"]].isna().all()
    assert line(change_rule(LINES, "b", target=40), "b")[["floor", "target"]].tolist() == [0, 40]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: change_weights(LINES, {"visits": 1}), r"Known: work \(工作\), a \(甲项\)"),
        (lambda: change_weights(LINES, {"c": 1}, scheme="t"), r"Known: a \(甲项\)\.$"),
        (lambda: change_weights(LINES, {"a": -1}), "-1 of a"),
        (lambda: change_weights(LINES, {"a": "many"}), "'many' of a"),
        (lambda: change_rule(LINES, "work", "mark"), "work is a node"),
        (lambda: change_rule(LINES, "a", weight=3), "weight cannot be set"),
        (lambda: leave_out(LINES, "d"), "no indicator 'd' is scored"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_what_can(change, says):
    with pytest.raises(BadInput, match=says):
        change()


@pytest.fixture(scope="module")
def month(clean_town, tmp_path_factory) -> MonthAssessment:
    """Return February of the clean town."""
    root = tmp_path_factory.mktemp("what-if") / "town"
    shutil.copytree(clean_town, root)
    return zhen.assess_month("2022-02", workspace=Workspace(root))


RESULTS = ["scores", "totals", "ranking", "history"]


def test_nothing_changed_gives_the_same_assessment(month):
    same = month.with_weights({})
    for name in RESULTS:
        pd.testing.assert_frame_equal(getattr(same, name), getattr(month, name))
    again = month.with_rule("grid_rate", missing="zero").with_weights({"人居环境": 45})
    pd.testing.assert_frame_equal(again.ranking, month.ranking)


def test_a_what_if_is_recomputed_and_the_original_stays(month):
    before = month.ranking.copy()
    heavy = month.with_weights({"safety": 1000})
    pd.testing.assert_frame_equal(month.ranking, before)
    assert not heavy.ranking["total"].equals(before["total"])
    scores = heavy.scores.query("scheme == 'village'")
    totals = heavy.totals.set_index("unit")
    points = scores.groupby("unit")["points"].sum(min_count=1)
    whole = scores["points"].isna().groupby(scores["unit"]).any()
    expected = (points + totals["bonus"] - totals["deduction"])[~whole]
    assert totals.loc[expected.index, "total"].to_numpy(float) == pytest.approx(
        expected.to_numpy(float), abs=0.006
    )
    scaled = month.with_weights(
        {"living_environment": 4.5, "safety": 2.5, "ecology": 1, "epidemic": 2}
    )
    pd.testing.assert_frame_equal(scaled.totals, month.totals)


def test_an_indicator_that_is_left_out_brings_nothing_and_can_be_traced(month):
    without = month.without("网格排查率")
    assert "grid_rate" not in set(without.scores["indicator"])
    assert without.scores.groupby("unit")["full_points"].sum().round(6).isin([100]).all()
    unit = month.ranking["unit"].iloc[0]
    pd.testing.assert_frame_equal(
        without.trace(unit, "grid_rate", "ytd"), month.trace(unit, "grid_rate", "ytd")
    )


def test_a_rule_says_itself_in_words(month):
    changed = month.with_rule("grid_rate", "step", start=95, step=1, loss=2)
    texts = changed.scores.query("indicator == 'grid_rate'")["rule_text"]
    assert texts.str.startswith("95%及以上得100分，每低1个百分点扣2分").all()
    with pytest.raises(BadInput, match="rule 'steps' of grid_rate is not one of"):
        month.with_rule("grid_rate", "steps")


def test_comparing_names_who_moves_and_why(month):
    other = month.without("safety")
    found = zhen.compare(month, other)
    ranks = [each.ranking.set_index("unit")["rank"] for each in (month, other)]
    assert set(found["unit"]) == set(ranks[0].index)
    change = found.set_index("unit")["change"]
    assert change.equals((ranks[0] - ranks[1]).reindex(change.index).rename("change"))
    assert change.abs().is_monotonic_decreasing
    assert found["indicator"].notna().any()
    still = zhen.compare(month, month)
    assert (still["change"] == 0).all()
    assert still["indicator"].isna().all()


def result(drawing: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores and ranking of a drawn table: unit, points of a and b, bonus, rank."""
    drawn = table(drawing).assign(scheme="s", group="A", deduction=0.0)
    numbers = drawn.astype({"a": float, "b": float, "bonus": float, "rank": "Int64"})
    scores = numbers.melt(["scheme", "unit"], ["a", "b"], "indicator", "points")
    return scores, numbers.assign(total=numbers["a"] + numbers["b"] + numbers["bonus"])


def test_the_reason_is_what_a_unit_lost_against_its_group():
    """All lose 20 by a; 甲 loses 5 by b where the others gain: b is why it goes down."""
    before = result("""
        unit | a  | b  | bonus | rank
        甲   | 50 | 30 | 0     | 1
        乙   | 50 | 25 | 0     | 2
        丙   | 40 | 20 | 0     | 3
    """)
    after = result("""
        unit | a  | b  | bonus | rank
        甲   | 30 | 25 | 0     | 2
        乙   | 30 | 35 | 0     | 1
        丙   | 20 | 20 | 1     | 3
    """)
    found = compare_results(before, after).set_index("unit")
    assert found.index.tolist() == ["乙", "甲", "丙"]
    assert found["change"].tolist() == [1, -1, 0]
    assert found["indicator"].tolist() == ["b", "b", "a"]
    assert found["points_change"].tolist() == [10, -5, -20]
    assert found["group_change"].tolist() == pytest.approx([5 / 3, 5 / 3, -20])


def test_a_bonus_may_be_the_reason_and_a_new_unit_has_no_change():
    before = result("""
        unit | a  | b  | bonus | rank
        甲   | 50 | 30 | 0     | 1
        乙   | 50 | 29 | 0     | 2
    """)
    after = result("""
        unit | a  | b  | bonus | rank
        甲   | 50 | 30 | 0     | 2
        乙   | 50 | 29 | 2     | 1
        丙   | 10 | 10 | 0     | 3
    """)
    found = compare_results(before, after).set_index("unit")
    assert found.loc["乙", ["indicator", "points_change"]].tolist() == ["bonus", 2]
    assert pd.isna(found.loc["丙", "change"])
    assert pd.isna(found.loc["丙", "rank_a"])
    assert found.loc["丙", "rank_b"] == 3


def test_assessments_of_two_towns_do_not_compare(month):
    with pytest.raises(BadInput, match="different towns"):
        zhen.compare(month, replace(month, town="other"))
