"""Records to measures: the three zeros, snapshots, cohorts, town rows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.assess import measure_month
from zhen_analysis.assess.measures.contributions import contributions
from zhen_analysis.assess.measures.questions import ask, span_of
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Catalogue, Column, Ledger, Scheme, Town, TownPeriod
from zhen_analysis.intake.schemas import RECORDS

TOWN, MARCH = "zhen", Month(2022, 3)
UNITS = table("""
    unit | name   | group | households | valid_from | valid_to
    a    | 甲村   | A类   | 200        |            |
    b    | 乙村   | A类   | 100        |            |
    c    | 丙村   | B类   |            |            |
    old  | 旧村   | B类   | 50         |            | 2022-02-28
""")
LEDGERS = table("""
    code   | shape    | filed_by | zero_report | filing
    clean  | work     | village  | required    | increment
    patrol | work     | office   | optional    | increment
    grid   | coverage | village  | required    | snapshot
    jab    | coverage | village  | required    | increment
    fault  | case     | office   | optional    | snapshot
    visit  | mark     | office   | optional    | increment
    act    | case     | office   | optional    | increment
""")
INDICATORS = table("""
    indicator | ledger | item    | measure            | cohort | uom    | levels | inspections
    garbage   | clean  | garbage | quantity           |        | 立方米
    per_100   | clean  | garbage | per_100_households |        | 立方米/百户
    trips     | patrol | trips   | quantity           |        | 次
    grid_rate | grid   | grid    | rate               |        | %
    grid_done | grid   | grid    | done               |        | 个
    grid_due  | grid   | grid    | due                |        | 个
    jab_rate  | jab    | jab     | rate               |        | %
    found     | fault  |         | opened             |        | 处
    per_check | fault  |         | opened_per_inspection |     | 处/次  |        | trips
    mended    | fault  |         | closed             | found  | 处
    rate      | fault  |         | closed_rate        | found  | %
    flow      | fault  |         | closed_rate        | flow   | %
    tidy      | visit  | tidy    | mean_mark          |        | 分
    praised   | act    |         | graded_points      |        | 分      | 省:2;市:1;县:0.5
""")


def make_catalogue(**ledger_changes) -> Catalogue:
    units = UNITS.replace("", None).assign(
        town=TOWN, level="village", population=pd.NA, grids=pd.NA, households_cell="D2"
    )
    units["households"] = pd.to_numeric(units["households"]).astype("Float64")
    for column in ("valid_from", "valid_to"):
        units[column] = pd.to_datetime(units[column])
    ledgers = {
        row["code"]: replace(
            Ledger(name=row["code"], columns=(Column("unit", ("村名",)),), **row,
                   case_key=("case",) if row["shape"] == "case" else ()),
            **ledger_changes.get(row["code"], {}),
        )
        for row in LEDGERS.to_dict("records")
    }  # fmt: skip
    return Catalogue(
        towns={TOWN: Town(TOWN, "某镇")},
        units=units,
        aliases=pd.DataFrame(columns=["town", "alias", "unit"]),
        indicators=INDICATORS.replace("", None).assign(name=INDICATORS["indicator"], scheme=None),
        ledgers=ledgers,
        schemes={"village": Scheme(code="village", title="", level="village")},
    )


def make_records(drawing: str) -> pd.DataFrame:
    """Read drawn records: month 3 is the period 2022-03, ? is a cell that could not be read."""
    drawn = table(drawing)
    shapes = LEDGERS.set_index("code")["shape"]
    texts = drawn.replace({"": None, "?": None})
    rows = texts.reindex(columns=list(RECORDS.columns)).assign(
        shape=texts["ledger"].map(shapes),
        town=TOWN,
        period="2022-" + texts["month"].str.zfill(2),
        file=texts["month"] + "月.xlsx",
        sheet="Sheet1",
        cell=[f"B{row}" for row in range(2, len(texts) + 2)],
    )
    for column in ("value", "done", "due"):
        rows[column] = pd.to_numeric(rows[column]).astype("Float64")
    for column in ("date", "opened", "deadline", "closed", "checked"):
        rows[column] = pd.to_datetime("2022-" + rows[column].astype("str"))
    return RECORDS.validate(rows)


def make_filings(records: pd.DataFrame, also: tuple = ()) -> pd.DataFrame:
    """Return who filed: villages by their lines, an office by any line; ``also`` without one."""
    office = records["ledger"].isin(LEDGERS.loc[LEDGERS["filed_by"] == "office", "code"])
    came = records[["period", "ledger"]].assign(unit=records["unit"].mask(office, "office"))
    more = pd.DataFrame(also, columns=["period", "ledger", "unit"])
    return pd.concat([came, more]).drop_duplicates().assign(status="filed")


def measured(records: pd.DataFrame, catalogue=None, also=(), month=MARCH) -> pd.DataFrame:
    """Measure the indicators of the ledgers that were filed (of all, if none was)."""
    catalogue = catalogue or make_catalogue()
    filings = make_filings(records, also)
    filed = catalogue.indicators["ledger"].isin(filings["ledger"])
    if filed.any():
        lines = catalogue.indicators
        if "inspections" in lines:
            filed &= ~lines["inspections"].isin(lines.loc[~filed, "indicator"])
        catalogue = replace(catalogue, indicators=lines[filed])
    return measure_month(records, filings, TownPeriod(catalogue, TOWN, month))


def figures(measures: pd.DataFrame, indicator: str, span: str) -> dict[str, str]:
    """Return each unit's figure as ``numerator/denominator``, - where NA."""
    own = measures[(measures["indicator"] == indicator) & (measures["span"] == span)]
    shown = (
        own[["numerator", "denominator"]]
        .astype("object")
        .map(lambda number: "-" if pd.isna(number) else f"{number:g}")
    )
    return dict(zip(own["unit"], shown["numerator"] + "/" + shown["denominator"], strict=True))


def values(measures: pd.DataFrame, indicator: str, span: str) -> dict[str, float | None]:
    own = measures[(measures["indicator"] == indicator) & (measures["span"] == span)]
    shown = [None if pd.isna(value) else round(value, 6) for value in own["value"]]
    return dict(zip(own["unit"], shown, strict=True))


CLEANED = make_records("""
    ledger | unit | month | item    | value
    clean  | a    | 1     | garbage | 10
    clean  | a    | 3     | garbage | 7
    clean  | a    | 3     | garbage | 5
    clean  | b    | 3     | person  | 2
    clean  | c    | 1     | garbage | ?
    clean  | old  | 1     | garbage | 100
    patrol | b    | 3     | trips   | 4
""")


def test_nothing_done_and_not_reported_are_told_apart_where_every_unit_must_file():
    """b filed and says nothing of garbage: 0. c filed nothing in March: not reported."""
    assert figures(measured(CLEANED), "garbage", "month") == {
        "a": "12/-", "b": "0/-", "c": "-/-", TOWN: "12/-",
    }  # fmt: skip


def test_silence_means_nothing_done_where_zero_reports_are_optional():
    found = measured(CLEANED)
    assert figures(found, "trips", "month") == {"a": "0/-", "b": "4/-", "c": "0/-", TOWN: "4/-"}
    january = make_records("ledger | unit | month | item | value\n patrol | b | 1 | trips | 4")
    nobody = measured(january)
    assert figures(nobody, "trips", "month") == dict.fromkeys(["a", "b", "c", TOWN], "-/-")


def test_a_village_ledger_with_optional_zeros_counts_silence_as_nothing_done():
    catalogue = make_catalogue(clean={"zero_report": "optional"})
    found = measured(CLEANED, catalogue)
    assert figures(found, "garbage", "month") == {"a": "12/-", "b": "0/-", "c": "0/-", TOWN: "12/-"}


def test_a_cell_that_could_not_be_read_is_unknown_and_not_zero():
    found = measured(CLEANED)
    assert figures(found, "garbage", "ytd")["c"] == "-/-"
    assert values(found, "garbage", "ytd")["c"] is None


def test_what_a_merged_village_did_stays_in_the_towns_year():
    found = measured(CLEANED)
    assert "old" not in figures(found, "garbage", "ytd")
    assert figures(found, "garbage", "ytd")[TOWN] == "122/-"
    february = measured(CLEANED[CLEANED["period"] < "2022-03"], month=Month(2022, 2))
    assert figures(february, "garbage", "ytd")["old"] == "100/-"


INSPECTED = make_records("""
    ledger | unit | month | item  | value | case | opened
    patrol | a    | 3     | trips | 2     |      |
    patrol | b    | 1     | trips | 1     |      |
    fault  | a    | 3     |       |       | 1    | 03-02
    fault  | a    | 3     |       |       | 2    | 03-03
    fault  | a    | 3     |       |       | 3    | 03-03
    fault  | c    | 3     |       |       | 4    | 03-03
""")


def test_findings_per_inspection_are_nothing_where_nobody_inspected():
    """b was inspected in January only; c never, whatever was found there; b's zero is earned."""
    found = measured(INSPECTED)
    assert figures(found, "per_check", "month") == {
        "a": "3/2", "b": "0/0", "c": "1/0", TOWN: "4/2",
    }  # fmt: skip
    assert values(found, "per_check", "month") == {"a": 1.5, "b": None, "c": None, TOWN: 2}
    assert values(found, "per_check", "ytd") == {"a": 1.5, "b": 0, "c": None, TOWN: 1.333333}
    assert not found["is_unread"].any()


def test_findings_are_unknown_where_inspections_cannot_be_read_or_were_not_filed():
    unread = INSPECTED.assign(value=INSPECTED["value"].mask(INSPECTED["unit"] == "a"))
    found = measured(unread).query("indicator == 'per_check' and span == 'month'")
    assert found.set_index("unit")["is_unread"].to_dict() == {
        "a": True, "b": False, "c": False, TOWN: False,
    }  # fmt: skip
    unfiled = INSPECTED[INSPECTED["ledger"] == "fault"]
    filings = make_filings(unfiled)
    found = measure_month(unfiled, filings, TownPeriod(make_catalogue(), TOWN, MARCH))
    assert set(figures(found, "per_check", "month").values()) == {"3/-", "0/-", "1/-", "4/-"}


def test_the_cells_behind_findings_per_inspection_are_of_both_ledgers():
    here = TownPeriod(make_catalogue(), TOWN, MARCH)
    line = here.catalogue.measured_indicators.query("indicator == 'per_check'")
    parts = contributions(INSPECTED, ask(next(line.itertuples()), span_of(here, "month"), here))
    own = parts[parts["unit"] == "a"]
    assert own.groupby("role")["amount"].sum().to_dict() == {"numerator": 3, "denominator": 2}
    assert set(own["item"].dropna()) == {"trips"}


def test_a_town_that_files_no_inspections_has_no_findings_per_inspection():
    catalogue = make_catalogue()
    town = Town(TOWN, "某镇", ledgers=("fault", "clean"))
    own = replace(catalogue, towns={TOWN: town}).of_town(TOWN)
    assert {"found", "garbage"} <= set(own.indicators["indicator"])
    assert not {"per_check", "trips"} & set(own.indicators["indicator"])


def test_per_100_households_needs_to_know_the_households():
    found = measured(CLEANED)
    assert figures(found, "per_100", "month") == {
        "a": "12/200", "b": "0/100", "c": "-/-", TOWN: "12/300",
    }  # fmt: skip
    assert values(found, "per_100", "month") == {"a": 6, "b": 0, "c": None, TOWN: 4}


def test_a_village_without_households_counts_on_neither_side_of_the_towns_figure():
    work = make_records("""
        ledger | unit | month | item    | value
        clean  | a    | 3     | garbage | 12
        clean  | c    | 3     | garbage | 900
    """)
    found = measured(work, also=[("2022-03", "clean", "b")])
    assert figures(found, "per_100", "month") == {
        "a": "12/200", "b": "0/100", "c": "900/-", TOWN: "12/300",
    }  # fmt: skip
    assert values(found, "per_100", "month")["c"] is None
    assert values(found, "per_100", "month")[TOWN] == 4


GRIDS = make_records("""
    ledger | unit | month | item | done | due
    grid   | a    | 1     | grid | 4    | 10
    grid   | a    | 3     | grid | 9    | 10
    grid   | b    | 2     | grid | 5    | 5
    grid   | c    | 3     | grid | 3    | ?
    grid   | old  | 1     | grid | 6    | 6
    jab    | a    | 1     | jab  | 4    | 10
    jab    | a    | 3     | jab  | 9    | 10
    jab    | b    | 3     | jab  | 0    | 0
    jab    | c    | 3     | jab  | ?    | 8
""")


def test_of_a_snapshot_each_units_last_filing_counts():
    found = measured(GRIDS)
    for indicator, span, *wanted in (
        ("grid_rate", "ytd", "9/10", "5/5", "-/-", "14/15"),
        ("grid_rate", "month", "9/10", "-/-", "-/-", "9/10"),
        ("grid_done", "ytd", "9/-", "5/-", "3/-", "17/-"),
        ("grid_due", "ytd", "10/-", "5/-", "-/-", "15/-"),
    ):
        assert list(figures(found, indicator, span).values()) == wanted


def test_of_increments_every_filing_counts():
    assert figures(measured(GRIDS), "jab_rate", "ytd")["a"] == "13/20"


def test_nothing_due_is_not_applicable_and_neither_0_nor_100_percent():
    found = measured(GRIDS)
    assert figures(found, "jab_rate", "month")["b"] == "0/0"
    assert values(found, "jab_rate", "month")["b"] is None


def test_a_line_with_one_side_unread_counts_on_neither_side_and_is_not_nothing_due():
    assert figures(measured(GRIDS), "jab_rate", "month")["c"] == "-/-"
    assert figures(measured(GRIDS), "grid_rate", "month")["c"] == "-/-"


# Each month's file repeats what is still open; a case closed in February is gone in March.
CASES = make_records("""
    ledger | unit | month | case | opened | deadline | closed | status
    fault  | a    | 1     | 1    | 01-05  | 01-31    |        | open
    fault  | a    | 1     | 2    | 01-06  | 02-28    |        | open
    fault  | a    | 2     | 1    | 01-05  | 01-31    |        | open
    fault  | a    | 2     | 2    | 01-06  | 02-28    | 02-10  | closed
    fault  | b    | 2     | 3    | 02-07  | 03-31    |        | open
    fault  | a    | 3     | 1    | 01-05  | 01-31    | 03-02  | closed
    fault  | b    | 3     | 3    |        | 03-31    |        | open
    fault  | b    | 3     | 4    | 03-08  | 04-30    | 03-09  | closed
    fault  | b    | 3     | 5    |        | 04-30    |        | closed
""")
COHORTS = table("""
    indicator | span  | a   | b   | zhen
    found     | month | 0/- | 2/- | 2/-
    found     | ytd   | 2/- | 3/- | 5/-
    mended    | month | 0/- | 2/- | 2/-
    mended    | ytd   | 2/- | 2/- | 4/-
    rate      | month | 0/0 | 2/2 | 2/2
    rate      | ytd   | 2/2 | 2/3 | 4/5
    flow      | month | 1/0 | 1/1 | 2/1
    flow      | ytd   | 2/2 | 1/1 | 3/3
""")


@pytest.mark.parametrize(
    "row", COHORTS.to_dict("records"), ids=COHORTS["indicator"] + " " + COHORTS["span"]
)
def test_cases_are_counted_by_the_declared_cohort(row):
    """A case absent in March was closed in February and stays in its last filed state."""
    found = figures(measured(CASES), row["indicator"], row["span"])
    assert {unit: found[unit] for unit in ("a", "b", TOWN)} == {
        unit: row[unit] for unit in ("a", "b", TOWN)
    }


def test_a_flow_may_pass_100_percent():
    assert values(measured(CASES), "flow", "month")[TOWN] == 200
    assert values(measured(CASES), "flow", "month")["a"] is None


def test_40_of_95_are_42_1_percent():
    """95 found, 40 rectified: input/work-report-2022-03.txt."""
    rows = [f"fault | a | 3 | {n} | 03-01 | {'03-05' if n < 40 else ''}" for n in range(95)]
    cases = make_records("ledger | unit | month | case | opened | closed\n" + "\n".join(rows))
    found = measured(cases)
    assert figures(found, "rate", "ytd")["a"] == "40/95"
    assert round(values(found, "rate", "ytd")["a"], 1) == 42.1


def test_the_past_is_assessed_as_it_was_known_then():
    known = CASES[CASES["period"] <= "2022-02"]
    assert figures(measured(known, month=Month(2022, 2)), "rate", "ytd")["a"] == "1/2"


def test_a_date_that_a_later_filing_leaves_out_is_still_known():
    """Found last December and filed again without its date: not found this year."""
    cases = make_records("""
        ledger | unit | month | case | opened | closed
        fault  | a    | 1     | 1    | 01-30  |
        fault  | a    | 2     | 1    |        |
        fault  | a    | 2     | 2    |        |
    """)
    cases["opened"] = cases["opened"].replace(
        pd.Timestamp("2022-01-30"), pd.Timestamp("2021-12-30")
    )
    assert figures(measured(cases), "found", "ytd")["a"] == "1/-"


def test_cases_that_nobody_numbered_are_each_their_own():
    cases = make_records("""
        ledger | unit | month | case | opened | closed
        fault  | a    | 3     |      | 03-01  |
        fault  | a    | 3     |      | 03-02  | 03-04
        fault  | b    | 3     |      | 03-03  |
    """)
    assert figures(measured(cases), "rate", "month")[TOWN] == "1/3"


def test_a_mean_mark_is_the_mean_of_the_marks_that_could_be_read():
    marks = make_records("""
        ledger | unit | month | item | value
        visit  | a    | 3     | tidy | 90
        visit  | a    | 3     | tidy | 80
        visit  | a    | 3     | tidy | ?
        visit  | b    | 3     | tidy | ?
    """)
    found = measured(marks)
    assert figures(found, "tidy", "month") == {"a": "170/2", "b": "-/0", "c": "0/0", TOWN: "170/2"}
    assert values(found, "tidy", "month") == {"a": 85, "b": None, "c": None, TOWN: 85}


def test_a_month_without_a_record_has_every_figure_and_none_is_known():
    nothing = CLEANED.iloc[:0]
    found = measured(nothing)
    assert len(found) == len(INDICATORS) * 2 * 4
    assert found["value"].isna().all()
    assert found["numerator"].isna().all()


def test_a_report_of_nothing_makes_zeros_without_a_record():
    filed = tuple(("2022-03", ledger, unit) for ledger in ("clean", "grid") for unit in "abc")
    found = measured(CLEANED.iloc[:0], also=filed)
    assert figures(found, "garbage", "month") == dict.fromkeys(["a", "b", "c", TOWN], "0/-")
    assert figures(found, "grid_rate", "month") == dict.fromkeys(["a", "b", "c", TOWN], "0/0")


EVERYTHING = pd.concat([CLEANED, GRIDS, CASES]).assign(
    cell=lambda records: [f"C{row}" for row in range(len(records))]
)


def test_the_order_of_records_changes_nothing(everything):
    shuffled = EVERYTHING.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(measured(shuffled), everything)


def test_a_towns_figures_are_the_sums_of_its_units():
    found = measured(EVERYTHING[EVERYTHING["unit"] != "old"])
    keys = ["indicator", "span"]
    units, town = found[found["level"] != "town"], found[found["level"] == "town"]
    sums = units.groupby(keys)[["numerator", "denominator"]].sum(min_count=1)
    pd.testing.assert_frame_equal(
        town.set_index(keys)[["numerator", "denominator"]].sort_index(), sums.sort_index()
    )


@pytest.fixture(scope="module")
def everything() -> pd.DataFrame:
    return measured(EVERYTHING)


@pytest.mark.parametrize("indicator", INDICATORS["indicator"])
@pytest.mark.parametrize("span", ["month", "ytd"])
def test_the_contributions_of_a_unit_add_up_to_its_figure(everything, indicator, span):
    """Value × sign per role add up, for every unit and the town."""
    catalogue = make_catalogue()
    line = next(r for r in catalogue.measured_indicators.itertuples() if r.indicator == indicator)
    here = TownPeriod(catalogue, TOWN, MARCH)
    parts = contributions(EVERYTHING, ask(line, span_of(here, span), here))
    is_own = (everything["indicator"] == indicator) & (everything["span"] == span)
    own = everything[is_own]
    for row in own.itertuples():
        mine = parts if row.unit == TOWN else parts[parts["unit"] == row.unit]
        for role in ("numerator", "denominator"):
            figure = getattr(row, role)
            if pd.notna(figure):
                assert mine.loc[mine["role"] == role, "amount"].sum() == figure


ACTS = table("""
    month | unit | case | opened | severity
    1     | a    | 文明 | 1-05   | 县级
    2     | a    | 文明 | 2-05   | 市
    3     | a    | 文明 | 3-05   | 省级
    3     | a    | 文明 | 3-06   | 市级
    3     | a    | 平安 | 3-09   | 县
    3     | b    | 平安 | 3-09   | 县
    3     | b    |      | 3-10   | 县
    3     | b    |      | 3-11   | 县
    3     | c    | 卫生 | 3-12   | 国家级
""")


def test_an_act_gets_the_points_of_its_highest_level_once():
    """省:市:县 = 2:1:0.5, never twice for the same act; the year's points are the months' sum."""
    lines = ["ledger | unit | month | case | opened | severity"]
    lines += [f"act | {x.unit} | {x.month} | {x.case} | {x.opened} | {x.severity}"
              for x in ACTS.itertuples()]  # fmt: skip
    catalogue = make_catalogue()
    records = make_records("\n".join(lines))
    by_month = {}
    for month in (1, 2, 3):
        known = records[records["period"] <= f"2022-0{month}"]
        found = measured(known, catalogue, month=Month(2022, month))
        by_month[month] = values(found, "praised", "month")
    year = values(found, "praised", "ytd")
    assert [by_month[month]["a"] for month in (1, 2, 3)] == [0.5, 0.5, 1 + 0.5]
    assert year == {"a": 2.5, "b": 1.5, "c": None, TOWN: 4}
    assert by_month[3]["b"] == 1.5
    assert sum(by_month[month]["a"] for month in (1, 2, 3)) == year["a"]


def test_a_round_is_an_indicator_of_its_own():
    marks = make_records("""
        ledger | unit | month | item | value | checker
        visit  | a    | 3     | tidy | 90    | 明查
        visit  | a    | 3     | tidy | 70    | 明查
        visit  | a    | 3     | tidy | 50    | 暗访
        visit  | b    | 3     | tidy | 60    | 复查
    """)
    catalogue = make_catalogue()
    rounds = {"open": "明查;复查", "secret": "暗访", "opinion": "民意"}
    tidy = catalogue.indicators[catalogue.indicators["indicator"] == "tidy"]
    indicators = pd.concat([tidy.assign(indicator=code, round=word)
                            for code, word in rounds.items()], ignore_index=True)  # fmt: skip
    found = measured(marks, replace(catalogue, indicators=indicators))
    assert figures(found, "open", "month")["a"] == "160/2"
    assert values(found, "open", "month") == {"a": 80, "b": 60, "c": None, TOWN: 73.333333}
    assert values(found, "secret", "month") == {"a": 50, "b": None, "c": None, TOWN: 50}
    strays = found[found["span"] == "month"].set_index(["indicator", "unit"])["value_error"]
    assert strays["open", "a"] == pytest.approx(10 * 6.3138 / 1.6449, abs=0.01)  # 90 and 70
    assert strays["open", "b"] == pytest.approx(2**0.5 * strays["open", "a"])  # one mark
    assert strays["secret"].isna().all() and pd.isna(strays["open", TOWN])
    assert set(values(found, "opinion", "month").values()) == {None}


# What is open, overdue or struck off at the end of the span, and who was reached.

FURTHER = table("""
    indicator | ledger | item  | measure      | cohort | uom | severity
    standing  | fault  |       | open         |        | 处
    overdue   | fault  |       | overdue      |        | 处
    struck    | fault  |       | checked      |        | 处
    struck_of | fault  |       | checked_rate |        | %
    grave     | fault  |       | opened       |        | 处  | 重大; 特大
    reached   | patrol | trips | reached_rate |        | %
    welcomed  | grid   | guest | quantity     |        | 人次
""")


def further_catalogue() -> Catalogue:
    catalogue = make_catalogue()
    return replace(
        catalogue,
        units=catalogue.units.assign(unit_cell="A2"),
        indicators=FURTHER.replace("", None).assign(name=FURTHER["indicator"], scheme=None),
    )


def test_cases_are_open_overdue_and_struck_off_at_the_end_of_the_span():
    cases = make_records("""
        ledger | unit | month | case | opened | deadline | closed | checked | severity
        fault  | a    | 02    | 1    | 02-03  | 02-20    |        |         | 一般
        fault  | a    | 03    | 2    | 03-02  | 03-31    |        |         | 重大
        fault  | a    | 03    | 3    | 03-02  | 03-10    | 03-12  | 03-15   | 特大
        fault  | a    | 03    | 4    | 03-05  | 03-30    | 03-20  | 04-02   | 一般
    """)
    found = measured(cases, further_catalogue())

    assert figures(found, "standing", "month")["a"] == "2/-"  # 1 of February, 2
    assert figures(found, "overdue", "month")["a"] == "1/-"  # the last day of 2 is not past
    assert figures(found, "struck", "month")["a"] == "1/-"  # 4 is struck off in April
    assert figures(found, "struck_of", "month")["a"] == "1/3"
    assert figures(found, "struck_of", "ytd")["a"] == "1/4"
    assert figures(found, "grave", "month")["a"] == "2/-"
    assert figures(found, "overdue", "month")["b"] == "0/-"


def test_a_village_is_reached_once_however_often_and_never_by_zero():
    trips = make_records("""
        ledger | unit | month | date  | item  | value
        patrol | a    | 03    | 03-01 | trips | 2
        patrol | a    | 03    | 03-02 | trips | 3
        patrol | b    | 03    | 03-02 | trips | 0
        patrol | c    | 02    | 02-02 | trips | 1
        patrol | old  | 02    | 02-02 | trips | 1
    """)
    found = measured(trips, further_catalogue())

    assert figures(found, "reached", "month")[TOWN] == "1/3"
    assert figures(found, "reached", "ytd")[TOWN] == "2/3"  # the village that is gone has no base
    assert figures(found, "reached", "month")["b"] == "0/1"


def test_flows_beside_a_coverage_add_up_over_its_filings():
    lines = make_records("""
        ledger | unit | month | item  | value | done | due
        grid   | a    | 02    | grid  |       | 3    | 5
        grid   | a    | 02    | guest | 4     |      |
        grid   | a    | 03    | grid  |       | 5    | 5
        grid   | a    | 03    | guest | 2     |      |
    """)
    found = measured(lines, further_catalogue())

    assert figures(found, "welcomed", "month")["a"] == "2/-"
    assert figures(found, "welcomed", "ytd")["a"] == "6/-"


def test_a_month_that_ends_on_the_25th_counts_the_cases_of_its_own_days():
    catalogue = make_catalogue()
    own = replace(catalogue, towns={TOWN: replace(catalogue.towns[TOWN], month_ends=25)})
    told = {
        name: span_of(TownPeriod(each, TOWN, MARCH), "month")
        for name, each in {"calendar": catalogue, "own": own}.items()
    }
    assert [f"{told['calendar'].first_day:%m-%d}", f"{told['calendar'].last_day:%m-%d}"] == [
        "03-01", "03-31"]  # fmt: skip
    assert [f"{told['own'].first_day:%m-%d}", f"{told['own'].last_day:%m-%d}"] == [
        "02-26", "03-25"]  # fmt: skip
    year = span_of(TownPeriod(own, TOWN, MARCH), "ytd")
    assert f"{year.first_day:%Y-%m-%d}" == "2021-12-26"
