"""A paper that is about to be sent → what in it disagrees with itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhen_analysis.cli.app import INCOMPLETE, Format, FormatOption, app
from zhen_analysis.cli.printing import emit


@app.command()
def audit(
    file: Annotated[Path, typer.Argument(help="A workbook or text table.", metavar="FILE")],
    output: FormatOption = Format.table,
) -> None:
    """Recompute a published table: totals, rates, ranks, 合计 lines; status 1 if any disagrees."""
    from zhen_analysis.audit import audit_file

    found = audit_file(file)
    if found.empty and output is Format.table:
        typer.echo(f"{file.name}: every number that can be recomputed agrees.")
        return
    emit(found, output)
    if len(found):
        raise typer.Exit(INCOMPLETE)
