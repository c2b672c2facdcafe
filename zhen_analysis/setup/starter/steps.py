"""A workspace that was made → what its owner reads on the terminal, Chinese beside English."""

from __future__ import annotations

from collections.abc import Iterator

from zhen_analysis.setup.starter.example import EXAMPLE_MONTH
from zhen_analysis.setup.starter.town import FORMS, Start


def next_steps(start: Start) -> Iterator[str]:
    """Yield what was made, what was left aside, and what to do next."""
    listed = start.villages
    yield f"已建立 / made: {start.workspace.root}"
    yield f"  {start.name} ({start.code})，{len(listed.villages)}个村 / villages"
    yield from (f"  请看 / note: {note}" for note in listed.notes)
    if listed.guessed_codes:
        yield "  村代码由村名的声母组成，可在目录中修改 / codes were made from the names"
    if any(not village["households"] for village in listed.villages):
        yield "  缺少户数的村，按每百户的指标无法计算 / villages without households"
    yield "下一步 / next:"
    for number, step in enumerate(steps(start), start=1):
        yield f"  {number}. {step}"


def steps(start: Start) -> Iterator[str]:
    """Yield the steps that are left, in their order."""
    yield f"cd {start.workspace.root}"
    if start.example:
        yield f"zhen report {EXAMPLE_MONTH}    试运行，虚构的示例镇 / try it, with an invented town"
        yield "zhen init . --drop-example    去掉示例 / take the example out"
    if not listed_any(start):
        yield "填写 data/catalogue/villages.csv / fill in the villages"
    yield "zhen catalogue --xlsx 目录.xlsx    用WPS核对考评办法和目录 / look through the catalogue"
    yield "zhen catalogue --from-xlsx 目录.xlsx    读回 / read it back"
    sent = f"{FORMS}/ 发给各村各科室" if start.forms else f"zhen template {FORMS}    生成表样"
    yield f"{sent} / forms to send out"
    yield f"台账原样放入 data/raw/{start.code}/<年-月>/ / put workbooks there as they come"
    yield "zhen report <年-月>"


def listed_any(start: Start) -> bool:
    """Tell whether the town has villages already."""
    return bool(start.villages.villages)
