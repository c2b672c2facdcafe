"""How schemes count, as stated → their breaches across lines and files: trees and weights."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from zhen_analysis.catalogue.check.tree import leads_back
from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.declared.ledger import Ledger
from zhen_analysis.catalogue.declared.scheme_line import Counted
from zhen_analysis.catalogue.stated import Row, Stated
from zhen_analysis.catalogue.vocabulary.measures import MEASURES
from zhen_analysis.catalogue.vocabulary.parameters import FULL_MARKS, or_else
from zhen_analysis.catalogue.vocabulary.rule import Rule, stated
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES, RULES
from zhen_analysis.catalogue.written import Breach, table_of

Rows = list[Row[Counted]]


def scheme_breaches(stated: Stated) -> Iterator[Breach]:
    """Return every breach of the tables in schemes/."""
    for code, rows in stated.schemes.items():
        if code not in stated.town.schemes:
            sentence = "is the table of a scheme that town.toml does not have."
            yield Breach(table_of(code), None, "", code, sentence)
        for row in rows:
            indicator = stated.measured.get(row.says.indicator)
            yield from leaf_breaches(row, indicator) if indicator else node_breaches(row)
            if indicator and (ledger := stated.ledgers_by_code.get(indicator.ledger)):
                yield from people_breaches(row, ledger)
        yield from tree_breaches(code, rows, stated)
    for code in stated.town.schemes.keys() - stated.schemes.keys():
        sentence = "the file is missing: nothing says what the scheme counts."
        yield Breach(table_of(code), None, "", "", sentence, "warning")


def leaf_breaches(row: Row[Counted], indicator: Indicator) -> Iterator[Breach]:
    """Check a line that counts an indicator."""
    line, rule = row.says, RULES.get(row.says.rule)
    if line.name:
        yield row.breach("name", "an indicator has its name in indicators.csv.")
    if rule is None:
        yield row.breach("rule", f"must be one of {', '.join(OFFICIAL_RULES)}.")
        return
    if not (line.span or indicator.span):
        yield row.breach("span", "say month or ytd, here or in indicators.csv.")
    measure = MEASURES.get(indicator.measure)
    can_shrink = measure and measure.can_shrink and indicator.cohort != "flow"
    if line.parameters["shrink"] == "true" and not can_shrink:
        yield row.breach("shrink", "only a share of cases that cannot pass 100 % is shrunk.")
    if measure and measure.kind == "mean" and math.isnan(line.parameters["error"]):
        yield row.breach(
            "error",
            "no error of these marks is declared: in a month without a second checker or round of "
            "any unit no honour is firm (评分误差未知).",
            severity="warning",
        )
    if measure and measure.is_found and gives_full_marks_for_nothing(rule, line, indicator):
        yield row.breach(
            "rule",
            "nothing found is full marks, and nothing is found where nobody looks: score findings "
            "per inspection (opened_per_inspection).",
            severity="warning",
        )
    if rule.rewards_size and measure and measure.is_raw:
        yield row.breach(
            "rule",
            "a raw sum is scored without target or denominator: big villages gain by their size.",
            severity="warning",
        )


def people_breaches(row: Row[Counted], ledger: Ledger) -> Iterator[Breach]:
    """Warn of marks for how many people a village has in a ledger of people."""
    if ledger.of_people:
        yield row.breach(
            "indicator",
            f"counts the people of ledger {ledger.code}: small counts are not shown, but the "
            "points of a village tell them.",
            severity="warning",
        )


def gives_full_marks_for_nothing(rule: Rule, line: Counted, indicator: Indicator) -> bool:
    """Tell whether a unit of which nothing is counted gets all that the rule gives."""
    told = line.parameters
    full = or_else(told["full_marks"], FULL_MARKS)
    told |= {"full_marks": full, "direction": or_else(told["direction"], indicator.direction or 1)}
    if not all(stated(told[name]) for name in rule.cannot_do_without) or any(rule.faults(told)):
        return False
    nothing, one = 0.0, 1.0
    scores = rule.score(np.array([nothing, one]), told, np.zeros(2, dtype=int))
    return bool(scores[0] >= full)


def node_breaches(row: Row[Counted]) -> Iterator[Breach]:
    """Check a line that holds others together."""
    if row.says.rule:
        yield row.breach("indicator", "is not measured in indicators.csv, so no rule scores it.")
    elif not row.says.name:
        yield row.breach("name", "the name is missing.")


def tree_breaches(code: str, rows: Rows, stated: Stated) -> Iterator[Breach]:
    """Check the parents and weights of one scheme."""
    counts = Counter(row.says.indicator for row in rows)
    parent_of = {row.says.indicator: row.says.parent for row in rows}
    children: dict[str, Rows] = defaultdict(list)
    for row in rows:
        line = row.says
        children[line.parent].append(row)
        if counts[line.indicator] > 1:
            yield row.breach("indicator", "stands more than once in this scheme.")
        if line.parent and line.parent not in parent_of:
            yield row.breach("parent", "is not an indicator of this scheme.")
        elif line.parent in stated.measured:
            yield row.breach("parent", "is itself measured, so it cannot have parts.")
        elif leads_back(line.indicator, parent_of):
            yield row.breach("parent", "leads back to the indicator itself.")
    for row in rows:
        if row.says.indicator not in children and row.says.indicator not in stated.measured:
            yield row.breach("indicator", "is not measured in indicators.csv and has no parts.")
    for siblings in children.values():
        yield from weight_breaches(code, siblings)


def weight_breaches(code: str, siblings: Rows) -> Iterator[Breach]:
    """Check that the weights under one parent add up to 100."""
    weights = [row.says.weight for row in siblings]
    if None in weights:
        return
    total = sum(weights)
    if abs(total - 100) > 1e-9:
        parent = siblings[-1].says.parent or f"the scheme {code}"
        sentence = f"the weights under {parent} add up to {total:g}, not 100."
        yield siblings[-1].breach("weight", sentence)
