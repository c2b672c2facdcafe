"""The catalogue as one workbook: written, edited as clerks do, read back."""

import csv
import shutil
import subprocess
import tomllib

import openpyxl
import pytest

from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.base.toml_text import rewrite
from zhen_analysis.catalogue import check_catalogue, load_catalogue
from zhen_analysis.setup.catalogue_workbook import adopt_book, write_book
from zhen_analysis.setup.catalogue_workbook.sheets import sheet_forms

# Values that a careless round trip would spoil.
TOWN = """# 本镇目录
[towns.shili]
name = "示例镇"
not_units = ["112国道；北段", "环卫所;一队", 'C:\\台账', "两行\\n写"]

[schemes.village]
name = "村级考评办法"
level = "village"
groups = ["A类", "B类"]
full_marks = { "A类" = 150, "B类" = 100.5 }  # 各组不同
decimals = 1
evidence = 0.9
honours = { top = 3, bottom = 2, top_at_least = 60 }

[[schemes.village.bands]]
grade = "优秀" # 最高
from = 90.5
[[schemes.village.bands]]
grade = "一般"
from = 0

# 春节当月不评后进
[schemes.village.months."2"]
bottom = 0
[schemes.village.months.2022-03]
top = 5
"""


@pytest.fixture
def folder(town):
    """A sound catalogue with everything that a workbook could lose."""
    folder = town.catalogue_dir
    (folder / "town.toml").write_text(TOWN, encoding="utf-8")
    (folder / "schemes/district.csv").unlink()
    lines = (folder / "villages.csv").read_text(encoding="utf-8-sig").splitlines()
    code, name, *_ = lines[1].split(",")
    corrections = [
        ["ledger", "unit", "date", "field", "written", "value", "kind", "reason", "file", "cell"],
        ["cleanup", name, "2022-02-28", "清垃圾", "007", "85%", "error", "=1+1", "", "D4"],
        ["cleanup", code, "", "date", "2月30日", "0.50", "appeal", "一、\n二、", "", ""],
    ]
    with (folder / "corrections.csv").open("w", encoding="gbk", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(corrections)
    (folder / "calendar.csv").write_text("date,kind\n2024-02-09,workday\n", encoding="utf-8")
    words = "kind,word,means,factor\nuom,打,个,12\nnothing,没干活,,\nuom,半打,打,1/2\n"
    (folder / "words.csv").write_text(words, encoding="utf-8")
    assert not [breach for breach in check_catalogue(folder) if breach.severity == "error"]
    return folder


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def cells(path):
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def edit(path, target, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(target)
    return target


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def write_in(sheet, row, heading, value):
    """Write one cell of a workbook, found by its heading."""
    sheet.cell(row, column(sheet, heading)).value = value


def test_a_workbook_read_back_as_it_was_written_changes_no_byte(folder, tmp_path):
    before = contents(folder)
    adoption = adopt_book(write_book(folder, tmp_path / "a.xlsx"), folder)
    assert (adoption.changes, adoption.files, adoption.backup) == ([], [], None)
    assert contents(folder) == before


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice")
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_another_program_may_save_the_workbook_again(folder, tmp_path, suffix):
    path = write_book(folder, tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir"]
    subprocess.run([*command, tmp_path / "saved", path], check=True, capture_output=True)
    adoption = adopt_book(tmp_path / f"saved/a.{suffix}", folder)
    assert (adoption.changes, adoption.files) == ([], [])


def test_the_workbook_makes_the_same_catalogue_out_of_nothing(folder, tmp_path):
    """Files whose old text is no help are written anew, and say the same."""
    path = write_book(folder, tmp_path / "a.xlsx")
    before = load_catalogue(folder)
    for old in [*folder.glob("*.*"), *folder.glob("*/*")]:
        old.unlink()
    adopt_book(path, folder)
    after = load_catalogue(folder)
    for name in ("towns", "schemes", "overrides", "corrections"):
        assert getattr(after, name) == getattr(before, name)
    assert dict(after.ledgers) == dict(before.ledgers)
    for name in ("units", "aliases", "indicators"):
        assert getattr(after, name).equals(getattr(before, name))
    assert cells(write_book(folder, tmp_path / "b.xlsx")) == cells(path)


def test_what_a_clerk_changed_is_all_that_changes(folder, tmp_path):
    def change(book):
        write_in(book["村庄"], 2, "户数", 1234)
        write_in(book["村庄"], 3, "启用日期", "2022年3月1日")
        write_in(book["考评办法"], 2, "满分", "A类=120；B类=100.5")
        write_in(book["等次"], 2, "最低分（含）", 88)
        write_in(book["更正"], 2, "应当改为", "0.90")
        book["台账"].insert_rows(3)

    before = contents(folder)
    edited = edit(write_book(folder, tmp_path / "a.xlsx"), tmp_path / "b.xlsx", change)
    adoption = adopt_book(edited, folder)
    told = [(each.sheet, each.column, each.was, each.now) for each in adoption.changes]
    assert told == [
        ("考评办法", "满分", "A类=150；B类=100.5", "A类=120；B类=100.5"),
        ("等次", "最低分（含）", "90.5", "88"),
        ("村庄", "户数", before["villages.csv"].decode("utf-8-sig").split("\n")[1].split(",")[3],
         "1234"),
        ("村庄", "启用日期", "", "2022-03-01"),
        ("更正", "应当改为", "85%", "0.90"),
    ]  # fmt: skip
    assert adoption.files == ["corrections.csv", "town.toml", "villages.csv"]
    assert contents(adoption.backup) == before
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == set(adoption.files)
    assert cells(write_book(folder, tmp_path / "c.xlsx"))["考评办法"] == cells(edited)["考评办法"]
    text = after["town.toml"].decode()
    expected = TOWN.replace("150", "120").replace("90.5", "88")
    expected = expected.replace('full_marks = { "A类" = 120', 'full_marks = { "A类" = 120')
    assert text == expected
    assert after["corrections.csv"].decode("utf-8-sig").endswith('一、\n二、",,\r\n')


def test_a_new_ledger_is_a_file_and_a_deleted_one_goes(folder, tmp_path):
    def change(book):
        ledgers, columns = book["台账"], book["台账字段"]
        row = next(row for row in range(2, 9) if ledgers.cell(row, 1).value == "grid_visit")
        for number in range(row, row + 1):
            ledgers.cell(number, 1).value = "grid_check"
        for cell in columns["A"]:
            if cell.value == "grid_visit":
                cell.value = "grid_check"
        for cell in book["指标"][1]:
            if cell.value == "台账代码":
                place = cell.column
        for row in book["指标"].iter_rows(min_row=2):
            if row[place - 1].value == "grid_visit":
                row[place - 1].value = "grid_check"

    edited = edit(write_book(folder, tmp_path / "a.xlsx"), tmp_path / "b.xlsx", change)
    adoption = adopt_book(edited, folder)
    assert "ledgers/grid_check.toml" in adoption.files
    assert not (folder / "ledgers/grid_visit.toml").exists()
    assert (adoption.backup / "ledgers/grid_visit.toml").exists()
    assert "grid_check" in load_catalogue(folder).ledgers


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(folder, tmp_path):
    def change(book):
        write_in(book["村庄"], 3, "户数", "很多")
        write_in(book["村庄"], 4, "村代码", "9x")
        write_in(book["考评办法"], 2, "总分小数位", 9)
        write_in(book["考评办法"], 2, "把握要求", "高")
        write_in(book["等次"], 3, "最低分（含）", 95)
        write_in(book["各月名额"], 2, "月份", "13")
        write_in(book["指标"], 3, "台账代码", "none")
        write_in(book["计分"], 3, "权重", "一半")
        write_in(book["计分"], 4, "上级", "nothing")
        write_in(book["计分"], 5, "办法代码", "nobody")
        write_in(book["台账字段"], 5, "计量单位", "担")
        write_in(book["台账字段"], 6, "是否必填", "也许")
        write_in(book["台账"], 2, "次月几日前报", 40)
        write_in(book["更正"], 3, "台账代码", "none")
        book["别名"].cell(1, 1).value = "别的"
        del book["日历"]

    before = contents(folder)
    edited = edit(write_book(folder, tmp_path / "a.xlsx"), tmp_path / "b.xlsx", change)
    with pytest.raises(CatalogueError) as refused:
        adopt_book(edited, folder)
    places = {(each.file, each.row, each.column) for each in refused.value.breaches}
    assert {
        ("村庄", 3, "户数"), ("村庄", 4, "村代码"), ("考评办法", 2, "总分小数位"),
        ("考评办法", 2, "把握要求"), ("等次", None, ""), ("各月名额", 2, "月份"),
        ("指标", 3, "台账代码"), ("计分", 3, "权重"), ("计分", 4, "上级"), ("计分", 5, "办法代码"),
        ("台账字段", 5, "计量单位"), ("台账字段", 6, "是否必填"), ("台账", 2, "次月几日前报"),
        ("更正", 3, "台账代码"), ("别名", 1, "别的"), ("别名", 1, "其他写法"), ("日历", None, ""),
    } <= places  # fmt: skip
    assert "b.xlsx" in str(refused.value)
    assert contents(folder) == before
    assert not (folder.parent / "catalogue-backup").exists()


def test_a_dry_run_shows_and_writes_nothing(folder, tmp_path):
    edited = edit(
        write_book(folder, tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        lambda book: write_in(book["村庄"], 4, "村名", "新名村"),
    )
    before = contents(folder)
    adoption = adopt_book(edited, folder, dry_run=True)
    assert [each.now for each in adoption.changes] == ["新名村"]
    assert adoption.files == ["villages.csv"] and adoption.backup is None
    assert contents(folder) == before


def test_a_failed_swap_leaves_the_old_catalogue(folder, tmp_path, monkeypatch):
    edited = edit(
        write_book(folder, tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        lambda book: write_in(book["村庄"], 4, "村名", "新名村"),
    )
    before, rename = contents(folder), type(folder).rename

    def fail(path, target):
        if path.parent.name.startswith(".new-"):
            raise PermissionError("in use")
        return rename(path, target)

    monkeypatch.setattr(type(folder), "rename", fail)
    with pytest.raises(PermissionError):
        adopt_book(edited, folder)
    assert contents(folder) == before


def test_a_clerk_s_own_sheet_is_left_aside_with_a_word(folder, tmp_path):
    edited = edit(
        write_book(folder, tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        lambda book: book.create_sheet("草稿").append(["随手记"]),
    )
    adoption = adopt_book(edited, folder)
    assert [warning.file for warning in adoption.warnings if warning.file == "草稿"]
    assert not adoption.changes


def test_an_existing_workbook_is_not_written_over(folder, tmp_path):
    path = write_book(folder, tmp_path / "a.xlsx")
    with pytest.raises(BadInput, match="exists"):
        write_book(folder, path)


def test_a_broken_catalogue_is_not_exported_but_can_be_replaced(folder, tmp_path):
    path = write_book(folder, tmp_path / "a.xlsx")
    good = load_catalogue(folder)
    (folder / "town.toml").write_text("[towns", encoding="utf-8")
    with pytest.raises(CatalogueError):
        write_book(folder, tmp_path / "b.xlsx")
    assert adopt_book(path, folder).files == ["town.toml"]
    assert load_catalogue(folder).schemes == good.schemes


def test_the_workbook_offers_words_and_keeps_its_header_in_sight(folder, tmp_path):
    book = openpyxl.load_workbook(write_book(folder, tmp_path / "a.xlsx"))
    for form in sheet_forms().values():
        assert book[form.name].freeze_panes == "C2"
        assert [cell.value for cell in book[form.name][1]] == [f.heading for f in form.fields]
    checks = book["村庄"].data_validations.dataValidation
    assert {check.type for check in checks} >= {"decimal", "date", "list"}
    towns = next(check for check in checks if check.type == "list")
    assert towns.formula1 == "'镇'!$A$2:$A$2000"
    offered = {cell.value for row in book["下拉选项"] for cell in row}
    assert {"立方米", "打", "半打"} <= offered  # a town's own units too


def test_every_column_of_the_catalogue_has_its_chinese_heading():
    for form in sheet_forms().values():
        assert not form.name.isascii(), f"[sheets.{form.key}] of book/wording.toml has no name"
        for field in form.fields:
            told = f"{form.key} {field.key} has no heading in book/wording.toml"
            assert not field.heading.isascii(), told
        headings = [field.heading for field in form.fields]
        assert len(set(headings)) == len(headings)
        for field in form.fields:
            assert len(set(field.words.values())) == len(field.words)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a = 1 # one\nb = 2\n", {"a": 1, "b": 3}),
        ("a = 1 # one\nb = 2\n", {"b": 2, "c": "x"}),
        ('a = "#" # sign\n', {"a": "##"}),
        ("a = [\n  1, # first\n  2,\n] # end\nb = 1", {"a": [1], "b": 1}),
        ("[t.x]\na = 1\n# about y\n[t.y]\nb = 2\n", {"t": {"y": {"b": 2}}}),
        ("[t.x]\na = 1\n", {"t": {"x": {"a": 1}, "z": {"c": True}}}),
        ("[[l]]\na = 1\nb = 1\n[[l]]\na = 2\n", {"l": [{"a": 2}, {"a": 1, "b": 1}, {"q": 0.5}]}),
        ("[[l]]\na = 1\n", {}),
        ("t.x.a = 1\nt.y = 2\n", {"t": {"x": {"a": 1}, "y": 3}}),
        ("", {"k": {'q "x"': 1, "中文": "a\\b\t\u0001"}, "e": [], "n": {"m": {}}}),
    ],
)
def test_rewritten_toml_says_what_is_wanted(text, wanted):
    assert tomllib.loads(rewrite(text, wanted)) == wanted


def test_rewritten_toml_keeps_the_comments_of_what_stays():
    text = "# head\n\n[t] # table\n# why\na = 1 # one\nb = [\n  1, # inside\n]\n\n# tail\n"
    assert rewrite(text, {"t": {"a": 2, "b": [1]}}) == text.replace("a = 1", "a = 2")
    moved = rewrite(
        "# first\n[[l]]\na = 1\n# second\n[[l]]\na = 2\n", {"l": [{"a": 2, "b": 1}, {"a": 1}]}
    )
    assert moved == "# second\n[[l]]\na = 2\nb = 1\n# first\n[[l]]\na = 1\n"
    inserted = rewrite("# mine\n[[l]]\na = 1\nb = 1\n", {"l": [{"a": 1, "b": 2}, {"a": 1, "b": 1}]})
    assert inserted == "[[l]]\na = 1\nb = 2\n# mine\n[[l]]\na = 1\nb = 1\n"


@pytest.mark.parametrize("month", ["", "2022-03"])
def test_a_table_that_must_have_a_name_of_its_own_is_told(folder, tmp_path, month):
    edited = edit(
        write_book(folder, tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        lambda book: write_in(book["各月名额"], 2, "月份", month),
    )
    with pytest.raises(CatalogueError) as refused:
        adopt_book(edited, folder)
    (told,) = refused.value.breaches
    assert (told.file, told.column) == ("各月名额", "月份")
