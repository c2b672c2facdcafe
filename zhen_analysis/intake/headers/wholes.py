"""Columns that stand under one item → which of them is the item's figure, and what the others are.

清垃圾 over 上旬, 中旬, 下旬, 合计: 合计 is the figure and the others are its parts; over 今年,
去年同期, 增减: 今年 is it, and the others compare. Without one nothing under the item counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.headers.headings import (
    FOREIGN,
    GENERIC,
    PLAIN,
    WHOLE,
    Meaning,
    bracketed_unit,
    fold,
    key,
    spoken,
    understand,
)

# The figure of now, where a column beside it says what it is compared with.
CURRENT = frozenset(
    ("今年", "本年", "本年度", "今年数", "本年数", "本期", "本期数", "今年同期", "现在")
)
COMPARED = re.compile(r"去年|上年|同期|往年|上期")
ACTUAL = frozenset(("实际", "实际数", "实有", "已完成", "已完成数", "完成值", "实际值", "现完成"))
PLANNED = re.compile(r"计划|任务|目标|应完成|指标")
OF_WHICH = re.compile(r"^\(?其中")
# A sum over these is not the month's.
OTHER_TIMES = re.compile(r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月|季度?|半年|\d{2,4}年")


@dataclass(frozen=True)
class Part:
    """A column under an item that is not its figure.

    ``whole``: the label of the column that is, empty where none is. ``is_compared``: it is
    another time's figure, a plan or a rate, and no part of the whole.
    """

    column: Column
    whole: str = ""
    is_compared: bool = False


Parts = dict[int, Part]
Labels = Mapping[int, tuple[str, ...]]


def find_wholes(
    labels: Labels, meanings: dict[int, Meaning | None], ledger: Ledger
) -> tuple[dict[int, Meaning], Parts]:
    """Return the meanings of columns that are the whole of an item, and the parts beside them."""
    wholes: dict[int, Meaning] = {}
    parts: Parts = {}
    for above, members in item_groups(labels, meanings, ledger):
        known = [i for i in members if (m := meanings[i]) and m.column == above.column]
        chosen = known[:1] or whole_of(members, meanings, ledger.words)
        for index in chosen:
            if index not in known:
                uom = bracketed_unit(members[index], ledger.words) or above.uom
                wholes[index] = Meaning(above.column, uom, max(PLAIN, above.strength), above.aside)
        whole = "/".join(labels[chosen[0]]) if chosen else ""
        for index, said in members.items():
            if index not in chosen and not meanings[index] and len(members) > 1:
                is_compared = bool(FOREIGN.search(fold(said))) and not OF_WHICH.match(fold(said))
                parts[index] = Part(above.column, whole, is_compared)
    return wholes, parts | lone_parts(labels, {**meanings, **wholes})


def item_groups(
    labels: Labels, meanings: Mapping[int, Meaning | None], ledger: Ledger
) -> Iterator[tuple[Meaning, dict[int, str]]]:
    """Yield every declared quantity that stands over several columns, with what each says below."""
    groups: dict[tuple[str, ...], dict[int, str]] = {}
    for index, path in labels.items():
        for depth in range(1, len(path)):
            groups.setdefault(path[:depth], {})[index] = "".join(path[depth:])
    told: set[int] = set()
    for path in sorted(groups, key=len, reverse=True):
        members = {index: said for index, said in groups[path].items() if index not in told}
        above = understand(path, ledger) if members else None
        if above and above.column.uom:
            told |= set(members)
            yield above, members


def whole_of(
    members: Mapping[int, str], meanings: Mapping[int, Meaning | None], known: Words
) -> list[int]:
    """Return the one column of some that is their whole; none where others are items themselves."""
    said = {index: fold(text) for index, text in members.items()}
    if any(meaning and meaning.column.uom for i in members if (meaning := meanings[i])):
        return []
    if any(OTHER_TIMES.search(text) for text in said.values()):
        return []
    words = {
        index: {key(way.words) for way in spoken(text, known)} for index, text in members.items()
    }
    is_compared = any(map(COMPARED.search, said.values()))
    is_planned = any(map(PLANNED.search, said.values()))
    for wanted, applies in ((GENERIC, True), (WHOLE, True), (CURRENT, is_compared),
                            (ACTUAL, is_planned)):  # fmt: skip
        found = [index for index, own in words.items() if own & wanted] if applies else []
        if found:
            return found[:1]
    return []


def lone_parts(labels: Labels, meanings: Mapping[int, Meaning | None]) -> Parts:
    """Return columns that say 其中 of the quantity that stands before them."""
    parts: Parts = {}
    before: tuple[Column, str] | None = None
    for index, path in sorted(labels.items()):
        meaning = meanings[index]
        if meaning and meaning.column.uom:
            before = meaning.column, "/".join(path)
        elif before and not meaning and any(OF_WHICH.match(fold(row)) for row in path):
            parts[index] = Part(*before)
    return parts
