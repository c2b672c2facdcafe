"""From filed workbooks to the page of goals and projects: the same digits all the way."""

from __future__ import annotations

import io
import json
import re
import shutil

import pandas as pd
import pytest
from towns import ask_only

from zhen_analysis.base.rounding import round_half_up
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.present import charts, tables
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.plan import words as planning
from zhen_analysis.publish.pages.needs import is_needed
from zhen_analysis.publish.run import publish
from zhen_analysis.results.month import assess_month
from zhen_analysis.sample import generate_sample

NOTEBOOK = bundled("notebooks") / "plan_progress.ipynb"
PERIOD = "2022-03"
READ = ["project", "economy", "rural_environment", "epidemic_control"]
LIMIT = 1_000_000  # bytes of a page


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Workspace:
    """A town of six villages with the sample's goals, and what of its ledgers they read."""
    root = tmp_path_factory.mktemp("plan") / "town"
    generate_sample(root, villages=6, months=3, ledgers=READ)
    ask_only(root, READ)
    shutil.copy(bundled("catalogue") / "goals.csv", root / "data/catalogue/goals.csv")
    return Workspace(root)


@pytest.fixture(scope="module")
def month(place):
    return assess_month(PERIOD, "shili", workspace=place)


@pytest.fixture(scope="module")
def published(place, month, warm_run):
    (page,) = publish(place, PERIOD, "shili", only="plan_progress", assessment=month, run=warm_run)
    assert page.state == "made", page.reason
    return place.reports_dir / PERIOD / "shili"


def test_every_project_is_read_as_it_was_filed(place, month):
    truth = pd.read_csv(place.root / "truth/projects.csv", parse_dates=["milestone", "deadline"])
    last = truth.drop_duplicates("case", keep="last").set_index("case").sort_index()
    found = month.plan.projects.set_index("case").sort_index()
    assert found.index.tolist() == last.index.tolist() and len(found) == 31
    for column in ("progress", "planned", "investment", "invested"):
        pd.testing.assert_series_equal(
            found[column].astype("float64"), last[column].astype("float64"), check_names=False
        )
    is_open = last["status"] == "open"
    for column in ("milestone", "deadline"):
        assert found.loc[is_open, column].tolist() == last.loc[is_open, column].tolist()
    assert (found["is_closed"] == ~is_open).all()
    assert found["name"].tolist() == last["text"].tolist()
    assert month.issues[month.issues["file"].str.contains("重点项目")].empty


HAND_FILED = """示例镇2022年3月重点项目台账,,,,,,,,,,,
填报单位：党政办　填报日期：2022年4月2日,,,,,,,,,,,
编号,工程名称,牵头科室,应达进度,形象进度,计划总投资（万元）,累计完成投资（万元）,里程碑,节点时间,计划竣工,项目状态,包联领导
P-1,甲路改造,农业综合服务中心,七成,60%,1.2亿元,3000,主体封顶,6月30日,2022年12月31日,在建,某某
P-2,乙渠治理,生态办,50,若干,80,,清淤,不详,2022年10月31日,在建,某某
P-3,丙广场,党建办,,—,30,30,验收,2022.3.20,2022-03-20,已竣工,某某
"""


def test_what_an_office_writes_by_hand_is_read_or_named(place, tmp_path):
    shutil.copytree(place.root, tmp_path / "town", ignore=shutil.ignore_patterns("reports"))
    other = Workspace(tmp_path / "town")
    folder = other.raw_dir("shili", PERIOD)
    for path in folder.parent.rglob("*.xlsx"):
        path.unlink()
    (folder / "3月项目进度.csv").write_text(HAND_FILED, encoding="gbk")
    month = assess_month(PERIOD, "shili", workspace=other)
    found = month.plan.projects.set_index("case")
    first = found.loc["P-1"]
    assert first[["planned", "progress", "gap"]].tolist() == [70, 60, -10]
    assert first[["investment", "invested", "invested_share"]].tolist() == [12000, 3000, 25]
    assert first["milestone"] == pd.Timestamp("2022-06-30")
    assert pd.isna(found.loc["P-2", "progress"]) and found.loc["P-2", "light_word"] == "未报"
    assert pd.isna(found.loc["P-2", "milestone"])
    assert found.loc["P-3", ["progress", "light_word"]].tolist() == [100, "已完工"]
    told = month.issues[["cell", "check"]].to_numpy().tolist()
    assert ["E5", "unreadable_value"] in told and ["I5", "unreadable_day"] in told
    shown = repr(tables.projects(month, in_full=True).printed.to_dict())
    assert "某某" not in shown


def test_the_page_says_what_the_csv_says_to_the_digit(published, month):
    page = (published / "plan_progress.html").read_text(encoding="utf-8")
    assert len(page.encode()) < LIMIT
    frames = {
        match["id"]: pd.read_html(io.StringIO(match[0]))[0]
        for match in re.finditer(r'<table class="[^"]*" id="(?P<id>\w+)">.*?</table>', page, re.S)
    }
    goals = pd.read_csv(published / "tables/goals.csv")
    leaves = goals[goals["kind"] != "theme"]
    tree = frames["goal_tree"].set_axis(frames["goal_tree"].columns.map(str), axis="columns")
    lights = (leaves["light"].fillna("") + " " + leaves["light_word"]).str.strip()
    printed = tree[tree["亮灯"].isin(lights)]
    assert len(printed) == len(leaves) == 23
    for heading, column in {"完成率（%）": "share_done", "序时进度（%）": "elapsed"}.items():
        wanted = round_half_up(leaves[column].astype("Float64"), 1).astype("float64")
        shown = pd.to_numeric(printed[heading].replace("—", None))
        assert shown.fillna(-1).tolist() == wanted.fillna(-1).tolist(), heading
    projects = pd.read_csv(published / "tables/projects.csv")
    own = frames["projects"]
    own.columns = [path[-1] if isinstance(path, tuple) else path for path in own.columns]
    own = own[own["差距"].notna()].iloc[: len(projects)]
    assert pd.to_numeric(own["实际"].replace("未报", None)).fillna(-1).tolist() == (
        projects["progress"].fillna(-1).tolist()
    )
    assert pd.to_numeric(own["差距"].replace("—", None)).fillna(0).tolist() == (
        projects["gap"].fillna(0).tolist()
    )
    assert "remark" not in projects and "owner" not in projects


def test_the_page_opens_with_what_is_behind(published, month):
    told = repr(planning.opening(month)).splitlines()
    assert 3 <= len(told) <= 5
    assert told[0].startswith("截至3月31日，23项目标中：") and "无数据" in told[0]
    assert "小学和幼儿园改造提升完成0.0%，序时进度50.0%，落后50.0个百分点" in told[1]
    page = (published / "plan_progress.html").read_text(encoding="utf-8")
    assert "落后<b>50.0</b>个百分点" in page
    assert page.count("aria-label") >= 2 and "<script" not in page
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["reports"]["plan_progress"]["title"] == "规划与年度目标"


def test_a_share_of_the_way_names_where_it_began(month):
    """86.9 % of 100 % done is not 86.9 % of the way from 86: the page says from where."""
    tree = tables.goal_tree(month).printed.set_index("目标")["目标值"]
    assert tree.loc["农村户厕改造全覆盖"] == "从86到100%"
    assert tree.loc["3至5年新增注册品牌5至7个"] == "5—7个"
    assert tree.loc["守住疫情防控“双零”目标"] == "不超过0人次"


def test_counts_of_the_themes_add_up(month):
    frame = tables.themes(month).printed.set_index("方向").astype("int64")
    roots = frame[~frame.index.str.startswith("　") & (frame.index != "合计")]
    assert roots.sum().tolist() == frame.loc["合计"].tolist()
    states = [column for column in frame if column != "目标"]
    assert (frame[states].sum(axis="columns") == frame["目标"]).all()


def test_every_bar_says_its_numbers(month):
    chart = charts.project_bullets(month)
    late = month.plan.projects.query("~is_closed and gap < -5")
    assert len(late) > 2
    for project in late.itertuples():
        assert (
            f"{project.name}完成{project.progress:.0f}，计划{project.planned:.0f}，落后"
            in chart.alt
        )


def test_a_town_without_goals_or_projects_has_no_such_report(town):
    assessed = assess_month("2022-02", "shili", workspace=town)
    assert not is_needed(NOTEBOOK, assessed)
    made = [
        planning.opening(assessed), planning.projects(assessed), tables.goals_behind(assessed),
        tables.goal_tree(assessed), tables.themes(assessed), tables.projects(assessed),
        charts.goal_bullets(assessed), charts.project_bullets(assessed),
    ]  # fmt: skip
    assert all(isinstance(part, Prose) and repr(part) for part in made)


def test_goals_or_a_ledger_are_each_reason_enough(place, month, town):
    assert is_needed(NOTEBOOK, month)
    assert is_needed(
        bundled("notebooks") / "data_quality.ipynb", assess_month("2022-02", workspace=town)
    )
    text = "goal,name,kind,target,from,by,indicator\na,改厕,count,5,2022-01-01,2022-12-31,toilet\n"
    (town.catalogue_dir / "goals.csv").write_text(text, encoding="utf-8")
    assert is_needed(NOTEBOOK, assess_month("2022-02", "shili", workspace=town))
