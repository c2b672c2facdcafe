"""A web page is read as it is shown: spans at their places, titles above, what is hidden told."""

import pytest

from zhen_analysis.intake.files.coded.limits import Unreadable
from zhen_analysis.intake.files.open_file import open_content

HEAD = (
    "<html><head><meta charset='utf-8'><style>.no{display:none} td.k,#z{color:red}</style></head>"
)


def read(body: str):
    (sheet,) = open_content(f"{HEAD}<body>{body}</body></html>".encode(), "台账.html").sheets
    rows = [[column.texts[column.codes[row]] for column in sheet.columns]
            for row in range(sheet.height)]  # fmt: skip
    return sheet, rows


def test_cells_that_span_stand_where_they_are_shown():
    sheet, rows = read(
        "<table><tr><th rowspan=2>村名</th><th colspan=2>清垃圾</th><th rowspan='2'>备注</th></tr>"
        "<tr><th>数量</th><th>单位</th></tr><tr><td>甲村</td><td>3</td><td>方</td><td>无</td></table>"
    )
    assert rows == [
        ["村名", "清垃圾", "", "备注"], ["", "数量", "单位", ""], ["甲村", "3", "方", "无"],
    ]  # fmt: skip
    assert sheet.merges == [((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3))]


def test_titles_and_notes_stand_in_rows_of_their_own_and_tables_below_each_other():
    _, rows = read(
        "<h3>8月<b>台账</b></h3><div>填报单位：甲 日期：8月3日</div><table><caption>表一</caption>"
        "<tr><td>甲村</td><td>3</td></tr></table><p>注：略<br>完</p>"
        "<table><tr><td>乙村</td><td>4</td></tr></table>"
    )
    assert [[cell for cell in row if cell] for row in rows] == [
        ["8月台账"], ["填报单位：甲 日期：8月3日"], [], ["表一"], ["甲村", "3"],
        ["注：略"], ["完"], [], ["乙村", "4"],
    ]  # fmt: skip


def test_a_table_that_holds_tables_only_arranges_them():
    _, rows = read(
        "<table><tr><td>左栏菜单</td><td><table><tr><td>甲村</td><td>3</td></tr></table></td></tr></table>"
    )
    assert [row for row in rows if any(row)] == [["左栏菜单", ""], ["甲村", "3"]]


HIDDEN = {
    "a row": "<tr style='display: none'><td>模板村</td><td>9</td></tr>",
    "a row by its class": "<tr class='a no'><td>模板村</td><td>9</td></tr>",
    "a cell": "<tr><td>乙村</td><td style='DISPLAY:none;'>编号9</td><td>4</td></tr>",
    "an attribute": "<tr hidden><td>模板村</td><td>9</td></tr>",
}


@pytest.mark.parametrize("line", HIDDEN.values(), ids=HIDDEN)
def test_what_is_hidden_is_not_read_and_told(line):
    sheet, rows = read(f"<table><tr><td>甲村</td><td>3</td></tr>{line}</table>")
    assert rows in ([["甲村", "3"]], [["甲村", "3"], ["乙村", "4"]])
    assert sheet.notes == [("page_hidden", "", "", {"count": 1})]


def test_what_stands_in_the_fields_of_a_form_is_shown():
    _, rows = read(
        "<table><tr><td><input value='甲村'><input type=hidden value=7></td>"
        "<td><select><option>1<option selected>3</select></td></tr></table>"
    )
    assert rows == [["甲村", "3"]]


@pytest.mark.parametrize(
    "body", ["", "<p>登录超时</p>", "<table></table>", "<table><tr></tr></table>"]
)
def test_a_page_without_a_table_is_refused(body):
    with pytest.raises(Unreadable) as error:
        read(body)
    assert "登录过期" in str(error.value)


def test_no_span_is_too_wide():
    _, rows = read("<table><tr><td colspan=99999999 rowspan=99999999>甲村</td></tr></table>")
    assert rows == [["甲村"]]


def test_cells_below_a_span_stand_beside_it_also_where_spans_overlap():
    _, rows = read(
        "<table><tr><td rowspan=3>甲村</td><td>1</td></tr><tr><td rowspan=2>2</td></tr>"
        "<tr><td>3</td></tr></table>"
    )
    assert rows == [["甲村", "1", ""], ["", "2", ""], ["", "", "3"]]


def test_a_page_that_is_too_deep_to_read_is_named():
    with pytest.raises(Unreadable, match="层次太深"):
        read(f"<table><tr><td>{'<b>' * 5000}甲村</td><td>3</td></tr></table>")


def test_more_columns_than_a_sheet_has_are_refused():
    with pytest.raises(Unreadable):
        read(f"<table><tr>{'<td colspan=20000>甲</td>' * 9}</tr></table>")
