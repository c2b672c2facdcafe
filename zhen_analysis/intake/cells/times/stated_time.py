"""A title, heading, sheet's or file's name → the time that it says its figures are of.

Pure text: what is written becomes a span of days, completed by the period of the folder. A day on
which something was filled in, printed or sent is no time of the figures and is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from zhen_analysis.base.period import Month
from zhen_analysis.intake.cells.dates import WEEKDAYS, make_date
from zhen_analysis.intake.cells.times.time_readers import (
    READERS,
    SEP,
    WRITTEN_DAY,
    month_time,
    near_year,
    plain_time,
)  # fmt: skip
from zhen_analysis.intake.cells.times.time_span import (
    DAY,
    DAYS,
    MONTH,
    MONTHS,
    RUNNING,
    YEAR,
    FiledFor,
    StatedTime,
)  # fmt: skip

LONGEST_MONTH = 35  # days of a span that may stand beside the month that it is called

# The day of a filing, and what is said of it: never the time of the figures.
FILED = re.compile(
    rf"(?:填报|上报|报送|制表|填表|报表|打印|印发|制作|编制|更新|审核|报出|盖章|签发|发布|落款)"
    rf"(?:人|单位|部门)?[^\d:]{{0,4}}(?:日期|时间|日)?[::]?(?:{WRITTEN_DAY})(?:{SEP}(?=\D|$))?"
    rf"|(?<!整治|工作|检查|巡查|排查|统计|清理|作业|截止|截至)(?:日期|时间)[::]"
    rf"(?:{WRITTEN_DAY})(?!\s*{SEP})"
    rf"|(?:{WRITTEN_DAY})(?:前)?(?:填报|上报|报送|制表|填表|打印|印发|更新|报出|报(?=$|\)))"
)
NUMBERED = re.compile(
    r"〔(?:19|20)?\d\d〕\d+号|\((?:19|20)\d\d\)\d+号|第[\d一二三四五六七八九十]+[号批期次轮]"
)
# Beside 上月 these words speak of a comparison or of what was left over, not of the figures.
COMPARED = re.compile(r"较|比|同期|结转|遗留|对照|相比")
UNTIL = re.compile(
    r"截[至止](?:日期|时间|到)?[::]?(?P<now>目前|当前|今日|今天|现在|本月底|月底|月末)?"
)
SINCE = re.compile(r"(?:今年|本年|年初|开年|年内)?(?:以来|累计|至今)|(?:今年|年初|开年)起")
THIS_MONTH = re.compile(r"(?:本|当)月(?:累计)?")
LAST_MONTH = re.compile(r"上(?:个|一)?月")
ONE_YEAR = re.compile(r"(?<!\d)(?P<y1>20\d\d)(?:年度?|(?=\D|$))|(?P<last>去年|上年度?)")
WHOLE_NAME_DAY = re.compile(
    r"(?:(?P<y>20\d\d)[年.-])?(?P<m>0?[1-9]|1[0-2])[月.-](?P<d>0?[1-9]|[12]\d|3[01])[日号]?"
    r"|(?:(?P<y2>20\d\d))?(?P<mm>0[1-9]|1[0-2])(?P<dd>[0-2]\d|3[01])"
    r"|(?P<b>0?[1-9]|[12]\d|3[01])[日号]"
)
LEAP_YEAR = 2000
EMPTY = re.compile(r"\(\)$")
COPY = re.compile(r"\(\d+\)$|-?副本$")
PART_OF_DAY = re.compile(r"上午|下午|中午|早上|晚上|全天|夜间")
WEEKDAY = re.compile(rf"\(?(?:星期|周|礼拜)[{WEEKDAYS}天]\)?$")
HEADED = frozenset({MONTH, MONTHS})  # what a heading is read for; days across are a layout


def read_time(text: str, filed_for: FiledFor) -> StatedTime | None:
    """Return the one time that a text says its figures are of; None where it says none.

    Of several the one that counts: a month beside its cut-off day (截至8月31日), the narrower of
    two of which one lies within the other, else all of them together.
    """
    times = list(read_times(text, filed_for))
    if len(times) > 1:
        times = settle(times)
    if not times:
        return None
    if len(times) == 1:
        return times[0]
    written = "、".join(time.written for time in times)
    return StatedTime(
        min(time.first for time in times), max(time.last for time in times), written, MONTHS
    )


def settle(times: list[StatedTime]) -> list[StatedTime]:
    """Return of several times in one text those that count."""
    strong = [time for time in times if time.kind != YEAR]
    times = strong or times
    runs = [time for time in times if time.kind == RUNNING]
    rest = [time for time in times if time.kind != RUNNING]
    if runs and rest:
        since = [time for time in runs if not time.written.startswith("截")]
        single = [time for time in rest if time.kind == MONTH]
        if since and single and len(single) == len(rest):
            last = max(time.last for time in single)
            return [StatedTime(since[0].first, last, since[0].written, RUNNING)]
        times = rest
    wider = [time for time in times if time.kind != DAY]
    times = wider or times
    called = [time for time in times if time.kind == MONTH]
    if len(called) == 1:  # 8月（7月21日—8月20日）
        near = [
            time
            for time in times
            if time.kind == DAYS
            and (time.last - time.first).days < LONGEST_MONTH
            and time.last >= called[0].first
            and time.first <= called[0].last
        ]
        times = [time for time in times if time not in near]
    narrow = [
        time
        for time in times
        if not any(time != o and time.first <= o.first and o.last <= time.last for o in times)
    ]
    return list({(time.first, time.last): time for time in narrow or times}.values())


def read_times(text: str, filed_for: FiledFor) -> list[StatedTime]:
    """Return every time that a text states."""
    plain = NUMBERED.sub("|", FILED.sub("|", plain_time(text)))
    times, rest = dated_times(plain, filed_for)
    return [*times, *worded_times(rest, filed_for)]


def dated_times(plain: str, filed_for: FiledFor) -> tuple[list[StatedTime], str]:
    """Return the times that are written in numbers, and the text without what was read.

    One behind 截至 is where a running state ends.
    """
    times, until = [], UNTIL.search(plain)
    for pattern, read in READERS:
        begin = 0  # what stands before it was looked at, or thousands of days would take long
        while found := pattern.search(plain, begin):
            begin = found.end()
            time = read(found, filed_for)
            if time and until and until.end() == found.start():
                time = running(time.last, until[0] + found[0])
            times += [time] if time else []
            plain = plain[: found.start()] + "|" * len(found[0]) + plain[found.end() :]
    return times, plain


def worded_times(plain: str, filed_for: FiledFor) -> Iterator[StatedTime]:
    """Yield the times that are written in words: 本月, 上月, 今年以来, 截至目前, 2026年度."""
    month = Month(filed_for.period.year, filed_for.period.month)
    is_compared = bool(COMPARED.search(plain))
    if (found := UNTIL.search(plain)) and found["now"]:
        yield running(filed_for.last_day, found[0])
    if found := THIS_MONTH.search(plain):
        yield month_time(*month.key, found[0])
        plain = plain.replace(found[0], "|")
    if (found := LAST_MONTH.search(plain)) and not is_compared:
        yield month_time(*month.previous.key, found[0])
    if found := SINCE.search(plain):
        yield running(filed_for.last_day, found[0])
    if (found := ONE_YEAR.search(plain)) and not (found["last"] and is_compared):
        year = month.year - 1 if found["last"] else int(found["y1"])
        yield StatedTime(date(year, 1, 1), date(year, 12, 31), found[0], YEAR)


def running(last: date, written: str) -> StatedTime:
    """Return the state from the beginning of a year to a day."""
    return StatedTime(date(last.year, 1, 1), last, written, RUNNING)


@lru_cache(maxsize=8192)
def split_time(label: str, filed_for: FiledFor) -> tuple[str, StatedTime | None]:
    """Return a heading without the months that it names, and these: 清垃圾（7月） → 清垃圾.

    Only months and longer spans: days and weeks across are a layout of their own.
    """
    plain = unicodedata.normalize("NFKC", label)
    if not any(sign in plain for sign in "月季年Qq") and not re.search(r"20\d\d", plain):
        return label, None
    time = read_time(label, filed_for)
    if time is None or time.kind not in HEADED:
        return label, None
    rest = plain_time(label)
    for pattern, _ in (*READERS, (ONE_YEAR, None)):
        rest = pattern.sub("", rest)
    rest = re.sub(r"\([、,/-]*\)", "", rest).strip("-_/、,的")
    return rest, time


def name_day(name: str) -> str:
    """Return the day that a name is nothing but: 3日, 8.3, 0803, 8月3日（上午）, 8月3日 (2).

    As it may stand in a cell, so without a month or year where the name has none.
    """
    found = match_day(name)
    if found is None:
        return ""
    is_digits = found["mm"] and not found["y2"]
    return f"{int(found['mm'])}月{int(found['dd'])}日" if is_digits else found[0]


def match_day(name: str) -> re.Match[str] | None:
    """Return the parts of a day that a name is nothing but; None where there is no such day."""
    bare = COPY.sub("", plain_time(name))
    bare = EMPTY.sub("", WEEKDAY.sub("", EMPTY.sub("", PART_OF_DAY.sub("", bare))))
    found = WHOLE_NAME_DAY.fullmatch(re.sub(r"(?:台账|日报表?|报表|登记)$", "", bare))
    if found is None or found["b"]:
        return found
    year, month, day = parts_of_day(found)
    return found if make_date(year or LEAP_YEAR, month, day) else None


def parts_of_day(found: re.Match[str]) -> tuple[int, int, int]:
    """Return year, month and day of a name; 0 for those that it does not have."""
    year = found["y"] or found["y2"] or 0
    month, day = found["m"] or found["mm"] or 0, found["d"] or found["dd"] or found["b"]
    return int(year), int(month), int(day)


def day_of_name(name: str, filed_for: FiledFor) -> StatedTime | None:
    """Return the day that a name is nothing but, completed by the period."""
    found = match_day(name)
    if found is None:
        return None
    year, month, number = parts_of_day(found)
    month = month or filed_for.period.month
    day = make_date(year or near_year(month, filed_for), month, number)
    return StatedTime(day, day, found[0], DAY) if day else None
