"""One scheme of town.toml → its breaches: full marks, bands, honours, bonuses, vetoes, roll-ups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

from zhen_analysis.base.period import is_month
from zhen_analysis.catalogue.check.forms import missing_keys, unknown_keys
from zhen_analysis.catalogue.schemes import (
    Bonus,
    Condition,
    Deduction,
    Exemption,
    Outcome,
    RollUp,
    Scheme,
    Veto,
)
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS
from zhen_analysis.catalogue.written import Breach, Written

TIES = {"min", "max", "dense", "first"}
LEVELS = {"village", "department", "town"}
SPANS = {"month", "ytd"}
CONSEQUENCES = {"bars_honours", "sets_grade", "zeroes_total", "zeroes_item"}
HONOURS = {"top", "bottom", "top_at_least", "bottom_below"}
RULES: dict[str, Any] = {
    "bonuses": Bonus,
    "deductions": Deduction,
    "vetoes": Veto,
    "conditions": Condition,
    "exemptions": Exemption,
    "outcomes": Outcome,
}
WORDS = {  # of a rule's key
    "span": SPANS,
    "consequence": CONSEQUENCES,
    "honour": {"top", "bottom"},
    "on": {"top", "bottom", "gained"},
}


def scheme_breaches(code: str, entry: dict, written: Written) -> Iterator[Breach]:
    """Check one scheme's keys, limits and rules."""
    place = f"schemes.{code}"
    known = {field.name for field in fields(Scheme)} - {"code", "title", "group_marks"} | {"name"}
    yield from unknown_keys("town.toml", place, entry, known)
    if entry.get("level") not in LEVELS:
        yield breach(f"{place}.level", entry.get("level"), "must be village, department or town.")
    yield from limit_breaches(place, entry)
    yield from full_mark_breaches(place, entry)
    yield from band_breaches(place, entry)
    yield from month_breaches(place, entry)
    for kind in RULES:
        for number, rule in enumerate(entry.get(kind, []), start=1):
            yield from rule_breaches(kind, f"{place}.{kind}[{number}]", rule, code, entry, written)
    if entry.get("bonuses") and "bonus_cap" not in entry:
        for number, rule in enumerate(entry["bonuses"], start=1):
            if "cap" not in rule:
                where = f"{place}.bonuses[{number}].cap"
                yield breach(where, "", "there is no limit to this bonus.", severity="warning")
    for kind, rule in entry.get("roll_up", {}).items():
        yield from roll_up_breaches(f"{place}.roll_up.{kind}", kind, rule, written)


def breach(column: str, found: object, message: str, severity: str = "error") -> Breach:
    """Return a breach of town.toml."""
    return Breach("town.toml", None, column, str(found), message, severity)


def limit_breaches(place: str, entry: dict) -> Iterator[Breach]:
    """Check the numbers and words of one scheme against what can be worked with."""
    honours = entry.get("honours", {})
    yield from unknown_keys("town.toml", f"{place}.honours", honours, HONOURS)
    for key, value, holds, wanted in (
        ("decimals", entry.get("decimals", 2), lambda n: 0 <= n <= 6, "from 0 to 6"),
        ("evidence", entry.get("evidence", 0.9), lambda n: 0 < n < 1, "between 0 and 1"),
        ("ties", entry.get("ties", "min"), TIES.__contains__, f"one of {', '.join(sorted(TIES))}"),
        *((key, entry.get(key, 0), lambda n: n >= 0, "0 or more")
          for key in ("bonus_cap", "deduction_cap")),
        *((f"honours.{key}", size, lambda n: n >= 0, "0 or more")
          for key, size in honours.items() if key in HONOURS),
    ):  # fmt: skip
        if not holds(value):
            yield breach(f"{place}.{key}", value, f"must be {wanted}.")


def full_mark_breaches(place: str, entry: dict) -> Iterator[Breach]:
    """Check the scale of the totals: one number, or one per group."""
    stated = entry.get("full_marks", 100)
    for group, marks in stated.items() if isinstance(stated, dict) else [("", stated)]:
        where = f"{place}.full_marks{f'.{group}' if group else ''}"
        if marks <= 0:
            yield breach(where, marks, "must be above 0.")
        if group and group not in entry.get("groups", []):
            yield breach(where, group, "is not one of the scheme's groups.")
    if isinstance(stated, dict):
        for group in entry.get("groups", []):
            if group not in stated:
                yield breach(f"{place}.full_marks.{group}", "", "is missing.")


def band_breaches(place: str, entry: dict) -> Iterator[Breach]:
    """Check the grades' lower bounds, in % of full marks."""
    for number, band in enumerate(entry.get("bands", []), start=1):
        where = f"{place}.bands[{number}]"
        yield from unknown_keys("town.toml", where, band, {"grade", "from"})
        yield from missing_keys("town.toml", where, band, {"grade", "from"})
        if band.get("from", 0) > 100 and entry.get("full_marks", 100) != 100:
            yield breach(f"{where}.from", band["from"], "is in % of full marks, so 100 at most.")
    bounds = [band["from"] for band in entry.get("bands", []) if "from" in band]
    if bounds != sorted(bounds, reverse=True) or len(set(bounds)) < len(bounds):
        yield breach(f"{place}.bands", bounds, "must fall from best to worst.")


def month_breaches(place: str, entry: dict) -> Iterator[Breach]:
    """Check honours that differ by month."""
    for month, changes in entry.get("months", {}).items():
        where = f"{place}.months.{month}"
        if not is_month(month) and month not in map(str, range(1, 13)):
            yield breach(where, month, "must be a month such as 2022-02, or 2 for every February.")
        yield from unknown_keys("town.toml", where, changes, HONOURS)
        for key, size in changes.items():
            if size < 0:
                yield breach(f"{where}.{key}", size, "must be 0 or more.")
            if key in {"top", "bottom"} and size != int(size):
                yield breach(f"{where}.{key}", size, "must be a whole number.")


def rule_breaches(
    kind: str, where: str, rule: dict, scheme: str, entry: dict, written: Written
) -> Iterator[Breach]:
    """Check one bonus, deduction, veto, condition, exemption or outcome."""
    declared = fields(RULES[kind])
    keys = {field.name for field in declared}
    yield from unknown_keys("town.toml", where, rule, keys)
    yield from missing_keys("town.toml", where, rule, set(filter_required(declared)))
    for key, allowed in WORDS.items():
        if key in keys and rule.get(key) not in allowed:
            yield breach(
                f"{where}.{key}", rule.get(key), f"must be one of {', '.join(sorted(allowed))}."
            )
    lines = written.tables["indicators.csv"]
    measured = {line["indicator"] for line in lines if line["measure"]}
    if "indicator" in keys and rule.get("indicator") not in measured:
        yield breach(
            f"{where}.indicator",
            rule.get("indicator"),
            "is not a measured indicator of indicators.csv.",
        )
    for key in ("per", "cap", "places", "times", "streak"):
        least = 1 if key in {"places", "times", "streak"} else 0
        if rule.get(key, least) < least:
            yield breach(f"{where}.{key}", rule[key], f"must be {least} or more.")
    if kind == "vetoes":
        own = {line["indicator"] for line in lines if line["scheme"] == scheme}
        yield from veto_breaches(where, rule, own, entry)
    if kind == "conditions" and ("at_least" in rule) == ("at_most" in rule):
        yield breach(f"{where}.at_least", "", "a target is at_least or at_most, one of the two.")
    if kind == "exemptions":
        units = {
            line["code"] for table in ("villages.csv", "departments.csv")
            for line in written.tables[table]
        }  # fmt: skip
        if rule.get("unit") not in units:
            yield breach(f"{where}.unit", rule.get("unit"), "is not the code of a unit.")
        if not is_month(str(rule.get("period"))):
            yield breach(f"{where}.period", rule.get("period"), "must be a month such as 2022-03.")


def filter_required(keys: tuple[Field, ...]) -> Iterator[str]:
    """Return the names of the fields that have no default."""
    for key in keys:
        if key.default is MISSING and key.default_factory is MISSING:
            yield key.name


def veto_breaches(where: str, rule: dict, own: set[str], entry: dict) -> Iterator[Breach]:
    """Check what a veto is to zero or to set."""
    if (rule.get("consequence") == "zeroes_item") != ("item" in rule):
        yield breach(
            f"{where}.item", rule.get("item", ""), "goes with zeroes_item, and only there."
        )
    if "item" in rule and rule["item"] not in own:
        yield breach(f"{where}.item", rule["item"], "is not an indicator of this scheme.")
    grades = [band.get("grade") for band in entry.get("bands", [])]
    if "grade" in rule and rule["grade"] not in grades:
        yield breach(f"{where}.grade", rule["grade"], "is not a grade of this scheme's bands.")
    if rule.get("consequence") == "sets_grade" and not grades:
        yield breach(f"{where}.consequence", "sets_grade", "the scheme has no bands.")


def roll_up_breaches(where: str, kind: str, rule: dict, written: Written) -> Iterator[Breach]:
    """Check how the months of a quarter or year become one total."""
    if kind not in {"quarter", "year"}:
        yield breach(where, kind, "is not known; known: quarter, year.")
        return
    yield from unknown_keys("town.toml", where, rule, {field.name for field in fields(RollUp)})
    for key, default, allowed in (
        ("formula", "mean", {"mean", "sum"}),
        ("bonuses", "included", {"included", "apart"}),
        ("annual", "", {"", *written.town.get("schemes", {})}),
    ):
        if rule.get(key, default) not in allowed:
            named = ", ".join(sorted(filter(None, allowed)))
            yield breach(f"{where}.{key}", rule[key], f"must be one of {named}.")
    if fault := PARAMETERS["unheld"].fault(rule.get("unheld", "exclude")):
        yield breach(f"{where}.unheld", rule["unheld"], f"{fault}.")
    share = rule.get("annual_share", 0)
    if not 0 <= share <= 100 or bool(share) != bool(rule.get("annual")):
        yield breach(
            f"{where}.annual_share", share, "goes with annual, and is a share from 0 to 100 (%)."
        )
    if rule.get("bonus_cap", 0) < 0:
        yield breach(f"{where}.bonus_cap", rule["bonus_cap"], "must be 0 or more.")
