"""A period is asked for by its name, by a word or as itself, and its kind picks what is made."""

import pytest

import zhen_analysis as zhen
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month, Quarter, Year, parse_period
from zhen_analysis.base.workspace import Workspace

WRITTEN = [("2022-02", "MonthAssessment"), ("2022-Q1", "RollUpAssessment"),
           ("2022", "RollUpAssessment")]  # fmt: skip


@pytest.fixture
def folders(tmp_path) -> Workspace:
    """Two towns of which nothing but the folders is there."""
    for name in ("a/2022-01", "a/2022-03", "a/2022-W05", "b/2022-04", "b/2022-W12", "b/2022-W13"):
        (tmp_path / "data/raw" / name).mkdir(parents=True)
    return Workspace(tmp_path)


@pytest.mark.parametrize(("written", "kind"), WRITTEN)
def test_the_kind_of_a_period_picks_its_assessment(clean_town, written, kind):
    made = zhen.assess_period(written, workspace=clean_town)

    assert type(made).__name__ == kind and isinstance(made, zhen.Assessment)
    assert made.period == parse_period(written) and made.town == "shili"
    assert made.is_complete and made.counts["files"] == made.own_files["file"].tolist() != []


def test_a_roll_up_has_the_issues_and_filings_of_its_months(clean_town):
    quarter = zhen.assess_roll_up("2022-Q1", "shili", workspace=clean_town)
    months = [zhen.assess_month(month, workspace=clean_town) for month in quarter.months]

    for name in ("issues", "placed", "filings", "sheets", "blocks"):
        assert len(getattr(quarter, name)) == sum(len(getattr(each, name)) for each in months)


@pytest.mark.parametrize(
    ("word", "month"),
    [("latest", Month(2022, 2)), ("previous", Month(2022, 1)), (Month(2022, 1), Month(2022, 1))],
)
def test_a_word_means_a_month_with_data_and_a_period_means_itself(clean_town, word, month):
    assert zhen.assess_month(word, workspace=clean_town).period == month
    assert zhen.assess_period(word, workspace=clean_town).period == month


def test_the_latest_of_a_roll_up_is_a_quarter(clean_town):
    assert zhen.assess_roll_up("latest", workspace=clean_town).period == Quarter(2022, 1)


@pytest.mark.parametrize(
    ("word", "towns", "kind", "meant"),
    [
        ("latest", "a", "month", "2022-03"),
        ("previous", "a", "month", "2022-01"),
        ("latest", "ab", "month", "2022-04"),
        ("previous", "ab", "week", "2022-W12"),
        ("latest", "ab", "quarter", "2022-Q2"),
        ("2022-07", "ab", "month", "2022-07"),
        (Year(2022), "ab", "week", "2022"),
        (None, "ab", "month", "None"),
        ([], "ab", "month", "[]"),
    ],
)
def test_a_word_is_looked_up_among_what_the_towns_have(folders, word, towns, kind, meant):
    assert str(folders.dated(word, towns, kind)) == meant


@pytest.mark.parametrize(("word", "kind"), [("previous", "week"), ("previous", "quarter")])
def test_a_word_that_means_nothing_yet_says_what_there_is(folders, word, kind):
    with pytest.raises(BadInput, match=f"there is no {word} {kind}. With data: 2022-"):
        folders.dated(word, ["a"], kind)


@pytest.mark.parametrize(
    ("door", "written", "says"),
    [
        (zhen.assess_month, "2022-W05", "is not a month"),
        (zhen.assess_month, Quarter(2022, 1), "is not a month"),
        (zhen.assess_week, "2022-02", "is not a week"),
        (zhen.assess_roll_up, "2022-02", "is not a quarter or a year"),
        (zhen.assess_period, "2022-02-01", "is not a month"),
    ],
)
def test_a_typed_door_refuses_periods_of_other_kinds(clean_town, door, written, says):
    with pytest.raises(BadInput, match=says):
        door(written, workspace=clean_town)
