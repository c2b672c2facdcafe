"""The typer app of the `zhen` command, and the options that its commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

INCOMPLETE, BAD_INPUT = 1, 2
HELP = """What a township office does with its workbooks, month by month.

Exit status: 0 fine; 1 done, but a file could not be read or a report failed (for check and
audit: something disagrees); 2 bad input, nothing done.
"""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP
)


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    csv = "csv"
    json = "json"


PeriodArgument = Annotated[
    str,
    typer.Argument(
        help="A month, YYYY-MM, a week, YYYY-Www, a quarter, YYYY-Qn, a year, YYYY, or the latest "
        "or previous month with data.",
        metavar="PERIOD",
    ),
]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", help="The workspace; else ZHEN_WORKSPACE, else upwards from here."),
]
TownOption = Annotated[str | None, typer.Option("--town", help="A town's code or name.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]
