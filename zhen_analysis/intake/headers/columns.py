"""The labels of a header's columns → what the ledger calls each, and with how much doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.headings import (
    ASIDE,
    FOREIGN,
    GENERIC,
    Meaning,
    counted_otherwise,
    fold,
    guess,
    key,
    states_two_units,
    understand,
)
from zhen_analysis.intake.headers.titles import Stated, unit_for
from zhen_analysis.intake.headers.uom_columns import find_uom_columns, measured_by
from zhen_analysis.intake.headers.wholes import Parts, find_wholes

UNDECLARED = Column(field="", spellings=("",))
# What a heading was understood with: nothing to ask, or what the clerk is asked.
SURE, GUESSED, REPEATED, REMARKED, SPAN = "", "guessed", "repeated", "remarked", "span"
# Columns that do not count for a reason of their own.
PART, COMPARED, UOM, OTHER_MEASURE = "part", "compared", "uom", "other_measure"
TWO_UNITS = "two_units"  # a column that counts where its cells state their unit


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
    detail : what the doubt is of: the whole that a part is of, the counter, the two units.
    uom_index : the column that holds its units of measure, line by line; -1 where none does.
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
    detail: str = ""
    uom_index: int = -1


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
    labels: list[tuple[str, ...]], ledger: Ledger, columns: range, sheet: Sheet, below: int
) -> tuple[Heading, ...]:
    """Match every column of a range to a declared one; the surest reading of each column counts.

    A second column of the same heading is reported, not overwritten. The first column of a table
    that was turned holds the units, whatever its corner says. ``below``: the first row under the
    header.
    """
    uoms = find_uom_columns(labels, sheet, below, columns, ledger.words)
    read = {
        index: labels[index]
        for index in columns
        if labels[index] and index not in uoms and not (sheet.first and index == columns.start == 0)
    }
    meanings = {index: understand(path, ledger) for index, path in read.items()}
    wholes, parts = find_wholes(read, meanings, ledger)
    meanings |= wholes
    surest: dict[tuple[str, str], int] = {}
    for index in sorted(meanings, key=lambda i: (strength(meanings[i], ledger.words), i)):
        meaning = meanings[index]
        if meaning:
            surest.setdefault((meaning.column.field, meaning.column.item), index)
    headings = []
    for index in columns:
        label, meaning = "/".join(labels[index]), meanings.get(index)
        if sheet.first and index == 0:
            own = next((c for c in ledger.columns if c.field == sheet.first), UNDECLARED)
            headings.append(Heading(index, label, "", own))
        elif index in uoms:
            headings.append(Heading(index, label, "", UNDECLARED, UOM))
        elif meaning is None:
            headings.append(undeclared(index, label, parts, sheet, ledger.words))
        elif surest[meaning.column.field, meaning.column.item] != index:
            doubt = OTHER_MEASURE if counts_otherwise(meaning, ledger.words) else REPEATED
            headings.append(
                Heading(index, label, meaning.uom, UNDECLARED, doubt, meaning.column,
                        detail=meaning.uom)
            )  # fmt: skip
        else:
            headings.append(declared(index, label, meaning, ledger.words))
    return with_uom_columns(headings, uoms, labels)


def undeclared(index: int, label: str, parts: Parts, sheet: Sheet, words: Words) -> Heading:
    """Return the heading of a column that is no declared one, with the reason if it is known."""
    part = parts.get(index)
    if part and (part.whole or not part.is_compared):
        doubt = COMPARED if part.is_compared else PART
        return Heading(index, label, "", UNDECLARED, doubt, part.column, detail=part.whole)
    doubt = SPAN if sheet.first and says_spans(sheet, index, words) else SURE
    return Heading(index, label, "", UNDECLARED, doubt)


def declared(index: int, label: str, meaning: Meaning, words: Words) -> Heading:
    """Return the heading of a declared column, with what is doubtful in how it is written."""
    doubt = SURE
    if meaning.strength == ASIDE and meaning.column.uom:
        doubt = TWO_UNITS if states_two_units(meaning.aside, words) else REMARKED
    return Heading(
        index, label, meaning.uom, meaning.column, doubt, meaning.column, detail=meaning.aside
    )


def with_uom_columns(
    headings: Sequence[Heading], uoms: Iterable[int], labels: Sequence[tuple[str, ...]]
) -> tuple[Heading, ...]:
    """Give each quantity the column that holds its units of measure."""
    quantities = {h.index: labels[h.index] for h in headings if h.column.uom}
    beside = measured_by(sorted(uoms), quantities, labels)
    return tuple(replace(h, uom_index=beside.get(h.index, -1)) for h in headings)


def says_spans(sheet: Sheet, index: int, words: Words) -> bool:
    """Tell whether a column says nothing but 本月, 累计 … of each line."""
    texts = [key(fold(text)) for text in sheet.grid[1:, index] if text]
    return bool(texts) and all(
        text in GENERIC or FOREIGN.search(text) or words.says("sum", text) for text in texts
    )


def strength(meaning: Meaning | None, words: Words) -> int:
    """Return how surely a heading was understood: the lower, the surer.

    One whose unit of measure is not the column's (拆违建 > 户) comes after one whose is.
    """
    if meaning is None:
        return 2 * ASIDE + 2
    return meaning.strength + (ASIDE + 1 if counts_otherwise(meaning, words) else 0)


def counts_otherwise(meaning: Meaning, words: Words) -> bool:
    """Tell whether a heading states a unit of measure that is not its column's."""
    return bool(meaning.uom) and words.uoms.conversion(meaning.uom, meaning.column.uom) is None


def guess_headings(headings: Sequence[Heading], ledger: Ledger) -> list[Heading]:
    """Read undeclared headings that are beyond doubt slips for a column that is still free.

    One that names another counter (清垃圾次数) is no slip: it says what it counts instead.
    """
    headings = [counting_otherwise(heading, ledger) for heading in headings]
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


def counting_otherwise(heading: Heading, ledger: Ledger) -> Heading:
    """Mark a column without a meaning that counts another thing than the declared one."""
    is_open = heading.column is UNDECLARED and heading.doubt in (SURE, PART)
    path = tuple(heading.label.split("/"))
    found = counted_otherwise(path, ledger) if is_open and heading.label else None
    if not found:
        return heading
    return replace(heading, doubt=OTHER_MEASURE, meant=found[0], detail=found[1])


def with_banner_uom(heading: Heading, stated: Stated, words: Words) -> Heading:
    """Give a column without a unit of its own the one that the title names, where it fits."""
    wanted = heading.column.uom
    unit = unit_for(wanted, stated.uoms, words) if wanted else ""
    if not unit or heading.doubt == TWO_UNITS:
        return heading
    if heading.uom and words.uoms.conversion(heading.uom, unit) == 1:
        return heading
    return replace(heading, uom=heading.uom or unit, banner_uom=unit)
