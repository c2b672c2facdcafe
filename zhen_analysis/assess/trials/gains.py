"""One unit's measures and its place → what one indicator alone would have to read for a place more.

Everybody else, and all else of the unit, stays as it is. Each figure is tried out by the rules that
score it, bonuses, deductions and vetoes included: nothing is solved on paper beside the engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.assess.trials.one_unit import UnitTrial, valued
from zhen_analysis.base.period import Month
from zhen_analysis.base.rounding import round_half_up
from zhen_analysis.catalogue import Catalogue, Scheme

REACHES_BY_A_TIE = {"min", "dense"}  # equal totals share the better rank
LADDER = [2**power for power in range(25)]  # steps that are tried before the search narrows down
ABREAST = 64  # figures that are tried at once between two of them
COLUMNS = ["indicator", "span", "uom", "measure", "numerator", "denominator", "value"]
COLUMNS += ["needed_numerator", "needed_value", "most"]


Way = tuple[int, int]  # a lever's place, and 1 for more or −1 for less


@dataclass(frozen=True)
class Gain:
    """What stands between a unit and the place above.

    Attributes
    ----------
    above : the units with the least total above this one's, several where they share it.
    target : the printed total that would bring the place; ``gap``: points up to it.
    options : one row per indicator that the unit could have done otherwise: its figures as they
        are; ``needed_numerator, needed_value``: the nearest that alone bring ``target``, NA where
        none does; ``most``: points that the indicator alone could have brought at best.
    left_out : indicators that count but have no figures to change (not reported), or are scored by
        comparison with the others.
    """

    above: tuple[str, ...]
    target: float
    gap: float
    options: pd.DataFrame
    left_out: tuple[str, ...]


def gain_a_place(
    unit: str,
    scheme: Scheme,
    ranking: pd.DataFrame,
    scores: pd.DataFrame,
    measures: pd.DataFrame,
    catalogue: Catalogue,
    month: Month,
) -> Gain | None:
    """Return what one indicator alone would have had to read for the unit's next better place.

    Parameters
    ----------
    ranking, scores : of ``scheme`` and one town; ``measures`` of the same month, both spans.

    Returns
    -------
    Gain or None
        None where nobody of its group stands above, or the unit has no rank.
    """
    found = next_place(unit, scheme, ranking)
    if found is None:
        return None
    above, target = found
    own = ranking.loc[ranking["unit"] == unit].iloc[0]
    trial = UnitTrial(unit, scheme, scores, measures, catalogue, month)
    needed, best = search(trial, target)
    options = trial.levers.assign(
        needed_numerator=needed,
        most=np.round(np.fmax(best - float(own["total"]), 0.0), scheme.decimals),
    )
    options["needed_value"] = valued(options.assign(numerator=options["needed_numerator"]))
    gap = round(target - float(own["total"]), scheme.decimals)
    return Gain(above, target, gap, options[COLUMNS], trial.left_out)


def next_place(
    unit: str, scheme: Scheme, ranking: pd.DataFrame
) -> tuple[tuple[str, ...], float] | None:
    """Return who stands next above in the unit's group, and the total that brings their place."""
    own = ranking[ranking["unit"] == unit]
    if own.empty or own["total"].isna().iloc[0]:
        return None
    group = own["group"].iloc[0]
    is_peer = ranking["group"].isna() if pd.isna(group) else ranking["group"] == group
    better = ranking[is_peer & (ranking["total"] > own["total"].iloc[0]).fillna(False)]
    if better.empty:
        return None
    least = better["total"].min()
    above = tuple(better.loc[better["total"] == least, "unit"])
    beyond = 0.0 if scheme.ties in REACHES_BY_A_TIE else 10.0**-scheme.decimals
    return above, float(round_half_up(pd.Series([least + beyond]), scheme.decimals)[0])


def search(trial: UnitTrial, target: float) -> tuple[pd.Series, np.ndarray]:
    """Return each lever's amount nearest to its own that reaches ``target``, and its best total.

    More and less are both tried: which of the two is better is the rule's affair. NA where neither
    reaches it.
    """
    levers = trial.levers
    if levers.empty:
        return pd.Series([], dtype="Float64"), np.array([])
    own, step, limit = (
        levers[key].astype("float64").to_numpy() for key in ("numerator", "step", "limit")
    )
    tried = pd.concat(
        [
            ladder(place, sign, furthest)
            for place in range(len(levers))
            for sign, furthest in (
                (1, (limit[place] - own[place]) / step[place]),
                (-1, own[place] / step[place]),
            )
        ]
    )
    best = np.full(len(levers), np.nan)
    low: dict[Way, float] = {}
    high: dict[Way, float] = {}
    while len(tried):
        place, sign, steps = (tried[key].to_numpy() for key in ("lever", "sign", "steps"))
        total = trial.totals(place, own[place] + sign * steps * step[place])
        np.fmax.at(best, place, total)
        parts = []
        for way, rungs in tried.assign(reached=total >= target).groupby(["lever", "sign"]):
            low[way], high[way] = closer(rungs, low.get(way, 0.0), high.get(way, np.inf))
            parts.append(between(way, low[way], high[way]))
        tried = pd.concat(parts)
    nearest: dict[int, float] = {}
    for (at, towards), steps in high.items():
        known = nearest.get(at, np.inf)
        nearest[at] = towards * steps if steps < abs(known) else known
    amounts = [own[at] + nearest.get(at, np.inf) * step[at] for at in range(len(levers))]
    reachable = pd.Series(amounts, index=levers.index).replace([np.inf, -np.inf], np.nan)
    return reachable.astype("Float64"), best


def ladder(lever: int, sign: int, furthest: float) -> pd.DataFrame:
    """Return the first numbers of steps to try: doubling, up to the furthest there can be."""
    steps = [float(rung) for rung in LADDER if rung < furthest]
    steps += [furthest] if 0 < furthest < np.inf else []
    return pd.DataFrame({"lever": lever, "sign": sign, "steps": np.array(steps, dtype="float64")})


def closer(rungs: pd.DataFrame, low: float, high: float) -> tuple[float, float]:
    """Return the closest numbers of steps known so far: too few, and enough."""
    enough = rungs.loc[rungs["reached"], "steps"].min()
    high = high if pd.isna(enough) else min(high, enough)
    short = rungs.loc[~rungs["reached"] & (rungs["steps"] < high), "steps"].max()
    return (low if pd.isna(short) else max(low, short)), high


def between(way: Way, low: float, high: float) -> pd.DataFrame:
    """Return whole numbers of steps to try between too few and enough; none where none is left."""
    steps: np.ndarray = np.array([])
    if high < np.inf:
        steps = np.unique(np.ceil(np.linspace(low, high, ABREAST + 2)[1:-1]))
    steps = steps[(steps > low) & (steps < high)]
    return pd.DataFrame({"lever": way[0], "sign": way[1], "steps": steps})
