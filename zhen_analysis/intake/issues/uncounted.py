"""What became of a month's lines and its issues → the figures that were filed and do not count.

A village whose only figure of an item was struck out, or merged with another's, did not report
that it did nothing: what it did is not known until the cell is mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from zhen_analysis.base.addresses import address, read_address
from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.intake.issues.issue_places import find_lines
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import harms_of
from zhen_analysis.intake.records.cleaning import Cleaned
from zhen_analysis.intake.schemas import UNCOUNTED_COLUMNS

UNCOUNTED = "uncounted"
LINE = ["file", "sheet", "block", "row"]
COUNTED = ["recorded", "blank"]  # lines that stand for their unit, with a figure or without


def uncounted_figures(
    cleaned: Sequence[Cleaned], lines: pd.DataFrame, issues: pd.DataFrame, here: TownPeriod
) -> pd.DataFrame:
    """Return which figures of which units were filed and do not count, once each.

    Parameters
    ----------
    cleaned : what was read of every block.
    lines : one row per line of every block: file, sheet, block, row, ledger, kind, unit,
        is_withheld (of another time).
    issues : of the month; what a check does to the figures is its ``harm``.

    Returns
    -------
    DataFrame
        ``period, ledger, unit, item, is_other_time, file``. Blank ``item``: a case of the ledger,
        which is all that it counts. ``is_other_time``: no part of the month's figure if there is
        one, but all that is known where there is none.
    """
    found = [
        of_refused_lines(cleaned, lines),
        of_columns(cleaned, lines),
        of_cells(issues, {part.block.key: part.block for part in cleaned}, lines),
    ]
    stacked = pd.concat(found, ignore_index=True).reindex(columns=UNCOUNTED_COLUMNS)
    types = {**dict.fromkeys(UNCOUNTED_COLUMNS, "str"), "is_other_time": bool}
    stacked = stacked.assign(period=str(here.period)).astype(types)
    return stacked.drop_duplicates(ignore_index=True)


def of_refused_lines(cleaned: Sequence[Cleaned], lines: pd.DataFrame) -> pd.DataFrame:
    """Return what lines state that do not count: two that disagree, another time, no number."""
    refused = lines[lines["kind"].eq("rejected") & lines["unit"].notna()]
    refused = refused.assign(is_other_time=refused["is_withheld"].astype(bool))
    stated = [
        on_lines(part, part.fields.loc[part.fields["item"].notna(), ["row", "item"]])
        for part in cleaned
        if part.block.ledger.shape != "case"
    ]
    whole = [
        on_lines(part, part.entries[["row"]].assign(item=""))
        for part in cleaned
        if part.block.ledger.shape == "case"
    ]
    return joined([*stated, *whole], refused)


def of_columns(cleaned: Sequence[Cleaned], lines: pd.DataFrame) -> pd.DataFrame:
    """Return what stands in columns that do not count and speak of an item all the same."""
    counted = lines[lines["kind"].isin(COUNTED) & lines["unit"].notna()]
    return joined(
        [on_lines(part, part.unplaced) for part in cleaned], counted.assign(is_other_time=True)
    )


def of_cells(
    issues: pd.DataFrame, blocks: dict[tuple[str, str, int], Block], lines: pd.DataFrame
) -> pd.DataFrame:
    """Return the figures whose cells an issue keeps out of the count, on lines that do count."""
    keeping_out = issues[harms_of(issues).eq(UNCOUNTED) & issues["cell"].fillna("").ne("")]
    cells = [
        {"file": issue.file, "sheet": issue.sheet, "cell": cell}
        for issue in keeping_out.itertuples()
        for cell in cells_of(str(issue.cell))
    ]
    at = pd.DataFrame(cells, columns=["file", "sheet", "cell"])
    if at.empty:
        return at
    on = find_lines(at, list(blocks.values()), lines)
    cases = {block.ledger.code for block in blocks.values() if block.ledger.shape == "case"}
    is_figure = on["kind"].isin(COUNTED) & on["unit"].notna() & on["item"].notna()
    found = on[is_figure & ~on["ledger"].isin(cases)]
    return found[["ledger", "unit", "item"]].assign(
        is_other_time=False, file=at.loc[found.index, "file"]
    )


def cells_of(place: str) -> Iterator[str]:
    """Yield the cells of C2 or C2:D5; nothing of what is no address."""
    ends = [read_address(end) for end in place.split(":")]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return
    (top, left), (bottom, right) = known[0], known[-1]
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield address(row, column)


def on_lines(part: Cleaned, stated: pd.DataFrame) -> pd.DataFrame:
    """Return rows and items of a block with the place of its lines."""
    file, sheet, block = part.block.key
    return stated.assign(file=file, sheet=sheet, block=block)


def joined(stated: Iterable[pd.DataFrame], lines: pd.DataFrame) -> pd.DataFrame:
    """Return the items that stand on some lines, with the lines' ledger and unit."""
    parts = [part for part in stated if len(part)]
    if not parts or lines.empty:
        return pd.DataFrame(columns=UNCOUNTED_COLUMNS)
    numbers = {"block": "int64", "row": "int64"}
    found = pd.concat(parts, ignore_index=True).astype(numbers)
    about = lines[[*LINE, "ledger", "unit", "is_other_time"]].astype(numbers)
    return found.merge(about, on=LINE, validate="m:1").drop(columns=["sheet", "block", "row"])
