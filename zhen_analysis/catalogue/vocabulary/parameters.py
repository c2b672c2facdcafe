"""One typed line of an indicator table → why its rule cannot be worked out."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from zhen_analysis.catalogue.vocabulary.fixed import (
    RULES,
    Parameters,
    fixed_mark,
    or_else,
    parse_knots,
)
from zhen_analysis.catalogue.vocabulary.relative import RELATIVE_RULES

NUMBERS = ["weight", "full_marks", "floor", "target", "direction", "per", "cap", "start", "step"]
NUMBERS += ["loss", "zero_at", "size_base"]
TEXTS = ["indicator", "parent", "rule", "span", "uom", "knots", "scale", "part", "size"]
TEXTS += ["coefficient", "missing", "unheld", "aggregate", "shrink"]
ALL_RULES = [*RULES, *RELATIVE_RULES]
WORDS = {
    "scale": {"linear", "log"},
    "part": {"whole", "part", "begun"},
    "missing": {"zero", "exclude", "carry", "na"},
    "unheld": {"exclude"},
}
NEEDED = {
    "ratio": ["target"],
    "deduct": ["per"],
    "step": ["start", "step", "loss"],
    "piecewise": ["knots"],
}
YES = {"true", "1", "1.0", "yes", "是"}
NO = {"false", "0", "0.0", "no", "否"}
ABOVE_ZERO = ["full_marks", "cap", "step", "zero_at", "size_base"]


def parameter_faults(line: Parameters) -> Iterator[str]:
    """Return why an indicator's rule cannot be worked out, one phrase each."""
    for column in NEEDED.get(line["rule"], []):
        if pd.isna(line[column]):
            yield f"rule {line['rule']} needs {column}"
    yield from word_faults(line)
    for column in ABOVE_ZERO:
        if line[column] <= 0:
            yield f"{column} {line[column]:g} is not above 0"
    for column in ("per", "loss"):
        if line[column] < 0:
            yield f"{column} {line[column]:g} is below 0, so more findings would score more"
    yield from shrink_faults(line)
    if line["rule"] == "ratio" and pd.notna(line["target"]):
        yield from goalpost_faults(line)
    if line["knots"] is not None and line["rule"] in {"piecewise", "rank_points"}:
        yield from knot_faults(line)


def word_faults(line: Parameters) -> Iterator[str]:
    """Find words that name nothing."""
    for column, known in WORDS.items():
        word = line[column]
        takes_marks = column in {"missing", "unheld"}
        marks = fixed_mark(word) if takes_marks else None
        if word is not None and word not in known and marks is None:
            also = ", fixed:NUMBER" if takes_marks else ""
            yield f"{column} {word!r} is not one of {', '.join(sorted(known))}{also}"
        if marks is not None and marks > line["full_marks"]:
            yield f"{column} {word!r} is more than the full marks, {line['full_marks']:g}"
    if pd.notna(line["direction"]) and line["direction"] not in (1, -1):
        yield f"direction {line['direction']:g} is not 1 or -1"


def is_shrunk(line: Parameters) -> bool:
    """Tell whether an indicator is a rate of cases that declares its noise."""
    return line["shrink"] is not None and str(line["shrink"]).strip().lower() in YES


def shrink_faults(line: Parameters) -> Iterator[str]:
    """Find a rate that cannot be drawn anew."""
    if line["shrink"] is None:
        return
    if str(line["shrink"]).strip().lower() not in YES | NO:
        yield f"shrink {line['shrink']!r} is not true or false"
    elif is_shrunk(line) and (line["rule"] not in RULES or line["size"] is not None):
        yield "shrink needs a rate with a rule of fixed goalposts, and no size"
    elif is_shrunk(line) and line["coefficient"] is not None:
        yield "shrink and a coefficient cannot be combined"


def goalpost_faults(line: Parameters) -> Iterator[str]:
    """Find goalposts between which there is no way."""
    floor = or_else(line["floor"], 0.0)
    if floor == line["target"]:
        yield f"floor and target are both {floor:g}, so nothing can be scored"
    elif line["scale"] == "log" and min(floor, line["target"]) <= 0:
        yield "a log scale needs floor and target above 0"


def knot_faults(line: Parameters) -> Iterator[str]:
    """Find knots that cannot be read, or points that rise with the place."""
    try:
        knots = parse_knots(str(line["knots"]))
    except ValueError:
        yield f"knots {line['knots']!r} are not value:score pairs such as 0:0;60:6;90:10"
        return
    values, scores = zip(*knots, strict=True)
    if len(set(values)) < len(values):
        yield f"knots {line['knots']!r} name a value twice"
    if line["rule"] == "rank_points" and list(scores) != sorted(scores, reverse=True):
        yield f"knots {line['knots']!r} give a later place more points"
