"""A form that is written, filled in and read back."""

from datetime import date

import openpyxl
import pytest

from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake import read_month
from zhen_analysis.intake.forms import write_forms
from zhen_analysis.period import parse_month

MONTH = "2022-02"


@pytest.fixture
def catalogue(town):
    for path in town.raw_dir("shili", MONTH).iterdir():
        path.unlink()
    return load_catalogue(town.catalogue_dir)


def read(town, catalogue):
    return read_month(town, catalogue, "shili", parse_month(MONTH))


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
    values = {"unit": unit, "case": "A-1", "serial": 1}
    line = {}
    for column in ledger.columns:
        if column.field in {"value", "done", "due"}:
            line[column.label] = 3
        elif column.field in {"date", "opened", "closed", "deadline"}:
            line[column.label] = date(2022, 2, 15)
        else:
            line[column.label] = values.get(
                column.field, column.options[0] if column.options else "x"
            )
    return line


def test_every_form_reads_back_without_an_issue(town, catalogue, tmp_path):
    unit = catalogue.units_in("shili", parse_month(MONTH), "village")["name"].iloc[0]
    paths = write_forms(catalogue, "shili", list(catalogue.ledgers), tmp_path / "forms")
    for path, ledger in zip(paths, catalogue.ledgers.values(), strict=True):
        fill(path, [example(ledger, unit)], town)
    intake = read(town, catalogue)
    assert intake.issues.empty, intake.issues["message"].tolist()
    assert set(intake.records["ledger"]) == set(catalogue.ledgers)
    for ledger in catalogue.ledgers.values():
        mine = intake.records[intake.records["ledger"] == ledger.code]
        assert len(mine) == max(len(ledger.items), 1)
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
    assert checks["B"].formula1 == f"填表说明!$D$2:$D${len(villages) + 1}"
    assert checks["D"].formula1 == '"一般,重大"'
    assert checks["E"].type == "date"
    assert book.worksheets[0].freeze_panes == "A4"


def test_the_same_catalogue_gives_the_same_bytes(catalogue, tmp_path):
    (one,) = write_forms(catalogue, "shili", ["cleanup"], tmp_path / "a")
    (other,) = write_forms(catalogue, "shili", ["cleanup"], tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()
