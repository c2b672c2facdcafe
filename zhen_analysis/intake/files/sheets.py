"""Files as filed → sheets of text with their merges; the only reader of raw workbooks."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.base.time_share import each_in_time
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.files.coded.dictionary_columns import CodedSheet, Note
from zhen_analysis.intake.files.guarded import GuardedReader, borrowed_reader

LITTER = {"thumbs.db", "desktop.ini"}  # what Windows leaves in folders
NOTHING_IN_IT = "工作簿里没有任何内容，请检查是否报错文件"
Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, each row and column


@dataclass(frozen=True)
class Sheet:
    """One sheet as filed.

    Attributes
    ----------
    grid : text of every cell, (rows × columns) object array, "" where empty, from A1 on.
    merges : merged ranges as ((first row, first column), (last row, last column)), from 0.
    places : None as filed; else where each cell stands on the filed sheet, (rows × columns × 2)
        rows and columns from 0 (-1: nowhere), because the table was set upright.
    first : field that the first column holds, whatever its heading says; of upright tables only.
    numbers : boolean (rows × columns) as filed: cells that hold a number, not text; None where
        that is not known, as in text files.
    day_zero : from which day its serial numbers count, where not from the usual one.
    shared : where a number stands as filed that is merged over several items → their names; of
        upright tables only.
    notes : what is to be told of the sheet: check, cell, written text, details.
    filed_for : the period whose folder it lies in; None where that is not known.
    day : the day of all its lines where only the whole workbook tells it: sheets named 3, 4, 5.
    """

    file: str
    name: str
    grid: np.ndarray
    merges: list[Merge] = field(default_factory=list)
    visible: bool = True
    places: np.ndarray | None = None
    first: str = ""
    numbers: np.ndarray | None = None
    day_zero: date | None = None
    shared: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    filed_for: FiledFor | None = None
    day: str = ""

    @property
    def is_number(self) -> np.ndarray | None:
        """Boolean (rows × columns): cells that hold a number; None where that is not known."""
        if self.numbers is None or self.places is None:
            return self.numbers
        rows, columns = self.places[..., 0], self.places[..., 1]
        return (rows >= 0) & self.numbers[rows, columns]

    @property
    def filled(self) -> np.ndarray:
        """Boolean (rows × columns): cells that hold anything but blanks."""
        return self.grid != ""


def claim_each(texts: np.ndarray, claim: Callable[[str], bool]) -> np.ndarray:
    """Return where a claim holds, in the texts' shape; it is put once to each different text."""
    codes, different = pd.factorize(texts.ravel())
    holds = np.fromiter(map(claim, each_in_time(different)), dtype=bool, count=len(different))
    return holds[codes].reshape(texts.shape)


@dataclass(frozen=True)
class RawFile:
    """A file in a raw folder: its name in tables, its content's hash, and its sheets or why not.

    ``sha256``: of the bytes that were judged; empty where the file may be read another time.
    ``notes``: what is to be told of the whole file, as of a sheet. ``is_beside``: it is no table,
    nor is it called one.
    """

    file: str
    sha256: str
    sheets: tuple[Sheet, ...] = ()
    reason: str = ""
    notes: tuple[Note, ...] = ()
    is_beside: bool = False


def list_files(folder: Path) -> list[Path]:
    """Return what is filed in a raw folder, in name order.

    Lock files of office programs and what Windows leaves behind are left out. A folder that
    cannot be looked into or is but a link, and what is neither file nor folder, stand for
    themselves, so that they are named and not passed over.
    """
    found: list[Path] = []

    def tell(error: OSError) -> None:
        found.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=tell):
        found += [Path(place, name) for name in names if is_filed(name)]
        found += [path for name in folders if (path := Path(place, name)).is_symlink()]
    return sorted(found)


def is_filed(name: str) -> bool:
    """Tell whether a file of this name is meant as a filing."""
    return not name.startswith(("~$", ".")) and name.lower() not in LITTER


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_if_readable(path: Path) -> str:
    """Return the SHA-256 of a file as filed; empty where it cannot be opened."""
    try:
        # A pipe would keep us waiting for ever.
        return hash_file(path) if stat.S_ISREG(path.stat().st_mode) else ""
    except OSError:
        return ""


def read_file(path: Path, name: str, reader: GuardedReader | None = None) -> RawFile:
    """Read one file; never raises for what it is: a reason stands where sheets would.

    Parameters
    ----------
    reader : the child that reads; without it the one that waits.
    """
    if reader is None:
        with borrowed_reader() as own:
            return read_file(path, name, own)
    answer = reader.read(path)
    if answer.file is None:
        known = answer.sha256 or ("" if answer.may_pass else hash_if_readable(path))
        return RawFile(name, known, reason=answer.reason)
    if answer.file.beside:
        notes, reason = tuple(answer.file.notes), answer.file.beside
        return RawFile(name, answer.sha256, notes=notes, reason=reason, is_beside=True)
    sheets = tuple(as_sheet(sheet, name) for sheet in answer.file.sheets)
    if not any(sheet.grid.size for sheet in sheets):
        return RawFile(name, answer.sha256, reason=NOTHING_IN_IT)
    return RawFile(name, answer.sha256, sheets, notes=tuple(answer.file.notes))


def read_files(
    paths: list[Path],
    name: Callable[[Path], str],
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
) -> Iterator[RawFile]:
    """Read files one after another; the next is being read while the caller works on one."""
    with borrowed_reader() as reader:
        for place, path in enumerate(progress(paths)):
            raw = read_file(path, name(path), reader)
            for following in paths[place + 1 : place + 2]:
                reader.read_ahead(following)
            yield raw


def as_sheet(coded: CodedSheet, file: str) -> Sheet:
    """Return a sheet of texts from its columns of codes; equal texts of a column are one object."""
    shape = (coded.height, len(coded.columns))
    grid = np.empty(shape, dtype=object)
    numbers = np.zeros(shape, dtype=bool)
    for place, column in enumerate(coded.columns):
        codes = np.frombuffer(column.codes, dtype=np.uint32)
        texts = np.empty(len(column.texts), dtype=object)
        texts[:] = column.texts
        grid[:, place] = texts[codes]
        numbers[:, place] = np.frombuffer(column.numbers, dtype=bool)[codes]
    return Sheet(
        file=file,
        name=coded.name,
        grid=grid,
        merges=list(merges_within(coded.merges, *shape)),
        visible=coded.visible,
        numbers=numbers if coded.has_numbers else None,
        day_zero=coded.day_zero,
        notes=tuple(coded.notes),
    )


def merges_within(merges: list[Merge], rows: int, columns: int) -> Iterator[Merge]:
    """Yield merged ranges as far as they lie on what the sheet holds; a file may claim any."""
    for (top, left), (bottom, right) in merges:
        bottom, right = min(bottom, rows - 1), min(right, columns - 1)
        if top <= bottom and left <= right:
            yield (top, left), (bottom, right)
