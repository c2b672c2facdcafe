"""A failed check and its details → one row of `issues` with a sentence a clerk can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from zhen_analysis.catalogue.vocabulary.checks import (
    CHECKS,
    CORRECTION_STATES,
    HARMS,
    NO_HARM,
    Harm,
)

__all__ = ["CORRECTION_STATES", "HARMS", "Harm", "Issue", "harms_of", "issue_frame", "make_issue"]

ISSUE_COLUMNS = [
    "check", "severity", "file", "sheet", "cell", "field", "written", "read_as", "message",
]  # fmt: skip
AS_DECLARED: Mapping[str, str] = MappingProxyType({})


# Around what a detail quotes of a cell, so that it is shown as a cell of its kind is.
CELL = ("\ue000", "\ue001")
UNMARKED = str.maketrans(dict.fromkeys(CELL, ""))


class Issue(dict[str, str]):
    """One row of `issues`; ``details`` is all that a sentence of it may say."""

    details: Mapping[str, object]


def harms_of(issues: pd.DataFrame) -> pd.Series:
    """Return the code of what each issue does to the figures (see ``HARMS``).

    An issue of severity info never harms, whatever its check does elsewhere.
    """
    harms = issues["check"].map({name: check.harm for name, check in CHECKS.items()})
    return harms.where(issues["severity"] != "info", NO_HARM).astype("str")


def make_issue(
    check: str,
    file: str,
    sheet: str = "",
    cell: str = "",
    field: str = "",
    written: str = "",
    read_as: str = "",
    **details: object,
) -> Issue:
    """Return one row of `issues`; the details fill the sentence of the check."""
    kind = CHECKS[check]
    issue = Issue(zip(ISSUE_COLUMNS, (check, kind.severity, file, sheet, cell, field, written,
                                      read_as, ""), strict=True))  # fmt: skip
    issue.details = {**details, "field": field, "written": written, "read_as": read_as,
                     "sheet": sheet}  # fmt: skip
    issue["message"] = kind.sentence.format(**issue.details).translate(UNMARKED)
    return issue


def as_cell(written: str) -> str:
    """Return what a detail quotes of a cell, marked as such."""
    return written.join(CELL)


def as_told(issue: Issue, details: Mapping[str, object], sentence: str = "") -> Issue:
    """Return an issue with other details, and its sentence made of them.

    ``sentence``: the town's own for its check; the declared one where it has none.
    """
    shown = {key: str(details[key]) for key in ("field", "written", "read_as")}
    words = sentence or CHECKS[issue["check"]].sentence
    told = Issue(issue)
    told |= {**shown, "message": words.format(**details).translate(UNMARKED)}
    told.details = details
    return told


def as_it_is(issue: dict[str, str], sentence: str = "") -> dict[str, str]:
    """Return an issue that quotes its cell as it was filed."""
    return as_told(issue, issue.details, sentence) if isinstance(issue, Issue) else issue


def issue_frame(
    rows: Iterable[dict[str, str]],
    sentences: Mapping[str, str] = AS_DECLARED,
    show: Callable[[dict[str, str], str], dict[str, str]] = as_it_is,
) -> pd.DataFrame:
    """Return issues as text columns in their order; never without its columns.

    Parameters
    ----------
    sentences : check → the sentence that a town has for it instead of the declared one.
    show : an issue and its sentence → the issue as it may be shown to anyone.
    """
    told = [show(row, sentences.get(row["check"], "")) for row in rows]
    return pd.DataFrame(told, columns=ISSUE_COLUMNS, dtype="str")
