"""Every rule by its name, and a typed line of the indicator table → what is wrong with it.

One more rule is one more object in ``fixed`` or ``relative``: the check of the catalogue, the
engine, the sentences of pages and the clerk's workbook find it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhen_analysis.catalogue.vocabulary.fixed import FIXED_RULES
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS, Line, marks_beyond_full
from zhen_analysis.catalogue.vocabulary.relative import RELATIVE_RULES
from zhen_analysis.catalogue.vocabulary.rule import Rule, stated

RULES: dict[str, Rule] = {rule.name: rule for rule in (*FIXED_RULES, *RELATIVE_RULES)}
OFFICIAL_RULES = {name: rule for name, rule in RULES.items() if not rule.for_analysis}
# What belongs to one rule and would mislead under another.
OF_A_RULE = list(dict.fromkeys(part for rule in RULES.values() for part in rule.needs + rule.takes))
CHECKED = ["full_marks", "cap", "step", "zero_at", "size_base", "per", "loss", "direction"]
CHECKED += ["scale", "part", "missing", "unheld", "error"]
YES = {"true", "1", "1.0", "yes", "是"}
NO = {"false", "0", "0.0", "no", "否"}


def rule_faults(line: Line) -> Iterator[str]:
    """Yield why an indicator's rule cannot be worked out, one phrase each."""
    rule = RULES[line["rule"]]
    missing = [name for name in rule.cannot_do_without if not stated(line[name])]
    yield from (f"rule {rule.name} needs {name}" for name in missing)
    for name in CHECKED:
        if stated(line[name]) and (fault := PARAMETERS[name].fault(line[name])):
            yield f"{name} {printed(line[name])} {fault}"
    yield from (f"{name} {printed(line[name])} {fault}" for name, fault in marks_beyond_full(line))
    yield from shrink_faults(line, rule)
    if not missing:
        yield from (fault for _, fault in rule.faults(line))


def printed(value: Any) -> str:
    """Return a parameter's value as a message quotes it."""
    return repr(value) if isinstance(value, str) else f"{value:g}"


def is_shrunk(line: Line) -> bool:
    """Tell whether an indicator is a rate of cases that declares its noise."""
    return line["shrink"] is not None and str(line["shrink"]).strip().lower() in YES


def shrink_faults(line: Line, rule: Rule) -> Iterator[str]:
    """Find a rate that cannot be drawn anew."""
    if line["shrink"] is None:
        return
    if str(line["shrink"]).strip().lower() not in YES | NO:
        yield f"shrink {line['shrink']!r} is not true or false"
    elif is_shrunk(line) and (rule.among_peers or line["size"] is not None):
        yield "shrink needs a rate with a rule of fixed goalposts, and no size"
    elif is_shrunk(line) and line["coefficient"] is not None:
        yield "shrink and a coefficient cannot be combined"
