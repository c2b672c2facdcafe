"""Unit names as people write them: found beyond doubt, or refused with the reason."""

from dataclasses import replace

import pandas as pd
import pytest
from drawing import sheet, table

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake.cells.units_named import name_book, part_of_unit
from zhen_analysis.intake.layout.find import find_layout
from zhen_analysis.intake.records.cleaning import clean_block

SAMPLE = load_catalogue(bundled("catalogue"))
VILLAGES = table(
    """
    town   | unit      | name       | valid_from | valid_to
    yiyang | daliu     | 大刘庄村   |            |
    yiyang | xiaoliu   | 小刘庄村   |            |
    yiyang | heping    | 和平村     |            |
    yiyang | sanli     | 三里村     |            |
    yiyang | dongwang  | 东王庄     |            |
    yiyang | qing      | 青禾村     |            | 2022-03-15
    yiyang | qing      | 青禾社区   | 2022-03-16 |
    yiyang | old       | 旧庄村     |            | 2022-03-20
    yiyang | merged    | 新庄村     | 2022-03-21 |
    yiyang | gone      | 柳湾村     |            | 2021-12-31
    yiyang | later     | 梅岭村     | 2022-07-01 |
    xinyi  | heping2   | 和平村     |            |
    """
)
MARCH, APRIL = Month(2022, 3), Month(2022, 4)


def catalogue():
    town = next(iter(SAMPLE.towns.values()))
    days = {c: pd.to_datetime(VILLAGES[c].replace("", None)) for c in ("valid_from", "valid_to")}
    units = SAMPLE.units.iloc[:0].reindex(columns=SAMPLE.units.columns)
    villages = VILLAGES.assign(**days, level="village").reindex(columns=units.columns)
    towns = {
        "yiyang": replace(town, code="yiyang", name="益阳镇", not_units=("环卫所", "112国道")),
        "xinyi": replace(town, code="xinyi", name="新益阳镇", not_units=()),
    }
    aliases = pd.DataFrame([["yiyang", "和苹村", "heping"]], columns=["town", "alias", "unit"])
    return replace(SAMPLE, towns=towns, units=villages, aliases=aliases)


BOOK = name_book(TownPeriod(catalogue(), "yiyang", MARCH), "village")

NAMES = table(
    """
    written              | unit     | check         | hint
    大刘庄村             | daliu    |               |
    大刘庄               | daliu    |               |
    大 刘　庄            | daliu    |               |
    小刘庄               | xiaoliu  |               |
    益阳镇大刘庄村       | daliu    |               |
    某县益阳镇大刘庄村   | daliu    |               |
    益阳大刘庄           | daliu    |               |
    大刘庄村委会         | daliu    |               |
    大刘庄村村民委员会   | daliu    |               |
    大刘庄村委会(盖章)   | daliu    |               |
    大刘庄村（公章）     | daliu    |               |
    大刘庄村委会（盖章   | daliu    |               |
    大刘庄村盖章         | daliu    |               |
    1.大刘庄村           | daliu    |               |
    （2）大刘庄          | daliu    |               |
    ③大刘庄村            | daliu    |               |
    “大刘庄村”           | daliu    |               |
    大刘庄村：           | daliu    |               |
    大刘庄党支部         | daliu    |               |
    大刘庄村二组         | daliu    |               |
    大刘庄村第3网格      | daliu    |               |
    大刘庄村(东片)       | daliu    |               |
    青禾社区(原青禾村)   | qing     |               |
    和平村               | heping   |               |
    和苹村               | heping   |               |
    和平                 | heping   |               |
    heping               | heping   |               |
    三里村               | sanli    |               |
    东王庄               | dongwang |               |
    东王庄村             | dongwang |               |
    青禾村               | qing     |               |
    青禾社区             | qing     |               |
    旧庄村               | old      |               |
    新庄村               | merged   |               |
    3里村                |          | unknown_unit  | 三里村
    中刘庄村             |          | unknown_unit  |
    大和平村             |          | unknown_unit  |
    老刘庄村             |          | unknown_unit  | 大刘庄村或小刘庄村
    西王庄               |          | unknown_unit  |
    大留庄村             |          | unknown_unit  | 大刘庄村
    和平存               |          | unknown_unit  | 和平村
    不知哪里             |          | unknown_unit  |
    大刘庄、小刘庄       |          | several_units | 大刘庄、小刘庄
    大刘庄村和小刘庄村   |          | several_units | 大刘庄村、小刘庄村
    大刘庄（小刘庄）     |          | several_units | 大刘庄、小刘庄
    柳湾村               |          | former_unit   | 有效期到2021-12-31为止
    柳湾                 |          | former_unit   | 有效期到2021-12-31为止
    梅岭村               |          | former_unit   | 从2022-07-01起才有
    新益阳镇和平村       |          | foreign_unit  | 新益阳镇
    环卫所               |          | not_a_unit    |
    112国道              |          | not_a_unit    |
    益阳镇               |          | town_line     |
    全镇                 |          | town_line     |
    """
)


@pytest.mark.parametrize("line", list(NAMES.itertuples()), ids=lambda line: line.written)
def test_a_name_is_found_beyond_doubt_or_refused_with_its_reason(line):
    assert BOOK.find(line.written) == (line.unit or None)
    if not line.unit:
        assert BOOK.doubt(line.written) == (line.check, line.hint)


def test_a_village_that_ended_is_known_in_its_last_month_only():
    book = name_book(TownPeriod(catalogue(), "yiyang", APRIL), "village")
    assert book.find("旧庄村") is None
    assert book.doubt("旧庄村")[0] == "former_unit"
    assert book.find("新庄村") == "merged"
    assert book.find("青禾村") == "qing"  # renamed, not ended: people go on writing the old name


def test_one_name_in_two_towns_is_each_towns_own():
    other = name_book(TownPeriod(catalogue(), "xinyi", MARCH), "village")
    assert (BOOK.find("和平村"), other.find("和平村")) == ("heping", "heping2")
    assert other.find("新益阳镇和平村") == "heping2"


@pytest.mark.parametrize(
    ("written", "part"),
    [("大刘庄村二组", "二组"), ("大刘庄村(东片)", "东片"), ("大刘庄村", ""), ("三里村", "")],
)
def test_a_part_of_a_village_is_told_apart(written, part):
    assert part_of_unit(written) == part


def test_two_parts_of_a_village_are_two_lines_of_it():
    (block,) = find_layout(
        sheet("""
        | 村名         | 日期   | 清垃圾 |
        | 大刘庄村一组 | 3月5日 | 12     |
        | 大刘庄村二组 | 3月5日 | 8      |
        """),
        SAMPLE.ledgers.values(),
    ).blocks
    cleaned = clean_block(block, BOOK, MARCH)
    assert cleaned.records[["unit", "value"]].values.tolist() == [["daliu", 12], ["daliu", 8]]
    assert cleaned.entries["key"].is_unique
    assert [issue["check"] for issue in cleaned.issues] == ["part_of_unit"] * 2
