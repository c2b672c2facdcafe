"""Open cases and declared thresholds → the light of each with its word, and the notice due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from zhen_analysis.base.rounding import SUM_DECIMALS
from zhen_analysis.catalogue.declared.supervision import Lights, Notice
from zhen_analysis.catalogue.workdays import days_until

RED, YELLOW, BLUE, GREEN = "红灯", "黄灯", "蓝灯", "绿灯"
OVERDUE, FAR_BEHIND, BEHIND, NEAR = "逾期", "严重滞后", "进度滞后", "临近到期"
ON_SCHEDULE, NOT_DUE, CLOSED, CLOSED_LATE = "正常推进", "未到期", "已办结", "超时办结"


def add_lights(
    cases: pd.DataFrame, day: date, lights: Lights | None, overrides: Mapping[date, str]
) -> pd.DataFrame:
    """Return cases with ``days_left, elapsed, gap, light, light_word``.

    Parameters
    ----------
    cases : ``opened, deadline, progress`` (%), ``told_on`` (the day to which the progress
        belongs), ``is_closed, is_overdue, days_overdue``.
    day : the day of the judgement.

    Notes
    -----
    ``elapsed`` is 序时进度: the share of the time from handing out to deadline that was gone when
    the progress was told, in %, in natural days, at most 100. ``gap`` = progress − elapsed in
    百分点, negative when behind; NA where no progress is told. The first that holds: 红灯 逾期
    (the deadline has passed), 红灯 严重滞后 (behind by more than ``far_behind``), 黄灯 进度滞后
    (behind by ``behind`` or more), 蓝灯 临近到期 (at most ``near_days`` left), else 绿灯. A light
    never comes without its word.
    """
    lights = lights or Lights()
    left = [
        pd.NA if pd.isna(deadline) else days_until(day, deadline.date(), kind, overrides)
        for deadline in cases["deadline"]
        for kind in [lights.near_kind]
    ]
    days_left = pd.Series(left, index=cases.index, dtype="Int64")
    length = (cases["deadline"] - cases["opened"]).dt.days.astype("Float64")
    gone = (cases["told_on"] - cases["opened"]).dt.days.astype("Float64")
    elapsed = (100 * gone / length.where(length > 0)).clip(0, 100)
    elapsed = elapsed.mask(length <= 0, 100.0)
    gap = (cases["progress"].astype("Float64") - elapsed).round(SUM_DECIMALS)
    return choose_lights(cases.assign(days_left=days_left, elapsed=elapsed, gap=gap), lights)


def choose_lights(cases: pd.DataFrame, lights: Lights | None) -> pd.DataFrame:
    """Return cases with ``light`` and ``light_word``, the first of ``add_lights`` that holds.

    Parameters
    ----------
    cases : ``days_left``, ``gap`` (百分点, negative when behind), ``is_closed``, ``is_overdue``,
        ``days_overdue``.
    """
    lights = lights or Lights()
    gap = cases["gap"]
    worded = [
        (cases["is_closed"] & cases["days_overdue"].notna(), GREEN, CLOSED_LATE),
        (cases["is_closed"], GREEN, CLOSED),
        (cases["is_overdue"], RED, OVERDUE),
        (is_below(gap, lights.far_behind, strictly=True), RED, FAR_BEHIND),
        (is_below(gap, lights.behind), YELLOW, BEHIND),
        (is_near(cases["days_left"], lights.near_days), BLUE, NEAR),
        (gap.notna(), GREEN, ON_SCHEDULE),
    ]
    conditions = [condition.to_numpy(dtype=bool) for condition, _, _ in worded]
    return cases.assign(
        light=np.select(conditions, [light for _, light, _ in worded], default=GREEN),
        light_word=np.select(conditions, [word for _, _, word in worded], default=NOT_DUE),
    )


def is_below(gap: pd.Series, points: float | None, *, strictly: bool = False) -> pd.Series:
    """Tell which cases are behind by ``points`` or more (strictly: by more); none where None."""
    if points is None:
        return pd.Series(False, index=gap.index)
    behind = gap < -points if strictly else gap <= -points
    return behind.fillna(False).astype(bool)


def is_near(days_left: pd.Series, near: int | None) -> pd.Series:
    """Tell which cases have at most ``near`` days left, today's deadline included."""
    if near is None:
        return pd.Series(False, index=days_left.index)
    return days_left.between(0, near).fillna(False).astype(bool)


def name_notices(cases: pd.DataFrame, notices: Sequence[Notice]) -> pd.DataFrame:
    """Return cases with ``notice``: the last step of the chain whose condition an open case meets.

    A step holds from ``overdue`` days after the deadline on, or from ``reminders`` earlier filings
    on by which the case was overdue; the first step needs nothing. Closed cases have none ("").
    """
    days = cases["days_overdue"].fillna(0)
    name = pd.Series("", index=cases.index, dtype="str")
    for place, notice in enumerate(notices):
        holds = pd.Series(
            place == 0 and notice.overdue is None and notice.reminders is None, index=cases.index
        )
        if notice.overdue is not None:
            holds |= days >= notice.overdue
        if notice.reminders is not None:
            holds |= cases["is_overdue"] & (cases["reminders"] >= notice.reminders)
        name = name.mask(holds.astype(bool), notice.name)
    return cases.assign(notice=name.mask(cases["is_closed"], ""))
