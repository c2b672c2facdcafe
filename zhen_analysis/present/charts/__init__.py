"""An Assessment → the charts that a page shows; with nothing to draw, a sentence that says so."""

from zhen_analysis.present.charts.issues import issue_trend
from zhen_analysis.present.charts.mending import mended
from zhen_analysis.present.charts.ranking import intervals, totals
from zhen_analysis.present.charts.supervision import weeks

__all__ = ["intervals", "issue_trend", "mended", "totals", "weeks"]
