"""Measures and the indicator table → scores, points and totals, up any depth of the tree."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from zhen_analysis.assess.given import finite_numbers, require_columns
from zhen_analysis.assess.scoring.errors import ERROR, VALUE_ERROR, errors_of_scores
from zhen_analysis.assess.scoring.indicators import (
    Tree,
    ancestors,
    declare_indicators,
    parents,
)
from zhen_analysis.assess.scoring.missing import complete_rows, is_fixed, settle_missing
from zhen_analysis.assess.scoring.tree import (
    KEYS,
    PEERS,
    Levels,
    Rows,
    climb,
    find_leaves,
    place_rows,
    total_scales,
)
from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.fixed import per_size, weigh_difficulty
from zhen_analysis.catalogue.vocabulary.rules import RULES
from zhen_analysis.catalogue.vocabulary.sentences import node_sentence, rule_sentence

SCORE_DECIMALS = 9  # sums beyond carry binary noise only
TOTAL_MARKS = "total_marks"  # column: the full marks of the total of each row's unit

__all__ = ["KEYS", "aggregate_scores", "given_scores", "level_scores", "score_measures"]


def score_measures(
    measures: pd.DataFrame, indicators: pd.DataFrame | Tree, *, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score every measure by its indicator's rule.

    Parameters
    ----------
    measures : ``unit, indicator, value``; other columns ride along. ``numerator, denominator`` tell
        whether a NA value is not reported or not applicable; ``total_marks`` the full marks of the
        unit's total; the columns that ``size`` and ``coefficient`` name are numbers of each unit.
    indicators : ``indicator, rule, weight`` and the rules' parameters (``floor, target, direction,
        full_marks`` default 100, ``per, zero_at, size, size_base, start, step, loss, part, knots,
        cap, scale, coefficient, missing, unheld, parent, aggregate``).
    previous : earlier scores of the same units (``unit, indicator, score, full_marks``), for
        ``missing = carry``; without them such a score stays unknown.

    Returns
    -------
    DataFrame
        The measures of scored indicators with ``full_marks, weight, score`` (0 to full marks),
        ``score_error`` (how far the score strays, in marks, where ``value_error`` of the measures
        says how far the value does; 0 where a policy says the score; NA: not known),
        ``points`` (what the score adds to an arithmetic total), ``full_points`` (what full marks
        would add), ``rule_text`` (a category), ``counted`` (False: the indicator is left out for
        this unit and its weight falls to its siblings) and ``unfiled`` (未报: the unit did not
        report what it had to, so the score is what the policy says).
    """
    tree = declare_indicators(indicators)
    leaves = tree.leaves
    require_columns(measures, ["unit", "indicator", "value"], "measures")
    chosen, rows = complete_rows(measures, tree)
    value = finite_numbers(chosen["value"], "value of the measures")
    score = np.full(len(chosen), np.nan)
    error = told_errors(chosen)
    peers = rows.among(PEERS)[rows.unit]
    for line, own in lines_with_rows(leaves, rows.leaf):
        score[own] = score_line(value[own], line, peers[own], chosen, own)
        if VALUE_ERROR in chosen and not RULES[line["rule"]].among_peers:
            strays = chosen[VALUE_ERROR].take(own).astype("float64").to_numpy()
            rescore = partial(score_line, line=line, peers=peers[own], chosen=chosen, own=own)
            error[own] = errors_of_scores(rescore, value[own], strays)
    settled, counted, unfiled = settle_missing(
        np.round(score, SCORE_DECIMALS) + 0.0, value, chosen, rows, leaves, previous
    )
    weight, full = (leaves[column].to_numpy()[rows.leaf] for column in ("weight", "full_marks"))
    sentences = [told_rule(line, tree) for line in leaves.to_dict("records")]
    scored = chosen.assign(
        weight=weight,
        full_marks=full,
        rule_text=as_category(sentences, rows.leaf),
        score=settled,
        score_error=np.where(is_fixed(leaves)[rows.leaf] & np.isnan(value), 0.0, error),
        counted=counted,
        unfiled=unfiled,
    )
    return scored.assign(**contribution_points(scored, rows, tree))


def told_errors(chosen: pd.DataFrame) -> np.ndarray:
    """Return the standard errors that the rows tell of their scores; NaN where they tell none."""
    if ERROR not in chosen:
        return np.full(len(chosen), np.nan)
    return chosen[ERROR].astype("float64").to_numpy(copy=True)


def told_rule(line: dict, tree: Tree) -> str:
    """Return an indicator's rule in words, and what the nodes above it do to their results."""
    nodes = [tree.line_of(node) for node in ancestors(line["indicator"], parents(tree.nodes))
             if node in tree.adjustments]  # fmt: skip
    return "；".join([rule_sentence(line), *(node_sentence(node) for node in nodes)])


def lines_with_rows(leaves: pd.DataFrame, leaf: np.ndarray) -> list[tuple[dict, np.ndarray]]:
    """Return each indicator's line and the places of its rows."""
    order = np.argsort(leaf, kind="stable")
    ends = np.searchsorted(leaf[order], np.arange(len(leaves) + 1))
    lines = leaves.to_dict("records")
    return [
        (line, order[start:end])
        for line, start, end in zip(lines, ends[:-1], ends[1:], strict=True)
        if end > start
    ]


def score_line(
    value: np.ndarray, line: dict, peers: np.ndarray, chosen: pd.DataFrame, own: np.ndarray
) -> np.ndarray:
    """Score the rows ``own`` of one indicator."""
    if line["size"] is not None:
        value = per_size(value, unit_numbers(chosen, own, line, "size"), line)
    score = RULES[line["rule"]].score(value, line, peers)
    if line["coefficient"] is None:
        return score
    return weigh_difficulty(score, unit_numbers(chosen, own, line, "coefficient"), line)


def unit_numbers(chosen: pd.DataFrame, own: np.ndarray, line: dict, parameter: str) -> np.ndarray:
    """Return what a parameter's column says of each row's unit; a blank coefficient is 1."""
    column = line[parameter]
    if column not in chosen:
        raise BadInput(
            f"{parameter} {column!r} of {line['indicator']} is no column of the measures.",
            hint=f"Give each row of measures its unit's {column}.",
        )
    numbers = chosen[column].take(own).astype("float64").to_numpy()
    return factors_of(numbers, column) if parameter == "coefficient" else numbers


def factors_of(numbers: np.ndarray, column: str) -> np.ndarray:
    """Return coefficients, 1 where they are blank; BadInput for what multiplies nothing."""
    wrong = (numbers < 0) | np.isinf(numbers)
    if wrong.any():
        raise BadInput(
            f"{column} {numbers[wrong][0]:g} is no coefficient.", hint="Give a number of 0 or more."
        )
    return np.nan_to_num(numbers, nan=1.0)


def as_category(words: list[str], code: np.ndarray) -> pd.Categorical:
    """Return one of few words per row, each word kept once."""
    once = list(dict.fromkeys(words))
    place = np.array([once.index(word) for word in words], dtype="int64")
    return pd.Categorical.from_codes(place[code], pd.Index(once, dtype="str"))


def contribution_points(scored: pd.DataFrame, rows: Rows, tree: Tree) -> dict[str, np.ndarray]:
    """Return what each score adds to its unit's total, and what full marks would add.

    Both are 0 where the indicator is left out. Share of full marks times share of the total's
    weight, on the scale of the total, times what the nodes above make of it (a coefficient; less
    where a cap cuts their result off); the points of a unit add up to its arithmetic total, its
    full points to the full marks of that total.
    """
    levels = levels_of(scored, rows, tree)
    weight = levels.total_weight[rows.unit, rows.leaf]
    share = levels.share[rows.unit, rows.leaf]
    multiple = levels.multiple[rows.unit, rows.leaf]
    full = weight * scales_of(scored, rows, tree)[rows.unit]
    counted = scored["counted"].to_numpy()
    return {
        name: np.where(counted, np.round(points, SCORE_DECIMALS), 0.0) + 0.0  # no −0
        for name, points in (("points", full * share * multiple), ("full_points", full))
    }


def recount_points(scores: pd.DataFrame, indicators: pd.DataFrame | Tree) -> pd.DataFrame:
    """Return scores, some of which were changed, with the points that they bring now."""
    tree = declare_indicators(indicators)
    given, rows = place_scores(scores, tree)
    return scores.assign(**contribution_points(given, rows, tree))


def levels_of(scored: pd.DataFrame, rows: Rows, tree: Tree) -> Levels:
    """Return all nodes of placed scores that have ``full_marks`` and ``counted``."""
    share = scored["score"].to_numpy() / scored["full_marks"].to_numpy()
    counted = scored["counted"].to_numpy()
    return climb(
        rows.spread(share, np.nan),
        rows.spread(counted, blank=False),
        rows.where_held,
        tree,
        node_factors(scored, rows, tree),
    )


def node_factors(scored: pd.DataFrame, rows: Rows, tree: Tree) -> dict[str, np.ndarray]:
    """Return each unit's number of the columns that the tree's nodes multiply by."""
    found = {}
    for column in tree.coefficients:
        if column not in scored:
            raise BadInput(
                f"coefficient {column!r} of a node is no column of the scores.",
                hint=f"Give each row of the scores its unit's {column}.",
            )
        numbers = np.full(len(rows.units), np.nan)
        np.fmax.at(numbers, rows.unit, scored[column].astype("float64").to_numpy())
        found[column] = factors_of(numbers, column)
    return found


def scales_of(scored: pd.DataFrame, rows: Rows, tree: Tree) -> np.ndarray:
    """Return the full marks of each unit's total: as its rows say, else as the indicators do."""
    scales = total_scales(rows, scored["full_marks"].to_numpy(), tree)
    if TOTAL_MARKS in scored:
        stated = np.full(len(rows.units), np.nan)
        np.fmax.at(stated, rows.unit, scored[TOTAL_MARKS].astype("float64").to_numpy())
        scales = np.where(np.isnan(stated), scales, stated)
    return scales


def given_scores(scores: pd.DataFrame, tree: Tree) -> pd.DataFrame:
    """Return the scores of the table's indicators; full marks and ``counted`` filled in."""
    known = scores["indicator"].isin(tree.leaves["indicator"])
    given = scores if known.all() else scores[known]
    return fill_scores(given.reset_index(drop=True), tree)


def fill_scores(given: pd.DataFrame, tree: Tree) -> pd.DataFrame:
    """Type the scores; fill in the indicators' full marks, and that they count."""
    full = given.get("full_marks")
    if full is None:
        full = given["indicator"].map(tree.leaves.set_index("indicator")["full_marks"])
    counted = given["counted"].astype(bool) if "counted" in given else True
    score = finite_numbers(given["score"], "score of the scores")
    return given.assign(score=score, full_marks=full.astype("float64"), counted=counted)


def place_scores(scores: pd.DataFrame, tree: Tree) -> tuple[pd.DataFrame, Rows]:
    """Return the scores of the table's indicators and where they stand."""
    require_columns(scores, ["unit", "indicator", "score"], "scores")
    leaves = pd.Index(tree.leaves["indicator"])
    leaf = find_leaves(scores["indicator"], leaves)
    needed = [*KEYS, "indicator", "score", "full_marks", "counted", TOTAL_MARKS]
    needed += tree.coefficients
    given = scores[[column for column in needed if column in scores]]
    given = given if (leaf >= 0).all() else given[leaf >= 0]
    return fill_scores(given, tree), place_rows(given, leaf[leaf >= 0], leaves)


def total_scale(given: pd.DataFrame, tree: Tree) -> pd.Series:
    """Return the full marks of each row's total."""
    placed, rows = place_scores(given, tree)
    return pd.Series(scales_of(placed, rows, tree)[rows.unit], index=given.index)


def level_scores(scores: pd.DataFrame, indicators: pd.DataFrame | Tree) -> pd.DataFrame:
    """Return every node's score for every unit: leaves, the nodes between, and the root ("").

    One row per unit and node: the unit's key columns, ``indicator, parent, weight, depth, share``
    (of full marks, 0 to 1; NA where unknown), ``counted`` and ``total_weight`` (share of the
    total). Weights are rescaled among the counted parts of a node, so 0.25 and 25 mean the same.
    A unit's score that has no row is left out, as if it were not counted.
    """
    tree = declare_indicators(indicators)
    given, rows = place_scores(scores, tree)
    levels = levels_of(given, rows, tree)
    between = [
        (np.flatnonzero(levels.held[:, node]), node)
        for node in range(len(rows.leaves), len(levels.nodes))
    ]
    unit = np.concatenate([rows.unit, *(units for units, _ in between)])
    node = np.concatenate([rows.leaf, *(np.full(len(units), place) for units, place in between)])
    found = pd.concat(
        [
            rows.units.take(unit).reset_index(drop=True),
            levels.nodes.take(node).reset_index(drop=True),
        ],
        axis=1,
    )
    return found.assign(
        share=levels.share[unit, node],
        counted=levels.counted[unit, node],
        total_weight=levels.total_weight[unit, node],
    )


def aggregate_scores(scores: pd.DataFrame, indicators: pd.DataFrame | Tree) -> pd.DataFrame:
    """Combine scores into one total per unit.

    Returns
    -------
    DataFrame
        One row per unit in order of appearance: its key columns and ``total`` on the scale of the
        indicators' full marks; NA where a counted score is unknown or none is counted.
    """
    tree = declare_indicators(indicators)
    given, rows = place_scores(scores, tree)
    levels = levels_of(given, rows, tree)
    total = levels.share[:, -1] * scales_of(given, rows, tree)
    return rows.units.assign(total=np.round(total, SCORE_DECIMALS) + 0.0)
