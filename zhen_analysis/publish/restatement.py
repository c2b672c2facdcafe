"""A month's assessment and what was first published of it → which totals and ranks are other now.

What was first published is read from the tables beside the pages before they are written anew. Once
anything differs it is kept in ``first_published.json``, so that the next run says the same again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.present.month.restatement_note import Restated
from zhen_analysis.publish.papers.files import write_text
from zhen_analysis.publish.papers.manifest import MANIFEST, read_manifest
from zhen_analysis.results.month import MonthAssessment

RECORD = "first_published.json"
CHANGED = "tables/restated.csv"
RANKING, MEASURES = "tables/ranking.csv", "tables/measures.csv"
RANKED = ["scheme", "group", "unit", "total", "rank", "grade", "honour"]
FIGURES = ["indicator", "span", "value"]
DECIMALS = 9


@dataclass(frozen=True)
class Published:
    """What a month's pages first said: ranking and town's figures, and of which files."""

    ranking: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def restate(assessment: MonthAssessment, folder: Path, *, first: bool = False) -> Restated:
    """Return what a month that was published before says otherwise now; nothing where it is new.

    Keeps what was first published, before the tables are overwritten.

    Parameters
    ----------
    folder : the town's folder of the month.
    first : take this for the first publication, whatever lies there (drafts).
    """
    record = folder / RECORD
    before = None if first else read_published(folder)
    now = published_now(assessment)
    if before is None:
        record.unlink(missing_ok=True)
        return Restated()
    restated = Restated(
        ranking=differences(before.ranking, now.ranking, ["scheme", "unit"], RANKED),
        figures=differences(before.figures, now.figures, ["indicator", "span"], FIGURES),
        files=tuple(sorted(new_files(before.files, now.files, str(assessment.period)))),
    )
    if restated.is_empty:
        record.unlink(missing_ok=True)
    else:
        text = json.dumps(vars(before), ensure_ascii=False, indent=1, sort_keys=True)
        write_text(record, text)
    return restated


def read_published(folder: Path) -> Published | None:
    """Return what was first published; None where nothing complete was."""
    try:
        return Published(**json.loads((folder / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        pass  # nothing was restated yet: the tables are the first ones
    manifest = read_manifest(folder / MANIFEST)
    if not manifest:
        return None
    try:
        ranking = pd.read_csv(folder / RANKING, encoding="utf-8-sig", keep_default_na=True)
        measures = pd.read_csv(folder / MEASURES, encoding="utf-8-sig", keep_default_na=True)
        # 少于3 of a village makes a text of the whole column; the town's are always numbers.
        of_town = measures[measures["level"] == "town"]
        of_town = of_town.assign(value=pd.to_numeric(of_town["value"]))
        return Published(
            rows_of(ranking, RANKED),
            rows_of(of_town, FIGURES),
            {file["file"]: file["sha256"] for file in manifest.get("files", [])},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def published_now(assessment: MonthAssessment) -> Published:
    """Return what the pages are going to say."""
    measures = assessment.measures
    return Published(
        rows_of(assessment.ranking, RANKED),
        rows_of(measures[measures["level"] == "town"], FIGURES),
        dict(zip(assessment.files["file"], assessment.files["sha256"], strict=True)),
    )


def restated_lines(assessment: MonthAssessment, folder: Path) -> Iterator[str]:
    """Yield one line per published total or rank that is other now, from the table of them."""
    names = assessment.unit_names
    try:
        rows = pd.read_csv(folder / CHANGED, encoding="utf-8-sig")
    except OSError:
        return
    for row in rows.itertuples():
        total = f"total {number(row.total_before)} → {number(row.total)}"
        rank = f"rank {number(row.rank_before)} → {number(row.rank)}"
        yield f"{names.get(row.unit, row.unit)}: {total}, {rank}"


def number(value: float) -> str:
    """Return a number as short as it is; "none" for NA."""
    return "none" if pd.isna(value) else f"{value:g}"


def rows_of(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    """Return rows as plain values, the same whether they come from a file or not."""
    return [
        {column: plain(value) for column, value in zip(columns, row, strict=True)}
        for row in frame[columns].astype("object").itertuples(index=False)
    ]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: blank text is nothing, numbers without binary noise."""
    if pd.isna(value) or value == "":
        return None
    return value if isinstance(value, str) else round(float(value), DECIMALS)


def differences(
    before: list[dict[str, Any]], now: list[dict[str, Any]], keys: list[str], every: list[str]
) -> pd.DataFrame:
    """Return the rows that differ: keys, then each column and what it was (``…_before``)."""
    old, new = ({tuple(row[key] for key in keys): row for row in rows} for rows in (before, now))
    columns = [column for column in every if column not in keys]
    found = [
        {**dict(zip(keys, place, strict=True)), **pair(old.get(place), new.get(place), columns)}
        for place in [*new, *(place for place in old if place not in new)]
        if old.get(place) != new.get(place)
    ]
    names = [*keys, *(name for column in columns for name in (f"{column}_before", column))]
    return pd.DataFrame(found, columns=names)


def pair(old: dict | None, new: dict | None, columns: list[str]) -> dict[str, Any]:
    """Return a row's old and new values side by side."""
    told: dict[str, Any] = {}
    for column in columns:
        told[f"{column}_before"] = (old or {}).get(column)
        told[column] = (new or {}).get(column)
    return told


def new_files(before: dict[str, str], now: dict[str, str], period: str) -> Iterator[str]:
    """Yield the files of the month that came, changed or went since the first publication."""
    for file in before.keys() | now.keys():
        if before.get(file) != now.get(file) and f"/{period}/" in f"/{file}":
            yield file
