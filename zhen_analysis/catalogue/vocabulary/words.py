"""Rows of words.csv, the package's and a town's own → what words in cells, lines and names mean.

A new spelling is one row: of the package in ``words.csv`` beside this module, of a town in
``data/catalogue/words.csv``. What the package ships holds for every town.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from zhen_analysis.catalogue.vocabulary.checks import CHECKS, braces_of
from zhen_analysis.catalogue.vocabulary.units import Uoms, read_factor, read_uoms


@dataclass(frozen=True)
class Kind:
    """What a word may be.

    Attributes
    ----------
    chinese : what the clerk's workbook calls it.
    means : whether a row says what its word means.
    has_factor : whether it may say how many of that it is.
    """

    name: str
    chinese: str
    means: bool = False
    has_factor: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("uom", "计量单位", means=True, has_factor=True),
        Kind("counter", "计件单位", means=False),
        Kind("nothing", "没有工作量"),
        Kind("not_applicable", "不涉及"),
        Kind("ditto", "同上"),
        Kind("open", "未办结"),
        Kind("sum", "合计行"),
        Kind("derived", "平均、对比、目标行"),
        Kind("note", "表下说明"),
        Kind("before", "数量前的限定语"),
        Kind("deed", "数量前的动词"),
        Kind("after", "数量后的限定语"),
        Kind("final", "定稿版"),
        Kind("amended", "更正版"),
        Kind("copy", "副本"),
        Kind("personal", "个人信息栏名"),
        Kind("public", "可以照登的词"),
        Kind("sentence", "待核事项说明", means=True),
    )
}


@dataclass(frozen=True)
class Word:
    """One row: a word of a kind, what it means, and (of units) how many of that it is."""

    kind: str
    word: str
    means: str = ""
    factor: str = ""


@dataclass(frozen=True, eq=False)
class Words:
    """All words that hold for a catalogue; ``own`` are those that its town adds.

    Made by ``words_of``, so that equal words are one object and what is worked out of them (the
    patterns of quantities) is worked out once.
    """

    own: tuple[Word, ...] = ()

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return words_of, (self.own,)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[str, ...]]:
        """Kind → its words, as written and as a cell's text is compared (of one width)."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for row in (*SHIPPED, *self.own):
            found[row.kind] |= dict.fromkeys((row.word, plain(row.word)))
        return {kind: tuple(words) for kind, words in found.items()}

    @cached_property
    def _sets(self) -> Mapping[str, frozenset[str]]:
        return {kind: frozenset(words) for kind, words in self.by_kind.items()}

    def says(self, kind: str, text: str) -> bool:
        """Tell whether a text is a word of a kind; asked of every cell of a sheet."""
        return text in self._sets[kind]

    def of(self, *kinds: str) -> tuple[str, ...]:
        """Return the words of some kinds."""
        return tuple(word for kind in kinds for word in self.by_kind.get(kind, ()))

    def pattern(self, *kinds: str) -> str:
        """Return a pattern that fits any word of some kinds, the longest first."""
        longest_first = sorted(self.of(*kinds), key=len, reverse=True)
        return "|".join(map(re.escape, longest_first)) or r"(?!)"

    @cached_property
    def uoms(self) -> Uoms:
        """The units of measure."""
        rows = [row for row in (*SHIPPED, *self.own) if row.kind in {"uom", "counter"}]
        return read_uoms(
            (word, row.means, row.factor, row.kind == "counter")
            for row in rows
            for word in dict.fromkeys((row.word, plain(row.word)))
        )

    @cached_property
    def sentences(self) -> Mapping[str, str]:
        """Check → the sentence that the town has for it."""
        return {row.word: row.means for row in self.own if row.kind == "sentence"}


@lru_cache(maxsize=16)
def words_of(own: tuple[Word, ...] = ()) -> Words:
    """Return the package's words and those that a town adds."""
    return Words(own)


def plain(word: str) -> str:
    """Return a word as it is compared: of one width, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word))


def word_faults(rows: list[Word]) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong in a town's own words: place of the row, column, what is wrong.

    A row says nothing that the package says already, means what is known, and stands once.
    """
    known = {(row.kind, row.word): row for row in SHIPPED}
    measured = set(WORDS.uoms.known)
    uoms = words_of(tuple(rows)).uoms
    for place, row in enumerate(rows):
        kind = KINDS.get(row.kind)
        if kind is None:
            yield place, "kind", f"must be one of {', '.join(KINDS)}"
            continue
        if not row.word:
            yield place, "word", "the word is missing"
        if (row.kind, row.word) in known:
            yield place, "word", "stands more than once, or is a word of the package"
        elif kind.name in {"uom", "counter"} and row.word in measured:
            yield place, "word", "is a unit of measure that the package knows"
        known[row.kind, row.word] = row
        yield from ((place, column, fault) for column, fault in meaning_faults(row, kind, uoms))


def meaning_faults(row: Word, kind: Kind, uoms: Uoms) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in what one row says its word means."""
    if row.means and not kind.means:
        yield "means", f"a word of kind {kind.name} means nothing further"
    if row.factor and not (kind.has_factor and row.means):
        yield "factor", "only a unit of measure that means another one has a factor"
    elif row.factor and read_factor(row.factor) is None:
        yield "factor", "must be a number above 0, such as 12, 0.5 or 2000/3"
    elif kind.name == "uom" and row.means and not uoms.is_uom(row.word):
        yield "means", "is not a unit of measure that is known"
    if kind.name in {"uom", "counter"} and re.search(r"\d$|^\d", row.word):
        yield "word", "a unit of measure neither begins nor ends with a digit"
    if kind.name == "sentence":
        yield from sentence_faults(row)


def sentence_faults(row: Word) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a sentence that a town has for a kind of issue."""
    check = CHECKS.get(row.word)
    if check is None:
        yield "word", "is not a kind of issue"
        return
    try:
        unknown = braces_of(row.means) - check.known_details
    except ValueError:
        yield "means", "its braces do not match"
        return
    if unknown or not row.means:
        named = ", ".join(sorted(check.known_details))
        yield "means", f"write a sentence; what it may name in braces: {named}"


def read_shipped() -> tuple[Word, ...]:
    """Read the words that the package ships."""
    text = Path(__file__).with_name("words.csv").read_text(encoding="utf-8")
    return tuple(Word(**row) for row in csv.DictReader(text.splitlines()))


SHIPPED = read_shipped()
WORDS = words_of(())
