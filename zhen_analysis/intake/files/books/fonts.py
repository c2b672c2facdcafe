"""Fonts of a workbook → what of a cell's text is struck out, which digits are raised or lowered.

A struck-out figure is withdrawn, a raised one is a mark; the reader of cells gives both as text
like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import Element

from zhen_analysis.base.signs import marked_digits

# Parts of one cell's text: the text (None: all there is), whether it is struck out, whether it is
# a mark; None where that is the cell's own font's.
Pieces = tuple[tuple[str | None, bool | None, bool | None], ...]
OFF = {"0", "false", "none", "baseline"}


class Noted(Protocol):
    """What takes the cells that fonts say something of."""

    struck: dict[tuple[int, int], str]
    marked: dict[tuple[int, int], str | None]


@dataclass(frozen=True)
class Fonts:
    """What a workbook's fonts say.

    Attributes
    ----------
    struck, marks : the cell styles whose whole text is struck out, or raised or lowered.
    texts : shared text → its pieces, of those that have several.
    """

    struck: frozenset[int] = frozenset()
    marks: frozenset[int] = frozenset()
    texts: dict[int, Pieces] = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        """Whether any text may be other than it reads."""
        return bool(self.struck or self.marks or self.texts)

    def note(self, look: Noted, cell: tuple[int, int], style: int, pieces: Pieces) -> None:
        """Note what fonts say of one cell."""
        own = style in self.struck, style in self.marks
        parts = [(text, own[0] if struck is None else struck, own[1] if mark is None else mark)
                 for text, struck, mark in pieces]  # fmt: skip
        left = [(text, mark) for text, struck, mark in parts if not struck]
        if any(text is None for text, _ in left):  # all of it, in the cell's own font
            if own[1]:
                look.marked[cell] = None
            return
        rest = "".join(marked_digits(text) if mark else text for text, mark in left if text)
        if len(left) < len(parts):
            look.struck[cell] = rest
        elif any(mark for _, mark in left):
            look.marked[cell] = rest


def pieces_of(text: Element) -> Pieces:
    """Return the pieces of a text in the XML of a workbook; its phonetic guide is none."""
    return tuple(
        ("".join(part.text or "" for part in run if local(part) == "t"), *font_of(run))
        for run in text
        if local(run) == "r"
    ) or ((None, None, None),)


def font_of(run: Element) -> tuple[bool | None, bool | None]:
    """Return whether a run is struck out and whether it is a mark; None as its cell is."""
    own = next((part for part in run if local(part) == "rPr"), None)
    return (None, None) if own is None else (is_struck(own), is_mark(own))


def is_struck(font: Element) -> bool:
    """Tell whether a font strikes its text out."""
    return any(local(part) == "strike" and part.get(value_name(part), "1") not in OFF
               for part in font)  # fmt: skip


def is_mark(font: Element) -> bool:
    """Tell whether a font raises or lowers its text."""
    return any(local(part) == "vertAlign" and part.get(value_name(part), "") not in {"", *OFF}
               for part in font)  # fmt: skip


def value_name(part: Element) -> str:
    """Return the name of the attribute that holds a part's value."""
    return next((name for name in part.attrib if name.rpartition("}")[2] == "val"), "val")


def local(node: Element) -> str:
    """Return an element's name without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
