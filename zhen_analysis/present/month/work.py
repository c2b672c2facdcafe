"""Measures → tables of what was done: the town's figures, and every village's side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.catalogue.vocabulary.measures import FOR_SCORES
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import OWN_DECIMALS, TEXT, Number
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

BOTH_SPANS = [
    Column("指标", "name", TEXT),
    Column("单位", "uom"),
    Column("本月", "month", OWN_DECIMALS),
    Column("今年累计", "ytd", OWN_DECIMALS),
]


def town_figures(assessment: MonthAssessment) -> Table | Prose:
    """Return the town's own figures, this month and this year so far, area by area.

    A ledger that nobody filed this year has no rows; the note names it. Quantities per 100
    households are left to the villages' pages.
    """
    figures = spans_side_by_side(town_rows(assessment))
    absent = [assessment.catalogue.ledgers[ledger].name for ledger in assessment.not_reported]
    note = f"本月未报送：{'、'.join(absent)}。" if absent else ""
    if figures.empty:
        return paragraphs(f"本月没有可列的全镇数据。{note}")
    return Table(
        name="town_figures",
        sheet="全镇工作量",
        caption=f"全镇工作量（截至{assessment.period.chinese}末）",
        rows=figures,
        columns=BOTH_SPANS,
        under="area",
        note=note,
    )


def town_rows(assessment: MonthAssessment) -> pd.DataFrame:
    """Return the town's measures with name, area and printed value, in catalogue order."""
    indicators = assessment.catalogue.measured_indicators
    indicators = indicators[~indicators["measure"].isin(FOR_SCORES)]
    town = assessment.measures[assessment.measures["level"] == "town"]
    lines = indicators[["indicator", "name", "area", "measure", "decimals"]]
    rows = lines.merge(town, on="indicator", how="inner", validate="1:m")
    return rows.assign(printed=wording.figures(rows, rows["decimals"]))


def spans_side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per indicator with its figures by span; unfiled ones left out."""
    rows = rows.assign(figure=wording.measured(rows))
    filed = rows.loc[rows["figure"].ne(wording.NOT_REPORTED), "indicator"].unique()
    kept = rows[rows["indicator"].isin(filed)]
    order = kept.drop_duplicates("indicator").set_index("indicator")
    order = order[["area", "name", "uom", "decimals"]]
    wide = kept.pivot_table("figure", "indicator", "span", aggfunc="first")
    wide = wide.reindex(columns=list(wording.SPANS))
    areas = list(dict.fromkeys(order["area"]))
    place = order["area"].map(areas.index).sort_values(kind="stable")
    return order.join(wide).loc[place.index]


def village_figures(assessment: MonthAssessment, span: str) -> Table | Prose:
    """Return every village's figures side by side, for the spreadsheet."""
    indicators = assessment.catalogue.measured_indicators
    names = assessment.unit_names
    rows = assessment.measures.query("level == 'village' and span == @span")
    if rows.empty:
        return paragraphs("没有各村数据。")
    rows = rows.assign(figure=wording.measured(rows))
    wide = rows.pivot_table("figure", "unit", "indicator", aggfunc="first")
    kept = indicators[indicators["indicator"].isin(wide.columns)]
    wide = wide.reindex([unit for unit in names if unit in wide.index])[kept["indicator"]]
    group = rows.drop_duplicates("unit").set_index("unit")["group"].reindex(wide.index)
    return Table(
        name=f"village_figures_{span}",
        sheet=f"各村{wording.SPANS[span]}",
        caption=f"各村数据（{wording.SPANS[span]}）",
        rows=wide.assign(unit=wide.index.map(names), group=group),
        note=wording.note_of_few(rows),
        columns=[
            Column("村", "unit", TEXT),
            Column("分组", "group"),
            *[
                Column(f"{line.name}（{line.uom}）", line.indicator, decimals_of(line))
                for line in kept.itertuples(index=False)
            ],
        ],
    )


def decimals_of(line: Any) -> Number:
    """Return how an indicator's figures are printed: with its own decimals, if it has any."""
    return Number(None if pd.isna(line.decimals) else int(line.decimals))
