"""Villages by their daily marks → who speaks at the weekly meeting, and everyone's mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, FIGURE, MARK, TEXT, Number
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.week import WeekAssessment

SPEECHES = {"先进": "经验发言", "后进": "表态发言"}
UNCHECKED = "未检查"
MEAN_DECIMALS = 2
NO_MARKS = "本周没有每日督导评分。"


def speakers(assessment: WeekAssessment) -> Table | Prose:
    """Return who speaks: the first villages of each group of their experience, the last to pledge.

    A tie on the last place speaks together.
    """
    rows = assessment.villages[assessment.villages["honour"].ne("")]
    if rows.empty:
        return paragraphs(NO_MARKS)
    order = rows["honour"].map(list(SPEECHES).index)
    rows = rows.assign(order=order).sort_values(["order"], kind="stable")
    names = assessment.unit_names
    return Table(
        name="speakers",
        sheet="表态发言",
        caption="本周先进、后进村和发言安排",
        rows=rows,
        columns=[
            Column("村", lambda rows: rows["unit"].map(names), TEXT),
            Column("分组", "group"),
            Column("评价", "honour", MARK),
            Column("发言", lambda rows: rows["honour"].map(SPEECHES)),
            Column("平均分", "mean", Number(MEAN_DECIMALS)),
            Column("评分（次）", "marks", COUNT),
            Column("把握", "firmness"),
        ],
        note="把握较大：与相邻的村相比，平均分之差不像是偶然的（按标准误，十次里约九次仍是这个先后）。",
    )


def marked_villages(assessment: WeekAssessment) -> Table | Prose:
    """Return every village's mean of the week by group; who was not visited is not last."""
    rows = assessment.villages
    if rows.empty or not rows["marks"].sum():
        return paragraphs(NO_MARKS)
    rows = rows.assign(group=wording.words(rows["group"]))
    rows = rows.sort_values(["group", "rank"], kind="stable", na_position="last")
    names = assessment.unit_names
    unchecked = rows["marks"].eq(0)
    return Table(
        name="marked_villages",
        sheet="每日督导",
        caption="各村本周每日督导平均分（满分100分，同分并列）",
        under="group",
        rows=rows,
        columns=[
            Column("村", lambda rows: rows["unit"].map(names), TEXT),
            Column("名次", "rank", COUNT),
            Column("平均分", "mean", Number(MEAN_DECIMALS, missing=UNCHECKED)),
            Column("评分（次）", "marks", COUNT),
            Column("最低一次", "lowest", FIGURE),
            Column("评价", "honour", MARK),
        ],
        note="未检查的村没有名次，不列末位。" if unchecked.any() else "",
    )
