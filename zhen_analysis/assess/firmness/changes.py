"""Figures of two months, or of many → whether they moved: the word, and what it rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.assess.given import finite_numbers

MOVED, MAYBE, NO_EVIDENCE = "moved", "may have moved", "no evidence"
FALSE_SHARE = 0.10  # of those called moved, at most so many are expected to be false calls
MAYBE_BELOW = 0.10  # a p value that is small alone, but not among so many units
XMR = 2.66  # limits of individual values: mean ± 2.66 × mean moving range (Shewhart; Wheeler)
LONG_ENOUGH = 12  # months from which limits are drawn


def compare_rates(
    done: pd.Series, due: pd.Series, done_before: pd.Series, due_before: pd.Series
) -> pd.DataFrame:
    """Return whether each unit's rate of cases moved between two separate sets of cases.

    Parameters
    ----------
    done, due, done_before, due_before : counts per unit, indexed by unit.

    Returns
    -------
    DataFrame
        Index: unit; ``rate, rate_before, difference`` (0 to 1), ``low, high`` (95 % interval of the
        difference, Newcombe's method 10), ``p_value`` (Fisher's exact test) and ``word``: moved
        where the false discovery rate over the units stays below 10 % (Benjamini and Hochberg
        1995), may have moved where p is below 0.1 alone, else no evidence; NA where one of the two
        has no case.
    """
    frame = pd.DataFrame({"done": done, "due": due}).join(
        pd.DataFrame({"done_before": done_before, "due_before": due_before})
    )
    frame = frame.apply(lambda counts: finite_numbers(counts, str(counts.name)))
    known = frame[(frame["due"] > 0) & (frame["due_before"] > 0)]
    rate, before = known["done"] / known["due"], known["done_before"] / known["due_before"]
    from scipy.stats import fisher_exact  # half a second to import: for analysts' pages alone

    p_value = pd.Series(
        [
            fisher_exact([[row.done, row.due - row.done],
                          [row.done_before, row.due_before - row.done_before]]).pvalue
            for row in known.itertuples()
        ],
        index=known.index,
        dtype="float64",
    )  # fmt: skip
    low, high = difference_interval(known)
    found = pd.DataFrame(
        {
            "rate": rate,
            "rate_before": before,
            "difference": rate - before,
            "low": low,
            "high": high,
            "p_value": p_value,
            "word": evidence_words(p_value),
        }
    )
    return found.reindex(frame.index)


def evidence_words(p_value: pd.Series) -> pd.Series:
    """Return one of three words for each p value, with control of false discoveries over all."""
    if p_value.empty:
        return pd.Series([], index=p_value.index, dtype="str")
    from scipy.stats import false_discovery_control

    together = false_discovery_control(p_value)
    words = np.where(
        together < FALSE_SHARE, MOVED, np.where(p_value < MAYBE_BELOW, MAYBE, NO_EVIDENCE)
    )
    return pd.Series(words, index=p_value.index, dtype="str")


def difference_interval(counts: pd.DataFrame, z: float = 1.959964) -> tuple[pd.Series, pd.Series]:
    """Return the limits of a difference of two rates from their Wilson limits.

    Source: Newcombe (1998), Statistics in Medicine 17, method 10; Wilson (1927).
    """
    one = wilson(counts["done"], counts["due"], z)
    other = wilson(counts["done_before"], counts["due_before"], z)
    gap = one[0] - other[0]
    low = gap - np.hypot(one[0] - one[1], other[2] - other[0])
    high = gap + np.hypot(one[2] - one[0], other[0] - other[1])
    return low, high


def wilson(done: pd.Series, due: pd.Series, z: float) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the rate and its Wilson limits."""
    rate = done / due
    centre = (rate + z**2 / (2 * due)) / (1 + z**2 / due)
    half = z / (1 + z**2 / due) * np.sqrt(rate * (1 - rate) / due + z**2 / (4 * due**2))
    return rate, centre - half, centre + half


def judge_totals(history: pd.DataFrame, period: str, previous: str) -> pd.DataFrame:
    """Return how each unit's total changed since the month before, and whether that stands out.

    Parameters
    ----------
    history : ``period, scheme, group, unit, total``, month by month.

    Returns
    -------
    DataFrame
        ``scheme, group, unit, total, total_before, difference, months, low, high, word``. With
        12 months and more before this one ``low, high`` are the XmR limits of those months, and
        the word is moved outside them, else no evidence. With fewer a total has no error that
        could be told: limits and word are NA, and only the change is said.
    """
    keys = ["scheme", "group", "unit"]
    lines = history.astype({"total": "float64"})
    now = lines[lines["period"] == period].set_index(keys)["total"].rename("total")
    last = lines[lines["period"] == previous].set_index(keys)["total"].rename("total_before")
    earlier = lines[lines["period"] < period].dropna(subset=["total"]).sort_values("period")
    limits = earlier.groupby(keys, dropna=False)["total"].agg(
        months="size", mean="mean", moving=lambda totals: totals.diff().abs().mean()
    )
    found = pd.concat([now, last], axis=1).reindex(now.index).join(limits)
    is_long = found["months"].fillna(0) >= LONG_ENOUGH
    reach = XMR * found["moving"].where(is_long)
    found = found.assign(
        difference=(found["total"] - found["total_before"]).round(9),
        months=found["months"].fillna(0).astype(int),
        low=found["mean"] - reach,
        high=found["mean"] + reach,
    )
    outside = ~found["total"].between(found["low"], found["high"])
    word = pd.Series(np.where(outside, MOVED, NO_EVIDENCE), index=found.index, dtype="str")
    told = is_long & found["total"].notna()
    found = found.assign(word=word.where(told)).reset_index()
    return found[[*keys, "total", "total_before", "difference", "months", "low", "high", "word"]]
