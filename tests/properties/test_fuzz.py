"""Whatever bytes are named .xlsx .xls .ods .csv: they are read or named, and nothing dies."""

import io
import random
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from seeds import few, seeds

from zhen_analysis.base.period import parse_month
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.intake.files.coded.limits import Unreadable
from zhen_analysis.intake.files.open_file import DAMAGE, open_content

ROWS = [
    ["2022年2月人居环境台账", "", "", ""],
    ["村名", "日期", "清垃圾（方）", "备注"],
    ["青禾村", "2月3日", 12, "约"],
    ["柳湾村", "2月4日", 0.853, ""],
    ["合计", "", 12.853, ""],
]
MONTH = "2022-02"
NUMBERS = [b"0", b"-1", b"99999999999", b"1048576", b"16384", b"65535", b"1e400", b"NaN", b""]


def xlsx() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("台账")
    unit = book.add_format({"num_format": '0.0"方"'})
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    sheet.write_number(2, 2, 12, unit)
    sheet.write_formula(4, 2, "=SUM(C3:C4)", unit, 12.853)
    sheet.write_formula(5, 2, "=1/0", None, "#DIV/0!")
    sheet.write_comment(2, 0, "x")
    sheet.merge_range(0, 0, 0, 3, ROWS[0][0])
    sheet.set_row(3, None, None, {"hidden": True})
    book.add_worksheet("说明").write(0, 0, "说明")
    book.close()
    return made.getvalue()


def xls() -> bytes:
    made = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for number, row in enumerate(ROWS):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell, xlwt.easyxf(num_format_str='0.0"方"'))
    sheet.write_merge(7, 8, 0, 3, "注：略")
    sheet.row(6).set_cell_error(2, 0x07)
    book.save(made)
    return made.getvalue()


def ods() -> bytes:
    made = io.BytesIO()
    book, table = OpenDocumentSpreadsheet(), Table(name="台账")
    for row in ROWS:
        line = TableRow(numberrowsrepeated=1)
        for cell in row:
            if isinstance(cell, str):
                drawn = TableCell(valuetype="string", numbercolumnsrepeated=1)
            else:
                drawn = TableCell(valuetype="float", value=cell)
            drawn.addElement(P(text=f"{cell}方" if drawn else cell))
            line.addElement(drawn)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.write(made)
    return made.getvalue()


def text(encoding: str) -> bytes:
    return "\r\n".join(",".join(map(str, row)) for row in ROWS).encode(encoding)


def originals() -> dict[str, list[bytes]]:
    return {
        "xlsx": [xlsx()],
        "xls": [xls()],
        "ods": [ods()],
        "csv": [text("gbk"), text("utf-16"), text("utf-8-sig")],
    }


def spoil(content: bytes, chance: random.Random) -> bytes:
    """Return bytes damaged in one of the ways in which bytes get damaged, or are made up."""
    if not content:
        return b"\0"
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    way = chance.randrange(8)
    if way == 0:
        return content[:start]
    if way == 1:
        return content[:start] + content[end:]
    if way == 2:
        return content[:end] + content[start:]
    if way == 3:
        return content[:start] + chance.randbytes(chance.randrange(1, 64)) + content[start:]
    if way == 4:
        return chance.randbytes(chance.randrange(2000))
    if way == 5:  # another number than the one that stands there
        found = [m.span() for m in re.finditer(rb"\d+", content)]
        first, last = chance.choice(found) if found else (0, 0)
        return content[:first] + chance.choice(NUMBERS) + content[last:]
    if way == 6:  # a tag less
        found = [m.span() for m in re.finditer(rb"<[^>]*>", content)]
        first, last = chance.choice(found) if found else (0, 0)
        return content[:first] + content[last:]
    flipped = bytearray(content)
    for _ in range(chance.randrange(1, 12)):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def spoil_part(content: bytes, chance: random.Random) -> bytes:
    """Return a zip in which one part is damaged, missing, or misnamed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    place = chance.randrange(len(parts))
    name, part = parts[place]
    way = chance.randrange(10)
    if way == 0:
        del parts[place]
    elif way == 1:
        parts[place] = (
            chance.choice(["/etc/x", "../../x", name.upper(), f"{name}/"]),
            part,
        )
    elif way == 2:
        parts.append((name, spoil(part, chance)))
    else:
        parts[place] = name, spoil(part, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as z:
        for name, part in parts:
            z.writestr(name, part)
    return made.getvalue()


def mutants(seed: int, count: int):
    """Yield name and bytes of damaged files."""
    chance, kinds = random.Random(seed), originals()
    for number in range(count):
        kind = chance.choice(list(kinds))
        content = chance.choice(kinds[kind])
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            is_zip = kind in {"xlsx", "ods"} and zipfile.is_zipfile(io.BytesIO(content))
            try:
                deep = is_zip and chance.random() < 0.8
                content = spoil_part(content, chance) if deep else spoil(content, chance)
            except (*DAMAGE, OSError):
                content = spoil(content, chance)
        suffix = kind if chance.random() < 0.9 else chance.choice(list(kinds))
        yield f"{seed}-{number}人居环境.{suffix}", content


def crafted():
    """Yield name and bytes of files that are made to do harm."""
    book = xlsx()

    def with_parts(**parts):
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", 8) as new:
            for name in old.namelist():
                key = Path(name).stem
                new.writestr(name, parts[key](old.read(name)) if key in parts else old.read(name))
        return made.getvalue()

    def replace(old, new):
        return lambda xml: xml.replace(old, new, 1)

    deep = b"<a>" * 200_000
    yield "远角.xlsx", with_parts(sheet1=replace(b'r="A3"', b'r="XFD1048576"'))
    yield "远行.xlsx", with_parts(sheet1=replace(b'<row r="3"', b'<row r="99999999999"'))
    yield "并格.xlsx", with_parts(sheet1=replace(b'ref="A1:D1"', b'ref="A1:XFD1048576"'))
    yield "外格.xlsx", with_parts(sheet1=replace(b'ref="A1:D1"', b'ref="A22:A999"'))
    yield "倒格.xlsx", with_parts(sheet1=replace(b'ref="A1:D1"', b'ref="D9:A1"'))
    yield "无此串.xlsx", with_parts(sheet1=replace(b"<v>1</v>", b"<v>99999999</v>"))
    yield "负串.xlsx", with_parts(sheet1=replace(b"<v>1</v>", b"<v>-1</v>"))
    yield "深.xlsx", with_parts(sheet1=lambda xml: deep)
    yield "深层.xlsx", with_parts(workbook=lambda xml: deep, styles=lambda xml: deep)
    yield "没有行尾.xlsx", with_parts(sheet1=lambda xml: xml.replace(b"</c>", b"") * 50)
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10)
        for n in range(12)
    )
    yield "笑.xlsx", with_parts(workbook=lambda xml: laughs + b"]><workbook>&a11;</workbook>")
    yield "锁.xlsx", lock(book)
    for size, name in ((60_000_000, "炸弹"), (9_000_000, "小炸弹")):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
        yield f"{name}.xlsx", made.getvalue()
    for attribute in (b"rows", b"columns"):
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(ods())) as old, zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace(
                    b'number-%s-repeated="1"' % attribute,
                    b'number-%s-repeated="1000000000"' % attribute))  # fmt: skip
        yield f"重复{attribute.decode()}.ods", made.getvalue()
    yield "零.csv", b"\0" * 10_000
    yield "引号.csv", b'"' + b"a,b\n" * 100_000
    yield "回车.csv", b"\r" * 300_000
    yield "半个.csv", b"\xff\xfe" + "村名,日期".encode("utf-16-le")[:-1]
    yield "空头.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000


def lock(book: bytes) -> bytes:
    """Return a zip whose parts say that they are encrypted."""
    locked = bytearray(book)
    for found in re.finditer(b"PK\x03\x04|PK\x01\x02", book):
        place = found.start() + (6 if found[0] == b"PK\x03\x04" else 8)
        locked[place] |= 1
    return bytes(locked)


def make_workspace(root: Path) -> Workspace:
    """Return a workspace with a catalogue and no file."""
    shutil.copytree(bundled("catalogue"), root / "data/catalogue", dirs_exist_ok=True)
    (root / "data/raw/shili" / MONTH).mkdir(parents=True)
    return Workspace(root)


def file_all(workspace: Workspace, files) -> dict[str, bytes]:
    filed = dict(files)
    for name, content in filed.items():
        (workspace.raw_dir("shili", MONTH) / name).write_bytes(content)
    return filed


def check_month(workspace: Workspace, filed: dict[str, bytes]) -> None:
    """Read the month; every file has to be accounted for."""
    month = read_folder(
        workspace, TownPeriod(load_catalogue(workspace.catalogue_dir), "shili", parse_month(MONTH))
    )
    status = month.files.set_index(month.files["file"].str.rpartition("/")[2])["status"]
    assert sorted(status.index) == sorted(filed)
    named = month.issues.loc[month.issues["check"] == "unreadable", "file"].str.rpartition("/")[2]
    assert set(named) == set(status.index[status == "unreadable"])
    kinds = ["banner", "header", "entry", "note"]
    assert (month.sheets["read"] == month.sheets[kinds].sum(axis=1)).all()


def test_what_is_made_to_do_harm_is_named(tmp_path):
    workspace = make_workspace(tmp_path)
    check_month(workspace, file_all(workspace, crafted()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("seed", seeds(1))
def test_damaged_files_are_read_or_named(tmp_path, seed):
    workspace = make_workspace(tmp_path)
    check_month(workspace, file_all(workspace, mutants(seed, 60)))


def test_the_undamaged_files_can_be_read():
    """Else the damaged ones would show nothing."""
    for kind, contents in originals().items():
        for number, content in enumerate(contents):
            columns = open_content(content, f"{number}.{kind}").sheets[0].columns
            assert "清垃圾（方）" in columns[2].texts[0:9] or kind == "ods"


@given(st.binary(max_size=400), st.sampled_from(["csv", "tsv", "txt", "xls", "xlsx", "ods", "et"]))
@few(150)
def test_any_bytes_are_read_or_refused(content, suffix):
    try:
        open_content(content, f"台账.{suffix}")
    except Unreadable as error:
        assert str(error)
