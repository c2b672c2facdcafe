"""What a record can be measured by, each measure by its name; two sums → the figure they make.

One more measure is one more object here, and the function of ``assess.measures`` that finds the
cells that count (``contributions.CELLS``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

COHORTS = {"found": "本期发现的", "flow": "本期应办的"}  # of which cases a rate is
# What some measures must or may be told further → what is said where another one is told it.
TOLD_MORE = {
    "cohort": "only what counts closed cases says of which cases it is.",
    "levels": "only graded_points has levels.",
    "severity": "only cases are counted by their severity or kind.",
    "round": "only a mean_mark counts the marks of one round or checker.",
    "inspections": "only findings per inspection name what counts the inspections.",
}


@dataclass(frozen=True)
class Measure:
    """A way to measure.

    Attributes
    ----------
    chinese : what the clerk's workbook calls it.
    shapes : the shapes of ledgers that it fits.
    kind : a sum; a share (numerator of denominator, in %); a mean; a rate per 100 of a ``size``; a
        rate per inspection, which another indicator counts (``inspections``).
    needs, takes : columns of the indicator table (``TOLD_MORE``) that it must or may be told.
    parts : what the denominator and the numerator of a share are called.
    bases : cohort → the sentence of what a share is a share of; "" where it has no cohort.
    more : how one speaks of more of it: 再办结2件. Empty: of a mean, which is raised.
    size : of ``per_size``, the column of units that it is taken per 100 of.
    knows_base : the denominator comes from the catalogue, whether the unit reports or not.
    of_cases : it counts cases, few and decided by chance too.
    never_more : of a share, nothing counts beyond the denominator; such a share of things that
        happen by chance may be drawn anew (``shrink``), unless its cohort is ``flow``.
    is_found : it counts what inspections find, so that 0 may only mean that nobody looked.
    is_raw : a plain sum, which favours big units where it is scored as it stands.
    adds_up : the figures of months add up to that of a year, so that a goal can be set by it.
    """

    name: str
    chinese: str
    shapes: tuple[str, ...]
    kind: Literal["sum", "share", "mean", "per_size", "per_inspection"] = "sum"
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    parts: tuple[str, str] | None = None
    bases: Mapping[str, str] = field(default_factory=dict)
    more: str = "再增加"
    size: str = ""
    knows_base: bool = False
    of_cases: bool = False
    never_more: bool = False
    is_found: bool = False
    is_raw: bool = False
    adds_up: bool = False

    @property
    def has_denominator(self) -> bool:
        """Whether it sets one sum against another."""
        return self.kind != "sum"

    @property
    def can_shrink(self) -> bool:
        """Whether it is a share of things that chance decides too."""
        return self.kind == "share" and self.never_more

    def value(self, numerator: pd.Series, denominator: pd.Series) -> pd.Series:
        """Return the figure of two sums; NA where the denominator is needed and 0 or unknown."""
        if self.kind == "sum":
            return numerator
        scale = 1 if self.kind in {"mean", "per_inspection"} else 100
        return scale * numerator / denominator.where(denominator > 0)

    def uom_of(self, uom: str) -> str:
        """Return the unit of the figure, of what is counted in ``uom``."""
        if self.kind == "share":
            return "%"
        if self.kind == "per_inspection":
            return f"{uom}/次"
        return f"{uom}/百{SIZE_WORDS[self.size]}" if self.size else uom


SIZE_WORDS = {"households": "户"}
MEASURES = {
    measure.name: measure
    for measure in (
        Measure("quantity", "数量合计", ("work", "coverage"), is_raw=True, adds_up=True),
        Measure(
            "per_100_households", "每百户数量", ("work",), "per_size",
            size="households", knows_base=True,
        ),
        Measure(
            "reached_rate", "覆盖率", ("work",), "share",
            parts=("应到", "已到"), bases={"": "{span}已到单位数÷单位数"}, knows_base=True,
        ),
        Measure(
            "rate", "完成率", ("coverage",), "share",
            parts=("应完成", "已完成"), bases={"": "截至月末已完成÷应完成"},
            more="再完成", never_more=True,
        ),
        Measure("done", "已完成数", ("coverage",), is_raw=True, adds_up=True),
        Measure("due", "应完成数", ("coverage",)),
        Measure(
            "opened", "发现数", ("case",), takes=("severity",),
            of_cases=True, is_found=True, is_raw=True, adds_up=True,
        ),
        Measure(
            "opened_per_inspection", "每次检查发现数", ("case",), "per_inspection",
            needs=("inspections",), takes=("severity",), of_cases=True,
        ),
        Measure(
            "closed", "办结数", ("case",), takes=("cohort", "severity"),
            of_cases=True, is_raw=True, adds_up=True,
        ),
        Measure(
            "closed_rate", "办结率", ("case",), "share", needs=("cohort",), takes=("severity",),
            parts=("发现", "已整改"),
            bases={
                "found": "截至月末已整改÷{span}发现",
                "flow": "{span}整改÷{span}应整改，可超过100%",
            },
            more="再办结", of_cases=True, never_more=True,
        ),
        Measure("open", "未办结数", ("case",), takes=("severity",), of_cases=True),
        Measure("overdue", "逾期数", ("case",), takes=("severity",), of_cases=True),
        Measure(
            "checked", "销号数", ("case",), takes=("severity",), of_cases=True, adds_up=True
        ),
        Measure(
            "checked_rate", "销号率", ("case",), "share", takes=("severity",),
            parts=("发现", "已销号"), bases={"": "截至月末已销号÷{span}发现"},
            more="再销号", of_cases=True, never_more=True,
        ),
        Measure("graded_points", "按级别计分", ("case",), needs=("levels",), adds_up=True),
        Measure("mean_mark", "平均分", ("mark",), "mean", takes=("round",), more=""),
    )
}  # fmt: skip
SHARES = {name for name, measure in MEASURES.items() if measure.kind == "share"}
PER_SIZE = {name for name, measure in MEASURES.items() if measure.kind == "per_size"}
PER_INSPECTION = {name for name, measure in MEASURES.items() if measure.kind == "per_inspection"}
FOR_SCORES = PER_SIZE | PER_INSPECTION  # figures that make units comparable, beside the counts


def measures_of(shape: str) -> list[str]:
    """Return the names of the measures that fit a shape."""
    return [name for name, measure in MEASURES.items() if shape in measure.shapes]
