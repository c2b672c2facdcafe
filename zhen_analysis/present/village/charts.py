"""A VillageCard → its points by indicator as bars within full marks, its group's median marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.chart import Chart, finish, new_figure
from zhen_analysis.present.look.chart_parts import WIDTH, bars, beside, height_of, name_rows
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import ACCENT, INK, LEADER, PALE
from zhen_analysis.present.ranking.ranking import NOBODY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from zhen_analysis.results.village_card import Place, VillageCard

HALF = 0.36  # of a row, the height of the median's mark


def card_points(card: VillageCard) -> Chart | Prose:
    """Return each indicator's points within its full marks, by every scheme, medians marked."""
    drawn = [(place, rows_of(card, place)) for place in card.places]
    drawn = [(place, rows) for place, rows in drawn if len(rows)]
    if not drawn:
        return paragraphs(NOBODY)
    caption = "各项得分（浅色为满分，竖线为本组中位数，分）"
    heights = [height_of(len(rows)) for _, rows in drawn]
    with new_figure(WIDTH, sum(heights)) as figure:
        column = figure.subplots(len(drawn), squeeze=False, height_ratios=heights)[:, 0]
        for axes, (place, rows) in zip(column, drawn, strict=True):
            axes.set_title(place.scheme.title if len(drawn) > 1 else "")
            draw(axes, rows)
        told = "；".join("、".join(rows["name"] + rows["label"]) for _, rows in drawn)
        return finish(figure, "card_points", caption, f"{caption}。{told}。")


def rows_of(card: VillageCard, place: Place) -> pd.DataFrame:
    """Return the indicators that count, with what is drawn of each."""
    catalogue, decimals = card.assessment.catalogue, place.scheme.decimals
    is_indicator = place.points["indicator"].isin(catalogue.measured_indicators["indicator"])
    points = place.points[place.points["counted"].astype(bool) & is_indicator]
    got = wording.counts(points["points"], decimals)
    full = wording.counts(points["points"] + points["lost"])
    return pd.DataFrame(
        {
            "name": points["indicator"].map(catalogue.indicator_name),
            "points": points["points"],
            "full": points["points"] + points["lost"],
            "median": points["group_median"],
            "label": got + "/" + full,
        }
    )


def draw(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw full marks pale, points dark inside them, and a line at the group's median."""
    bars(axes, rows["full"], [PALE] * len(rows), width=0.7)
    bars(axes, rows["points"].fillna(0), [LEADER] * len(rows), width=0.34)
    ends = rows[["full", "points", "median"]].max(axis=1)
    for place, (median, end, label) in enumerate(
        zip(rows["median"], ends, rows["label"], strict=True)
    ):
        if not pd.isna(median):
            axes.plot([median, median], [place - HALF, place + HALF], color=ACCENT, linewidth=1.6)
        beside(axes, label, end, place, INK)
    name_rows(axes, rows["name"])
    axes.set_xlim(min(0.0, float(rows["points"].min())), float(ends.max()) * 1.35)
