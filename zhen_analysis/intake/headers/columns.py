"""The labels of a header's columns → what the ledger calls each, and with how much doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.times.stated_time import split_time
from zhen_analysis.intake.cells.times.time_span import FITS, MONTHS, StatedTime
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
OTHER_TIME = "other_time"


@dataclass(frozen=True)
class Heading:
    """A column of a block: where it stands, what its header says, what the ledger calls it.

    Attributes
    ----------
    column : UNDECLARED where the ledger has none of this heading.
    doubt : "" or guessed (like a declared one), repeated (its column stands before), remarked
        (something beside the heading is not understood), span (not a heading at all: 本月, 累计
        beside the lines of a table that was turned), other_time (of another month than a column
        beside it, that does not count).
    meant : the declared column that a doubtful heading is or seems to be.
    detail : what the doubt is of: the whole that a part is of, the counter, the two units.
    uom_index : the column that holds its units of measure, line by line; -1 where none does.
    banner_uom : the unit of measure named above the table: the column's own where it has none.
    time : what time the heading itself says its figures are of: 清垃圾（7月）.
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
    time: StatedTime | None = None


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
    bare, times = split_times(labels, sheet, ledger.words)
    uoms = find_uom_columns(labels, sheet, below, columns, ledger.words)
    read = {
        index: bare[index]
        for index in columns
        if bare[index] and index not in uoms and not (sheet.first and index == columns.start == 0)
    }
    meanings = {index: understand(path, ledger) for index, path in read.items()}
    wholes, parts = find_wholes(read, meanings, ledger)
    meanings |= wholes
    late = of_other_times(meanings, times, sheet)
    surest: dict[tuple[str, str], int] = {}
    for index in sorted(meanings, key=lambda i: (strength(meanings[i], ledger.words), i)):
        meaning = meanings[index]
        if meaning and index not in late:
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
        elif index in late:
            headings.append(
                Heading(index, label, meaning.uom, UNDECLARED, OTHER_TIME, meaning.column,
                        time=times[index])
            )  # fmt: skip
        elif surest[meaning.column.field, meaning.column.item] != index:
            doubt = OTHER_MEASURE if counts_otherwise(meaning, ledger.words) else REPEATED
            headings.append(
                Heading(index, label, meaning.uom, UNDECLARED, doubt, meaning.column,
                        detail=meaning.uom)
            )  # fmt: skip
        else:
            heading = declared(index, label, meaning, ledger.words)
            headings.append(replace(heading, time=times[index]))
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


def split_times(
    labels: list[tuple[str, ...]], sheet: Sheet, words: Words
) -> tuple[list[tuple[str, ...]], list[StatedTime | None]]:
    """Return each column's path without the months that it names, and the lowest of these.

    The sum beside months (7月 | 8月 | 合计) is of all of them.
    """
    if sheet.filed_for is None:
        return labels, [None] * len(labels)
    bare: list[tuple[str, ...]] = []
    times: list[StatedTime | None] = []
    for path in labels:
        parts = [split_time(row, sheet.filed_for) for row in path]
        bare.append(tuple(rest for rest, _ in parts if rest))
        times.append(next((time for _, time in reversed(parts) if time), None))
    sums = {key(word) for word in words.of("sum")}
    for index, path in enumerate(labels):
        beside = [
            time
            for time, other in zip(times, labels, strict=True)
            if time and len(other) == len(path) and other[:-1] == path[:-1]
        ]
        if len(path) > 1 and times[index] is None and beside and key(path[-1]) in sums:
            first, last = min(time.first for time in beside), max(time.last for time in beside)
            times[index] = StatedTime(first, last, path[-1], MONTHS)
    return bare, times


def of_other_times(
    meanings: Mapping[int, Meaning | None], times: Sequence[StatedTime | None], sheet: Sheet
) -> set[int]:
    """Return the columns of quantities whose heading names another time than a column beside it.

    The folder's time, or none, is what counts. Where every quantity is of some other time, that of
    the first is the whole table's, and the rest is of others.
    """
    measured = [index for index, meaning in meanings.items() if meaning and meaning.column.uom]
    if sheet.filed_for is None or not any(times[index] for index in measured):
        return set()
    fitting = {
        index
        for index in measured
        if (time := times[index]) is None or sheet.filed_for.compare(time) == FITS
    }
    if not fitting:
        fitting = {index for index in measured if times[index] == times[measured[0]]}
    return set(measured) - fitting


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
