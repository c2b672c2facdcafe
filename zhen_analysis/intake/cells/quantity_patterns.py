"""The words of a catalogue → the patterns of quantities as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.numerals import ARABIC, CHINESE, DIGITS, LARGE, MULTIPLE, NUMERAL


@dataclass(frozen=True)
class QuantityPatterns:
    """What a quantity looks like, in the units and with the words that a catalogue knows.

    Attributes
    ----------
    quantity : 约30余方, 1.2万立方米, 已清理三百二十 …: groups ``verb, before, sign, numeral,
        exponent, more, later, uom, half, after``.
    begins : 约30, 至少.5: how such a text begins, whatever follows.
    half : 半方. one : 12户. two : 12户27间. computed : 3+2, 5×3. between : 3-5个.
    bracketed_unit : 12(方).
    """

    words: Words
    quantity: re.Pattern[str]
    begins: re.Pattern[str]
    half: re.Pattern[str]
    one: re.Pattern[str]
    two: re.Pattern[str]
    range: re.Pattern[str]
    sum: re.Pattern[str]
    product: re.Pattern[str]
    bracketed_unit: re.Pattern[str]


@lru_cache(maxsize=16)
def quantity_patterns(words: Words) -> QuantityPatterns:
    """Return the patterns of quantities for some words."""
    lowered = sorted({uom.lower() for uom in words.uoms.known})  # the same pattern each time
    uoms = sorted(lowered, key=len, reverse=True)
    unit = "|".join(map(re.escape, uoms))
    before, after = words.pattern("before"), words.pattern("after")
    stated = rf"(?:{ARABIC}|{CHINESE})"
    return QuantityPatterns(
        words,
        quantity=re.compile(
            rf"(?P<verb>{words.pattern('deed')})?(?P<before>(?:{before}){{0,3}})(?P<sign>[+-]|负)?"
            rf"¥?(?P<numeral>{NUMERAL})(?:e(?P<exponent>[+-]?\d{{1,2}}))?"
            rf"(?P<more>余|多|来)?(?P<later>{LARGE})?(?P<uom>{unit})?(?P<half>半)?"
            rf"(?P<after>{after})?"
        ),
        begins=re.compile(rf"(?:{before}){{0,3}}[-.]?\d"),
        half=re.compile(rf"半({unit})?"),
        one=re.compile(rf"(?<![\d.]){stated}({unit})"),
        two=re.compile(rf"(?:{stated}(?:{unit})[,、;/和(]?){{2,}}\)?"),
        range=re.compile(rf"(?:{NUMERAL})(?:{unit})?(?:-|~|—|–|至|到)+(?:{NUMERAL})(?:{unit})?"),
        sum=re.compile(rf"(?:{ARABIC})(?:{unit})?(?:\+(?:{ARABIC})(?:{unit})?)+"),
        product=re.compile(rf"((?:{ARABIC})(?:[x×*](?:{ARABIC})){{1,2}})({unit})?"),
        bracketed_unit=re.compile(rf"(.*(?:[\d{DIGITS}]|{MULTIPLE}))\(({unit})\)"),
    )
