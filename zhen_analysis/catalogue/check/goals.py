"""The table of goals as written → its breaches: the tree, the figures, the dates, the curves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from zhen_analysis.catalogue.check.forms import code_breaches, is_date, is_number
from zhen_analysis.catalogue.goals import (
    CASE_KINDS,
    COMPLETED,
    COUNT,
    CURVES,
    KINDS,
    LEVEL,
    PLAN,
    PROJECT,
    SPANS,
    THEME,
    is_project_ledger,
    parse_before,
    parse_curve,
    split_list,
)
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.written import Breach, Line, Written

KNOT = re.compile(r"[^:;]+:[^:;]+(;[^:;]+:[^:;]+)*")
# What only some kinds of goal have.
FIGURE = ["target", "target_high", "uom", "from", "by", "start", "before", "curve", "indicator"]
FIGURE += ["span", "projects", "category", "direction"]
ONLY = {
    "indicator": {COUNT, LEVEL},
    "span": {COUNT, LEVEL},
    "before": {COUNT, COMPLETED},
    "start": {LEVEL},
    "projects": CASE_KINDS,
    "category": {COMPLETED},
    "direction": {COUNT, LEVEL},
}
Goals = dict[str, Line]


def goal_breaches(written: Written) -> Iterator[Breach]:
    """Return every breach of goals.csv."""
    towns = written.town.get("towns", {})
    default = next(iter(towns), "")
    by_town: dict[str, list[Line]] = defaultdict(list)
    for line in written.tables["goals.csv"]:
        if line["town"] and line["town"] not in towns:
            yield line.breach("town", "is not a town of town.toml.")
        by_town[line["town"] or default].append(line)
    for town, lines in by_town.items():
        offices = {
            line["code"]
            for line in written.tables["departments.csv"]
            if (line["town"] or default) == town
        }
        yield from tree_breaches(lines)
        for line in lines:
            yield from code_breaches(line.file, line.row, "goal", line["goal"])
            if not line["name"]:
                yield line.breach("name", "the name is missing.")
            if line["department"] and line["department"] not in offices:
                yield line.breach("department", "is not the code of a department.")
            yield from threshold_breaches(line)
            yield from kind_breaches(line, written)


def tree_breaches(lines: list[Line]) -> Iterator[Breach]:
    """Check the codes and parents of one town's goals."""
    counts = Counter(line["goal"] for line in lines)
    known: Goals = {line["goal"]: line for line in lines}
    parents = {line["parent"] for line in lines}
    for line in lines:
        if counts[line["goal"]] > 1:
            yield line.breach("goal", "stands more than once.")
        above = known.get(line["parent"])
        if line["parent"] and above is None:
            yield line.breach("parent", "is not a goal.")
        elif above is not None and above["kind"] != THEME:
            yield line.breach("parent", f"has a figure of its own; only a {THEME} has parts.")
        elif is_its_own_ancestor(line, known):
            yield line.breach("parent", "leads back to the goal itself.")
        if line["kind"] == THEME and line["goal"] not in parents:
            yield line.breach("goal", f"a {THEME} needs parts.")


def is_its_own_ancestor(line: Line, known: Goals) -> bool:
    """Follow parents upwards and tell whether they come back to ``line``."""
    seen, parent = set(), line["parent"]
    while parent in known and parent not in seen:
        seen.add(parent)
        parent = known[parent]["parent"]
    return line["goal"] in seen


def threshold_breaches(line: Line) -> Iterator[Breach]:
    """Check from when on a goal shows which light."""
    for column in ("behind", "far_behind"):
        if line[column] and not is_number(line[column], minimum=0):
            yield line.breach(column, "must be a number of 0 or more.")
    if line["near_days"] and not re.fullmatch(r"[0-9]{1,4}", line["near_days"]):
        yield line.breach("near_days", "must be a whole number of days.")
    both = [line[column] for column in ("behind", "far_behind")]
    if all(is_number(each) for each in both) and float(both[1]) < float(both[0]):
        yield line.breach("far_behind", "is below behind.")


def kind_breaches(line: Line, written: Written) -> Iterator[Breach]:
    """Check what a goal of its kind must say, and what it cannot."""
    kind = line["kind"]
    if kind not in KINDS:
        yield line.breach("kind", f"must be one of {', '.join(KINDS)}.")
        return
    if kind == THEME:
        for column in FIGURE:
            if line[column]:
                yield line.breach(column, f"a {THEME} has no figure of its own.")
        return
    for column, kinds in ONLY.items():
        if line[column] and kind not in kinds:
            yield line.breach(column, f"only a goal of kind {' or '.join(sorted(kinds))} has one.")
    yield from target_breaches(line)
    yield from day_breaches(line)
    yield from curve_breaches(line)
    if kind in CASE_KINDS:
        yield from project_breaches(line, written)
    else:
        yield from indicator_breaches(line, written)


def target_breaches(line: Line) -> Iterator[Breach]:
    """Check the numbers of a goal."""
    is_ceiling = line["direction"] == "-1"
    if line["direction"] not in {"", "1", "-1"}:
        yield line.breach("direction", "must be 1 (reach it) or -1 (never pass it).")
    target = line["target"]
    if line["kind"] == PROJECT:
        if target and not (is_number(target) and 0 < float(target) <= 100):
            yield line.breach("target", "a project's target is a progress in %, 100 unless given.")
    elif not is_number(target, minimum=0) or (not is_ceiling and float(target) == 0):
        yield line.breach("target", "must be a number above 0 (of a ceiling 0 or more).")
    for column in ("target_high", "start", "before", "curve") if is_ceiling else ():
        if line[column]:
            yield line.breach(column, "a ceiling (direction -1) has none.")
    for column, side in (("target_high", "below"), ("start", "not below")):
        if line[column] and not is_number(line[column]):
            yield line.breach(column, "must be a number.")
        elif line[column] and is_number(target):
            is_less = float(line[column]) < float(target)
            if is_less == (side == "below"):
                yield line.breach(column, f"is {side} the target.")
    if line["before"]:
        try:
            parse_before(line["before"])
        except ValueError as error:
            yield line.breach("before", f"{error}.")


def day_breaches(line: Line) -> Iterator[Breach]:
    """Check from when to when a goal runs."""
    for column in ("from", "by"):
        if not is_date(line[column]):
            yield line.breach(column, "must be a date such as 2022-12-31.")
    if line["kind"] == COUNT and is_date(line["from"]) and not line["from"].endswith("-01-01"):
        yield line.breach("from", "what adds up is counted from January on: a 1 January.")
    if is_date(line["from"]) and is_date(line["by"]) and line["by"] <= line["from"]:
        yield line.breach("by", "must lie after from.")


def curve_breaches(line: Line) -> Iterator[Breach]:
    """Check how much is to be done by when."""
    curve = line["curve"]
    if curve in CURVES:
        if curve == PLAN and line["kind"] not in CASE_KINDS:
            yield line.breach("curve", "only projects have a plan of their own.")
        return
    if not KNOT.fullmatch(curve):
        words = ", ".join(word for word in CURVES if word)
        yield line.breach(
            "curve", f"leave it blank (evenly), or write {words} or date:percent pairs;…"
        )
        return
    try:
        knots = parse_curve(curve)
    except ValueError as error:
        yield line.breach("curve", f"{error}.")
        return
    days, shares = zip(*knots, strict=True)
    if any(after <= before for before, after in pairwise(days)):
        yield line.breach("curve", "the days must rise from pair to pair.")
    if any(after < before for before, after in pairwise(shares)):
        yield line.breach("curve", "what is to be done cannot become less.")
    if min(shares) < 0 or max(shares) > 100:
        yield line.breach("curve", "the shares must lie between 0 and 100.")
    if is_date(line["from"]) and is_date(line["by"]):
        ends = (days[0].isoformat(), days[-1].isoformat())
        if ends[0] < line["from"] or ends[1] > line["by"]:
            yield line.breach("curve", "the days must lie between from and by.")


def project_breaches(line: Line, written: Written) -> Iterator[Breach]:
    """Check which projects a goal counts."""
    if not any(is_project_ledger(entry) for entry in written.ledgers.values()):
        message = "no ledger of shape case has the items planned and progress, in %."
        yield line.breach("kind", message)
    named = split_list(line["projects"])
    if len(set(named)) < len(named):
        yield line.breach("projects", "a project is named twice.")
    if line["kind"] == PROJECT and len(named) != 1:
        yield line.breach("projects", f"a goal of kind {PROJECT} names exactly one.")
    if line["kind"] == COMPLETED:
        if not named and not line["category"]:
            yield line.breach("projects", "name the projects, or a category of them.")
        if named and line["category"]:
            yield line.breach("category", "name the projects or a category, not both.")
        target = line["target_high"] or line["target"]
        if named and is_number(target) and float(target) > len(named):
            yield line.breach("projects", f"only {len(named)} are named, fewer than the target.")


def indicator_breaches(line: Line, written: Written) -> Iterator[Breach]:
    """Check which figure of the town a goal reads."""
    measured = {
        other["indicator"]: other
        for other in written.tables["indicators.csv"]
        if other["measure"]
    }  # fmt: skip
    indicator = measured.get(line["indicator"])
    if indicator is None:
        yield line.breach("indicator", "is not a measured indicator of indicators.csv.")
        return
    if line["span"] not in SPANS:
        yield line.breach("span", f"must be {' or '.join(sorted(SPANS))}.")
    if line["kind"] == COUNT:
        if not MEASURES[indicator["measure"]].adds_up:
            yield line.breach("indicator", f"is a {indicator['measure']}, which cannot add up.")
        if line["span"] == "month":
            yield line.breach("span", "what adds up over months is read as ytd.")
    if line["uom"] and indicator["uom"] and line["uom"] != indicator["uom"]:
        yield line.breach("uom", f"the indicator is told in {indicator['uom']}.")
