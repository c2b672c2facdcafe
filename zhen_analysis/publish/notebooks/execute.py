"""A notebook and its parameters → the executed notebook, in memory, without clock or machine."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError

from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.present.analyst.sliders import SESSION
from zhen_analysis.present.look.chart import MissingGlyph
from zhen_analysis.publish.notebooks.declared import KERNEL, PageFailed, declared, read_notebook
from zhen_analysis.publish.notebooks.scrub import scrub

QUIET = "--IPKernelApp.log_level=50"  # the kernel's remarks on its own transport
LEFT = "笔记本中途退出（sys.exit），后面的内容没有生成。请删去这一句。"
OURS = {kind.__name__ for kind in (BadInput, CatalogueError, MissingGlyph)}


@dataclass(frozen=True)
class Patience:
    """How long to wait for a notebook, and how often.

    Attributes
    ----------
    seconds : that one cell may take; a month of a large town takes far less.
    retries : how often to begin anew where the kernel died or a cell took too long.
    """

    seconds: int = 600
    retries: int = 0


class KernelFailed(PageFailed):
    """A kernel that died, never came or took too long: another try may do better."""


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


USUAL = Patience()


def execute(
    path: Path,
    parameters: dict[str, str],
    folder: Path,
    kernel: AsyncKernelManager | None = None,
    *,
    patience: Patience = USUAL,
) -> NotebookNode:
    """Run a notebook in ``folder`` with its own kernel and return it scrubbed.

    The folder goes to the kernel alone, so that notebooks may run side by side.

    Parameters
    ----------
    kernel : runs the notebook in its stead, is started where it is not, and is left running.
    patience : how long to wait for a cell, and how often to begin anew.

    Raises
    ------
    BadInput
        The notebook does not declare one of the parameters.
    PageFailed
        It is broken, its kernel is not here or died, a cell failed, took too long or left.
    """
    nb = read_notebook(path)
    require_kernel(nb)
    known = declared(path)
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise BadInput(
            f"{path.name} has no parameter {', '.join(unknown)}.",
            hint=f"It has: {', '.join(known)}.",
        )
    logging.getLogger("papermill").setLevel(logging.ERROR)
    chosen = {"kernel_manager_class": KernelForNobody} if kernel is None else {"km": kernel}
    for left in range(patience.retries, -1, -1):
        try:
            with failures_told(patience):
                executed = execute_notebook(
                    deepcopy(nb),
                    None,
                    parameters=parameters,
                    progress_bar=False,
                    log_output=False,
                    request_save_on_cell_execute=False,
                    execution_timeout=patience.seconds,
                    extra_arguments=[QUIET],
                    resources={"metadata": {"path": str(folder)}},
                    **chosen,
                )
            break
        except KernelFailed:
            if not left or kernel is not None:
                raise
    require_finished(executed)
    return scrub(executed)


def require_kernel(nb: NotebookNode) -> None:
    """Raise PageFailed where the kernel that a notebook asks for is not on this machine."""
    name = nb.metadata["kernelspec"]["name"]
    if name not in (known := KernelSpecManager().find_kernel_specs()):
        raise PageFailed(
            f"笔记本要求的内核“{name}”本机没有（本机有：{'、'.join(sorted(known))}）。"
            "请用 JupyterLab 打开，改选“Python 3 (ipykernel)”后保存。"
        )


def is_usual_kernel(path: Path) -> bool:
    """Tell whether a notebook runs by the kernel of this package."""
    return bool(read_notebook(path).metadata["kernelspec"]["name"] == KERNEL)


@contextlib.contextmanager
def failures_told(patience: Patience) -> Iterator[None]:
    """Raise PageFailed, with a sentence, for every way in which a kernel fails a notebook."""
    try:
        yield
    except PapermillExecutionError as failed:
        raise PageFailed(last_word(failed)) from None
    except CellTimeoutError:
        raise KernelFailed(
            f"有一格运行超过{patience.seconds}秒，已停止。可用 --patience 放宽。"
        ) from None
    except DeadKernelError:
        raise KernelFailed("运行中内核意外退出（多为内存不足或被系统终止），请重新运行。") from None
    except RuntimeError as failed:  # it never answered
        raise KernelFailed(f"内核没有启动起来：{failed}") from None


def require_finished(executed: NotebookNode) -> None:
    """Raise PageFailed where a cell left the notebook: papermill takes sys.exit(0) for its end."""
    outputs = (output for cell in executed.cells for output in cell.get("outputs", []))
    if any(output.output_type == "error" for output in outputs):
        raise PageFailed(LEFT)


def last_word(failed: PapermillExecutionError) -> str:
    """Return the error's sentence; errors of other packages are named by their kind."""
    if failed.ename == "SystemExit":
        return LEFT
    return failed.evalue if failed.ename in OURS else f"{failed.ename}: {failed.evalue}"
