"""A line of ``schemes/<scheme>.csv``: how an indicator counts, or what is above it in the tree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, cast

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import (
    NUMBER,
    Code,
    Span,
    as_declared,
    must,
    refuse,
    written_as,
)
from zhen_analysis.catalogue.vocabulary.parameters import (
    FULL_MARKS,
    NUMBERS,
    PARAMETERS,
    TEXTS,
    Parameter,
    marks_beyond_full,
    or_else,
    parse_knots,
)
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES, RULES

OWN = {"weight", "direction"}  # of the line whatever its rule; of the indicator in every scheme
WEIGHT = re.compile(rf"{NUMBER.pattern}|[0-9]{{1,6}}/[0-9]{{1,6}}")


def read_weight(written: str) -> float:
    """Return a number, or the quotient of two: thirds are 100/3."""
    above, _, below = written.partition("/")
    if below and not float(below):
        raise ValueError(written)
    return float(above) / float(below or 1)


Weight = Annotated[
    float,
    written_as(WEIGHT, read_weight, "must be a number, or two such as 100/3."),
    must(lambda weight: weight > 0, "must be above 0."),
]


@dataclass(frozen=True)
class Counted(Declared):
    """A leaf of a scheme's tree (an indicator, with its rule) or a node (with a name and parts).

    Its further columns are the parameters of the rules, as the vocabulary declares them.

    Attributes
    ----------
    weight : its share of what its parent is worth; those under one parent add up to 100.
    name : of a node; an indicator has its own.
    span : where it is not the one by which the indicator is scored elsewhere.
    source : the document and clause; the indicator's where none is named.
    error_source : where ``error``, how far its marks stray, was found or laid down.
    """

    indicator: Code
    weight: Weight
    parent: str = ""
    name: str = ""
    span: Span | None = None
    rule: str = ""
    source: str = ""
    error_source: str = ""

    @property
    def parameters(self) -> dict[str, Any]:
        """Its parameters as the engine takes them: NaN and None where there are none."""
        said = {name: getattr(self, name, None) for name in PARAMETERS}
        return {name: math.nan if said[name] is None else said[name] for name in NUMBERS} | {
            name: said[name] or None for name in TEXTS
        }

    def faults(self) -> Iterator[Fault]:
        """Its rule is one that a scheme may use, and has what it needs."""
        rule = RULES.get(self.rule)
        if rule and rule.for_analysis:
            sentence = "is for analysis only: one more unit would change everybody's score."
            yield Fault("rule", sentence)
            return
        if self.rule and rule is None:
            yield Fault("rule", f"must be one of {', '.join(OFFICIAL_RULES)}.")
        said = self.parameters
        if math.isnan(said["error"]) == bool(self.error_source):
            yield Fault("error_source", "says where the error comes from: the two go together.")
        yield from (Fault(name, f"{fault}.") for name, fault in marks_beyond_full(said))
        wrong = list(score_faults(said))
        yield from wrong
        if rule is None:
            return
        for name in rule.needs:
            if not getattr(self, name) and getattr(self, name) != 0:
                yield Fault(name, f"rule {rule.name} needs it.")
        if not wrong:
            yield from (Fault(name, f"{fault}.") for name, fault in rule.faults(said))
        if said["shrink"] == "true" and (rule.among_peers or said["size"] or said["coefficient"]):
            yield Fault("shrink", "goes with a fixed rule, without size or coefficient.")


def score_faults(line: dict[str, Any]) -> Iterator[Fault]:
    """Find knots whose scores are beyond the full marks."""
    full = or_else(line["full_marks"], FULL_MARKS)
    scores = [score for _, score in parse_knots(line["knots"])] if line["knots"] else []
    if scores and (min(scores) < 0 or max(scores) > full):
        sentence = f"the scores must lie between 0 and the full marks, {full:g}."
        yield Fault("knots", sentence)


def check_knots(written: str) -> str:
    """Return knots as written, if they can be read and their values rise."""
    pairs = [pair.split(":") for pair in written.split(";")]
    if len(pairs) < 2 or any(len(pair) != 2 for pair in pairs):
        raise refuse("write two or more value:score pairs such as 0:0;60:6;90:10.")
    if not all(NUMBER.fullmatch(number) for pair in pairs for number in pair):
        raise refuse("a value or score is not a number.")
    values = [float(value) for value, _ in pairs]
    if any(after <= before for before, after in pairwise(values)):
        raise refuse("the values must rise from pair to pair.")
    return written


def cell_of(parameter: Parameter) -> Any:
    """Return what the cells of a parameter hold, if they are not blank."""
    if parameter.kind == "number":
        reader = written_as(NUMBER, float, "must be a number.")
        return Annotated[float, reader, as_declared(parameter)] | None
    if parameter.kind == "knots":
        return Annotated[str, AfterValidator(check_knots)] | None
    return Annotated[str, as_declared(parameter)] | None


RULED = {name: cell_of(each) for name, each in PARAMETERS.items() if name not in OWN}
BODY = {"__annotations__": RULED, "__module__": __name__, "__doc__": Counted.__doc__}
BODY |= dict.fromkeys(RULED)  # every parameter may be blank
SchemeLine = cast("type[Counted]", dataclass(frozen=True)(type("SchemeLine", (Counted,), BODY)))
