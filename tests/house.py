"""The package's imports → what `test_rooms.py` holds, and the picture in `docs/architecture.md`.

``python tests/house.py`` (`make picture`) draws ``docs/images/rooms.svg`` again and writes the list
of rooms and drawers between the marks of ``docs/architecture.md``.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "zhen_analysis"
PAGE = ROOT / "docs/architecture.md"
PICTURE = ROOT / "docs/images/rooms.svg"
BEGIN, END = "<!-- rooms: made by `make picture` -->", "<!-- end of rooms -->"
ORDER = ["base", "catalogue", "intake", "assess", "results", "audit", "present", "publish",
          "sample", "setup", "cli"]  # fmt: skip
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 262, 122, 36, 44, 24  # of a room's box, in px
LINE = 15


def modules() -> list[Path]:
    """Return the modules that stand in a room; those of a wheel's bundle are none."""
    paths = PACKAGE.rglob("*.py")
    return sorted(p for p in paths if p.parent != PACKAGE and "_bundled" not in p.parts)


def imported(path: Path) -> set[str]:
    """Return the modules of the package that a module imports, wherever the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path} imports by dots")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    inside = (name.split(".")[1:] for name in names if name.split(".")[0] == "zhen_analysis")
    return {".".join(parts) for parts in inside if parts}


def drawer(module: str) -> str:
    """Return the folder that a dotted name leads into; a module at a room's door is its own."""
    place = PACKAGE
    for depth, part in enumerate(parts := module.split(".")):
        if (place / part).is_dir():
            place = place / part
        elif depth == 1 and (place / f"{part}.py").is_file():
            return "/".join(parts[:2])
        else:
            break
    return place.relative_to(PACKAGE).as_posix()


@cache
def needs_of_drawers() -> dict[str, set[str]]:
    """Return drawer → the drawers that it imports."""
    needs = defaultdict(set)
    for path in modules():
        own = drawer(".".join(path.relative_to(PACKAGE).with_suffix("").parts))
        needs[own] |= {drawer(name) for name in imported(path)} - {own}
    return needs


def needs_of_rooms() -> dict[str, set[str]]:
    """Return room → the rooms that it imports, in the order of the house."""
    needs = {name: set() for name in ORDER if (PACKAGE / name).is_dir()}
    for path in modules():
        own = path.relative_to(PACKAGE).parts[0]
        needs[own] |= {name.split(".")[0] for name in imported(path)} - {own}
    return needs


def says(folder: Path) -> str:
    """Return the first sentence of a folder: what goes in and what comes out."""
    return (ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or "").split(
        "\n"
    )[0]


def drawers_of(room: Path) -> list[Path]:
    """Return the folders directly in a room, each after those that it imports."""
    names = sorted(p.name for p in room.iterdir() if (p / "__init__.py").is_file())
    needs: dict[str, set[str]] = {name: set() for name in names}
    for drawer, others in needs_of_drawers().items():
        own, *inside = drawer.split("/")
        if own == room.name and inside and inside[0] in needs:
            led = {other.split("/")[1] for other in others if other.startswith(f"{own}/")}
            needs[inside[0]] |= (led & needs.keys()) - {inside[0]}
    order: list[str] = []
    while len(order) < len(names):
        order.append(next(n for n in names if n not in order and needs[n] <= {*order}))
    return [room / name for name in order]


def direct(needs: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield the imports between rooms that no way through another room stands for."""
    reach: dict[str, set[str]] = {}
    for room in ORDER:
        if room in needs:
            reach[room] = set().union(*(reach[other] | {other} for other in needs[room]), set())
    for room, others in needs.items():
        for other in sorted(others):
            if not any(other in reach[between] for between in others):
                yield room, other


def floors(needs: dict[str, set[str]]) -> dict[str, int]:
    """Return room → its floor: one above the highest that it imports, the ground floor 0."""
    height: dict[str, int] = {}
    for room in ORDER:
        if room in needs:
            height[room] = 1 + max((height[other] for other in needs[room]), default=-1)
    return height


def places(needs: dict[str, set[str]]) -> dict[str, tuple[int, int]]:
    """Return room → the upper left corner of its box, floors from the bottom up."""
    height = floors(needs)
    top = max(height.values())
    found = {}
    for level in range(top + 1):
        row = [room for room in ORDER if height.get(room) == level]
        y = MARGIN + (top - level) * (HEIGHT + GAP_Y)
        found |= {room: (MARGIN + n * (WIDTH + GAP_X), y) for n, room in enumerate(row)}
    return found


def arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the line between two rooms' boxes; one to a far column leaves at the side."""
    (x, y), (to_x, to_y) = start, end
    middle = to_x + WIDTH // 2
    if to_y - y > HEIGHT + GAP_Y and to_x > x:
        side = y + HEIGHT // 2
        corner = f"H{middle - 10}Q{middle} {side} {middle} {side + 10}"
        return f'<path d="M{x + WIDTH} {side}{corner}V{to_y}"/>'
    from_x, low, bend = x + WIDTH // 2, y + HEIGHT, GAP_Y // 2
    curve = f"C{from_x} {low + bend} {middle} {to_y - bend} {middle} {to_y}"
    return f'<path d="M{from_x} {low}{curve}"/>'


def box(room: str, x: int, y: int) -> Iterator[str]:
    """Yield one room: its name, its sentence, its drawers."""
    folder = PACKAGE / room
    yield f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
    yield f'<text x="{x + 10}" y="{y + 20}" class="name">{room}/</text>'
    sentence = textwrap.wrap(says(folder).rstrip("."), 36)[:4]
    drawers = textwrap.wrap(" · ".join(each.name for each in drawers_of(folder)), 42)[:3]
    for n, line in enumerate(sentence):
        yield f'<text x="{x + 10}" y="{y + 37 + n * LINE}">{escape(line)}</text>'
    for n, line in enumerate(drawers):
        below = y + HEIGHT - 8 - (len(drawers) - 1 - n) * LINE
        yield f'<text x="{x + 10}" y="{below}" class="drawers">{escape(line)}</text>'


def picture() -> str:
    """Return the rooms as SVG: who imports whom, transitive imports left out."""
    needs = needs_of_rooms()
    corner = places(needs)
    width = max(x for x, _ in corner.values()) + WIDTH + MARGIN
    height = max(y for _, y in corner.values()) + HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>The rooms of zhen_analysis: each imports only rooms below it</title>",
        "<style>rect{fill:#fff;stroke:#35506b;stroke-width:1.5}"
        "text{font:12px sans-serif;fill:#222}"
        ".name{font-weight:bold;font-size:15px}.drawers{fill:#35506b;font-size:11px}"
        "path{stroke:#7a8ea3;fill:none;stroke-width:1.3;marker-end:url(#tip)}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8"'
        ' markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"'
        ' style="fill:#7a8ea3;stroke:none"/></marker></defs>',
        f'<rect width="{width}" height="{height}" style="fill:#f6f8fa;stroke:none"/>',
    ]
    for room, other in direct(needs):
        lines.append(arrow(corner[room], corner[other]))
    for room, (x, y) in corner.items():
        lines += box(room, x, y)
    return "\n".join([*lines, "</svg>", ""])


def rooms_told() -> str:
    """Return the rooms and their drawers as Markdown, each with its first sentence."""
    lines = []
    for room in needs_of_rooms():
        folder = PACKAGE / room
        lines.append(f"- **`{room}/`**: {says(folder)}")
        lines += [f"  - `{each.name}/`: {says(each)}" for each in drawers_of(folder)]
    return "\n".join(lines)


def page(text: str) -> str:
    """Return the text of architecture.md with the rooms as they are now."""
    whole = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    return whole.sub(lambda _: f"{BEGIN}\n\n{rooms_told()}\n\n{END}", text)


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
