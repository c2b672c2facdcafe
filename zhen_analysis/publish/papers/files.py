"""Bytes, tables and frames → files for offices, each moved into place in one step."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from zhen_analysis.present.look.table import Table
from zhen_analysis.publish.papers.workbook import workbook_bytes
from zhen_analysis.results.store import replace_file

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
HARMLESS = "'"


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file; readers see the old one or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, lambda place: place.write_bytes(content))
    return path


def write_text(path: Path, content: str) -> Path:
    """Write a UTF-8 file with plain line ends."""
    return write_bytes(path, content.encode("utf-8"))


def write_csv(path: Path, frame: pd.DataFrame) -> Path:
    """Write a frame as offices open it: UTF-8 with its mark, no cell that comes alive."""
    text = defuse(frame).to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    return write_bytes(path, text.encode("utf-8-sig"))


def write_workbook(path: Path, tables: list[Table], made: datetime) -> Path:
    """Write tables as one workbook, a sheet each; ``made`` is what its properties say."""
    return write_bytes(path, workbook_bytes(tables, made))


def defuse(frame: pd.DataFrame) -> pd.DataFrame:
    """Put a quote before text that a spreadsheet would take for a formula; numbers stay."""
    texts = frame.select_dtypes(include=["object", "str", "string"]).columns
    return frame.assign(**{column: defused(frame[column]) for column in texts})


def defused(column: pd.Series) -> pd.Series:
    """Defuse one column of text."""
    written = column.astype("str")
    alive = written.str.startswith(FORMULA).fillna(False).astype(bool)
    alive &= pd.to_numeric(written, errors="coerce").isna()
    return written.mask(alive, HARMLESS + written)
