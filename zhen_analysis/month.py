"""A workspace, a month and a town → the whole assessment, as frames; the one composer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.assess import measure_month, trace_figure
from zhen_analysis.assess.areas import area_figures, standings
from zhen_analysis.assess.plan import Plan, assess_plan
from zhen_analysis.assess.schemes import (
    assess_indicators,
    assess_scheme,
    empty,
    keep_history,
    keep_leaves,
    stack_schemes,
)
from zhen_analysis.assess.supervising import Supervised, supervise
from zhen_analysis.assess.tables import HISTORY, MEASURES, SCORES
from zhen_analysis.assess.what_if import change_rule, change_weights, compare_results, leave_out
from zhen_analysis.catalogue import Catalogue, load_catalogue
from zhen_analysis.errors import BadInput
from zhen_analysis.intake import (
    CORRECTION_STATES,
    HARMS,
    Harm,
    Intake,
    compare_cases,
    count_month,
    issue_frame,
    make_issue,
    order_issues,
    place_by_records,
    read_month,
)
from zhen_analysis.period import Month, Period, parse_month
from zhen_analysis.store import stored_month, stored_results
from zhen_analysis.workspace import Workspace, open_workspace

Progress = Callable[[Iterable[Path]], Iterable[Path]]
Tables = dict[str, pd.DataFrame]
Make = Callable[[], Tables]


@dataclass(frozen=True)
class Assessment:
    """One town's month.

    ``records``, ``fields`` and ``files`` cover January to the month (``ytd`` figures rest on all of
    them); ``issues``, ``filings``, ``sheets`` and ``blocks`` are the month's own. ``issues`` stand
    file by file, most harmful first; ``placed``: ledger, unit, item and harm of each, row by row.
    ``history``: rank and honour of every unit, month by month from January on (in January also last
    December's). ``past``: the town's own measures of the year's earlier months (in January last
    December's) and of the same month a year ago, where there are any. ``trend``: one row per month
    from January on, issues by harm and filings by status.
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
    history: pd.DataFrame
    past: pd.DataFrame
    files: pd.DataFrame
    sheets: pd.DataFrame
    blocks: pd.DataFrame
    fields: pd.DataFrame
    placed: pd.DataFrame
    trend: pd.DataFrame

    @property
    def harms(self) -> tuple[Harm, ...]:
        """What an issue can do to the figures, most harmful first."""
        return HARMS

    @property
    def correction_states(self) -> dict[str, str]:
        """Check → what became of a declared correction; those that were not applied first."""
        return CORRECTION_STATES

    @property
    def month(self) -> Month:
        """The month, for its days and neighbours."""
        return parse_month(self.period)

    @cached_property
    def supervised(self) -> Supervised:
        """What became of the items that meetings handed out, by the month's last 督办单."""
        return supervise(
            self.records,
            self.fields,
            self.catalogue,
            self.town,
            self.month,
            days_of_filing(self.files),
        )

    @cached_property
    def plan(self) -> Plan:
        """What became of the town's goals and projects by the end of the month."""
        return assess_plan(
            self.records, self.fields, self.measures, self.catalogue, self.town, self.month
        )

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The town's figures by indicator, their changes and targets: ``assess.areas``."""
        return area_figures(self.measures, self.past, self.catalogue, self.month)

    @cached_property
    def standings(self) -> pd.DataFrame:
        """Who leads and who lags in each indicator, by this year's figures."""
        return standings(self.measures, self.catalogue)

    @property
    def unread_files(self) -> pd.DataFrame:
        """Files of the year so far whose content could not be taken in."""
        return unread_of(self.files)

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

    def with_weights(
        self, weights: Mapping[str, float], *, scheme: str | None = None
    ) -> Assessment:
        """Return the assessment as it would be with other weights; nothing on disk changes.

        Parameters
        ----------
        weights : indicator or node, by code or name → weight, on the scale of the declared ones.
        scheme : code of the one to change; None for all that have the indicator.

        Raises
        ------
        BadInput
            An indicator that no scheme scores (with those that are), a weight below 0.
        """
        return self.reassess(change_weights(self.catalogue.indicators, weights, scheme))

    def without(self, indicator: str, *, scheme: str | None = None) -> Assessment:
        """Return the assessment as it would be without an indicator, or a node and all below it.

        Its weight falls to its siblings; it can still be traced.
        """
        return self.reassess(leave_out(self.catalogue.indicators, indicator, scheme))

    def with_rule(
        self,
        indicator: str,
        rule: str | None = None,
        *,
        scheme: str | None = None,
        **parameters: Any,
    ) -> Assessment:
        """Return the assessment as it would be with another rule for one indicator.

        ``month.with_rule("grid_rate", "step", start=95, step=1, loss=2)``; without ``rule`` only
        the named parameters change (``month.with_rule("garbage_per_100", target=15)``).
        """
        changed = change_rule(self.catalogue.indicators, indicator, rule, scheme, **parameters)
        return self.reassess(changed)

    def reassess(self, indicators: pd.DataFrame) -> Assessment:
        """Return the assessment that another indicator table gives of the same measures.

        What nobody filed stays left out. A score that was carried from an earlier month stays as
        it was carried.
        """
        changed = replace(self.catalogue, indicators=indicators)
        parts = [
            assess_indicators(
                scheme,
                keep_leaves(changed.scheme_indicators(code), self.scored(code)),
                self.measures,
                changed,
                self.month,
                self.history,
                self.carried_scores,
            )
            for code, scheme in changed.schemes.items()
        ]
        scores, totals, ranking = stack_schemes(parts)
        before = self.history[self.history["period"] != self.period]
        history = pd.concat([before, keep_history(ranking)], ignore_index=True)
        return replace(
            self, catalogue=changed, scores=scores, totals=totals, ranking=ranking, history=history
        )

    @property
    def noisy(self) -> dict[str, list[str]]:
        """Scheme → names of its scored indicators that chance can move, as the catalogue says."""
        return noisy_indicators(self.catalogue, self.scores)

    def scored(self, scheme: str) -> set[str]:
        """Return the indicators that a scheme scores this month, those of ledgers that came."""
        return set(self.scores.loc[self.scores["scheme"] == scheme, "indicator"])

    @property
    def carried_scores(self) -> pd.DataFrame:
        """The scores of indicators that carry an earlier month's where a unit did not report."""
        lines = self.catalogue.indicators
        carry = lines.loc[lines["missing"] == "carry", ["scheme", "indicator"]]
        return self.scores.merge(carry, on=["scheme", "indicator"], validate="m:1")


def noisy_indicators(catalogue: Catalogue, scores: pd.DataFrame) -> dict[str, list[str]]:
    """Return scheme → names of its scored indicators that chance can move, as declared."""
    lines = catalogue.indicators
    shrunk = lines.loc[lines["shrink"] == "true", ["scheme", "indicator", "name"]]
    scored = scores[["scheme", "indicator"]].drop_duplicates()
    found = shrunk.merge(scored, on=["scheme", "indicator"], validate="1:1")
    return found.groupby("scheme", sort=False)["name"].agg(list).to_dict()


def compare(a: Assessment, b: Assessment) -> pd.DataFrame:
    """Return who moves from one assessment to another, and why: ``assess.compare_results``.

    Two what-ifs of a month, or two months, of one town.

    Raises
    ------
    BadInput
        Assessments of different towns.
    """
    if a.town != b.town:
        raise BadInput(f"assessments of different towns ({a.town}, {b.town}) do not compare.")
    return compare_results((a.scores, a.ranking), (b.scores, b.ranking))


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
    catalogue = catalogue.of_town(code)
    require_data(place, catalogue, code, month)
    reader = Reader(place, catalogue, code, fresh, progress)
    intakes = reader.read_year(month)
    earlier = reader.read_before(month, intakes)
    year_ago = reader.read_year_ago(month)

    def folders(months: list[Month]) -> list[str]:
        return [str(part) for each in months for part in filed_for(catalogue, each)]

    def look_back(each: Month, make: Make) -> Tables:
        of_year = folders([other for other in sorted(intakes) if other <= each])
        return stored_results(place, code, of_year, make, fresh=fresh, name="looked_back")

    results = stored_results(
        place,
        code,
        folders(sorted({*year_ago, *earlier, *intakes})),
        lambda: assess_tables(intakes, earlier, catalogue, code, month, look_back, year_ago),
        fresh=fresh,
    )
    strays = issue_frame(make_issue("stray", place.relative(path)) for path in place.strays(code))
    return compose(intakes, catalogue, code, month, strays, results)


@dataclass(frozen=True)
class Reader:
    """Takes in a town's months, each from the store where nothing has changed."""

    workspace: Workspace
    catalogue: Catalogue
    town: str
    fresh: bool
    progress: Progress

    def read_month(self, month: Month) -> Intake:
        """Return one month: its own folder, and those of the weeks that end in it."""
        return join_intakes([self.read_folder(each) for each in filed_for(self.catalogue, month)])

    def read_folder(self, period: Period) -> Intake:
        """Return what lies in one folder, a month's or a week's."""

        def read() -> Intake:
            return read_month(self.workspace, self.catalogue, self.town, period, self.progress)

        return stored_month(self.workspace, self.town, str(period), read, fresh=self.fresh)

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

    def read_year_ago(self, month: Month) -> dict[Month, Intake]:
        """Return what 同比 rests on: last year up to the same month, if that has a raw folder."""
        before = Month(month.year - 1, month.month)
        return self.read_year(before) if str(before) in self.workspace.periods(self.town) else {}


def filed_for(catalogue: Catalogue, month: Month) -> list[Period]:
    """Return the periods whose folders make a month; weeks only where a ledger is filed weekly.

    The month itself comes last.
    """
    is_weekly = any(ledger.every == "week" for ledger in catalogue.ledgers.values())
    return [*(month.weeks if is_weekly else ()), month]


def join_intakes(intakes: list[Intake]) -> Intake:
    """Return the tables of several folders as those of one."""
    if len(intakes) == 1:
        return intakes[0]
    names = [field.name for field in fields(Intake)]
    return Intake(**{name: stack_tables([getattr(i, name) for i in intakes]) for name in names})


def stack_tables(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables under one another; those without rows say nothing of the columns' types."""
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def days_of_filing(files: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return file → the day of filing that it states; files that state none are left out."""
    stated = files[files["filed_on"].notna()].drop_duplicates("file", keep="last")
    return dict(zip(stated["file"], pd.to_datetime(stated["filed_on"]), strict=True))


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
    strays: pd.DataFrame,
    results: dict[str, pd.DataFrame],
) -> Assessment:
    """Put what was taken in and what was made of it into one value."""
    issues = {each: placed_issues(intakes, catalogue, each) for each in intakes}
    issues[month] = pd.concat([issues[month], strays], ignore_index=True)
    ordered = order_issues(issues[month], catalogue)
    trend = [count_month(str(each), issues[each], intakes[each].filings) for each in intakes]
    own = intakes[month]
    files = [intake.files.assign(period=str(each)) for each, intake in intakes.items()]
    return Assessment(
        period=str(month),
        town=town,
        catalogue=catalogue,
        records=stack(intakes, "records"),
        fields=stack(intakes, "fields"),
        files=pd.concat(files, ignore_index=True),
        issues=ordered[list(strays.columns)],
        placed=ordered[["ledger", "unit", "item", "harm"]],
        trend=pd.concat(trend, ignore_index=True),
        filings=own.filings,
        sheets=own.sheets,
        blocks=own.blocks,
        **results,
    )


def placed_issues(intakes: dict[Month, Intake], catalogue: Catalogue, month: Month) -> pd.DataFrame:
    """Return a month's issues with the ledger and unit of each."""
    own = intakes[month]
    before = {each: intake for each, intake in intakes.items() if each < month}
    history = case_history(own, before, catalogue) if before else own.issues.iloc[:0]
    cases = pd.concat([own.records, *(intake.records for intake in before.values())])
    parts = [
        pd.concat([own.issues, own.places], axis=1),
        pd.concat([history, place_by_records(history, cases)], axis=1),
    ]
    return pd.concat(parts, ignore_index=True)


def unread_of(files: pd.DataFrame) -> pd.DataFrame:
    """Return the files whose content could not be taken in."""
    return files[files["status"].isin(["unreadable", "unrecognised"])]


def case_history(own: Intake, before: dict[Month, Intake], catalogue: Catalogue) -> pd.DataFrame:
    """Return what a month's case ledgers say otherwise than the months before."""
    filed = set(own.filings.loc[own.filings["status"] != "missing", "ledger"])
    return compare_cases(stack(before, "records"), own.records, catalogue, filed, own.fields)


def assess_tables(
    intakes: dict[Month, Intake],
    earlier: dict[Month, Intake],
    catalogue: Catalogue,
    town: str,
    month: Month,
    look_back: Callable[[Month, Make], Tables] = lambda _, make: make(),
    year_ago: Mapping[Month, Intake] | None = None,
) -> Tables:
    """Return measures, scores, totals, ranking, history and past of a month; pure.

    ``intakes``: January to the month. ``earlier``: what last month's ranking rests on, or nothing.
    ``look_back`` may know the tables of an earlier month of the year, else makes them.
    ``year_ago``: last year up to the same month, or nothing.
    """
    history, past = empty(HISTORY), [empty(MEASURES)]
    if year_ago:
        past.append(measure_past(dict(year_ago), catalogue, town))
    if month.month == 1 and earlier:  # last month is of another year, which is looked at alone
        carries = catalogue.indicators["missing"].eq("carry").any()
        known = earlier if carries else {}
        before = assess_year(earlier, [*known, month.previous], catalogue, town, history)
        history = keep_history(before["ranking"])
        past += [measure_past(earlier, catalogue, town)]
    tables = assess_year(intakes, [*intakes], catalogue, town, history, look_back)
    known = pd.concat([*past, tables["past"]], ignore_index=True)
    return {**tables, "past": known.drop_duplicates(["period", "unit", "indicator", "span"])}


def measure_past(intakes: dict[Month, Intake], catalogue: Catalogue, town: str) -> pd.DataFrame:
    """Return the town's own measures of the last of some months."""
    records, filings = stack(intakes, "records"), stack(intakes, "filings")
    return own_figures(measure_month(records, filings, catalogue, town, max(intakes)))


def own_figures(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of level town."""
    return measures[measures["level"] == "town"]


def assess_year(
    intakes: dict[Month, Intake],
    months: list[Month],
    catalogue: Catalogue,
    town: str,
    history: pd.DataFrame,
    look_back: Callable[[Month, Make], Tables] = lambda _, make: make(),
) -> Tables:
    """Assess months of one year one after another; return the tables of the last one.

    Each month looks back on the honours and scores of those before it. ``history``: rankings from
    before; the returned one has the year's months added, the last one included.
    """
    carried, past = empty(SCORES), [empty(MEASURES)]
    *before, last = sorted(set(months))
    for each in before:
        make = partial(
            assess_one, intakes, catalogue, town, each, history, carried, with_intervals=False
        )
        tables = look_back(each, make)
        past.append(own_figures(tables["measures"]))
        carried = pd.concat([carried, tables["scores"]], ignore_index=True)
        history = pd.concat([history, keep_history(tables["ranking"])], ignore_index=True)
    tables = assess_one(intakes, catalogue, town, last, history, carried)
    looked_back = [history, keep_history(tables["ranking"])]
    return {
        **tables,
        "history": pd.concat(looked_back, ignore_index=True),
        "past": pd.concat(past, ignore_index=True),
    }


def assess_one(
    intakes: dict[Month, Intake],
    catalogue: Catalogue,
    town: str,
    month: Month,
    history: pd.DataFrame,
    carried: pd.DataFrame,
    *,
    with_intervals: bool = True,
) -> Tables:
    """Return measures, scores, totals and ranking of one month, given those before it."""
    known = {each: intake for each, intake in intakes.items() if each <= month}
    filings = stack(known, "filings")
    measures = measure_month(stack(known, "records"), filings, catalogue, town, month)
    parts = [
        assess_scheme(
            scheme, measures, filings, catalogue, month, history, carried,
            with_intervals=with_intervals,
        )
        for scheme in catalogue.schemes.values()
    ]  # fmt: skip
    scores, totals, ranking = stack_schemes(parts)
    return {"measures": measures, "scores": scores, "totals": totals, "ranking": ranking}


def stack(intakes: dict[Month, Intake], table: str) -> pd.DataFrame:
    """Return one table of several months, in order of time."""
    return pd.concat([getattr(intake, table) for intake in intakes.values()], ignore_index=True)
