"""A block of text → typed records with their cells, its entries, and what is doubtful in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.catalogue.vocabulary.shapes import DAYS
from zhen_analysis.intake.cells.states import read_states
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.cells.times.stated_time import PART_OF_DAY
from zhen_analysis.intake.cells.units_named import NameBook, parts_of_units
from zhen_analysis.intake.headers.columns import UNDECLARED, Heading
from zhen_analysis.intake.headers.suggestions import items_meant
from zhen_analysis.intake.layout.blocks import measured
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.records.corrections import Match
from zhen_analysis.intake.records.doubts import find_doubts
from zhen_analysis.intake.records.lines import (
    NO_OVERRIDES,
    TAKEN_BACK,
    Lines,
    is_stated,
    read_lines,
)
from zhen_analysis.intake.records.part_rows import read_parts, settle_parts
from zhen_analysis.intake.records.table_times import TableTime, time_issues, withheld_lines
from zhen_analysis.intake.records.taken_back import Outside
from zhen_analysis.intake.schemas import RECORD_COLUMNS

CASE_STATE = ("unit", "opened", "deadline", "closed", "status")
TEXTS = ("severity", "owner", "checker", "text")
# 无, —, 本月未发现隐患: what a line says in the place of a case.
NONE_FOUND = re.compile(
    r"[-—/]+|(?:本月|当月|本周|本期|经排查|经检查)?,?(?:暂无|无|没有|未发现|未发生)(?:任何|新增)?"
    r"(?:安全)?(?:隐患|问题|情况|案件|投诉|督办|事项)?"
)
NO_TIME = TableTime()
UNPRINTED = {"", "serial", "other"}  # of no record: undeclared columns, numbers, the rest


@dataclass(frozen=True)
class Cleaned:
    """What became of one block.

    Attributes
    ----------
    entries : one row per entry, subtotal and blank line: row (of the sheet, from 1), kind, unit,
        key (what identifies it), is_dated (whether the key is whole), content (what it says, for
        comparison), is_withheld (of another time than the folder's).
    fields : one row per filled known cell of an entry: row, field, item, cell, written, corrected,
        record_cell (the cell that stands for its record).
    records : one row per record, columns ``RECORD_COLUMNS``.
    unplaced : row and item of what stands in columns that do not count, and may be of an item.
    issues : rows for the table of issues.
    """

    block: Block
    entries: pd.DataFrame
    fields: pd.DataFrame
    records: pd.DataFrame
    unplaced: pd.DataFrame
    issues: list[dict[str, str]]


def clean_block(
    block: Block,
    book: NameBook,
    period: FiledPeriod,
    corrections: Sequence[Match] = (),
    overrides: Mapping[date, str] = NO_OVERRIDES,
    outside: Outside = (),
    table: TableTime = NO_TIME,
) -> Cleaned:
    """Read a block's entries into typed records.

    Every entry survives: a cell that cannot be read is NA in records and a row in issues; a line
    whose unit is unknown is an entry of kind rejected, and so is one of another month, of which
    nothing else is told.
    """
    lines = read_lines(block, book, period, corrections, overrides, outside)
    lines, wholes = read_parts(lines, book)
    entries, of_parts = settle_parts(lines, classify_entries(lines), wholes)
    withheld, table = withheld_lines(lines, table)
    entries = withhold(entries, withheld, table)
    recorded = entries.index[entries["kind"] == "recorded"]
    records = build_records(lines).loc[lambda records: records["row"].isin(recorded)]
    issues = time_issues(lines, table, entries["is_withheld"])
    if not withheld.all() or withheld.empty:
        counting = ~withheld
        issues += of_parts
        issues += find_doubts(lines.where(counting), entries[counting], records, book, period)
    others = with_other_rows(entries, block)
    return Cleaned(block, others, list_fields(lines), records, list_unplaced(lines), issues)


def withhold(entries: pd.DataFrame, withheld: pd.Series, table: TableTime) -> pd.DataFrame:
    """Take lines of another time out of the count: said elsewhere, or in doubt.

    Beside a table of the period last month's is only left over; alone it may be this month's under
    an old title, so its units have filed what is not known.
    """
    concerned = withheld & entries["kind"].isin(["recorded", "rejected"])
    kind = "duplicate" if table.has_own else "rejected"
    return entries.assign(kind=entries["kind"].mask(concerned, kind), is_withheld=concerned)


def classify_entries(lines: Lines) -> pd.DataFrame:
    """Return kind, unit, key and content of every entry."""
    keyed = entry_keys(lines).assign(unit=lines.units, content=entry_content(lines))
    if lines.block.header.lacks:
        is_blank = (lines.text == "").all(axis=1)
        return keyed.assign(kind=np.where(is_blank, "blank", "rejected"))
    case = lines.said("case")
    is_case = lines.block.ledger.shape == "case"
    said = case.ne("") if is_case else says_anything(lines)
    none_found = reports_nothing(lines) if is_case else said & False
    withdrawn = lines.text.index.isin(withdrawn_cases(lines)) if is_case else ~said & False
    kind = np.select(
        [none_found, lines.units.isna() & (said | lines.said("unit").ne("")), withdrawn, ~said],
        ["blank", "rejected", "rejected", "rejected" if is_case else "blank"],
        default="recorded",
    )
    return keyed.assign(kind=kind)


def reports_nothing(lines: Lines) -> pd.Series:
    """Tell which lines of cases say that there was none: 无 for a number, 本月未发现隐患."""
    number = lines.said("case") if lines.block.heading("case") else lines.said("text")
    has_none = number.map(lambda text: NONE_FOUND.fullmatch(plain_text(text)) is not None)
    what = lines.said("text").map(lambda text: NONE_FOUND.fullmatch(plain_text(text)) is not None)
    return (has_none | number.eq("")) & what & lines.units.notna()


def withdrawn_cases(lines: Lines) -> list[int]:
    """Return the lines of cases that a remark takes back: a case has no cell that counts alone."""
    return [row for said in lines.remarks if said.check == TAKEN_BACK for row in said.lines]


def says_anything(lines: Lines) -> pd.Series:
    """Tell which lines state a quantity; 不涉及 states none, nor does — where it is declared so."""
    said = pd.Series(False, index=lines.text.index)
    for parsed in lines.quantities.values():
        said |= is_stated(parsed)
    return said


def entry_content(lines: Lines) -> pd.Series:
    """Return what each line says, for comparison: name=value; of every field that it states.

    In the order of the catalogue, so that a column that was moved or left empty changes nothing.
    """
    block = lines.block
    content = pd.Series("", index=lines.text.index, dtype="str")
    headings = {heading.column: heading for heading in block.headings}
    for column in block.ledger.columns:
        heading = headings.get(column)
        if heading is not None and heading.index in lines.quantities:
            parsed = lines.quantities[heading.index]
            number = parsed["value"].astype("str")
            shown = number.where(parsed["value"].notna(), lines.text[heading.index])
            shown = shown.where(is_stated(parsed), "")
        elif block.ledger.shape == "case" and column.field in CASE_STATE:
            shown = lines.said(column.field)
            if column.field in DAYS:
                shown = lines.dates[column.field]["date"].dt.strftime("%Y-%m-%d").fillna(shown)
            if column.field == "unit":
                shown = lines.units.fillna(shown)
        else:
            continue
        said = column.label + "=" + shown.astype("str") + ";"
        content = content + said.where(shown != "", "")
    return content


def entry_keys(lines: Lines) -> pd.DataFrame:
    """Return what identifies an entry among those of its ledger, and whether it does (is_dated).

    ``day_key`` is the same without 上午 and the like, which other filings may leave out.

    A line without a day that can be read, in a ledger that tells its lines apart by their days, is
    not identified by what is left of its key.
    """
    key = day_key = pd.Series("", index=lines.text.index, dtype="str")
    is_dated = pd.Series(True, index=lines.text.index)
    for field in lines.block.ledger.entry_key or ("unit",):
        written, visit = lines.said(field), ""
        if field == "unit":
            part = lines.units.fillna("") + parts_of_units(written)
        elif field in DAYS:
            day = lines.dates[field]["date"]
            part, visit = day.dt.strftime("%Y-%m-%d").fillna(written), parts_of_days(written)
            is_dated &= day.notna()
        else:
            part = written
        key = key.str.cat((part + visit).astype("str"), sep=" ")
        day_key = day_key.str.cat(part.astype("str"), sep=" ")
    key = key.str.strip()
    for texts in part_columns(lines):
        key = key.str.cat(texts, sep=" ")
    return pd.DataFrame(
        {"key": key.str.strip(), "day_key": day_key.str.strip(), "is_dated": is_dated}
    )


def parts_of_days(written: pd.Series) -> pd.Series:
    """Return 上午, 下午 … where a day has it: two visits of one village on one day are two."""
    return written.str.extract(f"({PART_OF_DAY.pattern})")[0].fillna("").astype("str")


def part_columns(lines: Lines) -> Iterator[pd.Series]:
    """Yield the columns that hold nothing but 上午, 下午 …, whatever their heading."""
    for heading in lines.block.headings:
        if heading.column is UNDECLARED:
            texts = lines.text[heading.index]
            if texts.ne("").any() and texts.map(is_part_of_day).all():
                yield texts


def is_part_of_day(text: str) -> bool:
    """Tell whether a text is 上午, 下午 or the like, or blank."""
    return not text or bool(PART_OF_DAY.fullmatch(text))


def with_other_rows(entries: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Add the block's subtotal and blank lines, so that every line is accounted for."""
    others = [
        pd.DataFrame({"kind": kind}, index=pd.Index(block.rows[kind] + 1, name="row"))
        for kind in ("subtotal", "blank")
    ]
    both = pd.concat([entries, *others]).sort_index().reset_index()
    all_withheld = bool(len(entries)) and bool(entries["is_withheld"].all())
    return both.assign(
        is_dated=both["is_dated"].eq(True),
        is_withheld=both["is_withheld"].fillna(all_withheld).astype(bool),
    )


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
        parsed = lines.quantities[heading.index]
        parsed = parsed[is_stated(parsed)]
        yield parsed[["value", "qualifier"]].assign(
            item=heading.column.item,
            uom=heading.column.uom,
            cell=lines.block.addresses(parsed.index, heading.index),
        )


def coverage_parts(lines: Lines) -> Iterator[pd.DataFrame]:
    """Return one record per line and item that has a quantity; its cell is the done one, if any."""
    by_item: dict[str, dict[str, Heading]] = {}
    for heading in measured(lines.block):
        by_item.setdefault(heading.column.item, {})[heading.column.field] = heading
    for item, sides in by_item.items():
        stated = [is_stated(lines.quantities[heading.index]) for heading in sides.values()]
        rows = lines.text.index[pd.concat(stated, axis=1).any(axis=1)]
        first = sides.get("done") or next(iter(sides.values()))
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
    states = read_states(
        lines.said("status"), status.column if status else None, lines.block.ledger.words
    )
    return pd.DataFrame(
        {
            **progress_of(lines, rows),
            "case": case.reindex(rows),
            "status": states["status"].reindex(rows),
            "cell": lines.block.addresses(rows, number.index if number else 0),
        },
        index=rows,
    )


def progress_of(lines: Lines, rows: pd.Index) -> dict[str, object]:
    """Return item, value and uom of the first declared quantity of a case: its progress.

    Its other quantities stand in ``fields`` only.
    """
    by_column = {heading.column: heading for heading in measured(lines.block)}
    for column in lines.block.ledger.columns:
        if column in by_column:
            parsed = lines.quantities[by_column[column].index].reindex(rows)
            return {"item": column.item, "value": parsed["value"], "uom": column.uom}
    return {}


def list_unplaced(lines: Lines) -> pd.DataFrame:
    """Return row and item of what undeclared columns hold, by the items that they may mean."""
    block = lines.block
    taken = {heading.column for heading in block.headings}
    free = [column for column in block.ledger.columns if column.item and column not in taken]
    found = [
        (row, item)
        for heading in block.headings
        if heading.column is UNDECLARED and free
        for item in items_meant(heading.label, free, block.ledger.words)
        for row in lines.text.index[lines.text[heading.index] != ""]
    ]
    return pd.DataFrame(found, columns=["row", "item"]).astype({"item": "str"})


def list_fields(lines: Lines) -> pd.DataFrame:
    """Return one row per filled known cell of an entry, personal columns left out.

    ``written`` as filed; ``corrected`` what it is read as instead, NA where it is not corrected;
    ``value`` what a quantity is and ``day`` what a day is, NA for all else.
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
        if lines.block.ledger.shape == "case":
            home = case.index if case else 0
        else:
            home = done.get(column.item, heading.index) if column.item else heading.index
        value = lines.quantities[heading.index]["value"] if column.uom else None
        day = lines.dates[column.field]["date"] if column.field in lines.dates else None
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
                    "value": pd.NA if value is None else value.reindex(rows),
                    "day": pd.NaT if day is None else day.reindex(rows),
                }
            )
        )
    stacked = pd.concat(parts, ignore_index=True)
    texts = {"item": "str", "corrected": "str"}
    return stacked.astype({**texts, "value": "Float64", "day": "datetime64[us]"})
