"""town.toml as written → its breaches: its towns, and each of its schemes."""

from __future__ import annotations

from collections.abc import Iterator

from zhen_analysis.catalogue.check.forms import code_breaches, unknown_keys
from zhen_analysis.catalogue.check.schemes import scheme_breaches
from zhen_analysis.catalogue.toml_types import TOWN_FORM
from zhen_analysis.catalogue.written import Breach, Written


def town_breaches(written: Written) -> Iterator[Breach]:
    """Check [towns.*] and [schemes.*] of town.toml."""
    yield from unknown_keys("town.toml", "", written.town, set(TOWN_FORM))
    towns = written.town.get("towns", {})
    if not towns:
        yield Breach("town.toml", None, "towns", "", "declare at least one [towns.CODE].")
    for code, entry in towns.items():
        yield from code_breaches("town.toml", None, "towns", code)
        if not entry.get("name"):
            yield Breach("town.toml", None, f"towns.{code}.name", "", "the name is missing.")
        known = {"name", "invented", "not_units", "ledgers"}
        yield from unknown_keys("town.toml", f"towns.{code}", entry, known)
        ledgers = {ledger.get("code") for ledger in written.ledgers.values()}
        for ledger in entry.get("ledgers", []):
            if ledger not in ledgers:
                place = f"towns.{code}.ledgers"
                yield Breach("town.toml", None, place, ledger, "is not the code of a ledger.")
    for code, entry in written.town.get("schemes", {}).items():
        yield from code_breaches("town.toml", None, "schemes", code)
        yield from scheme_breaches(code, entry, written)
