"""What is measured, as stated → its breaches across lines and files: codes, ledgers, measures."""

from __future__ import annotations

from collections.abc import Iterator

from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.stated import Row, Stated
from zhen_analysis.catalogue.vocabulary.measures import MEASURES, measures_of
from zhen_analysis.catalogue.vocabulary.shapes import SHAPES
from zhen_analysis.catalogue.written import Breach


def indicator_breaches(stated: Stated) -> Iterator[Breach]:
    """Return every breach of indicators.csv that its lines cannot tell by themselves."""
    first: dict[str, Row[Indicator]] = {}
    for row in stated.indicators:
        earlier = first.setdefault(row.says.indicator, row)
        if earlier is not row:
            yield row.breach("indicator", f"is also in row {earlier.line.row}.")
        yield from ledger_breaches(row, stated)
        if row.says.inspections:
            yield from inspection_breaches(row, stated)


def ledger_breaches(row: Row[Indicator], stated: Stated) -> Iterator[Breach]:
    """Check where an indicator's figures come from."""
    indicator = row.says
    ledger = stated.ledgers_by_code.get(indicator.ledger)
    if ledger is None:
        yield row.breach("ledger", "is not the code of a ledger.")
        return
    if ledger.shape not in SHAPES:
        return
    allowed = measures_of(ledger.shape)
    if indicator.measure not in allowed:
        known = ", ".join(sorted(allowed))
        yield row.breach("measure", f"a ledger of shape {ledger.shape} is measured by {known}.")
    item = indicator.item or indicator.indicator
    if SHAPES[ledger.shape].has_items and item not in {each.item for each in ledger.columns}:
        column = "item" if indicator.item else "indicator"
        yield row.breach(column, f"ledger {indicator.ledger} has no item {item}.")


def inspection_breaches(row: Row[Indicator], stated: Stated) -> Iterator[Breach]:
    """Check what counts the inspections: a plain sum, of the same units."""
    counts = stated.measured.get(row.says.inspections)
    if counts is None:
        yield row.breach("inspections", "is not the code of an indicator.")
        return
    measure = MEASURES.get(counts.measure)
    if measure and not measure.is_raw:
        yield row.breach("inspections", "must be counted by a plain sum (quantity, opened).")
    ledgers = [stated.ledgers_by_code.get(code) for code in (row.says.ledger, counts.ledger)]
    if all(ledgers) and len({ledger.level for ledger in ledgers if ledger}) > 1:
        yield row.breach("inspections", "is counted for units of another level.")
