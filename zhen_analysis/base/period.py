"""A written period (2022-03, 2022-W12, 2022-Q1, 2022) → its days, its parts and its neighbours."""

from __future__ import annotations

import calendar
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from zhen_analysis.base.errors import BadInput

MONTH_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])")
WEEK_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-W(?P<week>0[1-9]|[1-4][0-9]|5[0-3])")
ROLL_UP_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:-Q(?P<quarter>[1-4]))?")
MEANT = {  # kind → what is written like it, there or not (2022-W99); all else is meant as a month
    "week": re.compile(r"[0-9]{4}-W.*"),
    "quarter": re.compile(r"[0-9]{4}-Q.*"),
    "year": re.compile(r"[0-9]{4}"),
}
DAYS_IN_WEEK = 7
QUARTERS = "一二三四"


class Period(ABC):
    """What a page may be of: a month, a week, a quarter or a year; ``str`` writes it as read.

    Only months and weeks have folders of their own (``FiledPeriod``); a quarter or year is its
    months.
    """

    kind: ClassVar[str]  # month, week, quarter or year
    counted: ClassVar[tuple[str, ...]] = ("month", "week")  # what is filed for these counts in it

    @property
    @abstractmethod
    def months(self) -> list[Month]:
        """Its months, in order; of a week the one in which it ends."""

    @property
    @abstractmethod
    def previous(self) -> Period:
        """The one before, of the same kind."""

    @property
    @abstractmethod
    def following(self) -> Period:
        """The one after, of the same kind."""

    @property
    @abstractmethod
    def chinese(self) -> str:
        """How a Chinese page writes it."""

    @property
    def parts(self) -> list[FiledPeriod]:
        """What is filed for it: a month or week itself, of a quarter or year its months."""
        return [*self.months]

    @property
    def first_day(self) -> date:
        """Its first day."""
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.months[-1].last_day


@dataclass(frozen=True, order=True)
class Month(Period):
    """One calendar month; sorts by time."""

    kind: ClassVar[str] = "month"

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def key(self) -> tuple[int, int]:
        """Year and month as numbers."""
        return self.year, self.month

    @property
    def months(self) -> list[Month]:
        """Itself."""
        return [self]

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
    def year_ago(self) -> Month:
        """The same month of the year before."""
        return Month(self.year - 1, self.month)

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

    def due_on(self, day: int) -> date:
        """Return the day to file by: a day of the month after."""
        return self.following.first_day.replace(day=day)

    @property
    def chinese(self) -> str:
        """How a Chinese page writes the month."""
        return f"{self.year}年{self.month}月"


@dataclass(frozen=True, order=True)
class Week(Period):
    """One week, Monday to Sunday, numbered as ISO 8601 numbers it; sorts by time.

    A week belongs to the month in which it ends: its ``year`` and ``month`` are those of Sunday.
    """

    kind: ClassVar[str] = "week"
    counted: ClassVar[tuple[str, ...]] = ("week",)

    iso_year: int
    number: int

    def __str__(self) -> str:
        return f"{self.iso_year}-W{self.number:02d}"

    @property
    def parts(self) -> list[FiledPeriod]:
        """Itself."""
        return [self]

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
    def months(self) -> list[Month]:
        """The month in which it ends."""
        return [month_of(self.last_day)]

    @property
    def months_touched(self) -> list[Month]:
        """The one or two months that its days are of, in order."""
        return sorted({month_of(self.first_day), month_of(self.last_day)})

    @property
    def weeks(self) -> list[Week]:
        """Itself."""
        return [self]

    @property
    def previous(self) -> Week:
        """The week before."""
        return week_of(self.first_day - timedelta(days=1))

    @property
    def following(self) -> Week:
        """The week after."""
        return week_of(self.last_day + timedelta(days=1))

    def due_on(self, day: int) -> date:
        """Return the day to file by: a weekday of the week, 1 for Monday."""
        return date.fromisocalendar(self.iso_year, self.number, day)

    @property
    def chinese(self) -> str:
        """How a Chinese page writes the week: 2022年第12周（3月21日—3月27日）."""
        first, last = self.first_day, self.last_day
        days = f"{first.month}月{first.day}日—{last.month}月{last.day}日"
        return f"{self.iso_year}年第{self.number}周（{days}）"


@dataclass(frozen=True, order=True)
class Quarter(Period):
    """One quarter of a calendar year; sorts by time."""

    kind: ClassVar[str] = "quarter"

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def months(self) -> list[Month]:
        """Its three months, in order."""
        return [
            Month(self.year, month) for month in range(3 * self.number - 2, 3 * self.number + 1)
        ]

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return quarter_of(self.months[0].previous)

    @property
    def following(self) -> Quarter:
        """The quarter after."""
        return quarter_of(self.months[-1].following)

    @property
    def chinese(self) -> str:
        """How a Chinese page writes it: 2022年第一季度."""
        return f"{self.year}年第{QUARTERS[self.number - 1]}季度"


@dataclass(frozen=True, order=True)
class Year(Period):
    """One calendar year; sorts by time."""

    kind: ClassVar[str] = "year"

    year: int

    def __str__(self) -> str:
        return str(self.year)

    @property
    def months(self) -> list[Month]:
        """Its twelve months, in order."""
        return Month(self.year, 12).year_to_date

    @property
    def previous(self) -> Year:
        """The year before."""
        return Year(self.year - 1)

    @property
    def following(self) -> Year:
        """The year after."""
        return Year(self.year + 1)

    @property
    def chinese(self) -> str:
        """How a Chinese page writes it: 2022年."""
        return f"{self.year}年"


FiledPeriod = Month | Week  # what workbooks are filed for
RollUpPeriod = Quarter | Year  # what is made of its months


def week_of(day: date) -> Week:
    """Return the week of a day."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def month_of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)


def quarter_of(month: Month) -> Quarter:
    """Return the quarter of a month."""
    return Quarter(month.year, (month.month + 2) // 3)


def parse_period(written: object, *kinds: str) -> Period:
    """Return the period that ``written`` names, of one of ``kinds``; of any kind if none is given.

    A Period is itself. Raises BadInput for anything else, and for a period of another kind.
    """
    allowed = kinds or tuple(PARSERS)
    meant = kind_meant(written)
    return PARSERS[meant if meant in allowed else allowed[0]](written)


def parse_filed(written: object) -> FiledPeriod:
    """Return the month or week that ``written`` names; raises BadInput for anything else."""
    return parse_week(written) if kind_meant(written) == "week" else parse_month(written)


def kind_meant(written: object) -> str:
    """Return the kind of period that ``written`` looks like, there or not: 2022-W99 is a week."""
    text = as_written(written)
    return next((kind for kind, looks in MEANT.items() if looks.fullmatch(text)), "month")


def as_written(written: object) -> str:
    """Return the text of what may be a period; blank for what is neither text nor period."""
    return str(written) if isinstance(written, str | Period) else ""


def parse_month(written: object) -> Month:
    """Return the month that ``written`` names; raises BadInput for anything but ``YYYY-MM``."""
    found = MONTH_PATTERN.fullmatch(as_written(written))
    if not found:
        raise no_period(written, "a month", "YYYY-MM, for example 2022-03")
    return Month(int(found["year"]), int(found["month"]))


def parse_week(written: object) -> Week:
    """Return the week that ``written`` names; raises BadInput for anything but ``YYYY-Www``."""
    found = WEEK_PATTERN.fullmatch(as_written(written))
    if not found or not is_week(found[0]):
        raise no_period(written, "a week", "YYYY-Www, for example 2022-W12")
    return Week(int(found["year"]), int(found["week"]))


def parse_roll_up(written: object) -> RollUpPeriod:
    """Return the quarter or year that ``written`` names; raises BadInput for anything else."""
    found = ROLL_UP_PATTERN.fullmatch(as_written(written))
    if not found:
        raise no_period(written, "a quarter or a year", "2022-Q1 or 2022")
    year, quarter = int(found["year"]), found["quarter"]
    return Quarter(year, int(quarter)) if quarter else Year(year)


def no_period(written: object, kind: str, form: str) -> BadInput:
    """Return the error that says what ``written`` is not, and how that is written."""
    shown = str(written) if isinstance(written, Period) else written
    return BadInput(f"period {shown!r} is not {kind}.", hint=f"Write it as {form}.")


PARSERS: dict[str, Callable[[object], Period]] = {
    "month": parse_month,
    "week": parse_week,
    "quarter": parse_roll_up,
    "year": parse_roll_up,
}


def is_week(written: str) -> bool:
    """Tell whether ``written`` is a week as folders are named; not every year has a 53rd."""
    found = WEEK_PATTERN.fullmatch(written)
    if not found:
        return False
    year, number = int(found["year"]), int(found["week"])
    return number <= date(year, 12, 28).isocalendar().week


def is_month(written: str) -> bool:
    """Tell whether ``written`` is a month as folders are named."""
    return bool(MONTH_PATTERN.fullmatch(written))
