"""A draft and its look → a table ready to be drawn: headings, and what each cell says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import numpy as np

from zhen_analysis.sample.chance import choose, choose_many, once
from zhen_analysis.sample.mess.writing.cell_words import say
from zhen_analysis.sample.mess.writing.looks import Look
from zhen_analysis.sample.mess.writing.quantities import in_unit
from zhen_analysis.sample.papers.canvas import Places
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.papers.written import Written
from zhen_analysis.sample.towns.setting import Setting

ADDED = "added"


@dataclass(frozen=True)
class Table:
    """What a layout draws.

    Attributes
    ----------
    rows : the lines of the draft that it shows, in order.
    uoms : per column of quantities the unit it is in; others have none.
    said : (line, column) → its cell.
    places : filled in by the layout.
    """

    draft: Draft
    look: Look
    setting: Setting
    title: str
    keys: list[str]
    rows: list[int]
    paths: dict[str, list[str]]
    uoms: dict[str, str]
    said: dict[tuple[int, str], Written]
    places: Places

    def of(self, rows: list[int], without: tuple[str, ...] = (), title: str = "") -> Table:
        """Return the table of some lines, with fewer columns."""
        keys = [key for key in self.keys if key not in without]
        return replace(self, rows=rows, keys=keys, title=title or self.title)

    @cached_property
    def units(self) -> dict[int, str]:
        """Line → code of its village; empty where it has none."""
        return dict(enumerate(self.draft.lines["unit"].fillna("").tolist()))

    @property
    def has_sums(self) -> bool:
        """Whether its quantities can be added up."""
        return self.draft.ledger.shape != "case"

    def name_of(self, row: int) -> str:
        """Return the printed name of a line's village."""
        return self.setting.names[self.units[row]]

    def by(self, key_of: Callable[[int], str]) -> dict[str, list[int]]:
        """Return the lines that have something in common, in the order of their first."""
        found: dict[str, list[int]] = {}
        for row in self.rows:
            found.setdefault(key_of(row), []).append(row)
        return found

    def sums(self, rows: list[int], is_whole: bool = False) -> dict[str, int | float]:
        """Return what the lines add up to, column by column; the whole may be wrong by mistake."""
        lines = self.draft.lines.iloc[rows]
        summed = lines[lines["summed"]]
        totals = {}
        for key, uom in self.uoms.items():
            if key in self.keys:
                own = float(round(summed[key].sum(), 9))
                exact = in_unit(own, self.draft.uom(key), uom) or Decimal(0)
                totals[key] = int(exact) if exact == exact.to_integral() else float(exact)
        for mistake in self.draft.spoilt:
            if is_whole and mistake["kind"] == "wrong_total":
                key = "done" if "done" in totals else next(iter(self.draft.ledger.items))
                wrong = totals[key] + 1 + int(totals[key] // 100)
                mistake.update(key=key, meant=totals[key], written=wrong)
                totals[key] = wrong
        return totals


def make_table(draft: Draft, look: Look, setting: Setting, rng: np.random.Generator) -> Table:
    """Return the table of a whole draft."""
    habits = setting.habits
    keys = [key for key in draft.style.columns if key != "serial"]
    if "serial" in draft.style.columns:
        keys.insert(0, "serial")
    uoms = {key: choose_uom(draft, key, habits, rng) for key in keys if draft.uom(key)}
    said = say(draft, uoms, setting, rng)
    paths = {key: draft.style.headings[key].split("/") for key in keys}
    if look.added and look.layout not in ("items_down", "units_across"):
        keys.insert(len(keys) - 1, ADDED)
        paths[ADDED] = [look.added]
        marks = choose_many(rng, habits["words"]["added_cells"], len(draft.lines))
        said |= {(row, ADDED): Written(mark) for row, mark in enumerate(marks.tolist())}
    rows = list(range(len(draft.lines)))
    if look.layout in ("unit_rows", "sheet_per_village") or look.has("merged_units"):
        order = draft.lines["unit"].fillna("~").astype(str)
        rows = order.argsort(kind="stable").tolist()
    return Table(draft, look, setting, draft.title, keys, rows, paths, uoms, said, Places())


def choose_uom(draft: Draft, key: str, habits: dict, rng: np.random.Generator) -> str:
    """Return the unit of a column: the ledger's, or another that its numbers are exact in."""
    own = draft.uom(key)
    others = habits["conversions"].get(own, [])
    if not others or not once(rng, habits["shares"]["converted_column"]) or has_spoilt(draft, key):
        return own
    other = choose(rng, others)
    exact = [in_unit(value, own, other) for value in draft.lines[key].dropna().tolist()]
    return own if None in exact else other


def has_spoilt(draft: Draft, key: str) -> bool:
    """Tell whether a column has a mistake, which truth tells as it was meant to be written."""
    return any(column == key for _, column in draft.overrides) or any(
        mistake.get("key") == key or mistake["row"] < 0 for mistake in draft.spoilt
    )


def counter_in_heading(key: str, table: Table, rng: np.random.Generator) -> str:
    """Return how a heading writes its column's unit."""
    return choose(rng, table.setting.habits["counters"].get(table.uoms[key], [table.uoms[key]]))
