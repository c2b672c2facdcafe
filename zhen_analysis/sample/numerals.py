"""A whole number below ten thousand → Chinese numerals, plain (一百二十) or formal (壹佰贰拾)."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
MOST = 9999


def in_chinese(number: int) -> str:
    """Return 一百二十, 一千零五, 十二."""
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    digits = str(number)
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == "0":
            gap = True
            continue
        said += (DIGITS[0] if gap else "") + DIGITS[int(digit)] + PLACES[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def in_formal(number: int) -> str:
    """Return 壹佰贰拾, as on receipts."""
    plain = in_chinese(number)
    return ("一" + plain if plain.startswith("十") else plain).translate(FORMAL)


def digit_by_digit(number: int) -> str:
    """Return 二〇二二, as years are written."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
