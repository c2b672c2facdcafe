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
    """Recompute a published table: totals, rates, ranks, grades, 合计 lines.

    Status 1 if any disagrees, if nothing could be recomputed, or if formulas have no results.
    """
    from zhen_analysis.audit.audit import audit_with_account

    found, account = audit_with_account(file, words=words_of(workspace))
    if len(found) or output is not Format.table:
        emit(found, output)
    agreed = "，核对的都相符" if account.numbers and found.empty else ""
    disagreed = f"，有{len(found)}处不符" if len(found) else ""
    is_beside = output is not Format.table  # what is piped on holds the disagreements alone
    typer.echo(f"{file.name}：{account.chinese}{agreed}{disagreed}。", err=is_beside)
    if len(found) or not account.is_whole:
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
