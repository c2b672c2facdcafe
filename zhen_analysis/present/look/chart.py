"""A matplotlib figure → a chart value: one SVG with its words as outlines and an alt text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.present.look.style import chart_style, font_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
# matplotlib's one rule for every line; as a style sheet it would rule the whole page.
LINES = re.compile(
    r"<defs>\s*<style[^>]*>\*\{stroke-linejoin: round; stroke-linecap: butt\}</style>\s*</defs>"
)
LINES_HERE = 'stroke-linejoin="round" stroke-linecap="butt"'
REFERENCE = re.compile(r'(\bid="|href="#|url\(#)')


class MissingGlyph(ZhenError):
    """A character that the charts' font cannot draw; it would be printed as an empty box."""


@dataclass(frozen=True)
class Chart:
    """A chart as it is seen, and what is read out in its stead."""

    name: str
    caption: str
    alt: str
    svg: str

    def _repr_mimebundle_(self, **asked: object) -> tuple[dict, dict]:
        told = {"alt": self.alt, "caption": self.caption}
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}, {"image/svg+xml": told}

    def __repr__(self) -> str:
        return f"图：{self.caption}"


@contextmanager
def new_figure(width: float, height: float) -> Iterator[Figure]:
    """Yield an empty figure (inches) in the project's style; pyplot never hears of it."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with mpl.rc_context(chart_style()):
        layout = ConstrainedLayoutEngine(h_pad=0.1, hspace=0.02)
        yield Figure(figsize=(width, height), layout=layout)


def finish(figure: Figure, name: str, caption: str, alt: str) -> Chart:
    """Draw the figure; raises MissingGlyph where the font lacks a character."""
    import matplotlib as mpl

    check_glyphs(figure, name)
    drawn = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": name}):
        figure.savefig(drawn, format="svg", metadata=NO_METADATA, transparent=True)
    figure.clear()
    return Chart(name, caption, alt, as_part_of_page(drawn.getvalue(), name, alt))


def check_glyphs(figure: Figure, name: str) -> None:
    """Raise MissingGlyph that names every character of the figure without an outline."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    written = "".join(text.get_text() for text in figure.findobj(Text))
    missing = sorted({char for char in written if char != "\n" and ord(char) not in glyphs()})
    if missing:
        listed = " ".join(f"{char} (U+{ord(char):04X})" for char in missing)
        raise MissingGlyph(
            f"chart {name}: the font {font_file().name} cannot draw {listed}. "
            "Use another character for it in the catalogue, or a font that has it."
        )


@cache
def glyphs() -> frozenset[int]:
    """Return the code points that the charts' font has."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font_file())).get_charmap())


def as_part_of_page(svg: str, name: str, alt: str) -> str:
    """Return the bare ``<svg>``: ids that no other chart has, and the alt text as its label."""
    bare = LINES.sub("", svg[svg.index("<svg") :]).strip()
    told = f'<svg role="img" aria-label="{escape(alt)}" {LINES_HERE} '
    return REFERENCE.sub(rf"\g<1>{name}-", bare).replace("<svg ", told, 1)
