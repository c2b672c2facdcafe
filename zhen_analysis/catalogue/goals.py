"""Lines of goals.csv → one frame in the order of the tree, thresholds handed down to the leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from zhen_analysis.catalogue.declared.goal import PROJECT, THEME, Goal
from zhen_analysis.catalogue.frames import frame_of, with_town

THRESHOLDS = ["behind", "far_behind", "near_days"]
USUAL_TARGET = 100.0  # of a project: done


def freeze_goals(lines: Sequence[Goal], default_town: str) -> pd.DataFrame:
    """Return one row per goal, each right after its parent and that one's earlier parts.

    Columns: ``town, goal, parent, name, kind, …`` as in the file, blanks NA; ``depth`` (0 at the
    root); ``behind, far_behind, near_days`` those of the nearest goal above that states them;
    ``direction`` 1 unless given, ``target`` of a project 100, ``span`` of an indicator ytd.
    """
    goals = with_town(frame_of(lines, Goal), default_town)
    is_leaf = goals["kind"] != THEME
    direction = pd.to_numeric(goals["direction"]).astype("Float64")
    goals["direction"] = direction.fillna(1.0).where(is_leaf)
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
