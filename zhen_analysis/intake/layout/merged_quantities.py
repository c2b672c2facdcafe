"""Merged cells of a block → the quantities that stand for several items or units at once."""

from __future__ import annotations

from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.layout.blocks import measured, spread_column
from zhen_analysis.intake.layout.find import Block


def shared_quantities(block: Block) -> dict[tuple[int, int], list[str]]:
    """Return row (of the block, from 1) and column of each quantity merged over several items.

    With the names of the items. Nobody knows how much of it is of which.
    """
    columns = {heading.index: heading for heading in measured(block)}
    return {**shared_across(block, columns), **shared_down(block, columns)}


def merged_over_units(block: Block) -> dict[tuple[int, int], tuple[int, list[str]]]:
    """Return row (from 1) and column of each quantity merged over the lines of several units.

    With the last of these rows and the units' names. Nobody knows how much of it is whose.
    """
    unit = block.heading("unit")
    if unit is None or block.sheet.places is not None:
        return {}
    units = spread_column(block.sheet, unit.index, block.header.stop)
    entries = set(block.rows["entry"].tolist())
    columns = {heading.index for heading in measured(block)}
    shared, merged = shared_quantities(block), {}
    for (top, left), (bottom, _) in block.sheet.merges:
        rows = [row for row in range(top, bottom + 1) if row in entries]
        named = list(dict.fromkeys(units[row] for row in rows if units[row]))
        is_shared = (top + 1, left) in shared
        is_said = bool(str(block.sheet.grid[top, left]).strip())
        if left in columns and top in entries and len(named) > 1 and is_said and not is_shared:
            merged[top + 1, left] = (max(rows) + 1, named)
    return merged


def shared_across(block: Block, columns: dict[int, Heading]) -> dict[tuple[int, int], list[str]]:
    """Return the quantities whose cell reaches over the columns of several items."""
    entries = set(block.rows["entry"].tolist())
    shared = {}
    for (top, left), (_, right) in block.sheet.merges:
        within = [columns[index] for index in range(left, right + 1) if index in columns]
        if len(within) > 1 and top in entries:
            shared[top + 1, within[0].index] = [heading.label for heading in within]
    return shared


def shared_down(block: Block, columns: dict[int, Heading]) -> dict[tuple[int, int], list[str]]:
    """Return the quantities of a table that named its items down the page, merged over several."""
    sheet = block.sheet
    if sheet.places is None or not sheet.shared:
        return {}
    return {
        (int(row) + 1, index): list(sheet.shared[place])
        for row in block.rows["entry"]
        for index in columns
        if (place := (int(sheet.places[row, index, 0]), int(sheet.places[row, index, 1])))
        in sheet.shared
    }
