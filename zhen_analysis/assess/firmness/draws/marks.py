"""Marks and how far a mark strays → which other true marks could have given them, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.draws.cases import own_columns
from zhen_analysis.assess.scoring.errors import ERROR
from zhen_analysis.assess.scoring.indicators import Tree
from zhen_analysis.assess.scoring.tree import Rows
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.vocabulary.rules import is_shrunk

SPREADS = 60  # spreads of the true marks that are weighed, beside none


@dataclass(frozen=True)
class Marks:
    """One indicator of a group whose scores stray from the true ones.

    Attributes
    ----------
    share : of full marks.
    error : its standard error; 0 where the score is exact.
    """

    share: np.ndarray
    error: np.ndarray

    def of(self, units: np.ndarray) -> Marks:
        """Return the part of some units."""
        return Marks(self.share[units], self.error[units])

    @property
    def moves(self) -> bool:
        """Whether there is anything to draw."""
        return bool((self.error > 0).any())

    @cached_property
    def spreads(self) -> tuple[np.ndarray, np.ndarray]:
        """Which spreads of the group's true marks are plausible, and how much each of them is."""
        noisy = self.error > 0
        return plausible_spreads(self.share[noisy], self.error[noisy])

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Return (draws × units) changes of the share, within 0 and full marks.

        True marks are normal around the group's mean, with a spread that is drawn too, by how
        plausible the marks make it: where marks differ no more than their errors let expect, the
        best of them was mostly lucky. A share that is beyond full marks by its cap may go as far.
        """
        noisy = np.flatnonzero(self.error > 0)
        share, variance = self.share[noisy], self.error[noisy] ** 2
        chance = generator.standard_normal((draws, len(noisy)))
        changes = np.zeros((draws, len(self.share)))
        if len(noisy) > 1:
            spreads, weight = self.spreads
            spread = generator.choice(spreads, size=draws, p=weight)[:, None] ** 2
            precision = 1 / (variance + spread)
            mean = (precision * share).sum(axis=1) / precision.sum(axis=1)
            mean = mean + generator.standard_normal(draws) / np.sqrt(precision.sum(axis=1))
            kept = spread / (variance + spread)
            drawn = (
                mean[:, None] + kept * (share - mean[:, None]) + chance * np.sqrt(kept * variance)
            )
        else:
            drawn = share + chance * np.sqrt(variance)
        within = np.clip(drawn, np.minimum(share, 0.0), np.maximum(share, 1.0))
        changes[:, noisy] = within - share
        return changes


def plausible_spreads(share: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weigh standard deviations of the true marks by the likelihood of the marks, mean unknown.

    Before they are seen every degree of shrinkage s² / (s² + spread²) is as good as another, s² the
    mean variance of the errors (uniform shrinkage prior; Daniels 1999, Canadian Journal of
    Statistics 27): steps along the grid are equal steps of it.
    """
    variance = error**2
    shrinkage = (np.arange(SPREADS) + 0.5) / SPREADS
    spread = variance.mean() * (1 - shrinkage) / shrinkage
    precision = 1 / (variance + spread[:, None])
    mean = (precision * share).sum(axis=1) / precision.sum(axis=1)
    told = 0.5 * np.log(precision).sum(axis=1) - 0.5 * np.log(precision.sum(axis=1))
    told = told - 0.5 * (precision * (share - mean[:, None]) ** 2).sum(axis=1)
    weight = np.exp(told - told.max())
    return np.sqrt(spread), weight / weight.sum()


def marks_of(
    scores: pd.DataFrame, given: pd.DataFrame, rows: Rows, tree: Tree, share: np.ndarray
) -> tuple[dict[int, Marks], np.ndarray]:
    """Return the indicators whose scores have an error, by place, and where it is not known.

    The error of a score is what its row says (``score_error``, marks), else what its line declares
    (``error``, marks). Marks that somebody gave have one, whatever is known of it; all else is a
    complete count and exact unless told otherwise.

    Parameters
    ----------
    share : (units × indicators) shares of full marks.

    Returns
    -------
    tuple
        The marks by place, and (units × indicators) where a mark's error is not known.
    """
    told = rows.spread(row_errors(scores, given), np.nan)
    found, unknown = {}, np.zeros(rows.shape, dtype=bool)
    for place, line in enumerate(tree.leaves.to_dict("records")):
        if is_shrunk(line):
            continue
        error = told[:, place]
        error = np.where(np.isnan(error), line["error"] / line["full_marks"], error)
        if are_marks(line):
            unknown[:, place] = np.isnan(error)
        if (error > 0).any():
            found[place] = Marks(share[:, place], np.nan_to_num(error))
    return found, unknown


def are_marks(line: dict) -> bool:
    """Tell whether scores are somebody's judgement: by the measure, else by the rule."""
    measure = MEASURES.get(line["measure"])
    return measure.kind == "mean" if measure else line["rule"] == "mark"


def row_errors(scores: pd.DataFrame, given: pd.DataFrame) -> np.ndarray:
    """Return the standard error of each given score as a share of full marks; NaN: not told."""
    if ERROR not in scores:
        return np.full(len(given), np.nan)
    errors = own_columns(scores, given, [ERROR])[ERROR].to_numpy()
    if not (np.isnan(errors) | (errors >= 0) & np.isfinite(errors)).all():
        raise BadInput(f"{ERROR} holds a number that is no standard error (0 or more).")
    return errors / given["full_marks"].to_numpy()
