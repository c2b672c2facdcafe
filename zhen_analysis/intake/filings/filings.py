"""What was due from whom, against what came → filings: 应报, 已报, 迟报, 未报."""

from __future__ import annotations

from datetime import date

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue import Ledger, TownPeriod
from zhen_analysis.intake.schemas import FILINGS, checked


def list_filings(
    here: TownPeriod[FiledPeriod],
    entries: pd.DataFrame,
    filed_on: dict[str, date],
) -> pd.DataFrame:
    """Return one row per ledger and unit that had to file in a month (or week, of weekly ones).

    Parameters
    ----------
    entries : ledger, unit, file, kind of every line of the month, and is_withheld: of another time.
    filed_on : file → the day of filing that it states; files that state none are missing here.

    Notes
    -----
    A village files by a line that counts, in whoever's workbook; one whose lines are all refused
    (two that disagree, a table of another month) is in_doubt: it filed, but what is not known. A
    department files by any workbook of its ledger that is of the period. Who states no day of
    filing is taken to be in time.
    """
    parts = [
        ledger_filings(ledger, here, entries, filed_on)
        for ledger in here.catalogue.ledgers.values()
        if ledger.is_filed_in(here.period)
    ]
    return checked(pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(), FILINGS)


def ledger_filings(
    ledger: Ledger,
    here: TownPeriod[FiledPeriod],
    entries: pd.DataFrame,
    filed_on: dict[str, date],
) -> pd.DataFrame:
    """Return the filings of one ledger."""
    due_on = pd.Timestamp(here.catalogue.due_date(ledger, here.period))
    filed = entries[entries["ledger"] == ledger.code]
    refused = filed.loc[(filed["kind"] == "rejected") & filed["unit"].notna(), "unit"]
    is_withheld = filed["is_withheld"].astype(bool)
    if ledger.filed_by == ledger.level:
        due = here.units(ledger.level)["unit"]
        counting = filed[filed["kind"] == "recorded"]
    else:
        due = pd.Series([ledger.filed_by], dtype="str")
        # the department's own filing: its newest workbook, whatever units stand in it
        kinds = ["recorded", "rejected", "blank", "subtotal"]
        counting = filed[filed["kind"].isin(kinds) & ~is_withheld]
        if (is_withheld & (filed["kind"] == "rejected")).any():
            refused = due
        counting = counting.assign(unit=ledger.filed_by)
    days = pd.to_datetime(counting["file"].map(filed_on))
    came = (
        counting.assign(filed_on=days)
        .sort_values("filed_on", na_position="last")
        .drop_duplicates("unit")
        .set_index("unit")[["filed_on", "file"]]
    )
    filings = pd.DataFrame({"unit": due.to_numpy()}).join(came, on="unit")
    status = pd.Series("filed", index=filings.index)
    status = status.mask(filings["filed_on"] > due_on, "late").mask(
        filings["file"].isna(), "missing"
    )
    status = status.mask((status == "missing") & filings["unit"].isin(refused), "in_doubt")
    return filings.assign(
        period=str(here.period),
        town=here.town,
        ledger=ledger.code,
        due_on=due_on,
        status=status,
    )[["period", "town", "ledger", "unit", "due_on", "filed_on", "status", "file"]]
