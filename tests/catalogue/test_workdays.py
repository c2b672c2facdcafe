"""Due days, holidays and 调休."""

from datetime import date

import pytest

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.catalogue.workdays import is_workday, workday_from


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 2, 1), False),  # Spring Festival
        (date(2022, 1, 29), True),  # a Saturday, worked for it
        (date(2022, 4, 5), False),  # Qingming
        (date(2022, 4, 2), True),  # a Saturday, worked for it
        (date(2022, 10, 3), False),  # National Day
        (date(2022, 10, 8), True),
        (date(2022, 3, 5), False),  # a plain Saturday
        (date(2099, 10, 1), True),  # nobody knows 2099: a Thursday is worked
        (date(2099, 10, 3), False),
    ],
)
def test_a_day_is_worked_as_the_state_council_announced(day, works):
    assert is_workday(day, {}) == works


def test_the_towns_own_calendar_comes_first():
    assert not is_workday(date(2022, 3, 7), {date(2022, 3, 7): "holiday"})
    assert workday_from(date(2022, 3, 5), {date(2022, 3, 6): "workday"}) == date(2022, 3, 6)


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (Month(2022, 1), date(2022, 2, 7)),  # the 5th lies in Spring Festival
        (Month(2022, 2), date(2022, 3, 7)),  # a Saturday
        (Month(2022, 3), date(2022, 4, 6)),  # Qingming
        (Month(2022, 4), date(2022, 5, 5)),
    ],
)
def test_a_filing_due_on_a_holiday_is_due_on_the_next_workday(month, due):
    catalogue = load_catalogue(bundled("catalogue"))
    assert catalogue.due_date(catalogue.ledgers["cleanup"], month) == due
