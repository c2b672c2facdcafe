"""A block of text → typed records with their cells, its entries, and issues for what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zhen_analysis.addresses import address, addresses
from zhen_analysis.intake.layout import Block, Heading
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.names import NameBook, resolve_units
from zhen_analysis.intake.values import parse_dates, parse_quantities
from zhen_analysis.period import Month
from zhen_analysis.intake.tables import RECORD_COLUMNS

QUANTITIES = ("value", "done", "due")
DATES = ("date", "opened", "deadline", "closed", "checked")
TEXTS = ("severity", "owner", "checker", "text")
KEY_FIELDS = ("unit", "date", "case", "opened")
QUANTITY_CHECKS = {"unreadable": "unreadable_value"}


@dataclass(frozen=True)
class Cleaned:
    """What became of one block.

    Attributes
    ----------
    entries : one row per entry, subtotal and blank line: row (of the sheet, from 1), kind, unit,
        key (what identifies it), content (what it says, for comparison).
    fields : one row per filled known cell of an entry: row, field, item, cell, written,
        record_cell (the cell that stands for its record).
    records : one row per record, columns of the design.
    issues : rows for the table of issues.
    """

    block: Block
    entries: pd.DataFrame
    fields: pd.DataFrame
    records: pd.DataFrame
    issues: list[dict[str, str]]


def clean_block(block: Block, book: NameBook, month: Month) -> Cleaned:
    """Read a block's entries into typed records.

    Every entry survives: a cell that cannot be read is NA in records and a row in issues; a line
    whose unit is unknown is an entry of kind rejected.
    """
    text = entry_text(block)
    units = resolve_units(column_text(text, block.heading("unit")), book)
    dates = {field: read_dates(text, block, field, month) for field in DATES}
    quantities = read_quantities(text, block)
    entries = classify_entries(text, block, units, dates, quantities)
    fields = list_fields(text, block)
    valid = entries.index[entries["kind"] == "recorded"]
    records = build_records(text, block, units, dates, quantities).loc[lambda r: r["row"].isin(valid)]
    issues = [
        *heading_issues(block, text),
        *unit_issues(block, text, entries, book),
        *quantity_issues(block, text, quantities),
        *date_issues(block, text, dates, month),
        *state_issues(block, records, month),
    ]
    return Cleaned(block, with_other_rows(entries, block), fields, records, issues)


def entry_text(block: Block) -> pd.DataFrame:
    """Return the entry lines as text; columns are sheet columns, the index sheet rows from 1.

    A merged village, day or number stands for every line that it spans; quantities are never
    spread, or they would be counted twice.
    """
    grid = block.sheet.grid
    spread = {h.index for h in block.headings if h.column and h.column.field in KEY_FIELDS}
    merged = [merge for merge in block.sheet.merges if merge[0][1] == merge[1][1]]
    if any(start[1] in spread for start, _ in merged):
        grid = grid.copy()
        for (top, column), (bottom, _) in merged:
            if column in spread and top >= block.header_rows.stop:
                grid[top : bottom + 1, column] = grid[top, column]
    rows = block.rows["entry"]
    return pd.DataFrame(grid[rows], index=pd.Index(rows + 1, name="row"), dtype="str")


def column_text(text: pd.DataFrame, heading: Heading | None) -> pd.Series:
    """Return one column's text, blank where the block has no such column."""
    if heading is None:
        return pd.Series("", index=text.index, dtype="str")
    return text[heading.index]


def measured(block: Block) -> list[Heading]:
    """Return the columns that hold quantities."""
    return [h for h in block.headings if h.column and h.column.field in QUANTITIES]


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
    return parse_dates(column_text(text, block.heading(field)), month)


def classify_entries(
    text: pd.DataFrame,
    block: Block,
    units: pd.Series,
    dates: dict[str, pd.DataFrame],
    quantities: dict[int, pd.DataFrame],
) -> pd.DataFrame:
    """Return kind, unit, key and content of every entry."""
    case = column_text(text, block.heading("case"))
    is_case = block.ledger.shape == "case"
    said = text[list(quantities)].ne("").any(axis=1) if not is_case else case.ne("")
    kind = np.select(
        [units.isna() & (said | column_text(text, block.heading("unit")).ne("")), ~said],
        ["rejected", "rejected" if is_case else "blank"],
        default="recorded",
    )
    content = text.iloc[:, :0].assign(content="")["content"]
    for heading in measured(block):
        parsed = quantities[heading.index]
        shown = parsed["value"].astype("str").where(parsed["problem"].isna(), text[heading.index])
        content = content + f"{heading.column.item}.{heading.column.field}=" + shown.fillna("") + ";"
    if is_case:
        for field in ("opened", "deadline", "closed"):
            content = content + dates[field]["date"].astype("str").fillna("") + ";"
        content = content + column_text(text, block.heading("status"))
    key = entry_key(text, block, units, dates)
    return pd.DataFrame({"kind": kind, "unit": units, "key": key, "content": content})


def entry_key(
    text: pd.DataFrame, block: Block, units: pd.Series, dates: dict[str, pd.DataFrame]
) -> pd.Series:
    """Return what identifies an entry among the entries of its ledger."""
    key = pd.Series("", index=text.index, dtype="str")
    for field in block.ledger.entry_key or ("unit",):
        written = column_text(text, block.heading(field))
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
        **{field: column_text(text, block.heading(field)).reindex(rows) for field in TEXTS},
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
            cell=addresses(parsed.index, heading.index),
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
        yield part.assign(cell=addresses(rows, first.index))


def case_part(text: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Return one record per line that names a case; status becomes closed or open."""
    number = block.heading("case")
    case = column_text(text, number)
    rows = text.index[case != ""]
    status = block.heading("status")
    written = column_text(text, status).reindex(rows)
    closed_words = status.column.closed_words if status else ()
    state = written.isin(closed_words).map({True: "closed", False: "open"})
    return pd.DataFrame(
        {
            "case": case.reindex(rows),
            "status": state.where(written != ""),
            "cell": addresses(rows, number.index if number else 0),
        },
        index=rows,
    )


def list_fields(text: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Return one row per filled known cell of an entry, personal columns left out."""
    done = {
        heading.column.item: heading.index
        for heading in measured(block)
        if heading.column.field == "done"
    }
    case = block.heading("case")
    parts = []
    for heading in block.headings:
        column = heading.column
        if column is None or column.personal or column.field in {"serial", "other"}:
            continue
        rows = text.index[text[heading.index] != ""]
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
                    "cell": addresses(rows, heading.index),
                    "written": text.loc[rows, heading.index].to_numpy(),
                    "record_cell": addresses(rows, home),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).astype({"item": "str"})


def heading_issues(block: Block, text: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Report columns that the ledger does not declare; their contents are never printed."""
    for heading in block.headings:
        filled = int((text[heading.index] != "").sum())
        if heading.column is None and (heading.label or filled):
            yield make_issue(
                "unknown_column",
                block.sheet.file,
                block.sheet.name,
                address(block.header_rows.stop, heading.index),
                field=heading.label,
                ledger=block.ledger.name,
                count=filled,
            )


def unit_issues(
    block: Block, text: pd.DataFrame, entries: pd.DataFrame, book: NameBook
) -> Iterator[dict[str, str]]:
    """Report lines that belong to no unit or to no case, and lines without a quantity."""
    unit, case = block.heading("unit"), block.heading("case")
    where = (block.sheet.file, block.sheet.name)
    written = column_text(text, unit)
    for row in entries.index[entries["kind"] == "rejected"]:
        if pd.isna(entries.at[row, "unit"]):
            cell = address(row, unit.index if unit else 0)
            name = unit.label if unit else "单位"
            if not written[row]:
                yield make_issue("missing_unit", *where, cell, field=name)
                continue
            close = book.suggest(written[row])
            suggestion = f"（是否为“{close}”？）" if close else ""
            yield make_issue("unknown_unit", *where, cell, field=name, written=written[row],
                             suggestion=suggestion)  # fmt: skip
        elif case:
            yield make_issue("missing_case", *where, address(row, case.index), field=case.label)
    empty = entries.index[(entries["kind"] == "blank") & entries["unit"].notna()]
    for row in empty:
        yield make_issue("no_quantity", *where, address(row, unit.index if unit else 0),
                         field=unit.label if unit else "", written=written[row])  # fmt: skip


def quantity_issues(
    block: Block, text: pd.DataFrame, quantities: dict[int, pd.DataFrame]
) -> Iterator[dict[str, str]]:
    """Report quantities that could not be read or were read with doubt."""
    for heading in measured(block):
        parsed = quantities[heading.index]
        for row in parsed.index[parsed["problem"].notna()]:
            problem, value = parsed.at[row, "problem"], parsed.at[row, "value"]
            yield make_issue(
                QUANTITY_CHECKS.get(problem, problem),
                block.sheet.file,
                block.sheet.name,
                address(row, heading.index),
                field=heading.label,
                written=text.at[row, heading.index],
                read_as="" if pd.isna(value) else f"{value:g}",
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
                address(row, heading.index),
                field=heading.label,
                written=text.at[row, heading.index],
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
                         written=f"{line['done']:g}", read_as=f"{line['due']:g}")  # fmt: skip
