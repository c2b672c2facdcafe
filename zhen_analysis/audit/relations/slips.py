"""A printed and a computed number → the likely slip, in words; empty where none is evident."""

from __future__ import annotations

import numpy as np

from zhen_analysis.intake.cells.digit_slips import digit_slip

DIGITS_TOLD = {
    "wrong": "有一位数字写错（{0.written}应为{0.right}）",
    "swapped": "相邻两位数字写颠倒",
    "more": "多写一位数字",
    "fewer": "漏写一位数字",
}


def digits_of(number: float, decimals: int) -> str:
    """Return a number's digits as printed, without sign and point."""
    return f"{abs(number):.{decimals}f}".replace(".", "")


def number_slip(printed: float, computed: float, decimals: int) -> str:
    """Return how the digits of two numbers differ, if it is the slip of one hand."""
    if np.isnan(printed) or np.isnan(computed):
        return ""
    if np.isclose(printed, -computed) and printed:
        return "正负号写反"
    for power, word in ((10, "小数点错一位"), (100, "小数点错两位")):
        for one, other in ((printed, computed), (computed, printed)):
            if other and np.isclose(one, other * power, rtol=10.0**-4):
                return word
    slip = digit_slip(digits_of(printed, decimals), digits_of(computed, decimals))
    return DIGITS_TOLD[slip.kind].format(slip) if slip else ""


def written_wrong(printed: float, right: float, decimals: int) -> bool:
    """Tell whether one slip of the hand turns a number into another: digits, or the point."""
    return bool(number_slip(printed, right, decimals)) and not np.isclose(printed, right)


def swapped_with(
    line: int, printed: np.ndarray, computed: np.ndarray, wrong: np.ndarray, names: list[str]
) -> str:
    """Return with whom a line has changed values, if each prints what the other should."""
    for other in np.flatnonzero(wrong):
        if other == line:
            continue
        if np.isclose(printed[line], computed[other], atol=1e-6) and np.isclose(
            printed[other], computed[line], atol=1e-6
        ):
            return f"与{names[other]}写颠倒"
    return ""


def neighbour_value(
    line: int, printed: np.ndarray, computed: np.ndarray, names: list[str], lines: np.ndarray
) -> str:
    """Return the neighbour whose number stands here, if it is a neighbour's."""
    place = int(np.flatnonzero(lines == line)[0])
    for near in (place - 1, place + 1):
        if 0 <= near < len(lines) and np.isclose(printed[line], computed[lines[near]], atol=1e-6):
            return f"填成了{names[lines[near]]}的数"
    return ""


def part_slip(gap: float, parts: list[float]) -> str:
    """Return the part that a sum leaves out or holds twice, if only one explains the gap.

    ``gap`` is computed − printed.
    """
    left_out = [value for value in parts if value and np.isclose(value, gap, atol=1e-6)]
    if len(left_out) == 1:
        return f"可能漏加{left_out[0]:g}"
    twice = [value for value in parts if value and np.isclose(value, -gap, atol=1e-6)]
    if len(twice) == 1:
        return f"可能重复加了{twice[0]:g}"
    return ""
