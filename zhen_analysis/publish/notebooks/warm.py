"""One notebook and many sets of parameters → executed notebooks, by a kernel that stays warm.

A kernel of its own for each page spends most of its time on starting, importing and reading the
month. Between two pages everything that the first one named is forgotten; modules stay, and the
month that was assessed. A warm kernel runs one notebook only, so none can spoil another's page.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache, wraps
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd
from jupyter_client import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from zhen_analysis.publish.notebooks.execute import (
    QUIET,
    USUAL,
    KernelFailed,
    KernelForNobody,
    Patience,
    execute,
    failures_told,
    is_usual_kernel,
)
from zhen_analysis.results import month

SETTLE = "from zhen_analysis.publish.notebooks.warm import settle\nsettle(get_ipython())"


class WarmKernel:
    """Runs one notebook after another; started at the first, ended by ``close``."""

    def __init__(self, patience: Patience = USUAL) -> None:
        self.manager: AsyncKernelManager | None = None
        self.patience = patience

    def execute(self, path: Path, parameters: dict[str, str], folder: Path) -> NotebookNode:
        """Run a notebook as ``execute.execute`` does; after a failure with a fresh kernel.

        One that asks for another kernel than ours gets it, cold.
        """
        if not is_usual_kernel(path):
            return execute(path, parameters, folder, patience=self.patience)
        tries = self.patience.retries
        while True:
            try:
                return self.try_once(path, parameters, folder)
            except BaseException as failed:
                self.close()
                tries -= 1
                if tries < 0 or not isinstance(failed, KernelFailed):
                    raise

    def try_once(self, path: Path, parameters: dict[str, str], folder: Path) -> NotebookNode:
        """Run a notebook by the kernel that is warm, or a new one."""
        self.manager = self.manager or KernelForNobody()
        first = new_notebook(cells=[new_code_cell(SETTLE)])
        with failures_told(self.patience):
            NotebookClient(first, km=self.manager, extra_arguments=[QUIET]).execute()
        return numbered(execute(path, parameters, folder, self.manager, patience=self.patience))

    def close(self) -> None:
        """End the kernel, should one be running."""
        manager, self.manager = self.manager, None
        if manager is not None and manager.has_kernel:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                run_sync(manager.shutdown_kernel)(now=True)


class WarmKernels:
    """A warm kernel for each notebook, for those who publish it for one town after another."""

    def __init__(self, patience: Patience = USUAL) -> None:
        self.patience = patience
        self.kernels: dict[Path, WarmKernel] = {}
        self.locks: dict[Path, Lock] = {}

    def execute(self, path: Path, parameters: dict[str, str], folder: Path) -> NotebookNode:
        """Run a notebook by its own kernel."""
        with self.locks.setdefault(path, Lock()):
            return self.kernels.setdefault(path, WarmKernel(self.patience)).execute(
                path, parameters, folder
            )

    def close(self) -> None:
        """End all kernels."""
        for kernel in self.kernels.values():
            kernel.close()


def settle(shell: Any) -> None:
    """Empty a kernel's namespace, what its cells were and gave included; runs in the kernel."""
    remember_months()
    shell.reset(new_session=True)


def remember_months() -> None:
    """Let this process assess a month of a town once, however often it is asked for it.

    Each who asks gets tables of their own: what one does to them is not seen by the next.
    """
    if not hasattr(month.assess_month, "__wrapped__"):
        month.assess_month = handing_out_copies(month.assess_month)


def handing_out_copies(assess: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that remembers its answers and gives copies of them."""
    remembered = cache(assess)

    @wraps(assess)
    def answer(*asked: Any, **further: Any) -> Any:
        known = remembered(*asked, **further)
        values = {field.name: getattr(known, field.name) for field in fields(known)}
        tables = {key: each for key, each in values.items() if isinstance(each, pd.DataFrame)}
        return replace(known, **{key: each.copy(deep=False) for key, each in tables.items()})

    return answer


def numbered(nb: NotebookNode) -> NotebookNode:
    """Number the executed cells from 1, as a kernel of its own would have."""
    ran = [cell for cell in nb.cells if cell.cell_type == "code" and cell.execution_count]
    for number, cell in enumerate(ran, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
    return nb
