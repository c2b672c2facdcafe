"""A notebook → what stands around its cells: masthead, heading, contents, source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from nbformat import NotebookNode

from zhen_analysis.present.look.style import stylesheet

PAGE_CSS = Path(__file__).parents[1] / "templates/page.css"
MASTHEAD = "masthead"
FIRST_HEADING = re.compile(r"\A\s*#[ \t]+(?P<text>.+?)[ \t]*$\n?", re.MULTILINE)
SECTION = re.compile(r"^##[ \t]+(?P<text>.+?)[ \t]*$", re.MULTILINE)
STYLE = re.compile(r"<style>.*?</style>\s*", re.DOTALL)
RENDERED_SECTION = re.compile(r"<h2(?: [^>]*)?>")


@dataclass(frozen=True)
class Section:
    """A heading of the page and its anchor."""

    id: str
    text: str


@dataclass(frozen=True)
class Outline:
    """What the template prints around the cells."""

    heading: str
    masthead: str
    contents: tuple[Section, ...]
    source: dict
    css: str

    @property
    def title(self) -> str:
        """The title of the browser's tab, as HTML text."""
        line = unescape(re.sub(r"<small>.*?</small>|<[^>]+>", "", self.masthead)).strip()
        return escape(" ".join(part for part in (line, self.heading) if part), quote=False)


def take_outline(nb: NotebookNode, name: str) -> Outline:
    """Return the outline of a notebook and take its heading and masthead out of its cells."""
    heading = take_heading(nb) or name
    masthead = take_masthead(nb)
    texts = [found["text"] for cell in prose(nb) for found in SECTION.finditer(cell.source)]
    contents = tuple(Section(f"s{number}", text) for number, text in enumerate(texts, 1))
    source = nb.metadata.get("zhen", {})
    drop_styles(nb)
    return Outline(
        heading=heading,
        masthead=masthead,
        contents=contents,
        source=source if "period" in source else {},
        css=stylesheet() + PAGE_CSS.read_text(encoding="utf-8"),
    )


def prose(nb: NotebookNode) -> list[NotebookNode]:
    """Return the markdown cells."""
    return [cell for cell in nb.cells if cell.cell_type == "markdown"]


def take_heading(nb: NotebookNode) -> str:
    """Cut the first ``# heading`` out of the first prose cell and return its text."""
    for cell in prose(nb)[:1]:
        found = FIRST_HEADING.match(cell.source)
        if found:
            cell.source = cell.source[found.end() :]
            return found["text"]
    return ""


def take_masthead(nb: NotebookNode) -> str:
    """Remove the cells tagged ``masthead`` and return their HTML without its style sheet."""
    tagged = [cell for cell in nb.cells if MASTHEAD in cell.metadata.get("tags", [])]
    nb.cells = [cell for cell in nb.cells if cell not in tagged]
    parts = [
        output.data["text/html"]
        for cell in tagged
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    return STYLE.sub("", "\n".join(parts)).strip()


def drop_styles(nb: NotebookNode) -> None:
    """Remove style sheets from outputs: the page brings its own."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = STYLE.sub("", output.data["text/html"])


def anchor_sections(html: str, contents: tuple[Section, ...]) -> str:
    """Give the page's section headings the anchors that the contents point to."""
    anchors = iter(contents)
    return RENDERED_SECTION.sub(
        lambda found: f'<h2 id="{section.id}">' if (section := next(anchors, None)) else found[0],
        html,
    )
