"""Lines of goals.csv → one frame in the order of the tree, thresholds handed down to the leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from zhen_analysis.catalogue.written import Line

THEME, COUNT, LEVEL, PROJECT, COMPLETED = "theme", "count", "level", "project", "completed"
KINDS = (THEME, COUNT, LEVEL, PROJECT, COMPLETED)
CASE_KINDS = {PROJECT, COMPLETED}
EVENLY, KEPT, PLAN = "", "kept", "plan"
CURVES = (EVENLY, KEPT, PLAN)
SPANS = {"", "month", "ytd"}
PLANNED, PROGRESS = "planned", "progress"  # items of a ledger of projects, in %
THRESHOLDS = ["behind", "far_behind", "near_days"]
NUMBERS = ["target", "target_high", "start", "direction", *THRESHOLDS]
TEXTS = ["town", "goal", "parent", "name", "kind", "uom", "before", "curve", "indicator", "span"]
TEXTS += ["projects", "category", "department", "source"]
DAYS = ["from", "by"]
COLUMNS = [*TEXTS, *NUMBERS, *DAYS, "depth"]
USUAL_TARGET = 100.0  # of a project: done


def is_project_ledger(entry: Mapping[str, Any]) -> bool:
    """Tell whether a ledger as written holds projects: cases with a planned and a real progress."""
    items = {column.get("item") for column in entry.get("columns", []) if column.get("uom") == "%"}
    return entry.get("shape") == "case" and {PLANNED, PROGRESS} <= items


def split_list(written: str) -> list[str]:
    """Return the parts of ``XM2022-01;XM2022-02``, full-width signs read as their own."""
    return [part.strip() for part in plain_signs(written).split(";") if part.strip()]


def plain_signs(written: str) -> str:
    """Return a text with the signs that pairs and lists are written with in their narrow form."""
    return written.translate(str.maketrans("；：", ";:"))


def parse_curve(written: str) -> list[tuple[date, float]]:
    """Return ``2022-06-30:40;2022-10-31:100`` as days and shares in %; ValueError if unreadable."""
    return [
        (date.fromisoformat(day), number(share, "a share of a curve"))
        for day, share in pairs(written)
    ]


def parse_before(written: str) -> dict[int, float]:
    """Return ``2022:2;2023:5`` as year → what was done in all by its end; ValueError if not so."""
    told: dict[int, float] = {}
    for year, count in pairs(written):
        if not (year.isdecimal() and len(year) == 4):
            raise ValueError(f"write year:number pairs such as 2022:2;2023:5, not {written}")
        told[int(year)] = number(count, "what was done before")
    if list(told) != sorted(told) or list(told.values()) != sorted(told.values()):
        raise ValueError("the years must rise, and what was done in all cannot become less")
    return told


def pairs(written: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of each ``a:b`` of a text."""
    for part in split_list(written):
        one, colon, other = part.partition(":")
        if not colon:
            raise ValueError(f"write pairs with a colon, not {part}")
        yield one.strip(), other.strip()


def number(written: str, what: str) -> float:
    """Return a plain number of 0 or more."""
    plain = written.rstrip("%％")
    if not plain.replace(".", "", 1).isdecimal():
        raise ValueError(f"{what} is no number: {written}")
    return float(plain)


def freeze_goals(lines: list[Line], default_town: str) -> pd.DataFrame:
    """Return one row per goal, each right after its parent and that one's earlier parts.

    Columns: ``town, goal, parent, name, kind, …`` as in the file, blanks NA; ``depth`` (0 at the
    root); ``behind, far_behind, near_days`` those of the nearest goal above that states them;
    ``direction`` 1 unless given, ``target`` of a project 100, ``span`` of an indicator ytd.
    """
    rows = [
        {column: line[column] or None for column in (*TEXTS, *NUMBERS, *DAYS)} for line in lines
    ]
    goals = pd.DataFrame(rows, columns=[*TEXTS, *NUMBERS, *DAYS], dtype="str")
    goals["town"] = goals["town"].fillna(default_town)
    for column in NUMBERS:
        goals[column] = pd.to_numeric(goals[column]).astype("Float64")
    for column in DAYS:
        goals[column] = pd.to_datetime(goals[column])
    is_leaf = goals["kind"] != THEME
    goals["direction"] = goals["direction"].fillna(1.0).where(is_leaf)
    is_project = goals["kind"] == PROJECT
    goals["target"] = goals["target"].fillna(USUAL_TARGET).where(is_project, goals["target"])
    goals["uom"] = goals["uom"].mask(is_project & goals["uom"].isna(), "%")
    goals["span"] = goals["span"].mask(goals["indicator"].notna() & goals["span"].isna(), "ytd")
    order = list(walk(goals[["town", "goal", "parent"]].itertuples()))
    placed = goals.loc[[place for place, _ in order]].reset_index(drop=True)
    placed["depth"] = pd.Series([depth for _, depth in order], dtype="int64")
    return hand_down(placed)


def no_goals() -> pd.DataFrame:
    """Return the table of a catalogue that states none."""
    return freeze_goals([], "")


def walk(lines: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    """Yield place and depth of every goal, parents before their parts, else in file order."""
    parts: dict[tuple[str, Any], list[Any]] = {}
    for line in lines:
        above = line.parent if isinstance(line.parent, str) else ""
        parts.setdefault((line.town, above), []).append(line)

    def below(town: str, above: str, depth: int) -> Iterator[tuple[Any, int]]:
        for line in parts.get((town, above), []):
            yield line.Index, depth
            yield from below(town, line.goal, depth + 1)

    for town in dict.fromkeys(town for town, _ in parts):
        yield from below(town, "", 0)


def hand_down(goals: pd.DataFrame) -> pd.DataFrame:
    """Return goals with the thresholds of the nearest goal above where they state none."""
    stated: dict[tuple[str, str], dict[str, Any]] = {}
    for goal in goals.to_dict("records"):
        above = stated.get((goal["town"], goal["parent"]), {})
        own = {
            column: above.get(column) if pd.isna(goal[column]) else goal[column]
            for column in THRESHOLDS
        }
        stated[goal["town"], goal["goal"]] = own
    handed = pd.DataFrame(
        [stated[key] for key in zip(goals["town"], goals["goal"], strict=True)],
        index=goals.index,
        columns=THRESHOLDS,
    )
    return goals.assign(**{column: handed[column].astype("Float64") for column in THRESHOLDS})
