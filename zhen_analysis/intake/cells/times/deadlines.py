"""Deadlines as offices write them (8月底前, 年底, 本周五, 8月20日(延期至9月5日)) → days.

And days without a year → the year that their own line's day of opening gives them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd

from zhen_analysis.base.period import FiledPeriod, Month
from zhen_analysis.intake.cells.dates import (
    COLUMNS,
    WEEKDAYS,
    make_date,
    read_day,
)
from zhen_analysis.intake.cells.times.time_readers import chinese_number, plain_time, whole_year

HALF_A_YEAR = 183  # days; a deadline that lies farther back is next year's
HALF_OF_MONTHS = 6
AT_END, EXTENDED = "deadline_at_end", "deadline_extended"
Read = tuple[date | None, str | None, str | None]
NOTHING: Read = (None, None, None)

EXTENSION = re.compile(
    r"(?:原(?:定|为)?)?(?P<was>.{0,40}?)[(,、;]{0,3}"
    r"(?:(?:已|经)?(?:批准|同意)?(?:延期|延长|顺延|推迟|调整|变更|延|改)(?:到|至|为)|[-=]>|→)"
    r"(?P<now>[^()]{1,40})\)?"
)
BY_THEN = re.compile(
    r"(?:下班)?(?:[0-2]?\d[时点](?:\d{1,2}分|半)?|[0-2]?\d:\d\d)?(?:之前|以前|前|止)?"
    r"(?:完成|办结|整改|到位){0,4}$"
)
YEAR = r"(?:(?P<y>(?:20)?\d\d)年|(?P<next>明年|次年)|(?:今|本|当)年)?"
MONTH = r"(?P<m>0?[1-9]|1[0-2])月份?"
MONTH_END = re.compile(rf"{YEAR}(?:{MONTH}|(?P<own>本月|当月|下个?月|次月)?月?)(?P<end>底|末|内)?")
NUMBERED_MONTH = re.compile(r"(?P<y>20\d\d)[-./](?P<m>0?[1-9]|1[0-2])")
TEN_DAYS_END = re.compile(rf"{YEAR}(?:{MONTH}|本月|(?P<own>下个?月|次月))(?P<part>[上中下])旬")
DAY_OF_MONTH = re.compile(r"(?P<own>本月|当月|下个?月|次月)(?P<d>\d{1,2})[日号]?")
NEXT_YEARS_DAY = re.compile(r"(?:明年|次年)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?")
YEAR_END = re.compile(
    r"(?:(?P<y>(?:20)?\d\d)年|(?P<next>明|次)年|(?:今|本|当|全)年)?年?(?:(?<=年)(?:底|末|终|内))"
)
QUARTER_END = re.compile(
    rf"{YEAR}(?:第?(?P<q>[一二三四1-4])季度|(?P<half>[上下])半年|(?:本|当)?季度?)(?:底|末|内)?"
)
OF_WEEK = re.compile(rf"(?P<own>本|这|下)?个?(?:周|星期|礼拜)(?P<day>[{WEEKDAYS}天末内])?")
SAME_DAY = {"今天": 0, "今日": 0, "当天": 0, "当日": 0, "即日": 0, "明天": 1, "明日": 1, "次日": 1}
SAME_DAY |= {"后天": 2, "": 0}
MONTHS_ON = re.compile(
    r"(?:(?P<n>[\d一二两三四五六七八九十]{1,2})个月|(?P<half>半年)|(?P<year>[一1]年))(?:之|以)?内?"
)
MONTH_AND_DAY = re.compile(r"(?P<m>\d{1,2})[月./-](?P<d>\d{1,2})[日号]?")
END = re.compile(r"[底末内]")
BEFORE_MONTH = re.compile(r"前(?:完成|办结|整改|到位)*$")  # 9月前 ends with August
AFTER_DAY = {"中": 20, "上": 10}


def read_deadlines(written: pd.Series, opened: pd.Series, month: FiledPeriod) -> pd.DataFrame:
    """Read the deadlines that are no plain day; of all others the row is NA.

    Parameters
    ----------
    opened : the line's day of opening, from which 本月底 or 年底 is told; NaT where not known.
    month : the period of the filing, where the line has no day of opening.

    Returns
    -------
    DataFrame
        ``date, problem, other`` as ``parse_dates`` returns them.
    """
    return read_pairs(written, opened, lambda text, day: read_deadline(text, day, month))


def complete_years(
    written: pd.Series, opened: pd.Series, last_day: date, *, may_lie_ahead: bool
) -> pd.DataFrame:
    """Read the days that have no year, with the one that the line's day of opening gives them.

    A deadline is the first such day from the opening on; one up to half a year before it is kept
    as it is written. A day of closing is not later than the period, ``last_day``.
    """

    def read(text: str, day: date | None) -> Read:
        return complete_year(text, day, None if may_lie_ahead else last_day)

    return read_pairs(written, opened, read)


def read_pairs(
    written: pd.Series, opened: pd.Series, read: Callable[[str, date | None], Read]
) -> pd.DataFrame:
    """Apply a reader once to each different text and day of opening."""
    days = [None if pd.isna(day) else day.date() for day in opened]
    known: dict[tuple[str, date | None], Read] = {}
    rows = []
    for pair in zip(written.fillna(""), days, strict=True):
        if pair not in known:
            known[pair] = read(*pair) if pair[0] else NOTHING
        rows.append(known[pair])
    frame = pd.DataFrame(rows, columns=COLUMNS, index=written.index, dtype=object)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def complete_year(text: str, opened: date | None, last_day: date | None) -> Read:
    """Read 12月20日 or 12.20 beside the day of opening; nothing where a year is written."""
    found = MONTH_AND_DAY.fullmatch(BY_THEN.sub("", plain_time(text)))
    if found is None or opened is None:
        return NOTHING
    same, following = (make_date(opened.year + step, found["m"], found["d"]) for step in (0, 1))
    is_following = same is None or (
        same < opened and is_next_year(same, following, opened, last_day)
    )
    day = following if is_following else same
    if day is None or (last_day is not None and day > last_day):
        return NOTHING  # no closing lies ahead
    return day, None, None


def is_next_year(same: date, following: date | None, opened: date, last_day: date | None) -> bool:
    """Tell whether a day before the opening is rather that of the year after."""
    if following is None:
        return False
    if last_day is not None:
        return following <= last_day
    return (opened - same).days > HALF_A_YEAR


def read_deadline(text: str, opened: date | None, month: FiledPeriod) -> Read:
    """Read one deadline in words; nothing where it is none."""
    plain = plain_time(text)
    if found := EXTENSION.fullmatch(plain):
        return read_extended(found, opened, month)
    bare = BY_THEN.sub("", plain)
    if opened is not None and bare in SAME_DAY and (bare or "下班" in plain):
        return opened + timedelta(days=SAME_DAY[bare]), None, None
    start = opened or month.first_day
    for pattern, read in WORDED:
        if found := pattern.fullmatch(bare):
            day = read(found, start, opened is not None)
            if day is not None:
                is_vague = pattern in (MONTH_END, NUMBERED_MONTH) and not END.search(plain)
                if is_vague and BEFORE_MONTH.search(plain):
                    day = day.replace(day=1) - timedelta(days=1)
                return day, AT_END if is_vague else None, None
    return NOTHING


def read_extended(found: re.Match[str], opened: date | None, month: FiledPeriod) -> Read:
    """Read 8月20日(延期至9月5日): the later day counts, and is told."""
    was = read_any(found["was"], opened, month)
    now = read_any(found["now"], was or opened, month)
    if now is None:
        return NOTHING
    return now, EXTENDED, f"原期限{was:%Y-%m-%d}" if was else ""


def read_any(text: str, opened: date | None, month: FiledPeriod) -> date | None:
    """Return the day of a deadline written in any way; None where it is none."""
    for day, _, _ in (
        complete_year(text, opened, None),
        read_deadline(text, opened, month) if text else NOTHING,
        read_day(BY_THEN.sub("", text), month, True),
    ):
        if day is not None:
            return day
    return None


def read_month_end(found: re.Match[str], start: date, is_known: bool) -> date | None:
    """Read 8月底, 2026年9月, 本月底, 下月底, 月底."""
    if found["m"] is None:
        if not found["end"] or "月" not in found[0]:
            return None
        own = Month(start.year, start.month)
        return (own.following if is_following(found["own"]) else own).last_day
    return Month(year_of(found, start, int(found["m"])), int(found["m"])).last_day


def read_numbered_month(found: re.Match[str], start: date, is_known: bool) -> date:
    """Read 2026.9 and 2026-09."""
    return Month(int(found["y"]), int(found["m"])).last_day


def read_ten_days_end(found: re.Match[str], start: date, is_known: bool) -> date:
    """Read 8月中旬, 本月下旬: its last day."""
    month = Month(start.year, start.month)
    if found["m"]:
        month = Month(year_of(found, start, int(found["m"])), int(found["m"]))
    elif is_following(found["own"]):
        month = month.following
    number = AFTER_DAY.get(found["part"])
    return month.first_day.replace(day=number) if number else month.last_day


def read_day_of_month(found: re.Match[str], start: date, is_known: bool) -> date | None:
    """Read 本月25日, 下月5日."""
    month = Month(start.year, start.month)
    month = month.following if is_following(found["own"]) else month
    return make_date(*month.key, found["d"])


def read_next_years_day(found: re.Match[str], start: date, is_known: bool) -> date | None:
    """Read 明年1月31日."""
    return make_date(start.year + 1, found["m"], found["d"])


def read_year_end(found: re.Match[str], start: date, is_known: bool) -> date:
    """Read 年底, 2026年底, 明年底, 年内."""
    year = whole_year(found["y"]) if found["y"] else start.year + bool(found["next"])
    return date(year, 12, 31)


def read_quarter_end(found: re.Match[str], start: date, is_known: bool) -> date:
    """Read 三季度末, 上半年, 季度末."""
    last = 3 * ((start.month + 2) // 3)
    if found["q"]:
        last = 3 * chinese_number(found["q"])
    elif found["half"]:
        last = 6 if found["half"] == "上" else 12
    return Month(year_of(found, start, last), last).last_day


def read_of_week(found: re.Match[str], start: date, is_known: bool) -> date | None:
    """Read 本周五, 周五, 下周三, 本周内; nothing where nobody knows which week."""
    if not is_known or not (found["own"] or found["day"]):
        return None
    monday = start - timedelta(days=start.weekday() - 7 * (found["own"] == "下"))
    day = (found["day"] or "末").replace("天", "日")
    day = monday + timedelta(days=WEEKDAYS.index(day) if day in WEEKDAYS else 6)
    return day if day >= start or found["own"] else day + timedelta(days=7)


def read_months_on(found: re.Match[str], start: date, is_known: bool) -> date | None:
    """Read 3个月内, 半年内, 一年内, counted from the day of opening."""
    if not is_known:
        return None
    count = (
        6
        if found["half"]
        else 12
        if found["year"]
        else chinese_number(found["n"].replace("两", "二"))
    )
    return (pd.Timestamp(start) + pd.DateOffset(months=count)).date()


def year_of(found: re.Match[str], start: date, month: int) -> int:
    """Return the year of a month: as written, else that of the opening.

    A month that lies more than half a year before it is next year's.
    """
    if found["y"]:
        return whole_year(found["y"])
    return start.year + bool(found["next"] or start.month - month > HALF_OF_MONTHS)


def is_following(own: str | None) -> bool:
    """Tell whether a word means the month after."""
    return bool(own) and str(own)[0] in "下次"


WORDED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, bool], date | None]], ...] = (
    (YEAR_END, read_year_end),
    (MONTH_END, read_month_end),
    (NUMBERED_MONTH, read_numbered_month),
    (TEN_DAYS_END, read_ten_days_end),
    (DAY_OF_MONTH, read_day_of_month),
    (NEXT_YEARS_DAY, read_next_years_day),
    (QUARTER_END, read_quarter_end),
    (OF_WEEK, read_of_week),
    (MONTHS_ON, read_months_on),
)
