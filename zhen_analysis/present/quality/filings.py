"""Filings → what was due from whom, and who is behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, MARK, TEXT
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Ledger
    from zhen_analysis.results.assessment import Assessment
    from zhen_analysis.results.month import MonthAssessment

STATUSES = {"missing": "未报", "in_doubt": "已报待核", "late": "迟报"}
WEEKDAYS = "一二三四五六日"
MOST_DAYS = 5  # weeks of a month
FILED_BY = {"village": "各村", "department": "各科室"}


def filing_summary(assessment: MonthAssessment) -> Table:
    """Return what was due of each ledger and what came, one row per ledger."""
    names = assessment.unit_names
    filings = assessment.filings
    rows = [
        {
            "ledger": ledger.name,
            "by": FILED_BY.get(ledger.filed_by, names.get(ledger.filed_by, ledger.filed_by)),
            "due_day": due_day_told(ledger),
            "due": len(due),
            "came": due.ne("missing").sum(),
            "late": due.eq("late").sum(),
            "missing": due.eq("missing").sum(),
        }
        for ledger in assessment.catalogue.ledgers.values()
        for due in [filings.loc[filings["ledger"] == ledger.code, "status"]]
    ]
    return Table(
        name="filing_summary",
        sheet="报送情况",
        caption=f"{assessment.period.chinese}台账报送情况（单位：个）",
        rows=pd.DataFrame(rows),
        columns=[
            Column("台账", "ledger", TEXT),
            Column("报送单位", "by"),
            Column("截止", "due_day"),
            Column("应报", "due", COUNT),
            Column("已报", "came", COUNT),
            Column("其中迟报", "late", COUNT),
            Column("未报", "missing", COUNT),
        ],
        note="截止日遇节假日顺延。迟报按表内或文件名写明的填报日期判定；没有写明的视为按时。",
    )


def due_day_told(ledger: Ledger) -> str:
    """Return the declared due day: 次月5日 of a monthly ledger, 每周五 of a weekly one."""
    if ledger.every == "week":
        return f"每周{WEEKDAYS[ledger.due_day - 1]}"
    return f"次月{ledger.due_day}日"


def filings_told(assessment: Assessment) -> str:
    """Return how many filings were due, and whether all came: 应报台账77份，**未报1份**."""
    statuses = assessment.filings["status"]
    missing = int(statuses.eq("missing").sum())
    told = f"应报台账{len(statuses)}份，"
    return f"{told}**未报{missing}份**" if missing else f"{told}均已收到"


def absent_filings(assessment: Assessment) -> list[str]:
    """Return who did not file, a sentence per ledger; one that nobody filed by its name alone."""
    names, this = assessment.unit_names, wording.this(assessment.period)
    told = []
    for code, ledger in assessment.catalogue.ledgers.items():
        behind = units_with(assessment.filings, code, "missing")
        if code in assessment.not_reported:
            told.append(f"{ledger.name}：{this}未报送。")
        elif len(behind):
            told.append(f"{ledger.name}：{wording.listing(times_told(behind.map(names)))}未报。")
    return told


def late_or_missing(assessment: MonthAssessment) -> Table | Prose:
    """Return who has not filed or filed late, one row per ledger and state."""
    names = assessment.unit_names
    filings = assessment.filings
    rows = [
        {
            "ledger": ledger.name,
            "status": word,
            "count": len(behind),
            "units": wording.listing(times_told(behind.map(names))),
        }
        for status, word in STATUSES.items()
        for ledger in assessment.catalogue.ledgers.values()
        for behind in [units_with(filings, ledger.code, status)]
        if len(behind)
    ]
    if not rows:
        return paragraphs("应报台账已全部按时报送。")
    return Table(
        name="late_or_missing",
        sheet="未报迟报",
        caption="未报和迟报的单位",
        rows=pd.DataFrame(rows),
        columns=[
            Column("台账", "ledger", TEXT),
            Column("情况", "status", MARK),
            Column("单位（个）", "count", COUNT),
            Column("名单", "units", TEXT),
        ],
    )


def units_with(filings: pd.DataFrame, ledger: str, status: str) -> pd.Series:
    """Return the units whose filing of a ledger has a status."""
    return filings.loc[filings["ledger"].eq(ledger) & filings["status"].eq(status), "unit"]


def not_filed(assessment: MonthAssessment) -> Table | Prose:
    """Return who has not filed, ledger by ledger, with the day it was due."""
    filings = assessment.filings
    names = assessment.unit_names
    rows = [
        {
            "ledger": ledger.name,
            "status": STATUSES[status],
            "due_on": days_told(filings.loc[behind.index, "due_on"]),
            "due": len(of_ledger(filings, ledger.code)),
            "count": len(behind),
            "units": wording.listing(times_told(behind.map(names))),
        }
        for ledger in assessment.catalogue.ledgers.values()
        for status in ("missing", "in_doubt")
        for behind in [units_with(filings, ledger.code, status)]
        if len(behind)
    ]
    if not rows:
        return paragraphs("应报台账都已收到，没有未报的单位。")
    return Table(
        name="not_filed",
        sheet="未报",
        caption="未报的单位（按台账列出）",
        rows=pd.DataFrame(rows),
        columns=[
            Column("台账", "ledger", TEXT),
            Column("情况", "status", MARK),
            Column("截止日", "due_on"),
            Column("应报（份）", "due", COUNT),
            Column("缺（份）", "count", COUNT),
            Column("名单", "units", TEXT),
        ],
        note="已报待核：报了，但读不出是哪一条或互相矛盾，没有计入，见下文待核事项。"
        if any(row["status"] == STATUSES["in_doubt"] for row in rows)
        else "",
    )


def filed_late(assessment: MonthAssessment) -> Table | Prose:
    """Return who filed after the due day, ledger by ledger, with the day it came."""
    late = assessment.filings[assessment.filings["status"].eq("late")]
    if late.empty:
        return paragraphs("没有迟报的单位。")
    names = assessment.unit_names
    came = late["filed_on"].map(wording.day_of_month)
    told = late.assign(told=late["unit"].map(names) + "（" + came + "）")
    rows = [
        {
            "ledger": ledger.name,
            "due_on": days_told(own["due_on"]),
            "count": len(own),
            "units": wording.listing(own["told"]),
        }
        for ledger in assessment.catalogue.ledgers.values()
        for own in [of_ledger(told, ledger.code)]
        if len(own)
    ]
    return Table(
        name="filed_late",
        sheet="迟报",
        caption="迟报的单位（括号内为填报日期）",
        rows=pd.DataFrame(rows),
        columns=[
            Column("台账", "ledger", TEXT),
            Column("截止日", "due_on"),
            Column("迟报（份）", "count", COUNT),
            Column("名单", "units", TEXT),
        ],
    )


def of_ledger(filings: pd.DataFrame, ledger: str) -> pd.DataFrame:
    """Return the filings of one ledger."""
    return filings[filings["ledger"].eq(ledger)]


def days_told(days: pd.Series) -> str:
    """Return the days on which filings were due: one of a monthly ledger, each of a weekly one."""
    return wording.listing(days.drop_duplicates().map(wording.day_of_month), MOST_DAYS)


def times_told(names: pd.Series) -> Iterator[str]:
    """Yield each unit once; one that missed several weeks with how often."""
    for name, times in names.value_counts(sort=False).items():
        yield f"{name}（{times}次）" if times > 1 else str(name)
