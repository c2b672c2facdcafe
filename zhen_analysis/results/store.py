"""Tables made of a month → kept on disk until a file, the catalogue or the code changes."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd

from zhen_analysis.base.code_version import code_versions
from zhen_analysis.base.period import FiledPeriod, Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.intake import Intake
from zhen_analysis.intake.files.sheets import hash_file, hash_if_readable, list_files
from zhen_analysis.intake.filings.copies import earlier_copies

STAMP = "stamp.json"
READING = ("base", "catalogue", "intake")  # the rooms that decide what is read in a folder
ASSESSING = (*READING, "assess", "results")  # and those that decide what is made of it


def stored_intake(
    workspace: Workspace,
    town: str,
    period: FiledPeriod,
    read: Callable[[], Intake],
    *,
    fresh: bool = False,
) -> Intake:
    """Return the kept intake of a month if nothing it was made of has changed, else read anew.

    What is kept is known by the files that were read, not by those that lay there before: a file
    that could not be opened for a while is read once it can be.
    """
    folder = workspace.processed_dir / town / str(period)
    rules = versions_of(workspace, READING) | hashes_of(workspace, workspace.catalogue_dir)
    rules |= earlier_copies(workspace, town, period)
    filed = hashes_of(workspace, workspace.raw_dir(town, period))
    kept = None if fresh else load_tables(folder, fingerprint(rules, filed))
    if kept is not None:
        return Intake(**kept)
    intake = read()
    keep_tables(folder, intake.tables(), fingerprint(rules, hashes_read(intake)))
    return intake


def stored_results(
    workspace: Workspace,
    town: str,
    intakes: Mapping[Month, Intake],
    assess: Callable[[], dict[str, pd.DataFrame]],
    *,
    fresh: bool = False,
    name: str = "assessed",
) -> dict[str, pd.DataFrame]:
    """Return the kept results of the last of some months if what was read of them is the same.

    ``name``: which results; each has a folder of its own.
    """
    folder = workspace.processed_dir / town / str(max(intakes)) / name
    read = [
        # how many lines count tells a copy of an earlier month's file from one that is none
        {str(period): str(intake.blocks["recorded"].sum()), **hashes_read(intake)}
        for period, intake in intakes.items()
    ]
    rules = versions_of(workspace, ASSESSING) | hashes_of(workspace, workspace.catalogue_dir)
    stamp = fingerprint(rules, *read)
    kept = None if fresh else load_tables(folder, stamp)
    if kept is None:
        kept = assess()
        keep_tables(folder, kept, stamp)
    return kept


def keep_tables(folder: Path, tables: dict[str, pd.DataFrame], stamp: str) -> None:
    """Keep tables under what they were made of.

    It only saves time: where nothing can be written, they are made each time.
    """
    with suppress(OSError):
        save_tables(folder, tables, stamp)


def hashes_of(workspace: Workspace, folder: Path) -> dict[str, str]:
    """Return file → hash of all that lies in a folder; empty where it cannot be opened."""
    paths = list_files(folder) if folder.is_dir() else []
    return {name: hash_if_readable(path) for path, name in workspace.names(paths).items()}


def hashes_read(intake: Intake) -> dict[str, str]:
    """Return file → hash of what was read of it; empty where it may be read another time."""
    return dict(zip(intake.files["file"], intake.files["sha256"], strict=True))


def versions_of(workspace: Workspace, rooms: Sequence[str]) -> dict[str, str]:
    """Return room → hash of what its code does, so that a change of a rule is never overlooked."""
    versions = code_versions(ASSESSING, workspace.processed_dir / "code.json")
    return {room: versions[room] for room in rooms}


def fingerprint(*hashes: Mapping[str, str]) -> str:
    """Return a hash of all that tables depend on: rooms and files with their hashes."""
    digest = hashlib.sha256()
    for files in hashes:
        digest.update(b"\n")
        for file, sha256 in files.items():
            digest.update(f"{file}\0{sha256}\n".encode())
    return digest.hexdigest()


def read_stamp(folder: Path) -> dict:
    """Return what a folder was made from and its tables' hashes; empty where damaged."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def load_tables(folder: Path, fingerprint: str) -> dict[str, pd.DataFrame] | None:
    """Read kept tables; None where they were made of something else, or are not as written."""
    stamp = read_stamp(folder)
    hashes = stamp.get("tables")
    if stamp.get("fingerprint") != fingerprint or not isinstance(hashes, dict):
        return None
    paths = {name: table_path(folder, name) for name in hashes}
    try:
        if hashes != {name: hash_file(path) for name, path in paths.items()}:
            return None
        return {name: pd.read_parquet(path) for name, path in paths.items()}
    except OSError:
        return None


def save_tables(folder: Path, tables: dict[str, pd.DataFrame], fingerprint: str) -> None:
    """Keep tables: the stamp goes first and comes last, so a half-written folder never counts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    hashes = {}
    for name, table in tables.items():
        path = table_path(folder, name)
        replace_file(path, table.to_parquet)
        hashes[name] = hash_file(path)
    content = json.dumps({"fingerprint": fingerprint, "tables": hashes})
    replace_file(folder / STAMP, lambda path: path.write_text(content, encoding="utf-8"))


def table_path(folder: Path, name: str) -> Path:
    """Return where one table is kept."""
    return folder / f"{name}.parquet"


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and move it there in one step; ``write`` makes it."""
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
