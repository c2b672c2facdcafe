"""Drafts and their drawings → what a perfect reader would make of them, as three tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from zhen_analysis.sample.deeds.events import Event, Events
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.towns.setting import Setting

RECORD_COLUMNS = ["town", "period", "ledger", "unit", "date", "item", "value", "uom", "done", "due"]
RECORD_COLUMNS += ["case", "opened", "deadline", "closed", "checked", "severity", "status"]
RECORD_COLUMNS += ["file", "sheet", "cell"]
SPOILT_COLUMNS = ["file", "sheet", "cell", "kind", "meant", "written", "recoverable"]
FILING_COLUMNS = ["period", "town", "ledger", "unit", "status"]


class Placed(Protocol):
    """Where the lines of a draft were drawn."""

    def locate(self, key: str, lines: Iterable[int]) -> tuple[list[str], list[str]]:
        """Return sheets and addresses of a column in some lines; -1 is the line of the 合计."""


def true_records(draft: Draft, placed: Placed, town: str, file: str) -> pd.DataFrame:
    """Return one row per record of a file that must count; none of a superseded file.

    A cell that states a quantity (0, 无 and — are quantities, an empty cell is none) is a record;
    a cell or a line with a mistake that cannot be undone is none. For work, one row per item; for
    coverage, the cell is that of ``done``; for a case, that of its number.
    """
    if not draft.counts:
        return pd.DataFrame(columns=RECORD_COLUMNS)
    counting = draft.lines["counts"].to_numpy(dtype=bool)
    lost = set(draft.overrides)
    frames = []
    for key, item in quantity_cells(draft):
        believed = counting & np.array([(row, key) not in lost for row in range(len(counting))])
        if draft.ledger.shape == "work":
            believed &= draft.lines[key].notna().to_numpy()
        sheets, cells = placed.locate(key, np.flatnonzero(believed).tolist())
        frames.append(describe(draft, key, item, believed).assign(sheet=sheets, cell=cells))
    records = pd.concat(frames, ignore_index=True)
    return records.assign(
        town=town, period=str(draft.month), ledger=draft.ledger.code, file=file
    ).reindex(columns=RECORD_COLUMNS)


def quantity_cells(draft: Draft) -> list[tuple[str, str]]:
    """Return the columns whose cells are records, and the item of each."""
    if draft.ledger.shape == "work":
        return [(item, item) for item in draft.ledger.items]
    if draft.ledger.shape == "coverage":
        return [("done", next(iter(draft.ledger.items)))]
    return [("case", "")]


def describe(draft: Draft, key: str, item: str, believed: np.ndarray) -> pd.DataFrame:
    """Return the fields of one column's records."""
    lines = draft.lines[believed]
    if draft.ledger.shape == "work":
        uom = draft.ledger.items[item]
        return lines[["unit", "date"]].assign(item=item, value=lines[key], uom=uom)
    if draft.ledger.shape == "coverage":
        uom = draft.ledger.items[item]
        return lines[["unit", "done", "due"]].assign(item=item, uom=uom)
    return lines[["unit", "case", "opened", "deadline", "closed", "checked", "severity", "status"]]


def true_spoilt(draft: Draft, placed: Placed, file: str) -> pd.DataFrame:
    """Return one row per mistake of a file, superseded or not."""
    mistakes = [
        {**mistake, "sheet": sheet, "cell": cell}
        for mistake in draft.spoilt
        if "key" in mistake
        for (sheet,), (cell,) in [placed.locate(mistake["key"], [mistake["row"]])]
    ]
    spoilt = pd.DataFrame(mistakes, columns=[*SPOILT_COLUMNS[1:]], dtype=object)
    spoilt["meant"] = spoilt["meant"].map(show)
    spoilt["written"] = spoilt["written"].map(show)
    spoilt["recoverable"] = np.where(spoilt["recoverable"].astype(bool), "true", "false")
    return spoilt.assign(file=file)[SPOILT_COLUMNS]


def show(value: object) -> str:
    """Return a value as text: no decimals that say nothing, days as 2022-03-05."""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def true_filings(setting: Setting, events: Events) -> pd.DataFrame:
    """Return one row per period, ledger and unit that had to file: filed, late or missing."""
    rows = [
        (period, setting.town, ledger, unit, status(event, unit))
        for (ledger, period), event in events.items()
        for unit in filers(setting, ledger)
    ]
    return pd.DataFrame(rows, columns=FILING_COLUMNS).sort_values(
        FILING_COLUMNS[:3], kind="stable", ignore_index=True
    )


def filers(setting: Setting, ledger: str) -> list[str]:
    """Return who files a ledger: all villages, or one department."""
    filed_by = setting.catalogue.ledgers[ledger].filed_by
    if filed_by != "village":
        return [filed_by]
    return setting.villages["unit"].tolist()


def status(event: Event, unit: str) -> str:
    """Return what became of a filing that was due."""
    return "missing" if unit in event.missing else "late" if unit in event.late else "filed"


def write_truth(
    folder: Path, records: pd.DataFrame, spoilt: pd.DataFrame, filings: pd.DataFrame
) -> None:
    """Write the three tables: UTF-8, LF, empty where a record has no such field."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"records": records, "spoilt": spoilt, "filings": filings}
    for name, table in tables.items():
        table.apply(as_text).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def as_text(column: pd.Series) -> pd.Series:
    """Return a column as text, each different value converted once; NA stays NA."""
    return column.map({value: show(value) for value in column.dropna().unique()})
