"""A file of ``ledgers/``: the ledger, its columns, and when it is due."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, SkipValidation
from pydantic.dataclasses import dataclass

from zhen_analysis.base.period import Period
from zhen_analysis.catalogue.declared.reading.form import NOT_IN_FILE, Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault, listed
from zhen_analysis.catalogue.declared.reading.types import (
    CODE,
    CODE_SENTENCE,
    Code,
    DayKind,
    Flag,
    Name,
    Number,
    OneOf,
    UnitLevel,
    Whole,
    must,
)
from zhen_analysis.catalogue.declared.supervision import Lights, Notice, Speaking
from zhen_analysis.catalogue.headings import plain
from zhen_analysis.catalogue.vocabulary.shapes import FIELDS, QUANTITIES, SHAPES
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words

if TYPE_CHECKING:
    import pandas as pd

UNNUMBERED = ("unit", "opened", "text")  # what tells cases apart that have no numbers
LAST_DUE_DAY = {"month": 28, "week": 7}
SUPERVISED = {
    "lights": "case",
    "notices": "case",
    "speaking": "mark",
}  # key → the shape it goes with
PLANNED, PROGRESS = "planned", "progress"  # items of a ledger of projects, in %
Headings = Annotated[tuple[str, ...], must(len, "declare at least one heading.")]


@dataclass(frozen=True)
class Column(Declared):
    """A declared column of a ledger: which field of a record it fills, under which headings.

    What is ``personal`` stands in no page and no table beside it; what is ``public`` stands there
    as it was filed; of any other text the names, numbers and addresses of people are left out.

    A text that a record has no field for (来源会议) has an ``item`` that says which text it is;
    it stands in ``fields`` beside the record.
    """

    field: Annotated[str, OneOf(*FIELDS, "")]  # none: a heading that the ledger does not declare
    spellings: Headings = Field((), validate_default=True)
    name: str = ""
    item: str = ""
    uom: str = ""
    personal: Flag = False
    public: Flag = False
    required: Flag = False
    minimum: Number = 0.0
    maximum: Number | None = None  # full marks, the most that can be; beyond it is told and kept
    closed_words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()  # what a form offers; other words are read all the same

    @property
    def label(self) -> str:
        """The heading that a template would print."""
        return self.name or self.spellings[0]

    @property
    def most(self) -> float:
        """The value from which on an issue is made: the declared maximum, of a share 100 %."""
        if self.maximum is not None:
            return self.maximum
        return 100.0 if self.uom == "%" else math.inf

    def faults(self) -> Iterator[Fault]:
        """It fills something; a quantity has a code and is nobody's personal data."""
        if self.field == "":
            yield Fault("field", f"must be one of {listed(FIELDS)}.")
        if self.personal and self.public:
            yield Fault("public", "a column is personal or public, not both.", "true")
        if self.field not in QUANTITIES:
            return
        if not CODE.fullmatch(self.item):
            yield Fault("item", CODE_SENTENCE, self.item)
        if self.maximum is not None and self.maximum < self.minimum:
            yield Fault("maximum", "is below the minimum.")
        if self.personal:
            yield Fault("personal", "a measured column cannot be personal data.", "true")


@dataclass(frozen=True)
class Ledger(Declared):
    """A table that the town files every month or week; its shape brings its measures.

    ``due_day``: of the month after, or (``every = week``) the weekday, 1 for Monday. ``day_kind``:
    how the days of a time limit are counted where nobody says it (15日内). ``dash``: what — and /
    in a quantity say, zero (nothing done) or blank (nothing). ``words``: those of its catalogue, in
    which its cells are written.
    """

    code: Code
    name: Name
    shape: Annotated[str, OneOf(*SHAPES)]
    columns: tuple[Column, ...] = ()
    area: str = ""
    level: UnitLevel = "village"
    files: tuple[str, ...] = ()
    filed_by: str = "village"
    due_day: Whole = 5
    zero_report: Annotated[str, OneOf("required", "optional")] = "optional"
    dash: Annotated[str, OneOf("zero", "blank")] = (
        "zero"  # what — and / in a quantity say: nothing done, nothing
    )
    filing: Annotated[str, OneOf("snapshot", "increment")] = "increment"
    case_key: tuple[str, ...] = ()
    entry_key: tuple[str, ...] = ()
    unnumbered_key: tuple[str, ...] = UNNUMBERED
    source: str = ""
    subject: Annotated[str, OneOf("", "person")] = ""  # of people only counts are shown
    few: Whole = 3  # and no count of theirs below this
    every: Annotated[str, OneOf("month", "week")] = "month"
    day_kind: DayKind = "natural"
    lights: Lights | None = None
    notices: tuple[Notice, ...] = ()
    speaking: Speaking | None = None
    words: Annotated[Words, SkipValidation, NOT_IN_FILE] = WORDS  # in which its cells are written

    @property
    def of_people(self) -> bool:
        """Tell whether a line is about a person or a family."""
        return self.subject == "person"

    @property
    def holds_projects(self) -> bool:
        """Tell whether its cases are projects: with a planned and a real progress, in %."""
        shares = {column.item for column in self.columns if column.uom == "%"}
        return self.shape == "case" and {PLANNED, PROGRESS} <= shares

    @property
    def items(self) -> dict[str, str]:
        """Item → canonical unit of measure, in column order; texts have none."""
        return {column.item: column.uom for column in self.columns if column.item and column.uom}

    def case_ids(self, records: pd.DataFrame) -> pd.Series:
        """Return the ``case_key`` of each record as one text: a case is found again by it."""
        first, *others = (records[field].astype("str") for field in self.case_key or ("case",))
        return reduce(lambda ids, part: ids + " " + part, others, first)

    def is_filed_in(self, period: Period) -> bool:
        """Tell whether a period of this kind is one that the ledger is filed for."""
        return self.every == period.kind

    def counts_in(self, period: Period) -> bool:
        """Tell whether what is filed of the ledger counts in a period of this kind."""
        return self.every in period.counted

    def faults(self) -> Iterator[Fault]:
        """Its keys and columns must go together."""
        last = LAST_DUE_DAY[self.every]
        if not 1 <= self.due_day <= last:
            yield Fault("due_day", f"must be a day from 1 to {last}.")
        if self.few < 2:
            yield Fault("few", "must be 2 or more: a count below it is not shown.")
        yield from self.column_faults()
        for key, shape in SUPERVISED.items():
            if getattr(self, key) and self.shape != shape:
                yield Fault(key, f"only a ledger of shape {shape} has {key}.", "")
        for number, notice in enumerate(self.notices[1:], start=2):
            if notice.overdue is None and notice.reminders is None:
                yield Fault(f"notices[{number}]", "say from when on: overdue or reminders.", "")

    def column_faults(self) -> Iterator[Fault]:
        """Each heading and each quantity has one column; what keys name must be there."""
        spelled: dict[str, str] = {}
        filled: set[tuple[str, str]] = set()
        for number, column in enumerate(self.columns, start=1):
            where = f"columns[{number}]"
            for spelling in column.spellings:
                first = spelled.setdefault(plain(spelling), where)
                if first != where:
                    sentence = f"is already a heading of {first}."
                    yield Fault(f"{where}.spellings", sentence, spelling)
            if column.field in QUANTITIES and (column.field, column.item) in filled:
                yield Fault(f"{where}.item", "is already filled by another column.")
            filled.add((column.field, column.item))
        fields = {field for field, _ in filled}
        keys = ["case_key", "entry_key"]
        keys += ["unnumbered_key"] if self.unnumbered_key != UNNUMBERED else []
        for key in keys:
            for part in getattr(self, key):
                if part not in fields:
                    yield Fault(key, "is not the field of a column.", part)
        if "unit" not in fields:
            yield Fault("columns", 'no column has field = "unit".', "")
        if self.shape == "case" and not self.case_key:
            yield Fault("case_key", "a case ledger must say what identifies a case.", "")
