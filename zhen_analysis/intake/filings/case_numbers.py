"""Cases of several filings in order of time → which of them are one, whatever their numbers say.

Many offices number from 1 again in every month's file. A number that stands beside another day and
another text than before is another case; and one that lost or changed its number is the same, if
its unit, its day and its text are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz

from zhen_analysis.base.period import Period
from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.messages import make_issue

ALIKE = 60  # of 100; two texts that are less like are of two problems
MOST_NAMED = 5  # numbers in one sentence


class Line(NamedTuple):
    """A record of a case, as far as it tells one case from another; ``row`` is its index."""

    row: int
    file: str
    sheet: str
    cell: str
    unit: str
    case: str
    opened: pd.Timestamp
    text: str


ByNumber = Mapping[str, list[Line]]


def tell_cases_apart(
    before: pd.DataFrame, now: pd.DataFrame, ledger: Ledger, period: Period
) -> tuple[pd.DataFrame, dict[str, str] | None]:
    """Return the records of a period with the numbers by which its cases are known, and the issue.

    Parameters
    ----------
    before : the ledger's records of earlier periods, in order of time, numbered by this function.
    now : the ledger's records of the period, as filed.

    Notes
    -----
    A number that is used anew is told by the period behind it: 1（2022-03）. Nothing changes where
    the catalogue identifies a case by more than its number.
    """
    if before.empty or now.empty or (ledger.case_key or ("case",)) != ("case",):
        return now, None
    known = numbered_lines(before.drop_duplicates("case", keep="last"))
    by_number = defaultdict(list)
    for line in known:
        by_number[bare_number(line.case)].append(line)
    by_identity = {identity(line): line.case for line in known}
    names, anew = {}, []
    lines = numbered_lines(now)
    differ = judge_numbers(lines, by_number)
    for line in lines:
        others = by_number.get(line.case, [])
        same = [other.case for other in others if not differ(line, other)]
        found = by_identity.get(identity(line))
        if same:
            names[line.row] = same[-1]
        elif others:
            anew.append(line)
            names[line.row] = found or f"{line.case}（{period}）"
        elif found and (is_unnumbered(line) or is_unnumbered_case(found, line)):
            names[line.row] = found
    if not names:
        return now, None
    renamed = now.assign(case=pd.Series(names, dtype="str").reindex(now.index).fillna(now["case"]))
    return renamed, tell_anew(anew) if anew else None


def numbered_lines(records: pd.DataFrame) -> list[Line]:
    """Return the records of cases that have a number, in their order."""
    own = records.dropna(subset=["case"])
    texts = own["text"].map(said)
    columns = [own[name].tolist() for name in ("file", "sheet", "cell", "unit", "case", "opened")]
    return [Line(*line) for line in zip(own.index, *columns, texts.tolist(), strict=True)]


def judge_numbers(lines: list[Line], by_number: ByNumber) -> Callable[[Line, Line], bool]:
    """Return what tells whether two lines of one number are two cases.

    Where most numbers begin anew a text that is a little like the old one (8月问题1, 9月问题1) is
    another; else only one that is quite unlike, or of another unit.
    """
    shared = [
        is_quite_another(line, by_number[line.case][-1]) for line in lines if line.case in by_number
    ]
    return is_another if 2 * sum(shared) > len(shared) else is_quite_another


def bare_number(case: str) -> str:
    """Return a number as filed, without the period that tells it from an older one."""
    return case.partition("（")[0]


def is_another(line: Line, other: Line) -> bool:
    """Tell whether two lines of one number are two cases: other day, other text, both written."""
    days = pd.notna(line.opened) and pd.notna(other.opened) and line.opened != other.opened
    one, two = line.text, other.text
    return bool(days and one and two and one not in two and two not in one)


def is_quite_another(line: Line, other: Line) -> bool:
    """Tell whether two lines of one number are two cases beyond doubt."""
    is_unlike = fuzz.ratio(line.text, other.text) < ALIKE
    return is_another(line, other) and (is_unlike or line.unit != other.unit)


def identity(line: Line) -> tuple:
    """Return unit, day and text of a case; what cannot be compared is like nothing else."""
    if pd.isna(line.opened) or not line.text:
        return (line.file, line.sheet, line.cell)
    return (line.unit, line.opened, line.text)


def is_unnumbered(line: Line) -> bool:
    """Tell whether a case is known by its day and text, as in a table without numbers."""
    return is_unnumbered_case(str(line.case), line)


def is_unnumbered_case(case: str, line: Line) -> bool:
    """Tell whether a name of a case is made of the day and text that a line says."""
    return pd.notna(line.opened) and f"{line.opened:%Y-%m-%d} " in case


def said(text: object) -> str:
    """Return a text as it is compared; blank where there is none."""
    return plain_text(text) if isinstance(text, str) else ""


def tell_anew(lines: list[Line]) -> dict[str, str]:
    """Return the one issue of all numbers that a period uses anew, at the first of them."""
    first = lines[0]
    numbers = [str(line.case) for line in lines]
    more = "等" if len(numbers) > MOST_NAMED else ""
    return make_issue(
        "numbers_anew",
        first.file,
        first.sheet,
        first.cell,
        field="case",
        written=numbers[0],
        count=len(numbers),
        examples="、".join(numbers[:MOST_NAMED]) + more,
    )
