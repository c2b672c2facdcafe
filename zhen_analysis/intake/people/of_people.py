"""Accounts and issues of ledgers of people → the same without a line, number or cell of theirs."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.catalogue import Catalogue
from zhen_analysis.intake.messages import harms_of

# What is told of a whole file, sheet or column says nothing of any line.
OF_A_TABLE = frozenset({
    *("unreadable", "stray", "unrecognised_file", "unrecognised_sheet", "hidden_sheet"),
    *("unknown_column", "heading_guessed", "heading_remarked", "repeated_column"),
    *("duplicate_file", "period_mismatch", "unit_by_content", "option_from_name"),
})  # fmt: skip
SAID = {
    "uncounted": "有没有计入的内容",
    "doubtful": "有计入存疑的内容",
    "unplaced": "有没有读的内容",
    "told": "有需要知悉的内容",
}
SENTENCE = "{ledger}{said}。一行涉及一个人，位置和内容不登，请报送单位对照原表核实更正。"
EVERY_FILE = "各来文"
CONFLICT = "有的行与另一条记录矛盾，这些行未计入"


def ledgers_of_people(catalogue: Catalogue) -> list[str]:
    """Return the codes of ledgers whose lines are about people."""
    return [code for code, ledger in catalogue.ledgers.items() if ledger.of_people]


def without_lines(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return a table without the lines of ledgers of people."""
    is_theirs = table["ledger"].isin(ledgers_of_people(catalogue))
    return table[~is_theirs] if is_theirs.any() else table


def issues_without_lines(placed: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return issues (``ledger, unit, item`` beside them) that name no line of people.

    What is said of a table as a whole stays, but for its cell; of everything else there is one
    sentence for each file and harm, of no unit.
    """
    theirs = placed["ledger"].isin(ledgers_of_people(catalogue))
    if not theirs.any():
        return placed
    bare = placed.assign(**dict.fromkeys(("cell", "written", "read_as"), ""), unit=pd.NA)
    bare = bare.assign(unit=bare["unit"].astype("str"))
    of_lines = theirs & ~placed["check"].isin(OF_A_TABLE)
    names = {code: ledger.name for code, ledger in catalogue.ledgers.items()}
    harms = harms_of(placed)
    said = [
        SENTENCE.format(ledger=names.get(ledger, ""), said=SAID[harm])
        for ledger, harm in zip(placed["ledger"], harms, strict=True)
    ]
    bare = bare.assign(
        **{key: bare[key].mask(of_lines, "") for key in ("sheet", "field")},
        message=bare["message"].mask(of_lines, pd.Series(said, placed.index, dtype="str")),
    )
    told = placed.where(~theirs, bare)
    repeated = told[of_lines].duplicated(["file", "message"])
    return told.drop(index=repeated.index[repeated])


def one_account_each(accounts: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return accounts of blocks in which a ledger of people has one row for all its files."""
    theirs = accounts["ledger"].isin(ledgers_of_people(catalogue))
    if not theirs.any():
        return accounts
    numbers = [*accounts.select_dtypes("number").columns.drop("block")]
    sums = accounts[theirs].groupby("ledger", as_index=False, sort=False)[numbers].sum()
    names = sums["ledger"].map({code: each.name for code, each in catalogue.ledgers.items()})
    sums = sums.assign(file=names + EVERY_FILE, sheet="", block=1)
    return pd.concat([accounts[~theirs], sums[accounts.columns]], ignore_index=True)


def sheets_in_one(sheets: pd.DataFrame, blocks: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return accounts of sheets in which those with lines of people stand as one per ledger."""
    own = blocks[blocks["ledger"].isin(ledgers_of_people(catalogue))]
    held = own.drop_duplicates(["file", "sheet"])[["file", "sheet", "ledger"]]
    if held.empty:
        return sheets
    placed = sheets.merge(held, on=["file", "sheet"], how="left", validate="m:1")
    theirs = one_account_each(placed.assign(block=1), catalogue)
    return theirs[sheets.columns]


def reasons_without_lines(files: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return files whose reason does not count lines of people."""
    theirs = files["ledger"].isin(ledgers_of_people(catalogue)) & files["status"].eq("conflict")
    return files.assign(reason=files["reason"].mask(theirs, CONFLICT))
