"""Every worked change of docs/how_to_change.md is made in one copy of the repository, and works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how_to_change.md").read_text(encoding="utf-8")
COPIED = ["zhen_analysis", "data/catalogue", "notebooks", "docs", "tests", "README.md"]
COPIED += ["CONTRIBUTING.md", "pyproject.toml"]
BLOCK = re.compile(
    r"^\*\*`(?P<file>[^`]+)`\*\*, (?P<where>a new file|at the end|before|after|instead of)"
    r"(?: `(?P<anchor>[^`]+)`)?(?:, its cells)?:\n```\w+\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
WORKS = re.compile(r"^It works:\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CELL = re.compile(r"^# %%(?: \[(?P<kind>markdown)\])?(?: (?P<tag>\w+))?\n", re.MULTILINE)
# What the copy's own tests hold of what was changed; what is drawn or stored by a command is not.
THIN = ("defines_nothing", "opens_with_title_parameters_imports_and_their_check")
NOTEBOOK = "tests/publish/test_notebooks.py::test_a"
HELD = [
    *("tests/catalogue/vocabulary", "tests/spec/test_method.py", "tests/test_rooms.py"),
    "tests/intake/cells/test_values.py::test_a_quantity_is_read_as_it_was_meant",
    *(f"{NOTEBOOK}_notebook_{rule}[open_matters]" for rule in THIN),
    f"{NOTEBOOK}fter_that_each_cell_is_one_call[open_matters]",
    "--deselect=tests/test_rooms.py::test_the_picture_and_the_list_of_rooms_are_those_of_the_code",
]
HEAD = """
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
"""


@dataclass(frozen=True)
class Change:
    """A worked change: its blocks (file, where, anchor, text), and what shows that it works."""

    title: str
    blocks: list[dict[str, str]]
    works: str

    @property
    def name(self) -> str:
        return self.title.lower().replace(" ", "_")


def find_changes() -> Iterator[Change]:
    for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        blocks = [found.groupdict() for found in BLOCK.finditer(part)]
        works = WORKS.search(part)
        yield Change(part.partition("\n")[0], blocks, works[1] if works else "")


CHANGES = list(find_changes())


def test_the_page_has_every_change_of_its_table_and_all_its_blocks_are_read():
    rows = re.findall(r"^\| \[(.+?)\]\(#(.+?)\)", PAGE, re.MULTILINE)
    assert [title.lower() for title, _ in rows] == [change.title.lower() for change in CHANGES]
    assert [anchor.replace("-", "_") for _, anchor in rows] == [change.name for change in CHANGES]
    read = sum(len(change.blocks) + bool(change.works) for change in CHANGES)
    assert len(re.findall(r"^```\w+$", PAGE, re.MULTILINE)) == read
    assert all(change.blocks and change.works for change in CHANGES)


def make(change: Change, root: Path) -> None:
    """Make a change in the copy; a place that is not told beyond doubt is a fault of the page."""
    for block in change.blocks:
        path = root / block["file"]
        text = block["text"]
        if block["where"] == "a new file":
            assert not path.exists()
            path.parent.mkdir(exist_ok=True)
            write(path, text)
            continue
        old = path.read_text(encoding="utf-8")
        if block["where"] == "at the end":
            path.write_text(old + text, encoding="utf-8")
            continue
        assert old.count(block["anchor"]) == 1, f"{block['file']}: {block['anchor']}"
        lines = old.splitlines(keepends=True)
        place = next(n for n, line in enumerate(lines) if block["anchor"] in line)
        if block["where"] == "instead of":
            new = old.replace(block["anchor"], text.removesuffix("\n"))
        else:
            at = place + (block["where"] == "after")
            new = "".join([*lines[:at], text, *lines[at:]])
        path.write_text(new, encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write a new file; a notebook of its cells, as if it had been run."""
    if path.suffix != ".ipynb":
        path.write_text(text, encoding="utf-8")
        return
    starts = list(CELL.finditer(text))
    ends = [*(each.start() for each in starts[1:]), len(text)]
    cells = []
    for start, end in zip(starts, ends, strict=True):
        source = text[start.end() : end].rstrip("\n")
        if start["kind"]:
            cells.append(nbformat.v4.new_markdown_cell(source))
        else:
            count = sum(cell.cell_type == "code" for cell in cells) + 1
            cells.append(nbformat.v4.new_code_cell(source, execution_count=count))
            cells[-1].metadata.tags = [start["tag"]] if start["tag"] else []
    nb = nbformat.v4.new_notebook(cells=cells)
    nb.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(nb, path)


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Path:
    """A copy of the repository in which all changes were made."""
    root = tmp_path_factory.mktemp("changed")
    ignored = shutil.ignore_patterns("__pycache__", "*.parquet")
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, root / name, **({"ignore": ignored} if source.is_dir() else {}))
    before = hashes(root)
    for change in CHANGES:
        make(change, root)
    told = {block["file"] for change in CHANGES for block in change.blocks}
    assert {file for file, text in hashes(root).items() if before.get(file) != text} == told
    checks = "".join(
        f"\n\ndef test_{change.name}():\n{textwrap.indent(change.works, '    ')}"
        for change in CHANGES
    )
    (root / "tests/test_changes.py").write_text(HEAD + checks, encoding="utf-8")
    return root


def hashes(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_every_change_works_and_the_tests_hold_without_touching_anything_else(changed):
    checks = [f"tests/test_changes.py::test_{change.name}" for change in CHANGES]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *checks, *HELD],
        cwd=changed,
        env={**os.environ, "PYTHONPATH": str(changed)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
