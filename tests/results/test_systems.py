"""docs/systems.md against catalogue and sample: every system has ledgers, data and figures."""

import csv
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from towns import SCORED, ask_only

import zhen_analysis as zhen
from zhen_analysis.base.period import Month, parse_month
from zhen_analysis.base.workspace import Workspace, open_workspace
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.present import tables
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.month import outlook
from zhen_analysis.publish.run import publish
from zhen_analysis.results.folders import TownFolders, stack
from zhen_analysis.sample import generate_sample
from zhen_analysis.sample.extra_ledgers import FURTHER
from zhen_analysis.setup.templates import write_forms

ROOT = Path(__file__).parents[2]
PERIOD = "2022-03"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| `([^`]+)` \| ([^|]+) \| ([^|]+) \| (\w+) \|$")
TICKED = re.compile(r"`([^`]+)`")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(ROOT / "data/catalogue")


@pytest.fixture(scope="module")
def listed() -> pd.DataFrame:
    """One row per line of the table: number, system, ledger, shape, indicators, page."""
    lines = (ROOT / "docs/systems.md").read_text(encoding="utf-8").splitlines()
    rows = [found.groups() for line in lines if (found := ROW.match(line))]
    return pd.DataFrame(rows, columns=["number", "system", "ledger", "shape", "indicators", "page"])


@pytest.fixture(scope="module")
def sample(sample_town):
    """The sample month, assessed in a copy so that nothing is kept in the repository."""
    return zhen.assess_month(PERIOD, "shili", workspace=sample_town)


# ---- the page of systems -------------------------------------------------------------------------


def test_all_sixteen_systems_are_listed_with_a_page_that_exists(listed):
    assert set(listed["number"].astype(int)) == set(range(1, 17))
    pages = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert set(listed["page"]) <= pages | {"plan_progress"}


def test_every_ledger_is_listed_once_with_its_shape(listed, catalogue):
    ledgers = listed[~listed["ledger"].str.endswith(".csv")]

    assert not ledgers["ledger"].duplicated().any()
    declared = {code: ledger.shape for code, ledger in catalogue.ledgers.items()}
    assert (
        dict(zip(ledgers["ledger"], ledgers["shape"], strict=True))
        == {"project": "case"} | declared
    )


def test_every_measured_indicator_is_listed_at_its_ledger(listed, catalogue):
    told = {
        (row.ledger, indicator)
        for row in listed.itertuples()
        for indicator in TICKED.findall(row.indicators)
    }
    measured = catalogue.measured_indicators

    assert told == set(zip(measured["ledger"], measured["indicator"], strict=True))


def test_every_indicator_has_a_town_figure_in_the_sample_month(sample, catalogue):
    town = sample.measures[sample.measures["level"] == "town"]
    known = town[town["value"].notna()]

    assert set(known["indicator"]) == set(catalogue.measured_indicators["indicator"])
    assert set(sample.not_reported) <= {"project"}  # see test_plan.py


def test_figures_agree_with_the_report(sample):
    """All villages were visited, seven plans issued, refuse carried away whole, nobody infected."""
    figures = sample.figures.set_index("indicator")

    whole = ["visit_reach", "plan_rate", "waste_out_rate", "river_patrol_reach", "aid_rate"]
    assert (figures.loc[whole, "ytd"] == 100).all()
    assert figures.loc["plan_required", "ytd"] == 7
    assert figures.loc["infection", "ytd"] == 0
    assert figures.loc["grid_rate", "ytd_denominator"] == 253
    assert figures.loc["rectified_rate", ["ytd_numerator", "ytd_denominator"]].tolist() == [40, 95]


def test_struck_off_is_never_more_than_mended(sample):
    cases = sample.records.query("ledger == 'safety_problem'")

    assert cases["checked"].notna().sum() > 20
    assert (cases["checked"] >= cases["closed"])[cases["checked"].notna()].all()


# ---- the sample is read as it was meant ----------------------------------------------------------

SYSTEM_KEY = ["period", "ledger", "unit", "file", "sheet", "cell", "item"]


def assert_recovered(root: Path, data: Path) -> None:
    """Compare every record of the further systems with the truth beside the workbooks."""
    truth = pd.read_csv(data / "systems.csv", dtype="str")
    for town, rows in truth.groupby("town"):
        last = parse_month(rows["period"].max())
        intakes = TownFolders.of(open_workspace(root), str(town)).read_year(last)
        records = stack(intakes, "records")
        read = records[records["ledger"].isin(FURTHER)]
        both = rows.merge(read, on=SYSTEM_KEY, how="outer", suffixes=("", "_read"), indicator=True)
        assert (both["_merge"] == "both").all(), both[both["_merge"] != "both"].head()
        for field in ("value", "done", "due"):
            meant = pd.to_numeric(both[field]).astype("Float64")
            assert meant.equals(both[f"{field}_read"].astype("Float64")), field
        for field in ("date", "opened", "deadline", "closed"):
            meant = pd.to_datetime(both[field]).astype("datetime64[us]")
            assert meant.equals(both[f"{field}_read"].astype("datetime64[us]")), field


def test_the_sample_is_read_to_the_cell(sample_town):
    assert_recovered(sample_town, ROOT / "data/truth")


@pytest.mark.parametrize("mess", [0, 2])
def test_towns_of_other_sizes_are_read_to_the_cell(tmp_path, mess):
    root = generate_sample(
        tmp_path / "x", towns=1, villages=5, months=2, start="2023-11", seed=7, mess=mess,
        ledgers=sorted(FURTHER),
    )  # fmt: skip
    assert_recovered(root, root / "truth")


# ---- changes, targets, leaders -------------------------------------------------------------------


def test_changes_are_against_last_month_and_shares_differ_in_points(sample):
    figures = sample.figures.set_index("indicator")
    past = sample.past.query("period == '2022-02' and span == 'month'").set_index("indicator")[
        "value"
    ]

    garbage = figures.loc["garbage"]
    assert garbage["on_month"] == pytest.approx(100 * (garbage["month"] / past["garbage"] - 1))
    vaccinated = figures.loc["vaccination_rate"]
    assert vaccinated["on_month"] == pytest.approx(vaccinated["month"] - past["vaccination_rate"])
    assert figures["on_year"].isna().all()  # there is no last year
    assert "on_year" not in tables.area(sample, "民生").columns


def test_a_year_ago_is_compared_where_there_are_data(tmp_path):
    root = generate_sample(
        tmp_path / "x", villages=4, months=13, seed=3, mistakes=0, ledgers=["cleanup"]
    )
    ask_only(root, ["cleanup"])
    for month in range(2, 12):
        shutil.rmtree(root / f"data/raw/shili/2022-{month:02d}")
    later = zhen.assess_month("2023-01", "shili", workspace=root)
    before = zhen.assess_month("2022-01", "shili", workspace=root).figures.set_index("indicator")[
        "ytd"
    ]
    figures = later.figures.set_index("indicator")

    garbage = figures.loc["garbage"]
    assert garbage["on_year"] == pytest.approx(100 * (garbage["ytd"] / before["garbage"] - 1))
    december = later.past.query(
        "period == '2022-12' and span == 'month' and indicator == 'garbage'"
    )
    assert garbage["on_month"] == pytest.approx(
        100 * (garbage["month"] / december["value"].iloc[0] - 1)
    )
    frame = tables.area(later, "乡村振兴").printed.set_index("指标")
    assert frame.loc["清理垃圾", "同比"].rstrip("%").lstrip("+") == f"{garbage['on_year']:.1f}"


def test_targets_and_ends_are_told(sample):
    figures = sample.figures.set_index("indicator")
    frame = tables.area(sample, "疫情防控").printed.set_index("指标")
    shot = figures.loc["vaccination_rate"]

    assert frame.loc["疫苗接种率", "目标"] == f"100（差{100 - shot['ytd']:.1f}）"
    assert frame.loc["入户排查率", "目标"] == "100（达到）"
    units = sample.measures.query(
        "level == 'village' and span == 'ytd' and indicator == 'vaccination_rate'"
    )
    first, last = (units.loc[units["value"] == end, "unit"].tolist()
                   for end in (units["value"].max(), units["value"].min()))  # fmt: skip
    names = sample.catalogue.unit_names("shili")
    assert frame.loc["疫苗接种率", "领先"].startswith(names[first[0]])
    assert frame.loc["疫苗接种率", "落后"].startswith(names[last[0]])
    overdue = tables.area(sample, "民生").printed.set_index("指标").loc["逾期未化解纠纷"]
    assert overdue["领先"] == "—" and overdue["目标"].startswith("0（超")


def test_the_summary_has_three_to_five_sentences(sample):
    said = repr(outlook.summary(sample)).splitlines()

    assert 3 <= len(said) <= 5
    assert "达到目标" in said[1] and "问题整改率42.1%（40/95）" in said[1]
    assert "清理垃圾2969立方米" in said[2]


def test_infection_bars_honours(sample):
    """“双零” is a veto: a leader with somebody infected leads no more."""
    leader = sample.ranking.loc[sample.ranking["honour"] == "先进", "unit"].iloc[0]
    measures = sample.measures.copy()
    hit = measures["indicator"].eq("infection") & measures["unit"].eq(leader)
    measures.loc[hit, ["numerator", "value"]] = 1.0
    from dataclasses import replace

    changed = replace(sample, counted=measures).reassess(sample.catalogue.indicators)
    row = changed.ranking.set_index("unit").loc[leader]
    assert "双零" in row["veto"] and row["honour"] != "先进"


# ---- towns with little ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Three ledgers only, and no households."""
    root = tmp_path_factory.mktemp("small") / "x"
    generate_sample(
        root, villages=4, months=2, seed=11, mistakes=0,
        ledgers=["cleanup", "safety_problem", "grid_visit"],
    )  # fmt: skip
    path = root / "data/catalogue/villages.csv"
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    place = rows[0].index("households")
    for row in rows[1:]:
        row[place] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return zhen.assess_month("2022-02", "shili", workspace=root)


def test_a_town_with_three_ledgers_has_tables_of_these_and_one_line_for_the_rest(small):
    shown = {
        name: tables.area(small, name) for name in ("疫情防控", "民生", "乡村振兴", "生态", "经济")
    }

    assert set(shown["疫情防控"].printed["指标"]) == {"网格排查率"}
    assert "清理垃圾" in set(shown["乡村振兴"].printed["指标"])
    assert isinstance(shown["经济"], Prose) and isinstance(shown["生态"], Prose)
    assert "经济" in repr(shown["经济"]) and len(repr(shown["经济"]).splitlines()) == 1
    assert "nan" not in repr(outlook.summary(small)).lower()
    assert "生态" not in repr(outlook.summary(small)).split("进展")[1]


# ---- a seventeenth ledger ------------------------------------------------------------------------

LEDGER = """
code = "forest_fire"
name = "森林防火台账"
area = "林业"
shape = "work"
files = ["*森林防火*"]
filed_by = "ecology"
due_day = 5
entry_key = ["unit", "date"]

[[columns]]
field = "date"
spellings = ["日期"]

[[columns]]
field = "unit"
name = "村名"
spellings = ["村名"]
required = true

[[columns]]
field = "value"
item = "fire_patrol"
name = "防火巡护"
uom = "次"
spellings = ["防火巡护"]

[[columns]]
field = "value"
item = "fire_break"
name = "防火隔离带"
uom = "米"
spellings = ["防火隔离带"]
"""


def test_a_seventeenth_ledger_and_a_new_village_are_catalogue_lines_only(town, warm_run):
    folder = town.catalogue_dir
    (folder / "ledgers/forest_fire.toml").write_text(LEDGER, encoding="utf-8")
    append(folder / "indicators.csv", {"indicator": "fire_patrol", "name": "防火巡护",
                                       "ledger": "forest_fire", "measure": "quantity"})  # fmt: skip
    append(folder / "indicators.csv", {"indicator": "fire_reach", "name": "巡护到村率",
           "ledger": "forest_fire", "measure": "reached_rate", "item": "fire_patrol",
           "decimals": "1", "target": "100"})  # fmt: skip
    append(folder / "villages.csv", {"code": "xincun", "name": "新岭村", "group": "B类",
                                     "households": "100", "grids": "2"})  # fmt: skip

    ask_only(town.root, [*SCORED, "forest_fire"])
    catalogue = load_catalogue(folder)
    [form] = write_forms(catalogue, "shili", ["forest_fire"], town.root / "forms")
    told = {str(cell.value) for row in openpyxl.load_workbook(form).worksheets[0] for cell in row}
    assert any("防火隔离带" in text for text in told)
    file_patrols(town, {"新岭村": 3})

    month = zhen.assess_month("2022-02", "shili", workspace=town.root)
    own = month.measures.query("span == 'month'").set_index(["unit", "indicator"])["value"]
    assert own["xincun", "fire_patrol"] == 3
    assert own["xincun", "fire_reach"] == 100
    assert own["shili", "fire_reach"] == pytest.approx(100 / 7)
    frame = tables.other_areas(month).printed.set_index("指标")
    assert frame.loc["防火巡护", ["类别", "本月"]].tolist() == ["林业", "3"]
    assert frame.loc["巡护到村率", "领先"] == "新岭村（100.0）"
    (town.root / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/monthly_assessment.ipynb", town.root / "notebooks")
    only = "monthly_assessment"
    publish(town, "2022-02", "shili", only=only, assessment=month, run=warm_run)
    page = (town.reports_dir / "2022-02/shili/monthly_assessment.html").read_text(encoding="utf-8")
    assert "防火巡护" in page and "新岭村（100.0）" in page
    traced = month.trace("xincun", "fire_reach")
    assert (traced.groupby("role")["value"].sum() == 1).all()
    assert traced.query("role == 'denominator'")["file"].tolist() == ["data/catalogue/villages.csv"]


def append(path: Path, cells: dict[str, str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cells)


def file_patrols(town: Workspace, done: dict[str, int]) -> None:
    book = openpyxl.Workbook()
    for row in [["2月森林防火台账"], ["日期", "村名", "防火巡护（次）", "防火隔离带（米）"],
                *(["2022-02-11", name, count, 50] for name, count in done.items())]:  # fmt: skip
        book.active.append(row)
    book.save(town.raw_dir("shili", str(Month(2022, 2))) / "2月森林防火台账.xlsx")
