"""An Assessment → charts: totals, what the ranks would be under other weights, what is mended.

A chart with nothing to draw is a sentence that says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present import wording
from zhen_analysis.present.chart import Chart, finish, new_figure
from zhen_analysis.present.prose import Prose, paragraphs
from zhen_analysis.present.style import HONOUR_COLOURS, INK, LEADER, MUTED, PALE, PLAIN
from zhen_analysis.present.tables.ranking import NOBODY, group_label, groups, named
from zhen_analysis.present.tables.work import find_line, rate_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from zhen_analysis.month import Assessment

WIDTH = 5.2
ROW = 0.235
HEAD = 0.62
SHOWN = 16  # a longer group shows its ends
GAP = "⋮"


def totals(assessment: Assessment) -> Chart | Prose:
    """Return every group's totals as bars from the top down; honours by word and colour."""
    panels = ranked_panels(assessment)
    if not panels:
        return paragraphs(NOBODY)
    caption = "各组总分" + shortened(panels)
    with new_figure(WIDTH, height(panels)) as figure:
        for axes, (label, rows, _) in zip(stacked(figure, panels), panels, strict=True):
            draw_totals(axes, rows)
            axes.set_title(label)
        return finish(figure, "totals", caption, told(caption, panels, "total"))


def draw_totals(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw one group's totals."""
    places = range(len(rows))
    colours = [HONOUR_COLOURS.get(honour, PLAIN) for honour in rows["honour"]]
    axes.barh(places, rows["total"].astype("float64").fillna(0), color=colours, height=0.66)
    for place, row in zip(places, rows.itertuples(), strict=True):
        if row.unit_name != GAP:
            label = f"{wording.digits(row.total, row.decimals)} {row.honour}".strip()
            axes.annotate(
                label, (float(row.total), place), (4, 0), textcoords="offset points", va="center"
            )
    name_rows(axes, rows["unit_name"])
    axes.set_xlim(0, max(100.0, float(rows["full_marks"].max())) * 1.18)
    axes.set_xticks([0, 20, 40, 60, 80, 100])


def intervals(assessment: Assessment) -> Chart | Prose:
    """Return each unit's rank with the ranks that other weights could give it."""
    panels = ranked_panels(assessment)
    if not panels or all(rows["low"].isna().all() for _, rows, _ in panels):
        return paragraphs("本月没有可画的权重变动区间。")
    caption = "名次与权重变动区间" + shortened(panels)
    with new_figure(WIDTH, height(panels)) as figure:
        for axes, (label, rows, size) in zip(stacked(figure, panels), panels, strict=True):
            draw_intervals(axes, rows, size)
            axes.set_title(label)
        return finish(figure, "intervals", caption, told(caption, panels, "rank"))


def draw_intervals(axes: Axes, rows: pd.DataFrame, size: int) -> None:
    """Draw one group's ranks: a dot for the rank, a bar from the lowest to the highest."""
    for place, row in enumerate(rows.itertuples()):
        if row.unit_name == GAP or pd.isna(row.rank):
            continue
        colour = HONOUR_COLOURS.get(row.honour, MUTED)
        if not pd.isna(row.low):
            axes.plot([row.low, row.high], [place, place], color=colour, linewidth=5, alpha=0.32)
        axes.plot(row.rank, place, "o", color=colour, markersize=5)
    name_rows(axes, rows["unit_name"])
    axes.set_xlim(0.4, size + 0.6)
    axes.set_xticks(whole_steps(size))
    axes.set_xlabel("名次")


def whole_steps(size: int) -> list[int]:
    """Return ranks to mark on an axis: the first, the last, and a few between."""
    step = max(1, round(size / 8))
    return sorted({1, size, *range(step, size - step // 2, step)})


def mended(assessment: Assessment, indicator: str, span: str = "ytd") -> Chart | Prose:
    """Return what was found and what of it is mended, village by village, most found first."""
    line = find_line(assessment, indicator)
    rows = None if line is None else rate_rows(assessment, line, span).query("level == 'village'")
    if rows is None or not rows["denominator"].gt(0).any():
        return paragraphs("本期没有发现问题，不作图。")
    found = rows[rows["denominator"].gt(0).fillna(False).astype(bool)]
    found = found.sort_values("denominator", ascending=False, kind="stable").head(2 * SHOWN)
    caption = f"各村发现问题与已整改（{wording.SPANS[span]}，处）"
    with new_figure(WIDTH, HEAD + ROW * len(found)) as figure:
        axes = figure.subplots()
        draw_mended(axes, found)
        alt = caption + "。" + "；".join(
            f"{row.unit_name}发现{wording.digits(row.denominator)}已整改{wording.digits(row.numerator)}"
            for row in found.itertuples()
        )
        return finish(figure, f"mended_{indicator}", caption, alt)


def draw_mended(axes: Axes, found: pd.DataFrame) -> None:
    """Draw found as a pale bar and mended as a dark one inside it, both said in digits."""
    places = range(len(found))
    axes.barh(places, found["denominator"].astype("float64"), color=PALE, height=0.7)
    axes.barh(places, found["numerator"].astype("float64").fillna(0), color=LEADER, height=0.34)
    for place, row in zip(places, found.itertuples(), strict=True):
        label = f"发现{wording.digits(row.denominator)} 已整改{wording.digits(row.numerator)}"
        at = (float(row.denominator), place)
        axes.annotate(label, at, (4, 0), textcoords="offset points", va="center", color=INK)
    name_rows(axes, found["unit_name"])
    axes.set_xlim(0, float(found["denominator"].max()) * 1.45)
    axes.xaxis.get_major_locator().set_params(integer=True)


def ranked_panels(assessment: Assessment) -> list[tuple[str, pd.DataFrame, int]]:
    """Return label, rows and size of every group that has a rank."""
    ranking = named(assessment, assessment.ranking).dropna(subset=["total"])
    return [
        (
            f"{group_label(scheme, group)}（{len(ranked)}个）",
            ends(ranked.assign(decimals=scheme.decimals, full_marks=scheme.full_marks)),
            len(ranked),
        )
        for scheme, group, ranked in groups(assessment, ranking)
    ]


def ends(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return all rows of a short group; of a long one the first and the last, a gap between."""
    rows = ranked.assign(honour=ranked["honour"].astype("str").fillna(""))
    if len(rows) <= SHOWN + 4:
        return rows
    gap = rows.iloc[[SHOWN // 2]].assign(unit_name=GAP, total=0.0, honour="", rank=pd.NA)
    return pd.concat([rows.head(SHOWN // 2), gap, rows.tail(SHOWN // 2)])


def shortened(panels: list[tuple[str, pd.DataFrame, int]]) -> str:
    """Return what a caption says of groups whose middle is left out."""
    is_cut = any(len(rows) < size for _, rows, size in panels)
    return f"（单位较多的组只画前{SHOWN // 2}名和后{SHOWN // 2}名）" if is_cut else ""


def height(panels: list[tuple[str, pd.DataFrame, int]]) -> float:
    """Return the height of a figure in inches."""
    return sum(HEAD + ROW * len(rows) for _, rows, _ in panels)


def stacked(figure, panels: list[tuple[str, pd.DataFrame, int]]) -> list[Axes]:
    """Return one axes per panel, as high as its rows."""
    ratios = [len(rows) + 1 for _, rows, _ in panels]
    return list(figure.subplots(len(panels), squeeze=False, height_ratios=ratios)[:, 0])


def name_rows(axes: Axes, names: pd.Series) -> None:
    """Write the units down the left side, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def told(caption: str, panels: list[tuple[str, pd.DataFrame, int]], column: str) -> str:
    """Return a chart in words, for who cannot see it."""
    lines = []
    for label, rows, _ in panels:
        unit = {"total": "分", "rank": "名"}[column]
        listed = [
            f"{row.unit_name}{'第' if column == 'rank' else ''}"
            f"{wording.digits(getattr(row, column))}{unit}"
            for row in rows.itertuples()
            if row.unit_name != GAP
        ]
        lines.append(f"{label}：{'、'.join(listed)}")
    return f"{caption}。{'；'.join(lines)}。"
