"""A small generated town that tests may spoil: each test works on its own copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhen_analysis.sample import generate_sample
from zhen_analysis.workspace import Workspace


@pytest.fixture(scope="session")
def clean_town(tmp_path_factory) -> Path:
    """Six villages, two months, no mistakes; read only."""
    root = tmp_path_factory.mktemp("clean-town")
    return generate_sample(root, towns=1, villages=6, months=2, seed=5, mistakes=0)


@pytest.fixture
def town(clean_town, tmp_path) -> Workspace:
    """Return a copy of the clean town to spoil."""
    shutil.copytree(clean_town, tmp_path / "town")
    return Workspace(tmp_path / "town")
