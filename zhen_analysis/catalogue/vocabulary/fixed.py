"""Values and one indicator's parameters → scores from 0 to full marks, by rules that are fixed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Parameters: TypeAlias = Mapping[str, Any]  # one line of the indicator table; NaN or None if blank
FULL_SHARE = 100.0  # cap in % of full marks where none is declared
STEP_DECIMALS = 9  # 87 % − 84 % is one whole step of 3, whatever binary fractions make of it


def ratio(value: np.ndarray, line: Parameters) -> np.ndarray:
    """Share of the way from floor to target, between 0 and the cap, times full marks.

    Fixed goalposts as in OECD/JRC, Handbook on Constructing Composite Indicators (2008), ch. 5:
    never the observed minimum and maximum, so that no unit's score depends on another's.
    """
    posts = goalposts(line)
    if line["scale"] == "log":  # 0 and less lie below any goalpost
        with np.errstate(divide="ignore"):
            value, posts = np.log(np.clip(value, 0, None)), np.log(posts)
    worst, best = posts
    return np.clip((value - worst) / (best - worst), 0, top_share(line)) * line["full_marks"]


def goalposts(line: Parameters) -> np.ndarray:
    """Return the values of no marks and of full marks.

    With ``direction`` −1 the better end is the lower one, whichever way the two are written. Where
    no floor is declared it is 0.
    """
    posts = [or_else(line["floor"], 0.0), line["target"]]
    return np.array(sorted(posts, reverse=True) if line["direction"] == -1 else posts)


def deduct(value: np.ndarray, line: Parameters) -> np.ndarray:
    """Full marks less ``per`` for each finding, down to 0 (每处扣…分，扣完为止).

    From ``zero_at`` findings on the whole item is 0: one case of open burning zeroes the item.
    """
    full = line["full_marks"]
    score = np.clip(full - line["per"] * value, 0, full)
    return score if pd.isna(line["zero_at"]) else np.where(value >= line["zero_at"], 0.0, score)


def step(value: np.ndarray, line: Parameters) -> np.ndarray:
    """Full marks from ``start`` on, less ``loss`` for each ``step`` that a value falls short.

    ``part`` of a step left over: ``whole`` costs nothing, ``part`` costs its share, ``begun``
    costs a whole step (不足…的按…计). With ``direction`` −1 a value is short by what it exceeds.
    """
    short = value - line["start"] if line["direction"] == -1 else line["start"] - value
    steps = np.clip(np.round(short / line["step"], STEP_DECIMALS), 0, None)
    if line["part"] != "part":
        steps = np.ceil(steps) if line["part"] == "begun" else np.floor(steps)
    return np.clip(line["full_marks"] - line["loss"] * steps, 0, line["full_marks"])


def piecewise(value: np.ndarray, line: Parameters) -> np.ndarray:
    """Linear between declared knots (value:score), flat outside them."""
    values, scores = zip(*parse_knots(str(line["knots"])), strict=True)
    return np.where(np.isnan(value), np.nan, np.interp(value, values, scores))


def mark(value: np.ndarray, line: Parameters) -> np.ndarray:
    """The mark itself, between 0 and full marks; out of ``target`` where one is declared."""
    out_of = or_else(line["target"], line["full_marks"])
    return np.clip(value / out_of * line["full_marks"], 0, line["full_marks"])


RULES: dict[str, Callable[[np.ndarray, Parameters], np.ndarray]] = {
    "ratio": ratio,
    "deduct": deduct,
    "step": step,
    "piecewise": piecewise,
    "mark": mark,
}


def weigh_difficulty(score: np.ndarray, factor: np.ndarray, line: Parameters) -> np.ndarray:
    """Score times a unit's difficulty coefficient, up to the cap (full marks if none is stated)."""
    return np.minimum(score * factor, top_share(line) * line["full_marks"])


def per_size(value: np.ndarray, size: np.ndarray, line: Parameters) -> np.ndarray:
    """Findings per ``size_base`` of a unit's size (households, villages); NaN where it has none."""
    return value * or_else(line["size_base"], 1.0) / np.where(size > 0, size, np.nan)


def top_share(line: Parameters) -> float:
    """Return the cap as a share of full marks."""
    return or_else(line["cap"], FULL_SHARE) / 100


def or_else(number: Any, default: float) -> float:
    """Return a parameter, or its default where it is blank."""
    return default if pd.isna(number) else float(number)


def parse_knots(written: str) -> list[tuple[float, float]]:
    """Return ``0:0;60:6`` as (value, score) pairs in order of value; ValueError if it is not so."""
    pairs = [
        (float(value), float(score))
        for value, score in (pair.split(":") for pair in written.split(";"))
    ]
    if not all(map(math.isfinite, (number for pair in pairs for number in pair))):
        raise ValueError(f"{written} holds a number that is not finite")
    return sorted(pairs)


def fixed_mark(policy: Any) -> float | None:
    """Return the marks that ``fixed:<x>`` gives; None for any other policy."""
    word, _, number = str(policy).partition(":")
    try:
        marks = float(number)
    except ValueError:
        return None
    return marks if word == "fixed" and 0 <= marks < math.inf else None
