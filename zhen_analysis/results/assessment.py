"""A town, a period and the tables made of them → one value; each kind of period adds its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import pandas as pd

from zhen_analysis.assess.cases.desk import Supervised, supervise
from zhen_analysis.base.period import FiledPeriod, Period
from zhen_analysis.catalogue.town_period import TownPeriod
from zhen_analysis.intake import CORRECTION_STATES, HARMS, Harm
from zhen_analysis.results.folders import days_of_filing, unread_of

ENTRIES = ["read", "recorded", "rejected", "subtotal", "blank", "duplicate"]
CELLS = ["read", "banner", "header", "entry", "note"]

P = TypeVar("P", bound=Period, covariant=True)
F = TypeVar("F", bound=FiledPeriod, covariant=True)


@dataclass(frozen=True)
class Assessment(TownPeriod[P]):
    """One period of a town: what was filed for it, and what became of that.

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


@dataclass(frozen=True)
class FiledAssessment(Assessment[F]):
    """A month or week: what workbooks are filed for.

    ``records`` (and ``fields``, the cells behind them) cover the year up to the period.
    """

    records: pd.DataFrame
    fields: pd.DataFrame

    @cached_property
    def supervised(self) -> Supervised:
        """What became of the items that meetings handed out, by the period's last 督办单."""
        return supervise(self.records, self.fields, self, days_of_filing(self.files))


@dataclass(frozen=True)
class RankedAssessment(Assessment[P]):
    """What has a ranking: the ``totals`` of every scheme's units, and their places."""

    totals: pd.DataFrame
    ranking: pd.DataFrame


@dataclass(frozen=True)
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
