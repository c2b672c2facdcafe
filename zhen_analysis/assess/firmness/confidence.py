"""Estimates with standard errors → the set of ranks that each unit may really have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from zhen_analysis.base.errors import BadInput

KINDS = ("marginal", "simultaneous", "top")
CELLS = 4_000_000  # differences held at once
Numbers: TypeAlias = pd.Series | Mapping | Sequence[float] | np.ndarray


def rank_confidence_sets(
    estimates: Numbers,
    errors: Numbers,
    *,
    kind: str = "marginal",
    top: int | None = None,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return confidence sets for ranks; the greatest estimate ranks first.

    A unit's rank is one more than the number of units above it. Whether one is above another is
    tested for all pairs at once: the largest Studentised difference under independent normal errors
    gives the critical value, and the pairs that are told apart are left out of the next step
    (step-down). Source: Mogstad, Romano, Shaikh and Wilhelm (2023), Review of Economic Studies,
    rdad006, sections 3.1 to 3.3.

    Parameters
    ----------
    estimates, errors : one number per unit; the units are the index or the keys, else 0, 1, …
        Errors are standard errors of the estimates. Never hand in Wald errors of small
        proportions: near 0 and 1 they are far too small.
    kind : ``marginal`` (covers the rank of one unit named beforehand), ``simultaneous`` (covers
        the ranks of all units together) or ``top`` (which units may be among the first ``top``).
    top : how many places ``in_top`` is about; needed for ``top``.
    level : coverage.

    Returns
    -------
    DataFrame
        One row per unit in the order given: ``unit, low, high`` (best and worst rank; NA without
        an estimate) and ``in_top`` (whether one of the first ``top`` ranks is in the set; NA
        without ``top``).

    Raises
    ------
    BadInput
        A kind that is not known, ``top`` without a number of places, a negative or missing error.
    """
    units, values, sds = pair_numbers(estimates, errors)
    require_sense(kind, top, level, units, values, sds)
    known = np.flatnonzero(~np.isnan(values))
    x, s = values[known], sds[known]
    noise = np.random.default_rng(seed).standard_normal((draws, len(x))) * s
    spread = np.sqrt(s[:, None] ** 2 + s[None, :] ** 2)
    tests = [[j] for j in range(len(x))] if kind == "marginal" else [list(range(len(x)))]
    none = np.zeros((0, 2, len(x)), dtype=bool)
    above = np.vstack([none, *(tell_apart(x, spread, noise, level, j) for j in tests if j)])
    exact = (spread == 0) & (x[:, None] >= x[None, :])  # known to stand no lower
    np.fill_diagonal(exact, val=False)
    low = 1 + above[:, 1].sum(axis=1)
    high = len(x) - (above[:, 0] | exact).sum(axis=1)
    bounds = pd.DataFrame({"low": low, "high": high}, index=known).reindex(range(len(units)))
    in_top = bounds["low"].le(top).mask(bounds["low"].isna()) if top is not None else pd.NA
    return pd.DataFrame({"unit": units}).assign(
        low=bounds["low"].astype("Int64"),
        high=bounds["high"].astype("Int64"),
        in_top=pd.Series(in_top, index=bounds.index).astype("boolean"),
    )


def pair_numbers(estimates: Numbers, errors: Numbers) -> tuple[list, np.ndarray, np.ndarray]:
    """Return units, estimates and errors side by side; labels are matched where both have them."""
    one, other = pd.Series(estimates, dtype="float64"), pd.Series(errors, dtype="float64")
    labelled = isinstance(estimates, pd.Series | Mapping) and isinstance(
        errors, pd.Series | Mapping
    )
    if labelled and not one.index.equals(other.index):
        if set(one.index) != set(other.index) or one.index.has_duplicates:
            raise BadInput("estimates and errors are not of the same units.")
        other = other.reindex(one.index)
    if len(one) != len(other):
        raise BadInput(f"{len(one)} estimates came with {len(other)} errors.")
    return list(one.index), one.to_numpy(), other.to_numpy()


def require_sense(
    kind: str, top: int | None, level: float, units: list, values: np.ndarray, sds: np.ndarray
) -> None:
    """Raise BadInput for what cannot be answered."""
    if kind not in KINDS:
        raise BadInput(f"kind {kind!r} is not one of {', '.join(KINDS)}.")
    if top is None and kind == "top":
        raise BadInput("kind 'top' needs top=, the number of first places.")
    if top is not None and top < 1:
        raise BadInput(f"top={top} is no number of places.")
    if not 0 < level < 1:
        raise BadInput(f"level {level} does not lie between 0 and 1.")
    wrong = ~np.isnan(values) & ~(sds >= 0) | np.isinf(values) | np.isinf(sds)
    if wrong.any():
        named = ", ".join(str(units[place]) for place in np.flatnonzero(wrong)[:5])
        raise BadInput(f"no usable standard error for {named}.", hint="Give 0 for an exact value.")


def tell_apart(
    x: np.ndarray, spread: np.ndarray, noise: np.ndarray, level: float, rows: list[int]
) -> np.ndarray:
    """Return, for each of ``rows``, whom it is surely above and who is surely above it.

    The array is (rows × 2 × units). All these statements hold together with probability ``level``.
    """
    gaps = x[rows, None] - x[None, :]
    scale = spread[rows]
    noisy = scale > 0
    # Statement 0: the row's unit is above the other one; statement 1: it is below.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(noisy, gaps / scale, np.sign(gaps) * np.inf)
    ratio = np.nan_to_num(np.stack([ratio, -ratio], axis=1), nan=0.0, posinf=np.inf, neginf=-np.inf)
    told = np.isposinf(ratio)
    if not len(noise):
        return told
    open_pairs = np.stack([noisy, noisy], axis=1)
    while open_pairs.any():
        largest = np.concatenate(list(largest_differences(noise, scale, rows, open_pairs)))
        fresh = open_pairs & (ratio > np.quantile(largest, level))
        if not fresh.any():
            break
        told |= fresh
        open_pairs &= ~fresh
    return told


def largest_differences(
    noise: np.ndarray, scale: np.ndarray, rows: list[int], open_pairs: np.ndarray
) -> Iterator[np.ndarray]:
    """Yield, chunk of draws by chunk, the largest Studentised difference among the open pairs."""
    safe = np.where(scale > 0, scale, 1.0)
    at_once = max(1, CELLS // (len(rows) * noise.shape[1]))
    up, down = open_pairs[:, 0], open_pairs[:, 1]
    for start in range(0, len(noise), at_once):
        drawn = noise[start : start + at_once]
        gaps = (drawn[:, rows, None] - drawn[:, None, :]) / safe
        yield np.maximum(
            gaps.max(axis=(1, 2), where=up, initial=-np.inf),
            (-gaps).max(axis=(1, 2), where=down, initial=-np.inf),
        )
