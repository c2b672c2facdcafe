"""A failed check and its details → one row of `issues` with a sentence a clerk can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    "hidden_rows": (
        "info",
        "工作表“{sheet}”有{count}行被隐藏（第{places}行），已照常读取，请确认是否应当计入。",
    ),
    "hidden_columns": (
        "info",
        "工作表“{sheet}”有{count}列被隐藏（{places}列），已照常读取，请确认是否应当计入。",
    ),
    "error_cell": (
        "warning",
        "{place}显示的是错误值{written}，没有数值，按空缺处理。请改正公式后重新报送。",
    ),
    "uncached_formula": (
        "warning",
        "{place}是公式，文件里没有保存计算结果，按空缺处理。请用WPS打开、保存后重新报送。",
    ),
    "not_in_cells": (
        "info",
        "表中有{what}，其中的文字和数字没有读取；如有数据，请填入单元格。",
    ),
    "comments": ("info", "表中有{count}条批注，没有读取；如有数据，请填入单元格。"),
    "pivot_table": (
        "info",
        "工作表“{sheet}”有数据透视表，读取的是文件保存时的数字，请确认保存前已经刷新。",
    ),
    "external_links": (
        "info",
        "该文件引用了{count}个其他工作簿，读取的是文件保存时的数字，请核对后改为数值再报。",
    ),
    "unseen": (
        "info",
        "没能查看该文件中隐藏的行列、批注、图片和数字格式，单元格内容已照常读取。",
    ),
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
    "several_units": (
        "error",
        "该行写了几个单位（{hint}），分不清各是多少，未计入。请每个单位填一行。",
    ),
    "former_unit": (
        "error",
        "“{written}”本月不是考评单位（{hint}），该行未计入。请改填现在的单位，或在别名表登记。",
    ),
    "foreign_unit": (
        "error",
        "“{written}”写的是{hint}的单位，不计入本镇。请核实是否报错了地方。",
    ),
    "town_line": ("warning", "“{written}”写的是全镇，不是一个单位；该行未计入，以免重复。"),
    "part_of_unit": ("info", "“{written}”是{read_as}的一部分，已计入{read_as}。"),
    "case_vanished": (
        "warning",
        "“{written}”以前登记为未办结，本月台账中没有了；仍按未办结计。请补登，或写明办结日期。",
    ),
    "case_moved": (
        "warning",
        "“{case}”的发现日期本月写的是{written}，以前写的是{read_as}；按本月的计，请核实。",
    ),
    "case_closing_moved": (
        "warning",
        "“{case}”的办结日期本月写的是{written}，以前写的是{read_as}；按本月的计，请核实。",
    ),
    "deadline_moved": (
        "info",
        "“{case}”的期限由{read_as}改为{written}；按本月的计，如属延期请备注原因。",
    ),
    "case_reopened": (
        "warning",
        "“{case}”以前已经办结（{read_as}），本月又写为未办结；按未办结计，请核实。",
    ),
    "case_other_unit": (
        "warning",
        "“{case}”以前登记在另一单位，本月换了单位；按本月的计，请核实是否编号重复。",
    ),
    "missing_case": ("error", "该行没有“{field}”，无法与往期核对，未计入。请补填编号。"),
    "unreadable_value": (
        "error",
        "“{field}”写的是“{written}”，读不出数量，暂按空缺处理。请填写数字。",
    ),
    "ditto": ("error", "“{field}”写的是“{written}”，请写明具体数量，暂按空缺处理。"),
    "range_given": (
        "error",
        "“{field}”写的是“{written}”，是一个范围，读不出确数，暂按空缺处理。请填写一个数字。",
    ),
    "value_doubtful": (
        "warning",
        "“{field}”写的是“{written}”，按{read_as}{uom}计，请核实并直接填写数字。",
    ),
    "share_doubtful": (
        "warning",
        "“{field}”写的是“{written}”，没有写百分号，按{read_as}{uom}计；如是小数请改成百分数。",
    ),
    "remarked": (
        "warning",
        "“{field}”写的是“{written}”，按{read_as}{uom}计，附注文字未计入，请核实。",
    ),
    "second_figure": (
        "info",
        "“{field}”写的是“{written}”，按{read_as}{uom}计，括号内视为上年数，未计入。",
    ),
    "over_maximum": (
        "warning",
        "“{field}”写的是“{written}”，超过规定的最大值{most}{uom}，照实计入，请核实。",
    ),
    "below_minimum": (
        "warning",
        "“{field}”写的是“{written}”，低于规定的最小值{least}{uom}，照实计入，请核实。",
    ),
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
    "unreadable_day": (
        "warning",
        "“{field}”写的是“{written}”，读不出日期，按没有写处理，请补正。",
    ),
    "date_doubtful": (
        "warning",
        "“{field}”写的是“{written}”，按{read_as}计{other}，请核实。",
    ),
    "date_span": (
        "info",
        "“{field}”写的是“{written}”，跨了几天，记在第一天{read_as}{other}。",
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
    "status_doubtful": (
        "warning",
        "“{field}”写的是“{written}”，看不出是否办结，按未办结计。请用规定的词，或在目录中登记。",
    ),
    "open_with_date": (
        "warning",
        "“{field}”写的是“{written}”，却写了办结日期{read_as}；按已办结计，请核实。",
    ),
    "deadline_before_opened": ("warning", "期限{written}早于发现日期{read_as}，请核实。"),
    "closed_before_opened": ("warning", "办结日期{written}早于发现日期{read_as}，请核实。"),
    "no_quantity": ("info", "该行写有单位但没有任何数量，按空白行处理；如确无工作量请填0。"),
    "duplicate_file": ("info", "与文件“{other}”内容完全相同，只计一次。"),
    "superseded": (
        "info",
        "已有更新的版本“{other}”，以更新的版本为准；两版相差{count}行{detail}。",
    ),
    "overlap": (
        "info",
        "与更新的文件“{other}”有{count}行重叠{days}，重叠的以更新的为准，其余各行照常计入。",
    ),
    "superseded_entry": ("info", "{key}在更新的文件“{other}”中另有登记，以更新的为准。"),
    "conflict": (
        "error",
        "{key}有两条不一致的记录（另见{other}{difference}），分不清以哪条为准，均未计入。请核实后更正。",
    ),
    "case_shared": (
        "error",
        "编号{key}被两个单位同时使用（另见{other}），分不清是不是同一件，均未计入。"
        "请改用不同的编号，或在目录中把单位也列为编号的一部分。",
    ),
    "undated_lines": (
        "warning",
        "{key}没有写到日，与同表{other}内容不同，按两次工作都计入；如是重复请删去一行，否则补填日期。",
    ),
    "master_agrees": ("info", "{key}的汇总行与“{other}”等{count}行逐日登记相符，只计逐日登记。"),
    "master_mismatch": (
        "warning",
        "{key}的汇总行与“{other}”等{count}行逐日登记不符：{difference}。以逐日登记为准，请核实。",
    ),
    "duplicate_entry": ("warning", "{key}与{other}完全相同，只计一次。"),
    "corrected": (
        "info",
        "按更正表第{row}行（{kind}：{reason}），由“{written}”改按“{read_as}”计。",
    ),
    "correction_refused": (
        "info",
        "按更正表第{row}行（{kind}：{reason}），维持原值“{written}”。",
    ),
    "correction_contradicted": (
        "warning",
        "更正表中另有一条要把同一单元格（{places}）改成别的值，两条都没有更正。请只保留一条。",
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
        "“{field}”的{label}写的是{written}，各行相加为{read_as}，{slip}请核对。",
    ),
    "row_total_mismatch": (
        "warning",
        "“{field}”写的是{written}，其中各列（{parts}）相加为{read_as}，{slip}请核对。",
    ),
    "heading_guessed": (
        "warning",
        "列“{field}”不是规定的列名，只差一个字，已按“{meant}”计。如果不是这一列，请改列名。",
    ),
    "heading_remarked": (
        "warning",
        "列名“{field}”里的附加文字没有规定的含义，已按“{meant}”计，请核实。",
    ),
    "repeated_column": (
        "warning",
        "列“{field}”与前面的“{other}”是同一项（{meant}），只计前一列，该列{count}个单元格未计入。请删去或合并。",
    ),
    "unit_by_content": (
        "info",
        "列“{field}”不是规定的列名，因为所填的都是单位名称，已按“{meant}”读取。",
    ),
    "unit_from_name": (
        "info",
        "表内没有写是哪个单位，按{source}记在“{written}”名下，请确认。",
    ),
    "unit_rival": (
        "warning",
        "标题写的是“{written}”，工作表名写的是“{other}”，按标题计，请核实是否沿用了别村的表。",
    ),
    "banner_unit": (
        "info",
        "“{field}”没有写计量单位，按表头上方写的“{written}”计，换算成{read_as}。",
    ),
    "banner_unit_conflict": (
        "warning",
        "“{field}”的列名写的单位是{written}，表头上方写的是{other}，按列名计，请核实。",
    ),
    "merged_quantity": (
        "warning",
        "“{field}”的{written}写在合并单元格里，跨了{units}几个单位，只计在{first}名下，请拆开分别填写。",
    ),
    "derived_line": (
        "info",
        "“{written}”这一行是平均、对比或目标一类的数字，不是单位的工作量，没有计入。",
    ),
}


@dataclass(frozen=True)
class Harm:
    """What an issue does to the month's figures; a clerk mends the first kind first.

    ``name`` and ``reason`` are printed: what the kind is called, and why it has its place.
    """

    code: str
    name: str
    reason: str


# Most harmful first. The order is what `zhen issues` and the page print.
HARMS = (
    Harm("uncounted", "没有计入", "有数字没有进入统计，改好之前合计和名次都可能不对"),
    Harm("doubtful", "计入存疑", "数字已经计入，但读的时候有疑问，可能计错或者重复"),
    Harm("unplaced", "表列不识", "多出的列或工作表没有读，规定的各列照常计入"),
    Harm("told", "仅供知悉", "数字没有问题，或者已有更新的文件代替，无须改动"),
)
HARM_OF_SEVERITY = {"error": "uncounted", "warning": "doubtful", "info": "told"}
# Checks that are not what their severity says. An issue of severity info never harms.
HARM_OF_CHECK = {"unknown_column": "unplaced", "unrecognised_sheet": "unplaced"}
# Checks that tell of a declared correction → what became of it, as printed; not applied first.
CORRECTION_STATES = {
    "correction_refused": "维持原值",
    "correction_contradicted": "互相矛盾",
    "correction_ambiguous": "对应多处",
    "correction_stale": "没有对上",
    "corrected": "已更正",
}


def harms_of(issues: pd.DataFrame) -> pd.Series:
    """Return the code of what each issue does to the figures (see ``HARMS``)."""
    by_severity = issues["severity"].map(HARM_OF_SEVERITY)
    by_check = issues["check"].map(HARM_OF_CHECK).where(issues["severity"] != "info")
    return by_check.fillna(by_severity).astype("str")


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
