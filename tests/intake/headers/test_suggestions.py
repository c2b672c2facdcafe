"""A heading that nobody declared: what it may mean is asked, whatever the order of its words."""

import pytest
from drawing import table
from odd import CATALOGUE, Odd, assert_read, read

from zhen_analysis.intake.headers.suggestions import nearest_columns

CLEANUP = CATALOGUE.ledgers["cleanup"]
HEADINGS = table("""
    written        | means
    旱厕拆除       | 拆旱厕
    坑塘清理       | 清塘沟
    垃圾清运       | 清垃圾
    河道治理       | 清河道
    违建拆除       | 拆违建
    拆除违章建筑   | 拆违建
    路域环境整治   | 清路域
    厕所改造       | 改厕
    沟渠清淤       | 清塘沟
    柴草垛清理     | 清杂物、柴草垛
    投入人员       | 出动人次
    出动人数       | 出动人次
    车辆           | 出动车次
    垃圾清理次数   | 清垃圾 次数
    旱厕拆除户数   | 拆旱厕 户数
    上月清垃圾     |
    清理残垣断壁   |
    清理小广告     |
    天气           |
""")


@pytest.mark.parametrize("case", HEADINGS.itertuples(), ids=list(HEADINGS["written"]))
def test_a_heading_is_asked_for_by_its_characters_in_any_order(case):
    found = nearest_columns(case.written, CLEANUP.columns)
    told = " ".join(filter(None, (found[0][0].label, found[0][1]))) if found else ""
    assert told == case.means


WRITTEN = {
    "turned round: suggested, not counted": Odd(
        """
        | 村名   | 清垃圾 | 旱厕拆除 | 河道清理次数 |
        | 青禾村 | 12     | 2        | 3            |
        """,
        "青禾村 garbage 12 B2",
        """
        other_measure D1
        unknown_column C1
        """,
    ),
    "traditional characters in headings, names and words": Odd(
        """
        | 村名           | 清垃圾數量（立方米） | 拆違建 | 出動人次 | 備註 |
        | 青禾村民委員會 | 12                   | 2      | 3        | 無   |
        | 柳灣村         | 13                   | 1      | 4        |      |
        | 合計           | 25                   | 3      | 7        |      |
        """,
        """
        柳湾村 garbage 13 B3
        柳湾村 illegal_building 1 C3
        柳湾村 person 4 D3
        青禾村 garbage 12 B2
        青禾村 illegal_building 2 C2
        青禾村 person 3 D2
        """,
    ),
}


@pytest.mark.parametrize("odd", WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_otherwise_is_read_or_asked(odd):
    assert_read(odd)


def test_the_sentence_asks_for_the_column_or_says_what_is_counted_instead():
    _, issues = read(WRITTEN["turned round: suggested, not counted"])
    told = {issue["cell"]: issue["message"] for issue in issues}
    assert "（是否为“拆旱厕”？）" in told["C1"]
    assert "数的是“次数”" in told["D1"] and "“清河道”以米计" in told["D1"]
