"""Lines that sum others up, parts of a whole and lines that come twice → disagreements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from zhen_analysis.audit.columns import Column, Role, Sheet
from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.formulas import HALF, Formula
from zhen_analysis.audit.slips import digit_slip, part_slip
from zhen_analysis.audit.words import MEAN, PART


def check_summaries(sheet: Sheet, formulas: dict[int, Formula]) -> Iterator[Finding]:
    """Compare every printed 合计, 小计 and 平均 with the lines that it stands for.

    小计 covers the lines since the last one; any other word covers all above it, or all where it
    stands on top. A rate there is recomputed from its own line, else it is a mean; nothing is said
    of a column that neither sum nor mean explains in any summary line.
    """
    since = 0
    for line in map(int, np.flatnonzero(sheet.is_summary)):
        units = sheet.units
        above = units[units < line]
        name = summary_name(sheet, line)
        if "小计" in name:
            covered = units[(units >= since) & (units < line)]
            since = line
        else:
            covered = above if len(above) else units
        if len(covered) < 2:
            continue
        for column in sheet.of(Role.NUMBER, Role.TOTAL, Role.RATE):
            yield from check_summary(sheet, column, line, covered, name, formulas.get(column.place))


def summary_name(sheet: Sheet, line: int) -> str:
    """Return the word that makes a line a summary."""
    return next(
        (text for text in sheet.table.cells[line] if text and "计" in text or "均" in text),
        sheet.names[line],
    )


def check_summary(
    sheet: Sheet, column: Column, line: int, covered: np.ndarray, name: str, formula: Formula | None
) -> Iterator[Finding]:
    """Compare one cell of a summary line."""
    printed = column.values[line]
    values = column.values[covered]
    if np.isnan(printed) or np.isnan(values).all():
        return
    exact = HALF * column.unit
    total, mean = np.nansum(values), np.nanmean(values)
    if MEAN.search(name):
        expected = [mean]
    elif formula is not None and formula.kind in {"ratio", "growth"}:
        expected = [formula.computed[line]]
    elif column.role is Role.RATE or column.is_percent or MEAN.search(column.leaf):
        return  # a rate or mean whose formula nobody can see
    else:
        expected = [total, mean]
        ranked = sheet.of(Role.RANK)
        if ranked:  # lines without a rank may be no units: a road, 环卫所
            held = ~np.isnan(ranked[0].values[covered])
            expected.append(np.nansum(values[held]) if held.any() else total)
    # A right sum may stand over rounded lines.
    lax = exact + HALF * column.unit * (len(covered) if column.decimals else 0)
    close = exact if column.decimals == 0 or near(printed, expected[0], exact) else lax
    if formula is not None and formula.kind in {"ratio", "growth"}:
        close = exact
    if any(near(printed, value, close) for value in expected):
        return
    likely = digit_slip(printed, expected[0], column.decimals)
    likely = likely or part_slip(expected[0] - printed, list(values))
    yield finding(sheet, line, column, "subtotal", expected[0], likely)


def near(printed: float, computed: float, tolerance: float) -> bool:
    """Tell whether two numbers are the same but for rounding."""
    return not np.isnan(computed) and abs(printed - computed) <= tolerance


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


def check_duplicates(sheet: Sheet) -> Iterator[Finding]:
    """Find units that have two lines in one section of a table."""
    unit = next(column for column in sheet.columns if column.role is Role.UNIT)
    groups = [column.place for column in sheet.of(Role.GROUP)]
    # Where a unit has a line for each item, its name is meant to come again.
    texts = [c.place for c in sheet.of(Role.TEXT)]
    keys = [
        (
            sheet.names[n],
            sheet.table.sections[n],
            *(sheet.table.cells[n, p] for p in groups + texts),
        )
        for n in sheet.units
    ]
    counts = Counter(keys)
    seen: Counter = Counter()
    repeated = sum(count - 1 for count in counts.values())
    if repeated * 3 > len(keys):
        return
    for line, key in zip(sheet.units, keys, strict=True):
        seen[key] += 1
        if counts[key] > 1 and seen[key] > 1 and sheet.names[line]:
            yield finding(
                sheet,
                line,
                unit,
                "duplicate",
                None,
                f"{key[0]}出现{counts[key]}次，可能有一行村名写错或重复",
            )
