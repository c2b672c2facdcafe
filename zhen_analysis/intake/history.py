"""Two months' filings of a case ledger → cases that vanished while open, or changed their day."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from zhen_analysis.catalogue import Catalogue
from zhen_analysis.intake.messages import issue_frame, make_issue

PLACE = ["case", "unit", "opened", "status", "closed", "file", "sheet", "cell"]


def compare_cases(
    before: pd.DataFrame, now: pd.DataFrame, catalogue: Catalogue, filed: set[str]
) -> pd.DataFrame:
    """Return issues of snapshot case ledgers whose two last filings contradict each other.

    Parameters
    ----------
    before, now : records of last month and of this month.
    filed : ledgers that were filed this month; of the others nothing can have vanished.

    Notes
    -----
    Under ``filing = snapshot`` every open case is repeated until it is closed. One that is gone is
    still counted as open, in its last known state, and is named.
    """
    ledgers = [
        ledger.code
        for ledger in catalogue.ledgers.values()
        if ledger.shape == "case" and ledger.filing == "snapshot" and ledger.code in filed
    ]
    return issue_frame(
        issue
        for code in ledgers
        for issue in case_issues(
            before.loc[before["ledger"] == code, PLACE], now.loc[now["ledger"] == code, PLACE]
        )
    )


def case_issues(before: pd.DataFrame, now: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Yield the issues of one ledger."""
    still_open = before[(before["status"] != "closed") & before["closed"].isna()]
    gone = still_open[~still_open["case"].isin(now["case"])]
    for line in gone.itertuples():
        yield make_issue("case_vanished", line.file, line.sheet, line.cell, "case", line.case)
    both = now.merge(before[["case", "opened"]], on="case", suffixes=("", "_before"))
    moved = both[both["opened"].notna() & (both["opened"] != both["opened_before"])]
    for line in moved[moved["opened_before"].notna()].itertuples():
        yield make_issue(
            "case_moved",
            line.file,
            line.sheet,
            line.cell,
            "opened",
            f"{line.opened:%Y-%m-%d}",
            f"{line.opened_before:%Y-%m-%d}",
            case=line.case,
        )
