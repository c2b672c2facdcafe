"""A raw folder, a month's or a week's → records, issues, filings, the account of every line."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import pandas as pd

from zhen_analysis.base.period import FiledPeriod
from zhen_analysis.base.signs import MARK
from zhen_analysis.base.time_share import TimeIsUp, share_of_time
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import PERIOD_FIELD, Catalogue, TownPeriod
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.cells.units_named import NameBook, name_book
from zhen_analysis.intake.files.coded.dictionary_columns import Note
from zhen_analysis.intake.files.coded.limits import MOST_SECONDS
from zhen_analysis.intake.files.guarded import SLOW
from zhen_analysis.intake.files.sheets import RawFile, list_files, read_files
from zhen_analysis.intake.filings.copies import earlier_copies
from zhen_analysis.intake.filings.days_and_months import compared_files
from zhen_analysis.intake.filings.filings import list_filings
from zhen_analysis.intake.filings.versions import stated_version
from zhen_analysis.intake.filings.which_counts import decide_versions
from zhen_analysis.intake.filings.which_time import times_of_tables
from zhen_analysis.intake.headers.table_time import SHEET_NAME, with_days
from zhen_analysis.intake.issues.issue_places import find_lines, place_issues
from zhen_analysis.intake.issues.one_truth import is_true
from zhen_analysis.intake.issues.uncounted import uncounted_figures
from zhen_analysis.intake.issues.unread_cells import blank_formulas, unread_cells
from zhen_analysis.intake.layout.blocks import NOTES_SHEET
from zhen_analysis.intake.layout.find import Block, Layout, find_layout
from zhen_analysis.intake.layout.layout_doubts import structure_issues
from zhen_analysis.intake.messages import issue_frame, make_issue
from zhen_analysis.intake.people.people import no_people, people_of
from zhen_analysis.intake.people.veil import Veil
from zhen_analysis.intake.records.cleaning import Cleaned, clean_block
from zhen_analysis.intake.records.column_sums import total_issues
from zhen_analysis.intake.records.corrections import Plan, plan_corrections
from zhen_analysis.intake.records.taken_back import Outside
from zhen_analysis.intake.schemas import BLOCKS, RECORD_COLUMNS, RECORDS, SHEETS, checked

logger = logging.getLogger(__name__)
NOTHING_KNOWN = "表中没有一个规定的列名。"
BROKEN = "程序没能看懂该文件（{error}），请把它发给维护人员，或改用规定表样报送"
ENTRY_KINDS = ["recorded", "rejected", "subtotal", "blank", "duplicate"]
ISSUE_KEY = ["check", "file", "sheet", "cell", "field"]
FIELD_COLUMNS = ["file", "sheet", "record_cell", "field", "item", "cell", "written"]
FIELD_COLUMNS += ["corrected", "value", "day"]


@dataclass(frozen=True)
class Intake:
    """All tables of one town's month or week, as plain frames.

    ``files``: file, sha256, status, ledger, filed_on, reason. ``sheets`` and ``blocks``: the
    accounts of the conservation law. ``fields``: the cells behind each record. ``places``: ledger,
    unit, column and item of each issue, row by row. ``people``: the cells that hold what is
    personal (``people_of``); it is never published. ``uncounted``: the figures that were filed and
    do not count (``uncounted_figures``).
    """

    records: pd.DataFrame
    issues: pd.DataFrame
    places: pd.DataFrame
    filings: pd.DataFrame
    files: pd.DataFrame
    sheets: pd.DataFrame
    blocks: pd.DataFrame
    fields: pd.DataFrame
    people: pd.DataFrame
    uncounted: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def read_folder(
    workspace: Workspace,
    here: TownPeriod[FiledPeriod],
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
) -> Intake:
    """Read every file of a town's month or week.

    ``progress`` wraps the list of files, so that a command can show how far it is. No file stops
    the run: one that cannot be read is an issue, and its status in ``files`` says so.
    """
    catalogue, period = here.catalogue, here.period
    folder = workspace.raw_dir(here.town, period)
    books = {
        level: name_book(here, level)
        for level in {ledger.level for ledger in catalogue.ledgers.values()}
    }
    paths = list_files(folder) if folder.is_dir() else []
    filed_for = FiledFor(period, *catalogue.days_of(here.town, period))
    files = [
        lay_out_within_time(raw, catalogue, books, filed_for)
        for raw in read_files(paths, workspace.names(paths).__getitem__, progress)
    ]
    blocks = [block for file in files for layout in file.layouts for block in layout.blocks]
    corrections = [  # a week's folder knows nothing of what a monthly ledger's correction meets
        correction
        for correction in catalogue.corrections_in(here.town)
        if catalogue.ledgers[correction.ledger].is_filed_in(period)
    ]
    periods = [each for each in corrections if each.field == PERIOD_FIELD]
    layouts = [layout for file in files for layout in file.layouts]
    copies = earlier_copies(workspace, here.town, period)
    times, declared = times_of_tables(layouts, periods, copies)
    cells = [each for each in corrections if each.field != PERIOD_FIELD]
    plan = plan_corrections(cells, blocks, books, period)
    plan.issues.extend(declared)
    readings = [
        clean_within_time(
            file,
            lambda block, outside: clean_block(
                block,
                books[block.ledger.level],
                period,
                plan.of(block),
                catalogue.overrides,
                outside,
                times[block.key],
            ),
        )
        for file in files
    ]
    return assemble(readings, plan, here)


@dataclass(frozen=True)
class Filed:
    """One file and where its tables are."""

    raw: RawFile
    layouts: list[Layout]


@dataclass(frozen=True)
class Reading(Filed):
    """One file as understood: what its blocks hold."""

    cleaned: list[Cleaned]


def lay_out_within_time(
    raw: RawFile, catalogue: Catalogue, books: dict[str, NameBook], filed_for: FiledFor
) -> Filed:
    """Find the tables of one file; what goes wrong stands as its reason and touches no other."""
    layouts: list[Layout] = []

    def lay_out() -> None:
        layouts.extend(lay_out_file(raw, catalogue, books, filed_for))

    reason = reason_against(lay_out, raw.file)
    return Filed(refused(raw, reason), []) if reason else Filed(raw, layouts)


def clean_within_time(file: Filed, clean: Callable[[Block, Outside], Cleaned]) -> Reading:
    """Read the tables of one file; what goes wrong stands as its reason and touches no other."""
    cleaned: list[Cleaned] = []

    def clean_all() -> None:
        for layout in file.layouts:
            outside = [*layout.outside_cells()]
            cleaned.extend(clean(block, outside) for block in layout.blocks)

    reason = reason_against(clean_all, file.raw.file)
    if reason:
        return Reading(refused(file.raw, reason), [], [])
    return Reading(file.raw, file.layouts, cleaned)


def reason_against(work: Callable[[], object], file: str) -> str:
    """Do some work on a file within its share of time; return why it could not be done."""
    try:
        with share_of_time(MOST_SECONDS):
            work()
    except TimeIsUp:
        return SLOW.format(seconds=MOST_SECONDS)
    except Exception as error:
        logger.exception("%s could not be understood", file)
        return BROKEN.format(error=type(error).__name__)
    return ""


def refused(raw: RawFile, reason: str) -> RawFile:
    """Return a file as one that was not read."""
    return replace(raw, sheets=(), notes=(), reason=reason)


def lay_out_file(
    raw: RawFile, catalogue: Catalogue, books: dict[str, NameBook], filed_for: FiledFor
) -> list[Layout]:
    """Find the tables of one file."""
    ledgers = catalogue.ledgers.values()

    def knows_unit(written: str) -> frozenset[str]:
        return frozenset(level for level, book in books.items() if book.find(written) is not None)

    sheets = with_days([replace(sheet, filed_for=filed_for) for sheet in raw.sheets])
    return [find_layout(sheet, ledgers, knows_unit) for sheet in sheets]


def assemble(readings: list[Reading], plan: Plan, here: TownPeriod[FiledPeriod]) -> Intake:
    """Put the files of a month together and decide which lines count."""
    words = here.catalogue.words
    stated = {
        r.raw.file: stated_version(r.raw.file, r.layouts, here.period, words) for r in readings
    }
    versions = {file: version for file, (version, _) in stated.items()}
    filed_on = {file: day for file, (_, day) in stated.items() if day}
    blocks = {part.block.key: part.block for reading in readings for part in reading.cleaned}
    entries = tell_keys(stack_entries(readings), here.unit_names)
    lines, decisions = decide_versions(entries, versions, blocks, words)
    replaced = replaced_files(decisions, lines)
    cleaned = [part for reading in readings for part in reading.cleaned]
    issues = [
        *(issue for reading in readings for issue in file_issues(reading, here.period)),
        *(issue for part in cleaned for issue in part.issues),
        *(issue for reading in readings for issue in sum_issues(reading)),
        *decisions,
        *plan.issues,
    ]
    layouts = [layout for reading in readings for layout in reading.layouts]
    people = people_of(layouts, Veil(here.catalogue, no_people()).marks)
    veil = Veil(here.catalogue, people)
    told = issue_frame(issues, words.sentences, veil.issue)
    told = calm_replaced(told, replaced).drop_duplicates(ISSUE_KEY)
    stood_on = find_lines(told, list(blocks.values()), lines)
    sheets = [layout.sheet for layout in layouts]
    told = told[is_true(told, stood_on["kind"], unread_cells(sheets))]
    return Intake(
        records=stack_records(cleaned, lines, here),
        issues=told,
        places=place_issues(told, stood_on.loc[told.index], lines, here),
        filings=list_filings(here, lines, filed_on),
        files=list_accounts(
            readings,
            lines,
            filed_on,
            compared_files(decisions, lines) | replaced,
            count_conflicts(decisions),
        ),
        sheets=count_sheets(readings),
        blocks=count_blocks(lines),
        fields=stack_fields(cleaned),
        people=people,
        uncounted=uncounted_figures(cleaned, lines, told, here),
    )


def stack_entries(readings: list[Reading]) -> pd.DataFrame:
    """Return one row per line of every block, with the place where it stands."""
    columns = ["ledger", "file", "sheet", "block", "row", "cell", "kind", "unit"]
    columns += ["key", "day_key", "is_dated", "content", "is_withheld"]
    parts = []
    for part in (part for reading in readings for part in reading.cleaned):
        block = part.block
        first = block.heading("case") or block.heading("unit")
        parts.append(
            part.entries.assign(
                ledger=block.ledger.code,
                file=block.sheet.file,
                sheet=block.sheet.name,
                block=block.number,
                cell=block.addresses(part.entries["row"], first.index if first else 0),
            )
        )
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def tell_keys(lines: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Add ``told``: the key of each line with its unit's printed name, for sentences."""
    told = [
        " ".join(names.get(part, part) if part == unit else part for part in str(key).split(" "))
        for key, unit in zip(lines["key"], lines["unit"], strict=True)
    ]
    return lines.assign(told=pd.Series(told, index=lines.index, dtype="str"))


def stack_records(cleaned: list[Cleaned], lines: pd.DataFrame, here: TownPeriod) -> pd.DataFrame:
    """Return the records of all lines that count."""
    parts = [part.records.assign(block=part.block.number) for part in cleaned]
    parts = [part for part in parts if len(part)]
    counting = lines.loc[lines["kind"] == "recorded", ["file", "sheet", "block", "row"]]
    stacked = (
        pd.concat(parts, ignore_index=True).merge(
            counting, on=["file", "sheet", "block", "row"], how="inner", validate="m:1"
        )
        if parts
        else pd.DataFrame(columns=RECORD_COLUMNS)
    )
    placed = stacked.assign(town=here.town, period=str(here.period))
    return checked(placed[RECORD_COLUMNS], RECORDS)


def stack_fields(cleaned: list[Cleaned]) -> pd.DataFrame:
    """Return the cells behind the records of all blocks."""
    parts = [
        part.fields.assign(file=part.block.sheet.file, sheet=part.block.sheet.name)
        for part in cleaned
    ]
    stacked = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=FIELD_COLUMNS)
    texts = dict.fromkeys(FIELD_COLUMNS[:-2], "str")
    return stacked[FIELD_COLUMNS].astype({**texts, "value": "Float64", "day": "datetime64[us]"})


def file_issues(reading: Reading, period: FiledPeriod) -> Iterator[dict[str, str]]:
    """Report what is wrong with a file or sheet as a whole."""
    raw = reading.raw
    if MARK in raw.file:
        yield make_issue("unseen_signs", raw.file, written=MARK, place="文件名")
    if raw.is_beside:
        yield from noted(raw.notes, raw.file)
        return
    if raw.reason:
        yield make_issue("unreadable", raw.file, reason=raw.reason)
        return
    yield from noted(raw.notes, raw.file)
    if not any(layout.blocks for layout in reading.layouts):
        yield unrecognised(reading)
        return
    for layout in reading.layouts:
        sheet = layout.sheet
        filled = int(sheet.filled.sum())
        if not layout.blocks and filled and sheet.name != NOTES_SHEET:
            understood = layout.nearest.sentence if layout.nearest else NOTHING_KNOWN
            yield make_issue(
                "unrecognised_sheet", raw.file, sheet.name, count=filled, understood=understood
            )
        if not sheet.visible and filled:
            yield make_issue("hidden_sheet", raw.file, sheet.name)
        yield from noted(blank_formulas(sheet, sheet.notes), raw.file, sheet.name)
        yield from structure_issues(layout)
        yield from rival_times(layout, period)


def unrecognised(reading: Reading) -> dict[str, str]:
    """Report a file without any table, by what was understood of the sheet that says most."""
    nearest = max(
        (layout.nearest for layout in reading.layouts if layout.nearest),
        key=lambda each: len(each.known),
        default=None,
    )
    file = reading.raw.file
    if nearest is None:
        return make_issue("unrecognised_file", file, understood=NOTHING_KNOWN)
    if nearest.lacks_only_unit:
        lacks, ledger = nearest.lacks[0], nearest.ledger.name
        return make_issue("no_unit_named", file, field=lacks, ledger=ledger)
    return make_issue("unrecognised_file", file, understood=nearest.sentence)


def noted(notes: Iterable[Note], file: str, sheet: str = "") -> Iterator[dict[str, str]]:
    """Report what the cells do not show: hidden rows, pictures, formulas without a result."""
    for check, cell, written, details in notes:
        yield make_issue(check, file, sheet, cell, written=written, **details)


def sum_issues(reading: Reading) -> Iterator[dict[str, str]]:
    """Report stated sums of a file that their lines do not add up to."""
    for layout in reading.layouts:
        for block in layout.blocks:
            yield from total_issues(block, layout.blocks)


def rival_times(layout: Layout, period: FiledPeriod) -> Iterator[dict[str, str]]:
    """Report a sheet's or file's name that still speaks of another month than the title."""
    rivals = {block.header.stated.rival_time for block in layout.blocks} - {None}
    for time, source in sorted(filter(None, rivals), key=lambda rival: rival[1]):
        place = layout.sheet.name if source == SHEET_NAME else layout.sheet.file.rsplit("/", 1)[-1]
        yield make_issue(
            "period_mismatch",
            layout.sheet.file,
            layout.sheet.name if source == SHEET_NAME else "",
            field=source,
            written=time.written,
            read_as=time.chinese,
            source=f"{source}“{place}”",
            month=period.chinese,
        )


def list_accounts(
    readings: list[Reading],
    lines: pd.DataFrame,
    filed_on: dict[str, date],
    replaced: dict[str, str],
    conflicts: Counter[str],
) -> pd.DataFrame:
    """Return one row per file: what became of it, and why not all of it counts."""
    rows = []
    for reading in readings:
        raw = reading.raw
        status = file_status(reading, replaced.get(raw.file), conflicts[raw.file])
        contradicted = f"有{conflicts[raw.file]}行与另一条记录矛盾，这些行未计入"
        own = lines[lines["file"] == raw.file]
        rows.append(
            {
                "file": raw.file,
                "sha256": raw.sha256,
                "status": status,
                "ledger": ",".join(own["ledger"].unique()),
                "filed_on": filed_on.get(raw.file),
                "reason": contradicted if status == "conflict" else raw.reason,
            }
        )
    columns = ["file", "sha256", "status", "ledger", "filed_on", "reason"]
    files = pd.DataFrame(rows, columns=columns)
    return files.assign(filed_on=pd.to_datetime(files["filed_on"])).astype(
        {column: "str" for column in columns if column != "filed_on"}
    )


def count_conflicts(decisions: list[dict[str, str]]) -> Counter[str]:
    """Return how many lines of each file contradict another line."""
    return Counter(issue["file"] for issue in decisions if issue["check"] == "conflict")


def file_status(reading: Reading, replaced: str | None, conflicts: int) -> str:
    """Return counted, conflict (but for some lines), duplicate, superseded or why not read."""
    if reading.raw.is_beside:
        return "beside"
    if reading.raw.reason:
        return "unreadable"
    if not reading.cleaned:
        return "unrecognised"
    return replaced or ("conflict" if conflicts else "counted")


def replaced_files(decisions: list[dict[str, str]], lines: pd.DataFrame) -> dict[str, str]:
    """Return file → duplicate or superseded, for files that others stand for altogether.

    A workbook of two ledgers of which only one came again still counts.
    """
    words = {"duplicate_file": "duplicate", "superseded": "superseded"}
    counting = set(lines.loc[lines["kind"] == "recorded", "file"])
    return {
        issue["file"]: words[issue["check"]]
        for issue in decisions
        if issue["check"] in words and issue["file"] not in counting
    }


def calm_replaced(issues: pd.DataFrame, replaced: dict[str, str]) -> pd.DataFrame:
    """Lower the severity of what is wrong in files that another one stands for: nothing to mend."""
    return issues.assign(severity=issues["severity"].mask(issues["file"].isin(replaced), "info"))


def count_sheets(readings: list[Reading]) -> pd.DataFrame:
    """Return the cells of every sheet by kind."""
    rows = [
        {"file": layout.sheet.file, "sheet": layout.sheet.name, **layout.count_cells()}
        for reading in readings
        for layout in reading.layouts
    ]
    columns = ["file", "sheet", "read", "banner", "header", "entry", "note"]
    return checked(pd.DataFrame(rows, columns=columns), SHEETS)


def count_blocks(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of every block by kind."""
    place = ["file", "sheet", "block", "ledger"]
    is_kind = pd.DataFrame({kind: lines["kind"] == kind for kind in ENTRY_KINDS})
    counted = lines[place].join(is_kind).assign(read=1)
    counts = counted.groupby(place, as_index=False)[["read", *ENTRY_KINDS]].sum()
    return checked(counts, BLOCKS)
