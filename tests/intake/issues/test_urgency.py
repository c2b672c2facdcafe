"""Every issue knows whose it is, and the most harmful one comes first, in the page as in `zhen`."""

import json
import sys

import openpyxl
import pandas as pd
import pytest
from drawing import table
from seeds import seeds
from towns import ask_only

from zhen_analysis import cli
from zhen_analysis.base.period import parse_month
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import count_month, order_issues, read_folder
from zhen_analysis.intake.messages import harms_of
from zhen_analysis.present import tables
from zhen_analysis.results.month import assess_month

MONTH = "2022-02"
HARMFUL = "若干"  # in a column of quantities: an issue at that cell


def file_grid(workspace, name, *lines, sheets=()):
    """File a workbook of one sheet, or of several named ones."""
    book = openpyxl.Workbook()
    for title, grid in sheets or [("Sheet1", lines)]:
        page = book.create_sheet(title)
        for line in grid:
            page.append(list(line))
    book.remove(book.worksheets[0])
    book.save(workspace.raw_dir("shili", MONTH) / name)


def read(workspace) -> pd.DataFrame:
    """Return February's issues with what each one tells of; units by name, "" where not known."""
    catalogue = load_catalogue(workspace.catalogue_dir)
    intake = read_folder(workspace, TownPeriod(catalogue, "shili", parse_month(MONTH)))
    names = catalogue.unit_names("shili", parse_month(MONTH))
    placed = intake.places.assign(unit=intake.places["unit"].map(names).fillna(""))
    assert placed.index.equals(intake.issues.index)
    return intake.issues.join(placed)


def placed(workspace, name, check=None):
    """Return ``cell → unit`` of a file's issues."""
    issues = read(workspace)
    mine = issues[issues["file"].str.endswith(name)]
    if check:
        mine = mine[mine["check"] == check]
    return dict(zip(mine["cell"], mine["unit"], strict=True))


@pytest.fixture
def names(bare_town):
    """Names of the first villages."""
    units = load_catalogue(bare_town.catalogue_dir).units
    return units.loc[(units["town"] == "shili") & (units["level"] == "village"), "name"].tolist()


# whose is it?


def test_an_issue_on_a_line_is_its_villages(bare_town, names):
    one, two, *_ = names
    file_grid(
        bare_town, "人居环境.xlsx", ["村名", "日期", "清垃圾"],
        [one, "2月20日", HARMFUL], [two, "2月20日", HARMFUL],
    )  # fmt: skip
    assert placed(bare_town, "人居环境.xlsx") == {"C2": one, "C3": two}


def test_of_tables_side_by_side_each_tells_of_its_own_line(bare_town, names):
    one, two, *_ = names
    head = ["村名", "日期", "清垃圾"]
    file_grid(
        bare_town, "人居环境.xlsx", head + head,
        [one, "2月20日", HARMFUL, two, "2月20日", HARMFUL],
    )  # fmt: skip
    assert placed(bare_town, "人居环境.xlsx") == {"C2": one, "F2": two}


def test_in_a_table_on_its_side_a_line_is_a_column(bare_town, names):
    one, two, three, *_ = names
    file_grid(
        bare_town, "人居环境.xlsx", ["村名", one, two, three],
        ["日期", "2月20日", "2月20日", "2月20日"],
        ["清垃圾", 3, HARMFUL, 4], ["拆除旱厕", 1, 1, HARMFUL],
    )  # fmt: skip
    assert placed(bare_town, "人居环境.xlsx") == {"C3": two, "D4": three}


def test_a_village_that_fills_a_sheet_alone_is_told_of_its_headings_and_totals(bare_town, names):
    one, two, *_ = names
    head = ["村名", "日期", "清垃圾", "怪列"]
    grids = [
        (village, [head, [village, "2月20日", 1, 5], ["合计", "", 9]]) for village in (one, two)
    ]
    file_grid(bare_town, "人居环境.xlsx", sheets=grids)
    issues = read(bare_town)
    mine = issues[issues["file"].str.endswith("人居环境.xlsx")]
    by_sheet = mine.groupby("sheet")["unit"].unique().map(list).to_dict()
    assert by_sheet == {one: [one], two: [two]}
    assert set(mine["check"]) >= {"unknown_column", "total_mismatch"}


def test_a_line_with_an_unknown_name_is_nobodys_even_in_a_villages_workbook(bare_town, names):
    file_grid(
        bare_town, "人居环境.xlsx", ["村名", "日期", "清垃圾"],
        [names[0], "2月20日", 1], ["无此地名", "2月20日", 1],
    )  # fmt: skip
    assert placed(bare_town, "人居环境.xlsx", "unknown_unit") == {"A3": ""}


def test_what_belongs_to_no_village_falls_to_the_department_that_files_the_ledger(bare_town, names):
    department = load_catalogue(bare_town.catalogue_dir).ledgers["safety_inspection"].filed_by
    file_grid(
        bare_town, "安全检查.xlsx", ["村名", "日期", "检查巡查次数"],
        [names[0], "2月20日", HARMFUL], ["无此地名", "2月20日", 1],
    )  # fmt: skip
    told = placed(bare_town, "安全检查.xlsx")
    filer = load_catalogue(bare_town.catalogue_dir).unit_name("shili", department)
    assert (told["C2"], told["A3"]) == (names[0], filer)


def test_a_broken_file_is_the_villages_that_its_name_tells(bare_town, names):
    for name in (f"{names[0]}人居环境.xlsx", "人居环境.xlsx"):
        (bare_town.raw_dir("shili", MONTH) / name).write_bytes(b"?")
    broken = read(bare_town).query("check == 'unreadable'")
    told = dict(zip(broken["file"].str.rpartition("/")[2], broken["unit"], strict=True))
    assert told == {f"{names[0]}人居环境.xlsx": names[0], "人居环境.xlsx": ""}
    assert set(broken["ledger"]) == {"cleanup"}


def test_a_stale_correction_is_the_units_that_it_names(bare_town, names):
    (bare_town.catalogue_dir / "corrections.csv").write_text(
        "ledger,unit,date,field,written,value,kind,reason,by,on,file,cell\n"
        f"cleanup,{names[1]},2022-02-20,garbage,7777,7,error,,,,,",
        encoding="utf-8",
    )
    assert placed(bare_town, "corrections.csv") == {"A2": names[1]}


def test_a_correction_is_told_once_however_many_folders_make_the_month(bare_town, names):
    (bare_town.catalogue_dir / "corrections.csv").write_text(
        "ledger,unit,date,field,written,value,kind,reason,by,on,file,cell\n"
        f"cleanup,{names[1]},2022-02-20,garbage,7777,7,error,,,,,",
        encoding="utf-8",
    )
    issues = assess_month(MONTH, workspace=bare_town).issues
    assert issues["check"].tolist().count("correction_stale") == 1


def test_a_town_whose_villages_file_every_ledger_has_issues_that_are_nobodys(bare_town):
    ask_only(bare_town.root, ["cleanup", "grid_visit"])
    (bare_town.raw_dir("shili", MONTH) / "坏了.xlsx").write_bytes(b"?")
    assert placed(bare_town, "坏了.xlsx") == {"": ""}


# which comes first?


ORDERED = """
    check            | severity | file | sheet | cell | ledger            | column | item       | harm
    unreadable       | error    | 坏   |       |      |                   |        |            | uncounted
    unreadable_value | error    | 甲   | 台账  | D9   | cleanup           | value  | garbage    | uncounted
    unreadable_value | error    | 甲   | 台账  | D10  | cleanup           | value  | garbage    | uncounted
    unreadable_value | error    | 甲   | 台账  | A2   | cleanup           | value  | river      | uncounted
    total_mismatch   | warning  | 甲   | 台账  | D1   | cleanup           | value  | garbage    | doubtful
    unknown_column   | warning  | 甲   | 台账  | B1   | cleanup           |        |            | unplaced
    unknown_unit     | info     | 甲   | 台账  | B5   | cleanup           | unit   |            | told
    unreadable_value | error    | 乙   | 台账  | C3   | cleanup           | value  | garbage    | uncounted
    unreadable_date  | warning  | 丙   | 台账  | C3   | cleanup           | date   |            | doubtful
    value_doubtful   | warning  | 丙   | 台账  | C4   | safety_inspection | value  | inspection | doubtful
    value_doubtful   | warning  | 丙   | 台账  | C5   | safety_problem    | text   |            | doubtful
    vague_date       | info     | 丁   | 台账  | C3   | cleanup           | date   |            | told
"""  # noqa: E501


@pytest.mark.parametrize("seed", seeds(2))
def test_issues_stand_file_by_file_the_most_harmful_first(clean_town, seed):
    drawn = table(ORDERED).replace("", None)
    shuffled = drawn.drop(columns="harm").sample(frac=1, random_state=seed)
    catalogue = load_catalogue(clean_town / "data/catalogue")

    ordered = order_issues(shuffled.assign(field="", message=""), catalogue)

    told = ["check", "file", "cell", "harm"]
    assert ordered[told].fillna("").to_numpy().tolist() == (
        drawn[told].fillna("").to_numpy().tolist()
    )


def test_what_is_only_told_harms_nothing_whatever_its_check_does_elsewhere():
    issues = pd.DataFrame(
        {"check": ["unknown_column", "unknown_column"], "severity": ["warning", "info"]}
    )
    assert harms_of(issues).tolist() == ["unplaced", "told"]


def test_no_issues_are_ordered_too(clean_town):
    columns = ["check", "severity", "file", "sheet", "cell", "ledger", "unit", "column", "item"]
    none = pd.DataFrame(columns=columns, dtype="str")
    ordered = order_issues(none, load_catalogue(clean_town / "data/catalogue"))
    assert ordered.empty and "harm" in ordered


def test_the_command_prints_the_order_of_the_page(bare_town, names, monkeypatch, capsys):
    head = ["村名", "日期", "清垃圾", "怪列"]
    file_grid(
        bare_town,
        "甲人居环境.xlsx",
        head,
        [names[0], "2月40日", 1, 1],
        [names[1], "2月21日", HARMFUL],
    )
    file_grid(bare_town, "乙人居环境.xlsx", head[:3], [names[2], "2月21日", HARMFUL])
    (bare_town.raw_dir("shili", MONTH) / "丙.xlsx").write_bytes(b"?")
    where = ["--workspace", str(bare_town.root), "--format", "json"]
    monkeypatch.setattr(sys, "argv", ["zhen", "issues", MONTH, *where])
    with pytest.raises(SystemExit):
        cli.main()
    printed = [line["message"] for line in json.loads(capsys.readouterr().out)]

    assert (
        printed == tables.to_mend(assess_month(MONTH, workspace=bare_town)).printed["说明"].tolist()
    )
    assert "无法读取" in printed[0]


# months


def test_a_month_is_counted_by_harm_and_by_what_became_of_its_filings():
    issues = pd.DataFrame(
        {
            "check": ["unreadable", "unknown_column", "unknown_column", "total_mismatch"],
            "severity": ["error", "warning", "info", "warning"],
        }
    )
    filings = pd.DataFrame({"status": ["filed", "late", "filed", "missing", "in_doubt"]})

    (row,) = count_month("2022-03", issues, filings).to_dict("records")

    harms = {"uncounted": 1, "doubtful": 1, "unplaced": 1, "told": 1}
    came = {"due": 5, "filed": 2, "late": 1, "in_doubt": 1, "missing": 1}
    assert row == {"period": "2022-03", **harms, **came}


def test_the_trend_has_a_row_for_every_month_that_was_filed(bare_town, names):
    before = assess_month(MONTH, workspace=bare_town).trend.set_index("period")["uncounted"]
    file_grid(
        bare_town, "人居环境.xlsx", ["村名", "日期", "清垃圾"], [names[0], "2月20日", HARMFUL]
    )
    after = assess_month(MONTH, workspace=bare_town).trend.set_index("period")["uncounted"]

    assert (after - before).to_dict() == {"2022-01": 0, "2022-02": 1}
