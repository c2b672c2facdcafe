"""The goals as stated → their breaches across lines and files: the tree, and what they read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from zhen_analysis.catalogue.check.tree import leads_back
from zhen_analysis.catalogue.declared.goal import CASE_KINDS, COUNT, THEME, Goal
from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.stated import Row, Stated
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.written import Breach


def goal_breaches(stated: Stated) -> Iterator[Breach]:
    """Return every breach of goals.csv."""
    by_town: dict[str, list[Row[Goal]]] = defaultdict(list)
    for row in stated.goals:
        if row.says.town and row.says.town not in stated.town.towns:
            yield row.breach("town", "is not a town of town.toml.")
        by_town[row.says.town or stated.default_town].append(row)
    has_projects = any(ledger.holds_projects for ledger in stated.ledgers.values())
    for town, rows in by_town.items():
        offices = {
            row.says.code
            for row in stated.departments
            if (row.says.town or stated.default_town) == town
        }
        yield from tree_breaches(rows)
        for row in rows:
            if row.says.department and row.says.department not in offices:
                yield row.breach("department", "is not the code of a department.")
            if row.says.kind in CASE_KINDS and not has_projects:
                message = "no ledger of shape case has the items planned and progress, in %."
                yield row.breach("kind", message)
            elif row.says.kind not in {*CASE_KINDS, THEME, None}:
                yield from indicator_breaches(row, stated.measured.get(row.says.indicator))


def tree_breaches(rows: list[Row[Goal]]) -> Iterator[Breach]:
    """Check the codes and parents of one town's goals."""
    counts = Counter(row.says.goal for row in rows)
    known = {row.says.goal: row.says for row in rows}
    parent_of = {goal: says.parent for goal, says in known.items()}
    parents = {row.says.parent for row in rows}
    for row in rows:
        if counts[row.says.goal] > 1:
            yield row.breach("goal", "stands more than once.")
        above = known.get(row.says.parent)
        if row.says.parent and above is None:
            yield row.breach("parent", "is not a goal.")
        elif above is not None and above.kind != THEME:
            yield row.breach("parent", f"has a figure of its own; only a {THEME} has parts.")
        elif leads_back(row.says.goal, parent_of):
            yield row.breach("parent", "leads back to the goal itself.")
        if row.says.kind == THEME and row.says.goal not in parents:
            yield row.breach("goal", f"a {THEME} needs parts.")


def indicator_breaches(row: Row[Goal], indicator: Indicator | None) -> Iterator[Breach]:
    """Check which figure of the town a goal reads."""
    goal = row.says
    if indicator is None:
        yield row.breach("indicator", "is not a measured indicator of indicators.csv.")
        return
    if goal.kind == COUNT:
        if indicator.measure in MEASURES and not MEASURES[indicator.measure].adds_up:
            yield row.breach("indicator", f"is a {indicator.measure}, which cannot add up.")
        if goal.span == "month":
            yield row.breach("span", "what adds up over months is read as ytd.")
    if goal.uom and indicator.uom and goal.uom != indicator.uom:
        yield row.breach("uom", f"the indicator is told in {indicator.uom}.")
