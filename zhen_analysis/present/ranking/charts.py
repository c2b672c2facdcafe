"""Ranking → every group's totals, and the ranks that other weights would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.chart import Chart, finish, new_figure
from zhen_analysis.present.look.chart_parts import (
    GAP,
    SHOWN,
    WIDTH,
    bars,
    beside,
    height_of,
    name_rows,
)
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import HONOUR_COLOURS, INK, MUTED, PLAIN
from zhen_analysis.present.ranking.firm_words import interval_name
from zhen_analysis.present.ranking.ranking import NOBODY, group_label, groups, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.assessment import RankedAssessment
    from zhen_analysis.results.month import MonthAssessment


@dataclass(frozen=True)
class Panel:
    """One group of a chart: the rows that are drawn, and how many units it has."""

    label: str
    rows: pd.DataFrame
    size: int
    scheme: Scheme


def totals(assessment: RankedAssessment) -> Chart | Prose:
    """Return every group's totals as bars from the top down; honours by word and colour."""
    panels = panels_of(assessment)
    if not panels:
        return paragraphs(NOBODY)
    caption = "各组总分" + shortened(panels)
    with new_figure(WIDTH, height(panels)) as figure:
        for axes, panel in zip(stacked(figure, panels), panels, strict=True):
            draw_totals(axes, panel)
        return finish(figure, "totals", caption, told(caption, panels, totals_told))


def intervals(assessment: MonthAssessment) -> Chart | Prose:
    """Return each unit's rank with the ranks that the draws could give it."""
    panels = panels_of(assessment)
    if all(panel.rows["low"].isna().all() for panel in panels):
        return paragraphs("本月没有可画的名次区间。")
    kinds = dict.fromkeys(interval_name(panel.rows) for panel in panels)
    caption = f"名次与{'、'.join(kinds)}" + shortened(panels)
    with new_figure(WIDTH, height(panels)) as figure:
        for axes, panel in zip(stacked(figure, panels), panels, strict=True):
            draw_intervals(axes, panel)
        return finish(figure, "intervals", caption, told(caption, panels, ranks_told))


def panels_of(assessment: RankedAssessment) -> list[Panel]:
    """Return a panel for every group that has a rank."""
    ranking = named(assessment, assessment.ranking).dropna(subset=["total"])
    return [
        Panel(f"{group_label(scheme, group)}（{len(ranked)}个）", ends(ranked), len(ranked), scheme)
        for scheme, group, ranked in groups(assessment, ranking)
    ]


def ends(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return all rows of a short group; of a long one the first and the last, a gap between."""
    rows = ranked.assign(honour=ranked["honour"].astype("str").fillna(""))
    if len(rows) <= SHOWN + 4:
        return rows
    gap = rows.iloc[[SHOWN // 2]].assign(unit_name=GAP, total=0.0, honour="", low=pd.NA)
    return pd.concat([rows.head(SHOWN // 2), gap, rows.tail(SHOWN // 2)])


def shortened(panels: list[Panel]) -> str:
    """Return what a caption says of groups whose middle is left out."""
    is_cut = any(len(panel.rows) < panel.size for panel in panels)
    return f"（单位较多的组只画前{SHOWN // 2}名和后{SHOWN // 2}名）" if is_cut else ""


def height(panels: list[Panel]) -> float:
    """Return the height of all panels in inches."""
    return sum(height_of(len(panel.rows)) for panel in panels)


def stacked(figure: Figure, panels: list[Panel]) -> list[Axes]:
    """Return one titled axes per panel, as high as its rows."""
    ratios = [len(panel.rows) + 1 for panel in panels]
    column = figure.subplots(len(panels), squeeze=False, height_ratios=ratios)[:, 0]
    for axes, panel in zip(column, panels, strict=True):
        axes.set_title(panel.label)
    return list(column)


def draw_totals(axes: Axes, panel: Panel) -> None:
    """Draw one group's totals."""
    places = range(len(panel.rows))
    widths = panel.rows["total"].astype("float64")
    colours = [HONOUR_COLOURS.get(honour, PLAIN) for honour in panel.rows["honour"]]
    labels = wording.counts(widths, panel.scheme.decimals) + " " + panel.rows["honour"]
    bars(axes, widths, colours, width=0.66)
    name_rows(axes, panel.rows["unit_name"])
    for place, width, label, name in zip(
        places, widths, labels, panel.rows["unit_name"], strict=True
    ):
        beside(axes, "" if name == GAP else label.strip(), width, place, INK)
    marks = panel.rows["full_marks"].max()  # a sum of months has more than those of a month
    axes.set_xlim(0, max(marks, widths.max()) * 1.22)
    axes.set_xticks([marks * step / 5 for step in range(6)])


def draw_intervals(axes: Axes, panel: Panel) -> None:
    """Draw one group's ranks: a dot for the rank, a bar from the lowest to the highest."""
    for place, row in enumerate(panel.rows.itertuples()):
        if row.unit_name == GAP:
            continue
        colour = HONOUR_COLOURS.get(row.honour, MUTED)
        ends = (row.rank, row.rank) if pd.isna(row.low) else (row.low, row.high)
        axes.plot(ends, [place, place], color=colour, linewidth=5, alpha=0.32)
        axes.plot(row.rank, place, "o", color=colour, markersize=5)
        beside(axes, row.honour, float(max(ends[1], row.rank)), place, colour)
    name_rows(axes, panel.rows["unit_name"])
    axes.set_xlim(0.6 - 0.03 * panel.size, panel.size * 1.12 + 0.6)
    axes.set_xticks(whole_steps(panel.size))
    axes.set_xlabel("名次")


def whole_steps(size: int) -> list[int]:
    """Return ranks to mark on an axis: the first, the last, and a few between."""
    step = max(1, round(size / 8))
    return sorted({1, size, *range(step, size - step // 2, step)})


def told(
    caption: str, panels: list[Panel], each: Callable[[pd.DataFrame, Scheme], pd.Series]
) -> str:
    """Return a chart in words, for who cannot see it."""
    lines = []
    for panel in panels:
        drawn = panel.rows[panel.rows["unit_name"] != GAP]
        lines.append(f"{panel.label}：{'、'.join(each(drawn, panel.scheme))}")
    return f"{caption}。{'；'.join(lines)}。"


def totals_told(drawn: pd.DataFrame, scheme: Scheme) -> pd.Series:
    """Return each unit with its total."""
    return drawn["unit_name"] + wording.counts(drawn["total"], scheme.decimals) + "分"


def ranks_told(drawn: pd.DataFrame, scheme: Scheme) -> pd.Series:
    """Return each unit with its rank."""
    return drawn["unit_name"] + "第" + wording.counts(drawn["rank"], 0) + "名"
