"""Ranking → who stands where, who leads and lags, and what was added or barred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, FIGURE, MARK, RANK, RANK_CHANGE, TEXT, Number
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, by_row
from zhen_analysis.present.ranking.firm_words import interval_name, moved_note

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.assessment import RankedAssessment, ScoredAssessment
    from zhen_analysis.results.month import MonthAssessment

NOBODY = "没有参加评分排名的单位。"
VETOED = "一票否决"
FIRST = "首次"
CONSEQUENCES = {
    "bars_honours": "不得评为先进",
    "sets_grade": "等次定为最低等",
    "zeroes_total": "总分计0分",
    "zeroes_item": "所涉项目计0分",
}


def leaders(assessment: RankedAssessment) -> Table | Prose:
    """Return who leads and who lags, one row per group."""
    ranking = named(assessment, assessment.ranking)
    if ranking.empty:
        return paragraphs(NOBODY)
    rows = [
        {
            "group": group_label(scheme, group),
            "count": len(ranked),
            "lead": honoured(ranked, "先进", scheme),
            "lag": honoured(ranked, "后进", scheme),
        }
        for scheme, group, ranked in groups(assessment, ranking)
    ]
    return Table(
        name="leaders",
        sheet="先进后进",
        caption="各组先进与后进（村名后为总分，括号内为把握）",
        rows=pd.DataFrame(rows),
        columns=[
            Column("分组", "group"),
            Column("参评（个）", "count", COUNT),
            Column("先进", "lead", TEXT),
            Column("后进", "lag", TEXT),
        ],
    )


def rankings(assessment: MonthAssessment) -> Tables | Prose:
    """Return the ranking of every group."""
    ranking = named(assessment, assessment.ranking)
    if ranking.empty:
        return paragraphs(NOBODY)
    return Tables(tuple(ranking_table(assessment, *found) for found in groups(assessment, ranking)))


def bonuses_and_vetoes(assessment: MonthAssessment) -> Table | Prose:
    """Return who has a bonus, a deduction or a veto, with the rule that gave it."""
    ranking = named(assessment, assessment.ranking)
    touched = ranking["bonus"].gt(0) | ranking["deduction"].gt(0) | is_vetoed(ranking)
    rows = ranking[touched.fillna(False).astype(bool)]
    if rows.empty:
        return paragraphs("本月没有加分、扣分或一票否决。")
    return Table(
        name="bonuses_and_vetoes",
        sheet="加分与否决",
        caption="加分、扣分与一票否决（分）",
        rows=rows,
        columns=[
            Column("单位", "unit_name", TEXT),
            Column("分组", "group"),
            Column("加分", "bonus", FIGURE),
            Column("扣分", "deduction", FIGURE),
            Column("否决", lambda rows: is_vetoed(rows).map({True: VETOED, False: ""}), MARK),
            Column("依据", by_row(lambda row: reasons(assessment, row)), TEXT),
        ],
    )


def named(assessment: RankedAssessment, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the printed name of each unit."""
    names = assessment.unit_names
    return rows.assign(unit_name=rows["unit"].map(lambda unit: names.get(unit, unit)))


def groups(
    assessment: RankedAssessment, ranking: pd.DataFrame
) -> Iterator[tuple[Scheme, str, pd.DataFrame]]:
    """Yield each scheme's groups in the scheme's order, ranked from the top."""
    for code, rows in ranking.groupby("scheme", sort=False):
        scheme = assessment.catalogue.schemes[code]
        rows = rows.assign(group=rows["group"].astype("str").fillna(""))
        order = [*scheme.groups, *sorted(set(rows["group"]) - set(scheme.groups))]
        for group in order:
            ranked = rows[rows["group"] == group]
            if len(ranked):
                yield scheme, group, ranked.sort_values("rank", kind="stable")


def by_group(
    assessment: MonthAssessment, table: pd.DataFrame
) -> Iterator[tuple[Scheme, str, pd.DataFrame]]:
    """Yield the rows of each scheme's groups in the scheme's order, rows as they stand."""
    if table.empty:
        return
    for code, rows in table.groupby("scheme", sort=False):
        scheme = assessment.catalogue.schemes[str(code)]
        own = rows["group"].astype("str").fillna("")
        for group in dict.fromkeys([*scheme.groups, *own]):
            if (own == group).any():
                yield scheme, group, rows[own == group]


def group_label(scheme: Scheme, group: str) -> str:
    """Return how a group is called; a scheme without groups is one group."""
    return group or f"全体{wording.LEVELS.get(scheme.level, '单位')}"


def honoured(ranked: pd.DataFrame, honour: str, scheme: Scheme) -> str:
    """Return the honoured units in rank order, each with its total and firmness."""
    chosen = ranked[ranked["honour"] == honour]
    totals = wording.counts(chosen["total"], scheme.decimals)
    told = zip(chosen["unit_name"], totals, beside_honour(chosen), strict=True)
    return wording.listing(f"{name}{total}（{firmness}）" for name, total, firmness in told)


def beside_honour(ranked: pd.DataFrame) -> pd.Series:
    """Return the word of firmness beside each name, after that something was not reported."""
    if "unfiled" not in ranked:
        return ranked["firmness"]
    silent = ranked["unfiled"].fillna("").astype("str").ne("")
    alone = ranked["honour_text"].fillna("").astype("str").str.contains("因未报居后")
    word = pd.Series("有未报项", index=ranked.index).mask(alone, "因未报居后")
    return ranked["firmness"].mask(silent, word + "，" + ranked["firmness"])


def ranking_table(
    assessment: ScoredAssessment, scheme: Scheme, group: str, ranked: pd.DataFrame
) -> Table:
    """Return one group's ranking."""
    label = group_label(scheme, group)
    follows = [Column("奖惩", "outcomes", TEXT)] if has_outcomes(ranked) else []
    silent = [Column("未报", by_row(lambda row: unfiled_names(assessment, row)), TEXT)]
    silent = silent if ranked["unfiled"].fillna("").ne("").any() else []
    return Table(
        name=f"ranking_{slug(scheme, group)}",
        sheet=f"{label}排名",
        caption=f"{label}排名（{scheme.title}，满分{wording.digits(scheme.full_marks_of(group))}分，"
        f"{len(ranked)}个{wording.LEVELS.get(scheme.level, '单位')}参评）",
        rows=ranked,
        columns=[
            Column("单位", "unit_name", TEXT),
            Column("名次", "rank", RANK),
            Column("总分（分）", "total", Number(scheme.decimals)),
            Column("等次", "grade"),
            Column("较上月", moved, RANK_CHANGE),
            Column("评价", "honour", MARK),
            *follows,
            *silent,
            Column("把握", "firmness"),
            Column(f"{interval_name(ranked)}（名次）", by_row(interval)),
        ],
        note=ranking_note(ranked) + unfiled_note(scheme, ranked) + moved_note(ranked),
    )


def unfiled_names(assessment: ScoredAssessment, row: Any) -> str:
    """Return of which ledgers a unit did not report what counts."""
    if wording.is_blank(row.unfiled):
        return ""
    kinds = assessment.catalogue.measured_indicators.set_index("indicator")["ledger"]
    codes = dict.fromkeys(kinds[code] for code in str(row.unfiled).split())
    return "、".join(assessment.catalogue.ledgers[code].name for code in codes)


UNFILED_TOLD = {
    "zero": "“未报”：该台账的计分项按办法计分，名次因此靠后的，补报后重算。",
    "last": "“未报”：排在本组已报单位之后，补报后重算。",
    "no_rank": "“未报”：不排名次，列在表末，补报后重算。",
}


def unfiled_note(scheme: Scheme, ranked: pd.DataFrame) -> str:
    """Return what follows for who did not report, or has too little that counts."""
    silent = ranked["unfiled"].fillna("").ne("").any()
    little = ranked["unranked"].fillna("").eq("too_little_counted").any()
    least = wording.digits(100 * scheme.least_counted)
    return (UNFILED_TOLD[scheme.unfiled] if silent else "") + (
        f"计入的项目不足总权重{least}%的，不排名次。" if little else ""
    )


def moved(ranked: pd.DataFrame) -> pd.Series:
    """Return the places won since the month before; a word for a first rank, NA without one."""
    change = ranked["change"].astype("object")
    is_first = ranked["previous_rank"].isna() | ranked["change"].isna()
    return change.mask(is_first, FIRST).mask(ranked["rank"].isna(), pd.NA)


def interval(row: Any) -> str:
    """Return the ranks that the draws could give a unit."""
    return wording.interval_of_rank(row.low, row.high)


def has_outcomes(ranked: pd.DataFrame) -> bool:
    """Tell whether anything follows from a place here (流动红旗, 约谈)."""
    return "outcomes" in ranked and bool(ranked["outcomes"].fillna("").ne("").any())


def ranking_note(ranked: pd.DataFrame) -> str:
    """Return what a reader must know of ties and of units without a rank."""
    ties = ranked["rank"].dropna().duplicated().any()
    known = ranked["unranked"].fillna("").ne("") if "unranked" in ranked else False
    unknown = (ranked["rank"].isna() & ~known).any()
    return ("同分并列，取较前名次。" if ties else "") + (
        "“待核”：所报内容读不出或前后矛盾，更正前不排名。" if unknown else ""
    )


def slug(scheme: Scheme, group: str) -> str:
    """Return an id for a scheme's group that needs no Chinese."""
    place = scheme.groups.index(group) + 1 if group in scheme.groups else 0
    return f"{scheme.code}_{place}"


def is_vetoed(ranking: pd.DataFrame) -> pd.Series:
    """Tell which totals are under a veto; ``veto`` holds its reason, or nothing."""
    return ranking["veto"].astype("str").fillna("").ne("")


def reasons(assessment: MonthAssessment, row: Any) -> str:
    """Return the rules behind a bonus or a veto."""
    scheme = assessment.catalogue.schemes[row.scheme]
    given = [bonus.reason for bonus in scheme.bonuses] if row.bonus > 0 else []
    if len(scheme.bonuses) > 1 or scheme.deductions:  # then each with its own points
        given = [text for text in (row.bonus_text, row.deduction_text) if text]
    if not pd.isna(row.veto) and row.veto:
        follows = "、".join(
            CONSEQUENCES.get(code, code) for code in str(row.veto_consequence).split()
        )
        given.append(f"{row.veto}，{follows}")
    return "；".join(given) or wording.NOTHING
