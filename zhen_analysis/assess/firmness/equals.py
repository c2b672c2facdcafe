"""Rank intervals → bands of units that cannot be told from one another."""

from __future__ import annotations

import pandas as pd


def band_equals(places: pd.DataFrame) -> pd.Series:
    """Return the number of each unit's band, from 1 at the top.

    Parameters
    ----------
    places : of one group, ``rank, low, high``.

    Returns
    -------
    Series
        As ``places`` is indexed; NA without a rank. A band begins with the best unit that is in
        none yet, and takes in the following ones as long as their interval meets that unit's.
        (Overlap is not transitive: joining whoever overlaps with whomever would often put the
        first and the last in one band.)
    """
    known = places.dropna(subset=["rank", "low", "high"])
    ordered = known.sort_values(["rank", "high"], kind="stable")
    bands, number, reach = {}, 0, -1
    for label, low, high in zip(ordered.index, ordered["low"], ordered["high"], strict=True):
        if low > reach:
            number, reach = number + 1, high
        bands[label] = number
    return pd.Series(bands, dtype="Int64").reindex(places.index)
