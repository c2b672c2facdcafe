"""The town's figures of one area → a table: done, change, target, who leads and who lags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

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
UNCHANGED = "持平"


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
    frame, columns = printed(assessment, filed)
    kept = frame.assign(area=filed["area"].to_numpy()) if under else frame
    return Table(
        name=name,
        sheet=f"{title}指标",
        caption=f"{title}：全镇指标（截至{assessment.period.chinese}末）",
        frame=kept[[under, *columns]] if under else kept,
        columns=columns,
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


def printed(
    assessment: MonthAssessment, rows: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Return what is printed of some figures, and its columns; a column without words is left out.

    There is no change where there is nothing to compare with, and no target that is not declared.
    """
    frame = pd.DataFrame(
        {
            "name": rows["name"],
            "uom": rows["uom"],
            "month": span_printed(rows, "month"),
            "ytd": span_printed(rows, "ytd"),
            "parts": [parts_of(row) for row in rows.itertuples()],
            "on_month": [change_told(row.on_month, row.is_share) for row in rows.itertuples()],
            "on_year": [change_told(row.on_year, row.is_share) for row in rows.itertuples()],
            "target": [target_told(row) for row in rows.itertuples()],
            **{
                end: [ends_told(assessment, row, end) for row in rows.itertuples()]
                for end in ("lead", "lag")
            },
        }
    ).reset_index(drop=True)
    columns = {
        "name": Column("指标", "text"),
        "uom": Column("单位"),
        "month": Column("本月", "number"),
        "ytd": Column("今年累计", "number"),
        "parts": Column("已完成/应完成", "number"),
        "on_month": Column("环比", "number"),
        "on_year": Column("同比", "number"),
        "target": Column("目标"),
        "lead": Column("领先"),
        "lag": Column("落后"),
    }
    always = {"name", "uom", "month", "ytd"}
    said = [key for key in columns if key in always or frame[key].ne(wording.NOTHING).any()]
    return frame[said], {key: columns[key] for key in said}


def span_printed(rows: pd.DataFrame, span: str) -> pd.Series:
    """Return the figures of one span as printed."""
    measures = pd.DataFrame(
        {
            "value": rows[span],
            "numerator": rows[f"{span}_numerator"],
            "denominator": rows[f"{span}_denominator"],
        }
    )
    return wording.figures(measures, rows["decimals"])


def parts_of(row: Any) -> str:
    """Return both parts of a share, this year: 40/95; — of any other figure."""
    if not row.is_share or pd.isna(row.ytd):
        return wording.NOTHING
    return f"{wording.digits(row.ytd_numerator)}/{wording.digits(row.ytd_denominator)}"


def change_told(value: Any, is_share: bool) -> str:
    """Return a change with its sign: +9.7, of a quantity +37.5%; — where there is none to tell."""
    if pd.isna(value):
        return wording.NOTHING
    told = wording.digits(value, 1)
    if not float(told):
        return UNCHANGED
    return f"{'+' if value > 0 else ''}{told}{'' if is_share else '%'}"


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


def ends_told(assessment: MonthAssessment, row: Any, end: str) -> str:
    """Return who is first or last with the figure: 松岭村（100）; of many their number.

    Where less is better (逾期, 火点) nobody leads: to have none is no feat.
    """
    if end == "lead" and row.direction == -1:
        return wording.NOTHING
    found = assessment.standings.query("indicator == @row.indicator and end == @end")
    if found.empty:
        return wording.NOTHING
    names = assessment.unit_names
    units = "、".join(names.get(unit, unit) for unit in found["unit"])
    if len(found) > MOST_NAMED:
        units = f"{len(found)}个{wording.LEVELS.get(row.level, '单位')}"
    return f"{units}（{wording.digits(found['value'].iloc[0], row.decimals)}）"
