"""A town's month and a notebook on one village → a page for every village of the month."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zhen_analysis.base.workspace import Workspace
from zhen_analysis.present.month.restatement_note import Restated, explained_to
from zhen_analysis.publish.notebooks.execute import USUAL, Patience
from zhen_analysis.publish.notebooks.warm import WarmKernel
from zhen_analysis.publish.pages.one import Named, PageResult, heading_of, publish_page
from zhen_analysis.results.month import MonthAssessment

LEVEL = "village"


def publish_cards(
    workspace: Workspace,
    assessment: MonthAssessment,
    notebook: Path,
    folder: Path,
    restated: Restated,
    jobs: int = 1,
    patience: Patience = USUAL,
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> list[PageResult]:
    """Write ``<notebook>/<unit>.html`` and ``.ipynb`` for each village; those of others go.

    Parameters
    ----------
    folder : the town's folder of the month.
    restated : what differs from the first publication; a village is told of its own.
    jobs : how many kernels share the villages.
    patience : how long to wait for each, and how often.
    """
    here = assessment.units(LEVEL)
    names = dict(zip(here["unit"], here["name"], strict=True))
    own = folder / notebook.stem
    clear_others(own, set(names))
    heading, kernels = heading_of(notebook), Kernels(patience)

    def make(unit: str) -> PageResult:
        one = Named(f"{notebook.stem}/{unit}", names[unit], heading, {"unit": unit})
        run = kernels.mine().execute
        told = [*explained_to(unit, assessment, restated)]
        return publish_page(workspace, assessment, notebook, own / unit, one, run, told)

    try:
        with ThreadPoolExecutor(max(1, jobs)) as pool:
            waiting = {unit: pool.submit(make, unit) for unit in names}
            return [waiting[unit].result() for unit in progress(names)]
    finally:
        kernels.close()


class Kernels:
    """One warm kernel for each thread that asks."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.local = threading.local()
        self.all: list[WarmKernel] = []

    def mine(self) -> WarmKernel:
        """Return the kernel of the thread that asks."""
        if not hasattr(self.local, "kernel"):
            self.local.kernel = WarmKernel(self.patience)
            self.all.append(self.local.kernel)
        kernel: WarmKernel = self.local.kernel
        return kernel

    def close(self) -> None:
        """End all of them."""
        for kernel in self.all:
            kernel.close()


def clear_others(folder: Path, units: set[str]) -> None:
    """Remove the pages of villages that are no more; they would pass for this month's."""
    for path in folder.glob("*"):
        if path.suffix in {".html", ".ipynb"} and path.stem not in units:
            path.unlink()
