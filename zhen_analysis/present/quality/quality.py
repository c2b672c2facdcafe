"""Files → what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import FULL, MARK, TEXT
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.results.assessment import Assessment

SEVERITIES = {"error": "须更正", "warning": "请核实", "info": "提示"}
FILE_STATES = {
    "counted": "计入",
    "duplicate": "重复",
    "superseded": "已被更新",
    "conflict": "冲突",
    "unreadable": "无法读取",
    "unrecognised": "未识别",
    "beside": "不是表格",
}
FILE_ROWS = 100
WORST_FIRST = ("unreadable", "unrecognised", "conflict")


def files(assessment: Assessment) -> Table | Prose:
    """Return every file received and what became of it, those that do not count first."""
    own = assessment.own_files
    is_fine = ~own["status"].isin(WORST_FIRST)
    worst = own["status"].map({state: number for number, state in enumerate(WORST_FIRST)})
    received = own.iloc[worst.mask(is_fine, len(WORST_FIRST)).argsort(kind="stable")]
    if received.empty:
        return paragraphs(f"{wording.this(assessment.period)}没有收到台账文件。")
    ledgers = {code: ledger.name for code, ledger in assessment.catalogue.ledgers.items()}
    return Table(
        name="files",
        sheet="来文",
        caption="收到的台账文件",
        rows=received,
        columns=[
            Column("文件", lambda rows: rows["file"].map(file_name), TEXT),
            Column("处理", lambda rows: rows["status"].map(FILE_STATES), MARK),
            Column("填报日期", "filed_on", FULL),
            Column("台账", lambda rows: rows["ledger"].map(ledgers)),
            Column("说明", "reason", TEXT),
        ],
        limit=FILE_ROWS,
        rest="tables/files.csv",
    )


def file_name(path: str) -> str:
    """Return a file's own name; its folder is the page's town and month."""
    return path.rsplit("/", 1)[-1]
