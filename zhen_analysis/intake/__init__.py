"""Raw workbooks as filed → typed records with their cells, and issues for what is doubtful."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhen_analysis.intake.filings.case_history import compare_cases
    from zhen_analysis.intake.filings.case_numbers import tell_cases_apart
    from zhen_analysis.intake.issues.issue_places import place_by_records
    from zhen_analysis.intake.issues.trend import count_month
    from zhen_analysis.intake.issues.urgency import order_issues
    from zhen_analysis.intake.messages import (
        CORRECTION_STATES,
        HARMS,
        Harm,
        issue_frame,
        make_issue,
    )
    from zhen_analysis.intake.people.filed import Filed
    from zhen_analysis.intake.people.veil import Veil
    from zhen_analysis.intake.reading import Intake, read_folder

# Imported when first asked for: the child that reads files imports modules of this room, and has
# to start without pandas.
_HOMES = {
    "CORRECTION_STATES": "messages",
    "Filed": "people.filed",
    "HARMS": "messages",
    "Harm": "messages",
    "Intake": "reading",
    "Veil": "people.veil",
    "compare_cases": "filings.case_history",
    "count_month": "issues.trend",
    "issue_frame": "messages",
    "make_issue": "messages",
    "order_issues": "issues.urgency",
    "place_by_records": "issues.issue_places",
    "read_folder": "reading",
    "tell_cases_apart": "filings.case_numbers",
}

__all__ = [
    "CORRECTION_STATES",
    "Filed",
    "HARMS",
    "Harm",
    "Intake",
    "Veil",
    "compare_cases",
    "count_month",
    "issue_frame",
    "make_issue",
    "order_issues",
    "place_by_records",
    "read_folder",
    "tell_cases_apart",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
