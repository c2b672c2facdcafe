"""An Assessment and a change of mind → both results side by side: who moves, who leads, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from zhen_analysis.assess.schemes import keep_leaves
from zhen_analysis.assess.scoring.honours import LAGGARD, LEADER
from zhen_analysis.assess.scoring.shares import shares_of_total
from zhen_analysis.assess.trials.what_if import change_weights, equal_weights, leave_out
from zhen_analysis.assess.trials.written_changes import known_names, read_names, read_weights
from zhen_analysis.base.errors import BadInput
from zhen_analysis.results.month import MonthAssessment, compare

PLACE = ["scheme", "group"]
BOTH = ["scheme", "indicator"]


@dataclass(frozen=True)
class Trial:
    """The official result of a month and another one by changed rules; never the result itself.

    ``is_example``: nobody said what to change, so it answers the question of equal weights.
    """

    official: MonthAssessment
    tried: MonthAssessment
    is_example: bool = False

    @cached_property
    def lines(self) -> pd.DataFrame:
        """What either scheme says, line by line.

        Returns
        -------
        DataFrame
            One row per scheme and line, parts under their node: ``scheme, indicator, name, depth``
            (0: right under the total), ``is_node, has_siblings`` (among what counts), ``weight_a,
            weight_b`` (declared and tried; NA: left out), ``share_a, share_b`` (of the total, 0 to
            1; NA: counted for nobody), ``rule_a, rule_b`` (a sentence, NA where the line is not
            scored), ``aggregate_a, aggregate_b`` (of a node).
        """
        sides = [lines_of(each) for each in (self.official, self.tried)]
        kept = ["weight", "share", "rule", "aggregate"]
        first, second = (each.set_index(BOTH) for each in sides)
        both = first.rename(columns={name: f"{name}_a" for name in kept}).join(
            second[kept].add_suffix("_b"), validate="1:1"
        )
        return both.reset_index()

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Who moves and why: ``compare(official, tried)`` with ``honour_a, honour_b``."""
        keys = ["scheme", "unit"]
        honours = [
            each.ranking.set_index(keys)["honour"].rename(f"honour_{side}")
            for side, each in (("a", self.official), ("b", self.tried))
        ]
        both = (
            compare(self.official, self.tried).join(honours[0], on=keys).join(honours[1], on=keys)
        )
        return both.fillna({"honour_a": "", "honour_b": "", "group": ""})

    @cached_property
    def by_group(self) -> pd.DataFrame:
        """How much changes, one row per scheme and group.

        ``units`` (how many have a rank in either), ``moved`` (how many have another one),
        ``most`` (places of the largest move), ``movers`` (unit → places won, of that size), and
        ``lead_in, lead_out, lag_in, lag_out`` (who enters and leaves 先进 and 后进).
        """
        found = dict(list(self.moves.groupby(PLACE, sort=False)))
        own = [group for _, group in found]
        rows = [
            {"scheme": code, "group": group, **summarise(found[code, group])}
            for code, scheme in self.official.catalogue.schemes.items()
            for group in dict.fromkeys([*scheme.groups, *own])
            if (code, group) in found
        ]
        columns = [*PLACE, "units", "moved", "most", "movers"]
        columns += ["lead_in", "lead_out", "lag_in", "lag_out"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def heaviest(self) -> str:
        """The code of the indicator that weighs most, of those that are not scored by place yet."""
        leaves = self.lines[~self.lines["is_node"]].set_index(BOTH)
        lines = self.official.catalogue.indicators.set_index(BOTH)
        by_place = lines["rule"].reindex(leaves.index).eq("rank_points")
        return str((leaves["share_a"].fillna(0.0) - by_place).idxmax()[1])


def try_out(assessment: MonthAssessment, weights: str = "", without: str = "") -> Trial:
    """Return a month beside what it would be by the changes that are written.

    Parameters
    ----------
    weights : ``指标=权重，指标=权重``, by code, name or alias (a heading of the ledger) of an
        indicator or node, on the scale of the declared weights.
    without : indicators or nodes to leave out. If neither is written, all parts of a node and all
        areas weigh the same.

    Raises
    ------
    BadInput
        What cannot be read, an indicator that is not scored (with those that are), nothing left.
    """
    lines = assessment.catalogue.indicators
    if not (lines["scheme"].notna() & lines["rule"].notna()).any():
        raise BadInput("the catalogue scores no indicator of this town: there is nothing to try.")
    known = known_names(lines, list(headings(assessment)))
    weighed = read_weights(weights, lines, known)
    gone = read_names(without, lines, known)
    if not weighed and not gone:
        return Trial(assessment, assessment.reassess(equal_weights(lines)), is_example=True)
    changed = change_weights(lines, weighed)
    for code in gone:
        if (changed["scheme"].notna() & (changed["indicator"] == code)).any():
            changed = leave_out(changed, code)  # else it went with its node
    return Trial(assessment, assessment.reassess(changed))


def weigh(assessment: MonthAssessment, weights: Mapping[str, float], scheme: str) -> Trial:
    """Return a month beside what it would be with other weights in one scheme, code → weight.

    Nothing is drawn anew: ranks are as they would be, their firmness is not said.
    """
    changed = change_weights(assessment.catalogue.indicators, weights, scheme)
    return Trial(assessment, assessment.reassess(changed, with_intervals=False))


def leave_each_out(assessment: MonthAssessment) -> pd.DataFrame:
    """Return how much would change without each scored indicator, one at a time.

    Returns
    -------
    DataFrame
        As ``Trial.by_group``, one row per indicator and group: ``indicator, share`` (of the total)
        and the rest. The only indicator of a scheme is not left out.
    """
    lines = lines_of(assessment).query("not is_node and share.notna()")
    parts = []
    for line in lines[lines["scheme"].duplicated(keep=False)].itertuples():
        tried = leave_out(assessment.catalogue.indicators, line.indicator, line.scheme)
        trial = Trial(assessment, assessment.reassess(tried, with_intervals=False))
        own = trial.by_group[trial.by_group["scheme"] == line.scheme]
        parts.append(own.assign(indicator=line.indicator, share=line.share))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def headings(assessment: MonthAssessment) -> Iterator[tuple[str, str]]:
    """Yield every heading of the ledgers' columns with its item."""
    for ledger in assessment.catalogue.ledgers.values():
        for column in ledger.columns:
            if column.item:
                yield from ((each, column.item) for each in (column.label, *column.spellings))


def lines_of(assessment: MonthAssessment) -> pd.DataFrame:
    """Return the lines of all schemes as ``Trial.lines`` has them, of one side."""
    told = assessment.scores.drop_duplicates(BOTH).set_index(BOTH)["rule_text"]
    parts = [scheme_lines(assessment, code) for code in assessment.catalogue.schemes]
    lines = pd.concat(parts, ignore_index=True)
    return lines.assign(rule=told.reindex(pd.MultiIndex.from_frame(lines[BOTH])).to_numpy())


def scheme_lines(assessment: MonthAssessment, scheme: str) -> pd.DataFrame:
    """Return the lines of one scheme, each node followed by its parts; the root is no line."""
    every = assessment.catalogue.scheme_indicators(scheme)
    every = every[every["weight"].notna()].set_index("indicator", drop=False)
    scores = assessment.scores[assessment.scores["scheme"] == scheme]
    counting = set(scores.loc[scores["counted"], "indicator"])
    counted = keep_leaves(every, counting).set_index("indicator", drop=False)
    under = counted["parent"].fillna("")
    parents = every["parent"].where(every["parent"].isin(every["indicator"]), None)
    depths = in_order(parents)
    is_node = every["rule"].isna()
    lines = pd.DataFrame(
        {
            "scheme": scheme,
            "indicator": every["indicator"],
            "name": every["name"],
            "depth": pd.Series(depths),
            "is_node": is_node,
            "has_siblings": under.map(under.value_counts()).gt(1),
            "weight": every["weight"].astype("float64"),
            "share": shares_of_total(counted),
            "aggregate": every["aggregate"].fillna("arithmetic").where(is_node),
        },
        index=list(depths),
    )
    return lines.assign(has_siblings=lines["has_siblings"].eq(True).fillna(False).astype(bool))


def in_order(parents: pd.Series) -> dict[str, int]:
    """Return code → depth of the lines of ``parents`` (by code), each node before its parts."""
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault("" if pd.isna(parent) else parent, []).append(str(code))

    def walk(parent: str, depth: int) -> Iterator[tuple[str, int]]:
        for code in below.get(parent, []):
            yield code, depth
            yield from walk(code, depth + 1)

    return dict(walk("", 0))


def summarise(group: pd.DataFrame) -> dict:
    """Return what changes in one group, of its rows of ``Trial.moves``."""
    size = group["change"].abs()
    most = 0 if size.isna().all() else int(size.max())
    first = group[size.eq(most).fillna(False)] if most else group.head(0)

    def named(honour: str, side: str, other: str) -> list[str]:
        enters = group[f"honour_{side}"].eq(honour) & group[f"honour_{other}"].ne(honour)
        return group.loc[enters, "unit"].tolist()

    return {
        "units": len(group),
        "moved": int(size.gt(0).fillna(False).sum()),
        "most": most,
        "movers": dict(zip(first["unit"], first["change"].astype(int), strict=True)),
        "lead_in": named(LEADER, "b", "a"),
        "lead_out": named(LEADER, "a", "b"),
        "lag_in": named(LAGGARD, "b", "a"),
        "lag_out": named(LAGGARD, "a", "b"),
    }
