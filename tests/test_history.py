"""A case ledger over two months."""

import pandas as pd
from drawing import table

from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake import compare_cases
from zhen_analysis.workspace import bundled

CATALOGUE = load_catalogue(bundled("catalogue"))


def cases(drawing):
    rows = table(drawing).replace("", pd.NA)
    days = {column: pd.to_datetime(rows[column]) for column in ("opened", "closed")}
    return rows.assign(
        **days, ledger="safety_problem", unit="qinghe", file="f.xlsx", sheet="S", cell=rows["case"]
    )


BEFORE = cases("""
    case | opened     | closed     | status
    A1   | 2022-02-01 |            | open
    A2   | 2022-02-01 | 2022-02-09 | closed
    A3   | 2022-02-01 |            | open
    A4   | 2022-02-01 |            |
""")


def told(now, filed=("safety_problem",)):
    issues = compare_cases(BEFORE, now, CATALOGUE, set(filed))
    return list(zip(issues["check"], issues["cell"], strict=True))


def test_an_open_case_that_is_not_repeated_is_named_and_a_closed_one_need_not_be():
    now = cases("""
        case | opened     | closed     | status
        A1   | 2022-02-01 | 2022-03-05 | closed
        A4   | 2022-02-01 |            | open
    """)
    assert told(now) == [("case_vanished", "A3")]


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
