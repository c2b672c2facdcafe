"""corrections.csv: applied while the cell still reads so, never in doubt, always told."""

import openpyxl
import pytest

from zhen_analysis.base.period import parse_month
from zhen_analysis.catalogue import TownPeriod, check_catalogue, load_catalogue
from zhen_analysis.intake import Intake, read_folder
from zhen_analysis.results.month import assess_month

MONTH = "2022-02"
HEADER = "ledger,unit,date,field,written,value,kind,reason,by,on,file,cell"


def file_ledger(workspace, name, *lines):
    book = openpyxl.Workbook()
    for line in (["填报日期：2022年3月2日"], ["村名", "日期", "清垃圾", "负责人"], *lines):
        book.active.append(list(line))
    book.save(workspace.raw_dir("shili", MONTH) / name)


def correct(workspace, *lines):
    path = workspace.catalogue_dir / "corrections.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")


def read(workspace) -> Intake:
    catalogue = load_catalogue(workspace.catalogue_dir)
    return read_folder(workspace, TownPeriod(catalogue, "shili", parse_month(MONTH)))


def read_as(intake, name):
    """Return the values of one file in reading order."""
    mine = intake.records[intake.records["file"].str.endswith(name)]
    return mine["value"].tolist()


def told(intake):
    return [check for check in intake.issues["check"] if check.startswith("correct")]


@pytest.fixture
def village(bare_town):
    """The first village: its code and name."""
    units = load_catalogue(bare_town.catalogue_dir).units_in("shili", parse_month(MONTH), "village")
    return units.iloc[0]


@pytest.mark.parametrize("named", ["unit", "name"])
@pytest.mark.parametrize("field", ["garbage", "清垃圾", "垃圾清理量"])
def test_a_correction_applies_by_content(bare_town, village, named, field):
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月27日", "若干"])
    correct(bare_town, f"cleanup,{village[named]},2022-02-27,{field},若干,12方,error,电话核实,,,,")
    intake = read(bare_town)
    assert read_as(intake, "补人居环境.xlsx") == [12]
    (issue,) = intake.issues[intake.issues["check"] == "corrected"].itertuples()
    assert (issue.cell, issue.written, issue.read_as) == ("C3", "若干", "12方")
    assert "电话核实" in issue.message
    assert "unreadable_value" not in set(
        intake.issues.loc[intake.issues["file"].str.endswith("补人居环境.xlsx"), "check"]
    )


def test_a_trace_shows_what_was_written_and_what_it_was_corrected_to(bare_town, village):
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月27日", 500])
    correct(bare_town, f"cleanup,{village['unit']},2022-02-27,garbage,500,50,appeal,申诉,,,,")
    trace = assess_month(MONTH, workspace=bare_town).trace(village["unit"], "garbage")
    (cell,) = trace[trace["file"].str.endswith("补人居环境.xlsx")].itertuples()
    assert (cell.written, cell.corrected, cell.value) == ("500", "50", 50)
    assert trace["corrected"].isna().sum() == len(trace) - 1


def test_a_correction_is_stale_once_the_workbook_is_mended(bare_town, village):
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月27日", 12])
    correct(bare_town, f"cleanup,{village['unit']},2022-02-27,garbage,若干,13,error,,,,,")
    intake = read(bare_town)
    assert read_as(intake, "补人居环境.xlsx") == [12]
    assert told(intake) == ["correction_stale"]


def test_a_correction_of_another_month_is_not_stale_in_this_one(bare_town, village):
    correct(bare_town, f"cleanup,{village['unit']},2022-01-27,garbage,若干,13,error,,,,,")
    assert told(read(bare_town)) == []


def test_a_correction_that_meets_two_cells_applies_to_neither_unless_the_cell_is_named(
    bare_town, village
):
    lines = [[village["name"], "2月26日", 7777], [village["name"], "2月27日", 7777]]
    file_ledger(bare_town, "补人居环境.xlsx", *lines)
    line = f"cleanup,{village['unit']},,garbage,7777,7,error,,,,补人居环境.xlsx,"
    correct(bare_town, line)
    intake = read(bare_town)
    assert read_as(intake, "补人居环境.xlsx") == [7777, 7777]
    assert told(intake) == ["correction_ambiguous"]
    correct(bare_town, line + "C4")
    assert read_as(read(bare_town), "补人居环境.xlsx") == [7777, 7]


def test_a_correction_decides_a_conflict(bare_town, village):
    file_ledger(bare_town, "甲人居环境.xlsx", [village["name"], "2月27日", 500])
    file_ledger(bare_town, "乙人居环境.xlsx", [village["name"], "2月27日", 700])
    assert "conflict" in set(read(bare_town).issues["check"])
    correct(bare_town, f"cleanup,{village['unit']},2022-02-27,garbage,700,500,error,,,,,")
    intake = read(bare_town)
    assert "conflict" not in set(intake.issues["check"])
    both = read_as(intake, "甲人居环境.xlsx") + read_as(intake, "乙人居环境.xlsx")
    assert both == [500]


def test_a_villages_name_and_a_day_can_be_corrected(bare_town, village):
    file_ledger(bare_town, "补人居环境.xlsx", ["无此村", "2月30日", 12])
    correct(
        bare_town,
        f"cleanup,{village['unit']},,村名,无此村,{village['name']},error,,,,,",
    )
    assert read(bare_town).records["file"].str.endswith("补人居环境.xlsx").sum() == 1
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月30日", 12])
    correct(bare_town, f"cleanup,{village['unit']},,日期,2月30日,2月28日,error,,,,,")
    records = read(bare_town).records
    mine = records[records["file"].str.endswith("补人居环境.xlsx")]
    assert f"{mine['date'].iloc[0]:%Y-%m-%d}" == "2022-02-28"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("none,{unit},2022-02-27,garbage,1,2,error,,,,,", "ledger"),
        ("cleanup,无此村,2022-02-27,garbage,1,2,error,,,,,", "unit"),
        ("cleanup,{unit},27日,garbage,1,2,error,,,,,", "date"),
        ("cleanup,{unit},2022-02-27,,1,2,error,,,,,", "field"),
        ("cleanup,{unit},2022-02-27,负责人,测试甲,测试乙,error,,,,,", "field"),
        ("cleanup,{unit},2022-02-27,owner,测试甲,测试乙,error,,,,,", "field"),
        ("cleanup,{unit},2022-02-27,garbage,1,2,guess,,,,,", "kind"),
        ("cleanup,{unit},2022-02-27,garbage,,2,error,,,,,", "written"),
    ],
)
def test_a_correction_that_makes_no_sense_is_a_breach(bare_town, village, line, column):
    correct(bare_town, line.format(unit=village["unit"]))
    (breach,) = check_catalogue(bare_town.catalogue_dir)
    assert (breach.file, breach.row, breach.column) == ("corrections.csv", 2, column)


@pytest.mark.parametrize(
    ("filed", "written", "applies"),
    [
        ("１２", "12", True),
        ("12方", "12", True),
        ("1,204", "1204", True),
        ("十二", "12", True),
        ("约12", "12", False),
        ("约12方", "约12", True),
        ("12 ", "12", True),
        ("12.5", "12", False),
    ],
)
def test_a_cell_reads_the_same_however_the_number_is_typed(
    bare_town, village, filed, written, applies
):
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月27日", filed])
    correct(bare_town, f"cleanup,{village['unit']},2022-02-27,garbage,{written},7,error,,,,,")
    intake = read(bare_town)
    assert (read_as(intake, "补人居环境.xlsx") == [7]) is applies
    assert told(intake) == ["corrected" if applies else "correction_stale"]


def test_two_corrections_that_want_different_things_of_one_cell_apply_neither(bare_town, village):
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月27日", 500])
    line = f"cleanup,{village['unit']},2022-02-27,garbage,500"
    correct(bare_town, f"{line},50,error,,,,,", f"{line},5,appeal,,,,,")
    intake = read(bare_town)
    assert read_as(intake, "补人居环境.xlsx") == [500]
    assert told(intake) == ["correction_contradicted"] * 2
    correct(bare_town, f"{line},50,error,,,,,", f"{line},50,appeal,,,,,")
    assert read_as(read(bare_town), "补人居环境.xlsx") == [50]


def test_a_refused_appeal_leaves_the_figure_and_is_told(bare_town, village):
    file_ledger(bare_town, "补人居环境.xlsx", [village["name"], "2月27日", 500])
    correct(bare_town, f"cleanup,{village['unit']},2022-02-27,garbage,500,500,appeal,现场复核,,,,")
    intake = read(bare_town)
    assert read_as(intake, "补人居环境.xlsx") == [500]
    (issue,) = intake.issues[intake.issues["check"] == "correction_refused"].itertuples()
    assert (issue.severity, issue.cell) == ("info", "C3")
    assert "申诉未采纳" in issue.message and "现场复核" in issue.message
    trace = assess_month(MONTH, workspace=bare_town).trace(village["unit"], "garbage")
    assert trace["corrected"].isna().all()


def test_a_line_whose_village_and_number_are_both_corrected_is_found(bare_town, village):
    file_ledger(bare_town, "补人居环境.xlsx", ["无此村", "2月30日", "若干"])
    correct(
        bare_town,
        f"cleanup,{village['unit']},,清垃圾,若干,12,error,,,,补人居环境.xlsx,",
        f"cleanup,{village['unit']},,村名,无此村,{village['name']},error,,,,,",
        f"cleanup,{village['unit']},,日期,2月30日,2月28日,error,,,,补人居环境.xlsx,",
    )
    intake = read(bare_town)
    assert read_as(intake, "补人居环境.xlsx") == [12]
    assert told(intake) == ["corrected"] * 3


def test_a_file_hint_names_that_file_only(bare_town, village):
    for name in ("人居环境甲.xlsx", "补人居环境甲.xlsx"):
        file_ledger(bare_town, name, [village["name"], f"2月{len(name)}日", 7777])
    correct(bare_town, f"cleanup,{village['unit']},,garbage,7777,7,error,,,,人居环境甲.xlsx,")
    intake = read(bare_town)
    assert read_as(intake, "/人居环境甲.xlsx") == [7]
    assert read_as(intake, "补人居环境甲.xlsx") == [7777]
