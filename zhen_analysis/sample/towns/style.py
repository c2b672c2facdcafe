"""A ledger's declared columns → how one office lays out one month's workbook."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.vocabulary.shapes import QUANTITIES
from zhen_analysis.sample.chance import choose, once, pick


@dataclass(frozen=True)
class Style:
    """How one office lays out one month's workbook."""

    columns: list[str]
    headings: dict[str, str]
    units_in_cells: bool
    date_form: str
    by_group: bool
    blank_row: bool
    marks: str
    note: str


def column_key(column: Column) -> str:
    """Return the name of a ledger's column in a draft's lines."""
    is_own_text = column.field == "text" and column.item
    return column.item if column.field == "value" or is_own_text else column.field


def draw_style(ledger: Ledger, habits: dict, rng: np.random.Generator) -> Style:
    """Return a layout: columns in some order, each under one of its declared headings."""
    headings = draw_headings(ledger, habits["words"]["no_heading"], once(rng, 0.6), rng)
    return Style(
        columns=order_columns(ledger, headings, rng),
        headings=headings,
        units_in_cells=once(rng, habits["shares"]["units_in_cells"]),
        date_form=str(pick(rng, habits["date_forms"], 1)[0]),
        by_group=once(rng, habits["shares"]["by_group"]),
        blank_row=once(rng, habits["shares"]["blank_row"]),
        marks=choose(rng, ["（{}）", "({})"]),
        note=choose(rng, habits["words"]["notes"]),
    )


def draw_headings(
    ledger: Ledger, unwanted: list[str], in_two_rows: bool, rng: np.random.Generator
) -> dict[str, str]:
    """Return column → heading; ``出动力量/车次`` stands in two rows.

    What came to a case ledger later has its first heading always: no draw, so that the rest of
    the workbook stays what it was.
    """
    headings: dict[str, str] = {}
    for column in ledger.columns:
        if column.field == "checked" or (column.field == "text" and column.item):
            headings[column_key(column)] = column.spellings[0]
            continue
        spellings = [spelling for spelling in column.spellings if spelling not in unwanted]
        paths = [spelling for spelling in spellings if "/" in spelling]
        flat = [spelling for spelling in spellings if "/" not in spelling]
        headings[column_key(column)] = choose(rng, paths if paths and in_two_rows else flat)
    return headings


def order_columns(ledger: Ledger, headings: dict[str, str], rng: np.random.Generator) -> list[str]:
    """Return the columns: who and when, quantities, people and remarks; a case's as declared."""
    keys = {column_key(column): column for column in ledger.columns}
    if ledger.shape == "case":
        return list(keys)
    quantities = [key for key, column in keys.items() if column.field in QUANTITIES]
    tail = [key for key, column in keys.items() if column.personal or column.field == "text"]
    lead = [key for key in keys if key not in quantities and key not in tail]
    if once(rng, 0.4):
        lead = lead[:1] + lead[:0:-1]
    return lead + rotate(quantities, headings, rng) + tail


def rotate(keys: list[str], headings: dict[str, str], rng: np.random.Generator) -> list[str]:
    """Let the quantities begin anywhere in their order; those under one heading stay together."""
    blocks: dict[str, list[str]] = {}
    for key in keys:
        blocks.setdefault(headings[key].split("/")[0], []).append(key)
    ordered = list(blocks.values())
    cut = int(rng.random() * len(ordered)) if once(rng, 0.5) else 0
    return [key for block in ordered[cut:] + ordered[:cut] for key in block]
