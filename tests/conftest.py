"""Two towns that tests may spoil, each test a copy of its own: a small generated one, the sample.

Both have been assessed once, as an office's have: a copy reads from the store what it did not
change.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhen_analysis.base.workspace import Workspace
from zhen_analysis.results.month import assess_month
from zhen_analysis.sample import generate_sample

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def clean_town(tmp_path_factory) -> Path:
    """Six villages, two months, no mistakes; read only."""
    root = tmp_path_factory.mktemp("clean-town")
    generate_sample(root, towns=1, villages=6, months=2, seed=5, mistakes=0)
    assess_month("2022-02", "shili", workspace=root)
    return root


@pytest.fixture(scope="session")
def sample_town(tmp_path_factory) -> Path:
    """The catalogue and the workbooks of the sample month; read only."""
    root = tmp_path_factory.mktemp("sample-town")
    for folder in ("data/catalogue", "data/raw"):
        shutil.copytree(ROOT / folder, root / folder)
    assess_month("2022-03", "shili", workspace=root)
    return root


@pytest.fixture
def town(clean_town, tmp_path) -> Workspace:
    """Return a copy of the clean town to spoil."""
    shutil.copytree(clean_town, tmp_path / "town")
    return Workspace(tmp_path / "town")
