"""Daily marks of a week: who leads, who lags, who was not checked, and how firm that is."""

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.assess.cases.speakers import CLOSE, FEW, FIRM, rank_marks
from zhen_analysis.catalogue.declared.supervision import Speaking

UNITS = table("""
    group | unit
    A     | a
    A     | b
    A     | c
    A     | d
    B     | e
    B     | f
""")


def ranked(marks: dict[str, list], **rules) -> pd.DataFrame:
    rows = [(unit, value) for unit, values in marks.items() for value in values]
    frame = pd.DataFrame(rows, columns=["unit", "value"]).astype({"value": "Float64"})
    return rank_marks(frame, UNITS, Speaking(**rules)).set_index("unit")


MARKS = {"a": [90, 92, 91], "b": [80, 82, 84], "c": [60, 62, 61], "e": [70, 70, 70], "f": [90] * 3}


def test_groups_are_ranked_apart_by_their_mean():
    villages = ranked(MARKS)
    ranks = villages["rank"].dropna().to_dict()
    assert ranks == {"a": 1, "b": 2, "c": 3, "e": 2, "f": 1}
    assert villages.loc["b", ["mean", "marks", "lowest"]].tolist() == [82, 3, 80]
    assert villages["honour"].to_dict() == {
        "a": "先进", "b": "", "c": "后进", "d": "", "e": "后进", "f": "先进"
    }  # fmt: skip


def test_a_village_that_was_not_checked_is_not_last():
    villages = ranked(MARKS)
    assert villages.loc["d", "marks"] == 0
    assert pd.isna(villages.loc["d", "rank"]) and villages.loc["d", "honour"] == ""


def test_a_tie_shares_the_rank_and_speaks_together():
    villages = ranked({**MARKS, "b": [90, 91, 92]})
    assert villages.loc[["a", "b"], "rank"].tolist() == [1, 1]
    assert villages.loc[["a", "b"], "honour"].tolist() == ["先进", "先进"]


def test_means_are_ranked_as_they_are_printed():
    villages = ranked({"a": [90.004] * 3, "b": [90.001] * 3, "c": [60] * 3})
    assert villages.loc[["a", "b"], "rank"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("first", "second", "firmness"),
    [
        ([90, 91, 92], [70, 71, 72], FIRM),
        ([70, 92, 99], [75, 85, 95], CLOSE),
        ([99, 99], [70, 71, 72], FEW),
        ([90, 91, 92], [80, 81], FEW),  # the rival's mean is as doubtful
    ],
)
def test_few_marks_and_small_differences_are_told(first, second, firmness):
    villages = ranked({"a": first, "b": second, "c": [10, 11, 12]})
    assert villages.loc["a", "firmness"] == firmness


def test_a_mark_that_cannot_be_read_is_no_mark():
    villages = ranked({**MARKS, "a": [90, 92, 91, None]})
    assert villages.loc["a", ["mean", "marks"]].tolist() == [91, 3]


def test_the_declared_number_speaks_and_nobody_at_both_ends():
    villages = ranked({"a": [90] * 3, "b": [80] * 3}, first=2, last=2)
    assert villages.loc[["a", "b"], "honour"].tolist() == ["先进", "先进"]


def test_a_tie_at_the_end_speaks_together():
    villages = ranked({"a": [90] * 3, "b": [60] * 3, "c": [60] * 3})
    assert villages.loc[["b", "c"], "honour"].tolist() == ["后进", "后进"]
