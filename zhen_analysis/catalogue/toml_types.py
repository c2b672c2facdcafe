"""A parsed TOML file → the same without what has the wrong type, and a breach for each of those."""

from __future__ import annotations

import math
from typing import Any

from zhen_analysis.catalogue.written import Breach

# A type stands for itself, [x] for a list of x, a dict for a table with these keys,
# Each(x) for a table whose keys are free, Either(x) for such a table or a plain x. Keys that no
# form names are left to other checks.
NAMES = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
RULE = {"indicator": str, "span": str, "reason": str, "source": str}


class Each:
    """A table with any keys, all of whose values have one form."""

    def __init__(self, form: Any) -> None:
        self.form = form


class Either:
    """A table with any keys whose values have one form, or a value of that form for all."""

    def __init__(self, form: Any) -> None:
        self.form = form


HONOURS = {"top": int, "bottom": int, "top_at_least": float, "bottom_below": float}
ROLL_UP = {
    **dict.fromkeys(["formula", "unheld", "annual", "bonuses", "source"], str),
    **dict.fromkeys(["annual_share", "bonus_cap"], float),
}
TOWN_FORM = {
    "towns": Each({"name": str, "invented": bool, "not_units": [str], "ledgers": [str]}),
    "schemes": Each(
        {
            **dict.fromkeys(["name", "level", "ties", "source"], str),
            "groups": [str],
            "full_marks": Either(float),
            "decimals": int,
            **dict.fromkeys(["evidence", "bonus_cap", "deduction_cap"], float),
            "honours": HONOURS,
            "months": Each(dict.fromkeys(HONOURS, float)),
            "bands": [{"grade": str, "from": float}],
            "bonuses": [{**RULE, "per": float, "cap": float}],
            "deductions": [{**RULE, "per": float, "cap": float}],
            "vetoes": [
                {**RULE, "at_least": float, **dict.fromkeys(["consequence", "item", "grade"], str)}
            ],
            "conditions": [{**RULE, "honour": str, "at_least": float, "at_most": float}],
            "exemptions": [dict.fromkeys(["unit", "period", "reason", "source"], str)],
            "outcomes": [
                {
                    **dict.fromkeys(["name", "on", "source"], str),
                    **dict.fromkeys(["places", "times", "streak", "at_least"], int),
                }
            ],
            "roll_up": Each(ROLL_UP),
        }
    ),
}
LEDGER_FORM = {
    **dict.fromkeys(["code", "name", "shape", "area", "level", "filed_by", "zero_report"], str),
    **dict.fromkeys(["filing", "dash", "source", "every", "day_kind"], str),
    **dict.fromkeys(["files", "case_key", "entry_key", "unnumbered_key"], [str]),
    "due_day": int,
    "lights": {
        "near_days": int,
        **dict.fromkeys(["near_kind", "source"], str),
        **dict.fromkeys(["behind", "far_behind"], float),
    },
    "speaking": {**dict.fromkeys(["first", "last", "fewest_marks"], int), "source": str},
    "notices": [
        {
            **dict.fromkeys(["name", "source"], str),
            **dict.fromkeys(["overdue", "reminders"], int),
        }
    ],
    "columns": [
        {
            **dict.fromkeys(["field", "name", "item", "uom"], str),
            **dict.fromkeys(["spellings", "closed_words", "options"], [str]),
            **dict.fromkeys(["personal", "required"], bool),
            **dict.fromkeys(["minimum", "maximum"], float),
        }
    ],
}


def settle_types(value: Any, form: Any, file: str, place: str, breaches: list[Breach]) -> Any:
    """Return ``value`` as far as it has its form; None, and a breach, where it has not."""
    if isinstance(form, Either):
        form = Each(form.form) if isinstance(value, dict) else form.form
    if isinstance(form, dict | Each):
        return settle_table(value, form, file, place, breaches)
    if isinstance(form, list):
        return settle_list(value, form[0], file, place, breaches)
    if form is float and is_plain(value, int):
        return value
    if is_plain(value, form) and not (form is float and not math.isfinite(value)):
        return value
    breaches.append(Breach(file, None, place, str(value), f"must be {NAMES[form]}."))
    return None


def settle_table(value: Any, form: Any, file: str, place: str, breaches: list[Breach]) -> dict:
    """Return a table's entries that have their form; keys without a form stay as they are."""
    if not isinstance(value, dict):
        breaches.append(Breach(file, None, place, str(value), "must be a table."))
        return {}
    forms = dict.fromkeys(value, form.form) if isinstance(form, Each) else form
    settled = {}
    for key, entry in value.items():
        where = f"{place}.{key}" if place else key
        kept = settle_types(entry, forms[key], file, where, breaches) if key in forms else entry
        if kept is not None:
            settled[key] = kept
    return settled


def settle_list(value: Any, form: Any, file: str, place: str, breaches: list[Breach]) -> list:
    """Return a list's entries that have their form."""
    if not isinstance(value, list):
        breaches.append(Breach(file, None, place, str(value), "must be a list."))
        return []
    kept = [
        settle_types(entry, form, file, f"{place}[{number}]", breaches)
        for number, entry in enumerate(value, start=1)
    ]
    return [entry for entry in kept if entry is not None]


def is_plain(value: Any, kind: type) -> bool:
    """Tell whether a value is of one TOML type; true and false are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
