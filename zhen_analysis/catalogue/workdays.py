"""Days → whether the office works on them, and how many days or working days lie between.

The town's overrides come first, then the holidays as announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

WORKDAY, HOLIDAY = "workday", "holiday"
NATURAL = "natural"
DAY_KINDS = {NATURAL: "自然日", WORKDAY: "工作日"}


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


def is_announced(year: int) -> bool:
    """Tell whether the holidays of a year are known; of any other Monday to Friday count."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True


def day_after(day: date, count: int, kind: str, overrides: Mapping[date, str]) -> date:
    """Return the last day of a time limit of ``count`` days that begins on ``day``.

    The day on which it is set is not counted: 3 days from the 1st end on the 4th. ``kind``:
    ``workday`` counts only days that are worked on, so such a limit never ends on a holiday;
    ``natural`` counts every day, and a limit may end on a holiday.
    """
    if kind == NATURAL:
        return day + timedelta(days=count)
    for _ in range(count):
        day = workday_from(day + timedelta(days=1), overrides)
    return day


def days_until(day: date, deadline: date, kind: str, overrides: Mapping[date, str]) -> int:
    """Return how many days are left after ``day``, the deadline's own counted; negative when past.

    ``kind`` as of ``day_after``: of a Friday's deadline on Monday 1 working day, 3 natural days.
    """
    if kind == NATURAL:
        return (deadline - day).days
    if deadline < day:
        return -days_until(deadline, day, kind, overrides)
    between = (day + timedelta(days=step) for step in range(1, (deadline - day).days + 1))
    return sum(is_workday(each, overrides) for each in between)


def workday_from(day: date, overrides: Mapping[date, str]) -> date:
    """Return ``day``, or the next workday where it is none (遇节假日顺延)."""
    while not is_workday(day, overrides):
        day += timedelta(days=1)
    return day
