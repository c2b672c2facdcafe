"""How a scheme assesses: its full marks, bonuses, deductions, vetoes, honours and roll-ups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, ConfigDict, Field, Strict, with_config
from pydantic.dataclasses import dataclass
from typing_extensions import TypedDict

from zhen_analysis.base.period import Period, is_month
from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import (
    Above0,
    Code,
    From1,
    Month,
    NotBelow0,
    Number,
    OneOf,
    Span,
    Unheld,
    Whole,
    must,
)


def as_whole(number: Any) -> Any:
    """Return 3.0 as 3, so that whether a number is whole does not hang on how it is written."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Places = Annotated[int, Strict(), Field(ge=0), BeforeValidator(as_whole)]
Decimals = Annotated[int, Strict(), must(lambda n: 0 <= n <= 6, "must be from 0 to 6.")]
Evidence = Annotated[float, Strict(), must(lambda n: 0 < n < 1, "must be between 0 and 1.")]
MonthKey = Annotated[
    str,
    must(
        lambda key: is_month(key) or key in map(str, range(1, 13)),
        "must be a month such as 2022-02, or 2 for every February.",
    ),
]
SeasonKey = Annotated[
    str, must({"quarter", "year"}.__contains__, "is not known; known: quarter, year.")
]


@dataclass(frozen=True)
class Band(Declared):
    """A grade and the total from which on it is given, in % of full marks."""

    grade: str
    lower: Annotated[Number, Field(validation_alias="from")]


@with_config(ConfigDict(extra="forbid", allow_inf_nan=False))
class Honours(TypedDict, total=False):
    """How many are 先进 and 后进, and the totals (in % of full marks) that must hold besides."""

    top: Places
    bottom: Places
    top_at_least: NotBelow0
    bottom_below: NotBelow0


@dataclass(frozen=True)
class Bonus(Declared):
    """Points on top of the total: ``per`` for each unit of the indicator's value, up to ``cap``."""

    indicator: str
    span: Span
    per: NotBelow0
    reason: str
    cap: NotBelow0 | None = None
    source: str = ""


@dataclass(frozen=True)
class Deduction(Declared):
    """Points off the total: ``per`` for each unit of the indicator's value, up to ``cap``."""

    indicator: str
    span: Span
    per: NotBelow0
    reason: str
    cap: NotBelow0 | None = None
    source: str = ""


@dataclass(frozen=True)
class Veto(Declared):
    """一票否决: from ``at_least`` on, ``consequence`` follows whatever the total.

    ``bars_honours``; ``sets_grade`` (to ``grade``, else the lowest); ``zeroes_total``;
    ``zeroes_item`` (``item``: an indicator or a node of the scheme).
    """

    indicator: str
    span: Span
    at_least: Number
    consequence: Annotated[str, OneOf("bars_honours", "sets_grade", "zeroes_total", "zeroes_item")]
    reason: str
    item: str = ""
    grade: str = ""
    source: str = ""

    def faults(self) -> Iterator[Fault]:
        """What is zeroed is named."""
        if (self.consequence == "zeroes_item") != bool(self.item):
            yield Fault("item", "goes with zeroes_item, and only there.", self.item)


@dataclass(frozen=True)
class Condition(Declared):
    """A target beside a place: who is in the top must meet it, who is in the bottom miss it.

    ``honour``: top or bottom. The target is ``at_least`` or ``at_most``.
    """

    honour: Annotated[str, OneOf("top", "bottom")]
    indicator: str
    span: Span
    reason: str
    at_least: Number | None = None
    at_most: Number | None = None
    source: str = ""

    def faults(self) -> Iterator[Fault]:
        """There is one target."""
        if (self.at_least is None) == (self.at_most is None):
            yield Fault("at_least", "a target is at_least or at_most, one of the two.", "")


@dataclass(frozen=True)
class Exemption(Declared):
    """A unit that is not named 后进 in a month, because of what nobody could help (不可抗力)."""

    unit: str
    period: Month
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Outcome(Declared):
    """What follows from a place: 流动红旗, 表态发言, 约谈, 进步奖.

    ``on``: top or bottom (the unit is named 先进 or 后进) or gained (places since last month).
    ``places``: only the first so many of them. ``times``: from so many times this year on, this
    month included, and up to ``times_at_most``. ``streak``: from so many months in a row on.
    ``at_least``: places gained, and up to ``at_most``. So 约谈, 诫勉 and 免职 exclude one another.
    ``grade``: the best grade that such a unit can have.
    """

    name: str
    on: Annotated[str, OneOf("top", "bottom", "gained")]
    places: From1 | None = None
    times: From1 | None = None
    streak: From1 | None = None
    at_least: Whole = 1
    times_at_most: From1 | None = None
    at_most: Whole | None = None
    grade: str = ""
    source: str = ""

    def faults(self) -> Iterator[Fault]:
        """An upper end is not below the lower one, and of what the outcome follows."""
        if self.times_at_most is not None and self.times_at_most < (self.times or 1):
            yield Fault("times_at_most", "must not be less than times.")
        if self.at_most is not None and (self.on != "gained" or self.at_most < self.at_least):
            yield Fault("at_most", "goes with gained, and must not be less than at_least.")
        if self.on == "gained" and self.times_at_most is not None:
            yield Fault("times_at_most", "goes with top or bottom.")


@dataclass(frozen=True)
class RollUp(Declared):
    """How the months of a quarter or year become one total.

    ``formula``: sum or mean of the months. ``unheld``: what a month without an assessment counts,
    ``exclude`` (left out for all) or ``fixed:<x>`` for all. ``annual``: the scheme whose total in
    the last month is the annual part, with ``annual_share`` % of the total, the months the rest.
    ``bonuses``: included (in each month's total) or apart (months count without theirs, which are
    added up at the end, up to ``bonus_cap``).
    """

    formula: Annotated[str, OneOf("mean", "sum")] = "mean"
    unheld: Unheld = "exclude"
    annual: str = ""
    annual_share: Number = 0.0
    bonuses: Annotated[str, OneOf("included", "apart")] = "included"
    bonus_cap: NotBelow0 | None = None
    source: str = ""

    def faults(self) -> Iterator[Fault]:
        """An annual part has a share."""
        share = self.annual_share
        if not 0 <= share <= 100 or bool(share) != bool(self.annual):
            sentence = "goes with annual, and is a share from 0 to 100 (%)."
            yield Fault("annual_share", sentence, f"{share:g}")


def most_marks(written: Any) -> Any:
    """Return the full marks of the group that has most, where each group has its own."""
    if not isinstance(written, dict):
        return written
    return max((n for n in written.values() if isinstance(n, int | float)), default=100.0)


def marks_by_group(written: Any) -> Any:
    """Return full marks by group; none where one number is for all."""
    return written if isinstance(written, dict) else {}


@dataclass(frozen=True)
class Scheme(Declared):
    """How units of one level are assessed, ranked and honoured.

    Attributes
    ----------
    full_marks, group_marks : the scale of the totals; groups may have another one.
    bands : from best to worst, their lower bounds in % of full marks.
    honours : ``top`` and ``bottom`` (places); ``top_at_least`` and ``bottom_below`` (in % of full
        marks) must hold besides.
    months : what of ``honours`` differs, by month (``2022-02``, or ``2`` for every February).
    bonus_cap, deduction_cap : points that all bonuses or deductions together cannot pass.
    unfiled : what follows for a unit that did not report something that counts: ``zero`` (ranked by
        its total, as ``missing`` makes it), ``last`` (behind all that reported), ``no_rank``.
    least_counted : share of the weight that must count for a rank, 0 to 1.
    """

    code: Code
    title: Annotated[str, Field(validation_alias="name")]
    level: Annotated[str, OneOf("village", "department", "town")]
    groups: tuple[str, ...] = ()
    full_marks: Annotated[Above0, BeforeValidator(most_marks)] = 100.0
    group_marks: Annotated[
        dict[str, Above0], BeforeValidator(marks_by_group), Field(validation_alias="full_marks")
    ] = Field(default_factory=dict)
    decimals: Decimals = 2
    ties: Annotated[str, OneOf("min", "max", "dense", "first")] = "min"
    evidence: Evidence | None = None
    unfiled: Annotated[str, OneOf("zero", "last", "no_rank")] = "zero"
    least_counted: Annotated[Number, must(lambda n: 0 <= n <= 1, "must be from 0 to 1.")] = 0.0
    honours: Honours = Field(default_factory=Honours)
    months: dict[MonthKey, Honours] = Field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    bands: tuple[Band, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    bonus_cap: NotBelow0 | None = None
    deductions: tuple[Deduction, ...] = ()
    deduction_cap: NotBelow0 | None = None
    vetoes: tuple[Veto, ...] = ()
    roll_up: dict[SeasonKey, RollUp] = Field(default_factory=dict)
    source: str = ""

    def full_marks_of(self, group: object) -> float:
        """Return the full marks of a group's totals."""
        return self.group_marks.get(str(group), self.full_marks)

    def honours_in(self, period: Period | None) -> dict[str, float]:
        """Return the places and thresholds that hold in a month; without one, the usual ones."""
        yearly = self.months.get(str(period.last_day.month), {}) if period else {}
        own = self.months.get(str(period), {})
        return cast("dict[str, float]", {**self.honours, **yearly, **own})

    def faults(self) -> Iterator[Fault]:
        """Full marks go with groups, grades with bands; the bounds fall; a bonus has a limit."""
        yield from self.mark_faults()
        yield from self.band_faults()
        for number, veto in enumerate(self.vetoes, start=1):
            grades = [band.grade for band in self.bands]
            if veto.grade and veto.grade not in grades:
                sentence = "is not a grade of this scheme's bands."
                yield Fault(f"vetoes[{number}].grade", sentence)
            if veto.consequence == "sets_grade" and not grades:
                yield Fault(f"vetoes[{number}].consequence", "the scheme has no bands.")
        for number, outcome in enumerate(self.outcomes, start=1):
            if outcome.grade and outcome.grade not in [band.grade for band in self.bands]:
                sentence = "is not a grade of this scheme's bands."
                yield Fault(f"outcomes[{number}].grade", sentence)
        for number, bonus in enumerate(self.bonuses, start=1):
            if bonus.cap is None and self.bonus_cap is None:
                sentence = "there is no limit to this bonus."
                yield Fault(f"bonuses[{number}].cap", sentence, "", "warning")

    def mark_faults(self) -> Iterator[Fault]:
        """Check that each group has full marks where one has."""
        groups, marks = self.groups, self.group_marks
        for group in marks:
            if group not in groups:
                yield Fault(f"full_marks.{group}", "is not one of the scheme's groups.", group)
        for group in groups if marks else ():
            if group not in marks:
                yield Fault(f"full_marks.{group}", "is missing.", "")

    def band_faults(self) -> Iterator[Fault]:
        """Check the grades' lower bounds."""
        bounds = [band.lower for band in self.bands if band.lower is not None]
        if bounds != sorted(bounds, reverse=True) or len(set(bounds)) < len(bounds):
            yield Fault("bands", "must fall from best to worst.", f"{bounds}")
        for number, bound in enumerate(bounds, start=1):
            if bound > 100 and (self.full_marks != 100 or self.group_marks):
                sentence = "is in % of full marks, so 100 at most."
                yield Fault(f"bands[{number}].from", sentence)
