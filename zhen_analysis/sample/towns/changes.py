"""A catalogue of invented villages → one with villages renamed, gone, and namesakes."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from zhen_analysis.base.period import Month
from zhen_analysis.sample.chance import once, stream
from zhen_analysis.sample.towns.places import VILLAGE_COLUMNS, write_rows

GONE_CODE, GONE_NAME = "former_village", "并入旧村"


def write_changes(folder: Path, habits: dict, first: Month, seed: int) -> None:
    """Rewrite villages.csv: a renamed village has two rows with its days, one that is gone one.

    The first village of every further town has the name of the first town's first village.
    """
    with (folder / "villages.csv").open(encoding="utf-8", newline="") as file:
        villages = list(csv.DictReader(file))
    begins, ends = first.first_day, first.first_day - timedelta(days=1)
    share_name(villages)
    taken = {village["name"] for village in villages}
    rows = []
    for village in villages:
        rng = stream(seed, village["town"], village["code"], "renamed")
        stem = village["name"].removesuffix("村")
        former = f"{stem[::-1]}村"
        if once(rng, habits["shares"]["renamed"]) and former not in taken:
            taken.add(former)
            rows.append({**village, "name": former, "valid_to": f"{ends}"})
            village = {**village, "valid_from": f"{begins}"}
        rows.append(village)
    for town in dict.fromkeys(village["town"] for village in villages):
        gone = {**villages[0], "code": GONE_CODE, "name": GONE_NAME, "town": town}
        rows.append({**gone, "valid_to": f"{ends}"})
    write_rows(
        folder / "villages.csv",
        VILLAGE_COLUMNS,
        [[row[column] for column in VILLAGE_COLUMNS] for row in rows],
    )


def share_name(villages: list[dict[str, str]]) -> None:
    """Give the first village of every further town the name of the very first one, in place."""
    first, known = villages[0], {(village["town"], village["name"]) for village in villages}
    for town in dict.fromkeys(village["town"] for village in villages):
        own = next(village for village in villages if village["town"] == town)
        if (town, first["name"]) not in known:
            own["name"] = first["name"]
