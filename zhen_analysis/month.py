"""A workspace, a month and a town → the whole assessment, as frames; the one composer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pandera.pandas import DataFrameSchema

from zhen_analysis.assess import (
    adjust_totals,
    aggregate_scores,
    compare_ranks,
    judge_firmness,
    measure_month,
    name_honours,
    rank_uncertainty,
    rank_units,
    score_measures,
    trace_figure,
)
from zhen_analysis.assess.tables import RANKING, SCORES, TOTALS
from zhen_analysis.catalogue import Catalogue, Scheme, load_catalogue
from zhen_analysis.errors import BadInput
from zhen_analysis.intake import Intake, compare_cases, issue_frame, make_issue, read_month
from zhen_analysis.period import Month, parse_month
from zhen_analysis.store import stored_month, stored_results
from zhen_analysis.workspace import Workspace, open_workspace

WITHIN = ["town", "group"]
Progress = Callable[[Iterable[Path]], Iterable[Path]]


@dataclass(frozen=True)
class Assessment:
    """One town's month.

    ``records``, ``fields`` and ``files`` cover January to the month (``ytd`` figures rest on all of
    them); ``issues``, ``filings``, ``sheets`` and ``blocks`` are the month's own.
    """

    period: str
    town: str
    catalogue: Catalogue
    records: pd.DataFrame
    issues: pd.DataFrame
    filings: pd.DataFrame
    measures: pd.DataFrame
    scores: pd.DataFrame
    totals: pd.DataFrame
    ranking: pd.DataFrame
    files: pd.DataFrame
    sheets: pd.DataFrame
    blocks: pd.DataFrame
    fields: pd.DataFrame

    @property
    def month(self) -> Month:
        """The month, for its days and neighbours."""
        return parse_month(self.period)

    @property
    def unread_files(self) -> pd.DataFrame:
        """Files of the year so far whose content could not be taken in."""
        return self.files[self.files["status"].isin(["unreadable", "unrecognised"])]

    @property
    def is_complete(self) -> bool:
        """Tell whether every file of the year so far could be read."""
        return self.unread_files.empty

    @property
    def not_reported(self) -> list[str]:
        """Codes of the ledgers that nobody filed for the month, in catalogue order."""
        came = set(self.filings.loc[self.filings["status"] != "missing", "ledger"])
        return [code for code in self.catalogue.ledgers if code not in came]

    def trace(self, unit: str, indicator: str, span: str = "month") -> pd.DataFrame:
        """Return the cells behind one figure; ``unit`` and ``indicator`` by code, name or alias."""
        code = self.catalogue.find_unit(self.town, unit)
        indicator = self.catalogue.find_indicator(indicator)
        if span not in {"month", "ytd"}:
            raise BadInput(f"span {span!r} is not known.", hint="Known: month, ytd.")
        return trace_figure(
            self.records, self.fields, self.catalogue, self.town, self.month, code, indicator, span
        )


def assess_month(
    workspace: Workspace | str | Path | None,
    period: str,
    town: str | None = None,
    *,
    fresh: bool = False,
    progress: Progress = iter,
) -> Assessment:
    """Read, measure, score and rank one town's month.

    Parameters
    ----------
    workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
    period : ``YYYY-MM``.
    town : code or name; None for the workspace's first town.
    fresh : read all files again even if nothing seems to have changed.

    Raises
    ------
    BadInput
        A period that is no month or has no raw folder, a town that is not in the catalogue.
    CatalogueError
        The catalogue breaks its rules; all breaches at once.
    """
    place = workspace if isinstance(workspace, Workspace) else open_workspace(workspace)
    month = parse_month(period)
    catalogue = load_catalogue(place.catalogue_dir)
    code = catalogue.find_town(town)
    require_data(place, catalogue, code, month)
    reader = Reader(place, catalogue, code, fresh, progress)
    intakes = reader.read_year(month)
    earlier = reader.read_before(month, intakes)
    results = stored_results(
        place,
        code,
        [str(each) for each in sorted({*earlier, *intakes})],
        lambda: assess_tables(intakes, earlier, catalogue, code, month),
        fresh=fresh,
    )
    strays = [make_issue("stray", place.relative(path)) for path in place.strays(code)]
    issues = [
        intakes[month].issues,
        case_history(intakes, catalogue, month),
        issue_frame(strays),
    ]
    return compose(intakes, catalogue, code, month, pd.concat(issues, ignore_index=True), results)


@dataclass(frozen=True)
class Reader:
    """Takes in a town's months, each from the store where nothing has changed."""

    workspace: Workspace
    catalogue: Catalogue
    town: str
    fresh: bool
    progress: Progress

    def read_month(self, month: Month) -> Intake:
        """Return one month."""

        def read() -> Intake:
            return read_month(self.workspace, self.catalogue, self.town, month, self.progress)

        return stored_month(self.workspace, self.town, str(month), read, fresh=self.fresh)

    def read_year(self, month: Month) -> dict[Month, Intake]:
        """Return every month from January to ``month`` that has a raw folder."""
        periods = set(self.workspace.periods(self.town))
        return {each: self.read_month(each) for each in month.year_to_date if str(each) in periods}

    def read_before(self, month: Month, intakes: dict[Month, Intake]) -> dict[Month, Intake]:
        """Return what last month's ranking rests on; nothing where it has no raw folder."""
        before = month.previous
        if str(before) not in self.workspace.periods(self.town):
            return {}
        if before.year == month.year:
            return {each: intake for each, intake in intakes.items() if each <= before}
        return self.read_year(before)


def require_data(workspace: Workspace, catalogue: Catalogue, town: str, month: Month) -> None:
    """Raise BadInput that lists the months there are, if ``month`` has no raw folder."""
    periods = workspace.periods(town)
    if str(month) in periods:
        return
    folder = workspace.relative(workspace.raw_dir(town, str(month)))
    known = f"Months with data: {', '.join(periods)}." if periods else "There is no month yet."
    if strays := [path.name for path in workspace.strays(town)]:
        known += f" Not named as a month, so not read: {', '.join(strays)}."
    raise BadInput(
        f"no data for {catalogue.towns[town].name} ({town}) in {month}: "
        f"the folder {folder} does not exist.",
        hint=known,
    )


def compose(
    intakes: dict[Month, Intake],
    catalogue: Catalogue,
    town: str,
    month: Month,
    issues: pd.DataFrame,
    results: dict[str, pd.DataFrame],
) -> Assessment:
    """Put what was taken in and what was made of it into one value."""
    own = intakes[month]
    files = [intake.files.assign(period=str(each)) for each, intake in intakes.items()]
    return Assessment(
        period=str(month),
        town=town,
        catalogue=catalogue,
        records=stack(intakes, "records"),
        fields=stack(intakes, "fields"),
        files=pd.concat(files, ignore_index=True),
        issues=issues,
        filings=own.filings,
        sheets=own.sheets,
        blocks=own.blocks,
        **results,
    )


def case_history(intakes: dict[Month, Intake], catalogue: Catalogue, month: Month) -> pd.DataFrame:
    """Return what this month's case ledgers say otherwise than last month's; none in January."""
    own, before = intakes[month], intakes.get(month.previous)
    if before is None:
        return own.issues.iloc[:0]
    filed = set(own.filings.loc[own.filings["status"] != "missing", "ledger"])
    return compare_cases(before.records, own.records, catalogue, filed)


def assess_tables(
    intakes: dict[Month, Intake],
    earlier: dict[Month, Intake],
    catalogue: Catalogue,
    town: str,
    month: Month,
) -> dict[str, pd.DataFrame]:
    """Return measures, scores, totals and ranking of a month; pure.

    ``intakes``: January to the month. ``earlier``: what last month's ranking rests on, or nothing.
    """
    filings = stack(intakes, "filings")
    measures = measure_month(stack(intakes, "records"), filings, catalogue, town, month)
    previous = rank_tables(earlier, catalogue, town, month.previous) if earlier else None
    parts = [
        assess_scheme(scheme, measures, filings, catalogue, month, previous)
        for scheme in catalogue.schemes.values()
    ]
    scores, totals, ranking = stack_schemes(parts)
    return {"measures": measures, "scores": scores, "totals": totals, "ranking": ranking}


def rank_tables(
    intakes: dict[Month, Intake], catalogue: Catalogue, town: str, month: Month
) -> pd.DataFrame:
    """Return a month's bare ranks (scheme, unit, group, rank), for the next month to compare."""
    filings = stack(intakes, "filings")
    measures = measure_month(stack(intakes, "records"), filings, catalogue, town, month)
    ranked = []
    for scheme in catalogue.schemes.values():
        indicators = usable_indicators(catalogue.scheme_indicators(scheme.code), filings, month)
        _, totals = score_scheme(scheme, measures, indicators)
        ranked.append(rank_totals(totals, scheme))
    columns = ["scheme", "unit", "group", "rank"]
    return pd.concat(ranked, ignore_index=True)[columns] if ranked else empty(RANKING)[columns]


def stack(intakes: dict[Month, Intake], table: str) -> pd.DataFrame:
    """Return one table of several months, in order of time."""
    return pd.concat([getattr(intake, table) for intake in intakes.values()], ignore_index=True)


def stack_schemes(parts: list[tuple]) -> Iterator[pd.DataFrame]:
    """Return scores, totals and ranking of all schemes; empty tables where there is no scheme."""
    for number, schema in enumerate((SCORES, TOTALS, RANKING)):
        tables = [part[number] for part in parts]
        yield pd.concat(tables, ignore_index=True) if tables else empty(schema)


def assess_scheme(
    scheme: Scheme,
    measures: pd.DataFrame,
    filings: pd.DataFrame,
    catalogue: Catalogue,
    month: Month,
    previous: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores, totals and ranking of one scheme."""
    indicators = usable_indicators(catalogue.scheme_indicators(scheme.code), filings, month)
    scores, totals = score_scheme(scheme, measures, indicators)
    if scores.empty:
        return scores, totals, empty(RANKING)
    mine = previous[previous["scheme"] == scheme.code] if previous is not None else None
    ranking = (
        rank_totals(totals, scheme)
        .pipe(compare_ranks, mine)
        .pipe(name_honours, scheme, WITHIN)
        .pipe(judge_firmness, rank_intervals(scores, totals, indicators, scheme), scheme)
    )
    return scores, totals, RANKING.validate(ranking)


def score_scheme(
    scheme: Scheme, measures: pd.DataFrame, indicators: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores and totals of one scheme; both empty where nothing can be scored."""
    own = measures[measures["level"] == scheme.level].assign(scheme=scheme.code)
    leaves = indicators.loc[indicators["rule"].notna(), ["indicator", "span"]]
    chosen = own.merge(leaves, on=["indicator", "span"], how="inner", validate="m:1")
    if chosen.empty:
        return empty(SCORES), empty(TOTALS)
    scores = SCORES.validate(score_measures(chosen, indicators))
    totals = adjust_totals(aggregate_scores(scores, indicators), own, scheme)
    return scores, TOTALS.validate(totals)


def rank_totals(totals: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Rank a scheme's units within their groups."""
    return rank_units(totals, within=WITHIN, ties=scheme.ties, decimals=scheme.decimals)


def rank_intervals(
    scores: pd.DataFrame, totals: pd.DataFrame, indicators: pd.DataFrame, scheme: Scheme
) -> pd.DataFrame:
    """Return each unit's rank interval within its group, and how often it leads or lags."""
    bonus = totals.set_index("unit")["bonus"].astype("float64")
    groups = [
        rank_uncertainty(
            group,
            indicators,
            top=scheme.honours.get("top", 0),
            bottom=scheme.honours.get("bottom", 0),
            offset=bonus,
            decimals=scheme.decimals,
        )
        for _, group in scores.groupby(WITHIN, dropna=False, sort=False)
    ]
    return pd.concat(groups, ignore_index=True)


def usable_indicators(
    indicators: pd.DataFrame, filings: pd.DataFrame, month: Month
) -> pd.DataFrame:
    """Leave out indicators whose ledger nobody filed: no unit is marked down for a missing ledger.

    The page names such ledgers; their weight falls to the other parts of the tree.
    """
    came = filings[filings["status"] != "missing"]
    this_month = set(came.loc[came["period"] == str(month), "ledger"])
    this_year = set(came["ledger"])
    filed = indicators["ledger"].where(indicators["span"] == "month").isin(this_month)
    filed |= indicators["ledger"].where(indicators["span"] == "ytd").isin(this_year)
    leaves = indicators[filed & indicators["rule"].notna()]
    needed, parents = set(leaves["indicator"]), set(leaves["parent"].dropna())
    above = dict(zip(indicators["indicator"], indicators["parent"], strict=True))
    while parents - needed:
        needed |= parents
        parents = {above[code] for code in parents if pd.notna(above.get(code))}
    return indicators[indicators["indicator"].isin(needed)].reset_index(drop=True)


def empty(schema: DataFrameSchema) -> pd.DataFrame:
    """Return a table without rows that has the columns of its schema."""
    return schema.validate(pd.DataFrame(columns=list(schema.columns)))
