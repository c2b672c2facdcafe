"""The commands about a month or week: report, clean, issues; about a month: rank, trace."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhen_analysis.cli.app import (
    INCOMPLETE,
    Format,
    FormatOption,
    PeriodArgument,
    TownOption,
    WorkspaceOption,
    app,
)
from zhen_analysis.cli.printing import bar, emit, print_json
from zhen_analysis.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import pandas as pd

    from zhen_analysis.catalogue import Catalogue

RANK_BRIEF = ["group", "rank", "unit_name", "total", "grade", "previous_rank", "change"]
RANK_BRIEF += ["honour", "firmness", "low", "high"]
ISSUES_BRIEF = ["severity", "file", "sheet", "cell", "message"]
TRACE_BRIEF = ["file", "sheet", "cell", "role", "written", "value", "uom", "sign"]


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
    """Clean, assess and publish every report of a month or week; prints the index's path."""
    from zhen_analysis.publish.run import publish
    from zhen_analysis.publish.site import INDEX
    from zhen_analysis.week import assess

    place = open_workspace(workspace)
    fine = True
    for code in towns_with_data(place, period, town):
        assessment = assess(place, period, code, fresh=force, progress=bar("reading"))
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
    """Read the month's or week's files: lines and cells accounted for, issues, filings."""
    from zhen_analysis.summary import intake_counts
    from zhen_analysis.week import assess

    place = open_workspace(workspace)
    months = {
        code: assess(place, period, code, progress=bar("reading"))
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
    from zhen_analysis.month import assess_month

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

    emit(over_towns(workspace, period, town, chosen, assess_month), output, RANK_BRIEF)


@app.command()
def issues(
    period: PeriodArgument,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print what a clerk has to mend or look at."""
    from zhen_analysis.week import assess

    found = over_towns(workspace, period, town, lambda each: each.issues, assess)
    emit(found, output, ISSUES_BRIEF)


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


def towns_with_data(workspace: Workspace, period: str, town: str | None) -> list[str]:
    """Return the towns to work on: the named one, else all that have the period's raw folder."""
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.period import parse_period
    from zhen_analysis.week import require_period

    when = parse_period(period)
    loaded = load_catalogue(workspace.catalogue_dir)
    if town is None:
        found = [code for code in loaded.towns if workspace.raw_dir(code, str(when)).is_dir()]
        if found:
            return found
    code = loaded.find_town(town)
    require_period(workspace, loaded, code, when)
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
    assess: Callable[..., Any],
) -> pd.DataFrame:
    """Return one table of every town's month or week, stacked."""
    import pandas as pd

    place = open_workspace(workspace)
    towns = towns_with_data(place, period, town)
    parts = [choose(assess(place, period, code)) for code in towns]
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
