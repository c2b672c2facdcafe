"""Raw workbooks as filed → typed records with their cells, and issues for what is doubtful."""

from zhen_analysis.intake.reading import Intake, read_month

__all__ = ["Intake", "read_month"]
