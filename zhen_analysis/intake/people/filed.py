"""Tables as they were filed → the same as they may be shown, each place under one name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd

from zhen_analysis.catalogue import Catalogue, Ledger
from zhen_analysis.catalogue.vocabulary.shapes import DAYS, QUANTITIES
from zhen_analysis.intake.messages import ISSUE_COLUMNS
from zhen_analysis.intake.people.of_people import (
    issues_without_lines,
    ledgers_of_people,
    one_account_each,
    reasons_without_lines,
    sheets_in_one,
    without_lines,
)
from zhen_analysis.intake.people.veil import DAY, QUANTITY, STATE, UNIT, Veil

PLACED = ["ledger", "unit", "item", "harm"]
RECORD_TEXTS = ("severity", "owner", "checker", "text")
KINDS = {"severity"}  # a column of kinds: 一般, 重大
IDENTITY = ["case"]  # stays one for each case, whatever of it is masked


@dataclass(frozen=True, repr=False)
class Filed:
    """What was filed for a period, as it was filed.

    Attributes
    ----------
    records, fields, files, blocks : as intake made them.
    people : the cells that hold what is personal.
    issues : the period's, with ``ledger, unit, item, harm`` beside them; the lines of ledgers of
        people too.
    """

    catalogue: Catalogue
    records: pd.DataFrame
    fields: pd.DataFrame
    files: pd.DataFrame
    blocks: pd.DataFrame
    people: pd.DataFrame
    issues: pd.DataFrame

    def __repr__(self) -> str:
        return f"Filed({len(self.records)} records)"

    @cached_property
    def veil(self) -> Veil:
        """What knows whose names and numbers were filed."""
        return Veil(self.catalogue, self.people)

    @cached_property
    def file_names(self) -> Mapping[str, str]:
        """File → what it is called where it is shown."""
        return one_name_each(self.files["file"], self.veil.name)

    @cached_property
    def sheet_names(self) -> Mapping[str, str]:
        """Sheet → what it is called where it is shown."""
        sheets = pd.concat([self.records["sheet"], self.fields["sheet"], self.people["sheet"]])
        return one_name_each(sheets, self.veil.name)

    @cached_property
    def cases(self) -> Mapping[str, str]:
        """Number of a case → the same as it is shown."""
        return one_name_each(self.records["case"], self.veil.text)

    @cached_property
    def shown_records(self) -> pd.DataFrame:
        """The records; what their ledgers declare personal is NA, lines of people are left out."""
        shown = self.show(without_lines(self.records, self.catalogue))
        for code, ledger in self.catalogue.ledgers.items():
            own = shown["ledger"] == code
            for field in personal_fields(ledger):
                shown[field] = shown[field].mask(own)
        return shown

    @cached_property
    def shown_fields(self) -> pd.DataFrame:
        """The cells behind the records; those of sheets with lines of people are left out."""
        theirs = self.blocks["ledger"].isin(ledgers_of_people(self.catalogue))
        sheets = pd.MultiIndex.from_frame(self.blocks.loc[theirs, ["file", "sheet"]])
        is_theirs = pd.MultiIndex.from_frame(self.fields[["file", "sheet"]]).isin(sheets)
        return self.show(self.fields[~is_theirs])

    def tables(self, own: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Return the period's accounts and issues as they may be shown: fields of an assessment.

        ``own``: the tables of the period's own intake.
        """
        issues = issues_without_lines(self.issues, self.catalogue).reset_index(drop=True)
        sheets = sheets_in_one(own["sheets"], own["blocks"], self.catalogue)
        return {
            "files": self.show(reasons_without_lines(self.files, self.catalogue)),
            "issues": self.show(issues[ISSUE_COLUMNS]),
            "placed": issues[PLACED],
            "filings": self.show(own["filings"]),
            "sheets": self.show(sheets),
            "blocks": self.show(one_account_each(own["blocks"], self.catalogue)),
        }

    def named(self, names: Mapping[str, str], written: str) -> str:
        """Return what a file, sheet or case is called where it is shown."""
        return names.get(written) or self.veil.name(written)

    def with_cells(self, shown: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
        """Show cells by what their field should hold; the others stay as they are shown."""
        columns = [column for column in ("written", "corrected") if column in table]
        for field in table["field"].dropna().unique():
            if kind := kind_of(field):
                own = table["field"] == field
                cells = table.loc[own, columns]
                show = partial(self.veil.quoted, kind=kind)
                shown.loc[own, columns] = cells.apply(self.veil.column, args=(show,))
        return shown

    def show(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of texts of filed cells as they may be shown.

        What a ledger declares public stays as it is, where a line says of which ledger it is.
        """
        shown = self.veil.frame(table)
        for column, names in (("file", self.file_names), ("sheet", self.sheet_names),
                              ("case", self.cases), ("id", self.cases)):  # fmt: skip
            if column in table:
                shown[column] = self.veil.column(table[column], partial(self.named, names))
        for column in KINDS & set(table) if "check" not in table else ():
            shown[column] = self.veil.column(
                table[column], lambda each: self.veil.quoted(each, STATE)
            )
        if {"field", "written"} <= set(table):
            shown = self.with_cells(shown, table)
        if "ledger" not in table:
            return shown
        for code, ledger in self.catalogue.ledgers.items():
            public = [name for name in public_texts(ledger) if name in table]
            own = table["ledger"] == code
            for name in public if own.any() else ():
                shown[name] = shown[name].mask(own.fillna(False).astype(bool), table[name])
        return shown


def kind_of(field: str) -> str:
    """Return what a cell of a field should hold; "" where that may be any text."""
    if field in QUANTITIES:
        return QUANTITY
    if field in DAYS:
        return DAY
    return {"status": STATE, "severity": STATE, "unit": UNIT}.get(field, "")


def one_name_each(names: Iterable[str], show: Callable[[str], str]) -> Mapping[str, str]:
    """Return each name as it is shown; two that would be shown alike are numbered."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for name in sorted({name for name in names if isinstance(name, str) and name}):
        told = show(name)
        times[told] = times.get(told, 0) + 1
        if told == name or times[told] == 1:
            found[name] = told
            continue
        stem, dot, ending = told.rpartition(".")
        number = f"（{times[told]}）"
        found[name] = f"{stem}{number}.{ending}" if dot and "/" not in ending else told + number
    return found


def personal_fields(ledger: Ledger) -> set[str]:
    """Return the fields of records that a ledger declares personal."""
    return {
        column.field for column in ledger.columns
        if column.personal and column.field in (*RECORD_TEXTS, *IDENTITY)
    }  # fmt: skip


def public_texts(ledger: Ledger) -> set[str]:
    """Return the fields, and of texts beside a record the items, that a ledger declares public."""
    return {column.item or column.field for column in ledger.columns if column.public}
