"""Totals to ranks, changes and honours: groups apart, ties share the best rank."""

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import compare_ranks, judge_firmness, name_honours, rank_units
from zhen_analysis.assess.schemes import counted_weight
from zhen_analysis.assess.scoring.indicators import declare_indicators
from zhen_analysis.catalogue import Scheme

FEW = few(25)
totals = st.lists(
    st.integers(0, 400).map(lambda quarters: quarters / 4) | st.none(), min_size=1, max_size=12
)


def frame(values, group="A类") -> pd.DataFrame:
    units = [f"{group}{place}" for place in range(len(values))]
    total = pd.Series(values, dtype="float64")
    return pd.DataFrame({"unit": units, "group": group, "total": total})


def ranks(values, **how) -> list[int]:
    """Return the ranks in the order of the values."""
    found = rank_units(frame(values), **how).set_index("unit")["rank"]
    return [None if pd.isna(rank) else rank for rank in found.reindex(frame(values)["unit"])]


TIES = table("""
    ties  | totals                  | ranks
    min   | 90 80 80 70             | 1 2 2 4
    min   | 99 98 97 96 96 95       | 1 2 3 4 4 6
    min   | 80 80 80                | 1 1 1
    max   | 90 80 80 70             | 1 3 3 4
    dense | 90 80 80 70             | 1 2 2 3
    first | 90 80 80 70             | 1 2 3 4
    min   | 80.004 80.001 79.995 79 | 1 1 1 4
    min   | 74.995 75               | 1 1
""")


@pytest.mark.parametrize(("ties", "written", "wanted"), TIES.to_numpy().tolist())
def test_ties_take_the_declared_convention(ties, written, wanted):
    values = [float(part) for part in written.split()]
    assert ranks(values, ties=ties) == [int(part) for part in wanted.split()]


def test_the_printed_decimals_decide_what_is_a_tie():
    assert ranks([80.04, 80.01], decimals=1) == [1, 1]
    assert ranks([80.04, 80.01], decimals=2) == [1, 2]
    assert ranks([80.04, 80.01], decimals=1, within=["group"]) == [1, 1]


def test_an_unknown_total_has_no_rank_and_takes_no_place():
    assert ranks([80, None, 70]) == [1, None, 2]


@FEW
@given(totals)
def test_a_rank_is_one_more_than_the_number_of_better_units(values):
    wanted = [
        None if value is None else 1 + sum(v is not None and v > value for v in values)
        for value in values
    ]
    assert ranks(values) == wanted


@FEW
@given(totals, totals, st.randoms())
def test_a_unit_of_another_group_or_another_order_changes_no_rank(values, others, random):
    alone = rank_units(frame(values), within=["group"])
    both = pd.concat([frame(others, "B类"), frame(values)])
    order = list(range(len(both)))
    random.shuffle(order)
    together = rank_units(both.iloc[order], within=["group"])
    own = together[together["group"] == "A类"].set_index("unit")["rank"].reindex(alone["unit"])
    assert own.to_list() == alone["rank"].to_list()


def test_one_group_column_may_be_named_without_a_list():
    both = pd.concat([frame([1, 2]), frame([3], "B类")])
    pd.testing.assert_frame_equal(
        rank_units(both, within="group"), rank_units(both, within=["group"])
    )


def test_units_without_a_group_are_ranked_among_themselves():
    both = pd.concat([frame([70]), frame([80, 90]).assign(group=None, unit=["x", "y"])])
    found = rank_units(both, within=["group"]).set_index("unit")["rank"]
    assert found.to_dict() == {"A类0": 1, "y": 1, "x": 2}


def test_any_column_can_be_ranked():
    scores = pd.DataFrame({"unit": ["a", "b"], "garbage": [3, 5]})
    assert rank_units(scores, by="garbage")["unit"].tolist() == ["b", "a"]


def test_a_change_is_positive_when_a_unit_moves_up():
    now = rank_units(frame([90, 80, 70]), within=["group"])
    before = rank_units(frame([60, 80, 70]), within=["group"])
    found = compare_ranks(now, before).set_index("unit")
    assert found["previous_rank"].to_dict() == {"A类0": 3, "A类1": 1, "A类2": 2}
    assert found["change"].to_dict() == {"A类0": 2, "A类1": -1, "A类2": -1}


def test_a_unit_that_is_new_or_changed_its_group_has_no_change():
    now = rank_units(frame([90, 80]), within=["group"])
    before = rank_units(frame([90]).assign(group="B类"), within=["group"])
    assert compare_ranks(now, before)["change"].isna().all()
    assert compare_ranks(now, None)["change"].isna().all()


HONOURS = table("""
    totals                     | vetoed | honours
    90 80 70 60 50 40 30       |        | + + + . - - -
    90 80 70 70 50 40 30       |        | + + + + - - -
    90 80 70 60 60 60 30       |        | + + + - - - -
    90 80 70 60                |        | + . . -
    80 80 80 80                |        | . . . .
    90                         |        | .
    90 80 70 60 50 40 30       | 0      | . + + . - - -
    90 80 70 60 50 40 30       | 6      | + + + . - - -
""")


@pytest.mark.parametrize(("written", "vetoed", "wanted"), HONOURS.to_numpy().tolist())
def test_honours_spill_over_on_ties_and_a_barred_place_stays_empty(written, vetoed, wanted):
    """Top 3 and bottom 3 (前三, 后三): a unit that would be both is neither."""
    scheme = Scheme(code="v", title="", level="village", honours={"top": 3, "bottom": 3})
    found = frame([float(part) for part in written.split()]).assign(veto_consequence=None)
    if vetoed:
        found.loc[int(vetoed), "veto_consequence"] = "bars_honours"
    named = name_honours(rank_units(found, within=["group"]), scheme, ["group"])
    marks = named.set_index("unit")["honour"].map({"先进": "+", "后进": "-", "": "."})
    assert marks.reindex(found["unit"]).tolist() == wanted.split()


def judged(held: list[float], evidence: float | None) -> pd.DataFrame:
    scheme = Scheme(code="v", title="", level="village", honours={"top": 1}, evidence=evidence)
    ranking = rank_units(frame([90, 80])).assign(honour=["先进", "后进"])
    uncertainty = pd.DataFrame(
        {"unit": ranking["unit"], "low": 1, "high": 2, "p_top": held[0], "p_bottom": held[1]}
    )
    return judge_firmness(ranking, uncertainty, scheme)


def test_firmness_is_one_word_beside_each_honour():
    assert judged([0.95, 0.5], None)["firmness"].tolist() == ["把握较大", "差距不明显，建议核实"]
    assert judged([0.95, 0.5], None)["honour"].tolist() == ["先进", "后进"]


def test_who_is_measured_by_less_than_two_thirds_of_its_peers_weight_is_never_firm():
    scheme = Scheme(code="v", title="", level="village", honours={"top": 1})
    ranking = rank_units(frame([90, 80])).assign(honour=["先进", "后进"])
    drawn = pd.DataFrame({"unit": ranking["unit"], "low": 1, "high": 1, "p_top": 1, "p_bottom": 1})
    found = judge_firmness(ranking, drawn.assign(basis=[0.5, 0.7]), scheme)
    assert found["firmness"].tolist() == ["计分项不全，建议核实", "把握较大"]


def test_the_weight_that_counts_is_what_its_nodes_leave_of_it_beside_its_peers():
    tree = declare_indicators(
        pd.DataFrame(
            {"indicator": ["n", "a", "b", "c"], "parent": ["", "n", "n", ""],
             "weight": [50, 3, 1, 50], "rule": [None, "mark", "mark", "mark"]}
        )
    )  # fmt: skip
    scores = pd.DataFrame(
        [["甲", "a", True], ["甲", "c", True], ["乙", "c", True], ["乙", "a", False]],
        columns=["unit", "indicator", "counted"],
    ).assign(town="t", group=None)
    assert counted_weight(scores, tree).to_dict() == {"甲": 1, "乙": pytest.approx(0.5 / 0.875)}
    assert counted_weight(scores.assign(counted=False), tree).empty


def test_only_evidence_makes_firmness_a_condition():
    found = judged([0.95, 0.5], 0.9)
    assert found["honour"].tolist() == ["先进", ""]
    assert found["firmness"].tolist() == ["把握较大", ""]


def test_an_honour_by_marks_of_unknown_error_is_never_firm_and_never_proven():
    unknown = "评分误差未知，仅按现有分数"
    assert judged([np.nan, 0.95], None)["firmness"].tolist() == [unknown, "把握较大"]
    assert judged([np.nan, 0.95], 0.9)["honour"].tolist() == ["", "后进"]


WORDS = table("""
    held | basis | unread | word
    0.95 | 0.5   |        | 计分项不全，建议核实
         | 0.5   |        | 计分项不全，建议核实
         | 1     | yes    | 计分项不全，建议核实
         | 1     |        | 评分误差未知，仅按现有分数
    0.5  | 1     |        | 差距不明显，建议核实
    0.95 | 1     |        | 把握较大
""")


@pytest.mark.parametrize("case", list(WORDS.itertuples()), ids=WORDS["word"])
def test_of_the_four_words_the_first_that_applies_is_said(case):
    scheme = Scheme(code="v", title="", level="village", honours={"top": 1})
    ranking = rank_units(frame([90])).assign(honour="先进", is_partly_unread=bool(case.unread))
    held = float(case.held or "nan")
    drawn = {"unit": ranking["unit"], "low": 1, "high": 1, "p_top": held, "p_bottom": 0.0}
    found = judge_firmness(ranking, pd.DataFrame(drawn).assign(basis=float(case.basis)), scheme)
    assert found["firmness"].tolist() == [case.word]
