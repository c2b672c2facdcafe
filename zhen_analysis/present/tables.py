"""An Assessment → the tables that a page shows and that the spreadsheet beside it holds."""

from zhen_analysis.present.analyst.tables import (
    open_places,
    opinions,
    places,
    rate_changes,
    shrunk_rates,
    swaps,
    total_changes,
)
from zhen_analysis.present.analyst.what_if import deciding, moves, tried_weights
from zhen_analysis.present.month.areas import area, other_areas
from zhen_analysis.present.month.rates import rates
from zhen_analysis.present.month.work import town_figures, village_figures
from zhen_analysis.present.plan.tables import goal_tree, goals_behind, projects, themes
from zhen_analysis.present.quality.accounts import cells, entries
from zhen_analysis.present.quality.filings import (
    filed_late,
    filing_summary,
    late_or_missing,
    not_filed,
)
from zhen_analysis.present.quality.quality import files
from zhen_analysis.present.quality.to_mend import corrections, to_mend, to_mend_by_unit
from zhen_analysis.present.quality.trend import trend
from zhen_analysis.present.ranking.district_tables import (
    town_compared,
    town_filings,
    town_leaders,
    town_points,
    town_ranking,
)
from zhen_analysis.present.ranking.ranking import bonuses_and_vetoes, leaders, rankings
from zhen_analysis.present.ranking.roll_up_tables import (
    months_rolled_up,
    parts_by_month,
    roll_up_rankings,
)
from zhen_analysis.present.ranking.scoring import points, rules
from zhen_analysis.present.village.tables import (
    card_cases,
    card_filings,
    card_gains,
    card_history,
    card_issues,
    card_points,
    card_work,
)
from zhen_analysis.present.week.speakers import marked_villages, speakers
from zhen_analysis.present.week.tables import (
    departments,
    due_next_week,
    due_this_week,
    history,
    lit,
    meetings,
    overdue,
    slipped,
)

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
    "months_rolled_up",
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
    "roll_up_rankings",
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
