"""Parts that exceed their whole and units that come twice → disagreements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import PART, SHARE_OF_WHOLE, line_words
from zhen_analysis.audit.relations.formula import FEWEST, Formula

MOST_REPEATED = 3  # more than one line in so many repeats a name: the names are meant to come again


def check_parts(sheet: Sheet) -> Iterator[Finding]:
    """Find parts (其中…) that exceed what they are part of: the last column before without 其中."""
    whole: Column | None = None
    for column in sheet.of(Role.NUMBER, Role.TOTAL):
        if not PART.search(column.leaf) and not PART.search(column.parent):
            whole = column
            continue
        if whole is None:
            continue
        for line in map(int, np.flatnonzero(column.values > whole.values + 1e-9)):
            likely = f"其中数大于{whole.leaf}{whole.values[line]:g}"
            yield finding(sheet, line, column, "part", float(whole.values[line]), likely)


def check_shares(sheet: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Find counts that exceed what they are a share of, where a rate says so (整改率).

    完成率 may exceed 100 %, and so may any rate that does so in several lines.
    """
    for rate in sheet.of(Role.RATE):
        formula = formulas.get(rate.place)
        if formula is None or len(formula.parts) != 2 or not SHARE_OF_WHOLE.search(rate.leaf):
            continue
        part, whole = formula.parts
        lines = sheet.units[~np.isnan(part.values + whole.values)[sheet.units]]
        beyond = lines[part.values[lines] > whole.values[lines] + 1e-9]
        if len(beyond) != 1 or len(lines) <= FEWEST:
            continue
        line = int(beyond[0])
        likely = f"大于{whole.leaf}{whole.values[line]:g}"
        yield finding(sheet, line, part, "part", float(whole.values[line]), likely)


def check_duplicates(sheet: Sheet) -> Iterator[Finding]:
    """Find units that have two lines under one title, or one that comes again in a whole table."""
    unit = next(column for column in sheet.columns if column.role is Role.UNIT)
    # Where a unit has a line for each item, its name is meant to come again; not where lines are
    # ranked, unless a name before it tells them apart (乡镇 | 村名).
    is_ranking = bool(sheet.of(Role.RANK))
    not_body = line_words(sheet.table.words).not_body
    telling = [
        column.place
        for column in sheet.of(Role.TEXT)
        if column.place < unit.place or not (is_ranking or not_body.match(column.leaf))
    ]
    amounts = sheet.of(Role.RANK, Role.NUMBER, Role.TOTAL, Role.RATE, Role.CHANGE)
    lines = [n for n in sheet.units if any(not np.isnan(c.values[n]) for c in amounts)]
    names = [(sheet.names[n], *sheet.table.cells[n, telling]) for n in lines]
    if len(names) <= FEWEST or len(names) - len(set(names)) != 1:  # else: each title has its own
        table = sheet.table
        names = [
            (*name, table.sections[n], table.blocks[n])
            for n, name in zip(lines, names, strict=True)
        ]
    counts = Counter(names)
    if (len(names) - len(counts)) * MOST_REPEATED > len(names):
        return
    seen: Counter = Counter()
    for line, name in zip(lines, names, strict=True):
        seen[name] += 1
        if seen[name] > 1:
            likely = f"{name[0]}出现{counts[name]}次，可能有一行{unit.leaf or '名称'}写错或重复"
            yield finding(sheet, int(line), unit, "duplicate", None, likely)
