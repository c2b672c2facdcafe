"""An Assessment → the tables that a page shows and that the spreadsheet beside it holds."""

from zhen_analysis.present.tables.quality import (
    cells,
    entries,
    files,
    filing_summary,
    late_or_missing,
    to_mend,
)
from zhen_analysis.present.tables.ranking import (
    bonuses_and_vetoes,
    leaders,
    points,
    rankings,
    rules,
)
from zhen_analysis.present.tables.work import rates, town_figures, village_figures

__all__ = [
    "bonuses_and_vetoes",
    "cells",
    "entries",
    "files",
    "filing_summary",
    "late_or_missing",
    "leaders",
    "points",
    "rankings",
    "rates",
    "rules",
    "to_mend",
    "town_figures",
    "village_figures",
]
