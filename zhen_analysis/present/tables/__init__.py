"""An Assessment → the tables that a page shows and that the spreadsheet beside it holds."""

from zhen_analysis.present.tables.accounts import cells, entries
from zhen_analysis.present.tables.analysis import (
    open_places,
    opinions,
    places,
    rate_changes,
    shrunk_rates,
    swaps,
    total_changes,
)
from zhen_analysis.present.tables.areas import area, other_areas
from zhen_analysis.present.tables.card import (
    card_cases,
    card_filings,
    card_gains,
    card_history,
    card_issues,
    card_points,
    card_work,
)
from zhen_analysis.present.tables.district import (
    town_compared,
    town_filings,
    town_leaders,
    town_points,
    town_ranking,
)
from zhen_analysis.present.tables.filings import (
    filed_late,
    filing_summary,
    late_or_missing,
    not_filed,
)
from zhen_analysis.present.tables.mending import corrections, to_mend, to_mend_by_unit
from zhen_analysis.present.tables.plan import goal_tree, goals_behind, projects, themes
from zhen_analysis.present.tables.quality import files
from zhen_analysis.present.tables.ranking import bonuses_and_vetoes, leaders, rankings
from zhen_analysis.present.tables.rates import rates
from zhen_analysis.present.tables.scoring import points, rules
from zhen_analysis.present.tables.season import (
    months_of_season,
    parts_by_month,
    season_rankings,
)
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
from zhen_analysis.present.tables.what_if import deciding, moves, tried_weights
from zhen_analysis.present.tables.work import town_figures, village_figures

__all__ = [
    "area",
    "bonuses_and_vetoes",
    "card_cases",
    "card_filings",
    "card_gains",
    "card_history",
    "card_issues",
    "card_points",
    "card_work",
    "cells",
    "corrections",
    "deciding",
    "departments",
    "due_next_week",
    "due_this_week",
    "entries",
    "filed_late",
    "files",
    "filing_summary",
    "goal_tree",
    "goals_behind",
    "history",
    "late_or_missing",
    "leaders",
    "lit",
    "marked_villages",
    "meetings",
    "months_of_season",
    "moves",
    "not_filed",
    "open_places",
    "opinions",
    "other_areas",
    "overdue",
    "parts_by_month",
    "places",
    "points",
    "projects",
    "rankings",
    "rate_changes",
    "rates",
    "rules",
    "season_rankings",
    "shrunk_rates",
    "slipped",
    "speakers",
    "swaps",
    "themes",
    "to_mend",
    "to_mend_by_unit",
    "total_changes",
    "town_compared",
    "town_figures",
    "town_filings",
    "town_leaders",
    "town_points",
    "town_ranking",
    "trend",
    "tried_weights",
    "village_figures",
]
