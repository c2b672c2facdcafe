"""A day as meant → a cell that says it in one of many ways, read by the month of its filing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.sample.numerals import digit_by_digit, in_chinese
from zhen_analysis.sample.papers.forms import FULL_WIDTH
from zhen_analysis.sample.papers.written import EMPTY, PLAIN, Written

WEEKDAYS = "一二三四五六日"
LOST = 10  # 3.10 as a number is 3.1: nobody can tell it from the first
FAR = 10  # months


def write_day(day: date, form: str, period: FiledPeriod) -> Written:
    """Return a day in a form; with its year and as text where the form does not suit it.

    A form without a year suits only days of the filing's own year that are not nearly a year off,
    one without a month only days of the filing's month.
    """
    if day != day:
        return EMPTY
    in_month = (day.year, day.month) == period.key
    in_year = day.year == period.year and abs(day.month - period.month) < FAR
    if (form in WITHOUT_MONTH and not in_month) or (form in WITHOUT_YEAR and not in_year):
        form = "dotted"
    shown = FORMS[form](day)
    if shown is None:
        form, shown = "dotted", FORMS["dotted"](day)
    if isinstance(shown, Written):
        return Written(shown.value, form, shown.number_format)
    return Written(shown, form)


def moment(day: date) -> datetime:
    """Return the day as workbooks have it."""
    return datetime(day.year, day.month, day.day)


def as_decimal(day: date) -> Written | None:
    """Return 3.15 as the number that a sheet makes of it."""
    if day.day % LOST == 0 or day.day < len("3.1") + 1:
        return None
    return Written(float(f"{day.month}.{day.day}"))


def span(day: date) -> str | None:
    """Return 3月5日-6日, which counts for its first day."""
    last = day + timedelta(days=1)
    return f"{day.month}月{day.day}日-{last.day}日" if last.month == day.month else None


FORMS: dict[str, Callable[[date], Written | str | None]] = {
    "excel": lambda day: Written(moment(day)),
    "serial": lambda day: Written(moment(day), PLAIN, "0"),
    "compact_number": lambda day: Written(int(f"{day:%Y%m%d}")),
    "decimal_number": as_decimal,
    "dotted": lambda day: f"{day.year}.{day.month}.{day.day}",
    "dashed": lambda day: f"{day.year}-{day.month}-{day.day}",
    "padded": lambda day: f"{day:%Y-%m-%d}",
    "slashed": lambda day: f"{day.year}/{day.month}/{day.day}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "six_digits": lambda day: f"{day:%y%m%d}",
    "short_year": lambda day: f"{day:%y}.{day.month}.{day.day}",
    "year_month_day": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "full_width": lambda day: f"{day.year}．{day.month}．{day.day}".translate(FULL_WIDTH),
    "clock": lambda day: f"{day:%Y-%m-%d} 08:30",
    "chinese_year": lambda day: (
        f"{digit_by_digit(day.year)}年{in_chinese(day.month)}月{in_chinese(day.day)}日"
    ),
    "month_day": lambda day: f"{day.month}月{day.day}日",
    "month_day_spaced": lambda day: f"{day.month} 月 {day.day} 日",
    "month_number": lambda day: f"{day.month}月{day.day}号",
    "month_slash": lambda day: f"{day.month}/{day.day}",
    "month_dot": lambda day: f"{day.month}.{day.day}",
    "chinese": lambda day: f"{in_chinese(day.month)}月{in_chinese(day.day)}日",
    "weekday": lambda day: f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）",
    "half_day": lambda day: f"{day.month}月{day.day}日上午",
    "span": span,
    "day": lambda day: f"{day.day}日",
    "day_number": lambda day: f"{day.day}号",
    "month_dash": lambda day: f"{day.month}-{day.day}",
}  # fmt: skip
WITHOUT_YEAR = frozenset({
    *("decimal_number", "month_day", "month_day_spaced", "month_number", "month_slash"),
    *("month_dot", "chinese", "weekday", "half_day", "span"),
})  # fmt: skip
WITHOUT_MONTH = frozenset({"day", "day_number", "month_dash"})
