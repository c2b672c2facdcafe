"""A folder of notebooks → those that report on something, and what each says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill import inspect_notebook

from zhen_analysis.base.errors import ZhenError

KERNEL, LANGUAGE = "python3", "python"  # what runs a notebook that names no kernel


class PageFailed(ZhenError):
    """A notebook that did not run to its end; the message is its own last word."""


def report_notebooks(folder: Path, kind: str = "month", of: str = "town") -> dict[str, Path]:
    """Return the notebooks of a folder that report on a month (or week), in their declared order.

    A notebook says what it reports on in its metadata, ``zhen.period``; a month unless stated. And
    of whom, ``zhen.of``: a town unless stated, each ``village``, or the ``district`` of all towns.
    One that cannot be read is a town's report of any kind, so that its page is missed by name.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    of_kind = {name: path for name, path in found.items() if reports_on(path, kind, of)}
    return dict(sorted(of_kind.items(), key=lambda item: (stated(item[1], "order", 99), item[0])))


def reports_on(path: Path, kind: str, of: str) -> bool:
    """Tell whether a notebook is a report of this kind."""
    try:
        read_notebook(path)
    except PageFailed:
        return of == "town"
    is_kind = stated(path, "period", "month") == kind and stated(path, "of", "town") == of
    return is_kind and "period" in declared(path)


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook that names a kernel; raises PageFailed where it is none or broken."""
    try:
        nb = nbformat.read(path, as_version=4)
        nbformat.validate(nb)
    except (OSError, ValueError, AttributeError, KeyError, nbformat.ValidationError):
        raise PageFailed(
            f"笔记本 {path.name} 已损坏或不是笔记本文件，无法运行。"
            "请用 JupyterLab 打开另存，或换回原来的文件。"
        ) from None
    kernel = {"display_name": "Python 3 (ipykernel)", "language": LANGUAGE, "name": KERNEL}
    if not nb.metadata.get("kernelspec", {}).get("name"):
        nb.metadata["kernelspec"] = kernel
    nb.metadata.setdefault("language_info", {"name": LANGUAGE})
    return nb


def declared(path: Path) -> list[str]:
    """Return the names in a notebook's parameters cell; none of a broken notebook."""
    try:
        return list(inspect_notebook(read_notebook(path)))
    except (PageFailed, ValueError):
        return []


def stated(path: Path, key: str, usual: Any) -> Any:
    """Return what a notebook declares under ``zhen`` in its metadata, else what is usual."""
    try:
        return read_notebook(path).metadata.get("zhen", {}).get(key, usual)
    except PageFailed:
        return usual
