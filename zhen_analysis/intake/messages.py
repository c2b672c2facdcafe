"""A failed check and its details → one row of `issues` with a sentence a clerk can act on."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

ISSUE_COLUMNS = [
    "check", "severity", "file", "sheet", "cell", "field", "written", "read_as", "message",
]  # fmt: skip

# check → (severity, sentence). error: something does not count; warning: it counts, with doubt;
# info: nothing is wrong, but the clerk should know.
MESSAGES: dict[str, tuple[str, str]] = {
    "unreadable": ("error", "无法读取该文件：{reason}。本月统计不含该文件内容。"),
    "stray": (
        "warning",
        "放在月份文件夹之外，没有读取。请放入写成“年-月”的文件夹，例如 2022-03。",
    ),
    "unrecognised_file": (
        "error",
        "没有找到可识别的台账表头，内容未计入。请使用规定表样，或在目录中登记新的列名。",
    ),
    "unrecognised_sheet": (
        "warning",
        "工作表“{sheet}”没有可识别的台账表头，{count}个有内容的单元格未计入。",
    ),
    "hidden_sheet": ("info", "工作表“{sheet}”被隐藏，已照常读取，请确认是否应当计入。"),
    "unknown_column": (
        "warning",
        "列“{field}”不在台账“{ledger}”规定的列中{suggestion}，该列{count}个单元格未计入，请核对列名。",
    ),
    "period_mismatch": (
        "warning",
        "表内标题写的是{written}，但文件报送在{read_as}文件夹，请核实是否沿用了旧表。",
    ),
    "missing_unit": ("error", "该行没有写明“{field}”，无法归属，未计入。请补填。"),
    "unknown_unit": (
        "error",
        "“{written}”不是目录中的单位{suggestion}，该行未计入。请更正名称或在别名表登记。",
    ),
    "not_a_unit": ("info", "“{written}”按目录规定不是考评单位，该行不计入各村数字。"),
    "case_vanished": (
        "warning",
        "“{written}”上月还未办结，本月台账中没有了；仍按未办结计。请补登，或写明办结日期。",
    ),
    "case_moved": (
        "warning",
        "“{case}”的发现日期本月写的是{written}，上月写的是{read_as}；按本月的计，请核实。",
    ),
    "missing_case": ("error", "该行没有“{field}”，无法与往期核对，未计入。请补填编号。"),
    "unreadable_value": (
        "error",
        "“{field}”写的是“{written}”，读不出数量，暂按空缺处理。请填写数字。",
    ),
    "ditto": ("error", "“{field}”写的是“{written}”，请写明具体数量，暂按空缺处理。"),
    "unit_conflict": (
        "error",
        "“{field}”应以“{uom}”计，写的是“{written}”，单位不能换算，暂按空缺处理。",
    ),
    "unit_doubtful": ("info", "“{field}”写的是“{written}”，已按{read_as}{uom}计，请核对计量单位。"),
    "extra_quantity": (
        "warning",
        "“{field}”写的是“{written}”，只计{read_as}{uom}，其余没有对应的列，未计入。请分列填写。",
    ),
    "negative": ("error", "“{field}”写的是“{written}”，数量不能为负，暂按空缺处理。请核实。"),
    "done_over_due": ("warning", "已完成{written}，超过应完成{read_as}，照实计入，请核实。"),
    "unreadable_date": (
        "warning",
        "“{field}”写的是“{written}”，读不出日期；数量仍计入{month}，请补正日期。",
    ),
    "vague_date": (
        "info",
        "“{field}”写的是“{written}”，没有写到日；数量计入{month}。",
    ),
    "date_outside_month": (
        "warning",
        "“{field}”写的是{read_as}，不在{month}内；数量暂计入{month}，请核实日期或改报当月台账。",
    ),
    "date_in_future": (
        "warning",
        "“{field}”写的是{read_as}，晚于{month}月底，请核实日期。",
    ),
    "closed_without_date": (
        "warning",
        "状态为“{written}”但没有整改（办结）日期，按{month}内完成计，请补填。",
    ),
    "closed_before_opened": ("warning", "办结日期{written}早于发现日期{read_as}，请核实。"),
    "no_quantity": ("info", "该行写有单位但没有任何数量，按空白行处理；如确无工作量请填0。"),
    "duplicate_file": ("info", "与文件“{other}”内容完全相同，只计一次。"),
    "superseded": ("info", "已有更新的版本“{other}”，以更新的版本为准；两版相差{count}行。"),
    "superseded_entry": ("info", "{key}在更新的文件“{other}”中另有登记，以更新的为准。"),
    "conflict": (
        "error",
        "{key}有两条不一致的记录（另见{other}），分不清以哪条为准，均未计入。请核实后更正。",
    ),
    "duplicate_entry": ("warning", "{key}与{other}完全相同，只计一次。"),
    "corrected": (
        "info",
        "按更正表第{row}行（{kind}：{reason}），由“{written}”改按“{read_as}”计。",
    ),
    "correction_stale": (
        "warning",
        "这条更正没有找到对应的单元格：原表已改，或单位、日期、原值写得不对。没有更正任何数据，请核实或删除。",
    ),
    "correction_ambiguous": (
        "warning",
        "这条更正对应多个单元格（{places}），分不清改哪一个，没有更正。请写明文件和单元格。",
    ),
    "total_mismatch": (
        "warning",
        "“{field}”的{label}写的是{written}，各行相加为{read_as}，请核对。",
    ),
}


def make_issue(
    check: str,
    file: str,
    sheet: str = "",
    cell: str = "",
    field: str = "",
    written: str = "",
    read_as: str = "",
    **details: object,
) -> dict[str, str]:
    """Return one row of `issues`; the details fill the sentence of the check."""
    severity, sentence = MESSAGES[check]
    message = sentence.format(field=field, written=written, read_as=read_as, sheet=sheet, **details)
    row = (check, severity, file, sheet, cell, field, written, read_as, message)
    return dict(zip(ISSUE_COLUMNS, row, strict=True))


def issue_frame(rows: Iterable[dict[str, str]]) -> pd.DataFrame:
    """Return issues as text columns in the order of the design; never without its columns."""
    return pd.DataFrame(list(rows), columns=ISSUE_COLUMNS, dtype="str")
