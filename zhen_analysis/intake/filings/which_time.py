"""The tables of a folder and the declared corrections → what time each table is taken to be of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from zhen_analysis.base.period import Month, parse_month
from zhen_analysis.catalogue import PERIOD_FIELD, Correction
from zhen_analysis.intake.cells.times.stated_time import read_time
from zhen_analysis.intake.cells.times.time_span import MONTH, MONTHS, FiledFor, StatedTime
from zhen_analysis.intake.layout.find import Block, Layout
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.table_times import TableTime, fits

Key = tuple[str, str, int]
FILE = "data/catalogue/corrections.csv"


def times_of_tables(
    layouts: Sequence[Layout], corrections: Sequence[Correction], copies: Mapping[str, str]
) -> tuple[dict[Key, TableTime], list[dict[str, str]]]:
    """Return the time of every table by its key, and what is told of the declared ones.

    Parameters
    ----------
    corrections : lines of corrections.csv whose field is ``period``.
    copies : file → the same file in an earlier folder.
    """
    times = {block.key: table_time(block, layout, copies) for layout, block in tables(layouts)}
    blocks = [block for _, block in tables(layouts)]
    issues = []
    for correction in corrections:
        meant = [block for block in blocks if is_meant(correction, block, times[block.key])]
        for block in meant:
            time = declared_time(correction.value)
            times[block.key] = TableTime(time, "更正表", is_declared=True)
        issues += [tell_declared(correction, block) for block in meant]
    return {
        block.key: replace(times[block.key], has_own=has_own(block, blocks, times))
        for block in blocks
    }, issues


def has_own(block: Block, blocks: Iterable[Block], times: Mapping[Key, TableTime]) -> bool:
    """Tell whether the same file has another table of the ledger that is of the period.

    Beside a table that states no time itself, only one that says so.
    """
    others = [
        other
        for other in blocks
        if other.key != block.key
        and (other.sheet.file, other.ledger.code) == (block.sheet.file, block.ledger.code)
        and not times[other.key].copied_from
        and fits(other, times[other.key].time)
    ]
    says_nothing = times[block.key].time is None
    return any(times[other.key].time is not None or not says_nothing for other in others)


def tables(layouts: Iterable[Layout]) -> Iterator[tuple[Layout, Block]]:
    """Yield every table with the layout of its sheet."""
    for layout in layouts:
        for block in layout.blocks:
            yield layout, block


def table_time(block: Block, layout: Layout, copies: Mapping[str, str]) -> TableTime:
    """Return the time that a table itself says it is of; one that says none may be a copy."""
    time, source = block.time
    if time is None:
        return TableTime(copied_from=copies.get(block.sheet.file, ""))
    cell = title_cell(layout, time) if source == "标题" else ""
    return TableTime(time, source, cell=cell)


def title_cell(layout: Layout, time: StatedTime) -> str:
    """Return where above or below the tables a time is written; blank where it is pieced."""
    filed_for = layout.sheet.filed_for
    if filed_for is None:
        return ""
    return next(
        (cell for cell, text in layout.outside_cells() if read_time(text, filed_for) == time), ""
    )


def is_meant(correction: Correction, block: Block, table: TableTime) -> bool:
    """Tell whether a correction names a table: its ledger, file and sheet, and what it says now."""
    filed_for: FiledFor | None = block.sheet.filed_for
    if filed_for is None or block.ledger.code != correction.ledger:
        return False
    if not f"/{block.sheet.file}".endswith(f"/{correction.file}"):
        return False
    if correction.sheet not in ("", block.sheet.name):
        return False
    written = read_time(correction.written, filed_for) if correction.written else None
    stated = None if table.time is None else (table.time.first, table.time.last)
    return stated == (None if written is None else (written.first, written.last))


def declared_time(value: str) -> StatedTime:
    """Return what ``2026-08`` or ``2026-01..2026-08`` declares; BadInput for anything else."""
    first, _, last = value.partition("..")
    begin, end = parse_month(first.strip()), parse_month((last or first).strip())
    kind = MONTH if begin == end else MONTHS
    return StatedTime(begin.first_day, Month(*end.key).last_day, value, kind)


def tell_declared(correction: Correction, block: Block) -> dict[str, str]:
    """Return the issue that tells of a declared time, at its sheet."""
    return make_issue(
        "period_declared",
        block.sheet.file,
        block.sheet.name,
        field=PERIOD_FIELD,
        written=correction.written or "没有写",
        read_as=declared_time(correction.value).chinese,
        row=correction.row,
        reason=correction.reason or "未写明原因",
    )
