"""A month's plan → tables of goals and projects: what is behind, the tree, the roll-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, FIGURE, MARK, TEXT, Day, Number, signed
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

NO_GOALS = "考评目录（goals.csv）没有本镇的年度目标。"
NO_PROJECTS = "今年还没有收到重点项目台账。"
PAGE_ROWS = 60
THEME, COMPLETED = "theme", "completed"
SHARE_DECIMALS = 1
SHARE = Number(SHARE_DECIMALS)
BEHIND = {"red": 0, "yellow": 1, "unreported": 2}  # the states that ask for something, worst first
STATES = {
    "met": "已达成",
    "green": "正常（绿灯）",
    "blue": "临近到期（蓝灯）",
    "yellow": "滞后（黄灯）",
    "red": "红灯",
    "unreported": "无数据",
}
LIGHT = Column("亮灯", lambda rows: lights(rows), MARK)
TARGET = Column("目标值", lambda goals: targets(goals), Number(unit_of="uom"))
DONE = Column("已完成", lambda goals: done(goals), Number(decimals_of="decimals", unit_of="uom"))
HOW = "差距（百分点）＝完成率－序时进度，负数为落后；没有报来的写“未报”，不按0计。"
HOW += "目标值写“从…到…”的，完成率从起点算起。"


def goals_behind(assessment: MonthAssessment) -> Table | Prose:
    """Return the goals with a red or yellow light and those without data, the worst first."""
    goals = leaves(assessment)
    if goals.empty:
        return paragraphs(NO_GOALS)
    behind = goals[goals["state"].isin(BEHIND)]
    if behind.empty:
        return paragraphs("没有落后于序时进度的目标，也没有缺数据的目标。")
    keyed = behind.assign(worst=behind["state"].map(BEHIND), far=behind["gap"].fillna(-1e9))
    ordered = keyed.sort_values(["worst", "far"], kind="stable")
    return Table(
        name="goals_behind",
        sheet="落后目标",
        caption=f"落后、超出或缺数据的目标（{len(ordered)}项）",
        rows=ordered,
        columns=goal_columns(assessment, without="期限"),
        note=HOW,
        limit=PAGE_ROWS,
    )


def goal_tree(assessment: MonthAssessment, *, in_full: bool = False) -> Table | Prose:
    """Return every goal under the themes that it belongs to; ``in_full`` with all columns."""
    goals = leaves(assessment)
    if goals.empty:
        return paragraphs(NO_GOALS)
    return Table(
        name="goal_tree",
        sheet="目标树",
        caption=f"目标完成情况（{assessment.period.chinese}末，{len(goals)}项）",
        rows=goals,
        columns=goal_columns(assessment, without="" if in_full else "责任科室"),
        under="theme",
        note=HOW,
    )


def themes(assessment: MonthAssessment) -> Table | Prose:
    """Return how many goals of each theme are in which state; sums of counts, no average."""
    goals = assessment.plan.goals
    above = goals[goals["kind"] == THEME]
    if above.empty:
        return paragraphs("目标没有归类。" if len(goals) else NO_GOALS)
    every = leaves(assessment)["state"].value_counts()
    total = {state: int(every.get(state, 0)) for state in STATES}
    counts = above[["leaves", *STATES]]
    rows = pd.concat(
        [
            counts.assign(name=above["name"].radd(above["depth"].map(lambda deep: "　" * deep))),
            pd.DataFrame([{**total, "leaves": int(every.sum()), "name": "合计"}]),
        ],
        ignore_index=True,
    )
    return Table(
        name="themes",
        sheet="目标分布",
        caption="各方向目标所处状态（项）",
        rows=rows,
        columns=[
            Column("方向", "name", TEXT),
            Column("目标", "leaves", COUNT),
            *[Column(word, state, COUNT) for state, word in STATES.items()],
        ],
        note="只数项数，不把不同的目标平均成一个数。缩进的方向已计入它的上级。",
    )


def projects(assessment: MonthAssessment, *, in_full: bool = False) -> Table | Prose:
    """Return every project, the worst first; ``in_full`` with the money of each."""
    rows = assessment.plan.projects
    if rows.empty:
        return paragraphs(NO_PROJECTS)
    names = assessment.unit_names
    stale = rows["period"].ne(str(assessment.period)) & ~rows["is_closed"]
    filed = "（" + rows["period"].map(wording.written_period) + "填报）"
    told = rows["name"].astype("str").mask(stale, rows["name"].astype("str") + filed)
    by_time = rows["planned_by"].eq("time").fillna(False).astype(bool)
    money = [
        Column("完成", "invested", FIGURE, "投资（万元）"),
        Column("计划", "investment", FIGURE, "投资（万元）"),
        Column("投资完成率（%）", "invested_share", SHARE),
    ]
    return Table(
        name="projects",
        sheet="重点项目",
        caption=f"重点项目进度（{assessment.period.chinese}末，{len(rows)}个）",
        rows=rows.assign(told=told, star=by_time.map({True: "*", False: ""})),
        columns=[
            Column("项目", "told", TEXT),
            LIGHT,
            Column("实际", "progress", Number(0, missing=wording.NOT_REPORTED), "进度（%）"),
            Column("计划", "planned", Number(0, unit_of="star"), "进度（%）"),
            Column("差距", "gap", signed(SHARE_DECIMALS), "进度（%）"),
            Column("当前节点", stages, TEXT),
            Column("计划完成", "deadline", Day(assessment.period.year, kind="number")),
            *(money if in_full else []),
            Column("责任科室", lambda rows: rows["unit"].map(names)),
        ],
        note="差距（百分点）＝实际进度－计划进度，负数为落后。"
        + ("带*的没有填计划进度，按开工到计划完成的时间推算。" if by_time.any() else "")
        + ("注明月份的本月没有列出，是以前月份填报的。" if stale.any() else ""),
        limit=PAGE_ROWS,
    )


def leaves(assessment: MonthAssessment) -> pd.DataFrame:
    """Return the goals with a figure of their own, ``theme`` above and ``decimals`` of each."""
    goals = assessment.plan.goals
    path: dict[str, str] = {}
    for goal in goals.to_dict("records"):
        above = path.get(goal["parent"], "")
        told = f"{above} · {goal['name']}" if above else str(goal["name"])
        path[goal["goal"]] = told
    own = goals[goals["kind"] != THEME]
    return own.assign(
        theme=own["parent"].map(path).astype("str").fillna("其他目标"),
        decimals=own["uom"].eq("%").map({True: SHARE_DECIMALS, False: pd.NA}),
    )


def goal_columns(assessment: MonthAssessment, without: str) -> list[Column]:
    """Return what is printed of goals, but for the column that a page has no room for."""
    names = assessment.unit_names
    columns = [
        Column("目标", named, TEXT),
        LIGHT,
        TARGET,
        DONE,
        Column("完成率（%）", "share_done", SHARE),
        Column("序时进度（%）", "elapsed", SHARE),
        Column("差距", "gap", signed(SHARE_DECIMALS)),
        Column("期限", "by", Day(assessment.period.year, kind="number")),
        Column("责任科室", lambda goals: goals["department"].map(names)),
    ]
    return [column for column in columns if column.label != without]


def named(goals: pd.DataFrame) -> pd.Series:
    """Return each goal's name; where it counts projects, with how many of them lag."""
    name, lagging = goals["name"].astype("str"), goals["lagging"].fillna(0).astype("int64")
    own = goals["registered"].fillna(0).astype("int64").astype("str")
    told = name + "（" + own + "个中" + lagging.astype("str") + "个滞后）"
    return name.mask(lagging.gt(0) & goals["kind"].eq(COMPLETED), told)


def lights(rows: pd.DataFrame) -> pd.Series:
    """Return each light with its word; a row without one has the word alone."""
    return (rows["light"] + " " + rows["light_word"]).str.strip()


def targets(goals: pd.DataFrame) -> pd.Series:
    """Return what is to be reached; more than a number in words: 5—7个, 从86到100%, 不超过0人次."""
    uom = goals["uom"].astype("str").fillna("")
    least, most = wording.counts(goals["target"]), wording.counts(goals["target_high"])
    has_most = goals["target_high"].notna()
    least = least.mask(has_most, least + "—" + most)
    begins = goals["start"].fillna(0).ne(0).astype(bool)
    told = least.mask(begins, "从" + wording.counts(goals["start"]) + "到" + least) + uom
    is_limit = goals["direction"].eq(-1).fillna(False).astype(bool)
    told = told.mask(is_limit, "不超过" + told)
    return goals["target"].astype("object").mask(has_most | begins | is_limit, told)


def done(goals: pd.DataFrame) -> pd.Series:
    """Return what is done; the word of what is missing where nobody says it."""
    return goals["value"].astype("object").mask(goals["value"].isna(), goals["light_word"])


def stages(projects: pd.DataFrame) -> pd.Series:
    """Return the current milestone, until when, and how long it is past."""
    day = projects["milestone"].map(wording.day_of_month)
    has_day = projects["milestone"].notna()
    late = projects["milestone_days"].astype("str")
    told = wording.words(projects["stage"])
    dated = told.mask(has_day, told + "（" + day + "）")
    past = told + "（" + day + "，已过" + late + "天）"
    due = told + "（" + day + "到期，未完成）"
    days = projects["milestone_days"].fillna(-1)
    dated = dated.mask(days.gt(0).astype(bool), past).mask(days.eq(0).astype(bool), due)
    return dated.mask(projects["is_closed"], wording.NOTHING)
