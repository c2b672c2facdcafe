"""An indicator table as somebody wrote it → its leaves with typed parameters, and its tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from zhen_analysis.base.errors import BadInput
from zhen_analysis.catalogue.vocabulary.parameters import (
    FULL_MARKS,
    NUMBERS,
    PARAMETERS,
    TEXTS,
    top_share,
)
from zhen_analysis.catalogue.vocabulary.rules import RULES, rule_faults

ROOT = ""
NO_LIMIT = float("inf")
COLUMNS = ["indicator", "parent", "rule", "span", "uom", "measure", *TEXTS]


@dataclass(frozen=True)
class Adjustment:
    """What a node does to the result of its parts, once: a unit's coefficient, then a limit.

    Attributes
    ----------
    coefficient : the column of each unit's factor; None: 1 for all.
    most : of the node's full marks; with a coefficient 1 where no cap is declared.
    """

    coefficient: str | None
    most: float

    def of(self, share: np.ndarray, factor: np.ndarray | float) -> np.ndarray:
        """Return a node's shares from those that its parts make together."""
        return np.minimum(share * factor, self.most)


@dataclass(frozen=True)
class Tree:
    """A checked indicator table.

    Attributes
    ----------
    nodes : one row per indicator and per node between, the root left out; every column there,
        numbers as floats, blanks as NA, ``parent`` "" under the root.
    root : what the root's own row says; empty where it has none.
    """

    nodes: pd.DataFrame
    root: dict

    @cached_property
    def leaves(self) -> pd.DataFrame:
        """The indicators that have a rule, full marks filled in."""
        leaves = self.nodes[self.nodes["rule"].notna()].reset_index(drop=True)
        return leaves.assign(full_marks=leaves["full_marks"].fillna(FULL_MARKS))

    @cached_property
    def adjustments(self) -> dict[str, Adjustment]:
        """Node → what it does to its result; nodes that take it as it is are left out."""
        lines = self.nodes[self.nodes["rule"].isna()].to_dict("records")
        lines += [{**self.root, "indicator": ROOT}] if self.root else []
        return {
            line["indicator"]: Adjustment(
                line["coefficient"],
                top_share(line) if line["coefficient"] or pd.notna(line["cap"]) else NO_LIMIT,
            )
            for line in lines
            if line["coefficient"] or pd.notna(line["cap"])
        }

    @cached_property
    def is_linear(self) -> bool:
        """Whether totals are weighted means of the scores at every node, and nothing else."""
        return not self.adjustments and "geometric" not in self.aggregates.values()

    @property
    def coefficients(self) -> list[str]:
        """The columns of units that nodes multiply their results by."""
        every = {each.coefficient for each in self.adjustments.values() if each.coefficient}
        return sorted(every)

    def line_of(self, node: str) -> dict:
        """Return what the row of a node says; of the root, its own row."""
        if node == ROOT:
            return self.root
        return self.nodes[self.nodes["indicator"] == node].iloc[0].to_dict()

    @cached_property
    def branches(self) -> pd.DataFrame:
        """``parent, weight, depth`` of every node, by its code."""
        above = parents(self.nodes)
        depth = [len(list(ancestors(code, above))) for code in above]
        return self.nodes.set_index("indicator")[["parent", "weight"]].assign(depth=depth)

    @cached_property
    def aggregates(self) -> dict[str, str]:
        """How each node combines its parts: its row's word; for the root else its leaves' word."""
        own = self.nodes.set_index("indicator")["aggregate"].fillna("arithmetic").to_dict()
        heads = self.nodes[(self.nodes["parent"] == ROOT) & self.nodes["rule"].notna()]
        said = {self.root["aggregate"]} if self.root else set(heads["aggregate"])
        words = said - {None}
        return {**own, ROOT: words.pop() if len(words) == 1 else "arithmetic"}

    @property
    def full_marks(self) -> float | None:
        """The full marks of the total that the root's own row declares."""
        declared = self.root.get("full_marks")
        return None if pd.isna(declared) else declared


def declare_indicators(indicators: pd.DataFrame | Tree) -> Tree:
    """Return an indicator table typed and checked.

    The root may be written as a blank parent, as a name that has no row, or as a row of its own
    without rule, weight and parent. A table without a column ``rule`` is of indicators that others
    have scored: all that have no parts take their scores as they are (``mark``).

    Raises BadInput with everything that cannot be scored, all at once.
    """
    if isinstance(indicators, Tree):
        return indicators
    table = indicators.reset_index(drop=True).reindex(columns=[*COLUMNS, *NUMBERS]).astype("object")
    plain = table.where(table.notna() & (table != ""), None)
    numbers = {column: as_numbers(plain[column]) for column in NUMBERS}
    rows = plain.assign(**numbers)
    if "rule" not in indicators:
        is_node = rows["indicator"].isin(rows["parent"].dropna())
        rows["rule"] = pd.Series("mark", index=rows.index, dtype="object").mask(is_node, None)
    is_top = rows["parent"].isna()
    is_root = is_top & rows["rule"].isna() & rows["weight"].isna()
    if is_root.sum() > 1:  # several heads cannot all be the root: their weights are missing
        is_root = is_root & False
    named = set(rows.loc[is_root, "indicator"])
    absent = set(rows["parent"].dropna()) - set(rows["indicator"])
    if len(absent) == 1 and not is_top.any():
        named |= absent
    below = rows.assign(parent=rows["parent"].mask(rows["parent"].isin(named) | is_top, ROOT))
    nodes = below[~is_root].reset_index(drop=True)
    faults = [*unread_numbers(plain, numbers), *table_faults(nodes)]
    faults += cap_faults(rows[is_root | rows["rule"].isna()])
    if faults:
        raise BadInput(
            f"the indicator table cannot be used: {'; '.join(faults)}.",
            hint="A node has a row without rule; only the root needs none.",
        )
    return Tree(nodes, next(iter(rows[is_root].to_dict("records")), {}))


def as_numbers(column: pd.Series) -> np.ndarray:
    """Return a column as floats; NaN for blanks and for what is no finite number."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def unread_numbers(plain: pd.DataFrame, numbers: dict[str, np.ndarray]) -> Iterator[str]:
    """Return which parameters are no numbers."""
    for column, read in numbers.items():
        for row in np.flatnonzero(plain[column].notna() & np.isnan(read)):
            code, written = plain["indicator"].iloc[row], plain[column].iloc[row]
            yield f"{column} {written!r} of {code} is not a number"


def table_faults(nodes: pd.DataFrame) -> Iterator[str]:
    """Return what is wrong in a typed indicator table, one sentence each."""
    aggregate, aggregates = PARAMETERS["aggregate"], set(nodes["aggregate"].dropna())
    for code in nodes.loc[nodes["indicator"].duplicated(), "indicator"].unique():
        yield f"{code} stands more than once"
    for row in nodes.to_dict("records"):
        code = row["indicator"]
        if not row["weight"] >= 0:
            yield f"{code} needs a weight of 0 or more"
        if row["rule"] is not None and row["rule"] not in RULES:
            yield f"rule {row['rule']!r} of {code} is not one of {', '.join(RULES)}"
        elif row["rule"] is not None:
            yield from (f"{code}: {fault}" for fault in rule_faults(row))
            if RULES[row["rule"]].may_be_negative and "geometric" in aggregates:
                yield f"{code}: a {row['rule']} may be negative: there is no geometric mean of it"
        if row["aggregate"] is not None and (fault := aggregate.fault(row["aggregate"])):
            yield f"aggregate {row['aggregate']!r} of {code} {fault}"
    above = parents(nodes)
    scored = set(nodes.loc[nodes["rule"].notna(), "indicator"])
    for code, parent in above.items():
        if parent != ROOT and parent not in above:
            yield f"parent {parent!r} of {code} has no row"
        elif parent in scored:
            yield f"parent {parent!r} of {code} has a rule, so it cannot have parts"
        elif code in ancestors(code, above):
            yield f"the parents of {code} lead back to it"


def cap_faults(nodes: pd.DataFrame) -> Iterator[str]:
    """Return which nodes have a cap that is none."""
    for code, cap in zip(nodes["indicator"], nodes["cap"], strict=True):
        if pd.notna(cap) and (fault := PARAMETERS["cap"].fault(cap)):
            yield f"cap {cap:g} of {code} {fault}"


def parents(nodes: pd.DataFrame) -> dict[str, str]:
    """Return each node's parent."""
    return dict(zip(nodes["indicator"], nodes["parent"], strict=True))


def ancestors(code: str, above: dict[str, str]) -> Iterator[str]:
    """Return a node's parents up to the root; where they go in a circle, once round and on."""
    for _ in range(len(above) + 1):
        if code not in above:
            return
        code = above[code]
        yield code
