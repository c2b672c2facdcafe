"""Filings of a ledger of projects → each project at a month's end: plan, progress, money, light."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from zhen_analysis.assess.cases.case_states import NO_OVERRIDES, told_beside
from zhen_analysis.assess.cases.lights import CLOSED, CLOSED_LATE, choose_lights
from zhen_analysis.base.rounding import SUM_DECIMALS
from zhen_analysis.catalogue import Ledger
from zhen_analysis.catalogue.declared.ledger import PLANNED, PROGRESS
from zhen_analysis.catalogue.workdays import days_until

TEXTS = ["category", "place", "stage", "remark"]
QUANTITIES = [PLANNED, "investment", "invested"]
DAYS = ["opened", "deadline", "closed", "milestone"]
PLACE = ["file", "sheet", "cell"]
STATED, BY_TIME = "stated", "time"
DONE = 100.0
UNREPORTED, NOT_BEGUN = "未报", "未开始"
FINISHED = {CLOSED: "已完工", CLOSED_LATE: "超期完工"}
WORST_FIRST = ["红灯", "黄灯", "", "蓝灯", "绿灯"]  # without a light: nobody said how far it is
PROJECT_COLUMNS = ["ledger", "case", "name", "category", "unit", "place", "opened", "deadline"]
PROJECT_COLUMNS += ["closed", "status", "is_closed", "planned", "planned_by", "progress", "gap"]
PROJECT_COLUMNS += ["light", "light_word", "investment", "invested", "invested_share", "stage"]
PROJECT_COLUMNS += ["milestone", "milestone_days", "is_overdue", "days_overdue", "days_left"]
PROJECT_COLUMNS += ["remark", "period", *PLACE]


def project_filings(records: pd.DataFrame, fields: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return one row per project and filing, in order of time, with all that was told of it."""
    own = records[records["ledger"] == ledger.code]
    further = told_beside(fields, ledger).rename(columns={"record_cell": "cell"})
    milestones = fields[fields["field"] == "milestone"].rename(
        columns={"cell": "day_cell", "record_cell": "cell", "day": "milestone"}
    )
    filings = (
        own.assign(
            id=ledger.case_ids(own),
            name=own["text"],
            progress=own["value"].where(own["item"] == PROGRESS),
        )
        .merge(further, on=PLACE, how="left", validate="1:1")
        .merge(
            milestones[[*PLACE, "milestone"]].drop_duplicates(PLACE),
            on=PLACE, how="left", validate="1:1",
        )
    )  # fmt: skip
    known = ["id", "ledger", "case", "name", "unit", "status", "period", PROGRESS, *PLACE]
    filings = filings.reindex(columns=[*known, *TEXTS, *QUANTITIES, *DAYS])
    numbers = dict.fromkeys([PROGRESS, *QUANTITIES], "Float64")
    texts = dict.fromkeys(TEXTS, "str")
    typed = filings.astype({**numbers, **texts, "milestone": "datetime64[us]"})
    return typed.sort_values("period", kind="stable", ignore_index=True)


def projects_at(
    filings: pd.DataFrame,
    day: date,
    ledger: Ledger,
    overrides: Mapping[date, str] = NO_OVERRIDES,
) -> pd.DataFrame:
    """Return one row per project in its state at the end of ``day``, what is worst first.

    Parameters
    ----------
    filings : ``project_filings``; the last one of a project counts, and its ``period`` says of when
        that is. A day that it leaves blank is what earlier ones said.

    Returns
    -------
    DataFrame
        ``planned`` and ``progress`` in %; ``planned_by`` says whether the plan was stated or is
        the share of the time from 开工 to 计划完成 (natural days). A finished project is 100; a
        progress that nobody told stays NA and has the word 未报, never 0. ``gap`` = progress −
        planned in 百分点. ``invested_share`` in %. ``milestone_days``: natural days that the
        current milestone is past, NA where it is not. ``light, light_word`` by the ledger's
        thresholds; overdue is what is not finished when its last day has ended.
    """
    last = last_filings(filings)
    now = pd.Timestamp(day)
    is_closed = (last["status"] == "closed") | (last["closed"] <= now).fillna(False)
    is_closed = is_closed.fillna(False).astype(bool)
    end = last["closed"].where(is_closed)
    late = (end.fillna(now) - last["deadline"]).dt.days.astype("Int64")
    is_late = (late >= 0).fillna(False).astype(bool) & ~is_closed
    closed_late = is_closed & end.notna() & (late > 0).fillna(False).astype(bool)
    past = (now - last["milestone"]).dt.days.astype("Int64")
    by_time = share_of_time(last["opened"], last["deadline"], now)
    near_kind = ledger.lights.near_kind if ledger.lights else "workday"
    left = [
        pd.NA if pd.isna(each) else days_until(day, each.date(), near_kind, overrides)
        for each in last["deadline"]
    ]
    planned = last[PLANNED].fillna(by_time)
    progress = last[PROGRESS].mask(is_closed, DONE)
    judged = last.assign(
        is_closed=is_closed,
        planned=planned,
        planned_by=pd.Series(STATED, last.index, dtype="str")
        .mask(last[PLANNED].isna(), BY_TIME)
        .mask(planned.isna()),
        progress=progress,
        gap=(progress - planned).round(SUM_DECIMALS),
        invested_share=100 * last["invested"] / last["investment"].where(last["investment"] > 0),
        is_overdue=is_late,
        days_overdue=late.where(is_late | closed_late),
        days_left=pd.Series(left, index=last.index, dtype="Int64"),
        milestone_days=past.where((past >= 0).fillna(False).astype(bool) & ~is_closed),
    )
    return worst_first(name_states(choose_lights(judged, ledger.lights)))[PROJECT_COLUMNS]


def last_filings(filings: pd.DataFrame) -> pd.DataFrame:
    """Return the last filing of each project, its days filled from those before where blank.

    A milestone is that of the last filing alone: the one before it may be behind.
    """
    days = filings.groupby("id", sort=False)[["opened", "deadline"]].ffill()
    filled = filings.assign(**days.to_dict("series"))
    return filled.drop_duplicates("id", keep="last").reset_index(drop=True)


def share_of_time(first: pd.Series, last: pd.Series, now: pd.Timestamp) -> pd.Series:
    """Return the share of the days between two days that is gone, in %, from 0 to 100."""
    length = (last - first).dt.days.astype("Float64")
    gone = (now - first).dt.days.astype("Float64")
    return (100 * gone / length.where(length > 0)).clip(0, 100)


def name_states(projects: pd.DataFrame) -> pd.DataFrame:
    """Return projects with no light where nobody told the progress, and the words of building.

    未开始 where nothing is planned yet, 已完工 where a case would be 已办结. Overdue stays red
    whatever was told: its last day has ended.
    """
    silent = projects["progress"].isna() & ~projects["is_overdue"]
    none = projects["progress"].eq(0) & projects["planned"].eq(0)
    idle = none.fillna(False).astype(bool) & projects["opened"].isna()
    word = projects["light_word"].replace(FINISHED)
    word = word.mask(idle & ~projects["is_overdue"], NOT_BEGUN)
    return projects.assign(
        light=projects["light"].mask(silent, ""), light_word=word.mask(silent, UNREPORTED)
    )


def worst_first(projects: pd.DataFrame) -> pd.DataFrame:
    """Return projects by light, then by how far behind, then as they were filed."""
    place = projects["light"].map({light: n for n, light in enumerate(WORST_FIRST)})
    keyed = projects.assign(worst=place, behind=projects["gap"].fillna(0.0).astype("float64"))
    return keyed.sort_values(["worst", "behind"], kind="stable", ignore_index=True)
