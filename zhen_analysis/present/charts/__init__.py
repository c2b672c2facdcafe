"""An Assessment → the charts that a page shows; with nothing to draw, a sentence that says so."""

from zhen_analysis.present.charts.card import card_points
from zhen_analysis.present.charts.issues import issue_trend
from zhen_analysis.present.charts.mending import mended
from zhen_analysis.present.charts.plan import goal_bullets, project_bullets
from zhen_analysis.present.charts.ranking import intervals, totals
from zhen_analysis.present.charts.supervision import weeks

__all__ = [
    "card_points",
    "goal_bullets",
    "intervals",
    "issue_trend",
    "mended",
    "project_bullets",
    "totals",
    "weeks",
]
