"""Lines of two filings → what one says otherwise than the other, as a clerk would say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import as_cell

Blocks = Mapping[tuple[str, str, int], Block]
MOST_TOLD = 12  # changes in one sentence; nobody reads on
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def same_content(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether two files say the same, whatever the order of their lines."""
    return len(one) == len(other) and differing(one, other).empty


def differing(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the keys whose lines differ between two files or stand in one only."""
    both = one.merge(other, on=["key", "content"], how="outer", indicator=True)
    return both.loc[both["_merge"] != "both", ["key"]].drop_duplicates()


def said_by(content: str) -> dict[str, str]:
    """Return what a line says, by the name of its column; numbers as people write them."""
    pairs = (part.partition("=")[::2] for part in content.split(";") if part)
    return {name: as_written(value) for name, value in pairs}


def quoted(said: Mapping[str, str], name: str) -> str:
    """Return what a line says in one column, as a sentence quotes it."""
    return as_cell(said[name]) if name in said else "空"


def as_written(value: str) -> str:
    """Return a number without needless digits; any other text as it is."""
    return f"{float(value):.12g}" if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", value) else value


def cell_of(line: Any, name: str, blocks: Blocks) -> str:
    """Return the address of a line's cell in the column of that name; of the line if unknown."""
    block = blocks.get((line.file, line.sheet, line.block))
    headings = block.headings if block else ()
    found = next((heading for heading in headings if heading.column.label == name), None)
    return block.address(int(line.row), found.index) if block and found else str(line.cell)


def tell_difference(line: Any, other: Any, blocks: Blocks) -> str:
    """Return what two lines of one key say differently, both numbers and both cells."""
    one, two = said_by(line.content), said_by(other.content)
    parts = [
        f"{name}一处写{quoted(one, name)}（{cell_of(line, name, blocks)}）、"
        f"一处写{quoted(two, name)}（{cell_of(other, name, blocks)}）"
        for name in dict.fromkeys([*one, *two])
        if one.get(name) != two.get(name)
    ]
    return shorten(parts)


def tell_changes(old: pd.DataFrame, new: pd.DataFrame, blocks: Blocks) -> str:
    """Return what a newer filing changes: which lines, which cells, from what to what."""
    keys = differing(old, new)["key"]
    before = old[old["key"].isin(keys)].drop_duplicates("key").set_index("key", drop=False)
    after = new[new["key"].isin(keys)].drop_duplicates("key").set_index("key", drop=False)
    parts = []
    for key in keys[keys.isin(before.index) & keys.isin(after.index)]:
        was, is_now = before.loc[key], after.loc[key]
        one, two = said_by(was["content"]), said_by(is_now["content"])
        parts += [
            f"{is_now['told']} {name}由{quoted(one, name)}改为{quoted(two, name)}"
            f"（{cell_of(is_now, name, blocks)}）"
            for name in dict.fromkeys([*one, *two])
            if one.get(name) != two.get(name)
        ]
    parts += [f"旧版的{line['told']}（{line['cell']}）新版没有" for _, line in
              before[~before.index.isin(after.index)].iterrows()]  # fmt: skip
    parts += [f"新版增加{line['told']}（{line['cell']}）" for _, line in
              after[~after.index.isin(before.index)].iterrows()]  # fmt: skip
    return shorten(parts)


def shorten(parts: list[str]) -> str:
    """Join what is told; where it is too much, say how many there are."""
    told = "；".join(parts[:MOST_TOLD])
    return told if len(parts) <= MOST_TOLD else f"{told}；等共{len(parts)}处"


def days_of(keys: pd.Series) -> str:
    """Return the first and last day that keys name; empty where they name none."""
    days = sorted(day for key in keys for day in DAY.findall(str(key)))
    if not days:
        return ""
    return days[0] if days[0] == days[-1] else f"{days[0]}至{days[-1]}"
