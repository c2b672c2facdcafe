"""An Assessment → the sentences of a page: its masthead, what is missing, and the summary."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from zhen_analysis.catalogue.vocabulary.measures import SHARES
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.look.style import stylesheet
from zhen_analysis.present.month.rates import find_rate, rate_rows
from zhen_analysis.present.month.work import town_rows
from zhen_analysis.present.quality.accounts import ENTRIES
from zhen_analysis.present.quality.filings import absent_filings, filings_told
from zhen_analysis.present.quality.quality import FILE_STATES, SEVERITIES, WORST_FIRST, file_name
from zhen_analysis.present.ranking.rank_words import rank_sentences

if TYPE_CHECKING:
    import pandas as pd

    from zhen_analysis.results.assessment import Assessment
    from zhen_analysis.results.month import MonthAssessment

MOST_FILES = 10  # named in a banner; the page of data quality has them all


def masthead(assessment: Assessment) -> Prose:
    """Return whose page this is and of which period; brings the style for what follows."""
    town = assessment.catalogue.towns[assessment.town]
    invented = "（示例数据，镇名、村名、人名均为虚构）" if town.invented else ""
    line = f"{town.name} · {assessment.period.chinese}"
    return Prose(
        f"<style>\n{stylesheet()}</style>\n"
        f'<p class="zhen-masthead">{escape(line)}<small>{invented}</small></p>'
    )


def banner(assessment: Assessment) -> Prose:
    """Return 数据不完整 with what is missing, or that all files could be read."""
    broken = broken_files(assessment)
    items = [
        f"{file_told(assessment, row)}：{wording.sentence(row.reason)}"
        if row.status == "conflict"  # the rest of the file counts
        else f"{file_told(assessment, row)}：{FILE_STATES[row.status]}，未计入。"
        f"{wording.sentence(row.reason)}"
        for row in broken.head(MOST_FILES).itertuples()
    ]
    if len(broken) > MOST_FILES:
        items.append(f"另有{len(broken) - MOST_FILES}份文件没有全部计入，见各月《数据质量》。")
    absent = absent_filings(assessment)
    items += absent
    if len(broken):
        return bullets("**数据不完整**，下列内容没有计入本页：", items, "zhen-banner zhen-warn")
    if absent:
        return bullets(f"{filings_told(assessment)}，有关指标按“未报”处理：", items, "zhen-banner")
    return paragraphs(f"{filings_told(assessment)}，来文均已读取。", kind="zhen-banner zhen-fine")


def broken_files(assessment: Assessment) -> pd.DataFrame:
    """Return the files of which something does not count: the worst first, the month's own first.

    A whole file before one with some lines in doubt.
    """
    broken = assessment.files[assessment.files["status"].isin(WORST_FIRST)]
    keyed = broken.assign(
        worst=broken["status"].map(WORST_FIRST.index),
        before=broken["period"] != str(assessment.period),
    )
    return keyed.sort_values(["worst", "before"], kind="stable")


def file_told(assessment: Assessment, row: Any) -> str:
    """Return a file's name, with its month where that is not the page's own."""
    name = file_name(row.file)
    is_own = row.period == str(assessment.period)
    return name if is_own else f"{wording.written_period(row.period)}的{name}"


def summary(assessment: MonthAssessment) -> Prose:
    """Return the month in a few sentences: filing, work by area, who leads, what to check."""
    return paragraphs(
        filing_sentence(assessment),
        *area_sentences(assessment),
        *rank_sentences(assessment),
        issue_sentence(assessment),
    )


def filing_sentence(assessment: MonthAssessment) -> str:
    """Return how many filings were due, and who did not file what."""
    absent = "".join(absent_filings(assessment))
    told = f"报送：{assessment.period.chinese}{filings_told(assessment)}"
    return f"{told}。{absent}"


def area_sentences(assessment: MonthAssessment) -> Iterator[str]:
    """Yield one sentence per area: this year so far, this month in brackets."""
    rows = town_rows(assessment)
    filed = rows[~rows["printed"].isin([wording.NOT_REPORTED, wording.NOT_APPLICABLE])]
    for area, found in filed.groupby("area", sort=False):
        parts = [
            told
            for _, spans in found.groupby("indicator", sort=False)
            for told in [figure_told(spans.set_index("span")["printed"], spans.iloc[0])]
            if told
        ]
        if parts:
            yield f"{area}：今年以来{'，'.join(parts)}。"


def figure_told(printed: pd.Series, line: pd.Series) -> str:
    """Return one indicator in words: 清理垃圾2969立方米（本月980）; nothing where all is zero."""
    if "ytd" not in printed or set(printed) == {"0"}:
        return ""
    value = f"{line['name']}**{printed['ytd']}**{line['uom']}"
    if line["measure"] in SHARES or "month" not in printed:
        return value
    return f"{value}（本月{printed['month']}）"


def ranks(assessment: MonthAssessment) -> Prose:
    """Return who leads and who lags, a paragraph per group."""
    return paragraphs(*rank_sentences(assessment))


def issue_sentence(assessment: MonthAssessment) -> str:
    """Return how many issues there are, by how urgent they are."""
    counted = assessment.issues["severity"].value_counts()
    parts = [
        f"{word}{counted[severity]}条"
        for severity, word in SEVERITIES.items()
        if severity in counted
    ]
    return (
        f"数据：待核事项{'、'.join(parts)}，见《数据质量》。" if parts else "数据：没有待核事项。"
    )


def base(assessment: MonthAssessment, indicator: str, span: str = "ytd") -> Prose:
    """Return a rate of the whole town with its two parts: 42.1% (40/95)."""
    line = find_rate(assessment, indicator)
    if line is None:
        return paragraphs(f"本镇考评目录没有“{indicator}”这一比率。")
    rows = rate_rows(assessment, line, span).query("level == 'town'")
    if rows["printed"].isin([wording.NOT_REPORTED]).all():
        ledger = assessment.catalogue.ledgers[line["ledger"]].name
        return paragraphs(f"{ledger}没有报送，全镇{line['name']}**未报**。")
    row = rows.iloc[0]
    parts = f"{wording.digits(row['numerator'])}/{wording.digits(row['denominator'])}"
    told = f"全镇{line['name']}（{wording.SPANS[span]}）"
    if row["printed"] == wording.NOT_APPLICABLE:
        return paragraphs(f"{told}：没有应计入的事项，不涉及。")
    return paragraphs(f"{told}**{row['printed']}**{line['uom']}（{parts}）。")


def entries_told(assessment: Assessment) -> Prose:
    """Return what became of the lines that were read."""
    sums = assessment.blocks[list(ENTRIES)].sum()
    return paragraphs(
        f"{wording.this(assessment.period)}共读入数据行{sums['read']}行：入账{sums['recorded']}行，未计入{sums['rejected']}行，"
        f"小计合计{sums['subtotal']}行，空行{sums['blank']}行，重复{sums['duplicate']}行。"
    )
