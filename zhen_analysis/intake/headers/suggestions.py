"""A heading that nobody declared → the declared columns that it is most like, as a question.

Offices turn the words round (旱厕拆除, 坑塘清理) and use others beside them: what counts is how
many characters two headings share, in whatever order, and that one names the thing, not the deed.
"""

from __future__ import annotations

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


def alike(one: str, other: str) -> float:
    """Return how many of their characters two headings share, of 100, in whatever order."""
    shared = Counter(one) & Counter(other)
    thing = set(other) - DEEDS
    if not set(shared) & thing:
        return 0.0
    names_all = len(thing) > 1 and thing <= set(one)
    return max(200 * shared.total() / (len(one) + len(other)), NAMED if names_all else 0)
