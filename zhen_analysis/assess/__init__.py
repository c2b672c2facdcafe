"""Records → measures → scores → totals → ranking: pure functions between plain DataFrames."""

from zhen_analysis.assess.firmness.bounds import rank_bounds
from zhen_analysis.assess.firmness.changes import compare_rates, judge_totals
from zhen_analysis.assess.firmness.confidence import rank_confidence_sets
from zhen_analysis.assess.firmness.equals import band_equals
from zhen_analysis.assess.firmness.opinions import second_opinions
from zhen_analysis.assess.firmness.sensitivity import boundary_swaps, weight_swaps
from zhen_analysis.assess.firmness.shrinkage import shrink_rates
from zhen_analysis.assess.firmness.sources import rank_sources
from zhen_analysis.assess.firmness.uncertainty import rank_uncertainty
from zhen_analysis.assess.measures.measures import measure_month
from zhen_analysis.assess.measures.trace import trace_figure
from zhen_analysis.assess.scoring.bonuses_and_vetoes import adjust_totals, zero_items
from zhen_analysis.assess.scoring.honours import name_honours
from zhen_analysis.assess.scoring.outcomes import count_honours, name_outcomes
from zhen_analysis.assess.scoring.ranking import compare_ranks, judge_firmness, rank_units
from zhen_analysis.assess.scoring.roll_up import roll_up
from zhen_analysis.assess.scoring.scoring import aggregate_scores, level_scores, score_measures
from zhen_analysis.assess.trials.explanation import explain_total
from zhen_analysis.assess.trials.gains import Gain, gain_a_place
from zhen_analysis.assess.trials.what_if import compare_results
from zhen_analysis.base.rounding import round_half_up

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
    "rank_sources",
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
