"""Time limits as written (5个工作日, 15日内, 5) → the day on which each ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pandas as pd

from zhen_analysis.catalogue.workdays import DAY_KINDS, NATURAL, WORKDAY, day_after
from zhen_analysis.intake.cells.dates import LONGEST_TEXT, chinese_digits
from zhen_analysis.intake.cells.text import plain_text, without_typing

WITHIN = r"(?:之?内|以内|前)?(?:完成|办结|办理|整改到位)?"
LIMIT = re.compile(  # four digits of days are no time limit
    rf"(?:自?(?:交办|下达|收到)(?:之日)?起)?(?:限期?|于)?(?P<count>\d{{1,3}})个?"
    rf"(?P<unit>工作日|自然日|日历日|天|日)?{WITHIN}"
)
UNITS = {"工作日": WORKDAY, "自然日": NATURAL, "日历日": NATURAL}
SAME_DAY = re.compile(r"(?:当日|当天|即日|立即|立行立改|马上)(?:完成|办结|整改)?")
WEEKS = re.compile(rf"(?:一|1)(?:周|个?星期|个?礼拜){WITHIN}")


def read_limits(
    written: pd.Series,
    opened: pd.Series,
    stated_kind: pd.Series,
    default_kind: str,
    overrides: Mapping[date, str],
) -> pd.Series:
    """Return the day on which each time limit ends; NaT for what is none, or has no first day.

    Parameters
    ----------
    written : what stands in the column of deadlines.
    opened : the day from which the limit runs; it is not counted itself.
    stated_kind : 工作日 or 自然日 where another column says it, else blank.
    default_kind : how days are counted where neither says it.
    """
    texts = written.fillna("")
    maybe = {text for text in texts.unique() if read_limit(text, has_kind=True)}
    asked = texts.index[texts.isin(maybe) & opened.notna()]
    ends = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    for row in asked:
        end = limit_end(texts[row], opened[row], stated_kind[row], default_kind, overrides)
        ends[row] = pd.NaT if end is None else pd.Timestamp(end)
    return ends


def limit_end(
    written: str, opened: pd.Timestamp, stated: str, default: str, overrides: Mapping[date, str]
) -> date | None:
    """Return the last day of one time limit; None where there is none."""
    kinds = {word: kind for kind, word in DAY_KINDS.items()}
    found = read_limit(written, has_kind=stated in kinds)
    if found is None:
        return None
    count, kind = found
    return day_after(opened.date(), count, kind or kinds.get(stated, default), overrides)


def read_limit(written: str, has_kind: bool = False) -> tuple[int, str] | None:
    """Return days and how they are counted ("" where it is not said); None for what is no limit.

    A bare number (5) is one only beside a column that says what it counts; else it is the 5th.
    "15日" and "15日前" are days of a month, "15日内" is a limit.
    """
    plain = without_typing(plain_text(written[:LONGEST_TEXT]))
    if SAME_DAY.fullmatch(plain):
        return 0, NATURAL
    if WEEKS.fullmatch(plain):
        return 7, NATURAL
    digits = re.sub(r"[一二两三四五六七八九十廿卅]+", chinese_digits, plain)
    found = LIMIT.fullmatch(digits)
    if not found:
        return None
    unit, count = found["unit"] or "", int(found["count"])
    is_day_of_month = unit == "日" and not re.search(r"内|限", digits)
    if (unit == "" and digits != found["count"]) or (not unit and not has_kind):
        return None
    if is_day_of_month and not has_kind:
        return None
    return count, UNITS.get(unit, "")
