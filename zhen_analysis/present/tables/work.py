"""Measures → tables of what was done: the town's figures, and rates village by village."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present import wording
from zhen_analysis.present.prose import Prose, paragraphs
from zhen_analysis.present.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.month import Assessment

PER_SIZE = "per_"
RATES = {
    "closed_rate": (("found", "发现"), ("closed", "已整改")),
    "rate": (("due", "应完成"), ("done", "已完成")),
}
BASES = {
    ("closed_rate", "found"): "{name}＝截至月末已整改÷{span}发现",
    ("closed_rate", "flow"): "{name}＝{span}整改÷{span}应整改，可超过100%",
    ("rate", ""): "{name}＝截至月末已完成÷应完成",
}


def town_figures(assessment: Assessment) -> Table | Prose:
    """Return the town's own figures, this month and this year so far, area by area.

    A ledger that nobody filed this year has no rows; the note names it. Quantities per 100
    households are left to the villages' pages.
    """
    printed = spans_side_by_side(town_rows(assessment))
    absent = [assessment.catalogue.ledgers[ledger].name for ledger in assessment.not_reported]
    note = f"本月未报送：{'、'.join(absent)}。" if absent else ""
    if printed.empty:
        return paragraphs(f"本月没有可列的全镇数据。{note}")
    return Table(
        name="town_figures",
        sheet="全镇工作量",
        caption=f"全镇工作量（截至{wording.month(assessment.period)}末）",
        frame=printed[["area", "name", "uom", "month", "ytd"]],
        columns={
            "name": Column("指标", "text"),
            "uom": Column("单位"),
            "month": Column("本月", "number"),
            "ytd": Column("今年累计", "number"),
        },
        under="area",
        note=note,
    )


def town_rows(assessment: Assessment) -> pd.DataFrame:
    """Return the town's measures with name, area and printed value, in catalogue order."""
    indicators = assessment.catalogue.measured_indicators
    indicators = indicators[~indicators["measure"].str.startswith(PER_SIZE)]
    town = assessment.measures[assessment.measures["level"] == "town"]
    lines = indicators[["indicator", "name", "area", "measure", "decimals"]]
    rows = lines.merge(town, on="indicator", how="inner", validate="1:m")
    return rows.assign(printed=wording.figures(rows, rows["decimals"]))


def spans_side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per indicator with its printed values by span; unfiled ones left out."""
    keys = ["area", "name", "uom"]
    unfiled = rows["printed"].eq(wording.NOT_REPORTED)
    filed = rows.loc[~unfiled, "indicator"].unique()
    kept = rows[rows["indicator"].isin(filed)]
    order = kept.drop_duplicates("indicator").set_index("indicator")[keys]
    wide = kept.pivot(index="indicator", columns="span", values="printed")
    wide = wide.reindex(columns=list(wording.SPANS)).fillna(wording.NOTHING)
    areas = list(dict.fromkeys(order["area"]))
    return order.join(wide).sort_values("area", key=lambda area: area.map(areas.index), kind="stable")


def rates(assessment: Assessment, indicator: str, span: str = "ytd") -> Table | Prose:
    """Return a rate village by village, group by group, the town first; its base in the caption.

    Villages with nothing due are counted in the note.
    """
    line = find_line(assessment, indicator)
    if line is None:
        return paragraphs(f"本镇考评目录没有“{indicator}”这一指标。")
    rows = rate_rows(assessment, line, span)
    if rows["denominator"].isna().all():
        ledger = assessment.catalogue.ledgers[line["ledger"]].name
        return paragraphs(f"{ledger}没有报送，{line['name']}未报。")
    idle = rows["printed"].eq(wording.NOT_APPLICABLE) & rows["level"].ne("town")
    listed = rows[~idle]
    (_, due), (_, done) = RATES[line["measure"]]
    uom = uom_of_base(assessment, line)
    return Table(
        name=indicator,
        sheet=f"各村{line['name']}",
        caption=f"各村{line['name']}（{base_of(line, span)}）",
        frame=pd.DataFrame(
            {
                "group": listed["group"],
                "unit": listed["unit_name"],
                "due": wording.counts(listed["denominator"]),
                "done": wording.counts(listed["numerator"]),
                "rate": listed["printed"],
            }
        ),
        columns={
            "unit": Column("村", "text"),
            "due": Column(f"{due}（{uom}）", "number"),
            "done": Column(f"{done}（{uom}）", "number"),
            "rate": Column(f"{line['name']}（{line['uom']}）", "number"),
        },
        under="group",
        note=f"另有{idle.sum()}个村{wording.SPANS[span]}没有应计入的事项，不涉及。" if idle.any() else "",
    )


def find_line(assessment: Assessment, indicator: str) -> pd.Series | None:
    """Return an indicator's line in the catalogue, None where it has none."""
    indicators = assessment.catalogue.measured_indicators.set_index("indicator", drop=False)
    return indicators.loc[indicator] if indicator in indicators.index else None


def rate_rows(assessment: Assessment, line: pd.Series, span: str) -> pd.DataFrame:
    """Return the measures of one rate, the town's row first, then villages in catalogue order."""
    catalogue = assessment.catalogue
    measures = assessment.measures.query("indicator == @line.indicator and span == @span")
    units = [assessment.town, *catalogue.units["unit"]]
    order = measures["unit"].map({unit: place for place, unit in enumerate(dict.fromkeys(units))})
    rows = measures.assign(place=order).sort_values("place", kind="stable")
    names = catalogue.unit_names(assessment.town)
    group = rows["group"].astype("str").fillna("").mask(rows["level"].eq("town"), "全镇")
    decimals = pd.Series(line["decimals"], index=rows.index)
    return rows.assign(
        unit_name=rows["unit"].map(names), group=group, printed=wording.figures(rows, decimals)
    )


def base_of(line: pd.Series, span: str) -> str:
    """Return what a rate is a rate of."""
    cohort = "" if pd.isna(line["cohort"]) else line["cohort"]
    return BASES[line["measure"], cohort].format(name=line["name"], span=wording.SPANS[span])


def uom_of_base(assessment: Assessment, line: pd.Series) -> str:
    """Return the unit of what a rate counts: the ledger's item, or what its cases are counted in."""
    ledger = assessment.catalogue.ledgers[line["ledger"]]
    indicators = assessment.catalogue.measured_indicators
    counted = indicators.query("ledger == @ledger.code and measure == 'opened'")["uom"]
    return ledger.items.get(line["item"]) or next(iter(counted), "件")


def village_figures(assessment: Assessment, span: str) -> Table | Prose:
    """Return every village's figures side by side, for the spreadsheet."""
    indicators = assessment.catalogue.measured_indicators
    names = assessment.catalogue.unit_names(assessment.town)
    rows = assessment.measures.query("level == 'village' and span == @span")
    rows = rows.merge(indicators[["indicator", "decimals"]], on="indicator", validate="m:1")
    rows = rows.assign(printed=wording.figures(rows, rows["decimals"]))
    if rows.empty:
        return paragraphs("没有各村数据。")
    wide = rows.pivot(index=["group", "unit"], columns="indicator", values="printed").reset_index()
    kept = [code for code in indicators["indicator"] if code in wide.columns]
    heads = indicators.set_index("indicator")
    place = wide["unit"].map({unit: number for number, unit in enumerate(names)})
    wide = wide.iloc[place.argsort(kind="stable")].assign(unit=wide["unit"].map(names))
    return Table(
        name=f"village_figures_{span}",
        sheet=f"各村{wording.SPANS[span]}",
        caption=f"各村数据（{wording.SPANS[span]}）",
        frame=wide[["unit", "group", *kept]].fillna(wording.NOTHING),
        columns={"unit": Column("村", "text"), "group": Column("分组")}
        | {
            code: Column(f"{heads.loc[code, 'name']}（{heads.loc[code, 'uom']}）", "number")
            for code in kept
        },
    )
