"""Parts and their total → the weights that headings state, or that the lines give away."""

from __future__ import annotations

import numpy as np

from zhen_analysis.audit.grid.columns import Column, Sheet
from zhen_analysis.audit.grid.words import STATED_WEIGHT
from zhen_analysis.audit.relations.formula import FEWEST, HALF

NICE = 0.05  # weights that somebody wrote down are its multiples, or add up to 1 in percent
MOST_LINES = 60  # that are looked at: enough to tell weights, and quick for long sheets
MOST_WRONG = 0.3  # of the lines may be left out before weights are no longer recovered


def weighted_sum(parts: tuple[Column, ...], weights: np.ndarray) -> np.ndarray:
    """Return Σ weight × part."""
    return np.sum([w * part.values for w, part in zip(weights, parts, strict=True)], axis=0)


def rounding(parts: tuple[Column, ...], weights: np.ndarray) -> float:
    """Return how far rounded parts can move a weighted sum."""
    return float(sum(abs(w) * HALF * p.step for w, p in zip(weights, parts, strict=True)))


def stated_weights(parts: tuple[Column, ...], sheet: Sheet) -> np.ndarray | None:
    """Return the weights that headings (明查(60%)) or a line 权重 state; adding up to 1."""
    stated = []
    for part in parts:
        weight = sheet.table.weights.get(part.place, stated_weight(part))
        if weight is None:
            return None
        stated.append(weight)
    weights = np.array(stated)
    total = weights.sum()
    return weights / total if total in (1.0, 10.0, 100.0) or abs(total - 1) < 0.011 else None


def stated_weight(part: Column) -> float | None:
    """Return the weight that a column's heading states; None where it states none."""
    found = STATED_WEIGHT.search(part.label)
    if not found:
        return None
    percent = found["number"] or found["percent"]
    return float(percent) / 100 if percent else float(found["plain"])


def recovered_weights(
    column: Column, parts: tuple[Column, ...], lines: np.ndarray
) -> np.ndarray | None:
    """Return weights that give the total of most lines, if they are such as people write down.

    Least squares, the worst line left out again and again. There must be at least two lines more
    than weights, or any numbers would fit. No weight exceeds 1.
    """
    if len(parts) < 2:
        return None
    matrix = np.column_stack([part.values[lines] for part in parts])
    target = column.values[lines]
    told = ~np.isnan(matrix).any(axis=1) & ~np.isnan(target)
    every = -(-int(told.sum()) // MOST_LINES) or 1
    matrix, target = matrix[told][::every], target[told][::every]
    fewest = max(len(parts) + 2, (1 - MOST_WRONG) * len(target), FEWEST)
    while len(target) >= fewest:
        weights, *_ = np.linalg.lstsq(matrix, target, rcond=None)
        nice = nice_weights(weights)
        if nice is not None:
            are_exact = all(part.decimals == 0 for part in parts)
            allowed = HALF * column.step + (0 if are_exact else rounding(parts, nice))
            if (np.abs(matrix @ nice - target) <= allowed).all():
                return nice
        # The line that fits worst without itself: a far one would else draw the weights to it.
        errors = np.abs(matrix @ weights - target)
        leverage = np.einsum("ij,ji->i", matrix, np.linalg.pinv(matrix))
        worst = int((errors / np.clip(1 - leverage, 1e-9, None)).argmax())
        matrix, target = np.delete(matrix, worst, axis=0), np.delete(target, worst)
    return None


def nice_weights(weights: np.ndarray) -> np.ndarray | None:
    """Return weights as somebody may have written them; None where they are no such weights."""
    steps = np.round(weights / NICE) * NICE
    if (steps > 0).all() and (steps <= 1).all() and np.abs(steps - weights).max() < NICE / 4:
        return steps
    percents = np.round(weights, 2)
    is_whole = abs(percents.sum() - 1) < NICE / 10
    return percents if is_whole and (percents > 0).all() else None
