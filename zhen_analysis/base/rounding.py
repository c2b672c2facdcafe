"""Numbers → the numbers that are printed and ranked: half up, of the decimal that people see."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

SUM_DECIMALS = 9  # what is left of binary noise in a sum lies below this
# Up to here a float times 10⁹ is off by an eighth at most and rounds to the right whole number.
EXACT = 2**50 / 10**SUM_DECIMALS
WHOLE = 2.0**53  # from here on every float is a whole number


def round_half_up(numbers: pd.Series | np.ndarray, decimals: int) -> pd.Series | np.ndarray:
    """Round as an office does: 0.125 → 0.13, 2.675 → 2.68; NA stays.

    First to nine decimals, then half away from zero of the shortest decimal that prints the float,
    as ``Decimal(repr(x)).quantize(..., ROUND_HALF_UP)`` would.
    """
    plain = np.asarray(
        numbers.astype("float64") if isinstance(numbers, pd.Series) else numbers, dtype="float64"
    )
    rounded = round_floats(plain, decimals)
    if isinstance(numbers, pd.Series):
        return pd.Series(rounded, index=numbers.index, name=numbers.name).astype(numbers.dtype)
    return rounded


def round_floats(plain: np.ndarray, decimals: int) -> np.ndarray:
    """Round finite floats in whole numbers of the ninth decimal, where halves are exact."""
    size = np.abs(plain)
    small = np.isfinite(plain) & (size < EXACT)
    units = np.rint(np.where(small, size, 0) * 10.0**SUM_DECIMALS).astype("int64")
    step = 10 ** (SUM_DECIMALS - decimals)
    kept = (units + step // 2) // step
    rounded = np.where(small, np.copysign(kept / 10.0**decimals, plain), plain)
    large = np.isfinite(plain) & ~small
    rounded[large] = [round_exactly(number, decimals) for number in plain[large]]
    return rounded + 0.0  # no −0


def round_exactly(number: float, decimals: int) -> float:
    """Round one float by its printed decimal."""
    if abs(number) >= WHOLE:
        return float(number)
    place = Decimal(1).scaleb(-decimals)
    shortest = Decimal(repr(round(float(number), SUM_DECIMALS)))
    return float(shortest.quantize(place, rounding=ROUND_HALF_UP))
