"""The town's sums week by week → due, closed and overdue items as bars side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.look.chart import Chart, finish, new_figure
from zhen_analysis.present.look.chart_parts import WIDTH
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import ACCENT, INK, LEADER, PLAIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from zhen_analysis.results.assessment import FiledAssessment

HEIGHT = 3.0
MOST_WEEKS = 26
SERIES = {"due": ("应办", PLAIN), "closed": ("办结", LEADER), "overdue": ("已逾期", ACCENT)}
BAR = 0.27


def weeks(assessment: FiledAssessment) -> Chart | Prose:
    """Return due, closed and overdue items of the last half year's weeks, side by side."""
    from matplotlib.ticker import MaxNLocator

    sums = assessment.supervised.history.tail(MOST_WEEKS)
    if len(sums) <= 1:
        return paragraphs("往期督办单不足两周，不画图。")
    caption = "全镇逐周应办、办结和周末已逾期的事项（件）"
    labels = [f"第{int(period.rsplit('W')[-1])}周" for period in sums["period"]]
    with new_figure(WIDTH, HEIGHT) as figure:
        axes = figure.subplots()
        for place, (key, (word, colour)) in enumerate(SERIES.items()):
            draw(axes, [int(value) for value in sums[key]], place, word, colour)
        axes.set_xticks(range(len(labels)), [label.strip("第周") for label in labels])
        axes.set_xlabel("周次")
        axes.grid(visible=False, axis="x")
        axes.grid(visible=True, axis="y")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(frameon=False, ncols=len(SERIES), loc="upper left", bbox_to_anchor=(0, 1.16))
        told = "；".join(
            f"{label}应办{due}件、办结{closed}件、已逾期{overdue}件"
            for label, due, closed, overdue in zip(
                labels, sums["due"], sums["closed"], sums["overdue"], strict=True
            )
        )
        return finish(figure, "weeks", caption, f"{caption}。{told}。")


def draw(axes: Axes, values: list[int], place: int, word: str, colour: str) -> None:
    """Draw one series of bars with their numbers; few enough weeks leave room for them."""
    centre = (len(SERIES) - 1) / 2
    places = [number + (place - centre) * BAR for number in range(len(values))]
    bars = axes.bar(places, values, width=BAR, color=colour, label=word)
    if len(values) <= MOST_WEEKS // 2:
        axes.bar_label(bars, fontsize=7, color=INK, padding=1)
