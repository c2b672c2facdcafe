"""Stated bands (90分以上为优秀) and printed grades → those that the total does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from zhen_analysis.audit.finding import Finding, finding
from zhen_analysis.audit.grid.cells import tidy
from zhen_analysis.audit.grid.columns import Column, Role, Sheet
from zhen_analysis.audit.grid.words import VETO

GRADE = re.compile(r"(?:等次|等级|档次|评定|评价|考核结果|考评结果)$")
MOST_GRADES = 8
SHARE = 0.6  # of the lines must have the grade of their total, to take it for what is graded
NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
HELD = r"(?:\((?:不?含|包括)[^()]{0,10}\))?"  # (含), (不含90分)
UNDER = rf"{NUMBER}分?{HELD}以下{HELD}"
# A bound: 90分以上, 80分以上90分以下, 75-90, ≥90; 60分以下, <60.
ABOVE = rf"(?P<low>{NUMBER})分?{HELD}(?:[-—–~至到]{NUMBER}分?{HELD}|及?以上{HELD},?(?:{UNDER})?)"
LEAST = rf"(?:≥|>=|不低于)(?P<least>{NUMBER})分?"
BELOW = rf"(?:(?:<|≤|低于|不足|不满){NUMBER}分?|{UNDER})"
BOUND = f"(?:{ABOVE}|{LEAST}|{BELOW})"
SAYS = r"(?:的)?,?(?:评?定?为|是|:|=)?"


def stated_bands(texts: str, grades: list[str]) -> Mapping[str, float]:
    """Return grade → its lowest total, inclusive, as a table's title and notes state it.

    Empty unless every grade that is printed has a bound of its own.
    """
    words = "|".join(map(re.escape, sorted(grades, key=len, reverse=True)))
    before = re.compile(rf"{BOUND}{SAYS}[“\"]?(?P<grade>{words})")
    behind = re.compile(rf"(?P<grade>{words})[”\"]?(?:等次|等级)?[:(]?{BOUND}")
    for pattern in (before, behind):
        found: dict[str, float] = {}
        for match in pattern.finditer(texts):
            low = match["low"] or match["least"]
            found.setdefault(match["grade"], float(low) if low else -np.inf)
        if set(found) >= set(grades) and len(set(found.values())) == len(found):
            return found
    return {}


def graded(sheet: Sheet) -> tuple[Column, Column, Mapping[str, float]] | None:
    """Return the column of grades, that of the totals it goes by, and the bands; None where none.

    The total is the column whose bands most lines have the grade of.
    """
    column = next((c for c in sheet.columns if GRADE.search(c.leaf)), None)
    if column is None or column.role is Role.UNIT:
        return None
    printed = [tidy(sheet.table.cells[line, column.place]) for line in sheet.units]
    grades = sorted({text for text in printed if text})
    if not 1 <= len(grades) <= MOST_GRADES:
        return None
    bands = stated_bands(sheet.stated, grades)
    best, most = None, SHARE
    for total in sheet.of(Role.TOTAL, Role.RATE, Role.NUMBER) if bands else []:
        expected = grades_of(total.values[sheet.units], bands)
        told = [(own, due) for own, due in zip(printed, expected, strict=True) if own and due]
        share = sum(own == due for own, due in told) / len(told) if told else 0.0
        if share > most or (share == most and best is None):
            best, most = total, share
    return None if best is None else (column, best, bands)


def grades_of(totals: np.ndarray, bands: Mapping[str, float]) -> list[str]:
    """Return the grade of each total; "" where there is none."""
    falling = sorted(bands.items(), key=lambda item: -item[1])
    return [
        next((grade for grade, low in falling if total >= low), "") if total == total else ""
        for total in totals
    ]


def check_grades(sheet: Sheet) -> Iterator[Finding]:
    """Compare printed grades with those of their totals; a veto may set another one."""
    found = graded(sheet)
    if found is None:
        return
    column, total, bands = found
    expected = grades_of(total.values, bands)
    for line in map(int, sheet.units):
        row = sheet.table.cells[line]
        own = tidy(row[column.place])
        if own and expected[line] and own != expected[line]:
            if any(VETO.search(text) for text in row):
                continue
            likely = f"{total.leaf}{total.values[line]:g}，按所列标准应为{expected[line]}"
            yield finding(sheet, line, column, "grade", None, likely)
