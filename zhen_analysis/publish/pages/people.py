"""An executed notebook and its page → nothing, or an error that says whose column it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from nbformat import NotebookNode

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.intake import Veil

READ_OUT = {"alt", "title", "aria-label", "content", "href", "value", "placeholder"}
UNREAD = {"style", "script"}


class ShowsPeople(ZhenError):
    """A page that holds a name or number of somebody in its month's filings."""


class Texts(HTMLParser):
    """Collects what a reader of a page sees, or is read out to him."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.is_unread = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a tag says of itself."""
        self.is_unread = tag in UNREAD
        self.found += [value for name, value in attrs if name in READ_OUT and value
                       and not value.startswith("data:")]  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        """Leave a style sheet."""
        self.is_unread = self.is_unread and tag not in UNREAD

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self.is_unread:
            self.found.append(data)


def refuse_people(page: str, notebook: NotebookNode, veils: Iterable[Veil]) -> None:
    """Raise ShowsPeople where a page or its executed notebook holds what is personal."""
    texts = Texts()
    texts.feed(page)
    texts.close()
    said = "\n".join([*texts.found, *texts_of(notebook)])
    for veil in veils:
        if where := veil.first_person(said):
            raise ShowsPeople(
                f"内容里有个人信息（{where}一栏里的姓名或号码），不能发布。"
                "请从笔记本里去掉显示这一栏的语句。"
            )


def texts_of(notebook: NotebookNode) -> Iterator[str]:
    """Yield what the cells of a notebook say and show, but for pictures."""
    for cell in notebook.cells:
        yield cell.source
        for output in cell.get("outputs", []):
            yield from strings_in(output.get("text", ""))
            yield from strings_in(output.get("evalue", ""))
            for kind, data in output.get("data", {}).items():
                if not kind.startswith("image/"):
                    yield from strings_in(data)


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        yield "".join(each for each in value if isinstance(each, str))
