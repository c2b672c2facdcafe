"""Goals and projects → bullet charts: what is done as a bar, what is due by now as a mark on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.chart import Chart, finish, new_figure
from zhen_analysis.present.look.chart_parts import SHOWN, WIDTH, bars, beside, height_of, name_rows
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import ACCENT, INK, LEADER, PALE, PLAIN
from zhen_analysis.present.plan.tables import SHARE_DECIMALS, leaves

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from zhen_analysis.results.month import MonthAssessment

YELLOW, GREEN = "#c98a00", "#22663a"
COLOURS = {"红灯": ACCENT, "黄灯": YELLOW, "蓝灯": LEADER, "绿灯": GREEN, "": PLAIN}
WHOLE = 100.0
LONGEST_NAME = 13  # characters


def goal_bullets(assessment: MonthAssessment) -> Chart | Prose:
    """Return each goal's share done against 序时进度, what is furthest behind on top."""
    goals = leaves(assessment)
    rows = pd.DataFrame(
        {
            "name": goals["name"],
            "done": goals["share_done"],
            "due": goals["elapsed"],
            "gap": goals["gap"],
            "light": goals["light"],
        }
    )
    caption = "各项目标完成率与序时进度（%；竖线为序时进度）"
    return bullets(rows, "goal_bullets", caption, "序时", SHARE_DECIMALS)


def project_bullets(assessment: MonthAssessment) -> Chart | Prose:
    """Return each unfinished project's real progress against the planned one, the worst on top."""
    projects = assessment.plan.projects
    running = projects[~projects["is_closed"].astype(bool)]
    rows = pd.DataFrame(
        {
            "name": running["name"],
            "done": running["progress"],
            "due": running["planned"],
            "gap": running["gap"],
            "light": running["light"],
        }
    )
    caption = "未完工项目实际进度与计划进度（%；竖线为计划进度）"
    return bullets(rows, "project_bullets", caption, "计划", 0)


def bullets(rows: pd.DataFrame, name: str, caption: str, due: str, decimals: int) -> Chart | Prose:
    """Return a bullet chart of the rows that have both sides, cut to what a page can hold.

    Rows of which nothing is due yet and nothing done are left out.
    """
    idle = rows["done"].eq(0) & rows["due"].eq(0)
    both = rows[rows["gap"].notna() & ~idle.fillna(False)].sort_values("gap", kind="stable")
    if both.empty:
        return paragraphs("没有可以对照进度的数据，不作图。")
    shown = both.head(SHOWN).reset_index(drop=True)
    if len(both) > len(shown):
        caption += f"，落后最多的{len(shown)}个"
    labels = told(shown, due, decimals)
    with new_figure(WIDTH, height_of(len(shown))) as figure:
        draw(figure.subplots(), shown, labels)
        read_out = "；".join(shown["name"].astype("str") + labels)
        return finish(figure, name, caption, f"{caption}。{read_out}。")


def told(rows: pd.DataFrame, due: str, decimals: int) -> pd.Series:
    """Return both sides of each row and the gap in words."""
    side = "完成" + wording.counts(rows["done"], decimals)
    base = side + "，" + due + wording.counts(rows["due"], decimals)
    points = wording.counts(rows["gap"].abs(), SHARE_DECIMALS)
    even = points.eq("0.0")
    return (
        base
        + rows["gap"].lt(0).map({True: "，落后", False: "，超前"}).mask(even, "")
        + points.mask(even, "，持平")
    )


def draw(axes: Axes, rows: pd.DataFrame, labels: pd.Series) -> None:
    """Draw the whole as a pale bar, what is done inside it and a line across where it should be."""
    places = range(len(rows))
    bars(axes, pd.Series(WHOLE, index=rows.index), [PALE] * len(rows), width=0.66)
    colours = [COLOURS.get(light, PLAIN) for light in rows["light"]]
    bars(axes, rows["done"].clip(0, WHOLE), colours, width=0.3)
    for place, due, label in zip(places, rows["due"], labels, strict=True):
        axes.plot([due, due], [place - 0.36, place + 0.36], color=INK, linewidth=1.6)
        beside(axes, label, WHOLE, place, INK)
    name_rows(axes, rows["name"].astype("str").map(shorten))
    axes.set_xlim(0, 2.15 * WHOLE)
    axes.set_xticks([0, 50, 100])


def shorten(name: str) -> str:
    """Return a name that fits beside a bar."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
