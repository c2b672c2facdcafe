"""The page of a quarter or year: what it says, against what it is made of."""

import json
from pathlib import Path

import pandas as pd
import pytest
from towns import ask_only

import zhen_analysis as zhen
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month, parse_period, parse_roll_up
from zhen_analysis.base.workspace import open_workspace
from zhen_analysis.present import tables
from zhen_analysis.present.ranking import roll_up_words as roll_up
from zhen_analysis.publish.notebooks.parameters import find_period
from zhen_analysis.publish.run import publish
from zhen_analysis.sample import generate_sample

TOWN = "shili"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two months of a small town; the second of them has a file that cannot be read."""
    root = generate_sample(
        tmp_path_factory.mktemp("season") / "town", villages=7, months=2, seed=5,
        ledgers=["cleanup", "grid_visit"],
    )  # fmt: skip
    ask_only(root, ["cleanup", "grid_visit"])
    (root / "data/raw/shili/2022-02/坏了.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    return open_workspace(root)


@pytest.fixture(scope="module")
def quarter(workspace):
    return zhen.assess_roll_up("2022-Q1", TOWN, workspace=workspace)


@pytest.fixture(scope="module")
def folder(workspace, quarter, warm_run) -> Path:
    publish(workspace, "2022-Q1", TOWN, assessment=quarter, run=warm_run)
    return workspace.reports_dir / "2022-Q1" / TOWN


@pytest.mark.parametrize(
    ("written", "first", "last", "months", "told"),
    [
        ("2022-Q1", "2022-01-01", "2022-03-31", 3, "2022年第一季度"),
        ("2024-Q4", "2024-10-01", "2024-12-31", 3, "2024年第四季度"),
        ("2022", "2022-01-01", "2022-12-31", 12, "2022年"),
    ],
)
def test_a_quarter_or_year_is_its_months(written, first, last, months, told):
    period = parse_period(written)
    assert str(period) == written and period.chinese == told
    assert [str(period.first_day), str(period.last_day)] == [first, last]
    assert len(period.months) == months and period.months[0] == Month(period.year, int(first[5:7]))
    assert period.previous.following == period.following.previous == period


@pytest.mark.parametrize("written", ["2022-Q5", "2022-Q", "22", "2022-13", 2022, None])
def test_what_is_no_quarter_or_year_is_refused(written):
    with pytest.raises(BadInput, match="is not a quarter or a year"):
        parse_roll_up(written)


def test_page_csv_and_assessment_say_the_same_to_the_digit(quarter, folder):
    page = (folder / "season_ranking.html").read_text(encoding="utf-8")
    written = pd.read_csv(folder / "tables/ranking.csv").set_index("unit")
    names = quarter.catalogue.unit_names(TOWN, quarter.period)
    for row in quarter.ranking.itertuples():
        cells = f"{names[row.unit]}</t"
        line = page[page.index(cells, page.index('id="season_village')) :].split("</tr>")[0]
        shown = [f"{row.total:.2f}", f"{row.rank}"]
        assert all(f">{text}<" in line for text in shown)
        assert written.loc[row.unit, "total"] == row.total
    assert len(written) == len(quarter.ranking) == 7


def test_every_honour_says_how_firm_it_is(quarter):
    named = quarter.ranking[quarter.ranking["honour"] != ""]
    assert len(named) and named["firmness"].isin(["把握较大", "差距不明显，建议核实"]).all()
    inside = quarter.ranking["rank"].between(quarter.ranking["low"], quarter.ranking["high"])
    assert inside.all()


def test_one_month_leaves_nothing_to_vary(workspace):
    """A quarter of one month has that month's ranks, whatever the month counts."""
    lone = generate_sample(workspace.root / "lone", villages=5, months=1, seed=8,
                           ledgers=["cleanup"])  # fmt: skip
    ask_only(lone, ["cleanup"])
    season = zhen.assess_roll_up("2022-Q1", TOWN, workspace=lone)
    assert season.ranking["low"].equals(season.ranking["high"])
    month = zhen.assess_month("2022-01", TOWN, workspace=lone).ranking.set_index("unit")
    ranks = season.ranking.set_index("unit")["rank"]
    assert ranks.equals(month["rank"].reindex(ranks.index))


def test_what_is_missing_of_the_months_stands_at_the_top(quarter, folder):
    told = repr(roll_up.banner(quarter))
    assert "数据不完整" in told and "坏了.xlsx" in told
    states = tables.months_rolled_up(quarter).printed.set_index("月份")["考评"]
    assert states.tolist() == ["已考评", "已考评", "未到"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert not manifest["complete"] and manifest["period"] == "2022-Q1"
    index = (folder.parents[1] / "index.html").read_text(encoding="utf-8")
    assert "2022年第一季度" in index and "2022-Q1/shili/season_ranking.html" in index


def test_a_year_has_its_months_in_a_table_of_their_own(workspace):
    year = zhen.assess_roll_up("2022", TOWN, workspace=workspace)
    assert list(tables.roll_up_rankings(year).parts[0].printed)[:4] == [
        "单位", "名次", "总分（分）", "等次"
    ]  # fmt: skip
    assert [str(month) for month in year.to_come][:1] == ["2022-03"]
    assert "3月及以后各月还未到" in repr(roll_up.opening(year))


def test_the_same_quarter_published_again_has_the_same_bytes(workspace, quarter, folder, warm_run):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    publish(workspace, "2022-Q1", TOWN, assessment=quarter, run=warm_run)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("written", "says"), [("2022-Q3", "no workbooks"), ("2022-Q9", "not a q")])
def test_a_notebook_refuses_a_quarter_without_data(workspace, written, says):
    with pytest.raises(BadInput, match=says):
        find_period(workspace, TOWN, written)
