"""The words of a catalogue → which lines of a table are sums, means and comparisons, or notes."""

from __future__ import annotations

import re
from functools import lru_cache

from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.traditional import simplified
from zhen_analysis.intake.cells.units_named import part_of_unit

# Figures that are nobody's work, as far as they are no single words: comparisons, targets.
COMPARISONS = (
    r"同比.{0,6}|环比.{0,6}|[比较](?:上月|上年|去年|同期).{0,6}|增减.{0,4}|增幅.{0,4}|占比.{0,6}"
    r"|比重|其中.{0,10}|(?:年度|全年|本月)?(?:目标|任务|计划)(?:任务)?(?:数|量)?"
)
COMPARISON_SIGN = r"同|比|较|增|其中|目标|任务|计划"
WHOSE = r"(?:全镇|各村|全部|本组|[^,;。:]{1,4}[类组片])?"  # what a mean or target is of
LONGEST = 40  # characters of a cell that names a sum
LONGEST_BARE, LONGEST_DERIVED = 16, 24


class LineWords:
    """What a whole cell says of its line.

    Before the word for a sum may stand what it sums, behind it a remark. Most cells are none of
    these, so that they are passed over at once for want of the signs that each of them holds.
    """

    def __init__(self, words: Words) -> None:
        total = words.pattern("sum")
        self.total = re.compile(
            rf"(?:本页|全镇|本月|累计|以上|各村|全部)?(?:{total})(?:数|数量)?[::]?"
            r"|全[镇乡村区县](?:情况|数)?"
        )
        self.total_of_group = re.compile(
            rf"[^,;。:]{{1,10}}?(?:{total})(?:数|数量)?[::]?(?:\([^()]*\))?"
        )
        self.total_remarked = re.compile(rf"(?:{total})(?:\([^()]*\)|[::].{{0,8}})")
        self.sum_signs = frozenset("全") | signs_of(words.of("sum"))
        derived = words.pattern("derived")
        self.derived = re.compile(rf"{WHOSE}(?:{derived}|{COMPARISONS})[::]?(?:\([^()]*\))?")
        signs = "".join(sorted(signs_of(words.of("derived"))))
        self.derived_sign = re.compile(rf"[{re.escape(signs)}]|{COMPARISON_SIGN}")
        self.note = re.compile(rf"(?:{words.pattern('note')})([::\d(]|$)")
        self.note_signs = frozenset(word[0] for word in words.of("note"))

    def is_bare_total(self, text: str) -> bool:
        """Tell whether a text is 合计 or the like and nothing else."""
        text = simplified(text)
        if len(text) > LONGEST_BARE or self.sum_signs.isdisjoint(text):
            return False
        return bool(self.total.fullmatch(plain_text(text)))

    def states_sum(self, text: str) -> bool:
        """Tell whether a text names a sum: 合计, 第一片区小计, 合计（26个村）."""
        text = simplified(text)
        if len(text) > LONGEST or self.sum_signs.isdisjoint(text):
            return False
        plain = plain_text(text)
        patterns = (self.total, self.total_of_group, self.total_remarked)
        is_sum = any(pattern.fullmatch(plain) for pattern in patterns)
        return is_sum and not self.derived.fullmatch(plain)

    def states_derived(self, text: str) -> bool:
        """Tell whether a text names a mean, a target or a comparison: 全镇平均, 去年同期.

        其中：青禾村一组 is a line of a part of a unit.
        """
        text = simplified(text)
        if len(text) > LONGEST_DERIVED or not self.derived_sign.search(text):
            return False
        plain = plain_text(text)
        if plain.startswith("其中") and part_of_unit(plain):
            return False
        return bool(self.derived.fullmatch(plain))

    def begins_note(self, text: str) -> bool:
        """Tell whether a text begins as a remark below a table does: 注：, 填表人."""
        return simplified(text[:1]) in self.note_signs and bool(self.note.match(plain_text(text)))


def signs_of(words: tuple[str, ...]) -> frozenset[str]:
    """Return characters of which every word holds one; the last ones of words are the rarest."""
    signs: set[str] = set()
    for word in words:
        if signs.isdisjoint(word):
            signs.add(word[-1])
    return frozenset(signs)


@lru_cache(maxsize=16)
def line_words(words: Words) -> LineWords:
    """Return what lines are called in some words."""
    return LineWords(words)
