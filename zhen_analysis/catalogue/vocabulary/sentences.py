"""One indicator's rule and parameters → the sentence of an assessment document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zhen_analysis.catalogue.vocabulary.fixed import (
    Parameters,
    fixed_mark,
    goalposts,
    or_else,
    parse_knots,
    top_share,
)

SIZE_WORDS = {"households": "户", "population": "人", "grids": "个网格", "villages": "个村"}
MISSING_SENTENCES = {
    "zero": "未报送按0分计",
    "exclude": "未报送不计入，权重由同级指标分担",
    "carry": "未报送沿用本年上一次得分",
}
ANALYSIS_SENTENCES = {
    "minmax": "仅供分析：组内最差为0分，最好为{full}分，按比例计分",
    "zscore": "仅供分析：与组内平均数相差几个标准差",
    "rank": "仅供分析：组内从末位数起的位次",
    "percentile": "仅供分析：组内优于其余单位的比例乘以{full}分",
}


def rule_sentence(line: Parameters) -> str:
    """Return how a value becomes a score, and what happens where there is none."""
    full = f"{line['full_marks']:g}"
    write = SENTENCES.get(line["rule"])
    text = write(line, full) if write else ANALYSIS_SENTENCES[line["rule"]].format(full=full)
    parts = [text, difficulty_sentence(line), missing_sentence(line), unheld_sentence(line)]
    return "；".join(part for part in parts if part)


def ratio_sentence(line: Parameters, full: str) -> str:
    """From floor to target."""
    worst, best = goalposts(line)
    how = "按对数比例计分" if line["scale"] == "log" else "按比例计分"
    cap = f"，最高{top_share(line) * line['full_marks']:g}分" if pd.notna(line["cap"]) else ""
    return f"{worst:g}为0分，{best:g}为满分{full}分，{how}{cap}"


def deduct_sentence(line: Parameters, full: str) -> str:
    """So much off for each finding."""
    size = ""
    if line["size"] is not None:
        base = or_else(line["size_base"], 1.0)
        size = f"每{base:g}{SIZE_WORDS.get(line['size'], line['size'])}"
    text = f"满分{full}分，{size}每发现1处（次）扣{line['per']:g}分，扣完为止"
    if pd.isna(line["zero_at"]):
        return text
    return f"{text}，{size}发现{line['zero_at']:g}处（次）及以上本项计0分"


def step_sentence(line: Parameters, full: str) -> str:
    """So much off for each step below the start."""
    uom = line["uom"] or ""
    side, way = ("下", "高") if line["direction"] == -1 else ("上", "低")
    one = f"{line['step']:g}{'个百分点' if uom == '%' else uom}"
    left_over = {"part": "按比例扣分", "begun": f"按{one}计"}.get(line["part"], "不扣")
    return (
        f"{line['start']:g}{uom}及以{side}得{full}分，每{way}{one}扣{line['loss']:g}分，"
        f"不足{one}的{left_over}，扣完为止"
    )


def piecewise_sentence(line: Parameters, full: str) -> str:
    """Score at each knot."""
    knots = parse_knots(line["knots"])
    steps = "，".join(f"{value:g}得{score:g}分" for value, score in knots)
    return f"分段计分：{steps}，其间按直线计算"


def rank_points_sentence(line: Parameters, full: str) -> str:
    """Points by place."""
    if line["knots"] is not None:
        knots = parse_knots(line["knots"])
        *first, (last, least) = knots
        listed = "".join(f"第{place:g}名{points:g}分，" for place, points in first)
        places = [place for place, _ in knots]
        has_gaps = any(b - a > 1 for a, b in zip(places, places[1:], strict=False))
        return f"按名次计分：{listed}第{last:g}名及以后{least:g}分" + (
            "，其间按直线计算" if has_gaps else ""
        )
    if pd.isna(line["loss"]):
        return f"按名次计分：第1名{full}分，以后各名依次等额递减"
    return f"按名次计分：第1名{full}分，每后1名减{line['loss']:g}分，减完为止"


def mark_sentence(line: Parameters, full: str) -> str:
    """The mark itself."""
    out_of = or_else(line["target"], line["full_marks"])
    if out_of == line["full_marks"]:
        return f"直接计分，满分{full}分"
    return f"按原始分计分，原始分满分{out_of:g}分，折算为满分{full}分"


SENTENCES = {
    "ratio": ratio_sentence,
    "deduct": deduct_sentence,
    "step": step_sentence,
    "piecewise": piecewise_sentence,
    "rank_points": rank_points_sentence,
    "mark": mark_sentence,
}


def difficulty_sentence(line: Mapping[str, Any]) -> str:
    """Return what a coefficient does; empty without one."""
    if line["coefficient"] is None:
        return ""
    return f"得分乘以难度系数，最高{top_share(line) * line['full_marks']:g}分"


def missing_sentence(line: Mapping[str, Any]) -> str:
    """Return what a unit gets that did not report; empty where nothing is declared."""
    marks = fixed_mark(line["missing"])
    if marks is not None:
        return f"未报送按{marks:g}分计"
    return MISSING_SENTENCES.get(line["missing"], "")


def unheld_sentence(line: Mapping[str, Any]) -> str:
    """Return what all get for what was not held; empty where nothing is declared."""
    marks = fixed_mark(line["unheld"])
    if marks is not None:
        return f"本期未开展的，各单位一律按{marks:g}分计"
    return "本期未开展的，各单位一律不计" if line["unheld"] == "exclude" else ""
