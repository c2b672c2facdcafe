"""The files of a period's folder → those that lie, byte for byte, in an earlier folder too."""

from __future__ import annotations

from pathlib import Path

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.intake.files.sheets import hash_if_readable, list_files

MOST_BACK = 12  # folders; who files the same workbook again took it from one of the last


def earlier_copies(workspace: Workspace, town: str, period: FiledPeriod) -> dict[str, str]:
    """Return file → the same file in the nearest earlier folder of the same kind.

    Only files of one size are compared by their content.
    """
    listed = workspace.with_data(town, period.kind)
    before = [each for each in listed if each.last_day < period.first_day][-MOST_BACK:]
    known: dict[int, list[Path]] = {}
    for each in reversed(before):
        for path in list_files(workspace.raw_dir(town, each)):
            known.setdefault(size_of(path), []).append(path)
    folder = workspace.raw_dir(town, period)
    copies = {}
    for path in list_files(folder) if folder.is_dir() else []:
        alike = [other for other in known.get(size_of(path), []) if size_of(path)]
        digest = hash_if_readable(path) if alike else ""
        same = next(
            (other for other in alike if digest and hash_if_readable(other) == digest), None
        )
        if same is not None:
            copies[workspace.relative(path)] = workspace.relative(same)
    return copies


def size_of(path: Path) -> int:
    """Return a file's size in bytes; 0 where it cannot be asked."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
