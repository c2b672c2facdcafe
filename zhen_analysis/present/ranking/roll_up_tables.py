"""A RollUpAssessment → the ranking of a quarter or year, its months, and what each month had."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, MARK, RANK, TEXT, Number
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, by_row
from zhen_analysis.present.ranking.firm_words import OF_MONTHS, moved_note
from zhen_analysis.present.ranking.ranking import (
    group_label,
    groups,
    interval,
    named,
    ranking_note,
    slug,
)

if TYPE_CHECKING:
    from zhen_analysis.base.period import Month
    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.month import MonthAssessment
    from zhen_analysis.results.roll_up import RollUpAssessment

MONTH_OF_VETO = re.compile(r"[0-9]{4}-([0-9]{2})")
HELD, NOT_HELD, TO_COME = "已考评", "没有来文", "未到"
MOST_MONTHS = 3  # whose parts stand in the ranking; a year's have their own table


def roll_up_rankings(assessment: RollUpAssessment) -> Tables | Prose:
    """Return the ranking of every group; a quarter's with the parts of its months."""
    ranking = named(assessment, assessment.ranking)
    if ranking.empty:
        return paragraphs("没有参加评分排名的单位。")
    months = due_months(assessment)
    shown = months if len(months) <= MOST_MONTHS else []
    return Tables(
        tuple(
            roll_up_table(scheme, group, ranked, shown)
            for scheme, group, ranked in groups(assessment, ranking)
        )
    )


def roll_up_table(scheme: Scheme, group: str, ranked: pd.DataFrame, months: list[Month]) -> Table:
    """Return one group's ranking."""
    label = group_label(scheme, group)
    marks = Number(scheme.decimals)
    optional = {
        "annual": ("年度考评（分）", ranked["annual"].notna().any()),
        "bonus": ("加减分（分）", ranked["bonus"].ne(0).any()),
    }
    extra = {key: told for key, (told, is_there) in optional.items() if is_there}
    return Table(
        name=f"season_{slug(scheme, group)}",
        sheet=f"{label}排名",
        caption=f"{label}排名（{scheme.title}，满分{wording.digits(ranked['full_marks'].iloc[0])}分，"
        f"{len(ranked)}个{wording.LEVELS.get(scheme.level, '单位')}参评）",
        rows=ranked,
        columns=[
            Column("单位", "unit_name", TEXT),
            Column("名次", "rank", RANK),
            Column("总分（分）", "total", marks),
            Column("等次", "grade"),
            *[Column(month_label(month), str(month), marks, "各月得分") for month in months],
            *[Column(told, key, marks) for key, told in extra.items()],
            Column("评价", "honour", MARK),
            Column("把握", "firmness"),
            Column("名次变动区间", by_row(interval)),
        ],
        note=ranking_note(ranked) + moved_note(ranked, OF_MONTHS) + vetoes_told(ranked),
    )


def months_rolled_up(assessment: RollUpAssessment) -> Table:
    """Return of every month of the quarter or year whether it was assessed, and what it lacked."""
    ledgers = assessment.catalogue.ledgers
    rows = []
    for month in assessment.period.months:
        held = assessment.months.get(month)
        state = HELD if held else TO_COME if month in assessment.to_come else NOT_HELD
        absent = [ledgers[code].name for code in held.not_reported] if held else []
        rows.append(
            {
                "month": month.chinese,
                "state": state,
                "ranked": ranked_units(held) if held else pd.NA,
                "absent": "、".join(absent),
                "unread": len(own_unread(held)) if held else pd.NA,
            }
        )
    return Table(
        name="months_of_season",
        sheet="各月情况",
        caption="各月考评情况",
        rows=pd.DataFrame(rows),
        columns=[
            Column("月份", "month"),
            Column("考评", "state"),
            Column("参评（个）", "ranked", COUNT),
            Column("没有报送的台账", "absent", TEXT),
            Column("未读取的文件（份）", "unread", COUNT),
        ],
    )


def parts_by_month(assessment: RollUpAssessment) -> Table | Prose:
    """Return every unit's part of each month: of a year, what the ranking has no room for."""
    months = due_months(assessment)
    ranking = named(assessment, assessment.ranking)
    if ranking.empty or len(months) <= MOST_MONTHS:
        return paragraphs("各月得分见上表。")
    rows = [
        ranked.assign(label=group_label(scheme, group), decimals=scheme.decimals)
        for scheme, group, ranked in groups(assessment, ranking)
    ]
    everyone = pd.concat(rows, ignore_index=True)
    marks = Number(everyone["decimals"].max())
    return Table(
        name="parts_by_month",
        sheet="各月得分",
        caption="各月得分（分）",
        rows=everyone,
        columns=[
            Column("单位", "unit_name", TEXT),
            Column("分组", "label"),
            *[Column(month_label(month), str(month), marks) for month in months],
        ],
    )


def due_months(assessment: RollUpAssessment) -> list[Month]:
    """Return the months that the totals have parts of, in order."""
    return [month for month in assessment.period.months if month not in assessment.to_come]


def month_label(month: Month) -> str:
    """Return 2022-03 as 3月: the page says the year."""
    return f"{month.month}月"


def vetoes_told(ranked: pd.DataFrame) -> str:
    """Return who was vetoed in which month; the month's total already has what follows from it."""
    vetoed = ranked[ranked["vetoes"].notna()]
    told = [
        f"{name}{MONTH_OF_VETO.sub(lambda found: f'{int(found[1])}月', vetoes)}"
        for name, vetoes in zip(vetoed["unit_name"], vetoed["vetoes"], strict=True)
    ]
    return f"各月的一票否决（已计入当月）：{'；'.join(told)}。" if told else ""


def ranked_units(month: MonthAssessment) -> int:
    """Return how many units have a total in a month."""
    return int(month.totals["total"].notna().sum())


def own_unread(month: MonthAssessment) -> pd.DataFrame:
    """Return the month's own files that could not be taken in."""
    unread = month.unread_files
    return unread[unread["period"] == str(month.period)]
