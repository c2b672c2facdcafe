"""The lines of a table → those that are parts of the line above them: 其中：一组, 二组.

A village's line followed by its groups states the whole and then its parts: the whole counts, the
parts are held against it and never added. Where the village's line states nothing, they count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.units_named import A_PART, NameBook, part_of_unit
from zhen_analysis.intake.layout.blocks import measured
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.lines import Lines, is_stated

OF_WHICH = re.compile(r"^其中[:：,，]?")
BARE_PART = re.compile(rf"\(?{A_PART}(?:[、,]{A_PART})*\)?")
FEWEST_PARTS = 2  # named by their village, without 其中:青禾村一组, 青禾村二组
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Whole:
    """A village's line and the lines below it that may be its parts, by their rows."""

    row: int
    parts: tuple[int, ...]
    is_said: bool  # 其中 stands before them, or they do not name the village again


def read_parts(lines: Lines, book: NameBook) -> tuple[Lines, list[Whole]]:
    """Return the lines with each bare part (二组) given its village, and the wholes with parts.

    A line of another village, or a sum, ends the parts of the one above.
    """
    if lines.block.ledger.shape not in ("work", "coverage"):
        return lines, []  # each case, and each mark, is one of its own
    units, written = lines.units.copy(), lines.said("unit")
    sums = {int(row) + 1 for row in lines.block.rows["subtotal"]}
    groups: list[tuple[int, list[int], list[bool]]] = []
    current: int | None = None
    for row in sorted({*lines.text.index, *sums}):
        if row in sums:
            current = None
            continue
        plain = plain_text(written[row])
        bare = OF_WHICH.sub("", plain)
        is_said = bare != plain or bool(BARE_PART.fullmatch(bare))
        if is_said and pd.isna(units[row]):
            own = book.find(bare)
            units[row] = own or (pd.NA if current is None else units[current])
        same = current is not None and pd.notna(units[row]) and units[row] == units[current]
        if current is not None and same and part_of_unit(bare):
            if same_day(lines, current, row):
                groups[-1][1].append(row)
                groups[-1][2].append(is_said)
            continue
        current = row if pd.notna(units[row]) and not part_of_unit(bare) else None
        if current is not None:
            groups.append((row, [], []))
    wholes = [Whole(row, tuple(parts), any(said)) for row, parts, said in groups if parts]
    return replace(lines, units=units), wholes


def same_day(lines: Lines, whole: int, row: int) -> bool:
    """Tell whether a line is of the day of the one above, or says none."""
    written = lines.said("date")
    return written[row] in ("", written[whole])


def settle_parts(
    lines: Lines, entries: pd.DataFrame, wholes: list[Whole]
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Return the entries without parts that a whole stands for, and what is told of them."""
    kind, issues = entries["kind"].copy(), []
    for whole in wholes:
        if kind[whole.row] != "recorded":
            continue  # a heading of its groups
        wrong, is_within = compare_parts(lines, whole)
        if not whole.is_said and (len(whole.parts) < FEWEST_PARTS or not is_within):
            continue  # work of their own
        rows = list(whole.parts)
        kind[rows] = "duplicate"
        issues.append(tell_parts(lines, whole, wrong))
    return entries.assign(kind=kind), issues


def compare_parts(lines: Lines, whole: Whole) -> tuple[list[str], bool]:
    """Return where parts do not add up to their whole, and whether none is more than it."""
    wrong, is_within = [], True
    for heading in measured(lines.block):
        parsed = lines.quantities[heading.index]
        own = parsed.loc[list(whole.parts)]
        stated = parsed["value"].fillna(0.0).astype("float64")
        total, sum_ = float(stated[whole.row]), float(stated[list(whole.parts)].sum())
        if not is_stated(own).any() or np.isclose(total, sum_, rtol=TOLERANCE):
            continue
        is_within &= sum_ < total
        wrong.append(f"{heading.column.label}本行写{total:.12g}，其中数相加为{sum_:.12g}")
    return wrong, is_within


def tell_parts(lines: Lines, whole: Whole, wrong: list[str]) -> dict[str, str]:
    """Return the one sentence about the parts of a line."""
    block, unit = lines.block, lines.block.heading("unit")
    column = unit.index if unit else 0
    rows = "、".join(str(row) for row in whole.parts)
    return make_issue(
        "parts_differ" if wrong else "parts_agree",
        block.sheet.file,
        block.sheet.name,
        block.address(whole.parts[0], column),
        field=unit.label if unit else "",
        written=lines.said("unit")[whole.row],
        rows=rows,
        difference="；".join(wrong),
    )
