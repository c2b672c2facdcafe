"""Supervised items → what falls due, what is overdue, and the sums by department and meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, MARK, TEXT, Day, Number, signed
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import FiledAssessment
    from zhen_analysis.results.week import WeekAssessment

BASE = "应办＝结转＋新增：截至期末已到时限的，加提前办结的"
IDLE = "无应办事项"
RATE_DECIMALS = 1
PAGE_ROWS = 60
DAY = Day(kind="number")
RATE = Number(RATE_DECIMALS)
SUMS = [
    Column("应办（件）", "due", COUNT),
    Column("结转", "carried", COUNT, "其中"),
    Column("新增", "new", COUNT, "其中"),
    Column("办结", "closed", COUNT),
    Column("按时办结", "on_time", COUNT),
    Column("办结率（%）", lambda sums: closed_rates(sums), RATE),
    Column("按时办结率（%）", "on_time_rate", RATE),
    Column("平均用时（天）", "mean_days", RATE),
    Column("未到期", "pending", COUNT),
]
OVERDUE = Column("已逾期", "overdue", COUNT)


def due_this_week(assessment: WeekAssessment) -> Table | Prose:
    """Return the items whose time limit ends in the week, done or not."""
    week = assessment.period
    cases = due_within(assessment, week.first_day, week.last_day)
    return items(assessment, cases, "due_this_week", "本周到期", "本周没有到期的事项。")


def due_next_week(assessment: WeekAssessment) -> Table | Prose:
    """Return the open items whose time limit ends in the week that follows."""
    week = assessment.period.following
    cases = due_within(assessment, week.first_day, week.last_day)
    cases = cases[~cases["is_closed"]]
    return items(assessment, cases, "due_next_week", "下周到期", "下周没有到期的事项。")


def overdue(assessment: WeekAssessment) -> Table | Prose:
    """Return the open items past their time limit, the longest first, with the notice due."""
    cases = assessment.supervised.cases[assessment.supervised.cases["is_overdue"]]
    more = [
        Column("逾期（天）", "days_overdue", COUNT),
        Column("此前逾期（周）", "reminders", COUNT),
        Column("应发文书", "notice"),
    ]
    nothing = "没有逾期未办结的事项。"
    note = "逾期按自然日计。此前逾期（周）：此前有几周的督办单上已经逾期，即已催办几次。"
    return items(assessment, cases, "overdue", "已逾期", nothing, more, note)


def lit(assessment: WeekAssessment) -> Table | Prose:
    """Return the open items, not yet overdue, whose light is not green."""
    cases = assessment.supervised.cases
    cases = cases[~cases["is_closed"] & ~cases["is_overdue"] & cases["light"].ne("绿灯")]
    behind = -cases["gap"]
    cases = cases.assign(behind=behind.where(behind > 0))
    more = [
        Column("落后序时进度（百分点）", "behind", Number(1)),
        Column("距时限（工作日）", "days_left", COUNT),
    ]
    return items(assessment, cases, "lit", "未到期但亮灯", "未到期的事项都在正常推进。", more)


def slipped(assessment: WeekAssessment) -> Table | Prose:
    """Return the items whose time limit was moved to a later day this week, with the reason."""
    cases = assessment.supervised.cases[assessment.supervised.cases["has_slipped"]]
    told = cases.reindex(columns=[*dict.fromkeys([*cases, "extensions", "reason"])])
    more = [
        Column("原时限", "deadline_before", DAY),
        Column("延期（次）", "extensions", COUNT),
        Column("延期原因", "reason", TEXT),
    ]
    return items(assessment, told, "slipped", "延期", "本周没有延期的事项。", more)


def due_within(assessment: WeekAssessment, first: object, last: object) -> pd.DataFrame:
    """Return the items whose time limit ends between two days."""
    ends = pd.Timestamp(first), pd.Timestamp(last)
    cases = assessment.supervised.cases[assessment.supervised.cases["deadline"].between(*ends)]
    return cases.sort_values("deadline", kind="stable")


def items(
    assessment: WeekAssessment,
    cases: pd.DataFrame,
    name: str,
    title: str,
    nothing: str,
    more: Sequence[Column] = (),
    note: str = "",
) -> Table | Prose:
    """Return a list of items; a light stands with its word.

    ``more``: columns behind those of every list; the day of handing out gives way to them.
    """
    if cases.empty:
        return paragraphs(nothing)
    names = assessment.unit_names
    opened = [] if more else [Column("交办", "opened", DAY)]
    return Table(
        name=name,
        sheet=title,
        caption=f"{title}的事项（{len(cases)}件）",
        rows=cases,
        columns=[
            Column("编号", "case", TEXT),
            Column("事项", "text", TEXT),
            Column("亮灯", lambda rows: rows["light"] + " " + rows["light_word"], MARK),
            Column("责任科室", lambda rows: rows["unit"].map(names)),
            *opened,
            Column("时限", "deadline", DAY),
            Column("进度", "progress", Number(unit="%")),
            *more,
        ],
        note=note,
        limit=PAGE_ROWS,
    )


def departments(assessment: FiledAssessment) -> Table | Prose:
    """Return the sums by department, those of the whole town last, and what changed in a week."""
    sums = assessment.supervised.departments
    if assessment.supervised.history.empty:
        return paragraphs("没有收到督办单，不列各科室办理情况。")
    names = assessment.unit_names
    known = {**names, assessment.town: "全镇"}
    since = f"较{wording.last(assessment.period)}"
    return Table(
        name="departments",
        sheet="科室办理",
        caption=f"各科室办理情况（{BASE}）",
        rows=sums,
        columns=[
            Column("科室", lambda rows: rows["unit"].map(known), TEXT),
            *SUMS,
            Column("现有", "overdue", COUNT, "逾期"),
            Column(since, "overdue_change", signed(0), "逾期"),
        ],
        note="办结率＝办结÷应办，按时办结率＝按时办结÷应办；时限以最后一次登记的为准，超时办结计入办结。"
        "全镇按事项计算，不是各科室比率的平均。",
    )


def closed_rates(sums: pd.DataFrame) -> pd.Series:
    """Return the shares that were closed; 无应办事项 where nothing was due."""
    return sums["closed_rate"].astype("object").mask(sums["due"].eq(0), IDLE)


def meetings(assessment: WeekAssessment) -> Table | Prose:
    """Return the sums by the meeting that handed the items out."""
    sums = assessment.supervised.meetings
    if len(sums) <= 1:
        return paragraphs("督办单上没有在办或本周办结的事项。")
    return Table(
        name="meetings",
        sheet="来源会议",
        caption=f"按来源会议（{BASE}）",
        rows=sums,
        columns=[
            Column("来源会议", lambda rows: rows["meeting"].replace("", "合计"), TEXT),
            *SUMS,
            OVERDUE,
        ],
    )


def history(assessment: WeekAssessment) -> Table | Prose:
    """Return the town's sums week by week."""
    sums = assessment.supervised.history
    if sums.empty:
        return paragraphs("没有往期的督办单。")
    weeks = sums["period"].map(lambda period: f"第{int(period.rsplit('W')[-1])}周")
    return Table(
        name="history",
        sheet="逐周办理",
        caption=f"全镇逐周办理情况（{BASE}）",
        rows=sums.assign(week=weeks),
        columns=[Column("周次", "week", TEXT), *SUMS, OVERDUE],
    )
