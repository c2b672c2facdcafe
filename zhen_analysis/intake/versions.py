"""All entries filed in a month → which count: the newest, one of two equals, none in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pandas as pd

from zhen_analysis.intake.layout import Layout
from zhen_analysis.intake.messages import make_issue
from zhen_analysis.intake.values import read_date
from zhen_analysis.period import Month

FILED_ON = re.compile(
    r"(?:填报|上报|报送|制表|填表|报表)?(?:日期|时间)[::：]?\s*"
    r"([^\s　,，;；、|]*\d[^\s　,，;；、|]*)"
)
# Either all parts have their full digits or every part is set off: 2022年12月 is a month, no day.
NAME_DATE = re.compile(
    r"(?<!\d)(20\d{2})(?:(\d{2})(\d{2})(?!\d)|[-._年](\d{1,2})[-._月](\d{1,2})(?!\d|月))"
)
NAME_VERSION = re.compile(
    r"(?:(最终版|终版|最终稿|定稿|更正版|修改版)\s*([\d一二三四五六七八九十]*)"
    r"|(第)\s*([\d一二三四五六七八九十]+)\s*版)"
)
FINAL = 100  # 最终版 outranks every numbered version
CORRECTED = 50
# A later file that repeats at least this share of an earlier one replaces it as a whole.
WHOLE_FILE_SHARE = 0.5


@dataclass(frozen=True, order=True)
class Version:
    """How new a file is by what it says itself; never by the file's own time."""

    filed_on: date
    number: int


def stated_version(file: str, layouts: list[Layout], month: Month) -> tuple[Version, date | None]:
    """Return a file's version, and the day of filing if one is stated in a sheet or the name."""
    day = sheet_date(layouts, month) or name_date(file)
    return Version(day or date.min, name_version(file)), day


def sheet_date(layouts: list[Layout], month: Month) -> date | None:
    """Return the latest 填报日期 that stands above or below the tables."""
    days = []
    for layout in layouts:
        for _, cells in layout.outside_rows():
            line = " ".join(text for text in cells if text)
            days += [read_date(found, month.following)[0] for found in FILED_ON.findall(line)]
    return max((day for day in days if day), default=None)


def name_date(file: str) -> date | None:
    """Return the day that stands in a file's name, if it is one."""
    found = NAME_DATE.search(short(file))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def name_version(file: str) -> int:
    """Return the number of 第N版, 最终版N … in a file's name; 0 where there is none."""
    best = 0
    for final, count, nth, ordinal in NAME_VERSION.findall(short(file)):
        word, digits = final or nth, count or ordinal
        number = (
            int(digits) if digits.isdecimal() else "零一二三四五六七八九十".find(digits or "一")
        )
        if word == "第":
            best = max(best, number)
        else:
            best = max(best, number + (CORRECTED if word in {"更正版", "修改版"} else FINAL))
    return best


def base_name(file: str) -> str:
    """Return a file's own name without 最终版2, 副本 and what is left of their brackets."""
    stem = short(file).rsplit(".", 1)[0]
    bare = NAME_VERSION.sub("", stem).replace("副本", "")
    return re.sub(r"[()（）\s_－-]", "", bare)


def decide_versions(
    entries: pd.DataFrame, versions: dict[str, Version]
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Mark entries that do not count.

    Parameters
    ----------
    entries : one row per line of every block: ledger, file, sheet, block, row, cell, kind, unit,
        key, content, told (the key as a sentence names it).
    versions : file → version.

    Returns
    -------
    entries with ``kind`` changed to duplicate (said elsewhere, or replaced) or rejected (two equal
    filings disagree), and the issues that say so.
    """
    entries, issues = entries.copy(), []
    for ledger, filed in entries.groupby("ledger"):
        for older, newer in related_files(filed, versions):
            issues += compare_files(entries, str(ledger), older, newer, versions)
    issues += compare_entries(entries)
    return entries, issues


def related_files(filed: pd.DataFrame, versions: dict[str, Version]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one ledger's files that have a line or their name in common, old first.

    Where every village sends its own workbook nearly all pairs have nothing in common, and there
    are very many of them.
    """
    files = sorted(filed["file"].unique(), key=lambda file: (versions[file], len(file), file))
    place = {file: number for number, file in enumerate(files)}
    counting = filed[filed["kind"] == "recorded"].drop_duplicates(["file", "key"])
    by_key = counting[counting.duplicated("key", keep=False)].groupby("key")["file"]
    listed = pd.Series(files, dtype="str")
    by_name = listed.groupby(listed.map(full_base_name))
    related = {
        (place[one], place[other])
        for grouped in (by_key, by_name)
        for _, together in grouped
        for one, other in combinations(sorted(together, key=place.__getitem__), 2)
    }
    for older, newer in sorted(related):
        yield files[older], files[newer]


def compare_files(
    entries: pd.DataFrame, ledger: str, older: str, newer: str, versions: dict[str, Version]
) -> list[dict[str, str]]:
    """Let the newer of two files of one ledger replace what both say; changes ``kind`` in place.

    Lines of other ledgers in the same workbooks are not touched.

    It replaces the older one as a whole where it repeats most of its lines, or where its name is
    the same but for the version: a revision may have mended the very days that identify lines.
    """
    counting = entries[(entries["kind"] == "recorded") & (entries["ledger"] == ledger)]
    old = counting[counting["file"] == older]
    new = counting[counting["file"] == newer]
    shared = old["key"].isin(new["key"])
    revised = is_revision(older, newer)
    if old.empty or not (shared.any() or revised):
        return []
    if same_content(old, new):
        # Of equal files the later version stays; of mere copies the one with the shorter name.
        copy, kept = (older, newer) if versions[older] < versions[newer] else (newer, older)
        entries.loc[counting.index[counting["file"] == copy], "kind"] = "duplicate"
        return [make_issue("duplicate_file", copy, other=short(kept))]
    if versions[older] == versions[newer]:
        return []  # neither is newer: entry by entry, below
    if revised or shared.mean() >= WHOLE_FILE_SHARE:
        entries.loc[old.index, "kind"] = "duplicate"
        changed = len(differing(old, new))
        return [make_issue("superseded", older, other=short(newer), count=changed)]
    entries.loc[old.index[shared], "kind"] = "duplicate"
    return [
        make_issue("superseded_entry", older, line["sheet"], line["cell"], written=line["told"],
                   key=line["told"], other=short(newer))
        for _, line in old[shared].iterrows()
    ]  # fmt: skip


def compare_entries(entries: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Find counting entries with one key: the same twice counts once, different ones not at all."""
    counting = entries[entries["kind"] == "recorded"]
    repeated = counting[counting.duplicated(["ledger", "key"], keep=False)]
    for _, lines in repeated.groupby(["ledger", "key"], sort=False):
        alike = bool((lines["content"] == lines["content"].iloc[0]).all())
        entries.loc[lines.index[1 if alike else 0 :], "kind"] = "duplicate" if alike else "rejected"
        places = [f"{short(x.file)} {x.sheet} {x.cell}" for x in lines.itertuples()]
        for number, line in enumerate(lines.itertuples()):
            if alike and number == 0:
                continue
            other = places[0] if number else places[1]
            yield make_issue(
                "duplicate_entry" if alike else "conflict",
                line.file,
                line.sheet,
                line.cell,
                written=line.told,
                key=line.told,
                other=other,
            )


def is_revision(older: str, newer: str) -> bool:
    """Tell whether two files of one folder have the same name but for their version.

    In folders of their own 台账.xlsx of one village and 台账.xlsx of another are two filings.
    """
    return full_base_name(older) == full_base_name(newer)


def full_base_name(file: str) -> str:
    """Return a file's path without what marks a version."""
    return f"{file.rpartition('/')[0]}/{base_name(file)}"


def same_content(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether two files say the same, whatever the order of their lines."""
    return len(one) == len(other) and differing(one, other).empty


def differing(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the keys whose lines differ between two files or stand in one only."""
    both = one.merge(other, on=["key", "content"], how="outer", indicator=True)
    return both.loc[both["_merge"] != "both", ["key"]].drop_duplicates()


def short(file: str) -> str:
    """Return a file's own name, as people speak of it."""
    return file.rsplit("/", 1)[-1]
