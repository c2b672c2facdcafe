"""A block of text → typed records with their cells, its entries, and what is doubtful in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.intake.blocks import entry_text, field_text, measured
from zhen_analysis.intake.corrections import Match, apply_corrections
from zhen_analysis.intake.doubts import Understood, find_doubts
from zhen_analysis.intake.layout import Block, Heading
from zhen_analysis.intake.names import NameBook, resolve_units
from zhen_analysis.intake.tables import RECORD_COLUMNS
from zhen_analysis.intake.values import parse_dates, parse_quantities
from zhen_analysis.period import Month

DATES = ("date", "opened", "deadline", "closed", "checked")
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
    filed = entry_text(block)
    text = apply_corrections(filed, corrections)
    units = resolve_units(field_text(text, block, "unit"), book)
    dates = {field: read_dates(text, block, field, month) for field in DATES}
    quantities = read_quantities(text, block)
    entries = classify_entries(text, block, units, dates, quantities)
    fields = list_fields(filed, text, block)
    valid = entries.index[entries["kind"] == "recorded"]
    records = build_records(text, block, units, dates, quantities).loc[
        lambda r: r["row"].isin(valid)
    ]
    issues = find_doubts(Understood(block, text, entries, quantities, dates, records), book, month)
    return Cleaned(block, with_other_rows(entries, block), fields, records, issues)


def read_quantities(text: pd.DataFrame, block: Block) -> dict[int, pd.DataFrame]:
    """Return value, qualifier and problem of every quantity column, by sheet column.

    A value below the column's declared minimum is not a quantity of work: NA, and an issue.
    """
    parsed = {}
    for heading in measured(block):
        column = heading.column
        values = parse_quantities(text[heading.index], column.uom, heading.uom)
        below = values["value"].lt(column.minimum).fillna(False).astype(bool)
        values.loc[below, "problem"] = "negative"
        values.loc[below, "value"] = pd.NA
        parsed[heading.index] = values
    return parsed


def read_dates(text: pd.DataFrame, block: Block, field: str, month: Month) -> pd.DataFrame:
    """Return date and problem of one date column; all NaT where the block has none."""
    return parse_dates(field_text(text, block, field), month)


def classify_entries(
    text: pd.DataFrame,
    block: Block,
    units: pd.Series,
    dates: dict[str, pd.DataFrame],
    quantities: dict[int, pd.DataFrame],
) -> pd.DataFrame:
    """Return kind, unit, key and content of every entry."""
    case = field_text(text, block, "case")
    is_case = block.ledger.shape == "case"
    said = text[list(quantities)].ne("").any(axis=1) if not is_case else case.ne("")
    kind = np.select(
        [units.isna() & (said | field_text(text, block, "unit").ne("")), ~said],
        ["rejected", "rejected" if is_case else "blank"],
        default="recorded",
    )
    content = text.iloc[:, :0].assign(content="")["content"]
    for heading in measured(block):
        parsed = quantities[heading.index]
        shown = parsed["value"].astype("str").where(parsed["problem"].isna(), text[heading.index])
        content = (
            content + f"{heading.column.item}.{heading.column.field}=" + shown.fillna("") + ";"
        )
    if is_case:
        for field in ("opened", "deadline", "closed"):
            content = content + dates[field]["date"].astype("str").fillna("") + ";"
        content = content + field_text(text, block, "status")
    key = entry_key(text, block, units, dates)
    return pd.DataFrame({"kind": kind, "unit": units, "key": key, "content": content})


def entry_key(
    text: pd.DataFrame, block: Block, units: pd.Series, dates: dict[str, pd.DataFrame]
) -> pd.Series:
    """Return what identifies an entry among the entries of its ledger."""
    key = pd.Series("", index=text.index, dtype="str")
    for field in block.ledger.entry_key or ("unit",):
        written = field_text(text, block, field)
        if field == "unit":
            part = units.fillna("")
        elif field in DATES:
            part = dates[field]["date"].dt.strftime("%Y-%m-%d").fillna(written)
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


def build_records(
    text: pd.DataFrame,
    block: Block,
    units: pd.Series,
    dates: dict[str, pd.DataFrame],
    quantities: dict[int, pd.DataFrame],
) -> pd.DataFrame:
    """Return one record per stated quantity (work, mark), per item (coverage) or per case."""
    shape = block.ledger.shape
    if shape == "case":
        parts = [case_part(text, block)]
    elif shape == "coverage":
        parts = list(coverage_parts(text, block, quantities))
    else:
        parts = list(work_parts(text, block, quantities))
    stacked = pd.concat(parts) if parts else pd.DataFrame(index=text.index[:0])
    rows = stacked.index
    stacked = stacked.assign(
        ledger=block.ledger.code,
        shape=shape,
        unit=units.reindex(rows),
        file=block.sheet.file,
        sheet=block.sheet.name,
        row=rows,
        **{field: parsed["date"].reindex(rows) for field, parsed in dates.items()},
        **{field: field_text(text, block, field).reindex(rows) for field in TEXTS},
    )
    return stacked.reset_index(drop=True).reindex(columns=[*RECORD_COLUMNS, "row"])


def work_parts(
    text: pd.DataFrame, block: Block, quantities: dict[int, pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    """Return the records of each quantity column: one per filled cell."""
    for heading in measured(block):
        stated = text[heading.index] != ""
        parsed = quantities[heading.index][stated]
        yield parsed[["value", "qualifier"]].assign(
            item=heading.column.item,
            uom=heading.column.uom,
            cell=block.addresses(parsed.index, heading.index),
        )


def coverage_parts(
    text: pd.DataFrame, block: Block, quantities: dict[int, pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    """Return one record per line and item that has a done or a due; its cell is the done one."""
    by_item: dict[str, dict[str, Heading]] = {}
    for heading in measured(block):
        by_item.setdefault(heading.column.item, {})[heading.column.field] = heading
    for item, sides in by_item.items():
        stated = text[[heading.index for heading in sides.values()]].ne("").any(axis=1)
        rows = text.index[stated]
        first = sides.get("done") or sides["due"]
        part = pd.DataFrame({"item": item, "uom": first.column.uom}, index=rows)
        for side, heading in sides.items():
            part[side] = quantities[heading.index]["value"].reindex(rows)
        part["qualifier"] = quantities[first.index]["qualifier"].reindex(rows)
        yield part.assign(cell=block.addresses(rows, first.index))


def case_part(text: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Return one record per line that names a case; status becomes closed or open."""
    number = block.heading("case")
    case = field_text(text, block, "case")
    rows = text.index[case != ""]
    status = block.heading("status")
    written = field_text(text, block, "status").reindex(rows)
    closed_words = status.column.closed_words if status else ()
    state = written.isin(closed_words).map({True: "closed", False: "open"})
    return pd.DataFrame(
        {
            "case": case.reindex(rows),
            "status": state.where(written != ""),
            "cell": block.addresses(rows, number.index if number else 0),
        },
        index=rows,
    )


def list_fields(filed: pd.DataFrame, text: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Return one row per filled known cell of an entry, personal columns left out.

    ``written`` as filed; ``corrected`` what it is read as instead, NA where it is not corrected.
    """
    done = {
        heading.column.item: heading.index
        for heading in measured(block)
        if heading.column.field == "done"
    }
    case = block.heading("case")
    parts = []
    for heading in block.headings:
        column = heading.column
        if column.personal or column.field in UNPRINTED:
            continue
        was, is_now = filed[heading.index], text[heading.index]
        rows = text.index[(was != "") | (is_now != "")]
        if block.ledger.shape == "case" and case:
            home = case.index
        else:
            home = done.get(column.item, heading.index) if column.item else heading.index
        parts.append(
            pd.DataFrame(
                {
                    "row": rows,
                    "field": column.field,
                    "item": column.item or None,
                    "cell": block.addresses(rows, heading.index),
                    "written": was[rows],
                    "corrected": is_now.where(is_now != was)[rows],
                    "record_cell": block.addresses(rows, home),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).astype({"item": "str", "corrected": "str"})
