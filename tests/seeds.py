"""How much of a property is tried: a few examples in `make test`, many in `make soak`."""

import os

import pytest
from hypothesis import settings

TIMES = int(os.environ.get("SOAK_TIMES", "1"))


def few(examples: int) -> settings:
    """Return how many examples hypothesis draws; a slow machine is no failure."""
    return settings(max_examples=examples * TIMES, deadline=None)


def seeds(count: int, first: int = 0) -> list:
    """Return seeds as a test's parameters; `make soak` runs the tests that have any, with more."""
    return [pytest.param(n, marks=pytest.mark.soak) for n in range(first, first + count * TIMES)]
