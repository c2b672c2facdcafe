"""A catalogue as it is and as it is to be → the files that must change, put in place at once."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from zhen_analysis.base.toml_text import rewrite
from zhen_analysis.catalogue.written import (
    Line,
    Written,
    columns_of,
    decode,
    needed_columns,
)
from zhen_analysis.setup.catalogue_workbook.rows import from_rows, readable_rows

BACKUPS = "catalogue-backup"


def new_texts(new: Written, old: Written, folder: Path) -> dict[str, bytes | None]:
    """Return the files that must change: name → content, None for one to remove."""
    file_of = {str(entry.get("code")): name for name, entry in old.ledgers.items()}
    before = from_rows(readable_rows(old), file_of).written
    texts: dict[str, bytes | None] = {}
    pairs = {"town.toml": (new.town, before.town)}
    for name in sorted({*new.ledgers, *old.ledgers}):
        pairs[name] = (new.ledgers.get(name, {}), before.ledgers.get(name, {}))
    for name, (wanted, had) in pairs.items():
        if not wanted:
            texts[name] = None
        elif wanted != had or not (folder / name).exists():
            texts[name] = rewrite(text_of(folder / name), wanted).encode()
    for name in sorted({*new.tables, *old.tables}):
        lines, old_lines = (each.tables.get(name, []) for each in (new, before))
        if name not in new.tables:
            texts[name] = None
        elif [line.cells for line in lines] != [line.cells for line in old_lines]:
            texts[name] = csv_text(name, lines, folder)
    return texts


def text_of(path: Path) -> str:
    """Return an old file's text; nothing where there is none to keep."""
    try:
        return decode(path.read_bytes())
    except (OSError, UnicodeDecodeError):
        return ""


def csv_text(name: str, lines: list[Line], folder: Path) -> bytes:
    """Return a CSV table, its columns in the old file's order, new ones only where they say much.

    A new file, and one that was not UTF-8, begins with a byte order mark: WPS needs it.
    """
    known, needed, path = columns_of(name), needed_columns(name), folder / name
    old = path.read_bytes() if path.exists() else b""
    header = next(csv.reader(io.StringIO(text_of(path))), [])
    columns = [key for key in map(str.strip, header) if key in known]
    columns += [
        key
        for key in known
        if key not in columns and (key in needed or any(line[key] for line in lines))
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n" if b"\r\n" in old else "\n")
    writer.writerow(columns)
    writer.writerows([line[key] for key in columns] for line in lines)
    return out.getvalue().encode("utf-8" if is_bare_utf8(old) else "utf-8-sig")


def is_bare_utf8(content: bytes) -> bool:
    """Tell whether a file is UTF-8 without a mark, so that it may stay so."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(content) and not content.startswith(b"\xef\xbb\xbf")


def swap_in(texts: dict[str, bytes | None], folder: Path) -> Path:
    """Put a changed copy of ``folder`` in its place; returns where the old one went.

    Either all files are new or none: until the last step only the copy is written.
    """
    folder = folder.resolve()
    backups = folder.parent / BACKUPS
    backups.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=backups) as place:
        fresh = Path(place) / folder.name
        shutil.copytree(folder, fresh)
        for name, content in texts.items():
            target = fresh / name
            target.parent.mkdir(exist_ok=True)
            if content is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(content)
        kept = free_name(backups / f"{datetime.now():%Y%m%d-%H%M%S}")
        folder.rename(kept)
        try:
            fresh.rename(folder)
        except OSError:
            kept.rename(folder)
            raise
    return kept


def free_name(path: Path) -> Path:
    """Return the path, or the first numbered one that is free."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
