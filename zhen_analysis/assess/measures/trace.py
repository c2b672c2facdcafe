"""One figure of one unit → the cells behind it, which add up to it."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.assess.measures.contributions import contributions, town_contributions
from zhen_analysis.assess.measures.questions import ask, span_of
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.catalogue.vocabulary.measures import MEASURES

TRACE_COLUMNS = [
    *("file", "sheet", "cell", "field", "role", "written", "corrected", "value", "uom", "sign"),
]


def trace_figure(
    records: pd.DataFrame,
    fields: pd.DataFrame,
    here: TownPeriod[Month],
    unit: str,
    indicator: str,
    span: str,
) -> pd.DataFrame:
    """Return one row per cell behind a figure.

    Parameters
    ----------
    records, fields : of January to the month; ``fields`` holds what is written in each cell.
    unit : a village or department, or the town itself for the sum over its units.

    Returns
    -------
    DataFrame
        ``file, sheet, cell, field, role`` (value; numerator or denominator of a rate),
        ``written, corrected`` (NA: not corrected), ``value, uom, sign``. The sum of value × sign of
        one role is the measure's figure; ``value`` is NA where the cell could not be read.
    """
    measured = here.catalogue.measured_indicators
    line = next(measured[measured["indicator"] == indicator].itertuples())
    question = ask(line, span_of(here, span), here)
    parts = contributions(records, question)
    own = town_contributions(parts, question) if unit == here.town else parts[parts["unit"] == unit]
    if not MEASURES[line.measure].has_denominator:
        own = own.assign(role="value")
    placed = own.merge(
        fields.rename(columns={"record_cell": "home", "cell": "written_in"}),
        left_on=["file", "sheet", "cell", "field"],
        right_on=["file", "sheet", "home", "field"],
        how="left",
        suffixes=("", "_filed"),
    )
    placed = placed[placed["item_filed"].isna() | (placed["item_filed"] == placed["item"])]
    amount = placed["amount"].astype("Float64")
    plain = amount.map(lambda number: f"{number:.15g}", na_action="ignore").astype("str")
    written = placed["written"].fillna(plain.where(placed["written_in"].isna()))
    return placed.assign(
        cell=placed["written_in"].fillna(placed["cell"]),
        written=written,
        value=amount,
        sign=1,
    )[TRACE_COLUMNS].reset_index(drop=True)
