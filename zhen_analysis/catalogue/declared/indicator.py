"""A line of ``indicators.csv``: what is measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import (
    Code,
    Figure,
    Name,
    OneOf,
    Span,
    as_declared,
    must,
    written_as,
)
from zhen_analysis.catalogue.vocabulary.measures import COHORTS, MEASURES, TOLD_MORE
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS

DIGIT = re.compile("[0-6]")
LEVELS = re.compile(r"[^:;]+:[0-9]+(\.[0-9]+)?(;[^:;]+:[0-9]+(\.[0-9]+)?)*")
Decimals = Annotated[int, written_as(DIGIT, int, "must be a digit from 0 to 6.")]
# What is said where a measure is not told what it needs.
NEEDED = {
    "cohort": f"a rate of closed cases declares {' or '.join(COHORTS)}.",
    "inspections": "name the indicator that counts the inspections.",
    "levels": "write level:points pairs such as 省:2;市:1;县:0.5.",
}
Cohort = Annotated[str, OneOf(*COHORTS)]
Levels = Annotated[str, must(LEVELS.fullmatch, NEEDED["levels"])]
Direction = Annotated[
    float,
    written_as(re.compile("-?1"), float, "must be 1 (more is better) or -1."),
    as_declared(PARAMETERS["direction"]),
]


@dataclass(frozen=True)
class Indicator(Declared):
    """One figure of every unit; it stands once, however many schemes count it.

    Attributes
    ----------
    item : of the ledger; the indicator's own code where none is named.
    cohort : of a rate of cases: ``found`` (in the span) or ``flow`` (closed of what was due).
    round, severity, levels : only marks of one round or checker; only cases of one severity or
        kind; what each level is worth.
    inspections : the code of the indicator that counts how often each unit was inspected.
    span : by which it is scored, unless a scheme says otherwise.
    target : what is aimed at, told beside the figure; what a scheme gives full marks for is its
        own affair.
    direction : 1 where more is better, −1 where less is.
    """

    indicator: Code
    name: Name
    ledger: str
    measure: str
    area: str = ""
    item: str = ""
    cohort: Cohort | None = None
    round: str = ""
    severity: str = ""
    levels: Levels | None = None
    inspections: str = ""
    span: Span | None = None
    uom: str = ""
    decimals: Decimals | None = None
    target: Figure | None = None
    direction: Direction | None = None
    source: str = ""

    def faults(self) -> Iterator[Fault]:
        """It says what its measure needs, and nothing that only others have."""
        measure = MEASURES.get(self.measure)
        if measure is None:
            return
        for key, otherwise in TOLD_MORE.items():
            if getattr(self, key) and key not in measure.needs + measure.takes:
                yield Fault(key, otherwise)
        for key in measure.needs:
            if not getattr(self, key):
                yield Fault(key, NEEDED[key])
