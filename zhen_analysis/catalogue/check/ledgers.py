"""The ledger files as stated → their breaches across files: codes, filers, units of measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zhen_analysis.catalogue.stated import Stated
from zhen_analysis.catalogue.vocabulary.shapes import QUANTITIES
from zhen_analysis.catalogue.written import Breach


def ledger_breaches(stated: Stated) -> Iterator[Breach]:
    """Check what the ledger files name, and that each has a code of its own."""
    filers = {row.says.code for row in stated.departments} | {"village", None}
    uoms = stated.vocabulary.uoms
    counts = Counter(ledger.code for ledger in stated.ledgers.values())
    for name, ledger in stated.ledgers.items():
        if counts[ledger.code] > 1:
            yield Breach(name, None, "code", ledger.code, "another ledger has this code.")
        if ledger.filed_by not in filers:
            sentence = "must be village or the code of a department."
            yield Breach(name, None, "filed_by", ledger.filed_by, sentence)
        for number, column in enumerate(ledger.columns, start=1):
            if column.field in QUANTITIES and not uoms.is_uom(column.uom or ""):
                place = f"columns[{number}].uom"
                yield Breach(name, None, place, column.uom, "is not a known unit of measure.")
