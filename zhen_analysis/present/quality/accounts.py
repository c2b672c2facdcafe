"""Intake's accounts → where every line and every cell went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import COUNT, MARK, TEXT
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table
from zhen_analysis.present.quality.quality import file_name

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import Assessment

ENTRIES = {
    "read": "读入",
    "recorded": "入账",
    "rejected": "未计入",
    "subtotal": "小计合计",
    "blank": "空行",
    "duplicate": "重复",
}
CELLS = {"read": "非空", "banner": "表题", "header": "表头", "entry": "数据", "note": "附注"}
PAGE_ROWS = 60
BALANCED, UNBALANCED = "相符", "不符"


def entries(assessment: Assessment) -> Table | Prose:
    """Return the account of lines: every line read was recorded, refused or set aside."""
    if assessment.blocks.empty:
        return paragraphs(f"{wording.this(assessment.period)}没有读入数据行。")
    looks = {
        "name": "entries",
        "sheet": "数据行平衡",
        "caption": "数据行去向（行；读入＝其余各列之和）",
        "rest": "tables/blocks.csv",
    }
    return account(assessment.blocks, ENTRIES, looks)


def cells(assessment: Assessment) -> Table | Prose:
    """Return the account of cells: each that is not empty belongs to one part of its sheet."""
    if assessment.sheets.empty:
        return paragraphs(f"{wording.this(assessment.period)}没有读入工作表。")
    looks = {
        "name": "cells",
        "sheet": "单元格平衡",
        "caption": "单元格去向（个；非空＝其余各列之和）",
        "rest": "tables/sheets.csv",
    }
    return account(assessment.sheets, CELLS, looks)


def account(rows: pd.DataFrame, labels: dict[str, str], looks: Mapping[str, str]) -> Table:
    """Return an account with its sum on top and the law checked in every row.

    What was read stands first in ``labels``; the law says that it is the sum of all the others.
    """
    return Table(
        name=looks["name"],
        sheet=looks["sheet"],
        caption=looks["caption"],
        rows=with_sum(rows, list(labels)),
        columns=[
            Column("文件", "file", TEXT),
            Column("工作表", "sheet"),
            *[Column(label, key, COUNT) for key, label in labels.items()],
            Column("核对", "check", MARK),
        ],
        limit=PAGE_ROWS,
        rest=looks["rest"],
    )


def with_sum(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return an account by file and sheet, its sum in the first line."""
    own_name = rows["file"].map(file_name)
    is_text = own_name.str.rpartition(".")[0] == rows["sheet"]  # one sheet, called as the file is
    sheet = rows["sheet"].mask(is_text, wording.NOTHING)
    named = rows.assign(file=own_name, sheet=sheet)
    total = rows[keys].sum().to_frame().T.assign(file="合计", sheet=wording.NOTHING)
    every = pd.concat([total, named], ignore_index=True)
    numbers = every[keys].astype("int64")
    is_balanced = numbers[keys[0]] == numbers[keys[1:]].sum(axis=1)
    check = is_balanced.map({True: BALANCED, False: UNBALANCED})
    return every[["file", "sheet"]].join(numbers).assign(check=check)
