"""A draft and the habits of its level → how one clerk lays it out: layout, header, trimmings, file."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from zhen_analysis.sample.chance import choose, once, pick
from zhen_analysis.sample.drafts import Draft
from zhen_analysis.sample.mess.formats import SINGLE_SHEET, installed

FEWEST_LINES = 4  # for a layout that parts the lines
FEWEST_UNITS = 2  # across, or a table on its side is not known for one


@dataclass(frozen=True)
class Look:
    """How a workbook looks; what the layout has no room for is left out.

    Attributes
    ----------
    layout, file_format, header, labels, totals, filing : names of habits.
    indent : rows above and columns left of the table.
    added : heading of a column that no ledger has; empty for none.
    """

    layout: str
    file_format: str
    header: str
    labels: str
    totals: str
    filing: str
    hidden: str
    indent: tuple[int, int]
    added: str
    subtotals: bool
    group_rows: bool
    blank_rows: bool
    page_break: bool
    numbering: bool
    merged_units: bool
    dittos: bool
    note: bool
    signature: bool
    master_sheet: bool
    gap: bool


TRIMMINGS = [field.name for field in fields(Look) if field.type == "bool"]


def draw_look(draft: Draft, habits: dict, rng: np.random.Generator) -> Look:
    """Return a look that suits the draft."""
    formats = {
        name: share for name, share in habits["formats"].items() if installed(name)
    }
    file_format = str(pick(rng, formats, 1)[0])
    layouts = {
        name: share
        for name, share in habits["layouts"].items()
        if suits(name, draft, file_format)
    }
    drawn = {name: once(rng, habits["trimmings"][name]) for name in TRIMMINGS}
    chosen = {
        name: str(pick(rng, habits[table], 1)[0])
        for name, table in {
            "header": "headers",
            "labels": "labels",
            "totals": "totals",
            "filing": "filing_lines",
            "hidden": "hidden",
        }.items()
    }
    indent = once(rng, habits["trimmings"]["indent"])
    added = once(rng, habits["trimmings"]["added_column"])
    return Look(
        layout=str(pick(rng, layouts, 1)[0]),
        file_format=file_format,
        indent=(1, 1) if indent else (0, 0),
        added=choose(rng, habits["words"]["added_columns"]) if added else "",
        **{**chosen, **drawn},
    )


def suits(layout: str, draft: Draft, file_format: str) -> bool:
    """Tell whether a draft can be laid out so.

    Layouts that put the unit or the day elsewhere have no place for a line whose unit or day is
    written wrong, and a text file has one sheet.
    """
    lines, shape = draft.lines, draft.ledger.shape
    wrong = {key for _, key in draft.overrides}
    units = lines["unit"].nunique()
    many = len(lines) >= FEWEST_LINES
    has_units = "unit" not in wrong and bool(lines["unit"].notna().all())
    has_days = "date" in lines and "date" not in wrong
    is_work = shape == "work"
    is_text = file_format in SINGLE_SHEET
    return {
        "upright": True,
        "several_tables": many and shape != "case",
        "side_by_side": many and shape != "case",
        "unit_rows": has_units and shape != "case",
        "sheet_per_village": has_units and shape != "case" and not is_text and units > 1,
        "sheet_per_day": has_days and is_work and not is_text,
        "units_across": has_units and shape != "case" and units >= FEWEST_UNITS,
        "items_down": is_work,
    }[layout]
