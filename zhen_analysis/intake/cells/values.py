"""What people write in cells → numbers, days, units of measure: every reader of a cell's text."""

from __future__ import annotations

import re

from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.dates import parse_dates, read_date
from zhen_analysis.intake.cells.quantities import PER_TIME, parse_quantities, read_quantity
from zhen_analysis.intake.cells.text import parse_unique, plain_text

__all__ = [
    "heading_unit",
    "parse_dates",
    "parse_quantities",
    "parse_unique",
    "plain_text",
    "read_date",
    "read_quantity",
]


def heading_unit(label: str, words: Words = WORDS) -> tuple[str, str]:
    """Split a heading into its words and the unit it states: 清垃圾（立方米） → 清垃圾, 立方米."""
    plain = plain_text(label)
    found = re.search(r"\((?:单位[::])?([^()]*(?:\([^()]*\))?)\)$", plain)
    if not found:
        return plain, ""
    inside = PER_TIME.sub(r"\1次", found[1])
    return plain[: found.start()], inside if words.uoms.is_uom(inside) else ""
