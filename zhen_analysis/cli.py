"""The `zhen` command: arguments → one call of the package → a table, CSV or JSON on the terminal.

Exit status: 0 fine; 1 done, but a file could not be read or a report failed (for check: breaches
were found); 2 bad input, nothing done.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhen_analysis.errors import ZhenError
from zhen_analysis.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import pandas as pd

    from zhen_analysis.catalogue import Catalogue

INCOMPLETE, BAD_INPUT = 1, 2
RANK_BRIEF = ["group", "rank", "unit_name", "total", "grade", "previous_rank", "change"]
RANK_BRIEF += ["honour", "firmness", "low", "high"]
ISSUES_BRIEF = ["severity", "file", "sheet", "cell", "message"]
TRACE_BRIEF = ["file", "sheet", "cell", "role", "written", "value", "uom", "sign"]

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Listing(StrEnum):
    """What the catalogue command lists."""

    units = "units"
    indicators = "indicators"
    ledgers = "ledgers"


PeriodArgument = Annotated[str, typer.Argument(help="A month, YYYY-MM.", metavar="PERIOD")]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", help="The workspace; else ZHEN_WORKSPACE, else upwards from here."),
]
TownOption = Annotated[str | None, typer.Option("--town", help="A town's code or name.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]


def main() -> None:
    """Run the command; an error raised on purpose, or by the disk, becomes one sentence."""
    try:
        app()
    except ZhenError as error:
        sys.stderr.write(f"zhen: {error}\n")
        sys.exit(BAD_INPUT)
    except OSError as error:  # a folder that may not be written, a full disk
        sys.stderr.write(f"zhen: {error.filename or 'the files'}: {error.strerror or error}.\n")
        sys.exit(BAD_INPUT)


@app.command()
def report(
    period: PeriodArgument,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A report's name; may be repeated.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Reports made at a time.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Read all files again.")] = False,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
) -> None:
    """Clean, assess and publish every report of a month; prints the path of the index."""
    from zhen_analysis.month import assess_month
    from zhen_analysis.publish.run import publish
    from zhen_analysis.publish.site import INDEX

    place = open_workspace(workspace)
    fine = True
    for code in towns_with_data(place, period, town):
        assessment = assess_month(place, period, code, fresh=force, progress=bar("reading"))
        results = publish(
            place, period, code, only=only, jobs=jobs, assessment=assessment,
            progress=bar("publishing"),
        )  # fmt: skip
        for page in results:
            if page.state == "failed":
                sys.stderr.write(f"zhen: {page.name} failed: {page.reason}\n")
                fine = False
        for line in assessment.unread_files.itertuples():
            sys.stderr.write(f"zhen: {line.file}: {line.reason or line.status}\n")
        fine &= assessment.is_complete
    typer.echo(place.reports_dir / INDEX)
    raise typer.Exit(0 if fine else INCOMPLETE)


@app.command()
def clean(
    period: PeriodArgument,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Read the month's files: lines and cells accounted for, issues by kind, filings."""
    from zhen_analysis.month import assess_month
    from zhen_analysis.summary import intake_counts

    place = open_workspace(workspace)
    months = {
        code: assess_month(place, period, code, progress=bar("reading"))
        for code in towns_with_data(place, period, town)
    }
    counts = {code: intake_counts(month) for code, month in months.items()}
    if output is Format.json:
        print_json({"period": period, "towns": counts})
    else:
        for code, month in months.items():
            emit(counts_table(code, counts[code]), output)
            emit(month.filings.drop(columns=["period", "town"]), output)
    complete = all(month.is_complete for month in months.values())
    raise typer.Exit(0 if complete else INCOMPLETE)


@app.command()
def rank(
    period: PeriodArgument,
    scheme: Annotated[str | None, typer.Option("--scheme", help="A scheme's code.")] = None,
    group: Annotated[str | None, typer.Option("--group", help="One group only.")] = None,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print the month's ranking."""
    from zhen_analysis.errors import BadInput

    def chosen(month: Any) -> pd.DataFrame:
        ranking = with_unit_names(month.ranking, month.catalogue)
        if scheme:
            ranking = ranking[ranking["scheme"] == month.catalogue.find_scheme(scheme).code]
        if group:
            groups = list(ranking["group"].dropna().unique())
            if group not in groups:
                raise BadInput(f"no group {group!r}.", hint=f"Known: {', '.join(groups)}.")
            ranking = ranking[ranking["group"] == group]
        return ranking

    emit(over_towns(workspace, period, town, chosen), output, RANK_BRIEF)


@app.command()
def issues(
    period: PeriodArgument,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print what a clerk has to mend or look at."""
    emit(over_towns(workspace, period, town, lambda month: month.issues), output, ISSUES_BRIEF)


@app.command()
def trace(
    period: PeriodArgument,
    unit: Annotated[str, typer.Argument(help="A village, department or town.")],
    indicator: Annotated[str, typer.Argument(help="An indicator's code or name.")],
    span: Annotated[str, typer.Option("--span", help="month or ytd.")] = "month",
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print the cells behind one figure; value × sign add up to it."""
    from zhen_analysis.month import assess_month

    place = open_workspace(workspace)
    code = town_of_unit(place, towns_with_data(place, period, town), unit)
    month = assess_month(place, period, code)
    emit(month.trace(unit, indicator, span), output, TRACE_BRIEF)


@app.command()
def check(workspace: WorkspaceOption = None, output: FormatOption = Format.table) -> None:
    """Name every breach of the catalogue's rules, by file, row and column."""
    import pandas as pd

    from zhen_analysis.catalogue import check_catalogue

    breaches = check_catalogue(open_workspace(workspace).catalogue_dir)
    columns = ["severity", "file", "row", "column", "found", "message"]
    rows = [{column: getattr(breach, column) for column in columns} for breach in breaches]
    emit(pd.DataFrame(rows, columns=columns).astype({"row": "Int64"}), output)
    has_errors = any(breach.severity == "error" for breach in breaches)
    raise typer.Exit(INCOMPLETE if has_errors else 0)


@app.command()
def catalogue(
    listing: Annotated[Listing, typer.Argument(help="What to list.")] = Listing.units,
    workspace: WorkspaceOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print the codes of the catalogue."""
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.summary import ledger_table

    loaded = load_catalogue(open_workspace(workspace).catalogue_dir)
    tables = {
        Listing.units: lambda: loaded.units.drop(columns=["households_cell"]),
        Listing.indicators: lambda: loaded.indicators,
        Listing.ledgers: lambda: ledger_table(loaded),
    }
    emit(tables[listing](), output)


@app.command()
def template(
    places: Annotated[
        list[str],
        typer.Argument(
            help="Ledgers (all, if none), then the folder to write to.", metavar="[LEDGER]... DIR"
        ),
    ],
    workspace: WorkspaceOption = None,
    town: TownOption = None,
) -> None:
    """Write a workbook to fill in for each ledger; prints the paths."""
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.intake.forms import write_forms

    *wanted, folder = places
    loaded = load_catalogue(open_workspace(workspace).catalogue_dir)
    codes = [loaded.find_ledger(name) for name in wanted] or list(loaded.ledgers)
    for path in write_forms(loaded, loaded.find_town(town), codes, Path(folder)):
        typer.echo(path)


@app.command()
def sample(
    directory: Annotated[Path, typer.Argument(help="A new folder.", metavar="DIR")],
    towns: Annotated[int, typer.Option("--towns", min=1)] = 1,
    villages: Annotated[int, typer.Option("--villages", min=1, help="Villages per town.")] = 26,
    months: Annotated[int, typer.Option("--months", min=1, max=12)] = 3,
    seed: Annotated[int, typer.Option("--seed")] = 2022,
    ledgers: Annotated[
        list[str] | None, typer.Option("--ledger", help="Only this ledger; may be repeated.")
    ] = None,
) -> None:
    """Write a workspace of invented towns whose workbooks are as messy as real ones."""
    from zhen_analysis.errors import BadInput
    from zhen_analysis.sample import generate_sample

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise BadInput(f"{directory} is no empty folder.", hint="Name a new folder.")
    typer.echo(
        generate_sample(
            directory, towns=towns, villages=villages, months=months, seed=seed, ledgers=ledgers
        )
    )


def towns_with_data(workspace: Workspace, period: str, town: str | None) -> list[str]:
    """Return the towns to work on: the named one, else all that have the month's raw folder."""
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.month import require_data
    from zhen_analysis.period import parse_month

    month = parse_month(period)
    loaded = load_catalogue(workspace.catalogue_dir)
    if town is None:
        found = [code for code in loaded.towns if str(month) in workspace.periods(code)]
        if found:
            return found
    code = loaded.find_town(town)
    require_data(workspace, loaded, code, month)
    return [code]


def town_of_unit(workspace: Workspace, towns: list[str], unit: str) -> str:
    """Return the one of several towns that knows a unit; raises BadInput where it is not one."""
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.errors import BadInput

    if len(towns) == 1:
        return towns[0]
    loaded = load_catalogue(workspace.catalogue_dir)
    knowing = []
    for code in towns:
        with contextlib.suppress(BadInput):
            loaded.find_unit(code, unit)
            knowing.append(code)
    if len(knowing) != 1:
        which = "several towns have" if knowing else "no town has"
        raise BadInput(f"{which} a unit {unit!r}.", hint=f"Name one: --town {', '.join(towns)}.")
    return knowing[0]


def over_towns(
    workspace: Path | None,
    period: str,
    town: str | None,
    choose: Callable[[Any], pd.DataFrame],
) -> pd.DataFrame:
    """Return one table of every town's month, stacked."""
    import pandas as pd

    from zhen_analysis.month import assess_month

    place = open_workspace(workspace)
    towns = towns_with_data(place, period, town)
    parts = [choose(assess_month(place, period, code)) for code in towns]
    return pd.concat(parts, ignore_index=True)


def with_unit_names(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Add ``unit_name`` beside ``unit``."""
    names = [
        catalogue.unit_name(town, unit, period)
        for town, unit, period in zip(table["town"], table["unit"], table["period"], strict=True)
    ]
    place = table.columns.get_loc("unit") + 1
    named = table.copy()
    named.insert(place, "unit_name", names)
    return named


def counts_table(town: str, counts: dict) -> pd.DataFrame:
    """Return the counts of one town's intake as lines."""
    import pandas as pd

    rows = [("files", "read", len(counts["files"]))]
    for what in ("entries", "cells", "issues"):
        rows += [(what, kind, count) for kind, count in counts[what].items()]
    return pd.DataFrame(rows, columns=["what", "kind", "count"]).assign(town=town)


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
        print_table(table if brief is None else table[list(brief)])


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
