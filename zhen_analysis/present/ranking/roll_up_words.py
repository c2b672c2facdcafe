"""A RollUpAssessment → its page's sentences: which months count, by what formula, who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.quality.filings import absent_filings, filings_told
from zhen_analysis.present.quality.quality import file_name
from zhen_analysis.present.ranking.rank_words import rank_sentences
from zhen_analysis.present.ranking.roll_up_tables import due_months, month_label

if TYPE_CHECKING:
    from zhen_analysis.results.roll_up import RollUpAssessment

MOST_FILES = 10


def banner(assessment: RollUpAssessment) -> Prose:
    """Return what is missing of the months, or that all of it was read."""
    items = [f"{month.chinese}：没有来文，没有考评。" for month in assessment.missing]
    items += [
        f"{month.chinese}：{absent}"
        for month, held in assessment.months.items()
        for absent in absent_filings(held)
    ]
    unread = assessment.unread_files
    items += [
        f"{file_name(row.file)}：未读取，未计入。{wording.sentence(row.reason)}"
        for row in unread.head(MOST_FILES).itertuples()
    ]
    if len(unread) > MOST_FILES:
        items.append(f"另有{len(unread) - MOST_FILES}份文件未读取，见各月《数据质量》。")
    if len(unread) or assessment.missing:
        return bullets("**数据不完整**：", items, "zhen-banner zhen-warn")
    if items:
        return bullets(f"{filings_told(assessment)}，按各月考评的办法处理：", items, "zhen-banner")
    told = f"各月{filings_told(assessment)}，来文均已读取。"
    return paragraphs(told, kind="zhen-banner zhen-fine")


def opening(assessment: RollUpAssessment) -> Prose:
    """Return which months count, how totals are formed, and who leads and lags in each group."""
    held = [month_label(month) for month in due_months(assessment) if month in assessment.months]
    to_come = [month_label(month) for month in assessment.to_come]
    counted = f"计入{'、'.join(held)}{len(held)}个月的考评结果"
    rest = f"；{to_come[0]}及以后各月还未到" if to_come else ""
    formulas = assessment.totals.drop_duplicates("scheme")
    schemes = assessment.catalogue.schemes
    told = [
        f"{schemes[row.scheme].title}总分的算法：{row.roll_up_text}。"
        for row in formulas.itertuples()
    ]
    return paragraphs(f"{counted}{rest}。", *told, *rank_sentences(assessment))


def firmness_note(_: RollUpAssessment) -> Prose:
    """Return how the firmness beside a name was found."""
    return paragraphs(
        "名后的把握：把各月（以及年度考评）所占的比重，连同各月总分里没有定数的部分（个案多少、评分误差、"
        "未计入的项目），一起反复变动，重新排名。有的月份评分误差未知的，写“评分误差未知，仅按现有分数”；"
        "九成以上的情况下仍在先进（后进）之列的，写“把握较大”；否则写“差距不明显，建议核实”，公布前应核对。"
        "区间是名次在九成情况下的范围。"
    )
