"""A line of ``words.csv``: a town's own spelling, unit of measure, word of lines or sentence."""

from __future__ import annotations

from typing import Annotated

from pydantic.dataclasses import dataclass

from zhen_analysis.catalogue.declared.reading.form import Declared
from zhen_analysis.catalogue.declared.reading.types import OneOf
from zhen_analysis.catalogue.vocabulary.words import KINDS, Word


@dataclass(frozen=True)
class OwnWord(Declared):
    """What a word in a cell, line or name means in this town.

    ``means``: of a unit of measure, the one that it is so many (``factor``) of, or a spelling of;
    of a kind of issue, the sentence that is told for it.
    """

    kind: Annotated[str, OneOf(*KINDS)]
    word: str
    means: str = ""
    factor: str = ""
    source: str = ""

    @property
    def row(self) -> Word:
        """The row that it adds to those of the package."""
        return Word(self.kind or "", self.word or "", self.means, self.factor)
