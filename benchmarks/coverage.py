"""Towns whose true scores are known → how often rank intervals and 把握较大 are right.

``python benchmarks/coverage.py [towns]``: so many towns of each design, from a fixed seed. A design
says how many villages and indicators there are, what strays and how far beside what truly differs,
and what is not measured. Weights are as declared in the truth; they are drawn as in the reports.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.assess import aggregate_scores, rank_uncertainty, rank_units, score_measures
from zhen_analysis.assess.scoring.ranking import FIRM_SHARE

TOWNS, DRAWS, SEED = 100, 1_000, 2022
LEVEL = 0.90
ERROR = 5.0  # marks that one checker's mark strays
FEWEST, MOST = 5, 90  # cases of a village


@dataclass(frozen=True)
class Design:
    """What a kind of town is like.

    Attributes
    ----------
    spread : how far true marks differ between villages, as a multiple of their error; of rates,
        how many cases a prior is worth that they differ by (0: all alike).
    together : share of that spread that all indicators of a village have in common.
    checkers : 0: the error is declared; 2, 3: it is found from so many marks of each village.
    blank : share of villages for which an indicator is not measured (never all of them).
    rates : indicators are shares of few cases, not marks.
    weights_drawn : whether weights are drawn too (the truth has the declared ones).
    """

    villages: int
    indicators: int
    spread: float
    together: float = 0.0
    checkers: int = 0
    blank: float = 0.0
    rates: bool = False
    weights_drawn: bool = True

    @property
    def places(self) -> int:
        """How many are named 先进, and how many 后进."""
        return max(1, min(3, self.villages // 4))

    @property
    def title(self) -> str:
        """What is printed of it."""
        kind = "rates" if self.rates else "marks"
        checked = f", {self.checkers} checkers" if self.checkers else ""
        blank = f", {self.blank:.0%} not measured" if self.blank else ""
        common = f" ({self.together:.0%} in common)" if self.together else ""
        fixed = "" if self.weights_drawn else ", weights fixed"
        return (
            f"{self.villages} villages, {self.indicators} {kind}{checked}, spread {self.spread:g}"
            f"{common}{blank}{fixed}"
        )


SIZES = (3, 5, 13, 26, 60, 200)
EQUAL = [Design(villages, indicators, 0) for villages in SIZES for indicators in (1, 3, 8)]
EQUAL += [Design(villages, 3, 0, checkers=checkers) for villages in (5, 26) for checkers in (2, 3)]
EQUAL += [Design(villages, 1, 0, rates=True) for villages in (5, 13, 26, 60)]
EQUAL += [Design(26, 3, 0, blank=0.3), Design(26, 1, 0, weights_drawn=False)]
EQUAL += [Design(3, 1, 0, weights_drawn=False), Design(5, 1, 0, weights_drawn=False)]
UNLIKE = [Design(villages, indicators, 1) for villages in SIZES for indicators in (1, 3, 8)]
UNLIKE += [Design(26, indicators, spread) for indicators in (1, 8) for spread in (0.5, 2, 4)]
UNLIKE += [Design(26, 8, 1, together=0.7), Design(5, 3, 1, together=0.7)]
UNLIKE += [Design(v, 3, spread, checkers=c) for v in (5, 26) for c in (2, 3) for spread in (1, 3)]
UNLIKE += [Design(26, 3, 2, blank=blank) for blank in (0.1, 0.3)] + [Design(5, 3, 2, blank=0.3)]
UNLIKE += [Design(v, 1, like, rates=True) for v in (5, 13, 26, 60) for like in (4, 30)]
UNLIKE += [Design(26, 3, 10, rates=True, blank=0.2), Design(26, 1, 1, weights_drawn=False)]
KINDS = {"equal truth": EQUAL, "unlike": UNLIKE}


def main() -> None:
    """Print one line per design, and one over all of a kind."""
    towns = int(sys.argv[1]) if sys.argv[1:] else TOWNS
    for kind, designs in KINDS.items():
        print(f"# {kind}")
        found = []
        for number, design in enumerate(designs):
            generator = np.random.default_rng([SEED, number])
            several = max(3, towns * 26 // max(design.villages, 13))
            found.append(pd.concat([try_town(design, generator) for _ in range(several)]))
            print(f"{design.title}: {told(found[-1])}", flush=True)
        print(f"all: {told(pd.concat(found))}")


def try_town(design: Design, generator: np.random.Generator) -> pd.DataFrame:
    """Return one row per village: its true place, and what is said of its rank and its place."""
    names = [f"i{number}" for number in range(design.indicators)]
    weights = np.linspace(1, 2, design.indicators)
    make = true_rates if design.rates else true_marks
    true, measures = make(design, names, generator)
    lines = pd.DataFrame({"indicator": names, "weight": weights, "missing": "exclude"})
    if design.rates:
        indicators = lines.assign(rule="ratio", target=100.0, shrink=True)
    else:
        declared = np.nan if design.checkers else ERROR
        indicators = lines.assign(rule="mark", error=declared)
    scores = score_measures(measures, indicators)
    said = rank_uncertainty(
        scores, indicators, draws=DRAWS, level=LEVEL, top=design.places, bottom=design.places,
        concentration=None if design.weights_drawn else float("inf"),
    )  # fmt: skip
    printed = rank_units(aggregate_scores(scores, indicators))[["unit", "total"]]
    totals = np.round(true @ weights, 9)
    order = pd.DataFrame({"unit": unit_names(design), "true_total": totals})
    both = said.merge(printed).merge(order)
    return both.assign(
        true=both["true_total"].rank(method="min", ascending=False),
        true_last=both["true_total"].rank(method="max", ascending=False),
        from_below=both["true_total"].rank(method="min"),
        lowest=both["total"].rank(method="min"),
        places=design.places,
    )


def unit_names(design: Design) -> list[str]:
    """Return the villages' codes."""
    return [f"v{number:03d}" for number in range(design.villages)]


def true_marks(
    design: Design, names: list[str], generator: np.random.Generator
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return true marks (villages × indicators), and what checkers gave."""
    size = design.villages, design.indicators
    common = generator.standard_normal((size[0], 1))
    own = generator.standard_normal(size)
    mixed = np.sqrt(design.together) * common + np.sqrt(1 - design.together) * own
    true = 60 + design.spread * ERROR * mixed
    rounds = max(1, design.checkers)
    marks = true + ERROR * np.sqrt(rounds) * generator.standard_normal((rounds, *size))
    measures = long_table(marks.mean(axis=0), names, design, generator)
    if design.checkers:
        within = marks.var(axis=0, ddof=1).mean(axis=0)  # pooled over villages, by indicator
        error = np.sqrt(within / rounds) * widened(design.villages * (rounds - 1))
        measures["value_error"] = measures["indicator"].map(dict(zip(names, error, strict=True)))
    return true, measures


def widened(freedom: int) -> float:
    """Return how much wider an error is that was found from few marks."""
    from zhen_analysis.assess.measures.mark_errors import widening

    return float(widening(np.array([freedom]))[0])


def true_rates(
    design: Design, names: list[str], generator: np.random.Generator
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return true rates in %, and the cases that were found and mended."""
    size = design.villages, design.indicators
    mean, alike = 0.75, design.spread
    true = np.full(size, mean)
    if alike:
        true = generator.beta(alike * mean, alike * (1 - mean), size)
    due = generator.integers(FEWEST, MOST + 1, size)
    done = generator.binomial(due, true)
    measures = long_table(100 * done / due, names, design, generator)
    counts = {"numerator": done, "denominator": due}
    for name, table in counts.items():
        measures[name] = np.where(measures["value"].isna(), 0, table.ravel(order="F"))
    return 100 * true, measures


def long_table(
    values: np.ndarray, names: list[str], design: Design, generator: np.random.Generator
) -> pd.DataFrame:
    """Return one row per village and indicator, some of them blank."""
    blank = generator.uniform(size=values.shape) < design.blank
    blank[:, 0] = False  # of nobody is everything unknown
    wide = pd.DataFrame(np.where(blank, np.nan, values), columns=names)
    return wide.assign(unit=unit_names(design)).melt("unit", var_name="indicator")


def told(found: pd.DataFrame) -> str:
    """Return coverage, and of the firm calls how sure they were and how many were right."""
    covered = (found["low"] <= found["true_last"]) & (found["true"] <= found["high"])
    width = (found["high"] - found["low"] + 1).mean()
    ends = (("rank", "p_top", "true"), ("lowest", "p_bottom", "from_below"))
    named = sum((found[rank] <= found["places"]).sum() for rank, _, _ in ends)
    calls = [
        found[(found[rank] <= found["places"]) & (found[share] >= FIRM_SHARE)].assign(
            right=lambda rows, place=place: rows[place] <= rows["places"],
            said=lambda rows, share=share: rows[share],
        )
        for rank, share, place in ends
    ]
    firm = pd.concat(calls)
    right = (
        f", said {firm['said'].mean():.1%}, right {firm['right'].mean():.1%}" if len(firm) else ""
    )
    return (
        f"{LEVEL:.0%} intervals hold {covered.mean():.1%} of {len(found):,} "
        f"({width:.1f} places); {len(firm)} of {named} honours firm "
        f"({len(firm) / max(named, 1):.1%}){right}"
    )


if __name__ == "__main__":
    main()
