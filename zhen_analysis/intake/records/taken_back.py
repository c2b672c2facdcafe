"""What remarks say of figures → the cells that they take back, and what they add in words.

此行作废, 实为17 behind a line and 注：西营村补报10方 below a table are meant for a person to read.
A figure that is taken back does not count as written; one that is added in words has no cell of
its own. Both are told, with the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.units_named import stem
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.headers.headings import key, spoken
from zhen_analysis.intake.layout.blocks import measured
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import make_issue

Outside = Sequence[tuple[str, str]]  # cell and text of what stands outside the tables
REMARKS = re.compile(r"备注|说明|附注|备考|备忘|注释|情况说明")
THIS = r"(?:此|本|该|这|上|以上|上述|全|整)"
WHAT = r"(?:行|条|项|栏|列|表|页|数|数据|数字|记录|笔|件|单|台账|内容|填报)?"
WITHDRAWN = re.compile(
    rf"作废|{THIS}{WHAT}(?:不算|不计|不作数|无效|取消|撤回|撤销|删除|剔除|删去|有误|错误)"
    r"|(?:不计入|不予计入|不算数|不作数|已撤回|已撤销|已取消|请删除|应删除|予以删除|请剔除)"
    r"|(?:重复|误|错|多|虚)(?:填|报|录|登|统计|上报|登记|填报)|(?:填|写|报|录|登|数据|数字)(?:写|入|报)?(?:有误|错了|错误)"
    r"|系?笔误|^(?:[与和跟同][^,;。]{1,16}?|有)?(?<![不未无没])(?<!没有)重复(?:了|数据)?$"
)
NUMBER = r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+"
CHANGED = re.compile(
    rf"(?:实为|实际为|实际是|实际应为|应为|应是|应该是|更正为|更改为|改为|改成|修正为|订正为|核实为|核定为"
    rf"|实有|实数为?|核减为|核减到|核增为)[:：]?(?:{NUMBER})"
)
ADDED = re.compile(
    rf"(?:补报|补充|补填|补登|漏报|漏填|漏登|少报|少填|追加|另加|另有|加报|再加|新增)[^,;。]{{0,8}}?(?:{NUMBER})(?![\d月])"
    rf"|(?:扣减|核减|核增|扣除|减去|加上)[^,;。]{{0,8}}?(?:{NUMBER})"
)
CUMULATIVE = re.compile(
    r"(?:为|是|系|均为)[^,;。]{0,10}累计(?:数|值|量|数据)?$|^[^,;。]{0,6}累计数$"
)
# The figure beside it is of another month: 7月漏报, 补报7月数, 上月数. A month alone says nothing.
MONTH = r"(?:(?:\d{4}年)?(\d{1,2})月份?|上个?月)"
LATE = r"(?:补报|补填|补登|漏报|漏填|漏登|少报|迟报)"
FIGURE = r"(?:数|数据|数字|数量|工作量)"
OTHER_MONTH = re.compile(
    rf"\A(?:此数?|本行|该数?|系|为|是|属于?){{0,3}}(?:{LATE}的?{MONTH}的?{FIGURE}?"
    rf"|{MONTH}的?(?:{LATE}的?{FIGURE}?|{FIGURE}))\Z"
)
PENDING = re.compile(r"待核|暂未报|未上报|未报|暂缺|数据缺|缺报|缺数|待补|待报")
# What a form says of itself, and what takes nothing back.
NO_FIGURE = re.compile(
    r"涂改|复印|逾期|过期|盖章|未经|不得|如有|如果|若有|如需|填写时|无误|没有错误|未作废|不作废"
)
WHOLE_TABLE = re.compile(
    r"(?:本|此|该|全|整)(?:表|页|台账|册|张)|以上(?:各行|数据|数字|内容|全部)?|(?:表|台账|日报|月报)[(（]?作废"
)
OF_WORK = frozenset({"other_month_in_words", "pending_in_words"})  # usual words beside a case
LONGEST = 80  # characters of a remark that is still one; a report is read by nobody here


@dataclass(frozen=True)
class Said:
    """One remark on some lines: where it stands, what it says, and which cells it is of.

    ``cells``: row and sheet column of the quantities that it takes back; none where it only adds.
    """

    cell: str
    field: str
    text: str
    check: str
    lines: tuple[int, ...]
    cells: tuple[tuple[int, int], ...] = ()


def remarks_on_figures(
    block: Block,
    text: pd.DataFrame,
    names: Mapping[int, str],
    outside: Outside = (),
    settled: frozenset[tuple[int, int]] = frozenset(),
) -> list[Said]:
    """Return every remark that takes a figure of a block back or adds one in words.

    Parameters
    ----------
    text : the entries, as ``entry_text`` gives them.
    names : row → the unit as it is printed, for remarks that name it.
    outside : cell and text of what stands outside the tables of the sheet.
    settled : row and sheet column of the cells that a declared correction decides on.
    """
    found = [*line_remarks(block, text), *table_remarks(block, text, names, outside)]
    if block.ledger.filing == "snapshot" or block.ledger.shape == "case":
        found = [said for said in found if said.check not in OF_WORK]
    if block.ledger.filing == "snapshot":  # such a ledger is cumulative anyway
        found = [said for said in found if said.check != "cumulative_in_words"]
    # Beside a figure that is there, 未报 speaks of something else.
    found = [said for said in found if said.check != "pending_in_words" or said.cells]
    return [
        replace(said, cells=tuple(cell for cell in said.cells if cell not in settled))
        for said in found
        if not said.cells or not settled.issuperset(said.cells)
    ]


def line_remarks(block: Block, text: pd.DataFrame) -> Iterator[Said]:
    """Yield what the remarks of lines say of their own figures."""
    for heading in block.headings:
        if not REMARKS.search(key(heading.label.split("/")[-1])):
            continue
        for written in text[heading.index].unique():
            check = change_of(written, own_month(block))
            if not check:
                continue
            for row in text.index[text[heading.index] == written]:
                where = block.address(int(row), heading.index)
                cells = tuple(cells_of(block, text, [int(row)], written)) if is_back(check) else ()
                yield Said(where, heading.label, written, check, (int(row),), cells)


def table_remarks(
    block: Block, text: pd.DataFrame, names: Mapping[int, str], outside: Outside
) -> Iterator[Said]:
    """Yield what stands outside the tables and speaks of a unit's figures, or of all."""
    for cell, written in outside:
        check = change_of(written, own_month(block))
        if not check:
            continue
        plain = plain_text(written)
        named = names_in(plain, set(names.values()))
        rows = [row for row, name in names.items() if name in named and row in text.index]
        is_general = not rows and not named and is_back(check) and check not in OF_WORK
        if is_general and WHOLE_TABLE.search(plain):
            rows = [int(row) for row in text.index]
        if rows or named:
            cells = tuple(cells_of(block, text, rows, written)) if is_back(check) else ()
            yield Said(cell, "", written, check, tuple(rows), cells)


def names_in(plain: str, names: set[str]) -> set[str]:
    """Return the units that a remark names; 小王庄村 does not name 王庄村."""
    found = {name for name in names if name and (name in plain or stem(name) in plain)}
    return {
        name
        for name in found
        if not any(stem(name) in stem(other) for other in found if other != name)
    }


def own_month(block: Block) -> int:
    """Return the month that a block was filed for; 0 where that is not known."""
    filed_for = block.sheet.filed_for
    return getattr(filed_for.period, "month", 0) if filed_for else 0


def change_of(written: str, month: int = 0) -> str:
    """Return what a remark does to a figure: takes it back, changes it, adds; empty for nothing.

    ``month``: the one that is filed, of which a remark may speak (8月补报).
    """
    plain = plain_text(written).rstrip("。")
    if not plain or len(plain) > LONGEST or NO_FIGURE.search(plain):
        return ""
    if CUMULATIVE.search(plain):
        return "cumulative_in_words"
    if CHANGED.search(plain):
        return "changed_in_words"
    if WITHDRAWN.search(plain):
        return "taken_back"
    if (of := OTHER_MONTH.match(plain)) and month not in [
        int(said) for said in of.groups() if said
    ]:
        return "other_month_in_words"
    if ADDED.search(plain):
        return "added_in_words"
    return "pending_in_words" if PENDING.search(plain) else ""


def is_back(check: str) -> bool:
    """Tell whether a figure does not count as written."""
    return check in OF_WORK or check in ("taken_back", "changed_in_words", "cumulative_in_words")


def cells_of(
    block: Block, text: pd.DataFrame, rows: Sequence[int], written: str
) -> Iterator[tuple[int, int]]:
    """Yield the quantities that a remark is of: of the items that it names, else of all.

    What is not filed yet (暂未报) is what the cells leave open, blank or a dash, and no nought.
    """
    is_pending = change_of(written) == "pending_in_words"
    plain = key(written)
    quantities = measured(block)
    named = [heading for heading in quantities if names_item(plain, heading, block.ledger.words)]
    for row in rows:
        for heading in named or quantities:
            filled = str(text.loc[row, heading.index])
            if is_pending:
                concerned = "待核" in plain or not re.search(r"[1-9]", filled)
            else:
                concerned = filled != ""
            if concerned:
                yield row, heading.index


def names_item(plain: str, heading: Heading, words: Words) -> bool:
    """Tell whether a remark names the item of a column, as it is headed or declared."""
    label = heading.label.split("/")[-1]
    said = {key(way.words) for way in spoken(label, words)}
    said |= set(map(key, heading.column.spellings))
    return any(len(word) > 1 and word in plain for word in said)


def remark_issues(block: Block, remarks: Sequence[Said]) -> Iterator[dict[str, str]]:
    """Report every remark that changes figures, at its cell."""
    for said in remarks:
        places = "、".join(block.address(row, column) for row, column in said.cells)
        yield make_issue(
            said.check,
            block.sheet.file,
            block.sheet.name,
            said.cell,
            field=said.field or "表下说明",
            written=said.text,
            places=f"（{places}）" if places else "",
        )
