"""The text of a delimited file → its rows of cells, and which of its lines cannot be taken apart.

A file is read as it stands where one reading fits every line. Where a quote is never closed, each
line is read by itself. A line with other fields than the table has is left blank and told: nobody
can say which of its figures belongs where.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from zhen_analysis.base.addresses import address
from zhen_analysis.intake.files.coded.dictionary_columns import Note
from zhen_analysis.intake.files.coded.limits import Unreadable

SEPARATORS = "\t,;|"
WIDE_SEPARATORS = "，；｜"  # of files that have none of the others
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
WORD = re.compile(r"\s{0,9}\w{0,20}\s{0,9}")
CUT = re.compile(r"-?\d{1,3},\d{3}(?:\.\d{1,15})?")
SAMPLE = 2_000  # lines by which the separator is told
LONGEST_FIELD = 2**20
MOST_TOLD = 20  # lines one by one; more of them in one sentence
ENDLESS = 4  # separators behind a line's last field that stand for nothing
SHOWN = 40  # characters of a line that is told
TOO_MANY = "有{count}个字段，表头只有{width}列，多出来的分不清是哪一列（文字或数字里夹了分隔符）"
TOO_FEW = "只有{count}个字段，比其他各行少{lacking}个，分不清缺的是哪一列"


@dataclass
class Delimited:
    """Rows of cells, and what to tell of them."""

    rows: list[list[str]]
    notes: list[Note] = field(default_factory=list)


def read_delimited(text: str, separator: str = "") -> Delimited:
    """Take a text apart; raises Unreadable where no line has a separator in it.

    A list of single words, such as the names of villages, is a table of one column.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    stated, first = stated_separator(lines[0])
    if stated:
        lines[0], separator = first, stated
    separator = separator or likeliest_separator(lines[:SAMPLE])
    if not separator and all(WORD.fullmatch(line) for line in lines):
        return Delimited([[line.strip()] for line in lines])
    if not separator:
        raise Unreadable("文本里没有分隔符，分不出列，请另存为xlsx再报送")
    whole = read_quoted(lines, separator)
    if whole is not None and not swallows(whole, separator):
        return Delimited(whole, list(refuse_lines(whole)))
    rows = [read_line(line, separator) for line in lines]
    notes = [("csv_quotes", "", '"', {}), *refuse_lines(rows)]
    return Delimited(rows, notes)


def stated_separator(line: str) -> tuple[str, str]:
    """Return the separator that a first line ``sep=;`` names, and that line without it."""
    if line.lower().startswith("sep=") and len(line.strip()) == len("sep=;"):
        return line.strip()[-1], ""
    return "", line


def likeliest_separator(lines: list[str]) -> str:
    """Return the sign by which most lines fall into the same number of fields."""
    for signs in (SEPARATORS, WIDE_SEPARATORS):
        best = {sign: uniformity(lines, sign) for sign in signs}
        found = max(best, key=lambda sign: best[sign])
        # 谢谢，辛苦了 is prose: signs of sentences divide columns where numbers stand between them.
        if best[found] > (0, 0) and (signs is SEPARATORS or holds_numbers(lines, found)):
            return found
    return ""


def holds_numbers(lines: list[str], sign: str) -> bool:
    """Tell whether most lines that a sign divides have a bare number among their parts."""
    divided = [line.split(sign) for line in lines if sign in line]
    numbered = sum(any(NUMBER.fullmatch(part.strip()) for part in parts) for parts in divided)
    return 2 * numbered >= len(divided)


def uniformity(lines: list[str], sign: str) -> tuple[int, int]:
    """Return how many lines have the commonest number of fields, above one, and that number."""
    counts = Counter(len(read_line(line, sign)) for line in lines if sign in line)
    if not counts:
        return 0, 0
    width, count = max(counts.items(), key=lambda each: (each[1], each[0]))
    return count, width


def read_quoted(lines: list[str], separator: str) -> list[list[str]] | None:
    """Return the rows by the rules of quoting; None where a quote is never closed."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        return list(csv.reader((f"{x}\n" for x in lines), delimiter=separator, strict=True))
    except csv.Error:
        return None


def read_line(line: str, separator: str) -> list[str]:
    """Return the fields of one line by itself; a quote that has no other is a sign like any."""
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return [part.strip().strip('"') for part in line.split(separator)]


def swallows(rows: list[list[str]], separator: str) -> bool:
    """Tell whether a field holds lines that are themselves lines of the table."""
    width = table_width(rows)
    return any(
        len(read_line(inner, separator)) >= max(width - 1, 2)
        for cells in rows
        for cell in cells
        if "\n" in cell
        for inner in cell.split("\n")
    )


def table_width(rows: list[list[str]]) -> int:
    """Return the commonest number of fields of the rows that have several; 0 where none has."""
    counts = Counter(len(cells) for cells in rows if len(cells) > 1)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


def refuse_lines(rows: list[list[str]]) -> Iterator[Note]:
    """Blank every row with other fields than its table has, and yield what to tell of it.

    Rows above a header are a title. Blanks behind a line's last field are nothing, where there are
    many of them or all lines end so.
    """
    told: list[tuple[int, str, str]] = []
    for together in tables(rows):
        table = Table([rows[row] for row in together])
        for place in range(table.start + 1, len(together)):
            row, cells = together[place], table.rows[place]
            if reason := table.reason_against(cells):
                told.append((row, " ".join(filter(None, cells))[:SHOWN], reason))
                rows[row] = []
    for row, said, why in told[:MOST_TOLD]:
        yield "csv_line", address(row + 1, 0), said, {"place": f"第{row + 1}行", "reason": why}
    if further := told[MOST_TOLD:]:
        row, said, why = further[0]
        where = f"第{row + 1}行等{len(further)}行"
        yield "csv_line", address(row + 1, 0), said, {"place": where, "reason": why}


@dataclass
class Table:
    """Rows that stand together, by which each of them is judged.

    Attributes
    ----------
    start : which row is the header; those above it are a title.
    width : its number of fields.
    whole : the lines of that many fields.
    kinds : of each column, whether it holds numbers, other texts, or both, in these lines.
    all_end_so : whether all lines have the same number of fields.
    """

    rows: list[list[str]]
    start: int = field(init=False)
    width: int = field(init=False)
    kinds: list[set[bool]] = field(init=False)
    whole: list[list[str]] = field(init=False)
    all_end_so: bool = field(init=False)

    def __post_init__(self) -> None:
        self.start = header_of(self.rows)
        self.width = len(self.rows[self.start])
        below = self.rows[self.start + 1 :]
        self.whole = [cells for cells in below if len(cells) == self.width]
        self.kinds = [
            {is_number(cells[place]) for cells in self.whole if cells[place].strip()}
            for place in range(self.width)
        ]
        surplus = {len(cells) - self.width for cells in below if len(cells) > 1}
        self.all_end_so = len(surplus) == 1

    def reason_against(self, cells: list[str]) -> str:
        """Return why nobody can say which field of a line is which; blank where all can."""
        beyond = cells[self.width :]
        if any(cell.strip() for cell in beyond) or (
            0 < len(beyond) < ENDLESS and (not self.all_end_so or has_cut_number(cells))
        ):
            return TOO_MANY.format(count=len(cells), width=self.width)
        if 1 < len(cells) < self.width and has_figures(cells[1:]) and not self.ends_early(cells):
            return TOO_FEW.format(count=len(cells), lacking=self.width - len(cells))
        return ""

    def ends_early(self, cells: list[str]) -> bool:
        """Tell whether what a short line lacks can only be its end."""
        if not self.whole:
            return True
        if any(not each[-1].strip() for each in self.whole):
            return False  # whoever wrote them does write blanks
        last = max((place for place, cell in enumerate(cells) if cell.strip()), default=0)
        return all(map(self.fits, cells, range(len(cells)))) and not any(
            self.fits(cells[last], place) for place in range(len(cells), self.width)
        )

    def fits(self, cell: str, place: int) -> bool:
        """Tell whether a field is of the kind that a column holds."""
        known = self.kinds[place]
        return not cell.strip() or not known or is_number(cell) in known


def header_of(rows: list[list[str]]) -> int:
    """Return which row is the header: the widest above the first number, else the first usual."""
    numbered = (place for place, cells in enumerate(rows) if any(map(is_number, cells)))
    first = next(numbered, 0)
    if first:
        return max(range(first), key=lambda place: (len(rows[place]), -place))
    usual = table_width(rows)
    return next(place for place, cells in enumerate(rows) if len(cells) >= usual)


def is_number(cell: str) -> bool:
    """Tell whether a field is a bare number."""
    return NUMBER.fullmatch(cell.strip()) is not None


def has_cut_number(cells: list[str]) -> bool:
    """Tell whether two fields may be one number that a separator of thousands cut: 1,204."""
    return any(CUT.fullmatch(f"{left.strip()},{right.strip()}") for left, right in pairwise(cells))


def has_figures(cells: list[str]) -> bool:
    """Tell whether any field holds a digit."""
    return any(sign.isdigit() for cell in cells for sign in cell)


def tables(rows: list[list[str]]) -> Iterator[list[int]]:
    """Yield the rows that stand together; blank rows and rows of one field divide them."""
    together: list[int] = []
    for row, cells in enumerate(rows):
        if len(cells) > 1 and any(cell.strip() for cell in cells):
            together.append(row)
        elif together:
            yield together
            together = []
    if together:
        yield together
