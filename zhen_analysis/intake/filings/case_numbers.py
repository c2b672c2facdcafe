"""Cases of several filings in order of time → which of them are one, whatever their numbers say.

Many offices number from 1 again in every month's file. A number that stands beside another day and
another text than before is another case; and one that lost or changed its number is the same, if
its unit, its day and its text are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from zhen_analysis.base.period import Period
from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.messages import make_issue

ALIKE = 60  # of 100; two texts that are less like are of two problems
MOST_NAMED = 5  # numbers in one sentence


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
    known = before.dropna(subset=["case"]).drop_duplicates("case", keep="last")
    by_number = {number: rows for number, rows in known.groupby(known["case"].map(bare_number))}
    by_identity = dict(zip(map(identity, known.itertuples()), known["case"], strict=True))
    names, anew = {}, []
    differ = judge_numbers(now, by_number)
    for line in now.dropna(subset=["case"]).itertuples():
        same = [o.case for o in rows_of(by_number, line.case) if not differ(line, o)]
        found = by_identity.get(identity(line))
        if same:
            names[line.Index] = same[-1]
        elif line.case in by_number:
            anew.append(line)
            names[line.Index] = found or f"{line.case}（{period}）"
        elif found and (is_unnumbered(line) or is_unnumbered_case(found, line)):
            names[line.Index] = found
    if not names:
        return now, None
    renamed = now.assign(case=pd.Series(names, dtype="str").reindex(now.index).fillna(now["case"]))
    return renamed, tell_anew(anew) if anew else None


def judge_numbers(
    now: pd.DataFrame, by_number: Mapping[str, pd.DataFrame]
) -> Callable[[Any, Any], bool]:
    """Return what tells whether two lines of one number are two cases.

    Where most numbers begin anew a text that is a little like the old one (8月问题1, 9月问题1) is
    another; else only one that is quite unlike, or of another unit.
    """
    shared = [
        (line, other)
        for line in now.dropna(subset=["case"]).itertuples()
        for other in rows_of(by_number, line.case)[-1:]
    ]
    count = sum(is_quite_another(line, other) for line, other in shared)
    return is_another if 2 * count > len(shared) else is_quite_another


def rows_of(by_number: Mapping[str, pd.DataFrame], number: str) -> list[Any]:
    """Return what is known of the cases of one number."""
    return list(by_number[number].itertuples()) if number in by_number else []


def bare_number(case: str) -> str:
    """Return a number as filed, without the period that tells it from an older one."""
    return case.partition("（")[0]


def is_another(line: Any, other: Any) -> bool:
    """Tell whether two lines of one number are two cases: other day, other text, both written."""
    days = pd.notna(line.opened) and pd.notna(other.opened) and line.opened != other.opened
    one, two = said(line.text), said(other.text)
    return bool(days and one and two and one not in two and two not in one)


def is_quite_another(line: Any, other: Any) -> bool:
    """Tell whether two lines of one number are two cases beyond doubt."""
    is_unlike = fuzz.ratio(said(line.text), said(other.text)) < ALIKE
    return is_another(line, other) and (is_unlike or line.unit != other.unit)


def identity(line: Any) -> tuple:
    """Return unit, day and text of a case; what cannot be compared is like nothing else."""
    if pd.isna(line.opened) or not said(line.text):
        return (line.file, line.sheet, line.cell)
    return (line.unit, line.opened, said(line.text))


def is_unnumbered(line: Any) -> bool:
    """Tell whether a case is known by its day and text, as in a table without numbers."""
    return is_unnumbered_case(str(line.case), line)


def is_unnumbered_case(case: str, line: Any) -> bool:
    """Tell whether a name of a case is made of the day and text that a line says."""
    return pd.notna(line.opened) and f"{line.opened:%Y-%m-%d} " in case


def said(text: object) -> str:
    """Return a text as it is compared; blank where there is none."""
    return plain_text(text) if isinstance(text, str) else ""


def tell_anew(lines: list[Any]) -> dict[str, str]:
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
