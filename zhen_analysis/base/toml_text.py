"""A TOML file's text and what it is to say → its new text, comments kept where they belong.

Statements whose value stays are kept letter by letter; a changed value keeps its comment; what is
removed takes along the comments that stand before it.
"""

from __future__ import annotations

import tomllib
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable, Item, Null, Table

INDENT = "  "


def rewrite(text: str, wanted: dict[str, Any]) -> str:
    """Return TOML text that says ``wanted``, as like ``text`` as can be."""
    try:
        document = tomlkit.parse(text.rstrip("\n") + "\n")
        tail = give_comments(document, "")
        change(document, wanted)
        kept = (tomlkit.dumps(document) + tail).strip("\n") + "\n"
        if tomllib.loads(kept) == wanted:
            return kept
    except (TOMLKitError, tomllib.TOMLDecodeError):
        pass  # written in a way that cannot be followed (tables out of order)
    return tomlkit.dumps(wanted)


def give_comments(table: Container, lead: str) -> str:
    """Let comments and blank lines belong to what stands after them; return those of the end.

    tomlkit has them belong to the table before, where they would stay when theirs goes.
    """
    for place, (key, item) in enumerate(table.body):
        if isinstance(item, Table | AoT):
            for each in item.body if isinstance(item, AoT) else [item]:
                if not each.is_super_table():
                    each.trivia.indent, lead = lead + each.trivia.indent, ""
                lead = give_comments(each.value, lead)
        elif key is None:
            lead += item.as_string()
            table.body[place] = (None, Null())
        else:
            item.trivia.indent, lead = lead + item.trivia.indent, ""
    return lead


def change(table: Container, wanted: dict[str, Any]) -> None:
    """Let a table say what is wanted."""
    for key in [key for key in table if key not in wanted]:
        del table[key]
    for key, value in wanted.items():
        old = table.get(key)
        if (
            isinstance(old, Table)
            and isinstance(value, dict)
            or isinstance(old, InlineTable)
            and isinstance(value, dict)
            and {*old} == {*value}
        ):
            change(old.value, value)
        elif isinstance(old, AoT) and value and isinstance(value, list):
            change_items(old, value)
        elif old is None:
            table[key] = value
        elif tomlkit.item(old).unwrap() != value:
            table[key] = value if isinstance(old, Table | AoT) else in_line(value)


def change_items(tables: AoT, wanted: list[dict[str, Any]]) -> None:
    """Let the tables of a list say what is wanted, each from the old one that it is most like."""
    old = list(tables.body)
    alike = pair_up([each.unwrap() for each in old], wanted)
    while tables:
        del tables[-1]
    for number, entry in enumerate(wanted):
        if number in alike:
            change(old[alike[number]].value, entry)
        tables.append(old[alike[number]] if number in alike else entry)
        if number not in alike:
            tables.body[-1].trivia.indent = "\n"


def pair_up(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, int]:
    """Return which old table each new one continues: an equal one, else the one most like it."""
    pairs: dict[int, int] = {}
    for least in (True, False):
        for number, entry in enumerate(new):
            free = [place for place in range(len(old)) if place not in pairs.values()]
            alike = {place: likeness(old[place], entry) for place in free}
            best = max(free, key=alike.__getitem__, default=None)
            if number not in pairs and best is not None and alike[best] > (least, 0):
                pairs[number] = best
    return pairs


def likeness(one: dict[str, Any], other: dict[str, Any]) -> tuple[bool, int]:
    """Return how much two tables have in common: whether they are equal, and how many values."""
    return one == other, sum(1 for key, value in one.items() if other.get(key) == value)


def in_line(value: Any) -> Item:
    """Return a value as it is written after its key; tables of a list one to a line."""
    if isinstance(value, dict):
        inside = tomlkit.inline_table()
        inside.update({key: in_line(each) for key, each in value.items()})
        return inside
    if not isinstance(value, list):
        return tomlkit.item(value)
    parts = [in_line(each).as_string() for each in value]
    if any(isinstance(each, dict) for each in value):
        return tomlkit.array("[\n" + "".join(f"{INDENT}{part},\n" for part in parts) + "]")
    return tomlkit.array(f"[{', '.join(parts)}]")
