"""The clerk's page: who has not filed, what to mend first, whose it is; long lists stay short."""

import re
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from building import BLOCKS, FILES, SHEETS, sample_month

from zhen_analysis.present import charts, tables
from zhen_analysis.present.look.printing import TEXT
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.look.table import Column, Table
from zhen_analysis.present.month import words
from zhen_analysis.present.quality import words as clerk
from zhen_analysis.publish.pages.gate import LARGEST

FOLDER = "data/raw/shili/2022-03/"
PHONE = "10000001111"
SHOWN_ON_THE_PAGE = (
    *(words.banner, clerk.opening, tables.not_filed, tables.filed_late, tables.filing_summary),
    *(clerk.order, tables.to_mend, tables.to_mend_by_unit, tables.corrections),
    *(charts.issue_trend, tables.trend, tables.files, words.entries_told),
    *(tables.entries, tables.cells),
)
COLUMNS = ["check", "severity", "file", "sheet", "cell", "field", "written", "read_as", "message"]


@pytest.fixture(scope="module")
def month():
    return sample_month()


def many_issues(files: int, each: int) -> pd.DataFrame:
    """Return issues as `assess_month` orders them: of every file some of each severity."""
    rows = [
        [
            *("unreadable_value", ("error", "warning", "info")[number * 3 // each]),
            f"{FOLDER}第{file}村{'三月份' * 8}人居环境整治台账（最终版）.xlsx",
            *("Sheet1", f"D{number + 3}", "清垃圾（立方米）", f"若干{file}", ""),
            f"“清垃圾（立方米）”写的是“若干{file}”，读不出数量，暂按空缺处理。请填写数字。",
        ]
        for file in range(files)
        for number in range(each)
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


# who has not filed


def test_who_has_not_filed_stands_ledger_by_ledger_with_the_due_day(month):
    frame = tables.not_filed(month).printed

    assert frame["台账"].tolist() == ["人居环境整治台账", "网格敲门入户排查台账"]
    assert set(frame["情况"]) == {"未报"}
    assert frame.iloc[0][["截止日", "应报（份）", "缺（份）", "名单"]].tolist() == [
        "4月5日", "26", "1", "白沙村",
    ]  # fmt: skip


def test_of_a_ledger_filed_weekly_every_day_is_named_and_each_unit_once(month):
    weeks = month.filings[month.filings["ledger"].eq("safety_problem")].head(1)
    days = pd.to_datetime(["2022-03-04", "2022-03-11", "2022-03-18"])
    missed = pd.concat([weeks] * 3, ignore_index=True).assign(due_on=days, status="missing")
    frame = tables.not_filed(replace(month, filings=missed)).printed

    assert frame[["截止日", "缺（份）", "名单"]].iloc[0].tolist() == [
        "3月4日、3月11日、3月18日", "3", "应急办（3次）",
    ]  # fmt: skip


def test_the_due_day_of_a_weekly_ledger_is_a_weekday(month):
    ledgers = month.catalogue.ledgers
    weekly = replace(ledgers["cleanup"], every="week", due_day=5)
    catalogue = replace(month.catalogue, ledgers={**ledgers, "cleanup": weekly})
    days = tables.filing_summary(replace(month, catalogue=catalogue)).printed["截止"].tolist()

    assert days[list(ledgers).index("cleanup")] == "每周五"
    assert days[list(ledgers).index("grid_visit")] == "次月5日"


def test_who_filed_late_stands_apart_with_the_day(month):
    late = month.filings["status"].eq("late")
    days = month.filings["filed_on"].mask(late, pd.Timestamp("2022-04-08"))
    frame = tables.filed_late(replace(month, filings=month.filings.assign(filed_on=days))).printed

    assert frame["名单"].tolist() == ["松岭村（4月8日）"] * 2
    assert "松岭村" not in "".join(tables.not_filed(month).printed["名单"])


def test_what_was_filed_but_cannot_be_read_is_told_apart(month):
    doubted = month.filings["status"].replace({"missing": "in_doubt"})
    table = tables.not_filed(replace(month, filings=month.filings.assign(status=doubted)))

    assert set(table.printed["情况"]) == {"已报待核"}
    assert "已报待核" in table.note


def test_when_all_is_filed_in_time_the_page_says_so(month):
    fine = replace(month, filings=month.filings.assign(status="filed"))

    assert isinstance(tables.not_filed(fine), Prose)
    assert isinstance(tables.filed_late(fine), Prose)
    assert "都已收到，没有迟报" in repr(clerk.opening(fine))


# the opening


def test_the_opening_counts_files_and_lines_and_names_what_to_mend_first(month):
    said = repr(clerk.opening(month))

    assert "收到文件3份（计入2份、重复1份），读入数据行30行，入账26行，未计入1行" in said
    assert "未报2份：人居环境整治台账（白沙村）" in said
    assert "要改或者核实的共2条" in said
    assert said.index("清禾村.xlsx 台账 D7") < said.index("巡查.xlsx 3月 F12")


def test_the_opening_names_files_not_one_file_over_and_over():
    said = repr(clerk.opening(sample_month(issues=many_issues(files=5, each=9))))

    assert [f"第{file}村" in said for file in range(5)] == [True, True, True, False, False]
    assert "共30条，涉及5份文件" in said and "该文件另有5条" in said


def test_without_issues_there_is_nothing_to_mend(month):
    quiet = sample_month(issues=month.issues.head(0))

    assert "来文没有要改的地方" in repr(clerk.opening(quiet))
    for show in (tables.to_mend, tables.to_mend_by_unit, tables.corrections):
        assert isinstance(show(quiet), Prose)


def test_the_order_is_told_with_its_reasons_and_counts(month):
    said = repr(clerk.order(month))

    told = [f"{harm.name}（" in said and harm.reason in said for harm in month.harms]
    assert all(told)
    places = [said.index(harm.name) for harm in month.harms]
    assert places == sorted(places)
    assert "没有计入（1条）" in said and "表列不识（0条）" in said


# what to mend, by file and by unit


def test_a_file_that_does_not_count_says_so_and_one_of_another_month_is_named_with_it(month):
    issues = pd.concat([month.issues.head(1)] * 3, ignore_index=True).assign(
        file=[
            f"{FOLDER}清禾村(1).xlsx",
            f"{FOLDER}甲/台账.xlsx",
            "data/raw/shili/2022-02/二月.xlsx",
        ]
    )
    frame = tables.to_mend(sample_month(issues=issues)).printed

    assert frame["类别"].tolist() == ["清禾村(1).xlsx（重复）", "甲/台账.xlsx", "2022-02/二月.xlsx"]


def test_the_sheet_of_a_text_file_is_not_repeated(month):
    issue = month.issues.head(1).assign(file=f"{FOLDER}清禾村.csv", sheet="清禾村")

    assert tables.to_mend(sample_month(issues=issue)).printed["位置"].tolist() == ["D7"]


def test_units_stand_in_catalogue_order_and_what_is_nobodys_comes_last(month):
    villages = month.catalogue.units["unit"].tolist()
    made = sample_month(units=(None, villages[5], villages[2]))
    frame = tables.to_mend_by_unit(made).printed
    names = month.catalogue.unit_names("shili")

    assert frame["类别"].tolist() == [names[villages[2]], names[villages[5]], "未能对应到单位"]
    assert frame["文件、工作表、单元格"].iloc[0] == "巡查.xlsx 3月 F12"


def test_what_a_unit_need_not_mend_is_counted_not_dropped(month):
    issues = month.issues.assign(file=[f"{FOLDER}清禾村(1).xlsx", *month.issues["file"][1:]])
    table = tables.to_mend_by_unit(sample_month(issues=issues))

    assert len(table.lines) == len(issues) - 1
    assert "另有1条在重复或已被更新的文件里" in table.note
    only = tables.to_mend_by_unit(sample_month(issues=issues.head(1)))
    assert isinstance(only, Prose) and "另有1条" in repr(only)


@pytest.mark.parametrize("shape", [(1, 3000), (30, 100), (150, 20), (1500, 2)])
def test_a_page_with_thousands_of_issues_stays_light_and_drops_nothing_silently(shape):
    files, each = shape
    issues = many_issues(files, each)
    codes = sample_month().catalogue.units["unit"]
    units = tuple(codes.iloc[number % len(codes)] for number in range(len(issues)))
    month = sample_month(issues=issues, units=units)
    size = 0
    for table in (tables.to_mend(month), tables.to_mend_by_unit(month)):
        html = table._repr_html_()
        size += len(html.encode())
        assert len(table.lines) == len(issues), "the spreadsheet has them all"
        rows = html.count('<th scope="row"') - html.count(">另有")
        shown = len(re.findall(r'class="zhen-under"', html))
        left_out = sum(map(int, re.findall(r">另有(\d+)条<", html)))
        lines = re.findall(r"其余(\d+)项见", html)
        unseen = sum(map(int, lines)) * each
        assert rows + left_out + unseen == len(issues)
        assert shown == html.count('href="#')
    assert size < LARGEST / 2


def test_links_lead_to_the_lines_of_the_table():
    html = tables.to_mend(sample_month(issues=many_issues(40, 3)))._repr_html_()
    targets = re.findall(r'href="#([^"]*)"', html)

    assert len(targets) == 40
    assert set(targets) <= set(re.findall(r' id="([^"]*)"', html))


def test_a_name_in_a_link_cannot_become_markup():
    frame = pd.DataFrame({"u": ["<b>甲", "乙"], "x": ["1", "2"]})
    html = Table("t", "表", frame, [Column("X", "x")], under="u", jumps=True)._repr_html_()

    assert "<b>" not in html and "&lt;b&gt;甲 1</a>" in html


def test_rows_under_a_line_are_cut_and_counted():
    frame = pd.DataFrame({"u": list("aaab"), "x": list("1234"), "y": list("klmn")})
    columns = [Column("X", "x"), Column("Y", "y", TEXT)]
    html = Table("t", "表", frame, columns, under="u", limit_under=2, rest="别处")._repr_html_()

    assert "另有1条" in html and "见别处" in html
    assert ">3<" not in html and ">4<" in html


# corrections


def test_corrections_that_were_not_applied_come_first(month):
    rows = [
        ["corrected", "info", f"{FOLDER}清禾村.xlsx", "台账", "D7",
         "清垃圾", "若干", "12", "按更正表"],
        ["correction_stale", "warning", "data/catalogue/corrections.csv", "corrections", "A3",
         "清垃圾", "9", "8", "没有对上"],
        ["correction_ambiguous", "warning", "data/catalogue/corrections.csv", "corrections", "A4",
         "清垃圾", "1", "2", "对应多处"],
    ]  # fmt: skip
    issues = pd.concat([month.issues, pd.DataFrame(rows, columns=COLUMNS, dtype="str")])
    made = sample_month(
        issues=issues.reset_index(drop=True), units=(None,) * 3 + (month.ranking["unit"].iloc[0],)
    )
    frame = tables.corrections(made).printed

    assert frame["执行"].tolist() == ["对应多处", "没有对上", "已更正"]
    assert frame[["原值", "更正为"]].iloc[-1].tolist() == ["若干", "12"]
    assert frame["位置"].tolist()[0] == "data/catalogue/corrections.csv A4"
    assert frame["单位"].iloc[-1] == "青禾村"


# months


def test_the_trend_is_printed_by_harm_and_by_filing(month):
    frame = tables.trend(month).printed

    assert frame["月份"].tolist() == ["2022年1月", "2022年2月", "2022年3月"]
    harms = [f"待核事项（条）\n{harm.name}" for harm in month.harms]
    assert frame.iloc[0][harms].tolist() == list("1101")
    due, *came = frame.filter(like="台账报送（份）").iloc[0].astype(int)
    assert sum(came) == due


def test_the_trend_is_drawn_with_its_numbers_and_not_for_one_month(month):
    chart = charts.issue_trend(month)

    assert chart.alt.count("没有计入1  计入存疑1") == 3
    assert "仅供知悉" not in chart.alt
    assert isinstance(charts.issue_trend(sample_month(months=("2022-01",))), Prose)


def test_a_month_without_issues_is_drawn_too(month):
    chart = charts.issue_trend(sample_month(issues=month.issues.head(0)))

    assert "没有要改的" in chart.alt


def test_drawing_the_trend_leaves_matplotlib_as_it_was(month):
    before = {key: mpl.rcParams[key] for key in mpl.rcParams}
    charts.issue_trend(month)

    assert {key: mpl.rcParams[key] for key in mpl.rcParams} == before


# accounts


@pytest.mark.parametrize(("show", "part"), [(tables.entries, "blocks"), (tables.cells, "sheets")])
def test_the_law_is_checked_in_every_row_and_a_breach_is_seen(month, show, part):
    fine = show(month).printed
    rows = BLOCKS if part == "blocks" else SHEETS
    broken = pd.concat([rows, rows.assign(read=rows["read"] + 1)], ignore_index=True)
    seen = show(replace(month, **{part: broken}))

    assert fine["核对"].tolist() == ["相符", "相符"]
    assert seen.printed["核对"].tolist() == ["不符", "相符", "不符"]
    assert 'zhen-missing">不符' in seen._repr_html_()


def test_a_long_account_keeps_its_sum_in_the_page(month):
    long = replace(month, sheets=pd.concat([SHEETS] * 500, ignore_index=True))
    html = tables.cells(long)._repr_html_()

    assert ">合计<" in html and f">{300 * 500}<" in html
    assert "tables/sheets.csv" in html


# files that do not count


def test_files_that_do_not_count_are_listed_first(month):
    files = FILES.assign(status=["counted", "duplicate", "unreadable"])

    assert tables.files(replace(month, files=files)).printed["处理"].tolist() == [
        "无法读取", "计入", "重复",
    ]  # fmt: skip


def test_a_banner_names_some_files_and_counts_the_rest(month):
    files = pd.concat([FILES] * 10, ignore_index=True).assign(
        status=["conflict"] * 29 + ["unreadable"], reason="说明"
    )
    said = repr(words.banner(replace(month, files=files)))

    assert said.count("说明") == 10 and "另有20份文件" in said
    assert said.index("无法读取") < said.index("清禾村.xlsx")


# persons


def test_the_page_shows_these_and_nothing_else():
    page = Path(__file__).parents[3] / "notebooks/data_quality.ipynb"
    called = re.findall(r'"(?:charts|clerk|tables|words)\.(\w+)\(assessment\)"', page.read_text())

    assert set(called) == {show.__name__ for show in SHOWN_ON_THE_PAGE} | {"masthead"}


@pytest.mark.parametrize("field", ["联系电话", "联 系 电 话", "负责人"])
def test_nothing_personal_enters_any_table_or_sentence(month, field):
    rows = month.issues.assign(
        field=field, written=PHONE, read_as=PHONE, message=f"“{field}”写的是“{PHONE}”。"
    )
    corrected = rows.iloc[[0]].assign(check="corrected", severity="info")
    made = sample_month(issues=pd.concat([rows, corrected], ignore_index=True))
    every = [show(made) for show in SHOWN_ON_THE_PAGE]

    for shown in every:
        html = shown.svg + shown.alt if hasattr(shown, "svg") else shown._repr_html_()
        assert PHONE not in html
        if isinstance(shown, Table):
            assert not shown.printed.isin([PHONE]).to_numpy().any()
            assert PHONE not in shown.printed.to_string()
    assert "（号码略）" in tables.to_mend_by_unit(made)._repr_html_()
