"""What intake made of a month → kept on disk until a file, the catalogue or the code changes."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from zhen_analysis.intake import Intake
from zhen_analysis.intake.sources import hash_file, list_files
from zhen_analysis.workspace import Workspace

STAMP = "stamp.json"


def stored_month(
    workspace: Workspace, town: str, period: str, read: Callable[[], Intake], *, fresh: bool = False
) -> Intake:
    """Return the kept intake of a month if nothing it was made of has changed, else read anew."""
    folder = workspace.processed_dir / town / period
    stamp = fingerprint(workspace, town, period)
    kept = load_intake(folder, stamp) if not fresh else None
    if kept is not None:
        return kept
    intake = read()
    save_intake(folder, intake, stamp)
    return intake


def fingerprint(workspace: Workspace, town: str, period: str) -> str:
    """Return a hash of everything that a month's intake depends on: files, catalogue, code."""
    digest = hashlib.sha256(code_fingerprint().encode())
    for folder in (workspace.raw_dir(town, period), workspace.catalogue_dir):
        for path in list_files(folder) if folder.is_dir() else []:
            digest.update(f"{workspace.relative(path)}\0{hash_file(path)}\n".encode())
    return digest.hexdigest()


@cache
def code_fingerprint() -> str:
    """Return a hash of the package's own code, so that a change of a rule is never overlooked."""
    digest = hashlib.sha256(pd.__version__.encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp(folder: Path) -> dict:
    """Return what a folder was made from and its tables' hashes; empty where damaged."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def load_intake(folder: Path, fingerprint: str) -> Intake | None:
    """Read a kept month; None where it was made of something else, or is not as it was written."""
    kept = read_stamp(folder)
    if kept.get("fingerprint") != fingerprint:
        return None
    paths = {name: table_path(folder, name) for name in Intake.__dataclass_fields__}
    try:
        if kept.get("tables") != {name: hash_file(path) for name, path in paths.items()}:
            return None
        return Intake(**{name: pd.read_parquet(path) for name, path in paths.items()})
    except OSError:
        return None


def save_intake(folder: Path, intake: Intake, fingerprint: str) -> None:
    """Keep a month: the stamp goes first and comes last, so a half-written month never counts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    hashes = {}
    for name, table in intake.tables().items():
        path = table_path(folder, name)
        replace_file(path, lambda path, table=table: table.to_parquet(path))
        hashes[name] = hash_file(path)
    content = json.dumps({"fingerprint": fingerprint, "tables": hashes})
    replace_file(folder / STAMP, lambda path: path.write_text(content, encoding="utf-8"))


def table_path(folder: Path, name: str) -> Path:
    """Return where one table of a month is kept."""
    return folder / f"{name}.parquet"


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and move it there in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
