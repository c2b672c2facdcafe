"""One way of writing a time (8月3日, 1-8月, 三季度, 第34周) → its span of days; one reader each."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from zhen_analysis.base.period import DAYS_IN_WEEK, Month
from zhen_analysis.intake.cells.dates import chinese_digits, make_date
from zhen_analysis.intake.cells.text import INVISIBLE
from zhen_analysis.intake.cells.times.time_span import (
    DAY,
    DAYS,
    MONTH,
    MONTHS,
    PART,
    WEEK,
    FiledFor,
    StatedTime,
)  # fmt: skip

WEEKS_OF_A_MONTH = 6

ORDINALS = "一二三四五六七八九十"
MOST_AHEAD, MOST_BEHIND = 3, 9  # months that a time without a year lies from the period
CHINESE_YEAR = re.compile(r"[零〇一二三四五六七八九]{4}(?=年)")
# 一月一评, 每月 and 几个月 are no months.
CHINESE_PART = re.compile(
    r"(?<![个几])(?:二十|三十|十)?[一二三四五六七八九十]"
    r"(?=[月日号](?!一)|[-至到、](?:十)?[一二三四五六七八九十]月)"
)
SEP = r"(?:-+|至|到)"
AND = r"(?:-+|至|到|[、和及与])"
YEAR_ = r"(?:(?P<y{n}>(?:19|20)\d\d|(?<!\d)\d\d(?=年))[年./-]?度?)?"
MONTH_ = r"(?P<m{n}>0?[1-9]|1[0-2])"
DAY_ = r"(?P<d{n}>0?[1-9]|[12]\d|3[01])"
YEAR_1, YEAR_2 = (YEAR_.format(n=n) for n in (1, 2))
MONTH_1, MONTH_2 = (MONTH_.format(n=n) for n in (1, 2))
DAY_1, DAY_2 = (DAY_.format(n=n) for n in (1, 2))
NO_DIGIT = r"(?<![\d.])"
END = r"(?![\d.]*\d)"
FULL_DAY = rf"{NO_DIGIT}{YEAR_1}{MONTH_1}[月./-]{DAY_1}[日号]?"
WRITTEN_DAY = r"(?:(?:19|20)?\d\d[年./-])?\d{1,2}[月./-]\d{1,2}[日号]?|(?:19|20)\d{6}"

DAY_SPAN = re.compile(
    rf"{FULL_DAY}{SEP}(?:{YEAR_2}{MONTH_2}[月./-])?{DAY_2}(?:[日号]|{END})"
    rf"|(?<!\d)(?P<c1>20\d{{6}}){SEP}(?P<c2>20\d{{6}})(?!\d)"
    rf"|{NO_DIGIT}(?P<b1>[12]?\d|3[01])[日号]?{SEP}(?P<b2>[12]?\d|3[01])[日号]"
)
MONTH_SPAN = re.compile(
    rf"{NO_DIGIT}{YEAR_1}{MONTH_1}(?:月份?)?{AND}{YEAR_2}{MONTH_2}月份?"
    rf"|{NO_DIGIT}(?P<e1>20\d\d)[./-]?(?P<f1>0[1-9]|1[0-2]){SEP}"
    rf"(?P<e2>20\d\d)[./-]?(?P<f2>0[1-9]|1[0-2]){END}"
    rf"|[前头](?P<first>\d{{1,2}}|[{ORDINALS}]{{1,2}})个?月(?!份)"
)
QUARTER = re.compile(
    rf"{YEAR_1}(?:(?P<upto>前|[一1]{SEP})(?P<qs>[二三四2-4])个?季度"
    rf"|第?(?P<q>[一二三四1-4])季度|第(?P<r>[一二三四1-4])季|[Qq](?P<s>[1-4])(?!\d)|(?P<own>本季|当季|本季度))"
)
HALF = re.compile(rf"{YEAR_1}(?:(?P<half>[上下])半年|(?P<whole>全年|半年度?))")
OF_MONTH_WEEK = re.compile(rf"{YEAR_1}{MONTH_1}月份?第?(?P<n>[{ORDINALS}1-6])周")
WEEK_ = re.compile(
    rf"{YEAR_1}(?:第(?P<n>\d{{1,2}}|[{ORDINALS}]{{1,3}})周|(?<![A-Za-z])[Ww](?P<w>\d{{2}})(?!\d))"
    r"|(?P<own>[本上])周"
)
TEN_DAYS = re.compile(rf"(?:{NO_DIGIT}{YEAR_1}{MONTH_1}月份?|本月)?(?P<part>[上中下])旬")
ONE_DAY = re.compile(
    rf"{NO_DIGIT}{YEAR_1}{MONTH_1}月{DAY_1}[日号]?(?!\d)"
    rf"|{NO_DIGIT}(?P<y2>20\d\d)[./-]{MONTH_2}[./-]{DAY_2}[日号]?{END}"
    r"|(?<!\d)(?P<c>20\d{6})(?!\d)"
)
ONE_MONTH = re.compile(
    rf"{NO_DIGIT}{YEAR_1}{MONTH_1}月份?"
    rf"|{NO_DIGIT}(?P<y2>20\d\d)[./-]{MONTH_2}{END}|(?<!\d)(?P<c>20\d\d(?:0[1-9]|1[0-2]))(?!\d)"
)


def plain_time(text: str) -> str:
    """Return text in one width, without blanks, its days and months in Arabic digits."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    folded = re.sub(r"[—–―~∼〜−ー]+", "-", re.sub(r"\s+", "", folded)).replace("元月", "1月")
    folded = CHINESE_YEAR.sub(lambda found: chinese_digits_of(found[0]), folded)
    return CHINESE_PART.sub(lambda found: chinese_digits_of(found[0]), folded)


def chinese_digits_of(numeral: str) -> str:
    """Return a Chinese numeral of a day, month or year in digits."""
    found = re.fullmatch(r".+", numeral.replace("〇", "零"))
    return chinese_digits(found) if found else numeral


def read_day_span(found: re.Match[str], filed_for: FiledFor) -> StatedTime | None:
    """Read 7月21日—8月20日, 8月1日至15日, 20260721-20260820, 1日—15日."""
    if found["c1"]:
        first, last = compact(found["c1"]), compact(found["c2"])
    elif found["b1"]:
        month = filed_for.period
        first, last = (make_date(month.year, month.month, found[part]) for part in ("b1", "b2"))
    else:
        month_1 = int(found["m1"])
        month_2 = int(found["m2"] or month_1)
        stated = found["y2"] or found["y1"]
        year_2 = whole_year(stated) if stated else near_year(month_2, filed_for)
        if found["y2"] is None and found["y1"] and month_2 < month_1:
            year_2 += 1
        year_1 = whole_year(found["y1"]) if found["y1"] else year_2 - (month_1 > month_2)
        first = make_date(year_1, month_1, found["d1"])
        last = make_date(year_2, month_2, found["d2"])
    if first is None or last is None or last < first:
        return None
    return StatedTime(first, last, found[0], DAYS)


def read_month_span(found: re.Match[str], filed_for: FiledFor) -> StatedTime | None:
    """Read 1-8月份, 2026年1月至2026年8月, 202601-202608, 前8个月."""
    if found["first"]:
        count = found["first"]
        last = int(count) if count.isdecimal() else chinese_number(count)
        return months_time(near_year(last, filed_for, 1), 1, last, found[0]) if last < 13 else None
    if found["e1"]:
        years, months = (int(found["e1"]), int(found["e2"])), (int(found["f1"]), int(found["f2"]))
    else:
        months = int(found["m1"]), int(found["m2"])
        stated = found["y2"] or found["y1"]
        end = whole_year(stated) if stated else near_year(months[1], filed_for, months[0])
        begin = whole_year(found["y1"]) if found["y1"] else end - (months[0] > months[1])
        years = begin, max(end, begin + (months[0] > months[1] and begin == end))
    first = date(years[0], months[0], 1)
    last_day = Month(years[1], months[1]).last_day
    return StatedTime(first, last_day, found[0], MONTHS) if first < last_day else None


def read_quarter(found: re.Match[str], filed_for: FiledFor) -> StatedTime:
    """Read 第三季度, 三季度, Q3, 前三季度, 本季度."""
    period = filed_for.period
    if found["own"]:
        number = (period.month + 2) // 3
    else:
        number = chinese_number(found["qs"] or found["q"] or found["r"] or found["s"])
    first = 1 if found["upto"] else 3 * number - 2
    year = whole_year(found["y1"]) if found["y1"] else near_year(3 * number, filed_for, first)
    return months_time(year, first, 3 * number, found[0])


def read_half(found: re.Match[str], filed_for: FiledFor) -> StatedTime:
    """Read 上半年, 下半年, 全年, 半年度."""
    first, last = {"上": (1, 6), "下": (7, 12)}.get(found["half"] or "", (1, 12))
    if (found["whole"] or "").startswith("半年"):
        first, last = (1, 6) if filed_for.period.month <= 6 else (7, 12)
    year = whole_year(found["y1"]) if found["y1"] else near_year(last, filed_for, first)
    return months_time(year, first, last, found[0])


def read_week_of_month(found: re.Match[str], filed_for: FiledFor) -> StatedTime:
    """Read 8月第三周: seven days of that month."""
    month = int(found["m1"])
    year = whole_year(found["y1"]) if found["y1"] else near_year(month, filed_for)
    end = calendar.monthrange(year, month)[1]
    first = min(DAYS_IN_WEEK * (chinese_number(found["n"]) - 1) + 1, end)
    last = date(year, month, min(first + DAYS_IN_WEEK - 1, end))
    return StatedTime(date(year, month, first), last, found[0], WEEK)


def read_week(found: re.Match[str], filed_for: FiledFor) -> StatedTime | None:
    """Read 第34周, W34, 本周, 上周; a number up to 6 may be of the month and tells nothing."""
    if found["own"]:
        if filed_for.period.kind != WEEK:
            return None
        week = filed_for.period if found["own"] == "本" else filed_for.period.previous
        return StatedTime(week.first_day, week.last_day, found[0], WEEK)
    number = chinese_number(found["n"] or found["w"])
    if number <= WEEKS_OF_A_MONTH and not found["w"] and not found["y1"]:
        return None
    year = whole_year(found["y1"]) if found["y1"] else filed_for.period.year
    if not 0 < number <= date(year, 12, 28).isocalendar().week:
        return None
    first = date.fromisocalendar(year, number, 1)
    return StatedTime(first, first + timedelta(days=DAYS_IN_WEEK - 1), found[0], WEEK)


def read_ten_days(found: re.Match[str], filed_for: FiledFor) -> StatedTime:
    """Read 8月上旬, 本月下旬, 中旬."""
    month = int(found["m1"] or filed_for.period.month)
    year = whole_year(found["y1"]) if found["y1"] else near_year(month, filed_for)
    end = calendar.monthrange(year, month)[1]
    first, last = {"上": (1, 10), "中": (11, 20), "下": (21, end)}[found["part"]]
    return StatedTime(date(year, month, first), date(year, month, last), found[0], PART)


def read_one_day(found: re.Match[str], filed_for: FiledFor) -> StatedTime | None:
    """Read 2026年8月3日, 8月3日, 2026.8.3, 20260803."""
    if found["c"]:
        day = compact(found["c"])
    else:
        month = int(found["m1"] or found["m2"])
        stated = found["y1"] or found["y2"]
        year = whole_year(stated) if stated else near_year(month, filed_for)
        day = make_date(year, month, found["d1"] or found["d2"])
    return StatedTime(day, day, found[0], DAY) if day else None


def read_one_month(found: re.Match[str], filed_for: FiledFor) -> StatedTime:
    """Read 8月份, 2026年8月, 26年8月, 2026-08, 202608."""
    if found["c"]:
        return month_time(int(found["c"][:4]), int(found["c"][4:]), found[0])
    month, stated = int(found["m1"] or found["m2"]), found["y1"] or found["y2"]
    year = whole_year(stated) if stated else near_year(month, filed_for)
    return month_time(year, month, found[0])


READERS = (
    (DAY_SPAN, read_day_span),
    (OF_MONTH_WEEK, read_week_of_month),
    (TEN_DAYS, read_ten_days),
    (MONTH_SPAN, read_month_span),
    (QUARTER, read_quarter),
    (HALF, read_half),
    (WEEK_, read_week),
    (ONE_DAY, read_one_day),
    (ONE_MONTH, read_one_month),
)


def near_year(month: int, filed_for: FiledFor, first: int = 0) -> int:
    """Return the year that a month without one is of, or several from ``first`` to it.

    The period's own where they include its month; else the one that lies nearest, the earlier
    rather than the later: what was done lies behind.
    """
    period = filed_for.period
    if first and first <= period.month <= month:
        return period.year
    ahead = month - period.month
    return period.year - (ahead > MOST_AHEAD) + (ahead < -MOST_BEHIND)


def whole_year(written: str) -> int:
    """Return 26 and 2026 as a year."""
    return int(written) if len(written) == len("2026") else 2000 + int(written)


def chinese_number(written: str) -> int:
    """Return a number up to 39 in Arabic or Chinese digits."""
    return int(written) if written.isdecimal() else int(chinese_digits_of(written))


def compact(written: str) -> date | None:
    """Return a day written as 20260803."""
    return make_date(int(written[:4]), written[4:6], written[6:])


def month_time(year: int, month: int, written: str) -> StatedTime:
    """Return a whole month."""
    return StatedTime(date(year, month, 1), Month(year, month).last_day, written, MONTH)


def months_time(year: int, first: int, last: int, written: str) -> StatedTime:
    """Return some months of a year."""
    return StatedTime(date(year, first, 1), Month(year, last).last_day, written, MONTHS)
