"""The labels of a header's columns → what the ledger calls each, and with how much doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.headings import (
    ASIDE,
    FOREIGN,
    GENERIC,
    fold,
    guess,
    key,
    understand,
)
from zhen_analysis.intake.headers.titles import Stated, unit_for

UNDECLARED = Column(field="", spellings=("",))
# What a heading was understood with: nothing to ask, or what the clerk is asked.
SURE, GUESSED, REPEATED, REMARKED, SPAN = "", "guessed", "repeated", "remarked", "span"


@dataclass(frozen=True)
class Heading:
    """A column of a block: where it stands, what its header says, what the ledger calls it.

    Attributes
    ----------
    column : UNDECLARED where the ledger has none of this heading.
    doubt : "" or guessed (like a declared one), repeated (its column stands before), remarked
        (something beside the heading is not understood), span (not a heading at all: 本月, 累计
        beside the lines of a table that was turned).
    meant : the declared column that a doubtful heading is or seems to be.
    banner_uom : the unit of measure named above the table: the column's own where it has none.
    """

    index: int
    label: str
    uom: str
    column: Column
    doubt: str = SURE
    meant: Column | None = None
    likeness: int = 100
    banner_uom: str = ""


def path_labels(sheet: Sheet, start: int, depth: int) -> list[tuple[str, ...]]:
    """Return each column's header texts from top to bottom, merged cells carried over."""
    rows = sheet.grid[start : start + depth].copy()
    merged = False
    for (top, left), (bottom, right) in sheet.merges:
        if start <= top < start + depth:
            last = min(bottom - start, depth - 1)
            rows[top - start : last + 1, left : right + 1] = sheet.grid[top, left]
            merged = True
    if not merged:
        carry_over_blanks(rows)
    return [tuple(dict.fromkeys(text for text in column if text)) for column in rows.T]


def carry_over_blanks(rows: np.ndarray) -> None:
    """Restore in place what a text file loses of merged headings: a group's name over its parts.

    A group reaches as far as something stands below it and no other group begins: so from the top
    row down, each row within the groups of the rows above.
    """
    beneath = np.array([(rows[place + 1 :] != "").any(axis=0) for place in range(len(rows))])
    for place, row in enumerate(rows[:-1]):
        for column in range(1, rows.shape[1]):
            same_group = place == 0 or (rows[:place, column] == rows[:place, column - 1]).all()
            is_part = beneath[place, column] and beneath[place, column - 1]
            if not row[column] and row[column - 1] and same_group and is_part:
                row[column] = row[column - 1]


def match_headings(
    labels: list[tuple[str, ...]], ledger: Ledger, columns: range, sheet: Sheet
) -> tuple[Heading, ...]:
    """Match every column of a range to a declared one; the surest reading of each column counts.

    A second column of the same heading is reported, not overwritten. The first column of a table
    that was turned holds the units, whatever its corner says.
    """
    meanings = {
        index: understand(labels[index], ledger)
        for index in columns
        if labels[index] and not (sheet.first and index == 0)
    }
    surest: dict[tuple[str, str], int] = {}
    for index in sorted(meanings, key=lambda i: (strength(meanings[i]), i)):
        meaning = meanings[index]
        if meaning:
            surest.setdefault((meaning.column.field, meaning.column.item), index)
    headings = []
    for index in columns:
        label, meaning = "/".join(labels[index]), meanings.get(index)
        if sheet.first and index == 0:
            own = next((c for c in ledger.columns if c.field == sheet.first), UNDECLARED)
            headings.append(Heading(index, label, "", own))
        elif meaning is None:
            doubt = SPAN if sheet.first and says_spans(sheet, index, ledger.words) else SURE
            headings.append(Heading(index, label, "", UNDECLARED, doubt))
        elif surest[meaning.column.field, meaning.column.item] != index:
            headings.append(
                Heading(index, label, meaning.uom, UNDECLARED, REPEATED, meaning.column)
            )
        else:
            doubt = REMARKED if meaning.strength == ASIDE and meaning.column.uom else SURE
            headings.append(
                Heading(index, label, meaning.uom, meaning.column, doubt, meaning.column)
            )
    return tuple(headings)


def says_spans(sheet: Sheet, index: int, words: Words) -> bool:
    """Tell whether a column says nothing but 本月, 累计 … of each line."""
    texts = [key(fold(text)) for text in sheet.grid[1:, index] if text]
    return bool(texts) and all(
        text in GENERIC or FOREIGN.search(text) or text in words.of("sum") for text in texts
    )


def strength(meaning: object) -> int:
    """Return how surely a heading was understood: the lower, the surer."""
    return getattr(meaning, "strength", ASIDE + 1)


def guess_headings(headings: Sequence[Heading], ledger: Ledger) -> list[Heading]:
    """Read undeclared headings that are beyond doubt slips for a column that is still free."""
    taken = {(h.column.field, h.column.item) for h in headings}
    free = [c for c in ledger.columns if (c.field, c.item) not in taken]
    guesses = {
        heading.index: guess(tuple(heading.label.split("/")), free, ledger.words)
        for heading in headings
        if heading.column is UNDECLARED and heading.doubt == SURE
    }
    claimed = [found[0].label for found in guesses.values() if found]
    read = []
    for heading in headings:
        found = guesses.get(heading.index)
        if found and claimed.count(found[0].label) == 1:
            heading = replace(
                heading, column=found[0], doubt=GUESSED, meant=found[0], likeness=found[1]
            )
        read.append(heading)
    return read


def with_banner_uom(heading: Heading, stated: Stated, words: Words) -> Heading:
    """Give a column without a unit of its own the one that the title names, where it fits."""
    wanted = heading.column.uom
    unit = unit_for(wanted, stated.uoms, words) if wanted else ""
    if not unit:
        return heading
    if heading.uom and words.uoms.conversion(heading.uom, unit) == 1:
        return heading
    return replace(heading, uom=heading.uom or unit, banner_uom=unit)
