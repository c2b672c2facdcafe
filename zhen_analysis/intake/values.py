"""Text as people write it in cells → numbers with unit and qualifier, and dates; column-wise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import cn2an
import pandas as pd

from zhen_analysis.catalogue.uom import COUNTERS, ONE, SPELLINGS, conversion, dimension
from zhen_analysis.period import Month

NOTHING = {"无", "没有", "零", "—", "——", "–", "-", "--", "/", "\\"}
DITTO = {"同上", "〃", "″"}
MULTIPLES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
UNIT = "|".join(sorted(map(re.escape, SPELLINGS), key=len, reverse=True))
QUANTITY = re.compile(
    r"(?P<before>大约|约|将近|近|超过|超|逾|突破|共计|累计|合计|共|不足|至少)?"
    r"(?P<sign>[+-])?"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<multiple>[百千万亿]*)"
    r"|(?P<numeral>[零〇一二两三四五六七八九十百千万亿点]+))"
    r"(?P<more>余|多)?(?P<later>万|亿)?"
    rf"(?P<uom>{UNIT})?"
    r"(?P<after>左右|以上|以下|以内|余|多)?"
)
GROUPED = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")  # 1 000
TWO_NUMBERS = re.compile(r"\d\s+\.?\d")  # 12 27, or on two lines of a cell: never 1227
LAST_YEAR = re.compile(r"(\d+(?:\.\d+)?%?)\((\d+(?:\.\d+)?%?)\)")
BRACKETED_UNIT = re.compile(rf"(.*\d)\(({UNIT})\)")
ONE_QUANTITY = re.compile(rf"\d+(?:\.\d+)?(?:{UNIT})")
TWO_QUANTITIES = re.compile(rf"(?:\d+(?:\.\d+)?(?:{UNIT})[,、]?){{2,}}")
PARENTHESISED_SPELLINGS = {"人(次)": "人次", "车(次)": "车次"}
EXCEL_DAY_ZERO = date(1899, 12, 30)  # serial 60 and later; earlier ones never occur in ledgers
SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31


def plain_text(written: str) -> str:
    """Return text as it is parsed: one width, no blanks; ㎡ becomes m2, ％ becomes %."""
    folded = unicodedata.normalize("NFKC", written).replace("−", "-").replace("〇", "零")
    return re.sub(r"\s+", "", folded)


def parse_quantities(written: pd.Series, uom: str, heading_uom: str = "") -> pd.DataFrame:
    """Read one column of quantities.

    Parameters
    ----------
    written : text; NA or blank where the cell is empty.
    uom : the item's canonical unit; values are converted to it.
    heading_uom : the unit that the heading states, for cells that state none.

    Returns
    -------
    DataFrame
        Same index: ``value`` (float, in ``uom``; NA where empty or unreadable), ``qualifier``
        (约, 余 …; text or NA) and ``problem`` (NA, or the check that failed: unreadable,
        unit_conflict, unit_doubtful, extra_quantity, ditto).
    """
    return parse_unique(
        written,
        lambda text: read_quantity(text, uom, heading_uom),
        ["value", "qualifier", "problem"],
    ).astype({"value": "Float64"})


def read_quantity(text: str, uom: str, heading_uom: str = "") -> tuple:
    """Read one quantity; returns value, qualifier, problem."""
    plain = plain_text(text)
    for spelling, simple in PARENTHESISED_SPELLINGS.items():
        plain = plain.replace(spelling, simple)
    if not plain:
        return None, None, None
    if plain in NOTHING:
        return 0.0, plain, None
    if plain in DITTO:
        return None, None, "ditto"
    if TWO_NUMBERS.search(GROUPED.sub("", text)):
        return None, None, "unreadable"
    plain, beside, problem = set_aside(plain, uom)
    found = QUANTITY.fullmatch(plain)
    number = read_number(found) if found else None
    if found is None or number is None:
        return None, None, "unreadable"
    qualifier = "".join(found[part] or "" for part in ("before", "more", "after")) + beside or None
    stated = found["uom"] or heading_uom or uom
    factor = conversion(stated, uom)
    if factor is None:
        if {dimension(stated), dimension(uom)} <= COUNTERS:
            factor, problem = ONE, "unit_doubtful"
        else:
            return None, qualifier, "unit_conflict"
    return float(Fraction(number) * factor), qualifier, problem


def set_aside(plain: str, uom: str) -> tuple[str, str, str | None]:
    """Split off what stands beside the quantity that is meant.

    Returns the quantity, what stood beside it (a qualifier), and extra_quantity where that is work
    which is not counted: 3.25(3.76) is this and last year's figure; of 12户27间 in a column of 户
    the 12户 are meant; 12(户) is 12户.
    """
    if found := LAST_YEAR.fullmatch(plain):
        return found[1], f"上年{found[2]}", None
    if found := BRACKETED_UNIT.fullmatch(plain):
        return found[1] + found[2], "", None
    if TWO_QUANTITIES.fullmatch(plain):
        parts = [part[0] for part in ONE_QUANTITY.finditer(plain)]
        meant = [part for part in parts if part.endswith(uom)]
        if len(meant) == 1:
            others = "、".join(part for part in parts if part not in meant)
            return meant[0], f"另有{others}", "extra_quantity"
    return plain, "", None


def read_number(found: re.Match) -> Decimal | None:
    """Return the exact number of a matched quantity, or None where the numeral makes no sense."""
    if found["digits"]:
        number = Decimal(found["digits"].replace(",", ""))
        for multiple in found["multiple"]:
            number *= MULTIPLES[multiple]
    else:
        try:
            number = Decimal(str(cn2an.cn2an(found["numeral"], "smart")))
        except ValueError:
            return None
    number *= MULTIPLES.get(found["later"] or "", 1)
    return -number if found["sign"] == "-" else number


def parse_dates(written: pd.Series, month: Month) -> pd.DataFrame:
    """Read one column of days, with the filing's month as context.

    Returns
    -------
    DataFrame
        Same index: ``date`` (datetime64, NaT where empty or unreadable) and ``problem`` (NA,
        unreadable_date, or vague_date for 上旬 and the like).
    """
    parsed = parse_unique(written, lambda text: read_date(text, month), ["date", "problem"])
    return parsed.assign(date=pd.to_datetime(parsed["date"]))


def read_date(text: str, month: Month) -> tuple:
    """Read one day; returns date, problem."""
    plain = plain_text(text)
    if not plain or plain in NOTHING:
        return None, None
    digits = re.sub(r"[零一二两三四五六七八九十]+", chinese_digits, plain)
    if re.search(r"[上中下]旬|月[初中底末]", digits):
        return None, "vague_date"
    digits = re.sub(r"T?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", digits)
    for pattern in DATE_PATTERNS:
        found = pattern.fullmatch(digits)
        if found:
            return place_date(found.groupdict(), month)
    if re.fullmatch(r"\d+", digits) and int(digits) in SERIALS:
        return EXCEL_DAY_ZERO + timedelta(days=int(digits)), None
    return None, "unreadable_date"


DATE_PATTERNS = [
    re.compile(r"(?P<year>\d{4})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>\d{2})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"),
]


def place_date(parts: dict[str, str | None], month: Month) -> tuple:
    """Complete a day by the filing's month; December in a January filing is last year's."""
    stated_month = int(parts.get("month") or month.month)
    year = int(parts.get("year") or month.year)
    if year < 100:
        year += 2000
    if not parts.get("year") and stated_month - month.month >= 10:
        year -= 1
    try:
        return date(year, stated_month, int(parts["day"] or 0)), None
    except ValueError:
        return None, "unreadable_date"


def chinese_digits(found: re.Match) -> str:
    """Write a Chinese numeral of a date in digits: 二零二二 → 2022, 二十三 → 23."""
    numeral = found[0].replace("两", "二")
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return str(
            "零一二三四五六七八九".find(tens or "一") * 10
            + ("零一二三四五六七八九".find(ones) if ones else 0)
        )
    return "".join(str("零一二三四五六七八九".index(sign)) for sign in numeral)


def parse_unique(
    written: pd.Series, read: Callable[[str], tuple], columns: list[str]
) -> pd.DataFrame:
    """Apply ``read`` once to each different text of a column."""
    codes, texts = pd.factorize(written.fillna(""))
    rows = pd.DataFrame([read(text) for text in texts], columns=columns, dtype=object)
    return rows.take(codes).set_axis(written.index)


def heading_unit(label: str) -> tuple[str, str]:
    """Split a heading into its words and the unit it states: 清垃圾（立方米） → 清垃圾, 立方米."""
    plain = plain_text(label)
    found = re.search(r"\((?:单位[::])?([^()]*(?:\([^()]*\))?)\)$", plain)
    if not found:
        return plain, ""
    inside = PARENTHESISED_SPELLINGS.get(found[1], found[1])
    return plain[: found.start()], inside if inside in SPELLINGS else ""
