"""An Assessment → who leads and who lags in each group, in sentences, with how firm that is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.style import HONOUR_COLOURS
from zhen_analysis.present.ranking.ranking import beside_honour, group_label, groups, named

if TYPE_CHECKING:
    import pandas as pd

    from zhen_analysis.results.assessment import RankedAssessment


def rank_sentences(assessment: RankedAssessment) -> Iterator[str]:
    """Yield who leads and who lags in each group, and how firm that is."""
    for scheme, group, ranked in groups(assessment, named(assessment, assessment.ranking)):
        named_by = {honour: ranked[ranked["honour"] == honour] for honour in HONOUR_COLOURS}
        parts = [
            f"{honour}：{with_firmness(units)}" for honour, units in named_by.items() if len(units)
        ]
        level = wording.LEVELS.get(scheme.level, "单位")
        told = "；".join(parts) or "没有评出先进和后进"
        yield f"考评：{group_label(scheme, group)}{len(ranked)}个{level}参评，{told}。"


def with_firmness(units: pd.DataFrame) -> str:
    """Return names in their order, those alike in a row with one word of firmness."""
    pairs = zip(units["unit_name"], beside_honour(units), strict=True)
    told = []
    for word, alike in groupby(pairs, key=itemgetter(1)):
        names = [name for name, _ in alike]
        both = "均" if len(names) > 1 else ""
        told.append(wording.listing(names) + (f"（{both}{word}）" if word else ""))
    return "，".join(told)
