"""A list of villages as an office has it → names, numbers and codes, or all that is wrong in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.base.addresses import address
from zhen_analysis.base.errors import BadInput, CatalogueError
from zhen_analysis.catalogue.declared.reading.types import CODE
from zhen_analysis.catalogue.headings import plain
from zhen_analysis.catalogue.written import Breach
from zhen_analysis.intake.cells.quantities import parse_quantities
from zhen_analysis.intake.files.sheets import Sheet, read_file
from zhen_analysis.setup.starter.codes import make_codes

# Headings as they stand in lists of villages; the first that is found of each kind counts.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "name": (
        *("村名", "村名称", "村庄名称", "村庄", "村别", "行政村", "行政村名称", "村(社区)"),
        *("村(居)", "村居", "村/社区", "社区名称", "村委会", "单位", "单位名称", "名称", "name"),
        *("village", "村", "村社区", "社区"),
    ),
    "code": ("代码", "村代码", "编码", "村编码", "行政区划代码", "区划代码", "code"),
    "group": ("分组", "组别", "类别", "分类", "村类", "村庄类别", "片区", "group"),
    "households": ("户数", "总户数", "农户数", "户籍户数", "常住户数", "households"),
    "population": ("人口", "人口数", "总人口", "人数", "户籍人口", "常住人口", "population"),
    "grids": ("网格数", "网格", "网格总数", "网格个数", "grids"),
}
KINDS = {plain(text): kind for kind, texts in SPELLINGS.items() for text in texts}
UNITS_OF = {"households": "户", "population": "人次", "grids": "个"}
SERIALS = {plain(text) for text in ("序号", "编号", "号", "no", "no.")}
BRACKETS = re.compile(r"[(（](?:户|人|个|单位[:：].*)[)）]$")
SUMS = {"合计", "小计", "总计", "共计", "总数", "全镇"}
REMARK = re.compile(r"^(注|备注|说明|填表|制表|审核|单位|日期)[人时]?[:：]")
TITLE = re.compile(r"(名单|名册|一览表|统计表|情况表|情况|清单|表)$")
VILLAGE_LIKE = re.compile(r"(村|社区|居|庄|屯|寨|营)$")


@dataclass(frozen=True)
class VillageList:
    """The villages of a list, in its order.

    ``villages``: code, name, group, households, population, grids as text, "" where not given.
    ``notes``: what was left aside or read with doubt, a sentence each, for the one who sent it.
    ``guessed_codes``: whether some of the codes were made here.
    """

    villages: list[dict[str, str]]
    notes: list[str] = field(default_factory=list)
    guessed_codes: bool = False

    @property
    def groups(self) -> list[str]:
        """The groups that the list names, in their order."""
        return list(dict.fromkeys(line["group"] for line in self.villages if line["group"]))


def read_villages(path: Path, town_name: str = "", taken: frozenset[str] = frozenset()) -> (
    VillageList
):  # fmt: skip
    """Read a list of villages, a workbook or a text table in any encoding.

    Names alone will do; a heading row is found by its words, wherever it stands; codes are made
    where there are none. ``taken``: codes that are given away already.

    Raises
    ------
    BadInput
        A file that cannot be opened, or in which no village can be found.
    CatalogueError
        All that is wrong in the list at once, by row and column.
    """
    if not path.is_file():
        raise BadInput(f"no file {path}.", hint="Name a list of villages: csv, xlsx, xls or ods.")
    raw = read_file(path, path.name)
    if raw.reason:
        raise BadInput(raw.reason, file=path.name)
    first, *others = [sheet for sheet in raw.sheets if sheet.filled.any()]
    notes = [f"工作表“{sheet.name}”没有读取。" for sheet in others]
    table = upright(first, notes)
    breaches: list[Breach] = []
    villages = [
        village
        for row in table.index
        if (village := read_village(table.loc[row], town_name, notes)) is not None
    ]
    if not villages:
        raise BadInput("没有找到村名。", file=path.name, hint="第一行写列名，其中一列为“村名”。")
    check_villages(villages, table, path.name, breaches)
    if breaches:
        raise CatalogueError(sorted(breaches, key=lambda breach: breach.row or 0), what=path.name)
    guessed = any(not village["code"] for village in villages)
    return VillageList(with_codes(villages, taken), notes, guessed)


def upright(sheet: Sheet, notes: list[str]) -> pd.DataFrame:
    """Return a sheet's lines below its headings: text, one column per kind, rows as numbered.

    ``first`` is each row's first filled cell, where 合计 and remarks stand. ``attrs`` tells each
    kind's heading and column, for messages.
    """
    grid = spread_merges(sheet)
    header = find_header(grid)
    columns: dict[str, int] = {}
    if header is None:
        columns, start = guess_columns(grid), 0
    else:
        start = header + 1
        for column, text in enumerate(grid[header]):
            kind = KINDS.get(plain(BRACKETS.sub("", text)))
            if kind and kind not in columns:
                columns[kind] = column
            elif text and plain(text) not in SERIALS:
                notes.append(f"“{text}”一列没有用到。")
    first_cells = [next((text for text in row if text), "") for row in grid[start:]]
    table = pd.DataFrame(
        {"first": first_cells, **{kind: grid[start:, at] for kind, at in columns.items()}},
        index=range(start + 1, len(grid) + 1),
        dtype=object,
    )
    table.attrs["headings"] = {
        kind: (grid[header, column] if header is not None else address(1, column)[:-1])
        for kind, column in columns.items()
    }
    return table


def spread_merges(sheet: Sheet) -> np.ndarray:
    """Return the text of a sheet, a cell merged downwards written in every row that it spans."""
    grid = sheet.grid.copy()
    for (top, left), (bottom, right) in sheet.merges:
        if left == right:
            grid[top : bottom + 1, left] = grid[top, left]
    return grid


def find_header(grid: np.ndarray) -> int | None:
    """Return the first row that heads a column of names and stands above others; None if none."""
    for row, texts in enumerate(grid):
        kinds = [KINDS.get(plain(BRACKETS.sub("", str(text)))) for text in texts]
        if "name" in kinds:
            return row
    return None


def guess_columns(grid: np.ndarray) -> dict[str, int]:
    """Return the columns of a list without headings: names, then households where one follows."""
    texts = pd.DataFrame(grid)
    is_number = texts.apply(lambda column: pd.to_numeric(column, errors="coerce").notna())
    is_name = (texts != "") & ~is_number
    if not is_name.any(axis=None):
        return {}
    name = int(is_name.sum().idxmax())
    after = [column for column in texts if column > name and is_number[column].any()]
    return {"name": name, **({"households": int(after[0])} if len(after) == 1 else {})}


def read_village(line: pd.Series, town_name: str, notes: list[str]) -> dict[str, str] | None:
    """Return one line as a village; None where it is blank, a sum, a title or a remark."""
    if "name" not in line.index:
        return None
    first, name = (re.sub(r"\s+", "", line[kind]) for kind in ("first", "name"))
    if not first:
        return None
    further = any(text for kind, text in line.items() if kind not in {"first", "name"})
    is_title = not further and TITLE.search(name) and not VILLAGE_LIKE.search(name)
    if {first, name} & SUMS or REMARK.search(first) or is_title:
        notes.append(f"第{line.name}行“{first}”不是村，没有读入。")
        return None
    short = name.removeprefix(town_name)
    village = {kind: str(line.get(kind, "")).strip() for kind in SPELLINGS}
    return village | {"name": short if len(short) > 1 else name, "row": str(line.name)}


def check_villages(
    villages: list[dict[str, str]], table: pd.DataFrame, file: str, breaches: list[Breach]
) -> None:
    """Find everything that is wrong in a list, and settle its numbers and codes in place."""
    headings = table.attrs["headings"]

    def tell(village: dict[str, str], kind: str, message: str) -> None:
        row = int(village["row"])
        breaches.append(Breach(file, row, headings.get(kind, kind), village[kind], message))

    has_groups = any(village["group"] for village in villages)
    seen: dict[tuple[str, str], str] = {}
    for village in villages:
        if not village["name"]:
            tell(village, "name", "缺少村名。")
        if has_groups and not village["group"]:
            tell(village, "group", "其他村有分组，这一行没有。")
        if village["code"]:
            village["code"] = settle_code(village["code"])
        if village["code"] and not CODE.fullmatch(village["code"]):
            tell(village, "code", "代码只能用字母、数字和下划线。")
        for kind in ("name", "code"):
            earlier = seen.setdefault((kind, village[kind]), village["row"])
            if village[kind] and earlier != village["row"]:
                tell(village, kind, f"与第{earlier}行重复。")
    for kind, uom in UNITS_OF.items():
        read = parse_quantities(pd.Series([v[kind] for v in villages], dtype="str"), uom)
        for village, value, problem in zip(villages, read["value"], read["problem"], strict=True):
            if pd.notna(problem) or (pd.notna(value) and (value < 0 or value != int(value))):
                tell(village, kind, "必须是0或正整数。")
            else:
                village[kind] = "" if pd.isna(value) else str(int(value))


def settle_code(written: str) -> str:
    """Return a code that begins with a letter: an official number gets a v before it."""
    return f"v{written}" if written[0].isdigit() else written


def with_codes(villages: list[dict[str, str]], taken: frozenset[str]) -> list[dict[str, str]]:
    """Return the villages as lines of villages.csv, codes made where they are missing."""
    given = {village["code"] for village in villages} | taken
    bare = [village for village in villages if not village["code"]]
    made = iter(make_codes([village["name"] for village in bare], given))
    return [
        {"code": village["code"] or next(made)} | {kind: village[kind] for kind in SPELLINGS
                                                   if kind != "code"}
        for village in villages
    ]  # fmt: skip
