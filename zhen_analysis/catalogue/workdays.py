"""A day → whether the office works on it: the town's overrides, then holidays as announced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

WORKDAY, HOLIDAY = "workday", "holiday"


def is_workday(day: date, overrides: Mapping[date, str]) -> bool:
    """Tell whether ``day`` is worked on.

    ``calendar.csv`` comes first, then the State Council's yearly notices as chinesecalendar holds
    them; in a year that neither knows, Monday to Friday.
    """
    if day in overrides:
        return overrides[day] == WORKDAY
    import chinese_calendar

    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def workday_from(day: date, overrides: Mapping[date, str]) -> date:
    """Return ``day``, or the next workday where it is none (遇节假日顺延)."""
    while not is_workday(day, overrides):
        day += timedelta(days=1)
    return day
