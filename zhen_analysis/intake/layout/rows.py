"""The body of a table → what each of its rows is: entry, subtotal, note, header or blank."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.cells.quantities import read_quantity
from zhen_analysis.intake.cells.text import plain_text
from zhen_analysis.intake.files.sheets import Sheet, claim_each
from zhen_analysis.intake.headers.columns import UNDECLARED, Heading
from zhen_analysis.intake.headers.headers import Header
from zhen_analysis.intake.headers.titles import KnowsUnit, nobody
from zhen_analysis.intake.layout.line_words import LineWords, line_words

# A name of a group alone on a row heads the lines below it: 一、A类村 · 第一片区
GROUP = re.compile(
    r"(?:[一二三四五六七八九十]{1,4}、|\([一二三四五六七八九十\d]{1,4}\))?"
    r"(?:第?[一二三四五六七八九十\dA-Z甲乙丙丁东南西北中]{1,3}|[^\d,;。:]{1,6})(?:类|组|片区|管区|片|工作区|批|办事处)(?:村|社区)?[::]?"
)
PAGE = re.compile(
    r"(?:\(?续表?\)?|.{0,20}\(续(?:表)?\d*\)|续表.{0,4}|第\d+页.*|共\d+页|接上页|转下页)"
)
SENTENCE = re.compile(r"[。;,!?]|:.")
LONGEST_NAME = 14  # characters; no unit's name is longer
FEW_CELLS = 3  # a remark fills no more; only such rows are tried as one
NUMBERED = frozenset(["甲", "乙", "丙", "丁", "栏次", "序号", "编号", "—", "-"])
KINDS = ("entry", "subtotal", "note", "blank", "header")
# Where the word for a sum may stand: not among quantities, persons and remarks.
LABEL_FIELDS = {"", "serial", "unit", "date", "case", "opened"}


def classify_body(
    sheet: Sheet, header: Header, end: int, knows_unit: KnowsUnit = nobody
) -> np.ndarray:
    """Return entry, subtotal, blank, note or header for every row from below the header to ``end``.

    A line that holds nothing but its number is blank; a line of column numbers (栏次) belongs to
    the header; empty rows after the last line are notes (of no cells), so that only gaps inside
    the table count as blank.
    """
    headings = header.headings
    body = sheet.grid[header.stop : end, headings[0].index : headings[-1].index + 1]
    filled = body != ""
    kinds = np.full(len(body), "entry", dtype=object)
    kinds[~telling_cells(body, filled, headings).any(axis=1)] = "blank"
    words = header.ledger.words
    kinds[note_rows(body, filled, headings, knows_unit, words) & (kinds == "entry")] = "note"
    is_total, is_derived = figure_rows(body, headings, knows_unit, line_words(words))
    kinds[is_total | is_derived] = "subtotal"
    if len(body) and is_numbering(body[0]):
        kinds[0] = "header"
    told = np.flatnonzero(np.isin(kinds, ["entry", "subtotal"]))
    last = told[-1] + 1 if len(told) else 0
    trailing = kinds[last:]
    trailing[(trailing == "blank") & ~filled[last:].any(axis=1)] = "note"
    return kinds


def telling_cells(body: np.ndarray, filled: np.ndarray, headings: Sequence[Heading]) -> np.ndarray:
    """Return the filled cells that say more than the number of their line."""
    telling = filled.copy()
    for place, heading in enumerate(headings):
        if heading.column.field == "serial":
            telling[:, place] &= ~claim_each(body[:, place], str.isdecimal)
    return telling


def note_rows(
    body: np.ndarray,
    filled: np.ndarray,
    headings: Sequence[Heading],
    knows_unit: KnowsUnit,
    words: Words,
) -> np.ndarray:
    """Tell which rows are remarks: they begin with 注, 填表人 …, or hold one text that is no line.

    A lone text in the unit column may be a unit, if it is short; a lone number in a column of
    quantities is work whose unit was merged away or forgotten.
    """
    count = filled.sum(axis=1)
    place = filled.argmax(axis=1)
    first = body[np.arange(len(body)), place] if body.size else np.empty(0, dtype=object)
    begins = claim_each(first, line_words(words).begins_note)
    signed = np.isin(place, [i for i, h in enumerate(headings) if h.column.field in LABEL_FIELDS])
    notes = begins & ((count <= FEW_CELLS) | signed)
    judged: dict[tuple[int, str], bool] = {}
    for row in np.flatnonzero((count == 1) & ~notes):
        lone = int(place[row]), str(first[row])
        if lone not in judged:
            judged[lone] = is_remark(lone[1], headings[lone[0]], knows_unit, words)
        notes[row] = judged[lone]
    return notes


def is_remark(text: str, heading: Heading, knows_unit: KnowsUnit, words: Words) -> bool:
    """Tell whether the only text of a row is a remark, or the name of a group of lines."""
    plain = plain_text(text)
    if heading.column.field == "unit":
        if knows_unit(text):
            return False
        is_long = len(plain) > LONGEST_NAME or bool(SENTENCE.search(plain))
        return is_long or bool(GROUP.fullmatch(plain)) or bool(PAGE.fullmatch(plain))
    uom = heading.column.uom
    return not (uom and read_quantity(text, uom, words=words)[0] is not None)


def figure_rows(
    body: np.ndarray, headings: Sequence[Heading], knows_unit: KnowsUnit, said: LineWords
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which rows state sums, and which state means, targets or comparisons.

    The word stands before the quantities, and is not the name of a unit.
    """
    measured = [i for i, h in enumerate(headings) if h.column.uom]
    before = range(min([*measured, len(headings)]))
    places = [
        i
        for i, heading in enumerate(headings)
        if (heading.column.field in LABEL_FIELDS - {""})
        or (heading.column is UNDECLARED and i in before)
    ]
    labels = body[:, places]
    # In the table's first columns the bare word is enough, whatever the column.
    first = body[:, : min(3, body.shape[1])]
    totals = claim_each(labels, lambda t: said.states_sum(t) and not knows_unit(t))
    derived = claim_each(labels, lambda t: said.states_derived(t) and not knows_unit(t))
    bare = claim_each(first, said.is_bare_total)
    is_total = np.asarray(totals.any(axis=1) | bare.any(axis=1))
    return is_total, np.asarray(derived.any(axis=1)) & ~is_total


def is_numbering(cells: np.ndarray) -> bool:
    """Tell whether the row below a header numbers its columns: 甲 | 乙 | 1 | 2 | 3."""
    texts = [plain_text(text).strip("()") for text in cells if text]
    digits = [int(text[:4]) for text in texts if text.isdecimal()]  # there are fewer columns
    others = [text for text in texts if not text.isdecimal()]
    rising = [two - one for one, two in zip(digits, digits[1:], strict=False)]
    return (
        len(texts) > FEW_CELLS
        and len(digits) > 1
        and digits[0] == 1
        and set(rising) == {1}
        and NUMBERED.issuperset(others)
    )


def join_kinds(bodies: Sequence[np.ndarray]) -> np.ndarray:
    """Return what each row is where tables stand side by side: entry, if it is so in any."""
    joined = bodies[0].copy()
    for kind in reversed(KINDS):
        for body in bodies:
            joined[body == kind] = kind
    return joined
