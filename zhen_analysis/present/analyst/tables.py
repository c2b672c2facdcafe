"""An Firmness → the analyst's tables: intervals, equals, sensitivity, rates, change, opinions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables
from zhen_analysis.present.ranking import ranking
from zhen_analysis.present.ranking.ranking import NOBODY, group_label, interval_name, slug

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Scheme
    from zhen_analysis.results.firmness import Firmness

ENDS = {"top": ("先进", "进入先进", "退出先进"), "bottom": ("后进", "退出后进", "进入后进")}
WORDS = {"moved": "有变化", "may have moved": "可能有变化", "no evidence": "没有证据"}
ALIKE = "各单位的高低没有超出偶然波动，修正后相同。"
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
    ordered = rows.sort_values(["rank", "unit"], kind="stable")
    ranges = zip(ordered["low"], ordered["high"], strict=True)
    name = interval_name(firmness.assessment, scheme)
    limits = scheme.honours_in(firmness.assessment.period)
    top, bottom = (int(limits.get(end, 0)) for end in ("top", "bottom"))
    return Table(
        name=f"places_{slug(scheme, group)}",
        sheet=f"{label}名次范围",
        caption=f"{label}名次、{name}与难分先后的单位",
        frame=pd.DataFrame(
            {
                "unit": names(firmness, ordered["unit"]),
                "rank": wording.counts(ordered["rank"], 0),
                "median": wording.counts(ordered["median"], 0),
                "range": [wording.interval_of_rank(*pair) for pair in ranges],
                "p_top": shares(ordered["p_top"]),
                "p_bottom": shares(ordered["p_bottom"]),
                "band": wording.counts(ordered["band"], 0),
            }
        ),
        columns={
            "unit": Column("单位", "text"),
            "rank": Column("名次", "number"),
            "median": Column("中位名次", "number"),
            "range": Column(name),
            "p_top": Column(f"居前{top}名（%）", "number"),
            "p_bottom": Column(f"居后{bottom}名（%）", "number"),
            "band": Column("同档", "number"),
        },
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
    ordered = wide.sort_values(["width", "rank", "unit"], ascending=[False, True, True])
    return Table(
        name=f"open_{slug(scheme, group)}",
        sheet=f"{label}不计分项",
        caption=f"{label}：不计分的项若计分，总分和名次的两端",
        frame=pd.DataFrame(
            {
                "unit": names(firmness, ordered["unit"]),
                "open": wording.counts(ordered["open"], 0),
                "total": wording.counts(ordered["total"], scheme.decimals),
                "rank": wording.counts(ordered["rank"], 0),
                "total_low": wording.counts(ordered["total_low"], scheme.decimals),
                "high": wording.counts(ordered["high"], 0),
                "total_high": wording.counts(ordered["total_high"], scheme.decimals),
                "low": wording.counts(ordered["low"], 0),
            }
        ),
        columns={
            "unit": Column("单位", "text"),
            "open": Column("不计分的项", "number"),
            "total": Column("总分", "number", "现在"),
            "rank": Column("名次", "number", "现在"),
            "total_low": Column("总分", "number", "都按0分"),
            "high": Column("名次", "number", "都按0分"),
            "total_high": Column("总分", "number", "都按满分"),
            "low": Column("名次", "number", "都按满分"),
        },
        note="不计分：没有应办事项，或未报、待核、缺户数。每次只看一个单位，其他单位照旧。",
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
            frame=pd.DataFrame(
                {
                    "name": known["indicator"].map(lines["name"]).astype("str"),
                    "end": known["end"].map(lambda end: ENDS[end][0]).astype("str"),
                    "weight": wording.counts(known["weight"]),
                    "new": wording.counts(known["new_weight"], 1),
                    "change": [
                        f"{value:+.0%}" for value in known["new_weight"] / known["weight"] - 1
                    ],
                    "who": [swap_told(firmness, row) for row in known.itertuples()],
                }
            ),
            columns={
                "name": Column("指标（大类）", "text"),
                "end": Column("涉及"),
                "weight": Column("规定权重（%）", "number"),
                "new": Column("临界权重（%）", "number"),
                "change": Column("相差", "number"),
                "who": Column("换成谁", "text"),
            },
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
                    frame=pd.DataFrame(
                        {
                            "unit": names(firmness, due["unit"]),
                            "n": wording.counts(due["n"], 0),
                            "raw": shares(due["raw"], 1),
                            "shrunk": shares(due["shrunk"], 1),
                            "range": spans(due["low"], due["high"]),
                        }
                    ),
                    columns={
                        "unit": Column("单位", "text"),
                        "n": Column("基数（件）", "number"),
                        "raw": Column("原值", "number"),
                        "shrunk": Column("修正值", "number"),
                        "range": Column("九成把握的范围"),
                    },
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
    ordered = rows.sort_values("p_value", kind="stable")
    left_out = int((firmness.rate_changes["indicator"] == code).sum() - len(rows))
    return Table(
        name=f"moved_{code}",
        sheet=f"{name}变化",
        caption=f"{name}：本月事项与上月事项相比，有没有变化的证据（%）",
        frame=pd.DataFrame(
            {
                "unit": names(firmness, ordered["unit"]),
                "before": shares(ordered["rate_before"], 1),
                "now": shares(ordered["rate"], 1),
                "difference": [f"{100 * value:+.1f}" for value in ordered["difference"]],
                "range": spans(ordered["low"], ordered["high"]),
                "word": ordered["word"].map(WORDS).astype("str"),
            }
        ),
        columns={
            "unit": Column("单位", "text"),
            "before": Column("上月", "number"),
            "now": Column("本月", "number"),
            "difference": Column("差（百分点）", "number"),
            "range": Column("差的95%范围"),
            "word": Column("判断"),
        },
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
        limits = {"range": spans(ordered["low"], ordered["high"], 1, 1), "word": ordered["word"]}
        frame = pd.DataFrame(
            {
                "unit": names(firmness, ordered["unit"]),
                "before": wording.counts(ordered["total_before"], scheme.decimals),
                "now": wording.counts(ordered["total"], scheme.decimals),
                "difference": [signed(value, scheme.decimals) for value in ordered["difference"]],
            }
        )
        columns = {
            "unit": Column("单位", "text"),
            "before": Column("上月总分", "number"),
            "now": Column("本月总分", "number"),
            "difference": Column("增减（分）", "number"),
        }
        if is_long:
            words = wording.words(limits["word"].map(WORDS))
            frame = frame.assign(range=limits["range"], word=words.to_numpy())
            columns |= {"range": Column("往月正常范围"), "word": Column("判断")}
        parts.append(
            Table(
                name=f"change_{slug(scheme, group)}",
                sheet=f"{label}总分增减",
                caption=f"{label}总分与上月相比",
                frame=frame,
                columns=columns,
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
        ordered = rows.sort_values(["rank", "unit"], kind="stable")
        totals, ranks = {}, {}
        for key in ("total", *METHODS):
            rank = "rank" if key == "total" else f"{key}_rank"
            totals[key] = wording.counts(ordered[key], scheme.decimals)
            ranks[f"{key}_rank"] = wording.counts(ordered[rank], 0)
        heads = {"total": "考评办法", **METHODS}
        order = [column for key in heads for column in (key, f"{key}_rank")]
        frame = pd.DataFrame({"unit": names(firmness, ordered["unit"]), **totals, **ranks})
        parts.append(
            Table(
                name=f"opinions_{slug(scheme, group)}",
                sheet=f"{label}其他算法",
                caption=f"{label}：换一种合成方法，名次会怎样（仅供分析，不作为考评依据）",
                frame=frame[["unit", *order]],
                columns={
                    "unit": Column("单位", "text"),
                    **{
                        column: Column(word, "number", heads[key])
                        for key in heads
                        for column, word in ((key, "总分"), (f"{key}_rank", "名次"))
                    },
                },
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


def shares(values: pd.Series, decimals: int = 0) -> pd.Series:
    """Return shares in %, as printed."""
    return wording.counts(100 * values, decimals)


def spans(low: pd.Series, high: pd.Series, factor: int = 100, decimals: int = 0) -> list[str]:
    """Return ranges as printed, "—" where there is none."""
    pairs = zip(factor * low, factor * high, strict=True)
    return [
        wording.NOTHING
        if pd.isna(one)
        else f"{wording.digits(one, decimals)}～{wording.digits(other, decimals)}"
        for one, other in pairs
    ]


def signed(value: float, decimals: int) -> str:
    """Return a change with its sign."""
    told = wording.digits(value, decimals)
    return f"+{told}" if not pd.isna(value) and value > 0 else told
