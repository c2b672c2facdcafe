"""A paper that is about to be sent → what in it disagrees with itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhen_analysis.base.errors import BadInput
from zhen_analysis.cli.app import INCOMPLETE, Format, FormatOption, WorkspaceOption, app
from zhen_analysis.cli.printing import emit

if TYPE_CHECKING:
    from zhen_analysis.catalogue.vocabulary.words import Words


@app.command()
def audit(
    file: Annotated[Path, typer.Argument(help="A workbook or text table.", metavar="FILE")],
    workspace: WorkspaceOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Recompute a published table: totals, rates, ranks, 合计 lines; status 1 if any disagrees."""
    from zhen_analysis.audit import audit_file

    found = audit_file(file, words=words_of(workspace))
    if found.empty and output is Format.table:
        typer.echo(f"{file.name}: every number that can be recomputed agrees.")
        return
    emit(found, output)
    if len(found):
        raise typer.Exit(INCOMPLETE)


def words_of(workspace: Path | None) -> Words:
    """Return the words of the workspace that is named or around; else those of the package."""
    from zhen_analysis.base.workspace import open_workspace
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.catalogue.vocabulary.words import WORDS

    try:
        folder = open_workspace(workspace).catalogue_dir
    except BadInput:
        if workspace is not None:
            raise
        return WORDS
    return load_catalogue(folder).words
