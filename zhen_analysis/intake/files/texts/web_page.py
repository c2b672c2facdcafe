"""A web page, as systems export tables and clerks save them → one sheet of what the page shows.

Tables stand below each other in the page's order, each line of text between them in a row of its
own. What a page does not show is not read, and told: hidden cells, struck-out text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import html
from lxml.etree import LxmlError, ParserError

from zhen_analysis.base.signs import marked_digits
from zhen_analysis.intake.files.coded.dictionary_columns import Note
from zhen_analysis.intake.files.coded.limits import MOST_COLUMNS, Unreadable, too_wide

CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)
SHEET_NAME = re.compile(r"<x:name>([^<]{1,60})</x:name>", re.IGNORECASE)
HIDING = re.compile(r"display:none|visibility:hidden")
SELECTOR = re.compile(r"\w*+[.#][\w-]++")  # of one class or name, whatever its element
TAG_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
SILENT = {"script", "style", "head", "title", "noscript", "template", "object", "datalist"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "td", "th",
          "table", "caption", "center", "section", "form", "hr", "pre", "br"}  # fmt: skip
STRUCK = {"s", "strike", "del"}
MARKS = {"sup", "sub"}
MOST_SPANNED = 10_000
NO_TABLE = "这是网页，里面没有表格，可能是导出失败或登录过期的页面；请重新导出为xlsx再报送"
TOO_DEEP = "网页的层次太深，读不出里面的表格，请用WPS打开后另存为xlsx再报送"
IN_PARTS = "这是由几个文件组成的网页表格，内容在另外的文件里；请用WPS打开后另存为xlsx再报送"
Cell = tuple[int, int]


@dataclass
class Page:
    """What a page shows, row by row, and what it does not."""

    rows: list[list[str]] = field(default_factory=list)
    merges: list[tuple[Cell, Cell]] = field(default_factory=list)
    name: str = ""
    hidden: int = 0
    struck: dict[Cell, str] = field(default_factory=dict)  # what is left of a cell
    hiding: frozenset[str] = frozenset()  # selectors of the page's own style sheets
    tables: int = 0

    def notes(self) -> Iterator[Note]:
        """Yield what to tell of it."""
        if self.hidden:
            yield "page_hidden", "", "", {"count": self.hidden}

    def is_hidden(self, node: html.HtmlElement) -> bool:
        """Tell whether an element is not shown."""
        style = "".join((node.get("style") or "").lower().split())
        if (
            "display:none" in style
            or "visibility:hidden" in style
            or node.get("hidden") is not None
        ):
            return True
        names = {f".{each}" for each in (node.get("class") or "").split()}
        return not self.hiding.isdisjoint({*names, f"#{node.get('id')}"})


def read_page(text: str) -> Page:
    """Read a page; raises Unreadable where it shows no table."""
    try:
        root = html.document_fromstring(
            text.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8", huge_tree=True)
        )
    except (LxmlError, ParserError, ValueError) as error:
        raise Unreadable(NO_TABLE) from error
    named = SHEET_NAME.findall(text[: 2**16])
    page = Page(name=named[0].strip() if len(named) == 1 else "", hiding=hiding_rules(root))
    try:
        take(page, root)
    except RecursionError as error:
        raise Unreadable(TOO_DEEP) from error
    if not page.tables or not any(any(row) for row in page.rows):
        raise Unreadable(IN_PARTS if len(named) > 1 or root.find(".//frameset") is not None
                         else NO_TABLE)  # fmt: skip
    return page


def stated_charset(content: bytes) -> str:
    """Return the encoding that a page names; blank where it names none."""
    found = CHARSET.search(content[:4096])
    name = found[1].decode("ascii").lower() if found else ""
    return "gb18030" if name in {"gb2312", "gbk"} else name  # offices write more than they say


def hiding_rules(root: html.HtmlElement) -> frozenset[str]:
    """Return the classes and names that the page's own style sheets hide."""
    found = set()
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, body = rule.rpartition("{")
            if "display:none" in "".join(body.lower().split()):
                found |= {each.strip() for each in selectors.split(",")}
    return frozenset(each.lstrip(TAG_SIGNS) for each in found if SELECTOR.fullmatch(each))


def take(page: Page, root: html.HtmlElement) -> None:
    """Take the texts and tables of a page in their order."""
    line: list[str] = []

    def end_line() -> None:
        said = " ".join("".join(line).split())
        if said:
            page.rows.append([said])
        line.clear()

    for node, is_start in shown(page, root):
        if is_start and is_data(node):
            end_line()
            take_table(page, node)
        elif node.tag in BLOCKS:
            end_line()
        if is_start and not is_data(node):
            line.append(node.text or "")
        if not is_start:
            line.append(node.tail or "")
    end_line()


def shown(page: Page, root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    """Yield the elements that are shown, when they begin and when they end; no tables' insides."""
    stack = [(root, True)]
    while stack:
        node, is_start = stack.pop()
        if not isinstance(node.tag, str) or node.tag in SILENT:
            yield from ((node, False),) if node.getparent() is not None else ()
            continue
        if is_start and page.is_hidden(node):
            page.hidden += bool(node.text_content().strip())
            yield node, False
            continue
        yield node, is_start
        if is_start:
            stack.append((node, False))
            if not is_data(node):
                stack += [(child, True) for child in reversed(node)]


def is_data(node: html.HtmlElement) -> bool:
    """Tell whether an element is a table of cells; one that holds tables only arranges them."""
    return node.tag == "table" and next(node.iterdescendants("table"), None) is None


def take_table(page: Page, table: html.HtmlElement) -> None:
    """Take the cells of one table, each at its place."""
    page.tables += 1
    if page.rows:
        page.rows.append([])  # a blank row between what stands below each other
    for caption in table.iter("caption"):
        page.rows.append([" ".join(cell_text(page, caption)[0].split())])
    taken: dict[int, int] = {}  # column → the last row that a cell above reaches down to
    for line in table.iter("tr"):
        row = len(page.rows)
        page.rows.append([])
        if page.is_hidden(line) or page.is_hidden(line.getparent()):
            page.rows.pop()
            page.hidden += bool(line.text_content().strip())
            continue
        place = 0
        for cell in line:
            if cell.tag not in {"td", "th"}:
                continue
            if page.is_hidden(cell):
                page.hidden += bool(cell.text_content().strip())
                continue
            while taken.get(place, -1) >= row:
                place += 1
            place = put_cell(page, cell, row, place, taken)


def put_cell(
    page: Page, cell: html.HtmlElement, row: int, place: int, taken: dict[int, int]
) -> int:
    """Put a cell at its place; returns the next one."""
    if place >= MOST_COLUMNS:
        raise Unreadable(too_wide(row + 1, place + 1, page.name))
    wide, high = span(cell, "colspan", MOST_COLUMNS), span(cell, "rowspan", MOST_SPANNED)
    said, rest = cell_text(page, cell)
    line = page.rows[row]
    line.extend([""] * (place + 1 - len(line)))
    line[place] = said
    if said != rest:
        page.struck[row, place] = rest
    if wide > 1 or high > 1:
        page.merges.append(((row, place), (row + high - 1, place + wide - 1)))
    taken.update(dict.fromkeys(range(place, place + wide), row + high - 1))
    return place + wide


def span(cell: html.HtmlElement, name: str, most: int) -> int:
    """Return how many columns or rows a cell spans."""
    written = (cell.get(name) or "1").strip()
    return min(max(int(written[:6]), 1), most) if written.isdecimal() else 1


def cell_text(page: Page, cell: html.HtmlElement) -> tuple[str, str]:
    """Return all that a cell shows, and the same without what is struck out."""
    said: list[tuple[str, bool]] = []

    def walk(node: html.HtmlElement, is_struck: bool, is_mark: bool) -> None:
        said.append((marked_digits(node.text or "") if is_mark else node.text or "", is_struck))
        for child in node:
            if not isinstance(child.tag, str) or child.tag in SILENT:
                pass
            elif page.is_hidden(child):
                page.hidden += bool(child.text_content().strip())
            elif (value := filled_in(child)) is not None:
                said.append((value, is_struck))
            else:
                if child.tag in BLOCKS:
                    said.append(("\n", False))
                style = "".join((child.get("style") or "").lower().split())
                walk(child, is_struck or child.tag in STRUCK or "line-through" in style,
                     is_mark or child.tag in MARKS)  # fmt: skip
            tail = child.tail or ""
            said.append((marked_digits(tail) if is_mark else tail, is_struck))

    style = "".join((cell.get("style") or "").lower().split())
    walk(cell, "line-through" in style, False)
    return tidy("".join(x for x, _ in said)), tidy("".join(x for x, out in said if not out))


def filled_in(node: html.HtmlElement) -> str | None:
    """Return what stands in a field of a form; None for all else."""
    if node.tag == "input":
        kind = (node.get("type") or "text").lower()
        if kind in {"checkbox", "radio"}:
            return "√" if node.get("checked") is not None else ""
        return "" if kind in {"hidden", "button", "submit", "image"} else node.get("value") or ""
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [each for each in options if each.get("selected") is not None] or options[:1]
        return "、".join(" ".join(each.text_content().split()) for each in chosen)
    return None


def tidy(text: str) -> str:
    """Return a text with one blank where there are many, line by line."""
    lines = (" ".join(line.replace("\xa0", " ").split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
