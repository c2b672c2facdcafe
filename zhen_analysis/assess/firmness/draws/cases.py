"""Rates of few cases → which other true rates could have given them, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.draws.priors import Plausible, plausible_priors
from zhen_analysis.assess.scoring.indicators import Tree
from zhen_analysis.assess.scoring.tree import Rows
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.rules import RULES, is_shrunk

CASES = ["value", "numerator", "denominator"]
NEAR = 1e-6  # marks; a score further from its rule was set by a veto or a filing rule: it is exact


@dataclass(frozen=True)
class Cases:
    """A rate of cases: done out of due, of each unit (NaN: exact).

    ``line`` is the indicator's rule; ``per_case`` the value of a rate of 1 (100 where it is in %).
    """

    line: dict
    done: np.ndarray
    due: np.ndarray
    per_case: float

    def of(self, units: np.ndarray) -> Cases:
        """Return the part of some units."""
        return Cases(self.line, self.done[units], self.due[units], self.per_case)

    @property
    def moves(self) -> bool:
        """Whether there is anything to draw."""
        return bool((self.due > 0).any())

    @cached_property
    def priors(self) -> Plausible:
        """Return which priors of the units' rates are plausible."""
        known = np.flatnonzero(self.due > 0)
        return plausible_priors(self.done[known], self.due[known])

    def shares(self, rate: np.ndarray) -> np.ndarray:
        """Return the share of full marks that the rule gives for rates from 0 to 1."""
        score = RULES[self.line["rule"]].score(rate * self.per_case, self.line)
        return score / self.line["full_marks"]

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Return (draws × units) changes of the share: 0 where the score is exact.

        The true rates are drawn from their posterior, Beta(a + done, b + due − done), the prior of
        each draw from those that the units here make plausible.
        """
        known = np.flatnonzero(self.due > 0)
        done, due = self.done[known], self.due[known]
        changes = np.zeros((draws, len(self.due)))
        if len(known):
            a, b = (side[:, None] for side in self.priors.draw(draws, generator))
            rates = generator.beta(a + done, b + due - done)
            changes[:, known] = self.shares(rates) - self.shares(done / due)
        return changes


def own_columns(scores: pd.DataFrame, given: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return columns of the scores, as floats, for the rows that were given, in their order."""
    own = scores[scores["indicator"].isin(given["indicator"])].reset_index(drop=True)
    return own[columns].astype("float64")


def rates_of_cases(
    scores: pd.DataFrame, given: pd.DataFrame, rows: Rows, tree: Tree
) -> dict[int, Cases]:
    """Return the cases behind each indicator that declares ``shrink``, by its place.

    Raises
    ------
    BadInput
        Such an indicator has no ``value, numerator, denominator``, or its value is no rate of them.
    """
    shrunk = [
        (place, line)
        for place, line in enumerate(tree.leaves.to_dict("records"))
        if is_shrunk(line)
    ]
    if shrunk and (absent := [column for column in CASES if column not in scores]):
        raise BadInput(
            f"the scores have no {', '.join(absent)}, so no rate can be drawn.",
            hint="shrink needs the cases done (numerator) and due (denominator) of each unit.",
        )
    if not shrunk:
        return {}
    columns = own_columns(scores, given, CASES)
    tables = {name: rows.spread(columns[name].to_numpy(), np.nan) for name in CASES}
    counted = rows.spread(given["counted"].to_numpy(), blank=False)
    score = rows.spread(given["score"].to_numpy(), np.nan)
    found = {}
    for place, line in shrunk:
        value, done, due = (tables[name][:, place] for name in CASES)
        cases = Cases(line, done, due, value_of_all(value, done, due, line))
        with np.errstate(divide="ignore", invalid="ignore"):
            rule = cases.shares(done / due) * line["full_marks"]
        noisy = counted[:, place] & (due > 0) & (np.abs(rule - score[:, place]) < NEAR)
        found[place] = Cases(line, done, np.where(noisy, due, np.nan), cases.per_case)
    return found


def value_of_all(value: np.ndarray, done: np.ndarray, due: np.ndarray, line: dict) -> float:
    """Return the value that a rate of 1 has: 1, or 100 in %."""
    told = (due > 0) & (done > 0) & ~np.isnan(value)
    if (done[due > 0] > due[due > 0]).any():
        raise BadInput(
            f"{line['indicator']}: more done than due is no share of cases.",
            hint="Rates that may pass 100 % (cohort flow) declare no shrink.",
        )
    factors = value[told] * due[told] / done[told]
    if not len(factors):
        return 1.0
    if np.ptp(factors) > NEAR * max(abs(factors).max(), 1.0):
        raise BadInput(f"the values of {line['indicator']} are no rate of numerator/denominator.")
    return float(factors[0])
