"""Days as people write them in cells → dates, with the month of the filing as context.

Nothing is guessed: what is no day is NaT with the check that it failed; a day that may be another
one (3.1 for 3.10, a span of days, a year that nobody wrote) is read and its check says so.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.text import (
    DASHES,
    MARKED_DIGITS,
    parse_unique,
    plain_text,
    without_typing,
)

COLUMNS = ["date", "problem", "other"]
EXCEL_DAY_ZERO = date(1899, 12, 30)  # serial 60 and later; earlier ones never occur in ledgers
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31
YEARS = range(1900, 2101)  # any other is a slip of the pen
LATE_MONTHS = 9  # October to December in a filing of January are last year's beyond doubt
LONGEST_TEXT = 200  # characters; more is a report, not a day
YEARS_APART = 10  # a day farther from the filing than this is doubted
CHINESE_DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"

TIME = re.compile(
    r"(?:(?<=[日号\d])\s+|T|(?<=[日号]))\d{1,2}(?:[::]\d{1,2}){1,2}(?:\.\d+)?Z?$"
    r"|(?<=[日号])\s*\d{1,2}[时点](?:\d{1,2}分?|半)?$"
)
PART_OF_DAY = re.compile(r"(?<=[日号\d])\s*(?:上午|下午|中午|早上|晚上|凌晨|全天|夜间|早|晚)")
WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)([一二三四五六日天])\)?$")
HEDGES = re.compile(r"^(?:约|大约)|(?:左右|前后|许|起|开始|后|以后|之后|\?)$")
BY_THEN = re.compile(
    r"(?:之前|以前|前|止|底前)$"
)  # a deadline is written so; of work it is a doubt
LUNAR = re.compile(r"农历|阴历|正月|腊月|冬月|初[一二三四五六七八九十]")
VAGUE = re.compile(
    r".*(?:[上中下]旬|月[初中底末]|半月|每[天日周]|全月|当月|本月)"
    r"|(?:\d{4}[年./-]?)?\d{1,2}月(?:份)?|(?:19|20)\d{2}[年./-](?:0?[1-9]|1[0-2])"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])|(?:19|20)\d{2}年"
)
FULL = r"(?:\d{4}|\d{2})[年./]\d{1,2}[月./]\d{1,2}[日号]?|\d{4}-\d{1,2}-\d{1,2}"
SHORT = r"\d{1,2}[月./]\d{1,2}[日号]?|\d{1,2}[日号]"
SPAN = re.compile(
    rf"(?P<first>{FULL}|{SHORT})(?:至|到|[-~—–、,和及])+"
    rf"(?P<last>{FULL}|\d{{4}}-\d{{1,2}}-\d{{1,2}}|(?:\d{{1,2}}[月./-])?\d{{1,2}}[日号]?)"
    r"|(?P<from>\d{1,2})(?:至|到|[-~—–、,和及])(?P<to>\d{1,2})[日号]"
)
DATE_PATTERNS = [
    re.compile(r"(?P<year>\d{4})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<day>\d{1,2})[日号]?"),
]
SHORT_YEAR = re.compile(r"(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?")
YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})")
SIX_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{2})")
FOUR_DIGITS = re.compile(r"(0\d|1[0-2])([0-3]\d)")
LOST_ZERO = re.compile(r"(\d{1,2})\.([123])")  # 3.10 becomes 3.1 once a sheet takes it for a number


def parse_dates(
    written: pd.Series,
    period: FiledPeriod,
    is_number: pd.Series | None = None,
    *,
    is_deadline: bool = False,
    words: Words = WORDS,
) -> pd.DataFrame:
    """Read one column of days.

    Parameters
    ----------
    written : text; NA or blank where the cell is empty.
    month : the month of the filing, which completes a day without month or year.
    is_number : where the cell held a number, not text; None where that is not known.
    is_deadline : days may lie ahead; else one without a year that lies ahead is last year's.
    words : what the catalogue knows to say that there is nothing.

    Returns
    -------
    DataFrame
        Same index: ``date`` (datetime64, NaT where empty or unreadable), ``problem`` (NA, or the
        check that it failed; of those date_doubtful and date_span leave a date, unreadable_date
        and vague_date do not) and ``other`` (what else it may be, as text; else NA).
    """
    parsed = parse_unique(written, lambda text: read_day(text, period, is_deadline, words), COLUMNS)
    parsed = parsed.assign(date=pd.to_datetime(parsed["date"]))
    return parsed if is_number is None else weigh_lost_zeros(parsed, written, is_number)


def read_date(text: str, period: FiledPeriod) -> tuple[date | None, str | None]:
    """Read one day; returns date, problem."""
    day, problem, _ = read_day(text, period)
    return day, problem


def read_day(
    text: str, period: FiledPeriod, is_deadline: bool = False, words: Words = WORDS
) -> tuple:
    """Read one day; returns date, problem, and what else it may be."""
    if len(text) > LONGEST_TEXT:
        return None, "unreadable_date", None
    plain, weekday, is_hedged = set_aside(text, is_deadline)
    if not plain and weekday:
        return None, "unreadable_date", None  # 周三 is no day
    if not plain or words.says("nothing", plain) or DASHES.fullmatch(plain):
        return None, None, None
    if MARKED_DIGITS.search(text) or LUNAR.search(plain):
        return None, "unreadable_date", None
    digits = re.sub(
        r"[零一二两三四五六七八九十廿卅]+", chinese_digits, plain.replace("元月", "1月")
    )
    if VAGUE.fullmatch(digits):
        return None, "vague_date", None
    day, problem, other = read_digits(digits, period, is_deadline)
    if day is None:
        return None, problem or "unreadable_date", None
    if weekday is not None and day.weekday() != WEEKDAYS.index(weekday):
        problem, other = "date_doubtful", f"这一天是星期{WEEKDAYS[day.weekday()]}"
    elif is_hedged:
        problem = problem or "date_doubtful"
    elif abs(day.year - period.year) > YEARS_APART:
        problem = "date_doubtful"
    return day, problem, other


def set_aside(text: str, is_deadline: bool) -> tuple[str, str | None, bool]:
    """Return the day alone as plain text, the weekday beside it, and whether it is hedged."""
    folded = unicodedata.normalize("NFKC", text).strip()
    named = WEEKDAY.search(folded)
    folded = WEEKDAY.sub("", folded).strip()
    folded = TIME.sub("", PART_OF_DAY.sub("", folded)).strip()
    plain = without_typing(plain_text(folded).replace("。", "."))
    unhedged = HEDGES.sub("", plain)
    unbound = BY_THEN.sub("", unhedged)
    is_hedged = unhedged != plain or (unbound != unhedged and not is_deadline)
    return unbound, named[1].replace("天", "日") if named else None, is_hedged


def read_digits(digits: str, period: FiledPeriod, is_deadline: bool) -> tuple:
    """Read a day written in Arabic digits: one day, or the first day of a span."""
    for pattern in DATE_PATTERNS:
        if found := pattern.fullmatch(digits):
            return settle_hyphen(digits, found.groupdict(), period, is_deadline)
    if SHORT_YEAR.fullmatch(digits) or YEAR_LAST.fullmatch(digits):
        return read_three(digits, period)
    if found := SPAN.fullmatch(digits):
        return read_span(found, period, is_deadline)
    if SERIAL.fullmatch(digits) and int(digits[:5]) in SERIALS:
        return EXCEL_DAY_ZERO + timedelta(days=int(digits[:5])), None, None
    if found := SIX_DIGITS.fullmatch(digits):  # 220305
        day = make_date(2000 + int(found[1]), found[2], found[3])
        near = day is not None and abs(day.year - period.year) <= 1
        return (day, None, None) if near else (None, "unreadable_date", None)
    if found := FOUR_DIGITS.fullmatch(digits):  # 0305
        day = place_date({"month": found[1], "day": found[2]}, period, is_deadline)
        return day, "date_doubtful" if day else "unreadable_date", None
    return None, "unreadable_date", None


def settle_hyphen(digits: str, parts: dict, period: FiledPeriod, is_deadline: bool) -> tuple:
    """Place a day; 5-7 in a filing of March is rather the 5th to the 7th than a day of May."""
    day = place_date(parts, period, is_deadline)
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})([日号]?)", digits)
    if found and (found[3] or not is_near(int(found[1]), period)):
        first, last = (place_date({"day": part}, period, is_deadline) for part in found.group(1, 2))
        if first and last and first < last:
            return first, "date_span", f"到{last:%Y-%m-%d}"
    if day is None:
        return None, "unreadable_date", None
    ahead = int(parts.get("month") or 0) - period.month
    if not is_deadline and not parts.get("year") and 1 < ahead < LATE_MONTHS:
        return day, "date_doubtful", "没有写年份"
    return day, None, None


def is_near(stated_month: int, period: FiledPeriod) -> bool:
    """Tell whether a month is that of the filing, the one before or the one after."""
    return (stated_month - period.month) % 12 in (0, 1, 11)


def read_three(digits: str, period: FiledPeriod) -> tuple:
    """Read 22.3.5, 3/5/22 or 3/5/2022: the year first, unless that is far from the filing."""
    one, two, three = re.split(r"\D", re.sub(r"\D$", "", digits))
    year_first = make_date(2000 + int(one), two, three) if len(one) == len("22") else None
    full = int(three) if len(three) == len("2022") else 2000 + int(three)
    year_last = [day for day in (make_date(full, one, two), make_date(full, two, one)) if day]
    if year_first and (abs(year_first.year - period.year) <= 1 or not year_last):
        return year_first, None, None
    near = [day for day in year_last if abs(day.year - period.year) <= 1]
    near.sort(key=lambda day: (day.year, day.month) != period.key)
    if near:
        others = [f"{day:%Y-%m-%d}" for day in [*near[1:], *filter(None, [year_first])]]
        return near[0], "date_doubtful", "也可能是" + "、".join(others) if others else None
    return (year_first, None, None) if year_first else (None, "unreadable_date", None)


def read_span(found: re.Match, period: FiledPeriod, is_deadline: bool) -> tuple:
    """Read the first day of a span such as 3月5日-7日; its last day is told beside it."""
    first = read_digits(found["first"] or found["from"], period, is_deadline)[0]
    stated = found["last"] or found["to"]
    if first is None:
        return None, "unreadable_date", None
    if re.fullmatch(r"\d{1,2}[日号]?", stated):
        last = make_date(first.year, first.month, re.sub(r"\D", "", stated))
    else:
        last = read_digits(stated, period, is_deadline)[0]
    if last is None or last < first:
        return None, "unreadable_date", None
    return first, "date_span", f"到{last:%Y-%m-%d}"


def place_date(parts: dict, period: FiledPeriod, is_deadline: bool = False) -> date | None:
    """Complete a day by the filing's month; None where there is no such day.

    Without a year, December in a January filing is last year's, and so is any month that lies more
    than one ahead: what was done or found cannot lie in the future. A deadline in January that a
    December filing sets is next year's.
    """
    stated_month = int(parts.get("month") or period.month)
    year = int(parts.get("year") or period.year)
    if not parts.get("year"):
        ahead = stated_month - period.month
        if is_deadline:
            year += 1 if ahead <= -10 else 0
        elif ahead > 1:
            year -= 1
        elif ahead == -11:
            year += 1
    return make_date(year, stated_month, parts["day"])


def make_date(year: int, month: int | str, day: int | str) -> date | None:
    """Return a date, None where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day)) if int(year) in YEARS else None
    except ValueError:
        return None


def chinese_digits(found: re.Match) -> str:
    """Write a Chinese numeral of a date in digits: 二零二二 → 2022, 二十三 and 廿三 → 23."""
    numeral = found[0].replace("两", "二").replace("廿", "二十").replace("卅", "三十")
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return str(
            CHINESE_DIGITS.find(tens or "一") * 10 + (CHINESE_DIGITS.find(ones) if ones else 0)
        )
    return "".join(str(CHINESE_DIGITS.index(sign)) for sign in numeral)


def usual_serials(written: pd.Series, day_zero: date) -> pd.Series:
    """Return serial numbers of days that count from another day as if from the usual one."""
    is_serial = written.str.fullmatch(SERIAL.pattern)
    shifted = written[is_serial].str[:5].astype("int64") + (day_zero - EXCEL_DAY_ZERO).days
    return written.mask(is_serial, shifted.astype("str").reindex(written.index))


def weigh_lost_zeros(
    parsed: pd.DataFrame, written: pd.Series, is_number: pd.Series
) -> pd.DataFrame:
    """Doubt every 3.1 that a sheet holds as a number: the 1st, or 3.10 without its zero.

    It is taken for the one of the two days that keeps the lines in order of date between the
    nearest lines that are sure; where both or none do, for the day as it reads.
    """
    maybe = is_number & written.fillna("").str.fullmatch(LOST_ZERO.pattern) & parsed["date"].notna()
    if not maybe.any():
        return parsed
    early = parsed["date"]
    late = early + pd.to_timedelta(9 * early.dt.day, unit="D")
    late = late.where(late.dt.month == early.dt.month)
    maybe &= late.notna()
    sure = early.mask(maybe)
    before, after = sure.ffill(), sure.bfill()
    keeps = [
        ((day >= before) | before.isna()) & ((day <= after) | after.isna()) for day in (early, late)
    ]
    is_late = maybe & keeps[1] & ~keeps[0]
    other = late.mask(is_late, early).dt.strftime("%Y-%m-%d")
    return parsed.assign(
        date=early.mask(is_late, late),
        problem=parsed["problem"].mask(maybe, "date_doubtful"),
        other=parsed["other"].mask(maybe, "也可能是" + other),
    )
