"""Text as typed in a cell → the same without what typing adds; once for each different text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

from zhen_analysis.base.time_share import each_in_time
from zhen_analysis.intake.cells.traditional import simplified

DASHES = re.compile(r"[—–─_\-/\\]+")
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
# Signs that NFKC would turn into digits beside other digits: ①3户 is not 13户, nor 5² 52.
MARKED_DIGITS = re.compile(r"(?<![mM])[²³]|[¹⁰⁴-⁹₀-₉①-⓿❶-➓⒈-⒛⑴-⒇¼-¾⅐-⅟㈠-㈩㊀-㊉]")
STOPS = "。、;,:."


def plain_text(written: str) -> str:
    """Return text as it is parsed: one width, simplified, no blanks; ㎡ becomes m2, ％ is %."""
    folded = simplified(unicodedata.normalize("NFKC", INVISIBLE.sub("", written)))
    return re.sub(r"\s+", "", folded.replace("−", "-").replace("〇", "零"))


def without_typing(plain: str) -> str:
    """Return plain text without the apostrophe before it and the full stop behind it."""
    bare = plain.lstrip("'‘’`")
    return bare[:1] + bare[1:].rstrip(STOPS)


def parse_unique(
    written: pd.Series, read: Callable[[str], tuple], columns: list[str]
) -> pd.DataFrame:
    """Apply ``read`` once to each different text of a column."""
    codes, texts = pd.factorize(written.fillna(""))
    rows = pd.DataFrame([read(text) for text in each_in_time(texts)], columns=columns, dtype=object)
    return rows.take(codes).set_axis(written.index)
