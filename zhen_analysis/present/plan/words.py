"""A month's plan → the sentences of its page: what is behind and by how much, what is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.plan.tables import (
    DONE,
    NO_GOALS,
    NO_PROJECTS,
    SHARE_DECIMALS,
    STATES,
    TARGET,
    leaves,
)

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

NAMED, MOST = 3, 8  # goals or projects that a sentence of the opening, of a section names
LIGHT_ORDER = ["红灯", "黄灯", "蓝灯", "绿灯"]


def opening(assessment: MonthAssessment) -> Prose:
    """Return three to five sentences: the goals by state, what is behind, what is done, money."""
    plan = assessment.plan
    if plan.is_empty:
        return paragraphs(NO_GOALS + NO_PROJECTS)
    sentences = [*goal_sentences(assessment), *project_sentences(assessment)]
    return paragraphs(*sentences)


def goal_sentences(assessment: MonthAssessment) -> Iterator[str]:
    """Yield what became of the goals."""
    goals = leaves(assessment)
    if goals.empty:
        return
    counts = goals["state"].value_counts()
    parts = [f"{word}{counts[state]}项" for state, word in STATES.items() if state in counts]
    day = assessment.plan.day
    yield f"截至{day.month}月{day.day}日，{len(goals)}项目标中：{'、'.join(parts)}。"
    behind = goals[goals["state"].isin(["red", "yellow"]) & goals["gap"].notna()]
    if len(behind):
        worst = behind.sort_values("gap", kind="stable").head(NAMED)
        told = "；".join(worst.apply(behind_told, axis="columns"))
        lead = f"**落后的有{len(behind)}项**" + ("，落后最多的是" if len(behind) > NAMED else "")
        yield f"{lead}：{told}。"
    exceeded = goals[goals["light_word"] == "已超出"]
    if len(exceeded):
        told = (
            exceeded["name"]
            + "（已有"
            + DONE.texts(exceeded)
            + "，应"
            + TARGET.texts(exceeded)
            + "）"
        )
        yield f"**已超出**：{wording.listing(told)}。"
    reached = goals[goals["state"] == "met"]
    silent = goals[goals["state"] == "unreported"]
    words = []
    if len(reached):
        words.append(f"**已达成**：{wording.listing(reached['name'], NAMED)}。")
    if len(silent):
        words.append(f"**没有数据**：{wording.listing(silent['name'], NAMED)}。")
    if words:
        yield "".join(words)


def behind_told(goal: pd.Series) -> str:
    """Return one goal that is behind, in words."""
    share, elapsed, gap = (
        wording.digits(abs(goal[key]), SHARE_DECIMALS) for key in ("share_done", "elapsed", "gap")
    )
    sign = "-" if goal["share_done"] < 0 else ""
    return f"{goal['name']}完成{sign}{share}%，序时进度{elapsed}%，落后**{gap}**个百分点"


def projects(assessment: MonthAssessment) -> Prose:
    """Return which projects are behind their plan, and which milestones have passed undone."""
    rows = assessment.plan.projects
    if rows.empty:
        return paragraphs(NO_PROJECTS)
    running = rows[~rows["is_closed"]]
    behind = running[running["light"].isin(LIGHT_ORDER[:2]) & running["gap"].notna()]
    told = behind["name"].astype("str") + "（" + behind["gap"].abs().map(points) + "个百分点）"
    past = running[running["milestone_days"].notna()].sort_values(
        "milestone_days", ascending=False, kind="stable"
    )
    late = (
        past["name"].astype("str") + "“" + past["stage"].astype("str").fillna("节点") + "”（"
        + past["milestone_days"].astype("str").replace("0", "当天到期") + "天）"
    )  # fmt: skip
    late = late.str.replace("当天到期天", "当天到期")
    return paragraphs(
        f"慢于计划进度的{len(behind)}个：{wording.listing(told, MOST)}。" if len(behind) else "",
        f"节点到期未完成的{len(past)}个（已过天数）：{wording.listing(late, MOST)}。"
        if len(past)
        else "",
        "" if len(behind) or len(past) else "各项目都在按计划推进。",
    )


def points(gap: float) -> str:
    """Return a gap as printed."""
    return wording.digits(gap, SHARE_DECIMALS)


def project_sentences(assessment: MonthAssessment) -> Iterator[str]:
    """Yield the projects by light with those overdue, and the money; nothing without a ledger."""
    rows = assessment.plan.projects
    if rows.empty:
        return
    finished = int(rows["is_closed"].sum())
    running = rows[~rows["is_closed"]]
    counts = running["light"].value_counts()
    parts = [f"{light}{counts[light]}个" for light in LIGHT_ORDER if light in counts]
    if "" in counts:
        parts.append(f"未报进度{counts['']}个")
    late = running[running["is_overdue"]]
    names = late["name"].astype("str") + "（过期" + late["days_overdue"].astype("str") + "天）"
    told = f"重点项目{len(rows)}个：已完工{finished}个" + (
        f"；在办{len(running)}个，其中" if parts else ""
    )
    told += "、".join(parts)
    told += f"。**已过完成期限的**：{wording.listing(names, NAMED)}" if len(late) else ""
    past = int(running["milestone_days"].notna().sum())
    told += f"；节点到期未完成的{past}个" if past else ""
    yield f"{told}。{money_sentence(rows)}"


def money_sentence(rows: pd.DataFrame) -> str:
    """Return what was invested against what was planned, of the projects that say both."""
    both = rows[rows["invested"].notna() & (rows["investment"] > 0).fillna(False).astype(bool)]
    if both.empty:
        return ""
    spent, planned = both["invested"].sum(), both["investment"].sum()
    share = wording.digits(100 * spent / planned, SHARE_DECIMALS)
    silent = len(rows) - len(both)
    left_out = f"（另有{silent}个没有填报投资，不在内）" if silent else ""
    return (
        f"投资完成{wording.digits(spent)}万元，占计划{wording.digits(planned)}万元的"
        f"**{share}%**{left_out}。"
    )
