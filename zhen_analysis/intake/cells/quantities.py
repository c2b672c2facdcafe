"""Quantities as people write them → numbers in the item's unit, beside what was said of them.

Nothing is guessed: what is not a quantity is NA with the check that it failed; what can be read,
but says more than its number or may mean another one, is read and its check says so.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from zhen_analysis.catalogue.vocabulary.units import SHARE as SHARES
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.numerals import (
    ARABIC,
    CHINESE,
    DIGITS,
    LARGE,
    LARGEST,
    MULTIPLES,
    GivesRange,
    NotANumber,
    read_numeral,
)
from zhen_analysis.intake.cells.quantity_patterns import QuantityPatterns, quantity_patterns
from zhen_analysis.intake.cells.text import (
    DASHES,
    MARKED_DIGITS,
    parse_unique,
    plain_text,
    without_typing,
)

COLUMNS = ["value", "qualifier", "problem"]
PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]+)?")
SHARE = re.compile(rf"(?P<per>百|千)分之(?P<numeral>{ARABIC}|{CHINESE})|"
                   rf"(?P<tenths>[{DIGITS}\d])成(?P<hundredths>[{DIGITS}\d半])?")  # fmt: skip
GROUPED = re.compile(r"(?<!\d)\d{1,3}(?: \d{3}){1,6}(?!\d)")  # 1 000
TWO_NUMBERS = re.compile(r"\d\s+\.?\d")  # 12 27, or on two lines of a cell: never 1227
LAST_YEAR = re.compile(r"(\d+(?:\.\d+)?%?)\((\d+(?:\.\d+)?%?)\)")
REMARK = re.compile(r"(?P<quantity>.+?)(?:\((?P<bracketed>[^()]+)\)|"
                    r"[,;。、]?(?P<remark>(?:含|其中|不含|另|包括).+))")  # fmt: skip
PER_TIME = re.compile(r"([\u4e00-\u9fff])\(次\)")  # 人(次), 车(次)
BRACKETS = str.maketrans("[]【】〔〕{}《》", "()()()()()")
UNCLEAR = "?"  # the heading's unit where it states two, so that a bare number has none
LONGEST_TEXT = 60  # characters; more is a report, not a quantity
LONGEST_FILED = 400  # the same with blanks between them
SMALL = 100  # a half is said of few things only
# Numbers of people, also as a spreadsheet makes numbers of them: 13800000001.0.
TELEPHONE = re.compile(r"(?:1[3-9]\d{9}|\d{15}|\d{17}[\dx])(?:\.0*)?")


def parse_quantities(
    written: pd.Series,
    uom: str,
    heading_uom: str = "",
    dash_is_zero: bool = True,
    words: Words = WORDS,
) -> pd.DataFrame:
    """Read one column of quantities.

    Parameters
    ----------
    written : text; NA or blank where the cell is empty.
    uom : the item's canonical unit; values are converted to it.
    heading_uom : the unit that the heading states, for cells that state none.
    dash_is_zero : whether — and / say that nothing was done (0), or nothing at all (NA).
    words : the units and words that the catalogue knows.

    Returns
    -------
    DataFrame
        Same index: ``value`` (float, in ``uom``; NA where nothing is stated or it is unreadable),
        ``qualifier`` (约, 余 …; text or NA) and ``problem`` (NA, or the check that it failed). Of
        those unreadable, range_given, unit_conflict and ditto leave no value; value_doubtful,
        share_doubtful, remarked, second_figure, unit_doubtful and extra_quantity do.
    """
    return parse_unique(
        written, lambda text: read_quantity(text, uom, heading_uom, dash_is_zero, words), COLUMNS
    ).astype({"value": "Float64"})


def read_quantity(
    text: str,
    uom: str,
    heading_uom: str = "",
    dash_is_zero: bool = True,
    words: Words = WORDS,
) -> tuple:
    """Read one quantity; returns value, qualifier, problem."""
    if len(text) > LONGEST_FILED:
        return UNREADABLE
    is_share = words.uoms.base(uom) == SHARES
    if PLAIN.fullmatch(text) and not is_share and heading_uom in ("", uom):
        return (float(text), None, None) if not TELEPHONE.fullmatch(text) else UNREADABLE
    plain = without_typing(plain_text(text).translate(BRACKETS))
    is_dash = DASHES.fullmatch(plain) is not None
    if not plain and plain_text(text):
        return UNREADABLE
    if not plain or words.says("not_applicable", plain) or (is_dash and not dash_is_zero):
        return None, plain or None, None
    if words.says("nothing", plain) or is_dash:
        return 0.0, plain, None
    if words.says("ditto", plain):
        return None, None, "ditto"
    if (
        len(plain) > LONGEST_TEXT
        or TWO_NUMBERS.search(GROUPED.sub("", text.strip()))
        or MARKED_DIGITS.search(text)
    ):
        return UNREADABLE
    plain = PER_TIME.sub(r"\1次", plain.lower().removeprefix("="))
    plain = re.sub(r"^[–—](?=\d)", "-", plain)
    pointed = re.sub(r"(?<=\d)[。·](?=\d)", ".", plain)
    value, qualifier, problem = read_plain(
        pointed, uom, heading_uom or uom, quantity_patterns(words)
    )
    if pointed != plain and value is not None:
        problem = problem or "value_doubtful"
    return value, qualifier, problem


UNREADABLE = (None, None, "unreadable_value")


def read_plain(plain: str, uom: str, heading_uom: str, known: QuantityPatterns) -> tuple:
    """Read a quantity of plain text: as it stands, else as a share, a sum, or with a remark."""
    for read in (read_single, read_two, read_share, read_computed, read_remarked):
        found = read(plain, uom, heading_uom, known)
        if found is not None:
            return found
    return (None, None, "range_given") if known.range.fullmatch(plain) else UNREADABLE


def read_single(plain: str, uom: str, heading_uom: str, known: QuantityPatterns) -> tuple | None:
    """Read one number with its unit and qualifiers; None where that is not all the text."""
    if TELEPHONE.fullmatch(plain):
        return UNREADABLE
    if half := known.half.fullmatch(plain):
        return in_unit(Decimal("0.5"), half[1], uom, heading_uom, known.words, None, None)
    found = known.quantity.fullmatch(plain)
    if found is None:
        return None
    try:
        number = read_numeral(found["numeral"])
    except NotANumber:
        return None
    except GivesRange:
        return None, None, "range_given"
    number *= MULTIPLES.get(found["later"] or "", 1)
    number = number.scaleb(int(found["exponent"] or 0))
    if found["half"]:  # 三个半; of 1万半 nobody can say what the half is
        if found["more"] or number != number.to_integral() or number >= SMALL:
            return UNREADABLE
        number += Decimal("0.5")
    if number > LARGEST:
        return UNREADABLE
    if found["sign"] in ("-", "负"):
        number = -number
    qualifier = "".join(found[part] or "" for part in ("before", "more", "after")) or None
    doubt = "value_doubtful" if found["exponent"] or found["verb"] else None
    if not found["uom"] and heading_uom.startswith("万") and re.search(LARGE, plain):
        heading_uom, doubt = heading_uom[1:], "value_doubtful"  # 1.2万 under 万元 is 1.2万元
    return in_unit(number, found["uom"], uom, heading_uom, known.words, qualifier, doubt)


def in_unit(
    number: Decimal,
    stated: str | None,
    uom: str,
    heading_uom: str,
    words: Words,
    qualifier: str | None,
    problem: str | None,
) -> tuple:
    """Convert a number from the unit of its cell, else of its heading; NA across dimensions."""
    given = stated or heading_uom
    if given == UNCLEAR:
        return (None, qualifier, "unit_conflict") if number else (0.0, qualifier, problem)
    factor = words.uoms.conversion(given, uom)
    if factor is None:
        factor, problem = words.uoms.slip(given, uom), "unit_doubtful"
    if factor is None:
        return None, qualifier, "unit_conflict"
    # A share typed without its sign, such as 0.85, is as likely 85 % as 0.85 %.
    if words.uoms.base(uom) == SHARES and not stated and 0 < abs(number) <= 1:
        problem = "share_doubtful"
    return float(Fraction(number) * factor), qualifier, problem


def read_share(plain: str, uom: str, heading_uom: str, known: QuantityPatterns) -> tuple | None:
    """Read 百分之八十五, 千分之三, 八成, 八成五; None where the text is none of them."""
    found = SHARE.fullmatch(plain)
    if found is None:
        return None
    try:
        if found["per"]:
            number, unit = read_numeral(found["numeral"]), "%" if found["per"] == "百" else "‰"
        else:
            tenths = read_numeral(found["tenths"])
            more = found["hundredths"] or "零"
            number, unit = 10 * tenths + (5 if more == "半" else read_numeral(more)), "%"
    except (NotANumber, GivesRange):
        return UNREADABLE
    return in_unit(number, unit, uom, heading_uom, known.words, None, None)


def read_two(plain: str, uom: str, heading_uom: str, known: QuantityPatterns) -> tuple | None:
    """Read the quantity that is meant of two: of 12户27间 in a column of 户 the 12户."""
    if found := LAST_YEAR.fullmatch(plain):
        value, _, problem = read_plain(found[1], uom, heading_uom, known)
        return value, f"上年{found[2]}", problem or "second_figure"
    if found := known.bracketed_unit.fullmatch(plain):
        return read_single(found[1] + found[2], uom, heading_uom, known)
    if known.two.fullmatch(plain):
        parts = list(known.one.finditer(plain))
        meant = [part[0] for part in parts if known.words.uoms.conversion(part[1], uom) is not None]
        if len(meant) == 1 and (read := read_single(meant[0], uom, uom, known)):
            others = "、".join(part[0] for part in parts if part[0] not in meant)
            return read[0], f"另有{others}", read[2] or "extra_quantity"
        return UNREADABLE
    return None


def read_computed(plain: str, uom: str, heading_uom: str, known: QuantityPatterns) -> tuple | None:
    """Read a sum or a product that a clerk left to the reader: 3+2, 5×3; both with doubt."""
    if known.sum.fullmatch(plain):
        parts = [read_single(part, uom, heading_uom, known) for part in plain.split("+")]
        values = [part[0] for part in parts if part is not None and part[0] is not None]
        return (sum(values), None, "value_doubtful") if len(values) == len(parts) else UNREADABLE
    if found := known.product.fullmatch(plain):
        number = Decimal(1)
        for factor in re.split("[x×*]", found[1]):
            number *= read_numeral(factor)
        value, qualifier, problem = in_unit(
            number, found[2], uom, heading_uom, known.words, None, None
        )
        return value, qualifier, problem or "value_doubtful"
    if plain.endswith("?") and (read := read_single(plain.rstrip("?"), uom, heading_uom, known)):
        return read[0], read[1], read[2] or "value_doubtful"
    return None


def read_remarked(plain: str, uom: str, heading_uom: str, known: QuantityPatterns) -> tuple | None:
    """Read a quantity with a remark behind it: 30(含上月5); the remark is kept beside it."""
    found = REMARK.fullmatch(plain)
    if found is None:
        return None
    remark = found["bracketed"] or found["remark"]
    read = read_single(found["quantity"], uom, heading_uom, known)
    if read is None or read[0] is None:
        return read
    problem = "extra_quantity" if known.one.fullmatch(remark) else "remarked"
    return read[0], f"{read[1] or ''}({remark})", read[2] or problem
