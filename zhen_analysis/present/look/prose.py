"""Sentences → a value that a notebook shows: HTML for the page, plain text beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

from zhen_analysis.present.look.wording import unlinked

BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Prose:
    """A fragment of a page."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        text = re.sub(r"<style>.*?</style>", "", self.html, flags=re.DOTALL)
        lines = unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(p|li|div)>", "\n", text))).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())


def paragraphs(*sentences: str, kind: str = "zhen-text") -> Prose:
    """Return one paragraph per sentence; ``**…**`` is set bold, all else is plain text."""
    body = "".join(f"<p>{marked_up(sentence)}</p>" for sentence in sentences if sentence)
    return Prose(f'<div class="{kind}">{body}</div>')


def bullets(lead: str, items: list[str], kind: str = "zhen-text") -> Prose:
    """Return a lead sentence with a list under it."""
    listed = "".join(f"<li>{marked_up(item)}</li>" for item in items)
    return Prose(f'<div class="{kind}"><p>{marked_up(lead)}</p><ul>{listed}</ul></div>')


def marked_up(sentence: str) -> str:
    """Escape a sentence and set its ``**…**`` bold."""
    return BOLD.sub(r"<b>\1</b>", escape(unlinked(sentence), quote=False))
