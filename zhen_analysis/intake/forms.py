"""A ledger of the catalogue → an empty workbook to fill in, which reads back without an issue."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zhen_analysis.catalogue import Catalogue, Column, Ledger
from zhen_analysis.intake.blocks import QUANTITIES
from zhen_analysis.intake.lines import DATES

NOTES_SHEET = "填表说明"  # intake knows it: nothing in it is taken for work
TABLE_SHEET = "台账"
HEADER_ROW, LINES, DRAWN = 2, 300, 40  # rows that are checked, and those that are ruled
MADE = datetime(2022, 1, 1)  # a fixed day: equal catalogues give equal files
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
WIDTHS = {"serial": 6, "unit": 14, "text": 28, "date": 13}


def write_forms(catalogue: Catalogue, town: str, ledgers: list[str], folder: Path) -> list[Path]:
    """Write one workbook per ledger into ``folder`` and return the paths.

    Villages (or departments) and declared options are drop-downs, quantities and dates are
    checked as they are typed, the header stays in sight, and a sheet says how to fill it in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for code in ledgers:
        ledger = catalogue.ledgers[code]
        path = folder / f"{ledger.name}（表样）.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            book.set_properties({"created": MADE})
            table, notes = book.add_worksheet(TABLE_SHEET), book.add_worksheet(NOTES_SHEET)
            units = unit_names(catalogue, town, ledger)
            write_table(book, table, ledger, catalogue.towns[town].name, len(units))
            write_notes(book, notes, catalogue, ledger, units)
        paths.append(path)
    return paths


def unit_names(catalogue: Catalogue, town: str, ledger: Ledger) -> list[str]:
    """Return the units that exist from now on, as they are printed."""
    units = catalogue.units[
        (catalogue.units["town"] == town) & (catalogue.units["level"] == ledger.level)
    ]
    return units.loc[units["valid_to"].isna(), "name"].tolist()


def write_table(
    book: Workbook, sheet: Worksheet, ledger: Ledger, town_name: str, units: int
) -> None:
    """Write title, filing line and header, and check what is typed below."""
    last = len(ledger.columns) - 1
    title = book.add_format({"bold": True, "font_size": 15, "align": "center"})
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    looks = {
        is_day: book.add_format({"border": 1, **({"num_format": "yyyy-mm-dd"} if is_day else {})})
        for is_day in (True, False)
    }
    sheet.merge_range(0, 0, 0, last, f"{town_name}    年  月{ledger.name}", title)
    sheet.merge_range(1, 0, 1, last, "填报单位：                填报日期：      年    月    日")
    for place, column in enumerate(ledger.columns):
        sheet.write(HEADER_ROW, place, heading_of(column), head)
        is_day = column.field in DATES
        sheet.set_column(place, place, WIDTHS.get("date" if is_day else column.field, 11))
        for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + DRAWN):
            sheet.write_blank(row, place, None, looks[is_day])
        check = check_of(column, units)
        if check:
            sheet.data_validation(HEADER_ROW + 1, place, HEADER_ROW + LINES, place, check)
    sheet.set_row(HEADER_ROW, 34)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def heading_of(column: Column) -> str:
    """Return a column's heading, its unit of measure in brackets."""
    return f"{column.label}\n（{column.uom}）" if column.uom else column.label


def check_of(column: Column, units: int) -> dict[str, object] | None:
    """Return what a cell of the column may hold; None where anything goes."""
    if column.field == "unit":
        source = f"={NOTES_SHEET}!$D$2:$D${units + 1}"
        return {"validate": "list", "source": source, "error_message": "请从下拉列表中选择单位。"}
    if column.options:
        return {"validate": "list", "source": list(column.options)}
    if column.field in QUANTITIES:
        return {
            "validate": "decimal",
            "criteria": ">=",
            "value": column.minimum,
            "error_message": f"请填数字，单位为{column.uom}，没有填0。",
        }
    if column.field in DATES:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": EARLIEST,
            "maximum": LATEST,
            "error_message": "请填日期，例如 2022-03-05。",
        }
    return None


def write_notes(
    book: Workbook, sheet: Worksheet, catalogue: Catalogue, ledger: Ledger, units: list[str]
) -> None:
    """Write how to fill the form in, and the list that the drop-down offers."""
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 78, wrapped)
    sheet.set_column(3, 3, 18)
    sheet.write(0, 0, NOTES_SHEET, bold)
    for row, line in enumerate(note_lines(catalogue, ledger), start=1):
        sheet.write(row, 0, line)
    sheet.write(0, 3, "单位名称", bold)
    for row, name in enumerate(units, start=1):
        sheet.write(row, 3, name)


def note_lines(catalogue: Catalogue, ledger: Ledger) -> list[str]:
    """Return the rules of the ledger in the words of an office."""
    departments = catalogue.units[catalogue.units["level"] == "department"]
    names = dict(zip(departments["unit"], departments["name"], strict=True))
    filer = names.get(ledger.filed_by, "各村")
    zero = "没有工作量也要报，数量填0；空着按未报处理。"
    if ledger.zero_report == "optional":
        zero = "没有工作量可以不填。"
    lines = [
        f"一、由{filer}填报，次月{ledger.due_day}日前报送，遇节假日顺延。",
        "二、填写标题中的年月和填报日期。更正后重新报送的，改填新的填报日期。",
        f"三、{zero}",
        "四、单位从下拉列表中选择；日期写到日；数量只填数字，计量单位以表头为准。",
        "五、不要增加、删除或合并列。合计行可加在最后一行之下，第一格写“合计”。",
    ]
    if ledger.shape == "case" and ledger.filing == "snapshot":
        lines.append("六、上月未办结的事项继续列出，编号和发现日期不变，直到写明办结日期。")
    if any(column.personal for column in ledger.columns):
        lines.append("姓名、电话等个人信息只供联系使用，不进入任何报告。")
    return lines
