"""What was written and what was read of a block → an issue for everything doubtful in it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz, process

from zhen_analysis.intake.blocks import field_text, measured
from zhen_analysis.intake.headers import UNDECLARED
from zhen_analysis.intake.layout import Block
from zhen_analysis.intake.lines import Lines
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.names import NameBook
from zhen_analysis.intake.values import heading_unit
from zhen_analysis.period import Month

LIKE = 60  # of 100; below it a suggestion would mislead


def find_doubts(
    lines: Lines, entries: pd.DataFrame, records: pd.DataFrame, book: NameBook, month: Month
) -> list[dict[str, str]]:
    """Return the rows of `issues` for one block, in the order heading, line, cell, state."""
    block, text = lines.block, lines.text
    return [
        *heading_issues(block, text),
        *unit_issues(block, text, entries, book),
        *quantity_issues(block, text, lines.quantities),
        *date_issues(block, text, lines.dates, month),
        *state_issues(block, records, month),
    ]


def heading_issues(block: Block, text: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Report columns that the ledger does not declare; their contents are never printed."""
    for heading in block.headings:
        filled = int((text[heading.index] != "").sum())
        if heading.column is UNDECLARED and (heading.label or filled):
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
    words, _ = heading_unit(label)
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
            if book.is_stranger(written[row]):
                yield make_issue("not_a_unit", *where, cell, field=name, written=written[row])
                continue
            close = book.suggest(written[row])
            suggestion = f"（是否为“{close}”？）" if close else ""
            yield make_issue("unknown_unit", *where, cell, field=name, written=written[row],
                             suggestion=suggestion)  # fmt: skip
        elif case:
            yield make_issue(
                "missing_case", *where, block.address(row, case.index), field=case.label
            )
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
                "unreadable_value" if problem == "unreadable" else problem,
                block.sheet.file,
                block.sheet.name,
                block.address(row, heading.index),
                field=heading.label,
                written=text.loc[row, heading.index],
                read_as="" if pd.isna(value) else f"{value:.12g}",
                uom=heading.column.uom,
            )


def date_issues(
    block: Block, text: pd.DataFrame, dates: dict[str, pd.DataFrame], month: Month
) -> Iterator[dict[str, str]]:
    """Report dates that could not be read, or that cannot belong to this month's filing."""
    first, last = pd.Timestamp(month.first_day), pd.Timestamp(month.last_day)
    for field, parsed in dates.items():
        heading = block.heading(field)
        if heading is None:
            continue
        day, check = parsed["date"], parsed["problem"].astype("str")
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
                month=month.chinese,
            )


def state_issues(block: Block, records: pd.DataFrame, month: Month) -> Iterator[dict[str, str]]:
    """Report records whose own fields contradict one another."""
    where = (block.sheet.file, block.sheet.name)
    undated = (records["status"] == "closed") & records["closed"].isna()
    for cell in records.loc[undated, "cell"]:
        yield make_issue("closed_without_date", *where, cell, field="status", written="已完成",
                         month=month.chinese)  # fmt: skip
    for _, case in records[records["closed"] < records["opened"]].iterrows():
        yield make_issue("closed_before_opened", *where, case["cell"], field="closed",
                         written=f"{case['closed']:%Y-%m-%d}",
                         read_as=f"{case['opened']:%Y-%m-%d}")  # fmt: skip
    over = (records["done"] > records["due"]).fillna(False).astype(bool)
    for _, line in records[over].iterrows():
        yield make_issue("done_over_due", *where, line["cell"], field="done",
                         written=f"{line['done']:.12g}", read_as=f"{line['due']:.12g}")  # fmt: skip
