"""Scores → how far each rank moves when weights, and scores with an error, are drawn anew."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.noise import Noise, draw_changes
from zhen_analysis.assess.firmness.profile import Profile, weight_profile
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
    """Return the interval of each unit's rank under other weights, and other outcomes of chance.

    Weights of the scored indicators are drawn from Dirichlet(concentration × weight); see Saisana,
    Saltelli and Tarantola (2005), J. R. Stat. Soc. A 168(2). Work quantities are complete counts
    without sampling error, so the interval comes from the weights alone (权重变动区间) unless
    noise is declared (置信区间). Groups, where the scores name them, are ranked apart.

    Parameters
    ----------
    scores : of one period and scheme. ``score_error``, where there is one, is the standard error of
        a score, in marks (a mean of three or more checkers); NA and 0: exact.
    indicators : one that declares ``shrink`` is a rate of cases whose true value is not known: it
        is drawn from what its ``numerator`` of ``denominator`` cases, and those of its group, prove
        (beta-binomial, see ``shrink_rates``), and goes through its rule again.
    concentration : how near the drawn weights stay to the declared ones; None: 100. With
        ``float("inf")`` the weights are fixed.
    data : whether scores with an error (normal, cut off at 0 and full marks) and rates that
        declare ``shrink`` are drawn too.
    offset : points per unit that no weight touches (a bonus), indexed by unit.
    places : add ``p_1, p_2, …``: the share of the draws at each place (acceptability; Lahdelma and
        Salminen 2001, Operations Research 49(3)); ties share the best place.

    Returns
    -------
    DataFrame
        One row per unit: ``unit, rank, median, low, high`` (ranks; the middle ``level`` of the
        draws, and always the rank itself; NA where the total is unknown) and ``p_top, p_bottom``
        (shares of draws among the first ``top`` or last ``bottom``). With fixed weights and no
        error the interval is the rank.

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
    profile = weight_profile(scores, tree, with_errors=data)
    near = CONCENTRATION if concentration is None else concentration
    found = [
        summarise(
            own.units,
            *draw_ranks(own, tree, draws, near, beside, decimals, seed),
            level=level,
            top=top,
            bottom=bottom,
            places=places,
        )
        for own in profile.groups()
    ]
    everyone = pd.DataFrame({"unit": scores["unit"].unique()})
    ranked = pd.concat(found, ignore_index=True)
    if places:  # a smaller group has fewer places
        ranked = ranked.fillna(dict.fromkeys(ranked.filter(regex="^p_[0-9]+$"), 0.0))
    return everyone.merge(ranked, on="unit", how="left", validate="1:1").astype(RANK_TYPES)


def require_usable(draws: int, concentration: float | None, level: float) -> None:
    """Raise BadInput for what cannot be drawn."""
    require_whole(draws, "draws", 1)
    if concentration is not None and not concentration > 0:
        raise BadInput(f"concentration {concentration} is not above 0.", hint="inf fixes weights.")
    if not 0 < level < 1:
        raise BadInput(f"level {level} is not between 0 and 1.")


def draw_ranks(
    profile: Profile,
    tree: Tree,
    draws: int,
    concentration: float,
    offset: pd.Series | None,
    decimals: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return one group's declared ranks, and (draws × units) drawn ones, from top and bottom."""
    added = np.zeros(len(profile.units))
    if offset is not None:
        added = offset.reindex(profile.units).astype("float64").fillna(0).to_numpy()

    def ranks_of(drawn: np.ndarray, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
        means = profile.means(drawn, tree, noise)
        return ranks_both_ways(round_half_up(means * profile.scale + added, decimals))

    own, _ = ranks_of(profile.declared[None, :], {})
    parts = [ranks_of(*drawn) for drawn in draw_both(profile, draws, concentration, seed)]
    ranks, from_below = (np.vstack(side) for side in zip(*parts, strict=True))
    return own[0], ranks, from_below


def summarise(
    units: np.ndarray,
    own: np.ndarray,
    ranks: np.ndarray,
    from_below: np.ndarray,
    *,
    level: float,
    top: int,
    bottom: int,
    places: bool,
) -> pd.DataFrame:
    """Return one row per unit: its interval and its shares of the draws.

    Ranks are few whole numbers, so one count of each answers everything.
    """
    counts = count_places(ranks)
    below = count_places(from_below)
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
            "p_top": counts[:, : max(top, 0)].sum(axis=1) / len(ranks),
            "p_bottom": below[:, : max(bottom, 0)].sum(axis=1) / len(ranks),
        }
    )
    if not places:
        return frame
    shares = {f"p_{n + 1}": counts[:, n] / len(ranks) for n in range(len(units))}
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


def draw_both(
    profile: Profile, draws: int, concentration: float, seed: int
) -> Iterator[tuple[np.ndarray, Noise]]:
    """Yield drawn weights (some × indicators) and changes of shares, as many as fit at once.

    Weights and changes have a stream of chance each, so that an error in one score leaves the drawn
    weights as they are.
    """
    noisy = profile.noisy
    if math.isinf(concentration) and not noisy:
        draws = 1  # every draw is the same
    streams = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    at_once = max(1, CHUNK // max(len(profile.units) * (1 + len(noisy)), 1))
    while draws > 0:
        size = min(draws, at_once)
        yield (
            draw_weights(profile.declared, size, concentration, streams[0]),
            {place: draw_noise(profile, place, size, streams[1]) for place in noisy},
        )
        draws -= at_once


def draw_weights(
    declared: np.ndarray, draws: int, concentration: float, generator: np.random.Generator
) -> np.ndarray:
    """Return (draws × indicators) weights around the declared ones."""
    if math.isinf(concentration):
        return np.broadcast_to(declared, (draws, len(declared)))
    return generator.dirichlet(concentration * declared, size=draws)


def draw_noise(
    profile: Profile, place: int, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Return (draws × units) changes of one indicator's shares by chance."""
    if place in profile.cases:
        return profile.cases[place].draw(profile.units, draws, generator)
    share, errors = profile.shares[:, place], profile.errors[:, place]
    return draw_changes(share, errors, profile.units, draws, generator)


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
