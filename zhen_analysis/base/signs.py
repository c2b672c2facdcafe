"""Text as filed or typed → the same with every sign that nobody can see made visible.

Control characters, halves of surrogate pairs and overrides of the writing direction end the
writers of Word files and pages, or make a name look like another one. Soft line breaks are blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

MARK = "\N{REPLACEMENT CHARACTER}"
# Controls but tab and line ends; surrogates; embeddings, overrides, isolates; no characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")  # of Word and of line printers
ENDS = re.compile("[\t\n\r]")


def visible_text(text: str) -> str:
    """Return a cell's text: soft breaks are line ends, unseen signs inside it are marked.

    At its ends they are left out as blanks are: programs fill fields of fixed width with them.
    """
    text = BREAKS.sub("\n", text)
    if not UNSEEN.search(text):
        return text.strip()
    first, last = 0, len(text)
    while first < last and is_nothing(text[first]):
        first += 1
    while first < last and is_nothing(text[last - 1]):
        last -= 1
    return UNSEEN.sub(MARK, text[first:last])


def is_nothing(sign: str) -> bool:
    """Tell whether a sign shows nothing."""
    return sign.isspace() or UNSEEN.match(sign) is not None


def visible_name(name: str) -> str:
    """Return the name of a file, sheet or unit: it has one line, and no sign is left out of it."""
    return UNSEEN.sub(MARK, ENDS.sub(MARK, BREAKS.sub(MARK, name)))


def unseen_signs(text: str) -> str:
    """Return the unseen signs of a text as a person can look them up: U+001B、U+202E."""
    found = dict.fromkeys(UNSEEN.findall(text))
    return "、".join(f"U+{ord(sign):04X}" for sign in found)


def distinct_names(named: Iterable[tuple[Path, str]]) -> dict[Path, str]:
    """Return path → name; names that became the same are told apart by a number."""
    names: dict[Path, str] = {}
    used: set[str] = set()
    for path, name in named:
        number, told = 1, name
        while told in used:
            number += 1
            told = f"{name} ({number})"
        names[path] = told
        used.add(told)
    return names


SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def marked_digits(text: str) -> str:
    """Return a raised or lowered text so that its digits are no digits of a number: 12¹, m²."""
    return text.translate(SUPERSCRIPTS)
