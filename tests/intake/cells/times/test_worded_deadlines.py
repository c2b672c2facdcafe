"""Deadlines as offices write them, and days without a year beside their line's opening."""

from datetime import date

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.base.period import Month
from zhen_analysis.intake.cells.times.deadlines import complete_years, read_deadlines

AUGUST = Month(2026, 8)
WORDED = table("""
    written                   | opened     | day        | told
    8月底前                   | 2026-08-03 | 2026-08-31 |
    2026年8月底               | 2026-08-03 | 2026-08-31 |
    8月末                     | 2026-08-03 | 2026-08-31 |
    8月底前完成               | 2026-08-03 | 2026-08-31 |
    2026年9月                 | 2026-08-03 | 2026-09-30 | deadline_at_end
    9月份                     | 2026-08-03 | 2026-09-30 | deadline_at_end
    9月前                     | 2026-08-03 | 2026-08-31 | deadline_at_end
    2026.9                    | 2026-08-03 | 2026-09-30 | deadline_at_end
    9月内                     | 2026-08-03 | 2026-09-30 |
    本月底                    | 2026-07-03 | 2026-07-31 |
    月底前                    |            | 2026-08-31 |
    下月底                    | 2026-08-03 | 2026-09-30 |
    下月5日前                 | 2026-08-03 | 2026-09-05 |
    8月中旬                   | 2026-08-03 | 2026-08-20 |
    年底前                    | 2025-11-03 | 2025-12-31 |
    2026年底                  | 2025-11-03 | 2026-12-31 |
    明年底                    | 2026-08-03 | 2027-12-31 |
    年内                      | 2026-08-03 | 2026-12-31 |
    三季度末                  | 2026-08-03 | 2026-09-30 |
    1月底                     | 2026-10-05 | 2027-01-31 |
    7月底                     | 2026-08-03 | 2026-07-31 |
    下班前                    | 2026-08-03 | 2026-08-03 |
    今日下班前                | 2026-08-03 | 2026-08-03 |
    本周五前                  | 2026-08-03 | 2026-08-07 |
    下周三                    | 2026-08-03 | 2026-08-12 |
    3个月内                   | 2026-08-03 | 2026-11-03 |
    8月20日(延期至9月5日)     | 2026-08-03 | 2026-09-05 | deadline_extended
    8月20日，延期至9月5日     | 2026-08-03 | 2026-09-05 | deadline_extended
    12月20日（延期至1月31日） | 2025-12-05 | 2026-01-31 | deadline_extended
    8月20日                   | 2026-08-03 |            |
    2026-08-20                | 2026-08-03 |            |
    5个工作日                 | 2026-08-03 |            |
    长期                      | 2026-08-03 |            |
    前                        | 2026-08-03 |            |
""")
YEARLESS = table("""
    written  | opened     | ahead | day
    12月20日 | 2025-12-05 | +     | 2025-12-20
    1月31日  | 2026-10-05 | +     | 2027-01-31
    8月15日前 | 2026-08-03 | +    | 2026-08-15
    8月5日   | 2026-08-10 | +     | 2026-08-05
    8月15日下班前 | 2026-08-03 | + | 2026-08-15
    12月20日 | 2025-12-05 | -     | 2025-12-20
    7月10日  | 2025-08-03 | -     | 2026-07-10
    9月1日   | 2025-08-03 | -     | 2025-09-01
    8月5日   | 2026-08-10 | -     | 2026-08-05
    2026年8月5日 | 2025-08-10 | - |
    8月5日   |            | -     |
""")


def days(written):
    return pd.to_datetime(pd.Series([written or None]))


@pytest.mark.parametrize(("written", "opened", "day", "told"), WORDED.to_numpy().tolist())
def test_a_deadline_in_words_is_a_day(written, opened, day, told):
    found = read_deadlines(pd.Series([written]), days(opened), AUGUST).iloc[0]
    assert ("" if pd.isna(found["date"]) else f"{found['date']:%Y-%m-%d}") == day
    assert (found["problem"] or "") == told


@pytest.mark.parametrize(("written", "opened", "ahead", "day"), YEARLESS.to_numpy().tolist())
def test_a_day_without_a_year_is_completed_from_its_own_lines_opening(written, opened, ahead, day):
    found = complete_years(
        pd.Series([written]), days(opened), date(2026, 8, 31), may_lie_ahead=ahead == "+"
    ).iloc[0]
    assert ("" if pd.isna(found["date"]) else f"{found['date']:%Y-%m-%d}") == day
