# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""A table that lacks a key column is of the ledger that its names speak of, and says what lacks."""

import pytest
from odd import Odd, assert_read, read

LACKING = {
    "problems with 序号 only are told by village, day and text": Odd(
        """
        | 示例镇3月安全隐患问题台账 | | | | | |
        | 序号 | 所在村 | 问题描述 | 发现日期   | 整改状态 | 整改日期 |
        | 1    | 青禾村 | 电线     | 2022-03-03 | 已整改   | 3月10日  |
        | 2    | 柳湾村 | 灭火器   | 2022-03-03 | 未整改   |          |
        | 3    | 云溪村 |          | 2022-03-03 | 未整改   |          |
        """,
        """
        柳湾村 safety_problem 柳湾村 2022-03-03 灭火器 03-03 A4
        青禾村 safety_problem 青禾村 2022-03-03 电线 03-03 03-10 A3
        """,
        """
        unidentified_case B5
        unnumbered_cases A2
        """,
        {"file": "3月安全隐患问题台账.xlsx"},
    ),
    "督办 with 序号 only": Odd(
        """
        | 序号 | 督办事项 | 责任科室 | 交办日期 | 完成时限 | 办理情况 |
        | 1    | 秋季防火 | 应急办   | 3月1日   | 3月8日   | 进行中   |
        """,
        "应急办 supervision 应急办 2022-03-01 秋季防火 03-01 A2",
        "unnumbered_cases A1",
        {"file": "督办单.xlsx"},
    ),
    "检查评分表 without 检查方式 is no daily check": Odd(
        """
        | 示例镇3月考评检查评分表 | | | |
        | 村名   | 检查日期 | 得分 | 存在问题 |
        | 青禾村 | 3月3日   | 95   | 垃圾     |
        """,
        "",
        "missing_column",
        {"file": "3月检查评分表.xlsx"},
    ),
    "the way of checking stands in the title": Odd(
        """
        | 示例镇3月暗访检查评分表 | | | |
        | 村名   | 检查日期 | 得分 | 存在问题 |
        | 青禾村 | 3月3日   | 95   | 垃圾     |
        """,
        "青禾村 site_mark 95 03-03 暗访 C3",
        "option_from_name A2",
        {"file": "3月检查评分表.xlsx"},
    ),
    "projects without 项目编号, 开工日期 and 项目名称": Odd(
        """
        | 示例镇重点项目台账 | | | |
        | 序号 | 项目类别 | 总投资 | 形象进度 |
        | 1    | 农业     | 200    | 50%      |
        """,
        "",
        "",
        {"file": "3月重点项目台账.xlsx"},
    ),
    "names do not speak against the headings": Odd(
        """
        | 村名   | 日期   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 3月3日 | 12     | 2      |
        """,
        """
        青禾村 garbage 12 03-03 C2
        青禾村 latrine 2 03-03 D2
        """,
        "",
        {"file": "3月安全隐患问题台账.xlsx"},
    ),
}


@pytest.mark.parametrize("odd", LACKING.values(), ids=LACKING)
def test_a_table_that_lacks_a_column_is_of_the_ledger_that_names_it(odd):
    assert_read(odd)


def test_the_sentence_says_which_ledger_it_is_and_which_column_lacks():
    _, (issue,) = read(LACKING["检查评分表 without 检查方式 is no daily check"])
    assert "“考评检查评分台账”" in issue["message"] and "“检查方式”列" in issue["message"]
    assert "1行未计入" in issue["message"]
