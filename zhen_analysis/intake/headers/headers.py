"""A sheet of text → its headers: where each stands, which ledger it is of, what each column is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.columns import (
    UNDECLARED,
    Heading,
    guess_headings,
    match_headings,
    path_labels,
    with_banner_uom,
)
from zhen_analysis.intake.headers.header_rows import (
    DEEPEST_HEADER,
    FEWEST_HEADINGS,
    candidate_rows,
    possible_depths,
    unit_headings,
)
from zhen_analysis.intake.headers.headings import fold, key, spoken, words_of_all
from zhen_analysis.intake.headers.titles import (
    KnowsUnit,
    Stated,
    nobody,
    read_stated,
    title_rows,
    title_texts,
)
from zhen_analysis.intake.headers.uom_columns import find_uom_columns

OWN_TEXTS = {"text"}  # fields whose columns with an item are no field of a record
FEWEST_NAMED = 3  # columns of a ledger that its name speaks for, although one lacks
MEASURED = {"value", "done", "due", "case"}  # a table without any of these is of no use


@dataclass(frozen=True)
class Header:
    """A header that was recognised: its rows, its ledger, its columns, what its title states.

    ``lacks``: required columns that are not there: the table's name says which ledger it is all
    the same, and its lines do not count.
    """

    start: int
    stop: int
    ledger: Ledger
    headings: tuple[Heading, ...]
    stated: Stated = field(default_factory=Stated)
    lacks: tuple[Column, ...] = ()

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
        """Whether some column holds what the ledger counts, or its lines are cases without one."""
        fields = {heading.column.field for heading in self.headings}
        is_case = self.ledger.shape == "case"
        return bool(fields & MEASURED) or (is_case and fields >= set(self.ledger.unnumbered_key))

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
    below, banner = 0, list[str]()
    for start in candidate_rows(sheet, ledgers, columns):
        names = filter(None, sheet.grid[start, columns.start : columns.stop])
        if start < below or any(map(knows_unit, names)):
            continue  # a line of a table that names items down the page
        titles = title_texts(sheet, title_rows(sheet, below, start, columns), columns)
        banner = banner if below else titles
        stated = read_stated(sheet, titles, knows_unit, words_of_all(ledgers), banner)
        best = best_header(sheet, start, ledgers, stated, columns)
        if best and has_better_below(best, sheet, ledgers, stated, columns):
            continue
        if best:
            best = with_groups_above(best, sheet, below, columns)
            headers.append([complete(header, stated, sheet) for header in best])
            below = best[0].stop
    headers = [
        found for found in headers if all(h.is_measured or h.find("unit") for h in found)
    ]  # lines that say neither whose they are nor how much are no table
    if any(header.is_measured for side_by_side in headers for header in side_by_side):
        # 单位 | 农服中心 | 日期 | 4月2日 above the table looks like a header, and is none.
        return [found for found in headers if any(header.is_measured for header in found)]
    return headers


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
        uoms = find_uom_columns(labels, sheet, start + depth, columns, words_of_all(ledgers))
        for parts in side_by_side_parts(labels, ledgers, columns, uoms):
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
                header.stop,
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
        Header(
            start,
            start + depth,
            ledger,
            match_headings(labels, ledger, columns, sheet, start + depth),
        )
        for ledger in ledgers
    ]
    able = [header for header in found if not lacking(header, sheet, stated)]
    best = max(able, key=lambda h: (h.matched, fits_file(sheet, h.ledger), h.units), default=None)
    named = best_named(found, sheet, stated)
    if named is None or (best is not None and not is_better_named(named, best, sheet, stated)):
        return best
    return replace(named, lacks=tuple(lacking(named, sheet, stated)))


def best_named(found: list[Header], sheet: Sheet, stated: Stated) -> Header | None:
    """Return the header of the ledger that the file's and the table's names speak of.

    Although a required column lacks; never the unit's: without it nothing is known of a line.
    """
    lame = [
        header
        for header in found
        if lacking(header, sheet, stated)
        and all(column.field != "unit" for column in lacking(header, sheet, stated))
        and header.matched >= FEWEST_NAMED
        and header.is_measured
        and votes(header, sheet, stated)
    ]
    return max(lame, key=lambda h: (votes(h, sheet, stated), h.matched), default=None)


def is_better_named(named: Header, best: Header, sheet: Sheet, stated: Stated) -> bool:
    """Tell whether names speak for a ledger that lacks a column, and headings not against it."""
    return named.matched >= best.matched and votes(named, sheet, stated) > votes(
        best, sheet, stated
    )


def votes(header: Header, sheet: Sheet, stated: Stated) -> int:
    """Return how many of the file's name and the table's titles name a header's ledger."""
    ledger = header.ledger
    said = [*stated.titles, sheet.name]
    return fits_file(sheet, ledger) + any(names_ledger(text, ledger) for text in said)


def names_ledger(text: str, ledger: Ledger) -> bool:
    """Tell whether a title names a ledger: by its name, or as its files are named."""
    plain = key(fold(text))
    core = key(ledger.name).removesuffix("台账").removesuffix("表").removesuffix("单")
    return (len(core) > 1 and core in plain) or any(
        fits_pattern(plain, pattern) for pattern in ledger.files
    )


def lacking(header: Header, sheet: Sheet, stated: Stated) -> list[Column]:
    """Return the required columns that are not there, unless what they would say is stated.

    A case that has no number is told by its unit, its day and its text.
    """
    fields = stated.for_level(header.ledger.level).fields
    has = {heading.column.field for heading in header.headings} | set(fields)
    has |= set(named_options(header, sheet, stated))
    if header.ledger.shape == "case" and has.issuperset(header.ledger.unnumbered_key):
        has.add("case")
    return [c for c in header.ledger.columns if c.required and c.field not in has]


def named_options(header: Header, sheet: Sheet, stated: Stated) -> dict[str, str]:
    """Return field → the one of its declared options that the names say, where no column does.

    A sheet named 明查 is of that way of checking.
    """
    has = {heading.column.field for heading in header.headings}
    said = [key(fold(text)) for text in (*stated.titles, sheet.name, sheet.file.rsplit("/", 1)[-1])]
    named = {}
    for column in header.ledger.columns:
        if column.required and column.options and column.field not in has:
            found = [option for option in column.options if any(key(option) in t for t in said)]
            if len(found) == 1:
                named[column.field] = found[0]
    return named


def side_by_side_parts(
    labels: list[tuple[str, ...]], ledgers: list[Ledger], columns: range, uoms: frozenset[int]
) -> Iterator[list[range]]:
    """Yield the ways to part columns into tables side by side: not at all, then at each new unit.

    ``uoms``: columns headed 单位 that hold units of measure, and no village.

    A second table begins with the heading that the first one begins with, or with its unit where
    that stands first; and each part has a unit column of its own.
    """
    yield [columns]
    units, known = unit_headings(ledgers), words_of_all(ledgers)
    words = {
        i: {key(way.words) for way in spoken(labels[i][0], known)}
        if labels[i] and i not in uoms
        else set()
        for i in columns
    }
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
    return any(fits_pattern(name, pattern) for pattern in ledger.files)


def fits_pattern(name: str, pattern: str) -> bool:
    """Tell whether a name fits a declared pattern such as ``*人居环境*``."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def complete(header: Header, stated: Stated, sheet: Sheet) -> Header:
    """Return a header with what needs the whole of it: slips of the pen, units from the title."""
    headings = tuple(
        with_banner_uom(h, stated, header.ledger.words)
        for h in guess_headings(header.headings, header.ledger)
    )
    own = stated.for_level(header.ledger.level)
    options = named_options(header, sheet, stated)
    return replace(header, headings=headings, stated=replace(own, fields={**own.fields, **options}))
