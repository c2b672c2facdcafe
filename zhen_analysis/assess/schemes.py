"""Measures, filings and one scheme → its scores, totals and ranking of a month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from pandera.pandas import DataFrameSchema

from zhen_analysis.assess.firmness.sources import rank_sources
from zhen_analysis.assess.firmness.uncertainty import rank_uncertainty
from zhen_analysis.assess.schemas import HISTORY, RANKING, SCORES, TOTALS
from zhen_analysis.assess.scoring.bonuses_and_vetoes import adjust_totals, group_marks, zero_items
from zhen_analysis.assess.scoring.honours import PARTLY_UNREAD, name_honours
from zhen_analysis.assess.scoring.indicators import Tree, declare_indicators
from zhen_analysis.assess.scoring.outcomes import count_honours, name_outcomes
from zhen_analysis.assess.scoring.ranking import PARTIAL, compare_ranks, judge_firmness, rank_units
from zhen_analysis.assess.scoring.scoring import TOTAL_MARKS, aggregate_scores, score_measures
from zhen_analysis.assess.scoring.shares import shares_of_total
from zhen_analysis.assess.scoring.unfiled import BEHIND, COST, PLACE, mark_unfiled, place_unfiled
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Catalogue, Scheme

WITHIN = ["town", "group"]
UNIT_NUMBERS = ["households", "population", "grids", "difficulty"]  # that rules may name


def assess_scheme(
    scheme: Scheme,
    measures: pd.DataFrame,
    filings: pd.DataFrame,
    catalogue: Catalogue,
    month: Month,
    history: pd.DataFrame,
    carried: pd.DataFrame | None = None,
    *,
    with_intervals: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores, totals and ranking of one scheme.

    Parameters
    ----------
    measures, filings : of the month; filings from January on.
    history : rankings of earlier months (``HISTORY``); of them those of this year are counted, and
        last month's ranks are compared.
    carried : scores of this year's earlier months, for ``missing = carry``.
    with_intervals : False leaves ``low, high`` and ``firmness`` blank, unless honours need them.
    """
    indicators = usable_indicators(catalogue.scheme_indicators(scheme.code), filings, month)
    return assess_indicators(
        scheme, indicators, measures, catalogue, month, history, carried,
        with_intervals=with_intervals,
    )  # fmt: skip


def assess_indicators(
    scheme: Scheme,
    indicators: pd.DataFrame,
    measures: pd.DataFrame,
    catalogue: Catalogue,
    month: Month,
    history: pd.DataFrame,
    carried: pd.DataFrame | None = None,
    *,
    with_intervals: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores, totals and ranking by these indicators of a scheme, all of them usable."""
    scores, totals = score_scheme(scheme, measures, indicators, catalogue, month, carried)
    if scores.empty:
        return scores, totals, empty(RANKING)
    mine = history[history["scheme"] == scheme.code]
    this_year = mine[mine["period"].between(f"{month.year}-01", str(month), inclusive="left")]
    own = measures[measures["level"] == scheme.level]
    ranking = (
        rank_units(totals, within=WITHIN, ties=scheme.ties, decimals=scheme.decimals)
        .pipe(mark_unread, scores)
        .pipe(mark_unfiled, scores)
        .pipe(place_unfiled, scheme, WITHIN, counted_share(scores, indicators))
        .pipe(compare_ranks, mine[mine["period"] == str(month.previous)])
        .pipe(name_honours, scheme, WITHIN, own)
    )
    if with_intervals or scheme.evidence is not None:
        intervals = rank_intervals(scores, ranking, indicators, scheme, month)
        ranking = judge_firmness(ranking, intervals, scheme)
    else:
        word = ranking[PARTLY_UNREAD].map({True: PARTIAL, False: ""})
        blank = {"rests_on": "", "moved_most": "", "total_error": pd.NA}
        ranking = ranking.assign(low=pd.NA, high=pd.NA, firmness=word, **blank)
    followed = (
        ranking.drop(columns=[PARTLY_UNREAD, PLACE, COST])
        .pipe(count_honours, this_year)
        .pipe(name_outcomes, scheme, WITHIN)
    )
    return scores, totals, RANKING.validate(followed)[list(RANKING.columns)]


def mark_unread(ranking: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Tell of which units something scored was filed that has still to be read (待核)."""
    open_ = scores["is_unread"] & ~scores["counted"] & scores["value"].isna()
    units = set(scores.loc[open_, "unit"])
    return ranking.assign(**{PARTLY_UNREAD: ranking["unit"].isin(units)})


def score_scheme(
    scheme: Scheme,
    measures: pd.DataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    month: Month,
    carried: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores and totals of one scheme; both empty where nothing can be scored."""
    own = measures[measures["level"] == scheme.level].assign(scheme=scheme.code)
    leaves = indicators.loc[indicators["rule"].notna(), ["indicator", "span"]]
    chosen = own.merge(leaves, on=["indicator", "span"], how="inner", validate="m:1")
    if chosen.empty:
        return empty(SCORES), empty(TOTALS)
    sized = with_unit_numbers(chosen, catalogue, month).assign(
        **{TOTAL_MARKS: group_marks(chosen, scheme)}
    )
    tree = declare_indicators(indicators)
    scored = score_measures(sized, tree, previous=carried)
    scores = SCORES.validate(zero_items(scored, own, tree, scheme)[list(SCORES.columns)])
    totals = adjust_totals(aggregate_scores(scores, tree), own, scheme)
    return scores, TOTALS.validate(totals)


def with_unit_numbers(measures: pd.DataFrame, catalogue: Catalogue, month: Month) -> pd.DataFrame:
    """Give each measure its unit's size and difficulty as the catalogue has them this month."""
    units = pd.concat(
        [catalogue.units_in(town, month) for town in measures["town"].unique()]
    ).reindex(columns=["town", "unit", *UNIT_NUMBERS])
    return measures.merge(units, on=["town", "unit"], how="left", validate="m:1")


def rank_intervals(
    scores: pd.DataFrame,
    ranking: pd.DataFrame,
    indicators: pd.DataFrame,
    scheme: Scheme,
    month: Month,
) -> pd.DataFrame:
    """Return each unit's rank interval within its group, how often it leads or lags, its basis.

    And what the draws rest on: ``rank_sources``. Who has no place by its total (not reported, too
    little that counts) is in nobody's way; who is behind all others is so in every draw.
    """
    limits = scheme.honours_in(month)
    points = ranking.set_index("unit")[["bonus", "deduction"]].astype("float64")
    tree = declare_indicators(indicators)
    behind = ranking[ranking[PLACE] == BEHIND]
    held = ranking.loc[(ranking[PLACE] > BEHIND).fillna(False), "unit"]
    beside: dict[str, Any] = {
        "offset": points["bonus"] - points["deduction"],
        "decimals": scheme.decimals,
    }
    top, bottom = (int(limits.get(end, 0)) for end in ("top", "bottom"))
    lasts = behind.groupby(WITHIN, dropna=False).size()
    groups = [
        rank_uncertainty(
            group, tree, top=top, bottom=max(bottom - int(lasts.get(key, 0)), 0), **beside
        ).merge(rank_sources(group, tree, **beside), on="unit", how="left", validate="1:1")
        for key, group in scores[scores["unit"].isin(held)].groupby(
            WITHIN, dropna=False, sort=False
        )
    ]
    surely = behind[["unit", "rank"]].assign(low=behind["rank"], high=behind["rank"])
    surely = surely.assign(p_top=0.0, p_bottom=1.0, rests_on="", moved_most="", total_error=0.0)
    drawn = pd.concat([*groups, surely], ignore_index=True)
    return drawn.assign(basis=drawn["unit"].map(counted_weight(scores, tree)))


def counted_share(scores: pd.DataFrame, indicators: pd.DataFrame) -> pd.Series:
    """Return unit → the share of the scheme's weight that counts for it.

    Of what is scored for anybody; what a policy gives marks for counts, what it leaves out or
    leaves unknown does not.
    """
    nodes = declare_indicators(indicators).nodes
    weight = shares_of_total(nodes).set_axis(nodes["indicator"])
    counted = scores[scores["counted"] & scores["score"].notna()]
    own = counted["indicator"].map(weight).astype("float64").groupby(counted["unit"]).sum()
    whole = weight[weight.index.isin(scores["indicator"].unique())].sum()
    return own / whole


def counted_weight(scores: pd.DataFrame, tree: Tree) -> pd.Series:
    """Return unit → the declared weight that counts for it, to that of the most in its group."""
    counted = scores[scores["counted"]]
    declared = shares_of_total(tree.nodes).set_axis(tree.nodes["indicator"])
    weight = counted["indicator"].map(declared).astype("float64")
    own = weight.groupby([*(counted[key] for key in WITHIN), counted["unit"]], dropna=False).sum()
    most = own.groupby(level=WITHIN, dropna=False).transform("max")
    return (own / most).droplevel(WITHIN)


def usable_indicators(
    indicators: pd.DataFrame, filings: pd.DataFrame, month: Month
) -> pd.DataFrame:
    """Leave out indicators whose ledger nobody filed: no unit is marked down for a missing ledger.

    The page names such ledgers; their weight falls to the other parts of the tree. An indicator
    that says what all get for what was not held (``unheld``) stays.
    """
    came = filings[filings["status"] != "missing"]
    this_month = set(came.loc[came["period"] == str(month), "ledger"])
    this_year = set(came["ledger"])
    filed = indicators["ledger"].where(indicators["span"] == "month").isin(this_month)
    filed |= indicators["ledger"].where(indicators["span"] == "ytd").isin(this_year)
    if "unheld" in indicators:
        filed |= indicators["unheld"].notna()
    return keep_leaves(indicators, set(indicators.loc[filed, "indicator"]))


def keep_leaves(indicators: pd.DataFrame, usable: set[str]) -> pd.DataFrame:
    """Return the usable indicators that have a rule, and the nodes above them."""
    leaves = indicators[indicators["indicator"].isin(usable) & indicators["rule"].notna()]
    needed, parents = set(leaves["indicator"]), set(leaves["parent"].dropna())
    above = dict(zip(indicators["indicator"], indicators["parent"], strict=True))
    while parents - needed:
        needed |= parents
        parents = {above[code] for code in parents if pd.notna(above.get(code))}
    return indicators[indicators["indicator"].isin(needed)].reset_index(drop=True)


def keep_history(ranking: pd.DataFrame) -> pd.DataFrame:
    """Return of a month's ranking what later months look back on."""
    return HISTORY.validate(ranking[list(HISTORY.columns)])


def stack_schemes(parts: list[tuple]) -> Iterator[pd.DataFrame]:
    """Return scores, totals and ranking of all schemes; empty tables where there is no scheme."""
    for number, schema in enumerate((SCORES, TOTALS, RANKING)):
        tables = [part[number] for part in parts]
        yield pd.concat(tables, ignore_index=True) if tables else empty(schema)


def empty(schema: DataFrameSchema) -> pd.DataFrame:
    """Return a table without rows that has the columns of its schema."""
    return schema.validate(pd.DataFrame(columns=list(schema.columns)))
