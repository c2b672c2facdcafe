"""One unit's month → the totals that other figures of its would have brought, by the same rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from zhen_analysis.assess.measures.casework import parse_levels
from zhen_analysis.assess.schemes import keep_leaves, with_unit_numbers
from zhen_analysis.assess.scoring.bonuses_and_vetoes import adjust_totals, group_marks, zero_items
from zhen_analysis.assess.scoring.indicators import declare_indicators
from zhen_analysis.assess.scoring.scoring import TOTAL_MARKS, aggregate_scores, score_measures
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Bonus, Catalogue, Deduction, Scheme, Veto
from zhen_analysis.catalogue.vocabulary.measures import MEASURES, SHARES
from zhen_analysis.catalogue.vocabulary.rules import RULES

KEY = ["unit", "indicator", "span"]


class UnitTrial:
    """One unit's month, ready to be scored with other figures."""

    def __init__(
        self,
        unit: str,
        scheme: Scheme,
        scores: pd.DataFrame,
        measures: pd.DataFrame,
        catalogue: Catalogue,
        month: Month,
    ) -> None:
        """Gather what is the unit's: its scores, the measures that can touch its total."""
        self.scheme = scheme
        self.scores = scores[scores["unit"] == unit]
        lines = catalogue.scheme_indicators(scheme.code)
        self.tree = declare_indicators(keep_leaves(lines, set(scores["indicator"])))
        rules: list[Bonus | Deduction | Veto]
        rules = [*scheme.bonuses, *scheme.deductions, *scheme.vetoes]
        asked = {(rule.indicator, rule.span) for rule in rules}
        scored = set(zip(self.scores["indicator"], self.scores["span"], strict=True))
        own = measures[(measures["unit"] == unit) & (measures["level"] == scheme.level)]
        keys = list(zip(own["indicator"], own["span"], strict=True))
        self.measures = own[[key in asked | scored for key in keys]].reset_index(drop=True)
        self.kinds = catalogue.measured_indicators.set_index("indicator")
        levers = with_unit_numbers(self.find_levers(asked), catalogue, month)
        self.levers = levers.assign(**{TOTAL_MARKS: group_marks(levers, scheme)})
        alone = self.tree.leaves["indicator"].isin(self.levers["indicator"])
        self.leaves = self.tree.leaves[alone].assign(parent=None)

    def find_levers(self, asked: set[tuple[str, str]]) -> pd.DataFrame:
        """Return the figures that could have been others, each with its step and its limit."""
        counted = set(self.scores.loc[self.scores["counted"], "indicator"])
        leaves = self.tree.leaves.set_index("indicator")["rule"]
        compared = set(leaves.index[[RULES[rule].among_peers for rule in leaves]])
        known = self.measures.assign(measure=self.measures["indicator"].map(self.kinds["measure"]))
        divides = known["measure"].map(lambda name: MEASURES[name].has_denominator)
        is_known = ~divides | (known["denominator"] > 0).fillna(False)
        pairs = zip(known["indicator"], known["span"], strict=True)
        matters = known["indicator"].isin(counted) | pd.Series(
            [pair in asked for pair in pairs], index=known.index, dtype=bool
        )
        silent = set(self.scores.loc[self.scores["unfiled"], "indicator"])  # first to be reported
        left = compared | silent
        usable = matters & is_known & ~known["indicator"].isin(left) & ~known["is_unread"]
        self.left_out = tuple(
            code
            for code in self.scores["indicator"]
            if code in counted and code not in set(known.loc[usable, "indicator"])
        )
        levers = known[usable].reset_index(drop=True)
        levers["numerator"] = levers["numerator"].fillna(0.0)
        return levers.assign(
            step=[self.step_of(line) for line in levers.itertuples()],
            limit=[
                max(line.denominator, line.numerator) if line.measure in SHARES else np.inf
                for line in levers.itertuples()
            ],
        )

    def step_of(self, line: Any) -> float:
        """Return the least change of an indicator's numerator: one case, one grid, one cubic metre.

        A mean of marks changes by its last printed digit.
        """
        kind = self.kinds.loc[line.indicator]
        if MEASURES[line.measure].kind == "mean":
            decimals = 1 if pd.isna(kind["decimals"]) else int(kind["decimals"])
            return float(line.denominator) * 10.0**-decimals
        if "levels" in MEASURES[line.measure].needs:
            return min(points for _, points in parse_levels(kind["levels"]))
        return 1.0

    def totals(self, lever: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Return the unit's printed total for each amount that a lever's numerator may have.

        Parameters
        ----------
        lever : the place of each amount's lever in ``levers``.
        """
        count = len(amounts)
        changed = self.levers.iloc[lever].reset_index(drop=True)
        changed = changed.assign(unit=variants(count), numerator=pd.array(amounts, "Float64"))
        changed["value"] = valued(changed)
        measures = put_in(repeat(self.measures, count), changed, ["numerator", "value"])
        scores = repeat(self.scores, count)
        is_scored = changed["indicator"].isin(self.leaves["indicator"])
        if is_scored.any():
            rescored = score_measures(changed[is_scored], self.leaves)
            own = rescored.head(int(is_scored.sum()))  # then come lines that others have
            scores = put_in(scores, own, ["score", "counted"])
        zeroed = zero_items(scores, measures, self.tree, self.scheme)
        adjusted = adjust_totals(aggregate_scores(zeroed, self.tree), measures, self.scheme)
        return adjusted.set_index("unit")["total"].reindex(variants(count)).to_numpy(dtype=float)


def valued(rows: pd.DataFrame) -> pd.Series:
    """Return the value that each row's numerator and denominator make, by its measure."""
    value = pd.Series(pd.NA, index=rows.index, dtype="Float64")
    floats = rows.astype({"numerator": "Float64", "denominator": "Float64"})
    for name, own in floats.groupby("measure", sort=False):
        value[own.index] = MEASURES[name].value(own["numerator"], own["denominator"])
    return value


def variants(count: int) -> list[str]:
    """Return a name for each variant of the unit."""
    return [f"#{number}" for number in range(count)]


def repeat(rows: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return a unit's rows once for every variant, each under its own name."""
    places = np.tile(np.arange(len(rows)), count)
    names = np.repeat(variants(count), len(rows))
    return rows.iloc[places].assign(unit=names).reset_index(drop=True)


def put_in(table: pd.DataFrame, rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the table with the columns of the rows that have its unit, indicator and span."""
    keys = pd.MultiIndex.from_frame(table[KEY])
    place = pd.MultiIndex.from_frame(rows[KEY]).get_indexer(keys)
    found = place >= 0
    changed = table.copy()
    for column in columns:
        changed.loc[found, column] = rows[column].to_numpy()[place[found]]
    return changed
