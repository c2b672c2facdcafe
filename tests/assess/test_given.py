"""What is handed in from outside gives a result, or one clear sentence."""

import numpy as np
import pandas as pd
import pytest

from zhen_analysis.assess import (
    aggregate_scores,
    compare_rates,
    rank_uncertainty,
    rank_units,
    score_measures,
    shrink_rates,
)
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.check.everything import check_catalogue

ENDLESS = [float("inf"), float("-inf")]
LINE = pd.DataFrame({"indicator": ["x"], "rule": "ratio", "target": 2.0, "weight": 1.0})


def frame(column: str, *values) -> pd.DataFrame:
    units = [f"v{place}" for place in range(len(values))]
    return pd.DataFrame({"unit": units, "indicator": "x", column: values})


@pytest.mark.parametrize("value", [*ENDLESS, "许多"])
def test_what_is_no_number_is_named_and_not_scored(value):
    with pytest.raises(BadInput, match="value of the measures holds"):
        score_measures(frame("value", value, 1), LINE)
    with pytest.raises(BadInput, match="score of the scores holds"):
        aggregate_scores(frame("score", value, 1), LINE)
    with pytest.raises(BadInput, match="score of the scores holds"):
        rank_uncertainty(frame("score", value, 1), LINE)
    with pytest.raises(BadInput, match="total of the totals holds"):
        rank_units(frame("total", value, 1))


@pytest.mark.parametrize("value", ENDLESS)
def test_counts_without_end_are_no_cases(value):
    known = pd.Series({"a": 1.0, "b": 2.0})
    with pytest.raises(BadInput, match="without end"):
        shrink_rates(known, known.replace(2.0, value))
    with pytest.raises(BadInput, match="without end"):
        compare_rates(known.replace(1.0, value), known, known, known)


def test_a_missing_column_is_named():
    with pytest.raises(BadInput, match="the measures have no column value"):
        score_measures(frame("values", 1), LINE)
    with pytest.raises(BadInput, match="the scores have no column score"):
        aggregate_scores(frame("value", 1), LINE)
    with pytest.raises(BadInput, match="the totals have no column total"):
        rank_units(frame("value", 1))


def test_nan_stays_unknown_and_a_zero_has_no_sign():
    scores = score_measures(frame("value", np.nan, -0.0, 0.0), LINE)
    totals = aggregate_scores(scores, LINE)
    ranked = rank_units(totals).set_index("unit")
    assert ranked.loc[["v1", "v2"], "rank"].tolist() == [1, 1]
    assert pd.isna(ranked.loc["v0", "rank"])
    assert "-0" not in scores.drop(columns="value").to_csv() + totals.to_csv() + ranked.to_csv()


@pytest.mark.parametrize("number", ["draws", "top", "bottom", "decimals"])
@pytest.mark.parametrize("value", [float("nan"), 1.5, -1])
def test_what_is_counted_is_a_whole_number(number, value):
    with pytest.raises(BadInput, match=f"{number} {value} is no whole number"):
        rank_uncertainty(frame("score", 1, 2), LINE, **{number: value})


def test_a_catalogue_is_checked_by_its_written_path_too(tmp_path):
    assert check_catalogue(str(tmp_path)) == check_catalogue(tmp_path) != []
    with pytest.raises(BadInput, match="there is no folder"):
        check_catalogue(str(tmp_path / "nowhere"))
