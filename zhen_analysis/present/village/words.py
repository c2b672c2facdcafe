"""A VillageCard → the sentences of its page: its place, why, and what would gain a place."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import RANK_CHANGE
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.look.style import stylesheet
from zhen_analysis.present.quality.filings import STATUSES
from zhen_analysis.present.quality.to_mend import issues_shown
from zhen_analysis.present.ranking.firm_words import SOURCES, listed
from zhen_analysis.present.ranking.ranking import CONSEQUENCES, unfiled_names
from zhen_analysis.present.village.tables import group_told, indicator_name, unit_name

if TYPE_CHECKING:
    from zhen_analysis.results.village_card import Place, VillageCard

MOST_LOST = 3  # indicators that the opening names
SHARED_BY_TIES = {"min", "dense"}  # an equal total shares the better place


def masthead(card: VillageCard) -> Prose:
    """Return which village's page this is and of which month; brings the style for what follows."""
    assessment = card.assessment
    town = assessment.catalogue.towns[assessment.town]
    invented = "（示例数据，镇名、村名、人名均为虚构）" if town.invented else ""
    line = f"{card.name} · {town.name} · {assessment.period.chinese}"
    return Prose(
        f"<style>\n{stylesheet()}</style>\n"
        f'<p class="zhen-masthead">{escape(line)}<small>{invented}</small></p>'
    )


def opening(card: VillageCard) -> Prose:
    """Return the month in a few lines: rank, how firm, what was lost, open, filed, to mend."""
    lines = [line for place in card.places for line in place_lines(card, place)]
    lines = lines or [f"{card.name}本月没有参加评分排名。"]
    return bullets("", [*lines, case_line(card), filing_line(card), issue_line(card)])


def place_lines(card: VillageCard, place: Place) -> Iterator[str]:
    """Yield what one scheme makes of the village."""
    yield rank_line(card, place)
    if silent := unfiled_line(card, place):
        yield silent
    if not wording.is_blank(place.row["rank"]):
        yield firmness_line(card, place)
    if lost := lost_told(card, place):
        yield lost
    veto = place.row["veto"]
    if not wording.is_blank(veto):
        codes = str(place.row["veto_consequence"]).split()
        follows = "、".join(CONSEQUENCES.get(code, code) for code in codes)
        yield f"**一票否决**：{veto}，{follows}。"


def rank_line(card: VillageCard, place: Place) -> str:
    """Return rank, total, grade, change and honour."""
    row, decimals = place.row, place.scheme.decimals
    group = group_told(card, place)
    if wording.is_blank(row["rank"]) and not wording.is_blank(row["unranked"]):
        total = wording.digits(row["total"], decimals)
        why = "有应报而未报的台账" if row["unranked"] == "unfiled" else "计入的项目太少"
        return f"**不排名次**：{group}{place.size}个村中，本村{why}；总分{total}分。"
    if wording.is_blank(row["rank"]):
        return (
            f"**名次待核**：{group}{place.size}个村中，本村所报内容读不出或前后矛盾，更正前不排名。"
        )
    grade = "" if wording.is_blank(row["grade"]) else f"，等次{row['grade']}"
    is_first = wording.is_blank(row["change"]) or wording.is_blank(row["previous_rank"])
    since = "上月没有名次" if is_first else f"较上月{RANK_CHANGE.text(row['change'])}"
    honour = "" if wording.is_blank(row["honour"]) else f"，评为**{row['honour']}**"
    firm = "" if wording.is_blank(row["firmness"]) else f"（{row['firmness']}）"
    outcomes = "" if wording.is_blank(row["outcomes"]) else f"，{row['outcomes']}"
    return (
        f"名次：{group}{place.size}个村中**第{row['rank']}名**，"
        f"总分**{wording.digits(row['total'], decimals)}分**"
        f"（满分{wording.digits(row['full_marks'])}分）{grade}，{since}{honour}{firm}{outcomes}。"
    )


def unfiled_line(card: VillageCard, place: Place) -> str:
    """Return what the village did not report, what that cost and what to do; empty if nothing."""
    if wording.is_blank(place.row["unfiled"]):
        return ""
    ledgers = unfiled_names(card.assessment, place.row)
    points = place.points
    silent = points[points["indicator"].isin(str(place.row["unfiled"]).split())]
    lost = wording.digits(silent["lost"].sum(), place.scheme.decimals)
    last = {"last": "，名次排在已报各村之后", "no_rank": "，不排名次"}.get(place.scheme.unfiled, "")
    return f"**未报**：{ledgers}，有关{len(silent)}项少得{lost}分{last}。请先**补报**，补报后重算。"


def firmness_line(card: VillageCard, place: Place) -> str:
    """Return how far the neighbours are, and which ranks the draws could give."""
    decimals = place.scheme.decimals
    parts = []
    if place.behind is not None:
        names = wording.listing(unit_name(card, unit) for unit in place.above)
        parts.append(f"比前一名（{names}）少{wording.digits(place.behind, decimals)}分")
    if place.ahead is not None:
        names = wording.listing(unit_name(card, unit) for unit in place.below)
        parts.append(f"比后一名（{names}）多{wording.digits(place.ahead, decimals)}分")
    low, high = place.row["low"], place.row["high"]
    if not wording.is_blank(low):
        where = wording.interval_of_rank(low, high)
        firm = f"都在第{where}名" if low == high else f"在第{where}名之间"
        rests_on = listed(str(place.row["rests_on"]).split())
        drawn = f"把{rests_on}一起变动，重新排名" if rests_on else "重新排名"
        moved = str(place.row["moved_most"] or "")
        most = f"，影响最大的是{SOURCES[moved]}" if moved in SOURCES and low != high else ""
        parts.append(f"{drawn}，十次里至少九次{firm}{most}")
    return f"把握：{'；'.join(parts) or '本组只有一个村'}。"


def lost_told(card: VillageCard, place: Place) -> str:
    """Return the indicators that cost most; nothing where nothing was lost."""
    lost = (
        place.points[place.points["lost"] > 0].sort_values("lost", ascending=False).head(MOST_LOST)
    )
    if lost.empty:
        return "失分：各项都是满分。"
    points = wording.counts(lost["lost"], place.scheme.decimals)
    parts = [
        f"{indicator_name(card, code)}（{told}分）"
        for code, told in zip(lost["indicator"], points, strict=True)
    ]
    return f"失分最多：{'、'.join(parts)}。"


def case_line(card: VillageCard) -> str:
    """Return how many cases are open and overdue."""
    cases = card.open_cases
    if cases.empty:
        return "在办：月末没有未办结的事项。"
    late = int(cases["days_overdue"].notna().sum())
    longest = f"，最长逾期{cases['days_overdue'].max()}天" if late else ""
    return f"在办：月末未办结**{len(cases)}件**，其中逾期{late}件{longest}。"


def filing_line(card: VillageCard) -> str:
    """Return what was due from the village and what came."""
    filings = card.assessment.filings
    own = filings.loc[filings["unit"] == card.unit, "status"]
    if own.empty:
        return "报送：本月没有由本村报送的台账。"
    behind = [
        f"{word}{int(own.eq(status).sum())}份"
        for status, word in STATUSES.items()
        if own.eq(status).any()
    ]
    told = f"其中{'、'.join(behind)}" if behind else "都按时报送"
    return f"报送：应报台账{len(own)}份，{told}。"


def issue_line(card: VillageCard) -> str:
    """Return how many issues the village has to look at."""
    issues = issues_shown(card.assessment)
    count = int(issues["unit"].eq(card.unit).sum())
    return f"数据：待核事项{count}条，见第七节。" if count else "数据：没有待核事项。"


def gaining(card: VillageCard) -> Prose:
    """Return what stands between the village and the place above, by each scheme."""
    if not card.places:
        return paragraphs(f"{card.name}本月没有参加评分排名。")
    return paragraphs(*(gain_told(card, place) for place in card.places))


def gain_told(card: VillageCard, place: Place) -> str:
    """Return whether one indicator alone would have brought the place above."""
    group, decimals = group_told(card, place), place.scheme.decimals
    if not wording.is_blank(place.row["unfiled"]):
        return f"先**补报**{unfiled_names(card.assessment, place.row)}，再看还差多少。"
    if wording.is_blank(place.row["rank"]):
        return "名次待核，先更正所报内容。"
    if place.gain is None:
        return f"{card.name}是{group}第1名，前面没有别的村。"
    names = wording.listing(unit_name(card, unit) for unit in place.gain.above)
    gap = wording.digits(place.gain.gap, decimals)
    way = "追平并列" if place.scheme.ties in SHARED_BY_TIES else "超过"
    lead = f"离前一名（{names}，{wording.digits(place.row['total'] + place.behind, decimals)}分）"
    lead += f"差**{gap}分**。"
    options = place.gain.options
    enough = options[options["needed_numerator"].notna()]
    if len(enough):
        ways = "、".join(indicator_name(card, code) for code in enough["indicator"])
        which = "下面这一项" if len(enough) == 1 else "下列任何一项"
        return f"{lead}其他村和本村其他各项不变，{which}做到即可{way}：**{ways}**。"
    best = options.sort_values("most", ascending=False).head(1)
    if best.empty or best["most"].iloc[0] <= 0:
        return f"{lead}本村已得各项满分，单靠哪一项都追不上。"
    name = indicator_name(card, best["indicator"].iloc[0])
    most = wording.digits(best["most"].iloc[0], decimals)
    return f"{lead}**单靠哪一项都不够**：最多的是{name}，做到最好可再得{most}分，要几项一起提高。"
