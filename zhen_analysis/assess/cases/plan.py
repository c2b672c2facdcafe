"""Goals, figures and projects at a month's end → done, 序时进度, gap and light of each goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from zhen_analysis.assess.cases.goal_figures import elapsed_shares, figures_of
from zhen_analysis.assess.cases.lights import BLUE, GREEN, RED, YELLOW, choose_lights
from zhen_analysis.assess.cases.projects import (
    NOT_BEGUN,
    PROJECT_COLUMNS,
    UNREPORTED,
    project_filings,
    projects_at,
)
from zhen_analysis.base.period import Month
from zhen_analysis.base.rounding import SUM_DECIMALS
from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.catalogue.declared.goal import KEPT, THEME
from zhen_analysis.catalogue.declared.supervision import Lights
from zhen_analysis.catalogue.goals import THRESHOLDS
from zhen_analysis.catalogue.workdays import NATURAL

MET, HELD, EXCEEDED, WITHIN = "已达成", "已达标", "已超出", "未超出"
UNREAD, NOT_APPLICABLE, UNREGISTERED, NO_BEFORE = "待核", "不涉及", "未登记", "往年数未填"
STATES = ["met", "green", "blue", "yellow", "red", "unreported"]
STATE_OF = {GREEN: "green", BLUE: "blue", YELLOW: "yellow", RED: "red", "": "unreported"}
GOAL_COLUMNS = ["goal", "parent", "depth", "name", "kind", "department", "uom", "target"]
GOAL_COLUMNS += ["target_high", "from", "by", "direction", "start", "curve", "indicator", "span"]
GOAL_COLUMNS += ["projects", "category", "value", "numerator", "denominator", "is_unread"]
GOAL_COLUMNS += ["registered", "lagging", "share_done", "elapsed", "gap", "is_met", "state"]
GOAL_COLUMNS += ["light", "light_word", "days_left", "leaves", *STATES, "source"]


@dataclass(frozen=True)
class Plan:
    """What became of a town's goals and projects by the end of a month.

    Attributes
    ----------
    day : the last day of the month; everything is judged at its end.
    goals : one row per goal in the order of the tree (``judge_goals``).
    projects : one row per project, the worst first (``projects_at``).
    """

    day: date
    goals: pd.DataFrame
    projects: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return self.goals.empty and self.projects.empty


def assess_plan(
    records: pd.DataFrame,
    fields: pd.DataFrame,
    measures: pd.DataFrame,
    here: TownPeriod[Month],
) -> Plan:
    """Judge a town's goals and projects at the end of a month.

    ``records, fields`` : of January to the month. ``measures``: the month's.
    """
    catalogue, day = here.catalogue, here.period.last_day
    found = [
        projects_at(project_filings(records, fields, each), day, each, catalogue.overrides)
        for each in catalogue.ledgers.values()
        if each.holds_projects
    ]
    filled = [table for table in found if len(table)] or found[:1]
    projects = pd.concat(filled, ignore_index=True) if filled else no_projects()
    own = measures[(measures["level"] == "town") & (measures["unit"] == here.town)]
    return Plan(day, judge_goals(catalogue.goals_in(here.town), own, projects, day), projects)


def no_projects() -> pd.DataFrame:
    """Return the table of a town that has no ledger of projects."""
    return pd.DataFrame(columns=PROJECT_COLUMNS)


def judge_goals(
    goals: pd.DataFrame, measures: pd.DataFrame, projects: pd.DataFrame, day: date
) -> pd.DataFrame:
    """Return goals with what is done of each by the end of ``day``, and its light.

    Parameters
    ----------
    goals : one row per goal in the order of the tree (``catalogue.goals``).
    measures : the town's own figures: ``indicator, span, value, numerator, denominator``, and the
        ``uom`` that a goal without one takes.
    projects : ``projects_at``.

    Returns
    -------
    DataFrame
        ``value`` : what is done, NA where nobody reported it. ``share_done`` = (value − start) /
        (target − start) in %, over 100 where more is done. ``elapsed``: 序时进度, the share that is
        to be done by now by the goal's curve, in %. ``gap`` = share_done − elapsed in 百分点;
        negative when behind. ``is_met``; ``state`` (met, green, blue, yellow, red, unreported);
        ``light, light_word``: 已达成 whatever the date, 未报 without a light. A ceiling (direction
        −1) has no share and no gap: it is 已超出 or not. A theme has no figure: ``leaves`` counts
        the goals under it and ``met … unreported`` those in each state.
    """
    known = goals.join(figures_of(goals, measures, projects, day))
    start = known["start"].fillna(0.0)
    length = (known["target"] - start).mask(is_ceiling(known))
    share = 100 * (known["value"] - start) / length.where(length != 0)
    elapsed = elapsed_shares(known, projects, day).mask(is_ceiling(known))
    judged = known.assign(
        uom=known["uom"].fillna(known["own_uom"].astype("str")),
        share_done=share,
        elapsed=elapsed,
        gap=(share - elapsed).round(SUM_DECIMALS),
    )
    return count_states(light_goals(judged, day)).reindex(columns=GOAL_COLUMNS)


def is_ceiling(goals: pd.DataFrame) -> pd.Series:
    """Tell which goals are not to be passed."""
    return (goals["direction"] == -1).fillna(False).astype(bool)


def light_goals(goals: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return goals with ``is_met, state, light, light_word, days_left``.

    A goal that is met is green whatever the date; one whose last day has ended unmet is red. In
    between its gap decides, by the thresholds that the goal or one above it declares. What is to be
    kept (``curve = kept``) or not to be passed is met only when its last day has ended.
    """
    now, ceiling, is_leaf = pd.Timestamp(day), is_ceiling(goals), goals["kind"] != THEME
    has_ended = (goals["by"] <= now).fillna(False).astype(bool)
    reached = (goals["value"] >= goals["target"]).fillna(False).astype(bool) & ~ceiling
    passed = (goals["value"] > goals["target"]).fillna(False).astype(bool) & ceiling
    is_told = goals["value"].notna() & is_leaf
    held = reached & goals["curve"].eq(KEPT).fillna(False).astype(bool) & ~has_ended
    waits = (goals["from"] > now).fillna(False).astype(bool) & ~reached & ~passed
    cases = goals.assign(
        is_closed=reached,
        is_overdue=has_ended & ~reached & is_told,
        days_overdue=pd.array([pd.NA] * len(goals), dtype="Int64"),
        days_left=(goals["by"] - now).dt.days.astype("Int64"),
    )
    lit = by_thresholds(cases)
    kept = is_told & ceiling & ~passed
    worded = [
        (reached | (kept & has_ended), GREEN, MET),
        (held, GREEN, HELD),
        (kept & ~has_ended, GREEN, WITHIN),
        (passed, RED, EXCEEDED),
        (~is_told, "", why_silent(goals)),
        (waits, GREEN, NOT_BEGUN),
        (~is_leaf, "", ""),
    ]
    light, word = lit["light"], lit["light_word"]
    for holds, colour, told in worded:
        light, word = light.mask(holds, colour), word.mask(holds, told)
    is_met = ((reached & ~held) | (kept & has_ended)).where(is_leaf)
    state = light.map(STATE_OF).mask(word == MET, "met").where(is_leaf)
    lit = lit.assign(light=light, light_word=word, is_met=is_met, state=state)
    return lit.drop(columns=["is_closed", "is_overdue", "days_overdue"])


def by_thresholds(cases: pd.DataFrame) -> pd.DataFrame:
    """Return cases with their light, each by the thresholds of its own row."""
    parts = [choose_lights(cases.iloc[:0], None)]
    for stated, own in cases.groupby(THRESHOLDS, dropna=False, sort=False):
        behind, far, near = (None if pd.isna(each) else float(each) for each in stated)
        lights = Lights(None if near is None else int(near), NATURAL, behind, far)
        parts.append(choose_lights(own, lights))
    return pd.concat(parts[1:] or parts).loc[cases.index]


def why_silent(goals: pd.DataFrame) -> pd.Series:
    """Return the word for a goal without a figure."""
    word = pd.Series(UNREPORTED, index=goals.index, dtype="str")
    word = word.mask(goals["done_before"].isna(), NO_BEFORE)
    word = word.mask(goals["registered"].eq(0).fillna(False).astype(bool), UNREGISTERED)
    word = word.mask(goals["denominator"].eq(0).fillna(False).astype(bool), NOT_APPLICABLE)
    return word.mask(goals["is_unread"], UNREAD)


def count_states(goals: pd.DataFrame) -> pd.DataFrame:
    """Return goals with ``leaves`` and a count per state of what stands under each theme."""
    counts: list[dict[str, int]] = []
    above: list[tuple[int, dict[str, int]]] = []
    for depth, state in zip(goals["depth"], goals["state"], strict=True):
        while above and above[-1][0] >= depth:
            above.pop()
        own = dict.fromkeys(["leaves", *STATES], 0)
        counts.append(own)
        if pd.isna(state):
            above.append((depth, own))
            continue
        for _, theme in above:
            theme["leaves"] += 1
            theme[state] += 1
    table = pd.DataFrame(counts, index=goals.index, columns=["leaves", *STATES], dtype="Int64")
    return goals.assign(**table.where(goals["kind"] == THEME).to_dict("series"))
