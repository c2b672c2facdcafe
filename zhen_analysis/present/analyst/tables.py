"""An Firmness → the analyst's tables: intervals, equals, sensitivity, rates, change, opinions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, FIGURE, TEXT, Number, signed
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, Values, by_row
from zhen_analysis.present.ranking import ranking
from zhen_analysis.present.ranking.firm_words import interval_name
from zhen_analysis.present.ranking.ranking import (
    NOBODY,
    group_label,
    interval,
    slug,
)

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.firmness import Firmness

ENDS = {"top": ("先进", "进入先进", "退出先进"), "bottom": ("后进", "退出后进", "进入后进")}
WORDS = {"moved": "有变化", "may have moved": "可能有变化", "no evidence": "没有证据"}
ALIKE = "各单位的高低没有超出偶然波动，修正后相同。"
JUDGEMENT = Column("判断", lambda rows: rows["word"].map(WORDS))
METHODS = {"geometric": "几何平均", "topsis": "TOPSIS", "entropy": "熵权法"}


def places(firmness: Firmness) -> Tables | Prose:
    """Return each unit's interval of ranks, how often it leads or lags, and who it equals."""
    parts = [
        places_table(firmness, scheme, group, rows)
        for scheme, group, rows in by_group(firmness, firmness.places)
    ]
    return Tables(tuple(parts)) if parts else paragraphs(NOBODY)


def places_table(firmness: Firmness, scheme: Scheme, group: str, rows: pd.DataFrame) -> Table:
    """Return one group's intervals, band by band."""
    label = group_label(scheme, group)
    ranking = firmness.assessment.ranking
    name = interval_name(ranking[ranking["unit"].isin(rows["unit"])])
    limits = scheme.honours_in(firmness.assessment.period)
    top, bottom = (int(limits.get(end, 0)) for end in ("top", "bottom"))
    return Table(
        name=f"places_{slug(scheme, group)}",
        sheet=f"{label}名次范围",
        caption=f"{label}名次、{name}与难分先后的单位",
        rows=rows.sort_values(["rank", "unit"], kind="stable"),
        columns=[
            unit_column(firmness),
            Column("名次", "rank", COUNT),
            Column("中位名次", "median", COUNT),
            Column(name, by_row(interval)),
            Column(f"居前{top}名（%）", percent("p_top"), COUNT),
            Column(f"居后{bottom}名（%）", percent("p_bottom"), COUNT),
            Column("同档", "band", COUNT),
        ],
        note="范围：十次里有九次落入的名次。同档：与该档第一个单位的名次范围有重叠，难分先后。",
    )


def open_places(firmness: Firmness) -> Tables | Prose:
    """Return how far ranks rest on indicators that do not count, of the units that have any."""
    is_open = firmness.bounds["open"] > 0 if len(firmness.bounds) else []
    parts = [
        open_places_table(firmness, scheme, group, rows)
        for scheme, group, rows in by_group(firmness, firmness.bounds[is_open])
    ]
    return Tables(tuple(parts)) if parts else paragraphs("各单位的各项指标都已计分。")


def open_places_table(firmness: Firmness, scheme: Scheme, group: str, rows: pd.DataFrame) -> Table:
    """Return one group's units with something open, the widest range of ranks first."""
    label = group_label(scheme, group)
    wide = rows.assign(width=rows["high"] - rows["low"])
    marks = Number(scheme.decimals)
    return Table(
        name=f"open_{slug(scheme, group)}",
        sheet=f"{label}不计分项",
        caption=f"{label}：不计分的项若计分，总分和名次的两端",
        rows=wide.sort_values(["width", "rank", "unit"], ascending=[False, True, True]),
        columns=[
            unit_column(firmness),
            Column("不计分的项", "open", COUNT),
            Column("总分", "total", marks, "现在"),
            Column("名次", "rank", COUNT, "现在"),
            Column("总分", "total_low", marks, "都按0分"),
            Column("名次", "high", COUNT, "都按0分"),
            Column("总分", "total_high", marks, "都按满分"),
            Column("名次", "low", COUNT, "都按满分"),
        ],
        note="不计分：没有应办事项、没有检查过，或未报、待核、缺户数。每次只看一个单位，其他单位照旧。",
    )


def swaps(firmness: Firmness) -> Tables | Prose:
    """Return how far each weight may move before somebody else leads or lags."""
    told = [*swap_tables(firmness)]
    return Tables(tuple(told)) if told else paragraphs("总分不是加权平均，权重临界值无法直接算出。")


def swap_tables(firmness: Firmness) -> Iterator[Table]:
    """Yield one group's weights after another, the one nearest to a change first."""
    for scheme, group, rows in by_group(firmness, firmness.swaps):
        label = group_label(scheme, group)
        lines = firmness.assessment.catalogue.scheme_indicators(scheme.code).set_index("indicator")
        near = rows.assign(factor=(rows["new_weight"] / rows["weight"] - 1).abs())
        known = near.dropna(subset="new_weight").sort_values("factor", kind="stable")
        kept = near["new_weight"].isna().groupby(near["indicator"]).all()
        firm = "、".join(lines.loc[code, "name"] for code in kept.index[kept])
        yield Table(
            name=f"swaps_{slug(scheme, group)}",
            sheet=f"{label}权重临界",
            caption=f"{label}：单项权重改到多少，先进或后进就换人（其余权重不变，由近到远）",
            rows=known.assign(
                name=known["indicator"].map(lines["name"]),
                change=100 * (known["new_weight"] / known["weight"] - 1),
            ),
            columns=[
                Column("指标（大类）", "name", TEXT),
                Column("涉及", by_row(lambda row: ENDS[row.end][0])),
                Column("规定权重（%）", "weight", FIGURE),
                Column("临界权重（%）", "new_weight", Number(1)),
                Column("相差", "change", signed(0, "%")),
                Column("换成谁", by_row(lambda row: swap_told(firmness, row)), TEXT),
            ],
            note="权重为在同一大类中的占比，改动后按比例折算为100%；临界权重超过100的，表示要比其余各项合计还重得多。"
            + (f"怎样改都不换人的：{firm}。" if firm else ""),
        )


def swap_told(firmness: Firmness, row: Any) -> str:
    """Return who comes and who goes."""
    _, up, down = ENDS[row.end]
    known = unit_names(firmness)
    comes, goes = row.unit_up, row.unit_down
    return f"{known.get(comes, comes)}{up}，{known.get(goes, goes)}{down}"


def shrunk_rates(firmness: Firmness) -> Tables | Prose:
    """Return raw and shrunk rates with the number of cases, one table per rate and group."""
    if firmness.rates.empty:
        return paragraphs("参评指标中没有基数较小的率，不列表。")
    lines = firmness.assessment.catalogue.measured_indicators.set_index("indicator")
    parts = []
    for code, found in firmness.rates.groupby("indicator", sort=False):
        for scheme, group, rows in by_group(firmness, found):
            label = group_label(scheme, group)
            due = rows[rows["n"] > 0].sort_values("shrunk", ascending=False, kind="stable")
            idle = len(rows) - len(due)
            name = lines.loc[code, "name"]
            parts.append(
                Table(
                    name=f"shrunk_{code}_{slug(scheme, group)}",
                    sheet=f"{label}{name}修正",
                    caption=f"{label}{name}：原值与修正值（%）",
                    rows=due,
                    columns=[
                        unit_column(firmness),
                        Column("基数（件）", "n", COUNT),
                        Column("原值", percent("raw"), Number(1)),
                        Column("修正值", percent("shrunk"), Number(1)),
                        Column("九成把握的范围", by_row(percent_range)),
                    ],
                    note="基数越小，修正值越靠近全组水平。考评办法以原值计分，修正值仅供分析。"
                    + (ALIKE if due["shrunk"].max() - due["shrunk"].min() < 0.01 else "")
                    + (f"另有{idle}个单位没有应计入的事项。" if idle else ""),
                )
            )
    return Tables(tuple(parts))


def rate_changes(firmness: Firmness) -> Tables | Prose:
    """Return whether rates of this month's cases differ from those of last month's."""
    if not firmness.has_before:
        return paragraphs("上月没有数据，无从比较。")
    known = firmness.rate_changes
    known = known[known["word"].notna()] if len(known) else known
    if known.empty:
        return paragraphs("没有两个月都有事项的率可以比较。")
    lines = firmness.assessment.catalogue.measured_indicators.set_index("indicator")
    return Tables(
        tuple(
            rate_change_table(firmness, str(code), lines.loc[code, "name"], rows)
            for code, rows in known.groupby("indicator", sort=False)
        )
    )


def rate_change_table(firmness: Firmness, code: str, name: str, rows: pd.DataFrame) -> Table:
    """Return one rate's units, those most likely to have moved first."""
    left_out = int((firmness.rate_changes["indicator"] == code).sum() - len(rows))
    return Table(
        name=f"moved_{code}",
        sheet=f"{name}变化",
        caption=f"{name}：本月事项与上月事项相比，有没有变化的证据（%）",
        rows=rows.sort_values("p_value", kind="stable"),
        columns=[
            unit_column(firmness),
            Column("上月", percent("rate_before"), Number(1)),
            Column("本月", percent("rate"), Number(1)),
            Column("差（百分点）", percent("difference"), signed(1)),
            Column("差的95%范围", by_row(percent_range)),
            JUDGEMENT,
        ],
        note="“有变化”已按全部单位控制误判（错判的不超过一成）；“可能有变化”单看达到、合看未达到。"
        + (f"另有{left_out}个单位有一个月没有事项，不能比较。" if left_out else ""),
    )


def total_changes(firmness: Firmness) -> Tables | Prose:
    """Return how totals changed since last month; a word only where there are enough months."""
    if firmness.total_changes["total_before"].isna().all():
        return paragraphs("上月没有总分，无从比较。")
    parts = []
    for scheme, group, rows in by_group(firmness, firmness.total_changes):
        label = group_label(scheme, group)
        ordered = rows.sort_values("difference", ascending=False, kind="stable", na_position="last")
        is_long = ordered["word"].notna().any()
        judged = [Column("往月正常范围", by_row(usual_range)), JUDGEMENT] if is_long else []
        marks = Number(scheme.decimals)
        parts.append(
            Table(
                name=f"change_{slug(scheme, group)}",
                sheet=f"{label}总分增减",
                caption=f"{label}总分与上月相比",
                rows=ordered,
                columns=[
                    unit_column(firmness),
                    Column("上月总分", "total_before", marks),
                    Column("本月总分", "total", marks),
                    Column("增减（分）", "difference", signed(scheme.decimals)),
                    *judged,
                ],
                note="正常范围：往月平均±2.66×平均月间变动。"
                if is_long
                else "往月不足12个月，总分又没有抽样误差可言，只列增减，不作判断。",
            )
        )
    return Tables(tuple(parts))


def opinions(firmness: Firmness) -> Tables | Prose:
    """Return what other ways of adding up would say, each under its warning."""
    parts = []
    for scheme, group, rows in by_group(firmness, firmness.opinions):
        label = group_label(scheme, group)
        marks = Number(scheme.decimals)
        parts.append(
            Table(
                name=f"opinions_{slug(scheme, group)}",
                sheet=f"{label}其他算法",
                caption=f"{label}：换一种合成方法，名次会怎样（仅供分析，不作为考评依据）",
                rows=rows.sort_values(["rank", "unit"], kind="stable"),
                columns=[
                    unit_column(firmness),
                    Column("总分", "total", marks, "考评办法"),
                    Column("名次", "rank", COUNT, "考评办法"),
                    *[
                        column
                        for key, head in METHODS.items()
                        for column in (
                            Column("总分", key, marks, head),
                            Column("名次", f"{key}_rank", COUNT, head),
                        )
                    ],
                ],
            )
        )
    return Tables(tuple(parts)) if parts else paragraphs(NOBODY)


def by_group(firmness: Firmness, table: pd.DataFrame) -> Iterator[tuple[Scheme, str, pd.DataFrame]]:
    """Yield the rows of each scheme's groups in the scheme's order."""
    return ranking.by_group(firmness.assessment, table)


def unit_names(firmness: Firmness) -> dict[str, str]:
    """Return code → printed name."""
    return firmness.assessment.unit_names


def names(firmness: Firmness, units: pd.Series) -> pd.Series:
    """Return the printed names of units."""
    known = unit_names(firmness)
    return units.map(lambda unit: known.get(unit, unit)).astype("str")


def unit_column(firmness: Firmness) -> Column:
    """Return the column that heads every row: the unit's printed name."""
    return Column("单位", lambda rows: names(firmness, rows["unit"]), TEXT)


def percent(share: str) -> Values:
    """Return what makes % of a column of shares."""
    return lambda rows: 100 * rows[share]


def percent_range(row: Any) -> str:
    """Return the range of a share in %."""
    return range_told(100 * row.low, 100 * row.high, 0)


def usual_range(row: Any) -> str:
    """Return the range of a total, in points."""
    return range_told(row.low, row.high, 1)


def range_told(low: float, high: float, decimals: int) -> str:
    """Return a range, nothing where there is none."""
    if pd.isna(low):
        return ""
    return f"{wording.digits(low, decimals)}～{wording.digits(high, decimals)}"
