"""A town's words.csv: told whole where it is wrong, and heard by every reader where it is right."""

import shutil

import pytest
from drawing import sheet

from zhen_analysis.base.errors import CatalogueError
from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import TownPeriod, check_catalogue, load_catalogue
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.messages import issue_frame, make_issue
from zhen_analysis.intake.records.cleaning import clean_block

MARCH = Month(2022, 3)
OWN = """kind,word,means,factor,source
uom,打,个,12,村里按打计
nothing,没干活,,,
sum,笼总,,,
sentence,unit_doubtful,“{field}”请按{uom}填写。,,
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(bundled("catalogue"), tmp_path / "catalogue")
    return tmp_path / "catalogue"


def test_what_the_package_ships_for_a_town_adds_no_word(folder):
    assert (folder / "words.csv").read_text(encoding="utf-8-sig").count("\n") == 1
    assert load_catalogue(folder).words.own == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_line_reads_in_the_towns_own_words(folder, encoding):
    (folder / "words.csv").write_text(OWN, encoding=encoding)
    catalogue = load_catalogue(folder)
    book = name_book(TownPeriod(catalogue, "shili", MARCH), "village")
    drawn = sheet("""
        | 村名   | 日期   | 清垃圾（方） | 拆旱厕（打） |
        | 青禾村 | 3月5日 | 没干活       | 2            |
        | 柳湾村 | 3月5日 | 7            | 3个          |
        | 笼总   |        | 7            | 27个         |
    """)
    layout = find_layout(
        drawn, catalogue.ledgers.values(), lambda text: book.find(text) is not None
    )
    records = clean_block(layout.blocks[0], book, MARCH).records
    wanted = {"garbage": [0, 7], "latrine": [24, 3]}
    for item, values in wanted.items():
        assert records.loc[records["item"] == item, "value"].tolist() == values
    assert layout.blocks[0].rows["subtotal"].tolist() == [3]


def test_two_catalogues_in_one_process_keep_their_words_apart(folder):
    plain = load_catalogue(folder)
    (folder / "words.csv").write_text(OWN, encoding="utf-8")
    own = load_catalogue(folder)
    assert own.words.uoms.is_uom("打") and not plain.words.uoms.is_uom("打")
    assert {ledger.words for ledger in own.ledgers.values()} == {own.words}


def test_a_ledger_may_count_in_a_towns_own_unit(folder):
    path = folder / "ledgers/cleanup.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('uom = "个"', 'uom = "打"', 1), encoding="utf-8")
    assert "is not a known unit of measure." in {each.message for each in check_catalogue(folder)}
    (folder / "words.csv").write_text(OWN, encoding="utf-8")
    assert check_catalogue(folder) == []


def test_every_wrong_word_is_told_at_once_by_row_and_column(folder):
    wrong = "kind,word,means,factor\nuom,打,个个,12\nuom,方,平方米,\nunits,打,,\nnothing,,,\n"
    (folder / "words.csv").write_text(wrong, encoding="utf-8")
    found = {(each.file, each.row, each.column) for each in check_catalogue(folder)}
    assert found == {
        ("words.csv", 2, "means"),
        ("words.csv", 3, "word"),
        ("words.csv", 4, "kind"),
        ("words.csv", 5, "word"),
    }
    with pytest.raises(CatalogueError):
        load_catalogue(folder)


def test_a_column_that_nobody_knows_is_told(folder):
    (folder / "words.csv").write_text("kind,word,meaning\n", encoding="utf-8")
    assert [(each.row, each.column) for each in check_catalogue(folder)] == [(1, "meaning")]


def test_a_towns_sentence_is_told_instead_of_the_packages(folder):
    (folder / "words.csv").write_text(OWN, encoding="utf-8")
    catalogue = load_catalogue(folder)
    issues = [
        make_issue(check, "甲.xlsx", field="拆旱厕", uom="个", least="0", most="inf")
        for check in ("unit_doubtful", "negative")
    ]
    messages = issue_frame(issues, catalogue.words.sentences)["message"].tolist()
    assert messages[0] == "“拆旱厕”请按个填写。"
    assert messages[1].startswith("“拆旱厕”写的是")
