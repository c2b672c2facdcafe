"""All entries filed in a month → which count: the newest, one of two equals, none in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import pandas as pd

from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.filings.days_and_months import compare_summaries
from zhen_analysis.intake.filings.differences import (
    Blocks,
    days_of,
    differing,
    same_content,
    tell_changes,
    tell_difference,
)
from zhen_analysis.intake.filings.versions import (
    Version,
    full_base_name,
    is_revision,
    is_supplement,
    short,
)
from zhen_analysis.intake.messages import make_issue

# A later file that repeats at least this share of an earlier one replaces it as a whole.
WHOLE_FILE_SHARE = 0.5
BLOCK = ["file", "sheet", "block"]


def decide_versions(
    entries: pd.DataFrame,
    versions: dict[str, Version],
    blocks: Blocks | None = None,
    words: Words = WORDS,
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Mark entries that do not count.

    Parameters
    ----------
    entries : one row per line of every block: ledger, file, sheet, block, row, cell, kind, unit,
        key, day_key (the key without 上午 and the like), is_dated (whether the key is whole),
        content, told (the key as a sentence names it).
    versions : file → version.
    blocks : the tables that the lines stand in, for the addresses of their cells.
    words : what the catalogue knows to mark a version in a file's name.

    Returns
    -------
    entries with ``kind`` changed to duplicate (said elsewhere, or replaced) or rejected (two equal
    filings disagree), and the issues that say so.
    """
    written, issues, blocks = entries["key"], [], blocks or {}
    entries = entries.assign(key=common_keys(entries))
    for ledger, filed in entries.groupby("ledger"):
        for older, newer in related_files(filed, versions, words):
            issues += compare_files(entries, str(ledger), older, newer, versions, blocks, words)
    entries = entries.assign(key=common_keys(entries.assign(key=written)))
    issues += compare_summaries(entries, blocks)
    issues += compare_entries(entries, blocks)
    return entries.assign(key=written), issues


def common_keys(entries: pd.DataFrame) -> pd.Series:
    """Return each line's key, without 上午 and the like where another table leaves that out.

    Within a table 上午 and 下午 are two visits; one that names the day only speaks of the same.
    """
    counting = entries[entries["kind"] == "recorded"]
    counting = counting.assign(
        table=counting.groupby(BLOCK).ngroup(), lacks=counting["key"] == counting["day_key"]
    )
    days = counting.groupby(["ledger", "day_key"])
    is_common = (days["table"].transform("nunique") > 1) & days["lacks"].transform("any")
    is_common = is_common.reindex(entries.index, fill_value=False)
    return entries["key"].mask(is_common, entries["day_key"])


def related_files(
    filed: pd.DataFrame, versions: dict[str, Version], words: Words = WORDS
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one ledger's files that have a line or their name in common, old first.

    Where every village sends its own workbook nearly all pairs have nothing in common, and there
    are very many of them.
    """
    files = sorted(filed["file"].unique(), key=lambda file: (versions[file], len(file), file))
    place = {file: number for number, file in enumerate(files)}
    counting = filed[filed["kind"] == "recorded"].drop_duplicates(["file", "key"])
    by_key = counting[counting.duplicated("key", keep=False)].groupby("key")["file"]
    listed = pd.Series(files, dtype="str")
    by_name = listed.groupby(listed.map(lambda file: full_base_name(file, words)))
    related = {
        (place[one], place[other])
        for grouped in (by_key, by_name)
        for _, together in grouped
        for one, other in combinations(sorted(together, key=place.__getitem__), 2)
    }
    for older, newer in sorted(related):
        yield files[older], files[newer]


def compare_files(
    entries: pd.DataFrame,
    ledger: str,
    older: str,
    newer: str,
    versions: Mapping[str, Version],
    blocks: Blocks,
    words: Words,
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
    revised = is_revision(older, newer, words)
    if old.empty or not (shared.any() or revised):
        return []
    if same_content(old, new):
        # Of equal files the later version stays; of mere copies the one with the shorter name.
        copy, kept = (older, newer) if versions[older] < versions[newer] else (newer, older)
        entries.loc[counting.index[counting["file"] == copy], "kind"] = "duplicate"
        return [make_issue("duplicate_file", copy, other=short(kept))]
    if versions[older] == versions[newer]:
        return []  # neither is newer: entry by entry, below
    is_whole = shared.mean() >= WHOLE_FILE_SHARE and not is_supplement(newer)
    if revised or is_whole:
        entries.loc[old.index, "kind"] = "duplicate"
        changed = len(differing(old, new))
        detail = tell_changes(old, new, blocks)
        return [make_issue("superseded", older, other=short(newer), count=changed,
                           detail=f"：{detail}" if detail else "")]  # fmt: skip
    entries.loc[old.index[shared], "kind"] = "duplicate"
    days = days_of(old.loc[shared, "key"])
    return [
        make_issue("overlap", older, other=short(newer), count=int(shared.sum()),
                   days=f"（{days}）" if days else ""),
        *(
            make_issue("superseded_entry", older, line["sheet"], line["cell"],
                       written=line["told"], key=line["told"], other=short(newer))
            for _, line in old[shared].iterrows()
        ),
    ]  # fmt: skip


def compare_entries(entries: pd.DataFrame, blocks: Blocks) -> Iterator[dict[str, str]]:
    """Find counting entries with one key: the same twice counts once, different ones not at all.

    Changes ``kind`` in place. Different lines of one table whose key is not whole (no day) are two
    pieces of work: both count, with doubt.
    """
    counting = entries[entries["kind"] == "recorded"]
    repeated = counting[counting.duplicated(["ledger", "key"], keep=False)]
    for _, lines in repeated.groupby(["ledger", "key"], sort=False):
        if bool((lines["content"] == lines["content"].iloc[0]).all()):
            yield from count_once(entries, lines)
        elif lines["is_dated"].all():
            yield from contradict(entries, lines, blocks)
        else:
            yield from compare_undated(entries, lines, blocks)


def compare_undated(
    entries: pd.DataFrame, lines: pd.DataFrame, blocks: Blocks
) -> Iterator[dict[str, str]]:
    """Judge lines that no day tells apart: those of one table both count, of two contradict."""
    tables = [table for _, table in lines.groupby(BLOCK, sort=False)]
    said = [sorted(table["content"]) for table in tables]
    if any(words != said[0] for words in said[1:]):
        yield from contradict(entries, lines, blocks)
        return
    for _, alike in lines.groupby("content", sort=False):
        yield from count_once(entries, alike)
    kept = tables[0].drop_duplicates("content")
    for number, line in enumerate(kept.itertuples()):
        other = kept.iloc[0 if number else 1]
        yield make_issue("undated_lines", line.file, line.sheet, line.cell, written=line.told,
                         key=line.told, other=other["cell"])  # fmt: skip


def count_once(entries: pd.DataFrame, lines: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Let the first of several equal lines stand for all."""
    entries.loc[lines.index[1:], "kind"] = "duplicate"
    first = place(lines.iloc[0])
    for line in lines.iloc[1:].itertuples():
        yield make_issue("duplicate_entry", line.file, line.sheet, line.cell, written=line.told,
                         key=line.told, other=first)  # fmt: skip


def contradict(
    entries: pd.DataFrame, lines: pd.DataFrame, blocks: Blocks
) -> Iterator[dict[str, str]]:
    """Let none of several lines count that say different things of one."""
    entries.loc[lines.index, "kind"] = "rejected"
    for number, line in enumerate(lines.itertuples()):
        unlike = lines[lines["content"] != line.content]
        other = (unlike if len(unlike) else lines).iloc[0]
        shared_case = line.unit != other["unit"]
        difference = tell_difference(line, other, blocks)
        yield make_issue(
            "case_shared" if shared_case else "conflict",
            line.file,
            line.sheet,
            line.cell,
            written=line.told,
            key=line.told,
            other=place(other) if number or len(unlike) else place(lines.iloc[1]),
            difference=f"：{difference}" if difference else "",
        )


def place(line: pd.Series) -> str:
    """Return where a line stands, as people speak of it."""
    return f"{short(line['file'])} {line['sheet']} {line['cell']}"
