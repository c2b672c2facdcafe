"""Columns named 合计 → the lines where they are not the sum of the columns beside them, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from zhen_analysis.intake.cells.quantities import parse_quantities
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.headers.columns import PART, UNDECLARED, Heading
from zhen_analysis.intake.headers.wholes import OF_WHICH
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.layout.line_words import line_words
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.likely_slips import Part, likely_slip
from zhen_analysis.intake.records.numbers_added import TOLERANCE, Column, exact
from zhen_analysis.intake.records.what_sums_cover import CUMULATIVE, Sums

MOSTLY = 0.5  # where more lines than this disagree, a column is no sum of what it seems to be


def row_total_issues(block: Block) -> Iterator[dict[str, str]]:
    """Compare columns named 合计 with those they are plainly the sum of, line by line.

    That is where they stand under one path heading, or are all the quantities of the table, and
    measure the same thing.
    """
    for heading in block.headings:
        parts, of_which = parts_under(heading, block)
        if not parts:
            parts = columns_of_sum(heading, block)
        if len(parts) > 1:
            yield from check_row_totals(block, heading, parts)
        for part in of_which:
            yield from check_part(block, heading, part)


def parts_under(heading: Heading, block: Block) -> tuple[list[Heading], list[Heading]]:
    """Return the columns that are parts of one: those that make it up, and those that say 其中."""
    parts = [
        replace(part, column=heading.column, uom=part.uom or heading.uom)
        for part in block.headings
        if part.doubt == PART and part.meant == heading.column and heading.column.uom
    ]
    of_which = [part for part in parts if any(map(OF_WHICH.match, part.label.split("/")))]
    return ([], of_which) if of_which else (parts, [])


def check_part(block: Block, heading: Heading, part: Heading) -> Iterator[dict[str, str]]:
    """Report the lines where a part is more than its whole."""
    sums = Sums(block)
    whole, own = Column(sums, heading).values, Column(sums, part).values
    for row in block.rows["entry"][own[block.rows["entry"]] > whole[block.rows["entry"]]]:
        yield make_issue(
            "part_over_whole",
            block.sheet.file,
            block.sheet.name,
            block.address(int(row) + 1, part.index),
            field=part.label.split("/")[-1],
            written=str(block.sheet.grid[row, part.index]),
            read_as=f"{whole[row]:.10g}",
            whole=heading.label,
        )


def columns_of_sum(heading: Heading, block: Block) -> list[Heading]:
    """Return the columns that a column named 合计 or the like is the sum of; [] if not known."""
    path = heading.label.split("/")
    own = plain_text(path[-1]).split("(")[0]
    said = line_words(block.ledger.words)
    if not said.states_sum(own) or said.states_derived(own) or CUMULATIVE in own:
        return []
    group = path[:-1]
    others = [
        other
        for other in block.headings
        if other is not heading
        and (other.column.uom or other.column is UNDECLARED)
        and (other.label.split("/")[: len(group)] == group if group else bool(other.column.uom))
    ]
    quantities = [other for other in others if other.column.uom]
    measures = {(other.column.uom, other.column.field) for other in quantities}
    if len(quantities) < len(others) or len(measures) != 1:
        return []
    uom, _ = measures.pop()
    return quantities if heading.column.uom in ("", uom) else []


def check_row_totals(
    block: Block, heading: Heading, parts: Sequence[Heading]
) -> Iterator[dict[str, str]]:
    """Report the lines whose total is not the sum of its parts; none, where most are not."""
    uom = parts[0].column.uom
    stated = pd.Series(block.sheet.grid[:, heading.index], dtype="str")
    read = parse_quantities(stated, uom, heading.uom, words=block.ledger.words)["value"].astype(
        "float64"
    )
    values = read.to_numpy(dtype=float, na_value=np.nan)
    sums = Sums(block)
    columns = [Column(sums, part) for part in parts]
    totals = np.nansum([column.values for column in columns], axis=0)
    rows = np.concatenate([block.rows["entry"], block.rows["subtotal"]])
    rows = rows[~np.isnan(values[rows])]
    wrong = rows[~np.isclose(values[rows], totals[rows], rtol=TOLERANCE, atol=1e-9)]
    if len(wrong) > max(1, MOSTLY * len(rows)):
        return
    for row in wrong:
        addends = [column.part(row) for column in columns]
        named = [
            Part(part.value, part.cell, other.label.split("/")[-1], part.is_text)
            for part, other in zip(addends, parts, strict=True)
        ]
        yield make_issue(
            "row_total_mismatch",
            block.sheet.file,
            block.sheet.name,
            block.address(int(row) + 1, heading.index),
            field=heading.label,
            written=str(stated[row]),
            read_as=f"{round(float(totals[row]), 9):.10g}",
            parts="、".join(part.label for part in parts),
            slip=likely_slip(exact(values[row]), named),
        )
