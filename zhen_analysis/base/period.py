"""A written period (2022-03, 2022-W12, 2022-Q1, 2022) → its days, its parts and its neighbours."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from zhen_analysis.base.errors import BadInput

MONTH_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])")
WEEK_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-W(?P<week>0[1-9]|[1-4][0-9]|5[0-3])")
SEASON_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:-Q(?P<quarter>[1-4]))?")
DAYS_IN_WEEK = 7
QUARTERS = "一二三四"


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; sorts by time."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def key(self) -> tuple[int, int]:
        """Year and month as numbers."""
        return self.year, self.month

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    @property
    def following(self) -> Month:
        """The month after."""
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    @property
    def year_to_date(self) -> list[Month]:
        """January to this month, in order."""
        return [Month(self.year, month) for month in range(1, self.month + 1)]

    @property
    def weeks(self) -> list[Week]:
        """The weeks that end in the month, in order: what is filed weekly counts in that month."""
        week = week_of(self.first_day)
        weeks = []
        while week.last_day <= self.last_day:
            weeks.append(week)
            week = week.following
        return weeks

    @property
    def chinese(self) -> str:
        """How a Chinese page writes the month."""
        return f"{self.year}年{self.month}月"


@dataclass(frozen=True, order=True)
class Week:
    """One week, Monday to Sunday, numbered as ISO 8601 numbers it; sorts by time.

    A week belongs to the month in which it ends: its ``year`` and ``month`` are those of Sunday.
    """

    iso_year: int
    number: int

    def __str__(self) -> str:
        return f"{self.iso_year}-W{self.number:02d}"

    @property
    def first_day(self) -> date:
        """Monday."""
        return date.fromisocalendar(self.iso_year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Sunday."""
        return date.fromisocalendar(self.iso_year, self.number, DAYS_IN_WEEK)

    @property
    def year(self) -> int:
        """The calendar year of Sunday."""
        return self.last_day.year

    @property
    def month(self) -> int:
        """The number of the month of Sunday."""
        return self.last_day.month

    @property
    def key(self) -> tuple[int, int]:
        """Year and month as numbers."""
        return self.year, self.month

    @property
    def previous(self) -> Week:
        """The week before."""
        return week_of(self.first_day - timedelta(days=1))

    @property
    def following(self) -> Week:
        """The week after."""
        return week_of(self.last_day + timedelta(days=1))

    @property
    def chinese(self) -> str:
        """How a Chinese page writes the week: 2022年第12周（3月21日—3月27日）."""
        first, last = self.first_day, self.last_day
        days = f"{first.month}月{first.day}日—{last.month}月{last.day}日"
        return f"{self.iso_year}年第{self.number}周（{days}）"


@dataclass(frozen=True, order=True)
class Season:
    """One quarter of a calendar year, or (quarter 0) the whole year; sorts by time."""

    year: int
    quarter: int = 0

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def kind(self) -> str:
        """``quarter`` or ``year``: what a scheme declares a roll-up for."""
        return "quarter" if self.quarter else "year"

    @property
    def months(self) -> list[Month]:
        """Its months, in order."""
        first, last = (3 * self.quarter - 2, 3 * self.quarter) if self.quarter else (1, 12)
        return [Month(self.year, month) for month in range(first, last + 1)]

    @property
    def first_day(self) -> date:
        """The first day of its first month."""
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        """The last day of its last month."""
        return self.months[-1].last_day

    @property
    def chinese(self) -> str:
        """How a Chinese page writes it: 2022年第一季度, 2022年."""
        part = f"第{QUARTERS[self.quarter - 1]}季度" if self.quarter else ""
        return f"{self.year}年{part}"


Period = Month | Week  # what workbooks are filed for; a season has no folder of its own


def week_of(day: date) -> Week:
    """Return the week of a day."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def parse_period(written: object) -> Period:
    """Return the month or week that ``written`` names; raises BadInput for anything else."""
    return parse_week(written) if is_weekly(written) else parse_month(written)


def parse_any(written: object) -> Period | Season:
    """Return what a page may be of: a month, a week, a quarter or a year."""
    return parse_season(written) if is_seasonal(written) else parse_period(written)


def parse_season(written: object) -> Season:
    """Return the quarter or year that ``written`` names; raises BadInput for anything else."""
    found = SEASON_PATTERN.fullmatch(written) if isinstance(written, str) else None
    if not found:
        raise BadInput(
            f"period {written!r} is not a quarter or a year.", hint="Write it as 2022-Q1 or 2022."
        )
    return Season(int(found["year"]), int(found["quarter"] or 0))


def is_seasonal(written: object) -> bool:
    """Tell whether ``written`` is meant as a quarter or year, there or not: 2022-Q1, 2022-Q9."""
    return isinstance(written, str) and bool(re.fullmatch(r"[0-9]{4}(-Q.*)?", written))


def parse_week(written: object) -> Week:
    """Return the week that ``written`` names; raises BadInput for anything but ``YYYY-Www``."""
    found = WEEK_PATTERN.fullmatch(written) if isinstance(written, str) else None
    if not found or not is_week(found[0]):
        raise BadInput(
            f"period {written!r} is not a week.", hint="Write it as YYYY-Www, for example 2022-W12."
        )
    return Week(int(found["year"]), int(found["week"]))


def is_weekly(written: object) -> bool:
    """Tell whether ``written`` is meant as a week, there or not: 2022-W12, 2022-W99."""
    return isinstance(written, str) and bool(re.fullmatch(r"[0-9]{4}-W.*", written))


def is_week(written: str) -> bool:
    """Tell whether ``written`` is a week as folders are named; not every year has a 53rd."""
    found = WEEK_PATTERN.fullmatch(written)
    if not found:
        return False
    year, number = int(found["year"]), int(found["week"])
    return number <= date(year, 12, 28).isocalendar().week


def parse_month(written: object) -> Month:
    """Return the month that ``written`` names; raises BadInput for anything but ``YYYY-MM``."""
    found = MONTH_PATTERN.fullmatch(written) if isinstance(written, str) else None
    if not found:
        raise BadInput(
            f"period {written!r} is not a month.", hint="Write it as YYYY-MM, for example 2022-03."
        )
    return Month(int(found["year"]), int(found["month"]))


def is_month(written: str) -> bool:
    """Tell whether ``written`` is a month as folders are named."""
    return bool(MONTH_PATTERN.fullmatch(written))
