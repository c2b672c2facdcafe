"""Numbers of cases over months: one begun anew is another case, one lost is the same."""

from dataclasses import replace

import pandas as pd
from drawing import table
from odd import CATALOGUE

from zhen_analysis.base.period import Month
from zhen_analysis.intake.filings.case_numbers import tell_cases_apart

LEDGER = CATALOGUE.ledgers["safety_problem"]


def records(drawing):
    drawn = table(drawing)
    return drawn.assign(
        opened=pd.to_datetime(drawn["opened"].where(drawn["opened"] != "")),
        file="台账.xlsx", sheet="Sheet1", cell=[f"A{row + 2}" for row in range(len(drawn))],
    )  # fmt: skip


BEFORE = records("""
    case | unit   | opened     | text
    1    | qinghe | 2022-02-05 | 2月问题1
    2    | liuwan | 2022-02-06 | 2月问题2
    3    | yunxi  | 2022-02-07 | 电线老化
""")


def told(now, before=BEFORE, ledger=LEDGER):
    renamed, issue = tell_cases_apart(before, records(now), ledger, Month(2022, 3))
    return renamed["case"].tolist(), issue


def test_numbers_that_begin_anew_are_other_cases_told_in_one_sentence():
    cases, issue = told("""
        case | unit   | opened     | text
        1    | qinghe | 2022-03-05 | 3月问题1
        2    | yunxi  | 2022-03-06 | 3月问题2
        3    | liuwan | 2022-03-07 | 灭火器
    """)
    assert cases == ["1（2022-03）", "2（2022-03）", "3（2022-03）"]
    assert issue["check"] == "numbers_anew"
    assert issue["message"].startswith("有3个编号（1、2、3）以前用在别的问题上")


def test_an_open_case_that_comes_again_under_another_number_is_the_same():
    cases, _ = told("""
        case | unit   | opened     | text
        1    | liuwan | 2022-03-05 | 灭火器
        2    | yunxi  | 2022-02-07 | 电线老化
    """)
    assert cases == ["1（2022-03）", "3"]


def test_a_case_that_is_filed_again_keeps_its_number_though_day_or_words_were_mended():
    cases, issue = told("""
        case | unit   | opened     | text
        1    | qinghe | 2022-02-06 | 2月问题1
        2    | liuwan | 2022-02-06 | 灭火器过期
        3    | yunxi  | 2022-02-08 | 电线老化，已换
        4    | yunxi  | 2022-03-08 | 电线老化
    """)
    assert (cases, issue) == (["1", "2", "3", "4"], None)


def test_one_number_used_twice_among_many_is_another_case_only_if_quite_unlike():
    cases, issue = told("""
        case | unit   | opened     | text
        1    | qinghe | 2022-02-05 | 2月问题1
        2    | liuwan | 2022-02-06 | 2月问题2
        3    | liuwan | 2022-03-07 | 河道垃圾
    """)
    assert cases == ["1", "2", "3（2022-03）"]
    assert issue["written"] == "3"


def test_a_third_month_finds_each_of_the_cases_of_one_number():
    march, _ = tell_cases_apart(BEFORE, records("""
        case | unit   | opened     | text
        1    | liuwan | 2022-03-05 | 灭火器
    """), LEDGER, Month(2022, 3))  # fmt: skip
    april = records("""
        case | unit   | opened     | text
        1    | liuwan | 2022-03-05 | 灭火器
        5    | yunxi  | 2022-04-05 | 井盖
    """)
    known = pd.concat([BEFORE, march], ignore_index=True)
    renamed, issue = tell_cases_apart(known, april, LEDGER, Month(2022, 4))
    assert (renamed["case"].tolist(), issue) == (["1（2022-03）", "5"], None)


def test_a_case_that_lost_its_number_or_got_one_is_the_same():
    cases, _ = told("""
        case                       | unit  | opened     | text
        云溪村 2022-02-07 电线老化 | yunxi | 2022-02-07 | 电线老化
    """)
    assert cases == ["3"]
    unnumbered = BEFORE.assign(case="云溪村 2022-02-07 电线老化").iloc[2:]
    cases, _ = told(
        """
        case | unit  | opened     | text
        A9   | yunxi | 2022-02-07 | 电线老化
        """,
        unnumbered,
    )
    assert cases == ["云溪村 2022-02-07 电线老化"]


def test_where_the_catalogue_identifies_a_case_by_more_its_number_is_left_alone():
    own = replace(LEDGER, case_key=("case", "unit"))
    cases, issue = told(
        """
        case | unit   | opened     | text
        1    | liuwan | 2022-03-05 | 灭火器
        """,
        ledger=own,
    )
    assert (cases, issue) == (["1"], None)
