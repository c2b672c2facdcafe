"""What a sheet says once for all lines → its unit, its day, the units of measure of its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

import numpy as np

from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.times.time_span import StatedTime
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.headings import BRACKETS, stated_unit
from zhen_analysis.intake.headers.table_time import (
    FILE_NAME,
    SHEET_NAME,
    TITLE,
    find_time,
    stated_day,
)

# Whether a text names a unit; who knows it, may say on which levels (village, department).
KnowsUnit = Callable[[str], bool | frozenset[str]]
SET_OFF = re.compile(r"[-_—－\s()（）]")  # parts of a file's name
MOST_TITLE_ROWS = 12  # above the first table; what stands higher is a letter, not its title
STATED_UNIT = re.compile(
    r"(?:村名|村别|村居|行政村|所在村|村\(社区\)|填报单位|报送单位|填报村|单位)(?:名称)?[:：]\s*([^\s,，;；]+)"
)
STATED_UOM = re.compile(r"(?<!填报)(?<!报送)(?<!上报)(?:单位[:：]?|以)\s*([^()（）:：;；]+)")
IN_TITLE = re.compile(
    r"(?:第?\d++[.、号-]?)?(?:[^镇乡]*+[镇乡])?([^\d\s.、_-]{1,12}?(?:村民委员会|居民委员会|村委会|居委会|社区|村|居))"
)
FILED = re.compile(r"(?:填报|上报|报送|制表|填表|报表)\s*(?:日期|时间)\s*[:：]")


@dataclass(frozen=True)
class Stated:
    """What stands once for all lines of a table.

    Attributes
    ----------
    fields : field → its text: unit, date.
    uoms : units of measure named above the table, in order.
    rival : another unit that the sheet names too; it does not count, and is told.
    source : where the unit stands: 标题, 工作表名, 文件名.
    levels : the levels that the unit is of; empty where that is not known.
    titles : the texts themselves that stand above the table.
    time : what time the table says it is of, None where it says none; ``time_source`` where.
    rival_time : another time, not the folder's, that stands farther off; it is only told.
    """

    fields: dict[str, str] = field(default_factory=dict)
    uoms: tuple[str, ...] = ()
    rival: str = ""
    source: str = ""
    levels: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    time: StatedTime | None = None
    time_source: str = ""
    rival_time: tuple[StatedTime, str] | None = None

    def for_level(self, level: str) -> Stated:
        """Return what is said for a ledger of units of this level.

        A department that compiles the villages' table (填报单位：农业农村办) is not whose lines
        they are.
        """
        if not self.levels or level in self.levels:
            return self
        others = {field: text for field, text in self.fields.items() if field != "unit"}
        return replace(self, fields=others, rival="", source="", levels=frozenset())


def nobody(written: str) -> bool:
    """Know no unit."""
    return False


def read_stated(
    sheet: Sheet,
    titles: Sequence[str],
    knows_unit: KnowsUnit,
    words: Words,
    banner: Sequence[str] = (),
) -> Stated:
    """Return what the rows above a table, the sheet's name and the file's name say for all lines.

    The nearest counts: a title stands nearer than the sheet's name, and that than the file's.
    ``banner``: the titles of the sheet's first table, whose time goes for those below it too.
    """
    named = {TITLE: titles, SHEET_NAME: [sheet.name], FILE_NAME: file_parts(sheet.file)}
    found = {
        source: unit
        for source, texts in named.items()
        if (unit := first_unit(texts, knows_unit, whole=source != FILE_NAME))
    }
    if FILE_NAME not in found and knows_unit(last := last_part(sheet.file)):
        found[FILE_NAME] = last
    fields = {}
    source = next(iter(found), "")
    if source:
        fields["unit"] = found[source]
    rivals = [other for place, other in found.items() if place in (TITLE, SHEET_NAME)]
    rival = next((other for other in rivals if not alike(other, found[source])), "")
    if day := stated_day(sheet, titles):
        fields["date"] = day
    known = knows_unit(found[source]) if source else False
    levels = known if isinstance(known, frozenset) else frozenset()
    uoms = stated_uoms(titles, words)
    stated = Stated(fields, uoms, rival, source, levels, tuple(titles))
    time, where, rival_time = find_time(sheet, titles, banner)
    return replace(stated, time=time, time_source=where, rival_time=rival_time)


def first_unit(texts: Iterable[str], knows_unit: KnowsUnit, whole: bool) -> str:
    """Return the first unit that a text is, states after a colon, or begins with."""
    for text in texts:
        stated = STATED_UNIT.findall(text)
        begins = IN_TITLE.match(text)
        names = [*stated, *([text.strip()] if whole else []), *([begins[1]] if begins else [])]
        for name in names:
            if knows_unit(name):
                return name
    return ""


def alike(one: str, other: str) -> bool:
    """Tell whether two names are one unit's, one written shorter."""
    one, other = plain_text(one), plain_text(other)
    return one.rstrip("村社区居委会") in other or other.rstrip("村社区居委会") in one


def file_parts(file: str) -> list[str]:
    """Return a file's own name without its type, and its folder's: one folder per village."""
    parts = file.split("/")
    return [parts[-1].rsplit(".", 1)[0], *parts[-2:-1]]


def last_part(file: str) -> str:
    """Return what stands behind the last dash or bracket of a file's own name: 台账-双河 → 双河."""
    own = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    first, *others = [part for part in SET_OFF.split(own) if part] or [""]
    return others[-1] if others else ""


def stated_uoms(titles: Iterable[str], words: Words) -> tuple[str, ...]:
    """Return the units of measure that titles name: 单位：万元 · （计量单位：处、个、米）."""
    units: list[str] = []
    for title in titles:
        for said in STATED_UOM.findall(title.translate(BRACKETS)):
            parts = [part for part in re.split(r"[、,，/\s]+", said) if part]
            units += takewhile(bool, (stated_unit(part, words) for part in parts))
    return tuple(dict.fromkeys(units))


def unit_for(uom: str, stated: Iterable[str], words: Words) -> str:
    """Return the one stated unit that measures what ``uom`` does; blank where none or several."""
    factors = {unit: words.uoms.conversion(unit, uom) for unit in stated}
    fitting = {factor: unit for unit, factor in factors.items() if factor is not None}
    return next(iter(fitting.values())) if len(fitting) == 1 else ""


def title_rows(sheet: Sheet, first: int, start: int, columns: range) -> list[int]:
    """Return the rows above a header that are its title: from the last line of what stands above.

    Above the sheet's first table every row is; between two tables only rows of one text, or of
    texts that name something with a colon.
    """
    if first == 0:
        return list(range(max(0, start - MOST_TITLE_ROWS), start))
    rows: list[int] = []
    for row in range(start - 1, first - 1, -1):
        texts = filled_texts(sheet.grid[row], columns)
        if len(texts) > 1 and not all(":" in text or "：" in text for text in texts):
            break
        rows.insert(0, row)
    return rows


def title_texts(sheet: Sheet, rows: Iterable[int], columns: range) -> list[str]:
    """Return the texts of title rows, and each row's texts run together (单位： | 青禾村)."""
    texts = []
    for row in rows:
        cells = [*reaching_texts(sheet, row, columns), *filled_texts(sheet.grid[row], columns)]
        # The day behind 填报日期： is when the table was filled in, not when the work was done.
        before = ["", *cells]
        texts += [two for one, two in zip(before, cells, strict=False) if not FILED.fullmatch(one)]
        texts += [one + two for one, two in zip(cells, cells[1:], strict=False) if one[-1] in ":："]
    return texts


def reaching_texts(sheet: Sheet, row: int, columns: range) -> list[str]:
    """Return the text of a row that begins left of some columns and stands over them too.

    A merged cell does; where nothing is merged, as in a text file, the only text of the row does.
    """
    if columns.start == 0:
        return []
    if not sheet.merges:
        texts = filled_texts(sheet.grid[row], range(len(sheet.grid[row])))
        own = filled_texts(sheet.grid[row], columns)
        return texts if len(texts) == 1 and not own else []
    return [
        str(sheet.grid[top, left])
        for (top, left), (_, right) in sheet.merges
        if top == row and left < columns.start <= right and sheet.grid[top, left]
    ]


def filled_texts(cells: np.ndarray, columns: range) -> list[str]:
    """Return the texts of a row within some columns."""
    return [text for text in cells[columns.start : columns.stop] if text]
