"""One parameter of a rule → its type, its bounds, and what is wrong with a value of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import pandas as pd

from zhen_analysis.catalogue.vocabulary.policies import MISSING, UNHELD, Policy, fixed_mark

Line: TypeAlias = Mapping[str, Any]  # one line of the indicator table; NaN or None if blank
FULL_SHARE = 100.0  # cap in % of full marks where none is declared
FULL_MARKS = 100.0  # where none are declared


@dataclass(frozen=True)
class Parameter:
    """A column of the indicator table that a score depends on.

    Attributes
    ----------
    kind : number; word (one of ``words``); policy (one of ``words``, or ``fixed:<x>`` marks);
        knots (``value:score`` pairs); column (a number of each unit, such as its households).
    above, least : a number lies above the one, or is not less than the other.
    words : the words that it may be → how an office calls each.
    default : what it is where it is blank; None where there is no such thing.
    because : why the bound is there, where that is not plain.
    """

    name: str
    kind: Literal["number", "word", "policy", "knots", "column"] = "number"
    above: float | None = None
    least: float | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    default: Any = None
    because: str = ""

    def fault(self, value: Any) -> str:
        """Return what a value that is not blank must be and is not; empty where it is right."""
        if self.kind == "number":
            return self.number_fault(float(value))
        if self.kind == "policy" and fixed_mark(value) is not None:
            return ""
        return f"must be {self.choices}" if self.words and value not in self.words else ""

    def number_fault(self, value: float) -> str:
        """Return which bound a number breaks."""
        if self.above is not None and not value > self.above:
            return f"must be above {self.above:g}{self.because}"
        if self.least is not None and not value >= self.least:
            return f"must be {self.least:g} or more{self.because}"
        if self.words and f"{value:g}" not in self.words:
            return f"must be {self.choices}"
        return ""

    @property
    def choices(self) -> str:
        """The words that it may be, as a sentence names them."""
        every = [*self.words, *["fixed:NUMBER"] * (self.kind == "policy")]
        return " or ".join([*filter(None, [", ".join(every[:-1])]), every[-1]])


def words_of(policies: Mapping[str, Policy]) -> dict[str, str]:
    """Return each policy's word → what the clerk's workbook calls it."""
    return {name: policy.chinese for name, policy in policies.items()}


# How a unit's size is called, and what is counted of it.
SIZES = {"households": ("户数", "户"), "population": ("人口", "人"), "grids": ("网格数", "个网格")}
MORE_MARKS = ": better must never score less"
DECLARED = (
    Parameter("weight", least=0),
    Parameter("full_marks", above=0, default=FULL_MARKS),
    Parameter("floor", default=0.0),
    Parameter("target"),
    Parameter("direction", words={"1": "越大越好", "-1": "越小越好"}),
    Parameter("per", least=0, because=MORE_MARKS),
    Parameter("cap", above=0, default=FULL_SHARE),
    Parameter("start"),
    Parameter("step", above=0),
    Parameter("loss", least=0, because=MORE_MARKS),
    Parameter("zero_at", above=0),
    Parameter("error", least=0),
    Parameter("size_base", above=0, default=1.0),
    Parameter("knots", "knots"),
    Parameter("scale", "word", words={"linear": "等距", "log": "对数"}, default="linear"),
    Parameter(
        "part",
        "word",
        words={"whole": "满一级才扣", "part": "按比例扣", "begun": "不足一级按一级扣"},
        default="whole",
    ),
    Parameter("size", "column", words={size: told for size, (told, _) in SIZES.items()}),
    Parameter("coefficient", "column", words={"difficulty": "乘难度系数"}),
    Parameter("missing", "policy", words=words_of(MISSING)),
    Parameter("unheld", "policy", words=words_of(UNHELD)),
    Parameter("aggregate", "word", words={"arithmetic": "加权平均", "geometric": "加权几何平均"}),
    Parameter("shrink", "word", words={"true": "是", "false": "否"}),
)
PARAMETERS = {parameter.name: parameter for parameter in DECLARED}
NUMBERS = [parameter.name for parameter in DECLARED if parameter.kind == "number"]
TEXTS = [parameter.name for parameter in DECLARED if parameter.kind != "number"]


def marks_beyond_full(line: Line) -> Iterator[tuple[str, str]]:
    """Find fixed marks of a typed line that are more than its full marks."""
    full = or_else(line["full_marks"], FULL_MARKS)
    for name in ("missing", "unheld"):
        marks = fixed_mark(line[name])
        if marks is not None and marks > full:
            yield name, f"is more than the full marks, {full:g}"


def or_else(number: Any, default: float) -> float:
    """Return a parameter, or its default where it is blank."""
    return default if pd.isna(number) else float(number)


def top_share(line: Line) -> float:
    """Return the cap as a share of full marks."""
    return or_else(line["cap"], FULL_SHARE) / 100


def parse_knots(written: str) -> list[tuple[float, float]]:
    """Return ``0:0;60:6`` as (value, score) pairs in order of value; ValueError if it is not so."""
    pairs = [
        (float(value), float(score))
        for value, score in (pair.split(":") for pair in written.split(";"))
    ]
    if not all(map(math.isfinite, (number for pair in pairs for number in pair))):
        raise ValueError(f"{written} holds a number that is not finite")
    return sorted(pairs)
