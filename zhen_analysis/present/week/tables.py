"""Supervised items → what falls due, what is overdue, and the sums by department and meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import FiledAssessment
    from zhen_analysis.results.week import WeekAssessment

BASE = "应办＝结转＋新增：截至期末已到时限的，加提前办结的"
IDLE = "无应办事项"
RATE_DECIMALS = 1
PAGE_ROWS = 60
ITEM = {
    "case": Column("编号", "text"),
    "text": Column("事项", "text"),
    "light": Column("亮灯", "mark"),
    "unit": Column("责任科室"),
    "opened": Column("交办", "number"),
    "deadline": Column("时限", "number"),
    "progress": Column("进度", "number"),
}
SUMS = {
    "due": Column("应办（件）", "number"),
    "carried": Column("结转", "number", "其中"),
    "new": Column("新增", "number", "其中"),
    "closed": Column("办结", "number"),
    "on_time": Column("按时办结", "number"),
    "closed_rate": Column("办结率（%）", "number"),
    "on_time_rate": Column("按时办结率（%）", "number"),
    "mean_days": Column("平均用时（天）", "number"),
    "pending": Column("未到期", "number"),
    "overdue": Column("已逾期", "number"),
}


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
    more = {
        "days": cases["days_overdue"].astype("str"),
        "reminders": cases["reminders"].astype("str"),
        "notice": wording.words(cases["notice"]),
    }
    columns = {
        "days": Column("逾期（天）", "number"),
        "reminders": Column("此前逾期（周）", "number"),
        "notice": Column("应发文书"),
    }
    nothing = "没有逾期未办结的事项。"
    note = "逾期按自然日计。此前逾期（周）：此前有几周的督办单上已经逾期，即已催办几次。"
    return items(
        assessment, cases, "overdue", "已逾期", nothing, more, columns, note, without="opened"
    )


def lit(assessment: WeekAssessment) -> Table | Prose:
    """Return the open items, not yet overdue, whose light is not green."""
    cases = assessment.supervised.cases
    cases = cases[~cases["is_closed"] & ~cases["is_overdue"] & cases["light"].ne("绿灯")]
    gap = -cases["gap"]
    more = {"gap": wording.counts(gap.where(gap > 0), 1), "left": cases["days_left"].astype("str")}
    columns = {
        "gap": Column("落后序时进度（百分点）", "number"),
        "left": Column("距时限（工作日）", "number"),
    }
    nothing = "未到期的事项都在正常推进。"
    return items(assessment, cases, "lit", "未到期但亮灯", nothing, more, columns, without="opened")


def slipped(assessment: WeekAssessment) -> Table | Prose:
    """Return the items whose time limit was moved to a later day this week, with the reason."""
    cases = assessment.supervised.cases[assessment.supervised.cases["has_slipped"]]
    more = {
        "before": cases["deadline_before"].map(wording.day_of_month),
        "times": wording.counts(cases.get("extensions", pd.Series(pd.NA, cases.index)), 0),
        "reason": wording.words(cases.get("reason", pd.Series("", cases.index))),
    }
    columns = {
        "before": Column("原时限", "number"),
        "times": Column("延期（次）", "number"),
        "reason": Column("延期原因", "text"),
    }
    nothing = "本周没有延期的事项。"
    return items(assessment, cases, "slipped", "延期", nothing, more, columns, without="opened")


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
    more: dict[str, pd.Series] | None = None,
    columns: dict[str, Column] | None = None,
    note: str = "",
    without: str = "",
) -> Table | Prose:
    """Return a list of items; a light stands with its word. ``without``: a column left out."""
    if cases.empty:
        return paragraphs(nothing)
    names = assessment.unit_names
    shown = {**ITEM, **(columns or {})}
    return Table(
        name=name,
        sheet=title,
        caption=f"{title}的事项（{len(cases)}件）",
        frame=pd.DataFrame(
            {
                "case": cases["case"],
                "text": wording.words(cases["text"]),
                "light": cases["light"] + " " + cases["light_word"],
                "unit": cases["unit"].map(names),
                "opened": cases["opened"].map(wording.day_of_month),
                "deadline": cases["deadline"].map(wording.day_of_month),
                "progress": shares(cases["progress"]),
                **(more or {}),
            }
        ).drop(columns=[without] if without else []),
        columns={key: column for key, column in shown.items() if key != without},
        note=note,
        limit=PAGE_ROWS,
    )


def shares(values: pd.Series) -> pd.Series:
    """Return a progress with its sign: 60%, "—" where none is told."""
    printed = wording.counts(values)
    return printed.where(printed.eq(wording.NOTHING), printed + "%")


def departments(assessment: FiledAssessment) -> Table | Prose:
    """Return the sums by department, those of the whole town last, and what changed in a week."""
    sums = assessment.supervised.departments
    if assessment.supervised.history.empty:
        return paragraphs("没有收到督办单，不列各科室办理情况。")
    names = assessment.unit_names
    change = sums["overdue_change"].map(wording.signed)
    frame = printed_sums(sums).assign(change=change)
    frame.insert(0, "unit", sums["unit"].map({**names, assessment.town: "全镇"}))
    return Table(
        name="departments",
        sheet="科室办理",
        caption=f"各科室办理情况（{BASE}）",
        frame=frame,
        columns={
            "unit": Column("科室", "text"),
            **SUMS,
            "overdue": Column("现有", "number", "逾期"),
            "change": Column(f"较{wording.last(assessment.period)}", "number", "逾期"),
        },
        note="办结率＝办结÷应办，按时办结率＝按时办结÷应办；时限以最后一次登记的为准，超时办结计入办结。"
        "全镇按事项计算，不是各科室比率的平均。",
    )


def meetings(assessment: WeekAssessment) -> Table | Prose:
    """Return the sums by the meeting that handed the items out."""
    sums = assessment.supervised.meetings
    if len(sums) <= 1:
        return paragraphs("督办单上没有在办或本周办结的事项。")
    frame = printed_sums(sums)
    frame.insert(0, "meeting", sums["meeting"].replace("", "合计"))
    return Table(
        name="meetings",
        sheet="来源会议",
        caption=f"按来源会议（{BASE}）",
        frame=frame,
        columns={"meeting": Column("来源会议", "text"), **SUMS},
    )


def printed_sums(sums: pd.DataFrame) -> pd.DataFrame:
    """Return counts and rates as printed; where nothing was due the rate reads 无应办事项."""
    counts = {key: sums[key].astype("str") for key in SUMS if not key.endswith(("rate", "days"))}
    shares = {
        key: wording.counts(sums[key], RATE_DECIMALS)
        for key in ("closed_rate", "on_time_rate", "mean_days")
    }
    shares["closed_rate"] = shares["closed_rate"].mask(sums["due"].eq(0), IDLE)
    return pd.DataFrame({**counts, **shares})[list(SUMS)]


def history(assessment: WeekAssessment) -> Table | Prose:
    """Return the town's sums week by week."""
    sums = assessment.supervised.history
    if sums.empty:
        return paragraphs("没有往期的督办单。")
    frame = printed_sums(sums)
    weeks = sums["period"].map(lambda period: f"第{int(period.rsplit('W')[-1])}周")
    frame.insert(0, "week", weeks)
    return Table(
        name="history",
        sheet="逐周办理",
        caption=f"全镇逐周办理情况（{BASE}）",
        frame=frame,
        columns={"week": Column("周次", "text"), **SUMS},
    )
