"""A number and its cell's number format → the text that the sheet shows, no digit lost.

What a format adds is kept: a unit (``0"方"`` shows 120方), the sign of percent (0.853 shows 85.3%),
zeros that are part of what was typed (3.10 in ``0.00``, 007 in ``000``). What it hides is not: the
digits beyond the shown ones stay (0.8534 in ``0.0%`` gives 85.34%), because the stored number is
what counts. Grouping commas and currency signs add nothing to a number and are left out. The rules
of format codes: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

# The built-in formats that show more than the number; the others are plain or days.
BUILT_IN = {2: "0.00", 4: "#,##0.00", 9: "0%", 10: "0.00%", 39: "0.00", 40: "0.00"} | {
    number: "0.00" for number in (43, 44)
}
LONGEST = 15  # digits: no office program keeps or shows more of a number
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|[_*].|_$"  # a blank as wide as a sign; a sign that fills the cell
    r"|\[(?P<bracket>[^\[\]]*)\]"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<place>[0#?])"
    r"|(?P<point>\.)"
    r"|(?P<comma>,)"
    r"|(?P<literal>.)",
    re.DOTALL | re.IGNORECASE,
)
SECTION = re.compile(r'(?:"[^"]*"?|[\\!_*].|[^;])*', re.DOTALL)
SILENT = re.compile(r'(?:\s|""|_.)*', re.DOTALL)
CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)")
COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
CURRENCIES = str.maketrans("", "", "¥￥$€£")
OTHER_KINDS = re.compile(r"[ymdhsbge@]|[eE][+-]|/", re.IGNORECASE)  # days, text, 1E+05, 1/2


@dataclass(frozen=True)
class Section:
    """One of the up to four parts of a format: how it shows the numbers that it is for.

    ``whole`` is what stands in place of the digits before the point, each 0, # or ?, or a sign
    between them; ``decimals`` the fewest digits after it.
    """

    before: str
    whole: tuple[str, ...]
    decimals: int
    after: str
    scale: int  # powers of ten: 2 for each %, -3 for each comma after the digits
    condition: tuple[str, Decimal] | None
    is_silent: bool = False  # it shows nothing at all, as all parts of ;;; do

    @property
    def is_plain(self) -> bool:
        """Whether it shows a number as it would stand without a format."""
        zeros = self.whole.count("0")
        signs = [sign for sign in self.whole if sign not in PLACES]
        added = self.before or self.after or self.decimals or self.scale or signs
        return not self.whole or (zeros <= 1 and not added)

    def meets(self, number: Decimal) -> bool:
        """Whether its condition holds."""
        return self.condition is None or COMPARE[self.condition[0]](number, self.condition[1])


PLACES = frozenset("0#?")
PLAIN = Section("", (), 0, "", 0, None)


@dataclass(frozen=True)
class Format:
    """A number format that shows more than the number, or nothing of it."""

    sections: tuple[Section, ...]
    hides_text: bool = False  # its fourth part, which is for texts, shows nothing

    def show(self, number: float) -> str:
        """Return the number as the sheet shows it, all its digits; blank where it shows none."""
        exact = Decimal(write_number(number))
        section = self.section_of(exact)
        if section.is_silent and exact:
            return ""
        if section.is_plain:
            return write_number(number)
        digits = format(abs(exact).scaleb(section.scale), "f")
        whole, _, part = digits.partition(".")
        part = part.rstrip("0").ljust(section.decimals, "0")
        shown = fill_places(whole, section.whole)
        # 0!.0,"万" sets the point by hand.
        point = "" if not part or "." in shown else "."
        sign = "-" if exact < 0 else ""
        return f"{section.before}{sign}{shown}{point}{part}{section.after}"

    def section_of(self, number: Decimal) -> Section:
        """Return the part of the format that is for this number."""
        parts = self.sections
        if any(part.condition for part in parts[:2]):
            return next((part for part in parts[:3] if part.meets(number)), PLAIN)
        if number < 0:
            return parts[1] if len(parts) > 1 else parts[0]
        if number == 0 and len(parts) > 2:
            # A zero shown as a dash, or not at all, stays a zero.
            return parts[2] if "0" in parts[2].whole else PLAIN
        return parts[0]


@lru_cache(maxsize=4096)
def read_format(code: str) -> Format | None:
    """Return a format that shows more than the number; None where it shows just that."""
    written = [*split_sections(code)]
    texts, hides_text = written[:3], len(written) > 3 and SILENT.fullmatch(written[3]) is not None
    sections = tuple(read_section(text, place == 1) for place, text in enumerate(texts))
    if len(texts) > 1:
        silent = (SILENT.fullmatch(text) is not None for text in texts)
        sections = tuple(replace(s, is_silent=x) for s, x in zip(sections, silent, strict=True))
    is_told = any(not section.is_plain or section.is_silent for section in sections[:2])
    is_told |= hides_text or not all(section.is_plain for section in sections)
    return Format(sections, hides_text) if is_told else None


def split_sections(code: str) -> Iterator[str]:
    """Yield the parts of a format, which semicolons divide."""
    start = 0
    while start <= len(code):
        found = SECTION.match(code, start)
        end = found.end() if found else len(code)
        yield code[start:end]
        start = end + 1


def read_section(text: str, is_negative: bool) -> Section:
    """Read one part of a format; one that shows a day, a fraction or a text counts as plain."""
    tokens = [(found.lastgroup, found[found.lastgroup]) for found in TOKEN.finditer(text)
              if found.lastgroup]  # fmt: skip
    bare = "".join(word for kind, word in tokens if kind == "literal")
    is_place = [kind in {"place", "general"} for kind, _ in tokens]
    condition = find_condition(word for kind, word in tokens if kind == "bracket")
    if OTHER_KINDS.search(bare) or not any(is_place):
        return Section("", (), 0, "", 0, condition)
    first = is_place.index(True)
    last = len(is_place) - 1 - is_place[::-1].index(True)
    points = [place for place in range(first, last + 1) if tokens[place][0] == "point"]
    end = points[0] if points else last + 1
    behind = tokens[last + 1 :]
    commas = sum(kind == "comma" for kind, _ in behind)
    before, after = said(tokens[:first]), said(behind)
    if is_negative and condition is None:
        before, after = before.strip("-−()（）"), after.strip("()（）")
    scale = 2 * sum((kind, word) == ("literal", "%") for kind, word in tokens) - 3 * commas
    whole = [("#" if kind == "general" else word) for kind, word in tokens[first:end]
             if kind in {"place", "general", "quoted", "escaped", "literal"}]  # fmt: skip
    decimals = sum(token == ("place", "0") for token in tokens[end : last + 1])
    return Section(before, tuple(whole), decimals, after, scale, condition)


def find_condition(brackets: Iterator[str]) -> tuple[str, Decimal] | None:
    """Return the condition among the bracketed words; the others are colours and languages."""
    for word in brackets:
        if found := CONDITION.fullmatch(word.strip()):
            return found[1], Decimal(found[2])
    return None


def said(tokens: Sequence[tuple[str | None, str]]) -> str:
    """Return what stands before or after the digits, currency signs and blanks left out."""
    words = (word for kind, word in tokens if kind in {"quoted", "escaped", "literal"})
    return "".join(words).translate(CURRENCIES).strip()


def fill_places(digits: str, whole: tuple[str, ...]) -> str:
    """Put digits in their places from the right; what is left over stands before the first."""
    rest = list(digits.lstrip("0"))
    shown: list[str] = []
    for place in reversed(whole):
        if place not in PLACES:
            shown.append(place)
        elif rest:
            shown.append(rest.pop())
        elif place == "0":
            shown.append("0")
    shown.extend(reversed(rest))
    return "".join(reversed(shown)) or "0"


def write_number(number: float) -> str:
    """Write a number without a format: 120.0 is 120, 0.1 + 0.2 is 0.3."""
    if number.is_integer():
        return str(int(number))
    shortest = repr(number)
    return shortest if len(shortest) <= LONGEST else repr(float(f"{number:.{LONGEST}g}"))
