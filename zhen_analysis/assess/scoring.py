"""Measures and the indicator table → scores, points and totals, up any depth of the tree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.assess.rules import PARAMETERS, RULES, rule_sentence

FULL_MARKS = 100.0
KEYS = ["period", "town", "scheme", "level", "group", "unit"]
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
    leaves = scored_leaves(indicators)
    scored = measures.merge(
        leaves.rename(columns={"uom": "_uom"}).drop(columns="_uom", errors="ignore"),
        on="indicator",
        how="inner",
        validate="m:1",
    )
    score = pd.Series(np.nan, index=scored.index)
    for rule, rows in scored.groupby("rule", sort=False):
        value = rows["value"].astype("float64")
        score[rows.index] = RULES[rule](value, rows).round(SCORE_DECIMALS)
    scored = scored.assign(score=score).pipe(settle_missing)
    scored["points"] = contribution_points(scored, indicators)
    return scored.drop(columns=[column for column in PARAMETERS if column in scored])


def scored_leaves(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators with a rule, every parameter present, and its rule as a sentence."""
    leaves = indicators[indicators["rule"].notna()]
    leaves = leaves.reindex(columns=["indicator", "weight", *PARAMETERS, "full_marks"])
    typed = leaves.astype({"weight": "float64"}).assign(
        full_marks=pd.to_numeric(leaves["full_marks"]).astype("float64").fillna(FULL_MARKS)
    )
    sentences = [rule_sentence(row) for row in typed.to_dict("records")]
    return typed.assign(rule_text=pd.Series(sentences, index=typed.index, dtype="str"))


def settle_missing(scored: pd.DataFrame) -> pd.DataFrame:
    """Apply each indicator's policy to values that are not there.

    Not applicable (nothing was due: denominator 0) never counts for or against a unit. For what
    was not reported the catalogue says: zero, fixed:<x>, exclude, carry (not known here: NA) or
    na; without a policy the score stays unknown.
    """
    gone = scored["score"].isna()
    policy = scored["missing"].astype("str").fillna("na")
    nothing_due = (
        (scored["denominator"] == 0).fillna(False).astype(bool)
        if "denominator" in scored
        else pd.Series(False, index=scored.index)
    )
    fixed = pd.to_numeric(policy.str.extract(r"^fixed:([\d.]+)$")[0], errors="coerce")
    filled = scored["score"].mask(gone & ~nothing_due & (policy == "zero"), 0.0)
    filled = filled.mask(gone & ~nothing_due & fixed.notna(), fixed)
    counted = ~(gone & (nothing_due | (policy == "exclude")))
    return scored.assign(score=filled, counted=counted)


def tree(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return one row per node: indicator, parent ("" is the root), weight, aggregate, depth."""
    columns = ["indicator", "parent", "weight", "aggregate", "rule", "full_marks"]
    nodes = indicators.reindex(columns=columns).drop_duplicates("indicator")
    parent = nodes["parent"].astype("object").where(nodes["parent"].notna(), "")
    # A root that has a row of its own (no parent, no weight) is the root, not a node below it.
    is_root = (parent == "") & nodes["rule"].isna() & nodes["weight"].isna()
    nodes = nodes.assign(parent=parent.replace(list(nodes.loc[is_root, "indicator"]), ""))
    nodes = nodes[~is_root].assign(aggregate=nodes["aggregate"].astype("object"))
    above = dict(zip(nodes["indicator"], nodes["parent"], strict=True))
    depth = []
    for code in nodes["indicator"]:
        steps = 0
        while code in above:
            code, steps = above[code], steps + 1
        depth.append(steps)
    return nodes.assign(depth=depth).reset_index(drop=True)


def root_aggregate(indicators: pd.DataFrame) -> str:
    """Return how the root combines its parts: its own row's word, else the common word, else +."""
    if "aggregate" not in indicators:
        return "arithmetic"
    parent = indicators["parent"] if "parent" in indicators else pd.Series(None, indicators.index)
    top = indicators[parent.isna() | (parent == "")]
    own = top[top["rule"].isna() & top["weight"].isna()]
    words = set((own if len(own) else top[top["rule"].notna()])["aggregate"].dropna())
    return words.pop() if len(words) == 1 else "arithmetic"


def level_scores(scores: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return every node's score for every unit: leaves, the nodes between, and the root ("").

    One row per unit and node: the unit's key columns, ``indicator, parent, weight, depth, share`` (of
    full marks, 0 to 1; NA where unknown), ``counted`` and ``total_weight`` (share of the total). Weights are rescaled among the counted parts
    of a node, so 0.25 and 25 mean the same.
    """
    nodes = tree(indicators).set_index("indicator")
    keys = [key for key in KEYS if key in scores]
    level = scores[[*keys, "indicator", "counted"]].assign(
        share=scores["score"].astype("float64") / scores["full_marks"].astype("float64")
    )
    level = level.join(nodes[["parent", "weight", "depth"]], on="indicator")
    done = [level]
    aggregates = {**nodes["aggregate"].to_dict(), "": root_aggregate(indicators)}
    pending = level
    for depth in range(int(nodes["depth"].max()), 0, -1):
        here = pending[pending["depth"] == depth]
        combined = combine(here, keys, aggregates)
        above = combined.join(nodes[["parent", "weight", "depth"]], on="indicator")
        above["depth"] = above["depth"].fillna(0)
        done.append(above)
        pending = pd.concat([pending[pending["depth"] < depth], above], ignore_index=True)
    return with_total_weights(pd.concat(done, ignore_index=True), keys)


def combine(
    parts: pd.DataFrame, keys: list[str], aggregates: dict[str, object]
) -> pd.DataFrame:
    """Combine the parts of each node for each unit by the node's weighted mean."""
    counted = parts["counted"]
    weight = parts["weight"].astype("float64").where(counted, 0.0)
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
    weight = levels["weight"].astype("float64").where(levels["counted"], 0.0)
    siblings = weight.groupby([unit, levels["parent"]]).transform("sum")
    within = (weight / siblings.where(siblings > 0)).fillna(0.0).mask(levels["depth"] == 0, 1.0)
    total_weight = within.copy()
    for depth in range(1, int(levels["depth"].max()) + 1):
        above = pd.Series(
            total_weight.to_numpy(), index=pd.MultiIndex.from_arrays([unit, levels["indicator"]])
        )[(levels["depth"] == depth - 1).to_numpy()]
        here = levels["depth"] == depth
        places = pd.MultiIndex.from_arrays([unit[here], levels.loc[here, "parent"]])
        total_weight[here] = within[here] * above.reindex(places).to_numpy()
    return levels.assign(total_weight=total_weight)


def contribution_points(scores: pd.DataFrame, indicators: pd.DataFrame) -> pd.Series:
    """Return what each score adds to its unit's total; 0 where the indicator is left out.

    Its share of full marks times its share of the total's weight, on the scale of the total; the
    points of a unit add up to its arithmetic total.
    """
    keys = [key for key in KEYS if key in scores]
    levels = level_scores(scores, indicators)[[*keys, "indicator", "total_weight"]]
    weights = scores[[*keys, "indicator"]].merge(
        levels, on=[*keys, "indicator"], how="left", validate="1:1"
    )["total_weight"]
    share = scores["score"].astype("float64") / scores["full_marks"].astype("float64")
    points = weights.to_numpy() * share * total_scale(scores, keys)
    return points.where(scores["counted"], 0.0).round(SCORE_DECIMALS)


def total_scale(scores: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the full marks of each row's total: its unit's common full marks, else 100."""
    marks = scores["full_marks"].astype("float64")
    by_unit = marks.groupby([scores[key] for key in keys], sort=False, dropna=False)
    low, high = by_unit.transform("min"), by_unit.transform("max")
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
    root = level_scores(scores, indicators).loc[lambda levels: levels["indicator"] == ""]
    scale = scores[keys].assign(scale=total_scale(scores, keys)).drop_duplicates(keys)
    totals = scale.merge(root[[*keys, "share"]], on=keys, how="left", validate="1:1")
    total = (totals["share"] * totals["scale"]).round(SCORE_DECIMALS)
    return totals[keys].assign(total=total)
