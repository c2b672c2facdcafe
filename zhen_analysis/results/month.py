"""A workspace, a month and a town → the whole assessment, as frames; the one composer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.assess import trace_figure
from zhen_analysis.assess.cases.plan import Plan, assess_plan
from zhen_analysis.assess.measures.areas import area_figures, standings
from zhen_analysis.assess.measures.few import withhold_few
from zhen_analysis.assess.schemes import (
    assess_indicators,
    keep_history,
    keep_leaves,
    stack_schemes,
)
from zhen_analysis.assess.trials.what_if import (
    change_rule,
    change_weights,
    compare_results,
    leave_out,
)
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month, Period, parse_month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.intake import Filed, Intake, count_month, order_issues
from zhen_analysis.intake.people.of_people import without_lines
from zhen_analysis.results.assessment import FiledAssessment, ScoredAssessment
from zhen_analysis.results.folders import (
    Progress,
    TownFolders,
    placed_issues,
    require_folder,
    stack,
)
from zhen_analysis.results.months_so_far import Make, Tables, assess_tables
from zhen_analysis.results.store import stored_results


@dataclass(frozen=True, repr=False)
class MonthAssessment(FiledAssessment[Month], ScoredAssessment[Month]):
    """One town's month.

    ``filed`` and ``files`` cover January to the month (``ytd`` figures rest on all of
    them). ``history``: rank and honour of every unit, month by month from January on (in January
    also last December's). ``past``: the town's own measures of the year's earlier months (in
    January last December's) and of the same month a year ago, where there are any. ``trend``: one
    row per month from January on, issues by harm and filings by status. ``counted``: the measures
    with the small counts of people too, which ``measures`` and ``scores`` withhold (``withheld``
    says what is shown in their place): to score by, never to print.
    """

    history: pd.DataFrame
    past: pd.DataFrame
    trend: pd.DataFrame
    counted: pd.DataFrame

    @cached_property
    def plan(self) -> Plan:
        """What became of the town's goals and projects by the end of the month."""
        plan = assess_plan(self.filed.records, self.filed.fields, self.counted, self)
        return replace(plan, projects=self.filed.show(without_lines(plan.projects, self.catalogue)))

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The town's figures by indicator, their changes and targets: ``assess.areas``."""
        return area_figures(self.measures, self.past, self)

    @cached_property
    def standings(self) -> pd.DataFrame:
        """Who leads and who lags in each indicator, by this year's figures."""
        return standings(self.measures, self.catalogue)

    def trace(self, unit: str, indicator: str, span: str = "month") -> pd.DataFrame:
        """Return the cells behind one figure; ``unit`` and ``indicator`` by code, name or alias."""
        code = self.catalogue.find_unit(self.town, unit)
        indicator = self.catalogue.find_indicator(indicator)
        if span not in {"month", "ytd"}:
            raise BadInput(f"span {span!r} is not known.", hint="Known: month, ytd.")
        records, fields = self.filed.records, self.filed.fields
        return self.filed.show(trace_figure(records, fields, self, code, indicator, span))

    def with_weights(
        self, weights: Mapping[str, float], *, scheme: str | None = None
    ) -> MonthAssessment:
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

    def without(self, indicator: str, *, scheme: str | None = None) -> MonthAssessment:
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
    ) -> MonthAssessment:
        """Return the assessment as it would be with another rule for one indicator.

        ``month.with_rule("grid_rate", "step", start=95, step=1, loss=2)``; without ``rule`` only
        the named parameters change (``month.with_rule("garbage_per_100", target=15)``).
        """
        changed = change_rule(self.catalogue.indicators, indicator, rule, scheme, **parameters)
        return self.reassess(changed)

    def reassess(self, indicators: pd.DataFrame, *, with_intervals: bool = True) -> MonthAssessment:
        """Return the assessment that another indicator table gives of the same measures.

        What nobody filed stays left out. A score that was carried from an earlier month stays as
        it was carried. Without intervals (half the time) ``low, high`` and ``firmness`` are
        blank, unless honours need them.
        """
        changed = replace(self.catalogue, indicators=indicators)
        parts = [
            assess_indicators(
                scheme,
                keep_leaves(changed.scheme_indicators(code), self.scored(code)),
                self.counted,
                changed,
                self.period,
                self.history,
                self.carried_scores,
                with_intervals=with_intervals,
            )
            for code, scheme in changed.schemes.items()
        ]
        counted, totals, ranking = stack_schemes(parts)
        scores = withhold_few(counted, changed)
        before = self.history[self.history["period"] != str(self.period)]
        history = pd.concat([before, keep_history(ranking)], ignore_index=True)
        return replace(
            self, catalogue=changed, scores=scores, totals=totals, ranking=ranking, history=history
        )

    def scored(self, scheme: str) -> set[str]:
        """Return the indicators that a scheme scores this month, those of ledgers that came."""
        return set(self.scores.loc[self.scores["scheme"] == scheme, "indicator"])

    @property
    def carried_scores(self) -> pd.DataFrame:
        """The scores of indicators that carry an earlier month's where a unit did not report."""
        lines = self.catalogue.indicators
        carry = lines.loc[lines["missing"] == "carry", ["scheme", "indicator"]]
        return self.scores.merge(carry, on=["scheme", "indicator"], validate="m:1")


def compare(a: MonthAssessment, b: MonthAssessment) -> pd.DataFrame:
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
    period: str | Period,
    town: str | None = None,
    *,
    workspace: Workspace | str | Path | None = None,
    fresh: bool = False,
    progress: Progress = iter,
) -> MonthAssessment:
    """Read, measure, score and rank one town's month.

    Parameters
    ----------
    period : ``YYYY-MM``, ``latest`` or ``previous`` (by the data there is), or a ``Period``.
    town : code or name; None for the workspace's first town.
    workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
    fresh : read all files again even if nothing seems to have changed.
    progress : wraps the files as they are read.

    Raises
    ------
    BadInput
        A period that is no month or has no raw folder, a town that is not in the catalogue.
    CatalogueError
        The catalogue breaks its rules; all breaches at once.
    """
    folders = TownFolders.of(workspace, town, fresh=fresh, progress=progress)
    month = parse_month(folders.dated(period))
    place, catalogue, code = folders.workspace, folders.catalogue, folders.town
    require_folder(place, catalogue, code, month)
    intakes = folders.read_year(month)
    earlier = folders.read_before(month, intakes)
    year_ago = folders.read_year_ago(month)

    def look_back(each: Month, make: Make) -> Tables:
        of_year = {other: intakes[other] for other in sorted(intakes) if other <= each}
        return stored_results(place, code, of_year, make, fresh=fresh, name="looked_back")

    known = {**year_ago, **earlier, **intakes}
    results = stored_results(
        place,
        code,
        {each: known[each] for each in sorted(known)},
        lambda: assess_tables(intakes, earlier, folders.here(month), look_back, year_ago),
        fresh=fresh,
    )
    return compose(intakes, folders.here(month), folders.strays, results)


def compose(
    intakes: dict[Month, Intake],
    here: TownPeriod[Month],
    strays: pd.DataFrame,
    results: dict[str, pd.DataFrame],
) -> MonthAssessment:
    """Put what was taken in and what was made of it into one value."""
    catalogue, month = here.catalogue, here.period
    issues = {
        each: placed_issues(own, [i for m, i in intakes.items() if m < each], catalogue)
        for each, own in intakes.items()
    }
    issues[month] = pd.concat([issues[month], strays], ignore_index=True)
    ordered = order_issues(issues[month], catalogue)
    trend = [count_month(str(each), issues[each], intakes[each].filings) for each in intakes]
    files = [intake.files.assign(period=str(each)) for each, intake in intakes.items()]
    filed = Filed(
        catalogue,
        records=stack(intakes, "records"),
        fields=stack(intakes, "fields"),
        files=pd.concat(files, ignore_index=True),
        blocks=stack(intakes, "blocks"),
        people=stack(intakes, "people"),
        issues=ordered,
    )
    shown = {name: withhold_few(results[name], catalogue) for name in ("measures", "scores")}
    return MonthAssessment(
        **vars(here),
        filed=filed,
        **filed.tables(intakes[month].tables()),
        trend=pd.concat(trend, ignore_index=True),
        counted=results["measures"],
        **{**results, **shown},
    )
