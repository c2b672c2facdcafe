"""An Assessment → what a month comes to in a few sentences: the whole, and area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.month.areas import AREAS, gap_told
from zhen_analysis.present.month.words import filing_sentence, issue_sentence
from zhen_analysis.present.ranking.rank_words import rank_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhen_analysis.results.month import MonthAssessment

MOST_TOLD = 3  # indicators behind their target that a sentence names


def summary(assessment: MonthAssessment) -> Prose:
    """Return the month in three to five sentences: what came, targets, rates, ranks, issues."""
    return paragraphs(
        filing_sentence(assessment),
        targets_sentence(assessment.figures, "目标"),
        rates_sentence(assessment),
        " ".join(rank_sentences(assessment)),
        issue_sentence(assessment),
    )


def area(assessment: MonthAssessment, name: str) -> Prose:
    """Return how an area stands to its targets, or that it has none; nothing without a ledger."""
    figures = assessment.figures.query("area == @name")
    if figures.empty:
        return paragraphs()
    return paragraphs(targets_sentence(figures, name) or f"{name}：没有可与目标比较的指标。")


def targets_sentence(figures: pd.DataFrame, title: str) -> str:
    """Return how many targets are met, and which are not, the widest gap first."""
    judged = figures[figures["is_met"].notna()]
    if judged.empty:
        return ""
    is_met = judged["is_met"].astype(bool)
    told = f"{title}：定有目标并有数据的指标{len(judged)}项，达到目标**{is_met.sum()}**项"
    behind = widest_first(judged[~is_met])
    if behind.empty:
        return f"{told}。"
    named = [f"{row.name}{figure_told(row)}，{gap_told(row)}" for row in behind.itertuples()]
    more = f"等{len(named)}项" if len(named) > MOST_TOLD else ""
    return f"{told}；未达到的：{'；'.join(named[:MOST_TOLD])}{more}。"


def widest_first(behind: pd.DataFrame) -> pd.DataFrame:
    """Return indicators behind their target, the widest gap first: shares, then the others."""
    return behind.sort_values(["is_share", "gap"], ascending=False, kind="stable")


def figure_told(row: Any) -> str:
    """Return an indicator's figure of the year with its unit, both parts of a share beside it."""
    value = f"**{wording.digits(row.ytd, row.decimals)}**{row.uom}"
    if not row.is_share:
        return value
    parts = f"{wording.digits(row.ytd_numerator)}/{wording.digits(row.ytd_denominator)}"
    return f"{value}（{parts}）"


def rates_sentence(assessment: MonthAssessment) -> str:
    """Return what was done most visibly in each area: its first figure of the year."""
    told = "；".join(headlines(assessment))
    return f"进展：今年以来，{told}。" if told else ""


def headlines(assessment: MonthAssessment) -> Iterator[str]:
    """Yield an area's name with the first indicators of the catalogue that have a figure.

    A share and a quantity each, so that both done and rate are told.
    """
    figures = assessment.figures
    known = figures[figures["ytd"].notna() & figures["ytd"].ne(0)]
    for name in AREAS:
        own = known[known["area"] == name]
        first = pd.concat([own[~own["is_share"]].head(1), own[own["is_share"]].head(1)])
        if len(first):
            told = "、".join(f"{row.name}{figure_told(row)}" for row in first.itertuples())
            yield f"{name}{told}"
