"""A Chinese name → a code: the initials of its syllables, which offices use as short forms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable

# GB 2312 orders its 3755 everyday characters by their reading: the first code of each initial.
INITIALS = "abcdefghjklmnopqrstwxyz"
FIRST_CODES = [
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC),
    *(0xC2E8, 0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9),
    0xD4D1,
]
LAST_CODE = 0xD7F9  # rarer characters are ordered by their strokes, so they have no initial here
KINDS_OF_PLACE = re.compile(
    r"(村民委员会|居民委员会|村委会|居委会|行政村|自然村|社区|街道|村|居|镇|乡)$"
)


def make_codes(names: Iterable[str], taken: Container[str] = (), usual: str = "v") -> list[str]:
    """Return a code for each name, all different and none of those ``taken``.

    The same names in the same order give the same codes. A name without an everyday character
    has ``usual`` for its initials.
    """
    codes: list[str] = []
    for name in names:
        short = initials(KINDS_OF_PLACE.sub("", name) or name)
        short = short if short[:1].isalpha() else usual + short
        number, code = 1, short
        while code in codes or code in taken:
            number += 1
            code = f"{short}{number}"
        codes.append(code)
    return codes


def initials(name: str) -> str:
    """Return the initials of a name's characters: 青禾 is qh; letters and digits stay."""
    return "".join(map(initial, name))


def initial(sign: str) -> str:
    """Return one character's initial; nothing where it has none here."""
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    try:
        code = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if not FIRST_CODES[0] <= code <= LAST_CODE:
        return ""
    return INITIALS[bisect_right(FIRST_CODES, code) - 1]
