"""Records → measures → scores → totals → ranking: pure functions between plain DataFrames."""

from zhen_analysis.assess.adjusting import adjust_totals, zero_items
from zhen_analysis.assess.bounds import rank_bounds
from zhen_analysis.assess.changes import compare_rates, judge_totals
from zhen_analysis.assess.confidence import rank_confidence_sets
from zhen_analysis.assess.equals import band_equals
from zhen_analysis.assess.explaining import explain_total
from zhen_analysis.assess.gaining import Gain, gain_a_place
from zhen_analysis.assess.honours import name_honours
from zhen_analysis.assess.measures import measure_month
from zhen_analysis.assess.opinions import second_opinions
from zhen_analysis.assess.outcomes import count_honours, name_outcomes
from zhen_analysis.assess.ranking import compare_ranks, judge_firmness, rank_units
from zhen_analysis.assess.rolling import roll_up
from zhen_analysis.assess.rounding import round_half_up
from zhen_analysis.assess.scoring import aggregate_scores, level_scores, score_measures
from zhen_analysis.assess.sensitivity import boundary_swaps, weight_swaps
from zhen_analysis.assess.shrinkage import shrink_rates
from zhen_analysis.assess.tracing import trace_figure
from zhen_analysis.assess.uncertainty import rank_uncertainty
from zhen_analysis.assess.what_if import compare_results

__all__ = [
    "Gain",
    "adjust_totals",
    "aggregate_scores",
    "band_equals",
    "boundary_swaps",
    "compare_ranks",
    "compare_rates",
    "compare_results",
    "count_honours",
    "explain_total",
    "gain_a_place",
    "judge_firmness",
    "judge_totals",
    "level_scores",
    "measure_month",
    "name_honours",
    "name_outcomes",
    "rank_bounds",
    "rank_confidence_sets",
    "rank_uncertainty",
    "rank_units",
    "roll_up",
    "round_half_up",
    "score_measures",
    "second_opinions",
    "shrink_rates",
    "trace_figure",
    "weight_swaps",
    "zero_items",
]
