"""Columns that hold units of measure (方, 公里) → which quantities each of them measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.headings import UNIT_ROW, fold, key

SHARE = 0.6  # of a column's filled cells, to take it for a column of units of measure
MOST_LOOKED = 200  # rows; what stands in the first ones tells what a column holds
UNIT_WORDS = frozenset({*map(key, UNIT_ROW), "计量", "数量单位", "单位名称"})


def find_uom_columns(
    labels: Sequence[tuple[str, ...]],
    sheet: Sheet,
    below: int,
    columns: Iterable[int],
    words: Words,
) -> frozenset[int]:
    """Return the columns headed 单位 or the like whose cells are units of measure, not villages.

    ``below``: the first row under the header.
    """
    body = sheet.grid[below : below + MOST_LOOKED]
    return frozenset(
        index
        for index in columns
        if labels[index]
        and key(fold(labels[index][-1])) in UNIT_WORDS
        and holds_units(body[:, index], words)
    )


def holds_units(texts: np.ndarray, words: Words) -> bool:
    """Tell whether most filled cells of a column are units of measure."""
    filled = [
        text.strip("()（）") for text in texts.tolist() if text and not words.says("ditto", text)
    ]
    return bool(filled) and sum(map(words.uoms.is_uom, filled)) >= SHARE * len(filled)


def measured_by(
    uom_columns: Iterable[int], quantities: Mapping[int, Sequence[str]], labels: Sequence
) -> dict[int, int]:
    """Return quantity → the column that holds its units of measure.

    Under one heading with it (清河道 > 数量, 单位), else on its right, else on its left.

    Parameters
    ----------
    quantities : column → its header path.
    """
    found: dict[int, int] = {}
    for index in uom_columns:
        upper = tuple(labels[index][:-1])
        together = [i for i, path in quantities.items() if upper and tuple(path[:-1]) == upper]
        for near in [*together, index - 1, index + 1]:
            if near in quantities and near not in found:
                found[near] = index
                break
    return found
