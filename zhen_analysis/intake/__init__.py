"""Raw workbooks as filed → typed records with their cells, and issues for what is doubtful."""

from zhen_analysis.intake.history import compare_cases
from zhen_analysis.intake.messages import issue_frame, make_issue
from zhen_analysis.intake.reading import Intake, read_month

__all__ = ["Intake", "compare_cases", "issue_frame", "make_issue", "read_month"]
