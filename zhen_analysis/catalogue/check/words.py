"""A town's own words as stated → their breaches against one another and those of the package."""

from __future__ import annotations

from collections.abc import Iterator

from zhen_analysis.catalogue.stated import Stated
from zhen_analysis.catalogue.vocabulary.words import word_faults
from zhen_analysis.catalogue.written import Breach


def word_breaches(stated: Stated) -> Iterator[Breach]:
    """Check that each word stands once, means what is known, and has a factor where it may."""
    for place, column, fault in word_faults([row.says.row for row in stated.words]):
        yield stated.words[place].breach(column, f"{fault}.")
