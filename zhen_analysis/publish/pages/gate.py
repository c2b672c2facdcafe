"""A page as text → the same, or an error that quotes what it would fetch from elsewhere.

The markup is parsed: what a cell of a ledger says is text, whatever it looks like, and only what a
browser would follow or load counts.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from zhen_analysis.base.errors import ZhenError

LARGEST = 1_000_000
# Attributes whose value a browser loads or follows.
ADDRESSES = {"action", "archive", "background", "cite", "classid", "codebase", "data", "formaction",
             "href", "longdesc", "manifest", "ping", "poster", "profile", "src", "srcset",
             "xlink:href"}  # fmt: skip
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x20]+")  # browsers pass over these within a scheme
STYLE_ADDRESS = re.compile(r"(?:url\(|@import)\s*[\"']?\s*([^\"')\s;]*)", re.IGNORECASE)
REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"']*)", re.IGNORECASE)


class NotSelfContained(ZhenError):
    """A page that points outside itself, or is too heavy to be passed on."""


class Links(HTMLParser):
    """Collects every address that a browser would load or follow, with the tag it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the addresses of one tag."""
        self.in_style = tag == "style"
        named = {name: value or "" for name, value in attrs}
        for name, value in named.items():
            if name == "srcset":
                self.take(tag, *(part.split()[0] for part in value.split(",") if part.split()))
            elif name in ADDRESSES:
                self.take(tag, value)
            else:  # style, and what SVG paints with: fill="url(…)"
                self.take(tag, *STYLE_ADDRESS.findall(value))
        if tag == "meta" and named.get("http-equiv", "").lower() == "refresh":
            self.take(tag, *REFRESH.findall(named.get("content", "")))

    def handle_endtag(self, tag: str) -> None:
        """Leave a style sheet."""
        self.in_style = self.in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Take the addresses of a style sheet; all other text is only text."""
        if self.in_style:
            self.take("style", *STYLE_ADDRESS.findall(data))

    def take(self, tag: str, *addresses: str) -> None:
        """Note addresses."""
        self.found += [(tag, address) for address in addresses]


def leads_outside(address: str) -> bool:
    """Tell whether an address leads away from the page and the files beside it."""
    plain = UNSEEN.sub("", address).replace("\\", "/")
    if plain.startswith("//"):
        return True
    return bool(SCHEME.match(plain)) and not plain.lower().startswith("data:")


def check_links(page: str) -> str:
    """Return the page as it is; raises NotSelfContained that names what points outside."""
    links = Links()
    links.feed(page)
    links.close()
    for tag, address in links.found:
        if leads_outside(address):
            raise NotSelfContained(f"网页里的 <{tag}> 指向外部地址“{address[:80]}”，请删去。")
    return page


def check_page(page: str) -> str:
    """Return the page as it is; raises NotSelfContained where it cannot be passed on."""
    size = len(check_links(page).encode("utf-8"))
    if size >= LARGEST:
        raise NotSelfContained(
            f"网页有{size:,}字节，超过{LARGEST:,}字节，不便转发。请少列几行或少放几张图。"
        )
    return page
