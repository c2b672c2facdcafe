"""Measures and the indicator table → scores, points and totals, up any depth of the tree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.assess.indicators import FULL_MARKS, ROOT, Tree, declare_indicators
from zhen_analysis.assess.rules import PARAMETERS, RULES, rule_sentence
from zhen_analysis.errors import BadInput

KEYS = ["period", "town", "scheme", "level", "group", "unit"]
CONTEXT = ["period", "town", "scheme", "level"]  # within it every unit answers for the same
MADE_HERE = ["rule_text", "score", "points", "counted"]
SCORE_DECIMALS = 9  # sums beyond carry binary noise only


def score_measures(measures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Score every measure by its indicator's rule.

    Parameters
    ----------
    measures : ``unit, indicator, value``; other columns ride along. Of ``numerator, denominator``
        it is read whether a NA value is not reported or not applicable.
    indicators : ``indicator, rule, weight`` and the rules' parameters (``floor, target, direction,
        full_marks`` default 100, ``per, knots, cap, scale, missing, parent, aggregate``).

    Returns
    -------
    DataFrame
        The measures of scored indicators with ``full_marks, weight, score`` (0 to full marks),
        ``points`` (what the score adds to an arithmetic total), ``rule_text`` and ``counted``
        (False: the indicator is left out for this unit and its weight falls to its siblings).
    """
    tree = declare_indicators(indicators)
    leaves = with_sentences(tree.leaves)
    by = ["indicator", "span"] if speaks_of_spans(measures, leaves) else ["indicator"]
    leaves = leaves if "span" in by else leaves.drop(columns="span")
    added = [column for column in [*leaves, *MADE_HERE] if column not in by]
    scored = (
        measures.drop(columns=added, errors="ignore")
        .merge(leaves[by], on=by, how="inner", validate="m:1")
        .pipe(complete_units, by)
        .merge(leaves, on=by, how="left", validate="m:1")
    )
    score = pd.Series(np.nan, index=scored.index)
    for rule, rows in scored.groupby("rule", sort=False):
        value = rows["value"].astype("float64")
        score[rows.index] = RULES[rule](value, rows).round(SCORE_DECIMALS)
    scored = scored.assign(score=score).pipe(settle_missing)
    scored["points"] = contribution_points(scored, tree)
    return scored.drop(columns=PARAMETERS)


def with_sentences(leaves: pd.DataFrame) -> pd.DataFrame:
    """Add each leaf's rule in words."""
    sentences = [rule_sentence(row) for row in leaves.to_dict("records")]
    return leaves.assign(rule_text=pd.Series(sentences, index=leaves.index, dtype="str"))


def speaks_of_spans(measures: pd.DataFrame, leaves: pd.DataFrame) -> bool:
    """Tell whether both tables say which span is meant, so that only that one is scored."""
    return "span" in measures and bool(leaves["span"].notna().all())


def complete_units(measures: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Add a line without a value where a unit has none of an indicator that its peers have.

    Otherwise a unit would gain by leaving a line out. Raises BadInput where it has two.
    """
    keys = [key for key in KEYS if key in measures]
    twice = measures.duplicated([*keys, *by])
    if twice.any():
        first = measures.loc[twice, ["unit", "indicator"]].iloc[0]
        raise BadInput(f"unit {first['unit']} has more than one value of {first['indicator']}.")
    context = [key for key in CONTEXT if key in measures]
    units = measures[keys].drop_duplicates()
    asked = measures[[*context, *by]].drop_duplicates()
    grid = units.merge(asked, on=context) if context else units.merge(asked, how="cross")
    if len(grid) == len(measures):
        return measures
    held = measures[[*keys, *by]].assign(held=True)
    absent = grid.merge(held, on=[*keys, *by], how="left")
    absent = absent[absent.pop("held").isna()]
    return pd.concat([measures, absent], ignore_index=True)


def settle_missing(scored: pd.DataFrame) -> pd.DataFrame:
    """Apply each indicator's policy to values that are not there.

    Not applicable (nothing was due: denominator 0) never counts for or against a unit, nor does
    what was reported but has nothing to be set against (households that nobody knows). For what
    was not reported the catalogue says: zero, fixed:<x>, exclude, carry (not known here: NA) or
    na; without a policy the score stays unknown. So it does for what was reported but could not
    be read: nobody is scored for a line that has still to be mended.
    """
    gone = scored["score"].isna()
    policy = scored["missing"].astype("str").fillna("na")
    if "is_unread" in scored:
        policy = policy.mask(scored["is_unread"], "na")
    nothing_due = pd.Series(False, index=scored.index)
    if "denominator" in scored:
        nothing_due = (scored["denominator"] == 0).fillna(False).astype(bool)
        if "numerator" in scored:
            nothing_due |= scored["numerator"].notna() & scored["denominator"].isna()
    fixed = pd.to_numeric(policy.str.extract(r"^fixed:([\d.]+)$")[0], errors="coerce")
    filled = scored["score"].mask(gone & ~nothing_due & (policy == "zero"), 0.0)
    filled = filled.mask(gone & ~nothing_due & fixed.notna(), fixed)
    counted = ~(gone & (nothing_due | (policy == "exclude")))
    return scored.assign(score=filled, counted=counted)


def level_scores(scores: pd.DataFrame, indicators: pd.DataFrame | Tree) -> pd.DataFrame:
    """Return every node's score for every unit: leaves, the nodes between, and the root ("").

    One row per unit and node: the unit's key columns, ``indicator, parent, weight, depth, share``
    (of full marks, 0 to 1; NA where unknown), ``counted`` and ``total_weight`` (share of the
    total). Weights are rescaled among the counted parts of a node, so 0.25 and 25 mean the same.
    A unit's score that has no row is left out, as if it were not counted.
    """
    tree = declare_indicators(indicators)
    branches = tree.branches
    keys = [key for key in KEYS if key in scores]
    given = given_scores(scores, tree)
    level = (
        given[[*keys, "indicator", "counted"]]
        .assign(share=given["score"] / given["full_marks"])
        .join(branches, on="indicator")
    )
    done = [level]
    aggregates = tree.aggregates
    pending = level
    for depth in range(deepest(level), 0, -1):
        here = pending[pending["depth"] == depth]
        combined = combine(here, keys, aggregates)
        above = combined.join(branches, on="indicator")
        above["depth"] = above["depth"].fillna(0)
        done.append(above)
        pending = pd.concat([pending[pending["depth"] < depth], above], ignore_index=True)
    return with_total_weights(pd.concat(done, ignore_index=True), keys)


def deepest(levels: pd.DataFrame) -> int:
    """Return the greatest depth; 0 where there is no row."""
    return int(levels["depth"].max()) if len(levels) else 0


def given_scores(scores: pd.DataFrame, tree: Tree) -> pd.DataFrame:
    """Return the scores of the table's indicators; full marks and ``counted`` filled in."""
    marks = tree.leaves.set_index("indicator")["full_marks"]
    given = scores[scores["indicator"].isin(marks.index)].reset_index(drop=True)
    full = given["full_marks"] if "full_marks" in given else given["indicator"].map(marks)
    counted = given["counted"].astype(bool) if "counted" in given else True
    return given.assign(
        score=given["score"].astype("float64"), full_marks=full.astype("float64"), counted=counted
    )


def combine(parts: pd.DataFrame, keys: list[str], aggregates: dict[str, str]) -> pd.DataFrame:
    """Combine the parts of each node for each unit by the node's weighted mean."""
    counted = parts["counted"] & (parts["weight"] > 0)
    weight = parts["weight"].where(counted, 0.0)
    geometric = parts["parent"].map(aggregates).eq("geometric")
    with np.errstate(divide="ignore"):
        value = parts["share"].where(~geometric, np.log(parts["share"].clip(lower=0)))
    weighted = (weight * value).where(counted, 0.0)
    unknown = counted & parts["share"].isna()
    sums = (
        parts[[*keys, "parent"]]
        .assign(weight=weight, weighted=weighted, unknown=unknown, counted=counted)
        .groupby([*keys, "parent"], sort=False, dropna=False)
        .agg({"weight": "sum", "weighted": "sum", "unknown": "any", "counted": "any"})
        .reset_index()
        .rename(columns={"parent": "indicator"})
    )
    mean = (sums["weighted"] / sums["weight"].where(sums["weight"] > 0)).mask(sums["unknown"])
    is_geometric = sums["indicator"].map(aggregates).eq("geometric")
    share = mean.where(~is_geometric, np.exp(mean))
    return sums[[*keys, "indicator", "counted"]].assign(share=share)


def with_total_weights(levels: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add each node's share of its unit's total (0 to 1): the product of the shares above it."""
    unit = levels.groupby(keys, sort=False, dropna=False).ngroup()
    weight = levels["weight"].where(levels["counted"], 0.0)
    siblings = weight.groupby([unit, levels["parent"]]).transform("sum")
    within = (weight / siblings.where(siblings > 0)).fillna(0.0).mask(levels["depth"] == 0, 1.0)
    total_weight = within.copy()
    for depth in range(1, deepest(levels) + 1):
        above = pd.Series(
            total_weight.to_numpy(), index=pd.MultiIndex.from_arrays([unit, levels["indicator"]])
        )[(levels["depth"] == depth - 1).to_numpy()]
        here = levels["depth"] == depth
        places = pd.MultiIndex.from_arrays([unit[here], levels.loc[here, "parent"]])
        total_weight[here] = within[here] * above.reindex(places).to_numpy()
    return levels.assign(total_weight=total_weight)


def contribution_points(scores: pd.DataFrame, tree: Tree) -> pd.Series:
    """Return what each score adds to its unit's total; 0 where the indicator is left out.

    Its share of full marks times its share of the total's weight, on the scale of the total; the
    points of a unit add up to its arithmetic total.
    """
    keys = [key for key in KEYS if key in scores]
    levels = level_scores(scores, tree)[[*keys, "indicator", "total_weight"]]
    weights = scores[[*keys, "indicator"]].merge(
        levels, on=[*keys, "indicator"], how="left", validate="1:1"
    )["total_weight"]
    share = scores["score"].astype("float64") / scores["full_marks"].astype("float64")
    points = weights.to_numpy() * share * total_scale(scores, tree)
    return points.where(scores["counted"], 0.0).round(SCORE_DECIMALS)


def total_scale(given: pd.DataFrame, tree: Tree) -> pd.Series:
    """Return the full marks of each row's total.

    Those of the root's own row, else those that all indicators of the row's group share, else 100.
    """
    marks = given["full_marks"].astype("float64")
    if tree.full_marks is not None:
        return pd.Series(tree.full_marks, index=marks.index)
    peers = [given[key] for key in [*CONTEXT, "group"] if key in given]
    groups = marks.groupby(peers or (lambda _: 0), sort=False, dropna=False)
    low, high = groups.transform("min"), groups.transform("max")
    return high.where(low == high, FULL_MARKS)


def aggregate_scores(scores: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Combine scores into one total per unit.

    Returns
    -------
    DataFrame
        One row per unit in order of appearance: its key columns and ``total`` on the scale of the
        indicators' full marks; NA where a counted score is unknown or none is counted.
    """
    keys = [key for key in KEYS if key in scores]
    tree = declare_indicators(indicators)
    given = given_scores(scores, tree)
    root = level_scores(scores, tree).loc[lambda levels: levels["indicator"] == ROOT]
    scale = given[keys].assign(scale=total_scale(given, tree)).drop_duplicates(keys)
    totals = scale.merge(root[[*keys, "share"]], on=keys, how="left", validate="1:1")
    total = (totals["share"] * totals["scale"]).round(SCORE_DECIMALS)
    return totals[keys].assign(total=total)
