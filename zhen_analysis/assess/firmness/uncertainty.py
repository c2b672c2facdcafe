"""Scores → how far each rank moves when all that is not certain in it is drawn anew, together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.profile import (
    DATA,
    Changes,
    Profile,
    weight_profile,
)
from zhen_analysis.assess.given import finite_numbers, require_whole
from zhen_analysis.assess.scoring.indicators import Tree, declare_indicators
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.rounding import round_half_up

CONCENTRATION = 100.0  # a weight of 10 % then varies by about ±3 points (one standard deviation)
RANKS = ["rank", "median", "low", "high"]
RANK_TYPES = dict.fromkeys(RANKS, "Int64")
# Draws × units held at once: all stays in the processor's cache, and a product of matrices of this
# size is not shared out over threads, which would wait for one another on a busy machine.
CHUNK = 12_000


def rank_uncertainty(
    scores: pd.DataFrame,
    indicators: pd.DataFrame | Tree,
    *,
    draws: int = 10_000,
    concentration: float | None = None,
    data: bool = True,
    level: float = 0.90,
    top: int = 3,
    bottom: int = 3,
    offset: pd.Series | None = None,
    decimals: int = 2,
    places: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of each unit's rank, from one draw of all that is not certain in it.

    Weights of the scored indicators are drawn from Dirichlet(concentration × weight); see Saisana,
    Saltelli and Tarantola (2005), J. R. Stat. Soc. A 168(2). Together with them are drawn rates of
    cases, marks, and what was not measured for a unit. Work quantities are complete counts and
    exact. Groups, where the scores name them, are ranked apart.

    Parameters
    ----------
    scores : of one period and scheme. ``score_error``, where there is one, is the standard error of
        a score, in marks; NA: the line's ``error``. An indicator with ``counted`` False for a unit
        was not measured for it: it is drawn from the scores of its group.
    indicators : one that declares ``shrink`` is a rate of cases whose true value is not known: it
        is drawn from what its ``numerator`` of ``denominator`` cases, and those of its group, prove
        (beta-binomial, see ``shrink_rates``), and goes through its rule again. ``error``: the
        standard error of its scores, in marks. Marks (``measure`` mean_mark; rule ``mark``, where
        no measure is named) without any known error have no interval; ``error`` 0 is exact.
    concentration : how near the drawn weights stay to the declared ones; None: 100. With
        ``float("inf")`` the weights are fixed.
    data : False draws the weights alone, and takes all scores as they are.
    offset : points per unit that no weight touches (a bonus), indexed by unit.
    places : add ``p_1, p_2, …``: the share of the draws at each place (acceptability; Lahdelma and
        Salminen 2001, Operations Research 49(3)); ties share the best place.

    Returns
    -------
    DataFrame
        One row per unit: ``unit, rank, median, low, high`` (ranks; the middle ``level`` of the
        draws, and always the rank itself; NA where the total is unknown) and ``p_top, p_bottom``
        (shares of draws among the first ``top`` or last ``bottom``). All but the rank is NA for a
        unit of whose marks nobody knows how far they stray. With fixed weights and nothing else
        to draw the interval is the rank.

    Raises
    ------
    BadInput
        A number that cannot be used; a unit in several periods or schemes; an error below 0.
    """
    require_usable(draws, concentration, level)
    for name, number in (("top", top), ("bottom", bottom), ("decimals", decimals)):
        require_whole(number, name, 0)
    beside = None if offset is None else pd.Series(finite_numbers(offset, "offset"), offset.index)
    tree = declare_indicators(indicators)
    profile = weight_profile(scores, tree, DATA if data else ())
    near = CONCENTRATION if concentration is None else concentration
    found = []
    for own in profile.groups():
        drawn = draw_ranks(own, tree, draws, near, beside, decimals, seed)
        table = summarise(own.units, drawn, level=level, top=top, bottom=bottom, places=places)
        found.append(hide_unknown(table, own.unknown))
    everyone = pd.DataFrame({"unit": scores["unit"].unique()})
    ranked = pd.concat(found, ignore_index=True)
    if places:  # a smaller group has fewer places
        shares = ranked.filter(regex="^p_[0-9]+$")
        ranked[shares.columns] = shares.mask(ranked["p_top"].notna(), shares.fillna(0.0))
    return everyone.merge(ranked, on="unit", how="left", validate="1:1").astype(RANK_TYPES)


def hide_unknown(table: pd.DataFrame, unknown: np.ndarray) -> pd.DataFrame:
    """Take away all but the rank where nobody knows how far a mark strays."""
    drawn = table.columns.difference(["unit", "rank"])
    floats = table.astype(dict.fromkeys(drawn, "float64"))
    floats.loc[unknown, drawn] = np.nan
    return floats


def require_usable(draws: int, concentration: float | None, level: float) -> None:
    """Raise BadInput for what cannot be drawn."""
    require_whole(draws, "draws", 1)
    if concentration is not None and not concentration > 0:
        raise BadInput(f"concentration {concentration} is not above 0.", hint="inf fixes weights.")
    if not 0 < level < 1:
        raise BadInput(f"level {level} is not between 0 and 1.")


@dataclass(frozen=True)
class Draws:
    """What was drawn of one group.

    Attributes
    ----------
    own : each unit's declared rank.
    totals, ranks, from_below : (draws × units) totals as printed, ranks from the top and bottom.
    """

    own: np.ndarray
    totals: np.ndarray
    ranks: np.ndarray
    from_below: np.ndarray


def draw_ranks(
    profile: Profile,
    tree: Tree,
    draws: int,
    concentration: float,
    offset: pd.Series | None,
    decimals: int,
    seed: int,
) -> Draws:
    """Return one group's declared ranks, and drawn totals and ranks."""
    added = np.zeros(len(profile.units))
    if offset is not None:
        added = offset.reindex(profile.units).astype("float64").fillna(0).to_numpy()

    def ranked(means: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        totals = np.asarray(round_half_up(means * profile.scale + added, decimals))
        return totals, *ranks_both_ways(totals)

    _, own, _ = ranked(profile.totals[None, :])
    parts = [
        ranked(profile.means(weights, tree, changes))
        for weights, changes in draw_together(profile, draws, concentration, seed)
    ]
    return Draws(own[0], *(np.vstack(side) for side in zip(*parts, strict=True)))


def summarise(
    units: np.ndarray,
    drawn: Draws,
    *,
    level: float,
    top: int,
    bottom: int,
    places: bool,
) -> pd.DataFrame:
    """Return one row per unit: its interval and its shares of the draws.

    Ranks are few whole numbers, so one count of each answers everything.
    """
    own, size = drawn.own, len(drawn.ranks)
    counts = count_places(drawn.ranks)
    below = count_places(drawn.from_below)
    reached = counts.cumsum(axis=1)
    tail = (1 - level) / 2
    low, median, high = (quantile_places(reached, share) for share in (tail, 0.5, 1 - tail))
    frame = pd.DataFrame(
        {
            "unit": units,
            "rank": own,
            "median": median,
            "low": np.minimum(low, own),  # the declared weights are one of the possible ones
            "high": np.maximum(high, own),
            "p_top": counts[:, : max(top, 0)].sum(axis=1) / size,
            "p_bottom": below[:, : max(bottom, 0)].sum(axis=1) / size,
        }
    )
    if not places:
        return frame
    shares = {f"p_{n + 1}": counts[:, n] / size for n in range(len(units))}
    return frame.assign(**shares)


def count_places(ranks: np.ndarray) -> np.ndarray:
    """Return (units × places) how often each unit has each rank."""
    units = ranks.shape[1]
    cells = ranks - 1 + units * np.arange(units)
    return np.bincount(cells.ravel(), minlength=units * units).reshape(units, units)


def quantile_places(reached: np.ndarray, share: float) -> np.ndarray:
    """Return the first place by which ``share`` of the draws is reached (inverse of the share)."""
    draws = reached[:, -1:] if reached.size else reached
    # A share such as 0.05 times 10,000 is 500, whatever binary fractions make of it.
    return 1 + (reached < np.round(share * draws, 9)).sum(axis=1)


def draw_together(
    profile: Profile, draws: int, concentration: float, seed: int
) -> Iterator[tuple[np.ndarray, Changes]]:
    """Yield drawn weights (some × indicators) and changes of shares, as many as fit at once.

    The weights have a stream of chance, and so has each indicator by its code: what is drawn of one
    leaves the others as they are.
    """
    parts = [(source, place) for source, drawn in profile.drawn.items() for place in drawn]
    if math.isinf(concentration) and not parts:
        draws = 1  # every draw is the same
    weights = np.random.default_rng(seed)
    streams = {part: stream_of(profile.indicators[part[1]], part[0], seed) for part in parts}
    at_once = max(1, CHUNK // max(len(profile.units) * (1 + len(parts)), 1))
    while draws > 0:
        size = min(draws, at_once)
        changes: dict[int, np.ndarray] = {}
        for source, place in parts:
            drawn = profile.drawn[source][place].draw(size, streams[source, place])
            changes[place] = changes[place] + drawn if place in changes else drawn
        yield draw_weights(profile.declared, size, concentration, weights), changes
        draws -= at_once


def stream_of(indicator: str, source: str, seed: int) -> np.random.Generator:
    """Return the stream of chance of an indicator."""
    return np.random.default_rng([seed, crc32(f"{source} {indicator}".encode())])


def draw_weights(
    declared: np.ndarray, draws: int, concentration: float, generator: np.random.Generator
) -> np.ndarray:
    """Return (draws × indicators) weights around the declared ones."""
    if math.isinf(concentration):
        return np.broadcast_to(declared, (draws, len(declared)))
    return generator.dirichlet(concentration * declared, size=draws)


def ranks_both_ways(totals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (draws × units) ranks from the top and from the bottom, ties sharing the best.

    One sort serves both: a run of equal totals has the place at which it begins, from either end.
    """
    rows, units = totals.shape
    starts = units * np.arange(rows)[:, None]  # of each row, when all are read line by line
    where = (np.argsort(-totals, axis=1) + starts).ravel()
    in_order = totals.ravel()[where]
    is_new = np.ones(rows * units, dtype=bool)
    is_new[1:] = in_order[1:] != in_order[:-1]
    is_new[starts[:, 0] if units else []] = True
    begins = np.flatnonzero(is_new)
    lengths = np.diff(begins, append=rows * units)
    first = begins % max(units, 1)
    from_top, from_bottom = (np.empty(rows * units, dtype="int32") for _ in range(2))
    from_top[where] = np.repeat(first + 1, lengths)
    from_bottom[where] = np.repeat(units + 1 - (first + lengths), lengths)
    return from_top.reshape(totals.shape), from_bottom.reshape(totals.shape)
