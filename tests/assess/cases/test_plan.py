"""Goals and projects against 序时进度: figures worked out by hand, and what must always hold."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seeds import few

from zhen_analysis.assess.cases.goal_figures import share_of_months
from zhen_analysis.assess.cases.plan import GOAL_COLUMNS, STATES, judge_goals, no_projects
from zhen_analysis.assess.cases.projects import DAYS, QUANTITIES, TEXTS, projects_at
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.catalogue.declared.goal import Goal
from zhen_analysis.catalogue.declared.reading.read import read_declared
from zhen_analysis.catalogue.goals import freeze_goals

MARCH = date(2022, 3, 31)
METHOD = Path(__file__).parents[3] / "docs/method.md"
LEDGER = load_catalogue(bundled("catalogue")).ledgers["project"]
SEVERITY = {"红灯": 3, "黄灯": 2, "蓝灯": 1, "绿灯": 0}


def table(text: str) -> pd.DataFrame:
    """Read a table drawn with pipes; an empty cell is NA."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    drawn = pd.DataFrame(rows, columns=head, dtype=object)
    return drawn.mask(drawn.eq(""), None)


def goals_of(text: str) -> pd.DataFrame:
    """Return goals as the catalogue would hold them, drawn with pipes or commas."""
    if "|" in text:
        lines = table(text).fillna("").to_dict("records")
    else:
        lines = list(csv.DictReader(io.StringIO(text.strip())))
    written = [{key: cell for key, cell in line.items() if cell} for line in lines]
    read = [read_declared(Goal, {"name": each["goal"], **each}) for each in written]
    assert not [fault for _, faults in read for fault in faults]
    return freeze_goals([goal for goal, _ in read], "shili")


def measures_of(text: str) -> pd.DataFrame:
    """Return the town's figures: indicator, span, value, and what a page needs beside it."""
    told = table(text)
    numbers = {key: pd.to_numeric(told[key]).astype("Float64") for key in ("value",)}
    side = pd.to_numeric(told.get("denominator", pd.Series(None, told.index))).astype("Float64")
    return told.assign(
        **numbers, numerator=numbers["value"], denominator=side, is_unread=False, uom="户"
    )


def judge(goals: str, measures: str = "indicator | span | value", day: date = MARCH, projects=None):
    judged = judge_goals(
        goals_of(goals), measures_of(measures), no_projects() if projects is None else projects, day
    )
    return judged.set_index("goal")


def projects_of(text: str, day: date = MARCH) -> pd.DataFrame:
    """Return projects as one filing after another tells them, at the end of ``day``."""
    told = table(text)
    told = told.reindex(columns=[*dict.fromkeys([*told.columns, *TEXTS, *QUANTITIES, *DAYS])])
    for column in ("progress", *QUANTITIES):
        told[column] = pd.to_numeric(told[column]).astype("Float64")
    for column in DAYS:
        told[column] = pd.to_datetime(told[column])
    usual = {"ledger": "project", "name": told["case"], "unit": "general", "file": "f"}
    usual |= {"sheet": "s", "cell": "A1", "id": told["case"]}
    told = told.assign(**{key: each for key, each in usual.items() if key not in told})
    for column in ("status", *TEXTS):
        told[column] = told[column].astype("str") if column in told else pd.Series(dtype="str")
    told["period"] = told["period"].fillna("2022-03") if "period" in told else "2022-03"
    return projects_at(told, day, LEDGER).set_index("case")


# ---------------------------------------------------------------- 序时进度

SHARES = """
    first      | last       | day        | share
    2022-01-01 | 2022-12-31 | 2022-03-31 | 25
    2022-01-01 | 2022-12-31 | 2022-02-28 | 16.666667
    2022-01-01 | 2026-12-31 | 2022-03-31 | 5
    2022-03-01 | 2022-06-30 | 2022-03-31 | 25
    2022-03-16 | 2022-04-15 | 2022-03-31 | 50.793651
    2022-02-15 | 2022-02-28 | 2022-02-28 | 100
    2022-01-01 | 2022-12-31 | 2021-12-31 | 0
    2022-01-01 | 2022-12-31 | 2023-01-31 | 100
"""  # the fifth by hand: 16/31 of March and 15/30 of April; (16/31) / (16/31 + 1/2)


@pytest.mark.parametrize(("first", "last", "day", "share"), table(SHARES).to_numpy().tolist())
def test_elapsed_share_counts_months_alike_and_days_within_a_month(first, last, day, share):
    ends = [date.fromisoformat(each) for each in (first, last, day)]
    assert share_of_months(*ends) == pytest.approx(float(share), abs=1e-6)


CURVES = """
    curve                                | day        | elapsed
    2022-06-30:40;2022-10-31:100         | 2022-06-30 | 40
    2022-06-30:40;2022-10-31:100         | 2022-10-31 | 100
    2022-06-30:40;2022-10-31:100         | 2022-12-31 | 100
    2022-06-30:40;2022-10-31:100         | 2022-08-31 | 70.243902
    2022-06-30：40；2022-12-31：100%     | 2022-06-30 | 40
    2022-06-30:40;2022-10-31:100         | 2022-03-31 | 19.889503
    kept                                 | 2022-01-31 | 100
    kept                                 | 2021-12-31 | 0
"""  # by hand: 62 of the 123 days after 30 June for 60 points; 90 of 181 days for 40


@pytest.mark.parametrize(("curve", "day", "elapsed"), table(CURVES).to_numpy().tolist())
def test_a_declared_curve_says_what_is_due_by_when(curve, day, elapsed):
    goals = f"""
        goal | kind  | target | from       | by         | curve   | indicator
        a    | level | 10     | 2022-01-01 | 2022-12-31 | {curve} | toilet
    """
    judged = judge(goals, day=date.fromisoformat(day))
    assert float(judged.loc["a", "elapsed"]) == pytest.approx(float(elapsed), abs=1e-6)


# ---------------------------------------------------------------- goals by hand

GOALS = """
    goal     | parent | kind  | target | from       | by         | start | indicator | direction | behind | far_behind | near_days
    all      |        | theme |        |            |            |       |           |           | 10     | 30         | 30
    met      | all    | count | 20     | 2022-01-01 | 2022-12-31 |       | a         |           |        |            |
    fair     | all    | count | 40     | 2022-01-01 | 2022-12-31 |       | b         |           |        |            |
    just     | all    | count | 20     | 2022-01-01 | 2022-12-31 |       | c         |           |        |            |
    far      | all    | count | 100    | 2022-01-01 | 2022-05-31 |       | d         |           |        |            |
    strict   | all    | count | 40     | 2022-01-01 | 2022-12-31 |       | b         |           | 2      |            |
    near     | all    | count | 20     | 2022-01-01 | 2022-04-15 |       | e         |           |        |            |
    ended    | all    | count | 20     | 2022-01-01 | 2022-03-31 |       | e         |           |        |            |
    silent   | all    | count | 20     | 2022-01-01 | 2022-12-31 |       | none      |           |        |            |
    cover    | all    | level | 100    | 2022-01-01 | 2022-12-31 | 80    | f         |           |        |            |
    ceiling  | all    | level | 0      | 2022-01-01 | 2022-12-31 |       | z         | -1        |        |            |
    broken   | all    | level | 0      | 2022-01-01 | 2022-12-31 |       | a         | -1        |        |            |
    later    | all    | count | 20     | 2023-01-01 | 2023-12-31 |       | none      |           |        |            |
"""  # noqa: E501
FIGURES = """
    indicator | span | value
    a         | ytd  | 21
    b         | ytd  | 9
    c         | ytd  | 3
    d         | ytd  | 20
    e         | ytd  | 19
    f         | ytd  | 82
    z         | ytd  | 0
"""
# by hand; far: 20 % done, 3 of 5 months gone; near: 95 % done, 3/3.5 of the months gone;
# cover: 2 of the 20 points from 80 to 100.
EXPECTED = """
    goal    | share_done | elapsed   | gap        | light | light_word | state
    met     | 105        | 25        | 80         | 绿灯  | 已达成     | met
    fair    | 22.5       | 25        | -2.5       | 绿灯  | 正常推进   | green
    just    | 15         | 25        | -10        | 黄灯  | 进度滞后   | yellow
    far     | 20         | 60        | -40        | 红灯  | 严重滞后   | red
    strict  | 22.5       | 25        | -2.5       | 黄灯  | 进度滞后   | yellow
    near    | 95         | 85.714286 | 9.285714   | 蓝灯  | 临近到期   | blue
    ended   | 95         | 100       | -5         | 红灯  | 逾期       | red
    silent  |            | 25        |            |       | 未报       | unreported
    cover   | 10         | 25        | -15        | 黄灯  | 进度滞后   | yellow
    ceiling |            |           |            | 绿灯  | 未超出     | green
    broken  |            |           |            | 红灯  | 已超出     | red
    later   |            | 0         |            | 绿灯  | 未开始     | green
"""


def test_goals_as_worked_out_by_hand():
    judged = judge(GOALS, FIGURES)
    for wanted in table(EXPECTED).fillna("").to_dict("records"):
        found = judged.loc[wanted["goal"]]
        for key in ("share_done", "elapsed", "gap"):
            if wanted[key] == "":
                assert pd.isna(found[key]), (wanted["goal"], key)
            else:
                assert float(found[key]) == pytest.approx(float(wanted[key]), abs=1e-6), wanted
        told = [found[key] for key in ("light", "light_word", "state")]
        assert told == [wanted[key] for key in ("light", "light_word", "state")], wanted["goal"]


def test_a_theme_counts_the_goals_under_it_by_state_and_has_no_figure():
    found = judge(GOALS, FIGURES).loc["all"]
    assert found["leaves"] == 12
    assert [found[state] for state in STATES] == [1, 3, 1, 3, 3, 1]
    assert found[["value", "share_done", "elapsed", "gap", "state"]].isna().all()


def test_counts_of_an_inner_theme_are_part_of_those_above():
    goals = """
        goal  | parent | kind  | target | from       | by         | indicator
        top   |        | theme |        |            |            |
        left  | top    | theme |        |            |            |
        a     | left   | count | 10     | 2022-01-01 | 2022-12-31 | a
        b     | left   | count | 99     | 2022-01-01 | 2022-12-31 | a
        right | top    | theme |        |            |            |
        c     | right  | count | 99     | 2022-01-01 | 2022-12-31 | none
        alone |        | count | 99     | 2022-01-01 | 2022-12-31 | none
    """
    judged = judge(goals, FIGURES)
    assert judged["leaves"].dropna().to_dict() == {"top": 3, "left": 2, "right": 1}
    assert judged.loc["top", ["met", "green", "unreported"]].tolist() == [1, 1, 1]
    assert judged.loc[["a", "alone"], STATES].isna().all(axis=None)


def test_the_tree_stands_parents_first_whatever_the_order_of_lines():
    goals = goals_of("""
        goal | parent | kind  | target | from       | by         | indicator | behind
        a    | left   | count | 10     | 2022-01-01 | 2022-12-31 | a         |
        left | top    | theme |        |            |            |           | 3
        top  |        | theme |        |            |            |           | 7
        b    | top    | count | 10     | 2022-01-01 | 2022-12-31 | a         |
    """).set_index("goal")
    assert goals["depth"].to_dict() == {"top": 0, "left": 1, "a": 2, "b": 1}
    assert goals["behind"].to_dict() == {"top": 7, "left": 3, "a": 3, "b": 7}


YEARS = """
    goal | kind  | target | from       | by         | before        | indicator
    a    | count | 5      | 2022-01-01 | 2026-12-31 | 2022:2;2023:3 | brand
    b    | count | 5      | 2022-01-01 | 2026-12-31 |               | brand
"""
YEAR_CASES = """
    day        | figure | a | b  | word
    2022-12-31 | 2      | 2 | 2  | 正常推进
    2023-12-31 | 1      | 3 |    | 往年数未填
    2024-06-30 | 1      | 4 |    | 往年数未填
    2025-03-31 | 1      |   |    | 往年数未填
"""


@pytest.mark.parametrize(("day", "figure", "a", "b", "word"), table(YEAR_CASES).to_numpy().tolist())
def test_a_goal_over_years_adds_what_was_done_before_or_is_unknown(day, figure, a, b, word):
    figures = f"indicator | span | value\n brand | ytd | {figure}"
    judged = judge(YEARS, figures, date.fromisoformat(day))
    for goal, wanted in (("a", a), ("b", b)):
        value = judged.loc[goal, "value"]
        assert pd.isna(value) if wanted is None else value == float(wanted)
    assert judged.loc["b", "light_word"] == word


def test_what_is_to_be_kept_is_met_only_at_the_end():
    goals = """
        goal | kind  | target | from       | by         | curve | indicator
        keep | level | 100    | 2022-01-01 | 2022-12-31 | kept  | waste
    """
    held = judge(goals, "indicator | span | value\n waste | ytd | 100")
    assert held.loc["keep", ["light", "light_word", "state"]].tolist() == [
        "绿灯",
        "已达标",
        "green",
    ]
    fell = judge(goals, "indicator | span | value\n waste | ytd | 98.5")
    assert fell.loc["keep", "gap"] == -1.5
    at_end = judge(goals, "indicator | span | value\n waste | ytd | 100", date(2022, 12, 31))
    assert at_end.loc["keep", "light_word"] == "已达成"


WHY = """
    value | denominator | is_unread | word
          |             | no        | 未报
          | 0           | no        | 不涉及
          |             | yes       | 待核
"""


@pytest.mark.parametrize(
    ("value", "denominator", "is_unread", "word"), table(WHY).to_numpy().tolist()
)
def test_a_figure_that_is_missing_stays_missing_and_says_why(value, denominator, is_unread, word):
    measures = measures_of(
        f"indicator | span | value | denominator\n a | ytd | {value or ''} | {denominator or ''}"
    ).assign(numerator=pd.NA, is_unread=is_unread == "yes")
    judged = judge_goals(goals_of(GOALS), measures, no_projects(), date(2022, 6, 30))
    found = judged.set_index("goal").loc["met"]
    assert pd.isna(found["value"]) and pd.isna(found["gap"])
    assert (found["light"], found["light_word"], found["state"]) == ("", word, "unreported")


# ---------------------------------------------------------------- properties

numbers = st.floats(0, 300, allow_nan=False).map(lambda number: round(number, 3))
several = st.lists(numbers, min_size=1, max_size=12)
days = st.integers(-40, 500).map(lambda step: date(2022, 1, 1) + timedelta(days=step))
thresholds = st.tuples(
    st.integers(0, 3000).map(lambda n: n / 100),
    st.integers(3000, 9000).map(lambda n: n / 100),
    st.integers(0, 60),
)


few = few(40)


def goals_at(values: list[float], day: date, limits: tuple, curve: str = "") -> pd.DataFrame:
    """Return the same goal once for each of several values that it may stand at."""
    behind, far, near = limits
    one = goals_of(f"""
        goal | kind  | target | from       | by         | start | curve   | behind   | far_behind | near_days
        a    | level | 100    | 2022-01-01 | 2022-12-31 | 5     | {curve} | {behind} | {far}      | {near}
    """)  # noqa: E501
    names = [f"x{number}" for number in range(len(values))]
    goals = one.loc[[0] * len(values)].reset_index(drop=True).assign(indicator=names, span="ytd")
    drawn = pd.DataFrame({"indicator": names, "span": "ytd", "value": values, "uom": "%"})
    measures = drawn.assign(numerator=values, denominator=100.0, is_unread=False)
    return judge_goals(goals, measures, no_projects(), day)


@few
@given(several, days, thresholds, st.sampled_from(["", "kept", "2022-06-30:70"]))
def test_more_done_is_never_a_worse_light(values, day, limits, curve):
    lights = goals_at(sorted(values), day, limits, curve)["light"].map(SEVERITY).tolist()
    assert lights == sorted(lights, reverse=True)


@few
@given(st.lists(st.floats(100, 400), min_size=1, max_size=8), days, thresholds)
def test_a_target_that_is_met_is_green_whatever_the_date(values, day, limits):
    found = goals_at(values, day, limits)
    assert set(found["light"]) == {"绿灯"} and set(found["state"]) == {"met"}


@few
@given(several, days, thresholds)
def test_the_gap_is_what_is_done_less_what_is_due(values, day, limits):
    found = goals_at(values, day, limits).astype({"share_done": "float64", "gap": "float64"})
    assert found["share_done"].tolist() == pytest.approx([100 * (v - 5) / 95 for v in values])
    due = found["share_done"] - found["elapsed"].astype("float64")
    assert found["gap"].tolist() == pytest.approx(due.tolist(), abs=1e-8)
    assert found["elapsed"].between(0, 100).all()


# ---------------------------------------------------------------- projects

PROJECTS = """
    case    | planned | progress | opened     | deadline   | closed     | status | milestone  | investment | invested
    done    | 100     |          | 2022-01-10 | 2022-03-25 | 2022-03-24 | closed | 2022-03-25 | 18         | 16
    slow    | 100     | 95       | 2022-01-10 | 2022-03-10 | 2022-03-28 | closed |            |            |
    late    | 100     | 90       | 2022-01-15 | 2022-03-10 |            | open   | 2022-03-10 | 100        | 80
    today   | 100     | 99       | 2022-01-15 | 2022-03-31 |            | open   | 2022-03-31 |            |
    far     | 50      | 29       | 2022-01-15 | 2022-09-30 |            | open   |            |            |
    edge    | 50      | 30       | 2022-01-15 | 2022-09-30 |            | open   |            |            |
    yellow  | 20      | 15       | 2022-01-15 | 2022-09-30 |            | open   |            |            |
    fine    | 20      | 15.5     | 2022-01-15 | 2022-09-30 |            | open   | 2022-04-01 |            |
    near    | 95      | 95       | 2022-01-15 | 2022-04-08 |            | open   |            |            |
    silent  | 20      |          | 2022-01-15 | 2022-09-30 |            | open   |            | 55         |
    mute    | 100     |          | 2022-01-15 | 2022-03-01 |            | open   |            |            |
    by_time |         | 40       | 2022-01-01 | 2022-06-30 |            | open   |            |            |
    idle    | 0       | 0        |            | 2022-09-30 |            | open   | 2022-04-30 | 760        | 0
"""  # noqa: E501
JUDGED = """
    case    | gap | light | light_word | days_overdue | milestone_days
    done    | 0   | 绿灯  | 已完工     |              |
    slow    | 0   | 绿灯  | 超期完工   | 18           |
    late    | -10 | 红灯  | 逾期       | 21           | 21
    today   | -1  | 红灯  | 逾期       | 0            | 0
    far     | -21 | 红灯  | 严重滞后   |              |
    edge    | -20 | 黄灯  | 进度滞后   |              |
    yellow  | -5  | 黄灯  | 进度滞后   |              |
    fine    | -4.5| 绿灯  | 正常推进   |              |
    near    | 0   | 蓝灯  | 临近到期   |              |
    silent  |     |       | 未报       |              |
    mute    |     | 红灯  | 逾期       | 30           |
    by_time | -9.444444 | 黄灯  | 进度滞后   |        |
    idle    | 0   | 绿灯  | 未开始     |              |
"""  # by_time by hand: 89 of the 180 days from 1 January to 30 June are gone, 49.44 %


def test_projects_as_worked_out_by_hand():
    judged = projects_of(PROJECTS)
    for wanted in table(JUDGED).to_dict("records"):
        found = judged.loc[wanted["case"]]
        assert (found["light"], found["light_word"]) == (
            wanted["light"] or "",
            wanted["light_word"],
        ), wanted["case"]
        for key in ("gap", "days_overdue", "milestone_days"):
            if wanted[key] is None:
                assert pd.isna(found[key]), (wanted["case"], key)
            else:
                assert float(found[key]) == pytest.approx(float(wanted[key]), abs=1e-6)
    assert judged.loc["done", "progress"] == 100
    assert judged.loc["late", "invested_share"] == 80
    assert pd.isna(judged.loc["silent", "progress"]) and pd.isna(judged.loc["silent", "invested"])
    assert judged["planned_by"].to_dict()["by_time"] == "time"


def test_projects_stand_the_worst_first():
    order = projects_of(PROJECTS).index.tolist()
    lights = projects_of(PROJECTS)["light"].tolist()
    assert lights == sorted(lights, key=["红灯", "黄灯", "", "蓝灯", "绿灯"].index)
    assert order[:3] == ["far", "late", "today"]


def test_the_last_filing_counts_and_an_old_one_says_of_when_it_is():
    judged = projects_of("""
        case | period  | planned | progress | opened     | deadline   | status
        a    | 2022-01 | 10      | 10       | 2022-01-10 | 2022-09-30 | open
        b    | 2022-01 | 10      | 10       | 2022-01-10 | 2022-09-30 | open
        a    | 2022-03 | 30      | 20       |            |            | open
    """)
    assert judged.loc["a", ["progress", "gap", "period"]].tolist() == [20, -10, "2022-03"]
    assert judged.loc["a", "deadline"] == pd.Timestamp("2022-09-30")
    assert judged.loc["b", "period"] == "2022-01"


ON_PROJECTS = """
    goal    | kind      | target | from       | by         | curve | projects   | category
    one     | project   |        | 2022-01-01 | 2022-12-31 | plan  | far        |
    some    | completed | 2      | 2022-01-01 | 2022-12-31 |       | done;slow;far |
    planned | completed | 3      | 2022-01-01 | 2022-12-31 | plan  | done；slow；late；far |
    capped  | completed | 2      | 2022-01-01 | 2022-12-31 | plan  | done；slow；late；far |
    kind    | completed | 4      | 2022-01-01 | 2022-12-31 |       |            | 路
    quiet   | project   |        | 2022-01-01 | 2022-12-31 |       | silent     |
    unknown | project   |        | 2022-01-01 | 2022-12-31 |       | XM999      |
"""


def test_goals_read_projects():
    projects = projects_of(PROJECTS).reset_index()
    projects["category"] = projects["case"].map({"done": "路", "yellow": "路"}).astype("str")
    judged = judge(ON_PROJECTS, projects=projects)
    assert judged.loc["one", ["value", "elapsed", "gap"]].tolist() == [29, 50, -21]
    assert judged.loc["some", ["value", "light_word"]].tolist() == [2, "已达成"]
    assert judged.loc["planned", ["value", "elapsed", "lagging"]].tolist() == [2, 100, 2]
    assert judged.loc["capped", ["value", "elapsed", "gap"]].tolist() == [2, 100, 0]
    assert judged.loc["planned", "gap"] == pytest.approx(-100 / 3)
    assert judged.loc["kind", ["value", "registered"]].tolist() == [1, 2]
    assert judged.loc["quiet", "light_word"] == "未报"
    assert judged.loc["unknown", "light_word"] == "未登记"


def test_without_a_ledger_of_projects_nothing_is_taken_for_zero():
    judged = judge(ON_PROJECTS)
    assert judged["value"].isna().all() and set(judged["light_word"]) == {"未报"}


def test_no_goals_are_no_rows():
    empty = judge_goals(goals_of("goal | kind"), measures_of(FIGURES), no_projects(), MARCH)
    assert list(empty.columns) == GOAL_COLUMNS and empty.empty


# ---------------------------------------------------------------- docs/method.md


def test_the_worked_example_of_the_method_is_computed():
    section = METHOD.read_text(encoding="utf-8").partition("\n## 8. Goals")[2]
    goals = goals_of(section.partition("```goals\n")[2].partition("```")[0])
    section = section.partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    example = table("\n".join(line.strip("|").strip() for line in [lines[0], *lines[2:]]))
    assert len(example) == len(goals) - 1
    given = goals.set_index("goal")["indicator"].reindex(example["goal"])
    drawn = pd.DataFrame({"indicator": given.tolist(), "span": "ytd", "value": example["value"]})
    figures = drawn.fillna("").to_csv(sep="|", index=False)
    judged = judge_goals(goals, measures_of(figures), no_projects(), MARCH).set_index("goal")
    for wanted in example.to_dict("records"):
        found = judged.loc[wanted["goal"]]
        assert f"{found['light']} {found['light_word']}".strip() == wanted["light"]
        for key in ("share_done", "elapsed", "gap"):
            told = found[key]
            if wanted[key] is None:
                assert pd.isna(told)
            else:
                assert float(told) == pytest.approx(float(wanted[key]))
