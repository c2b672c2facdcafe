"""A span of days that a text states, a folder's period → whether the one fits the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhen_analysis.base.period import FiledPeriod, Month

DAY, DAYS, PART, WEEK, MONTH, MONTHS, RUNNING, YEAR = (
    "day", "days", "part", "week", "month", "months", "running", "year",
)  # fmt: skip
FITS, WIDER, OTHER = "fits", "wider", "other"
LONGEST_WEEK = 10  # days of a span that a weekly ledger may state: 周五至下周四


@dataclass(frozen=True)
class StatedTime:
    """A span of days as stated, first and last day included.

    ``kind``: day, days (a span of days), part (旬), week, month, months (also quarter and half
    year), running (a state since some beginning: 累计, 今年以来, 截至) or year.
    """

    first: date
    last: date
    written: str
    kind: str

    @property
    def chinese(self) -> str:
        """The span as a sentence names it."""
        first, last = self.first, self.last
        if self.kind == DAY:
            return f"{first.year}年{first.month}月{first.day}日"
        whole = first.day == 1 and last == Month(last.year, last.month).last_day
        if not whole:
            return f"{first:%Y-%m-%d}至{last:%Y-%m-%d}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.year}年{first.month}月"
        end = f"{last.year}年" if last.year != first.year else ""
        return f"{first.year}年{first.month}月至{end}{last.month}月"


@dataclass(frozen=True)
class FiledFor:
    """The period whose folder a sheet lies in, with the days that the town counts to it."""

    period: FiledPeriod
    first_day: date
    last_day: date

    @classmethod
    def calendar(cls, period: FiledPeriod) -> FiledFor:
        """Return a period with the days of the calendar."""
        return cls(period, period.first_day, period.last_day)

    def compare(self, time: StatedTime) -> str:
        """Tell whether a table of that time is the period's own (fits), wider, or another's."""
        first, last = time.first, time.last
        ends = self.period.first_day, self.period.last_day  # a week may lie in two months
        own = {(day.year, day.month) for day in ends}
        if time.kind == MONTH and (first.year, first.month) in own:
            return FITS
        overlap = (min(last, self.last_day) - max(first, self.first_day)).days + 1
        days = (last - first).days + 1
        if time.kind == YEAR:
            return FITS if overlap > 0 else OTHER
        if overlap == days or (time.kind == WEEK and overlap > 0):
            return FITS
        if self.period.kind == WEEK and days <= LONGEST_WEEK and 2 * overlap >= days:
            return FITS
        if first <= self.first_day and (last >= self.last_day or time.kind == RUNNING):
            return WIDER if overlap > 0 else OTHER
        return OTHER
