"""What goes wrong in offices: each is named, the rest goes on, nothing is lost."""

import csv
import os
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import zhen_analysis as zhen
from zhen_analysis.base.period import parse_month
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import Intake, read_folder
from zhen_analysis.present import tables
from zhen_analysis.present.month import words
from zhen_analysis.results.month import assess_month

MONTH = "2022-02"


def read(workspace) -> Intake:
    """Read February alone, without assessing it."""
    catalogue = load_catalogue(workspace.catalogue_dir)
    return read_folder(workspace, TownPeriod(catalogue, "shili", parse_month(MONTH)))


def unread(intake):
    return intake.files[intake.files["status"].isin(["unreadable", "unrecognised"])]


def add_ledger(workspace, name, *lines, filed="2022年3月2日"):
    """File a small clean-up workbook; returns its path."""
    book = openpyxl.Workbook()
    for line in (
        ["2022年2月人居环境台账"],
        [f"填报日期：{filed}"],
        ["村名", "日期", "清垃圾"],
        *lines,
    ):
        book.active.append(list(line))
    path = workspace.raw_dir("shili", MONTH) / name
    book.save(path)
    return path


def villages(workspace):
    catalogue = load_catalogue(workspace.catalogue_dir)
    return catalogue.units_in("shili", parse_month(MONTH), "village")


def only(issues, check):
    found = issues[issues["check"] == check]
    assert len(found), f"no issue {check}: {issues['check'].tolist()}"
    return found


UNREADABLE = {
    "坏了.xlsx": (b"PK\x03\x04 not a workbook", "损坏"),
    "坏了.xls": (b"\xd0\xcf\x11\xe0 nor this", "损坏"),
    "坏了.ods": (b"", "0字节"),
    "照片.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(500), "这其实是图片"),
    "通知.docx": (b"PK\x03\x04", "不是真正的表格文件"),
    "空.csv": (b"\r\n\r\n", "没有任何内容"),
}


def test_files_that_cannot_be_read_are_named_and_the_rest_goes_on(town):
    before = read(town)
    for name, (content, _) in UNREADABLE.items():
        (town.raw_dir("shili", MONTH) / name).write_bytes(content)
    month = read(town)
    issues = only(month.issues, "unreadable")
    assert set(issues["severity"]) == {"error"}
    told = {file.rpartition("/")[2]: said for file, said in issues[["file", "message"]].to_numpy()}
    assert set(told) == set(UNREADABLE) and len(issues) == len(UNREADABLE)
    for name, (_, word) in UNREADABLE.items():
        assert word in told[name], name
    assert set(unread(month)["file"]) == set(issues["file"])
    assert month.records.equals(before.records)


def test_an_unread_file_of_an_earlier_month_leaves_the_year_so_far_incomplete(town):
    assert assess_month(MONTH, workspace=town).is_complete
    (town.raw_dir("shili", "2022-01") / "坏了.xlsx").write_bytes(b"?")
    assert not assess_month(MONTH, workspace=town).is_complete


def test_an_empty_workbook_is_named(bare_town):
    openpyxl.Workbook().save(bare_town.raw_dir("shili", MONTH) / "空表.xlsx")
    month = read(bare_town)
    assert "没有任何内容" in only(month.issues, "unreadable")["message"].iloc[0]


def test_a_workbook_of_no_known_ledger_is_named(bare_town):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["测试甲", "10000000001"])
    book.save(bare_town.raw_dir("shili", MONTH) / "通讯录.xlsx")
    month = read(bare_town)
    assert only(month.issues, "unrecognised_file")["file"].iloc[0].endswith("通讯录.xlsx")
    assert len(unread(month)) == 1


def test_a_lock_file_of_an_office_program_is_no_filing(bare_town):
    (bare_town.raw_dir("shili", MONTH) / "~$台账.xlsx").write_bytes(b"x")
    assert unread(read(bare_town)).empty


def test_a_village_that_nobody_knows_is_named_with_its_cell(bare_town):
    add_ledger(bare_town, "补充人居环境.xlsx", ["无此村", "2月3日", 5])
    issues = only(read(bare_town).issues, "unknown_unit")
    issue = issues[issues["file"].str.endswith("补充人居环境.xlsx")].iloc[0]
    assert (issue["cell"], issue["written"]) == ("A4", "无此村")


def test_two_values_for_one_village_and_day_in_equal_filings_count_neither(town):
    village = villages(town).iloc[0]
    before = value(assess_month(MONTH, workspace=town), village["unit"])
    add_ledger(town, "甲人居环境.xlsx", [village["name"], "2月27日", 500])
    assert value(assess_month(MONTH, workspace=town), village["unit"]) == before + 500
    add_ledger(town, "乙人居环境.xlsx", [village["name"], "2月27日", 700])
    month = assess_month(MONTH, workspace=town)
    conflicts = only(month.issues, "conflict")
    assert len(conflicts) == 2
    assert conflicts["message"].str.startswith(f"{village['name']} 2022-02-27有两条").all()
    assert value(month, village["unit"]) == before


def test_what_is_wrong_in_a_workbook_that_is_replaced_in_part_still_has_to_be_mended(bare_town):
    name = villages(bare_town)["name"].iloc[0]
    add_ledger(bare_town, "新人居环境.xlsx", [name, "2月27日", 5], filed="2022年3月9日")
    path = add_ledger(bare_town, "两表人居环境.xlsx", [name, "2月27日", 4], filed="2022年3月8日")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("网格")
    for line in (["村名", "网格总数", "已排查网格"], [name, 99, 98], ["无此村", 3, 3]):
        sheet.append(line)
    book.save(path)
    month = read(bare_town)
    assert month.files.set_index("file")["status"].filter(like="两表").tolist() == ["counted"]
    unknown = only(month.issues, "unknown_unit")
    assert unknown.loc[unknown["sheet"] == "网格", "severity"].tolist() == ["error"]
    assert "superseded" in set(month.issues["check"])


def value(month, unit):
    measures = month.measures
    mine = measures[(measures["unit"] == unit) & (measures["indicator"] == "garbage")]
    return mine.loc[mine["span"] == "month", "value"].iloc[0]


def test_a_title_of_last_month_is_told(bare_town):
    book = openpyxl.Workbook()
    for line in (["2022年1月人居环境台账"], ["村名", "日期", "清垃圾"], ["无此村", "2月3日", 1]):
        book.active.append(line)
    book.save(bare_town.raw_dir("shili", MONTH) / "旧表人居环境.xlsx")
    assert only(read(bare_town).issues, "period_mismatch")["cell"].iloc[0] == "A1"


def test_a_hidden_sheet_is_read_and_told(bare_town):
    path = add_ledger(
        bare_town, "隐藏人居环境.xlsx", [villages(bare_town)["name"].iloc[0], "2月26日", 3]
    )
    book = openpyxl.load_workbook(path)
    book.create_sheet("说明")["A1"] = "说明"
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    month = read(bare_town)
    only(month.issues, "hidden_sheet")
    assert path.name in "".join(month.records["file"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_tables_are_read_in_every_office_encoding(bare_town, encoding):
    name = villages(bare_town)["name"].iloc[0]
    path = bare_town.raw_dir("shili", MONTH) / "人居环境.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([["村名", "日期", "清垃圾（方）"], [name, "2月26日", "1,204"]])
    records = read(bare_town).records
    assert records.loc[records["file"].str.endswith("人居环境.csv"), "value"].tolist() == [1204]


def test_nothing_is_lost_or_counted_twice_whatever_is_filed(town):
    add_ledger(
        town, "乱人居环境.xlsx", ["无此村", "2月3日", "若干"], [], ["合计", "", 9], ["注：略"]
    )
    month = read(town)
    kinds = ["recorded", "rejected", "subtotal", "blank", "duplicate"]
    assert (month.blocks["read"] == month.blocks[kinds].sum(axis=1)).all()
    assert (
        month.sheets["read"] == month.sheets[["banner", "header", "entry", "note"]].sum(axis=1)
    ).all()


def test_a_workbook_full_of_nonsense_parts_does_not_stop_the_month(bare_town):
    path = bare_town.raw_dir("shili", MONTH) / "拼凑.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='a'/></sheets>")
        archive.writestr("[Content_Types].xml", "")
    assert "unreadable" in set(read(bare_town).issues["check"])


def test_a_cell_at_the_far_corner_does_not_end_the_program(bare_town):
    corners = ["XFD1048576", "A1048576", "XFD1", "CA200000"]
    for corner in corners:
        path = add_ledger(bare_town, f"远角{corner}人居环境.xlsx", ["无此村", "2月3日", 1])
        book = openpyxl.load_workbook(path)
        book.active[corner] = "x"
        book.save(path)
    issues = read(bare_town).issues
    for corner in corners:
        (told,) = issues[issues["file"].str.endswith(f"远角{corner}人居环境.xlsx")].itertuples()
        assert told.check == "unreadable" and "使用范围" in told.message
        last_row = max(int(corner.lstrip("XFDCA")), 4)
        assert f"第{last_row}行" in told.message and "“Sheet”" in told.message


def test_a_text_file_with_one_endless_line_does_not_end_the_program(bare_town):
    path = bare_town.raw_dir("shili", MONTH) / "宽人居环境.csv"
    path.write_text("村名,日期,清垃圾\n" * 600 + "," * 40_000 + "x", encoding="utf-8")
    assert "40001个字段" in only(read(bare_town).issues, "csv_line")["message"].iloc[0]


def test_endless_commas_are_no_columns(bare_town):
    name = villages(bare_town)["name"].iloc[0]
    path = bare_town.raw_dir("shili", MONTH) / "逗号人居环境.csv"
    lines = ["村名,日期,清垃圾", f"{name},2月26日,7", ""]
    path.write_text(("," * 40_000 + "\n").join(lines), encoding="utf-8")
    records = read(bare_town).records
    assert records.loc[records["file"].str.contains("逗号"), "value"].tolist() == [7]


def test_a_zip_bomb_is_named_not_unpacked(bare_town):
    path = bare_town.raw_dir("shili", MONTH) / "炸弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    assert "展开后" in only(read(bare_town).issues, "unreadable")["message"].iloc[0]


def test_a_month_without_any_file_is_all_not_reported(town):
    for path in town.raw_dir("shili", MONTH).iterdir():
        path.unlink()
    month = assess_month(MONTH, workspace=town)
    assert month.not_reported == list(month.catalogue.ledgers)
    assert (month.filings["status"] == "missing").all()
    spans = month.measures[(month.measures["span"] == "month")]
    assert spans["numerator"].isna().all()
    assert month.is_complete


@pytest.mark.parametrize("period", ["2022-13", "202202", "2022-2", "", "../2022-02", "2022-02\n"])
def test_a_period_that_is_no_month_is_refused_in_one_sentence(bare_town, period):
    with pytest.raises(zhen.BadInput, match="YYYY-MM"):
        assess_month(period, workspace=bare_town)


def test_a_month_that_is_not_there_is_refused_with_those_that_are(bare_town):
    with pytest.raises(zhen.BadInput, match="2022-01, 2022-02"):
        assess_month("2021-07", workspace=bare_town)


@pytest.mark.parametrize("name", ["../shili", "nowhere", "shili\0", "/etc"])
def test_a_town_that_is_not_there_is_refused_with_those_that_are(bare_town, name):
    with pytest.raises(zhen.BadInput, match="shili"):
        assess_month(MONTH, name, workspace=bare_town)


@pytest.mark.parametrize("unit", ["../x", "无此村", ""])
def test_a_unit_that_is_not_there_is_refused_with_those_that_are(bare_town, unit):
    with pytest.raises(zhen.BadInput, match=villages(bare_town)["unit"].iloc[0]):
        assess_month(MONTH, workspace=bare_town).trace(unit, "garbage")


def test_reading_the_same_folder_twice_gives_the_same(town):
    one, again = read(town), read(town)
    assert all(table.equals(again.tables()[name]) for name, table in one.tables().items())


def test_what_lies_beside_the_month_folders_is_named(bare_town):
    raw = bare_town.raw_dir("shili", MONTH).parent
    (raw / "2022年3月").mkdir()
    (raw / "3月台账.xlsx").write_bytes(b"?")
    month = assess_month(MONTH, workspace=bare_town)
    assert only(month.issues, "stray")["file"].tolist() == [
        "data/raw/shili/2022年3月",
        "data/raw/shili/3月台账.xlsx",
    ]
    with pytest.raises(zhen.BadInput, match="2022年3月"):
        assess_month("2022-03", workspace=bare_town)


@pytest.mark.parametrize("lines", [["若干"], [5, 9]], ids=["unreadable", "conflict"])
def test_what_was_filed_but_cannot_be_read_is_neither_missing_nor_zero(town, lines):
    """It is left out for its unit, which the page says; nobody is called last for it."""
    for path in town.raw_dir("shili", MONTH).glob("*人居环境*"):
        path.unlink()
    first, *others = villages(town)["name"]
    rows = [[first, "2月3日", line] for line in lines]
    add_ledger(town, "人居环境.xlsx", *rows, *([name, "2月4日", 7] for name in others))
    month = assess_month(MONTH, workspace=town)
    unit = villages(town)["unit"].iloc[0]
    figures = month.measures.set_index(["unit", "indicator", "span"])
    figure = figures.loc[(unit, "garbage", "month")]
    assert pd.isna(figure["value"]) and figure["is_unread"]
    ranking = month.ranking.set_index("unit")
    own = month.scores[(month.scores["unit"] == unit) & month.scores["is_unread"]]
    assert len(own) and not own["counted"].any()
    assert ranking.loc[unit, "firmness"] == "计分项不全，建议核实"
    assert ranking.loc[unit, "honour"] != "后进"
    assert ranking["rank"].notna().all()
    said = words.banner(month)._repr_html_()
    assert ("数据不完整" in said and "有2行与另一条记录矛盾" in said) == (lines != ["若干"])
    page = tables.rankings(month)._repr_html_()
    assert "计分项不全" in page
    filing = month.filings[(month.filings["unit"] == unit) & (month.filings["ledger"] == "cleanup")]
    assert filing["status"].iloc[0] == ("filed" if lines == ["若干"] else "in_doubt")


def draw_ledger(workspace, name, draw, **options):
    """File a clean-up workbook that ``draw`` writes into below the headings."""
    path = workspace.raw_dir("shili", MONTH) / name
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["村名", "日期", "清垃圾（方）"])
    draw(book, sheet, villages(workspace)["name"].tolist())
    book.close()
    return path


def told(workspace, path):
    """Return the records and issues of one file."""
    month = read(workspace)
    return (table[table["file"].str.endswith(path.name)] for table in (month.records, month.issues))


def test_a_unit_in_the_number_format_is_read_as_the_sheet_shows_it(bare_town):
    def draw(book, sheet, names):
        for row, (number, code) in enumerate([(120, '0"方"'), (0.5, '0.0"亩"')], start=1):
            sheet.write_row(row, 0, [names[row], "2月26日"])
            sheet.write_number(row, 2, number, book.add_format({"num_format": code}))

    records, issues = told(bare_town, draw_ledger(bare_town, "格式人居环境.xlsx", draw))
    assert records["value"].iloc[0] == 120
    assert pd.isna(records["value"].iloc[1])
    assert issues.loc[issues["check"] == "unit_conflict", "written"].tolist() == ["0.5亩"]


def test_an_error_cell_and_a_formula_without_a_result_are_told_and_count_for_nothing(bare_town):
    def draw(book, sheet, names):
        for row, result in ((1, "#REF!"), (2, ""), (3, 7)):
            sheet.write_row(row, 0, [names[row], "2月26日"])
            sheet.write_formula(row, 2, f"=D{row}", None, result)

    before = read(bare_town).sheets["read"].sum()
    path = draw_ledger(bare_town, "公式人居环境.xlsx", draw)
    records, issues = told(bare_town, path)
    assert records["value"].isna().tolist() == [True, True, False]
    cells = issues.set_index("check")["cell"]
    assert (cells["error_cell"], cells["uncached_formula"]) == ("C2", "C3")
    assert "unreadable_value" not in cells  # one cell, one sentence
    assert read(bare_town).sheets["read"].sum() == before + 12


def test_a_day_of_the_other_day_system_is_that_day_also_without_a_format(bare_town):
    def draw(book, sheet, names):
        sheet.write_row(1, 0, [names[1], 43155, 3])
        sheet.write_row(2, 0, [names[2], "43155", 3])

    path = draw_ledger(bare_town, "日期人居环境.xlsx", draw, date_1904=True)
    records, _ = told(bare_town, path)
    assert records["date"].dt.strftime("%Y-%m-%d").tolist() == ["2022-02-25", "2018-02-24"]


def test_hidden_rows_count_and_are_told(bare_town):
    def draw(book, sheet, names):
        sheet.write_row(1, 0, [names[1], "2月25日", 3])
        sheet.set_row(1, None, None, {"hidden": True})

    records, issues = told(bare_town, draw_ledger(bare_town, "隐藏人居环境.xlsx", draw))
    assert records["value"].tolist() == [3]
    (issue,) = issues[issues["check"] == "hidden_rows"].itertuples()
    assert "第2行" in issue.message and issue.severity == "info"


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_name_from_an_old_windows_is_readable(bare_town):
    path = add_ledger(
        bare_town, "甲人居环境.xlsx", [villages(bare_town)["name"].iloc[0], "2月26日", 3]
    )
    path.rename(path.parent / os.fsdecode("旧人居环境.xlsx".encode("gb18030")))
    month = assess_month(MONTH, workspace=bare_town)
    assert month.files["file"].str.endswith("/旧人居环境.xlsx").any()


def test_the_command_ends_with_1_and_names_the_file(town):
    for name, content in (("坏[了]\n.xlsx", b"PK\x03\x04"), ("坏.xls", b"\xd0\xcf\x11\xe0")):
        (town.raw_dir("shili", MONTH) / name).write_bytes(content)
    command = [
        sys.executable,
        "-m",
        "zhen_analysis",
        "issues",
        MONTH,
        "--workspace",
        town.root,
    ]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert "Traceback" not in ended.stderr and "坏.xls" in ended.stdout
    clean = [*command[:3], "clean", *command[4:]]
    ended = subprocess.run(clean, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
