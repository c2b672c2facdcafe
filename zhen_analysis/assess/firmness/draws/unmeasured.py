"""What was not measured for some units → what it might have been, by their group's scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Unmeasured:
    """One indicator of a group, some of whose units have no score that counts.

    Attributes
    ----------
    share : of full marks; what stands where ``is_open`` plays no part.
    is_open : which units were not measured.
    known : which units' shares say how the indicator is spread.
    """

    share: np.ndarray
    is_open: np.ndarray
    known: np.ndarray

    def of(self, units: np.ndarray) -> Unmeasured:
        """Return the part of some units."""
        return Unmeasured(self.share[units], self.is_open[units], self.known[units])

    @property
    def moves(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.is_open.any())

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Return (draws × units) changes of the share: 0 where it was measured.

        Before it is seen, one more unit of a group is as likely to fall into any of the gaps that
        the group's n scores leave between 0 and full marks, ends included (Hill 1968, JASA 63), and
        anywhere within it: the group's own distribution, and no certainty from one or two scores.
        """
        spread = np.sort(self.share[self.known])
        ends = [np.minimum(spread[:1], 0.0), spread, np.maximum(spread[-1:], 1.0)]
        knots = np.concatenate(ends) if len(spread) else np.array([0.0, 1.0])
        changes = np.zeros((draws, len(self.share)))
        places = generator.uniform(0, len(knots) - 1, (draws, int(self.is_open.sum())))
        drawn = np.interp(places, np.arange(len(knots)), knots)
        changes[:, self.is_open] = drawn - self.share[self.is_open]
        return changes
