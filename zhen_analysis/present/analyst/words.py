"""An Assessment, or an Firmness of it → the sentences that stand beside intervals and opinions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.analyst.tables import by_group, names
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.ranking.ranking import BY_WEIGHTS, CONFIDENCE, group_label

if TYPE_CHECKING:
    from zhen_analysis.results.firmness import Firmness
    from zhen_analysis.results.month import MonthAssessment

DRAWN = (
    "把各项权重在规定值附近随机变动许多次，重新排名：点是公布的名次，"
    "横条是十次里有九次落入的名次范围"
)
EXACT = "工作量是全数统计，没有抽样误差，所以这不是抽样意义上的误差范围。"


def firmness(assessment: MonthAssessment) -> Prose:
    """Return what an interval of ranks is, and what the two words beside an honour mean."""
    noisy = [name for found in assessment.noisy.values() for name in found]
    if noisy:
        lead = (
            f"权重是人定的，{'、'.join(dict.fromkeys(noisy))}的基数又小，多一件少一件名次就不同。"
            f"{DRAWN}，这些率也按已有事项所能证明的程度随机变动，称**{CONFIDENCE}**。"
        )
    else:
        lead = f"权重是人定的。{DRAWN}，称**{BY_WEIGHTS}**。{EXACT}"
    return bullets(
        lead,
        [
            "**把握较大**：十次里至少有九次仍在先进（后进）之列；",
            "**差距不明显，建议核实**：换一组相近的权重"
            + ("、一点偶然的出入" if noisy else "")
            + "，结果可能不同，公布或约谈前请先核实台账。",
        ],
    )


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
