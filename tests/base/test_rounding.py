"""Half up, of what is printed: what is ranked is what a reader sees."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.assess import round_half_up

WORKED = table("""
    number        | decimals | printed
    0.125         | 2        | 0.13
    2.675         | 2        | 2.68
    1.005         | 2        | 1.01
    -0.125        | 2        | -0.13
    -2.5          | 0        | -3
    0.5           | 0        | 1
    74.995        | 2        | 75
    74.9949       | 2        | 74.99
    -0.001        | 2        | 0
    4999999.005   | 2        | 4999999.01
    8610737.575   | 2        | 8610737.58
    8749063.95    | 1        | 8749064
    123456789.125 | 2        | 123456789.13
    1e26          | 2        | 1e26
    1.7e308       | 6        | 1.7e308
    5e-324        | 6        | 0
""")


def by_decimal(number: float, decimals: int) -> float:
    shortest = Decimal(repr(round(number, 9)))
    if abs(shortest) >= 2**53:
        return number
    return float(shortest.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


@pytest.mark.parametrize(("number", "decimals", "printed"), WORKED.to_numpy().tolist())
def test_worked_numbers_round_as_an_office_rounds_them(number, decimals, printed):
    assert round_half_up(np.array([float(number)]), int(decimals))[0] == float(printed)


@given(st.integers(-(10**15), 10**15), st.integers(0, 8), st.integers(0, 6))
def test_written_decimals_round_like_their_decimal(digits, places, decimals):
    number = digits / 10**places
    assert round_half_up(np.array([number]), decimals)[0] == by_decimal(number, decimals)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.integers(0, 6))
def test_any_float_rounds_like_its_decimal_to_nine_places(numbers, decimals):
    rounded = round_half_up(np.array(numbers), decimals)
    wanted = [by_decimal(number, decimals) for number in numbers]
    np.testing.assert_array_equal(rounded, np.array(wanted) + 0.0)


@given(st.integers(-(10**12), 10**12), st.floats(-4e-10, 4e-10))
def test_binary_noise_of_a_sum_changes_nothing(hundredths_and_a_half, noise):
    number = (hundredths_and_a_half + 0.5) / 100
    if abs(number) < 1e5:
        assert round_half_up(np.array([number + noise]), 2) == round_half_up(np.array([number]), 2)


def test_a_sum_of_tenths_is_rounded_as_it_prints():
    assert round_half_up(np.array([0.1 + 0.2 + 0.015 - 0.1]), 2)[0] == 0.22


@pytest.mark.parametrize("dtype", ["float64", "Float64"])
def test_na_stays_and_the_column_keeps_its_type_index_and_name(dtype):
    written = pd.Series([1.005, None, -1.005], index=[3, 1, 2], name="total", dtype=dtype)
    rounded = round_half_up(written, 2)
    wanted = pd.Series([1.01, None, -1.01], index=[3, 1, 2], name="total", dtype=dtype)
    pd.testing.assert_series_equal(rounded, wanted)


def test_infinite_stays_and_no_minus_zero_is_printed():
    rounded = round_half_up(np.array([np.inf, -np.inf, np.nan, -0.0, -0.001]), 2)
    assert str(rounded.tolist()) == "[inf, -inf, nan, 0.0, 0.0]"
