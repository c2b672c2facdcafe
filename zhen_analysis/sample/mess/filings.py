"""What a town's villages did → the filings of hurried clerks: versions, repeats, shared books."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import Ledger
from zhen_analysis.sample.chance import happens, once, sample
from zhen_analysis.sample.deeds.deeds import do_deeds
from zhen_analysis.sample.deeds.events import Event, Events
from zhen_analysis.sample.mess.left_over import lay_beside
from zhen_analysis.sample.mess.workbooks import LAYOUT_COLUMNS, Filing, file_together
from zhen_analysis.sample.mess.writing.formats import SINGLE_SHEET
from zhen_analysis.sample.mess.writing.looks import Look, draw_look
from zhen_analysis.sample.papers.drafts import Draft, draft_files
from zhen_analysis.sample.papers.mistakes import plant
from zhen_analysis.sample.towns.setting import Setting

UNDATED = 0.3  # of corrected filings, which only their names tell apart
MOST_REPEATED = 0.3  # of a filing's lines, that a later one repeats without replacing it


def file_messy_town(
    setting: Setting, events: Events, ledgers: list[str], root: Path
) -> dict[str, pd.DataFrame]:
    """Write every file of one town; return its truth: records, spoilt, layouts, forms."""
    deeds = {
        code: stating(lines, setting, code) for code, lines in do_deeds(setting, ledgers).items()
    }
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
        told["layouts"].append(beside(setting, month, root))
    return {name: pd.concat(tables, ignore_index=True) for name, tables in told.items()}


def beside(setting: Setting, month: Month, root: Path) -> pd.DataFrame:
    """Put what is no table beside a month's ledgers; return it as features of a file."""
    workspace = Workspace(root)
    folder = workspace.raw_dir(setting.town, str(month))
    found = lay_beside(folder, setting.habits, setting.rng(month, "beside"))
    rows = [(workspace.relative(folder / name), *feature) for name, *feature in found]
    return pd.DataFrame(rows, columns=LAYOUT_COLUMNS)


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
    if (
        look.file_format in SINGLE_SHEET
    ):  # merged cells are lost there, and it is named after itself
        look = replace(look.without("merged_units"), hidden="nothing")
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
