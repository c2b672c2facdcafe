"""Intake's accounts → where every line and every cell went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present import wording
from zhen_analysis.present.prose import Prose, paragraphs
from zhen_analysis.present.table import Column, Table
from zhen_analysis.present.tables.quality import file_name

if TYPE_CHECKING:
    from zhen_analysis.month import Assessment

ENTRIES = {
    "read": "读入",
    "recorded": "入账",
    "rejected": "未计入",
    "subtotal": "小计合计",
    "blank": "空行",
    "duplicate": "重复",
}
CELLS = {"read": "非空", "banner": "表题", "header": "表头", "entry": "数据", "note": "附注"}


def entries(assessment: Assessment) -> Table | Prose:
    """Return the account of lines: every line read was recorded, refused or set aside."""
    if assessment.blocks.empty:
        return paragraphs("本月没有读入数据行。")
    return Table(
        name="entries",
        sheet="数据行平衡",
        caption="数据行去向（行；读入＝其余各列之和）",
        frame=with_sum(assessment.blocks, list(ENTRIES)),
        columns=heads(ENTRIES),
    )


def cells(assessment: Assessment) -> Table | Prose:
    """Return the account of cells: each that is not empty belongs to one part of its sheet."""
    if assessment.sheets.empty:
        return paragraphs("本月没有读入工作表。")
    return Table(
        name="cells",
        sheet="单元格平衡",
        caption="单元格去向（个；非空＝其余各列之和）",
        frame=with_sum(assessment.sheets, list(CELLS)),
        columns=heads(CELLS),
    )


def heads(labels: dict[str, str]) -> dict[str, Column]:
    """Return the columns of an account."""
    own = {key: Column(label, "number") for key, label in labels.items()}
    return {"file": Column("文件", "text"), "sheet": Column("工作表"), **own}


def with_sum(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return an account by file and sheet as printed, its sum in the last line."""
    numbers = rows[keys].astype("int64")
    printed = numbers.astype("str").assign(file=rows["file"].map(file_name), sheet=rows["sheet"])
    total = numbers.sum().astype("str").to_frame().T.assign(file="合计", sheet=wording.NOTHING)
    return pd.concat([printed, total], ignore_index=True)[["file", "sheet", *keys]]
