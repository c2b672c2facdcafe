"""全区各镇排名: the towns' own figures side by side, ranked; small towns with few ledgers."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from drawing import table
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from towns import SCORED, ask_only
from typer.testing import CliRunner

import zhen_analysis as zhen
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import check_catalogue, load_catalogue
from zhen_analysis.cli import app
from zhen_analysis.present import tables
from zhen_analysis.present.ranking import district_words as told
from zhen_analysis.publish.district import clear, publish_district
from zhen_analysis.publish.notebooks.parameters import parameters
from zhen_analysis.publish.notebooks.warm import WarmKernel, handing_out_copies
from zhen_analysis.results.month import assess_month
from zhen_analysis.sample import generate_sample

PERIOD = "2022-02"
FEW = ["cleanup", "safety_problem", "grid_visit"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Three towns: a usual one, one of three ledgers, one without households."""
    root = tmp_path_factory.mktemp("district") / "made"
    generate_sample(root, towns=3, villages=4, months=2, seed=11, mistakes=0, ledgers=SCORED)
    for period in ("2022-01", "2022-02"):
        for path in (root / "data/raw/shili2" / period).iterdir():
            if "联合" in path.name:
                path.unlink()
    for town, ledgers in {"shili": SCORED, "shili2": FEW, "shili3": SCORED}.items():
        ask_only(root, ledgers, town)
    catalogue = root / "data/catalogue"
    villages = pd.read_csv(catalogue / "villages.csv", dtype="str")
    is_third = villages["town"] == "shili3"
    villages.loc[is_third, ["households", "population"]] = ""
    villages.to_csv(catalogue / "villages.csv", index=False)
    return root


@pytest.fixture(scope="module")
def workspace(made) -> Workspace:
    return Workspace(made)


@pytest.fixture(scope="module")
def district(workspace):
    return zhen.assess_district(PERIOD, workspace=workspace)


def test_a_town_is_asked_for_its_own_ledgers_only(workspace, district):
    month = district.months["shili2"]

    assert list(month.catalogue.ledgers) == [c for c in load_all(workspace).ledgers if c in FEW]
    assert set(month.filings["ledger"]) == set(FEW)
    assert month.not_reported == []
    assert set(month.catalogue.measured_indicators["ledger"]) <= set(FEW)
    assert "安全联合检查" not in repr(tables.filing_summary(month).printed)
    usual = district.months["shili"]
    assert set(usual.filings["ledger"]) - set(FEW)


def load_all(workspace):
    return load_catalogue(workspace.catalogue_dir)


def test_a_scheme_that_ranks_towns_is_no_towns_own_affair(workspace, district):
    assert {s.level for s in district.catalogue.schemes.values()} == {"town"}
    for month in district.months.values():
        assert {scheme.level for scheme in month.catalogue.schemes.values()} == {"village"}
        assert set(month.ranking["level"]) == {"village"}
    whole = load_all(workspace)
    lines = whole.measured_indicators
    measured = set(lines["indicator"])
    own = whole.towns["shili"].ledgers
    theirs = set(lines.loc[lines["ledger"].isin(own or whole.ledgers), "indicator"])
    assert set(whole.of_town("shili").measured_indicators["indicator"]) == theirs
    assert set(whole.of_district().measured_indicators["indicator"]) == measured


def test_an_unknown_ledger_of_a_town_is_a_breach(made, tmp_path):
    shutil.copytree(made / "data/catalogue", tmp_path / "catalogue")
    path = tmp_path / "catalogue/town.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"cleanup", ', '"cleanup", "nothing", '), encoding="utf-8")
    errors = [b for b in check_catalogue(tmp_path / "catalogue") if b.severity == "error"]
    assert ("towns.shili2.ledgers", "nothing") in [(b.column, b.found) for b in errors]


def test_a_towns_figures_are_those_of_its_own_month(district):
    own = district.measures.set_index(["unit", "indicator", "span"])["value"]
    for town, month in district.months.items():
        figures = month.measures[month.measures["level"] == "town"]
        for line in figures.itertuples():
            there = own[(town, line.indicator, line.span)]
            assert (pd.isna(there) and pd.isna(line.value)) or there == line.value


def test_totals_are_the_weighted_scores_by_hand(district):
    """shili has all five indicators: 50 % environment (60:25:15), 30 % safety, 20 % grids."""
    scores = district.scores[district.scores["unit"] == "shili"].set_index("indicator")["score"]
    living = 0.6 * scores["garbage_per_100"] + 0.25 * scores["latrine_per_100"]
    living += 0.15 * scores["debris_per_100"]
    total = 0.5 * living + 0.3 * scores["rectified_rate"] + 0.2 * scores["grid_rate"]
    found = district.ranking.set_index("unit").loc["shili", "total"]

    assert found == pytest.approx(total, abs=0.0051)


def test_towns_are_ranked_together_by_what_is_printed(district):
    ranking = district.ranking
    expected = ranking["total"].rank(method="min", ascending=False)

    assert ranking["unit"].tolist() == ranking.sort_values("rank")["unit"].tolist()
    assert set(ranking["unit"]) == {"shili", "shili2", "shili3"}
    assert ranking["rank"].astype(int).tolist() == expected.astype(int).tolist()
    assert set(ranking["honour"]) >= {"先进", "后进"}
    assert ranking["low"].notna().all() and (ranking["low"] <= ranking["rank"]).all()
    assert ranking["previous_rank"].notna().all(), "January is looked back on"


def test_unknown_households_neither_help_nor_harm_but_are_told(district):
    third = district.scores[district.scores["unit"] == "shili3"].set_index("indicator")
    per_size = [code for code in third.index if code.endswith("_per_100")]

    assert not third.loc[per_size, "counted"].any() and third["counted"].any()
    text = repr(told.summary(district))
    assert "示例三镇有3项不计" in text and "不完全可比" in text
    assert "示例镇有" not in text
    own = district.ranking.set_index("unit").loc["shili3"]
    assert not own["honour"] or own["firmness"] == "计分项不全，建议核实"


def test_a_ledger_that_is_not_a_towns_is_nothing_due_from_it(district):
    measures = district.measures.set_index(["unit", "indicator", "span"])
    line = measures.loc[("shili2", "patrol", "month")]

    assert line["denominator"] == 0 and pd.isna(line["value"])
    assert pd.notna(measures.loc[("shili", "patrol", "month"), "value"])


def test_a_ledger_that_is_a_towns_and_did_not_come_is_scored_as_the_scheme_says(made, tmp_path):
    shutil.copytree(made / "data", tmp_path / "data")
    for path in (tmp_path / "data/raw/shili2" / PERIOD).glob("*人居环境*"):
        path.unlink()
    district = zhen.assess_district(PERIOD, workspace=tmp_path)
    scores = district.scores[district.scores["unit"] == "shili2"].set_index("indicator")

    assert scores.loc["garbage_per_100", "counted"] and scores.loc["garbage_per_100", "score"] == 0
    assert "示例二镇" in repr(told.filing_line(district)) or "缺" in told.filing_line(district)


FILED = """
    town   | ledgers
    shili  | 5
    shili2 | 3
    shili3 | 5
"""


def test_filings_are_counted_by_town(district):
    filings = district.filed_by_town.set_index("town")
    for line in table(FILED).itertuples():
        month = district.months[line.town]
        came = month.filings["status"] != "missing"
        assert filings.loc[line.town, "due"] == len(month.filings)
        assert filings.loc[line.town, "came"] == came.sum()
        assert filings.loc[line.town, "missing"] == (~came).sum()
        filed = set(month.filings.loc[came, "ledger"])
        assert len(filed) == int(line.ledgers)


def test_every_part_of_the_page_can_be_told_and_printed(district):
    parts = [
        told.masthead(district), told.banner(district), told.summary(district),
        tables.town_ranking(district), tables.town_points(district), tables.town_leaders(district),
        tables.town_compared(district), tables.town_filings(district), tables.rules(district),
    ]  # fmt: skip
    html = "".join(part._repr_html_() for part in parts)
    assert "nan" not in html and "NA" not in html and "None" not in html
    assert "示例二镇" in html and "全区乡镇月度考评办法" in html
    assert "村级月度考评办法" not in html


def test_without_a_scheme_of_towns_the_figures_stand_alone(district):
    bare = replace(
        district, scores=district.scores.iloc[:0], totals=district.totals.iloc[:0],
        ranking=district.ranking.iloc[:0],
    )  # fmt: skip
    assert "各镇不排名" in repr(tables.town_ranking(bare)) + repr(told.summary(bare))
    assert repr(tables.town_compared(bare)) == repr(tables.town_compared(district))


def test_fewer_than_two_towns_are_no_district(town):
    with pytest.raises(BadInput, match="two or more"):
        zhen.assess_district(PERIOD, workspace=town)
    stale = town.reports_dir / PERIOD / "district_ranking.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("of when there were two")
    assert publish_district(town, PERIOD) == []
    assert not stale.exists()


def test_a_district_that_is_none_any_more_leaves_no_page(tmp_path):
    for name in ("district_ranking.html", "manifest.json", "tables/district_ranking.csv", "x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    clear(tmp_path, ["district_ranking"])
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.html"]


@pytest.fixture(scope="module")
def published(workspace):
    return CliRunner().invoke(
        app, ["report", PERIOD, "--only", "district_ranking", "--workspace", str(workspace.root)]
    )


def test_one_page_stands_beside_the_towns_folders_and_in_the_index(workspace, published):
    folder = workspace.reports_dir / PERIOD
    page = (folder / "district_ranking.html").read_text(encoding="utf-8")
    index = (workspace.reports_dir / "index.html").read_text(encoding="utf-8")

    assert published.exit_code == 0, published.output
    assert "<title>全区 · 2022年2月 全区各镇排名</title>" in page and len(page.encode()) < 500_000
    assert f'href="{PERIOD}/district_ranking.html"' in index
    assert f'href="{PERIOD}/tables/district_ranking.csv"' in index
    links = re.findall(r'href="([^"#]+)"', index)
    assert links and all((workspace.reports_dir / link).is_file() for link in links)
    ranking = pd.read_csv(folder / "tables/district_ranking.csv", encoding="utf-8-sig")
    shown = re.search(r'id="ranking_district_0">.*?</table>', page, re.DOTALL)[0]
    assert all(f"{total:.2f}" in shown for total in ranking["total"])
    assert not list(folder.glob("*/*.html")), "the towns' own pages were not asked for"


def test_a_town_gets_forms_of_its_own_ledgers(workspace, tmp_path):
    whole = load_all(workspace)
    for town in ("shili2", "shili"):
        count = len(whole.towns[town].ledgers or whole.ledgers)
        place = ["--town", town, "--workspace", str(workspace.root)]
        made = CliRunner().invoke(app, ["template", str(tmp_path / town), *place])
        assert made.exit_code == 0 and len(list((tmp_path / town).glob("*.xlsx"))) == count


def test_a_page_of_all_towns_needs_no_town(workspace):
    found = parameters({"period": PERIOD, "workspace": str(workspace.root)})
    assert (str(found.period), found.unit) == (PERIOD, "")
    with pytest.raises(BadInput, match="Months with data"):
        parameters({"period": "2021-01", "workspace": str(workspace.root)})


# ---- kernels that stay warm --------------------------------------------------------------------


def notebook_of(*sources: str):
    head = [new_markdown_cell("# x"), new_code_cell('word = ""', metadata={"tags": ["parameters"]})]
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "x"}}
    return new_notebook(cells=[*head, *map(new_code_cell, sources)], metadata=kernel)


def test_a_warm_kernel_forgets_what_a_page_named_and_lives_through_one_that_fails(tmp_path):
    path = tmp_path / "one.ipynb"
    told = "(word, 'kept' in globals(), __import__('os').getpid())"
    nbformat.write(notebook_of(told, "kept = 1\nassert word != 'bad'"), path)
    kernel = WarmKernel()
    try:
        first, second = (kernel.execute(path, {"word": w}, tmp_path) for w in ("a", "b"))
        with pytest.raises(zhen.ZhenError):
            kernel.execute(path, {"word": "bad"}, tmp_path)
        third = kernel.execute(path, {"word": "c"}, tmp_path)
    finally:
        kernel.close()
    said = [nb.cells[-2].outputs[0].data["text/plain"] for nb in (first, second, third)]
    words, kept, processes = zip(*map(eval, said), strict=True)

    assert words == ("a", "b", "c") and kept == (False, False, False)
    assert processes[0] == processes[1] != processes[2]
    assert [cell.execution_count for cell in second.cells[1:]] == [1, 2, 3, 4]


def test_a_remembered_month_is_not_spoilt_by_who_was_given_it(workspace):
    calls = []

    def assess(*asked, **further):
        calls.append(asked)
        return assess_month(*asked, **further)

    answer = handing_out_copies(assess)
    first = answer(PERIOD, "shili2", workspace=workspace)
    first.measures["value"] = 0.0
    second = answer(PERIOD, "shili2", workspace=workspace)

    assert len(calls) == 1
    assert second.measures["value"].astype(float).sum() > 0
