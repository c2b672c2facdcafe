"""What a ledger declares of supervision: its lights, its chain of notices, who speaks each week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, Strict
from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import DayKind, From1, Name, NotBelow0


@dataclass(frozen=True)
class Lights(Declared):
    """When an open case shows which light; a threshold that is not declared shows none.

    Attributes
    ----------
    near_days : blue from so many days before the deadline on (3: on the last three days).
    near_kind : how these days are counted, ``workday`` or ``natural``.
    behind : yellow from so many 百分点 behind 序时进度 on.
    far_behind : red beyond so many 百分点; an overdue case is always red.
    """

    near_days: Annotated[int, Strict(), Field(ge=0)] | None = None
    near_kind: DayKind = "workday"
    behind: NotBelow0 | None = None
    far_behind: NotBelow0 | None = None
    source: str = ""

    def faults(self) -> Iterator[Fault]:
        """Red cannot begin before yellow."""
        behind = self.behind or 0
        if self.far_behind is not None and self.far_behind < behind:
            yield Fault("far_behind", "is below behind.")


@dataclass(frozen=True)
class Notice(Declared):
    """A step of the chain 交办单 → 催办单 → 督办通知单; the last one whose condition holds is due.

    Attributes
    ----------
    overdue : from so many days after the deadline on.
    reminders : from so many earlier weeks on in which the case was overdue already.
    """

    name: Name
    overdue: From1 | None = None
    reminders: From1 | None = None
    source: str = ""


@dataclass(frozen=True)
class Speaking(Declared):
    """How many villages of each group speak each week, and how many marks make a mean firm."""

    first: From1 = 1
    last: From1 = 1
    fewest_marks: From1 = 3
    source: str = ""
