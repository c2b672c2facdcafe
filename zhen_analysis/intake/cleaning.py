"""A block of text → typed records with their cells, its entries, and what is doubtful in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.intake.blocks import measured
from zhen_analysis.intake.corrections import Match
from zhen_analysis.intake.doubts import find_doubts
from zhen_analysis.intake.headers import Heading
from zhen_analysis.intake.layout import Block
from zhen_analysis.intake.lines import DATES, Lines, read_lines
from zhen_analysis.intake.names import NameBook
from zhen_analysis.intake.tables import RECORD_COLUMNS
from zhen_analysis.period import Month

TEXTS = ("severity", "owner", "checker", "text")
UNPRINTED = {"", "serial", "other"}  # of no record: undeclared columns, numbers, the rest


@dataclass(frozen=True)
class Cleaned:
    """What became of one block.

    Attributes
    ----------
    entries : one row per entry, subtotal and blank line: row (of the sheet, from 1), kind, unit,
        key (what identifies it), content (what it says, for comparison).
    fields : one row per filled known cell of an entry: row, field, item, cell, written, corrected,
        record_cell (the cell that stands for its record).
    records : one row per record, columns of the design.
    issues : rows for the table of issues.
    """

    block: Block
    entries: pd.DataFrame
    fields: pd.DataFrame
    records: pd.DataFrame
    issues: list[dict[str, str]]


def clean_block(
    block: Block, book: NameBook, month: Month, corrections: Sequence[Match] = ()
) -> Cleaned:
    """Read a block's entries into typed records.

    Every entry survives: a cell that cannot be read is NA in records and a row in issues; a line
    whose unit is unknown is an entry of kind rejected.
    """
    lines = read_lines(block, book, month, corrections)
    entries = classify_entries(lines)
    recorded = entries.index[entries["kind"] == "recorded"]
    records = build_records(lines).loc[lambda records: records["row"].isin(recorded)]
    issues = find_doubts(lines, entries, records, book, month)
    return Cleaned(block, with_other_rows(entries, block), list_fields(lines), records, issues)


def classify_entries(lines: Lines) -> pd.DataFrame:
    """Return kind, unit, key and content of every entry."""
    case = lines.said("case")
    is_case = lines.block.ledger.shape == "case"
    said = lines.text[list(lines.quantities)].ne("").any(axis=1) if not is_case else case.ne("")
    kind = np.select(
        [lines.units.isna() & (said | lines.said("unit").ne("")), ~said],
        ["rejected", "rejected" if is_case else "blank"],
        default="recorded",
    )
    content = lines.text.iloc[:, :0].assign(content="")["content"]
    for heading in measured(lines.block):
        parsed = lines.quantities[heading.index]
        shown = (
            parsed["value"].astype("str").where(parsed["problem"].isna(), lines.text[heading.index])
        )
        content = (
            content + f"{heading.column.item}.{heading.column.field}=" + shown.fillna("") + ";"
        )
    if is_case:
        for field in ("opened", "deadline", "closed"):
            content = content + lines.dates[field]["date"].astype("str").fillna("") + ";"
        content = content + lines.said("status")
    key = entry_key(lines)
    return pd.DataFrame({"kind": kind, "unit": lines.units, "key": key, "content": content})


def entry_key(lines: Lines) -> pd.Series:
    """Return what identifies an entry among the entries of its ledger."""
    key = pd.Series("", index=lines.text.index, dtype="str")
    for field in lines.block.ledger.entry_key or ("unit",):
        written = lines.said(field)
        if field == "unit":
            part = lines.units.fillna("")
        elif field in DATES:
            part = lines.dates[field]["date"].dt.strftime("%Y-%m-%d").fillna(written)
        else:
            part = written
        key = key.str.cat(part.astype("str"), sep=" ")
    return key.str.strip()


def with_other_rows(entries: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Add the block's subtotal and blank lines, so that every line is accounted for."""
    others = [
        pd.DataFrame({"kind": kind}, index=pd.Index(block.rows[kind] + 1, name="row"))
        for kind in ("subtotal", "blank")
    ]
    return pd.concat([entries, *others]).sort_index().reset_index()


def build_records(lines: Lines) -> pd.DataFrame:
    """Return one record per stated quantity (work, mark), per item (coverage) or per case."""
    shape = lines.block.ledger.shape
    if shape == "case":
        parts = [case_part(lines)]
    elif shape == "coverage":
        parts = list(coverage_parts(lines))
    else:
        parts = list(work_parts(lines))
    stacked = pd.concat(parts) if parts else pd.DataFrame(index=lines.text.index[:0])
    rows = stacked.index
    stacked = stacked.assign(
        ledger=lines.block.ledger.code,
        shape=shape,
        unit=lines.units.reindex(rows),
        file=lines.block.sheet.file,
        sheet=lines.block.sheet.name,
        row=rows,
        **{field: parsed["date"].reindex(rows) for field, parsed in lines.dates.items()},
        **{field: lines.said(field).reindex(rows) for field in TEXTS},
    )
    return stacked.reset_index(drop=True).reindex(columns=[*RECORD_COLUMNS, "row"])


def work_parts(lines: Lines) -> Iterator[pd.DataFrame]:
    """Return the records of each quantity column: one per filled cell."""
    for heading in measured(lines.block):
        stated = lines.text[heading.index] != ""
        parsed = lines.quantities[heading.index][stated]
        yield parsed[["value", "qualifier"]].assign(
            item=heading.column.item,
            uom=heading.column.uom,
            cell=lines.block.addresses(parsed.index, heading.index),
        )


def coverage_parts(lines: Lines) -> Iterator[pd.DataFrame]:
    """Return one record per line and item that has a done or a due; its cell is the done one."""
    by_item: dict[str, dict[str, Heading]] = {}
    for heading in measured(lines.block):
        by_item.setdefault(heading.column.item, {})[heading.column.field] = heading
    for item, sides in by_item.items():
        stated = lines.text[[heading.index for heading in sides.values()]].ne("").any(axis=1)
        rows = lines.text.index[stated]
        first = sides.get("done") or sides["due"]
        part = pd.DataFrame({"item": item, "uom": first.column.uom}, index=rows)
        for side, heading in sides.items():
            part[side] = lines.quantities[heading.index]["value"].reindex(rows)
        part["qualifier"] = lines.quantities[first.index]["qualifier"].reindex(rows)
        yield part.assign(cell=lines.block.addresses(rows, first.index))


def case_part(lines: Lines) -> pd.DataFrame:
    """Return one record per line that names a case; status becomes closed or open."""
    number = lines.block.heading("case")
    case = lines.said("case")
    rows = lines.text.index[case != ""]
    status = lines.block.heading("status")
    written = lines.said("status").reindex(rows)
    closed_words = status.column.closed_words if status else ()
    state = written.isin(closed_words).map({True: "closed", False: "open"})
    return pd.DataFrame(
        {
            "case": case.reindex(rows),
            "status": state.where(written != ""),
            "cell": lines.block.addresses(rows, number.index if number else 0),
        },
        index=rows,
    )


def list_fields(lines: Lines) -> pd.DataFrame:
    """Return one row per filled known cell of an entry, personal columns left out.

    ``written`` as filed; ``corrected`` what it is read as instead, NA where it is not corrected.
    """
    done = {
        heading.column.item: heading.index
        for heading in measured(lines.block)
        if heading.column.field == "done"
    }
    case = lines.block.heading("case")
    parts = []
    for heading in lines.block.headings:
        column = heading.column
        if column.personal or column.field in UNPRINTED:
            continue
        was, is_now = lines.filed[heading.index], lines.text[heading.index]
        rows = lines.text.index[(was != "") | (is_now != "")]
        if lines.block.ledger.shape == "case" and case:
            home = case.index
        else:
            home = done.get(column.item, heading.index) if column.item else heading.index
        parts.append(
            pd.DataFrame(
                {
                    "row": rows,
                    "field": column.field,
                    "item": column.item or None,
                    "cell": lines.block.addresses(rows, heading.index),
                    "written": was[rows],
                    "corrected": is_now.where(is_now != was)[rows],
                    "record_cell": lines.block.addresses(rows, home),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).astype({"item": "str", "corrected": "str"})
