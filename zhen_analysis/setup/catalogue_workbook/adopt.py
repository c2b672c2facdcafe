"""A workbook that a clerk edited → the catalogue's files, checked whole before any is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from zhen_analysis.base.errors import CatalogueError
from zhen_analysis.catalogue.check.everything import find_breaches
from zhen_analysis.catalogue.written import Breach, read_written
from zhen_analysis.setup.catalogue_workbook.changes import Change, find_changes
from zhen_analysis.setup.catalogue_workbook.files import new_texts, swap_in
from zhen_analysis.setup.catalogue_workbook.read import read_rows
from zhen_analysis.setup.catalogue_workbook.rows import Built, from_rows, readable_rows
from zhen_analysis.setup.catalogue_workbook.sheets import SheetForm, sheet_forms, sheet_of

FILE_ROW = re.compile(r"((?:schemes/)?\b\w+\.csv)(?: row (\d+))?")
COLUMN = re.compile(r"\bcolumns\[\d+\]")


@dataclass(frozen=True)
class Adoption:
    """What reading a workbook back did.

    ``files``: those written or removed, by name. ``backup``: the folder that holds the catalogue
    as it was, None where nothing changed. ``warnings``: doubts that do not stand in the way.
    """

    changes: list[Change]
    files: list[str]
    backup: Path | None
    warnings: list[Breach]


def adopt_book(path: Path, folder: Path, *, dry_run: bool = False) -> Adoption:
    """Make the catalogue in ``folder`` say what the workbook says.

    Files that say the same already are not touched. The old folder is kept whole beside the new
    one, under ``catalogue-backup``; the new one takes its place at one stroke.

    Raises
    ------
    CatalogueError
        All breaches of the workbook at once, by sheet, row and column; nothing was written.
    BadInput
        A file that cannot be read at all.
    """
    rows, problems = read_rows(path)
    old = read_written(folder)
    file_of = {str(entry.get("code")): name for name, entry in old.ledgers.items()}
    built = from_rows(rows, file_of)
    breaches = [*problems, *built.written.breaches]
    checked = find_breaches(replace(built.written, breaches=[]))
    breaches += [name_place(breach, built) for breach in checked]
    errors = [breach for breach in breaches if breach.severity == "error"]
    if errors:
        raise CatalogueError(errors, what=path.name)
    texts = new_texts(built.written, old, folder)
    changes = list(find_changes(readable_rows(old), rows))
    warnings = [breach for breach in breaches if breach.severity != "error"]
    backup = None if dry_run or not texts else swap_in(texts, folder)
    return Adoption(changes, sorted(texts), backup, warnings)


def name_place(breach: Breach, built: Built) -> Breach:
    """Return a breach of a file as one of the workbook: sheet, row, heading."""
    message = FILE_ROW.sub(name_sheet, breach.message)
    message = COLUMN.sub(lambda found: name_column(found[0], breach.file, built), message)
    forms = sheet_forms()
    if sheet_of(breach.file) in forms:
        form = forms[sheet_of(breach.file)]
        column = form.headings.get(breach.column, breach.column)
        return replace(breach, file=form.name, column=column, message=message)
    path = breach.column if "." in breach.column else f"{breach.column}.{breach.found}"
    keys: list[str] = []
    while (breach.file, path) not in built.places and path:
        path, _, key = path.rpartition(".")
        keys.insert(0, key)
    if (breach.file, path) not in built.places:
        return replace(breach, message=message)
    form, row = built.places[breach.file, path]
    inner = forms.get(f"{form.key}.{keys[0].partition('[')[0]}") if keys else None
    if inner is not None:  # what all rows of an inner table say together
        return replace(breach, file=inner.name, column="", message=message)
    return replace(
        breach,
        file=form.name,
        row=row.number,
        column=find_heading(form, ".".join(keys)),
        message=message,
    )


def find_heading(form: SheetForm, path: str) -> str:
    """Return the heading of a key, as it is or of one in a list; of the name if there is no key."""
    if not path:
        return form.headings[form.named_by or form.fields[0].key]
    within = [
        key for key in form.headings if path == key or path.startswith((f"{key}.", f"{key}["))
    ]
    return form.headings[max(within, key=len)] if within else ""


def name_sheet(found: re.Match) -> str:
    """Return ``villages.csv row 3`` as the workbook names it; its rows are the sheet's already."""
    form = sheet_forms().get(sheet_of(found[1]))
    sheet = form.name if form else found[1]
    return f"{sheet} row {found[2]}" if found[2] else sheet


def name_column(path: str, file: str, built: Built) -> str:
    """Return ``columns[4]`` of a ledger file as the row of the sheet where it stands."""
    found = built.places.get((file, path))
    return f"{found[0].name} row {found[1].number}" if found else path
