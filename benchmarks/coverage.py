"""Villages whose true rates are known → how often rank intervals and 把握较大 are right.

``python benchmarks/coverage.py [towns]``: so many towns for each kind of town, from a fixed seed.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from zhen_analysis.assess import aggregate_scores, rank_uncertainty, rank_units, score_measures
from zhen_analysis.assess.scoring.ranking import FIRM_SHARE

TOWNS, DRAWS, SEED = 200, 2_000, 2022
FEWEST, MOST = 5, 90  # cases of a village
LEVEL, PLACES = 0.90, 3
# Villages, mean of their true rates, how alike they are (cases that a prior is worth), and the
# weight of an exact figure beside the rate, of 100.
KINDS = {
    "13 villages, alike at a high rate": (13, 0.9, 30, 0),
    "13 villages, unlike": (13, 0.6, 4, 0),
    "26 villages": (26, 0.75, 10, 0),
    "26 villages, half of the total exact": (26, 0.75, 10, 50),
    "60 villages": (60, 0.8, 15, 0),
}


def main() -> None:
    """Print one line per kind of town, and one over all."""
    towns = int(sys.argv[1]) if sys.argv[1:] else TOWNS
    generator = np.random.default_rng(SEED)
    found = {}
    for name, kind in KINDS.items():
        found[name] = pd.concat([try_town(*kind, generator) for _ in range(towns)])
        print(f"{name}: {told(found[name])}")
    print(f"all: {told(pd.concat(found.values()))}")


def try_town(
    villages: int, mean: float, alike: float, exact: float, generator: np.random.Generator
) -> pd.DataFrame:
    """Return one row per village: its true rank, and what is said of its rank and its place."""
    true = generator.beta(alike * mean, alike * (1 - mean), villages)
    due = generator.integers(FEWEST, MOST + 1, villages)
    done = generator.binomial(due, true)
    work = generator.uniform(0, 1, villages)
    units = [f"v{number:02d}" for number in range(villages)]
    rates = {"unit": units, "indicator": "rate", "numerator": done, "denominator": due}
    measures = pd.concat(
        [
            pd.DataFrame(rates).assign(value=100 * done / due),
            pd.DataFrame({"unit": units, "indicator": "work", "value": 100 * work}),
        ],
        ignore_index=True,
    )
    indicators = pd.DataFrame(
        {
            "indicator": ["rate", "work"],
            "rule": "ratio",
            "target": 100,
            "weight": [100 - exact, exact],
            "shrink": [True, False],
        }
    )
    scores = score_measures(measures, indicators)
    said = rank_uncertainty(
        scores, indicators, draws=DRAWS, concentration=float("inf"), level=LEVEL,
        top=PLACES, bottom=PLACES,
    )  # fmt: skip
    totals = (100 - exact) * true + exact * work
    last_rank = said.merge(rank_units(aggregate_scores(scores, indicators))[["unit", "total"]])
    return last_rank.assign(
        true=pd.Series(-totals).rank(method="min").astype(int),
        from_below=pd.Series(totals).rank(method="min").astype(int),
        lowest=pd.Series(last_rank["total"]).rank(method="min").astype(int),
    )


def told(found: pd.DataFrame) -> str:
    """Return coverage, and of the firm calls how sure they were and how many were right."""
    covered = found["true"].between(found["low"], found["high"]).mean()
    width = (found["high"] - found["low"] + 1).mean()
    calls = [
        found[(found[rank] <= PLACES) & (found[share] >= FIRM_SHARE)].assign(
            right=lambda rows, place=place: rows[place] <= PLACES, said=lambda r, s=share: r[s]
        )
        for rank, share, place in (
            ("rank", "p_top", "true"),
            ("lowest", "p_bottom", "from_below"),
        )
    ]
    firm = pd.concat(calls)
    named = 2 * (found["rank"] <= PLACES).sum()
    return (
        f"{LEVEL:.0%} intervals hold the true rank in {covered:.1%} of {len(found):,} cases "
        f"({width:.1f} places wide); of about {named:,} honours {len(firm):,} are called firm, "
        f"said to hold in {firm['said'].mean():.1%}, right in {firm['right'].mean():.1%}"
    )


if __name__ == "__main__":
    main()
