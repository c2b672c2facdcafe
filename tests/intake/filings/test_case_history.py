"""A case ledger over two months."""

from dataclasses import replace

import pandas as pd
from drawing import table

from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake import compare_cases

CATALOGUE = load_catalogue(bundled("catalogue"))


def cases(drawing, ledger="safety_problem"):
    rows = table(drawing).replace("", pd.NA)
    for column in set(OPTIONAL) - set(rows.columns):
        rows = rows.assign(**{column: pd.Series(pd.NA, index=rows.index, dtype="str")})
    days = {column: pd.to_datetime(rows[column]) for column in ("opened", "closed", "deadline")}
    unit = rows["unit"].fillna("qinghe")
    period = rows["period"].fillna("2022-02")
    place = {"ledger": ledger, "file": "f.xlsx", "sheet": "S", "cell": rows["case"]}
    return rows.assign(**days, unit=unit, period=period, **place)


OPTIONAL = ["unit", "period", "closed", "deadline"]
BEFORE = cases("""
    case | opened     | closed     | status
    A1   | 2022-02-01 |            | open
    A2   | 2022-02-01 | 2022-02-09 | closed
    A3   | 2022-02-01 |            | open
    A4   | 2022-02-01 |            |
""")


def told(now, filed=("safety_problem",), before=BEFORE, catalogue=CATALOGUE):
    issues = compare_cases(before, now, catalogue, set(filed))
    return list(zip(issues["check"], issues["cell"], strict=True))


def test_an_open_case_that_is_not_repeated_is_named_and_a_closed_one_need_not_be():
    now = cases("""
        case | opened     | closed     | status
        A1   | 2022-02-01 | 2022-03-05 | closed
        A4   | 2022-02-01 |            | open
    """)
    assert told(now) == [("case_vanished", "A3")]


def test_a_case_in_a_line_that_cannot_be_counted_has_not_vanished():
    fields = table("""
        field | written | corrected
        case  | A1      |
        case  | 3A      | A3
        unit  | A4      |
    """).replace("", pd.NA)
    issues = compare_cases(BEFORE, BEFORE.iloc[:0], CATALOGUE, {"safety_problem"}, fields)
    assert issues["cell"].tolist() == ["A4"]


def test_a_case_whose_day_changes_is_named():
    now = cases("""
        case | opened     | closed | status
        A1   | 2022-02-03 |        | open
        A3   |            |        | open
        A4   | 2022-02-01 |        | open
        A5   | 2022-03-01 |        | open
    """)
    assert told(now) == [("case_moved", "A1")]


def test_nothing_has_vanished_from_a_ledger_that_was_not_filed():
    assert told(BEFORE.iloc[:0], filed=()) == []


def test_a_case_that_comes_back_or_changes_what_it_said_is_named():
    before = cases("""
        case | opened     | deadline   | closed     | status | unit
        A1   | 2022-02-01 | 2022-03-01 | 2022-02-09 | closed | qinghe
        A2   | 2022-02-01 | 2022-03-01 | 2022-02-09 | closed | qinghe
        A3   | 2022-02-01 | 2022-03-01 |            | open   | qinghe
        A4   | 2022-02-01 | 2022-03-01 |            | open   | qinghe
        A5   | 2022-02-01 | 2022-03-01 |            | closed | qinghe
        A6   | 2022-02-01 | 2022-03-01 |            | open   | qinghe
    """)
    now = cases("""
        case | opened     | deadline   | closed     | status | unit
        A1   | 2022-02-01 | 2022-03-01 |            | open   | qinghe
        A2   | 2022-02-01 | 2022-03-01 | 2022-02-19 | closed | qinghe
        A3   | 2022-02-01 | 2022-03-31 |            | open   | qinghe
        A4   | 2022-02-01 | 2022-03-01 | 2022-03-05 | closed | liuwan
        A5   | 2022-02-01 | 2022-03-01 |            | open   | qinghe
        A6   | 2022-02-01 | 2022-03-01 | 2022-03-05 | closed | qinghe
    """)
    assert told(now, before=before) == [
        ("case_reopened", "A1"),
        ("case_reopened", "A5"),
        ("case_other_unit", "A4"),
        ("case_closing_moved", "A2"),
        ("deadline_moved", "A3"),
    ]


def test_a_case_is_compared_with_the_last_month_that_filed_it():
    before = cases("""
        case | opened     | closed     | status | period
        A1   | 2022-01-05 |            | open   | 2022-01
        A2   | 2022-01-05 |            | open   | 2022-01
        A2   |            | 2022-02-03 | closed | 2022-02
        A3   | 2022-01-05 | 2022-01-09 | closed | 2022-01
    """)
    now = cases("""
        case | opened     | closed     | status | period
        A2   | 2022-01-06 | 2022-02-03 | closed | 2022-03
        A3   | 2022-01-05 |            | open   | 2022-03
    """)
    assert told(now, before=before) == [
        ("case_vanished", "A1"),
        ("case_reopened", "A3"),
        ("case_moved", "A2"),
    ]


def with_ledger(**changes):
    ledger = replace(CATALOGUE.ledgers["safety_problem"], **changes)
    return replace(CATALOGUE, ledgers={"safety_problem": ledger})


def test_no_case_vanishes_from_a_ledger_that_files_only_what_happened():
    now = cases("""
        case | opened     | status
        A2   | 2022-02-01 | open
    """)
    catalogue = with_ledger(filing="increment")
    assert told(now, catalogue=catalogue) == [("case_reopened", "A2")]


def test_two_villages_may_number_their_cases_alike_where_the_ledger_says_so():
    before = cases("""
        case | opened     | status | unit
        1    | 2022-02-01 | open   | qinghe
        1    | 2022-02-03 | open   | liuwan
    """)
    now = cases("""
        case | opened     | status | unit
        1    | 2022-02-01 | open   | qinghe
    """)
    catalogue = with_ledger(case_key=("unit", "case"))
    issues = compare_cases(before, now, catalogue, {"safety_problem"})
    assert issues["check"].tolist() == ["case_vanished"]


def test_months_without_cases_contradict_nothing():
    assert told(BEFORE.iloc[:0], filed=("safety_problem",), before=BEFORE.iloc[:0]) == []
