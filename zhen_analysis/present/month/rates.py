"""Measures → a rate village by village, with both its parts and what it is a rate of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.catalogue.vocabulary.measures import MEASURES, SHARES
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import FIGURE, OWN_DECIMALS, TEXT
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

PAGE_ROWS = 40


def rates(assessment: MonthAssessment, indicator: str, span: str = "ytd") -> Table | Prose:
    """Return a rate village by village, the lowest first under the town's; its base in the caption.

    Villages with nothing due are counted in the note.
    """
    line = find_rate(assessment, indicator)
    if line is None:
        return paragraphs(f"本镇考评目录没有“{indicator}”这一比率。")
    rows = rate_rows(assessment, line, span)
    if rows["denominator"].isna().all():
        return paragraphs(f"{line['name']}没有数据，不列表。")
    idle = rows["printed"].eq(wording.NOT_APPLICABLE) & rows["level"].ne("town")
    listed = lowest_first(rows[~idle])
    due, done = MEASURES[line["measure"]].parts or ("", "")
    level = wording.LEVELS[assessment.catalogue.ledgers[line["ledger"]].level]
    uom = uom_of_base(assessment, line)
    return Table(
        name=indicator,
        sheet=f"各{level}{line['name']}",
        caption=f"各{level}{line['name']}，由低到高（＝{base_of(line, span)}）",
        rows=listed,
        columns=[
            Column(level, "unit_name", TEXT),
            Column("分组", "group"),
            Column(f"{due}（{uom}）", wording.side("denominator"), FIGURE),
            Column(f"{done}（{uom}）", wording.side("numerator"), FIGURE),
            Column(f"{line['name']}（{line['uom']}）", wording.measured, OWN_DECIMALS),
        ],
        note=idle_note(idle.sum(), span, level) + wording.note_of_few(listed),
        limit=PAGE_ROWS,
    )


def lowest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the town, then who has not reported, then the rest from the lowest rate up."""
    town = rows["level"].eq("town")
    others = rows[~town].sort_values("value", kind="stable", na_position="first")
    return pd.concat([rows[town], others])


def idle_note(count: int, span: str, level: str) -> str:
    """Return how many units had nothing to be counted, nothing where none."""
    told = wording.SPANS_TOLD[span]
    return f"另有{count}个{level}{told}没有应计入的事项，不涉及。" if count else ""


def find_rate(assessment: MonthAssessment, indicator: str) -> pd.Series | None:
    """Return a rate's line in the catalogue; None where it has no such rate."""
    indicators = assessment.catalogue.measured_indicators
    found = indicators[indicators["indicator"].eq(indicator) & indicators["measure"].isin(SHARES)]
    return found.iloc[0] if len(found) else None


def rate_rows(assessment: MonthAssessment, line: pd.Series, span: str) -> pd.DataFrame:
    """Return the measures of one rate, the town's row first, then villages in catalogue order."""
    measures = assessment.measures.query("indicator == @line.indicator and span == @span")
    names = assessment.unit_names
    units = dict.fromkeys([assessment.town, *names])
    order = measures["unit"].map({unit: place for place, unit in enumerate(units)})
    rows = measures.assign(place=order).sort_values("place", kind="stable")
    unit_names = rows["unit"].map(names).mask(rows["level"].eq("town"), "全镇")
    decimals = pd.Series(line["decimals"], index=rows.index)
    return rows.assign(
        unit_name=unit_names, decimals=decimals, printed=wording.figures(rows, decimals)
    )


def base_of(line: pd.Series, span: str) -> str:
    """Return what a rate is a rate of."""
    cohort = "" if pd.isna(line["cohort"]) else line["cohort"]
    return MEASURES[line["measure"]].bases[cohort].format(span=wording.SPANS_TOLD[span])


def uom_of_base(assessment: MonthAssessment, line: pd.Series) -> str:
    """Return what a rate counts in: the unit of the ledger's item, or of its cases."""
    ledger = assessment.catalogue.ledgers[line["ledger"]]
    indicators = assessment.catalogue.measured_indicators
    counted = indicators.query("ledger == @ledger.code and measure == 'opened'")["uom"]
    return ledger.items.get(line["item"]) or next(iter(counted), "件")
