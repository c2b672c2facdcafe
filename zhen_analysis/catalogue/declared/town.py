"""The file ``town.toml``: the towns of the workspace and the schemes that they are assessed by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import Code, Flag, Name, must
from zhen_analysis.catalogue.declared.scheme import Scheme

LATEST_END = 27  # every month has a day after it
MonthEnd = Annotated[
    int,
    must(
        lambda day: 1 <= day <= LATEST_END,
        f"must be from 1 to {LATEST_END}; leave it out where months end with the calendar's.",
    ),
]


@dataclass(frozen=True)
class Town(Declared):
    """A town of the workspace; ``ledgers``: those that it files, all of the catalogue if empty."""

    code: Code
    name: Name
    invented: Flag = False
    not_units: tuple[str, ...] = ()  # lines of ledgers that are no village: a road, 环卫所
    ledgers: tuple[str, ...] = ()
    month_ends: MonthEnd | None = None  # the reporting month's last day: 25, from the 26th on

    def days_of(self, period: FiledPeriod) -> tuple[date, date]:
        """Return the first and last day of what the town counts to a period.

        A week's are the calendar's; a month's too, unless the town's reporting month ends earlier.
        """
        if self.month_ends is None or period.kind != "month":
            return period.first_day, period.last_day
        before, own = (
            each.first_day.replace(day=self.month_ends) for each in (period.previous, period)
        )
        return before + timedelta(days=1), own


def with_codes(tables: Any) -> Any:
    """Give each table of ``[towns.CODE]`` its key as its code."""
    if not isinstance(tables, dict):
        return tables
    return {
        code: {"code": code, **table} if isinstance(table, dict) else table
        for code, table in tables.items()
    }


def with_titles(tables: Any) -> Any:
    """Give each table of ``[schemes.CODE]`` its code, which is its title too where it has none."""
    coded = with_codes(tables)
    if not isinstance(coded, dict):
        return coded
    return {
        code: {"name": code, **table} if isinstance(table, dict) else table
        for code, table in coded.items()
    }


Towns = Annotated[
    dict[str, Town],
    BeforeValidator(with_codes),
    must(len, "declare at least one [towns.CODE]."),
]
Schemes = Annotated[dict[str, Scheme], BeforeValidator(with_titles)]


@dataclass(frozen=True)
class TownFile(Declared):
    """All of ``town.toml``."""

    towns: Towns = Field(default_factory=dict, validate_default=True)
    schemes: Annotated[dict[str, Scheme], BeforeValidator(with_titles)] = Field(
        default_factory=dict
    )

    def faults(self) -> Iterator[Fault]:
        """A code is said once; a roll-up names another scheme of the file."""
        for code, town in self.towns.items():
            if town.code not in {code, None}:
                yield Fault(f"towns.{code}.code", "is the key of the table already.")
        for code, scheme in self.schemes.items():
            if scheme.code not in {code, None}:
                yield Fault(f"schemes.{code}.code", "is the key of the table already.")
        for code, scheme in self.schemes.items():
            for kind, rule in scheme.roll_up.items():
                if rule.annual and rule.annual not in self.schemes:
                    known = ", ".join(sorted(self.schemes))
                    place = f"schemes.{code}.roll_up.{kind}.annual"
                    yield Fault(place, f"must be one of {known}.")
