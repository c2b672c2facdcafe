"""A DistrictAssessment → the towns ranked, their figures and points side by side, their filings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.catalogue.vocabulary.measures import PER_SIZE
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, OWN_DECIMALS, TEXT
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, by_row
from zhen_analysis.present.ranking.ranking import groups, ranking_table
from zhen_analysis.present.ranking.scoring import points_table

if TYPE_CHECKING:
    from zhen_analysis.results.district import DistrictAssessment

NO_SCHEME = "考评目录没有声明镇一级的考评办法，各镇不排名。"
COMPARED = 2  # towns that must have a figure for it to be shown side by side
ALL_ALIKE = "各镇相同"


def town_ranking(district: DistrictAssessment) -> Tables | Prose:
    """Return the ranking of the towns by every scheme that ranks them."""
    ranking = named_towns(district, district.ranking)
    if ranking.empty:
        return paragraphs(NO_SCHEME)
    return Tables(tuple(ranking_table(district, *found) for found in groups(district, ranking)))


def town_points(district: DistrictAssessment) -> Tables | Prose:
    """Return the score of every indicator and the points it brought each town."""
    ranking = named_towns(district, district.ranking)
    if ranking.empty:
        return paragraphs(NO_SCHEME)
    return Tables(tuple(points_table(district, *found) for found in groups(district, ranking)))


def named_towns(district: DistrictAssessment, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the printed name of each town."""
    return rows.assign(unit_name=rows["unit"].map(district.unit_names))


def town_leaders(district: DistrictAssessment) -> Table | Prose:
    """Return which town leads and which lags by each scored indicator."""
    scores = named_towns(district, district.scores[district.scores["counted"]])
    if scores.empty:
        return paragraphs(NO_SCHEME)
    kinds = district.catalogue.measured_indicators.set_index("indicator")
    scores = scores.assign(
        printed=wording.figures(scores, scores["indicator"].map(kinds["decimals"]))
        + scores["uom"].fillna("").where(scores["value"].notna(), "")
    )
    rows = []
    for indicator, own in scores.groupby("indicator", sort=False):
        best, worst = own["score"].max(), own["score"].min()
        alike = best == worst
        rows.append(
            {
                "name": wording.spanned(
                    district.catalogue.indicator_name(indicator), own["span"].iloc[0]
                ),
                "towns": len(own),
                "lead": ALL_ALIKE if alike else ends(own[own["score"] == best]),
                "lag": "" if alike else ends(own[own["score"] == worst]),
            }
        )
    return Table(
        name="town_leaders",
        caption="各项领先和落后的镇（括号内为该镇数值）",
        rows=pd.DataFrame(rows),
        columns=[
            Column("指标", "name", TEXT),
            Column("计分的镇（个）", "towns", COUNT),
            Column("领先", "lead", TEXT),
            Column("落后", "lag", TEXT),
        ],
        note="按得分比较。某镇不报的台账、缺户数而无法按百户计算的指标，对该镇不计。",
    )


def ends(rows: pd.DataFrame) -> str:
    """Return towns with their figures: 柳桥镇（58.3%）."""
    pairs = zip(rows["unit_name"], rows["printed"], strict=True)
    return wording.listing(f"{name}（{printed}）" for name, printed in pairs)


def town_compared(district: DistrictAssessment) -> Tables | Prose:
    """Return the towns' own figures side by side, this month and this year so far."""
    tables = [compared(district, span) for span in wording.SPANS]
    filled = [table for table in tables if table is not None]
    return Tables(tuple(filled)) if filled else paragraphs("没有两个镇都有的数据。")


def compared(district: DistrictAssessment, span: str) -> Table | None:
    """Return one span's figures, an indicator a row; None where no two towns have any."""
    kinds = district.catalogue.measured_indicators
    own = district.measures[district.measures["span"] == span]
    lines = kinds[["indicator", "name", "area", "decimals"]]
    rows = lines.merge(own, on="indicator", how="inner", validate="1:m")
    if rows.empty:
        return None
    known = rows[rows["value"].notna()].groupby("indicator")["unit"].nunique()
    rows = rows[rows["indicator"].isin(known.index[known >= COMPARED])]
    if rows.empty:
        return None
    printed = wording.figures(rows, rows["decimals"])
    rows = rows.assign(figure=wording.measured(rows), printed=printed)
    wide, words = (
        rows.pivot_table(key, "indicator", "unit", aggfunc="first").reindex(
            columns=district.unit_names
        )
        for key in ("figure", "printed")
    )
    order = rows.drop_duplicates("indicator").set_index("indicator")
    order = order[["area", "name", "uom", "decimals"]]
    idle = words.isin(["0", wording.NOT_APPLICABLE, wording.NOT_REPORTED]).all(axis=1)
    joined = order.join(wide)[~idle.reindex(order.index)]
    if joined.empty:
        return None
    areas = list(dict.fromkeys(joined["area"]))
    joined = joined.loc[joined["area"].map(areas.index).sort_values(kind="stable").index]
    return Table(
        name=f"town_compared_{span}",
        caption=f"各镇数据（{wording.SPANS[span]}）",
        rows=joined,
        columns=[
            Column("指标", "name", TEXT),
            Column("单位", "uom"),
            *[Column(name, code, OWN_DECIMALS) for code, name in district.unit_names.items()],
        ],
        under="area",
        note="只列两个以上的镇都有数据的指标，其余见各镇《月度考评》。"
        f"“{wording.NOT_APPLICABLE}”：该镇不报这类台账，或缺户数、没有应办事项。"
        + ("每百户的数不同于总量，可以比较大小镇。" if has_per_size(kinds, joined.index) else ""),
    )


def has_per_size(kinds: pd.DataFrame, indicators: pd.Index) -> bool:
    """Tell whether figures per household are among them."""
    own = kinds[kinds["indicator"].isin(indicators)]
    return bool(own["measure"].isin(PER_SIZE).any())


def town_filings(district: DistrictAssessment) -> Table:
    """Return what each town had to file, what came, and what has to be mended."""
    ledgers = district.catalogue.ledgers
    absent = by_row(lambda row: "、".join(ledgers[code].name for code in row.not_reported))
    return Table(
        name="town_filings",
        caption=f"{district.period.chinese}各镇报送和数据情况",
        rows=district.filed_by_town,
        columns=[
            Column("镇", lambda rows: rows["town"].map(district.unit_names), TEXT),
            Column("台账（类）", "ledgers", COUNT, "报送"),
            Column("应报（份）", "due", COUNT, "报送"),
            Column("已报", "came", COUNT, "报送"),
            Column("其中迟报", "late", COUNT, "报送"),
            Column("未报", "missing", COUNT, "报送"),
            Column("待核（条）", "issues", COUNT, "数据"),
            Column("其中须更正", "to_correct", COUNT, "数据"),
            Column("没有任何单位报送的台账", absent, TEXT),
        ],
        note="各镇应报的台账以考评目录为准，不属于该镇的不算未报。待核事项见各镇《数据质量》。",
    )
