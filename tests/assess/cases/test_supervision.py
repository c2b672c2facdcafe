"""Cases week by week: carry-over, both rates on one base, slips, lights and notices."""

from datetime import date

import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess.cases.case_states import (
    cases_at,
    judge_cases,
    stretch_of_period,
    sum_cases,
)
from zhen_analysis.assess.cases.lights import add_lights, name_notices
from zhen_analysis.base.period import parse_week
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.catalogue.declared.supervision import Lights, Notice

LEDGER = load_catalogue(bundled("catalogue")).ledgers["supervision"]


def filings(drawing: str) -> pd.DataFrame:
    """Return case filings as ``case_filings`` gives them; a filing's day is its week's Sunday."""
    drawn = table(drawing)
    weeks = drawn["week"].map(lambda week: stretch_of_period(parse_week(f"2022-W{week}")))
    numbers = {
        key: pd.to_numeric(drawn.get(key, pd.Series("", drawn.index)).replace("", None)).astype(
            "Float64"
        )
        for key in ("progress", "extensions")
    }
    days = {
        key: pd.to_datetime("2022-" + drawn[key].where(drawn[key] != ""))
        for key in ("opened", "deadline", "closed")
    }
    return drawn.assign(
        **days,
        **numbers,
        id=drawn["case"],
        status=drawn["closed"].ne("").map({True: "closed", False: "open"}),
        text="x",
        told_from=[stretch.first_day for stretch in weeks],
        told_on=[stretch.last_day for stretch in weeks],
        as_of=[stretch.last_day for stretch in weeks],
        period="2022-W" + drawn["week"],
    )


def week(number: int):
    return stretch_of_period(parse_week(f"2022-W{number:02d}"))


# W11 is 14 to 20 March, W12 is 21 to 27 March.
WEEKS = """
    week | case | unit | opened | deadline | closed | progress | extensions
    11   | a    | u    | 03-01  | 03-10    |        | 50       |
    11   | b    | u    | 03-07  | 03-25    |        | 50       |
    11   | c    | u    | 03-07  | 04-08    |        | 50       |
    11   | d    | v    | 03-07  | 03-18    | 03-17  | 100      |
    11   | e    | v    | 03-07  | 04-15    |        | 10       |
    12   | a    | u    | 03-01  | 03-10    | 03-22  | 100      |
    12   | b    | u    | 03-07  | 03-25    |        | 90       |
    12   | c    | u    | 03-07  | 04-08    | 03-24  | 100      |
    12   | e    | v    | 03-07  | 04-15    |        | 20       |
    12   | f    | v    | 03-21  | 03-23    | 03-23  | 100      |
    12   | g    | v    | 03-22  | 04-29    |        | 0        |
"""
SUMS = """
    unit | due | carried | new | closed | on_time | pending | overdue
    u    | 3   | 3       | 0   | 2      | 1       | 0       | 1
    v    | 1   | 0       | 1   | 1      | 1       | 2       | 0
    w    | 0   | 0       | 0   | 0      | 0       | 0       | 0
         | 4   | 3       | 1   | 3      | 2       | 2       | 1
"""


def test_what_is_due_is_carried_over_or_new_and_both_rates_stand_on_it():
    sums = sum_cases(judge_cases(filings(WEEKS), week(12)), "unit", ["u", "v", "w"])
    expected = table(SUMS)
    numbers = [column for column in expected if column != "unit"]
    assert sums[numbers].astype("str").to_dict("list") == expected[numbers].to_dict("list")
    assert (sums["due"] == sums["carried"] + sums["new"]).all()
    assert sums["closed_rate"].round(4).tolist()[:2] == [66.6667, 100.0]
    assert sums["on_time_rate"].round(4).tolist()[:2] == [33.3333, 100.0]


def test_nothing_due_is_neither_0_nor_100_percent():
    sums = sum_cases(judge_cases(filings(WEEKS), week(12)), "unit", ["w"]).set_index("unit")
    assert sums.loc["w", ["closed_rate", "on_time_rate"]].isna().all()


def test_the_towns_rate_is_made_of_cases_not_of_rates():
    sums = sum_cases(judge_cases(filings(WEEKS), week(12)), "unit", ["u", "v"])
    assert sums["closed_rate"].iloc[-1] == 75.0  # not (66.7 + 100) / 2
    assert sums["mean_days"].iloc[-1] == pytest.approx((21 + 17 + 2) / 3)


def test_a_deadline_that_is_the_last_day_is_due_but_not_overdue():
    drawn = """
        week | case | unit | opened | deadline | closed
        12   | a    | u    | 03-01  | 03-27    |
        12   | b    | u    | 03-01  | 03-26    |
    """
    cases = judge_cases(filings(drawn), week(12)).set_index("case")
    assert cases["is_due"].all()
    assert cases["is_overdue"].to_dict() == {"a": False, "b": True}
    assert cases["days_overdue"].fillna(0).to_dict() == {"a": 0, "b": 1}


def test_a_closing_that_is_told_a_week_late_counts_once_and_by_its_own_day():
    drawn = """
        week | case | unit | opened | deadline | closed
        11   | a    | u    | 03-01  | 03-18    |
        12   | a    | u    | 03-01  | 03-18    | 03-18
    """
    told = filings(drawn)
    counts = [sum_cases(judge_cases(told, week(n)), "unit", [])["closed"].iloc[0] for n in (11, 12)]
    assert counts == [0, 1]
    assert judge_cases(told, week(12))["is_on_time"].all()


def test_a_case_that_is_no_longer_filed_stays_what_it_was():
    drawn = """
        week | case | unit | opened | deadline | closed
        10   | a    | u    | 03-01  | 03-10    |
        12   | b    | u    | 03-01  | 03-31    |
    """
    cases = judge_cases(filings(drawn), week(12)).set_index("case")
    assert cases.loc["a", "is_overdue"] and cases.loc["a", "days_overdue"] == 17


def test_a_closed_state_without_a_day_is_closed_when_its_filing_says_so():
    told = filings("""
        week | case | unit | opened | deadline | closed
        11   | a    | u    | 03-01  | 03-31    |
        12   | a    | u    | 03-01  | 03-31    |
    """)
    told.loc[1, "status"] = "closed"
    case = judge_cases(told, week(12)).iloc[0]
    assert case["closed_on"] == pd.Timestamp("2022-03-27") and case["is_on_time"]


def test_a_later_deadline_or_one_extension_more_is_a_slip():
    drawn = """
        week | case    | unit | opened | deadline | closed | extensions
        11   | later   | u    | 03-01  | 03-25    |        | 0
        11   | grown   | u    | 03-01  | 03-25    |        | 1
        11   | same    | u    | 03-01  | 03-25    |        | 1
        11   | earlier | u    | 03-01  | 03-25    |        |
        12   | later   | u    | 03-01  | 03-28    |        | 0
        12   | grown   | u    | 03-01  | 03-25    |        | 2
        12   | same    | u    | 03-01  | 03-25    |        | 1
        12   | earlier | u    | 03-01  | 03-24    |        |
        12   | new     | u    | 03-21  | 03-28    |        |
    """
    cases = judge_cases(filings(drawn), week(12)).set_index("case")
    assert cases.index[cases["has_slipped"]].tolist() == ["later", "grown"]
    assert cases.loc["later", "deadline_before"] == pd.Timestamp("2022-03-25")


LAST = 9  # week
HISTORIES = st.lists(
    st.tuples(
        st.integers(0, 45),  # day of handing out
        st.integers(0, 40),  # days allowed
        st.none() | st.integers(0, 45),  # days that it took
        st.sampled_from(["u", "v"]),
    ),
    min_size=1,
    max_size=25,
)


@few(6)
@given(HISTORIES)
def test_carry_over_closes_from_week_to_week_and_each_closing_counts_once(history):
    first = pd.Timestamp("2022-01-03")
    items = pd.DataFrame(history, columns=["from", "allowed", "took", "unit"])
    opened = first + pd.to_timedelta(items["from"], unit="D")
    closed = opened + pd.to_timedelta(items["took"].astype("Float64"), unit="D")
    deadline = opened + pd.to_timedelta(items["allowed"], unit="D")
    frames = []
    for number in range(1, LAST + 1):
        start, end = week(number)
        shown = (opened <= end) & ~(closed < start)
        frames.append(
            pd.DataFrame(
                {"id": items.index.astype("str"), "case": items.index.astype("str"),
                 "unit": items["unit"], "opened": opened, "deadline": deadline,
                 "closed": closed.where(closed <= end),
                 "status": (closed <= end).map({True: "closed", False: "open"}),
                 "told_from": start, "told_on": end, "as_of": end}
            )[shown]
        )  # fmt: skip
    told = pd.concat(frames, ignore_index=True)
    total, desk_before = 0, 0
    for number in range(1, LAST + 1):
        cases = judge_cases(told, week(number))
        sums = sum_cases(cases, "unit", ["u", "v"])
        by_unit, town = sums.iloc[:2], sums.iloc[-1]
        counts = ["due", "carried", "new", "closed", "on_time", "pending", "overdue"]
        assert by_unit[counts].sum().tolist() == town[counts].tolist()
        assert town["due"] == town["carried"] + town["new"]
        assert town["on_time"] <= town["closed"] <= town["due"]
        fresh = opened.between(*week(number)).sum()
        assert town["due"] + town["pending"] == desk_before + fresh
        desk_before = town["due"] + town["pending"] - town["closed"]
        total += town["closed"]
    assert total == (closed <= week(LAST).last_day).sum()


# ---- lights ------------------------------------------------------------------------------------

# Judged on Sunday 27 March by 3 working days, 10 and 30 points. 100 days from 1 January end on
# 11 April; on 27 March 85 % of them are gone.
LIGHTS = """
    opened     | deadline   | progress | light | word
    2022-01-01 | 2022-04-11 | 85       | 绿灯  | 正常推进
    2022-01-01 | 2022-04-11 | 75.1     | 绿灯  | 正常推进
    2022-01-01 | 2022-04-11 | 75       | 黄灯  | 进度滞后
    2022-01-01 | 2022-04-11 | 55       | 黄灯  | 进度滞后
    2022-01-01 | 2022-04-11 | 54.9     | 红灯  | 严重滞后
    2022-01-01 | 2022-04-11 |          | 绿灯  | 未到期
    2022-03-01 | 2022-03-30 | 90       | 蓝灯  | 临近到期
    2022-03-01 | 2022-03-30 |          | 蓝灯  | 临近到期
    2022-03-01 | 2022-03-31 | 87       | 绿灯  | 正常推进
    2022-03-01 | 2022-03-30 | 60       | 黄灯  | 进度滞后
    2022-03-01 | 2022-03-27 | 95       | 蓝灯  | 临近到期
    2022-03-01 | 2022-03-26 | 99       | 红灯  | 逾期
    2022-03-27 | 2022-03-27 | 100      | 蓝灯  | 临近到期
"""
RULES = Lights(near_days=3, near_kind="workday", behind=10, far_behind=30)
SUNDAY = date(2022, 3, 27)


def judged(drawing: str) -> pd.DataFrame:
    drawn = table(drawing)
    days = {key: pd.to_datetime(drawn[key]) for key in ("opened", "deadline")}
    overdue = days["deadline"] < pd.Timestamp(SUNDAY)
    late = (pd.Timestamp(SUNDAY) - days["deadline"]).dt.days.astype("Int64")
    return drawn.assign(
        **days,
        progress=pd.to_numeric(drawn["progress"].replace("", None)).astype("Float64"),
        told_on=pd.Timestamp(SUNDAY),
        is_closed=False,
        is_overdue=overdue,
        days_overdue=late.where(overdue),
        reminders=0,
    )


def test_each_light_begins_at_its_declared_threshold():
    lit = add_lights(judged(LIGHTS), SUNDAY, RULES, {})
    expected = table(LIGHTS)
    assert lit["light"].tolist() == expected["light"].tolist()
    assert lit["light_word"].tolist() == expected["word"].tolist()


def test_a_threshold_that_is_not_declared_lights_nothing_and_overdue_is_always_red():
    lit = add_lights(judged(LIGHTS), SUNDAY, None, {})
    assert set(lit["light"]) == {"绿灯", "红灯"}
    assert (lit["light"].eq("红灯") == lit["is_overdue"]).all()


def test_progress_is_set_against_the_day_on_which_it_was_told():
    told = judged(LIGHTS).head(1).assign(progress=75.0, told_on=pd.Timestamp("2022-03-17"))
    assert add_lights(told, SUNDAY, RULES, {})["gap"].tolist() == [0.0]


def test_a_closed_case_says_whether_it_was_late():
    cases = judged(LIGHTS).iloc[[0, 11]].assign(is_closed=True, is_overdue=False)
    lit = add_lights(cases, SUNDAY, RULES, {})
    told = (lit["light"] + " " + lit["light_word"]).tolist()
    assert told == ["绿灯 已办结", "绿灯 超时办结"]


NOTICES = """
    overdue | reminders | closed | notice
            | 0         |        | 交办单
    1       | 0         |        | 催办单
    14      | 1         |        | 催办单
    15      | 0         |        | 督办通知单
    2       | 2         |        | 督办通知单
            | 2         |        | 交办单
    20      | 3         | x      |
"""


def test_the_last_step_whose_condition_holds_is_due():
    drawn = table(NOTICES)
    days = pd.to_numeric(drawn["overdue"].replace("", None)).astype("Int64")
    cases = pd.DataFrame(
        {
            "days_overdue": days,
            "is_overdue": days.notna(),
            "reminders": drawn["reminders"].astype("int64"),
            "is_closed": drawn["closed"] != "",
        }
    )
    chain = [
        Notice("交办单"),
        Notice("催办单", overdue=1),
        Notice("督办通知单", overdue=15, reminders=2),
    ]
    assert name_notices(cases, chain)["notice"].tolist() == drawn["notice"].tolist()


def test_reminders_are_the_earlier_weeks_in_which_a_case_was_overdue():
    drawn = """
        week | case | unit | opened | deadline | closed | progress
        10   | a    | u    | 02-01  | 03-11    |        | 10
        11   | a    | u    | 02-01  | 03-11    |        | 10
        12   | a    | u    | 02-01  | 03-11    |        | 10
        12   | b    | u    | 03-21  | 03-25    |        | 10
    """
    cases = cases_at(filings(drawn), week(12), LEDGER).set_index("case")
    assert cases["reminders"].to_dict() == {"a": 2, "b": 0}
    assert cases["notice"].to_dict() == {"a": "督办通知单", "b": "催办单"}
