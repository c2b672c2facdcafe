"""Records and one question → the cells that make up its figure, one row per cell that counts.

A measure is the sum of its contributions, and a trace is the list of them: so a figure and the
cells behind it cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from zhen_analysis.assess.measures.casework import (
    cases_checked,
    cases_closed,
    cases_open,
    cases_opened,
    cases_overdue,
    checking_rate,
    closing_rate,
    graded_points,
)
from zhen_analysis.assess.measures.questions import PLACE, Question
from zhen_analysis.catalogue.vocabulary.measures import MEASURES

CONTRIBUTION_COLUMNS = ["unit", "role", "amount", "uom", "field", "item", "file", "sheet", "cell"]
ROLES = ["numerator", "denominator"]


def contributions(records: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return what makes up the figures of a question.

    One row per cell that counts: ``unit, role`` (numerator or denominator), ``amount`` (NA where
    the cell could not be read), ``uom, field, item, file, sheet, cell``.
    """
    parts = cells_behind(records, question)
    if question.inspections is not None:
        made = cells_behind(records, question.inspections).assign(role="denominator")
        parts = pd.concat([parts, made], ignore_index=True)
    return parts[CONTRIBUTION_COLUMNS].reset_index(drop=True)


def cells_behind(records: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the cells of the question's own ledger that count."""
    own = records[records["ledger"] == question.ledger.code]
    return CELLS[question.indicator.measure](own, question)


def town_contributions(parts: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return what of all contributions makes up the town's own figure.

    A unit whose denominator the catalogue does not know counts on neither side.
    """
    size = MEASURES[question.indicator.measure].size
    if not size:
        return parts
    baseless = ~(question.units[size] > 0).fillna(False).astype(bool)
    return parts[~parts["unit"].isin(question.units.loc[baseless, "unit"])]


def lines_asked(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the records of the question's item within its span."""
    is_item = own["item"] == question.indicator.item
    return own[is_item & own["period"].isin(question.span.periods)]


def quantities(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Sum the stated quantities."""
    mine = lines_asked(own, question)
    return mine[[*PLACE, "uom"]].assign(role="numerator", amount=mine["value"], field="value")


def units_reached(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the units of which some work is stated, 1 each, against all there are.

    The first cell that states some stands for its unit; cells that cannot be read decide nothing
    where another one does.
    """
    done = quantities(own, question)
    done = done[done["unit"].isin(question.units["unit"])]
    some = done[(done["amount"] > 0).fillna(False).astype(bool)].drop_duplicates("unit")
    unread = done[done["amount"].isna() & ~done["unit"].isin(some["unit"])]
    everyone = pd.DataFrame(
        {
            "unit": question.units["unit"],
            "role": "denominator",
            "amount": 1.0,
            "uom": "",
            "field": "unit",
            "item": "unit",
            "file": "data/catalogue/" + f"{question.ledger.level}s.csv",
            "sheet": f"{question.ledger.level}s",
            "cell": question.units["unit_cell"],
        }
    )
    return pd.concat([some.assign(amount=1.0), unread, everyone], ignore_index=True)


def quantities_per_household(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the stated quantities against the households of the catalogue."""
    known = question.units[question.units["households"].notna()]
    households = pd.DataFrame(
        {
            "unit": known["unit"],
            "role": "denominator",
            "amount": known["households"],
            "uom": "户",
            "field": "households",
            "item": "households",
            "file": "data/catalogue/villages.csv",
            "sheet": "villages",
            "cell": known["households_cell"],
        }
    )
    return pd.concat([quantities(own, question), households], ignore_index=True)


def coverage(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set done against due; a line counts on neither side where one of the two is unread."""
    mine = standing_lines(own, question)
    whole = mine["done"].notna() & mine["due"].notna()
    sides = [
        mine[[*PLACE, "uom"]].assign(role=role, amount=mine[field].where(whole), field=field)
        for role, field in zip(ROLES, ["done", "due"], strict=True)
    ]
    return pd.concat(sides, ignore_index=True)


def coverage_side(field: str) -> Callable[..., pd.DataFrame]:
    """Return the function that sums one side of a coverage."""

    def side(own: pd.DataFrame, question: Question) -> pd.DataFrame:
        mine = standing_lines(own, question)
        return mine[[*PLACE, "uom"]].assign(role="numerator", amount=mine[field], field=field)

    return side


def standing_lines(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return a coverage's lines; of a snapshot ledger each unit's last filing of the year counts.

    A village that was merged away is not counted beside the one that took its grids over.
    """
    mine = lines_asked(own, question)
    if question.ledger.filing != "snapshot":
        return mine
    mine = mine[mine["unit"].isin(question.units["unit"])]
    return mine[mine["period"] == mine.groupby("unit")["period"].transform("max")]


def mean_marks(own: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Set the sum of marks against their number.

    Where the indicator names a round or checker (明查; 自评), only those marks: each round then is
    an indicator of its own with its own weight.
    """
    named = getattr(question.indicator, "round", None)
    if isinstance(named, str):
        own = own[own["checker"].isin([word.strip() for word in named.split(";")])]
    marks = quantities(own, question)
    given = marks[marks["amount"].notna()]
    return pd.concat([marks, given.assign(role="denominator", amount=1.0)], ignore_index=True)


# Measure → the function that finds the cells that count for it.
CELLS: dict[str, Callable[[pd.DataFrame, Question], pd.DataFrame]] = {
    "quantity": quantities,
    "per_100_households": quantities_per_household,
    "reached_rate": units_reached,
    "rate": coverage,
    "done": coverage_side("done"),
    "due": coverage_side("due"),
    "opened": cases_opened,
    "opened_per_inspection": cases_opened,
    "closed": cases_closed,
    "closed_rate": closing_rate,
    "checked": cases_checked,
    "checked_rate": checking_rate,
    "open": cases_open,
    "overdue": cases_overdue,
    "graded_points": graded_points,
    "mean_mark": mean_marks,
}
