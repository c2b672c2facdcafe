"""An Assessment → the sentences of the clerk's page: what came, who is missing, what is first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.quality.filings import times_told, units_with
from zhen_analysis.present.quality.quality import FILE_STATES
from zhen_analysis.present.quality.to_mend import file_headings, issues_shown, places

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

FIRST = 3  # files that the opening names, each with its worst issue
NAMES = 6  # of those who have not filed, by ledger


def opening(assessment: MonthAssessment) -> Prose:
    """Return what came, who has not filed, and what to mend first."""
    told = paragraphs(files_sentence(assessment), filing_sentence(assessment))
    return Prose(told.html + mend_first(assessment).html)


def files_sentence(assessment: MonthAssessment) -> str:
    """Return how many files came and how many of their lines count."""
    states = assessment.own_files["status"].value_counts()
    parts = [f"{word}{states[state]}份" for state, word in FILE_STATES.items() if state in states]
    lines = assessment.blocks[["read", "recorded", "rejected"]].sum()
    refused = f"，未计入{lines['rejected']}行" if lines["rejected"] else ""
    return (
        f"收到文件**{states.sum()}**份{'（' if parts else ''}{'、'.join(parts)}"
        f"{'）' if parts else ''}，读入数据行**{lines['read']}**行，"
        f"入账{lines['recorded']}行{refused}；其余是小计、空行和重复的行。"
    )


def filing_sentence(assessment: MonthAssessment) -> str:
    """Return who has not filed, by ledger, and how many filed late."""
    names = assessment.unit_names
    statuses = assessment.filings["status"]
    absent = [
        f"{ledger.name}（{wording.listing(times_told(units.map(names)), NAMES)}）"
        for code, ledger in assessment.catalogue.ledgers.items()
        for units in [units_with(assessment.filings, code, "missing")]
        if len(units)
    ]
    late = statuses.eq("late").sum()
    told = f"迟报{late}份。" if late else "没有迟报。"
    if not absent:
        return f"应报{len(statuses)}份台账都已收到，{told}"
    return (
        f"应报台账{len(statuses)}份，**未报{statuses.eq('missing').sum()}份**："
        f"{'、'.join(absent)}。{told}"
    )


def mend_first(assessment: MonthAssessment) -> Prose:
    """Return the most harmful issue of each of the first few files, in full."""
    issues = issues_shown(assessment)
    to_mend = issues[issues["harm"] != assessment.harms[-1].code]
    if to_mend.empty:
        return paragraphs("来文没有要改的地方。")
    first = to_mend.drop_duplicates("file").head(FIRST)
    others = to_mend["file"].value_counts() - 1
    headings = file_headings(assessment, first)
    items = [
        f"{headings[file]} {place}：{message}"
        + (f"（该文件另有{others[file]}条）" if others[file] else "")
        for file, place, message in zip(first["file"], places(first), first["message"], strict=True)
    ]
    files = to_mend["file"].nunique()
    told = (
        f"涉及{files}份文件，请从下面{len(first)}份**先改**起："
        if files > FIRST
        else "请**先改**："
    )
    return bullets(f"要改或者核实的共**{len(to_mend)}**条，{told}", items)


def order(assessment: MonthAssessment) -> Prose:
    """Return the declared order of issues, each kind with its reason and how many there are."""
    counts = assessment.placed["harm"].value_counts()
    items = [
        f"**{harm.name}**（{counts.get(harm.code, 0)}条）：{harm.reason}。"
        for harm in assessment.harms
    ]
    return bullets("下列待核事项先列危害大的，同类中先列影响考评名次的：", items)
