"""A stated sum that its lines do not add up to → the one slip that explains it exactly, in words.

A slip is only named where it explains the difference to the last digit and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhen_analysis.intake.cells.digit_slips import digit_slip

# Of one digit that is another nothing is said: that explains any difference of this size.
DIGITS_TOLD = {
    "swapped": "数字{}和{}写颠倒了",
    "more": "多写了一个数字",
    "fewer": "少写了一个数字",
}
FEWEST_DIGITS = 2  # of one digit alone nothing can be swapped, and too much be left out


@dataclass(frozen=True)
class Part:
    """A number that a sum is of: its value, where it stands, whose it is, whether it is text."""

    value: Decimal
    cell: str
    name: str
    is_text: bool = False

    def __str__(self) -> str:
        return f"{self.cell}（{self.name}）" if self.name else self.cell


@dataclass(frozen=True)
class Other:
    """Another sum that stands near: last month's, a 小计 above."""

    value: Decimal
    name: str
    is_inside: bool = False  # a part of the sum that was asked for, so that it may have been added


def likely_slip(
    stated: Decimal,
    parts: Sequence[Part],
    others: Sequence[Other] = (),
    total: Decimal | None = None,
) -> str:
    """Return a clause that names the likely slip, with its comma; blank where none is certain."""
    expected = sum((part.value for part in parts), Decimal(0)) if total is None else total
    if stated == expected or not parts:
        return ""
    found = list(dict.fromkeys(find_slips(stated, expected, parts, others)))
    return f"可能是{found[0]}，" if len(found) == 1 else ""


def find_slips(
    stated: Decimal, expected: Decimal, parts: Sequence[Part], others: Sequence[Other]
) -> Iterator[str]:
    """Yield every slip that explains the difference exactly."""
    filled = [part for part in parts if part.value]
    texts = [part for part in filled if part.is_text]
    missing = expected - stated
    is_text_slip = bool(texts) and sum(part.value for part in texts) == missing
    if is_text_slip:
        cells = "、".join(str(part) for part in texts)
        yield f"{cells}写成了文字，没有被求和公式加进去"
    # What the text explains is the same slip as a line left out, told better.
    left_out = [part for part in filled if part.value == missing]
    if len(left_out) > 1:
        yield from (f"漏加了{part}" for part in left_out)
    elif left_out and not (is_text_slip and left_out == texts):
        yield f"漏加了{left_out[0]}"
    yield from (f"把{part}加了两次" for part in filled if part.value == -missing)
    yield from edge_slips(stated, expected, filled, texts if is_text_slip else [])
    yield from other_slips(stated, expected, others)
    yield from digit_slips(stated, expected)


def edge_slips(
    stated: Decimal, expected: Decimal, filled: Sequence[Part], texts: Sequence[Part]
) -> Iterator[str]:
    """Yield the slips of a formula whose range ends too early or begins too late."""
    for name, parts in (("最后", filled[::-1]), ("最前", filled)):
        behind = Decimal(0)
        for count, part in enumerate(parts[:-1], start=1):
            behind += part.value
            is_told = {p.cell for p in parts[:count]} == {p.cell for p in texts}
            if count > 1 and expected - behind == stated and not is_told:
                yield f"求和漏了{name}{count}个数（到{part}为止）"


def other_slips(stated: Decimal, expected: Decimal, others: Sequence[Other]) -> Iterator[str]:
    """Yield the slips that another sum explains: it was copied, or added to its own lines."""
    inside = [other.value for other in others if other.is_inside and other.value]
    if inside and sum(inside) == stated - expected:
        yield "把小计也加了进去"
        return
    for other in others:
        if other.value and other.value == stated - expected:
            yield f"把{other.name}也加了进去"
        elif other.value and other.value == stated:
            yield f"沿用了{other.name}"


def digit_slips(stated: Decimal, expected: Decimal) -> Iterator[str]:
    """Yield the slips of the hand: two digits swapped, one too many or too few, a point moved."""
    one, two = plain_digits(stated), plain_digits(expected)
    if stated <= 0 or expected <= 0 or min(len(one), len(two)) < FEWEST_DIGITS:
        return
    for factor, word in ((10, "多写了一位"), (100, "多写了两位")):
        if stated == expected * factor:
            yield f"{word}（或小数点错位）"
            return
        if stated * factor == expected:
            yield f"{word.replace('多', '少')}（或小数点错位）"
            return
    slip = digit_slip(one, two)
    if slip and slip.kind in DIGITS_TOLD:
        yield DIGITS_TOLD[slip.kind].format(*slip.right)


def plain_digits(value: Decimal) -> str:
    """Return a number as it is written, without zeros behind its point."""
    return f"{value.normalize():f}"
