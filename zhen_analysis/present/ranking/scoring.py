"""Scores and the scheme's lines → why a total is what it is: points by indicator, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.catalogue.vocabulary.measures import PER_INSPECTION
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import FIGURE, TEXT, Number, Words
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, by_row
from zhen_analysis.present.ranking.ranking import NOBODY, group_label, groups, named, slug

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.assessment import ScoredAssessment
    from zhen_analysis.results.month import MonthAssessment

NOT_COUNTED = "不计"
NOT_INSPECTED = f"{wording.NOT_INSPECTED}，{NOT_COUNTED}"
POINTS = "points_"  # before the codes of indicators, whose points stand beside other columns
LEDGER_ABSENT = "本月台账没有报送，不计"


def points(assessment: MonthAssessment) -> Tables | Prose:
    """Return, group by group, the score of every indicator and the points it brought."""
    totals = named(assessment, assessment.ranking)
    if totals.empty:
        return paragraphs(NOBODY)
    return Tables(
        tuple(
            points_table(assessment, scheme, group, ranked)
            for scheme, group, ranked in groups(assessment, totals)
        )
    )


def points_table(
    assessment: ScoredAssessment, scheme: Scheme, group: str, ranked: pd.DataFrame
) -> Table:
    """Return what each indicator brought to one group's totals, gathered by area of the scheme."""
    lines = assessment.catalogue.scheme_indicators(scheme.code)
    leaves = lines[lines["rule"].notna()]
    nodes = lines[lines["rule"].isna()].set_index("indicator")
    wide = wide_points(assessment, scheme, ranked["unit"])
    leaves = leaves[leaves["indicator"].isin(wide.columns)]
    marks = Number(scheme.decimals)
    taken = [Column("扣分", "deduction", marks)] if scheme.deductions else []
    label = group_label(scheme, group)
    return Table(
        name=f"points_{slug(scheme, group)}",
        sheet=f"{label}得分",
        caption=f"{label}各项加权得分（分；括号内为权重，{sum_told(scheme)}）",
        rows=ranked.join(wide.add_prefix(POINTS), on="unit"),
        columns=[
            Column("单位", "unit_name", TEXT),
            *[
                Column(
                    weighted(leaf), POINTS + leaf.indicator, marks, node_label(nodes, leaf.parent)
                )
                for leaf in leaves.itertuples()
            ],
            Column("加分", "bonus", marks),
            *taken,
            Column("总分", "total", marks),
        ],
        note=f"“{NOT_COUNTED}”：该项不涉及或待核，按办法不计，权重由其余各项分担；“{NOT_INSPECTED}”：没有检查过，查没查出问题无从说起，不按满分；“未报”：应报的台账没有报，"
        "该项得分按办法定，补报后重算；台账本月没有报送的指标不列。"
        "四舍五入后各项之和与总分可能相差0.01。",
    )


def sum_told(scheme: Scheme) -> str:
    """Return how the points of a line make its total."""
    return "各项相加，加加分、减扣分为总分" if scheme.deductions else "各项相加再加加分为总分"


def wide_points(assessment: ScoredAssessment, scheme: Scheme, units: pd.Series) -> pd.DataFrame:
    """Return the points, one row per unit, one column per indicator; words where there are none."""
    scores = assessment.scores.query("scheme == @scheme.code and unit in @units")
    points = scores["points"].astype("object").mask(scores["points"].isna(), wording.NOTHING)
    points = points.where(scores["counted"], NOT_COUNTED)
    points = points.mask(never_inspected(assessment, scores), NOT_INSPECTED)
    shown = scores.assign(shown=points.mask(scores["unfiled"], unfiled_told(scores)))
    return shown.pivot_table("shown", "unit", "indicator", aggfunc="first")


def never_inspected(assessment: ScoredAssessment, scores: pd.DataFrame) -> pd.Series:
    """Tell which scores do not count because nobody inspected the unit."""
    kinds = assessment.catalogue.measured_indicators.set_index("indicator")["measure"]
    idle = scores["denominator"].eq(0).fillna(False).astype(bool)
    return scores["indicator"].map(kinds).isin(PER_INSPECTION) & idle & ~scores["counted"]


def unfiled_told(scores: pd.DataFrame) -> pd.Series:
    """Return what each score would read if its unit had not reported: 未报，按办法计0分."""
    marks = [
        f"按办法计{wording.digits(row.score)}分" if row.counted and pd.notna(row.score)
        else NOT_COUNTED if not row.counted else "待定"
        for row in scores.itertuples()
    ]  # fmt: skip
    return wording.NOT_REPORTED + "，" + pd.Series(marks, index=scores.index, dtype="str")


def weighted(leaf: Any) -> str:
    """Return an indicator's heading with its weight."""
    return f"{leaf.name}（{wording.digits(leaf.weight)}%）"


def rules(assessment: ScoredAssessment) -> Table | Prose:
    """Return how each indicator is scored, in words, with its clause."""
    scores = assessment.scores.dropna(subset=["rule_text"])
    told = scores.drop_duplicates(["scheme", "indicator"]).set_index(["scheme", "indicator"])
    lines = assessment.catalogue.indicators.dropna(subset=["scheme", "rule"])
    keys = pd.MultiIndex.from_frame(lines[["scheme", "indicator"]])
    lines = lines.assign(rule_text=told["rule_text"].reindex(keys).to_numpy())
    if lines.empty:
        return paragraphs("考评目录没有评分指标。")
    return Table(
        name="rules",
        sheet="评分办法",
        caption="评分办法（权重为在所属大类中的占比）",
        rows=lines.assign(above=[parent_heading(assessment, line) for line in lines.itertuples()]),
        columns=[
            Column("指标", by_row(lambda line: wording.spanned(line.name, line.span)), TEXT),
            Column("权重（%）", "weight", FIGURE),
            Column("怎样得分", "rule_text", Words("text", LEDGER_ABSENT)),
            Column("依据", "source", TEXT),
        ],
        under="above",
    )


def node_label(nodes: pd.DataFrame, parent: object) -> str:
    """Return the heading over the indicators of one parent."""
    if pd.isna(parent) or parent not in nodes.index:
        return ""
    return f"{nodes.loc[parent, 'name']}（{wording.digits(nodes.loc[parent, 'weight'])}%）"


def parent_heading(assessment: ScoredAssessment, line: Any) -> str:
    """Return the line above the rules of one parent."""
    lines = assessment.catalogue.scheme_indicators(line.scheme)
    nodes = lines[lines["rule"].isna()].set_index("indicator")
    return node_label(nodes, line.parent) or assessment.catalogue.schemes[line.scheme].title
