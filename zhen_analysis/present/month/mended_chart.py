"""Measures of a rate → what was found and what of it is mended, village by village."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.chart import Chart, finish, new_figure
from zhen_analysis.present.look.chart_parts import SHOWN, WIDTH, bars, beside, height_of, name_rows
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import INK, LEADER, PALE
from zhen_analysis.present.month.rates import find_rate, rate_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from zhen_analysis.results.month import MonthAssessment


def mended(assessment: MonthAssessment, indicator: str, span: str = "ytd") -> Chart | Prose:
    """Return what was found and what of it is mended, most found first."""
    line = find_rate(assessment, indicator)
    rows = None if line is None else rate_rows(assessment, line, span).query("level == 'village'")
    if rows is None or rows["denominator"].isna().all():
        return paragraphs("没有数据，不作图。")
    found = rows[rows["denominator"].gt(0).fillna(False).astype(bool)]
    if found.empty:
        return paragraphs("没有发现问题，不作图。")
    found = found.sort_values("denominator", ascending=False, kind="stable").head(2 * SHOWN)
    caption = f"各村发现问题与已整改（{wording.SPANS[span]}，处）"
    labels = both_told(found)
    with new_figure(WIDTH, height_of(len(found))) as figure:
        draw(figure.subplots(), found, labels)
        alt = f"{caption}。{'；'.join(found['unit_name'] + labels)}。"
        return finish(figure, f"mended_{indicator}", caption, alt)


def both_told(found: pd.DataFrame) -> pd.Series:
    """Return found and mended of each village in words."""
    due, done = (wording.counts(found[column]) for column in ("denominator", "numerator"))
    return "发现" + due + " 已整改" + done


def draw(axes: Axes, found: pd.DataFrame, labels: pd.Series) -> None:
    """Draw found as a pale bar and mended as a dark one inside it, both said in digits."""
    places = range(len(found))
    widths = found["denominator"].astype("float64")
    bars(axes, widths, [PALE] * len(found), width=0.7)
    bars(axes, found["numerator"].fillna(0), [LEADER] * len(found), width=0.34)
    for place, width, label in zip(places, widths, labels, strict=True):
        beside(axes, label, width, place, INK)
    name_rows(axes, found["unit_name"])
    axes.set_xlim(0, widths.max() * 1.6)
    axes.locator_params(axis="x", nbins=5, integer=True)
