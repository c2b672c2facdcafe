"""What pydantic finds wrong → the sentence that a clerk reads; no other words of it are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

OURS = "catalogue"  # the kind of an error whose message is a sentence already
SENTENCES = {
    "string_type": "must be text.",
    "bool_type": "must be true or false.",
    "int_type": "must be a whole number.",
    "float_type": "must be a number.",
    "finite_number": "must be a number.",
    "tuple_type": "must be a list.",
    "dict_type": "must be a table.",
    "dataclass_type": "must be a table.",
    "greater_than": "must be above {gt:g}.",
    "greater_than_equal": "must be {ge:g} or more.",
    "less_than": "must be below {lt:g}.",
    "less_than_equal": "must be {le:g} or less.",
}
OTHER = "cannot be read."
UNKNOWN = {"unexpected_keyword_argument", "extra_forbidden"}
MISSING = {
    "name": "the name is missing.",
    "alias": "the spelling is missing.",
    "weight": "a weight is needed.",
    "field": "name the item, field or heading to correct.",
}


class Fault(NamedTuple):
    """One rule that a table or line of a file breaks: where in it (``columns[3].uom``) and how."""

    place: str
    sentence: str
    found: str | None = None  # None: what stands at the place
    severity: str = "error"


def sentence(error: Any, known: Iterable[str], words: Iterable[str]) -> str:
    """Return an error of pydantic as a sentence.

    ``known``: the keys of the table that it is in. ``words``: those of which one is to stand there,
    none where it is no word.
    """
    kind = error["type"]
    if kind == OURS:
        return str(error["msg"])
    if kind in UNKNOWN:
        return f"is not known; known: {listed(known)}."
    if kind == "missing" and words:
        return f"must be one of {listed(words)}."
    if kind == "missing":
        return MISSING.get(str(error["loc"][-1]), "is missing.")
    return SENTENCES.get(kind, OTHER).format_map(error.get("ctx", {}))


def listed(words: Iterable[Any]) -> str:
    """Return words in their order in the alphabet."""
    return ", ".join(sorted(map(str, words)))


def as_place(location: Iterable[int | str]) -> str:
    """Return ``("columns", 2, "uom")`` as ``columns[3].uom``: people count from 1."""
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f"[{part + 1}]"
        elif part != "[key]":
            place += f".{part}" if place else part
    return place
