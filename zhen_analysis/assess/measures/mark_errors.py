"""Marks that several checkers or rounds gave of one thing → how far their mean strays."""

from __future__ import annotations

import numpy as np
import pandas as pd

SURE = 0.95  # the end of the middle 90 %


def mean_errors(marks: pd.DataFrame) -> pd.Series:
    """Return the standard error of each unit's mean mark, by question and unit.

    The variance within units is pooled over all units of a question of which there are two marks or
    more: nobody's own two marks say much. A unit with one mark has that error too. Where they are
    few, the error is as much wider as the middle 90 % of Student's t is than the normal's. NA where
    no unit has two marks, or where all that have are marked alike: copied marks prove nothing.

    Parameters
    ----------
    marks : ``question, unit, amount``; one row per mark that could be read.
    """
    amounts = marks.astype({"amount": "float64"})
    by_unit = amounts.groupby(["question", "unit"])["amount"]
    units = pd.DataFrame({"count": by_unit.size(), "variance": by_unit.var(ddof=1)})
    units["freedom"] = units["count"] - 1
    units["squares"] = (units["variance"] * units["freedom"]).fillna(0.0)
    pooled = units.groupby("question")[["squares", "freedom"]].transform("sum")
    known = (pooled["freedom"] > 0) & (pooled["squares"] > 0)
    variance = (pooled["squares"] / pooled["freedom"]).where(known)
    wider = widening(pooled["freedom"].where(known, 1).to_numpy())
    return (np.sqrt(variance / units["count"]) * wider).rename("value_error")


def widening(freedom: np.ndarray) -> np.ndarray:
    """Return by how much Student's middle 90 % is wider than the normal one."""
    from scipy.special import ndtri, stdtrit

    return stdtrit(freedom, SURE) / ndtri(SURE)
