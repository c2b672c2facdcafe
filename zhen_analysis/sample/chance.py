"""A seed and labels → a stream of draws that no clock, machine or other label touches.

Only ``Generator.random`` is used underneath, the draw least likely to change between versions of
numpy; so the same arguments give the same sample for as long as possible.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

Option = TypeVar("Option")


def stream(seed: int, *labels: object) -> np.random.Generator:
    """Return the draws that belong to ``labels``; other labels have their own."""
    return np.random.default_rng([seed, *(zlib.crc32(str(label).encode()) for label in labels)])


def happens(rng: np.random.Generator, probability: float, size: int) -> np.ndarray:
    """Draw ``size`` booleans, each true with ``probability``."""
    return rng.random(size) < probability


def once(rng: np.random.Generator, probability: float) -> bool:
    """Draw one boolean, true with ``probability``."""
    return bool(rng.random() < probability)


def pick(rng: np.random.Generator, shares: Mapping[str, float], size: int) -> np.ndarray:
    """Draw ``size`` keys of ``shares``, each as often as its share says."""
    bounds = np.cumsum(list(shares.values()))
    drawn = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right")
    return np.array(list(shares), dtype=object)[drawn]


def choose(rng: np.random.Generator, options: Sequence[Option]) -> Option:
    """Draw one of ``options``, all alike likely."""
    return options[int(rng.random() * len(options))]


def choose_many(rng: np.random.Generator, options: Sequence, size: int) -> np.ndarray:
    """Draw ``size`` of ``options`` into an object array, all alike likely."""
    return np.array(options, dtype=object)[(rng.random(size) * len(options)).astype(int)]


def sample(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Draw ``size`` different positions, heavy ones more often (Efraimidis and Spirakis 2006)."""
    return np.argsort(np.log(rng.random(len(weights))) / weights, kind="stable")[::-1][:size]


def around(rng: np.random.Generator, size: int, spread: float) -> np.ndarray:
    """Draw ``size`` positive factors around 1 (log-logistic, median 1)."""
    uniform = rng.random(size)
    return np.exp(spread * np.log(uniform / (1 - uniform)) / 2)


def apportion(weights: np.ndarray, total: int) -> np.ndarray:
    """Return whole numbers that add up to ``total``, in proportion to ``weights``.

    Every positive weight gets at least 1 where ``total`` allows it. Largest remainders; ties go to
    the earlier position.
    """
    taking = weights > 0
    floor = taking.astype(int) if total >= taking.sum() else np.zeros(len(weights), dtype=int)
    exact = (total - floor.sum()) * weights / weights.sum()
    shares = np.floor(exact).astype(int)
    left = total - floor.sum() - shares.sum()
    shares[np.argsort(shares - exact, kind="stable")[:left]] += 1
    return floor + shares
