"""A value and a rule's parameters → a score from 0 to full marks, and the rule as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

PARAMETERS = ["rule", "floor", "target", "direction", "per", "knots", "cap", "scale", "missing"]
FULL_SHARE = 100.0  # cap in % of full marks where none is declared


def ratio(value: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Share of the way from floor to target, between 0 and the cap, times full marks.

    Fixed goalposts as in OECD/JRC, Handbook on Constructing Composite Indicators (2008), ch. 5:
    never the observed minimum and maximum, so that no unit's score depends on another's.
    With ``direction`` −1 the better end is the lower one, whichever way the two are written.
    Where no floor is declared it is 0. On a log scale 0 and less lie below any goalpost.
    """
    floor, target = rows["floor"].fillna(0.0), rows["target"]
    lower_is_better = rows["direction"] == -1
    swap = lower_is_better & (floor < target)
    worst, best = floor.mask(swap, target), target.mask(swap, floor)
    on_log_scale = rows["scale"] == "log"
    with np.errstate(divide="ignore"):
        value, worst, best = (
            series.mask(on_log_scale, np.log(series.clip(lower=0)))
            for series in (value, worst, best)
        )
    cap = rows["cap"].fillna(FULL_SHARE) / 100
    share = ((value - worst) / (best - worst)).clip(lower=0)
    return share.clip(upper=cap) * rows["full_marks"]


def deduct(value: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Full marks less ``per`` for each finding, down to 0 (每处扣…分，扣完为止)."""
    return (rows["full_marks"] - rows["per"] * value).clip(lower=0, upper=rows["full_marks"])


def piecewise(value: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Linear between declared knots (value:score), flat outside them."""
    score = pd.Series(np.nan, index=value.index)
    for knots, same in rows.groupby("knots"):
        values, scores = zip(*parse_knots(str(knots)), strict=True)
        score[same.index] = np.interp(value[same.index], values, scores)
    return score.where(value.notna())


def parse_knots(written: str) -> list[tuple[float, float]]:
    """Return ``0:0;60:6`` as (value, score) pairs in order of value; ValueError if it is not so."""
    pairs = (pair.split(":") for pair in written.split(";"))
    return sorted((float(value), float(score)) for value, score in pairs)


def mark(value: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """The mark itself, between 0 and full marks; out of ``target`` where one is declared."""
    out_of = rows["target"].fillna(rows["full_marks"])
    return (value / out_of * rows["full_marks"]).clip(lower=0, upper=rows["full_marks"])


RULES: dict[str, Callable[[pd.Series, pd.DataFrame], pd.Series]] = {
    "ratio": ratio,
    "deduct": deduct,
    "piecewise": piecewise,
    "mark": mark,
}


def parameter_faults(row: dict) -> Iterator[str]:
    """Return why an indicator's rule cannot be worked out, one phrase each."""
    floor = 0.0 if pd.isna(row["floor"]) else row["floor"]
    if row["rule"] == "ratio" and pd.isna(row["target"]):
        yield "rule ratio needs target"
    elif row["rule"] == "ratio" and floor == row["target"]:
        yield f"floor and target are both {floor:g}, so nothing can be scored"
    elif row["rule"] == "ratio" and row["scale"] == "log" and min(floor, row["target"]) <= 0:
        yield "a log scale needs floor and target above 0"
    if row["rule"] == "deduct" and pd.isna(row["per"]):
        yield "rule deduct needs per"
    if row["rule"] == "piecewise":
        try:
            parse_knots(str(row["knots"]))
        except ValueError:
            yield f"knots {row['knots']!r} are not value:score pairs such as 0:0;60:6;90:10"


MISSING_SENTENCES = {
    "zero": "未报送按0分计",
    "exclude": "未报送不计入，权重由同级指标分担",
    "carry": "未报送沿用上期得分",
}


def rule_sentence(row: dict) -> str:
    """Return one indicator's rule in the words of an assessment document."""
    full = f"{row['full_marks']:g}"
    if row["rule"] == "ratio":
        floor = 0 if pd.isna(row["floor"]) else row["floor"]
        text = f"{floor:g}为0分，{row['target']:g}为满分{full}分，按比例计分"
        cap = row["cap"]
        text += f"，最高{cap * row['full_marks'] / 100:g}分" if pd.notna(cap) else ""
    elif row["rule"] == "deduct":
        text = f"满分{full}分，每发现1处（次）扣{row['per']:g}分，扣完为止"
    elif row["rule"] == "piecewise":
        steps = "，".join(f"{value:g}得{score:g}分" for value, score in parse_knots(row["knots"]))
        text = f"分段计分：{steps}，其间按直线计算"
    else:
        text = f"直接计分，满分{full}分"
    policy = row["missing"]
    missing = MISSING_SENTENCES.get(policy, "") if pd.notna(policy) else ""
    if pd.notna(policy) and str(policy).startswith("fixed:"):
        missing = f"未报送按{str(policy).removeprefix('fixed:')}分计"
    return f"{text}；{missing}" if missing else text
