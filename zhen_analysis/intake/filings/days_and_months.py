"""Lines by the day and a month's line of the same unit → which count, and where they disagree.

A town's workbook often holds one line per village and month beside the villages' own sheets with a
line per day. Such a line is the sum of the others, as 合计 is: it is compared and never added.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from zhen_analysis.intake.filings.differences import (
    Blocks,
    cell_of,
    quoted,
    said_by,
    shorten,
)
from zhen_analysis.intake.filings.versions import short
from zhen_analysis.intake.layout.blocks import measured
from zhen_analysis.intake.messages import make_issue

BLOCK = ["file", "sheet", "block"]
MOST_CELLS = 8  # named of one sum
TOLERANCE = 1e-6  # relative; sums of decimals differ in the last binary digit


def compare_summaries(entries: pd.DataFrame, blocks: Blocks) -> Iterator[dict[str, str]]:
    """Let the lines by the day stand for the month's line of their unit; changes ``kind``.

    The most detailed filing counts, whichever was filed later. A month's line is the only one of
    its unit in a table without any day, where another table has the unit's lines by the day.
    """
    counting = entries[entries["kind"] == "recorded"]
    if counting.empty:
        return
    has_days = counting.groupby(BLOCK)["is_dated"].transform("any")
    detailed = counting[counting["is_dated"]].drop_duplicates(["ledger", "key", "content"])
    by_unit = detailed.groupby(["ledger", "unit"])
    alone = ~counting.duplicated([*BLOCK, "unit"], keep=False)
    alone &= counting["key"] == counting["unit"]  # no day is written, not even one in doubt
    for line in counting[~has_days & alone].itertuples():
        if (line.ledger, line.unit) not in by_unit.groups:
            continue
        details = by_unit.get_group((line.ledger, line.unit))
        entries.loc[line.Index, "kind"] = "duplicate"
        first = details.iloc[0]
        other = f"{short(first['file'])} {first['sheet']}"
        difference = tell_mismatch(line, details, blocks)
        yield make_issue(
            "master_mismatch" if difference else "master_agrees",
            line.file,
            line.sheet,
            line.cell,
            written=line.told,
            key=line.told,
            other=other,
            count=len(details),
            difference=difference,
        )


def compared_files(decisions: list[dict[str, str]], entries: pd.DataFrame) -> dict[str, str]:
    """Return file → duplicate, for files that are nothing but sums of others."""
    counting = set(entries.loc[entries["kind"] == "recorded", "file"])
    checks = {"master_agrees", "master_mismatch"}
    files = {issue["file"] for issue in decisions if issue["check"] in checks}
    return dict.fromkeys(files - counting, "duplicate")


def tell_mismatch(line: Any, details: pd.DataFrame, blocks: Blocks) -> str:
    """Return where a month's line is not the sum of the lines by the day, with all cells.

    Only what the month's table has a column for is compared.
    """
    stated, parts = said_by(line.content), []
    said = [(detail, said_by(detail.content)) for detail in details.itertuples()]
    for name in compared(line, stated, blocks):
        own = [(detail, words[name]) for detail, words in said if name in words]
        numbers = [number(written) for _, written in own]
        total = float(np.nansum(numbers))
        if np.isclose(number(stated.get(name, "0")), total, rtol=TOLERANCE, atol=1e-9):
            continue
        unread = "，其中有读不出的" if np.isnan(numbers).any() else ""
        cells = places([detail for detail, _ in own], name, blocks)
        parts.append(
            f"{name}汇总写{quoted(stated, name)}（{cell_of(line, name, blocks)}），"
            f"逐日相加为{total:.12g}（{cells}{unread}）"
        )
    return shorten(parts)


def compared(line: Any, stated: dict[str, str], blocks: Blocks) -> list[str]:
    """Return the names of the quantities that a month's table has a column for."""
    block = blocks.get((line.file, line.sheet, line.block))
    return [heading.column.label for heading in measured(block)] if block else list(stated)


def places(details: list[Any], name: str, blocks: Blocks) -> str:
    """Return the cells of the lines by the day, with their files where these are several."""
    cells = [(detail.file, cell_of(detail, name, blocks)) for detail in details]
    several = len({file for file, _ in cells}) > 1
    shown = [f"{short(file)} {cell}" if several else cell for file, cell in cells[:MOST_CELLS]]
    more = f"等{len(cells)}处" if len(cells) > MOST_CELLS else ""
    return "、".join(shown) + more if cells else "无"


def number(written: str) -> float:
    """Return a number, NaN for what is none."""
    try:
        return float(written)
    except ValueError:
        return float("nan")
