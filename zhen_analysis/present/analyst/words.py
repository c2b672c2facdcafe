"""An Assessment, or an Firmness of it → the sentences that stand beside intervals and opinions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.analyst.tables import by_group, names
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.ranking.firm_words import interval_name, present
from zhen_analysis.present.ranking.ranking import group_label

if TYPE_CHECKING:
    from zhen_analysis.results.firmness import Firmness
    from zhen_analysis.results.month import MonthAssessment

WORDS = (
    "**计分项不全，建议核实**：有待核的项目，或计入的项目不到同组其他单位的三分之二；",
    "**评分误差未知，仅按现有分数**：有的评分只有一人一次，办法也没有规定误差，不知道差几分才算真的差；",
    "**差距不明显，建议核实**：不到九成的情况下仍在先进（后进）之列，公布或约谈前请先核实台账；",
    "**把握较大**：九成以上的情况下仍在先进（后进）之列。",
)


def firmness(assessment: MonthAssessment) -> Prose:
    """Return what the word beside an honour rests on, and what the words mean."""
    ranking = assessment.ranking
    sources = [source_told(assessment, source) for source in present(ranking)]
    drawn = bullets(
        "名后的“把握”，是把下面没有定数的几样一起随机变动一万次、每次重新排名看出来的；"
        f"十次里有九次落入的名次范围，称**{interval_name(ranking)}**。变动的是：",
        [*sources, EXACT],
    )
    return Prose(drawn.html + bullets("四种说法，取最先符合的一种：", list(WORDS)).html)


EXACT = "工作量是全数统计，没有抽样误差，不变动。哪一样对名次影响最大，见各组排名表下的说明。"


def source_told(assessment: MonthAssessment, source: str) -> str:
    """Return how one source is drawn, and which indicators it is about."""
    names = wording.listing(indicators_of(assessment, source))
    return {
        "weights": "**权重**：由人规定，在规定值附近变动；",
        "cases": f"**个案多少**：{names}的基数小，多一件少一件就不同，"
        "按已有个案所能证明的程度变动；",
        "marks": f"**评分误差**：{names}由人评分，按几人或几次评分之间的出入"
        "（或办法规定的误差）变动；",
        "unmeasured": f"**未计入的项目**：{names}对有的单位没有计入（没有应办事项、缺基数或待核），"
        "权重由其余各项分担；按同组各单位该项得分的高低推算；",
    }[source]


def indicators_of(assessment: MonthAssessment, source: str) -> list[str]:
    """Return the names of the indicators that a source is about."""
    scores = assessment.scores
    if source == "cases":
        return list(dict.fromkeys(name for names in assessment.noisy.values() for name in names))
    strays = (scores["score_error"] > 0).fillna(False)
    chosen = strays if source == "marks" else ~scores["counted"]
    codes = scores.loc[chosen.to_numpy(dtype=bool), "indicator"].unique()
    return [assessment.catalogue.indicator_name(code) for code in codes]


def bands(firmness: Firmness) -> Prose:
    """Return the units that cannot be told from one another, band by band."""
    items = []
    for scheme, group, rows in by_group(firmness, firmness.places):
        ranked = rows.dropna(subset=["band"]).sort_values(["rank", "unit"], kind="stable")
        told = [
            wording.listing(names(firmness, members["unit"]))
            for _, members in ranked.groupby("band")
        ]
        items.append(f"{group_label(scheme, group)}：{'；'.join(told)}。")
    if not items:
        return paragraphs("没有参加排名的单位。")
    return bullets("同一档内名次范围互有重叠，先后难分，不宜单凭名次区别对待：", items)


def warnings(firmness: Firmness) -> Prose:
    """Return what must be known before another way of adding up is quoted."""
    return bullets("下列算法**不是考评结果**，只用来看名次经不经得起换一种算法：",
                   list(firmness.warnings.values()), "zhen-banner")  # fmt: skip
