"""A line of ``goals.csv``, and the texts in it that hold several values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import (
    Code,
    Count,
    Day,
    Days,
    Figure,
    Name,
    OneOf,
    Span,
    must,
    refuse,
)

THEME, COUNT, LEVEL, PROJECT, COMPLETED = "theme", "count", "level", "project", "completed"
CASE_KINDS = {PROJECT, COMPLETED}
EVENLY, KEPT, PLAN = "", "kept", "plan"
CURVES = (EVENLY, KEPT, PLAN)
# What only some kinds of goal have.
ONLY = {
    "indicator": {COUNT, LEVEL},
    "span": {COUNT, LEVEL},
    "before": {COUNT, COMPLETED},
    "start": {LEVEL},
    "projects": CASE_KINDS,
    "category": {COMPLETED},
    "direction": {COUNT, LEVEL},
}
# What a theme has none of: name of the field → its key in the file.
FIGURE = {name: name for name in (*ONLY, "target", "target_high", "uom", "by", "curve")}
FIGURE |= {"start_day": "from"}
NO_CEILING = ("target_high", "start", "before", "curve")

Direction = Annotated[
    str, must({"", "1", "-1"}.__contains__, "must be 1 (reach it) or -1 (never pass it).")
]


def split_list(written: str) -> list[str]:
    """Return the parts of ``XM2022-01;XM2022-02``, full-width signs read as their own."""
    return [part.strip() for part in plain_signs(written).split(";") if part.strip()]


def plain_signs(written: str) -> str:
    """Return a text with the signs that pairs and lists are written with in their narrow form."""
    return written.translate(str.maketrans("；：", ";:"))


def parse_curve(written: str) -> list[tuple[date, float]]:
    """Return ``2022-06-30:40;2022-10-31:100`` as days and shares in %; ValueError if unreadable."""
    return [(iso_day(day), number(share, "a share of a curve")) for day, share in pairs(written)]


def iso_day(written: str) -> date:
    """Return a day written as 2022-06-30."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written} is no date such as 2022-06-30") from None


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


def check_before(written: str) -> str:
    """Return what was done in earlier years as written, if it can be read."""
    try:
        parse_before(written)
    except ValueError as error:
        raise refuse(f"{error}.") from None
    return written


def check_curve(written: str) -> str:
    """Return a curve as written, if it can be read, rises and stays within 100 %."""
    if written in CURVES:
        return written
    try:
        knots = parse_curve(written)
        if not knots:
            raise ValueError("it says nothing")
    except ValueError as error:
        words = ", ".join(filter(None, CURVES))
        also = f"leave it blank (evenly), or write {words} or date:percent pairs;…"
        raise refuse(f"{error}: {also}") from None
    days, shares = zip(*knots, strict=True)
    if any(after <= before for before, after in pairwise(days)):
        raise refuse("the days must rise from pair to pair.")
    if any(after < before for before, after in pairwise(shares)):
        raise refuse("what is to be done cannot become less.")
    if max(shares) > 100:
        raise refuse("the shares must lie between 0 and 100.")
    return written


@dataclass(frozen=True)
class Goal(Declared):
    """A goal of a town, or a theme that holds others."""

    goal: Code
    name: Name
    kind: Annotated[str, OneOf("theme", "count", "level", "project", "completed")]
    parent: str = ""
    target: Figure | None = None
    target_high: Figure | None = None
    uom: str = ""
    start_day: Annotated[Day | None, Field(validation_alias="from")] = None
    by: Day | None = None
    start: Figure | None = None
    before: Annotated[str, AfterValidator(check_before)] = ""
    curve: Annotated[str, AfterValidator(check_curve)] = EVENLY
    indicator: str = ""
    span: Span | None = None
    projects: str = ""
    category: str = ""
    direction: Direction = ""
    department: str = ""
    behind: Count | None = None
    far_behind: Count | None = None
    near_days: Days | None = None
    source: str = ""
    town: str = ""

    def faults(self) -> Iterator[Fault]:
        """It says what a goal of its kind must, and nothing that it cannot."""
        if self.far_behind is not None and self.far_behind < (self.behind or 0):
            yield Fault("far_behind", "is below behind.")
        if self.kind == THEME:
            for name, key in FIGURE.items():
                if getattr(self, name) not in (None, ""):
                    yield Fault(key, f"a {THEME} has no figure of its own.")
        elif self.kind is not None:
            for name, kinds in ONLY.items():
                if getattr(self, name) not in (None, "") and self.kind not in kinds:
                    words = " or ".join(sorted(kinds))
                    yield Fault(name, f"only a goal of kind {words} has one.")
            yield from self.target_faults()
            yield from self.day_faults()
            yield from self.project_faults() if self.kind in CASE_KINDS else ()

    def target_faults(self) -> Iterator[Fault]:
        """Check the numbers of a goal."""
        is_ceiling, target = self.direction == "-1", self.target
        if self.kind == PROJECT:
            if target is not None and not 0 < target <= 100:
                yield Fault("target", "a project's target is a progress in %, 100 unless given.")
        elif target is None or target < 0 or (target == 0 and not is_ceiling):
            yield Fault("target", "must be a number above 0 (of a ceiling 0 or more).")
        for name in NO_CEILING if is_ceiling else ():
            if getattr(self, name) not in (None, ""):
                yield Fault(name, "a ceiling (direction -1) has none.")
        if target is not None and self.target_high is not None and self.target_high < target:
            yield Fault("target_high", "is below the target.")
        if target is not None and self.start is not None and self.start >= target:
            yield Fault("start", "is not below the target.")

    def day_faults(self) -> Iterator[Fault]:
        """Check from when to when a goal runs, and that its curve lies between."""
        first, last = self.start_day, self.by
        for key, day in (("from", first), ("by", last)):
            if day is None:
                yield Fault(key, "must be a date such as 2022-12-31.")
        if self.kind == COUNT and first and (first.month, first.day) != (1, 1):
            yield Fault("from", "what adds up is counted from January on: a 1 January.")
        if first and last and last <= first:
            yield Fault("by", "must lie after from.")
        if self.curve == PLAN and self.kind not in CASE_KINDS:
            yield Fault("curve", "only projects have a plan of their own.")
        if first and last and self.curve is not None and self.curve not in CURVES:
            days = [day for day, _ in parse_curve(self.curve)]
            if days[0] < first or days[-1] > last:
                yield Fault("curve", "the days must lie between from and by.")

    def project_faults(self) -> Iterator[Fault]:
        """Check which projects a goal counts."""
        named = split_list(self.projects)
        if len(set(named)) < len(named):
            yield Fault("projects", "a project is named twice.")
        if self.kind == PROJECT and len(named) != 1:
            yield Fault("projects", f"a goal of kind {PROJECT} names exactly one.")
        if self.kind == COMPLETED:
            if not named and not self.category:
                yield Fault("projects", "name the projects, or a category of them.")
            if named and self.category:
                yield Fault("category", "name the projects or a category, not both.")
            target = self.target_high or self.target
            if named and target is not None and target > len(named):
                sentence = f"only {len(named)} are named, fewer than the target."
                yield Fault("projects", sentence)
