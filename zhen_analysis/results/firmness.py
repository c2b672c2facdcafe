"""An Assessment, and that of the month before → what an analyst asks of a ranking, as frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from zhen_analysis.assess import (
    band_equals,
    boundary_swaps,
    compare_rates,
    judge_totals,
    rank_bounds,
    rank_uncertainty,
    second_opinions,
    shrink_rates,
)
from zhen_analysis.assess.schemes import keep_leaves
from zhen_analysis.assess.scoring.indicators import Tree, declare_indicators
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import Catalogue, Scheme
from zhen_analysis.catalogue.vocabulary.measures import MEASURES, SHARES
from zhen_analysis.results.month import MonthAssessment, assess_month

WITHIN = ["town", "group"]
PLACE = ["scheme", "group"]
OF_CASES = {name for name, measure in MEASURES.items() if measure.of_cases}


@dataclass(frozen=True)
class Firmness:
    """What can be asked of a month's ranking; advice, never the result.

    Attributes
    ----------
    places : ``scheme, group, unit``, as ``rank_uncertainty`` gives them, and ``band`` (units that
        cannot be told from one another, numbered from the top).
    bounds : as ``rank_bounds``: how far a rank rests on what does not count for a unit.
    swaps : as ``boundary_swaps``; NA where no weight changes who leads or lags. A scheme that is
        combined geometrically, or whose nodes have coefficients or caps, has no rows.
    rates : as ``shrink_rates``, ``indicator`` by indicator and group by group.
    rate_changes : as ``compare_rates``, of the month's own cases against last month's.
    total_changes : as ``judge_totals``.
    opinions : as ``second_opinions``; ``warnings`` holds what must stand beside it.
    noisy : scheme → names of its indicators that chance can move, as the catalogue declares.
    has_before : whether there is a month before to compare with.
    """

    assessment: MonthAssessment
    places: pd.DataFrame
    bounds: pd.DataFrame
    swaps: pd.DataFrame
    rates: pd.DataFrame
    rate_changes: pd.DataFrame
    total_changes: pd.DataFrame
    opinions: pd.DataFrame
    warnings: dict[str, str]
    noisy: dict[str, list[str]]
    has_before: bool


@dataclass(frozen=True)
class Part:
    """One group of a scheme: its scores, its indicators, and what no weight touches."""

    scheme: Scheme
    group: str
    scores: pd.DataFrame
    tree: Tree
    offset: pd.Series
    top: int
    bottom: int

    def label(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of this group with the columns that say so in front."""
        return table.assign(scheme=self.scheme.code, group=self.group)[[*PLACE, *table.columns]]


def firmness_of(assessment: MonthAssessment, before: MonthAssessment | None = None) -> Firmness:
    """Question a month's ranking: how firm, how near a change, what chance did, what moved.

    Parameters
    ----------
    before : last month's assessment (``assess_before``); without it no rates are compared.
    """
    parts = list(scored_parts(assessment))
    opinions = [part.label(opinions_of(part)) for part in parts]
    warnings = {key: text for table in opinions for key, text in table.attrs["warnings"].items()}
    return Firmness(
        assessment=assessment,
        places=stack([part.label(places_of(part)) for part in parts]),
        bounds=stack([part.label(bounds_of(part)) for part in parts]),
        swaps=stack([part.label(swaps_of(part)) for part in parts if part.tree.is_linear]),
        rates=stack(rates_of(assessment, parts)),
        rate_changes=stack(rate_changes(assessment, before) if before else []),
        total_changes=judge_totals(
            assessment.history, str(assessment.period), str(assessment.period.previous)
        ),
        opinions=stack(opinions),
        warnings=warnings,
        noisy=assessment.noisy,
        has_before=before is not None,
    )


def assess_before(
    assessment: MonthAssessment, workspace: Workspace | str | None
) -> MonthAssessment | None:
    """Return the assessment of the month before; None where it has no data."""
    try:
        return assess_month(assessment.period.previous, assessment.town, workspace=workspace)
    except BadInput:
        return None


def scored_parts(assessment: MonthAssessment) -> Iterator[Part]:
    """Yield every group that has scores, in the order of the schemes."""
    points = assessment.totals.set_index(["scheme", "unit"])[["bonus", "deduction"]]
    offsets = points.astype("float64").fillna(0.0)
    for code, scheme in assessment.catalogue.schemes.items():
        own = assessment.scores[assessment.scores["scheme"] == code]
        if own.empty:
            continue
        lines = assessment.catalogue.scheme_indicators(code)
        tree = declare_indicators(keep_leaves(lines, set(own["indicator"])))
        beside = offsets.loc[code]
        limits = scheme.honours_in(assessment.period)
        for group, scores in own.groupby("group", dropna=False, sort=False):
            yield Part(
                scheme=scheme,
                group="" if pd.isna(group) else str(group),
                scores=scores,
                tree=tree,
                offset=beside["bonus"] - beside["deduction"],
                top=int(limits.get("top", 0)),
                bottom=int(limits.get("bottom", 0)),
            )


def places_of(part: Part) -> pd.DataFrame:
    """Return each unit's ranks under other weights and other chances, and its band."""
    places = rank_uncertainty(
        part.scores,
        part.tree,
        top=part.top,
        bottom=part.bottom,
        offset=part.offset,
        decimals=part.scheme.decimals,
    )
    return places.assign(band=band_equals(places))


def bounds_of(part: Part) -> pd.DataFrame:
    """Return where each unit would stand if all that is open for it had full marks, or none."""
    return rank_bounds(part.scores, part.tree, offset=part.offset, decimals=part.scheme.decimals)


def swaps_of(part: Part) -> pd.DataFrame:
    """Return how far each weight may move before others lead or lag."""
    ends = {"top": part.top, "bottom": part.bottom}
    return boundary_swaps(part.scores, part.tree, **ends, offset=part.offset)


def opinions_of(part: Part) -> pd.DataFrame:
    """Return what other ways of adding up would say."""
    return second_opinions(
        part.scores, part.tree, offset=part.offset, decimals=part.scheme.decimals
    )


def rates_of(assessment: MonthAssessment, parts: list[Part]) -> Iterator[pd.DataFrame]:
    """Yield raw and shrunk rates of every scored rate of cases, group by group."""
    rates = rates_of_cases(assessment.catalogue)
    for part in parts:
        for code, scores in part.scores.groupby("indicator", sort=False, observed=True):
            due, done = (
                scores.set_index("unit")[column].astype("float64")
                for column in ("denominator", "numerator")
            )
            if code in rates and (due > 0).sum() > 1:
                table = shrink_rates(done, due)
                yield part.label(table.assign(indicator=code))


def rates_of_cases(catalogue: Catalogue) -> set[str]:
    """Return the indicators that are shares of cases: few, and decided by chance too."""
    lines = catalogue.indicators
    is_rate = lines["measure"].isin(SHARES & OF_CASES) & (lines["cohort"] != "flow")
    return set(lines.loc[is_rate | (lines["shrink"] == "true"), "indicator"])


def rate_changes(assessment: MonthAssessment, before: MonthAssessment) -> Iterator[pd.DataFrame]:
    """Yield, rate by rate, whether units' shares of this month's cases differ from last month's.

    Figures of the single months are compared, whatever span the scheme counts: those of the year
    so far share most of their cases.
    """
    rates = rates_of_cases(assessment.catalogue)
    scored = assessment.scores.drop_duplicates(["indicator", "level"])[["indicator", "level"]]
    for code, level in scored.itertuples(index=False):
        if code not in rates:
            continue
        now, last = (counts_of(each, code, level) for each in (assessment, before))
        table = compare_rates(
            now["numerator"], now["denominator"], last["numerator"], last["denominator"]
        )
        yield table.rename_axis("unit").reset_index().assign(indicator=code)


def counts_of(assessment: MonthAssessment, indicator: str, level: str) -> pd.DataFrame:
    """Return a month's own cases of one rate, by unit."""
    rows = assessment.counted.query("indicator == @indicator and level == @level")
    own = rows[rows["span"] == "month"].set_index("unit")
    return own[["numerator", "denominator"]].astype("float64")


def stack(tables: list[pd.DataFrame] | Iterator[pd.DataFrame]) -> pd.DataFrame:
    """Return tables under one another; an empty one where there is none."""
    found = list(tables)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
