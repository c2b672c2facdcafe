"""The year's months → how many issues of each kind, and how many filings came on time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, TEXT
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

FILINGS = {
    "due": "应报",
    "filed": "按时",
    "late": "迟报",
    "in_doubt": "待核",
    "missing": "未报",
}


def trend(assessment: MonthAssessment) -> Table:
    """Return one row per month from January on: issues by harm, filings by what became of them."""
    months = assessment.trend
    return Table(
        name="trend",
        sheet="逐月变化",
        caption=f"待核事项和台账报送逐月变化（截至{assessment.period.chinese}）",
        rows=months.assign(month=months["period"].map(wording.written_period)),
        columns=[
            Column("月份", "month", TEXT),
            *[Column(harm.name, harm.code, COUNT, "待核事项（条）") for harm in assessment.harms],
            *[Column(label, key, COUNT, "台账报送（份）") for key, label in FILINGS.items()],
        ],
        note="一份：一个单位的一本台账。没有收到任何文件的月份不列。",
    )
