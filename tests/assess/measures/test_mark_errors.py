"""How far the mean of several marks strays."""

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.assess.measures.mark_errors import mean_errors, widening


def errors(drawing: str) -> dict:
    rows = table(drawing)
    marks = rows.assign(amount=rows["amount"].str.split()).explode("amount")
    return mean_errors(marks.astype({"amount": "float64"})).to_dict()


def test_the_variance_within_units_is_pooled_and_divided_by_the_marks_of_each():
    """Squares within: 甲 2 (1 degree), 乙 8 (2 degrees): variance 10/3; 丙 has one mark."""
    found = errors("""
        question | unit | amount
        1        | 甲   | 90 92
        1        | 乙   | 80 82 84
        1        | 丙   | 70
    """)
    wider = float(widening(pd.Series([3]).to_numpy())[0])
    assert wider == pytest.approx(2.3534 / 1.6449, abs=1e-4)  # Student's t with 3 degrees
    assert found[("1", "丙")] == pytest.approx((10 / 3) ** 0.5 * wider)
    assert found[("1", "甲")] == pytest.approx((10 / 3 / 2) ** 0.5 * wider)
    assert found[("1", "乙")] == pytest.approx((10 / 3 / 3) ** 0.5 * wider)


def test_one_mark_each_and_copied_marks_prove_nothing():
    found = errors("""
        question | unit | amount
        1        | 甲   | 90
        1        | 乙   | 80
        2        | 甲   | 90 90
        2        | 乙   | 80 80
    """)
    assert pd.Series(found).isna().all()


def test_questions_are_pooled_apart():
    found = errors("""
        question | unit | amount
        1        | 甲   | 90 92
        2        | 甲   | 50 90
    """)
    assert found[("2", "甲")] == pytest.approx(20 * found[("1", "甲")])
