"""Towns that tests share: each is made once for all workers of a run, and read only.

A test that spoils a town gets a copy of its own: with all its workbooks, or without any. Towns have
been assessed once, as an office's have: a copy reads from the store what it did not change.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from other_formats import write_ods, write_xls
from towns import SCORED, ask_only

from zhen_analysis.base.workspace import Workspace
from zhen_analysis.publish.notebooks.warm import WarmKernel
from zhen_analysis.results.month import assess_month
from zhen_analysis.sample import generate_sample
from zhen_analysis.sample.mess.writing.formats import WRITERS

WRITERS |= {"xls": write_xls, "ods": write_ods}
ROOT = Path(__file__).parent.parent
MUCH = {"clean_town", "sample_town", "warm_run"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a whole town or a kernel: `make test-fast` leaves it out."""
    for item in items:
        if MUCH.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Return how to get a folder by its name; the first worker to ask for it makes it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        town, made = base / name, base / f"{name}.made"
        with FileLock(base / f"{name}.lock"):
            if not made.exists():
                town.mkdir()
                make(town)
                made.touch()
        return town

    return folder


@pytest.fixture(scope="session")
def clean_town(shared) -> Path:
    """Six villages, two months, the ledgers that are scored, no mistakes; read only."""

    def make(root: Path) -> None:
        generate_sample(root, villages=6, months=2, seed=5, mistakes=0, ledgers=SCORED)
        ask_only(root, SCORED)
        assess_month("2022-02", "shili", workspace=root)

    return shared("clean-town", make)


@pytest.fixture(scope="session")
def sample_town(shared) -> Path:
    """The catalogue and the workbooks of the sample month; read only."""

    def make(root: Path) -> None:
        for folder in ("data/catalogue", "data/raw"):
            shutil.copytree(ROOT / folder, root / folder)
        assess_month("2022-03", "shili", workspace=root)

    return shared("sample-town", make)


@pytest.fixture(scope="session")
def warm_run():
    """Run a notebook by a kernel that stays warm; pages are the same, sooner."""
    kernel = WarmKernel()
    yield kernel.execute
    kernel.close()


@pytest.fixture(scope="session")
def bare_catalogue(shared) -> Path:
    """The catalogue of the clean town; read only."""
    how = {"villages": 6, "months": 1, "seed": 5, "ledgers": SCORED}
    root = shared("bare-town", lambda root: ask_only(generate_sample(root, **how), SCORED))
    return root / "data/catalogue"


@pytest.fixture
def bare_town(bare_catalogue, tmp_path) -> Workspace:
    """Return the clean town before anybody filed: for what is told of one workbook alone."""
    workspace = Workspace(tmp_path / "bare-town")
    shutil.copytree(bare_catalogue, workspace.catalogue_dir)
    for period in ("2022-01", "2022-02"):
        workspace.raw_dir("shili", period).mkdir(parents=True)
    return workspace


@pytest.fixture
def town(clean_town, tmp_path) -> Workspace:
    """Return a copy of the clean town to spoil."""
    shutil.copytree(clean_town, tmp_path / "town")
    return Workspace(tmp_path / "town")
