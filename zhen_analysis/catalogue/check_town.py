"""town.toml as written → its breaches: towns, and each scheme's bands, bonuses and vetoes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from zhen_analysis.catalogue.forms import code_breaches, missing_keys, unknown_keys
from zhen_analysis.catalogue.model import Bonus, Scheme, Veto
from zhen_analysis.catalogue.toml_types import TOWN_FORM
from zhen_analysis.catalogue.written import Breach, Written

TIES = {"min", "max", "dense", "first"}
CONSEQUENCES = {"bars_honours", "sets_grade", "zeroes_total"}


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
        yield from unknown_keys(
            "town.toml", f"towns.{code}", entry, {"name", "invented", "not_units"}
        )
    for code, entry in written.town.get("schemes", {}).items():
        yield from code_breaches("town.toml", None, "schemes", code)
        yield from scheme_breaches(code, entry, written)


def scheme_breaches(code: str, entry: dict, written: Written) -> Iterator[Breach]:
    """Check one scheme's keys, bands, bonuses and vetoes."""
    place = f"schemes.{code}"
    known = {field.name for field in fields(Scheme)} - {"code", "title"} | {"name"}
    yield from unknown_keys("town.toml", place, entry, known)
    if entry.get("level") not in {"village", "department", "town"}:
        yield Breach(
            "town.toml",
            None,
            f"{place}.level",
            str(entry.get("level")),
            "must be village, department or town.",
        )
    yield from limit_breaches(place, entry)
    for number, band in enumerate(entry.get("bands", []), start=1):
        where = f"{place}.bands[{number}]"
        yield from unknown_keys("town.toml", where, band, {"grade", "from"})
        yield from missing_keys("town.toml", where, band, {"grade", "from"})
    bounds = [band["from"] for band in entry.get("bands", []) if "from" in band]
    if bounds != sorted(bounds, reverse=True) or len(set(bounds)) < len(bounds):
        yield Breach(
            "town.toml", None, f"{place}.bands", str(bounds), "must fall from best to worst."
        )
    measured = {line["indicator"] for line in written.tables["indicators.csv"] if line["measure"]}
    for kind, model in (("bonuses", Bonus), ("vetoes", Veto)):
        for number, rule in enumerate(entry.get(kind, []), start=1):
            where = f"{place}.{kind}[{number}]"
            required = {field.name for field in fields(model)} - {"source"}
            yield from unknown_keys("town.toml", where, rule, required | {"source"})
            yield from missing_keys("town.toml", where, rule, required)
            if rule.get("indicator") not in measured:
                yield Breach(
                    "town.toml",
                    None,
                    f"{where}.indicator",
                    str(rule.get("indicator")),
                    "is not a measured indicator of indicators.csv.",
                )
            if rule.get("span") not in {"month", "ytd"}:
                yield Breach(
                    "town.toml",
                    None,
                    f"{where}.span",
                    str(rule.get("span")),
                    "must be month or ytd.",
                )
            if kind == "vetoes" and rule.get("consequence") not in CONSEQUENCES:
                yield Breach(
                    "town.toml",
                    None,
                    f"{where}.consequence",
                    str(rule.get("consequence")),
                    f"must be one of {', '.join(sorted(CONSEQUENCES))}.",
                )


def limit_breaches(place: str, entry: dict) -> Iterator[Breach]:
    """Check the numbers and words of one scheme against what can be worked with."""
    sizes = {f"honours.{key}": size for key, size in entry.get("honours", {}).items()}
    yield from unknown_keys(
        "town.toml", f"{place}.honours", entry.get("honours", {}), {"top", "bottom"}
    )
    for key, value, holds, wanted in (
        ("decimals", entry.get("decimals", 2), lambda n: 0 <= n <= 6, "from 0 to 6"),
        ("full_marks", entry.get("full_marks", 100), lambda n: n > 0, "above 0"),
        ("evidence", entry.get("evidence", 0.9), lambda n: 0 < n < 1, "between 0 and 1"),
        ("ties", entry.get("ties", "min"), TIES.__contains__, f"one of {', '.join(sorted(TIES))}"),
        *((key, size, lambda n: n >= 0, "0 or more") for key, size in sizes.items()
          if isinstance(size, int)),
    ):  # fmt: skip
        if not holds(value):
            yield Breach("town.toml", None, f"{place}.{key}", str(value), f"must be {wanted}.")
