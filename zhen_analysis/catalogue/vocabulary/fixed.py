"""Values and one indicator's parameters → scores from 0 to full marks, by rules that are fixed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.parameters import (
    SIZES,
    Line,
    or_else,
    parse_knots,
    top_share,
)
from zhen_analysis.catalogue.vocabulary.rule import Rule, knot_faults

STEP_DECIMALS = 9  # 87 % − 84 % is one whole step of 3, whatever binary fractions make of it


def ratio(value: np.ndarray, line: Line) -> np.ndarray:
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


def goalposts(line: Line) -> np.ndarray:
    """Return the values of no marks and of full marks.

    With ``direction`` −1 the better end is the lower one, whichever way the two are written. Where
    no floor is declared it is 0.
    """
    posts = [or_else(line["floor"], 0.0), line["target"]]
    return np.array(sorted(posts, reverse=True) if line["direction"] == -1 else posts)


def ratio_sentence(line: Line, full: str) -> str:
    """From floor to target."""
    worst, best = goalposts(line)
    how = "按对数比例计分" if line["scale"] == "log" else "按比例计分"
    cap = f"，最高{top_share(line) * line['full_marks']:g}分" if pd.notna(line["cap"]) else ""
    return f"{worst:g}为0分，{best:g}为满分{full}分，{how}{cap}"


def goalpost_faults(line: Line) -> Iterator[tuple[str, str]]:
    """Find goalposts between which there is no way."""
    floor = or_else(line["floor"], 0.0)
    if floor == line["target"]:
        yield "target", "floor and target are equal, so nothing can be scored"
    elif line["scale"] == "log" and min(floor, line["target"]) <= 0:
        yield "scale", "a log scale needs floor and target above 0"


def deduct(value: np.ndarray, line: Line) -> np.ndarray:
    """Full marks less ``per`` for each finding, down to 0 (每处扣…分，扣完为止).

    From ``zero_at`` findings on the whole item is 0: one case of open burning zeroes the item.
    """
    full = line["full_marks"]
    score = np.clip(full - line["per"] * value, 0, full)
    return score if pd.isna(line["zero_at"]) else np.where(value >= line["zero_at"], 0.0, score)


def deduct_sentence(line: Line, full: str) -> str:
    """So much off for each finding."""
    size = ""
    if line["size"] is not None:
        base = or_else(line["size_base"], 1.0)
        size = f"每{base:g}{SIZES[line['size']][1] if line['size'] in SIZES else line['size']}"
    text = f"满分{full}分，{size}每发现1处（次）扣{line['per']:g}分，扣完为止"
    if pd.isna(line["zero_at"]):
        return text
    return f"{text}，{size}发现{line['zero_at']:g}处（次）及以上本项计0分"


def step(value: np.ndarray, line: Line) -> np.ndarray:
    """Full marks from ``start`` on, less ``loss`` for each ``step`` that a value falls short.

    ``part`` of a step left over: ``whole`` costs nothing, ``part`` costs its share, ``begun``
    costs a whole step (不足…的按…计). With ``direction`` −1 a value is short by what it exceeds.
    """
    short = value - line["start"] if line["direction"] == -1 else line["start"] - value
    steps = np.clip(np.round(short / line["step"], STEP_DECIMALS), 0, None)
    if line["part"] != "part":
        steps = np.ceil(steps) if line["part"] == "begun" else np.floor(steps)
    return np.clip(line["full_marks"] - line["loss"] * steps, 0, line["full_marks"])


def step_sentence(line: Line, full: str) -> str:
    """So much off for each step below the start."""
    uom = line["uom"] or ""
    side, way = ("下", "高") if line["direction"] == -1 else ("上", "低")
    one = f"{line['step']:g}{'个百分点' if uom == '%' else uom}"
    left_over = {"part": "按比例扣分", "begun": f"按{one}计"}.get(line["part"], "不扣")
    return (
        f"{line['start']:g}{uom}及以{side}得{full}分，每{way}{one}扣{line['loss']:g}分，"
        f"不足{one}的{left_over}，扣完为止"
    )


def piecewise(value: np.ndarray, line: Line) -> np.ndarray:
    """Linear between declared knots (value:score), flat outside them."""
    values, scores = zip(*parse_knots(str(line["knots"])), strict=True)
    return np.where(np.isnan(value), np.nan, np.interp(value, values, scores))


def piecewise_sentence(line: Line, full: str) -> str:
    """Score at each knot."""
    knots = parse_knots(line["knots"])
    steps = "，".join(f"{value:g}得{score:g}分" for value, score in knots)
    return f"分段计分：{steps}，其间按直线计算"


def tiers(value: np.ndarray, line: Line) -> np.ndarray:
    """The score of the tier that a value falls into, without any way between (分档).

    A tier begins with its knot (value:score); what lies below the first one is in it too. With
    ``direction`` −1 it ends with its knot, and what lies above the last one is in that.
    """
    values, scores = (np.array(side) for side in zip(*parse_knots(line["knots"]), strict=True))
    value = np.round(value, STEP_DECIMALS)
    if line["direction"] == -1:
        place = np.searchsorted(values, value, side="left")
    else:
        place = np.searchsorted(values, value, side="right") - 1
    return np.where(np.isnan(value), np.nan, scores[np.clip(place, 0, len(values) - 1)])


def tiers_sentence(line: Line, full: str) -> str:
    """The score of each tier, from the best one on."""
    knots, uom = parse_knots(line["knots"]), line["uom"] or ""
    if line["direction"] == -1:
        (first, best), *further = knots[:-1]
        told = [f"{first:g}{uom}及以下得{best:g}分"]
        told += [f"不超过{value:g}{uom}得{score:g}分" for value, score in further]
        beyond, worst = knots[-2][0], knots[-1][1]
        return f"分档计分：{'，'.join(told)}，{beyond:g}{uom}以上得{worst:g}分"
    told = [f"{value:g}{uom}及以上得{score:g}分" for value, score in knots[:0:-1]]
    return f"分档计分：{'，'.join(told)}，不足{knots[1][0]:g}{uom}得{knots[0][1]:g}分"


def tier_faults(line: Line) -> Iterator[tuple[str, str]]:
    """Find knots that make no two tiers."""
    yield from knot_faults(line)
    if line["knots"] is not None and ";" not in str(line["knots"]):
        yield "knots", "make one tier only"


def mark(value: np.ndarray, line: Line) -> np.ndarray:
    """The mark itself, between 0 and full marks; out of ``target`` where one is declared."""
    out_of = or_else(line["target"], line["full_marks"])
    return np.clip(value / out_of * line["full_marks"], 0, line["full_marks"])


def mark_sentence(line: Line, full: str) -> str:
    """The mark itself."""
    out_of = or_else(line["target"], line["full_marks"])
    if out_of == line["full_marks"]:
        return f"直接计分，满分{full}分"
    return f"按原始分计分，原始分满分{out_of:g}分，折算为满分{full}分"


FIXED_RULES = (
    Rule(
        "ratio", "按比例", ("floor", "target"), ratio, ratio_sentence,
        takes=("scale",), faults=goalpost_faults,
    ),
    Rule("deduct", "扣分", ("per",), deduct, deduct_sentence, takes=("zero_at",)),
    Rule("step", "分级", ("start", "step", "loss", "part"), step, step_sentence),
    Rule(
        "piecewise", "分段", ("knots",), piecewise, piecewise_sentence,
        faults=knot_faults, rewards_size=True,
    ),
    Rule(
        "tiers", "分档", ("knots",), tiers, tiers_sentence,
        faults=tier_faults, rewards_size=True,
    ),
    Rule("mark", "直接用评分", (), mark, mark_sentence, takes=("target",), rewards_size=True),
)  # fmt: skip


def weigh_difficulty(score: np.ndarray, factor: np.ndarray, line: Line) -> np.ndarray:
    """Score times a unit's difficulty coefficient, up to the cap (full marks if none is stated)."""
    return np.minimum(score * factor, top_share(line) * line["full_marks"])


def per_size(value: np.ndarray, size: np.ndarray, line: Line) -> np.ndarray:
    """Findings per ``size_base`` of a unit's size (households, villages); NaN where it has none."""
    return value * or_else(line["size_base"], 1.0) / np.where(size > 0, size, np.nan)
