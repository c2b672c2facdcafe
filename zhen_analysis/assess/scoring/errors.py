"""Standard errors of values, and the rule that scores them → standard errors of the scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

ERROR = "score_error"  # column: the standard error of a score, in marks; NA: none is known
VALUE_ERROR = "value_error"  # column: that of a measure's value (a mean of several marks)
STEPS = 1, 2  # errors to either side at which a rule is asked


def errors_of_scores(
    score: Callable[[np.ndarray], np.ndarray], value: np.ndarray, error: np.ndarray
) -> np.ndarray:
    """Return how far scores stray where their values do; NaN where no error is told.

    The steepest way to either side counts, one and two errors off: a value on a flat part of a
    rule, or at full marks, may have a step close by.
    """
    own = score(value)
    ways = [
        np.abs(score(value + sign * step * error) - own) / step
        for sign in (-1, 1)
        for step in STEPS
    ]
    return np.max(ways, axis=0)
