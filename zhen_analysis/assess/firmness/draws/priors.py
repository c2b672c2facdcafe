"""Cases of a group → which priors of their rates are plausible, and how much each of them is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln, expit

# The strength of a prior is worth so many cases. Its likelihood is flat towards both ends, where
# units are all alike or have nothing in common, so only the strength is bounded, not the mean.
WEAKEST, STRONGEST = 0.1, 10_000.0
FIRST_LOOK, SECOND_LOOK = 49, 25  # points along each side of the grid
LEAST = 1e-4  # a prior that is so much less plausible than the best one is left out
HALVINGS = 50


@dataclass(frozen=True)
class Plausible:
    """Priors Beta(a, b) on a grid, with weights that add up to 1."""

    a: np.ndarray
    b: np.ndarray
    weight: np.ndarray

    def draw(self, size: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return a and b of so many priors, each as often as it is plausible."""
        chosen = generator.choice(len(self.weight), size=size, p=self.weight)
        return self.a[chosen], self.b[chosen]

    def quantile(self, share: float, done: np.ndarray, due: np.ndarray) -> np.ndarray:
        """Return the rate below which each unit's true rate lies with probability ``share``.

        The posterior of a unit is a mixture of Beta(a + done, b + due − done); it is halved until
        its distribution is found.
        """
        a, b = self.a[:, None] + done, self.b[:, None] + due - done
        low, high = np.zeros(len(done)), np.ones(len(done))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            below = self.weight @ betainc(a, b, middle)
            low, high = np.where(below < share, middle, low), np.where(below < share, high, middle)
        return (low + high) / 2


def plausible_priors(done: np.ndarray, due: np.ndarray) -> Plausible:
    """Weigh priors by the likelihood of all cases of the group.

    Before the cases are seen every mean is as good as another, and so is every degree of shrinkage
    s / (s + n), with s the prior's strength and n the mean number of cases (uniform shrinkage
    prior; Daniels 1999, Canadian Journal of Statistics 27). Taking one best prior for the true one
    would make intervals too narrow (Carlin and Gelfand 1990, JASA 85).
    """
    logits = np.linspace(-12.0, 12.0, FIRST_LOOK)
    strengths = np.linspace(np.log(WEAKEST), np.log(STRONGEST), SECOND_LOOK)
    seen = weigh(logits, strengths, done, due)
    near = np.flatnonzero(seen.max(axis=1) > LEAST)
    ends = max(near[0] - 1, 0), min(near[-1] + 1, FIRST_LOOK - 1)
    logits = np.linspace(logits[ends[0]], logits[ends[1]], FIRST_LOOK)
    weight = weigh(logits, strengths, done, due)
    kept = weight > LEAST
    mean, strength = np.meshgrid(expit(logits), np.exp(strengths), indexing="ij")
    return Plausible(
        a=(mean * strength)[kept],
        b=((1 - mean) * strength)[kept],
        weight=weight[kept] / weight[kept].sum(),
    )


def weigh(
    logits: np.ndarray, strengths: np.ndarray, done: np.ndarray, due: np.ndarray
) -> np.ndarray:
    """Return (means × strengths) how plausible each prior is against the best one (1).

    Equal steps of a logit are no equal steps of the mean, nor those of a logarithm of shrinkage:
    the last two terms make up for it.
    """
    mean, strength = expit(logits)[:, None, None], np.exp(strengths)[None, :, None]
    a, b = mean * strength, (1 - mean) * strength
    told = (betaln(a + done, b + due - done) - betaln(a, b)).sum(axis=2)
    mean, strength, cases = mean[:, :, 0], strength[:, :, 0], due.mean()
    told = told + np.log(mean * (1 - mean)) + np.log(strength / (strength + cases) ** 2)
    return np.exp(told - told.max())
