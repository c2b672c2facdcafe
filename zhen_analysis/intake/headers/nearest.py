"""A sheet on which no table was recognised → what of it was understood all the same.

A clerk is to see which ledger it looks like, which headings were known and what lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhen_analysis.catalogue import Ledger
from zhen_analysis.intake.files.sheets import Sheet
from zhen_analysis.intake.headers.columns import UNDECLARED, match_headings, path_labels
from zhen_analysis.intake.headers.headers import Header, fits_file, lacking
from zhen_analysis.intake.headers.headings import words_of_all
from zhen_analysis.intake.headers.titles import KnowsUnit, read_stated, title_rows, title_texts

MOST_LOOKED = 30  # rows from the top in which a header is looked for
MOST_COLUMNS = 100
MOST_NAMED = 6  # headings in one sentence
FEWEST_KNOWN = 2  # headings by which a table is one of a ledger


@dataclass(frozen=True)
class Nearest:
    """The row that comes nearest to a header of some ledger.

    ``known``: its headings that the ledger has; ``lacks``: the required columns that are not there.
    """

    ledger: Ledger
    row: int
    known: tuple[str, ...]
    lacks: tuple[str, ...]
    lacks_only_unit: bool

    @property
    def sentence(self) -> str:
        """What was understood, for the clerk."""
        named = "".join(f"“{label}”" for label in self.known[:MOST_NAMED])
        more = f"等{len(self.known)}列" if len(self.known) > MOST_NAMED else ""
        lacks = f"，缺少“{'、'.join(self.lacks)}”列" if self.lacks else ""
        return f"最接近的是台账“{self.ledger.name}”：第{self.row}行认出了{named}{more}{lacks}。"


def nearest_table(sheet: Sheet, ledgers: list[Ledger], knows_unit: KnowsUnit) -> Nearest | None:
    """Return what comes nearest to a header; None where no heading of any ledger stands there."""
    columns = range(min(sheet.grid.shape[1], MOST_COLUMNS))
    best: Nearest | None = None
    best_key = (0, False)
    for row in range(min(len(sheet.grid), MOST_LOOKED)):
        texts = [text for text in sheet.grid[row, columns.start : columns.stop] if text]
        if not texts or any(map(knows_unit, texts)):
            continue
        labels = path_labels(sheet, row, 1)
        for ledger in ledgers:
            header = Header(
                row, row + 1, ledger, match_headings(labels, ledger, columns, sheet, row + 1)
            )
            key = (header.matched, fits_file(sheet, ledger))
            if header.matched and key > best_key:
                best, best_key = describe(header, sheet, columns, ledgers, knows_unit), key
    return best


def describe(
    header: Header, sheet: Sheet, columns: range, ledgers: list[Ledger], knows_unit: KnowsUnit
) -> Nearest:
    """Return what a header knows and what it lacks."""
    titles = title_texts(sheet, title_rows(sheet, 0, header.start, columns), columns)
    stated = read_stated(sheet, titles, knows_unit, words_of_all(ledgers))
    lacks = lacking(header, sheet, stated)
    known = [h.label for h in header.headings if h.column is not UNDECLARED]
    only_unit = [column.field for column in lacks] == ["unit"] and len(known) >= FEWEST_KNOWN
    return Nearest(
        header.ledger,
        header.start + 1,
        tuple(known),
        tuple(column.label for column in lacks),
        only_unit,
    )
