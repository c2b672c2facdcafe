"""An Assessment → the charts that a page shows; with nothing to draw, a sentence that says so."""

from zhen_analysis.present.month.mended_chart import mended
from zhen_analysis.present.plan.charts import goal_bullets, project_bullets
from zhen_analysis.present.quality.charts import issue_trend
from zhen_analysis.present.ranking.charts import intervals, totals
from zhen_analysis.present.village.charts import card_points
from zhen_analysis.present.week.charts import weeks

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
