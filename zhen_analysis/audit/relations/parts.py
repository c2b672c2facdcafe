"""A column of totals → the sets of columns that it may be made of, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator

from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import CONVERTED, DEDUCTION, MARK, PART, RANKS_ADDED
from zhen_analysis.audit.relations.weights import stated_weight

Group = list[Column]


def part_sets(column: Column, sheet: Sheet, used: frozenset[int]) -> Iterator[tuple[Column, ...]]:
    """Yield sets of columns that a total may be made of.

    ``used``: places of columns that totals before it are made of. A total of deductions is made of
    deductions, one of rates of rates, what is converted of the column before it.
    """
    groups = near_sets(column, sheet) + told_sets(column, sheet, used)
    before = [c for c in amounts_of(column, sheet) if c.place < column.place]
    if column.role is Role.RATE:
        groups = [[c for c in before if c.role is Role.RATE]]
    if RANKS_ADDED.search(column.leaf):
        groups = [[c for c in sheet.of(Role.RANK) if c.place < column.place], *groups]
    if CONVERTED.search(column.leaf):
        groups = [before[-1:], *groups]
    if DEDUCTION.search(column.label):
        groups = [[c for c in group if DEDUCTION.search(c.label)] for group in groups] + groups
    seen = set()
    for group in groups:
        key = tuple(c.place for c in group)
        if key and key not in seen:
            seen.add(key)
            yield tuple(sorted(group, key=lambda c: c.place))


def amounts_of(column: Column, sheet: Sheet) -> Group:
    """Return the columns of amounts but for the total itself."""
    amounts = sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE)
    return [c for c in amounts if c.place != column.place]


def near_sets(column: Column, sheet: Sheet) -> list[Group]:
    """Return the sets that places tell.

    Those under the same heading; those between the total before and this one; all to its left; the
    totals to its left; those to its right up to the next total.
    """
    amounts = amounts_of(column, sheet)
    plain = [c for c in amounts if c.role is Role.NUMBER and not PART.search(c.leaf)]
    totals = [c for c in amounts if c.role is Role.TOTAL]
    before = max((c.place for c in totals if c.place < column.place), default=-1)
    after = min((c.place for c in totals if c.place > column.place), default=10**6)
    left = [c for c in plain if c.place < column.place]
    left_totals = [c for c in totals if c.place < column.place]
    return [
        [c for c in plain if column.parent and c.parent == column.parent],
        [c for c in left if c.place > before],
        left,
        left_totals,
        [*left_totals, *[c for c in left if c.place > before]],
        [c for c in amounts if c.place < column.place],
        [c for c in plain if column.place < c.place < after],
        [c for c in amounts if c.place > column.place and PART.search(c.leaf)],
        [c for c in plain if c.place != column.place],
    ]


def told_sets(column: Column, sheet: Sheet, used: frozenset[int]) -> list[Group]:
    """Return the sets that headings tell, beside columns that are no part: 户数, 人口, 完成率.

    What no other total has used; those with weights; marks; rates.
    """
    left = [c for c in amounts_of(column, sheet) if c.place < column.place]
    marks = [c for c in left if MARK.search(c.leaf) or c.role is Role.TOTAL]
    return [
        [c for c in left if c.role is not Role.RATE and c.place not in used],
        [c for c in left if stated_weight(c) or c.place in sheet.table.weights],
        [c for c in marks if c.place not in used],
        [c for c in left if c.role is Role.RATE],
    ]


def runs_before(column: Column, sheet: Sheet, used: frozenset[int]) -> Iterator[tuple[Column, ...]]:
    """Yield the last columns before a total, and the next ones behind it: two, three and so on."""
    amounts = [c for c in amounts_of(column, sheet) if c.role is not Role.RATE]
    left = [c for c in amounts if c.place < column.place and c.place not in used]
    right = [c for c in amounts if c.place > column.place]
    yield from (tuple(left[-count:]) for count in range(len(left) - 1, 1, -1))
    yield from (tuple(right[:count]) for count in range(len(right), 1, -1))
