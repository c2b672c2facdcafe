"""Several departments in one cell: one leads, the others help; villages are never lumped."""

import pytest
from drawing import table
from odd import BOOKS, Odd, assert_read, read

from zhen_analysis.intake.cells.leading_units import lead_and_helpers

DEPARTMENTS = BOOKS["department"]

NAMED = table("""
    written                            | leads     | help
    应急办、生态办                     | emergency | ecology
    应急办（牵头）、生态办（配合）     | emergency | ecology
    生态办(配合)、应急办(牵头)         | emergency | ecology
    牵头：应急办 配合：生态办、党政办  | emergency | ecology general
    牵头单位：应急办；协办：生态办     | emergency | ecology
    应急办牵头，生态办配合             | emergency | ecology
    应急办/生态办                      | emergency | ecology
    应急办\\n生态办                    | emergency | ecology
    应急办 生态办                      | emergency | ecology
    应急办（生态办配合）               | emergency | ecology
    应急办会同生态办                   | emergency | ecology
    应急办和生态办                     | emergency | ecology
    应急办                             |           |
    应急办、张三                       |           |
    应急办（牵头）、生态办（牵头）     |           |
""")


@pytest.mark.parametrize("case", NAMED.itertuples(), ids=list(NAMED["written"]))
def test_of_several_departments_the_first_leads_or_the_one_that_is_said_to(case):
    found = lead_and_helpers(case.written.replace("\\n", "\n"), DEPARTMENTS)
    told = (found.unit, " ".join(found.helpers)) if found else ("", "")
    assert told == (case.leads, case.help)


CASES = {
    "two departments are one case": Odd(
        """
        | 编号 | 督办事项 | 责任单位                       | 交办日期 | 完成时限 | 办理情况 |
        | D1   | 秋季防火 | 应急办、生态办                 | 3月1日   | 3月8日   | 进行中   |
        | D2   | 秸秆禁烧 | 应急办（配合）、生态办（牵头） | 3月1日   | 3月8日   | 进行中   |
        """,
        """
        应急办 supervision D1 03-01 A2
        生态办 supervision D2 03-01 A3
        """,
        """
        helping_units C2
        helping_units C3
        """,
        {"file": "周督办单.xlsx"},
    ),
    "two villages of one problem are not told apart by guessing": Odd(
        """
        | 编号 | 所在村         | 问题描述 | 发现日期 | 整改状态 |
        | A1   | 青禾村、柳湾村 | 电线     | 3月3日   | 未整改   |
        """,
        "",
        "several_units_case B2",
        {"file": "安全隐患问题台账.xlsx"},
    ),
}


@pytest.mark.parametrize("odd", CASES.values(), ids=CASES)
def test_a_case_of_several_departments_is_one_case_of_the_one_that_leads(odd):
    assert_read(odd)


def test_the_sentence_of_a_case_speaks_of_who_is_responsible_not_of_quantities():
    _, (issue,) = read(CASES["two villages of one problem are not told apart by guessing"])
    assert "由哪个单位负责" in issue["message"] and "各是多少" not in issue["message"]
