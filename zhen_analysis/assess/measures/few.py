"""Measures of ledgers of people → the same without counts so small that they tell of somebody.

The way of statistics offices (Hundepool et al., Statistical Disclosure Control, 2012, ch. 4): a
small count is withheld, and so many larger ones beside it that it cannot be found by subtracting
what is shown from the sum. 0 stays, and so does the sum.
"""

from __future__ import annotations

import pandas as pd

from zhen_analysis.catalogue import Catalogue
from zhen_analysis.catalogue.vocabulary.measures import MEASURES

SIDES = ["numerator", "denominator", "value"]
ASIDE = "不单列"  # not small itself: it would tell one that is


def few_told(few: int) -> str:
    """Return what stands in a small count's place."""
    return f"少于{few}"


def withhold_few(measures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return measures with ``withheld``: the words for a figure that is not shown, else NA.

    Of such a figure both sides and the value are NA. Only units' figures of ledgers that declare
    ``subject = "person"`` are withheld; those of a share too where what is left of it is small.
    """
    people = {code: ledger.few for code, ledger in catalogue.ledgers.items() if ledger.of_people}
    lines = catalogue.measured_indicators
    lines = lines[lines["ledger"].isin(people)].set_index("indicator")
    told = pd.Series(pd.NA, index=measures.index, dtype="str")
    of_units = measures[measures["indicator"].isin(lines.index) & measures["level"].ne("town")]
    keys = [key for key in ("indicator", "span", "level", "scheme") if key in measures]
    for key, rows in of_units.groupby(keys, sort=False):
        line = lines.loc[key[0]]
        few, is_share = people[line["ledger"]], MEASURES[line["measure"]].kind == "share"
        told.loc[rows.index] = words_for(rows, few, is_share=is_share)
    hidden = told.notna()
    return measures.assign(withheld=told, **{side: measures[side].mask(hidden) for side in SIDES})


def words_for(rows: pd.DataFrame, few: int, *, is_share: bool) -> pd.Series:
    """Return for one indicator's units what is told instead of the figure, NA where it is shown."""
    numerator, denominator = rows["numerator"].astype("float64"), rows["denominator"]
    counts = [numerator]
    if is_share:
        base = denominator.astype("float64")
        counts += [base, base - numerator]
    small = pd.concat([is_small(each, few) for each in counts], axis=1).any(axis=1)
    aside = pd.Series(False, index=rows.index)
    for each in counts:
        aside |= needed_beside(each, small | aside, few)
    told = pd.Series(pd.NA, index=rows.index, dtype="str")
    return told.mask(aside & ~small, ASIDE).mask(small, few_told(few))


def is_small(counts: pd.Series, few: int) -> pd.Series:
    """Tell which counts tell of somebody."""
    return (counts > 0) & (counts < few)


def needed_beside(counts: pd.Series, hidden: pd.Series, few: int) -> pd.Series:
    """Tell which further counts have to be withheld, the smallest first, none where none will do.

    So many that, from the sum of what is withheld, each small count may be anything from 1 up.
    """
    known = counts.fillna(0.0)
    small = hidden & is_small(known, few)
    beside = hidden & (known >= few)
    more = pd.Series(False, index=counts.index)
    candidates = known[~hidden & (known >= few)].sort_values(kind="stable").index.tolist()
    while small.any() and not is_safe(known, small, beside | more, few) and candidates:
        more[candidates.pop(0)] = True
    return more


def is_safe(counts: pd.Series, small: pd.Series, beside: pd.Series, few: int) -> bool:
    """Tell whether the sum of what is withheld leaves every small count open."""
    total, others = counts[small | beside].sum(), int(small.sum()) - 1
    most = total - others - few * int(beside.sum())
    least = total - others * (few - 1) if not beside.any() else 1
    return bool(most >= few - 1 and least <= 1)
