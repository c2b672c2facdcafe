"""A town, a period and the tables made of them → one value; each kind of period adds its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import pandas as pd

from zhen_analysis.assess.cases.desk import Supervised, supervise
from zhen_analysis.base.period import FiledPeriod, Period
from zhen_analysis.catalogue.town_period import TownPeriod
from zhen_analysis.intake import CORRECTION_STATES, HARMS, Filed, Harm, Veil
from zhen_analysis.intake.people.of_people import without_lines
from zhen_analysis.results.folders import days_of_filing, unread_of

ENTRIES = ["read", "recorded", "rejected", "subtotal", "blank", "duplicate"]
CELLS = ["read", "banner", "header", "entry", "note"]

P = TypeVar("P", bound=Period, covariant=True)
F = TypeVar("F", bound=FiledPeriod, covariant=True)


@dataclass(frozen=True, repr=False)
class Assessment(TownPeriod[P]):
    """One period of a town: what was filed for it, and what became of that.

    No text in its tables names a person, nor shows what is a person's number or address.

    Attributes
    ----------
    files : every file, with the ``period`` that it was filed for: of a month or week also those of
        the year before it, which its figures rest on.
    sheets, blocks : the accounts of the period's own cells and lines.
    issues : the period's own, file by file, most harmful first; ``placed``: ledger, unit, item and
        harm of each, row by row.
    filings : what was due from whom for the period.
    """

    files: pd.DataFrame
    sheets: pd.DataFrame
    blocks: pd.DataFrame
    issues: pd.DataFrame
    placed: pd.DataFrame
    filings: pd.DataFrame

    def __repr__(self) -> str:
        """Return what it is of; never what is written in it."""
        kind, files, issues = type(self).__name__, len(self.own_files), len(self.issues)
        return f"{kind}({self.town} {self.period}: {files} files, {issues} issues)"

    @property
    def veils(self) -> tuple[Veil, ...]:
        """What knows the people of its filings, whose names no page may hold."""
        return tuple(veil for part in self.parts for veil in part.veils)

    @property
    def parts(self) -> tuple[Assessment, ...]:
        """The assessments that it is made of."""
        return ()

    @property
    def harms(self) -> tuple[Harm, ...]:
        """What an issue can do to the figures, most harmful first."""
        return HARMS

    @property
    def correction_states(self) -> dict[str, str]:
        """Check → what became of a declared correction; those that were not applied first."""
        return CORRECTION_STATES

    @property
    def own_files(self) -> pd.DataFrame:
        """The files that were filed for the period itself."""
        return self.files[self.files["period"] == str(self.period)]

    @property
    def unread_files(self) -> pd.DataFrame:
        """Files whose content could not be taken in, those of the year before it included."""
        return unread_of(self.files)

    @property
    def is_complete(self) -> bool:
        """Tell whether every file that the figures rest on could be read."""
        return self.unread_files.empty

    @property
    def not_reported(self) -> list[str]:
        """Codes of the ledgers that nobody filed for the period, in catalogue order."""
        came = set(self.filings.loc[self.filings["status"] != "missing", "ledger"])
        due = (each for each in self.catalogue.ledgers.values() if each.counts_in(self.period))
        return [ledger.code for ledger in due if ledger.code not in came]

    @property
    def counts(self) -> dict:
        """The period's files, lines and cells by kind, and issues by check."""
        checks = self.issues["check"].value_counts().items()
        return {
            "files": self.own_files["file"].tolist(),
            "entries": {kind: int(self.blocks[kind].sum()) for kind in ENTRIES},
            "cells": {kind: int(self.sheets[kind].sum()) for kind in CELLS},
            "issues": {check: int(count) for check, count in sorted(checks)},
        }


@dataclass(frozen=True, repr=False)
class FiledAssessment(Assessment[F]):
    """A month or week: what workbooks are filed for.

    ``filed``: the records of the year up to the period, and the cells behind them, as filed.
    """

    filed: Filed

    @property
    def veils(self) -> tuple[Veil, ...]:
        """What knows the people of its filings, whose names no page may hold."""
        return (self.filed.veil,)

    @property
    def records(self) -> pd.DataFrame:
        """The year's records up to the period; what a ledger declares personal is NA in them."""
        return self.filed.shown_records

    @property
    def fields(self) -> pd.DataFrame:
        """The cells behind the records, personal columns left out."""
        return self.filed.shown_fields

    def records_with_personal(self) -> pd.DataFrame:
        """Return the records as filed, with names and remarks: for looking into, never to print.

        A page that shows what is personal in them is not made.
        """
        return self.filed.records.copy()

    def issues_with_personal(self) -> pd.DataFrame:
        """Return the issues with those of single lines of people, for who mends them."""
        return self.filed.issues.copy()

    @cached_property
    def supervised(self) -> Supervised:
        """What became of the items that meetings handed out, by the period's last 督办单."""
        filed = self.filed
        told = supervise(filed.records, filed.fields, self, days_of_filing(filed.files))
        cases = filed.show(without_lines(told.cases, self.catalogue))
        return replace(told, cases=cases, meetings=filed.show(told.meetings))


@dataclass(frozen=True, repr=False)
class RankedAssessment(Assessment[P]):
    """What has a ranking: the ``totals`` of every scheme's units, and their places."""

    totals: pd.DataFrame
    ranking: pd.DataFrame


@dataclass(frozen=True, repr=False)
class ScoredAssessment(RankedAssessment[P]):
    """What is ranked by scores of single indicators, and the ``measures`` that are scored."""

    measures: pd.DataFrame
    scores: pd.DataFrame

    @property
    def noisy(self) -> dict[str, list[str]]:
        """Scheme → names of its scored indicators that chance can move, as the catalogue says."""
        lines = self.catalogue.indicators
        shrunk = lines.loc[lines["shrink"] == "true", ["scheme", "indicator", "name"]]
        scored = self.scores[["scheme", "indicator"]].drop_duplicates()
        both = shrunk.merge(scored, on=["scheme", "indicator"], validate="1:1")
        return both.groupby("scheme", sort=False)["name"].agg(list).to_dict()
