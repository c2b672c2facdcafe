"""The indicator table as written → its breaches: references, rules, weights and the tree."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from zhen_analysis.catalogue.check.forms import CODE, NUMBER
from zhen_analysis.catalogue.vocabulary.measures import (
    COHORTS,
    MEASURES,
    TOLD_MORE,
    Measure,
    measures_of,
)
from zhen_analysis.catalogue.vocabulary.parameters import (
    FULL_MARKS,
    NUMBERS,
    PARAMETERS,
    TEXTS,
    marks_beyond_full,
)
from zhen_analysis.catalogue.vocabulary.rule import Rule
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES, RULES
from zhen_analysis.catalogue.vocabulary.shapes import SHAPES
from zhen_analysis.catalogue.written import Breach, Line, Written

KNOTS = re.compile(r"-?[0-9.]+:-?[0-9.]+(;-?[0-9.]+:-?[0-9.]+)+")
LEVELS = re.compile(r"[^:;]+:[0-9]+(\.[0-9]+)?(;[^:;]+:[0-9]+(\.[0-9]+)?)*")


def indicator_breaches(written: Written) -> Iterator[Breach]:
    """Return every breach of indicators.csv."""
    lines = written.tables["indicators.csv"]
    counts = Counter((line["scheme"], line["indicator"]) for line in lines)
    yield from contradictions(lines)
    for line in lines:
        if not CODE.fullmatch(line["indicator"]):
            yield line.breach(
                "indicator", "a code begins with a letter and holds letters, digits and _ only."
            )
        if counts[line["scheme"], line["indicator"]] > 1:
            yield line.breach("indicator", "stands more than once in this scheme.")
        if not line["name"]:
            yield line.breach("name", "the name is missing.")
        if line["scheme"] and line["scheme"] not in written.town.get("schemes", {}):
            yield line.breach("scheme", "is not a scheme of town.toml.")
        yield from measure_breaches(line, written)
        yield from rule_breaches(line)
    yield from tree_breaches(lines)


def contradictions(lines: list[Line]) -> Iterator[Breach]:
    """Find an indicator that two schemes measure differently: its code names one figure."""
    first: dict[str, Line] = {}
    for line in lines:
        if not line["measure"]:
            continue
        earlier = first.setdefault(line["indicator"], line)
        for column in ("ledger", "item", "measure", "cohort", "uom", "round", "levels", "severity"):
            if line[column] != earlier[column]:
                yield line.breach(column, f"differs from row {earlier.row} of the same indicator.")


def measure_breaches(line: Line, written: Written) -> Iterator[Breach]:
    """Check where an indicator's figures come from."""
    if not line["measure"]:
        if line["rule"]:
            yield line.breach("measure", "an indicator with a rule needs a measure.")
        return
    ledgers = {entry.get("code", ""): entry for entry in written.ledgers.values()}
    ledger = ledgers.get(line["ledger"]) if line["ledger"] else None
    if ledger is None:
        yield line.breach("ledger", "is not the code of a ledger.")
        return
    shape = SHAPES.get(str(ledger.get("shape")))
    allowed = measures_of(shape.name) if shape else []
    if line["measure"] not in allowed:
        yield line.breach(
            "measure",
            f"a ledger of shape {ledger.get('shape')} is measured by {', '.join(sorted(allowed))}.",
        )
    items = {column.get("item") for column in ledger.get("columns", [])} - {None}
    item = line["item"] or line["indicator"]
    if shape and shape.has_items and item not in items:
        column = "item" if line["item"] else "indicator"
        yield line.breach(column, f"ledger {line['ledger']} has no item {item}.")
    if line["measure"] in MEASURES:
        yield from told_more_breaches(line, MEASURES[line["measure"]])
        yield from shrink_breaches(line, MEASURES[line["measure"]])
    if line["decimals"] and not re.fullmatch("[0-6]", line["decimals"]):
        yield line.breach("decimals", "must be a digit from 0 to 6.")


def told_more_breaches(line: Line, measure: Measure) -> Iterator[Breach]:
    """Check what a measure must be told further, and that it is told nothing else."""
    for column, otherwise in TOLD_MORE.items():
        if line[column] and column not in measure.needs + measure.takes:
            yield line.breach(column, otherwise)
    if "cohort" in measure.needs and line["cohort"] not in COHORTS:
        yield line.breach("cohort", f"a rate of closed cases declares {' or '.join(COHORTS)}.")
    if "levels" in measure.needs and not LEVELS.fullmatch(line["levels"]):
        yield line.breach("levels", "write level:points pairs such as 省:2;市:1;县:0.5.")


def shrink_breaches(line: Line, measure: Measure) -> Iterator[Breach]:
    """Check that what is drawn by chance is a share of cases, scored by itself."""
    if line["shrink"] != "true":
        return
    if not measure.can_shrink or line["cohort"] == "flow":
        yield line.breach("shrink", "only a share of cases that cannot pass 100 % is shrunk.")
    is_among_peers = line["rule"] in RULES and RULES[line["rule"]].among_peers
    if is_among_peers or line["size"] or line["coefficient"]:
        yield line.breach("shrink", "goes with a fixed rule, without size or coefficient.")


def rule_breaches(line: Line) -> Iterator[Breach]:
    """Check a scored line's rule and its parameters."""
    for name, parameter in PARAMETERS.items():
        if parameter.kind == "number" and line[name] and not NUMBER.fullmatch(line[name]):
            yield line.breach(name, "must be a number.")
        elif line[name] and (fault := parameter.fault(line[name])):
            yield line.breach(name, f"{fault}.")
    if line["weight"] and NUMBER.fullmatch(line["weight"]) and float(line["weight"]) <= 0:
        yield line.breach("weight", "must be above 0.")
    if not line["scheme"]:
        for column in ("rule", "weight", "parent"):
            if line[column]:
                yield line.breach(column, "only an indicator of a scheme has one.")
        return
    if not line["weight"]:
        yield line.breach("weight", "an indicator of a scheme needs a weight.")
    if not line["measure"]:
        return
    rule = RULES.get(line["rule"])
    if rule and rule.for_analysis:
        yield line.breach(
            "rule", "is for analysis only: one more unit would change everybody's score."
        )
        return
    if rule is None:
        yield line.breach("rule", f"must be one of {', '.join(OFFICIAL_RULES)}.")
        return
    for column in rule.needs:
        if not line[column]:
            yield line.breach(column, f"rule {rule.name} needs it.")
    yield from parameter_breaches(line, rule)


def parameter_breaches(line: Line, rule: Rule) -> Iterator[Breach]:
    """Check the values of a rule's parameters against one another."""
    if line["span"] not in {"month", "ytd"}:
        yield line.breach("span", "a scored indicator says month or ytd.")
    typed = typed_parameters(line)
    for name, fault in marks_beyond_full(typed):
        yield line.breach(name, f"{fault}.")
    wrong_knots = list(knot_breaches(line)) if line["knots"] else []
    yield from wrong_knots
    if not wrong_knots:
        yield from (line.breach(name, f"{fault}.") for name, fault in rule.faults(typed))
    if rule.rewards_size and line["measure"] in MEASURES and MEASURES[line["measure"]].is_raw:
        yield line.breach(
            "measure",
            "a raw sum is scored without target or denominator: big villages gain by their size.",
            severity="warning",
        )


def typed_parameters(line: Line) -> dict[str, Any]:
    """Return a line's parameters as the engine has them: NaN and None where blank or unreadable."""
    numbers = {name: line[name] if NUMBER.fullmatch(line[name]) else math.nan for name in NUMBERS}
    return {name: float(number) for name, number in numbers.items()} | {
        name: line[name] or None for name in TEXTS
    }


def knot_breaches(line: Line) -> Iterator[Breach]:
    """Check that knots can be read and rise."""
    if not KNOTS.fullmatch(line["knots"]):
        yield line.breach("knots", "write two or more value:score pairs such as 0:0;60:6;90:10.")
        return
    try:
        pairs = [tuple(map(float, pair.split(":"))) for pair in line["knots"].split(";")]
    except ValueError:
        yield line.breach("knots", "a value or score is not a number.")
        return
    values, scores = zip(*pairs, strict=True)
    full = float(line["full_marks"]) if NUMBER.fullmatch(line["full_marks"]) else FULL_MARKS
    if min(scores) < 0 or max(scores) > full:
        yield line.breach("knots", f"the scores must lie between 0 and the full marks, {full:g}.")
    if any(after <= before for before, after in zip(values, values[1:], strict=False)):
        yield line.breach("knots", "the values must rise from pair to pair.")


def tree_breaches(lines: list[Line]) -> Iterator[Breach]:
    """Check parents and weights, scheme by scheme."""
    schemes: dict[str, dict[str, Line]] = defaultdict(dict)
    for line in lines:
        if line["scheme"]:
            schemes[line["scheme"]][line["indicator"]] = line
    for nodes in schemes.values():
        children: dict[str, list[Line]] = defaultdict(list)
        for line in nodes.values():
            children[line["parent"]].append(line)
            if line["parent"] and line["parent"] not in nodes:
                yield line.breach("parent", "is not an indicator of this scheme.")
            elif line["parent"] and nodes[line["parent"]]["measure"]:
                yield line.breach("parent", "is itself measured, so it cannot have parts.")
            elif is_its_own_ancestor(line, nodes):
                yield line.breach("parent", "leads back to the indicator itself.")
        for code, line in nodes.items():
            if not line["measure"] and code not in children:
                yield line.breach("indicator", "has neither a measure nor parts.")
        for siblings in children.values():
            yield from weight_breaches(siblings)


def is_its_own_ancestor(line: Line, nodes: dict[str, Line]) -> bool:
    """Follow parents upwards and tell whether they come back to ``line``."""
    seen, parent = set(), line["parent"]
    while parent in nodes and parent not in seen:
        seen.add(parent)
        parent = nodes[parent]["parent"]
    return line["indicator"] in seen


def weight_breaches(siblings: list[Line]) -> Iterator[Breach]:
    """Check that the weights under one parent add up to 100."""
    weights = [line["weight"] for line in siblings]
    if not all(NUMBER.fullmatch(weight) for weight in weights):
        return
    total = sum(float(weight) for weight in weights)
    if abs(total - 100) > 1e-9:
        last = siblings[-1]
        parent = last["parent"] or "the scheme " + last["scheme"]
        yield last.breach("weight", f"the weights under {parent} add up to {total:g}, not 100.")
