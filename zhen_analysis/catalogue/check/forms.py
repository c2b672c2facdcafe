"""A code, a heading, a number or a date as written → whether it has the form it must have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from zhen_analysis.catalogue.written import Breach

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# At most 15 digits before the point: more is a slip, and no float holds it.
NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)")


def code_breaches(file: str, row: int | None, column: str, code: str) -> Iterator[Breach]:
    """Check that a code begins with a letter and holds letters, digits and _ only."""
    if not CODE.fullmatch(code):
        yield Breach(
            file,
            row,
            column,
            code,
            "a code begins with a letter and holds letters, digits and _ only.",
        )


def unknown_keys(file: str, place: str, entry: dict, known: set[str]) -> Iterator[Breach]:
    """Find keys that nothing reads: most often a slip of the pen."""
    for key in sorted(set(entry) - known):
        where = f"{place}.{key}" if place else key
        yield Breach(file, None, where, key, f"is not known; known: {', '.join(sorted(known))}.")


def missing_keys(file: str, place: str, entry: dict, needed: set[str]) -> Iterator[Breach]:
    """Find keys that must be there and are not."""
    for key in sorted(needed - set(entry)):
        yield Breach(file, None, f"{place}.{key}", "", "is missing.")


def plain(heading: str) -> str:
    """Return a heading as it is compared: one width, no blanks, no path marks."""
    folded = unicodedata.normalize("NFKC", heading)
    return re.sub(r"[\s/>、,，]", "", folded)


def is_number(written: str, minimum: float | None = None) -> bool:
    """Tell whether ``written`` is a decimal number, not below ``minimum``."""
    if not NUMBER.fullmatch(written):
        return False
    return minimum is None or float(written) >= minimum


def is_date(written: str) -> bool:
    """Tell whether ``written`` is a date such as 2022-03-01."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return False
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
