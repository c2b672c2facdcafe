"""A frame or a number that was handed in → the same, or one sentence of what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from zhen_analysis.base.errors import BadInput


def require_columns(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    """Raise BadInput where a frame lacks a column."""
    absent = [column for column in columns if column not in frame]
    if absent:
        raise BadInput(f"the {what} have no column {', '.join(absent)}.")


def finite_numbers(column: pd.Series, what: str) -> np.ndarray:
    """Return a column as floats, NaN where it is blank.

    Raises
    ------
    BadInput
        It holds a text, or a number without end: neither can be scored, ranked or drawn.
    """
    try:
        numbers = column.astype("Float64").to_numpy("float64", na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{what} holds what is no number: {error}.") from error
    if np.isinf(numbers).any():
        place = column.index[np.isinf(numbers)][0]
        raise BadInput(f"{what} holds a number without end (row {place}).")
    return numbers


def require_whole(value: Any, name: str, least: int) -> None:
    """Raise BadInput unless a number is a whole one, not below ``least``."""
    is_number = isinstance(value, int | float | np.number)
    if not is_number or not math.isfinite(value) or value != int(value) or value < least:
        raise BadInput(f"{name} {value} is no whole number of {least} or more.")
