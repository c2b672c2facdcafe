"""An Assessment → the tables that a page shows and that the spreadsheet beside it holds."""

from zhen_analysis.present.tables.accounts import cells, entries
from zhen_analysis.present.tables.filings import (
    filed_late,
    filing_summary,
    late_or_missing,
    not_filed,
)
from zhen_analysis.present.tables.mending import corrections, to_mend, to_mend_by_unit
from zhen_analysis.present.tables.quality import files
from zhen_analysis.present.tables.ranking import bonuses_and_vetoes, leaders, rankings
from zhen_analysis.present.tables.rates import rates
from zhen_analysis.present.tables.scoring import points, rules
from zhen_analysis.present.tables.speaking import marked_villages, speakers
from zhen_analysis.present.tables.supervision import (
    departments,
    due_next_week,
    due_this_week,
    history,
    lit,
    meetings,
    overdue,
    slipped,
)
from zhen_analysis.present.tables.trend import trend
from zhen_analysis.present.tables.work import town_figures, village_figures

__all__ = [
    "bonuses_and_vetoes",
    "cells",
    "corrections",
    "departments",
    "due_next_week",
    "due_this_week",
    "entries",
    "filed_late",
    "files",
    "filing_summary",
    "history",
    "late_or_missing",
    "leaders",
    "lit",
    "marked_villages",
    "meetings",
    "not_filed",
    "overdue",
    "points",
    "rankings",
    "rates",
    "rules",
    "slipped",
    "speakers",
    "to_mend",
    "to_mend_by_unit",
    "town_figures",
    "trend",
    "village_figures",
]
