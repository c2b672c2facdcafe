"""A ledger of the catalogue → an empty workbook to fill in, which reads back without an issue."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zhen_analysis.base.addresses import column_letters
from zhen_analysis.catalogue import Catalogue, Column, Ledger
from zhen_analysis.catalogue.vocabulary.shapes import DAYS, QUANTITIES
from zhen_analysis.intake.layout.blocks import NOTES_SHEET

TABLE_SHEET = "台账"
HEADER_ROW = 2
LINES, DRAWN = 2000, 40  # rows that are checked, and the least that are ruled
LISTS_COLUMN = 3  # of the notes sheet: what drop-downs offer, one list per column
MADE = datetime(2022, 1, 1)  # a fixed day: equal catalogues give equal files
WEEKDAYS = "一二三四五六日"
# A deadline may also be a number of days; what is no day is asked about, not refused.
LIMITS_TOO = {
    "deadline": {
        "error_type": "warning",
        "error_message": "请填日期，或写明天数，例如 2022-03-05、5个工作日、15日内。",
    }
}
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
TEXTS = ("case", "owner", "checker", "text", "other", "item")  # 007 and long numbers stay as typed
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
            lists = offered(ledger, units)
            write_table(book, table, ledger, catalogue.towns[town].name, lists)
            write_notes(book, notes, catalogue, ledger, lists)
        paths.append(path)
    return paths


def unit_names(catalogue: Catalogue, town: str, ledger: Ledger) -> list[str]:
    """Return the units that exist from now on, as they are printed."""
    units = catalogue.units[
        (catalogue.units["town"] == town) & (catalogue.units["level"] == ledger.level)
    ]
    return units.loc[units["valid_to"].isna(), "name"].tolist()


def offered(ledger: Ledger, units: list[str]) -> dict[str, list[str]]:
    """Return what each column's drop-down offers, by its heading; columns without one left out."""
    lists = {
        column.label: units if column.field == "unit" else list(column.options)
        for column in ledger.columns
    }
    return {label: offers for label, offers in lists.items() if offers}


def write_table(
    book: Workbook, sheet: Worksheet, ledger: Ledger, town_name: str, lists: dict[str, list[str]]
) -> None:
    """Write title, filing line and header, and check what is typed below."""
    last = len(ledger.columns) - 1
    title = book.add_format({"bold": True, "font_size": 15, "align": "center"})
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    bare = {kind: book.add_format({"num_format": kind}) for kind in ("General", "yyyy-mm-dd", "@")}
    ruled = {kind: book.add_format({"num_format": kind, "border": 1}) for kind in bare}
    drawn = max(DRAWN, *(len(offers) + 10 for offers in lists.values()), 0)
    when = "    年第  周" if ledger.every == "week" else "    年  月"
    sheet.merge_range(0, 0, 0, last, f"{town_name}{when}{ledger.name}", title)
    sheet.merge_range(1, 0, 1, last, "填报单位：                填报日期：      年    月    日")
    for place, column in enumerate(ledger.columns):
        sheet.write(HEADER_ROW, place, heading_of(column), head)
        is_day = column.field in DAYS
        kind = "yyyy-mm-dd" if is_day else "@" if column.field in TEXTS else "General"
        width = WIDTHS.get("date" if is_day else column.field, 11)
        sheet.set_column(place, place, width, bare[kind])
        for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + drawn):
            sheet.write_blank(row, place, None, ruled[kind])
        check = check_of(column, lists)
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


def check_of(column: Column, lists: dict[str, list[str]]) -> dict[str, object] | None:
    """Return what a cell of the column may hold; None where anything goes."""
    if column.label in lists:
        message = "请从下拉列表中选择。"
        return {"validate": "list", "source": range_of(column, lists), "error_message": message}
    if column.field in QUANTITIES:
        return check_quantity(column)
    if column.field in DAYS:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": EARLIEST,
            "maximum": LATEST,
            "error_message": "请填日期，例如 2022-03-05。",
            **LIMITS_TOO.get(column.field, {}),
        }
    return None


def range_of(column: Column, lists: dict[str, list[str]]) -> str:
    """Return where the notes sheet holds a column's list: in a cell it may not pass 255 signs."""
    letters = column_letters(LISTS_COLUMN + list(lists).index(column.label))
    return f"='{NOTES_SHEET}'!${letters}$2:${letters}${len(lists[column.label]) + 1}"


def check_quantity(column: Column) -> dict[str, object]:
    """Return the bounds of a quantity; one beyond its maximum is asked about, but may stand."""
    message = f"请填数字，单位为{column.uom}，没有填0。"
    if column.maximum is None:
        bounds: dict[str, object] = {"criteria": ">=", "value": column.minimum}
        return {"validate": "decimal", **bounds, "error_message": message}
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": column.minimum,
        "maximum": column.maximum,
        "error_type": "warning",
        "error_message": f"{message}一般不超过{column.maximum:g}。",
    }


def write_notes(
    book: Workbook,
    sheet: Worksheet,
    catalogue: Catalogue,
    ledger: Ledger,
    lists: dict[str, list[str]],
) -> None:
    """Write how to fill the form in, and the lists that the drop-downs offer."""
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 78, wrapped)
    sheet.write(0, 0, NOTES_SHEET, bold)
    lines = note_lines(catalogue, ledger)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    sheet.print_area(0, 0, len(lines), 0)
    for number, offers in enumerate(lists.values()):
        place = LISTS_COLUMN + number
        sheet.set_column(place, place, 18)
        # no ledger's heading, or the list would be read as a table of it
        sheet.write_string(0, place, f"下拉选项{number + 1}", bold)
        for row, offer in enumerate(offers, start=1):
            sheet.write_string(row, place, offer)


def due_told(ledger: Ledger) -> str:
    """Return until when a ledger is due: 次月5日, or 每周五 where it is filed weekly."""
    if ledger.every == "week":
        return f"每周{WEEKDAYS[ledger.due_day - 1]}"
    return f"次月{ledger.due_day}日"


def note_lines(catalogue: Catalogue, ledger: Ledger) -> list[str]:
    """Return the rules of the ledger in the words of an office."""
    departments = catalogue.units[catalogue.units["level"] == "department"]
    names = dict(zip(departments["unit"], departments["name"], strict=True))
    filer = names.get(ledger.filed_by, "各村")
    is_weekly = ledger.every == "week"
    zero = "没有工作量也要报，数量填0；空着按未报处理。"
    if ledger.zero_report == "optional":
        zero = "没有工作量可以不填。"
    lines = [
        f"一、由{filer}填报，{due_told(ledger)}前报送，遇节假日顺延。",
        f"二、填写标题中的{'年份、周次' if is_weekly else '年月'}和填报日期。"
        "更正后重新报送的，改填新的填报日期。",
        f"三、{zero}",
        "四、单位从下拉列表中选择；日期写到日；数量只填数字，计量单位以表头为准。",
        "五、不要增加、删除或合并列。合计行可加在最后一行之下，第一格写“合计”。",
    ]
    if any(column.uom in {"%", "‰"} for column in ledger.columns):
        lines.append("百分比只填数字，不带百分号：85%填85。")
    if ledger.shape == "case" and ledger.filing == "snapshot":
        before = "上周" if is_weekly else "上月"
        opened = next((c.label for c in ledger.columns if c.field == "opened"), "发现日期")
        lines.append(f"六、{before}未办结的事项继续列出，编号和{opened}不变，直到写明办结日期。")
    if any(column.personal for column in ledger.columns):
        lines.append("姓名、电话等个人信息只供联系使用，不进入任何报告。")
    return lines
