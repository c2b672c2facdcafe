"""What a title, name or heading says its figures are of, one row each; and what says nothing."""

import pytest
from drawing import table

from zhen_analysis.base.period import Month, Week
from zhen_analysis.intake.cells.times.stated_time import name_day, read_time, split_time
from zhen_analysis.intake.cells.times.time_span import FITS, OTHER, WIDER, FiledFor

AUGUST = FiledFor.calendar(Month(2026, 8))
OWN = table("""
    written                               | first      | last       | how
    清泉镇7月份人居环境整治台账           | 2026-07-01 | 2026-07-31 | other
    8月份人居环境整治台账                 | 2026-08-01 | 2026-08-31 | fits
    2026年8月人居环境台账                 | 2026-08-01 | 2026-08-31 | fits
    26年8月台账                           | 2026-08-01 | 2026-08-31 | fits
    二〇二六年七月人居环境台账            | 2026-07-01 | 2026-07-31 | other
    八月份台账                            | 2026-08-01 | 2026-08-31 | fits
    十二月份台账                          | 2025-12-01 | 2025-12-31 | other
    元月份台账                            | 2026-01-01 | 2026-01-31 | other
    人居环境台账（2026.07）               | 2026-07-01 | 2026-07-31 | other
    人居环境台账202607                    | 2026-07-01 | 2026-07-31 | other
    2026-07人居环境                       | 2026-07-01 | 2026-07-31 | other
    2025年8月台账                         | 2025-08-01 | 2025-08-31 | other
    1-8月份人居环境台账                   | 2026-01-01 | 2026-08-31 | wider
    2026年1—8月台账                       | 2026-01-01 | 2026-08-31 | wider
    1月至8月                              | 2026-01-01 | 2026-08-31 | wider
    一至八月份                            | 2026-01-01 | 2026-08-31 | wider
    2026年1月—2026年8月                   | 2026-01-01 | 2026-08-31 | wider
    202601-202608                         | 2026-01-01 | 2026-08-31 | wider
    7、8月份台账                          | 2026-07-01 | 2026-08-31 | wider
    1-7月                                 | 2026-01-01 | 2026-07-31 | other
    前8个月                               | 2026-01-01 | 2026-08-31 | wider
    今年以来人居环境整治情况              | 2026-01-01 | 2026-08-31 | wider
    年初以来                              | 2026-01-01 | 2026-08-31 | wider
    人居环境整治累计情况                  | 2026-01-01 | 2026-08-31 | wider
    8月份累计                             | 2026-01-01 | 2026-08-31 | wider
    本月累计                              | 2026-08-01 | 2026-08-31 | fits
    截至8月底人居环境整治情况             | 2026-01-01 | 2026-08-31 | wider
    截至8月31日                           | 2026-01-01 | 2026-08-31 | wider
    截至7月31日                           | 2026-01-01 | 2026-07-31 | other
    截止目前                              | 2026-01-01 | 2026-08-31 | wider
    8月份台账（截至8月31日）              | 2026-08-01 | 2026-08-31 | fits
    上半年台账                            | 2026-01-01 | 2026-06-30 | other
    下半年台账                            | 2026-07-01 | 2026-12-31 | wider
    2026年全年                            | 2026-01-01 | 2026-12-31 | wider
    第三季度                              | 2026-07-01 | 2026-09-30 | wider
    三季度人居环境                        | 2026-07-01 | 2026-09-30 | wider
    2季度                                 | 2026-04-01 | 2026-06-30 | other
    Q3                                    | 2026-07-01 | 2026-09-30 | wider
    前三季度                              | 2026-01-01 | 2026-09-30 | wider
    本季度                                | 2026-07-01 | 2026-09-30 | wider
    三季度台账8月                         | 2026-08-01 | 2026-08-31 | fits
    统计时段：7月21日—8月20日             | 2026-07-21 | 2026-08-20 | other
    7月26日至8月25日                      | 2026-07-26 | 2026-08-25 | other
    2026年8月（7月21日—8月20日）          | 2026-08-01 | 2026-08-31 | fits
    统计时段：8月1日至31日                | 2026-08-01 | 2026-08-31 | fits
    2026年8月1日—2026年8月31日            | 2026-08-01 | 2026-08-31 | fits
    8.1-8.31                              | 2026-08-01 | 2026-08-31 | fits
    20260801-20260831                     | 2026-08-01 | 2026-08-31 | fits
    2026.7.21-2026.8.20                   | 2026-07-21 | 2026-08-20 | other
    8月4日—10日                           | 2026-08-04 | 2026-08-10 | fits
    本月人居环境                          | 2026-08-01 | 2026-08-31 | fits
    上月人居环境                          | 2026-07-01 | 2026-07-31 | other
    上个月完成情况                        | 2026-07-01 | 2026-07-31 | other
    8月上旬                               | 2026-08-01 | 2026-08-10 | fits
    7月下旬                               | 2026-07-21 | 2026-07-31 | other
    中旬                                  | 2026-08-11 | 2026-08-20 | fits
    第34周                                | 2026-08-17 | 2026-08-23 | fits
    2026年第28周                          | 2026-07-06 | 2026-07-12 | other
    8月第三周                             | 2026-08-15 | 2026-08-21 | fits
    人居环境整治日报20260803              | 2026-08-03 | 2026-08-03 | fits
    日报8月3日                            | 2026-08-03 | 2026-08-03 | fits
    8月份人居环境台账20260903             | 2026-08-01 | 2026-08-31 | fits
    2026年度重点项目台账                  | 2026-01-01 | 2026-12-31 | fits
    2025年度台账                          | 2025-01-01 | 2025-12-31 | other
    去年人居环境台账                      | 2025-01-01 | 2025-12-31 | other
""")
NO_TIME = table("""
    written
    清泉镇人居环境整治台账
    填报日期：2026年9月3日
    填报时间：2026.9.3
    制表日期：9月3日
    日期：2026年9月3日
    2026年9月3日填报
    打印时间：2026-09-03
    第三批人居环境台账
    第8期通报
    清泉镇〔2026〕8号
    112国道沿线整治
    12345热线
    每月一评台账
    一月一通报
    较上月增减
    与去年同期相比
    周督办单
    第3周
    三个月未整改
    3组台账
    五包一台账
""")


@pytest.mark.parametrize(("written", "first", "last", "how"), OWN.to_numpy().tolist())
def test_a_time_as_stated_is_a_span_of_days(written, first, last, how):
    time = read_time(written, AUGUST)
    assert time is not None
    assert (f"{time.first}", f"{time.last}") == (first, last)
    assert AUGUST.compare(time) == how


@pytest.mark.parametrize("written", NO_TIME["written"].tolist())
def test_what_is_no_time_of_the_figures_is_passed_over(written):
    assert read_time(written, AUGUST) is None


@pytest.mark.parametrize(
    ("month", "written", "first"),
    [("2026-01", "12月份台账", "2025-12-01"), ("2026-03", "11-2月", "2025-11-01"),
     ("2026-12", "1月份", "2027-01-01"), ("2026-02", "四季度", "2025-10-01")],
)  # fmt: skip
def test_a_time_without_a_year_is_the_nearest(month, written, first):
    year, number = map(int, month.split("-"))
    time = read_time(written, FiledFor.calendar(Month(year, number)))
    assert f"{time.first}" == first


def test_a_week_is_filed_under_its_month_its_days_or_its_number():
    week = FiledFor.calendar(Week(2026, 34))  # 17 to 23 August
    told = {"8月周督办": FITS, "第34周": FITS, "8月15日—8月21日": FITS, "第33周": OTHER}
    told |= {"7月": OTHER, "今年以来": WIDER, "8月1日至31日": WIDER}
    assert {text: week.compare(read_time(text, week)) for text in told} == told


def test_a_reporting_month_from_the_26th_to_the_25th_is_the_towns_own():
    own = FiledFor(Month(2026, 8), Month(2026, 7).first_day.replace(day=26),
                   Month(2026, 8).first_day.replace(day=25))  # fmt: skip
    assert own.compare(read_time("统计时段：7月26日—8月25日", own)) == FITS
    assert own.compare(read_time("8月份", own)) == FITS
    assert own.compare(read_time("8月26日—9月25日", own)) == OTHER


DAYS = {"3日": "3日", "3号": "3号", "8.3": "8.3", "0803": "8月3日", "8月3日 (2)": "8月3日",
        "8月3日（上午）": "8月3日", "20260803": "20260803", "8.3日报": "8.3", "3": "", "8月": "",
        "2026.8": "", "Sheet1": "", "13.5": ""}  # fmt: skip


@pytest.mark.parametrize("name", DAYS)
def test_a_sheets_name_may_be_nothing_but_a_day(name):
    assert name_day(name) == DAYS[name]


SPLIT = {"清垃圾（7月）": "清垃圾", "7月清垃圾": "清垃圾", "清垃圾8月": "清垃圾", "8月": "",
         "1-8月清垃圾": "清垃圾", "清垃圾（2026年8月）": "清垃圾", "三季度清垃圾": "清垃圾",
}  # fmt: skip


@pytest.mark.parametrize("heading", SPLIT)
def test_a_heading_is_told_apart_from_the_month_that_it_names(heading):
    rest, time = split_time(heading, AUGUST)
    assert rest == SPLIT[heading] and time is not None


@pytest.mark.parametrize("heading", ["清垃圾", "清垃圾（方）", "8月3日", "整改期限", "3组"])
def test_other_headings_stay_as_they_are(heading):
    assert split_time(heading, AUGUST) == (heading, None)
