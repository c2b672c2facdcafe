"""A ranking → what the word of firmness beside its names rests on, and what moved ranks most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# What is drawn anew for the word beside a name, and what that is in a quarter or year.
SOURCES = {
    "weights": "权重",
    "cases": "个案多少",
    "marks": "评分误差",
    "unmeasured": "未计入的项目",
}
OF_MONTHS = {**SOURCES, "weights": "各月所占比重", "marks": "各月总分的出入"}
BY_WEIGHTS, CONFIDENCE, MIXED = "权重变动区间", "置信区间", "名次变动区间"


def present(ranking: pd.DataFrame) -> list[str]:
    """Return the sources that any rank rests on, in their order."""
    told = {source for text in ranking["rests_on"].dropna() for source in str(text).split()}
    return [source for source in SOURCES if source in told]


def interval_name(ranking: pd.DataFrame) -> str:
    """Return what an interval of ranks is called: by what moves the ranks in it."""
    sources = set(present(ranking)) - {"weights"}
    if not sources:
        return BY_WEIGHTS
    return MIXED if "unmeasured" in sources else CONFIDENCE


def listed(sources: Iterable[str], words: dict[str, str] = SOURCES) -> str:
    """Return sources by name: 权重、评分误差."""
    return "、".join(words[source] for source in sources)


def meaning(ranking: pd.DataFrame) -> str:
    """Return what 把握 beside a name means, in one sentence."""
    sources = listed(present(ranking)) or "没有定数的部分"
    lead = f"把握：{sources}一起变动、重新排名时，先进（后进）能否保持"
    return f"{lead}；九成以上能保持的为把握较大。"


def moved_note(ranked: pd.DataFrame, words: dict[str, str] = SOURCES) -> str:
    """Return what a group's words rest on and what moved most of its ranks; empty without draws."""
    sources = present(ranked)
    if not sources:
        return ""
    counts = ranked["moved_most"].fillna("").astype("str").value_counts()
    moved = [source for source in sources if counts.get(source, 0)]
    moved.sort(key=lambda source: -counts[source])
    lead = f"把握和区间依据：{listed(sources, words)}"
    if not moved:
        return f"{lead}（怎么变动名次都不变）。"
    parts = [f"{counts[source]}个单位是{words[source]}" for source in moved]
    if len(sources) == 1:
        return f"{lead}。"
    return f"{lead}；对名次影响最大的：{'、'.join(parts)}。"
