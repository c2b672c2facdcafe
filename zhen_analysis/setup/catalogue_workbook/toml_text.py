"""A TOML file's text and what it is to say → its new text, lines and comments kept where they can.

Statements whose value stays are kept letter by letter; a changed value is written anew before its
comment; new entries follow the table that they belong to. What is removed takes its comment along.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
INDENT = "  "


@dataclass
class Statement:
    """One ``key = value``, the comments and blank lines before it, and the comment after it."""

    lead: list[str]
    lines: list[str]
    value: dict[str, Any]

    @property
    def key(self) -> str:
        """The key, its first part where it is dotted."""
        return next(iter(self.value))

    @property
    def comment(self) -> str:
        """The comment on the statement's last line, or nothing."""
        last = self.lines[-1]
        for place in (place for place, sign in enumerate(last) if sign == "#"):
            if parse([*self.lines[:-1], last[:place]]) == self.value:
                return last[len(last[:place].rstrip()) :]
        return ""


@dataclass
class Block:
    """A table: the lines before its header, its header, its statements."""

    path: Path
    lead: list[str] = field(default_factory=list)
    header: str = ""
    statements: list[Statement] = field(default_factory=list)

    @property
    def content(self) -> dict[str, Any]:
        """What the statements say, inner tables of their own left out."""
        return {key: value for each in self.statements for key, value in each.value.items()}


def rewrite(text: str, wanted: dict[str, Any]) -> str:
    """Return TOML text that says ``wanted``, as like ``text`` as can be."""
    try:
        blocks, tail = read_blocks(text.splitlines())
        lines = [*write_table(wanted, (), blocks), *tail]
        kept = "\n".join(lines).strip("\n") + "\n"
        if tomllib.loads(kept) == wanted:
            return kept
    except (tomllib.TOMLDecodeError, IndexError, KeyError):
        pass  # written in a way that lines cannot follow (dotted keys, tables out of order)
    return "\n".join(write_table(wanted, (), [])).strip("\n") + "\n"


def read_blocks(lines: list[str]) -> tuple[list[Block], list[str]]:
    """Split a file into its tables; the lines after the last statement come second."""
    blocks, lead, rest = [Block(())], [], list(lines)
    counts: dict[Path, int] = {}
    while rest:
        line = rest.pop(0)
        plain = line.strip()
        if not plain or plain.startswith("#"):
            lead.append(line)
            continue
        if plain.startswith("["):
            blocks.append(Block(header_path(line, counts), lead, line))
        else:
            taken = [line]
            while (value := parse(taken)) is None:
                taken.append(rest.pop(0))
            blocks[-1].statements.append(Statement(lead, taken, value))
        lead = []
    return blocks, lead


def header_path(line: str, counts: dict[Path, int]) -> Path:
    """Return where a header leads; the tables of a list are counted from 0."""
    names: list[str] = []
    table: Any = tomllib.loads(line)
    while table:
        is_list = isinstance(table, list)
        table = table[0] if is_list else table
        if not table:
            break
        name, table = next(iter(table.items()))
        names.append(name)
    path: Path = ()
    for name in names[:-1]:
        path += (name,)
        if path in counts:
            path += (counts[path],)
    path += (names[-1],)
    if line.strip().startswith("[["):
        counts[path] = counts.get(path, -1) + 1
        path += (counts[path],)
    return path


def parse(lines: list[str]) -> dict[str, Any] | None:
    """Return what lines say; None where they say nothing yet."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def write_table(wanted: dict[str, Any], path: Path, blocks: list[Block]) -> Iterator[str]:
    """Yield the lines of a table and of all tables in it; ``blocks``: the old ones."""
    old = next((block for block in blocks if block.path == path), None)
    apart = {key: value for key, value in wanted.items() if stands_apart(key, value, path, blocks)}
    plain = {key: value for key, value in wanted.items() if key not in apart}
    if path and (old or plain or not apart):
        is_item = isinstance(path[-1], int)
        name = ".".join(bare(part) for part in path if isinstance(part, str))
        yield from old.lead if old else [""]
        yield old.header if old else (f"[[{name}]]" if is_item else f"[{name}]")
    for statement in old.statements if old else []:
        if statement.key in plain:
            value = plain.pop(statement.key)
            same = statement.value == {statement.key: value}
            yield from statement.lead
            yield from (
                statement.lines if same else write_value(statement.key, value, statement.comment)
            )
    for key, value in plain.items():
        yield from write_value(key, value, "")
    for key, value in apart.items():
        if isinstance(value, dict):
            yield from write_table(value, (*path, key), blocks)
        else:
            yield from write_items(value, (*path, key), blocks)


def stands_apart(key: str, value: Any, path: Path, blocks: list[Block]) -> bool:
    """Tell whether a value has headers of its own: as it has now; else by how much it holds."""
    if any(block.path[: len(path) + 1] == (*path, key) for block in blocks):
        return isinstance(value, dict | list)
    if any(block.path == path and key in block.content for block in blocks):
        return False
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict) and max(map(len, value)) > 2
    return isinstance(value, dict) and (len(path) < 2 or any(map(is_table, value.values())))


def is_table(value: Any) -> bool:
    """Tell whether a value is a table."""
    return isinstance(value, dict)


def write_items(wanted: list[dict], path: Path, blocks: list[Block]) -> Iterator[str]:
    """Yield the tables of a list, each from the old one that it is most like."""
    places = sorted({block.path[len(path)] for block in blocks if is_below(block.path, path)})
    old = {place: next(b for b in blocks if b.path == (*path, place)) for place in places}
    alike = pair_up([old[place].content for place in places], wanted)
    for number, entry in enumerate(wanted):
        if number in alike:
            yield from write_table(entry, (*path, places[alike[number]]), blocks)
        else:
            yield from write_table(entry, (*path, len(places) + number), [])


def pair_up(old: list[dict], new: list[dict]) -> dict[int, int]:
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


def is_below(path: Path, above: Path) -> bool:
    """Tell whether a path leads into the list ``above``."""
    return len(path) > len(above) and path[: len(above)] == above


def likeness(one: dict[str, Any], other: dict[str, Any]) -> tuple[bool, int]:
    """Return how much two tables have in common: whether they are equal, and how many values."""
    return one == other, sum(1 for key, value in one.items() if other.get(key) == value)


def write_value(key: str, value: Any, comment: str) -> list[str]:
    """Return the lines of one ``key = value``."""
    gap = f"{INDENT}{comment.strip()}" if comment else ""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        items = [f"{INDENT}{in_line(item)}," for item in value]
        return [f"{bare(key)} = [", *items, f"]{gap}"]
    return [f"{bare(key)} = {in_line(value)}{gap}"]


def in_line(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(in_line, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{bare(key)} = {in_line(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    return repr(value)


def bare(key: str | int) -> str:
    """Return a key, quoted where it must be."""
    text = str(key)
    plain = text.replace("_", "").replace("-", "")
    return text if plain.isascii() and plain.isalnum() else quoted(text)


def quoted(text: str) -> str:
    """Return a text as a basic string."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(signs.get(s, s if s >= " " and s != "\x7f" else f"\\u{ord(s):04x}")
                         for s in text) + '"'  # fmt: skip
