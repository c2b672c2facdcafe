"""What a catalogue holds once it is checked: frozen objects and plain frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import FiledPeriod, Period
from zhen_analysis.catalogue.declared.ledger import Ledger
from zhen_analysis.catalogue.declared.overrides import PERIOD_FIELD, Correction
from zhen_analysis.catalogue.declared.scheme import Scheme
from zhen_analysis.catalogue.declared.town import Town
from zhen_analysis.catalogue.goals import no_goals
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.catalogue.workdays import workday_from


@dataclass(frozen=True)
class Catalogue:
    """A whole catalogue.

    Attributes
    ----------
    units : one row per village or department: town, level, unit, name, group, households,
        population, grids, difficulty (coefficient; NA counts as 1), valid_from, valid_to,
        households_cell, unit_cell (where the number and the code stand).
    aliases : one row per other spelling of a unit: town, alias, unit.
    indicators : what is measured, one row per line of indicators.csv (``scheme`` is NA), then one
        row per line of each scheme with what its indicator says; NA where blank.
    overrides : day → workday or holiday, where calendar.csv differs from the public calendar.
    corrections : lines of corrections.csv, their units as written (code, name or alias).
    goals : one row per goal of goals.csv, in the order of its tree (``freeze_goals``).
    words : what words in cells, lines and names mean; its ledgers have the same.
    """

    towns: Mapping[str, Town]
    units: pd.DataFrame
    aliases: pd.DataFrame
    indicators: pd.DataFrame
    ledgers: Mapping[str, Ledger]
    schemes: Mapping[str, Scheme]
    overrides: Mapping[date, str] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    goals: pd.DataFrame = field(default_factory=no_goals)
    words: Words = WORDS

    def due_date(self, ledger: Ledger, period: FiledPeriod) -> date:
        """Return the last day to file a period: its due day, or the next workday after it."""
        return workday_from(period.due_on(ledger.due_day), self.overrides)

    def find_town(self, written: str | None) -> str:
        """Return the code of the town that ``written`` (code or name) means; default the first."""
        if not written:
            return next(iter(self.towns))
        for town in self.towns.values():
            if written in (town.code, town.name):
                return town.code
        known = ", ".join(f"{town.code} ({town.name})" for town in self.towns.values())
        raise BadInput(f"no town {written!r} in the catalogue.", hint=f"Known: {known}.")

    def of_town(self, town: str) -> Catalogue:
        """Return what of the catalogue is one town's own affair.

        Without the ledgers that it does not file, so that nothing of them is due from it; and
        without the schemes that rank towns: those are the district's.
        """
        own = {code for code, scheme in self.schemes.items() if scheme.level != "town"}
        return self._limited_to(own, set(self.towns[town].ledgers) or set(self.ledgers))

    def of_district(self) -> Catalogue:
        """Return the catalogue with the schemes that rank towns, and no others."""
        above = {code for code, scheme in self.schemes.items() if scheme.level == "town"}
        return self._limited_to(above, set(self.ledgers))

    def _limited_to(self, schemes: set[str], ledgers: set[str]) -> Catalogue:
        """Return the catalogue with some schemes and ledgers.

        What other schemes count is still measured; not so findings per inspection where what counts
        the inspections is left out.
        """
        lines = self.indicators
        has_ledger = lines["ledger"].isna() | lines["ledger"].isin(ledgers)
        has_scheme = lines["scheme"].isna() | lines["scheme"].isin(schemes)
        kept = has_ledger & has_scheme
        if "inspections" in lines:
            kept &= ~lines["inspections"].isin(lines.loc[~has_ledger, "indicator"])
        if kept.all():
            return self
        return replace(
            self,
            ledgers={code: each for code, each in self.ledgers.items() if code in ledgers},
            indicators=lines[kept].reset_index(drop=True),
            schemes={code: each for code, each in self.schemes.items() if code in schemes},
            corrections=tuple(each for each in self.corrections if each.ledger in ledgers),
        )

    def find_unit(self, town: str, written: str) -> str:
        """Return the code of the unit that a code, name or alias means; a town counts as a unit."""
        if written in (town, self.towns[town].name):
            return town
        here = self.units[self.units["town"] == town]
        exact = here[(here["unit"] == written) | (here["name"] == written)]
        if len(exact):
            return str(exact["unit"].iloc[0])
        other = self.aliases[(self.aliases["town"] == town) & (self.aliases["alias"] == written)]
        if len(other):
            return str(other["unit"].iloc[0])
        known = ", ".join(here["unit"] + " (" + here["name"] + ")")
        raise BadInput(f"no unit {written!r} in town {town}.", hint=f"Known: {known}.")

    def days_of(self, town: str, period: FiledPeriod) -> tuple[date, date]:
        """Return the first and last day of what a town counts to a period."""
        return self.towns[town].days_of(period)

    def corrections_in(self, town: str) -> list[Correction]:
        """Return the corrections of one town, their units as codes; those of tables have none."""
        known = set(self.unit_names(town)) | set(self.unit_names(town).values())
        known |= set(self.aliases.loc[self.aliases["town"] == town, "alias"])
        return [
            correction
            if correction.field == PERIOD_FIELD
            else replace(correction, unit=self.find_unit(town, correction.unit))
            for correction in self.corrections
            if correction.unit in known or correction.field == PERIOD_FIELD
        ]

    def find_indicator(self, written: str) -> str:
        """Return the code of the indicator that a code or name means."""
        measured = self.measured_indicators
        found = measured[(measured["indicator"] == written) | (measured["name"] == written)]
        if len(found):
            return str(found["indicator"].iloc[0])
        known = ", ".join(measured["indicator"] + " (" + measured["name"] + ")")
        raise BadInput(f"no indicator {written!r}.", hint=f"Known: {known}.")

    def goals_in(self, town: str) -> pd.DataFrame:
        """Return the goals of one town, in the order of the tree."""
        return self.goals[self.goals["town"] == town].reset_index(drop=True)

    def find_ledger(self, written: str) -> str:
        """Return the code of the ledger that a code or name means."""
        for ledger in self.ledgers.values():
            if written in (ledger.code, ledger.name):
                return ledger.code
        known = ", ".join(f"{ledger.code} ({ledger.name})" for ledger in self.ledgers.values())
        raise BadInput(f"no ledger {written!r}.", hint=f"Known: {known}.")

    def find_scheme(self, written: str) -> Scheme:
        """Return the scheme that a code or title means."""
        for scheme in self.schemes.values():
            if written in (scheme.code, scheme.title):
                return scheme
        raise BadInput(f"no scheme {written!r}.", hint=f"Known: {', '.join(self.schemes)}.")

    def units_in(self, town: str, period: Period, level: str | None = None) -> pd.DataFrame:
        """Return the units of a town that exist in ``period``, in catalogue order.

        A unit that has several lines in the period (renamed on a day within it) is what it is at
        the period's end.
        """
        known = (town, period, level)
        if known not in self._units_in:
            self._units_in[known] = self._select_units(town, period, level)
        return self._units_in[known].copy()

    def _select_units(self, town: str, period: Period, level: str | None) -> pd.DataFrame:
        units = self.units[self.units["town"] == town]
        if level is not None:
            units = units[units["level"] == level]
        first, last = pd.Timestamp(period.first_day), pd.Timestamp(period.last_day)
        begun = units["valid_from"].isna() | (units["valid_from"] <= last)
        lasting = units["valid_to"].isna() | (units["valid_to"] >= first)
        lines = units[begun & lasting].sort_values("valid_from", na_position="first", kind="stable")
        return lines.drop_duplicates("unit", keep="last").sort_index().reset_index(drop=True)

    @cached_property
    def _units_in(self) -> dict[tuple, pd.DataFrame]:
        """Answers of ``units_in`` so far; every measure asks for the same few."""
        return {}

    @cached_property
    def measured_indicators(self) -> pd.DataFrame:
        """One row per indicator that is measured (nodes of a scheme's tree left out)."""
        measured = self.indicators[self.indicators["measure"].notna()]
        return measured.drop_duplicates("indicator").reset_index(drop=True)

    def scheme_indicators(self, scheme: str) -> pd.DataFrame:
        """Return the lines of one scheme: leaves with a rule, and the nodes above them."""
        return self.indicators[self.indicators["scheme"] == scheme].reset_index(drop=True)

    def unit_name(self, town: str, unit: str, period: Period | None = None) -> str:
        """Return the printed name of a unit or town; the code where it has none."""
        return self.unit_names(town, period).get(unit, unit)

    def unit_names(self, town: str, period: Period | None = None) -> dict[str, str]:
        """Return code → printed name of a town's units, the town itself included.

        With a period, a unit that was renamed has the name of that period (of a quarter or year,
        of its last month); else its last one.
        """
        here = self.units[self.units["town"] == town]
        if period is not None:
            here = pd.concat([here, self.units_in(town, period.parts[-1])])
        names = dict(zip(here["unit"], here["name"], strict=True))
        return {**names, town: self.towns[town].name}

    def indicator_name(self, indicator: str) -> str:
        """Return the printed name of an indicator; the code where it has none."""
        found = self.indicators.loc[self.indicators["indicator"] == indicator, "name"]
        return str(found.iloc[0]) if len(found) else indicator
