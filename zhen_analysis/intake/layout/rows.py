"""The body of a table → what each of its rows is: entry, subtotal, note, header or blank."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from zhen_analysis.intake.cells.values import plain_text, read_quantity
from zhen_analysis.intake.files.sheets import Sheet, claim_each
from zhen_analysis.intake.headers.columns import UNDECLARED, Heading
from zhen_analysis.intake.headers.headers import Header
from zhen_analysis.intake.headers.titles import KnowsUnit, nobody

# A whole cell that says "sum". Before the word may stand what it sums, behind it a remark.
SUM = r"合计|小计|总计|共计|总和|累计|汇总|总合计"
TOTAL = re.compile(
    rf"(?:本页|全镇|本月|累计|以上|各村|全部)?(?:{SUM})(?:数|数量)?[::]?|全[镇乡村区县](?:情况|数)?"
)
TOTAL_OF_GROUP = re.compile(rf"[^,;。:]{{1,10}}?(?:{SUM})(?:数|数量)?[::]?(?:\([^()]*\))?")
TOTAL_REMARKED = re.compile(rf"(?:{SUM})(?:\([^()]*\)|[::].{{0,8}})")
# Lines of figures that are nobody's work: means, comparisons, targets.
DERIVED = re.compile(
    r"(?:全镇|各村|全部|本组|[^,;。:]{1,4}[类组片])?(?:"
    r"平均(?:值|数|分|得分|每村)?|均值|人均|户均|村均|最高(?:分|值)?|最低(?:分|值)?|最大值?|最小值?|中位数"
    r"|标准差|方差|去年同期(?:数)?|上年同期(?:数)?|同期(?:数)?|去年|上年|上月(?:数|合计|同期|完成)?|上月末"
    r"|同比.{0,6}|环比.{0,6}|[比较](?:上月|上年|去年|同期).{0,6}|增减.{0,4}|增幅.{0,4}|占比.{0,6}|比重"
    r"|其中.{0,10}|百分比|完成率|排名|名次|位次|(?:年度|全年|本月)?(?:目标|任务|计划)(?:任务)?(?:数|量)?|差额|缺口|序时进度"
    r")[::]?(?:\([^()]*\))?"
)
NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|填表人|填报人|审核人?|制表人?|单位负责人|联系人|以下空白|此表|本表"
    r"|(?:填报|填表|制表|上报|报送)(?:单位|日期|时间))"
    r"([::\d(]|$)"
)
# A name of a group alone on a row heads the lines below it: 一、A类村 · 第一片区
GROUP = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\))?"
    r"(?:第?[一二三四五六七八九十\dA-Z甲乙丙丁东南西北中]{1,3}|[^\d,;。:]{1,6})(?:类|组|片区|管区|片|工作区|批|办事处)(?:村|社区)?[::]?"
)
PAGE = re.compile(
    r"(?:\(?续表?\)?|.{0,20}\(续(?:表)?\d*\)|续表.{0,4}|第\d+页.*|共\d+页|接上页|转下页)"
)
SENTENCE = re.compile(r"[。;,!?]|:.")
LONGEST_NAME = 14  # characters; no unit's name is longer
# What every one of the words above holds: most cells are none of them, and are passed over at once.
SUM_SIGNS = frozenset("计总汇和全")
DERIVED_SIGN = re.compile(
    r"均|最|中位|差|其中|同期|去年|上年|上月|比|较|增|完成率|名|位次|目标|任务|计划|缺口|进度"
)
NOTE_SIGNS = frozenset("注备说填审制单联以此本上报")
FEW_CELLS = 3  # a remark fills no more; only such rows are tried as one
NUMBERED = frozenset(["甲", "乙", "丙", "丁", "栏次", "序号", "编号", "—", "-"])
KINDS = ("entry", "subtotal", "note", "blank", "header")
# Where the word for a sum may stand: not among quantities, persons and remarks.
LABEL_FIELDS = {"", "serial", "unit", "date", "case", "opened"}


def classify_body(
    sheet: Sheet, header: Header, end: int, knows_unit: KnowsUnit = nobody
) -> np.ndarray:
    """Return entry, subtotal, blank, note or header for every row from below the header to ``end``.

    A line that holds nothing but its number is blank; a line of column numbers (栏次) belongs to
    the header; empty rows after the last line are notes (of no cells), so that only gaps inside
    the table count as blank.
    """
    headings = header.headings
    body = sheet.grid[header.stop : end, headings[0].index : headings[-1].index + 1]
    filled = body != ""
    kinds = np.full(len(body), "entry", dtype=object)
    kinds[~telling_cells(body, filled, headings).any(axis=1)] = "blank"
    kinds[note_rows(body, filled, headings, knows_unit) & (kinds == "entry")] = "note"
    is_total, is_derived = figure_rows(body, headings, knows_unit)
    kinds[is_total | is_derived] = "subtotal"
    if len(body) and is_numbering(body[0]):
        kinds[0] = "header"
    told = np.flatnonzero(np.isin(kinds, ["entry", "subtotal"]))
    last = told[-1] + 1 if len(told) else 0
    trailing = kinds[last:]
    trailing[(trailing == "blank") & ~filled[last:].any(axis=1)] = "note"
    return kinds


def telling_cells(body: np.ndarray, filled: np.ndarray, headings: Sequence[Heading]) -> np.ndarray:
    """Return the filled cells that say more than the number of their line."""
    telling = filled.copy()
    for place, heading in enumerate(headings):
        if heading.column.field == "serial":
            telling[:, place] &= ~claim_each(body[:, place], str.isdecimal)
    return telling


def note_rows(
    body: np.ndarray, filled: np.ndarray, headings: Sequence[Heading], knows_unit: KnowsUnit
) -> np.ndarray:
    """Tell which rows are remarks: they begin with 注, 填表人 …, or hold one text that is no line.

    A lone text in the unit column may be a unit, if it is short; a lone number in a column of
    quantities is work whose unit was merged away or forgotten.
    """
    count = filled.sum(axis=1)
    place = filled.argmax(axis=1)
    first = body[np.arange(len(body)), place] if body.size else np.empty(0, dtype=object)
    begins = claim_each(first, lambda t: t[:1] in NOTE_SIGNS and bool(NOTE.match(plain_text(t))))
    signed = np.isin(place, [i for i, h in enumerate(headings) if h.column.field in LABEL_FIELDS])
    notes = begins & ((count <= FEW_CELLS) | signed)
    judged: dict[tuple[int, str], bool] = {}
    for row in np.flatnonzero((count == 1) & ~notes):
        lone = int(place[row]), str(first[row])
        if lone not in judged:
            judged[lone] = is_remark(lone[1], headings[lone[0]], knows_unit)
        notes[row] = judged[lone]
    return notes


def is_remark(text: str, heading: Heading, knows_unit: KnowsUnit) -> bool:
    """Tell whether the only text of a row is a remark, or the name of a group of lines."""
    plain = plain_text(text)
    if heading.column.field == "unit":
        if knows_unit(text):
            return False
        is_long = len(plain) > LONGEST_NAME or bool(SENTENCE.search(plain))
        return is_long or bool(GROUP.fullmatch(plain)) or bool(PAGE.fullmatch(plain))
    uom = heading.column.uom
    return not (uom and read_quantity(text, uom)[0] is not None)


def figure_rows(
    body: np.ndarray, headings: Sequence[Heading], knows_unit: KnowsUnit
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which rows state sums, and which state means, targets or comparisons.

    The word stands before the quantities, and is not the name of a unit.
    """
    measured = [i for i, h in enumerate(headings) if h.column.uom]
    before = range(min([*measured, len(headings)]))
    places = [
        i
        for i, heading in enumerate(headings)
        if (heading.column.field in LABEL_FIELDS - {""})
        or (heading.column is UNDECLARED and i in before)
    ]
    labels = body[:, places]
    # In the table's first columns the bare word is enough, whatever the column.
    first = body[:, : min(3, body.shape[1])]
    totals = claim_each(labels, lambda t: states_sum(t) and not knows_unit(t))
    derived = claim_each(labels, lambda t: states_derived(t) and not knows_unit(t))
    bare = claim_each(first, is_bare_total)
    is_total = np.asarray(totals.any(axis=1) | bare.any(axis=1))
    return is_total, np.asarray(derived.any(axis=1)) & ~is_total


def is_bare_total(text: str) -> bool:
    """Tell whether a text is 合计 or the like and nothing else."""
    if len(text) > 16 or SUM_SIGNS.isdisjoint(text):
        return False
    return bool(TOTAL.fullmatch(plain_text(text)))


def states_sum(text: str) -> bool:
    """Tell whether a text names a sum: 合计, 第一片区小计, 合计（26个村）."""
    if len(text) > 40 or SUM_SIGNS.isdisjoint(text):
        return False
    plain = plain_text(text)
    patterns = (TOTAL, TOTAL_OF_GROUP, TOTAL_REMARKED)
    return any(p.fullmatch(plain) for p in patterns) and not DERIVED.fullmatch(plain)


def states_derived(text: str) -> bool:
    """Tell whether a text names a mean, a target or a comparison: 全镇平均, 去年同期."""
    if len(text) > 24 or not DERIVED_SIGN.search(text):
        return False
    return bool(DERIVED.fullmatch(plain_text(text)))


def is_numbering(cells: np.ndarray) -> bool:
    """Tell whether the row below a header numbers its columns: 甲 | 乙 | 1 | 2 | 3."""
    texts = [plain_text(text).strip("()") for text in cells if text]
    digits = [int(text) for text in texts if text.isdecimal()]
    others = [text for text in texts if not text.isdecimal()]
    rising = [two - one for one, two in zip(digits, digits[1:], strict=False)]
    return (
        len(texts) > FEW_CELLS
        and len(digits) > 1
        and digits[0] == 1
        and set(rising) == {1}
        and NUMBERED.issuperset(others)
    )


def join_kinds(bodies: Sequence[np.ndarray]) -> np.ndarray:
    """Return what each row is where tables stand side by side: entry, if it is so in any."""
    joined = bodies[0].copy()
    for kind in reversed(KINDS):
        for body in bodies:
            joined[body == kind] = kind
    return joined
