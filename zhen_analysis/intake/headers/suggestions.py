"""A heading that nobody declared → the declared columns that it is most like, as a question.

Offices turn the words round (旱厕拆除, 坑塘清理) and use others beside them: what counts is how
many characters two headings share, in whatever order, and that one names the thing, not the deed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from zhen_analysis.catalogue import Column
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.headers.headings import (
    FOREIGN,
    counter_behind,
    fold,
    key,
    names_counter,
    spoken,
)

MULTIPLES = re.compile(r"[百千万]")
RUNNING = re.compile(r"累计|年初|其中")  # of another span, and all that is said of the item
LIKE = 50  # of 100; below it a suggestion would mislead
# What is said of any deed, and tells no column from another.
DEEDS = frozenset("清理拆除运出动整治改建新增处置完成开展数量总共次个本月情况工作开实施投入累计")
NAMED = 60  # of 100: all that tells a column's thing stands in the heading
MOST = 2  # columns that are as like


def nearest_columns(
    label: str, columns: Sequence[Column], known: Words = WORDS
) -> list[tuple[Column, str]]:
    """Return the columns that a heading is most like, each with the other counter that it names.

    Nothing for figures of another time (上月, 累计): they are no column of the month.
    """
    if not label or FOREIGN.search(fold(label)):
        return []
    words = {
        key(way.words) for part in (label.split("/")[-1], label) for way in spoken(part, known)
    }
    likeness = {
        place: max(alike(word, key(other)) for word in words for other in column.spellings)
        for place, column in enumerate(columns)
    }
    best = max(likeness.values(), default=0.0)
    if best < LIKE:
        return []
    near = [columns[place] for place, score in likeness.items() if score == best][:MOST]
    counter = counter_behind(label, known)
    return [
        (c, counter if counter and names_counter(counter, c, known, is_glued=True) else "")
        for c in near
    ]


def items_meant(label: str, columns: Sequence[Column], known: Words = WORDS) -> list[str]:
    """Return the items that an undeclared heading speaks of, alone, with others or as a sum.

    拆旱厕、改厕 speaks of both, 累计清垃圾 and 清垃圾/百方 of 清垃圾; 去年清垃圾 and 清垃圾计划 of
    neither.
    """
    folded = fold(label)
    of_time = MULTIPLES.sub("", folded)  # in hundreds it is the same item
    if not label or (FOREIGN.search(of_time) and not RUNNING.search(of_time)):
        return []
    said = key(folded)
    named = [c for c in columns if any(len(n) > 1 and n in said for n in map(key, c.spellings))]
    near = [column for column, _ in nearest_columns(label, columns, known)]
    return list(dict.fromkeys(column.item for column in [*named, *near] if column.item))


def alike(one: str, other: str) -> float:
    """Return how many of their characters two headings share, of 100, in whatever order."""
    shared = Counter(one) & Counter(other)
    thing = set(other) - DEEDS
    if not set(shared) & thing:
        return 0.0
    names_all = len(thing) > 1 and thing <= set(one)
    return max(200 * shared.total() / (len(one) + len(other)), NAMED if names_all else 0)
