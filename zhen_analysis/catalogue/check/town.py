"""What ``town.toml`` states → its breaches across files: ledgers, indicators and units it names."""

from __future__ import annotations

from collections.abc import Iterator

from zhen_analysis.catalogue.declared.scheme import Scheme
from zhen_analysis.catalogue.stated import Stated
from zhen_analysis.catalogue.written import Breach

MEASURING = ("bonuses", "deductions", "vetoes", "conditions")  # rules on an indicator


def town_breaches(stated: Stated) -> Iterator[Breach]:
    """Check [towns.*] and [schemes.*] of town.toml."""
    for code, town in stated.town.towns.items():
        for ledger in town.ledgers:
            if ledger not in stated.ledgers_by_code:
                yield breach(f"towns.{code}.ledgers", ledger, "is not the code of a ledger.")
    for code, scheme in stated.town.schemes.items():
        yield from scheme_breaches(code, scheme, stated)


def scheme_breaches(code: str, scheme: Scheme, stated: Stated) -> Iterator[Breach]:
    """Check what the rules of one scheme name."""
    own = {row.says.indicator for row in stated.schemes.get(code, [])}
    for kind in MEASURING:
        for number, rule in enumerate(getattr(scheme, kind), start=1):
            if rule.indicator not in stated.measured:
                place = f"schemes.{code}.{kind}[{number}].indicator"
                sentence = "is not a measured indicator of indicators.csv."
                yield breach(place, rule.indicator, sentence)
    for number, veto in enumerate(scheme.vetoes, start=1):
        if veto.item and veto.item not in own:
            place = f"schemes.{code}.vetoes[{number}].item"
            yield breach(place, veto.item, "is not an indicator of this scheme.")
    units = {row.says.code for row in stated.units}
    for number, exemption in enumerate(scheme.exemptions, start=1):
        if exemption.unit not in units:
            place = f"schemes.{code}.exemptions[{number}].unit"
            yield breach(place, exemption.unit, "is not the code of a unit.")


def breach(column: str, found: str, message: str) -> Breach:
    """Return a breach of town.toml."""
    return Breach("town.toml", None, column, found, message)
