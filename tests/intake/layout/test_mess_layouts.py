# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""Sheets of the messy sample that look like another layout than they are."""

import zipfile

import pandas as pd
import pytest
from drawing import sheet
from other_formats import write_ods
from test_odd_sheets import CATALOGUE, MARCH, lines, told_record

from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.intake.cells.units_named import name_book
from zhen_analysis.intake.files.sheets import read_file
from zhen_analysis.intake.filings.versions import stated_version
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.records.cleaning import clean_block
from zhen_analysis.sample.papers.canvas import Book

BOOKS = {
    level: name_book(TownPeriod(CATALOGUE, "shili", MARCH), level)
    for level in ("village", "department")
}


def knows_unit(text):
    return frozenset(level for level, book in BOOKS.items() if book.find(text) is not None)


def lay_out(drawing, **place):
    drawn = sheet(drawing, **place)
    drawn.grid[:] = [[text.replace("\\n", "\n") for text in row] for row in drawn.grid]
    return find_layout(drawn, CATALOGUE.ledgers.values(), knows_unit)


def recorded(found):
    parts = [clean_block(block, BOOKS["village"], MARCH).records for block in found.blocks]
    return sorted(map(told_record, pd.concat(parts).itertuples())) if parts else []


SHEETS = {
    "the department that compiles a table is not whose lines they are": (
        """
        | 填报单位：生态办　填报日期：2022年4月2日 | <        | <        |
        | 日期                                     | 巡查次数 | 出动人次 |
        | 青禾村                                   |          |          |
        | 3月5日                                   | 1        | 3        |
        """,
        """
        青禾村 patrol 1 B4
        青禾村 patrol_person 3 C4
        """,
    ),
    "who filed when, below lines whose village stands alone, is no line of the last village": (
        """
        | 日期   | 清垃圾 | 改厕 |
        | 青禾村 |        |      |
        | 3月5日 | 12     | 1    |
        | 填报单位：农业农村办　填报日期：2022年4月2日 | < | < |
        """,
        """
        青禾村 garbage 12 B3
        青禾村 toilet 1 C3
        """,
    ),
    "lines that name 人次 twice are no headings, though the title names their village": (
        """
        | 青禾村2022年3月台账 |        |          |        |          |
        | 单位                | 日期   | 工作内容 | 数量   | 计量单位 |
        | 青\\n禾村           | 3月5日 | 人次     | 无     | 人次     |
        | 青\\n禾村           | 3月5日 | 清理垃圾 | 28     | 立方米   |
        | 青\\n禾村           | 3月5日 | 车次     | 未开展 | 车次     |
        """,
        """
        青禾村 person 0 D3
        青禾村 garbage 28 D4
        青禾村 vehicle 0 D5
        """,
    ),
    "quantities in words are quantities, where items stand down the page": (
        """
        | 村名   | 日期   | 工作内容 | 数量       |
        | 青禾村 | 3月5日 | 清理垃圾 | —          |
        | 青禾村 | 3月5日 | 改厕     | 2户3间     |
        | 青禾村 | 3月5日 | 车次     | 没有       |
        """,
        """
        青禾村 garbage 0 D2
        青禾村 toilet 2 D3
        青禾村 vehicle 0 D4
        """,
    ),
    "1车次 below the heading 车次 is a quantity and no item": (
        """
        | 日期   | 巡查次数 | 出动力量 | <    |
        | ^      | ^        | 车次     | 人次 |
        | 青禾村 |          |          |      |
        | 3月5日 | 1        | 1车次    | 6    |
        """,
        """
        青禾村 patrol 1 B4
        青禾村 patrol_person 6 D4
        青禾村 patrol_vehicle 1 C4
        """,
    ),
    "words with their answers beside them are no headings": (
        """
        | 填报单位： | 农业农村办 | 填报人： | 甲某子 | 填报日期： | 2022年4月2日 |
        | 村名       | 日期       | 清垃圾   | 改厕   |            |              |
        | 青禾村     | 3月5日     | 12       | 1      |            |              |
        """,
        """
        青禾村 garbage 12 C3
        青禾村 toilet 1 D3
        """,
    ),
    "a heading over the unit 人次 is not the column of that name": (
        """
        | 村名   | 人次 | 惩处责任人 | 罚款 |
        |        | 人   | 人次       | 千元 |
        | 青禾村 | 4    | 1          | 0.5  |
        """,
        """
        青禾村 fine 500 D3
        青禾村 fire_liable 1 C3
        青禾村 patrol_person 4 B3
        """,
    ),
    "a row of units in a text file belongs to the heading above, not to its neighbour": (
        """
        | 村名   | 拆违建 |      | 清路域 | 改厕 |
        |        | 处数   | 面积 |        |      |
        |        | 处     | 平米 | 公顷   | 户   |
        | 青禾村 | 1      | 70   | 0.01   | 2    |
        """,
        """
        青禾村 illegal_area 70 C4
        青禾村 illegal_building 1 B4
        青禾村 roadside 100 D4
        青禾村 toilet 2 E4
        """,
    ),
    "a title over tables side by side gives both its unit of measure": (
        """
        | 示例镇2022年3月台账 | <      | <        | < | <      | <      | <        |
        | 计量单位：万元、次  | <      | <        | < | <      | <      | <        |
        | 村名                | 罚款   | 巡查次数 |   | 村名   | 罚款   | 巡查次数 |
        | 青禾村              | 0.1    | 1        |   | 柳湾村 | 0.2    | 2        |
        """,
        """
        柳湾村 fine 2000 F4
        柳湾村 patrol 2 G4
        青禾村 fine 1000 B4
        青禾村 patrol 1 C4
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("drawing", "records"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_is_not_taken_for_another_layout(drawing, records):
    assert recorded(lay_out(drawing)) == lines(records)


@pytest.mark.parametrize("name", ["3月5日", "3月5日(2)", "3月5日 (2)", "0305（3）"])
def test_a_second_sheet_of_one_day_gives_its_lines_that_day(name):
    (block,) = lay_out("| 村名 | 清垃圾 |\n| 青禾村 | 1 |", name=name).blocks
    assert clean_block(block, BOOKS["village"], MARCH).records["date"].tolist() == [
        pd.Timestamp(2022, 3, 5)
    ]


def test_the_day_of_filing_is_neither_a_day_of_work_nor_lost():
    found = lay_out("""
        | 填报日期： | 2022年4月2日 |        |
        | 村名       | 清垃圾       | 改厕   |
        | 青禾村     | 12           | 1      |
    """)
    records = clean_block(found.blocks[0], BOOKS["village"], MARCH).records
    assert records["date"].isna().all()
    assert str(stated_version("x.xlsx", [found], MARCH)[1]) == "2022-04-02"


def test_merged_cells_of_an_ods_are_known(tmp_path):
    book = Book()
    canvas = book.sheet("三月")
    canvas.merge(0, 0, 0, 2, "台账")
    canvas.merge(1, 0, 2, 0, "青禾村")
    canvas.put(1, 1, 1)
    canvas.put(2, 2, 2)
    write_ods(book, tmp_path / "x.ods")
    (read,) = read_file(tmp_path / "x.ods", "x.ods").sheets
    assert sorted(read.merges) == [((0, 0), (0, 2)), ((1, 0), (2, 0))]
    assert read.grid.tolist() == [["台账", "", ""], ["青禾村", "1", ""], ["", "", "2"]]
    with zipfile.ZipFile(tmp_path / "x.ods") as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
