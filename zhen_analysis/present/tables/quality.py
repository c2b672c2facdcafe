"""Filings, issues and intake accounts → the tables of 数据质量: who files, what to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present import wording
from zhen_analysis.present.prose import Prose, paragraphs
from zhen_analysis.present.table import Column, Table

if TYPE_CHECKING:
    from zhen_analysis.catalogue import Catalogue
    from zhen_analysis.month import Assessment

STATUSES = {"missing": "未报", "late": "迟报"}
FILED_BY = {"village": "各村", "department": "各科室"}
SEVERITIES = {"error": "须更正", "warning": "请核实", "info": "提示"}
FILE_STATES = {
    "counted": "计入",
    "duplicate": "重复",
    "superseded": "已被更新",
    "conflict": "冲突",
    "unreadable": "无法读取",
    "unrecognised": "未识别",
}
ENTRIES = {
    "read": "读入",
    "recorded": "入账",
    "rejected": "未计入",
    "subtotal": "小计合计",
    "blank": "空行",
    "duplicate": "重复",
}
CELLS = {"read": "非空", "banner": "表题", "header": "表头", "entry": "数据", "note": "附注"}
PAGE_ROWS = 200
PERSONAL = "（个人信息，不显示）"


def filing_summary(assessment: Assessment) -> Table:
    """Return what was due of each ledger and what came, one row per ledger."""
    names = assessment.catalogue.unit_names(assessment.town)
    filings = assessment.filings
    rows = [
        {
            "ledger": ledger.name,
            "by": FILED_BY.get(ledger.filed_by, names.get(ledger.filed_by, ledger.filed_by)),
            "due_day": f"次月{ledger.due_day}日",
            "due": str(len(due)),
            "came": str(due.ne("missing").sum()),
            "late": str(due.eq("late").sum()),
            "missing": str(due.eq("missing").sum()),
        }
        for ledger in assessment.catalogue.ledgers.values()
        for due in [filings.loc[filings["ledger"] == ledger.code, "status"]]
    ]
    return Table(
        name="filing_summary",
        sheet="报送情况",
        caption=f"{wording.month(assessment.period)}台账报送情况（单位：个）",
        frame=pd.DataFrame(rows),
        columns={
            "ledger": Column("台账", "text"),
            "by": Column("报送单位"),
            "due_day": Column("截止"),
            "due": Column("应报", "number"),
            "came": Column("已报", "number"),
            "late": Column("其中迟报", "number"),
            "missing": Column("未报", "number"),
        },
        note="迟报按表内或文件名写明的填报日期判定；没有写明的视为按时。",
    )


def late_or_missing(assessment: Assessment) -> Table | Prose:
    """Return who has not filed or filed late, one row per ledger and state."""
    names = assessment.catalogue.unit_names(assessment.town)
    filings = assessment.filings
    rows = [
        {
            "ledger": ledger.name,
            "status": word,
            "count": str(len(behind)),
            "units": wording.listing(behind.map(names)),
        }
        for status, word in STATUSES.items()
        for ledger in assessment.catalogue.ledgers.values()
        for behind in [units_with(filings, ledger.code, status)]
        if len(behind)
    ]
    if not rows:
        return paragraphs("应报台账已全部按时报送。")
    return Table(
        name="late_or_missing",
        sheet="未报迟报",
        caption="未报和迟报的单位",
        frame=pd.DataFrame(rows),
        columns={
            "ledger": Column("台账", "text"),
            "status": Column("情况", "mark"),
            "count": Column("单位（个）", "number"),
            "units": Column("名单", "text"),
        },
    )


def units_with(filings: pd.DataFrame, ledger: str, status: str) -> pd.Series:
    """Return the units whose filing of a ledger has a status."""
    return filings.loc[filings["ledger"].eq(ledger) & filings["status"].eq(status), "unit"]


def to_mend(assessment: Assessment) -> Table | Prose:
    """Return what to mend, file by file, with the cell and a sentence that says what to do."""
    issues = without_personal(assessment.issues, assessment.catalogue)
    if issues.empty:
        return paragraphs("没有待核事项。")
    issues = issues.assign(urgency=issues["severity"].map(list(SEVERITIES).index))
    issues = issues.sort_values(["file", "urgency"], kind="stable")
    return Table(
        name="to_mend",
        sheet="待核事项",
        caption="待核事项（按来文列出，请对照原表更正后重报）",
        frame=pd.DataFrame(
            {
                "file": issues["file"],
                "place": [place(*pair) for pair in zip(issues["sheet"], issues["cell"], strict=True)],
                "severity": issues["severity"].map(SEVERITIES),
                "field": wording.words(issues["field"]),
                "written": wording.words(issues["written"]),
                "message": issues["message"],
            }
        ),
        columns={
            "place": Column("位置", "text"),
            "severity": Column("程度", "mark"),
            "field": Column("栏目"),
            "written": Column("原文"),
            "message": Column("说明", "text"),
        },
        under="file",
        limit=PAGE_ROWS,
    )


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
    received = assessment.files
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
                "ledger": wording.words(received["ledger"].map(ledgers)),
                "filed_on": received["filed_on"].map(day),
                "status": received["status"].map(FILE_STATES),
                "reason": wording.words(received["reason"]),
            }
        ),
        columns={
            "file": Column("文件", "text"),
            "ledger": Column("台账"),
            "filed_on": Column("填报日期"),
            "status": Column("处理", "mark"),
            "reason": Column("说明", "text"),
        },
    )


def file_name(path: str) -> str:
    """Return a file's own name; its folder is the page's town and month."""
    return path.rsplit("/", 1)[-1]


def day(written: object) -> str:
    """Return a date as 2022-04-05, "—" where none was written."""
    return wording.NOTHING if pd.isna(written) or not written else str(written)[:10]


def entries(assessment: Assessment) -> Table | Prose:
    """Return the account of lines: every line read was recorded, refused or set aside."""
    return account(assessment, assessment.blocks, ENTRIES, "entries", "数据行", "行数平衡：读入＝其余各列之和")


def cells(assessment: Assessment) -> Table | Prose:
    """Return the account of cells: every cell that is not empty belongs to one part of its sheet."""
    return account(assessment, assessment.sheets, CELLS, "cells", "单元格", "单元格平衡：非空＝其余各列之和")


def account(
    assessment: Assessment,
    rows: pd.DataFrame,
    heads: dict[str, str],
    name: str,
    unit: str,
    caption: str,
) -> Table | Prose:
    """Return an account by file and sheet with its sum."""
    if rows.empty:
        return paragraphs("本月没有读入的工作表。")
    printed = pd.DataFrame(
        {
            "file": rows["file"].map(file_name),
            "sheet": rows["sheet"],
            **{key: rows[key].astype("int64").astype("str") for key in heads},
        }
    )
    total = {"file": "合计", "sheet": wording.NOTHING}
    total |= {key: str(int(rows[key].sum())) for key in heads}
    return Table(
        name=name,
        sheet=f"{unit}平衡",
        caption=caption,
        frame=pd.concat([printed, pd.DataFrame([total])], ignore_index=True),
        columns={"file": Column("文件", "text"), "sheet": Column("工作表")}
        | {key: Column(f"{label}（{'行' if unit == '数据行' else '个'}）", "number") for key, label in heads.items()},
    )
