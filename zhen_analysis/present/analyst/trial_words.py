"""A Trial → the sentences that say what was tried, that it is no result, and what would change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.analyst.what_if import AGGREGATES, by_scheme
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, bullets, paragraphs
from zhen_analysis.present.ranking.ranking import NOBODY, group_label

if TYPE_CHECKING:
    from zhen_analysis.results.trial import Trial

NOT_A_RESULT = "**试算，不是考评结果**"
EXAMPLE = (
    "没有指定权重（参数weights、without都空着），先看一个例子：同一层级各项权重相等，名次会怎样。"
)
NOTHING_CHANGED = "与现行办法相同，没有改动。"
NO_TOTAL = "试算的权重全部是0，算不出总分。"
MOST_CHANGES = 12
WARNING = "zhen-banner zhen-warn"


def question(trial: Trial) -> Prose:
    """Return what is tried, under the warning that it is no result."""
    if trial.is_example:
        return paragraphs(f"{NOT_A_RESULT}：{EXAMPLE}", kind=WARNING)
    told = [*changes(trial)]
    if not told:
        return paragraphs(f"{NOT_A_RESULT}：{NOTHING_CHANGED}", kind=WARNING)
    return bullets(f"{NOT_A_RESULT}。改动：", told, WARNING)


def changes(trial: Trial) -> Iterator[str]:
    """Yield what is other than declared, scheme by scheme: weights, what is left out, rules."""
    several = len(trial.official.catalogue.schemes) > 1
    for scheme, lines in by_scheme(trial):
        where = f"{scheme.title}：" if several else ""
        gone = lines["weight_b"].isna()
        moved = lines[~gone & (lines["weight_a"] != lines["weight_b"])]
        told = [
            f"{line.name}由{wording.digits(line.weight_a)}改为{wording.digits(line.weight_b)}"
            for line in moved.itertuples(index=False)
        ]
        if told:
            yield f"{where}权重（%）：{wording.listing(told, MOST_CHANGES)}，其余不变。"
        if gone.any():
            yield (
                f"{where}去掉：{wording.listing(lines.loc[gone, 'name'])}，权重由同级其余各项分担。"
            )
        for line in lines[~gone].itertuples(index=False):
            if pd.notna(line.rule_b) and line.rule_a != line.rule_b:
                yield f"{where}{line.name}改为：{line.rule_b}。"
            if line.is_node and line.aggregate_a != line.aggregate_b:
                yield f"{where}{line.name}改为：{AGGREGATES[line.aggregate_b]}。"


def outcome(trial: Trial, scheme: str = "") -> Prose:
    """Return, group by group, how many units move and whether others lead or lag.

    Parameters
    ----------
    scheme : the code of the one to tell of; all unless given.
    """
    rows = trial.by_group
    rows = rows[rows["scheme"] == scheme] if scheme else rows
    if rows.empty:
        return paragraphs(NOBODY)
    if trial.tried.ranking["rank"].isna().all():
        return paragraphs(NO_TOTAL)
    known = trial.official.unit_names
    schemes = trial.official.catalogue.schemes
    return bullets(
        "名次和先进、后进的变化：",
        [
            f"{group_label(schemes[row.scheme], row.group)}{row.units}个单位，"
            f"{moved_told(row.moved, row.most)}；"
            f"{honour_told('先进', row.lead_in, row.lead_out, known)}，"
            f"{honour_told('后进', row.lag_in, row.lag_out, known)}。"
            for row in rows.itertuples()
        ],
    )


def moved_told(moved: int, most: int) -> str:
    """Return how many units of a group have another rank, and by how much at most."""
    return f"名次变动{moved}个，最多{most}名" if moved else "名次都不变"


def honour_told(honour: str, enters: list[str], leaves: list[str], known: dict[str, str]) -> str:
    """Return who enters and who leaves an honour, or that it stays with the same."""
    parts = [
        f"{wording.listing(known.get(unit, unit) for unit in units)}{way}{honour}"
        for units, way in ((enters, "进入"), (leaves, "退出"))
        if units
    ]
    return f"**{'，'.join(parts)}**" if parts else f"{honour}不变"
