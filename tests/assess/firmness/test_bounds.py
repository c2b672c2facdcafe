"""How far a rank rests on what does not count or is not known."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess import aggregate_scores, rank_bounds, rank_units

INDICATORS = pd.DataFrame({"indicator": ["a", "b"], "weight": [50, 50], "rule": "mark"})


def scores_of(rows: dict[str, tuple]) -> pd.DataFrame:
    """Return scores of a and b; None is not counted, NaN is not known."""
    return pd.DataFrame(
        [
            {"unit": unit, "indicator": code, "score": 0.0 if score is None else score,
             "full_marks": 100.0, "counted": score is not None}
            for unit, pair in rows.items()
            for code, score in zip("ab", pair, strict=True)
        ]
    )  # fmt: skip


def test_what_does_not_count_could_have_brought_all_or_nothing():
    # 甲 has 90 of a alone: with b at nothing 45, at full marks 95. 丁 is unknown: 40 to 90.
    rows = {"甲": (90, None), "乙": (80, 80), "丙": (60, 60), "丁": (80, float("nan"))}
    found = rank_bounds(scores_of(rows), INDICATORS).set_index("unit")
    assert found.loc["甲"].tolist() == [1, 90, 45, 95, 1, 1, 3]
    assert found.loc["乙"].tolist() == [0, 80, 80, 80, 2, 2, 2]
    assert found.loc["丁", ["open", "total_low", "total_high"]].tolist() == [1, 40, 90]
    assert pd.isna(found.loc["丁", "rank"])
    assert found.loc["丁", ["low", "high"]].tolist() == [1, 4]  # level with 甲, or below all


def test_points_beside_the_scores_move_both_ends():
    rows = {"甲": (90, None), "乙": (80, 80)}
    found = rank_bounds(scores_of(rows), INDICATORS, offset=pd.Series({"甲": -20.0}))
    assert found.set_index("unit").loc["甲", ["total", "total_low", "total_high"]].tolist() == [
        70, 25, 75,
    ]  # fmt: skip


marks = st.one_of(st.none(), st.integers(0, 100))


@few(8)
@given(st.lists(st.tuples(st.integers(0, 100), marks), min_size=1, max_size=8))
def test_the_rank_lies_between_and_is_the_ranking_s_own(rows):
    scores = scores_of({f"u{n}": pair for n, pair in enumerate(rows)})
    found = rank_bounds(scores, INDICATORS).set_index("unit")
    official = rank_units(aggregate_scores(scores, INDICATORS)).set_index("unit")["rank"]
    assert found["rank"].to_dict() == official.reindex(found.index).to_dict()
    assert (found["low"] <= found["rank"]).all() and (found["rank"] <= found["high"]).all()
    closed = found[found["open"] == 0]
    assert (closed["low"] == closed["high"]).all()


def test_a_missing_column_counted_means_that_all_count():
    plain = scores_of({"甲": (90, 70), "乙": (80, 60)}).drop(columns="counted")
    assert rank_bounds(plain, INDICATORS)["high"].tolist() == pytest.approx([1, 2])
