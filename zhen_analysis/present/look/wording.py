"""Values → the words and digits that stand in a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from zhen_analysis.base.period import Period, parse_period
from zhen_analysis.base.rounding import SUM_DECIMALS, round_exactly

ADDRESS = re.compile(r"(https?):", re.IGNORECASE)
NOTHING = "—"
ASIDE = "不单列"
NOT_REPORTED = "未报"
NOT_APPLICABLE = "不涉及"
NOT_INSPECTED = "未检查"
UNREAD = "待核"
LONGEST_FRACTION = 2
TOO_LONG = 24

SPANS = {"month": "本月", "ytd": "今年累计"}
SPANS_TOLD = {"month": "本月", "ytd": "今年以来"}
THIS = {"month": "本月", "week": "本周", "quarter": "本季度", "year": "本年"}
LAST = {"month": "上月", "week": "上周", "quarter": "上季度", "year": "上年"}
LEVELS = {"village": "村", "department": "科室", "town": "镇"}


def spanned(name: str, span: str) -> str:
    """Return an indicator's name, with its span unless that is the month the page is of."""
    return f"{name}（{SPANS[span]}）" if span == "ytd" else name


def digits(value: Any, decimals: Any = None) -> str:
    """Return a number as printed, rounded half up; "—" for NA.

    Parameters
    ----------
    decimals : places to print; NA prints as many as the number has, at most two.
    """
    if pd.isna(value):
        return NOTHING
    places = LONGEST_FRACTION if pd.isna(decimals) else int(decimals)
    printed = f"{round_exactly(round(float(value), SUM_DECIMALS), places) + 0.0:.{places}f}"
    return printed.rstrip("0").rstrip(".") if pd.isna(decimals) else printed


def figures(measures: pd.DataFrame, decimals: pd.Series) -> pd.Series:
    """Return each measure's value as printed; a missing one says why it is missing."""
    pairs = zip(measured(measures), decimals, strict=True)
    printed = [
        value if isinstance(value, str) else digits(value, places) for value, places in pairs
    ]
    return pd.Series(printed, index=measures.index, dtype="str")


def measured(measures: pd.DataFrame) -> pd.Series:
    """Return each measure's value; in the stead of a missing one the word that says why.

    A denominator of zero reads 不涉及 (nothing was due), no numerator reads 未报, or 待核 where
    something was filed that cannot be read.
    """
    missing = measures["value"].isna()
    result = measures["value"].astype("object").mask(missing, NOTHING)
    idle = missing & measures["denominator"].eq(0).fillna(False).astype(bool)
    unfiled = missing & ~idle & measures["numerator"].isna()
    result = result.mask(idle, NOT_APPLICABLE).mask(unfiled, NOT_REPORTED)
    result = result.mask(measures["is_unread"], UNREAD) if "is_unread" in measures else result
    return with_withheld(result, measures)


def side(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return what makes a numerator or denominator as printed; the word of what is withheld."""
    return lambda measures: with_withheld(measures[name].astype("object"), measures)


def with_withheld(figures: pd.Series, measures: pd.DataFrame) -> pd.Series:
    """Return figures with the words for those of people that are too small to be shown."""
    if "withheld" not in measures:
        return figures
    return figures.mask(measures["withheld"].notna(), measures["withheld"])


def note_of_few(measures: pd.DataFrame) -> str:
    """Return what words in the place of counts of people mean; nothing where none stands."""
    told = measures["withheld"].dropna().unique() if "withheld" in measures else []
    few = "、".join(f"“{word}”" for word in sorted(told) if word != ASIDE)
    aside = f"；“{ASIDE}”的本身不少，为免推算出别处的少数而不列" if ASIDE in told else ""
    return f"涉及个人的事项，人数很少的只写{few}{aside}。" if few else ""


def counts(values: pd.Series, decimals: Any = None) -> pd.Series:
    """Return plain numbers as printed, "—" where there is none."""
    return values.map(lambda value: digits(value, decimals)).astype("str")


def words(values: pd.Series) -> pd.Series:
    """Return text as printed, "—" where there is none."""
    return values.astype("str").fillna(NOTHING).replace("", NOTHING)


def interval_of_rank(low: Any, high: Any) -> str:
    """Return the ranks that other weights could give: 2–5, or 3."""
    if pd.isna(low) or pd.isna(high):
        return NOTHING
    return digits(low, 0) if low == high else f"{digits(low, 0)}–{digits(high, 0)}"


def written_period(written: str) -> str:
    """Return 2022-03 of a table as 2022年3月, 2022-Q1 as 2022年第一季度, a week with its days."""
    return parse_period(written).chinese


def this(period: Period) -> str:
    """Return 本月, 本周, 本季度 or 本年."""
    return THIS[period.kind]


def last(period: Period) -> str:
    """Return 上月, 上周, 上季度 or 上年."""
    return LAST[period.kind]


def full_day(day: Any) -> str:
    """Return a day as 2022年4月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of_month(day: Any) -> str:
    """Return a day as 4月6日, "—" for NA."""
    return NOTHING if pd.isna(day) else f"{day.month}月{day.day}日"


def is_blank(value: Any) -> bool:
    """Tell whether there is nothing to print: NA or an empty text."""
    return bool(pd.isna(value)) or value == ""


def unlinked(text: str) -> str:
    """Return quoted text with its web addresses made harmless: http：//… leads nowhere.

    Somebody's cell or an error's message may hold one, and a page refers to nothing outside it.
    """
    return ADDRESS.sub(r"\1：", text)


def listing(names: Iterable[str], limit: int = TOO_LONG) -> str:
    """Return 甲、乙、丙; beyond ``limit`` the first ones and how many there are."""
    every = list(names)
    if len(every) <= limit:
        return "、".join(every) or NOTHING
    return "、".join(every[:limit]) + f"等{len(every)}个"


def sentence(value: object) -> str:
    """Return a sentence with its full stop, nothing for NA."""
    return value.rstrip("。") + "。" if isinstance(value, str) and value else ""
