"""What was written and what was read of a block → an issue for everything doubtful in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz, process

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.intake.cells.states import read_states
from zhen_analysis.intake.cells.units_named import NameBook, parts_of_units
from zhen_analysis.intake.cells.values import heading_unit
from zhen_analysis.intake.headers.columns import UNDECLARED
from zhen_analysis.intake.layout.blocks import field_text, measured
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.records.lines import Lines

PEOPLES_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")
LIKE = 60  # of 100; below it a suggestion would mislead


def find_doubts(
    lines: Lines, entries: pd.DataFrame, records: pd.DataFrame, book: NameBook, period: FiledPeriod
) -> list[dict[str, str]]:
    """Return the rows of `issues` for one block, in the order heading, line, cell, state."""
    block, text = lines.block, lines.text
    return [
        *heading_issues(block, text),
        *unit_issues(block, text, entries, book),
        *quantity_issues(block, text, lines.quantities),
        *date_issues(block, text, lines.dates, period),
        *state_issues(lines, records, period),
    ]


def heading_issues(block: Block, text: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Report columns that the ledger does not declare; their contents are never printed."""
    for heading in block.headings:
        filled = int((text[heading.index] != "").sum())
        if heading.column is UNDECLARED and not heading.doubt and (heading.label or filled):
            yield make_issue(
                "unknown_column",
                block.sheet.file,
                block.sheet.name,
                block.address(block.header.stop, heading.index),
                field=heading.label,
                ledger=block.ledger.name,
                count=filled,
                suggestion=suggest_heading(heading.label, block),
            )


def suggest_heading(label: str, block: Block) -> str:
    """Return the declared heading that an unknown one is most like, as a question; or nothing.

    Only a suggestion: a column is never filled by likeness.
    """
    taken = {heading.column for heading in block.headings}
    free = [column.label for column in block.ledger.columns if column not in taken]
    words, _ = heading_unit(label, block.ledger.words)
    close = process.extractOne(words, free, scorer=fuzz.ratio, score_cutoff=LIKE)
    return f"（是否为“{close[0]}”？）" if close and words else ""


def unit_issues(
    block: Block, text: pd.DataFrame, entries: pd.DataFrame, book: NameBook
) -> Iterator[dict[str, str]]:
    """Report lines that belong to no unit or to no case, and lines without a quantity."""
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
            suggestion = f"（是否为“{hint}”？）" if hint else ""
            yield make_issue(check, *where, cell, field=name, written=written[row],
                             suggestion=suggestion, hint=hint)  # fmt: skip
        elif case:
            yield make_issue(
                "missing_case", *where, block.address(row, case.index), field=case.label
            )
    parts = entries["unit"].notna() & parts_of_units(written).ne("")
    for row in entries.index[parts]:
        name = book.name_of(entries.loc[row, "unit"])
        cell = block.address(row, unit.index if unit else 0)
        yield make_issue("part_of_unit", *where, cell, field=unit.label if unit else "",
                         written=written[row], read_as=name)  # fmt: skip
    empty = entries.index[(entries["kind"] == "blank") & entries["unit"].notna()]
    for row in empty:
        yield make_issue("no_quantity", *where, block.address(row, unit.index if unit else 0),
                         field=unit.label if unit else "", written=written[row])  # fmt: skip


def quantity_issues(
    block: Block, text: pd.DataFrame, quantities: dict[int, pd.DataFrame]
) -> Iterator[dict[str, str]]:
    """Report quantities that could not be read or were read with doubt."""
    for heading in measured(block):
        parsed = quantities[heading.index]
        for row in parsed.index[parsed["problem"].notna()]:
            problem, value = parsed.loc[row, "problem"], parsed.loc[row, "value"]
            yield make_issue(
                problem,
                block.sheet.file,
                block.sheet.name,
                block.address(row, heading.index),
                field=heading.label,
                written=without_numbers_of_people(text.loc[row, heading.index]),
                read_as="" if pd.isna(value) else f"{value:.12g}",
                uom=heading.column.uom,
                least=f"{heading.column.minimum:.12g}",
                most=f"{heading.column.most:.12g}",
            )


def without_numbers_of_people(written: str) -> str:
    """Hide telephone and identity numbers that stand in a column of quantities by mistake."""
    return PEOPLES_NUMBERS.sub("（疑为电话或证件号，不显示）", written)


def date_issues(
    block: Block, text: pd.DataFrame, dates: dict[str, pd.DataFrame], period: FiledPeriod
) -> Iterator[dict[str, str]]:
    """Report dates that could not be read, or that cannot belong to this month's filing."""
    first, last = pd.Timestamp(period.first_day), pd.Timestamp(period.last_day)
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
