"""A month's issues and filings → one row: how many of each kind, so that months compare."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.intake.messages import HARMS, harms_of

STATUSES = ("filed", "late", "in_doubt", "missing")


def count_month(period: str, issues: pd.DataFrame, filings: pd.DataFrame) -> pd.DataFrame:
    """Return one row: ``period``, issues by harm, ``due`` filings, and filings by status.

    A filing is of one status only; ``filed`` are those on time.
    """
    harms = harms_of(issues).value_counts()
    statuses = filings["status"].value_counts()
    counts = {
        **{harm.code: int(harms.get(harm.code, 0)) for harm in HARMS},
        "due": len(filings),
        **{status: int(statuses.get(status, 0)) for status in STATUSES},
    }
    return pd.DataFrame([{"period": period, **counts}])
