"""A formula's numbers beside the printed ones → how many lines follow it, and which do not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from zhen_analysis.audit.grid.columns import Column
from zhen_analysis.audit.grid.words import COUNTED

FEWEST = 3  # lines that must follow a formula before it is believed
SHARE = 0.6  # of the lines
EXACT_SHARE = 0.95  # of the lines that fit to the digit: then the others are slips, no roundings
FLOAT = 1e-9  # of a number that nobody rounded: what a computer's arithmetic leaves
SEVERAL = 2  # parts that must have been rounded before their sum can be off
ROUNDED = 0.01  # chance that rounding alone leaves one line off: less than it is a slip
LITTLE = 0.05  # of a usual total: roundings of its parts do not come to more
HALF = 0.5 + 1e-6
# What two columns that are alike or empty give, whichever they are.
SAYS_NOTHING = {"ratio": (0.0, 1.0, 100.0), "growth": (0.0,), "gap": (0.0,)}


@dataclass(frozen=True)
class Formula:
    """A formula, and what it gives for every line.

    Attributes
    ----------
    kind : ``sum``, ``mean``, ``weighted``, ``product``, ``ratio``, ``growth`` or ``gap``.
    parts : the columns that it takes.
    computed : its value for every line; NaN where a part is not printed.
    tolerance : how far a right line may differ, from rounding alone.
    is_named : whether the headings say that this is the formula (办结率 of 办结 and 应办).
    taken_off : places of the parts of a sum that are taken off.
    slack : what a line may differ besides, for parts that are rounded themselves.
    """

    kind: str
    parts: tuple[Column, ...]
    computed: np.ndarray
    tolerance: float
    is_named: bool = False
    taken_off: frozenset[int] = frozenset()
    slack: np.ndarray | float = 0.0

    def fits(self, column: Column) -> np.ndarray:
        """Tell line by line whether the printed number is the computed one."""
        allowed = self.tolerance + self.slack + FLOAT * np.abs(self.computed)
        return np.abs(column.values - self.computed) <= allowed

    def is_like(self, other: Formula) -> bool:
        """Tell whether another formula takes the same columns in the same way."""
        places = [[part.place for part in one.parts] for one in (self, other)]
        return self.kind == other.kind and places[0] == places[1]

    def wrong(self, column: Column, lines: np.ndarray) -> np.ndarray:
        """Tell line by line whether a unit's printed number is not the computed one."""
        told = np.zeros(len(column.values), dtype=bool)
        told[lines] = True
        return told & ~np.isnan(column.values) & ~np.isnan(self.computed) & ~self.fits(column)


def believed(formula: Formula, column: Column, lines: np.ndarray, further: int = 0) -> float:
    """Return the share of telling lines that follow a formula; 0 where too few could or do.

    Two lines that print each other's number follow it too, where enough others do without.
    ``further``: lines that must follow it besides, where it was found among very many.
    """
    told = telling(formula, column, lines)
    if told.sum() < 2:
        return 0.0
    plain = formula.fits(column)[lines][told]
    fitting = plain | swapped(formula, column, lines)[lines][told]
    # Of three lines two may do, but for 总数: small counts add up by chance.
    needed = FEWEST if COUNTED.search(column.leaf) else min(FEWEST, max(2, told.sum() - 1))
    is_enough = plain.sum() >= min(needed, FEWEST - 1) and fitting.sum() >= needed + further
    return float(fitting.mean()) if is_enough and fitting.mean() >= SHARE else 0.0


def swapped(formula: Formula, column: Column, lines: np.ndarray) -> np.ndarray:
    """Tell which two lines print each other's number, if these are the only ones that are wrong."""
    wrong = formula.wrong(column, lines)
    pair = np.flatnonzero(wrong)
    is_swap = len(pair) == 2 and bool(
        (np.abs(column.values[pair] - formula.computed[pair[::-1]]) <= formula.tolerance).all()
    )
    return wrong & is_swap


def telling(formula: Formula, column: Column, lines: np.ndarray) -> np.ndarray:
    """Tell which lines can speak for a formula.

    0 out of nothing speaks for none. Nor does a rate of 100 % or 0 % that fits, for any two columns
    that are alike or empty give it; nor, for the same reason, a change of nothing. Unless the name
    says which columns are taken.
    """
    printed, computed = column.values[lines], formula.computed[lines]
    told = ~np.isnan(printed) & ~np.isnan(computed) & ~((printed == 0) & (computed == 0))
    if formula.kind in SAYS_NOTHING and not formula.is_named:
        nothing = np.isin(printed, SAYS_NOTHING[formula.kind])
        told &= ~(nothing & formula.fits(column)[lines])
    return told


def settle_tolerance(formula: Formula, column: Column, lines: np.ndarray, lax: float) -> Formula:
    """Allow for rounded parts where they look computed.

    Marks that people give are whole or halves: where most lines fit to the digit, the others are
    slips. Of finer parts a line may be off by what was rounded away, unless hardly any other is.
    """
    told = ~np.isnan(column.values[lines]) & ~np.isnan(formula.computed[lines])
    if told.any():  # what is rounded away is little beside what is printed
        usual = float(np.median(np.abs(column.values[lines][told])))
        lax = max(formula.tolerance, min(lax, LITTLE * usual))
    exact = formula.fits(column)[lines][told]
    are_given = all(halves(part.values[lines]) for part in formula.parts)
    under = (formula.computed - column.values)[lines][told]
    cut = (~exact & (under > 0) & (under < column.step)).sum()
    if cut >= 2 and cut >= (~exact).sum() / 2 and formula.kind != "sum":  # 66.66 of 66.666
        return replace(formula, tolerance=column.step)
    if not told.any() or exact.mean() >= (SHARE if are_given else EXACT_SHARE):
        return formula
    if (~exact).sum() == 1:
        if is_a_slip(formula, exact, fine_parts(formula, column, lines)[told], lax):
            return formula
        return replace(formula, tolerance=min(lax, formula.tolerance + column.step))
    return replace(formula, tolerance=lax)


def is_a_slip(formula: Formula, exact: np.ndarray, fine: np.ndarray, lax: float) -> bool:
    """Tell whether one line that alone does not fit to the digit is a slip, not a rounding.

    A part that ends in 0 was hardly rounded, and one that was cannot move a sum by itself. If the
    others had been, how many lines would fit to the digit: each with the chance that the sum of
    what was rounded away (about normal) stays within half a step.

    Parameters
    ----------
    exact : whether a line fits to the digit.
    fine : how many of its parts end in another digit than 0.
    """
    if (fine[~exact] < SEVERAL).any():
        return True
    count = int((fine >= SEVERAL).sum())
    parts = float(fine[fine >= SEVERAL].mean())
    spread = (lax - formula.tolerance) / max(len(formula.parts), 1) * math.sqrt(parts / 3)
    if spread <= 0:
        return True
    chance = math.erf(formula.tolerance / spread / math.sqrt(2))
    return count * chance ** (count - 1) * (1 - chance) < ROUNDED


def fine_parts(formula: Formula, column: Column, lines: np.ndarray) -> np.ndarray:
    """Return how many parts of each line end in another digit than 0, at the column's decimals."""
    fine = np.zeros(int(lines.sum()) if lines.dtype == bool else len(lines), dtype=int)
    for part in formula.parts:
        last = np.nan_to_num(part.values[lines]) / (10 * column.step)
        fine += np.abs(last - np.rint(last)) > 1e-6
    return fine


def halves(values: np.ndarray) -> bool:
    """Tell whether all numbers are whole or halves."""
    told = 2 * values[~np.isnan(values)]
    return bool(np.all(np.abs(told - np.rint(told)) < 1e-9))
