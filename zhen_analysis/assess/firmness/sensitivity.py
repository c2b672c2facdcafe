"""Scores and their weights → the smallest change of one weight that lets two neighbours swap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.indicators import ROOT, Tree, declare_indicators
from zhen_analysis.assess.scoring.scoring import KEYS, given_scores, level_scores, total_scale
from zhen_analysis.base.errors import BadInput

COLUMNS = ["indicator", "weight", "new_weight", "unit_up", "unit_down"]
NEAR = 1e-9  # totals nearer than this are one total
Pairs: TypeAlias = tuple[np.ndarray, np.ndarray]


def weight_swaps(
    scores: pd.DataFrame, indicators: pd.DataFrame, *, offset: pd.Series | None = None
) -> pd.DataFrame:
    """Return, for every weight, the nearest value at which two neighbours have the same total.

    Just beyond ``new_weight`` they have changed places, all other declared weights staying as they
    are (the shares of all move, for weights are rescaled within a parent). Exact, since a total is
    linear in the scores; the first two units to swap are always neighbours.

    Parameters
    ----------
    scores, indicators : as for ``aggregate_scores``. Units of different groups are no neighbours.
    offset : points per unit that no weight touches (a bonus), indexed by unit.

    Returns
    -------
    DataFrame
        One row per indicator and per node that has siblings, in the order of the table:
        ``indicator, weight, new_weight`` (on the scale of the declared weights), ``unit_up`` (the
        one that gains the place) and ``unit_down``; NA where no weight of 0 or more swaps any two.

    Raises
    ------
    BadInput
        A node is combined geometrically, or has a coefficient or a cap: such a total is not linear.
    """
    tree, levels, totals = linear_totals(scores, indicators, offset)
    places = np.arange(len(totals))
    return swap_table(tree, levels, totals, (places[:-1], places[1:]))


def boundary_swaps(
    scores: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    top: int = 3,
    bottom: int = 3,
    offset: pd.Series | None = None,
) -> pd.DataFrame:
    """Return, for every weight, the nearest value at which somebody leaves the top, or the bottom.

    As ``weight_swaps``, but of all pairs of which one is among the first ``top`` of its group and
    the other is not (and of which one is among the last ``bottom``): so long as no such pair is
    level, the same units are there, in whatever order. Column ``end`` is ``top`` or ``bottom``.
    """
    tree, levels, totals = linear_totals(scores, indicators, offset)
    group = totals.groupby("group")["total"]
    ends = {
        "top": (group.rank(method="min", ascending=False) <= top).to_numpy(),
        "bottom": (group.rank(method="min") > bottom).to_numpy(),
    }  # of each: those above the line
    found = [
        swap_table(tree, levels, totals, pairs_across(above, totals["group"].to_numpy())).assign(
            end=end
        )
        for end, above in ends.items()
    ]
    return pd.concat(found, ignore_index=True)


def pairs_across(above: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of every pair of a group of which one is above a line and one below."""
    ahead, behind = np.nonzero(
        above[:, None] & ~above[None, :] & (group[:, None] == group[None, :])
    )
    return ahead, behind


def linear_totals(
    scores: pd.DataFrame, indicators: pd.DataFrame, offset: pd.Series | None
) -> tuple[Tree, pd.DataFrame, pd.DataFrame]:
    """Return the tree, every node's score and the known totals; BadInput if they are not linear."""
    tree = declare_indicators(indicators)
    if not tree.is_linear:
        raise BadInput(
            "weight swaps are exact for arithmetic totals only, without coefficients or caps above "
            "the indicators.",
            hint="For other totals look at rank_uncertainty.",
        )
    given = given_scores(scores, tree)
    levels = level_scores(given, tree)
    return tree, levels, known_totals(levels, given, tree, offset)


def swap_table(
    tree: Tree, levels: pd.DataFrame, totals: pd.DataFrame, pairs: Pairs
) -> pd.DataFrame:
    """Return the nearest swap of any of the pairs, weight by weight."""
    return pd.DataFrame(
        [nearest_swap(code, levels, totals, weight, pairs) for code, weight in node_weights(tree)],
        columns=COLUMNS,
    ).astype({"unit_up": "str", "unit_down": "str", "weight": "float64", "new_weight": "float64"})


def node_weights(tree: Tree) -> Iterator[tuple[str, float]]:
    """Yield every node that has siblings, and its declared weight."""
    nodes = tree.nodes
    siblings = nodes.groupby("parent")["indicator"].transform("size")
    for row in nodes[siblings > 1].to_dict("records"):
        yield row["indicator"], row["weight"]


def known_totals(
    levels: pd.DataFrame, given: pd.DataFrame, tree: Tree, offset: pd.Series | None
) -> pd.DataFrame:
    """Return the units whose total is known, best first within each group; index: unit.

    Columns: ``total``, ``scale`` (full marks), ``group``.
    """
    scale = given.assign(scale=total_scale(given, tree)).drop_duplicates("unit")
    peers = [key for key in KEYS if key in given and key != "unit"]
    group = (
        given.drop_duplicates("unit").set_index("unit")[peers].astype("str").agg("|".join, axis=1)
    )
    root = levels[levels["indicator"] == ROOT].set_index("unit")["share"]
    totals = pd.DataFrame({"share": root, "scale": scale.set_index("unit")["scale"]}).dropna()
    totals = totals.assign(total=totals["share"] * totals["scale"], group=group if peers else "")
    if offset is not None:
        totals["total"] += offset.reindex(totals.index).fillna(0.0)
    return totals.sort_values(["group", "total"], ascending=[True, False], kind="stable")


def nearest_swap(
    code: str, levels: pd.DataFrame, totals: pd.DataFrame, weight: float, pairs: Pairs
) -> dict:
    """Return the swap that needs the smallest change of one node's weight.

    ``pairs`` are places in ``totals``: who is ahead, and who is behind.
    """
    row = {"indicator": code, "weight": weight, "new_weight": np.nan}
    if not len(pairs[0]):
        return row
    parts = unit_parts(code, levels, totals, weight)
    ahead, behind = (parts.iloc[places].reset_index(drop=True) for places in pairs)
    roots = swap_weights(ahead, behind)
    apart = (ahead["group"] == behind["group"]) & (ahead["total"] - behind["total"] > NEAR)
    roots[~apart.to_numpy()] = np.nan
    roots[~(roots > 0)] = np.nan
    distance = np.abs(roots - weight)
    if np.isnan(distance).all():
        return row
    pair, which = np.unravel_index(np.nanargmin(distance), distance.shape)
    return {
        **row,
        "new_weight": roots[pair, which],
        "unit_up": behind["unit"].iloc[pair],
        "unit_down": ahead["unit"].iloc[pair],
    }


def unit_parts(
    code: str, levels: pd.DataFrame, totals: pd.DataFrame, weight: float
) -> pd.DataFrame:
    """Return the parts of every unit's total as a function of one weight W.

    total = rest + scope (W own + others) / (W + beside), where ``own`` is the node's share of full
    marks, ``others`` and ``beside`` are weighted sum and weights of its counted siblings. A unit
    for which W changes nothing has scope 0.
    """
    parent = levels.loc[levels["indicator"] == code, "parent"].iloc[0]
    family = levels[(levels["parent"] == parent) & levels["counted"] & (levels["weight"] > 0)]
    family = family[family["unit"].isin(totals.index)]
    beside = family[family["indicator"] != code]
    own = levels[(levels["indicator"] == code) & levels["counted"]].set_index("unit")["share"]
    above = levels[levels["indicator"] == parent].set_index("unit")["total_weight"]
    parts = totals.rename_axis("unit").reset_index()
    unit = parts["unit"].astype("object")  # a map of categories would give categories
    sums = beside.assign(part=beside["weight"] * beside["share"]).groupby("unit")
    parts = parts.assign(
        own=unit.map(own),
        beside=unit.map(sums["weight"].sum()).fillna(0.0),
        others=unit.map(sums["part"].sum()).fillna(0.0),
        scope=unit.map(above) * parts["scale"],
    )
    moves = parts["own"].notna() & (parts["beside"] > 0)
    parts = parts.assign(
        own=parts["own"].where(moves, 0.0),
        beside=parts["beside"].where(moves, 1.0),
        others=parts["others"].where(moves, 0.0),
        scope=parts["scope"].where(moves, 0.0),
    )
    held = (weight * parts["own"] + parts["others"]) / (weight + parts["beside"])
    return parts.assign(rest=parts["total"] - parts["scope"] * held)


def swap_weights(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Return (pairs × 2) weights at which two totals are the same; NaN where there is none.

    Both sides multiplied by (W + beside) of both make a polynomial a W² + b W + c.
    """
    gap = one["rest"] - other["rest"]
    own = one["scope"] * one["own"], other["scope"] * other["own"]
    rest = one["scope"] * one["others"], other["scope"] * other["others"]
    a = gap + own[0] - own[1]
    b = (
        gap * (one["beside"] + other["beside"])
        + (own[0] * other["beside"] + rest[0])
        - (own[1] * one["beside"] + rest[1])
    )
    c = gap * one["beside"] * other["beside"] + rest[0] * other["beside"] - rest[1] * one["beside"]
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(b * b - 4 * a * c)
        # The stable pair of formulas: no difference of two nearly equal numbers.
        half = -0.5 * (b + np.where(b < 0, -1.0, 1.0) * root)
        pairs = np.column_stack([half / a, c / half])
    return np.where(np.isfinite(pairs), pairs, np.nan)
