"""What the reader of workbooks does not tell is seen all the same, in each format."""

import re
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
import xlwt
from odf import dc, office
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P

from zhen_analysis.intake.files.guarded import GuardedReader
from zhen_analysis.intake.files.sheets import read_file

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000000000500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def reader():
    with GuardedReader() as reader:
        yield reader


@pytest.fixture
def read(reader, tmp_path):
    """Write a workbook with a function of it and a sheet; return its only sheet as read."""

    def read(draw, **options):
        book = xlsxwriter.Workbook(tmp_path / "台账.xlsx", options)
        draw(book, book.add_worksheet("台账"))
        book.close()
        return only(read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader))

    return read


def only(raw):
    assert raw.reason == ""
    (sheet,) = raw.sheets
    return sheet


def notes(sheet):
    return {check: (cell, written, details) for check, cell, written, details in sheet.notes}


def rewrite(path, part, change):
    """Change one part of a zipped workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_units_in_number_formats_are_part_of_the_text(read):
    def draw(book, sheet):
        for column, (number, code) in enumerate(
            [(120, '0"方"'), (0.8534, "0.0%"), (3.1, "0.00"), (12, "#,##0"), (44625, "yyyy-mm-dd")]
        ):
            sheet.write_number(0, column, number, book.add_format({"num_format": code}))
        sheet.write_string(0, 5, "3", book.add_format({"num_format": '0"方"'}))
        sheet.write_number(1, 0, 120)

    sheet = read(draw)
    assert sheet.grid.tolist() == [
        ["120方", "85.34%", "3.10", "12", "2022-03-05", "3"],
        ["120", "", "", "", "", ""],
    ]
    assert sheet.is_number.tolist() == [
        [True, True, True, True, False, False],
        [True] + 5 * [False],
    ]


def test_an_error_cell_is_no_blank(read):
    def draw(book, sheet):
        for row in (1, 2, 4):
            sheet.write_formula(row, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=A9", None, "#REF!")
        sheet.write_string(0, 0, "村名")

    sheet = read(draw)
    assert sheet.grid[:, 1].tolist() == ["", "#DIV/0!", "#DIV/0!", "", "#DIV/0!"]
    assert sheet.grid[2, 2] == "#REF!"
    told = [(cell, written, details["place"]) for _, cell, written, details in sheet.notes]
    assert told == [("B2", "#DIV/0!", "B2:B3"), ("B5", "#DIV/0!", "B5"), ("C3", "#REF!", "C3")]


def test_a_formula_without_a_stored_result_is_no_blank(read, tmp_path, reader):
    def draw(book, sheet):
        sheet.write_row(0, 0, ["村名", "清垃圾"])
        for row in range(1, 4):
            sheet.write_formula(row, 1, f"=SUM(C{row},1<2)", None, 5)
        sheet.write_formula(1, 0, '=IF(A9="","","x")', None, "空")

    read(draw)

    def forget(xml):
        xml = re.sub(rb"<v>5</v>", b"", xml, count=1)
        xml = re.sub(rb"<v>5</v>", b"<v></v>", xml, count=1)
        return xml.replace("<v>空</v>".encode(), b"<v></v>")  # a result: the empty text

    rewrite(tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", forget)
    sheet = only(read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader))
    assert sheet.grid[:, 1].tolist() == ["清垃圾", "=SUM(C1,1<2)", "=SUM(C2,1<2)", "5"]
    assert sheet.grid[:, 0].tolist() == ["村名", "", "", ""]
    assert notes(sheet) == {"uncached_formula": ("B2", "=SUM(C1,1<2)", {"place": "B2:B3"})}


def test_hidden_rows_and_columns_count_where_they_hold_something(read):
    def draw(book, sheet):
        for row in (0, 1, 2, 3, 7):
            sheet.write_row(row, 0, ["a", "b", "c", "d"])
        for row in (1, 2, 5, 7, 90):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column("B:C", None, None, {"hidden": True})
        sheet.set_column("X:XFD", None, None, {"hidden": True})

    assert notes(read(draw)) == {
        "hidden_rows": ("", "", {"count": 3, "places": "2-3、8"}),
        "hidden_columns": ("", "", {"count": 2, "places": "B-C"}),
    }


def test_what_stands_beside_the_cells_is_told(read, tmp_path, reader):
    def draw(book, sheet):
        (tmp_path / "点.png").write_bytes(PIXEL)
        sheet.write(0, 0, "村名")
        sheet.insert_image(3, 3, str(tmp_path / "点.png"))
        sheet.insert_textbox(9, 9, "另有12方")
        sheet.write_comment(0, 0, "测试")
        sheet.write_comment(1, 0, "测试")

    sheet = read(draw)
    assert notes(sheet) == {
        "comments": ("", "", {"count": 2}),
        "not_in_cells": ("", "", {"what": "图片、文本框"}),
    }

    def link(xml):
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        line = f'<Relationship Id="rX" Type="{kinds}KIND" Target="WHERE"/></Relationships>'
        return xml.replace(b"</Relationships>", line.encode())

    def to(kind, where):
        return lambda xml: link(xml).replace(b"KIND", kind).replace(b"WHERE", where)

    path = tmp_path / "台账.xlsx"
    rewrite(path, "xl/_rels/workbook.xml.rels", to(b"externalLink", b"externalLinks/x.xml"))
    rewrite(path, "xl/worksheets/_rels/sheet1.xml.rels", to(b"pivotTable", b"../pivotTables/p.xml"))
    raw = read_file(path, "台账.xlsx", reader)
    assert raw.notes == (("external_links", "", "", {"count": 1}),)
    assert "pivot_table" in notes(only(raw))


def test_a_chart_is_nothing_to_tell(read):
    def draw(book, sheet):
        sheet.write_column(0, 0, [1, 2])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=台账!$A$1:$A$2"})
        sheet.insert_chart(3, 3, chart)

    assert read(draw).notes == ()


def test_a_workbook_of_the_other_day_system_says_so(read):
    def draw(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(0, 0, datetime(2022, 3, 5), day)
        sheet.write_number(1, 0, 43163)

    sheet = read(draw, date_1904=True)
    assert sheet.grid.ravel().tolist() == ["2022-03-05", "43163"]
    assert sheet.day_zero == date(1904, 1, 1)
    assert read(lambda book, sheet: sheet.write(0, 0, 1)).day_zero is None


@pytest.mark.parametrize("change", ["prefix", "quotes", "absolute", "order"])
def test_other_ways_to_write_the_same_xml_are_seen_too(read, tmp_path, reader, change):
    def draw(book, sheet):
        style = book.add_format({"num_format": '0"方"'})
        sheet.write_number(0, 0, 3, style)
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.set_row(0, None, None, {"hidden": True})

    read(draw)
    path, part = tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml"
    if change == "absolute":
        rewrite(path, "xl/_rels/workbook.xml.rels",
                lambda xml: xml.replace(b'"worksheets/', b'"/xl/worksheets/'))  # fmt: skip
    elif change == "quotes":
        rewrite(path, part, lambda xml: xml.replace(b'"', b"'"))
    elif change == "order":
        rewrite(path, part, lambda xml: xml.replace(b'r="A1" s="1"', b's="1" r="A1"'))
    else:
        rewrite(path, part, lambda xml: re.sub(rb"<(/?)(?!\?)", rb"<\1x:", xml).replace(
            b"xmlns=", b"xmlns:x="))  # fmt: skip
    sheet = only(read_file(path, "台账.xlsx", reader))
    assert sheet.grid.ravel().tolist() == ["3方", "#DIV/0!"]
    assert set(notes(sheet)) == {"hidden_rows", "error_cell"}


def test_a_row_at_the_end_of_the_sheet_that_holds_nothing_is_no_reason_to_refuse(
    read, tmp_path, reader
):
    """LibreOffice ends every sheet with such a row."""
    read(lambda book, sheet: sheet.write_row(0, 0, ["村名", "清垃圾"]))
    last = b'<row r="1048576" hidden="false"><c r="XFD1048576" s="0"/></row></sheetData>'
    rewrite(tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(b"</sheetData>", last))  # fmt: skip
    sheet = only(read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader))
    assert sheet.grid.shape == (1, 2) and sheet.notes == ()


def test_styles_that_cannot_be_read_are_told_and_the_cells_are_read(read, tmp_path, reader):
    read(lambda book, sheet: sheet.write(0, 0, "村名"))
    rewrite(tmp_path / "台账.xlsx", "xl/styles.xml", lambda xml: xml[: len(xml) // 2])
    raw = read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader)
    assert raw.reason or [note[0] for note in raw.notes] == ["unseen"]


def test_an_old_workbook_is_seen_through_as_well(tmp_path, reader):
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("台账")
    sheet.write(0, 0, "村名")
    sheet.write(0, 1, 5.5, xlwt.easyxf(num_format_str='0"方"'))
    sheet.write(0, 2, 7, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(1, 0, 43163)
    sheet.row(2).set_cell_error(1, 0x17)
    sheet.row(1).hidden = True
    sheet.col(0).hidden = True
    book.save(tmp_path / "台账.xls")
    sheet = only(read_file(tmp_path / "台账.xls", "台账.xls", reader))
    assert sheet.grid.tolist() == [
        ["村名", "5.5方", "700.0%"],
        ["43163", "", ""],
        ["", "#REF!", ""],
    ]
    assert sheet.day_zero == date(1904, 1, 1)
    assert sheet.is_number[0].tolist() == [False, True, True]
    assert notes(sheet) == {
        "hidden_rows": ("", "", {"count": 1, "places": "2"}),
        "hidden_columns": ("", "", {"count": 1, "places": "A"}),
        "error_cell": ("B3", "#REF!", {"place": "B3"}),
    }


def cell(text, **attributes):
    made = TableCell(**attributes)
    if text is not None:
        made.addElement(P(text=text))
    return made


def test_an_open_document_is_seen_through_as_well(tmp_path, reader):
    book, table = OpenDocumentSpreadsheet(), Table(name="台账")
    table.addElement(TableColumn(numbercolumnsrepeated=3))
    table.addElement(TableColumn(visibility="collapse"))
    first = TableRow()
    first.addElement(cell("120方", valuetype="float", value=120, numbercolumnsrepeated=2))
    first.addElement(cell("85.3%", valuetype="percentage", value=0.8534))
    remark = office.Annotation()
    remark.addElement(dc.Date(text="2022-03-05T00:00:00"))
    remark.addElement(P(text="批注"))
    noted = cell(None, valuetype="float", value=12)
    noted.addElement(remark)
    noted.addElement(P(text="12户"))
    first.addElement(noted)
    first.addElement(cell("1,204.50", valuetype="float", value=1204.5))
    second = TableRow(numberrowsrepeated=2, visibility="collapse")
    second.addElement(cell("007", valuetype="float", value=7))
    second.addElement(cell(None, formula="of:=SUM([.A1:.B1])"))
    for row in (first, second, TableRow(numberrowsrepeated=1_000_000)):
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(tmp_path / "台账.ods")
    sheet = only(read_file(tmp_path / "台账.ods", "台账.ods", reader))
    formula = "=SUM([.A1:.B1])"
    assert sheet.grid.tolist() == [
        ["120方", "120方", "85.34%", "12户", "1204.50"],
        ["007", formula, "", "", ""],
        ["007", formula, "", "", ""],
    ]
    assert notes(sheet) == {
        "hidden_rows": ("", "", {"count": 2, "places": "2-3"}),
        "hidden_columns": ("", "", {"count": 1, "places": "D"}),
        "uncached_formula": ("B2", formula, {"place": "B2:B3"}),
        "comments": ("", "", {"count": 1}),
    }
