"""Time limits in working days and natural days: holidays, 调休, unknown years, and as written."""

from datetime import date, timedelta

import chinese_calendar
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.catalogue.workdays import (
    NATURAL,
    WORKDAY,
    day_after,
    days_until,
    is_announced,
)
from zhen_analysis.intake.cells.times.timelimits import read_limit, read_limits

# Spring Festival 2022: off 01-31 to 02-06, Saturday 01-29 and Sunday 01-30 are worked for it.
# Qingming: off 04-03 to 04-05, Saturday 04-02 worked. National Day: off 10-01 to 10-07, Saturday
# 10-08 and Sunday 10-09 worked. Of 2027 nothing is announced: Monday to Friday.
WALKS = """
    from       | days | kind    | last
    2022-01-27 | 1    | workday | 2022-01-28
    2022-01-27 | 2    | workday | 2022-01-29
    2022-01-27 | 3    | workday | 2022-01-30
    2022-01-27 | 4    | workday | 2022-02-07
    2022-01-31 | 1    | workday | 2022-02-07
    2022-01-27 | 5    | natural | 2022-02-01
    2022-04-01 | 1    | workday | 2022-04-02
    2022-04-01 | 2    | workday | 2022-04-06
    2022-04-01 | 2    | natural | 2022-04-03
    2022-09-30 | 1    | workday | 2022-10-08
    2022-09-30 | 2    | workday | 2022-10-09
    2022-09-30 | 3    | workday | 2022-10-10
    2022-09-30 | 7    | natural | 2022-10-07
    2022-03-25 | 0    | workday | 2022-03-25
    2022-03-26 | 1    | workday | 2022-03-28
    2027-09-30 | 1    | workday | 2027-10-01
    2027-10-01 | 1    | workday | 2027-10-04
    2026-12-31 | 2    | workday | 2027-01-04
"""


@pytest.mark.parametrize("walk", table(WALKS).to_dict("records"), ids=lambda walk: walk["last"])
def test_a_time_limit_ends_on_the_day_that_the_calendar_says(walk):
    first = date.fromisoformat(walk["from"])
    assert f"{day_after(first, int(walk['days']), walk['kind'], {})}" == walk["last"]


@given(st.dates(date(2004, 1, 2), date(2026, 11, 1)), st.integers(1, 25))
def test_working_days_are_those_of_chinesecalendar(first, count):
    # 25 working days may reach into a year whose holidays nobody has announced.
    last = first + timedelta(days=count * 2 + 20)
    if last.year > 2026:
        return
    expected = chinese_calendar.find_workday(count, first)
    if not chinese_calendar.is_workday(first):  # it counts the next working day as the first
        expected = chinese_calendar.find_workday(count - 1, first)
    assert day_after(first, count, WORKDAY, {}) == expected


@given(st.dates(date(2005, 1, 1), date(2040, 1, 1)), st.integers(0, 30))
def test_as_many_days_are_left_as_the_limit_has_on_the_day_it_is_set(first, count):
    for kind in (WORKDAY, NATURAL):
        assert days_until(first, day_after(first, count, kind, {}), kind, {}) == count


def test_days_left_are_negative_once_the_deadline_has_passed():
    assert days_until(date(2022, 3, 28), date(2022, 3, 25), WORKDAY, {}) == -1
    assert days_until(date(2022, 3, 28), date(2022, 3, 25), NATURAL, {}) == -3


def test_the_towns_own_calendar_moves_a_time_limit():
    own = {date(2022, 3, 26): "workday", date(2022, 3, 28): "holiday"}
    assert day_after(date(2022, 3, 25), 1, WORKDAY, own) == date(2022, 3, 26)
    assert day_after(date(2022, 3, 25), 2, WORKDAY, own) == date(2022, 3, 29)


def test_a_year_that_nobody_has_announced_is_known_as_such():
    assert is_announced(2022) and not is_announced(2027)


WRITTEN = """
    written          | count | kind
    5个工作日        | 5     | workday
    五个工作日内     | 5     | workday
    ５个工作日       | 5     | workday
    10工作日以内     | 10    | workday
    15日内           | 15    |
    三十日内         | 30    |
    7天              | 7     |
    20个自然日       | 20    | natural
    限3日            | 3     |
    交办之日起10日内 | 10    |
    当日办结         | 0     | natural
    立行立改         | 0     | natural
    一周内           | 7     | natural
    15日             |       |
    3月15日          |       |
    3月15日前        |       |
    2022-03-15       |       |
    44640            |       |
    5                |       |
    长期             |       |
    9999个工作日     |       |
"""


@pytest.mark.parametrize("row", table(WRITTEN).to_dict("records"), ids=lambda row: row["written"])
def test_a_time_limit_is_told_from_a_day(row):
    found = read_limit(row["written"])
    assert found == ((int(row["count"]), row["kind"]) if row["count"] else None)


def test_another_column_may_say_how_days_are_counted():
    opened = pd.to_datetime(pd.Series(["2022-04-01"] * 5 + [None]))
    written = pd.Series(["2", "2日", "2个工作日", "2天内", "4月15日", "2"])
    kinds = pd.Series(["工作日", "自然日", "自然日", "", "工作日", "工作日"])
    ends = read_limits(written, opened, kinds, WORKDAY, {})
    told = ["2022-04-06", "2022-04-03", "2022-04-06", "2022-04-06", "", ""]
    assert ends.dt.strftime("%Y-%m-%d").fillna("").tolist() == told
