"""``python -m zhen_analysis.sample`` makes the repository's sample data again."""

from __future__ import annotations

from zhen_analysis.base.workspace import open_workspace
from zhen_analysis.sample.generate import generate_repository_sample

if __name__ == "__main__":
    generate_repository_sample(open_workspace().root)
