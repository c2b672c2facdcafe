"""A WeekAssessment → the sentences of the weekly page: what falls due, who slips, who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.week.speakers import NO_MARKS, SPEECHES
from zhen_analysis.present.week.tables import IDLE, due_within

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import FiledAssessment
    from zhen_analysis.results.month import MonthAssessment
    from zhen_analysis.results.week import WeekAssessment

# Lights with their words, the worst first.
LIGHTS = (
    "红灯 逾期",
    "红灯 严重滞后",
    "黄灯 进度滞后",
    "蓝灯 临近到期",
    "绿灯 正常推进",
    "绿灯 未到期",
)


def opening(assessment: WeekAssessment) -> Prose:
    """Return what is due this week and next and what is overdue, then the rates and the lights."""
    week, following = assessment.period, assessment.period.following
    if assessment.supervised.cases.empty:
        return paragraphs("督办单上没有在办或本周办结的事项。")
    this = due_within(assessment, week.first_day, week.last_day)
    ahead = due_within(assessment, following.first_day, following.last_day)
    done = int(this["is_closed"].sum())
    late = assessment.supervised.cases[assessment.supervised.cases["is_overdue"]]
    longest = f"，最长已逾期{late['days_overdue'].max()}天" if len(late) else ""
    split = f"：已办结{done}件，未办结{len(this) - done}件" if len(this) else ""
    lines = [
        f"**本周到期{len(this)}件**{split}。",
        f"**下周到期{int((~ahead['is_closed']).sum())}件**（{days_told(assessment)}）。",
        f"**已逾期{len(late)}件**{longest}{holders(assessment, late)}。",
    ]
    lead = f"截至{week.last_day.month}月{week.last_day.day}日："
    rest = paragraphs(rate_sentence(assessment), light_sentence(assessment), *caveats(assessment))
    return Prose(bullets(lead, lines).html + rest.html)


def days_told(assessment: WeekAssessment) -> str:
    """Return the days of the week that follows: 3月28日—4月3日."""
    week = assessment.period.following
    first, last = week.first_day, week.last_day
    return f"{first.month}月{first.day}日—{last.month}月{last.day}日"


def holders(assessment: WeekAssessment, late: pd.DataFrame) -> str:
    """Return who holds the overdue items: ：应急办3件、生态办1件."""
    names = assessment.unit_names
    counts = late["unit"].map(names).value_counts()
    told = "、".join(f"{name}{count}件" for name, count in counts.items())
    return f"：{told}" if told else ""


def month_sentence(assessment: MonthAssessment) -> Prose:
    """Return the month's sums, with the weeks that they cover."""
    supervised = assessment.supervised
    if supervised.history.empty:
        return paragraphs("本月没有收到督办单。")
    first, last = (wording.day_of_month(day) for day in supervised.stretch)
    told = f"本月督办统计{first}至{last}（在本月结束的各周）。"
    return paragraphs(told + rate_sentence(assessment))


def rate_sentence(assessment: FiledAssessment) -> str:
    """Return the town's base and both rates on it."""
    town = assessment.supervised.departments.iloc[-1]
    this = wording.this(assessment.period)
    base = (
        f"全镇{this}应办**{town['due']}**件（结转{town['carried']}件，新增{town['new']}件），"
        f"办结{town['closed']}件，其中按时{town['on_time']}件"
    )
    if not town["due"]:
        return f"全镇{this}{IDLE}。"
    closed, on_time = (
        wording.digits(town[key], 1) for key in ("closed_rate", "on_time_rate")
    )  # fmt: skip
    return f"{base}；办结率{closed}%，按时办结率{on_time}%。另有未到期{town['pending']}件。"


def light_sentence(assessment: WeekAssessment) -> str:
    """Return how many open items show which light, each with its word."""
    cases = assessment.supervised.cases
    shown = cases[~cases["is_closed"]]
    counts = (shown["light"] + " " + shown["light_word"]).value_counts()
    parts = [f"{light}{counts[light]}件" for light in LIGHTS if light in counts]
    return f"亮灯（在办{len(shown)}件）：{'、'.join(parts)}。" if parts else "没有在办事项。"


def caveats(assessment: WeekAssessment) -> Iterator[str]:
    """Yield what a reader must know of days that nobody has announced."""
    if years := assessment.supervised.unannounced:
        told = "、".join(f"{year}年" for year in years)
        yield f"{told}的节假日安排尚未公布，工作日暂按周一至周五计，公布后时限可能变动。"


def speeches(assessment: WeekAssessment) -> Prose:
    """Return who speaks at the week's meeting."""
    villages = assessment.villages
    if not assessment.marks:
        return paragraphs(NO_MARKS)
    names = assessment.unit_names
    parts = []
    for honour, speech in SPEECHES.items():
        rows = villages[villages["honour"].eq(honour)]
        told = rows["unit"].map(names) + "（" + wording.words(rows["group"]) + "）"
        parts.append(f"{honour}作{speech}：**{wording.listing(told)}**。")
    unchecked = villages.loc[villages["marks"].eq(0), "unit"].map(names)
    if len(unchecked):
        parts.append(f"本周未检查：{wording.listing(unchecked)}。")
    return paragraphs(f"本周每日督导评分{assessment.marks}次。{''.join(parts)}")


def slips(assessment: WeekAssessment) -> Prose:
    """Return how many items were put off, and how many of them not for the first time."""
    cases = assessment.supervised.cases[assessment.supervised.cases["has_slipped"]]
    if cases.empty:
        return paragraphs("本周没有延期的事项。")
    again = int((cases["extensions"].fillna(0) > 1).sum()) if "extensions" in cases else 0
    told = f"，其中再次延期{again}件" if again else ""
    return paragraphs(f"本周把时限往后推的共{len(cases)}件{told}。")
