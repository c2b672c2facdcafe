"""A new town's workspace: from a list of villages as offices have it to a first report."""

import csv
import json
import re

import openpyxl
import pytest

from zhen_analysis import assess_month
from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import check_catalogue, load_catalogue
from zhen_analysis.setup.starter import (
    EXAMPLE_MONTH,
    EXAMPLE_TOWN,
    VillageList,
    drop_example,
    read_villages,
    start_town,
    town_code,
)
from zhen_analysis.setup.starter.codes import make_codes

NAME = "清泉镇"


def read(tmp_path, text, name="villages.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_villages(path, NAME)


def lines(found, *columns):
    return [[village[column] for column in columns] for village in found.villages]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_list_is_read_in_whatever_encoding_it_comes(tmp_path, encoding):
    found = read(tmp_path, "村名,户数\n青禾村,612\n柳湾村,548\n", encoding=encoding)
    assert lines(found, "code", "name", "households") == [
        ["qh", "青禾村", "612"],
        ["lw", "柳湾村", "548"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "青禾村\n柳湾村\n",
        "清泉镇村庄名单\n青禾村\n柳湾村",
        "1,青禾村\n2,柳湾村\n",
        "序号,行政村\n1,青 禾 村\n2,清泉镇柳湾村\n",
        "清泉镇各村情况表\n\n序号,村（社区）,书记\n1,青禾村,甲某\n\n2,柳湾村,乙某\n合计,,\n注：2024年\n",
    ],
)
def test_names_alone_will_do_with_whatever_stands_around_them(tmp_path, text):
    found = read(tmp_path, text)
    assert lines(found, "code", "name", "households", "group") == [
        ["qh", "青禾村", "", ""],
        ["lw", "柳湾村", "", ""],
    ]
    assert check_sums(found, text)


def check_sums(found, text):
    """Whatever was left aside is told."""
    told = " ".join(found.notes)
    return all(word in told for word in ("合计", "注：2024年", "书记") if word in text)


def test_names_and_a_number_without_headings_are_names_and_households(tmp_path):
    assert lines(read(tmp_path, "青禾村,612\n柳湾村,548\n"), "name", "households") == [
        ["青禾村", "612"],
        ["柳湾村", "548"],
    ]


def test_a_workbook_with_merged_groups_and_numbers_as_people_write_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["清泉镇基本情况"],
        ["片区", "村代码", "村别", "总户数（户）", "总人口", "网格数"],
        ["东片", 370102001201, "青禾村", "1,204户", 3600.0, 16],
        [None, None, "柳湾村", "四百", "1300人", None],
        ["西片", "ml", "梅林社区", "３８０", None, 9],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    book.create_sheet("旧表").append(["没有用的"])
    book.save(tmp_path / "村.xlsx")
    found = read_villages(tmp_path / "村.xlsx", NAME)
    assert lines(found, "code", "name", "group", "households", "population", "grids") == [
        ["v370102001201", "青禾村", "东片", "1204", "3600", "16"],
        ["lw", "柳湾村", "东片", "400", "1300", ""],
        ["ml", "梅林社区", "西片", "380", "", "9"],
    ]
    assert found.groups == ["东片", "西片"]
    assert any("旧表" in note for note in found.notes)


def test_everything_wrong_in_a_list_is_told_at_once(tmp_path):
    text = (
        "代码,村名,组别,户数,人口\n"
        "a,青禾村,一组,多,10\n"
        "a,柳湾村,,12,-3\n"
        "b-c,青禾村,一组,1.5,8\n"
        ",,一组,7,7\n"
    )
    with pytest.raises(CatalogueError) as refused:
        read(tmp_path, text)
    assert {(each.file, each.row, each.column) for each in refused.value.breaches} == {
        ("villages.csv", 2, "户数"), ("villages.csv", 3, "代码"), ("villages.csv", 3, "组别"),
        ("villages.csv", 3, "人口"), ("villages.csv", 4, "代码"), ("villages.csv", 4, "村名"),
        ("villages.csv", 4, "户数"), ("villages.csv", 5, "村名"),
    }  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"1,2\n3,4\n", b"\xff\xfe\x00"])
def test_a_list_that_is_none_is_refused_in_one_sentence(tmp_path, content):
    (tmp_path / "x.xlsx").write_bytes(content)
    (tmp_path / "x.csv").write_bytes(content)
    for name in ("x.xlsx", "x.csv", "absent.csv"):
        with pytest.raises(BadInput) as refused:
            read_villages(tmp_path / name, NAME)
        assert not isinstance(refused.value, CatalogueError)


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["青禾村", "柳湾村", "长乐社区"], ["qh", "lw", "cl"]),
        (["清河村", "青禾村", "前湖村"], ["qh", "qh2", "qh3"]),
        (["第3村", "3号村", "A村", "村"], ["d3", "v3h", "a", "c"]),
        (["邳坨村", "邳村"], ["v", "v2"]),
        (["阿西村", "座右村"], ["ax", "zy"]),
    ],
)
def test_codes_are_the_initials_of_names(names, codes):
    assert make_codes(names) == codes
    assert make_codes(names[:1], taken={codes[0]}) == [codes[0] + "2"]


def test_a_town_has_a_code_that_nothing_else_has():
    assert [town_code(name) for name in ("清泉镇", "本镇", "示例镇", "")] == [
        "qq", "town", "sl", "town",
    ]  # fmt: skip


def village(code, name, group=""):
    blank = dict.fromkeys(["households", "population", "grids"], "")
    return {"code": code, "name": name, "group": group, **blank}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A new town with villages in groups, and its example; read only."""
    place = tmp_path_factory.mktemp("started")
    villages = [village("qh", "青禾村", "东片"), village("lw", "柳湾村", "西片")]
    return start_town(place / "new", NAME, "qq", VillageList(villages))


def test_a_new_workspace_is_sound_and_its_example_reports_at_once(started):
    folder = started.workspace.catalogue_dir
    assert not [each for each in check_catalogue(folder) if each.severity == "error"]
    month = assess_month(EXAMPLE_MONTH, EXAMPLE_TOWN, workspace=started.workspace)
    assert month.is_complete and len(month.ranking) == 6
    assert set(month.ranking["group"]) == {"东片", "西片"}
    assert started.workspace.months("qq") == []


def test_invented_figures_never_stand_under_a_real_village(started):
    catalogue = load_catalogue(started.workspace.catalogue_dir)
    assert catalogue.find_town(None) == "qq" and not catalogue.towns["qq"].invented
    assert catalogue.towns[EXAMPLE_TOWN].invented
    month = assess_month(EXAMPLE_MONTH, EXAMPLE_TOWN, workspace=started.workspace)
    assert set(month.records["town"]) == {EXAMPLE_TOWN}
    assert not {"qh", "lw", "qq"} & set(month.measures["unit"])
    with pytest.raises(BadInput, match="no month yet"):
        assess_month(EXAMPLE_MONTH, "qq", workspace=started.workspace)
    raw = started.workspace.root / "data/raw"
    assert not [path for path in raw.rglob("*.*") if path.parts[-3] == "qq"]


def test_notebooks_come_without_another_town_s_figures(started):
    notebooks = sorted((started.workspace.root / "notebooks").glob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells)
        [given] = ["".join(c["source"]) for c in cells if "parameters" in c["metadata"]["tags"]]
        assert ("town =" in given) == (f'town = "{EXAMPLE_TOWN}"' in given)
        if "unit =" in given:
            unit = re.search(r'unit = "(.+)"', given)[1]
            villages = load_catalogue(started.workspace.catalogue_dir).units
            assert unit in set(villages.loc[villages["town"] == EXAMPLE_TOWN, "unit"])


def test_forms_offer_the_town_s_own_villages(started):
    forms = sorted((started.workspace.root / "表样").glob("*.xlsx"))
    assert len(forms) == started.forms == len(list(
        (started.workspace.catalogue_dir / "ledgers").glob("*.toml")
    ))  # fmt: skip
    notes = openpyxl.load_workbook(forms[0])["填表说明"]
    assert [cell.value for cell in notes["D"][1:3]] == ["青禾村", "柳湾村"]


def test_the_example_goes_in_one_step_and_nothing_else(tmp_path):
    villages = VillageList([village("qh", "青禾村")])
    workspace = start_town(tmp_path / "new", NAME, "qq", villages).workspace
    own = workspace.raw_dir("qq", "2025-01")
    own.mkdir(parents=True)
    (own / "台账.csv").write_text("村名,日期,清垃圾\n青禾村,2025-01-05,30\n", encoding="utf-8")
    for folder in (f"reports/2022-03/{EXAMPLE_TOWN}", f"data/processed/{EXAMPLE_TOWN}/2022-03"):
        (workspace.root / folder).mkdir(parents=True)
    assert drop_example(workspace) == ["示例镇"]
    assert not [
        path for path in workspace.root.rglob(f"*{EXAMPLE_TOWN}*")
        if "catalogue-backup" not in path.parts
    ]  # fmt: skip
    for path in workspace.root.rglob("*"):
        if path.suffix in {".toml", ".csv", ".ipynb"} and "catalogue-backup" not in path.parts:
            assert EXAMPLE_TOWN not in path.read_text(encoding="utf-8"), path
    catalogue = load_catalogue(workspace.catalogue_dir)
    assert list(catalogue.towns) == ["qq"] and set(catalogue.aliases["town"]) <= {"qq"}
    month = assess_month("2025-01", workspace=workspace)
    assert month.records["value"].tolist() == [30.0]
    with pytest.raises(BadInput, match="invented"):
        drop_example(workspace)


def test_the_only_town_is_not_dropped(town):
    with pytest.raises(BadInput, match="only one"):
        drop_example(town)
    assert town.months("shili")


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [(" ", "qq", "no name"), (NAME, "1q", "begins with a letter"), (NAME, EXAMPLE_TOWN, "taken"),
     (NAME, "emergency", "taken"), (NAME, "qh", "taken")],
)  # fmt: skip
def test_a_town_that_cannot_be_called_so_leaves_no_trace(tmp_path, name, code, told):
    villages = VillageList([village("qh", "青禾村")])
    with pytest.raises(BadInput, match=told):
        start_town(tmp_path / "new", name, code, villages)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / ".hidden").write_text("mine")
    with pytest.raises(BadInput, match="empty"):
        start_town(tmp_path, NAME, "qq", VillageList([]))
    assert [path.name for path in tmp_path.iterdir()] == [".hidden"]


def test_without_villages_and_example_a_bare_workspace_is_sound(tmp_path):
    start = start_town(tmp_path, '“清泉”"镇\\', "qq", VillageList([]), example=False)
    assert check_catalogue(start.workspace.catalogue_dir) == []
    catalogue = load_catalogue(Workspace(tmp_path).catalogue_dir)
    assert catalogue.towns["qq"].name == '“清泉”"镇\\'
    assert not (tmp_path / "表样").exists()
    rows = list(csv.reader((tmp_path / "data/catalogue/villages.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 1 and rows[0][0] == "code"
