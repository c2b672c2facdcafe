"""Scores and a tree of indicators → every node's share and weight, as (units × nodes) arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.indicators import FULL_MARKS, ROOT, Adjustment, Tree
from zhen_analysis.base.errors import BadInput

KEYS = ["period", "town", "scheme", "level", "group", "unit"]
CONTEXT = ["period", "town", "scheme", "level"]  # within it every unit answers for the same
PEERS = [*CONTEXT, "group"]  # who is compared with whom


@dataclass(frozen=True)
class Rows:
    """Where each row of a table stands.

    Attributes
    ----------
    units : one row per unit in order of appearance, its key columns.
    unit, leaf : of each row, its unit's place in ``units`` and its indicator's in ``leaves``.
    leaves : the codes of the tree's indicators.
    """

    units: pd.DataFrame
    unit: np.ndarray
    leaf: np.ndarray
    leaves: pd.Index

    @property
    def shape(self) -> tuple[int, int]:
        """How many units and indicators there are."""
        return len(self.units), len(self.leaves)

    @cached_property
    def place(self) -> np.ndarray:
        """Each row's place in a table of units × leaves that is read line by line."""
        return self.unit * len(self.leaves) + self.leaf

    @cached_property
    def where_held(self) -> np.ndarray:
        """Units × leaves: whether there is a row."""
        return self.spread(np.ones(len(self.unit), dtype=bool), blank=False)

    def spread(self, values: np.ndarray, blank: float | bool) -> np.ndarray:
        """Return the rows' values as units × leaves, ``blank`` where there is no row."""
        table = np.full(self.shape, blank)
        table.reshape(-1)[self.place] = values
        return table

    def among(self, columns: list[str]) -> np.ndarray:
        """Return for each unit the number of its group by those of ``columns`` that there are."""
        return number_rows(self.units, [column for column in columns if column in self.units])[0]


def find_leaves(indicator: pd.Series, leaves: pd.Index) -> np.ndarray:
    """Return each row's place among the tree's indicators; −1 where it is none of them."""
    codes, found = pd.factorize(indicator)
    places = np.append(leaves.get_indexer(pd.Index(found)), -1)  # the last: a blank's code is −1
    return places[codes]


def place_rows(frame: pd.DataFrame, leaf: np.ndarray, leaves: pd.Index) -> Rows:
    """Number the units of a table; raises BadInput where a unit has two rows of one indicator."""
    keys = [key for key in KEYS if key in frame]
    unit, first = number_rows(frame, keys)
    rows = Rows(frame[keys].take(first).reset_index(drop=True), unit, leaf, leaves)
    counts = np.bincount(rows.place)
    if (counts > 1).any():
        where = divmod(int(np.argmax(counts > 1)), len(leaves))
        raise BadInput(
            f"unit {rows.units['unit'].iloc[where[0]]} has more than one value of "
            f"{leaves[where[1]]}."
        )
    return rows


def number_rows(frame: pd.DataFrame, keys: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's number by its keys (from 0, in order of appearance), and first rows."""
    codes = np.zeros(len(frame), dtype="int64")
    for key in keys:
        own, found = pd.factorize(frame[key], use_na_sentinel=False)
        if len(found) > 1:
            codes = pd.factorize(codes * len(found) + own)[0] if codes.any() else own
    first = np.full(int(codes.max(initial=-1)) + 1, -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, first


@dataclass(frozen=True)
class Levels:
    """Every node of every unit; arrays are units × nodes, leaves first, the root last.

    Attributes
    ----------
    share : of full marks; NaN where unknown.
    counted : whether the node counts for the unit.
    held : whether the unit has any row at or below the node.
    adjusted : what the node makes of its parts' result, as a multiple of it: its coefficient, or
        less where its cap cuts the result off; 1 where it takes it as it is.
    """

    tree: Tree
    nodes: pd.DataFrame  # indicator, parent, weight, depth; root: parent None
    share: np.ndarray
    counted: np.ndarray
    held: np.ndarray
    adjusted: np.ndarray

    @cached_property
    def total_weight(self) -> np.ndarray:
        """Each node's share of its unit's total, 0 to 1: the product of the shares above it."""
        found = np.zeros(self.share.shape)
        found[:, -1] = 1.0
        for parent, parts in from_the_root(self.nodes):
            weight = self.nodes["weight"].to_numpy()[parts] * self.counted[:, parts]
            within = weight / positive(weight.sum(axis=1, keepdims=True))
            found[:, parts] = np.nan_to_num(within, copy=False) * found[:, [parent]]
        return found

    @cached_property
    def multiple(self) -> np.ndarray:
        """What the nodes above each node multiply its points by, all together."""
        found = np.ones(self.share.shape)
        for parent, parts in from_the_root(self.nodes):
            found[:, parts] = (found[:, parent] * self.adjusted[:, parent])[:, None]
        return found


def climb(
    share: np.ndarray,
    counted: np.ndarray,
    held: np.ndarray,
    tree: Tree,
    factors: Mapping[str, np.ndarray],
) -> Levels:
    """Combine the leaves (units × leaves arrays) up to the root by each node's weighted mean.

    Weights are rescaled among the counted parts of a node, so 0.25 and 25 mean the same. A counted
    part of unknown share makes its node unknown. A node's coefficient and cap act on its mean,
    once, after its parts are combined.

    Parameters
    ----------
    factors : column that a node's coefficient names → each unit's number.
    """
    nodes = list_nodes(tree)
    more = len(nodes) - share.shape[1]
    shares = np.pad(share, ((0, 0), (0, more)), constant_values=np.nan)
    counts, holds = (np.pad(side, ((0, 0), (0, more))) for side in (counted, held))
    adjusted = np.ones(shares.shape)
    aggregates = tree.aggregates
    for parent, parts in reversed(from_the_root(nodes)):
        weight = nodes["weight"].to_numpy()[parts] * counts[:, parts]
        code = nodes["indicator"].iloc[parent]
        mean = weighted_mean(shares[:, parts], weight, aggregates[code])
        shares[:, parent], adjusted[:, parent] = adjust(mean, tree.adjustments.get(code), factors)
        counts[:, parent] = (weight > 0).any(axis=1)
        holds[:, parent] = holds[:, parts].any(axis=1)
    return Levels(tree, nodes, shares, counts, holds, adjusted)


def adjust(
    mean: np.ndarray, adjustment: Adjustment | None, factors: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return a node's shares (its last axis: units), each also as a multiple of its parts' mean."""
    if adjustment is None:
        return mean, np.ones(mean.shape)
    column = adjustment.coefficient
    factor = np.ones(mean.shape[-1]) if column is None else factors[column]
    share = adjustment.of(mean, factor)
    multiple = np.broadcast_to(factor, mean.shape).astype("float64")
    return share, np.divide(share, mean, out=multiple, where=mean > 0)


def weighted_mean(share: np.ndarray, weight: np.ndarray, aggregate: str) -> np.ndarray:
    """Return the mean of each row; what weighs nothing may be unknown, all else must be known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(np.clip(share, 0, None)) if aggregate == "geometric" else share
        mean = np.where(weight > 0, weight * value, 0.0).sum(axis=1) / positive(weight.sum(axis=1))
        return np.exp(mean) if aggregate == "geometric" else mean


def positive(weights: np.ndarray) -> np.ndarray:
    """Return weights to divide by: NaN for 0."""
    return np.where(weights > 0, weights, np.nan)


def list_nodes(tree: Tree) -> pd.DataFrame:
    """Return ``indicator, parent, weight, depth``: leaves, the nodes between, the root."""
    nodes = tree.branches.reset_index()
    is_leaf = nodes["indicator"].isin(tree.leaves["indicator"])
    root = pd.DataFrame([{"indicator": ROOT, "parent": None, "weight": np.nan, "depth": 0}])
    return pd.concat([nodes[is_leaf], nodes[~is_leaf], root], ignore_index=True)


def from_the_root(nodes: pd.DataFrame) -> list[tuple[int, np.ndarray]]:
    """Return each node that has parts and the places of the parts, the root first."""
    place = dict(zip(nodes["indicator"], range(len(nodes)), strict=True))
    families = nodes[nodes["parent"].notna()].groupby(["depth", "parent"], sort=True).indices
    return [(place[parent], parts) for (_, parent), parts in families.items()]


def total_scales(rows: Rows, full_marks: np.ndarray, tree: Tree) -> np.ndarray:
    """Return the full marks of each unit's total.

    Those of the root's own row, else those that all indicators of the unit's group share, else 100.

    Parameters
    ----------
    full_marks : of each row.
    """
    if tree.full_marks is not None:
        return np.full(len(rows.units), tree.full_marks)
    if len(full_marks) and full_marks.min() == full_marks.max():
        return np.full(len(rows.units), full_marks[0])
    group = rows.among(PEERS)
    low, high = (np.full(group.max(initial=-1) + 1, blank) for blank in (np.inf, -np.inf))
    np.minimum.at(low, group[rows.unit], full_marks)
    np.maximum.at(high, group[rows.unit], full_marks)
    return np.where(low == high, high, FULL_MARKS)[group]
