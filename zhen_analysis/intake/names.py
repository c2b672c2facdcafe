"""Unit names as written → codes of villages and departments, with a suggestion where none fits."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from zhen_analysis.catalogue import Catalogue
from zhen_analysis.intake.values import parse_unique, plain_text
from zhen_analysis.period import Month

SUFFIXES = re.compile(r"(村民委员会|居民委员会|村委会|居委会|自然村|行政村|社区|村|居)$")
SUGGESTION_SCORE = 50  # of 100; below it a suggestion would mislead more than help


@dataclass(frozen=True)
class NameBook:
    """Every spelling of one town's units in one month → code."""

    town: str
    town_name: str
    exact: dict[str, str]
    stems: dict[str, str]
    names: dict[str, str]
    strangers: frozenset[str] = frozenset()

    def is_stranger(self, written: str) -> bool:
        """Tell whether ``written`` is declared to be no unit: a road, 环卫所."""
        return plain_text(written) in self.strangers

    def find(self, written: str) -> str | None:
        """Return the code that ``written`` names beyond doubt, else None."""
        plain = plain_text(written)
        for prefix in ("", self.town_name):
            short = plain.removeprefix(prefix)
            if short in self.exact:
                return self.exact[short]
            if stem(short) in self.stems:
                return self.stems[stem(short)]
        return None

    def suggest(self, written: str) -> str:
        """Return the printed name that is most like ``written``, or an empty text."""
        best = process.extractOne(
            plain_text(written).removeprefix(self.town_name),
            list(self.names),
            scorer=fuzz.ratio,
            score_cutoff=SUGGESTION_SCORE,
        )
        return best[0] if best else ""


def name_book(catalogue: Catalogue, town: str, month: Month, level: str) -> NameBook:
    """Collect the spellings of the units of one level that exist in ``month``.

    A renamed village is found by all its names: people go on writing the old one.
    """
    units = catalogue.units_in(town, month, level)
    others = pd.concat(
        [catalogue.aliases, catalogue.units.rename(columns={"name": "alias"})], join="inner"
    )
    others = others[(others["town"] == town) & others["unit"].isin(units["unit"])]
    names = dict(zip(units["name"], units["unit"], strict=True))
    exact = {plain_text(name): code for name, code in names.items()}
    exact |= {code: code for code in units["unit"]}
    for alias, code in zip(others["alias"], others["unit"], strict=True):
        exact.setdefault(plain_text(alias), code)
    strangers = frozenset(map(plain_text, catalogue.towns[town].not_units))
    return NameBook(
        town, catalogue.towns[town].name, exact, unambiguous_stems(exact), names, strangers
    )


def unambiguous_stems(exact: dict[str, str]) -> dict[str, str]:
    """Return names without 村, 社区 … that mean one unit only."""
    meanings: dict[str, set[str]] = {}
    for spelling, code in exact.items():
        meanings.setdefault(stem(spelling), set()).add(code)
    return {short: codes.pop() for short, codes in meanings.items() if len(codes) == 1}


def stem(plain: str) -> str:
    """Return a name without its kind of place; a name that is nothing but a kind stays."""
    return SUFFIXES.sub("", plain) or plain


def resolve_units(written: pd.Series, book: NameBook) -> pd.Series:
    """Return the code of every written unit, NA where none fits."""
    return parse_unique(written, lambda text: (book.find(text) if text else None,), ["unit"])[
        "unit"
    ]
