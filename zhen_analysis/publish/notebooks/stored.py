"""Stored notebooks → the same executed on the sample month and normalised; or which are stale.

``python -m zhen_analysis.publish.notebooks.stored`` makes them again, ``--check`` only compares.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from zhen_analysis.base.workspace import VARIABLE, open_workspace
from zhen_analysis.publish.notebooks.execute import execute
from zhen_analysis.publish.papers.files import write_text

DRAWN = "nbval-ignore-output"


def main(arguments: list[str] | None = None) -> int:
    """Make the workspace's stored notebooks again, or name those that are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these, named as their files are")
    parser.add_argument("--check", action="store_true", help="only say which are stale")
    parser.add_argument("--workspace", help="the workspace whose notebooks are meant")
    given = parser.parse_args(arguments)
    workspace = open_workspace(given.workspace)
    os.environ[VARIABLE] = str(workspace.root)
    paths = sorted((workspace.root / "notebooks").glob("*.ipynb"))
    paths = [path for path in paths if not given.names or path.stem in given.names]
    if given.check:
        stale = list(find_stale(paths, workspace.root))
        for path in stale:
            print(f"{path.name} is stale: run 'make notebooks'.")
        return 1 if stale else 0
    for path in paths:
        write_text(path, as_text(run_again(path, workspace.root)))
        print(f"{path.name} stored")
    return 0


def find_stale(paths: list[Path], folder: Path) -> Iterator[Path]:
    """Yield the notebooks whose stored output is not what their cells give now."""
    for path in paths:
        stored = nbformat.read(path, as_version=4)
        if comparable(stored) != comparable(run_again(path, folder)):
            yield path


def run_again(path: Path, folder: Path) -> NotebookNode:
    """Return a notebook executed with its own parameters, ids and cells as they are."""
    return execute(path, {}, folder)


def comparable(nb: NotebookNode) -> list[tuple]:
    """Return what a stale notebook would differ in: sources and outputs, drawings aside.

    Outlines of letters depend on the version of FreeType; the table that was drawn is compared.
    """
    return [
        (cell.cell_type, cell.source, None if is_drawn(cell) else cell.get("outputs"))
        for cell in nb.cells
    ]


def is_drawn(cell: NotebookNode) -> bool:
    """Tell whether a cell shows a chart."""
    return DRAWN in cell.metadata.get("tags", [])


def as_text(nb: NotebookNode) -> str:
    """Return a notebook as its file has it."""
    return nbformat.writes(nb) + "\n"


if __name__ == "__main__":
    sys.exit(main())
