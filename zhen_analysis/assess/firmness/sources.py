"""Scores → what each rank's firmness rests on, and which of it moved the rank most."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zhen_analysis.assess.firmness.profile import DATA, SOURCES, WEIGHTS, Profile, weight_profile
from zhen_analysis.assess.firmness.uncertainty import CONCENTRATION, Draws, draw_ranks
from zhen_analysis.assess.scoring.indicators import Tree, declare_indicators

DRAWS = 2_000  # enough to tell which of four moves a rank most
NOTHING = ""
ERROR_DECIMALS = 3


def rank_sources(
    scores: pd.DataFrame,
    indicators: pd.DataFrame | Tree,
    *,
    offset: pd.Series | None = None,
    decimals: int = 2,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what was drawn for each unit's rank, and without what it would move least.

    Parameters
    ----------
    scores, indicators, offset, decimals, draws, seed : as for ``rank_uncertainty``.

    Returns
    -------
    DataFrame
        One row per unit with a known total: ``unit, rests_on`` (of ``weights, cases, marks,
        unmeasured`` those that the group's ranks were drawn from, with a space between),
        ``moved_most`` (the one without which the drawn ranks lie nearest to the declared one; empty
        where no draw moves it) and ``total_error`` (standard deviation of the drawn totals under
        the declared weights, in points). Blank where a mark's error is not known.
    """
    tree = declare_indicators(indicators)
    left_out = {"": DATA, **{source: DATA - {source} for source in DATA}}
    profiles = {
        source: [*weight_profile(scores, tree, kept).groups()] for source, kept in left_out.items()
    }
    profiles[WEIGHTS] = profiles[""]

    def drawn_without(source: str, number: int) -> Draws:
        near = math.inf if source == WEIGHTS else CONCENTRATION
        return draw_ranks(profiles[source][number], tree, draws, near, offset, decimals, seed)

    found = []
    for number, whole in enumerate(profiles[""]):
        asked = ["", *present_sources(whole)]
        asked = [*asked, WEIGHTS] if WEIGHTS not in asked else asked
        found.append(told(whole, {source: drawn_without(source, number) for source in asked}))
    return pd.concat(found, ignore_index=True)


def present_sources(profile: Profile) -> list[str]:
    """Return what a group's ranks are drawn from."""
    several = len(profile.indicators) > 1
    return [
        source for source in SOURCES
        if (several if source == WEIGHTS else bool(profile.drawn.get(source)))
    ]  # fmt: skip


def told(profile: Profile, drawn: dict[str, Draws]) -> pd.DataFrame:
    """Return a group's rows, from all draws and those without one source each."""
    distance = {source: np.abs(each.ranks - each.own).mean(axis=0)
                for source, each in drawn.items()}  # fmt: skip
    present = present_sources(profile)
    most = np.full(len(profile.units), NOTHING, dtype=object)
    if present:
        nearest = np.array([distance[source] for source in present]).argmin(axis=0)
        most = np.where(distance[""] > 0, np.array(present, dtype=object)[nearest], NOTHING)
    rows = {
        "unit": profile.units,
        "rests_on": " ".join(present),
        "moved_most": most,
        "total_error": np.round(drawn[WEIGHTS].totals.std(axis=0), ERROR_DECIMALS),
    }
    hidden = {"rests_on": NOTHING, "moved_most": NOTHING, "total_error": np.nan}
    table = pd.DataFrame(rows)
    table.loc[profile.unknown, list(hidden)] = list(hidden.values())
    return table
