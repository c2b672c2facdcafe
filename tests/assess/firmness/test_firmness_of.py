"""What an analyst asks of a month: every answer is of the same units, groups and totals."""

import pytest

import zhen_analysis as zhen
from zhen_analysis.present import tables
from zhen_analysis.present.analyst import tables as analyst_tables
from zhen_analysis.present.analyst import words as analyst

KEYS = ["scheme", "group", "unit"]


@pytest.fixture(scope="module")
def month(clean_town):
    return zhen.assess_month("2022-02", "shili", workspace=clean_town)


@pytest.fixture(scope="module")
def analysis(month, clean_town):
    return zhen.firmness_of(month, zhen.assess_before(month, clean_town))


def test_all_answers_are_of_the_units_that_are_ranked(month, analysis):
    ranked = month.ranking[month.ranking["scheme"] == "village"]
    wanted = sorted(ranked[KEYS].itertuples(index=False, name=None))
    for table in (analysis.places, analysis.bounds, analysis.opinions, analysis.total_changes):
        own = table[table["scheme"] == "village"]
        assert sorted(own[KEYS].itertuples(index=False, name=None)) == wanted


def test_totals_and_ranks_are_the_published_ones(month, analysis):
    ranking = month.ranking.set_index("unit")
    for table in (analysis.bounds, analysis.opinions):
        found = table.set_index("unit")
        assert found["total"].astype(float).to_dict() == pytest.approx(
            ranking.loc[found.index, "total"].astype(float).to_dict()
        )
        assert found["rank"].to_dict() == ranking.loc[found.index, "rank"].to_dict()


def test_units_with_something_open_are_listed_by_how_far_it_reaches(month, analysis):
    shown = tables.open_places(analysis).parts
    listed = [unit for table in shown for unit in table.printed["单位"]]
    names = month.catalogue.unit_names("shili", month.period)
    bounds = analysis.bounds
    assert sorted(listed) == sorted(bounds.loc[bounds["open"] > 0, "unit"].map(names))
    uncounted = month.scores[~month.scores["counted"]].groupby("unit").size()
    assert bounds.set_index("unit")["open"].loc[uncounted.index].to_dict() == uncounted.to_dict()
    for table in shown:
        reach = table.rows["high"] - table.rows["low"]
        assert reach.is_monotonic_decreasing


def test_units_of_one_band_are_told_together(analysis):
    told = analyst.bands(analysis)._repr_html_()
    best = analysis.places.query("scheme == 'village' and band == 1")
    assert len(best) and all(
        str(name) in told for name in analyst_tables.names(analysis, best["unit"])
    )
