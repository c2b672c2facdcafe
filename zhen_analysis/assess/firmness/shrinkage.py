"""Done out of due → rates drawn towards their group's mean as far as their small numbers ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.special import betaincinv, betaln

from zhen_analysis.assess.firmness.draws.priors import STRONGEST, WEAKEST, plausible_priors
from zhen_analysis.assess.given import finite_numbers
from zhen_analysis.base.errors import BadInput

Counts: TypeAlias = pd.Series | Mapping | Sequence[float] | np.ndarray
Prior: TypeAlias = str | tuple[float, float]


def shrink_rates(
    done: Counts, due: Counts, *, prior: Prior = "ml", level: float = 0.90
) -> pd.DataFrame:
    """Return each unit's rate with what is known of its peers (beta-binomial empirical Bayes).

    A unit with 1 of 1 is no better proven than one with 19 of 20. With the prior Beta(a, b) of the
    units' true rates, the posterior of a unit is Beta(a + done, b + due − done). Fit it within one
    period, scheme and group.

    Parameters
    ----------
    done, due : counts per unit, 0 ≤ done ≤ due; the units are the index or the keys, else 0, 1, ….
    prior : ``ml`` (marginal maximum likelihood of the beta-binomial), ``moments`` (mean and
        population variance of the raw rates; it takes the noise of the rates for differences
        between units, so it shrinks too little; Gelman et al., Bayesian Data Analysis, chapter 5,
        starts from it), or ``(a, b)``.
    level : probability that the true rate lies from ``low`` to ``high``. With ``ml`` they take in
        that the prior is not known but fitted to few units (``plausible_priors``).

    Returns
    -------
    DataFrame
        One row per unit: ``unit, raw, shrunk, low, high, n`` (rates from 0 to 1; ``n`` is what was
        due; rates are NA where nothing was due). ``attrs["prior"]`` holds (a, b).

    Raises
    ------
    BadInput
        Counts below 0, more done than due (a flow rate is no share of cases), a prior that is not
        known, or fewer than two units to fit one.
    """
    units, counts = pair_counts(done, due)
    require_shares(units, counts)
    told = counts.dropna().loc[lambda rows: rows["due"] > 0]
    a, b = fit_prior(told["done"].to_numpy(), told["due"].to_numpy(), prior)
    after, before = a + counts["done"], b + counts["due"] - counts["done"]
    after, before = (side.where(counts["due"] > 0) for side in (after, before))
    low, high = posterior_limits(counts, (a, b), prior, level)
    rates = pd.DataFrame(
        {
            "unit": units,
            "raw": counts["done"] / counts["due"].where(counts["due"] > 0),
            "shrunk": after / (after + before),
            "low": low,
            "high": high,
            "n": counts["due"],
        }
    )
    rates.attrs["prior"] = (a, b)
    return rates


def posterior_limits(
    counts: pd.DataFrame, fitted: tuple[float, float], prior: Prior, level: float
) -> list[np.ndarray]:
    """Return between which rates each unit's true one lies; NaN where nothing was due."""
    known = (counts["due"] > 0).to_numpy()
    done, due = (counts[column].to_numpy()[known] for column in ("done", "due"))
    found = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        limit = np.full(len(counts), np.nan)
        if isinstance(prior, str) and prior == "ml":
            limit[known] = plausible_priors(done, due).quantile(share, done, due)
        else:
            limit[known] = betaincinv(fitted[0] + done, fitted[1] + due - done, share)
        found.append(limit)
    return found


def pair_counts(done: Counts, due: Counts) -> tuple[list, pd.DataFrame]:
    """Return the units, and their counts as floats, one row per unit."""
    one, other = pd.Series(done, dtype="float64"), pd.Series(due, dtype="float64")
    if len(one) != len(other) or set(one.index) != set(other.index):
        raise BadInput("done and due are not of the same units.")
    units = list(one.index)
    paired = other if other.index.equals(one.index) else other.reindex(one.index)
    counts = pd.DataFrame({"done": one.to_numpy(), "due": paired.to_numpy()})
    return units, counts


def require_shares(units: list, counts: pd.DataFrame) -> None:
    """Raise BadInput unless what was done is a part of what was due."""
    for column in counts:
        finite_numbers(counts[column], str(column))
    wrong = (counts["done"] < 0) | (counts["done"] > counts["due"])
    if wrong.any():
        first = counts.index[wrong][0]
        done, due = counts.loc[first, ["done", "due"]]
        raise BadInput(
            f"{units[first]}: {done:g} done of {due:g} due is no share of cases.",
            hint="Rates that may pass 100 % (cohort flow) cannot be shrunk.",
        )


def fit_prior(done: np.ndarray, due: np.ndarray, prior: Prior) -> tuple[float, float]:
    """Return a and b of the prior that is asked for."""
    if not isinstance(prior, str):
        a, b = map(float, prior)
        if not (a > 0 and b > 0):
            raise BadInput(f"the prior ({a:g}, {b:g}) needs two numbers above 0.")
        return a, b
    fits = {"ml": fit_likelihood, "moments": fit_moments}
    if prior not in fits:
        raise BadInput(f"prior {prior!r} is not ml, moments or a pair of numbers.")
    if len(due) < 2:
        raise BadInput("a prior needs two units with cases at least.", hint="Give prior=(a, b).")
    return fits[prior](done, due)


def fit_moments(done: np.ndarray, due: np.ndarray) -> tuple[float, float]:
    """Match mean m and population variance v of the raw rates: a + b = m (1 − m) / v − 1."""
    rates = done / due
    mean, variance = rates.mean(), rates.var()
    with np.errstate(divide="ignore", invalid="ignore"):
        strength = mean * (1 - mean) / variance - 1
    return from_strength(
        float(mean), float(np.clip(np.nan_to_num(strength, nan=STRONGEST), WEAKEST, STRONGEST))
    )


def fit_likelihood(done: np.ndarray, due: np.ndarray) -> tuple[float, float]:
    """Maximise the beta-binomial likelihood over mean and strength (a = mean × strength)."""

    def loss(point: np.ndarray) -> float:
        mean, strength = 1 / (1 + np.exp(-point[0])), np.exp(point[1])
        a, b = mean * strength, (1 - mean) * strength
        return -float((betaln(a + done, b + due - done) - betaln(a, b)).sum())

    total = due.sum()
    mean = (done.sum() + 0.5) / (total + 1)
    if not 0 < done.sum() < total:
        # All or nothing was done everywhere: the likelihood would rise up to a mean of 1 or 0,
        # which no number of cases proves. The mean then is half a case short, and is worth the
        # cases that it rests on.
        return from_strength(mean, float(np.clip(total, WEAKEST, STRONGEST)))
    logit = float(np.log(mean / (1 - mean)))
    bounds = [(-20.0, 20.0), tuple(np.log([WEAKEST, STRONGEST]))]
    starts = [np.array([logit, np.log(strength)]) for strength in (2.0, 20.0, 500.0)]
    from scipy.optimize import minimize  # slow to import, and a month is assessed without it

    tried = [minimize(loss, point, method="L-BFGS-B", bounds=bounds) for point in starts]
    best = min(tried, key=lambda result: result.fun).x
    return from_strength(float(1 / (1 + np.exp(-best[0]))), float(np.exp(best[1])))


def from_strength(mean: float, strength: float) -> tuple[float, float]:
    """Return a and b; both stay a little above 0."""
    mean = min(max(mean, 1e-6), 1 - 1e-6)
    return mean * strength, (1 - mean) * strength
