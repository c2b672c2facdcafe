"""A clean numeral (1,204 · 1.2万 · 1万2千 · 三万五 · 廿五) → its exact number, or what is wrong."""

from __future__ import annotations

import re
from decimal import Decimal

MULTIPLES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
LARGE = f"[{''.join(sign for sign, times in MULTIPLES.items() if times >= 10_000)}]"  # 万, 亿
MULTIPLE = f"[{''.join(MULTIPLES)}]"  # behind an Arabic numeral: 3千, 1.2万, 5百万
DIGITS = "零一二三四五六七八九"
# Bounded throughout: what is longer is no numeral, and is told so at once.
ARABIC = r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,20})?|\d{1,20}(?:\.\d{1,20})?|\.\d{1,20}"
MIXED = r"\d{1,12}[百千万亿](?:\d{1,4}[百千万]){0,4}\d{0,4}"  # 1万2千, 3千5
CHINESE = r"[零一二两俩三仨四五六七八九十百千万亿点廿卅壹贰叁肆伍陆柒捌玖拾佰仟]{1,30}"
NUMERAL = rf"(?:{MIXED}|(?:{ARABIC}){MULTIPLE}{{0,4}}|{CHINESE})"
SIMPLER = str.maketrans({"廿": "二十", "卅": "三十", "俩": "二", "仨": "三", "两": "二"})
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
LARGEST = Decimal(10) ** 12  # beyond it stands a telephone or account number, no quantity
LONGEST = 30  # characters; a numeral is never longer


class NotANumber(ValueError):
    """A numeral that makes no sense."""


class GivesRange(ValueError):
    """A numeral that stands for several: 三五, 十五六, 七八十."""


def read_numeral(numeral: str) -> Decimal:
    """Return the exact number of a numeral that fits ``NUMERAL``.

    Raises
    ------
    NotANumber
        The numeral makes no sense, or is larger than any quantity (10 to the 12th).
    GivesRange
        It is one of the Chinese ways to say from … to ….
    """
    if len(numeral) > LONGEST:
        raise NotANumber(numeral)
    if found := re.fullmatch(rf"({ARABIC})({MULTIPLE}*)", numeral):
        number = Decimal(found[1].replace(",", ""))
        for multiple in found[2]:
            number *= MULTIPLES[multiple]
    else:
        number = read_chinese(numeral)
    if number > LARGEST:
        raise NotANumber(numeral)
    return number


def read_chinese(numeral: str) -> Decimal:
    """Return the number of a Chinese or mixed numeral; cn2an reads it once it is clean."""
    import cn2an  # slow to import, and most workbooks have no Chinese numeral

    clean = numeral.translate(SIMPLER).translate(FORMAL)
    if gives_range(clean):
        raise GivesRange(numeral)
    if clean[0] in "百千万亿":
        if len(clean) > 1 and clean[1] not in "万亿":
            raise GivesRange(numeral)  # 百八十: from a hundred to that
        clean = "一" + clean
    if clean[0] == "点":
        clean = "零" + clean
    if clean[-1] == "点":
        raise NotANumber(numeral)
    try:
        return Decimal(str(cn2an.cn2an(clean, "smart")))
    except ValueError as error:
        raise NotANumber(numeral) from error


def gives_range(clean: str) -> bool:
    """Tell whether two neighbouring digits mean from … to …: 三五户, 十五六个, 七八十.

    二零 and 一二三 are digits one after the other; 八五 cannot be a range, as it falls.
    """
    whole = clean.split("点")[0]
    if re.fullmatch(f"[{DIGITS}]+", whole):
        if len(whole) != 2 or "零" in whole:
            return False
        low, high = map(DIGITS.index, whole)
        return high - low == 1 or (low, high) == (3, 5)
    return bool(re.search(f"[{DIGITS[1:]}]{{2}}", whole))
