"""A cell's text is what the sheet shows, with every digit that is stored."""

import math

import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.intake.files.coded.number_formats import read_format, write_number

SHOWN = """
    format                            | stored    | shown
    0"方"                             | 120       | 120方
    #,##0"方"                         | 1204      | 1204方
    0"方"                             | 120.456   | 120.456方
    0.0%                              | 0.853     | 85.3%
    0.0%                              | 0.8534    | 85.34%
    0%                                | 0.07      | 7%
    0.00%                             | 1.2       | 120.00%
    0.00                              | 3.1       | 3.10
    0.0"万元"                         | 1.25      | 1.25万元
    000                               | 7         | 007
    0000"-"00"-"00                    | 20220305  | 2022-03-05
    0000!-00!-00                      | 20220305  | 2022-03-05
    00"月"00"日"                      | 305       | 03月05日
    0!.0,"万"                         | 123456    | 12.3456万
    0!.0,"万"                         | 50        | 0.005万
    0.0,"千元"                        | 1500      | 1.5千元
    "约"0                             | 30        | 约30
    "第"0"名"                         | 4         | 第4名
    0户                               | 12        | 12户
    General"方"                       | 1.5       | 1.5方
    G/通用格式"方"                    | 1.5       | 1.5方
    0"方";[Red]-0"方"                 | -5        | -5方
    0"方";[Red]-0"方"                 | 5         | 5方
    [>=10000]0!.0,"万";0"元"          | 20000     | 2.0万
    [>=10000]0!.0,"万";0"元"          | 200       | 200元
    0_);(0.0)                         | -5        | -5.0
    0"m³"                             | 5         | 5m³
    0\\d                              | 5         | 5d
    ¥#,##0.00                         | 12.5      | 12.50
    [$¥-804]0.00                      | 3         | 3.00
    0                                 | 3.7       | 3.7
    0;;                               | 4         | 4
    [Red]0;[Red]                      | -4        | -4
    0;-0;;@                           | 0         | 0
    0"方";-0"方";"无"                 | 0         | 0
    _ * #,##0_ ;_ * "-"??_ ;_ * "-"?_ | 0         | 0
    [=1]"√";[=0]"×"                   | 1         | 1
    # ?/?                             | 0.5       | 0.5
    0.00E+00                          | 1234.5    | 1234.5
    yyyy-m-d                          | 44625     | 44625
    General                           | 0.1       | 0.1
"""


@pytest.mark.parametrize(("code", "stored", "shown"), table(SHOWN).values.tolist())
def test_a_number_reads_as_its_format_shows_it_without_losing_digits(code, stored, shown):
    style = read_format(code)
    text = style.show(float(stored)) if style else write_number(float(stored))
    assert text == shown


def test_a_format_that_adds_nothing_is_none_so_that_no_cell_is_looked_for():
    plain = ["General", "0", "#,##0", "#,##0_ ", "@", "yyyy/m/d", "0_);[Red]\\(0\\)", "", "¥#,##0"]
    assert [code for code in plain if read_format(code) is not None] == []


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_a_number_is_written_so_that_it_can_be_read_again(number):
    assert math.isclose(float(write_number(number)), number, rel_tol=1e-14, abs_tol=0)


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from(['0"方"', "0.0%", "0.000", "000"]))
def test_what_is_shown_is_the_stored_number(number, code):
    shown = read_format(code).show(number)
    value = float(shown.rstrip("方%")) / (100 if "%" in shown else 1)
    assert math.isclose(value, number, rel_tol=1e-14, abs_tol=1e-300)


@given(st.text(alphabet='0#?.,%"方[]>=1;-_*\\! @dE+/', max_size=20), st.floats(-1e9, 1e9))
def test_no_format_is_too_odd(code, number):
    style = read_format(code)
    assert style is None or isinstance(style.show(number), str)
