"""The shapes of a record and the fields of its columns, each by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Field:
    """What a column of a ledger fills in a record; ``chinese``: as the clerk's workbook says it.

    ``is_ahead``: a day that may lie ahead of the month.
    """

    name: str
    chinese: str
    kind: Literal["quantity", "day", "text"] = "text"
    is_ahead: bool = False


FIELDS = {
    field.name: field
    for field in (
        Field("unit", "单位"),
        Field("date", "日期", "day"),
        Field("item", "事项"),
        Field("value", "数量", "quantity"),
        Field("done", "已完成", "quantity"),
        Field("due", "应完成", "quantity"),
        Field("case", "编号"),
        Field("opened", "发现日期", "day"),
        Field("deadline", "期限", "day", is_ahead=True),
        Field("closed", "办结日期", "day"),
        Field("checked", "复查日期", "day"),
        Field("milestone", "节点时限", "day", is_ahead=True),
        Field("severity", "级别"),
        Field("status", "状态"),
        Field("owner", "责任人"),
        Field("checker", "检查人"),
        Field("text", "文字"),
        Field("serial", "序号"),
        Field("other", "其他"),
    )
}
QUANTITIES = tuple(name for name, field in FIELDS.items() if field.kind == "quantity")
DAYS = tuple(name for name, field in FIELDS.items() if field.kind == "day")
AHEAD = {name for name, field in FIELDS.items() if field.is_ahead}


@dataclass(frozen=True)
class Shape:
    """What one record of a ledger is.

    Attributes
    ----------
    chinese : what the clerk's workbook calls it.
    fields : those that make a record of it, beside whose it is and from when.
    has_items : whether an indicator names the column (item) that it counts.
    """

    name: str
    chinese: str
    fields: tuple[str, ...]
    has_items: bool = False


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("work", "工作量", ("value",), has_items=True),
        Shape("coverage", "覆盖率", ("done", "due"), has_items=True),
        Shape(
            "case",
            "问题事项",
            ("case", "opened", "deadline", "closed", "checked", "severity", "status"),
        ),
        Shape("mark", "评分", ("value", "checker")),
    )
}
