"""A new town's name and code → the texts that its workspace opens with, Chinese before English."""

from __future__ import annotations

from pathlib import Path

from zhen_analysis.base.toml_text import in_line

PAPERS = Path(__file__).with_name("papers")
HEAD = """# 考评目录：本镇的镇名、考评办法、等次、先进后进名额、加分、一票否决。
# “#”后面是说明，不影响计算。不熟悉这种文件的，用
#     zhen catalogue --xlsx 目录.xlsx          写成工作簿，用WPS修改
#     zhen catalogue --from-xlsx 目录.xlsx     读回
# 改完运行 zhen check，有不对的地方会一次列全。
# The town's catalogue: towns and schemes. Everything after "#" is a remark.
"""
SCHEME_HEAD = """
# 以下考评办法、指标、权重和目标值都是示例，请换成本镇的文件规定，并把 source 改成文件名和条款。
# What follows is an example of a scheme: put your own rules, and their source, in its place.
"""
EXAMPLE_HEAD = """
# 示例镇和它的村、台账都是虚构的，只用来试运行；运行 zhen init . --drop-example 一步去掉。
# This town is invented, for a first run; `zhen init . --drop-example` takes it out again.
"""


def papers(name: str, code: str, month: str, *, example: bool) -> dict[str, str]:
    """Return the files of a new workspace that are there to be read: path → text."""
    chosen = {
        ".gitignore": "gitignore",
        "README.md": "README.md" if example else "README-bare.md",
        "data/raw/README.md": "raw.md",
        "reports/README.md": "reports.md",
    }
    return {
        path: (PAPERS / paper).read_text(encoding="utf-8").format(name=name, code=code, month=month)
        for path, paper in chosen.items()
    }


def town_lines(towns: dict[str, dict[str, object]]) -> str:
    """Return the [towns.*] of town.toml, the invented one with a word on how it goes."""
    parts = [HEAD]
    for code, entry in towns.items():
        lines = [f"{key} = {in_line(value).as_string()}\n" for key, value in entry.items()]
        parts += [EXAMPLE_HEAD if entry.get("invented") else "\n", f"[towns.{code}]\n", *lines]
    return "".join(parts)
