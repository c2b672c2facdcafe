"""What a published month says otherwise now → 更正说明: its sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import MARK, OWN_DECIMALS, TEXT, Number
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table
from zhen_analysis.present.quality.to_mend import corrections
from zhen_analysis.present.ranking.ranking import named

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

HEADING = "更正说明"
ACCEPTED, REFUSED = "申诉采纳", "申诉未采纳"
PLACE = Number(0, missing="未参评")


@dataclass(frozen=True)
class Restated:
    """What differs from the first publication of a month; all empty where nothing does.

    Attributes
    ----------
    ranking : one row per unit whose total, rank, grade or honour differs: ``scheme, unit``, and
        ``group, total, rank, grade, honour`` each with what it was (``…_before``).
    figures : one row per figure of the whole town: ``indicator, span, value_before, value``.
    files : those of the month that came, changed or went since then.
    """

    ranking: pd.DataFrame = field(default_factory=pd.DataFrame)
    figures: pd.DataFrame = field(default_factory=pd.DataFrame)
    files: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all that was published still holds."""
        return self.ranking.empty and self.figures.empty


def explained(assessment: MonthAssessment, restated: Restated) -> Iterator[Table | Prose]:
    """Yield what changed since the first publication, and what led to it."""
    if restated.is_empty:
        return
    yield paragraphs(*sentences(assessment, restated))
    if len(restated.ranking):
        yield units_table(assessment, restated)
    if len(restated.figures):
        yield figures_table(assessment, restated)
    made = corrections(assessment)
    if isinstance(made, Table):
        yield made


def explained_to(
    unit: str, assessment: MonthAssessment, restated: Restated
) -> Iterator[Table | Prose]:
    """Yield what is other now in one unit's own result; nothing where that still holds."""
    rows = restated.ranking
    own = rows[rows["unit"] == unit] if len(rows) else rows
    if own.empty:
        return
    month = assessment.period.chinese
    yield paragraphs(
        f"{month}的结果公布后又有更正，**本单位的结果与首次公布的不同**，以本次为准；"
        "更正了哪些、为什么，见《考评排名通报》的更正说明。"
    )
    yield units_table(assessment, Restated(ranking=own))


def sentences(assessment: MonthAssessment, restated: Restated) -> Iterator[str]:
    """Yield how much changed, by which files, and how appeals were decided."""
    rows = restated.ranking
    totals = differing(rows, "total")
    ranks = differing(rows, "rank")
    parts = [
        f"{number}个单位的{word}" for number, word in ((totals, "总分"), (ranks, "名次")) if number
    ]
    parts += [f"{len(restated.figures)}项全镇数字"] * bool(len(restated.figures))
    month = assessment.period.chinese
    told = "、".join(parts) or "部分内容"
    yield f"{month}的结果公布后又有更正，**{told}与首次公布的不同**，以本次为准。"
    if restated.files:
        names = [file.rsplit("/", 1)[-1] for file in restated.files]
        yield f"首次公布后新收到、更换或撤回的文件：{wording.listing(names)}。"
    # A correction that meets a cell in several versions of a file is one: its row is in the words.
    decided = assessment.issues["message"].astype("str").drop_duplicates()
    accepted = int(decided.str.contains(ACCEPTED, regex=False).sum())
    refused = int(decided.str.contains(REFUSED, regex=False).sum())
    if accepted or refused:
        yield f"申诉处理：采纳{accepted}处，未采纳{refused}处，理由见更正登记。"


def differing(rows: pd.DataFrame, column: str) -> int:
    """Return how many rows differ in a column."""
    if rows.empty:
        return 0
    now, before = rows[column], rows[f"{column}_before"]
    return int((~(now.eq(before) | (now.isna() & before.isna()))).sum())


def units_table(assessment: MonthAssessment, restated: Restated) -> Table:
    """Return every unit that differs, old and new side by side."""
    schemes = assessment.catalogue.schemes
    rows = named(assessment, restated.ranking).sort_values(
        ["scheme", "group", "rank"], kind="stable", na_position="last"
    )
    decimals = [getattr(schemes.get(code), "decimals", 2) for code in rows["scheme"]]
    return Table(
        name="restated",
        sheet=HEADING,
        caption="总分、名次与首次公布不同的单位",
        rows=rows.assign(decimals=decimals),
        columns=[
            Column("单位", "unit_name", TEXT),
            Column("分组", lambda rows: rows["group"].fillna(rows["group_before"])),
            Column("原公布", "total_before", OWN_DECIMALS, "总分（分）"),
            Column("更正后", "total", OWN_DECIMALS, "总分（分）"),
            Column("原公布", "rank_before", PLACE, "名次"),
            Column("更正后", "rank", PLACE, "名次"),
            Column("原公布", "honour_before", MARK, "评价"),
            Column("更正后", "honour", MARK, "评价"),
        ],
        note="原公布：本月首次公布的结果。",
    )


def figures_table(assessment: MonthAssessment, restated: Restated) -> Table:
    """Return the town's figures that differ."""
    lines = assessment.catalogue.measured_indicators.drop_duplicates("indicator")
    known = lines.set_index("indicator")
    codes = restated.figures["indicator"]
    return Table(
        name="restated_figures",
        sheet="全镇数字更正",
        caption="与首次公布不同的全镇数字",
        rows=restated.figures.assign(decimals=codes.map(known["decimals"])),
        columns=[
            Column("项目", lambda rows: codes.map(known["name"]).fillna(codes), TEXT),
            Column("时段", lambda rows: rows["span"].replace(wording.SPANS)),
            Column("原公布", "value_before", OWN_DECIMALS),
            Column("更正后", "value", OWN_DECIMALS),
            Column("单位", lambda rows: codes.map(known["uom"])),
        ],
    )
