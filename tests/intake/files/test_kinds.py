"""Bytes tell what a file is: tables are read whatever they are called, the rest is named."""

import io
import struct
import zipfile

import openpyxl
import pytest
import xlwt
from drawing import table
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import P

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.intake.files.coded.limits import Unreadable
from zhen_analysis.intake.files.open_file import open_content

ROWS = [["村名", "清垃圾"], ["青禾村", "3"]]


def zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("_", "/"), text)
    return made.getvalue()


def xlsx() -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def xls() -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("台账")
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    book.save(made)
    return made.getvalue()


def ods(manifest: str = "") -> bytes:
    book, made, drawn = OpenDocumentSpreadsheet(), io.BytesIO(), Table(name="台账")
    for cells in ROWS:
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        drawn.addElement(row)
    book.spreadsheet.addElement(drawn)
    book.write(made)
    return made.getvalue()


def odt() -> bytes:
    made = io.BytesIO()
    OpenDocumentText().write(made)
    return made.getvalue()


def locked_ods() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods())) as archive, zipfile.ZipFile(made, "w") as new:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "META-INF/manifest.xml":
                part = part.replace(b"</manifest:manifest>",
                                    b"<manifest:encryption-data/></manifest:manifest>")  # fmt: skip
            new.writestr(name, part if name.startswith("META") else b"\x01\x02")
    return made.getvalue()


def compound(*names: str) -> bytes:
    """Return a compound file that holds streams of these names, with nothing in them."""
    # [MS-CFB] 2.2: the directory in sector 0, the table of sectors in sector 1.
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 62, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 1) + b"\xff" * 432
    table = struct.pack("<2I", 0xFFFFFFFE, 0xFFFFFFFD) + b"\xff" * 504
    return head + entries(names) + table


def entries(names: tuple[str, ...]) -> bytes:
    """Return a directory of the root and its streams, each the sibling of the one before."""
    made = b""
    for number, name in enumerate(("Root Entry", *names)):
        kind = 5 if not number else 2
        more = number + 1 if 0 < number < len(names) else 0xFFFFFFFF
        child = 1 if not number else 0xFFFFFFFF
        links = b"".join(x.to_bytes(4, "little") for x in (0xFFFFFFFF, more, child))
        size = (2 * len(name) + 2).to_bytes(2, "little")
        made += name.encode("utf-16-le").ljust(64, b"\0") + size + bytes([kind, 1]) + links
        made = made.ljust(128 * (number + 1), b"\0")
    return made.ljust(512, b"\0")


def locked_xls() -> bytes:
    """Put the record that says so behind the first one of the workbook's stream."""
    content = xls()
    begin = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    size = 4 + int.from_bytes(content[begin + 2 : begin + 4], "little")
    record = b"\x2f\x00\x02\x00\x01\x00"
    place = begin + size
    return content[:place] + record + content[place + len(record) :]


def spoilt() -> bytes:
    """Return a container whose packed part cannot be unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    begin = 30 + len("mimetype")  # behind the local header
    return made.getvalue()[:begin] + b"\xff" * 9 + made.getvalue()[begin + 9 :]


def text(content: str, encoding: str = "gbk") -> bytes:
    return content.encode(encoding)


PAGE = "<table><tr><td>村名</td><td>清垃圾</td></tr><tr><td>青禾村</td><td>3</td></tr></table>"
XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table>'
    '<Row><Cell><Data ss:Type="String">村名</Data></Cell><Cell><Data ss:Type="String">清垃圾</Data>'
    '</Cell></Row><Row><Cell><Data ss:Type="String">青禾村</Data></Cell>'
    '<Cell><Data ss:Type="Number">3</Data></Cell></Row></Table></Worksheet></Workbook>'
)
CONTENTS = {
    "xlsx": xlsx(),
    "xls": xls(),
    "ods": ods(),
    "csv": text("村名,清垃圾\n青禾村,3\n"),
    "tabs": text("村名\t清垃圾\n青禾村\t3\n"),
    "page": text(f"<html><head><meta charset=gb2312></head><body>{PAGE}</body></html>"),
    "bare page": text(f"\n <div>{PAGE}</div>", "utf-8"),
    "wide page": text(f"<html>{PAGE}</html>", "utf-16"),
    "xml": text(XML, "utf-8"),
    "login": text("<html><body>登录超时</body></html>", "utf-8"),
    "frames": text(
        "<html xmlns:x='x'><x:Name>7月</x:Name><x:Name>8月</x:Name><frameset></frameset></html>"
    ),
    "feed": text('<?xml version="1.0"?><rss><item>3</item></rss>'),
    "mhtml": text("MIME-Version: 1.0\nContent-Type: multipart/related\n"),
    "zip": zipped(**{"台账.xlsx": "x"}),
    "docx": zipped(**{"[Content_Types].xml": "x", "word_document.xml": "x"}),
    "pptx": zipped(**{"[Content_Types].xml": "x", "ppt_presentation.xml": "x"}),
    "ofd": zipped(**{"OFD.xml": "x"}),
    "odt": odt(),
    "doc": compound("WordDocument"),
    "doc with a sheet in it": compound("WordDocument") + "Workbook\0".encode("utf-16-le"),
    "spaced": text("村名 清垃圾\n青禾村 3\n柳湾村 4\n"),
    "words": text("本月台账已报\n请查收\n"),
    "prose": text("本月台账已报，请查收。\n"),
    "jpg": b"\xff\xd8\xff\xe0" + bytes(100),
    "png": b"\x89PNG\r\n" + bytes(100),
    "heic": b"\0\0\0\x18ftypheic" + bytes(100),
    "mp4": b"\0\0\0\x18ftypisom" + bytes(100),
    "rar": b"Rar!\x1a\x07" + bytes(100),
    "pdf": b"%PDF-1.4" + bytes(100),
    "bytes": bytes(range(256)) * 4,
    "locked xlsx": compound("EncryptionInfo", "EncryptedPackage"),
    "locked xls": locked_xls(),
    "locked ods": locked_ods(),
    "half": xlsx()[:900],
    "spoilt": spoilt(),
}
# is: the bytes; read: the table comes out; beside: named, nothing lost; else the reason says so.
FILES = """
    is          | named        | outcome
    xlsx        | 台账.xls     | read
    xlsx        | 台账.doc     | read
    xlsx        | 台账         | read
    xlsx        | 台账.dat     | read
    xls         | 台账.xlsx    | read
    xls         | 台账.et      | read
    ods         | 台账.xlsx    | read
    csv         | 台账.xls     | read
    csv         | 台账.xlsx    | read
    csv         | 台账         | read
    tabs        | 台账.xls     | read
    page        | 台账.xls     | read
    page        | 台账.html    | read
    page        | 台账.xlsx    | read
    bare page   | 台账.xls     | read
    wide page   | 台账.xls     | read
    xml         | 台账.xls     | read
    xml         | 台账.xml     | read
    login       | 台账.xls     | 登录过期
    frames      | 台账.htm     | 由几个文件组成
    feed        | 台账.xml     | 不认识的网页或XML
    mhtml       | 台账.xls     | 不认识的网页或XML
    bytes       | 台账.xlsx    | 损坏
    half        | 台账.xlsx    | 损坏
    spoilt      | 台账.ods     | 损坏
    zip         | 台账.zip     | beside 压缩包
    zip         | 台账.xlsx    | 这其实是压缩包
    rar         | 台账.rar     | beside 压缩包
    docx        | 通知.docx    | beside Word文档
    docx        | 台账.xlsx    | 这其实是Word文档
    doc         | 通知.doc     | beside Word文档
    doc         | 台账.xls     | 这其实是Word文档
    doc with a sheet in it | 通知.doc | beside Word文档
    spaced      | 台账.txt     | 没有分隔符
    words       | 说明.txt     | beside 文字说明
    prose       | 说明.txt     | beside 文字说明
    odt         | 通知.odt     | beside Word文档
    pptx        | 汇报.pptx    | beside 演示文稿
    ofd         | 通知.ofd     | beside OFD文档
    pdf         | 通知.pdf     | beside PDF文档
    jpg         | 照片.jpg     | beside 图片
    jpg         | 台账.xlsx    | 这其实是图片
    png         | 照片.PNG     | beside 图片
    heic        | 照片.heic    | beside 图片
    mp4         | 现场.mp4     | beside 音像文件
    bytes       | 数据.bin     | beside .bin文件
    locked xlsx | 台账.xlsx    | 打开密码
    locked xlsx | 台账.xls     | 打开密码
    locked xls  | 台账.xls     | 打开密码
    locked ods  | 台账.ods     | 打开密码
"""


@pytest.mark.parametrize(("kind", "name", "outcome"), table(FILES).values.tolist())
def test_a_file_is_read_or_named_for_what_it_is(kind, name, outcome):
    try:
        file = open_content(CONTENTS[kind], name)
    except Unreadable as error:
        assert outcome in str(error)
        return
    if file.beside:
        assert outcome.removeprefix("beside ") in file.beside
        return
    assert outcome == "read"
    (sheet,) = file.sheets
    rows = [[column.texts[column.codes[row]] for column in sheet.columns] for row in range(2)]
    assert rows == ROWS


@pytest.mark.parametrize("claimed", ["1:49", "A:C", "", "C3:A1:B2"])
def test_a_sheet_that_claims_no_range_opens_by_its_cells(claimed):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive, zipfile.ZipFile(made, "w") as new:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<dimension ref="A1:B2"' in part
                part = part.replace(b'ref="A1:B2"', f'ref="{claimed}"'.encode(), 1)
            new.writestr(name, part)
    (sheet,) = open_content(made.getvalue(), "台账.xlsx").sheets
    assert [column.texts[column.codes[1]] for column in sheet.columns] == ROWS[1]


def test_what_lies_beside_the_ledgers_makes_no_month_incomplete(tmp_path):
    folder = tmp_path / "data/raw/shili/2022-02"
    folder.mkdir(parents=True)
    for name, kind in {"照片.jpg": "jpg", "通知.docx": "docx", "旧表.zip": "zip"}.items():
        (folder / name).write_bytes(CONTENTS[kind])
    catalogue = load_catalogue(bundled("catalogue"))
    month = read_folder(Workspace(tmp_path), TownPeriod(catalogue, "shili", Month(2022, 2)))
    assert set(month.files["status"]) == {"beside"}
    assert set(month.issues["check"]) == {"not_a_table"}
    assert set(month.issues["severity"]) == {"info"}
