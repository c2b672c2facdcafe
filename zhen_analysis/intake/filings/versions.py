"""What a file says of itself → how new it is: 填报日期, else a date or 第N版 in its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.dates import read_date
from zhen_analysis.intake.layout.find import Layout

FILED_ON = re.compile(
    r"(?:填报|上报|报送|制表|填表|报表)?(?:日期|时间)[::：]?\s*"
    r"([^\s　,，;；、|]{0,20}\d[^\s　,，;；、|]{0,20})"
)
# Either all parts have their full digits or every part is set off: 2022年12月 is a month, no day.
NAME_DATE = re.compile(
    r"(?<!\d)(20\d{2})(?:(\d{2})(\d{2})(?!\d)|[-._年](\d{1,2})[-._月](\d{1,2})(?!\d|月))"
)
FINAL = 100  # 最终版 outranks every numbered version
CORRECTED = 50
SUPPLEMENT = 10  # 补报 counts where both say something, and replaces nothing else
# At the end of a name, or in brackets: 更新 in 设备更新台账 and 改 in 整改 mark nothing.
MARK = re.compile(
    r"[(（【\[](?P<word>更新|最新|修改|改|新|订正|重报|补报)(?P<count>\d{0,2})[)）】\]]"
    r"|(?<![整厕])[-_－— ]?(?P<tail>更新|修改|改|订正|重报|补报)(?P<number>\d{0,2})$"
)


@dataclass(frozen=True, order=True)
class Version:
    """How new a file is by what it says itself; never by the file's own time."""

    filed_on: date
    number: int


def stated_version(
    file: str, layouts: list[Layout], period: FiledPeriod, words: Words = WORDS
) -> tuple[Version, date | None]:
    """Return a file's version, and the day of filing if one is stated in a sheet or the name."""
    day = sheet_date(layouts, period) or name_date(file)
    return Version(day or date.min, name_version(file, words)), day


def sheet_date(layouts: list[Layout], period: FiledPeriod) -> date | None:
    """Return the latest 填报日期 that stands above or below the tables."""
    days = []
    for layout in layouts:
        for _, cells in layout.outside_rows():
            line = " ".join(text for text in cells if text)
            days += [read_date(found, period.following)[0] for found in FILED_ON.findall(line)]
    return max((day for day in days if day), default=None)


def name_date(file: str) -> date | None:
    """Return the day that stands in a file's name, if it is one."""
    found = NAME_DATE.search(short(file))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


@lru_cache(maxsize=16)
def version_pattern(words: Words) -> re.Pattern[str]:
    """Return how a file's name says which version it is: 最终版2, 第三版, v2.1."""
    return re.compile(
        rf"(?:({words.pattern('final', 'amended')})\s*([\d一二三四五六七八九十]*)"
        r"|(第)\s*([\d一二三四五六七八九十]+)\s*版|(?<=[^A-Za-z])([vV])\s*(\d{1,2})(?:\.\d+)?(?!\d))"
    )


def name_version(file: str, words: Words = WORDS) -> int:
    """Return the number of 第N版, 最终版N … in a file's name; 0 where there is none."""
    best = 0
    for final, count, nth, ordinal, letter, release in version_pattern(words).findall(short(file)):
        word, digits = final or nth or letter, count or ordinal or release
        number = (
            int(digits) if digits.isdecimal() else "零一二三四五六七八九十".find(digits or "一")
        )
        if final:
            number += FINAL if words.says("final", word) else CORRECTED
        best = max(best, number)
    return max(best, marked_version(file))


def marked_version(file: str) -> int:
    """Return what （更新）, 改2 or （补报） in a file's name say of how new it is.

    台账(1) says only that the name was taken: nobody knows which of the two is newer.
    """
    stem, best = short(file).rsplit(".", 1)[0], 0
    for found in MARK.finditer(stem):
        word, count = found["word"] or found["tail"], found["count"] or found["number"]
        best = max(best, int(count or 1) + (SUPPLEMENT if word == "补报" else CORRECTED))
    return best


def is_supplement(file: str) -> bool:
    """Tell whether a file only adds to what was filed: 台账（补报）."""
    return any("补报" in found[0] for found in MARK.finditer(short(file).rsplit(".", 1)[0]))


def base_name(file: str, words: Words = WORDS) -> str:
    """Return a file's own name without 最终版2, 副本 and what is left of their brackets."""
    stem = short(file).rsplit(".", 1)[0]
    marked = MARK.sub(lambda found: found[0] if "补报" in found[0] else "", stem)
    bare = re.sub(words.pattern("copy"), "", version_pattern(words).sub("", marked))
    return re.sub(r"[()（）\s_－-]", "", bare)


def is_revision(older: str, newer: str, words: Words = WORDS) -> bool:
    """Tell whether two files of one folder have the same name but for their version.

    In folders of their own 台账.xlsx of one village and 台账.xlsx of another are two filings.
    """
    return full_base_name(older, words) == full_base_name(newer, words)


def full_base_name(file: str, words: Words = WORDS) -> str:
    """Return a file's path without what marks a version."""
    return f"{file.rpartition('/')[0]}/{base_name(file, words)}"


def short(file: str) -> str:
    """Return a file's own name, as people speak of it."""
    return file.rsplit("/", 1)[-1]
