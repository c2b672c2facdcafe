"""Issues and files → what to mend where, and what became of every file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present import wording
from zhen_analysis.present.prose import Prose, paragraphs
from zhen_analysis.present.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Catalogue
    from zhen_analysis.month import Assessment

SEVERITIES = {"error": "须更正", "warning": "请核实", "info": "提示"}
FILE_STATES = {
    "counted": "计入",
    "duplicate": "重复",
    "superseded": "已被更新",
    "conflict": "冲突",
    "unreadable": "无法读取",
    "unrecognised": "未识别",
}
PAGE_ROWS = 200
PERSONAL = "（个人信息，不显示）"


def to_mend(assessment: Assessment) -> Table | Prose:
    """Return what to mend, file by file, with the cell and a sentence that says what to do."""
    issues = without_personal(assessment.issues, assessment.catalogue)
    if issues.empty:
        return paragraphs("没有待核事项。")
    issues = most_urgent_first(issues)
    return Table(
        name="to_mend",
        sheet="待核事项",
        caption="待核事项（按来文列出，请对照原表更正后重报）",
        frame=pd.DataFrame(
            {
                "file": issues["file"].map(file_name),
                "place": [
                    place(*pair) for pair in zip(issues["sheet"], issues["cell"], strict=True)
                ],
                "severity": issues["severity"].map(SEVERITIES),
                "message": issues["message"],
            }
        ),
        columns={
            "place": Column("位置", "text"),
            "severity": Column("程度", "mark"),
            "message": Column("说明", "text"),
        },
        under="file",
        limit=PAGE_ROWS,
    )


def most_urgent_first(issues: pd.DataFrame) -> pd.DataFrame:
    """Keep a file's issues together; files and issues that must be mended come first."""
    urgency = issues["severity"].map(list(SEVERITIES).index)
    of_file = urgency.groupby(issues["file"]).transform("min")
    keyed = issues.assign(of_file=of_file, urgency=urgency)
    return keyed.sort_values(["of_file", "file", "urgency"], kind="stable")


def without_personal(issues: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Blank what was written in columns of personal data, should an issue ever quote it."""
    personal = {
        heading
        for ledger in catalogue.ledgers.values()
        for column in ledger.columns
        if column.personal
        for heading in (column.field, column.label, *column.spellings)
    }
    hidden = issues["field"].isin(personal)
    return issues.assign(
        written=issues["written"].mask(hidden, PERSONAL),
        read_as=issues["read_as"].mask(hidden, PERSONAL),
        message=issues["message"].mask(hidden, PERSONAL),
    )


def place(sheet: object, cell: object) -> str:
    """Return where an issue stands inside its file."""
    known = [str(part) for part in (sheet, cell) if not pd.isna(part) and part]
    return " ".join(known) or "整个文件"


def files(assessment: Assessment) -> Table | Prose:
    """Return every file received and what became of it."""
    received = own_files(assessment)
    if received.empty:
        return paragraphs("本月没有收到台账文件。")
    ledgers = {code: ledger.name for code, ledger in assessment.catalogue.ledgers.items()}
    return Table(
        name="files",
        sheet="来文",
        caption="收到的台账文件",
        frame=pd.DataFrame(
            {
                "file": received["file"].map(file_name),
                "status": received["status"].map(FILE_STATES),
                "filed_on": received["filed_on"].map(day),
                "ledger": wording.words(received["ledger"].map(ledgers)),
                "reason": wording.words(received["reason"]),
            }
        ),
        columns={
            "file": Column("文件", "text"),
            "status": Column("处理", "mark"),
            "filed_on": Column("填报日期"),
            "ledger": Column("台账"),
            "reason": Column("说明", "text"),
        },
    )


def own_files(assessment: Assessment) -> pd.DataFrame:
    """Return the files of the month itself; the year's earlier ones are read too."""
    return assessment.files[assessment.files["period"] == assessment.period]


def file_name(path: str) -> str:
    """Return a file's own name; its folder is the page's town and month."""
    return path.rsplit("/", 1)[-1]


def day(written: object) -> str:
    """Return a date as 2022-04-05, "—" where none was written."""
    return wording.NOTHING if pd.isna(written) or not written else str(written)[:10]
