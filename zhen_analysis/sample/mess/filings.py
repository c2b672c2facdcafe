"""What a town's villages did → its workbooks as hurried clerks send them, and the truth beside them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.catalogue import Ledger
from zhen_analysis.period import Month, parse_month
from zhen_analysis.sample.chance import happens, once, sample
from zhen_analysis.sample.deeds import do_deeds
from zhen_analysis.sample.drafts import Draft, draft_files
from zhen_analysis.sample.events import Event, Events
from zhen_analysis.sample.mess.bodies import draw_table
from zhen_analysis.sample.mess.canvas import Book
from zhen_analysis.sample.mess.formats import SINGLE_SHEET, WRITERS, installed, suffix_of, write_book
from zhen_analysis.sample.mess.layouts import lay_out
from zhen_analysis.sample.mess.looks import Look, draw_look
from zhen_analysis.sample.mess.tables import Table, make_table
from zhen_analysis.sample.mistakes import plant
from zhen_analysis.sample.setting import Setting
from zhen_analysis.sample.truth import true_records, true_spoilt
from zhen_analysis.workspace import Workspace

COPY_NAME = "副本-{name}"
UNDATED = 0.3  # of corrected filings, which only their names tell apart
MOST_REPEATED = 0.3  # of a filing's lines, that a later one repeats without replacing it
LAYOUT_COLUMNS = ["file", "sheet", "kind", "name"]
FORM_COLUMNS = ["file", "sheet", "cell", "column", "form", "written"]


@dataclass(frozen=True)
class Filing:
    """A draft with its mistakes, and how it is to be laid out."""

    draft: Draft
    look: Look
    rng: np.random.Generator


def file_messy_town(
    setting: Setting, events: Events, ledgers: list[str], root: Path
) -> dict[str, pd.DataFrame]:
    """Write every file of one town; return its truth: records, spoilt, layouts, forms."""
    deeds = {code: stating(lines, setting, code) for code, lines in do_deeds(setting, ledgers).items()}
    told: dict[str, list[pd.DataFrame]] = {"records": [], "spoilt": [], "layouts": [], "forms": []}
    for month in setting.months:
        waiting: Filing | None = None
        for code in ledgers:
            lines = deeds[code][deeds[code]["period"] == str(month)]
            event = events[code, str(month)]
            filings = prepare(setting, setting.catalogue.ledgers[code], month, event, lines)
            if waiting and filings and may_share(waiting, filings[0]):
                file_together(setting, root, [waiting, filings.pop(0)], told)
                waiting = None
            if filings and event.shared and waiting is None and may_wait(filings[0]):
                waiting = filings.pop(0)
            for filing in filings:
                file_together(setting, root, [filing], told)
        if waiting:
            file_together(setting, root, [waiting], told)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in told.items()}


def stating(lines: pd.DataFrame, setting: Setting, code: str) -> pd.DataFrame:
    """Return lines that each state something: 0 of the first item where nothing was done."""
    items = [item for item in setting.catalogue.ledgers[code].items if item in lines]
    if not items:
        return lines
    idle = lines[items].isna().all(axis=1)
    return lines.assign(**{items[0]: lines[items[0]].mask(idle, 0.0)})


def prepare(
    setting: Setting, ledger: Ledger, month: Month, event: Event, lines: pd.DataFrame
) -> list[Filing]:
    """Return one ledger's filings of a month."""
    rng = setting.rng(ledger.code, month, "repeated")
    drafts = draft_files(setting, ledger, month, event, lines)
    master = next((draft for draft in drafts if draft.is_master and draft.counts), None)
    if master is not None and event.own_files:
        drafts = [
            *own_files(setting, master),
            *(replace(draft, is_compared=True) for draft in drafts),
        ]
    elif master is not None and event.overlap:
        drafts = [
            changed
            for draft in drafts
            for changed in (sent_again(draft, rng) if draft is master else [draft])
        ]
    return [dress(plant(draft, event, setting), event, setting) for draft in drafts]


def dress(draft: Draft, event: Event, setting: Setting) -> Filing:
    """Choose how a draft is laid out; whoever's day of filing decides something states it."""
    rng = setting.rng(draft.ledger.code, draft.month, draft.name, "look", draft.counts)
    look = draw_look(draft, setting.habits, rng)
    decides = draft.is_compared or not draft.is_master or draft.ledger.filed_by in event.late
    if event.corrected and not decides:
        # Of two versions both state their day, or else their names tell which is the newer one.
        undated = once(setting.rng(draft.ledger.code, draft.month, "undated"), UNDATED)
        look = replace(look, filing="none" if undated else dated(look))
    elif decides:
        look = replace(look, filing=dated(look))
    if look.file_format in SINGLE_SHEET:  # merged cells are lost there, and it is named after itself
        look = replace(look, merged_units=False, hidden="nothing")
        draft = replace(draft, sheet=draft.name)
    return Filing(draft, look, rng)


def dated(look: Look) -> str:
    """Return where the day of filing is to stand, if it has to."""
    return "line" if look.filing == "none" else look.filing


def own_files(setting: Setting, master: Draft) -> list[Draft]:
    """Return each village's own workbook, sent the day before the town's, which repeats it."""
    drafts = []
    for unit, lines in master.lines.groupby("unit", sort=False):
        village = setting.names[str(unit)]
        drafts.append(
            replace(
                master,
                name=f"{village}{master.month.month}月{master.ledger.name}",
                title=f"{village}{master.month.chinese}{master.ledger.name}",
                filler=f"{village}村民委员会".replace("村村", "村"),
                filled_on=master.filled_on - timedelta(days=1),
                lines=lines.reset_index(drop=True),
                counts=False,
                is_master=False,
                is_compared=True,
                is_copy=True,
                copied=False,
            )
        )
    return drafts


def sent_again(master: Draft, rng: np.random.Generator) -> list[Draft]:
    """Return the town's workbook and a later one with a few of its lines, some of them changed."""
    count = int(MOST_REPEATED * len(master.lines))
    if not count:
        return [master]
    rows = np.sort(sample(rng, np.ones(len(master.lines)), count))
    lines = master.lines.loc[rows].reset_index(drop=True)
    for item in [key for key in ("done", *master.ledger.items) if key in lines]:
        more = happens(rng, 0.5, count) & (lines[item] > 0) & (item != "done")
        lines[item] = lines[item].mask(more, lines[item] + 1)
    kept = master.lines.assign(counts=~master.lines.index.isin(rows))
    later = replace(
        master,
        name=f"{master.month.month}月{master.ledger.name}（补充）",
        title=f"{master.title}（补充）",
        filled_on=master.filled_on + timedelta(days=1),
        lines=lines,
        is_master=False,
        is_compared=True,
        is_copy=True,
        copied=False,
    )
    return [replace(master, lines=kept, is_compared=True), later]


def may_wait(filing: Filing) -> bool:
    """Tell whether a draft may go into one workbook with another ledger's."""
    draft = filing.draft
    plain = draft.is_master and draft.counts and not draft.is_compared and not draft.copied
    return plain and filing.look.file_format not in SINGLE_SHEET


def may_share(one: Filing, other: Filing) -> bool:
    """Tell whether two ledgers' drafts may go into one workbook: they are filed on one day."""
    return may_wait(other) and one.draft.filled_on == other.draft.filled_on


def file_together(
    setting: Setting, root: Path, filings: list[Filing], told: dict[str, list[pd.DataFrame]]
) -> None:
    """Write one workbook of one or two ledgers, and add its truth to what is told."""
    workspace, first = Workspace(root), filings[0]
    draft, look = first.draft, first.look
    folder = workspace.raw_dir(setting.town, str(draft.month))
    folder.mkdir(parents=True, exist_ok=True)
    name = draft.name if len(filings) == 1 else f"{draft.month.chinese}台账"
    path = folder / (name + suffix_of(look.file_format))
    book, tables = draw_book(setting, filings)
    book.show_off(None, "format", look.file_format)
    if draft.is_compared:
        book.show_off(None, "filing", "lines_sent_again")
    if not draft.counts:
        book.show_off(None, "filing", "village_file" if draft.is_copy else "first_version")
    write_book(book, look.file_format, path)
    if draft.copied:
        copy(book, look.file_format, path)
    file = workspace.relative(path)
    for table in tables:
        told["records"].append(true_records(table.draft, table.places, setting.town, file))
        told["spoilt"].append(true_spoilt(table.draft, table.places, file))
        told["forms"].append(true_forms(table, file))
    told["layouts"].append(
        pd.DataFrame([(file, *feature) for feature in book.features], columns=LAYOUT_COLUMNS)
    )


def draw_book(setting: Setting, filings: list[Filing]) -> tuple[Book, list[Table]]:
    """Draw one workbook; a second ledger stands on a sheet of its own or below the first."""
    book, tables = Book(), []
    for number, filing in enumerate(filings):
        table = make_table(filing.draft, filing.look, setting, filing.rng)
        tables.append(table)
        below = number and filing.look.layout == filings[0].look.layout == "upright"
        if below:
            canvas = book.canvases[-1]
            draw_table(book, canvas, table, filing.rng, canvas.height + 1, 0)
            book.show_off(canvas, "layout", "two_ledgers_on_a_sheet")
        else:
            lay_out(book, table, filing.rng)
            if number:
                book.show_off(None, "layout", "two_ledgers_in_a_workbook")
    return book, tables


def copy(book: Book, file_format: str, path: Path) -> None:
    """Send a workbook a second time, saved as another kind where that loses nothing."""
    others = [name for name in WRITERS if name != file_format and installed(name)]
    if file_format in WRITERS and others:
        other = others[len(path.name) % len(others)]
        renamed = path.with_name(COPY_NAME.format(name=path.stem) + suffix_of(other))
        write_book(book, other, renamed)
        book.show_off(None, "filing", "copied_as_another_format")
    else:
        shutil.copyfile(path, path.with_name(COPY_NAME.format(name=path.name)))
        book.show_off(None, "filing", "copied")


def true_forms(table: Table, file: str) -> pd.DataFrame:
    """Return one row per cell of the lines that is not plainly written."""
    rows = [
        (file, *table.places.cells[place], place[1], written.form, written.shown)
        for place, written in table.places.forms.items()
        if written.form not in ("plain", "mistake")
    ]
    return pd.DataFrame(rows, columns=FORM_COLUMNS)

