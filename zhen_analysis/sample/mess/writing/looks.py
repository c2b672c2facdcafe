"""A draft and the habits of its level → how one clerk lays it out, and in which kind of file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.sample.chance import choose, once, pick
from zhen_analysis.sample.mess.writing.formats import SINGLE_SHEET, TEXTS, can_write
from zhen_analysis.sample.papers.drafts import Draft

FEWEST_LINES = 4  # for a layout that parts the lines
FEWEST_UNITS = 2  # across, or a table on its side is not known for one


@dataclass(frozen=True)
class Look:
    """How a workbook looks; what the layout has no room for is left out.

    Attributes
    ----------
    layout, file_format, header, labels, totals, filing, hidden : names of habits.
    indent : rows above and columns left of the table.
    added : heading of a column that no ledger has; empty for none.
    trimmings : names of what it has besides.
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
    trimmings: frozenset[str]

    def has(self, trimming: str) -> bool:
        """Tell whether it has a trimming."""
        return trimming in self.trimmings

    def without(self, *trimmings: str) -> Look:
        """Return the look without some trimmings."""
        return replace(self, trimmings=self.trimmings - set(trimmings))


def draw_look(draft: Draft, habits: dict, rng: np.random.Generator) -> Look:
    """Return a look that suits the draft."""

    def draw(table: str) -> str:
        return str(pick(rng, habits[table], 1)[0])

    formats = {name: share for name, share in habits["formats"].items() if can_write(name)}
    file_format = str(pick(rng, formats, 1)[0])
    layouts = {
        name: share for name, share in habits["layouts"].items() if suits(name, draft, file_format)
    }
    shares = habits["trimmings"]
    trimmings = frozenset(name for name, share in shares.items() if once(rng, share))
    if file_format in TEXTS:
        trimmings -= {"struck_line"}  # a text file has no fonts
    return Look(
        layout=str(pick(rng, layouts, 1)[0]),
        file_format=file_format,
        header=draw("headers"),
        labels=draw("labels"),
        totals=draw("totals"),
        filing=draw("filing_lines"),
        hidden=draw("hidden"),
        indent=(1, 1) if "indent" in trimmings else (0, 0),
        added=choose(rng, habits["words"]["added_columns"]) if "added_column" in trimmings else "",
        trimmings=trimmings,
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
