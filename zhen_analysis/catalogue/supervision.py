"""What a ledger declares of supervision: its lights, its chain of notices, who speaks each week."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lights:
    """When an open case shows which light; a threshold that is not declared shows none.

    Attributes
    ----------
    near_days : blue from so many days before the deadline on (3: on the last three days).
    near_kind : how these days are counted, ``workday`` or ``natural``.
    behind : yellow from so many 百分点 behind 序时进度 on.
    far_behind : red beyond so many 百分点; an overdue case is always red.
    """

    near_days: int | None = None
    near_kind: str = "workday"
    behind: float | None = None
    far_behind: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Notice:
    """A step of the chain 交办单 → 催办单 → 督办通知单; the last one whose condition holds is due.

    Attributes
    ----------
    overdue : from so many days after the deadline on.
    reminders : from so many earlier weeks on in which the case was overdue already.
    """

    name: str
    overdue: int | None = None
    reminders: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Speaking:
    """How many villages of each group speak each week, and how many marks make a mean firm."""

    first: int = 1
    last: int = 1
    fewest_marks: int = 3
    source: str = ""
