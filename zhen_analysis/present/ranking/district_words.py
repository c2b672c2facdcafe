"""A DistrictAssessment → the sentences of its page: which towns, who leads, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.look.style import HONOUR_COLOURS, stylesheet
from zhen_analysis.present.ranking.district_tables import NO_SCHEME, named_towns
from zhen_analysis.present.ranking.ranking import groups

if TYPE_CHECKING:
    from zhen_analysis.results.district import DistrictAssessment


def masthead(district: DistrictAssessment) -> Prose:
    """Return the month of the page; brings the style for what follows."""
    is_invented = all(district.catalogue.towns[code].invented for code in district.months)
    invented = "（示例数据，镇名、村名、人名均为虚构）" if is_invented else ""
    line = f"全区 · {district.period.chinese}"
    return Prose(
        f"<style>\n{stylesheet()}</style>\n"
        f'<p class="zhen-masthead">{escape(line)}<small>{invented}</small></p>'
    )


def banner(district: DistrictAssessment) -> Prose:
    """Return what of the towns' filings does not count, or that all could be read."""
    filings = district.filed_by_town.set_index("town")
    items = [
        f"{name}：{filings.loc[code, 'unread']}份文件没有计入，见该镇《数据质量》。"
        for code, name in district.unit_names.items()
        if filings.loc[code, "unread"]
    ]
    if items:
        return bullets("**数据不完整**，排名可能有变：", items, "zhen-banner zhen-warn")
    return paragraphs("各镇来文均已读取。", kind="zhen-banner zhen-fine")


def summary(district: DistrictAssessment) -> Prose:
    """Return which towns are compared, who leads and lags, and what was not filed."""
    names = wording.listing(district.unit_names.values())
    return bullets(
        "",
        [
            f"参加比较的有{len(district.months)}个镇：{names}。各镇以全镇数为准，与村级排名无关。",
            *rank_lines(district),
            *caveats(district),
            filing_line(district),
        ],
    )


def rank_lines(district: DistrictAssessment) -> Iterator[str]:
    """Yield the order of the towns, and who leads and lags, by every scheme."""
    ranking = named_towns(district, district.ranking)
    if ranking.empty:
        yield NO_SCHEME
    for scheme, _, ranked in groups(district, ranking):
        placed = ranked[ranked["rank"].notna()]
        totals = wording.counts(placed["total"], scheme.decimals)
        places = [
            f"第{rank}名{name}（{total}分）"
            for rank, name, total in zip(placed["rank"], placed["unit_name"], totals, strict=True)
        ]
        yield f"排名：{'、'.join(places) or '没有可以排名的镇'}。"
        for honour in HONOUR_COLOURS:
            chosen = ranked[ranked["honour"] == honour]
            if len(chosen):
                pairs = zip(chosen["unit_name"], chosen["firmness"], strict=True)
                told = wording.listing(f"**{name}**（{firmness}）" for name, firmness in pairs)
                yield f"{honour}：{told}。"
        held = ranked[ranked["rank"].isna()]
        if len(held):
            yield f"名次待核：{wording.listing(held['unit_name'])}。"


def caveats(district: DistrictAssessment) -> Iterator[str]:
    """Yield the towns of whose indicators some do not count: they are hard to compare."""
    scores = district.scores
    left_out = scores[~scores["counted"]].groupby("unit", sort=False)["indicator"].agg(list)
    for town, indicators in left_out.items():
        names = wording.listing(map(district.catalogue.indicator_name, indicators))
        yield (
            f"**注意**：{district.unit_names[str(town)]}有{len(indicators)}项不计（{names}：缺户数、"
            "没有应办事项或不报该类台账），权重由其余各项分担，与其他镇不完全可比，"
            "评先评优前请核实。"
        )


def filing_line(district: DistrictAssessment) -> str:
    """Return which towns are behind with what they had to file."""
    missing = district.filed_by_town[district.filed_by_town["missing"] > 0]
    if missing.empty:
        return "报送：各镇应报的台账都已收到。"
    parts = [
        f"{district.unit_names[line.town]}缺{line.missing}份（应报{line.due}份）"
        for line in missing.itertuples()
    ]
    return (
        f"报送：{'、'.join(parts)}，其余各镇已收齐。"
        if len(parts) < len(district.months)
        else f"报送：{'、'.join(parts)}。"
    )
