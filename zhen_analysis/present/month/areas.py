"""The town's figures of one area → a table: done, change, target, who leads and who lags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import OWN_DECIMALS, SET_AS_NUMBER, TEXT, Number
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, by_row

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

# The five areas of the town's report, each with a section of its own.
AREAS = {
    "疫情防控": "area_epidemic",
    "民生": "area_livelihood",
    "乡村振兴": "area_rural",
    "生态": "area_ecology",
    "经济": "area_economy",
}
OTHERS = "area_other"
MOST_NAMED = 1  # units named at one end; of more their number
POINTS = "个百分点"
# A change with its sign: +9.7, of a quantity +37.5%.
CHANGE = Number(1, plus="+", zero="持平", unit_of="uom_of_change")


def area(assessment: MonthAssessment, name: str) -> Table | Prose:
    """Return one area's figures; a sentence where the town has no ledger of it or none came."""
    rows = assessment.figures.query("area == @name")
    return figures_table(assessment, rows, AREAS.get(name, OTHERS), name)


def other_areas(assessment: MonthAssessment) -> Table | Prose:
    """Return the figures of all areas that have no section of their own, 督导 among them."""
    rows = assessment.figures[~assessment.figures["area"].isin(list(AREAS))]
    return figures_table(assessment, rows, OTHERS, "督导和其他领域", under="area")


def figures_table(
    assessment: MonthAssessment, rows: pd.DataFrame, name: str, title: str, under: str = ""
) -> Table | Prose:
    """Return some of the town's figures; what nobody filed is named in the note."""
    if rows.empty:
        return paragraphs(f"本镇没有{title}的台账，不列表。")
    filed = rows[rows["is_reported"]]
    note = notes(assessment, rows, filed)
    if filed.empty:
        return paragraphs(f"{title}：今年没有收到有关台账，不列表。")
    rows = with_ends(assessment, filed)
    rows = rows.assign(uom_of_change=rows["is_share"].map({True: "", False: "%"}))
    return Table(
        name=name,
        sheet=f"{title}指标",
        caption=f"{title}：全镇指标（截至{assessment.period.chinese}末）",
        rows=rows,
        columns=columns_said(rows),
        under=under,
        note=note,
    )


def notes(assessment: MonthAssessment, rows: pd.DataFrame, filed: pd.DataFrame) -> str:
    """Return what did not come, and what the changes are changes of."""
    absent = dict.fromkeys(rows.loc[~rows["is_reported"], "ledger"])
    names = [assessment.catalogue.ledgers[code].name for code in absent]
    told = f"今年未报送：{'、'.join(names)}。" if names else ""
    if filed["on_month"].notna().any():
        told += "环比：本月比上月。"
    if filed["on_year"].notna().any():
        told += "同比：今年累计比去年同期。"
    if filed["is_share"].any():
        told += "率的增减为百分点。"
    return told


def columns_said(rows: pd.DataFrame) -> list[Column]:
    """Return the columns of some figures; one that says nothing of any of them is left out.

    There is no change where there is nothing to compare with, and no target that is not declared.
    """
    always = [
        Column("指标", "name", TEXT),
        Column("单位", "uom"),
        Column("本月", lambda rows: span_figures(rows, "month"), OWN_DECIMALS),
        Column("今年累计", lambda rows: span_figures(rows, "ytd"), OWN_DECIMALS),
    ]
    others = [
        Column("已完成/应完成", by_row(parts_of), SET_AS_NUMBER),
        Column("环比", "on_month", CHANGE),
        Column("同比", "on_year", CHANGE),
        Column("目标", by_row(target_told)),
        Column("领先", "lead"),
        Column("落后", "lag"),
    ]
    return [*always, *[column for column in others if says_something(column, rows)]]


def says_something(column: Column, rows: pd.DataFrame) -> bool:
    """Tell whether a column prints anything of the rows."""
    return any(cell.text != wording.NOTHING for cell in column.cells(rows))


def span_figures(rows: pd.DataFrame, span: str) -> pd.Series:
    """Return the figures of one span, in the stead of a missing one the word that says why."""
    measures = pd.DataFrame(
        {
            "value": rows[span],
            "numerator": rows[f"{span}_numerator"],
            "denominator": rows[f"{span}_denominator"],
        }
    )
    return wording.measured(measures)


def parts_of(row: Any) -> str:
    """Return both parts of a share, this year: 40/95; — of any other figure."""
    if not row.is_share or pd.isna(row.ytd):
        return wording.NOTHING
    return f"{wording.digits(row.ytd_numerator)}/{wording.digits(row.ytd_denominator)}"


def target_told(row: Any) -> str:
    """Return a target and whether it is met: 100（达到）; 100（差4.4）, in the figure's unit."""
    if pd.isna(row.target):
        return wording.NOTHING
    target = wording.digits(row.target)
    if pd.isna(row.is_met):
        return target
    return f"{target}（{'达到' if row.is_met else gap_told(row).removesuffix(uom_of_gap(row))}）"


def gap_told(row: Any) -> str:
    """Return how far a figure is from its target: 差4.4个百分点, 超7起.

    A gap that rounds to nothing is no nothing: 差不足0.1个百分点.
    """
    places = 1 if row.is_share else row.decimals
    told = wording.digits(row.gap, places)
    uom = uom_of_gap(row)
    verb = "超" if row.direction == -1 else "差"
    return f"{verb}{told}{uom}" if float(told) else f"{verb}不足0.1{uom}"


def uom_of_gap(row: Any) -> str:
    """Return what a gap counts in."""
    return POINTS if row.is_share else str(row.uom)


def with_ends(assessment: MonthAssessment, rows: pd.DataFrame) -> pd.DataFrame:
    """Add who is first and who is last: ``lead`` and ``lag``.

    Where less is better (逾期, 火点) nobody leads: to have none is no feat.
    """
    names = assessment.unit_names
    found = dict(list(assessment.standings.groupby(["indicator", "end"])))
    ends = {
        end: [
            ends_told(row, found[row.indicator, end], names)
            if (row.indicator, end) in found and (end == "lag" or row.direction != -1)
            else wording.NOTHING
            for row in rows.itertuples()
        ]
        for end in ("lead", "lag")
    }
    return rows.assign(**ends)


def ends_told(row: Any, found: pd.DataFrame, names: dict[str, str]) -> str:
    """Return who is at one end with the figure: 松岭村（100）; of many their number."""
    units = "、".join(names.get(unit, unit) for unit in found["unit"])
    if len(found) > MOST_NAMED:
        units = f"{len(found)}个{wording.LEVELS.get(row.level, '单位')}"
    return f"{units}（{wording.digits(found['value'].iloc[0], row.decimals)}）"
