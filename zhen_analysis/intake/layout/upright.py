"""A sheet without an upright table → the tables it holds on their side, set upright."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake.cells.dates import read_date
from zhen_analysis.intake.cells.times.time_readers import plain_time
from zhen_analysis.intake.files.sheets import Sheet, claim_each
from zhen_analysis.intake.headers.headers import Header, find_headers
from zhen_analysis.intake.headers.headings import words_of_all
from zhen_analysis.intake.headers.titles import KnowsUnit
from zhen_analysis.intake.layout.keys_across import unfold_keys
from zhen_analysis.intake.layout.unusual_tables import (
    MOST_LOOKED,
    bare_name,
    carry_lone_rows,
    find_unit_column,
    unfold_items,
)

FEWEST_UNITS = 2  # across a row, to take a table for one on its side
FEWEST_DAYS = 3
LONGEST_SECTION = 24  # characters of a row that heads a day
SECTION_SIGN = re.compile(r"[\d月日号周期拜]")
LONGEST_UNIT = 20  # characters of a unit's name with its number
ANY_MONTH = Month(2000, 6)  # whether a text is a day does not depend on the month
DAY = re.compile(r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号]|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
WEEKDAY = r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
# What a row of its own may say of the day below it, whether it can be read as one or not.
SECTION = re.compile(
    rf"(?P<day>(?:\d{{4}}[年./-])?\d{{1,2}}[月./-]\d{{1,2}}[日号]?|\d{{1,2}}[日号]|20\d{{6}}|{WEEKDAY})"
    rf"(?P<to>(?:-+|至|到|[、和及])(?:\d{{1,2}}[月./-])?\d{{1,2}}[日号]?)?(?P<week>{WEEKDAY})?"
    rf"\(?(?P<part>上午|下午|中午|早上|晚上|夜间|全天)?\)?(?P<late>{WEEKDAY})?(?:[一-龥]{{0,8}})"
)
NO_SECTION = re.compile(r"填|报|制表|打印|截[至止]|以来|累计|合计|小计|总计|组|片|村")


@dataclass(frozen=True)
class Upright:
    """A table that was set upright.

    Attributes
    ----------
    sheet : the table; ``places`` tells where each of its cells stands as filed.
    headers : its headers, as ``find_headers`` returns them.
    rows : the rows of the filed sheet that it takes up.
    """

    sheet: Sheet
    headers: list[list[Header]]
    rows: range


def upright_tables(sheet: Sheet, ledgers: list[Ledger], knows_unit: KnowsUnit) -> list[Upright]:
    """Return the tables of the first way to read a sheet that gives a header with quantities.

    Tried in turn: days or ways of checking across; units across; items down the page; units alone
    on a row above their lines; a unit column whose heading nobody declared; days across on a sheet
    of one unit.
    """
    is_unit = find_units(sheet, knows_unit)
    ways: tuple[Callable[[], Iterator[tuple[Sheet, range]]], ...] = (
        lambda: unfold_keys(sheet, ledgers, is_unit),
        lambda: turn_each(sheet, is_unit, FEWEST_UNITS, "unit"),
        lambda: unfold_items(sheet, ledgers, is_unit),
        lambda: carry_lone_rows(sheet, is_unit, "unit", words_of_all(ledgers)),
        lambda: find_unit_column(sheet, is_unit),
        lambda: turn_each(sheet, claim_each(sheet.grid, is_day), FEWEST_DAYS, "date"),
    )
    for way in ways:
        tables = []
        for upright, rows in way():
            headers = find_headers(upright, ledgers, knows_unit)
            if any(header.is_measured for found in headers for header in found):
                tables.append(Upright(upright, headers, rows))
        if tables:
            return tables
    return []


def find_units(sheet: Sheet, knows_unit: KnowsUnit) -> np.ndarray:
    """Tell which cells name a unit; of long sheets only in the first rows and alone on a row.

    That is where a table shows its build; a name is looked up slowly, and there may be very many.
    """
    where = sheet.filled.sum(axis=1) == 1
    where[:MOST_LOOKED] = True
    is_unit = np.zeros(sheet.grid.shape, dtype=bool)
    is_unit[where] = claim_each(sheet.grid[where], lambda text: names_unit(text, knows_unit))
    return is_unit


def names_unit(text: str, knows_unit: KnowsUnit) -> bool:
    """Tell whether a cell is a unit's name, with or without a number before it."""
    if not 0 < len(text) <= LONGEST_UNIT or text.replace(".", "").isdecimal():
        return False
    return bool(knows_unit(text) or knows_unit(bare_name(text)))


def grouped_table(
    sheet: Sheet, header: Header, ledgers: list[Ledger], knows_unit: KnowsUnit
) -> list[Upright]:
    """Return a table whose lines take their unit or day from a row above them, if it is so.

    The unit's column holds nothing beside a line, and a unit on every row in between; or there is
    no column of days, and days stand alone on rows.
    """
    body, words = sheet.filled[header.stop :], header.ledger.words
    alone = body.sum(axis=1) == 1
    unit, day = header.find("unit"), header.find("date")
    if unit is not None and alone.any() and not body[~alone, unit.index].any():
        hits = find_units(sheet, knows_unit)
        tables = list(carry_lone_rows(sheet, hits, "unit", words, without=unit.index))
    elif unit is not None and says_no_day(sheet, header, alone) and alone.any():
        empty = None if day is None else day.index
        tables = list(
            carry_lone_rows(
                sheet,
                section_rows(sheet, header.stop),
                "date",
                words,
                without=empty,
                read=section_day,
            )
        )
    else:
        return []
    return [
        Upright(upright, headers, rows)
        for upright, rows in tables
        if (headers := find_headers(upright, ledgers, knows_unit))
    ]


def says_no_day(sheet: Sheet, header: Header, alone: np.ndarray) -> bool:
    """Tell whether no line has a day of its own: no column of days, or one that is left empty."""
    day = header.find("date")
    return day is None or not sheet.filled[header.stop :][~alone, day.index].any()


def section_rows(sheet: Sheet, start: int) -> np.ndarray:
    """Tell which cells alone on a row below the header name the day of the lines below them."""
    hits = claim_each(sheet.grid, heads_a_day)
    hits[:start] = False
    return hits


def heads_a_day(text: str) -> bool:
    """Tell whether a text heads the lines of a day: 8月4日（星期二）, 一、8月3日, 8月3日上午.

    Also where it cannot be read as one day (周三): the lines below are not the day before's.
    """
    if not 0 < len(text) <= LONGEST_SECTION or text.isdecimal() or not SECTION_SIGN.search(text):
        return False
    plain = bare_name(plain_time(text))
    return bool(SECTION.fullmatch(plain)) and not NO_SECTION.search(plain)


def section_day(text: str) -> str:
    """Return the day that a row of its own names, as a cell would: 8月4日上午(星期二)."""
    found = SECTION.fullmatch(bare_name(plain_time(text)))
    if found is None:
        return text
    return "".join(found[name] or "" for name in ("day", "to", "part", "week", "late"))


def turn_each(
    sheet: Sheet, hits: np.ndarray, fewest: int, first: str
) -> Iterator[tuple[Sheet, range]]:
    """Yield the tables whose units (or days) stand across, each turned upright.

    A table begins with that row and ends with the last row that says something of a unit, or
    where the next one begins.
    """
    count = hits.sum(axis=1)
    if not count.size or count.max() < fewest:
        return
    tops = [int(row) for row in np.flatnonzero(count >= max(fewest, (count.max() + 1) // 2))]
    for top, following in zip(tops, [*tops[1:], len(sheet.grid)], strict=True):
        across = np.flatnonzero(hits[top])
        if across[0] == 0:
            continue
        # A title of the next table fills one cell of a row, and no unit's.
        told = np.flatnonzero(sheet.filled[top:following, across].any(axis=1)) + top
        end = int(told[-1]) + 1
        yield turn(sheet, top, end, int(across[-1]), first), range(top, end)


def turn(sheet: Sheet, top: int, end: int, last: int, first: str) -> Sheet:
    """Return some rows of a sheet as columns; sums and remarks may stand behind the last unit."""
    rows, columns = np.mgrid[top:end, 0 : sheet.grid.shape[1]]
    places = np.stack([rows.T, columns.T], axis=-1).astype(np.int32)
    merges = [
        ((left, upper - top), (right, lower - top))
        for (upper, left), (lower, right) in sheet.merges
        if top <= upper and lower < end
    ]
    grid = sheet.grid[top:end].T.copy()
    for (upper, left), (lower, _) in sheet.merges:
        if upper < top <= lower and not grid[left, 0]:  # 合计, merged with the row of districts
            grid[left, 0], places[left, 0] = sheet.grid[upper, left], (upper, left)
    return replace(sheet, grid=grid, merges=merges, places=places, first=first)


def is_day(text: str) -> bool:
    """Tell whether a text is a day written as one: 3月5日, 5日; a number such as 3.5 is none."""
    return bool(DAY.fullmatch(text)) and read_date(text, ANY_MONTH)[0] is not None
