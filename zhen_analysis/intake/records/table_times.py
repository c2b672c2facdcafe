"""The time that a table says it is of, and its lines' days → which lines are not the period's own.

Lines with a day go by their day. Lines without one are of the time that the table states: where
that is another month's, they count nowhere until the title is mended or a correction declares it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.intake.cells.times.time_span import FITS, MONTH, OTHER, WEEK, WIDER, StatedTime
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.lines import Lines

FEWEST_DAYS = 3  # lines that all name one other month, to take the table for that month's
DAYS = "日期列"


@dataclass(frozen=True)
class TableTime:
    """What time a table is taken to be of, and where that is said.

    ``cell``: the title's, if it stands in one. ``is_declared``: a correction says so. ``has_own``:
    the same file has a table of the same ledger that is of the period. ``copied_from``: the same
    file in an earlier folder, where the table says no time.
    """

    time: StatedTime | None = None
    source: str = ""
    is_declared: bool = False
    has_own: bool = False
    copied_from: str = ""
    cell: str = ""


def fits(block: Block, time: StatedTime | None) -> bool:
    """Tell whether a table's time is that of the folder it lies in, or not stated at all."""
    filed_for = block.sheet.filed_for
    return filed_for is None or time is None or filed_for.compare(time) == FITS


def withheld_lines(lines: Lines, table: TableTime) -> tuple[pd.Series, TableTime]:
    """Return which lines do not count in the period, and the time that says so.

    A running state (a snapshot ledger's 截至8月底) is the period's own. A case is filed for as long
    as it is open, so one with a day of opening is never another month's.
    """
    block = lines.block
    filed_for, ledger = block.sheet.filed_for, block.ledger
    none = pd.Series(False, index=lines.text.index)
    if filed_for is None:
        return none, table
    is_case = ledger.shape == "case"
    days = lines.dates["opened" if is_case else "date"]["date"]
    first, last = pd.Timestamp(filed_for.first_day), pd.Timestamp(filed_for.last_day)
    if table.copied_from and ledger.filing != "snapshot":
        return (days.isna() if is_case else ~days.between(first, last)), table
    if table.time is None:
        only = None if is_case or filed_for.period.kind == WEEK else only_month(days)
        if only is None or filed_for.compare(only) == FITS:
            return none, table
        return ~days.between(first, last), TableTime(only, DAYS, has_own=table.has_own)
    relation = filed_for.compare(table.time)
    if relation == FITS or (relation == WIDER and ledger.filing == "snapshot"):
        return none, table
    return (days.isna() if is_case else ~days.between(first, last)), table


def only_month(days: pd.Series) -> StatedTime | None:
    """Return the one month in which all days lie; None where they are few or of several."""
    known = days.dropna()
    months = known.dt.to_period("M").unique()
    if len(known) < FEWEST_DAYS or len(known) < len(days) or len(months) != 1:
        return None
    month = Month(months[0].year, months[0].month)
    return StatedTime(month.first_day, month.last_day, f"{month.month}月", MONTH)


def time_issues(lines: Lines, table: TableTime, withheld: pd.Series) -> list[dict[str, str]]:
    """Return what is told of a table that is not, or not wholly, of the period: one sentence."""
    block, filed_for = lines.block, lines.block.sheet.filed_for
    if filed_for is None:
        return []
    place = (block.sheet.file, block.sheet.name)
    month, count = filed_for.period.chinese, int(withheld.sum())
    if table.copied_from:
        issue = make_issue(
            "same_as_before", *place, count=count, other=table.copied_from, month=month
        )
        return [issue] if count else []
    if table.time is None or (not count and (table.is_declared or fits(block, table.time))):
        return []
    time, relation = table.time, filed_for.compare(table.time)
    source = name_source(block, table.source, time)
    if not count:
        issue = make_issue(
            "period_mismatch", *place, table.cell, field=table.source, written=time.written,
            read_as=time.chinese, source=source, month=month,
        )  # fmt: skip
        return [issue] if relation == OTHER else []
    alone = "other_period" if relation == OTHER else "wider_period"
    return [
        make_issue(
            "stale_table" if table.has_own else alone, *place, table.cell, field=table.source,
            written=time.written, read_as=time.chinese, source=source, month=month, count=count,
            value=str(filed_for.period),
        )
    ]  # fmt: skip


def name_source(block: Block, source: str, time: StatedTime) -> str:
    """Return where a time stands, as a sentence begins: 工作表“7月”, 标题写的“7月份”."""
    if source == "工作表名":
        return f"工作表“{block.sheet.name}”"
    if source == "文件名":
        return f"文件“{block.sheet.file.rsplit('/', 1)[-1]}”"
    if source == DAYS:
        return "日期列"
    return f"{source}写的“{time.written}”"
