# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""Sheets drawn as offices file them, and what each row and column is found to be."""

import numpy as np
import pytest
from drawing import sheet
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import Column, Ledger, load_catalogue
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.layout.find import find_layout

LEDGERS = load_catalogue(bundled("catalogue")).ledgers

PLAIN = """
| 序号 | 村名   | 日期    | 清垃圾（立方米） | 拆旱厕 |
| 1    | 青禾村 | 3月5日  | 12               | 1      |
| 2    | 柳湾村 | 3月6日  | 8                |        |
"""

OFFICE = """
| 示例镇2022年3月人居环境整治台账 | <                    | <      | <      | <    | <        | <    |
| 填报单位：农业综合服务中心      | 填报日期：2022年4月2日 |      |        |      |          |      |
| 序号                            | 村名                 | 日期   | 拆违建 | <    | 出动力量 | <    |
| ^                               | ^                    | ^      | 处数   | 面积 | 车次     | 人次 |
| 1                               | 青禾村               | 3月5日 | 1      | 80   | 2        | 6    |
|                                 | 小计                 |        | 1      | 80   | 2        | 6    |
|                                 |                      |        |        |      |          |      |
| 2                               | 柳湾村               | 3月6日 |        |      | 1        | 3    |
| 3                               |                      |        |        |      |          |      |
| 合计                            |                      |        | 1      | 80   | 3        | 9    |
|                                 |                      |        |        |      |          |      |
| 注：空白表示无此项工作。        |                      |        |        |      |          |      |
"""

# A text file of the same table: merged headings have lost their reach.
AS_TEXT = """
| 村名   | 日期   | 拆违建 |      | 出动力量 |      |
|        |        | 处数   | 面积 | 车次     | 人次 |
| 青禾村 | 3月5日 | 1      | 80   | 2        | 6    |
"""

TWO_TABLES = """
| 村名   | 日期   | 清垃圾 |
| 青禾村 | 3月5日 | 12     |
|        |        |        |
| 村名   | 网格总数 | 已排查网格 |
| 青禾村 | 16       | 12         |
| 柳湾村 | 14       | 14         |
"""


def layout(drawing, known=(), **place):
    return find_layout(sheet(drawing, **place), LEDGERS.values(), lambda text: text in known)


def fields(block):
    return [f"{h.column.field}:{h.column.item}".rstrip(":") or "?" for h in block.headings]


def test_a_plain_table_is_found_with_its_ledger_and_columns():
    (block,) = layout(PLAIN).blocks
    assert block.ledger.code == "cleanup"
    assert fields(block) == ["serial", "unit", "date", "value:garbage", "value:latrine"]
    assert [h.uom for h in block.headings] == ["", "", "", "立方米", ""]


def test_an_office_sheet_is_split_into_banner_header_entries_and_notes():
    found = layout(OFFICE)
    assert list(found.kinds) == [
        *["banner", "banner", "header", "header", "entry", "subtotal", "blank"],
        *["entry", "blank", "subtotal", "note", "note"],
    ]
    assert found.count_cells() == {
        "read": 36, "banner": 3, "header": 9, "entry": 23, "note": 1,
    }  # fmt: skip


@pytest.mark.parametrize("drawing", [OFFICE, AS_TEXT])
def test_two_row_headings_are_read_as_paths(drawing):
    (block,) = layout(drawing).blocks
    assert [field for field in fields(block) if field.startswith("value")] == [
        "value:illegal_building",
        "value:illegal_area",
        "value:vehicle",
        "value:person",
    ]


@pytest.mark.parametrize(("volume", "area"), [("立方米", "亩"), ("（方）", "（亩）")])
def test_units_in_a_row_of_their_own_belong_to_the_header(volume, area):
    (block,) = layout(
        f"""
        | 村名   | 日期  | 清垃圾   | 拆违面积 | 出动车次 |
        |        |       | {volume} | {area}   | 车次     |
        | 青禾村 | 3月5日 | 12      | 3        | 1        |
        """
    ).blocks
    units = {heading.column.item: heading.uom for heading in block.headings}
    assert units["garbage"] in {"立方米", "方"} and units["illegal_area"] == "亩"
    assert block.rows["entry"].tolist() == [2]


def test_two_tables_on_one_sheet_are_two_blocks():
    first, second = layout(TWO_TABLES).blocks
    assert [first.ledger.code, second.ledger.code] == ["cleanup", "grid_visit"]
    assert len(first.rows["entry"]) == 1
    assert len(second.rows["entry"]) == 2


def test_columns_may_stand_in_any_order_and_headings_may_hold_blanks():
    (block,) = layout("""
        | 拆 旱 厕 | 日 期  | 清 垃 圾 | 村 名  |
        | 1        | 3月5日 | 12       | 青禾村 |
    """).blocks
    assert fields(block) == ["value:latrine", "date", "value:garbage", "unit"]


def test_a_heading_that_nothing_declares_is_kept_apart():
    (block,) = layout("""
        | 村名   | 日期   | 清垃圾 | 天气 |
        | 青禾村 | 3月5日 | 12     | 晴   |
    """).blocks
    assert fields(block)[-1] == "?"
    assert block.headings[-1].label == "天气"


def test_a_heading_that_stands_twice_is_not_overwritten():
    (block,) = layout("""
        | 村名   | 日期   | 清垃圾 | 清垃圾 |
        | 青禾村 | 3月5日 | 12     | 13     |
    """).blocks
    assert fields(block)[-2:] == ["value:garbage", "?"]


def test_like_headings_are_told_apart_by_the_files_name():
    drawing = """
        | 村名   | 日期   | 出动车次 | 出动人次 |
        | 青禾村 | 3月5日 | 1        | 3        |
    """
    assert layout(drawing, file="3月环保巡查.xlsx").blocks[0].ledger.code == "eco_patrol"
    assert layout(drawing, file="3月人居环境.xlsx").blocks[0].ledger.code == "cleanup"


def test_a_sheet_without_a_known_header_is_all_note():
    found = layout("""
        | 通讯录 |          |
        | 张三   | 100      |
    """)
    assert not found.blocks
    assert found.count_cells()["note"] == 3


def test_a_lone_quantity_is_an_entry_and_a_lone_remark_is_none():
    (block,) = layout(
        """
        | 村名   | 日期   | 清垃圾 | 备注 |
        | 青禾村 | 3月5日 | 12     |      |
        |        |        | 55方   |      |
        |        |        |        | 略   |
        |        |        | 以上为快报数 | |
        | 柳湾村 | 3月6日 | 8      |      |
        """
    ).blocks
    assert block.rows["entry"].tolist() == [1, 2, 5]


def test_a_remark_in_the_units_column_is_an_entry_not_a_note():
    """A lone name must reach the name check, or a village would be lost as a remark."""
    found = layout("""
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | 柳湾村 |        |        |
    """)
    assert list(found.kinds) == ["header", "entry", "entry"]


@pytest.mark.parametrize("word", ["合计", "合 计", "总计", "小计", "全镇合计", "合计："])
def test_every_word_for_a_sum_makes_a_subtotal(word):
    found = layout(f"""
        | 村名   | 日期   | 清垃圾 |
        | 青禾村 | 3月5日 | 12     |
        | {word} |        | 12     |
    """)
    assert found.kinds[-1] == "subtotal"


def test_the_title_of_the_next_table_is_no_line_of_this_one():
    found = layout("""
        | 村名         | 日期     | 清垃圾     |
        | 青禾村       | 3月5日   | 12         |
        |              |          |            |
        | 二、网格排查 |          |            |
        | 村名         | 网格总数 | 已排查网格 |
        | 青禾村       | 16       | 12         |
    """)
    assert list(found.kinds) == ["header", "entry", "note", "banner", "header", "entry"]


def test_tables_side_by_side_are_blocks_of_their_own_columns():
    left, right = layout("""
        | 序号 | 村名   | 清垃圾 | 拆旱厕 |  | 序号 | 村名   | 清垃圾 | 拆旱厕 |
        | 1    | 青禾村 | 12     | 1      |  | 3    | 云溪村 | 7      |        |
        | 2    | 柳湾村 | 8      |        |  |      |        |        |        |
    """).blocks
    assert [h.index for h in left.headings] == [0, 1, 2, 3, 4]
    assert [h.index for h in right.headings] == [5, 6, 7, 8]
    assert len(left.rows["entry"]) == 2
    assert len(right.rows["entry"]) == 1


def test_a_heading_that_comes_again_without_a_unit_is_no_second_table():
    (block,) = layout("""
        | 村名   | 清垃圾 | 拆旱厕 | 村名备注 | 清垃圾 |
        | 青禾村 | 12     | 1      |          | 13     |
    """).blocks
    assert len(block.headings) == 5


ON_ITS_SIDE = """
| 示例镇2022年3月人居环境整治台账 |        |        |        |      |
| 填报日期：2022年4月2日           |        |        |        |      |
| 项目                            | 青禾村 | 柳湾村 | 云溪村 | 合计 |
| 清垃圾（方）                    | 12     | 8      | 7      | 27   |
| 拆旱厕                          | 1      |        | 2      | 3    |
| 注：按月统计                    |        |        |        |      |
"""


def test_a_table_on_its_side_is_turned_and_keeps_its_addresses():
    found = layout(ON_ITS_SIDE, known=["青禾村", "柳湾村", "云溪村"])
    (block,) = found.blocks
    assert fields(block) == ["unit", "value:garbage", "value:latrine"]
    assert len(block.rows["entry"]) == 3
    assert len(block.rows["subtotal"]) == 1
    assert block.address(2, 1) == "B4"  # the first village's garbage
    assert found.count_cells() == {"read": 17, "banner": 2, "header": 3, "entry": 11, "note": 1}
    assert dict(found.outside_cells())["A2"] == "填报日期：2022年4月2日"


@pytest.mark.parametrize(
    ("name", "banner"),
    [("青禾村", "台账"), ("Sheet1", "村名：青禾村"), ("Sheet1", "填报单位：青禾村")],
)
def test_a_sheet_of_one_village_needs_no_column_for_it(name, banner):
    drawing = f"""
        | {banner} |        |
        | 日期     | 清垃圾 |
        | 3月5日   | 12     |
    """
    (block,) = layout(drawing, known=["青禾村"], name=name).blocks
    assert block.given == {"unit": "青禾村"}
    assert not layout(drawing, known=[], name=name).blocks


@pytest.mark.parametrize("name", ["3月5日", "3.5", "2022-03-05"])
def test_a_sheet_of_one_day_gives_its_lines_the_day(name):
    (block,) = layout(PLAIN.replace("日期", "天气"), name=name).blocks
    assert block.given == {"date": name}


def test_a_form_line_above_the_header_is_no_part_of_it():
    found = layout("""
        | 单位   | 农业综合服务中心 | 日期   | 四月二日 |
        | 村名   | 日期             | 清垃圾 | 拆旱厕   |
        | 青禾村 | 3月5日           | 12     | 1        |
    """)
    assert list(found.kinds) == ["banner", "header", "entry"]


def test_a_header_that_comes_again_on_the_next_page_goes_on_with_the_table():
    found = layout("""
        | 人居环境台账 |        |
        | 村名         | 清垃圾 |
        | 青禾村       | 12     |
        | 人居环境台账（续） |  |
        | 村名         | 清垃圾 |
        | 柳湾村       | 8      |
    """)
    (block,) = found.blocks
    assert block.rows["entry"].tolist() == [2, 5]
    assert list(found.kinds) == ["banner", "header", "entry", "banner", "header", "entry"]


def test_a_table_with_a_title_of_its_own_is_not_the_page_before_going_on():
    blocks = layout("""
        | 一组   |        |
        | 村名   | 清垃圾 |
        | 青禾村 | 12     |
        | 二组   |        |
        | 村名   | 清垃圾 |
        | 柳湾村 | 8      |
    """).blocks
    assert [block.rows["entry"].tolist() for block in blocks] == [[2], [5]]


SCORES = Ledger(
    "scores",
    "考评得分",
    "mark",
    (
        Column("unit", ("村名",), required=True),
        Column("value", ("得分", "综合得分"), item="score", uom="分"),
        Column("other", ("名次", "排名")),
    ),
)
DISPATCH = Ledger(
    "dispatch",
    "派遣台账",
    "work",
    (
        Column("unit", ("村名",), required=True),
        Column("value", ("派遣总数/热线/按时",), item="hotline_on_time", uom="件"),
        Column("value", ("派遣总数/热线/超时",), item="hotline_late", uom="件"),
        Column("value", ("派遣总数/平台/按时",), item="platform_on_time", uom="件"),
    ),
)


def test_a_two_up_table_of_scores_and_ranks_is_two_blocks():
    left, right = find_layout(
        sheet("""
        | 3月考评通报 | <          | <    | <      | <          | <    |
        | 村 名       | 综 合 得 分 | 排名 | 村 名  | 综 合 得 分 | 排名 |
        | 青禾村      | 98.5       | 1    | 云溪村 | 90         | 第三名 |
        | 柳湾村      | 95         | 2    |        |            |      |
        """),
        [SCORES],
    ).blocks
    assert [fields(block) for block in (left, right)] == [["unit", "value:score", "other"]] * 2
    assert [left.address(3, 1), right.address(3, 4)] == ["B3", "E3"]
    assert [len(block.rows["entry"]) for block in (left, right)] == [2, 1]


@pytest.mark.parametrize("is_merged", [True, False])
def test_three_rows_of_headings_are_one_path(is_merged):
    """A text file of the table has lost its merges, and is read the same."""
    drawn = sheet("""
        | 村名   | 派遣总数 | <    | <    |
        | ^      | 热线     | <    | 平台 |
        | ^      | 按时     | 超时 | 按时 |
        | 青禾村 | 5        | 1    | 3    |
    """)
    if not is_merged:
        drawn.merges.clear()
    (block,) = find_layout(drawn, [DISPATCH]).blocks
    assert fields(block)[1:] == [
        "value:hotline_on_time",
        "value:hotline_late",
        "value:platform_on_time",
    ]
    assert block.rows["entry"].tolist() == [3]


WORDS = st.sampled_from([
    *("村名", "日期", "清垃圾", "清河道（米）", "拆旱厕", "网格总数", "已排查网格", "序号", "备注", "事项"),
    *("数量", "单位", "方", "上月", "累计", "合计", "小计", "平均", "续表", "注：略", "单位：万元"),
    *("青禾村", "柳湾村", "村名：青禾村", "一、A类村", "3月5日", "3.5", "12", "8方", "1", "2", "", ""),
])  # fmt: skip


@few(150)
@given(
    st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), max_size=8)
    )
)
def test_whatever_stands_on_a_sheet_every_cell_is_of_one_kind_and_every_line_in_one_place(rows):
    grid = np.array(rows, dtype=object).reshape(len(rows), len(rows[0]) if rows else 0)
    found = find_layout(
        Sheet("台账.xlsx", "Sheet1", grid), LEDGERS.values(), {"青禾村", "柳湾村"}.__contains__
    )
    counts = found.count_cells()
    assert counts["read"] == sum(map(bool, grid.ravel())) == sum(counts.values()) - counts["read"]
    for block in found.blocks:
        placed = np.concatenate(list(block.rows.values()))
        assert len(set(placed.tolist())) == len(placed)


def test_a_header_without_lines_is_a_block_without_entries():
    found = layout("| 序号 | 村名 | 日期 | 清垃圾 |")
    (block,) = found.blocks
    assert [len(rows) for rows in block.rows.values()] == [0, 0, 0]


def test_a_filing_line_merged_over_the_table_is_banner_not_the_top_of_its_headings():
    (block,) = find_layout(
        sheet("""
            | 填报单位：农服中心　填报日期：2022年2月6日 | < | < |
            | 工作日期 | 清垃圾 | 清杂物 |
            | 青禾村 | | |
            | 1月15日 | 25 | |
        """),
        LEDGERS.values(),
        {"青禾村"}.__contains__,
    ).blocks
    assert block.header.start == 1
    assert [h.label for h in block.headings][-3:] == ["工作日期", "清垃圾", "清杂物"]
