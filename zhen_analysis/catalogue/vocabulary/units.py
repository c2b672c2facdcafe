"""Units of measure as offices write them → one canonical unit each, and factors between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

ONE = Fraction(1)
FACTOR = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?|[0-9]{1,9}/[0-9]{1,9}")
SHARE = "%"  # the base of shares: % and ‰


@dataclass(frozen=True)
class Uom:
    """A unit of measure, or another spelling of one.

    Attributes
    ----------
    unit : its canonical form: 方 is 立方米, 公里 is 公里.
    base : the unit that all of what it measures are multiples of: of 公里 and 厘米 the 米.
    factor : how many of the base it is; exact, so that 3 亩 are 2000 平方米 and not a hair less.
    counts : whether the base counts things: a slip between such units (12户 for 12个) changes no
        number.
    """

    unit: str
    base: str
    factor: Fraction
    counts: bool


class Uoms:
    """Every unit of measure and every spelling that is known."""

    def __init__(self, known: Mapping[str, Uom]) -> None:
        self.known = known
        self.units = list(dict.fromkeys(uom.unit for uom in known.values()))

    def is_uom(self, written: str) -> bool:
        """Tell whether ``written`` is a unit of measure or a counter."""
        return written in self.known

    def base(self, written: str) -> str:
        """Return the base of what a unit measures; empty for a unit that is not known."""
        return self.known[written].base if written in self.known else ""

    def conversion(self, written: str, wanted: str) -> Fraction | None:
        """Return the factor from ``written`` to ``wanted``; None if they measure unlike things."""
        if written == wanted:
            return ONE
        if written not in self.known or wanted not in self.known:
            return None
        own, other = self.known[written], self.known[wanted]
        return own.factor / other.factor if own.base == other.base else None

    def slip(self, written: str, wanted: str) -> Fraction | None:
        """Return the factor between two counters of things, 1 dozen 个 being 12 户; else None."""
        both = [self.known[uom] for uom in (written, wanted) if uom in self.known]
        if len(both) < 2 or not all(uom.counts for uom in both):
            return None
        return both[0].factor / both[1].factor


def read_factor(written: str) -> Fraction | None:
    """Return 12, 0.5 or 2000/3 as an exact number above 0; None for what is none."""
    if not FACTOR.fullmatch(written):
        return None
    above, _, below = written.partition("/")
    return Fraction(above) / int(below or 1) if int(below or 1) and Fraction(above) else None


def read_uoms(rows: Iterable[tuple[str, str, str, bool]]) -> Uoms:
    """Resolve rows of ``word, means, factor, counts`` into units.

    A row without ``means`` is a base; one with a factor is so many of what it means; one without
    is another spelling. The first row of a word counts; what means nothing that is known, or
    itself, is left out.
    """
    stated: dict[str, tuple[str, str, bool]] = {}
    for word, means, factor, counts in rows:
        stated.setdefault(word, (means, factor, counts))
    known: dict[str, Uom] = {}

    def resolve(word: str, seen: frozenset[str]) -> Uom | None:
        if word in known:
            return known[word]
        if word not in stated or word in seen:
            return None
        means, factor, counts = stated[word]
        if not means:
            return Uom(word, word, ONE, counts)
        base = resolve(means, seen | {word})
        if base is None:
            return None
        if not factor:
            return base
        times = read_factor(factor)
        return None if times is None else Uom(word, base.base, base.factor * times, base.counts)

    for word in stated:
        if (uom := resolve(word, frozenset())) is not None:
            known[word] = uom
    return Uoms(known)
