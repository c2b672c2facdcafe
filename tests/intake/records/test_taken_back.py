# ruff: noqa: E501 (a drawn sheet is as wide as it is)
"""Words that take figures back or add some: the figure does not count as written, and it is told."""

import pytest
from drawing import table
from odd import Odd, assert_read, read

from zhen_analysis.intake.records.taken_back import change_of

SAID = table("""
    written                        | does
    此行作废                       | taken_back
    该条不计入                     | taken_back
    重复填报，请删除               | taken_back
    数据有误                       | taken_back
    系笔误                         | taken_back
    多报，以督查数为准             | taken_back
    此数不算                       | taken_back
    实为17，系笔误                 | changed_in_words
    应为17方                       | changed_in_words
    更正为：17                     | changed_in_words
    改为十七方                     | changed_in_words
    此数为1-8月累计                | cumulative_in_words
    以上数据均为累计数。           | cumulative_in_words
    累计数                         | cumulative_in_words
    今年累计清理30方               |
    补报10方                       | added_in_words
    上月漏报3处                    | added_in_words
    另有5方未计                    | added_in_words
    核减2方                        | added_in_words
    含上月                         |
    重复                           | taken_back
    与8月6日重复                   | taken_back
    与上月没有重复                 |
    重复清理两遍                   |
    7月漏报                        | other_month_in_words
    补报7月数                      | other_month_in_words
    补报7月                        | other_month_in_words
    上月数                         | other_month_in_words
    7月                            |
    7月已清理                      |
    待核实                         | pending_in_words
    松岭村清垃圾数据待核，暂未报。 | pending_in_words
    道路两侧                       |
    涂改无效，逾期作废             |
    经核实无误                     |
    未经核实                       |
    如有错误请联系农服中心         |
    已整改到位                     |
    村改居，改为社区               |
    新增垃圾桶                     |
""")


@pytest.mark.parametrize("case", SAID.itertuples(), ids=list(SAID["written"]))
def test_a_remark_takes_back_changes_adds_or_does_nothing(case):
    assert change_of(case.written) == case.does


REMARKS = {
    "a line is withdrawn, another was a slip": Odd(
        """
        | 村名   | 日期   | 清垃圾 | 备注           |
        | 青禾村 | 3月3日 | 5      |                |
        | 柳湾村 | 3月4日 | 6      | 此行作废       |
        | 云溪村 | 3月5日 | 7      | 实为17，系笔误 |
        """,
        """
        云溪村 garbage NA 03-05 C4
        柳湾村 garbage NA 03-04 C3
        青禾村 garbage 5 03-03 C2
        """,
        """
        changed_in_words D4
        taken_back D3
        """,
    ),
    "a figure that is the year's so far": Odd(
        """
        | 村名   | 清垃圾 | 备注            |
        | 青禾村 | 5      | 此数为1-3月累计 |
        | 柳湾村 | 6      |                 |
        """,
        """
        柳湾村 garbage 6 B3
        青禾村 garbage NA B2
        """,
        "cumulative_in_words C2",
    ),
    "a figure of another month, or one that stands twice": Odd(
        """
        | 村名   | 清垃圾 | 备注         |
        | 青禾村 | 5      | 2月漏报      |
        | 柳湾村 | 6      | 与3月6日重复 |
        | 云溪村 | 7      | 上月数       |
        | 石桥村 | 8      |              |
        """,
        """
        云溪村 garbage NA B4
        柳湾村 garbage NA B3
        石桥村 garbage 8 B5
        青禾村 garbage NA B2
        """,
        """
        other_month_in_words C2
        other_month_in_words C4
        taken_back C3
        """,
    ),
    "a note says that a figure is not filed yet: it is no nought": Odd(
        """
        | 村名   | 清垃圾 | 拆旱厕 |
        | 青禾村 | —      | 2      |
        | 柳湾村 |        | 3      |
        | 云溪村 | —      | 4      |
        | 注：青禾村清垃圾数据待核，暂未报。 |  |  |
        | 说明：柳湾村清垃圾未报 |  |  |
        """,
        """
        云溪村 garbage 0 B4
        云溪村 latrine 4 C4
        柳湾村 garbage NA B3
        柳湾村 latrine 3 C3
        青禾村 garbage NA B2
        青禾村 latrine 2 C2
        """,
        """
        pending_in_words A5
        pending_in_words A6
        """,
    ),
    "one half of a rate is left blank": Odd(
        """
        | 村名   | 网格总数 | 已排查网格 |
        | 青禾村 |          | 10         |
        | 柳湾村 | 11       |            |
        | 云溪村 | 12       | 9          |
        | 石桥村 |          |            |
        """,
        """
        云溪村 grid 9/12 C4
        柳湾村 grid <NA>/11 C3
        青禾村 grid 10/<NA> C2
        """,
        """
        half_blank B2
        half_blank C3
        no_quantity A5
        """,
    ),
    "the remark names the item: the others count": Odd(
        """
        | 村名   | 清垃圾 | 拆旱厕 | 备注             |
        | 青禾村 | 5      | 2      | 清垃圾应为15     |
        | 柳湾村 | 6      | 3      | 补报清垃圾10方   |
        """,
        """
        柳湾村 garbage 6 B3
        柳湾村 latrine 3 C3
        青禾村 garbage NA B2
        青禾村 latrine 2 C2
        """,
        """
        added_in_words D3
        changed_in_words D2
        """,
    ),
    "a note below the table names a village": Odd(
        """
        | 村名   | 清垃圾 | 拆旱厕 |
        | 青禾村 | 5      | 2      |
        | 柳湾村 | 6      | 3      |
        | 云溪村 | 7      | 4      |
        | 注：云溪村补报10方 |  |  |
        | 说明：柳湾村拆旱厕实为2个 |  |  |
        | 注：青禾村数据作废 |  |  |
        """,
        """
        云溪村 garbage 7 B4
        云溪村 latrine 4 C4
        柳湾村 garbage 6 B3
        柳湾村 latrine NA C3
        青禾村 garbage NA B2
        青禾村 latrine NA C2
        """,
        """
        added_in_words A5
        changed_in_words A6
        taken_back A7
        """,
    ),
    "the whole table is withdrawn": Odd(
        """
        | 3月人居环境整治台账（作废） | |
        | 村名   | 清垃圾 |
        | 青禾村 | 5      |
        | 柳湾村 | 6      |
        """,
        """
        柳湾村 garbage NA B4
        青禾村 garbage NA B3
        """,
        "taken_back A1",
    ),
    "what a form says of itself takes nothing back": Odd(
        """
        | 3月人居环境整治台账 | |
        | 村名   | 清垃圾 |
        | 青禾村 | 5      |
        | 注：涂改无效，逾期作废。 | |
        | 以上数据由各村上报，未经核实。 | |
        """,
        "青禾村 garbage 5 B3",
    ),
    "a line that says nothing was found is no case": Odd(
        """
        | 编号 | 所在村 | 问题描述       | 发现日期 | 整改状态 |
        | A1   | 青禾村 | 无证经营       | 3月3日   | 未整改   |
        | 无   | 柳湾村 | 本月未发现隐患 |          |          |
        | /    | 云溪村 | 无             | —        | —        |
        """,
        "青禾村 safety_problem A1 03-03 A2",
        """
        no_quantity B3
        no_quantity B4
        """,
        {"file": "3月安全隐患问题台账.xlsx"},
    ),
    "a case is withdrawn, another is only commented": Odd(
        """
        | 编号 | 所在村 | 问题描述       | 发现日期 | 整改状态 | 备注             |
        | A1   | 青禾村 | 电线，标识作废 | 3月3日   | 未整改   |                  |
        | A2   | 柳湾村 | 灭火器         | 3月3日   | 未整改   | 重复登记，请删除 |
        """,
        "青禾村 safety_problem A1 03-03 A2",
        """
        taken_back F3
        unknown_column F1
        """,
        {"file": "3月安全隐患问题台账.xlsx"},
    ),
}


@pytest.mark.parametrize("odd", REMARKS.values(), ids=REMARKS)
def test_what_is_taken_back_in_words_does_not_count_as_written(odd):
    assert_read(odd)


def test_a_remark_that_names_the_month_that_is_filed_is_of_no_other():
    assert change_of("补报8月数", month=8) == ""
    assert change_of("补报8月数", month=9) == "other_month_in_words"


def test_the_sentence_says_what_stands_there_and_which_cells_do_not_count():
    _, issues = read(REMARKS["the remark names the item: the others count"])
    told = {issue["cell"]: issue["message"] for issue in issues}
    assert "清垃圾应为15" in told["D2"] and "（B2）" in told["D2"] and "未计入" in told["D2"]
    assert "照常计入" in told["D3"]
