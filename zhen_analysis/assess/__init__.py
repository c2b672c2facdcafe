"""Records → measures → scores → totals → ranking: pure functions between plain DataFrames."""

from zhen_analysis.assess.adjusting import adjust_totals
from zhen_analysis.assess.measures import measure_month
from zhen_analysis.assess.ranking import (
    compare_ranks,
    judge_firmness,
    name_honours,
    rank_units,
)
from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.assess.scoring import aggregate_scores, level_scores, score_measures
from zhen_analysis.assess.tracing import trace_figure
from zhen_analysis.assess.uncertainty import rank_uncertainty

__all__ = [
    "adjust_totals",
    "aggregate_scores",
    "compare_ranks",
    "judge_firmness",
    "level_scores",
    "measure_month",
    "name_honours",
    "rank_uncertainty",
    "rank_units",
    "round_half_up",
    "score_measures",
    "trace_figure",
]
