"""A notebook and its parameters → the executed notebook, in memory, without clock or machine."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client import AsyncKernelManager
from nbformat import NotebookNode
from papermill import execute_notebook, inspect_notebook
from papermill.exceptions import PapermillExecutionError

from zhen_analysis.base.errors import BadInput, CatalogueError, ZhenError
from zhen_analysis.present.analyst.sliders import SESSION
from zhen_analysis.present.look.chart import MissingGlyph
from zhen_analysis.publish.notebooks.scrub import scrub

PATIENCE = 600  # seconds for one cell; a month of a large town takes far less
QUIET = "--IPKernelApp.log_level=50"  # the kernel's remarks on its own transport
OURS = {kind.__name__ for kind in (BadInput, CatalogueError, MissingGlyph)}


class PageFailed(ZhenError):
    """A notebook that did not run to its end; the message is its own last word."""


class KernelForNobody(AsyncKernelManager):
    """Starts kernels that know of no session, so that none draws widgets for somebody to drag.

    Who runs ``zhen report`` from a notebook in JupyterLab hands on the variable that says there is
    a session.
    """

    def start_kernel(self, *further: Any, **options: Any) -> Any:
        """Start a kernel in this process's environment without the session; to be awaited."""
        environment = options.pop("env", None) or os.environ
        kept = {name: value for name, value in environment.items() if name != SESSION}
        return super().start_kernel(*further, env=kept, **options)


def report_notebooks(folder: Path, kind: str = "month", of: str = "town") -> dict[str, Path]:
    """Return the notebooks of a folder that report on a month (or week), in their declared order.

    A notebook says what it reports on in its metadata, ``zhen.period``; a month unless stated. And
    of whom, ``zhen.of``: a town unless stated, each ``village``, or the ``district`` of all towns.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.ipynb")) if is_report(path)}
    of_kind = {
        name: path
        for name, path in found.items()
        if stated(path, "period", "month") == kind and stated(path, "of", "town") == of
    }
    return dict(sorted(of_kind.items(), key=lambda item: (stated(item[1], "order", 99), item[0])))


def is_report(path: Path) -> bool:
    """Tell whether a notebook declares the parameter ``period``."""
    return "period" in declared(path)


def declared(path: Path) -> list[str]:
    """Return the names in a notebook's parameters cell; none where it names no kernel."""
    try:
        return list(inspect_notebook(str(path)))
    except ValueError:
        return []


def stated(path: Path, key: str, usual: Any) -> Any:
    """Return what a notebook declares under ``zhen`` in its metadata, else what is usual."""
    return nbformat.read(path, as_version=4).metadata.get("zhen", {}).get(key, usual)


def execute(
    path: Path,
    parameters: dict[str, str],
    folder: Path,
    kernel: AsyncKernelManager | None = None,
) -> NotebookNode:
    """Run a notebook in ``folder`` with its own kernel and return it scrubbed.

    The folder goes to the kernel alone, so that notebooks may run side by side.

    Parameters
    ----------
    kernel : runs the notebook in its stead, is started where it is not, and is left running.

    Raises
    ------
    BadInput
        The notebook does not declare one of the parameters.
    PageFailed
        A cell failed.
    """
    known = declared(path)
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise BadInput(
            f"{path.name} has no parameter {', '.join(unknown)}.",
            hint=f"It has: {', '.join(known)}.",
        )
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        executed = execute_notebook(
            nbformat.read(path, as_version=4),
            None,
            parameters=parameters,
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            execution_timeout=PATIENCE,
            extra_arguments=[QUIET],
            resources={"metadata": {"path": str(folder)}},
            **({"kernel_manager_class": KernelForNobody} if kernel is None else {"km": kernel}),
        )
    except PapermillExecutionError as failed:
        raise PageFailed(last_word(failed)) from None
    return scrub(executed)


def last_word(failed: PapermillExecutionError) -> str:
    """Return the error's sentence; errors of other packages are named by their kind."""
    return failed.evalue if failed.ename in OURS else f"{failed.ename}: {failed.evalue}"
