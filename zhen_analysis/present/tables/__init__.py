"""An Assessment → the tables that a page shows and that the spreadsheet beside it holds."""

from zhen_analysis.present.tables.accounts import cells, entries
from zhen_analysis.present.tables.filings import filing_summary, late_or_missing
from zhen_analysis.present.tables.quality import files, to_mend
from zhen_analysis.present.tables.ranking import bonuses_and_vetoes, leaders, rankings
from zhen_analysis.present.tables.rates import rates
from zhen_analysis.present.tables.scoring import points, rules
from zhen_analysis.present.tables.work import town_figures, village_figures

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
