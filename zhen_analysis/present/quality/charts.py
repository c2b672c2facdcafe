"""The year's months → bars of issues by what they do to the figures, one bar per month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.chart import Chart, finish, new_figure
from zhen_analysis.present.look.chart_parts import WIDTH, beside, height_of, name_rows
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import ACCENT, INK, LAGGARD, PLAIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from zhen_analysis.results.month import MonthAssessment

# From the most harmful on, dark to pale: the order is seen without the colours too.
COLOURS = (ACCENT, LAGGARD, PLAIN)
FEWEST = 2  # months; one bar shows no change


def issue_trend(assessment: MonthAssessment) -> Chart | Prose:
    """Return what there was to mend each month, most harmful at the left, each part in digits.

    What is only told (the last harm) is not drawn: a workbook that came twice would outweigh all.
    """
    months = assessment.trend
    if len(months) < FEWEST:
        return paragraphs("今年只有一个月的数据，不作图。")
    harms = assessment.harms[:-1]
    counts = months[[harm.code for harm in harms]].astype("int64")
    names = [harm.name for harm in harms]
    labels = [
        "  ".join(f"{name}{number}" for name, number in zip(names, row, strict=True) if number)
        or "没有要改的"
        for row in counts.itertuples(index=False)
    ]
    caption = "要改或核实的待核事项逐月变化（条）"
    periods = months["period"].map(wording.written_period)
    with new_figure(WIDTH, height_of(2 * len(months))) as figure:
        draw(figure.subplots(), counts, periods, labels)
        told = "；".join(f"{month}{label}" for month, label in zip(periods, labels, strict=True))
        return finish(figure, "issue_trend", caption, f"{caption}。{told}。")


def draw(axes: Axes, counts: pd.DataFrame, names: pd.Series, labels: list[str]) -> None:
    """Draw one bar per month, its parts side by side, and above it what they are."""
    places = list(range(len(counts)))
    left = pd.Series(0, index=counts.index)
    for colour, column in zip(COLOURS, counts, strict=True):
        axes.barh(places, counts[column], left=left, height=0.42, color=colour)
        left = left + counts[column]
    for place, label in zip(places, labels, strict=True):
        beside(axes, label, 0, place - 0.38, INK)
    name_rows(axes, names)
    axes.set_ylim(len(counts) - 0.6, -0.75)
    axes.set_xlim(0, max(left.max(), 1))
    axes.locator_params(axis="x", nbins=5, integer=True)
