"""One look for pages and charts: colours that a colour-blind reader tells apart, one font."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

INK = "#1f2328"
MUTED = "#5b6470"
RULE = "#c9ced6"
ACCENT = "#b3191f"
LEADER = "#0b5cad"
LAGGARD = "#b45309"
PLAIN = "#9aa7b5"
PALE = "#dfe4ea"

HONOUR_COLOURS = {"先进": LEADER, "后进": LAGGARD}

# Words that stand out in a table → their class in the stylesheet. The word itself always stays.
MARKS = {
    "先进": "lead",
    "后进": "lag",
    "未报": "missing",
    "已报待核": "late",
    "待核": "late",
    "迟报": "late",
    "一票否决": "veto",
    "重复": "muted",
    "已被更新": "muted",
    "冲突": "missing",
    "无法读取": "missing",
    "未识别": "late",
    "须更正": "missing",
    "请核实": "late",
    "提示": "plain",
    "互相矛盾": "missing",
    "对应多处": "missing",
    "没有对上": "late",
    "已更正": "plain",
    "维持原值": "plain",
    "不符": "missing",
    "相符": "plain",
    "红灯 逾期": "red",
    "红灯 严重滞后": "red",
    "黄灯 进度滞后": "yellow",
    "蓝灯 临近到期": "blue",
    "绿灯 正常推进": "green",
    "绿灯 未到期": "green",
    "绿灯 已办结": "green",
    "绿灯 超时办结": "green",
    "红灯 已超出": "red",
    "绿灯 已达成": "green",
    "绿灯 已达标": "green",
    "绿灯 未超出": "green",
    "绿灯 未开始": "green",
    "绿灯 已完工": "green",
    "绿灯 超期完工": "green",
    "未登记": "missing",
    "往年数未填": "late",
}

FONT_FAMILY = "zhen-cjk"
FONT_NAME = "NotoSansCJKsc-Regular.otf"
STYLESHEET = Path(__file__).with_name("tables.css")


@cache
def font_file() -> Path:
    """Return the CJK font that travels with mplfonts; the machine's own fonts play no part."""
    package = importlib.util.find_spec("mplfonts")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("charts need the package mplfonts for its Chinese font")
    return Path(package.submodule_search_locations[0]) / "fonts" / FONT_NAME


@cache
def chart_style() -> dict[Any, Any]:
    """Return matplotlib's settings for every chart, the font made known under its own name."""
    from matplotlib.font_manager import FontEntry, fontManager

    fontManager.ttflist.append(FontEntry(fname=str(font_file()), name=FONT_FAMILY))
    return {
        "font.family": FONT_FAMILY,
        "font.size": 9,
        "svg.fonttype": "path",
        "text.color": INK,
        "axes.edgecolor": RULE,
        "axes.labelcolor": MUTED,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "x",
        "grid.color": PALE,
        "grid.linewidth": 0.6,
        "xtick.color": MUTED,
        "ytick.color": INK,
        "ytick.left": False,
        "xtick.bottom": False,
        "axes.titlesize": 9.5,
        "axes.titlelocation": "left",
    }


def stylesheet() -> str:
    """Return the rules for tables and sentences, as pages and notebooks share them."""
    return STYLESHEET.read_text(encoding="utf-8")
