"""A table or plain objects → text on the terminal; a long task → a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

from zhen_analysis.cli.app import Format

if TYPE_CHECKING:
    import pandas as pd


def bar(label: str) -> Callable[[Iterable[Any]], Iterable[Any]]:
    """Return a progress bar for a list of files or reports; silent where nobody watches."""

    def watch(files: Iterable[Any]) -> Iterable[Any]:
        from rich.console import Console
        from rich.progress import track

        console = Console(stderr=True)
        return track(
            list(files), description=label, console=console, transient=True,
            disable=not console.is_terminal,
        )  # fmt: skip

    return watch


def emit(table: pd.DataFrame, output: Format, brief: Sequence[str] | None = None) -> None:
    """Print a table in the format that was asked for; ``brief``: columns that fit a terminal."""
    if output is Format.json:
        print_json([json_line(line) for line in table.to_dict("records")])
    elif output is Format.csv:
        typer.echo(table.to_csv(index=False), nl=False)
    else:
        print_table(table if brief is None else table[[name for name in brief if name in table]])


def json_line(line: dict[Hashable, Any]) -> dict[Hashable, Any]:
    """Return one line with null where there is nothing, days as text, and numbers as they are."""
    import pandas as pd

    plain = {key: None if pd.isna(value) else value for key, value in line.items()}
    return {
        key: f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
        for key, value in plain.items()
    }


def print_json(content: object) -> None:
    """Print plain objects as JSON, Chinese as it is."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def print_table(table: pd.DataFrame) -> None:
    """Print a table as wide as the terminal; as wide as it needs where output is no terminal."""
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 10_000)
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for column in table.columns:
        number = pd.api.types.is_numeric_dtype(table[column])
        grid.add_column(column, justify="right" if number else "left", overflow="fold")
    for row in table.itertuples(index=False):
        grid.add_row(*(show_cell(cell) for cell in row))
    console.print(grid)


def show_cell(cell: object) -> str:
    """Return one cell as text, blank where there is none."""
    import pandas as pd
    from rich.markup import escape

    if pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    return escape(f"{cell:.12g}" if isinstance(cell, float) else str(cell))
