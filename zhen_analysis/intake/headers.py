"""A sheet of text → its headers: where each stands, which ledger it is of, what each column is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.uom import conversion
from zhen_analysis.intake.headings import (
    ASIDE,
    FOREIGN,
    GENERIC,
    fold,
    guess,
    heading_parts,
    key,
    says_heading,
    spoken,
    understand,
)
from zhen_analysis.intake.sources import Sheet, claim_each
from zhen_analysis.intake.stated import (
    KnowsUnit,
    Stated,
    nobody,
    read_stated,
    title_rows,
    title_texts,
    unit_for,
)

DEEPEST_HEADER = 4
FEWEST_HEADINGS = 2  # a row that matches fewer is no header
MEASURED = {"value", "done", "due", "case"}  # a table without any of these is of no use
NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
STATEMENT = re.compile(r"[^\s:：]{2,6}[:：]\s*[^\s:：]")  # 填报人：丁某
YEAR = re.compile(r"(?:19|20)\d{2}")
OWN_TEXTS = {"text"}  # fields whose columns with an item are no field of a record
UNDECLARED = Column(field="", spellings=("",))
# What a heading was understood with: nothing to ask, or what the clerk is asked.
SURE, GUESSED, REPEATED, REMARKED, SPAN = "", "guessed", "repeated", "remarked", "span"
SUMS = {"合计", "小计", "总计"}


@dataclass(frozen=True)
class Heading:
    """A column of a block: where it stands, what its header says, what the ledger calls it.

    Attributes
    ----------
    column : UNDECLARED where the ledger has none of this heading.
    doubt : "" or guessed (like a declared one), repeated (its column stands before), remarked
        (something beside the heading is not understood), span (not a heading at all: 本月, 累计
        beside the lines of a table that was turned).
    meant : the declared column that a doubtful heading is or seems to be.
    banner_uom : the unit of measure named above the table: the column's own where it has none.
    """

    index: int
    label: str
    uom: str
    column: Column
    doubt: str = SURE
    meant: Column | None = None
    likeness: int = 100
    banner_uom: str = ""


@dataclass(frozen=True)
class Header:
    """A header that was recognised: its rows, its ledger, its columns, what its title states."""

    start: int
    stop: int
    ledger: Ledger
    headings: tuple[Heading, ...]
    stated: Stated = field(default_factory=Stated)

    @property
    def matched(self) -> int:
        """How many columns the ledger declares."""
        return sum(heading.column is not UNDECLARED for heading in self.headings)

    @property
    def units(self) -> int:
        """How many declared columns state their unit."""
        return sum(h.column is not UNDECLARED and h.uom != "" for h in self.headings)

    @property
    def is_measured(self) -> bool:
        """Whether some column holds what the ledger counts."""
        return any(heading.column.field in MEASURED for heading in self.headings)

    @property
    def signature(self) -> tuple[object, ...]:
        """What two headers have in common if one continues the other's table."""
        return self.ledger.code, *((h.index, h.column.field, h.column.item) for h in self.headings)

    def find(self, field: str) -> Heading | None:
        """Return the first column that fills ``field``; of texts the one of no item before others.

        The others (来源会议) are no field of a record and stand beside it.
        """
        found = [heading for heading in self.headings if heading.column.field == field]
        own = [heading for heading in found if not heading.column.item]
        return next(iter(own if field in OWN_TEXTS else found), None)

    def find_item(self, field: str, item: str) -> Heading | None:
        """Return the column that fills ``field`` with an item of the catalogue."""
        return next(
            (h for h in self.headings if (h.column.field, h.column.item) == (field, item)), None
        )

    def find_column(self, column: Column) -> Heading | None:
        """Return the heading of a declared column."""
        return next((h for h in self.headings if h.column == column), None)


def find_headers(
    sheet: Sheet,
    ledgers: list[Ledger],
    knows_unit: KnowsUnit = nobody,
    columns: range | None = None,
) -> list[list[Header]]:
    """Return the headers of a sheet (or of some columns of it) from top to bottom.

    Each is a list: one header, or several that stand side by side under one another's headings.
    A field that the title above, the sheet's or the file's name states needs no column.
    """
    columns = columns or range(sheet.grid.shape[1])
    headers: list[list[Header]] = []
    below = 0
    for start in candidate_rows(sheet, ledgers, columns):
        names = filter(None, sheet.grid[start, columns.start : columns.stop])
        if start < below or any(map(knows_unit, names)):
            continue  # a line of a table that names items down the page
        titles = title_texts(sheet, title_rows(sheet, below, start, columns), columns)
        stated = read_stated(sheet, titles, knows_unit)
        best = best_header(sheet, start, ledgers, stated, columns)
        if best and has_better_below(best, sheet, ledgers, stated, columns):
            continue
        if best:
            best = with_groups_above(best, sheet, below, columns)
            headers.append([complete(header, stated) for header in best])
            below = best[0].stop
    headers = [
        found for found in headers if all(h.is_measured or h.find("unit") for h in found)
    ]  # lines that say neither whose they are nor how much are no table
    if any(header.is_measured for side_by_side in headers for header in side_by_side):
        # 单位 | 农服中心 | 日期 | 4月2日 above the table looks like a header, and is none.
        return [found for found in headers if any(header.is_measured for header in found)]
    return headers


def candidate_rows(sheet: Sheet, ledgers: list[Ledger], columns: range) -> list[int]:
    """Return the rows where a header may begin: two headings in a row, or in rows that follow.

    A row of one heading counts only near a heading of the unit, or every line of a table that
    names items down the page would be tried.
    """
    known = heading_parts(ledgers)
    units = unit_headings(ledgers)
    grid = sheet.grid[:, columns.start : columns.stop]
    hits = claim_each(grid, lambda text: says_heading(text, known))
    for row in np.flatnonzero(hits.any(axis=1)):
        if is_filled_in(grid[row]) or is_filing_line(grid[row]):
            hits[row] = False
    per_row = hits.sum(axis=1)
    rows = np.flatnonzero(per_row)
    if not len(rows):
        return []
    named = [
        any(says_heading(text, units) for text in grid[row][hits[row]]) for row in rows.tolist()
    ]
    has_unit = np.zeros(len(grid) + DEEPEST_HEADER, dtype=bool)
    has_unit[rows] = named
    total = np.concatenate([per_row, np.zeros(DEEPEST_HEADER, dtype=int)])
    near = range(DEEPEST_HEADER - 1)
    return [
        int(row)
        for row in rows
        if per_row[row] >= FEWEST_HEADINGS
        or (
            any(has_unit[row + step] for step in near)
            and sum(total[row + step] for step in near) >= FEWEST_HEADINGS
        )
    ]


def is_filing_line(cells: np.ndarray) -> bool:
    """Tell whether a row is one cell of statements: 填报单位：农服中心　填报日期：2月6日."""
    texts = [text for text in cells if text]
    return len(texts) == 1 and len(STATEMENT.findall(texts[0])) > 1


def is_filled_in(cells: np.ndarray) -> bool:
    """Tell whether a row is of words with their answers beside them: 填报人： | 甲某子."""
    texts = [text for text in cells if text]
    pairs = zip(texts, texts[1:], strict=False)
    return any(one[-1] in ":：" and two[-1] not in ":：" for one, two in pairs)


def unit_headings(ledgers: list[Ledger]) -> frozenset[str]:
    """Return the declared headings of the column of units, as headings are compared."""
    return frozenset(
        key(text)
        for ledger in ledgers
        for column in ledger.columns
        if column.field == "unit"
        for text in column.spellings
    )


def best_header(
    sheet: Sheet, start: int, ledgers: list[Ledger], stated: Stated, columns: range
) -> list[Header] | None:
    """Return the ledgers and depth that explain most columns from row ``start`` on.

    Equal ledgers are told apart by the declared file pattern, equal depths by the one that states
    more units (they may have a row of their own), then by the shorter one.
    """
    best, best_key = None, (FEWEST_HEADINGS - 1, False, 0, -DEEPEST_HEADER - 1)
    for depth in possible_depths(sheet, start, ledgers, columns):
        labels = path_labels(sheet, start, depth)
        for parts in side_by_side_parts(labels, ledgers, columns):
            found = [best_ledger(sheet, start, depth, labels, part, ledgers, stated)
                     for part in parts]  # fmt: skip
            headers = [header for header in found if header]
            if len(headers) < len(parts) or max(h.matched for h in headers) < FEWEST_HEADINGS:
                continue
            if len(parts) > 1 and not all(header.is_measured for header in headers):
                continue  # 村名, merged over two columns, is no table of its own
            rank = (
                sum(header.matched for header in headers),
                any(fits_file(sheet, header.ledger) for header in headers),
                sum(header.units for header in headers),
                -depth,
            )
            if rank > best_key:
                best, best_key = headers, rank
    return best


def possible_depths(
    sheet: Sheet, start: int, ledgers: list[Ledger], columns: range
) -> Iterator[int]:
    """Yield the numbers of rows that a header from ``start`` on may have.

    No row of numbers belongs to it; a row that a heading of the first one reaches into does, and
    so does one of words only, with nothing under the heading of the unit.
    """
    units = unit_headings(ledgers)
    own = [c for c in columns if says_heading(sheet.grid[start, c], units)]
    reach = [
        bottom - top + 1
        for (top, left), (bottom, _) in sheet.merges
        if top == start and left in columns and bottom - top < DEEPEST_HEADER
    ]
    least = max([1, *reach])
    for depth in range(1, min(DEEPEST_HEADER, len(sheet.grid) - start) + 1):
        texts = [t for t in sheet.grid[start + depth - 1, columns.start : columns.stop] if t]
        if depth > 1 and any(is_plain_number(text) for text in texts):
            return
        following = sheet.grid[start + depth] if start + depth < len(sheet.grid) else None
        goes_on = following is not None and own and is_lower_row(following, own, columns)
        if depth >= least and not goes_on:
            yield depth


def is_lower_row(cells: np.ndarray, own: list[int], columns: range) -> bool:
    """Tell whether a row is the lower part of a header: words, and no unit's name beside them."""
    texts = [text for text in cells[columns.start : columns.stop] if text]
    if len(texts) < FEWEST_HEADINGS or any(cells[column] for column in own):
        return False
    return not any(sign.isdigit() for text in texts for sign in text) and len(texts) == len(
        {text for text in texts if len(text) <= 12}
    )


def is_plain_number(text: str) -> bool:
    """Tell whether a cell is a number such as work is stated in; a year may be a heading."""
    return bool(NUMBER.fullmatch(text)) and not YEAR.fullmatch(text)


def has_better_below(
    best: list[Header], sheet: Sheet, ledgers: list[Ledger], stated: Stated, columns: range
) -> bool:
    """Tell whether the lower rows of a header explain as much alone: the first is no part of it.

    单位 | 农服中心 | 日期 | 4月2日 above a header looks like its first row.
    """
    matched = sum(header.matched for header in best)
    for start in range(best[0].start + 1, best[0].stop):
        lower = best_header(sheet, start, ledgers, stated, columns)
        if lower and sum(header.matched for header in lower) >= matched:
            return all(header.find("unit") or "unit" in stated.fields for header in lower)
    return False


def with_groups_above(best: list[Header], sheet: Sheet, below: int, columns: range) -> list[Header]:
    """Add to a header the row of group names above it: 上月完成 over several of its columns.

    A row is one if a cell of it is merged over some of the columns, but not over all.
    """
    start = best[0].start - 1
    spans = [
        (left, right)
        for (top, left), (bottom, right) in sheet.merges
        if top == start == bottom and left in columns and right > left
    ]
    filled = [c for c in columns if start >= below and sheet.grid[start, c]]
    named = sum(heading.label != "" for header in best for heading in header.headings)
    is_title = any(right - left + 1 >= named - 1 for left, right in spans)
    if not spans or is_title or not filled:
        return best
    labels = path_labels(sheet, start, best[0].stop - start)
    return [
        replace(
            header,
            start=start,
            headings=match_headings(
                labels,
                header.ledger,
                range(header.headings[0].index, header.headings[-1].index + 1),
                sheet,
            ),
        )
        for header in best
    ]


def best_ledger(
    sheet: Sheet,
    start: int,
    depth: int,
    labels: list[tuple[str, ...]],
    columns: range,
    ledgers: list[Ledger],
    stated: Stated,
) -> Header | None:
    """Return the header of the ledger that explains most of some columns; None where none does."""
    found = [
        Header(start, start + depth, ledger, match_headings(labels, ledger, columns, sheet))
        for ledger in ledgers
    ]
    able = [header for header in found if has_required(header, stated)]
    return max(able, key=lambda h: (h.matched, fits_file(sheet, h.ledger), h.units), default=None)


def has_required(header: Header, stated: Stated) -> bool:
    """Tell whether every required column is there, or what it would say is stated otherwise."""
    fields = stated.for_level(header.ledger.level).fields
    has = {heading.column.field for heading in header.headings} | set(fields)
    return all(column.field in has for column in header.ledger.columns if column.required)


def side_by_side_parts(
    labels: list[tuple[str, ...]], ledgers: list[Ledger], columns: range
) -> Iterator[list[range]]:
    """Yield the ways to part columns into tables side by side: not at all, then at each new unit.

    A second table begins with the heading that the first one begins with, or with its unit where
    that stands first; and each part has a unit column of its own.
    """
    yield [columns]
    units = unit_headings(ledgers)
    words = {i: {key(way.words) for way in spoken(labels[i][0])} if labels[i] else set()
             for i in columns}  # fmt: skip
    first = next((words[i] for i in columns if words[i]), set())
    for begins in (first, units):
        starts = [i for i in columns if words[i] & begins][1:]
        ends = [*starts, columns.stop]
        parts = [range(a, b) for a, b in zip([columns.start, *starts], ends, strict=True)]
        if len(parts) > 1 and all(any(words[i] & units for i in part) for part in parts):
            yield parts


def fits_file(sheet: Sheet, ledger: Ledger) -> bool:
    """Tell whether a file's own name fits a declared pattern such as ``*人居环境*``."""
    name = sheet.file.rsplit("/", 1)[-1]
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name)
        for pattern in ledger.files
    )


def path_labels(sheet: Sheet, start: int, depth: int) -> list[tuple[str, ...]]:
    """Return each column's header texts from top to bottom, merged cells carried over."""
    rows = sheet.grid[start : start + depth].copy()
    merged = False
    for (top, left), (bottom, right) in sheet.merges:
        if start <= top < start + depth:
            last = min(bottom - start, depth - 1)
            rows[top - start : last + 1, left : right + 1] = sheet.grid[top, left]
            merged = True
    if not merged:
        carry_over_blanks(rows)
    return [tuple(dict.fromkeys(text for text in column if text)) for column in rows.T]


def carry_over_blanks(rows: np.ndarray) -> None:
    """Restore in place what a text file loses of merged headings: a group's name over its parts.

    A group reaches as far as something stands below it and no other group begins: so from the top
    row down, each row within the groups of the rows above.
    """
    beneath = np.array([(rows[place + 1 :] != "").any(axis=0) for place in range(len(rows))])
    for place, row in enumerate(rows[:-1]):
        for column in range(1, rows.shape[1]):
            same_group = place == 0 or (rows[:place, column] == rows[:place, column - 1]).all()
            is_part = beneath[place, column] and beneath[place, column - 1]
            if not row[column] and row[column - 1] and same_group and is_part:
                row[column] = row[column - 1]


def match_headings(
    labels: list[tuple[str, ...]], ledger: Ledger, columns: range, sheet: Sheet
) -> tuple[Heading, ...]:
    """Match every column of a range to a declared one; the surest reading of each column counts.

    A second column of the same heading is reported, not overwritten. The first column of a table
    that was turned holds the units, whatever its corner says.
    """
    meanings = {
        index: understand(labels[index], ledger)
        for index in columns
        if labels[index] and not (sheet.first and index == 0)
    }
    surest: dict[tuple[str, str], int] = {}
    for index in sorted(meanings, key=lambda i: (strength(meanings[i]), i)):
        meaning = meanings[index]
        if meaning:
            surest.setdefault((meaning.column.field, meaning.column.item), index)
    headings = []
    for index in columns:
        label, meaning = "/".join(labels[index]), meanings.get(index)
        if sheet.first and index == 0:
            own = next((c for c in ledger.columns if c.field == sheet.first), UNDECLARED)
            headings.append(Heading(index, label, "", own))
        elif meaning is None:
            doubt = SPAN if sheet.first and says_spans(sheet, index) else SURE
            headings.append(Heading(index, label, "", UNDECLARED, doubt))
        elif surest[meaning.column.field, meaning.column.item] != index:
            headings.append(
                Heading(index, label, meaning.uom, UNDECLARED, REPEATED, meaning.column)
            )
        else:
            doubt = REMARKED if meaning.strength == ASIDE and meaning.column.uom else SURE
            headings.append(
                Heading(index, label, meaning.uom, meaning.column, doubt, meaning.column)
            )
    return tuple(headings)


def says_spans(sheet: Sheet, index: int) -> bool:
    """Tell whether a column says nothing but 本月, 累计 … of each line."""
    texts = [key(fold(text)) for text in sheet.grid[1:, index] if text]
    return bool(texts) and all(
        text in GENERIC or FOREIGN.search(text) or text in SUMS for text in texts
    )


def strength(meaning: object) -> int:
    """Return how surely a heading was understood: the lower, the surer."""
    return getattr(meaning, "strength", ASIDE + 1)


def complete(header: Header, stated: Stated) -> Header:
    """Return a header with what needs the whole of it: slips of the pen, units from the title."""
    headings = tuple(with_banner_uom(h, stated) for h in guess_headings(header))
    return replace(header, headings=headings, stated=stated.for_level(header.ledger.level))


def guess_headings(header: Header) -> list[Heading]:
    """Read undeclared headings that are beyond doubt slips for a column that is still free."""
    taken = {(h.column.field, h.column.item) for h in header.headings}
    free = [c for c in header.ledger.columns if (c.field, c.item) not in taken]
    guesses = {
        heading.index: guess(tuple(heading.label.split("/")), free)
        for heading in header.headings
        if heading.column is UNDECLARED and heading.doubt == SURE
    }
    claimed = [found[0].label for found in guesses.values() if found]
    headings = []
    for heading in header.headings:
        found = guesses.get(heading.index)
        if found and claimed.count(found[0].label) == 1:
            heading = replace(
                heading, column=found[0], doubt=GUESSED, meant=found[0], likeness=found[1]
            )
        headings.append(heading)
    return headings


def with_banner_uom(heading: Heading, stated: Stated) -> Heading:
    """Give a column without a unit of its own the one that the title names, where it fits."""
    wanted = heading.column.uom
    unit = unit_for(wanted, stated.uoms) if wanted else ""
    if not unit:
        return heading
    if heading.uom and conversion(heading.uom, unit) == 1:
        return heading
    return replace(heading, uom=heading.uom or unit, banner_uom=unit)
