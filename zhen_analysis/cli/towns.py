"""The commands about a town's workspace: check, catalogue, template, init, sample."""

from __future__ import annotations

import sys
from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhen_analysis.base.workspace import open_workspace
from zhen_analysis.cli.app import (
    INCOMPLETE,
    Format,
    FormatOption,
    TownOption,
    WorkspaceOption,
    app,
)
from zhen_analysis.cli.printing import emit

if TYPE_CHECKING:
    import pandas as pd

    from zhen_analysis.catalogue import Catalogue

UNNAMED = "本镇"
INDICATOR_COLUMNS = ["indicator", "name", "area", "ledger", "item", "measure", "span", "uom"]


class Listing(StrEnum):
    """What the catalogue command lists."""

    units = "units"
    indicators = "indicators"
    ledgers = "ledgers"


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
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="Write the whole catalogue to this workbook.")
    ] = None,
    from_xlsx: Annotated[
        Path | None,
        typer.Option("--from-xlsx", help="Make the catalogue say what this workbook says."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --from-xlsx: only show what would change.")
    ] = False,
    workspace: WorkspaceOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print the codes of the catalogue; or write it as one workbook, or read that back."""
    from zhen_analysis.base.errors import BadInput
    from zhen_analysis.catalogue import load_catalogue

    folder = open_workspace(workspace).catalogue_dir
    if xlsx and from_xlsx:
        raise BadInput("--xlsx and --from-xlsx at once.", hint="Give one of them.")
    if dry_run and not from_xlsx:
        raise BadInput("--dry-run goes with --from-xlsx.", hint="Nothing was done.")
    if xlsx:
        from zhen_analysis.setup.catalogue_workbook import write_book

        typer.echo(write_book(folder, xlsx))
        return
    if from_xlsx:
        read_back(from_xlsx, folder, dry_run, output)
        return
    loaded = load_catalogue(folder)
    tables = {
        Listing.units: lambda: loaded.units.drop(columns=["households_cell", "unit_cell"]),
        Listing.indicators: lambda: indicator_table(loaded),
        Listing.ledgers: lambda: ledger_table(loaded),
    }
    emit(tables[listing](), output)


def indicator_table(catalogue: Catalogue) -> pd.DataFrame:
    """Return one row per indicator: what it is of, and its weight (in its parent) per scheme."""
    counted = catalogue.indicators.dropna(subset=["scheme"])
    weights = counted["scheme"] + "=" + counted["weight"].map("{:g}".format)
    by_indicator = weights.groupby(counted["indicator"]).agg(" ".join)
    table = catalogue.measured_indicators[INDICATOR_COLUMNS]
    return table.assign(weights=table["indicator"].map(by_indicator))


def ledger_table(catalogue: Catalogue) -> pd.DataFrame:
    """Return one row per ledger with what it counts."""
    import pandas as pd

    rows = [
        {
            "ledger": ledger.code,
            "name": ledger.name,
            "shape": ledger.shape,
            "filed_by": ledger.filed_by,
            "due_day": ledger.due_day,
            "zero_report": ledger.zero_report,
            "filing": ledger.filing,
            "items": " ".join(ledger.items),
        }
        for ledger in catalogue.ledgers.values()
    ]
    return pd.DataFrame(rows)


def read_back(path: Path, folder: Path, dry_run: bool, output: Format) -> None:
    """Read an edited workbook into the catalogue; prints what changed, then which files."""
    import pandas as pd

    from zhen_analysis.setup.catalogue_workbook import Change, adopt_book

    adoption = adopt_book(path, folder, dry_run=dry_run)
    for warning in adoption.warnings:
        sys.stderr.write(f"zhen: {warning}\n")
    columns = [field.name for field in fields(Change)]
    table = pd.DataFrame([asdict(change) for change in adoption.changes], columns=columns)
    emit(table.astype({"row": "Int64"}), output)
    if not adoption.files:
        said = "Nothing differs; no file was written."
    elif dry_run:
        said = f"Would change: {', '.join(adoption.files)}. Nothing was written."
    else:
        said = f"Changed: {', '.join(adoption.files)}. As it was: {adoption.backup}."
    sys.stderr.write(f"{said}\n")


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
    from zhen_analysis.setup.templates import write_forms

    *wanted, folder = places
    loaded = load_catalogue(open_workspace(workspace).catalogue_dir)
    code = loaded.find_town(town)
    codes = [loaded.find_ledger(name) for name in wanted] or list(loaded.of_town(code).ledgers)
    for path in write_forms(loaded, code, codes, Path(folder)):
        typer.echo(path)


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(help="A new folder.", metavar="DIR")],
    town: Annotated[str | None, typer.Option("--town", help="The town's name.")] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="Its code; else made from its name.")
    ] = None,
    villages: Annotated[
        Path | None,
        typer.Option("--villages", help="A list of its villages: csv, xlsx, xls or ods."),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example/--no-example", help="With an invented town to try out.")
    ] = True,
    drop_example: Annotated[
        bool, typer.Option("--drop-example", help="Take the invented town out of DIR again.")
    ] = False,
) -> None:
    """Make a workspace for a new town; asks for what is not given where somebody can answer."""
    from zhen_analysis.setup import starter

    if drop_example:
        gone = starter.drop_example(open_workspace(directory))
        typer.echo(f"已去掉示例 / removed: {'、'.join(gone)}")
        return
    starter.refuse_folder(directory)
    name = town or ask("镇名 / the town's name", UNNAMED)
    chosen = code or ask("镇代码 / its code", starter.town_code(name))
    listed = villages or ask_for_file("村庄名单，没有就回车 / a list of its villages")
    found = starter.VillageList([])
    if listed:
        found = starter.read_villages(listed, name, starter.department_codes() | {chosen})
    start = starter.start_town(directory, name, chosen, found, example=example)
    for line in starter.next_steps(start):
        typer.echo(line)


def ask(question: str, usual: str) -> str:
    """Return an answer from the terminal; what is usual where nobody can answer."""
    if not sys.stdin.isatty():
        return usual
    return str(typer.prompt(question, default=usual, show_default=bool(usual), err=True)).strip()


def ask_for_file(question: str) -> Path | None:
    """Return a file that somebody names; None where nobody can answer or the answer is empty."""
    answer = ask(question, "")
    return Path(answer.strip("\"'")).expanduser() if answer else None


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
    mess: Annotated[
        int,
        typer.Option(
            min=0,
            max=2,
            help="0: as by a careful clerk; 1: as every day; 2: every layout and spelling.",
        ),
    ] = 1,
) -> None:
    """Write a workspace of invented towns whose workbooks are as messy as real ones."""
    from zhen_analysis.base.errors import BadInput
    from zhen_analysis.sample import generate_sample

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise BadInput(f"{directory} is no empty folder.", hint="Name a new folder.")
    typer.echo(
        generate_sample(
            directory,
            towns=towns,
            villages=villages,
            months=months,
            seed=seed,
            ledgers=ledgers,
            mess=mess,
        )
    )
