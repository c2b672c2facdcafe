"""A sheet and the titles above a table → what time the table says it is of, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhen_analysis.intake.cells.times.stated_time import (
    PART_OF_DAY,
    day_of_name,
    name_day,
    read_time,
)
from zhen_analysis.intake.cells.times.time_span import DAY, FITS, OTHER, YEAR, FiledFor, StatedTime
from zhen_analysis.intake.files.sheets import Sheet

TITLE_DAY = re.compile(r"((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])(?![-~—至到、及和]).*")
# A name or title of one day's figures; a day in another file's name may be that of its filing.
DAILY = re.compile(r"日报|日登记|日统计|日清单|日汇总|日记录|日台账|当日")
LONGEST_TITLE = 60  # characters; what is longer explains, and speaks of many times
SENTENCE = re.compile(r"[。;；]")
BARE_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
MONTHS_OF_A_YEAR = 12
TITLE_ROWS = 3  # rows in which a sheet's title is looked for
TITLE, SHEET_NAME, FILE_NAME, FOLDER_NAME = "标题", "工作表名", "文件名", "文件夹名"
WORK_DAY = re.compile(
    r"(?:整治|工作|检查|巡查|排查|统计|清理|作业)(?:日期|时间)[:：]\s*([^\s,，;；]+)"
)


Found = tuple[StatedTime | None, str, tuple[StatedTime, str] | None]


def find_time(sheet: Sheet, titles: Sequence[str], banner: Sequence[str]) -> Found:
    """Return the time that a table says it is of, where it says so, and another that is told.

    The nearest that is narrower than a year counts, else the year. Where it is the folder's, one
    farther off that is not (a sheet still named 7月 under a title of 8月) is a rival.
    """
    filed_for = sheet.filed_for
    if filed_for is None:
        return None, "", None
    *folders, own = sheet.file.split("/")
    named = [
        (TITLE, speaking(titles, filed_for)),
        (TITLE, speaking(banner, filed_for)),
        (SHEET_NAME, [sheet.day or sheet.name]),
        (FILE_NAME, [own.rsplit(".", 1)[0]]),
        (FOLDER_NAME, [part for part in folders[-1:] if part != str(filed_for.period)]),
    ]
    read = [(read_any(texts, filed_for), source) for source, texts in named if texts]
    times = [(time, source) for time, source in read if time and is_of_work(time, source, sheet)]
    ordered = sorted(times, key=lambda each: each[0].kind == YEAR)
    if not ordered:
        return None, "", None
    time, source = ordered[0]
    others = [each for each in ordered[1:] if filed_for.compare(each[0]) == OTHER]
    rival = others[0] if others and filed_for.compare(time) == FITS else None
    return time, source, rival


def read_any(texts: Sequence[str], filed_for: FiledFor) -> StatedTime | None:
    """Return the time that some texts state together."""
    only = day_of_name(texts[0], filed_for) if len(texts) == 1 else None  # 8.3, 0803, 3日
    return only or read_time("|".join(texts), filed_for)


def is_of_work(time: StatedTime, source: str, sheet: Sheet) -> bool:
    """Tell whether a time is of the figures: a day in a file's name may be that of its filing."""
    filed_for = sheet.filed_for
    is_late = filed_for is not None and time.kind == DAY and time.first > filed_for.last_day
    return not (is_late and source in (FILE_NAME, FOLDER_NAME))


def speaking(titles: Iterable[str], filed_for: FiledFor) -> list[str]:
    """Return the titles that may say what time a table is of.

    No sentences; and no day alone after the period, on which the table was signed.
    """
    return [
        text
        for text in titles
        if len(text) <= LONGEST_TITLE
        and not SENTENCE.search(text)
        and not is_signed_after(text, filed_for)
    ]


def is_signed_after(text: str, filed_for: FiledFor) -> bool:
    """Tell whether a title is nothing but a day after the period."""
    day = day_of_name(text, filed_for)
    return day is not None and day.first > filed_for.last_day


def stated_day(sheet: Sheet, titles: Sequence[str]) -> str:
    """Return the day that a title, the sheet's or the file's name gives to all lines, or blank.

    上午 or 下午 behind it is kept: two visits on one day are two. A file's name gives one only
    where the figures are said to be a day's (日报) and no other time stands in the name.
    """
    filed_for = sheet.filed_for
    for title in reversed(titles):
        found = WORK_DAY.search(title) or TITLE_DAY.fullmatch(title.strip())
        if found and not (filed_for and is_signed_after(title, filed_for)):
            return found[1]
        if filed_for and (day := only_day(title, filed_for)):
            return day
    if day := sheet.day or name_day(sheet.name):
        part = PART_OF_DAY.search(sheet.name)
        return day + (part[0] if part else "")
    if filed_for is None:
        return ""
    name = sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    is_daily = any(DAILY.search(text) for text in (name, sheet.name, *titles))
    return only_day(name, filed_for) if is_daily else ""


def only_day(text: str, filed_for: FiledFor) -> str:
    """Return the day that is the one time in a title or name; blank where it is not a day."""
    if len(text) > LONGEST_TITLE or SENTENCE.search(text) or is_signed_after(text, filed_for):
        return ""
    time = read_time(text, filed_for)
    part = PART_OF_DAY.search(text)
    is_day = time is not None and time.kind == DAY
    return f"{time.first:%Y-%m-%d}{part[0] if part else ''}" if time and is_day else ""


def with_days(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return a workbook's sheets, those named by a bare number (3, 4) with the day it stands for.

    Numbers up to 12 alone may be months: they are days where the workbook says so (日报).
    """
    numbered = [sheet for sheet in sheets if BARE_DAY.fullmatch(sheet.name.strip())]
    days = {int(sheet.name) for sheet in numbered}
    if len(days) < 2 or not (max(days) > MONTHS_OF_A_YEAR or any(map(is_daily, numbered))):
        return list(sheets)
    names = {sheet.name for sheet in numbered}
    return [
        replace(sheet, day=f"{int(sheet.name)}日") if sheet.name in names else sheet
        for sheet in sheets
    ]


def is_daily(sheet: Sheet) -> bool:
    """Tell whether the file's name or the first rows of a sheet say that it is a day's."""
    texts = [sheet.file.rsplit("/", 1)[-1], *sheet.grid[:TITLE_ROWS].ravel().tolist()]
    return any(DAILY.search(text) for text in texts)
