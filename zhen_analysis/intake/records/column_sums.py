"""Stated 合计 and 小计 of a block → those that their lines do not add up to, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from zhen_analysis.catalogue.vocabulary.units import SHARE
from zhen_analysis.intake.layout.blocks import measured
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.likely_slips import Other, likely_slip
from zhen_analysis.intake.records.numbers_added import TOLERANCE, Column, exact
from zhen_analysis.intake.records.row_sums import row_total_issues
from zhen_analysis.intake.records.what_sums_cover import CUMULATIVE, Cover, Sums

MOST_PARTS = 500  # lines; of more a slip is not looked for


def total_issues(block: Block, peers: Sequence[Block] = ()) -> Iterator[dict[str, str]]:
    """Compare every stated total with the sum of its lines, as the file itself states them.

    With ``peers``, other blocks of the sheet, a total may be that of tables side by side, or of
    pages. Nothing is told of a sum that any of the lines it may cover add up to.
    """
    if len(block.rows["subtotal"]):
        sums = Sums(block)
        others = [
            Sums(peer)
            for peer in peers
            if peer.key != block.key and peer.ledger.code == block.ledger.code
        ]
        for heading in measured(block):
            if block.ledger.words.uoms.base(heading.column.uom) == SHARE:
                continue
            siblings = [
                Column(other, found)
                for other in others
                if (found := other.block.header.find_column(heading.column))
            ]
            elsewhere = sum(float(column.sum_to[-1]) for column in siblings)
            column = Column(sums, heading)
            for row in sums.rows:
                yield from check_total(column, row, elsewhere)
    yield from row_total_issues(block)


def check_total(column: Column, row: int, elsewhere: float) -> Iterator[dict[str, str]]:
    """Report one stated total, unless what it may cover adds up to it.

    ``elsewhere``: the sum of the same column in the sheet's other tables.
    """
    sums, stated = column.sums, column.values[row]
    if np.isnan(stated):
        return
    covers = list(sums.covers(row))
    totals = [column.total(cover) for cover in covers]
    possible = [*totals, *(total + elsewhere for total in totals)]
    if np.isclose(possible, stated, rtol=TOLERANCE, atol=1e-9).any():
        return
    if CUMULATIVE in sums.labels[row] and stated >= totals[0]:
        return
    yield make_issue(
        "total_mismatch",
        column.block.sheet.file,
        column.block.sheet.name,
        column.block.address(row + 1, column.heading.index),
        field=column.heading.label,
        written=str(column.texts[row]),
        read_as=f"{round(totals[0], 9):.10g}",
        label=sums.labels[row],
        slip=slip_of(column, row, covers[0]),
    )


def slip_of(column: Column, row: int, cover: Cover) -> str:
    """Return the clause that names the likely slip of a wrong sum; blank where none is certain."""
    sums = column.sums
    covered = sums.entries[cover]
    if not 0 < len(covered) <= MOST_PARTS:
        return ""
    near = [
        Other(exact(column.values[other]), sums.labels[other], covered[0] <= other < row)
        for other in sums.near(row)
        if not np.isnan(column.values[other]) and other != row
    ]
    stated = exact(column.values[row])
    return likely_slip(stated, [column.part(line) for line in covered], near)
