"""A form that is written, filled in and read back."""

import shutil
import subprocess
from datetime import date
from itertools import product

import openpyxl
import pytest

from zhen_analysis.base.period import parse_month
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.setup.templates import write_forms

MONTH = "2022-02"


@pytest.fixture
def catalogue(town):
    for path in town.raw_dir("shili", MONTH).iterdir():
        path.unlink()
    return load_catalogue(town.catalogue_dir)


def read(town, catalogue):
    return read_folder(town, TownPeriod(catalogue, "shili", parse_month(MONTH)))


def fill(path, rows, town):
    """Fill a form in as a clerk would, from the row below its header, and file it."""
    book = openpyxl.load_workbook(path)
    table = book.worksheets[0]
    heads = {cell.value.split("\n")[0]: cell.column for cell in table[3]}
    table.cell(2, 1).value = "填报单位：测试　填报日期：2022年3月3日"
    for number, row in enumerate(rows, start=4):
        for heading, value in row.items():
            table.cell(number, heads[heading]).value = value
    book.save(town.raw_dir("shili", MONTH) / path.name)


def example(ledger, unit):
    """Return a line that fills every column of a ledger."""
    values = {"unit": unit, "case": "007", "serial": 1, "other": "012345678901234567"}
    line = {}
    for column in ledger.columns:
        if column.field in {"value", "done", "due"}:
            line[column.label] = 3
        elif column.field in {"date", "opened", "closed", "deadline", "checked"}:
            line[column.label] = date(2022, 2, 15)
        else:
            line[column.label] = values.get(
                column.field, column.options[0] if column.options else "x"
            )
    return line


def test_every_form_reads_back_without_an_issue(town, catalogue, tmp_path):
    paths = write_forms(catalogue, "shili", list(catalogue.ledgers), tmp_path / "forms")
    for path, ledger in zip(paths, catalogue.ledgers.values(), strict=True):
        units = catalogue.units_in("shili", parse_month(MONTH), ledger.level)
        fill(path, [example(ledger, units["name"].iloc[0])], town)
    intake = read(town, catalogue)
    assert intake.issues.empty, intake.issues["message"].tolist()
    assert set(intake.records["ledger"]) == set(catalogue.ledgers)
    for ledger in catalogue.ledgers.values():
        mine = intake.records[intake.records["ledger"] == ledger.code]
        assert len(mine) == (1 if ledger.shape == "case" else len(ledger.items))
    assert set(intake.files["filed_on"].dt.strftime("%Y-%m-%d")) == {"2022-03-03"}


def test_an_empty_form_holds_no_line_and_raises_no_alarm(town, catalogue):
    write_forms(catalogue, "shili", ["cleanup"], town.raw_dir("shili", MONTH))
    intake = read(town, catalogue)
    assert intake.records.empty and intake.issues.empty
    assert (intake.filings["status"] == "missing").all()


def test_a_form_offers_the_villages_and_checks_what_is_typed(catalogue, tmp_path):
    (path,) = write_forms(catalogue, "shili", ["safety_problem"], tmp_path)
    book = openpyxl.load_workbook(path)
    checks = {
        str(check.sqref)[0]: check for check in book.worksheets[0].data_validations.dataValidation
    }
    villages = catalogue.units_in("shili", parse_month(MONTH), "village")["name"].tolist()
    offered = [row[3].value for row in book["填表说明"].iter_rows(min_row=2) if row[3].value]
    assert offered == villages
    assert checks["B"].formula1 == f"'填表说明'!$D$2:$D${len(villages) + 1}"
    assert checks["D"].formula1 == "'填表说明'!$E$2:$E$3"
    assert [book["填表说明"]["E2"].value, book["填表说明"]["E3"].value] == ["一般", "重大"]
    assert checks["E"].type == "date"
    assert book.worksheets[0].freeze_panes == "A4"
    for row in (4, 43):  # codes such as 007 and long numbers stay as they are typed
        forms = [book.worksheets[0].cell(row, column).number_format for column in (1, 5, 10)]
        assert forms == ["@", "yyyy-mm-dd", "@"]


def test_the_same_catalogue_gives_the_same_bytes(catalogue, tmp_path):
    (one,) = write_forms(catalogue, "shili", ["cleanup"], tmp_path / "a")
    (other,) = write_forms(catalogue, "shili", ["cleanup"], tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()


MARKS = """
code = "visit_mark"
name = "暗访评分表"
shape = "mark"
files = ["*暗访*"]
filed_by = "general"
entry_key = ["unit", "date"]
[[columns]]
field = "unit"
name = "村名"
spellings = ["村名"]
[[columns]]
field = "date"
name = "暗访日期"
spellings = ["暗访日期"]
[[columns]]
field = "value"
item = "visit"
name = "得分"
uom = "分"
maximum = 100
spellings = ["得分"]
[[columns]]
field = "text"
name = "扣分原因"
spellings = ["扣分原因"]
options = [OPTIONS]
"""
PLANS = """
code = "office_plan"
name = "科室督办事项台账"
shape = "case"
level = "department"
files = ["*督办*"]
filed_by = "general"
filing = "snapshot"
case_key = ["case"]
entry_key = ["case"]
[[columns]]
field = "case"
name = "督办编号"
spellings = ["督办编号"]
[[columns]]
field = "unit"
name = "责任科室"
spellings = ["责任科室"]
[[columns]]
field = "opened"
name = "交办日期"
spellings = ["交办日期"]
[[columns]]
field = "deadline"
name = "办结时限"
spellings = ["办结时限"]
[[columns]]
field = "status"
name = "状态"
spellings = ["状态"]
options = ["未启动", "进行中", "已完成"]
closed_words = ["已完成"]
"""
RATES = """
code = "office_rate"
name = "科室办件台账"
shape = "coverage"
level = "department"
files = ["*办件*"]
filed_by = "general"
entry_key = ["unit"]
[[columns]]
field = "unit"
name = "科室"
spellings = ["科室"]
[[columns]]
field = "due"
item = "request"
name = "应办件"
uom = "件"
spellings = ["应办件"]
[[columns]]
field = "done"
item = "request"
name = "已办件"
uom = "件"
spellings = ["已办件"]
"""
REASONS = [f"第{number}类问题，未按要求整改到位" for number in range(1, 31)]


@pytest.fixture
def big_catalogue(town, catalogue):
    """The town with 200 villages, and ledgers of marks and of departments beside its own."""
    folder = town.catalogue_dir
    options = ", ".join(f'"{reason}"' for reason in REASONS)
    marks = MARKS.replace("OPTIONS", options)
    for name, text in {"visit_mark": marks, "office_plan": PLANS, "office_rate": RATES}.items():
        (folder / f"ledgers/{name}.toml").write_text(text, encoding="utf-8")
    known = (folder / "villages.csv").read_text(encoding="utf-8-sig")
    header = known.splitlines()[0].split(",")
    names = [
        "".join(pair)
        for pair in product("甲乙丙丁戊己庚辛壬癸", "潭岩滩坳垸墩圩埂畈峪淀洼埝垭坨浜滨漾泊渚")
    ]
    lines = [
        ",".join({"code": f"w{number}", "name": f"{name}村", "group": "B类", "households": "99",
                  "town": "shili"}.get(column, "") for column in header)
        for number, name in enumerate(names)
    ]  # fmt: skip
    (folder / "villages.csv").write_text(known + "\n".join(lines) + "\n", encoding="utf-8")
    return load_catalogue(folder)


def last_unit(catalogue, ledger):
    return catalogue.units_in("shili", parse_month(MONTH), ledger.level)["name"].iloc[-1]


def fill_all(catalogue, folder, town):
    """Write a form for every ledger and fill in the last unit that it offers."""
    paths = write_forms(catalogue, "shili", list(catalogue.ledgers), folder)
    for path, ledger in zip(paths, catalogue.ledgers.values(), strict=True):
        fill(path, [example(ledger, last_unit(catalogue, ledger))], town)
    return sorted(town.raw_dir("shili", MONTH).iterdir())


def assert_all_read(intake, catalogue):
    assert intake.issues.empty, intake.issues["message"].tolist()
    for ledger in catalogue.ledgers.values():
        mine = intake.records[intake.records["ledger"] == ledger.code]
        units = catalogue.units.set_index("unit")["name"]
        assert set(mine["unit"].map(units)) == {last_unit(catalogue, ledger)}, ledger.code
        if ledger.shape == "case":
            assert set(mine["case"]) == {"007"}
    read_back = intake.records["value"].dropna()
    assert set(read_back) == {3.0}


def test_forms_of_every_shape_and_level_read_back_for_two_hundred_villages(
    town, big_catalogue, tmp_path
):
    assert {ledger.shape for ledger in big_catalogue.ledgers.values()} == {
        "work", "coverage", "case", "mark",
    }  # fmt: skip
    fill_all(big_catalogue, tmp_path, town)
    assert_all_read(read(town, big_catalogue), big_catalogue)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice")
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_forms_that_another_program_saved_again_read_back(town, big_catalogue, tmp_path, suffix):
    paths = fill_all(big_catalogue, tmp_path / "forms", town)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir"]
    subprocess.run([*command, tmp_path / "saved", *paths], check=True, capture_output=True)
    for path in paths:
        path.unlink()
        shutil.copy(tmp_path / "saved" / f"{path.stem}.{suffix}", path.parent)
    assert_all_read(read(town, big_catalogue), big_catalogue)


def test_a_list_of_any_length_is_offered_as_a_range(big_catalogue, tmp_path):
    paths = write_forms(big_catalogue, "shili", ["visit_mark", "office_plan"], tmp_path)
    marks, plans = (openpyxl.load_workbook(path) for path in paths)
    checks = {
        str(check.sqref)[0]: check for check in marks.worksheets[0].data_validations.dataValidation
    }
    assert checks["A"].formula1 == "'填表说明'!$D$2:$D$207"
    assert checks["D"].formula1 == "'填表说明'!$E$2:$E$31"
    assert [cell.value for cell in marks["填表说明"]["E"][1:31]] == REASONS
    assert (float(checks["C"].formula2), checks["C"].errorStyle) == (100, "warning")
    offered = [cell.value for cell in plans["填表说明"]["D"][1:] if cell.value]
    units = big_catalogue.units
    assert offered == units.loc[units["level"] == "department", "name"].tolist()


def test_a_town_without_villages_gets_forms_all_the_same(town, catalogue, tmp_path):
    for name in ("villages.csv", "aliases.csv"):
        path = town.catalogue_dir / name
        path.write_text(path.read_text(encoding="utf-8-sig").splitlines()[0], encoding="utf-8")
    bare = load_catalogue(town.catalogue_dir)
    (form,) = write_forms(bare, "shili", ["cleanup"], tmp_path)
    checks = openpyxl.load_workbook(form).worksheets[0].data_validations.dataValidation
    assert "list" not in {check.type for check in checks}
