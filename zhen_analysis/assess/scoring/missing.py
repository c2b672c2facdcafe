"""Measures without a value, and each indicator's policy → the score they get, and what counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.indicators import Tree
from zhen_analysis.assess.scoring.tree import CONTEXT, Rows, find_leaves, number_rows, place_rows
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.vocabulary.policies import fixed_mark

MADE_HERE = ["weight", "full_marks", "rule_text", "score", "points"]
MADE_HERE += ["full_points", "counted", "unfiled"]


def complete_rows(measures: pd.DataFrame, tree: Tree) -> tuple[pd.DataFrame, Rows]:
    """Return the measures that are scored, and where they stand.

    A line without a value is added where a unit has none of an indicator that its peers have:
    otherwise a unit would gain by leaving a line out. Only the indicator's own span is taken where
    both tables name it.
    """
    leaves = tree.leaves
    codes = pd.Index(leaves["indicator"])
    leaf = find_leaves(measures["indicator"], codes)
    taken = leaf >= 0
    if "span" in measures and leaves["span"].notna().all():
        taken &= (measures["span"] == leaves["span"].take(leaf).to_numpy()).to_numpy(dtype=bool)
    chosen = measures.drop(columns=MADE_HERE, errors="ignore")
    chosen = chosen.reset_index(drop=True) if taken.all() else chosen[taken].reset_index(drop=True)
    rows = place_rows(chosen, leaf[taken], codes)
    absent = find_absent(rows)
    if not len(absent[0]):
        return chosen, rows
    added = rows.units.take(absent[0]).assign(indicator=codes.take(absent[1]))
    if "span" in chosen and leaves["span"].notna().all():
        added = added.assign(span=leaves["span"].take(absent[1]).to_numpy())
    unit, leaf = (np.concatenate(pair) for pair in zip((rows.unit, rows.leaf), absent, strict=True))
    more = pd.concat([chosen, added], ignore_index=True)
    return with_unit_numbers(more, unit, len(chosen), tree), Rows(rows.units, unit, leaf, codes)


def find_absent(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Return unit and leaf of every line that peers of the same period and scheme have."""
    held = rows.where_held
    context = rows.among(CONTEXT)
    asked = np.zeros((context.max(initial=-1) + 1, held.shape[1]), dtype=bool)
    np.logical_or.at(asked, context, held)
    unit, leaf = np.nonzero(asked[context] & ~held)
    return unit, leaf


def with_unit_numbers(more: pd.DataFrame, unit: np.ndarray, known: int, tree: Tree) -> pd.DataFrame:
    """Give added lines their unit's size and coefficient, as its other lines have them."""
    leaves = tree.leaves
    named = {*leaves["size"], *leaves["coefficient"], *tree.coefficients} & set(more)
    stated = {column: more[column][:known].groupby(unit[:known]).first() for column in named}
    return more.assign(
        **{
            column: more[column].where(more.index < known, pd.Series(numbers.reindex(unit).array))
            for column, numbers in stated.items()
        }
    )


def settle_missing(
    score: np.ndarray,
    value: np.ndarray,
    chosen: pd.DataFrame,
    rows: Rows,
    leaves: pd.DataFrame,
    previous: pd.DataFrame | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Apply each indicator's policy to values that are not there.

    Returns scores, what counts, and what a unit did not report (未报). Not applicable (nothing was
    due: denominator 0) never counts for or against a unit, nor does what was reported but has
    nothing to be set against (households that nobody knows). For what was not reported the
    catalogue says: zero, fixed:<x>, exclude, carry (the unit's earlier score; unknown where there
    is none) or na; without a policy the score stays unknown. What was reported but could not be
    read is left out: nobody is scored for a line that has still to be mended, and the ranking says
    that it is not whole. What was held for nobody follows ``unheld`` where that is declared. A unit
    without any of the marks that somebody else gives follows the policy too, though it is not the
    unit that did not report.
    """
    gone = np.isnan(score)
    policies = leaves["missing"].fillna("na").to_numpy(dtype=object)
    unread = flags(chosen, "is_unread")
    given = np.array([are_given(measure) for measure in leaves["measure"]])[rows.leaf]
    idle = nothing_due(chosen, value) & ~given
    silent = gone & ~idle & ~unread
    fills = [0.0 if policy == "zero" else fixed_mark(policy) for policy in policies]
    fill = np.array([np.nan if marks is None else marks for marks in fills])[rows.leaf]
    is_carried = (policies == "carry")[rows.leaf] & silent
    if previous is not None and is_carried.any():
        fill[is_carried] = carried_scores(chosen[is_carried], rows, is_carried, leaves, previous)
    settled = np.where(silent, fill, score)
    counted = ~(gone & (idle | unread | (policies == "exclude")[rows.leaf]))
    unheld = find_unheld(value, unread, rows, leaves)
    if unheld.any():
        fills = [fixed_mark(policy) for policy in leaves["unheld"]]
        fill = np.array([np.nan if marks is None else marks for marks in fills])[rows.leaf]
        settled = np.where(unheld, fill, settled)
        counted = np.where(unheld, ~np.isnan(fill), counted)
    return settled, counted, silent & ~given & ~unheld


def are_given(measure: object) -> bool:
    """Tell whether figures of a measure are marks that somebody gives a unit."""
    return measure in MEASURES and MEASURES[str(measure)].kind == "mean"


def is_fixed(leaves: pd.DataFrame) -> np.ndarray:
    """Tell which indicators' policies say themselves what marks a silent unit has."""
    policies = leaves["missing"].fillna("na")
    return np.array([policy == "zero" or fixed_mark(policy) is not None for policy in policies])


def flags(chosen: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column of claims, False where it says nothing or is not there."""
    if column not in chosen:
        return np.zeros(len(chosen), dtype=bool)
    return chosen[column].astype("boolean").fillna(False).to_numpy(dtype=bool)


def nothing_due(chosen: pd.DataFrame, value: np.ndarray) -> np.ndarray:
    """Tell which rows have nothing to be set against."""
    if "denominator" not in chosen:
        return np.zeros(len(chosen), dtype=bool)
    denominator = chosen["denominator"].astype("float64").to_numpy()
    if "numerator" not in chosen:
        return denominator == 0
    numerator = chosen["numerator"].astype("float64").to_numpy()
    return (denominator == 0) | (np.isnan(value) & ~np.isnan(numerator) & np.isnan(denominator))


def find_unheld(
    value: np.ndarray, unread: np.ndarray, rows: Rows, leaves: pd.DataFrame
) -> np.ndarray:
    """Tell which rows are of what nobody of the same period and scheme has, where a rule says so.

    A line that has still to be read may hold a value, so then nothing is unheld yet.
    """
    declared = leaves["unheld"].notna().to_numpy()
    if not declared.any():
        return np.zeros(len(value), dtype=bool)
    context = rows.among(CONTEXT)[rows.unit]
    place = context * len(leaves) + rows.leaf
    seen = np.bincount(place, weights=~np.isnan(value) | unread)
    return declared[rows.leaf] & (seen[place] == 0)


def carried_scores(
    asked: pd.DataFrame,
    rows: Rows,
    is_carried: np.ndarray,
    leaves: pd.DataFrame,
    previous: pd.DataFrame,
) -> np.ndarray:
    """Return what the units had before as shares of full marks, times today's; NaN where unknown.

    Where several earlier scores are handed in, the last one counts.
    """
    keys = [
        key for key in ("town", "scheme", "unit", "indicator") if key in asked and key in previous
    ]
    share = (previous["score"] / previous.get("full_marks", 100.0)).astype("float64")
    if "counted" in previous:
        share = share.where(previous["counted"].astype(bool))
    both = pd.concat([previous[keys], asked[keys]], ignore_index=True)
    number, _ = number_rows(both, keys)
    known = share.notna().to_numpy()
    held = np.full(number.max(initial=-1) + 1, np.nan)
    held[number[: len(previous)][known]] = share[known]
    return held[number[len(previous) :]] * leaves["full_marks"].to_numpy()[rows.leaf[is_carried]]
