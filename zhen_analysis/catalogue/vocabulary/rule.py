"""What a scoring rule is: how a value becomes a score, what it must be told, its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS, Line, parse_knots


def no_faults(line: Line) -> Iterator[tuple[str, str]]:
    """Find nothing wrong."""
    yield from ()


@dataclass(frozen=True)
class Rule:
    """A way to turn values into scores from 0 to full marks.

    Attributes
    ----------
    chinese : what the clerk's workbook calls it.
    needs : parameters that a catalogue must state.
    formula : values and one line of the indicator table → scores; a rule ``among_peers`` also gets
        the number of each value's group of peers.
    sentence : one line and its full marks as printed → the sentence of an assessment document.
    takes : further parameters that belong to this rule and would mislead under another.
    faults : one typed line → the parameters that contradict one another, and how.
    rewards_size : the value counts as it stands, so a raw sum favours big units.
    for_analysis : no scheme may use it, as one more unit would change everybody's score.
    """

    name: str
    chinese: str
    needs: tuple[str, ...]
    formula: Callable[..., np.ndarray]
    sentence: Callable[[Line, str], str]
    takes: tuple[str, ...] = ()
    faults: Callable[[Line], Iterator[tuple[str, str]]] = no_faults
    among_peers: bool = False
    rewards_size: bool = False
    may_be_negative: bool = False
    for_analysis: bool = False

    def score(self, value: np.ndarray, line: Line, peers: np.ndarray | None = None) -> np.ndarray:
        """Return the score of each value; NaN where the value is."""
        return self.formula(value, line, peers) if self.among_peers else self.formula(value, line)

    @property
    def cannot_do_without(self) -> list[str]:
        """What it needs that has no default."""
        return [name for name in self.needs if PARAMETERS[name].default is None]


def knot_faults(line: Line) -> Iterator[tuple[str, str]]:
    """Find knots that cannot be read, or that name a value twice."""
    if line["knots"] is None:
        return
    try:
        values = [value for value, _ in parse_knots(str(line["knots"]))]
    except ValueError:
        yield "knots", "are not value:score pairs such as 0:0;60:6;90:10"
        return
    if len(set(values)) < len(values):
        yield "knots", "name a value twice"


def stated(number: Any) -> bool:
    """Tell whether a parameter is given."""
    return not pd.isna(number)
