"""Unit names as written → codes of villages and departments, or why none is meant beyond doubt.

A name is never taken for the one that it is most like: likeness only suggests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd
from rapidfuzz import fuzz, process

from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.intake.cells.text import MARKED_DIGITS, parse_unique, plain_text

SUFFIXES = re.compile(
    r"(村村民委员会|村村委会|村民委员会|居民委员会|村委会|居委会|村两委|党支部|村支部|自然村|行政村|社区|村|居)$"
)
STAMPS = re.compile(r"\((?:盖章|公章|章|签章|签字|签名|印)\)?$|(?:盖章|公章)$")
NUMBERED = re.compile(r"^(?:\(\d{1,3}\)|\d{1,3}[.、,:)-])(?=\D)")  # 1.青禾村, (2)柳湾村
BEFORE_NAMES, BEHIND_NAMES = "\"'“”‘’《〈【[·.、:;,*", "\"'“”‘’》〉】]·.、:;,*"
A_PART = r"第?[\d一二三四五六七八九十东西南北中]{1,8}号?(?:村民小组|小组|网格|组|社|队|片)"
PART = re.compile(rf"\(?(?P<part>{A_PART}(?:[、,]{A_PART}){{0,11}})\)?$")
LONGEST_NAME = 100  # characters; what is longer names nothing
ONCE = re.compile(r"\(原[^()]+\)$")  # 青禾村(原柳湾村)
SEVERAL = re.compile(r"[、,;/+和与及()]")
# Two names that differ in one of these only are two villages, never a slip of the pen.
CONTRASTS = (
    *("大小中", "东西南北中", "上下中", "前后中", "左右", "新老旧", "里外内", "高低"),
    *("头尾", "阴阳", "甲乙丙丁", "一二三四五六七八九十"),
)
SUGGESTION_SCORE = 50  # of 100; below it a suggestion would mislead more than help


@dataclass(frozen=True)
class NameBook:
    """Every spelling of one town's units in one month → code.

    ``former``: names of units that exist no more, or not yet → the day that says so.
    ``other_towns``: names of the workspace's other towns.
    """

    town: str
    town_name: str
    exact: dict[str, str]
    stems: dict[str, str]
    names: dict[str, str]
    strangers: frozenset[str] = frozenset()
    former: dict[str, str] = field(default_factory=dict)
    other_towns: tuple[str, ...] = ()

    def is_stranger(self, written: str) -> bool:
        """Tell whether ``written`` is declared to be no unit: a road, 环卫所."""
        return plain_text(written) in self.strangers

    def find(self, written: str) -> str | None:
        """Return the code that ``written`` names beyond doubt, else None."""
        plain = plain_text(MARKED_DIGITS.sub("", written))
        if not plain or plain in self.exact or len(plain) > LONGEST_NAME:
            return self.exact.get(plain)
        if plain.startswith(self.other_towns):
            return None
        bare = bare_name(plain)
        return self.look_up(plain) or self.look_up(bare) or self.look_up(whole_of(bare))

    def name_of(self, code: str) -> str:
        """Return the printed name of a code."""
        return next((name for name, other in self.names.items() if other == code), code)

    def look_up(self, plain: str) -> str | None:
        """Return the code of a plain name, with or without the town's name before it."""
        for prefix in ("", self.town_name, town_stem(self.town_name)):
            short = plain.rpartition(prefix)[2] if prefix else plain
            if short in self.exact:
                return self.exact[short]
            if stem(short) in self.stems:
                return self.stems[stem(short)]
        return None

    def doubt(self, written: str) -> tuple[str, str]:
        """Return the check that a name fails which is no unit's, and what helps to mend it.

        unknown_unit (with the most similar names), several_units, former_unit, foreign_unit,
        town_line or not_a_unit.
        """
        plain = plain_text(written)
        if len(plain) > LONGEST_NAME:
            return "unknown_unit", ""
        if self.is_stranger(written):
            return "not_a_unit", ""
        if bare_name(plain) in (self.town_name, "全镇", "镇本级", "本级"):
            return "town_line", ""
        for town in self.other_towns:
            if plain.startswith(town):
                return "foreign_unit", town
        parts = [part for part in SEVERAL.split(plain) if part]
        if len(parts) > 1 and all(map(self.find, parts)):
            return "several_units", "、".join(parts)
        former = self.former.get(stem(bare_name(plain.removeprefix(self.town_name))))
        if former:
            return "former_unit", former
        return "unknown_unit", self.suggest(written)

    def suggest(self, written: str) -> str:
        """Return the printed names that are most like ``written``, or an empty text.

        Never one that differs in a word by which villages are told apart: 大刘庄 and 小刘庄.
        """
        plain = bare_name(plain_text(written)).removeprefix(self.town_name)
        names = [name for name in self.names if not is_contrast(stem(plain), stem(name))]
        best = process.extract(
            plain, names, scorer=fuzz.ratio, processor=stem, score_cutoff=SUGGESTION_SCORE, limit=2
        )
        equal = [name for name, score, _ in best if score == best[0][1]]
        return "或".join(equal)


def bare_name(plain: str) -> str:
    """Return a plain name without stamps, list numbers and quotation marks around it."""
    for pattern in (STAMPS, NUMBERED):
        plain = pattern.sub("", plain) or plain
        plain = plain.lstrip(BEFORE_NAMES).rstrip(BEHIND_NAMES) or plain
    return plain


def whole_of(plain: str) -> str:
    """Return the village of a name that adds a part of it or an old name: 青禾村二组."""
    return ONCE.sub("", PART.sub("", plain))


def part_of_unit(written: str) -> str:
    """Return the part of a village that a name adds; empty where it adds none.

    It tells apart two lines of one village and day; a village's own figure is the sum of both.
    """
    found = PART.search(STAMPS.sub("", plain_text(written))[-LONGEST_NAME:])
    return found["part"] if found else ""


def parts_of_units(written: pd.Series) -> pd.Series:
    """Return the part of a village that each name adds, read once for each different name."""
    return parse_unique(written, lambda text: (part_of_unit(text),), ["part"])["part"]


def is_contrast(one: str, other: str) -> bool:
    """Tell whether two names differ by exactly one sign, and by one that tells villages apart.

    大刘庄 and 小刘庄, or 大刘庄 and 刘庄: never a slip of the pen.
    """
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return long[1:] == short and long[0] in "".join(CONTRASTS)
    apart = [{a, b} for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 and any(apart[0] <= set(signs) for signs in CONTRASTS)


def name_book(here: TownPeriod, level: str) -> NameBook:
    """Collect the spellings of the units of one level that exist in the period.

    A renamed village is found by all its names: people go on writing the old one. In the month in
    which one ends and another begins both are there.
    """
    catalogue, town, units = here.catalogue, here.town, here.units(level)
    others = pd.concat(
        [catalogue.aliases, catalogue.units.rename(columns={"name": "alias"})], join="inner"
    )
    others = others[(others["town"] == town) & others["unit"].isin(units["unit"])]
    names = dict(zip(units["name"], units["unit"], strict=True))
    exact = {plain_text(name): code for name, code in names.items()}
    exact |= {code: code for code in units["unit"]}
    for alias, code in zip(others["alias"], others["unit"], strict=True):
        exact.setdefault(plain_text(alias), code)
    return NameBook(
        town=town,
        town_name=here.town_name,
        exact=exact,
        stems=unambiguous_stems(exact),
        names=names,
        strangers=frozenset(map(plain_text, catalogue.towns[town].not_units)),
        former=dict(former_names(here, set(units["unit"]))),
        other_towns=tuple(other.name for code, other in catalogue.towns.items() if code != town),
    )


def former_names(here: TownPeriod, existing: set[str]) -> Iterator[tuple[str, str]]:
    """Yield stem and reason of every unit that has ended or has not begun in the period."""
    units, period = here.catalogue.units, here.period
    gone = units[units["town"] == here.town]
    for line in gone[~gone["unit"].isin(existing)].itertuples():
        if pd.notna(line.valid_to) and line.valid_to < pd.Timestamp(period.first_day):
            yield stem(plain_text(line.name)), f"有效期到{line.valid_to:%Y-%m-%d}为止"
        elif pd.notna(line.valid_from) and line.valid_from > pd.Timestamp(period.last_day):
            yield stem(plain_text(line.name)), f"从{line.valid_from:%Y-%m-%d}起才有"


def unambiguous_stems(exact: dict[str, str]) -> dict[str, str]:
    """Return names without 村, 社区 … that mean one unit only."""
    meanings: dict[str, set[str]] = {}
    for spelling, code in exact.items():
        meanings.setdefault(stem(spelling), set()).add(code)
    return {short: codes.pop() for short, codes in meanings.items() if len(codes) == 1}


def stem(plain: str) -> str:
    """Return a name without its kind of place; a name that is nothing but a kind stays."""
    return SUFFIXES.sub("", plain) or plain


def town_stem(town_name: str) -> str:
    """Return a town's name as people shorten it before a village's: 示例镇 → 示例."""
    return re.sub(r"(镇|乡|街道|街道办事处)$", "", town_name)


def resolve_units(written: pd.Series, book: NameBook) -> pd.Series:
    """Return the code of every written unit, NA where none fits."""
    return parse_unique(written, lambda text: (book.find(text) if text else None,), ["unit"])[
        "unit"
    ]
