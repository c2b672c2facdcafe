"""What stands in one cell, and how it is written there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

PLAIN = "plain"
MISTAKE = "mistake"  # what stands there is not what was meant
FORM_COLUMNS = ["file", "sheet", "cell", "column", "form", "written"]  # of truth/forms.csv
DAY_ZERO = date(1899, 12, 30)
DAY_ZERO_1904 = date(1904, 1, 1)


@dataclass(frozen=True)
class Written:
    """One cell.

    Attributes
    ----------
    value : a text, a number or a day; None where the cell is empty.
    form : the name of the way in which it is written.
    number_format : how a workbook shows the number; a day with ``0`` is shown as its serial number.
    as_shown : what a text file shows of a number with such a format.
    """

    value: object
    form: str = PLAIN
    number_format: str = ""
    as_shown: str = ""

    @property
    def shown(self) -> str:
        """The cell as a text file has it."""
        value = self.value
        if self.as_shown:
            return self.as_shown
        if isinstance(value, datetime):
            is_serial = self.number_format == "0"
            days = (value.date() - DAY_ZERO).days
            return str(days) if is_serial else f"{value.year}/{value.month}/{value.day}"
        if value is None:
            return ""
        return f"{value:.12g}" if isinstance(value, float) else str(value)


EMPTY = Written(None)


def as_stored(written: Written, is_1904: bool = False) -> object:
    """Return what a workbook stores of a cell: a day shown as a number is its serial number."""
    if isinstance(written.value, datetime) and written.number_format == "0":
        zero = DAY_ZERO_1904 if is_1904 else DAY_ZERO
        return (written.value.date() - zero).days
    return written.value
