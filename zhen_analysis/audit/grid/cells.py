"""A cell of a published table → the number that is printed in it, and how exactly it is printed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from zhen_analysis.intake.cells.numerals import (
    ARABIC,
    LARGE,
    MULTIPLES,
    GivesRange,
    NotANumber,
    read_numeral,
)
from zhen_analysis.intake.cells.text import plain_text

NUMBER = re.compile(
    r"(?P<way>上升|增长|增加|提高|上涨|前进|进|退|后退|下降|减少|降低|下滑|回落|↑|↓|升|降)?(?:了)?"
    rf"(?P<sign>[+\-])?(?P<digits>{ARABIC})"
    rf"(?P<percent>%|个?百分点)?(?P<multiple>{LARGE})?(?P<uom>[A-Za-z³²\u4e00-\u9fff()]{{0,6}})"
    r"(?P<beside>\(-?\d+(?:\.\d+)?%?\))?"
)
FALLING = {"下降", "减少", "降低", "下滑", "回落", "↓", "降", "退", "后退"}
ORDINAL = re.compile(
    r"(?:并列|同列|=|No\.?)*\(?(?:并列)?第?(?P<place>\d+(?:\.5)?|[一二三四五六七八九十百]+)(?:st|nd|rd|th)?[名位]?\)?"
    r"(?:\(?并列\)?|=|\(\d+\))?",
    re.IGNORECASE,
)
BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])")
UNCHANGED = {"持平", "不变", "未变", "无变化"}
LARGEST_WHOLE = 1e15  # beyond it a float holds no exact units
KEPT = 2**16  # texts whose reading is kept: a sheet of thousands of rows repeats itself


@dataclass(frozen=True)
class Number:
    """A printed number.

    Attributes
    ----------
    value : as printed; percentages in percent (42.1 % is 42.1). NaN where nothing is printed.
    decimals : how many digits stand behind the point.
    step : the smallest difference that can be printed so; 1,000 for 1.2万.
    """

    value: float
    decimals: int = 0
    step: float = 1.0
    is_percent: bool = False


NO_NUMBER = Number(math.nan)


def show(cell: object) -> str:
    """Return a cell as text; a whole float without its point, and nothing for NA."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, float | np.floating):
        number = float(cell)
        if math.isnan(number):
            return ""
        whole = number.is_integer() and abs(number) < LARGEST_WHOLE
        return str(int(number)) if whole else repr(round(number, 10))
    return str(cell).strip()


@lru_cache(KEPT)
def tidy(text: str) -> str:
    """Return a label without inner blanks and line breaks, in one width; words of letters apart."""
    return " ".join(plain_text(word) for word in BETWEEN_WORDS.split(text))


@lru_cache(KEPT)
def read_number(text: str) -> Number:
    """Return the number that a cell prints; the first of 3.25(3.76), not last year's."""
    plain = tidy(text)
    if plain in UNCHANGED:
        return Number(0.0)
    found = NUMBER.fullmatch(plain)
    if not found:
        return NO_NUMBER
    digits = found["digits"].replace(",", "")
    multiple = MULTIPLES.get(found["multiple"] or "", 1)
    falls = found["way"] in FALLING or found["sign"] == "-"
    decimals = len(digits.partition(".")[2])
    return Number(
        value=(-1 if falls else 1) * round(float(digits) * multiple, decimals),
        decimals=decimals,
        step=multiple * 10.0**-decimals,
        is_percent=bool(found["percent"]),
    )


@lru_cache(KEPT)
def read_place(text: str) -> float:
    """Return the rank that a cell prints (4, 第4, 第四名, 并列第三, 3.5); NaN where it prints none.

    Of 1(2) it is 1, last month's being 2. 倒数第一 is none: it counts from the other end.
    """
    found = ORDINAL.fullmatch(tidy(text).removesuffix(".0"))
    if not found:
        return math.nan
    if found["place"].endswith(".5"):
        return float(found["place"])
    try:
        return float(read_numeral(found["place"]))
    except (NotANumber, GivesRange):
        return math.nan
