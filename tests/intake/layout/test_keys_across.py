# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""Days and ways of checking across the page: each column is a line of its own, sums are none."""

import pytest
from odd import Odd, assert_read

ACROSS = {
    "ways of checking below the mark": Odd(
        """
        | 示例镇3月考评检查评分表 | | | | |
        | 村名   | 检查得分 | <    | <    | 平均分 |
        | ^      | 明查     | 暗访 | 民意 | ^ |
        | 青禾村 | 90       | 85   | 88   | 87.7 |
        | 柳湾村 | 89       |      | 87   | 88   |
        """,
        """
        柳湾村 site_mark 87 民意 D5
        柳湾村 site_mark 89 明查 B5
        青禾村 site_mark 85 暗访 C4
        青禾村 site_mark 88 民意 D4
        青禾村 site_mark 90 明查 B4
        """,
        "",
        {"file": "3月检查评分表.xlsx"},
    ),
    "ways of checking in one row, villages in groups": Odd(
        """
        | 示例镇3月考评检查评分表 | | | | |
        | 序号 | 村名   | 明查 | 暗访 | 得分 |
        | 一、A类村 | | | | |
        | 1    | 青禾村 | 90   | 85   | 88   |
        | 2    | 柳湾村 | 89   | 84   | 87   |
        |      | 平均   | 89.5 | 84.5 | 87.5 |
        | 二、B类村 | | | | |
        | 1    | 云溪村 | 80   | 81   | 80   |
        """,
        """
        云溪村 site_mark 80 明查 C8
        云溪村 site_mark 81 暗访 D8
        柳湾村 site_mark 84 暗访 D5
        柳湾村 site_mark 89 明查 C5
        青禾村 site_mark 85 暗访 D4
        青禾村 site_mark 90 明查 C4
        """,
        "",
        {"file": "3月检查评分表.xlsx"},
    ),
    "days 1, 2, 3 below an item, with their sum": Odd(
        """
        | 示例镇3月人居环境整治日统计表 | | | | |
        | 村名   | 清垃圾（方） | <  | <  | <    |
        | ^      | 1            | 2  | 3  | 合计 |
        | 青禾村 | 5            | 6  |    | 11   |
        | 柳湾村 | 7            | 0  | 8  | 15   |
        | 合计   | 12           | 6  | 8  | 26   |
        """,
        """
        柳湾村 garbage 0 03-02 C5
        柳湾村 garbage 7 03-01 B5
        柳湾村 garbage 8 03-03 D5
        青禾村 garbage 5 03-01 B4
        青禾村 garbage 6 03-02 C4
        """,
    ),
    "days and weekdays, the item in the title": Odd(
        """
        | 示例镇3月清运垃圾日报表（单位：方） | | | |
        | 村名   | 3月1日（周二） | 3月2日（周三） | 3月3日（周四） |
        | 青禾村 | 5               | 6               | 7 |
        | 柳湾村 | 7               | —               | 8 |
        """,
        """
        柳湾村 garbage 0 03-02 C4
        柳湾村 garbage 7 03-01 B4
        柳湾村 garbage 8 03-03 D4
        青禾村 garbage 5 03-01 B3
        青禾村 garbage 6 03-02 C3
        青禾村 garbage 7 03-03 D3
        """,
    ),
    "items down the page within each village": Odd(
        """
        | 示例镇3月人居环境整治统计表 | | | | |
        | 村名   | 事项   | 3月1日 | 3月2日 | 3月3日 |
        | 青禾村 | 清垃圾 | 5      | 6      | 7 |
        | ^      | 拆旱厕 | 1      |        | 2 |
        | 柳湾村 | 清垃圾 | 4      | 3      | 2 |
        |        | 拆旱厕 | 1      | 1      | 1 |
        """,
        """
        柳湾村 garbage 2 03-03 E5
        柳湾村 garbage 3 03-02 D5
        柳湾村 garbage 4 03-01 C5
        柳湾村 latrine 1 03-01 C6
        柳湾村 latrine 1 03-02 D6
        柳湾村 latrine 1 03-03 E6
        青禾村 garbage 5 03-01 C3
        青禾村 garbage 6 03-02 D3
        青禾村 garbage 7 03-03 E3
        青禾村 latrine 1 03-01 C4
        青禾村 latrine 2 03-03 E4
        """,
    ),
    "several groups of rows, each with its own days": Odd(
        """
        | 示例镇3月清运垃圾统计表 | | | |
        | 村名   | 3月1日 | 3月2日 | 3月3日 |
        | 青禾村 | 5      | 6      | 7 |
        | 柳湾村 | 1      | 2      | 3 |
        | 村名   | 3月4日 | 3月5日 | 3月6日 |
        | 青禾村 | 8      | 9      | 10 |
        """,
        """
        柳湾村 garbage 1 03-01 B4
        柳湾村 garbage 2 03-02 C4
        柳湾村 garbage 3 03-03 D4
        青禾村 garbage 10 03-06 D6
        青禾村 garbage 5 03-01 B3
        青禾村 garbage 6 03-02 C3
        青禾村 garbage 7 03-03 D3
        青禾村 garbage 8 03-04 B6
        青禾村 garbage 9 03-05 C6
        """,
    ),
    "an unknown village and a number that is none": Odd(
        """
        | 示例镇3月清运垃圾统计表 | | | |
        | 村名   | 3月1日 | 3月2日 | 3月3日 |
        | 青禾村 | 5      | 若干   | 7 |
        | 青木村 | 1      |        |   |
        """,
        """
        青禾村 garbage 5 03-01 B3
        青禾村 garbage 7 03-03 D3
        青禾村 garbage NA 03-02 C3
        """,
        """
        unknown_unit A4
        unreadable_value C3
        """,
    ),
    "three days in a line of a case are no columns": Odd(
        """
        | 编号 | 所在村 | 问题描述 | 发现日期 | 整改期限 | 整改日期 |
        | A1   | 青禾村 | 电线     | 3月1日   | 3月5日   | 3月9日   |
        """,
        "青禾村 safety_problem A1 03-01 03-09 A2",
    ),
    "numbers of columns are no days": Odd(
        """
        | 村名   | 清垃圾 | 拆旱厕 | 清河道 | 改厕 |
        | 甲     | 1      | 2      | 3      | 4 |
        | 青禾村 | 5      | 6      | 7      | 8 |
        """,
        """
        青禾村 garbage 5 B3
        青禾村 latrine 6 C3
        青禾村 river 7 D3
        青禾村 toilet 8 E3
        """,
    ),
}


@pytest.mark.parametrize("odd", ACROSS.values(), ids=ACROSS)
def test_the_values_of_a_key_may_stand_across(odd):
    assert_read(odd)
