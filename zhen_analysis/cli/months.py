"""The commands about a period: report, rank, clean, issues; and about a month: trace."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhen_analysis.base.period import Period, parse_period
from zhen_analysis.base.workspace import Workspace, open_workspace
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

if TYPE_CHECKING:
    import pandas as pd

RANKED = ("month", "quarter", "year")  # kinds of periods
FILED = ("month", "week")
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
    villages: Annotated[
        bool, typer.Option("--villages", help="Make a page for each village too.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Reports made at a time.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Read all files again.")] = False,
    patience: Annotated[
        int, typer.Option("--patience", min=1, help="Seconds that one cell of a report may take.")
    ] = 600,
    retries: Annotated[
        int, typer.Option("--retries", min=0, help="New tries where a kernel died or was too slow.")
    ] = 0,
    first: Annotated[
        bool, typer.Option("--first", help="What lies there was a draft: tell no changes.")
    ] = False,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
) -> None:
    """Clean, assess and publish every report of a period; prints the index's path."""
    from zhen_analysis.publish.district import district_notebooks, publish_district
    from zhen_analysis.publish.notebooks.execute import Patience
    from zhen_analysis.publish.notebooks.warm import WarmKernels
    from zhen_analysis.publish.restatement import restated_lines
    from zhen_analysis.publish.run import publish
    from zhen_analysis.publish.site import INDEX
    from zhen_analysis.results.any_period import assess_period

    place = open_workspace(workspace)
    waiting = Patience(patience, retries)
    fine, months = True, dict[str, Any]()
    of_district = district_notebooks(place)
    own = [name for name in only or () if name not in of_district]
    when, towns = asked_for(place, period, town)
    with contextlib.closing(WarmKernels(waiting)) as kernels:
        for code in towns:
            assessment: Any = assess_period(
                when, code, workspace=place, fresh=force, progress=bar("reading")
            )
            months[code] = assessment
            if own or not only:
                results = publish(
                    place, when, code, only=own or None, villages=villages, jobs=jobs,
                    first=first, run=kernels.execute if len(towns) > 1 else None, patience=waiting,
                    assessment=assessment, progress=bar("publishing"),
                )  # fmt: skip
                fine &= tell_failed(results)
                folder = place.reports_dir / str(when) / code
                for told in restated_lines(assessment, folder):
                    sys.stderr.write(f"zhen: restated: {told}\n")
            for line in assessment.unread_files.itertuples():
                sys.stderr.write(f"zhen: {line.file}: {line.reason or line.status}\n")
            fine &= assessment.is_complete
    if town is None:
        results = publish_district(place, when, only=only, months=months, patience=waiting)
        fine &= tell_failed(results)
        if not results and set(only or ()) & set(of_district):
            sys.stderr.write(f"zhen: fewer than two towns have data of {when}: not compared.\n")
    typer.echo(place.reports_dir / INDEX)
    raise typer.Exit(0 if fine else INCOMPLETE)


def tell_failed(results: Iterable[Any]) -> bool:
    """Write which pages failed, and why; returns whether none did."""
    failed = [page for page in results if page.has_failed]
    for page in failed:
        sys.stderr.write(f"zhen: {page.name} failed: {page.reason}\n")
    return not failed


@app.command()
def clean(
    period: PeriodArgument,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Read a period's files: lines and cells accounted for, issues, filings."""
    from zhen_analysis.results.any_period import assess_period

    place = open_workspace(workspace)
    when, towns = asked_for(place, period, town)
    months: dict[str, Any] = {
        code: assess_period(when, code, workspace=place, progress=bar("reading")) for code in towns
    }
    counts = {code: month.counts for code, month in months.items()}
    if output is Format.json:
        print_json({"period": str(when), "towns": counts})
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
    """Print the ranking of a month, quarter or year."""
    from zhen_analysis.base.errors import BadInput

    def chosen(assessment: Any) -> pd.DataFrame:
        ranking = with_unit_names(assessment)
        if scheme:
            ranking = ranking[ranking["scheme"] == assessment.catalogue.find_scheme(scheme).code]
        if group:
            groups = list(ranking["group"].dropna().unique())
            if group not in groups:
                raise BadInput(f"no group {group!r}.", hint=f"Known: {', '.join(groups)}.")
            ranking = ranking[ranking["group"] == group]
        return ranking

    emit(over_towns(workspace, period, town, chosen, *RANKED), output, RANK_BRIEF)


@app.command()
def issues(
    period: PeriodArgument,
    personal: Annotated[
        bool, typer.Option("--personal", help="Also which lines of people; not to be passed on.")
    ] = False,
    workspace: WorkspaceOption = None,
    town: TownOption = None,
    output: FormatOption = Format.table,
) -> None:
    """Print what a clerk has to mend or look at."""
    found = (
        over_towns(workspace, period, town, lambda each: each.issues_with_personal(), *FILED)
        if personal
        else over_towns(workspace, period, town, lambda each: each.issues)
    )
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
    from zhen_analysis.results.month import assess_month

    place = open_workspace(workspace)
    when, towns = asked_for(place, period, town, "month")
    month = assess_month(when, town_of_unit(place, towns, unit), workspace=place)
    emit(month.trace(unit, indicator, span), output, TRACE_BRIEF)


def asked_for(
    workspace: Workspace, period: str, town: str | None, *kinds: str
) -> tuple[Period, list[str]]:
    """Return the period, of one of ``kinds`` (any, if none), and the towns to work on.

    The named town, else all that have the period's raw folder.
    """
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.results.folders import folders_of, require_folder

    loaded = load_catalogue(workspace.catalogue_dir)
    towns = list(loaded.towns) if town is None else [loaded.find_town(town)]
    when = parse_period(workspace.dated(period, towns), *kinds)
    found = [code for code in towns if folders_of(workspace, code, when)]
    if not found:
        require_folder(workspace, loaded, towns[0], when)
    return when, found


def town_of_unit(workspace: Workspace, towns: list[str], unit: str) -> str:
    """Return the one of several towns that knows a unit; raises BadInput where it is not one."""
    from zhen_analysis.base.errors import BadInput
    from zhen_analysis.catalogue import load_catalogue

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
    *kinds: str,
) -> pd.DataFrame:
    """Return one table of every town's period, stacked."""
    import pandas as pd

    from zhen_analysis.results.any_period import assess_period

    place = open_workspace(workspace)
    when, towns = asked_for(place, period, town, *kinds)
    parts = [choose(assess_period(when, code, workspace=place)) for code in towns]
    return pd.concat(parts, ignore_index=True)


def with_unit_names(assessment: Any) -> pd.DataFrame:
    """Return a period's ranking with ``unit_name`` beside ``unit``."""
    names = assessment.unit_names
    ranking = assessment.ranking.copy()
    told = [names.get(unit, unit) for unit in ranking["unit"]]
    ranking.insert(ranking.columns.get_loc("unit") + 1, "unit_name", told)
    return ranking


def counts_table(town: str, counts: dict) -> pd.DataFrame:
    """Return the counts of one town's intake as lines."""
    import pandas as pd

    rows = [("files", "read", len(counts["files"]))]
    for what in ("entries", "cells", "issues"):
        rows += [(what, kind, count) for kind, count in counts[what].items()]
    return pd.DataFrame(rows, columns=["what", "kind", "count"]).assign(town=town)
