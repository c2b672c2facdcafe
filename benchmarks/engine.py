"""Time the ranking engine against the usual ways, and check that both give the same ranks.

``python benchmarks/engine.py [weights] [units]``: both where none is named.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from pymcdm.methods import WSM
from scipy.stats import rankdata

from zhen_analysis.assess import aggregate_scores, rank_units, score_measures
from zhen_analysis.assess.firmness.profile import weight_profile
from zhen_analysis.assess.firmness.uncertainty import CHUNK, ranks_both_ways, summarise
from zhen_analysis.assess.scoring.indicators import declare_indicators

DRAWS = 10_000
EXACT = 9  # decimals: here raw totals are ranked, as pymcdm does


def main() -> None:
    """Run the named benchmarks, or all."""
    benchmarks = {"weights": bench_weights, "units": bench_units}
    if sys.argv[1:2] == ["peak"]:
        print_peak(int(sys.argv[2]))
        return
    for name in sys.argv[1:] or benchmarks:
        benchmarks[name]()


def bench_weights(units: int = 50, columns: int = 20, rounds: int = 15) -> None:
    """Rank units under drawn weights: pymcdm's loop, and ours; then the time of the summaries."""
    measures, indicators = make_problem(units, columns, seed=1)
    tree = declare_indicators(indicators)
    profile = next(weight_profile(score_measures(measures, tree), tree).groups())
    drawn = np.random.default_rng(2).dirichlet(100 * profile.declared, DRAWS)
    matrix = profile.shares
    method, types = WSM(lambda column, cost: column), np.ones(columns)

    def usual() -> np.ndarray:
        return np.array(
            [rankdata(-method(matrix, weights, types).round(EXACT), "min") for weights in drawn]
        )

    def ours() -> tuple[np.ndarray, np.ndarray]:
        parts = [
            ranks_both_ways(profile.means(some, tree, {}).round(EXACT))
            for some in np.array_split(drawn, max(1, DRAWS * units // CHUNK))
        ]
        ranks, below = (np.vstack(side) for side in zip(*parts, strict=True))
        return ranks, below

    def summaries() -> pd.DataFrame:
        ranks, below = both
        return summarise(
            profile.units, ranks[0], ranks, below, level=0.9, top=3, bottom=3, places=True
        )

    slow, theirs = timed(usual)
    fast, both = median_of(ours, rounds)
    if not (theirs == both[0]).all():
        raise SystemExit("pymcdm's ranks and ours are not the same: no ratio is printed")
    told, _ = median_of(summaries, rounds)
    print(
        f"{DRAWS:,} draws of weights, {units} units × {columns} indicators: pymcdm's loop "
        f"{slow:.2f} s, zhen {fast:.3f} s, {slow / fast:.0f} times as fast, the same ranks; "
        f"medians, intervals and places {told:.3f} s more"
    )


def bench_units(units: int = 600_000, columns: int = 10, rounds: int = 3) -> None:
    """Score and rank many units: ours against a bare merge, groupby and rank; then twice as many.

    Both ways are run in turn; the ranks are the same. Peak memory is that of a process of its own.
    """
    medians = {}
    for many in (units, 2 * units):
        problem = make_problem(many, columns, seed=3)
        pairs = []
        for _ in range(rounds):
            slow, theirs = timed(partial(rank_barely, *problem))
            fast, own = timed(partial(rank_ours, *problem))
            pairs.append((slow, fast))
        require_same(theirs, own)
        slow, fast = (statistics.median(side) for side in zip(*pairs, strict=True))
        medians[many] = fast
        print(
            f"{many:,} units × {columns} indicators: bare merge + groupby + rank {slow:.2f} s, "
            f"zhen {fast:.2f} s, {fast / slow:.2f} times as long"
        )
    print(f"twice the units cost {medians[2 * units] / medians[units]:.2f} times as long")
    command = [sys.executable, __file__, "peak", str(units)]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def make_problem(units: int, columns: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measures of units × columns from 0 to 100, and indicators with fixed goalposts."""
    generator = np.random.default_rng(seed)
    codes = [f"c{number:02d}" for number in range(columns)]
    names = pd.Series([f"u{number:07d}" for number in range(units)], dtype="str")
    measures = pd.DataFrame(
        {
            "unit": names.repeat(columns).reset_index(drop=True),
            "indicator": pd.Series(codes * units, dtype="str"),
            "value": generator.uniform(0, 100, units * columns),
        }
    )
    weights = generator.integers(1, 20, columns)
    rule = {"rule": "ratio", "floor": 10.0, "target": 90.0}
    return measures, pd.DataFrame({"indicator": codes, "weight": weights, **rule})


def rank_barely(measures: pd.DataFrame, indicators: pd.DataFrame) -> pd.Series:
    """Return ranks by the least code that gives them, half to even; index: unit."""
    joined = measures.merge(indicators, on="indicator")
    way = (joined["value"] - joined["floor"]) / (joined["target"] - joined["floor"])
    points = way.clip(0, 1) * joined["weight"] * 100 / indicators["weight"].sum()
    totals = points.groupby(joined["unit"]).sum().round(2)
    return totals.rank(method="min", ascending=False)


def rank_ours(measures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return our ranking, from measures to ranks."""
    scores = score_measures(measures, indicators)
    return rank_units(aggregate_scores(scores, indicators))


def require_same(theirs: pd.Series, own: pd.DataFrame) -> None:
    """Stop where ranks differ by more than what rounding a half up or to even may move."""
    ranks = own.set_index("unit")["rank"].astype("float64").reindex(theirs.index)
    apart = (ranks - theirs).abs() / len(theirs)
    if not apart.max() < 1e-3:
        raise SystemExit("the bare ranks and ours are not the same: no ratio is printed")


def print_peak(units: int) -> None:
    """Print the most memory that this process has held once it has ranked the units."""
    import resource  # not on Windows, where the other benchmarks run all the same

    measures, indicators = make_problem(units, 10, seed=3)
    rank_ours(measures, indicators)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory of {units:,} units, measures included: {peak:.2f} GiB")


def timed(call: Callable) -> tuple[float, Any]:
    """Return how long one call takes, and what it gives."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def median_of(call: Callable, rounds: int) -> tuple[float, Any]:
    """Return the median time of several calls, and what the last one gives."""
    times = [timed(call) for _ in range(rounds)]
    return statistics.median(seconds for seconds, _ in times), times[-1][1]


if __name__ == "__main__":
    main()
