"""What was written and what was read of a block → an issue for everything doubtful in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue import Column
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.states import read_states
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.cells.units_named import NameBook, parts_of_units
from zhen_analysis.intake.headers.columns import TWO_UNITS, UNDECLARED, Heading
from zhen_analysis.intake.headers.headings import fold, key
from zhen_analysis.intake.headers.suggestions import nearest_columns
from zhen_analysis.intake.layout.blocks import BARE_NUMBER, field_text, measured, with_uoms
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.layout.layout_doubts import is_counter_doubtful
from zhen_analysis.intake.layout.merged_quantities import shared_quantities
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.lines import MERGED, SHARED, TAKEN_BACK, Lines, own_uoms
from zhen_analysis.intake.records.taken_back import remark_issues

SERIAL_WORDS = frozenset(("序号", "序", "NO", "No", "no"))


def find_doubts(
    lines: Lines, entries: pd.DataFrame, records: pd.DataFrame, book: NameBook, period: FiledPeriod
) -> list[dict[str, str]]:
    """Return the rows of `issues` for one block, in the order heading, line, cell, state."""
    block, text = lines.block, lines.text
    if block.header.lacks:
        return [*heading_issues(block, text), lacking_issue(block, entries)]
    return [
        *heading_issues(block, text),
        *names_used(block, entries),
        *unit_issues(lines, entries, book),
        *quantity_issues(block, text, lines.quantities),
        *half_issues(lines, records),
        *date_issues(block, text, lines.dates, period),
        *state_issues(lines, records, period),
        *helper_issues(lines, book),
        *remark_issues(block, lines.remarks),
    ]


def heading_issues(block: Block, text: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Report columns that the ledger does not declare; their contents are never printed."""
    taken = {heading.column for heading in block.headings}
    free = [column for column in block.ledger.columns if column not in taken]
    for heading in block.headings:
        if heading.column is not UNDECLARED or heading.doubt:
            continue
        if key(fold(heading.label)) in SERIAL_WORDS:
            continue  # the number of a line is no figure
        filled = int((text[heading.index] != "").sum())
        if not heading.label and not filled:
            continue
        near = nearest_columns(heading.label, free, block.ledger.words)
        where = (
            block.sheet.file,
            block.sheet.name,
            block.address(block.header.stop, heading.index),
        )
        if near and near[0][1]:
            meant, counter = near[0]
            yield make_issue("other_measure", *where, field=heading.label, counter=counter,
                             meant=meant.label, uom=meant.uom, count=filled)  # fmt: skip
        else:
            yield make_issue("unknown_column", *where, field=heading.label, count=filled,
                             ledger=block.ledger.name, suggestion=suggest(near))  # fmt: skip


def suggest(near: Sequence[tuple[Column, str]]) -> str:
    """Return the columns that a heading may mean as a question; nothing where there are none.

    Only a suggestion: a column is never filled by likeness.
    """
    names = "”或“".join(column.label for column, _ in near)
    return f"（是否为“{names}”？）" if names else ""


def lacking_issue(block: Block, entries: pd.DataFrame) -> dict[str, str]:
    """Report a table whose names say which ledger it is, and that lacks a required column."""
    lacks = "、".join(column.label for column in block.header.lacks)
    return make_issue(
        "missing_column",
        block.sheet.file,
        block.sheet.name,
        field=lacks,
        ledger=block.ledger.name,
        lacks=lacks,
        count=int(entries["kind"].eq("rejected").sum()),
    )


def names_used(block: Block, entries: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Report cases that no number identifies, and a column that a name stands for; once each."""
    where = (block.sheet.file, block.sheet.name)
    first = block.address(block.header.stop, block.headings[0].index)
    counting = int(entries["kind"].eq("recorded").sum())
    if block.ledger.shape == "case" and block.heading("case") is None and counting:
        labels = {c.field: c.label for c in block.ledger.columns if not c.item}
        yield make_issue(
            "unnumbered_cases",
            *where,
            first,
            ledger=block.ledger.name,
            lacks=labels.get("case", "编号"),
            key="、".join(labels.get(f, f) for f in block.ledger.unnumbered_key),
        )
    for column in block.ledger.columns:
        if column.required and column.options and column.field in block.given:
            yield make_issue(
                "option_from_name", *where, first, field=column.label,
                written=block.given[column.field],
            )  # fmt: skip


def unit_issues(lines: Lines, entries: pd.DataFrame, book: NameBook) -> Iterator[dict[str, str]]:
    """Report lines that belong to no unit or to no case, and lines without a quantity."""
    block, text = lines.block, lines.text
    unit, case = block.heading("unit"), block.heading("case")
    where = (block.sheet.file, block.sheet.name)
    written = field_text(text, block, "unit")
    for row in entries.index[entries["kind"] == "rejected"]:
        if pd.isna(entries.loc[row, "unit"]):
            cell = block.address(row, unit.index if unit else 0)
            name = unit.label if unit else "单位"
            if not written[row]:
                yield make_issue("missing_unit", *where, cell, field=name)
                continue
            check, hint = book.doubt(written[row])
            if check == "several_units" and block.ledger.shape == "case":
                check = "several_units_case"
            suggestion = f"（是否为“{hint}”？）" if hint else ""
            yield make_issue(check, *where, cell, field=name, written=written[row],
                             suggestion=suggestion, hint=hint)  # fmt: skip
        elif case and not text.loc[row, case.index]:
            yield make_issue(
                "missing_case", *where, block.address(row, case.index), field=case.label
            )
        elif case is None and not lines.unnumbered[row]:
            labels = {c.field: c.label for c in block.ledger.columns if not c.item}
            yield make_issue(
                "unidentified_case",
                *where,
                block.address(row, unit.index if unit else 0),
                lacks="、".join(labels.get(f, f) for f in block.ledger.unnumbered_key),
            )
    parts = entries["unit"].notna() & parts_of_units(written).ne("")
    parts &= entries["kind"] != "duplicate"  # of a whole that stands above them
    for row in entries.index[parts]:
        name = book.name_of(entries.loc[row, "unit"])
        cell = block.address(row, unit.index if unit else 0)
        yield make_issue("part_of_unit", *where, cell, field=unit.label if unit else "",
                         written=written[row], read_as=name)  # fmt: skip
    empty = entries.index[(entries["kind"] == "blank") & entries["unit"].notna()]
    for row in empty:
        yield make_issue("no_quantity", *where, block.address(row, unit.index if unit else 0),
                         field=unit.label if unit else "", written=written[row])  # fmt: skip


def helper_issues(lines: Lines, book: NameBook) -> Iterator[dict[str, str]]:
    """Report cases that name several departments: whose they are taken to be, and who helps."""
    block, unit = lines.block, lines.block.heading("unit")
    for row, helpers in lines.helpers.dropna().items():
        yield make_issue(
            "helping_units",
            block.sheet.file,
            block.sheet.name,
            block.address(int(row), unit.index if unit else 0),
            field=unit.label if unit else "",
            written=lines.said("unit")[row],
            read_as=book.name_of(lines.units[row]),
            hint="、".join(map(book.name_of, helpers)),
        )


def quantity_issues(
    block: Block, text: pd.DataFrame, quantities: dict[int, pd.DataFrame]
) -> Iterator[dict[str, str]]:
    """Report quantities that could not be read or were read with doubt."""
    yield from shared_issues(block, text, quantities)
    for heading in measured(block):
        written = with_uoms(text[heading.index], own_uoms(text, heading))
        parsed = quantities[heading.index]
        is_unclear = states_no_unit(heading, written, parsed)
        if is_unclear.any():
            where = block.address(block.header.stop, heading.index)
            yield make_issue("two_units", block.sheet.file, block.sheet.name, where,
                             field=heading.label, count=int(is_unclear.sum()))  # fmt: skip
        parsed = told_by_the_cell(parsed[~is_unclear], heading, block.ledger.words)
        for row in parsed.index[parsed["problem"].notna()]:
            problem, value = parsed.loc[row, "problem"], parsed.loc[row, "value"]
            yield make_issue(
                problem,
                block.sheet.file,
                block.sheet.name,
                block.address(row, heading.index),
                field=heading.label,
                written=written[row],
                read_as="" if pd.isna(value) else f"{value:.12g}",
                uom=heading.column.uom,
                least=f"{heading.column.minimum:.12g}",
                most=f"{heading.column.most:.12g}",
            )


def half_issues(lines: Lines, records: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Report lines of a coverage ledger of which one half, done or due, is left blank."""
    block = lines.block
    if block.ledger.shape != "coverage":
        return
    for heading in measured(block):
        other = {"done": "due", "due": "done"}.get(heading.column.field, "")
        beside = block.header.find_item(other, heading.column.item)
        if beside is None:
            continue
        own = records.loc[records["item"] == heading.column.item, "row"]
        blank = lines.text.loc[own, heading.index].eq("")
        blank &= lines.quantities[heading.index].loc[own, "value"].isna()
        for row in blank.index[blank]:
            yield make_issue("half_blank", block.sheet.file, block.sheet.name,
                             block.address(int(row), heading.index), field=heading.label,
                             other=beside.label)  # fmt: skip


def shared_issues(
    block: Block, text: pd.DataFrame, quantities: dict[int, pd.DataFrame]
) -> Iterator[dict[str, str]]:
    """Report numbers that are merged over several items."""
    for (row, column), items in shared_quantities(block).items():
        if quantities[column].loc[row, "problem"] == SHARED:
            yield make_issue(
                "shared_quantity",
                block.sheet.file,
                block.sheet.name,
                spanned(block, row, column, len(items)),
                field=items[0],
                written=text.loc[row, column],
                items="、".join(f"“{item}”" for item in items),
            )


def spanned(block: Block, row: int, column: int, count: int) -> str:
    """Return the cells that a number of several items stands in."""
    own = block.address(row, column)
    if block.sheet.places is not None:
        return own
    index = [heading.index for heading in measured(block)]
    last = index[index.index(column) + count - 1]
    return f"{own}:{block.address(row, last)}"


def states_no_unit(heading: Heading, written: pd.Series, parsed: pd.DataFrame) -> pd.Series:
    """Tell which numbers leave open in which of the two units of their heading they are."""
    is_open = parsed["problem"].eq("unit_conflict") & written.str.contains(BARE_NUMBER)
    return is_open & (heading.doubt == TWO_UNITS)


def told_by_the_cell(parsed: pd.DataFrame, heading: Heading, words: Words) -> pd.DataFrame:
    """Leave out the doubts that are told once for a whole column, or by a remark."""
    told = [SHARED, MERGED, TAKEN_BACK]
    told += ["unit_doubtful"] if is_counter_doubtful(heading, words) else []
    return parsed[~parsed["problem"].isin(told)]


def date_issues(
    block: Block, text: pd.DataFrame, dates: dict[str, pd.DataFrame], period: FiledPeriod
) -> Iterator[dict[str, str]]:
    """Report dates that could not be read, or that cannot belong to this month's filing."""
    filed_for = block.sheet.filed_for or FiledFor.calendar(period)
    first, last = pd.Timestamp(filed_for.first_day), pd.Timestamp(filed_for.last_day)
    for field, parsed in dates.items():
        heading = block.heading(field)
        if heading is None:
            continue
        day, check = parsed["date"], parsed["problem"].astype("str")
        other = parsed["other"].astype("str").fillna("")
        if field != "date":
            check = check.replace(["unreadable_date", "vague_date"], "unreadable_day")
        if field == "date":
            check = check.mask(day.notna() & ~day.between(first, last), "date_outside_month")
        elif field in {"opened", "closed"}:
            check = check.mask(day > last, "date_in_future")
        for row in check.index[check.notna()]:
            yield make_issue(
                check[row],
                block.sheet.file,
                block.sheet.name,
                block.address(row, heading.index),
                field=heading.label,
                written=text.loc[row, heading.index],
                read_as="" if pd.isna(day[row]) else f"{day[row]:%Y-%m-%d}",
                month=period.chinese,
                other=f"（{other[row]}）" if other[row] else "",
            )


def state_issues(
    lines: Lines, records: pd.DataFrame, period: FiledPeriod
) -> Iterator[dict[str, str]]:
    """Report records whose own fields contradict one another."""
    block = lines.block
    where = (block.sheet.file, block.sheet.name)
    yield from word_issues(lines, records, period)
    late = records["deadline"] < records["opened"]
    for _, case in records[late].iterrows():
        yield make_issue("deadline_before_opened", *where, case["cell"], field="deadline",
                         written=f"{case['deadline']:%Y-%m-%d}",
                         read_as=f"{case['opened']:%Y-%m-%d}")  # fmt: skip
    for _, case in records[records["closed"] < records["opened"]].iterrows():
        yield make_issue("closed_before_opened", *where, case["cell"], field="closed",
                         written=f"{case['closed']:%Y-%m-%d}",
                         read_as=f"{case['opened']:%Y-%m-%d}")  # fmt: skip
    over = (records["done"] > records["due"]).fillna(False).astype(bool)
    for _, line in records[over].iterrows():
        yield make_issue("done_over_due", *where, line["cell"], field="done",
                         written=f"{line['done']:.12g}", read_as=f"{line['due']:.12g}")  # fmt: skip


def word_issues(
    lines: Lines, records: pd.DataFrame, period: FiledPeriod
) -> Iterator[dict[str, str]]:
    """Report words of state that nobody declared, or that the dates beside them contradict."""
    block, heading = lines.block, lines.block.heading("status")
    if heading is None or block.ledger.shape != "case":
        return
    where = (block.sheet.file, block.sheet.name)
    states = read_states(lines.said("status"), heading.column, block.ledger.words)
    for _, case in records.iterrows():
        row = case["row"]
        written, cell = lines.said("status")[row], block.address(row, heading.index)
        if pd.notna(states.loc[row, "problem"]):
            yield make_issue("status_doubtful", *where, cell, field=heading.label, written=written)
        if case["status"] == "closed" and pd.isna(case["closed"]):
            yield make_issue("closed_without_date", *where, case["cell"], field="status",
                             written=written, month=period.chinese)  # fmt: skip
        if case["status"] == "open" and pd.notna(case["closed"]):
            yield make_issue("open_with_date", *where, cell, field=heading.label, written=written,
                             read_as=f"{case['closed']:%Y-%m-%d}")  # fmt: skip
