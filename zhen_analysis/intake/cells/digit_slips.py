"""The digits that stand and those that should → the one slip of the hand between them, if any."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DigitSlip:
    """One slip of the hand.

    Attributes
    ----------
    kind : ``wrong`` (one digit is another), ``swapped`` (two neighbours), ``more``, ``fewer``.
    written, right : the digits that differ, as they stand and as they should; none where one is
        too many or too few: of 1223 nobody knows which 2.
    """

    kind: str
    written: str = ""
    right: str = ""


def digit_slip(written: str, right: str) -> DigitSlip | None:
    """Return the slip that turns one number's digits into another's, if a single one does."""
    if len(written) == len(right):
        differ = [place for place, signs in enumerate(zip(written, right, strict=True))
                  if signs[0] != signs[1]]  # fmt: skip
        stands, should = ("".join(text[place] for place in differ) for text in (written, right))
        if len(differ) == 1:
            return DigitSlip("wrong", stands, should)
        if len(differ) == 2 and differ[1] == differ[0] + 1 and stands == should[::-1]:
            return DigitSlip("swapped", stands, should)
    elif len(written) == len(right) + 1 and right in without_one(written):
        return DigitSlip("more")
    elif len(written) + 1 == len(right) and written in without_one(right):
        return DigitSlip("fewer")
    return None


def without_one(digits: str) -> set[str]:
    """Return what is left of a number when one of its digits is taken away."""
    return {digits[:place] + digits[place + 1 :] for place in range(len(digits))}
