"""goals.csv: what breaks its rules is named, row and column; the clerks' workbook carries it."""

from __future__ import annotations

import shutil

import openpyxl
import pytest

from zhen_analysis.base.errors import CatalogueError
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import check_catalogue, load_catalogue
from zhen_analysis.setup.catalogue_workbook import adopt_book, write_book

HEAD = "goal,parent,name,kind,target,target_high,uom,from,by,start,before,curve,indicator,span,"
HEAD += "projects,category,direction,department,behind,far_behind,near_days"
SOUND = {
    "top": {"kind": "theme", "behind": "10", "far_behind": "30", "near_days": "30"},
    "count": {"kind": "count", "target": "20", "target_high": "25", "indicator": "toilet"},
    "level": {"kind": "level", "target": "100", "start": "80", "indicator": "grid_rate"},
    "never": {"kind": "level", "target": "0", "indicator": "fire_liable", "direction": "-1"},
    "built": {"kind": "completed", "target": "2", "projects": "XM1;XM2", "curve": "plan"},
    "works": {"kind": "project", "projects": "XM3", "department": "general"},
}
# goal, what is changed in it, where the breach is, a word of what is told
WRONG = [
    ("count", {"goal": "1st"}, "goal", "begins with a letter"),
    ("count", {"goal": "level"}, "goal", "more than once"),
    ("count", {"name": ""}, "name", "missing"),
    ("count", {"kind": "sum"}, "kind", "one of completed, count"),
    ("count", {"parent": "nobody"}, "parent", "not a goal"),
    ("count", {"parent": "level"}, "parent", "only a theme"),
    ("top", {"parent": "top"}, "parent", "leads back"),
    ("top", {"target": "5"}, "target", "no figure of its own"),
    ("count", {"kind": "theme"}, "target", "no figure of its own"),
    ("count", {"target": ""}, "target", "above 0"),
    ("count", {"target": "0"}, "target", "above 0"),
    ("count", {"target": "viele"}, "target", "a number"),
    ("count", {"target_high": "19"}, "target_high", "below the target"),
    ("count", {"target_high": "x"}, "target_high", "a number"),
    ("count", {"from": "2022-02-30"}, "from", "a date"),
    ("count", {"by": ""}, "by", "a date"),
    ("count", {"by": "2021-12-31"}, "by", "after from"),
    ("count", {"from": "2022-03-01"}, "from", "1 January"),
    ("count", {"before": "2022:5;2021:7"}, "before", "must rise"),
    ("count", {"before": "2022"}, "before", "colon"),
    ("count", {"before": "22:1"}, "before", "year:number"),
    ("count", {"start": "5"}, "start", "only a goal of kind level"),
    ("level", {"start": "100"}, "start", "not below the target"),
    ("level", {"before": "2021:5"}, "before", "only a goal of kind"),
    ("count", {"curve": "steep"}, "curve", "blank"),
    ("count", {"curve": "plan"}, "curve", "only projects"),
    ("count", {"curve": "2022-06-30:40;2022-05-31:60"}, "curve", "must rise"),
    ("count", {"curve": "2022-06-30:40;2022-07-31:30"}, "curve", "cannot become less"),
    ("count", {"curve": "2022-06-30:40;2022-07-31:130"}, "curve", "between 0 and 100"),
    ("count", {"curve": "2022-06-30:40;2023-07-31:100"}, "curve", "between from and by"),
    ("count", {"curve": "2022-06-31:40;2022-07-31:100"}, "curve", "2022-06-31 is no date"),
    ("count", {"indicator": "nothing"}, "indicator", "not a measured indicator"),
    ("count", {"indicator": ""}, "indicator", "not a measured indicator"),
    ("count", {"indicator": "safety"}, "indicator", "not a measured indicator"),
    ("count", {"indicator": "grid_rate"}, "indicator", "cannot add up"),
    ("count", {"span": "month"}, "span", "ytd"),
    ("level", {"span": "week"}, "span", "one of month, ytd"),
    ("count", {"uom": "个", "indicator": "rectified"}, "uom", None),
    ("count", {"projects": "XM1"}, "projects", "only a goal of kind"),
    ("count", {"direction": "2"}, "direction", "1 (reach it)"),
    ("built", {"direction": "-1"}, "direction", "only a goal of kind"),
    ("never", {"curve": "kept"}, "curve", "ceiling"),
    ("never", {"start": "-1"}, "start", "ceiling"),
    ("built", {"projects": ""}, "projects", "name the projects"),
    ("built", {"projects": "XM1;XM1;XM2"}, "projects", "twice"),
    ("built", {"projects": "XM1"}, "projects", "fewer than the target"),
    ("built", {"category": "道路"}, "category", "not both"),
    ("works", {"projects": "XM1;XM2"}, "projects", "exactly one"),
    ("works", {"target": "120"}, "target", "progress in %"),
    ("works", {"department": "nobody"}, "department", "not the code of a department"),
    ("works", {"town": "elsewhere"}, "town", "not a town"),
    ("top", {"behind": "-1"}, "behind", "0 or more"),
    ("top", {"far_behind": "5"}, "far_behind", "below behind"),
    ("top", {"near_days": "3.5"}, "near_days", "whole number"),
]


def write_goals(folder, goal: str = "", change: dict | None = None) -> dict[str, int]:
    """Write sound goals, one of them changed; return the row of each."""
    columns = [*HEAD.split(","), "town"]
    lines, rows = [",".join(columns)], {}
    for row, (code, own) in enumerate(SOUND.items(), start=2):
        usual = {"goal": code, "name": code, "parent": "" if code == "top" else "top"}
        if own["kind"] != "theme":
            usual |= {"from": "2022-01-01", "by": "2022-12-31"}
        cells = usual | own | (change if change and code == goal else {})
        lines.append(",".join(cells.get(column, "") for column in columns))
        rows[code] = row
    (folder / "goals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return rows


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(bundled("catalogue"), tmp_path / "catalogue")
    return tmp_path / "catalogue"


def breaches(folder) -> list:
    return [each for each in check_catalogue(folder) if each.file == "goals.csv"]


def test_sound_goals_break_nothing_and_are_frozen(folder):
    write_goals(folder)
    assert breaches(folder) == []
    goals = load_catalogue(folder).goals_in("shili").set_index("goal")
    assert goals["behind"].tolist() == [10] * 6
    assert goals.loc["works", ["target", "uom", "direction"]].tolist() == [100, "%", 1]
    assert goals.loc["count", "span"] == "ytd" and goals.loc["never", "direction"] == -1


IDS = [f"{goal}-{column}-{number}" for number, (goal, _, column, _) in enumerate(WRONG)]


@pytest.mark.parametrize(("goal", "change", "column", "told"), WRONG, ids=IDS)
def test_a_breach_is_named_with_its_row_and_column(folder, goal, change, column, told):
    rows = write_goals(folder, goal, change)
    found = [each for each in breaches(folder) if each.column == column]
    assert found, [str(each) for each in breaches(folder)]
    assert rows[goal] in {each.row for each in found}
    assert told is None or any(told in each.message for each in found)


def test_all_breaches_come_at_once(folder):
    write_goals(folder, "count", {"name": "", "target": "", "by": "x", "department": "y"})
    assert {each.column for each in breaches(folder)} >= {"name", "target", "by", "department"}
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(folder)
    assert len(raised.value.breaches) == 4


def test_a_theme_without_parts_and_a_circle_are_told(folder):
    text = "goal,parent,name,kind\na,b,甲,theme\nb,a,乙,theme\nc,,丙,theme\n"
    (folder / "goals.csv").write_text(text, encoding="gbk")
    told = {(each.row, each.column, each.message) for each in breaches(folder)}
    assert (2, "parent", "leads back to the goal itself.") in told
    assert (4, "goal", "a theme needs parts.") in told


def test_goals_of_projects_need_a_ledger_of_projects(folder):
    (folder / "ledgers/project.toml").unlink()
    write_goals(folder)
    found = [each for each in breaches(folder) if each.column == "kind"]
    assert len(found) == 2 and "planned and progress" in found[0].message


def test_a_town_without_goals_is_sound(folder):
    (folder / "goals.csv").unlink()
    assert breaches(folder) == [] and load_catalogue(folder).goals.empty


def test_two_towns_may_use_the_same_codes(folder):
    text = (folder / "town.toml").read_text(encoding="utf-8")
    (folder / "town.toml").write_text(
        text.replace("[schemes.village]", '[towns.other]\nname = "另镇"\n\n[schemes.village]', 1),
        encoding="utf-8",
    )
    (folder / "goals.csv").write_text(
        "goal,parent,name,kind,target,from,by,indicator,town\n"
        "a,,甲,count,5,2022-01-01,2022-12-31,toilet,\n"
        "a,,乙,count,6,2022-01-01,2022-12-31,toilet,other\n",
        encoding="utf-8",
    )
    assert breaches(folder) == []
    loaded = load_catalogue(folder)
    assert loaded.goals_in("shili")["name"].tolist() == ["甲"]
    assert loaded.goals_in("other")["target"].tolist() == [6]


# ---------------------------------------------------------------- the clerks' workbook


def sheet_of(path):
    book = openpyxl.load_workbook(path)
    return book, book["年度目标"]


def test_the_workbook_carries_the_goals_and_brings_them_back(folder, tmp_path):
    path = write_book(folder, tmp_path / "a.xlsx")
    before = (folder / "goals.csv").read_bytes()
    assert adopt_book(path, folder).files == []
    book, sheet = sheet_of(path)
    heads = [cell.value for cell in sheet[1]]
    row = next(line for line in sheet.iter_rows(min_row=2) if line[0].value == "brands")
    said = {head: cell.value for head, cell in zip(heads, row, strict=True)}
    assert (said["目标类型"], said["目标值"], said["目标高限"]) == ("数量", 5, 7)
    assert said["完成期限"].strftime("%Y-%m-%d") == "2026-12-31"
    row[heads.index("目标值")].value = 6
    row[heads.index("完成期限")].value = "2027年12月31日"
    book.save(path)
    adoption = adopt_book(path, folder)
    assert adoption.files == ["goals.csv"]
    changed = load_catalogue(folder).goals.set_index("goal").loc["brands"]
    assert changed["target"] == 6 and str(changed["by"].date()) == "2027-12-31"
    assert len(before.splitlines()) == len((folder / "goals.csv").read_bytes().splitlines())


def test_a_breach_in_the_workbook_is_named_as_the_clerk_sees_it(folder, tmp_path):
    path = write_book(folder, tmp_path / "a.xlsx")
    book, sheet = sheet_of(path)
    heads = [cell.value for cell in sheet[1]]
    row = next(line for line in sheet.iter_rows(min_row=2) if line[0].value == "toilets")
    row[heads.index("上级目标")].value = "没有的"
    book.save(path)
    with pytest.raises(CatalogueError) as raised:
        adopt_book(path, folder)
    (breach,) = raised.value.breaches
    assert (breach.file, breach.column, breach.row) == ("年度目标", "上级目标", row[0].row)
