"""A catalogue folder → one workbook that clerks can edit: drop-downs, checks, a notes sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zhen_analysis.base.addresses import column_letters
from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.catalogue.check.everything import find_breaches
from zhen_analysis.catalogue.vocabulary.words import Word, words_of
from zhen_analysis.catalogue.written import read_written
from zhen_analysis.setup.catalogue_workbook.cells import is_plain_number, iso_day
from zhen_analysis.setup.catalogue_workbook.rows import Row, Rows, to_rows
from zhen_analysis.setup.catalogue_workbook.sheets import (
    Field,
    SheetForm,
    sheet_forms,
    wording,
    words_for,
)

WORD_CELLS = ("word", "means", "factor")
NOTES_SHEET, LISTS_SHEET = "说明", "下拉选项"
LAST_ROW = 2000  # checked and formatted down to here
MADE = datetime(2022, 1, 1)  # a fixed day: equal catalogues give equal files
NARROWEST, WIDEST = 9, 46
OPEN = {
    "missing",
    "unheld",
    "filed_by",
    "uom",
    "curve",
}  # their drop-down is an offer; other values are allowed
NUMBER_FORMATS = {"date": "yyyy-mm-dd", "number": "General", "marks": "General"}


def write_book(folder: Path, path: Path) -> Path:
    """Write the catalogue in ``folder`` as a workbook.

    Raises
    ------
    CatalogueError
        where the catalogue breaks its rules: what cannot be understood would be lost.
    BadInput
        where ``path`` exists: it may hold a clerk's changes.
    """
    if path.exists():
        raise BadInput(f"{path} exists.", hint="Name another file, or delete this one first.")
    written = read_written(folder)
    breaches = [breach for breach in find_breaches(written) if breach.severity == "error"]
    if breaches:
        raise CatalogueError(breaches)
    path.parent.mkdir(parents=True, exist_ok=True)
    draw_book(to_rows(written), path)
    return path


def draw_book(rows: Rows, path: Path) -> None:
    """Write the sheets."""
    forms = sheet_forms()
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.set_properties({"created": MADE})
        notes = book.add_worksheet(NOTES_SHEET)
        sheets = {key: book.add_worksheet(form.name) for key, form in forms.items()}
        lists = Lists(book.add_worksheet(LISTS_SHEET), own_units(rows))
        lists.sheet.hide()
        write_notes(book, notes, forms.values())
        for key, sheet in sheets.items():
            write_sheet(book, sheet, forms[key], rows[key], lists)


def own_units(rows: Rows) -> list[str]:
    """Return the units of measure of the package and those of the workbook's own words."""
    kinds = {chinese: kind for kind, chinese in words_for("words.csv", "kind").items()}
    own = [
        Word(kinds.get(row.cells["kind"], ""), *(row.cells[key] for key in WORD_CELLS))
        for row in rows["words.csv"]
    ]
    return words_of(tuple(own)).uoms.units


class Lists:
    """The sheet that holds what drop-downs offer: a list in a cell may not pass 255 signs.

    ``units``: the units of measure that a column of them offers.
    """

    def __init__(self, sheet: Worksheet, units: Iterable[str]) -> None:
        self.sheet = sheet
        self.units = units
        self.known: dict[tuple[str, ...], str] = {}

    def source(self, offers: Iterable[str]) -> str:
        """Return the range that holds these offers, written on their first use."""
        wanted = tuple(offers)
        if wanted not in self.known:
            column = len(self.known)
            self.sheet.write_column(0, column, wanted)
            letters = column_letters(column)
            self.known[wanted] = f"='{LISTS_SHEET}'!${letters}$1:${letters}${len(wanted)}"
        return self.known[wanted]


def write_sheet(
    book: Workbook, sheet: Worksheet, form: SheetForm, rows: list[Row], lists: Lists
) -> None:
    """Write one table, its header in sight, its columns checked as they are typed."""
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    looks = {
        kind: book.add_format(
            {"num_format": NUMBER_FORMATS.get(kind, "@"), "valign": "top", "text_wrap": True}
        )
        for kind in ("text", "flag", "list", "marks", "number", "date")
    }
    for place, each in enumerate(form.fields):
        texts = [row.cells[each.key] for row in rows]
        sheet.set_column(place, place, width_of([each.heading, *texts]), looks[each.kind])
        sheet.write_string(0, place, each.heading, head)
        for row, text in zip(rows, texts, strict=True):
            write_cell(sheet, row.number - 1, place, text, each, looks[each.kind])
        check = check_of(each, lists)
        if check:
            help_text = {"input_title": each.heading, "input_message": each.note[:255]}
            sheet.data_validation(
                1, place, LAST_ROW, place, {**check, **(help_text if each.note else {})}
            )
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def write_cell(
    sheet: Worksheet, row: int, column: int, text: str, field: Field, look: Format
) -> None:
    """Write one cell as what it is; text that a number or day would not give back stays text."""
    if not text:
        return
    if field.kind in {"number", "marks"} and is_plain_number(text):
        sheet.write_number(row, column, float(text), look)
    elif field.kind == "date" and iso_day(text) == text and text[:4] > "1900":
        sheet.write_datetime(row, column, date.fromisoformat(text), look)
    else:
        sheet.write_string(row, column, text, look)


def check_of(field: Field, lists: Lists) -> dict[str, object] | None:
    """Return what a cell of the column may hold; None where anything goes."""
    stop = {"error_type": "information" if field.key in OPEN else "stop"}
    if field.kind == "flag":
        return {"validate": "list", "source": lists.source(["是", "否"])}
    if field.words:
        return {"validate": "list", "source": lists.source(field.words.values()), **stop}
    if field.key == "uom":
        return {"validate": "list", "source": lists.source(lists.units), **stop}
    if field.refers:
        return {"validate": "list", "source": column_source(field.refers), "error_type": "warning"}
    if field.kind == "number":
        bounds = {"criteria": "between", "minimum": -1e9, "maximum": 1e9}
        return {"validate": "decimal", **bounds, "error_message": "请填数字。"}
    if field.kind == "date":
        days = {"minimum": date(1949, 1, 1), "maximum": date(2199, 12, 31)}
        message = "请填日期，例如 2022-03-05。"
        return {"validate": "date", "criteria": "between", **days, "error_message": message}
    return None


def column_source(refers: str) -> str:
    """Return the range of the column that another sheet lists."""
    sheet, _, key = refers.rpartition(".")
    form = sheet_forms()[sheet]
    letters = column_letters([field.key for field in form.fields].index(key))
    return f"='{form.name}'!${letters}$2:${letters}${LAST_ROW}"


def write_notes(book: Workbook, sheet: Worksheet, forms: Iterable[SheetForm]) -> None:
    """Write how the workbook is used, and what each column means."""
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    title = book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, "考评目录工作簿说明", title)
    lines = wording()["notes"]["lines"]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    top = len(lines) + 2
    for column, heading in enumerate(["工作表", "列名", "怎么填", "可选", "目录文件中的名称"]):
        sheet.write_string(top, column, heading, bold)
    described = [
        (form.name, field.heading, field.note, offers_of(field), f"{form.key} {field.key}")
        for form in forms
        for field in form.fields
    ]
    for row, texts in enumerate(described, start=top + 1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, wrapped)
    for column, width in enumerate([12, 16, 56, 40, 30]):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def offers_of(field: Field) -> str:
    """Return what a column offers, as one text."""
    return "、".join(field.words.values())


def width_of(texts: Iterable[str]) -> float:
    """Return a column's width for its longest text; a Chinese character takes two places."""
    longest = max(sum(2 if ord(sign) > 255 else 1 for sign in text) for text in texts)
    return min(max(longest + 2, NARROWEST), WIDEST)
