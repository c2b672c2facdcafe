"""How a scheme assesses: its full marks, bonuses, deductions, vetoes, honours and roll-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhen_analysis.base.period import Period


@dataclass(frozen=True)
class Bonus:
    """Points on top of the total: ``per`` for each unit of the indicator's value, up to ``cap``."""

    indicator: str
    span: str
    per: float
    reason: str
    cap: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Deduction:
    """Points off the total: ``per`` for each unit of the indicator's value, up to ``cap``."""

    indicator: str
    span: str
    per: float
    reason: str
    cap: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Veto:
    """一票否决: from ``at_least`` on, ``consequence`` follows whatever the total.

    ``bars_honours``; ``sets_grade`` (to ``grade``, else the lowest); ``zeroes_total``;
    ``zeroes_item`` (``item``: an indicator or a node of the scheme).
    """

    indicator: str
    span: str
    at_least: float
    consequence: str
    reason: str
    item: str = ""
    grade: str = ""
    source: str = ""


@dataclass(frozen=True)
class Condition:
    """A target beside a place: who is in the top must meet it, who is in the bottom miss it.

    ``honour``: top or bottom. The target is ``at_least`` or ``at_most``.
    """

    honour: str
    indicator: str
    span: str
    reason: str
    at_least: float | None = None
    at_most: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Exemption:
    """A unit that is not named 后进 in a month, because of what nobody could help (不可抗力)."""

    unit: str
    period: str
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Outcome:
    """What follows from a place: 流动红旗, 表态发言, 约谈, 进步奖.

    ``on``: top or bottom (the unit is named 先进 or 后进) or gained (places since last month).
    ``places``: only the first so many of them. ``times``: from so many times this year on, this
    month included. ``streak``: from so many months in a row on. ``at_least``: places gained.
    """

    name: str
    on: str
    places: int | None = None
    times: int | None = None
    streak: int | None = None
    at_least: int = 1
    source: str = ""


@dataclass(frozen=True)
class RollUp:
    """How the months of a quarter or year become one total.

    ``formula``: sum or mean of the months. ``unheld``: what a month without an assessment counts,
    ``exclude`` (left out for all) or ``fixed:<x>`` for all. ``annual``: the scheme whose total in
    the last month is the annual part, with ``annual_share`` % of the total, the months the rest.
    ``bonuses``: included (in each month's total) or apart (months count without theirs, which are
    added up at the end, up to ``bonus_cap``).
    """

    formula: str = "mean"
    unheld: str = "exclude"
    annual: str = ""
    annual_share: float = 0.0
    bonuses: str = "included"
    bonus_cap: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Scheme:
    """How units of one level are assessed, ranked and honoured.

    Attributes
    ----------
    full_marks, group_marks : the scale of the totals; groups may have another one.
    bands : (grade, lower bound in % of full marks).
    honours : ``top`` and ``bottom`` (places); ``top_at_least`` and ``bottom_below`` (in % of full
        marks) must hold besides.
    months : what of ``honours`` differs, by month (``2022-02``, or ``2`` for every February).
    bonus_cap, deduction_cap : points that all bonuses or deductions together cannot pass.
    """

    code: str
    title: str
    level: str
    groups: tuple[str, ...] = ()
    full_marks: float = 100.0
    group_marks: Mapping[str, float] = field(default_factory=dict)
    decimals: int = 2
    ties: str = "min"
    evidence: float | None = None
    honours: Mapping[str, float] = field(default_factory=dict)
    months: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    bands: tuple[tuple[str, float], ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    bonus_cap: float | None = None
    deductions: tuple[Deduction, ...] = ()
    deduction_cap: float | None = None
    vetoes: tuple[Veto, ...] = ()
    roll_up: Mapping[str, RollUp] = field(default_factory=dict)  # by kind: quarter, year
    source: str = ""

    def full_marks_of(self, group: object) -> float:
        """Return the full marks of a group's totals."""
        return self.group_marks.get(str(group), self.full_marks)

    def honours_in(self, period: Period) -> dict[str, float]:
        """Return the places and thresholds that hold in a month."""
        yearly = self.months.get(str(period.last_day.month), {})
        return {**self.honours, **yearly, **self.months.get(str(period), {})}
