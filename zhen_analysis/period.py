"""A written period (2022-03) → its first and last day, its neighbours and its year so far."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from zhen_analysis.errors import BadInput

MONTH_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])")


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
    def chinese(self) -> str:
        """How a Chinese page writes the month."""
        return f"{self.year}年{self.month}月"


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
