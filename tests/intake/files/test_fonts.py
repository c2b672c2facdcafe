"""What is struck out is not there, what is raised is a mark, what is not shown does not count."""

import io
import zipfile

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P, Span
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from zhen_analysis.intake.files import open_file
from zhen_analysis.intake.files.open_file import open_content

STRUCK, RAISED, LOWERED = "struck", "raised", "lowered"
PLAIN = ""

# Each line: a village and a figure, each of pieces (text, font); a text of one piece has the font
# of its cell. What is read, and what is told of it.
LINES = {
    "a figure struck out before another one": (
        [("龙泉村", PLAIN)],
        [("12", STRUCK), ("15", PLAIN)],
        ["龙泉村", "15"],
        "按剩下的“15”读取",
    ),
    "a figure struck out behind another one": (
        [("龙泉村", PLAIN)],
        [("12", PLAIN), ("15", STRUCK)],
        ["龙泉村", "12"],
        "按剩下的“12”读取",
    ),
    "a cell struck out": ([("龙泉村", PLAIN)], [("12", STRUCK)], ["龙泉村", ""], "没有读取"),
    "a line struck out": ([("双河村", STRUCK)], [("13", STRUCK)], ["", ""], "整行"),
    "a raised digit behind a figure": (
        [("龙泉村", PLAIN)],
        [("12", PLAIN), ("1", RAISED)],
        ["龙泉村", "12¹"],
        "",
    ),
    "a raised digit of a unit": (
        [("龙泉村", PLAIN)],
        [("12m", PLAIN), ("2", RAISED)],
        ["龙泉村", "12m²"],
        "",
    ),
    "a lowered digit behind a figure": (
        [("龙泉村", PLAIN)],
        [("12", PLAIN), ("3", LOWERED)],
        ["龙泉村", "12³"],
        "",
    ),
    "several pieces of one font": (
        [("龙泉村", PLAIN)],
        [("12", PLAIN), ("方", PLAIN)],
        ["龙泉村", "12方"],
        "",
    ),
}


def xlsx(cells) -> bytes:
    fonts = {
        PLAIN: {},
        STRUCK: {"strike": True},
        RAISED: {"vertAlign": "superscript"},
        LOWERED: {"vertAlign": "subscript"},
    }
    book = openpyxl.Workbook()
    for row, line in enumerate(cells, 1):
        for column, pieces in enumerate(line, 1):
            cell = book.active.cell(row, column)
            if len(pieces) == 1:
                cell.value, cell.font = pieces[0][0], Font(**fonts[pieces[0][1]])
            else:
                cell.value = CellRichText(
                    *(TextBlock(InlineFont(**fonts[font]), text) for text, font in pieces)
                )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def xls(cells) -> bytes:
    def font(kind):
        made = xlwt.Font()
        made.struck_out = kind == STRUCK
        made.escapement = {RAISED: 1, LOWERED: 2}.get(kind, 0)
        return made

    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for row, line in enumerate(cells):
        for column, pieces in enumerate(line):
            if len(pieces) == 1:
                style = xlwt.XFStyle()
                style.font = font(pieces[0][1])
                sheet.write(row, column, pieces[0][0], style)
            else:
                sheet.write_rich_text(row, column, [(text, font(kind)) for text, kind in pieces])
    for row in range(3000):  # the shared texts go on in another record
        sheet.write(len(cells) + row, 3, f"很长的文字{row}" * 3)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def ods(cells) -> bytes:
    looks = {
        STRUCK: {"textlinethroughstyle": "solid"},
        RAISED: {"textposition": "super 58%"},
        LOWERED: {"textposition": "sub 58%"},
    }
    book = OpenDocumentSpreadsheet()
    for family in ("table-cell", "text"):
        for kind, look in looks.items():
            style = Style(name=f"{family}-{kind}", family=family)
            style.addElement(TextProperties(**look))
            book.automaticstyles.addElement(style)
    table = Table(name="台账")
    for line in cells:
        row = TableRow()
        for pieces in line:
            own = pieces[0][1] if len(pieces) == 1 else PLAIN
            named = {"stylename": f"table-cell-{own}"} if own else {}
            cell, paragraph = TableCell(valuetype="string", **named), P()
            for text, kind in pieces:
                if len(pieces) == 1 or not kind:
                    paragraph.addText(text)
                else:
                    paragraph.addElement(Span(stylename=f"text-{kind}", text=text))
            cell.addElement(paragraph)
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    made = io.BytesIO()
    book.write(made)
    return made.getvalue()


def page(cells) -> bytes:
    tags = {STRUCK: "s", RAISED: "sup", LOWERED: "sub"}

    def shown(text, kind):
        return f"<{tags[kind]}>{text}</{tags[kind]}>" if kind else text

    lines = (
        "".join(f"<td>{''.join(shown(*piece) for piece in pieces)}</td>" for pieces in line)
        for line in cells
    )
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<html><meta charset="utf-8"><table>{rows}</table></html>'.encode()


def xml(cells) -> bytes:
    tags = {STRUCK: "S", RAISED: "Sup", LOWERED: "Sub"}

    def shown(text, kind):
        return f"<{tags[kind]}>{text}</{tags[kind]}>" if kind else text

    rows = "".join(
        "<Row>"
        + "".join(
            f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">'
            f"{''.join(shown(*piece) for piece in pieces)}</ss:Data></Cell>"
            for pieces in line
        )
        + "</Row>"
        for line in cells
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">'
        f'<Worksheet ss:Name="台账"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


WRITERS = {"xlsx": xlsx, "xls": xls, "ods": ods, "html": page, "xml": xml}


@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_struck_out_is_not_there_and_what_is_raised_is_no_digit(kind):
    content = WRITERS[kind]([line[:2] for line in LINES.values()])
    (sheet,) = open_content(content, f"台账.{kind}").sheets
    read = [[column.texts[column.codes[row]] for column in sheet.columns[:2]]
            for row in range(len(LINES))]  # fmt: skip
    assert read == [line[2] for line in LINES.values()]
    told = {cell: details for check, cell, _, details in sheet.notes if check.startswith("struck_")}
    wanted = {row: said for row, (*_, said) in enumerate(LINES.values(), 1) if said}
    places = {int(cell.rpartition(":")[2].strip("AB")): f"{details['place']}{details['left']}"
              for cell, details in told.items()}  # fmt: skip
    assert places.keys() == wanted.keys()
    assert all(wanted[row] in places[row] for row in wanted)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_workbook_without_such_fonts_is_read_as_ever(kind):
    content = WRITERS[kind]([[[("龙泉村", PLAIN)], [("12", PLAIN)]]])
    (sheet,) = open_content(content, f"台账.{kind}").sheets
    assert sheet.notes == [] and sheet.columns[1].texts[sheet.columns[1].codes[0]] == "12"


def test_a_column_of_an_open_document_may_strike_out_all_its_cells():
    book, table = OpenDocumentSpreadsheet(), Table(name="台账")
    style = Style(name="ce1", family="table-cell")
    style.addElement(TextProperties(textlinethroughstyle="solid"))
    book.automaticstyles.addElement(style)
    table.addElement(TableColumn())
    table.addElement(TableColumn(defaultcellstylename="ce1"))
    row = TableRow()
    for text in ("龙泉村", "12"):
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=text))
        row.addElement(cell)
    table.addElement(row)
    book.spreadsheet.addElement(table)
    made = io.BytesIO()
    book.write(made)
    (sheet,) = open_content(made.getvalue(), "台账.ods").sheets
    assert [column.texts[column.codes[0]] for column in sheet.columns] == ["龙泉村", ""]
    assert [note[:3] for note in sheet.notes] == [("struck_out", "B1", "12")]


@pytest.mark.parametrize("code", [";;;", ";;", "0;;;", " ; ;"])
def test_a_number_that_the_sheet_does_not_show_does_not_count_and_is_told(code):
    book = openpyxl.Workbook()
    for number in (-3, -4, 0):
        book.active.append(["龙泉村", number])
        book.active.cell(book.active.max_row, 2).number_format = code
    made = io.BytesIO()
    book.save(made)
    (sheet,) = open_content(made.getvalue(), "台账.xlsx").sheets
    column = sheet.columns[1]
    assert [column.texts[code] for code in column.codes] == ["", "", "0"]
    assert [note[:3] for note in sheet.notes] == [("unshown_number", "B1", "-3")]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.parametrize(
    ("code", "shown"), [(";;;", ""), ("0;-0;0;", ""), (";;", "7方"), ("0;;;@", "7方")]
)
def test_a_text_that_the_sheet_does_not_show_is_not_read_and_told(kind, code, shown):
    made = io.BytesIO()
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["龙泉村", "7方"])
        book.active["B1"].number_format = code
    else:
        book, style = xlwt.Workbook(), xlwt.XFStyle()
        style.num_format_str = code
        sheet = book.add_sheet("台账")
        sheet.write(0, 0, "龙泉村")
        sheet.write(0, 1, "7方", style)
    book.save(made)
    (sheet,) = open_content(made.getvalue(), f"台账.{kind}").sheets
    texts = [column.texts[column.codes[0]] for column in sheet.columns]
    assert texts == ["龙泉村", shown]
    assert [note[:3] for note in sheet.notes] == (
        [] if shown else [("unshown_number", "B1", "7方")]
    )


def test_of_a_binary_workbook_only_the_cells_are_seen_which_is_told(monkeypatch):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.bin", "x")
    monkeypatch.setattr(open_file, "read_book", lambda *_: [])
    assert open_content(made.getvalue(), "台账.xlsb").notes == [("unseen", "", "", {})]
