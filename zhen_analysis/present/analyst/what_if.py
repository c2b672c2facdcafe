"""A Trial → its tables: weights declared and tried, who moves and why, which indicators decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.analyst.tables import percent
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import (
    COUNT,
    FIGURE,
    MARK,
    RANK_CHANGE,
    TEXT,
    Number,
    signed,
)
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, by_row
from zhen_analysis.present.ranking.ranking import NOBODY, by_group, group_label, named, slug
from zhen_analysis.present.ranking.scoring import LEDGER_ABSENT

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.month import MonthAssessment
    from zhen_analysis.results.trial import Trial

OFFICIAL, TRIED = "现行", "试算"
AGGREGATES = {"arithmetic": "各项按权重平均", "geometric": "各项按权重几何平均"}
BESIDE = {"bonus": "加分", "deduction": "扣分"}
LEFT_OUT = "去掉"
NOTHING_COUNTS = "所属各项本月都不计"
ALONE = "每个考评办法只有一项参评指标，去掉就没有可评的了。"
MOST_NAMED = 3
ENTERS_OR_LEAVES = ("lead_in", "lead_out", "lag_in", "lag_out")


def tried_weights(trial: Trial) -> Tables:
    """Return every scheme's weights, declared and tried, with the rule of each indicator."""
    return Tables(tuple(weights_table(trial, *found) for found in by_scheme(trial)))


def by_scheme(trial: Trial) -> Iterator[tuple[Scheme, pd.DataFrame]]:
    """Yield each scheme with its lines."""
    for code, lines in trial.lines.groupby("scheme", sort=False):
        yield trial.official.catalogue.schemes[str(code)], lines


def weights_table(trial: Trial, scheme: Scheme, lines: pd.DataFrame) -> Table:
    """Return one scheme's tree of weights."""
    return Table(
        name=f"weights_{scheme.code}",
        sheet=f"{scheme.title}试算权重",
        caption=f"{scheme.title}：现行权重与试算权重（试算，不是考评办法）",
        rows=lines.assign(
            indented=lines["name"].radd(lines["depth"].map(lambda deep: "　" * deep))
        ),
        columns=[
            Column("指标（大类）", "indented", TEXT),
            Column(OFFICIAL, "weight_a", FIGURE, "权重（%）"),
            Column(TRIED, "weight_b", Number(missing=LEFT_OUT), "权重（%）"),
            Column(OFFICIAL, percent("share_a"), Number(1), "占总分（%）"),
            Column(TRIED, percent("share_b"), Number(1), "占总分（%）"),
            Column("怎样得分", by_row(rule_told), TEXT),
        ],
        note="权重为在同一大类中的占比，合计不是100的按比例折算；占总分为逐级相乘的结果，"
        "“—”表示本月不计（台账没有报送，或者没有一个单位可以计分），权重由同级其余各项分担。",
    )


def rule_told(line: Any) -> str:
    """Return how a line is scored; both rules where another one is tried."""
    before, after = (
        (AGGREGATES[line.aggregate_a], AGGREGATES.get(line.aggregate_b))
        if line.is_node
        else (line.rule_a, line.rule_b)
    )
    if pd.isna(before) or line.is_node and pd.isna(line.share_a):
        return LEDGER_ABSENT if not line.is_node else NOTHING_COUNTS
    if pd.isna(after) or after is None or after == before:
        return str(before)
    return f"{TRIED}：{after}（{OFFICIAL}：{before}）"


def moves(trial: Trial, name: str = "moves", scheme: str = "") -> Tables | Prose:
    """Return who moves and why, group by group, those that move most first.

    Parameters
    ----------
    name : begins the ids of the tables, which a page may hold only once.
    scheme : the code of the one to show; all unless given.
    """
    rows = trial.moves[trial.moves["scheme"] == scheme] if scheme else trial.moves
    parts = [moves_table(trial, name, *found) for found in by_group(trial.official, rows)]
    return Tables(tuple(parts)) if parts else paragraphs(NOBODY)


def moves_table(trial: Trial, name: str, scheme: Scheme, group: str, rows: pd.DataFrame) -> Table:
    """Return one group's ranks before and after, and what speaks most for each move."""
    label = group_label(scheme, group)
    # What was named stands in its badge; what only would be is a plain word.
    honours = [
        Column(OFFICIAL, "honour_a", MARK, "评价"),
        Column(TRIED, "honour_b", above="评价"),
    ]
    names_any = rows[["honour_a", "honour_b"]].ne("").any(axis=None)
    reasons = by_row(lambda row: indicator_told(trial.official, row.indicator))
    marks, difference = Number(scheme.decimals), signed(scheme.decimals)
    return Table(
        name=f"{name}_{slug(scheme, group)}",
        sheet=f"{label}试算名次",
        caption=f"{label}：试算名次与现行名次（试算，不是考评结果）",
        rows=named(trial.official, rows),
        columns=[
            Column("单位", "unit_name", TEXT),
            Column(OFFICIAL, "rank_a", COUNT, "名次"),
            Column(TRIED, "rank_b", COUNT, "名次"),
            Column("升降", "change", RANK_CHANGE),
            Column(OFFICIAL, "total_a", marks, "总分（分）"),
            Column(TRIED, "total_b", marks, "总分（分）"),
            *(honours if names_any else []),
            Column("主要原因", reasons, TEXT),
            Column("该项得分增减（分）", "points_change", difference),
            Column("全组平均（分）", "group_change", difference),
        ],
        note="主要原因：名次有变动的，是与全组平均相比得分变化最能说明升降的一项；名次不变的，是得分变化最大的一项。",
    )


def indicator_told(assessment: MonthAssessment, code: Any) -> str:
    """Return an indicator's name; bonus and deduction are called so."""
    if pd.isna(code):
        return wording.NOTHING
    return BESIDE.get(code) or assessment.catalogue.indicator_name(code)


def deciding(assessment: MonthAssessment, left_out: pd.DataFrame) -> Tables | Prose:
    """Return what would change without each indicator, group by group: ``leave_each_out``."""
    if assessment.ranking.empty:
        return paragraphs(NOBODY)
    parts = [deciding_table(assessment, *found) for found in by_group(assessment, left_out)]
    return Tables(tuple(parts)) if parts else paragraphs(ALONE)


def deciding_table(
    assessment: MonthAssessment, scheme: Scheme, group: str, rows: pd.DataFrame
) -> Table:
    """Return one group's indicators, those on which honours rest first."""
    label = group_label(scheme, group)
    known = assessment.unit_names
    sized = rows.assign(changed=rows[list(ENTERS_OR_LEAVES)].map(len).sum(axis=1))
    return Table(
        name=f"deciding_{slug(scheme, group)}",
        sheet=f"{label}逐项去掉",
        caption=f"{label}：去掉一项指标，谁进谁出（试算，不是考评结果；影响大的在前）",
        rows=sized.sort_values(["changed", "moved", "most"], ascending=False, kind="stable"),
        columns=[
            Column(
                "去掉的指标", by_row(lambda row: indicator_told(assessment, row.indicator)), TEXT
            ),
            Column("占总分（%）", percent("share"), Number(1)),
            Column("名次变动（个）", "moved", COUNT),
            Column(
                "先进", by_row(lambda row: comes_and_goes(row.lead_in, row.lead_out, known)), TEXT
            ),
            Column(
                "后进", by_row(lambda row: comes_and_goes(row.lag_in, row.lag_out, known)), TEXT
            ),
            Column("变动最大", by_row(lambda row: movers_told(row.movers, known)), TEXT),
        ],
        note=f"本组{rows['units'].iloc[0]}个单位。每次只去掉一项，权重由同级其余各项分担；"
        "“—”表示没有变化。",
    )


def comes_and_goes(enters: list[str], leaves: list[str], known: dict[str, str]) -> str:
    """Return who enters and who leaves an honour: 甲进，乙出."""
    parts = [
        wording.listing((known.get(unit, unit) for unit in units), MOST_NAMED) + way
        for units, way in ((enters, "进"), (leaves, "出"))
        if units
    ]
    return "，".join(parts) or wording.NOTHING


def movers_told(movers: dict[str, int], known: dict[str, str]) -> str:
    """Return who moves most, and how far: 甲↑3、乙↓3."""
    told = (f"{known.get(unit, unit)}{RANK_CHANGE.text(change)}" for unit, change in movers.items())
    return wording.listing(told, MOST_NAMED)
